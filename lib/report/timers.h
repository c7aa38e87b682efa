/* Lists of timers while they are made. */
#ifndef REPORT_TIMERS_H
#define REPORT_TIMERS_H

#include "base/text.h"
#include "kefu/sla.h"

struct kefu_timers {
	kefu_allocator allocator;
	const struct text_table *texts; /* to order ids; only while it is made */
	kefu_timer *at;
	size_t count, capacity;
	size_t limit;  /* SIZE_MAX: none */
	int64_t total, as_of;
};

int32_t timers_new(const kefu_allocator *allocator,
                   const struct text_table *texts, int64_t as_of, size_t limit,
                   kefu_timers **out);
/* As it comes, whatever the limit. */
int32_t timers_append(kefu_timers *timers, const kefu_timer *timer);
/* Keeps it when it is among the `limit` most urgent so far. */
int32_t timers_offer(kefu_timers *timers, const kefu_timer *timer);
/* Whether `a` is less urgent than `b`: the order of what is due. */
int timer_is_later(const struct text_table *texts, const kefu_timer *a,
                   const kefu_timer *b);
/* Puts what was offered in order, the most urgent first. */
void timers_sort(kefu_timers *timers);

#endif
