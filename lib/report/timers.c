#include "report/timers.h"

#include <string.h>

#include "base/memory.h"

int32_t timers_new(const kefu_allocator *allocator,
                   const struct text_table *texts, int64_t as_of, size_t limit,
                   kefu_timers **out)
{
	kefu_timers *timers = memory_get_zeroed(allocator, sizeof *timers);

	if (timers == NULL)
		return KEFU_E_NOMEM;
	timers->allocator = *allocator;
	timers->texts = texts;
	timers->as_of = as_of;
	timers->limit = limit;
	*out = timers;
	return KEFU_OK;
}

void kefu_timers_free(kefu_timers *timers)
{
	kefu_allocator allocator;

	if (timers == NULL)
		return;
	allocator = timers->allocator;
	memory_put(&allocator, timers->at, timers->capacity * sizeof *timers->at);
	memory_put(&allocator, timers, sizeof *timers);
}

int32_t timers_append(kefu_timers *timers, const kefu_timer *timer)
{
	void *array = timers->at;
	int32_t status;

	status = memory_reserve(&timers->allocator, &array, &timers->capacity,
	                        timers->count + 1, sizeof *timers->at);
	timers->at = array;
	if (status != KEFU_OK)
		return status;
	timers->at[timers->count] = *timer;
	timers->at[timers->count++].size = sizeof *timer;
	timers->total++;
	return KEFU_OK;
}

static int compare_numbers(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

/* Breached, by when; running, by due; paused, by what remains. */
static int compare_urgency(const kefu_timer *a, const kefu_timer *b)
{
	static const uint8_t ranks[] = {
		[KEFU_TIMER_BREACHED] = 0, [KEFU_TIMER_RUNNING] = 1,
		[KEFU_TIMER_PAUSED] = 2, [KEFU_TIMER_MET] = 3,
	};
	int difference = ranks[a->state] - ranks[b->state];

	if (difference != 0)
		return difference;
	switch (a->state) {
	case KEFU_TIMER_BREACHED:
		return compare_numbers(a->breached_at, b->breached_at);
	case KEFU_TIMER_RUNNING:
		difference = compare_numbers(a->due, b->due);
		return difference != 0 ? difference
			: compare_numbers(a->breach_at, b->breach_at);
	default:
		return compare_numbers(a->remaining, b->remaining);
	}
}

/* The rest only makes the order the same everywhere. */
int timer_is_later(const struct text_table *texts, const kefu_timer *a,
                   const kefu_timer *b)
{
	int difference = compare_urgency(a, b);

	if (difference == 0)
		difference = compare_numbers(a->start, b->start);
	if (difference == 0)
		difference = text_compare(texts, a->session, b->session);
	if (difference == 0)
		difference = text_compare(texts, a->refund, b->refund);
	if (difference == 0)
		difference = text_compare(texts, a->customer, b->customer);
	if (difference == 0)
		difference = text_compare(texts, a->agent, b->agent);
	if (difference == 0)
		difference = text_compare(texts, a->name, b->name);
	return difference > 0;
}

/* What is offered is a heap with the least urgent on top. */
static void sink(kefu_timers *timers, size_t place, size_t count)
{
	kefu_timer moved = timers->at[place];
	size_t child;

	for (; (child = 2 * place + 1) < count; place = child) {
		if (child + 1 < count &&
		    timer_is_later(timers->texts, &timers->at[child + 1],
		             &timers->at[child]))
			child++;
		if (!timer_is_later(timers->texts, &timers->at[child], &moved))
			break;
		timers->at[place] = timers->at[child];
	}
	timers->at[place] = moved;
}

static void rise(kefu_timers *timers, size_t place)
{
	kefu_timer moved = timers->at[place];

	while (place > 0 &&
	       timer_is_later(timers->texts, &moved, &timers->at[(place - 1) / 2])) {
		timers->at[place] = timers->at[(place - 1) / 2];
		place = (place - 1) / 2;
	}
	timers->at[place] = moved;
}

int32_t timers_offer(kefu_timers *timers, const kefu_timer *timer)
{
	int32_t status;

	if (timers->count < timers->limit) {
		status = timers_append(timers, timer);
		if (status == KEFU_OK)
			rise(timers, timers->count - 1);
		return status;
	}
	timers->total++;
	if (timers->count != 0 &&
	    timer_is_later(timers->texts, &timers->at[0], timer)) {
		timers->at[0] = *timer;
		timers->at[0].size = sizeof *timer;
		sink(timers, 0, timers->count);
	}
	return KEFU_OK;
}

void timers_sort(kefu_timers *timers)
{
	size_t count = timers->count;

	while (count > 1) {
		kefu_timer last = timers->at[--count];

		timers->at[count] = timers->at[0];
		timers->at[0] = last;
		sink(timers, 0, count);
	}
}

int64_t kefu_timers_count(const kefu_timers *timers)
{
	return timers != NULL ? (int64_t)timers->count : 0;
}

int64_t kefu_timers_total(const kefu_timers *timers)
{
	return timers != NULL ? timers->total : 0;
}

int64_t kefu_timers_as_of(const kefu_timers *timers)
{
	return timers != NULL ? timers->as_of : -1;
}

int32_t kefu_timers_at(const kefu_timers *timers, int64_t index, kefu_timer *out)
{
	if (timers == NULL || out == NULL)
		return KEFU_E_NULL;
	if (out->size != sizeof *out)
		return KEFU_E_SIZE;
	if (index < 0 || index >= (int64_t)timers->count)
		return KEFU_E_NOT_FOUND;
	*out = timers->at[index];
	return KEFU_OK;
}
