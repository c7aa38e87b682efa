/* Of whom something may settle, or be forgotten: one look at all tracks in the
 * order of memory, so that the customers of whom nothing does are not read. */
#ifndef HISTORY_DUE_H
#define HISTORY_DUE_H

#include "history/timelines.h"

enum {
	DUE_SETTLES = 1 << 0, /* something may settle */
	DUE_MAYBE = 1 << 1,   /* something may, but only if something else is silent
	                         for long enough: due_is_silent() */
	DUE_GOES = 1 << 2,    /* something settled may be forgotten */
	DUE_PLAIN = 1 << 3    /* of an agent, the shop or nobody at all, or a case
	                         that may follow somebody's order */
};

/* Customers, each once, in the order in which something of them was found: one
 * who goes through them goes through memory, too. */
struct due_list {
	uint32_t *customers;
	size_t count, capacity;
};

struct due {
	int64_t mark, ahead, idle_end; /* as in struct settling */
	int64_t goes; /* the latest last event of a settled track that may go */

	uint8_t *flags;              /* by customer */
	size_t customer_count;
	struct due_list settling;    /* with DUE_SETTLES or DUE_MAYBE */
	struct due_list going;       /* with DUE_GOES */
	struct due_track {           /* bound to nobody */
		uint32_t number;
		unsigned flags;
	} *nobody;
	size_t nobody_count, nobody_capacity;
};

/* Fills in the rest of `due`, which is empty. KEFU_E_NOMEM. */
int32_t due_find(struct due *due, const struct timelines *timelines,
                 const kefu_allocator *allocator);
void due_release(struct due *due, const kefu_allocator *allocator);
/* Gives a customer a flag more. KEFU_E_NOMEM. */
int32_t due_add(struct due *due, uint32_t customer, unsigned flag,
                const kefu_allocator *allocator);
/* Asks the processor for the customers that stand a little behind this place. */
void due_ask_ahead(const struct due_list *list, const struct timelines *timelines, size_t at);

/* Whether a live track was silent for long enough. */
int due_is_silent(const struct due *due, const struct timelines *timelines, uint32_t track);

#endif
