/* Settles the policies of a plan. What remains is a week of spans, and for
 * each date that differs from it spans of its own; nothing after this knows
 * of holidays, breaks or nights. */
#include "time/hours.h"

#include <string.h>

#include "base/memory.h"

/* Sorts items that begin with an int32_t by it. A heapsort, since the C
 * library's qsort may allocate behind the host's back. */
#define ITEM_BYTES_MAX sizeof(schedule_span)

static int32_t key_of(const unsigned char *item)
{
	int32_t key;

	memcpy(&key, item, sizeof key);
	return key;
}

static void sift(unsigned char *items, size_t root, size_t count, size_t size)
{
	unsigned char moved[ITEM_BYTES_MAX];

	memcpy(moved, items + root * size, size);
	for (;;) {
		size_t child = 2 * root + 1;

		if (child >= count)
			break;
		if (child + 1 < count &&
		    key_of(items + child * size) < key_of(items + (child + 1) * size))
			child++;
		if (key_of(moved) >= key_of(items + child * size))
			break;
		memcpy(items + root * size, items + child * size, size);
		root = child;
	}
	memcpy(items + root * size, moved, size);
}

static void sort(void *first, size_t count, size_t size)
{
	unsigned char *items = first, swap[ITEM_BYTES_MAX];
	size_t i;

	for (i = count / 2; i > 0; i--)
		sift(items, i - 1, count, size);
	for (i = count; i > 1; i--) {
		memcpy(swap, items, size);
		memcpy(items, items + (i - 1) * size, size);
		memcpy(items + (i - 1) * size, swap, size);
		sift(items, 0, i - 1, size);
	}
}

/* Adds [start, end); nothing when it is empty. */
static int32_t spans_add(hours_draft *draft, hours_spans *list, int32_t start, int32_t end)
{
	void *items = list->items;
	int32_t status;

	if (start >= end)
		return KEFU_OK;
	status = memory_reserve(&draft->allocator, &items, &list->capacity, list->count + 1,
	                        sizeof *list->items);
	list->items = items;
	if (status == KEFU_OK) {
		schedule_span *span = &list->items[list->count++];

		span->start = start;
		span->end = end;
		span->before = 0;
	}
	return status;
}

/* Sorts spans and makes those that overlap or touch one. */
static void spans_merge(hours_spans *list)
{
	schedule_span *items = list->items;
	size_t i, kept = 0;

	sort(items, list->count, sizeof *items);
	for (i = 0; i < list->count; i++) {
		if (kept == 0 || items[i].start > items[kept - 1].end)
			items[kept++] = items[i];
		else if (items[i].end > items[kept - 1].end)
			items[kept - 1].end = items[i].end;
	}
	list->count = kept;
}

/* Adds what of [0, length) merged spans leave out. */
static int32_t spans_complement(hours_draft *draft, const hours_spans *list, int32_t length,
                                hours_spans *out)
{
	int32_t at = 0, status = KEFU_OK;
	size_t i;

	for (i = 0; i < list->count && status == KEFU_OK; i++) {
		status = spans_add(draft, out, at, list->items[i].start);
		at = list->items[i].end;
	}
	return status == KEFU_OK ? spans_add(draft, out, at, length) : status;
}

static bool spans_equal(const hours_spans *a, const hours_spans *b)
{
	size_t i;

	if (a->count != b->count)
		return false;
	for (i = 0; i < a->count; i++)
		if (a->items[i].start != b->items[i].start || a->items[i].end != b->items[i].end)
			return false;
	return true;
}

/* The week as one row of spans. Here the hours after midnight simply belong to
 * the next day; where that matters, the date becomes an exception. */
static int32_t build_week(hours_draft *draft)
{
	const hours_list *weekly = &draft->hours->weekly;
	int32_t status = KEFU_OK;
	size_t i;

	for (i = 0; i < weekly->count && status == KEFU_OK; i++) {
		int32_t midnight = weekly->items[i].day * CIVIL_DAY_SECONDS;
		int32_t start = midnight + weekly->items[i].from;
		int32_t end = midnight + weekly->items[i].to;

		if (end > CIVIL_WEEK_SECONDS) { /* from Sunday into Monday */
			status = spans_add(draft, &draft->week, 0, end - CIVIL_WEEK_SECONDS);
			end = CIVIL_WEEK_SECONDS;
		}
		if (status == KEFU_OK)
			status = spans_add(draft, &draft->week, start, end);
	}
	if (status != KEFU_OK)
		return status;
	spans_merge(&draft->week);
	return spans_complement(draft, &draft->week, CIVIL_WEEK_SECONDS, &draft->week_closed);
}

