/* What orders and refund cases say by themselves: when, how much, how many. */
#ifndef MEASURE_TRADE_H
#define MEASURE_TRADE_H

#include "history/dossiers.h"

/* A sum of amounts or units that does not fit is this, and no cell takes it. */
#define SUM_OVERFLOW INT64_MAX

/* Money of one currency; of several there is no sum. */
struct money {
	int64_t amount;
	uint32_t currency; /* packed; CURRENCY_MIXED */
};
#define CURRENCY_MIXED UINT32_MAX

int64_t order_placed(const struct dossier *order); /* first place, or -1 */
int64_t order_paid(const struct dossier *order);   /* first payment, or -1 */
int64_t order_units(const struct dossier *order);  /* of all places */
/* Sub-orders that its events name, at least 1. */
int64_t order_items(const struct dossier *order);
/* Postage in its payments, minor units. */
int64_t order_postage(const struct dossier *order);
/* That its first event with a currency names; `desk`'s when none does. */
uint32_t order_currency(const struct dossier *order, uint32_t desk);
/* Payments and deposits. */
struct money order_money(const struct dossier *order, uint32_t desk);
/* Money given back by its completed refunds. */
struct money order_refunded(const struct dossier *order, uint32_t desk);
/* `sum` less `part`. */
struct money money_less(struct money sum, struct money part);

/* What a completed case gives back: as completed, else as last requested. */
struct money refund_money(const struct dossier *refund, uint32_t desk);
/* The same of a case completed or not. */
struct money refund_claimed(const struct dossier *refund, uint32_t desk);
int64_t refund_units(const struct dossier *refund);
/* Its first event with a type says it; 0: none does. */
uint8_t refund_type(const struct dossier *refund);
enum refund_state { REFUND_UNREQUESTED, REFUND_REQUESTED, REFUND_REFUSED,
	REFUND_AGREED, REFUND_RETURNING, REFUND_SIGNED, REFUND_COMPLETED,
	REFUND_WITHDRAWN };
/* What the last event that says one says; completed for good. */
enum refund_state refund_state(const struct dossier *refund);
/* t of the first request, else of the first event. */
int64_t refund_start(const struct dossier *refund);
/* When the buyer's shipping of a return stops the clock: from the agreement
 * up to the first event of a kind after it. 0 when it does not. */
int refund_shipping(const struct dossier *refund, uint8_t stops,
                    int64_t *from, int64_t *to);
/* The first judgement against the seller, or NULL. */
const struct entry *refund_judged_seller(const struct dossier *refund);

#endif
