/* Which of a customer's history is settled: nothing that may still come
 * changes what is read from it. */
#ifndef HISTORY_SETTLING_H
#define HISTORY_SETTLING_H

#include "history/fold.h"
#include "time/zone.h"

struct settling {
	const kefu_zone *zone;
	int64_t mark;     /* nothing comes at or before it any more */
	int64_t ahead;    /* how far definitions look ahead, ms */
	int64_t idle_end; /* silence after which nothing more is expected of an order,
	                   * nor of a session that is awaited */
	int awaits_orders; /* sessions wait for what becomes of orders that began no later
	                    * than `ahead` after them */
	int64_t order_going_on; /* settling_find() sets it: since when there is such an order */
};

/* Gives STANDING_SETTLING to what of the history is live and settled: to its
 * runs, sessions, loose events, orders and refund cases. Sessions that share
 * a local day, at one remove or more, settle together; an order settles with
 * its cases. Returns whether there is any. */
int settling_find(struct settling *settling, struct customer_history *history);

/* The run that an entry of the history stands in. */
struct run *history_run(const struct customer_history *history, const struct entry *entry);
/* What holds for an entry, whose run may settle in part. */
enum standing history_standing(const struct customer_history *history,
                               const struct entry *entry);

#endif
