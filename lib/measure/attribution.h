/* Sales attribution: which chat earned an order, by each judgement at once. */
#ifndef MEASURE_ATTRIBUTION_H
#define MEASURE_ATTRIBUTION_H

#include "measure/observe.h"

#define JUDGEMENTS 3 /* enum judgement */

struct earned {
	const struct chat *chats[JUDGEMENTS]; /* NULL: nobody */
	/* What the judgements chose from: */
	const struct chat *by_order, *by_payment;
	const struct chat *urging; /* lost the payment: it only urged it on */
	const struct chat *follow_up; /* of an order that nobody earned */
	int is_flagged; /* then nobody earned it */
};

/* Reads the chats of the customer into observer->chats, sorted by start.
 * Their rounds are counted where ties ask for them, or always. */
int32_t chats_read(struct observer *observer, int always_rounds);
void order_earned(const struct observer *observer, const struct dossier *order,
                  struct earned *earned);
/* The agent whom the definition's judgement gives an order that is not
 * flagged; 0: nobody. */
kefu_id order_earner(const struct observer *observer,
                     const struct dossier *order);
int order_is_flagged(const struct observer *observer,
                     const struct dossier *order);

/* How long after its end a chat may earn. */
int64_t attribution_lookback(const struct definition *definition);

/* What puts one chat before another at an instant, most important first. */
enum precedence { PRECEDES_BY_ROUNDS, PRECEDES_BY_RUNNING, PRECEDES_BY_END,
	PRECEDES_BY_START, PRECEDES_BY_ID };

/* > 0 when `chat` earns rather than `other`; `by` says why, may be NULL. */
int chat_compare(const struct observer *observer, const struct chat *chat,
                 const struct chat *other, int64_t t, enum precedence *by);

#endif
