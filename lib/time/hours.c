/* Plans of opening hours: checked line by line, kept as they were told. */
#include "time/hours.h"

#include <string.h>

#include "base/memory.h"
#include "time/zone.h"

int32_t kefu_hours_new(const kefu_allocator *allocator, kefu_hours **out)
{
	kefu_allocator resolved;
	kefu_hours *hours;
	int32_t status;

	if (out == NULL)
		return KEFU_E_NULL;
	status = memory_resolve(allocator, &resolved);
	if (status != KEFU_OK)
		return status;
	hours = memory_get_zeroed(&resolved, sizeof *hours);
	if (hours == NULL)
		return KEFU_E_NOMEM;
	hours->allocator = resolved;
	*out = hours;
	return KEFU_OK;
}

static void list_free(kefu_hours *hours, hours_list *list)
{
	memory_put(&hours->allocator, list->items, list->capacity * sizeof *list->items);
}

void kefu_hours_free(kefu_hours *hours)
{
	kefu_allocator allocator;

	if (hours == NULL)
		return;
	list_free(hours, &hours->weekly);
	list_free(hours, &hours->special);
	list_free(hours, &hours->breaks);
	list_free(hours, &hours->holidays);
	allocator = hours->allocator;
	memory_put(&allocator, hours, sizeof *hours);
}

/* Makes room for `more` items. */
static int32_t list_reserve(kefu_hours *hours, hours_list *list, size_t more)
{
	void *items = list->items;
	int32_t status = memory_reserve(&hours->allocator, &items, &list->capacity,
	                                list->count + more, sizeof *list->items);

	list->items = items;
	return status;
}

static void list_insert(hours_list *list, size_t place, hours_interval interval)
{
	if (place != list->count)
		memmove(list->items + place + 1, list->items + place,
		        (list->count - place) * sizeof *list->items);
	list->items[place] = interval;
	list->count++;
}

/* Checks times of day, and lets an end after midnight count on. */
static int32_t times_check(int32_t from, int32_t to, hours_interval *out)
{
	if (from < 0 || from >= CIVIL_DAY_SECONDS || to < 0 || to > CIVIL_DAY_SECONDS)
		return KEFU_E_RANGE;
	if (from == to)
		return KEFU_E_INTERVAL;
	out->from = from;
	out->to = to > from ? to : to + CIVIL_DAY_SECONDS;
	return KEFU_OK;
}

static int32_t date_check(int32_t day, int32_t from, int32_t to, hours_interval *out)
{
	if (day < ZONE_DAY_MIN || day > ZONE_DAY_MAX)
		return KEFU_E_RANGE;
	out->day = day;
	return times_check(from, to, out);
}

int32_t kefu_hours_weekly(kefu_hours *hours, int32_t first, int32_t last, int32_t open_s,
                          int32_t close_s)
{
	hours_interval interval;
	int32_t status, days, i;

	if (hours == NULL)
		return KEFU_E_NULL;
	if (first < KEFU_MONDAY || first > KEFU_SUNDAY || last < KEFU_MONDAY || last > KEFU_SUNDAY)
		return KEFU_E_ENUM;
	status = times_check(open_s, close_s, &interval);
	days = (last - first + 7) % 7 + 1;
	if (status == KEFU_OK)
		status = list_reserve(hours, &hours->weekly, (size_t)days);
	if (status != KEFU_OK)
		return status;
	for (i = 0; i < days; i++) {
		interval.day = (first + i) % 7;
		list_insert(&hours->weekly, hours->weekly.count, interval);
	}
	return KEFU_OK;
}

/* Where an interval belongs among those of all dates, and how it is put there. */
static size_t list_place(const hours_list *list, hours_interval interval)
{
	size_t low = 0, high = list->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const hours_interval *there = &list->items[middle];

		if (there->day < interval.day ||
		    (there->day == interval.day && there->from < interval.from))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static int32_t list_put(kefu_hours *hours, hours_list *list, hours_interval interval)
{
	int32_t status = list_reserve(hours, list, 1);

	if (status == KEFU_OK)
		list_insert(list, list_place(list, interval), interval);
	return status;
}

int32_t kefu_hours_holiday(kefu_hours *hours, int32_t day)
{
	hours_interval interval = {day, 0, 0};
	size_t place;

	if (hours == NULL)
		return KEFU_E_NULL;
	if (day < ZONE_DAY_MIN || day > ZONE_DAY_MAX)
		return KEFU_E_RANGE;
	place = list_place(&hours->holidays, interval);
	if (place < hours->holidays.count && hours->holidays.items[place].day == day)
		return KEFU_OK;
	return list_put(hours, &hours->holidays, interval);
}

int32_t kefu_hours_special(kefu_hours *hours, int32_t day, int32_t open_s, int32_t close_s)
{
	const hours_interval *items;
	hours_interval interval;
	int32_t status;
	size_t place;

	if (hours == NULL)
		return KEFU_E_NULL;
	status = date_check(day, open_s, close_s, &interval);
	if (status != KEFU_OK)
		return status;
	items = hours->special.items;
	place = list_place(&hours->special, interval);
	if (place > 0 && items[place - 1].day == day && items[place - 1].to > interval.from)
		return KEFU_E_OVERLAP;
	if (place < hours->special.count && items[place].day == day &&
	    items[place].from < interval.to)
		return KEFU_E_OVERLAP;
	return list_put(hours, &hours->special, interval);
}

int32_t kefu_hours_break(kefu_hours *hours, int32_t day, int32_t from_s, int32_t to_s)
{
	hours_interval interval;
	int32_t status;

	if (hours == NULL)
		return KEFU_E_NULL;
	status = date_check(day, from_s, to_s, &interval);
	return status == KEFU_OK ? list_put(hours, &hours->breaks, interval) : status;
}

int32_t kefu_hours_overnight(kefu_hours *hours, int32_t policy)
{
	if (hours == NULL)
		return KEFU_E_NULL;
	if (policy != KEFU_OVERNIGHT_CIVIL && policy != KEFU_OVERNIGHT_OWNER)
		return KEFU_E_ENUM;
	hours->overnight = policy;
	return KEFU_OK;
}