static int32_t day_add(hours_draft *draft, int32_t day)
{
	void *days = draft->days;
	int32_t status = memory_reserve(&draft->allocator, &days, &draft->day_capacity,
	                                draft->day_count + 1, sizeof *draft->days);

	draft->days = days;
	if (status == KEFU_OK)
		draft->days[draft->day_count++] = day;
	return status;
}

/* Every date that a list says something about, and the next one where that
 * reaches into it. */
static int32_t days_add(hours_draft *draft, const hours_list *list, bool next)
{
	int32_t status = KEFU_OK;
	size_t i;

	for (i = 0; i < list->count && status == KEFU_OK; i++) {
		status = day_add(draft, list->items[i].day);
		if (status == KEFU_OK && (next || list->items[i].to > CIVIL_DAY_SECONDS))
			status = day_add(draft, list->items[i].day + 1);
	}
	return status;
}

static size_t first_on(const hours_list *list, int32_t day)
{
	size_t low = 0, high = list->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (list->items[middle].day < day)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool names_day(const hours_list *list, int32_t day)
{
	size_t place = first_on(list, day);

	return place < list->count && list->items[place].day == day;
}

/* Adds the hours that begin on a date, as they lie on it (shift 0) or on the
 * next one (shift 86400), to `scratch`. */
static int32_t add_begun(hours_draft *draft, int32_t day, int32_t shift)
{
	const kefu_hours *hours = draft->hours;
	bool is_special = names_day(&hours->special, day);
	const hours_list *list = is_special ? &hours->special : &hours->weekly;
	int32_t wanted = is_special ? day : civil_weekday(day);
	int32_t status = KEFU_OK;
	size_t i;

	if (names_day(&hours->holidays, day))
		return KEFU_OK;
	for (i = is_special ? first_on(list, day) : 0; i < list->count && status == KEFU_OK; i++) {
		int32_t from = list->items[i].from - shift, to = list->items[i].to - shift;

		if (list->items[i].day == wanted)
			status = spans_add(draft, &draft->scratch, from < 0 ? 0 : from,
			                   to > CIVIL_DAY_SECONDS ? CIVIL_DAY_SECONDS : to);
		else if (is_special)
			break;
	}
	return status;
}

/* The part of the week that falls on a weekday. */
static int32_t add_weekday(hours_draft *draft, int32_t weekday, hours_spans *out)
{
	int32_t midnight = weekday * CIVIL_DAY_SECONDS, status = KEFU_OK;
	size_t i;

	for (i = 0; i < draft->week.count && status == KEFU_OK; i++) {
		int32_t start = draft->week.items[i].start - midnight;
		int32_t end = draft->week.items[i].end - midnight;

		status = spans_add(draft, out, start < 0 ? 0 : start,
		                   end > CIVIL_DAY_SECONDS ? CIVIL_DAY_SECONDS : end);
	}
	return status;
}

/* Takes [from, to) out of `scratch`. */
static int32_t take_out(hours_draft *draft, int32_t from, int32_t to)
{
	hours_spans whole = draft->scratch;
	int32_t status = KEFU_OK;
	size_t i;

	draft->scratch = draft->other;
	draft->scratch.count = 0;
	for (i = 0; i < whole.count && status == KEFU_OK; i++) {
		int32_t start = whole.items[i].start, end = whole.items[i].end;

		status = spans_add(draft, &draft->scratch, start, end < from ? end : from);
		if (status == KEFU_OK)
			status = spans_add(draft, &draft->scratch, start > to ? start : to, end);
	}
	draft->other = whole;
	return status;
}

static int32_t take_breaks(hours_draft *draft, int32_t day)
{
	const hours_list *breaks = &draft->hours->breaks;
	int32_t status = KEFU_OK;
	size_t i;

	for (i = first_on(breaks, day - 1); i < breaks->count && breaks->items[i].day <= day; i++) {
		int32_t shift = breaks->items[i].day == day ? 0 : CIVIL_DAY_SECONDS;

		if (breaks->items[i].to > shift)
			status = take_out(draft, breaks->items[i].from - shift,
			                  breaks->items[i].to - shift);
		if (status != KEFU_OK)
			break;
	}
	return status;
}

/* The final hours of a date, in `scratch`. */
static int32_t build_day(hours_draft *draft, int32_t day)
{
	const kefu_hours *hours = draft->hours;
	int32_t status;

	draft->scratch.count = 0;
	if (hours->overnight == KEFU_OVERNIGHT_OWNER) {
		status = add_begun(draft, day, 0);
		if (status == KEFU_OK)
			status = add_begun(draft, day - 1, CIVIL_DAY_SECONDS);
	} else if (names_day(&hours->holidays, day) || names_day(&hours->special, day)) {
		status = add_begun(draft, day, 0);
	} else {
		status = add_weekday(draft, civil_weekday(day), &draft->scratch);
	}
	if (status != KEFU_OK)
		return status;
	spans_merge(&draft->scratch);
	return take_breaks(draft, day);
}

static int32_t first_put(hours_draft *draft, size_t exception)
{
	void *first = draft->first;
	int32_t status = memory_reserve(&draft->allocator, &first, &draft->first_capacity,
	                                2 * exception + 2, sizeof *draft->first);

	draft->first = first;
	if (status == KEFU_OK) {
		draft->first[2 * exception] = (uint32_t)draft->open.count;
		draft->first[2 * exception + 1] = (uint32_t)draft->closed.count;
	}
	return status;
}

static int32_t keep_day(hours_draft *draft, size_t exception)
{
	int32_t status = first_put(draft, exception);
	size_t i;

	for (i = 0; i < draft->scratch.count && status == KEFU_OK; i++)
		status = spans_add(draft, &draft->open, draft->scratch.items[i].start,
		                   draft->scratch.items[i].end);
	if (status == KEFU_OK)
		status = spans_complement(draft, &draft->scratch, CIVIL_DAY_SECONDS, &draft->closed);
	return status;
}

/* Of all dates spoken of, those that differ from their weekday. */
static int32_t build_days(hours_draft *draft)
{
	int32_t status = KEFU_OK;
	size_t i, kept = 0;

	sort(draft->days, draft->day_count, sizeof *draft->days);
	for (i = 0; i < draft->day_count; i++) {
		int32_t day = draft->days[i];

		if (i != 0 && day == draft->days[i - 1])
			continue;
		status = build_day(draft, day);
		draft->other.count = 0;
		if (status == KEFU_OK)
			status = add_weekday(draft, civil_weekday(day), &draft->other);
		if (status == KEFU_OK && spans_equal(&draft->scratch, &draft->other))
			continue;
		if (status == KEFU_OK)
			status = keep_day(draft, kept);
		if (status != KEFU_OK)
			return status;
		draft->days[kept++] = day;
	}
	draft->day_count = kept;
	return first_put(draft, kept);
}

int32_t hours_draft_build(hours_draft *draft)
{
	const kefu_hours *hours = draft->hours;
	bool owner = hours->overnight == KEFU_OVERNIGHT_OWNER;
	int32_t status = build_week(draft);

	if (status == KEFU_OK)
		status = days_add(draft, &hours->holidays, owner);
	if (status == KEFU_OK)
		status = days_add(draft, &hours->special, owner);
	if (status == KEFU_OK)
		status = days_add(draft, &hours->breaks, false);
	return status == KEFU_OK ? build_days(draft) : status;
}

static void spans_free(const kefu_allocator *allocator, hours_spans *list)
{
	memory_put(allocator, list->items, list->capacity * sizeof *list->items);
}

void hours_draft_free(hours_draft *draft)
{
	const kefu_allocator *allocator = &draft->allocator;

	spans_free(allocator, &draft->week);
	spans_free(allocator, &draft->week_closed);
	spans_free(allocator, &draft->open);
	spans_free(allocator, &draft->closed);
	spans_free(allocator, &draft->scratch);
	spans_free(allocator, &draft->other);
	memory_put(allocator, draft->days, draft->day_capacity * sizeof *draft->days);
	memory_put(allocator, draft->first, draft->first_capacity * sizeof *draft->first);
}
