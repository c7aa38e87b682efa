/* What a schedule answers. See schedule.h for how it counts. */
#include "time/schedule.h"

#include <string.h>

#include "base/memory.h"

/* Longer than all time there is, so that sums cannot overflow. */
#define DURATION_MAX (2 * (KEFU_ZONE_TIME_MAX - KEFU_ZONE_TIME_MIN))

/* The spans of [low, high) that start at or before `position`. */
static inline uint32_t spans_upto(const schedule_span *spans, uint32_t low, uint32_t high,
                                  int32_t position)
{
	uint32_t count = high - low;

	if (count == 0)
		return low;
	while (count > 1) {
		uint32_t half = count / 2;

		low = spans[low + half].start <= position ? low + half : low;
		count -= half;
	}
	return low + (spans[low].start <= position);
}

/* What of the spans before `index` lies before a position at or after the
 * start of the last of them; `first` is where counting starts. */
static inline int32_t spans_before(const schedule_span *spans, uint32_t first, uint32_t index,
                                   int32_t position, bool *open)
{
	const schedule_span *span;
	int32_t end;

	*open = false;
	if (index == first)
		return 0;
	span = &spans[index - 1];
	*open = position < span->end;
	end = *open ? position : span->end;
	return span->before + end - span->start;
}

static inline int64_t count_open(const kefu_schedule *schedule, int64_t x, bool *open)
{
	const schedule_side *side = &schedule->open;
	uint64_t biased = (uint64_t)(x + SCHEDULE_BIAS_DAYS * INT64_C(86400));
	uint32_t day_biased = (uint32_t)(biased / CIVIL_DAY_SECONDS);
	int32_t second = (int32_t)(biased - (uint64_t)day_biased * CIVIL_DAY_SECONDS);
	int32_t day = (int32_t)day_biased - SCHEDULE_BIAS_DAYS;
	size_t exceptions = finder_upto(&schedule->day_finder, day);
	uint32_t week, weekday, index;
	int32_t position;

	if (exceptions != 0 && schedule->days[exceptions - 1] == day) {
		uint32_t first = side->first[exceptions - 1];

		index = spans_upto(side->spans, first, side->first[exceptions], second);
		return side->at_day[exceptions - 1] +
		       spans_before(side->spans, first, index, second, open);
	}
	week = day_biased / 7;
	weekday = day_biased - week * 7;
	position = (int32_t)weekday * CIVIL_DAY_SECONDS + second;
	index = spans_upto(side->week, side->by_day[weekday], side->by_day[weekday + 1], position);
	return ((int64_t)week - SCHEDULE_BIAS_WEEKS) * side->week_total +
	       spans_before(side->week, 0, index, position, open) + side->adjust[exceptions];
}

int64_t schedule_count(const kefu_schedule *schedule, int64_t x)
{
	bool open;

	return count_open(schedule, x, &open);
}

/* Brings a second into the years that are laid out; returns how many cycles
 * were taken off. */
static inline int64_t fold(const kefu_schedule *schedule, int64_t *second)
{
	int64_t cycles;

	if (*second < schedule->fold_end)
		return 0;
	cycles = (*second - schedule->fold_from) / CIVIL_CYCLE_SECONDS;
	*second -= cycles * CIVIL_CYCLE_SECONDS;
	return cycles;
}

/* G, and whether the second that begins at t is open. */
static inline int64_t clock_second(const kefu_schedule *schedule, int64_t second, bool *open)
{
	int64_t cycles = fold(schedule, &second);
	size_t stretch = finder_upto(&schedule->at_finder, second) - 1;

	return schedule->base[stretch] + cycles * schedule->fold_open +
	       count_open(schedule, second + schedule->offset[stretch], open);
}

int64_t schedule_reading(const kefu_schedule *schedule, int64_t t)
{
	int64_t second = civil_floor_div(t, 1000);
	bool open;
	int64_t count = clock_second(schedule, second, &open);

	return count * 1000 + (open ? t - second * 1000 : 0);
}

bool schedule_is_open(const kefu_schedule *schedule, int64_t t)
{
	bool open;

	(void)clock_second(schedule, civil_floor_div(t, 1000), &open);
	return open;
}

/* The first local second before which the side has counted y, when `low`
 * exceptions begin with less; y is beyond what it counts when false. */
static bool reach(const kefu_schedule *schedule, const schedule_side *side, size_t low, int64_t y,
                  int64_t *x)
{
	const schedule_span *spans = side->week;
	uint32_t first = 0, last = side->week_count;
	int64_t origin, week;
	int32_t rest;

	if (low > 0 && side->first[low] > side->first[low - 1]) {
		const schedule_span *end = &side->spans[side->first[low] - 1];
		int64_t within = y - side->at_day[low - 1];

		if (within <= end->before + end->end - end->start) {
			spans = side->spans;
			first = side->first[low - 1];
			last = side->first[low];
			rest = (int32_t)within;
			origin = schedule->days[low - 1] * CIVIL_DAY_SECONDS;
			goto found;
		}
	}
	if (side->week_total == 0)
		return false;
	y -= side->adjust[low];
	week = civil_floor_div(y - 1, side->week_total);
	rest = (int32_t)(y - week * side->week_total); /* 1 to the whole week */
	origin = week * CIVIL_WEEK_SECONDS - SCHEDULE_ORIGIN;
found:
	while (last - first > 1) { /* the last span that begins with less */
		uint32_t middle = first + (last - first) / 2;

		if (spans[middle].before < rest)
			first = middle;
		else
			last = middle;
	}
	*x = origin + spans[first].start + (rest - spans[first].before);
	return true;
}

/* The first second before which G has counted g. */
static bool reach_open(const kefu_schedule *schedule, int64_t g, int64_t *second)
{
	int64_t cycles = 0;
	size_t stretch;
	int64_t x;

	if (schedule->fold_end != INT64_MAX && g > schedule->fold_reached) {
		if (schedule->fold_open == 0)
			return false;
		cycles = (g - schedule->fold_reached + schedule->fold_open - 1) / schedule->fold_open;
		g -= cycles * schedule->fold_open;
	}
	stretch = finder_upto(&schedule->reached_finder, g - 1) - 1;
	g -= schedule->base[stretch];
	if (!reach(schedule, &schedule->open, finder_upto(&schedule->open_finder, g - 1), g, &x))
		return false;
	*second = x - schedule->offset[stretch] + cycles * CIVIL_CYCLE_SECONDS;
	return true;
}

/* The same for closed time, H(t) = t - G(t). */
static bool reach_closed(const kefu_schedule *schedule, int64_t h, int64_t *second)
{
	int64_t cycles = 0, closed = 0, x;
	size_t low = 0, high = schedule->stretch_count;

	if (schedule->fold_end != INT64_MAX) {
		int64_t passed = schedule->fold_end - schedule->fold_reached;

		closed = CIVIL_CYCLE_SECONDS - schedule->fold_open;
		if (h > passed) {
			if (closed == 0)
				return false;
			cycles = (h - passed + closed - 1) / closed;
			h -= cycles * closed;
		}
	}
	while (high - low > 1) { /* the last stretch that begins with less */
		size_t middle = low + (high - low) / 2;

		if (schedule->at[middle] - schedule->reached[middle] < h)
			low = middle;
		else
			high = middle;
	}
	h += schedule->base[low] + schedule->offset[low] + SCHEDULE_ORIGIN;
	if (!reach(schedule, &schedule->closed,
	           zone_upper_bound(schedule->closed.at_day, schedule->day_count, h - 1), h, &x))
		return false;
	*second = x - schedule->offset[low] + cycles * CIVIL_CYCLE_SECONDS;
	return true;
}

/* The first instant at which the business clock reads `reading`, in ms. */
static int32_t reach_reading(const kefu_schedule *schedule, int64_t reading, int64_t *t)
{
	int64_t whole = civil_floor_div(reading, 1000);
	int64_t part = reading - whole * 1000;
	int64_t second;

	if (!reach_open(schedule, whole + (part != 0), &second))
		return KEFU_E_NEVER;
	if (second < ZONE_SECOND_MIN - CIVIL_DAY_SECONDS || second > ZONE_SECOND_MAX + CIVIL_DAY_SECONDS)
		return KEFU_E_RANGE;
	/* The second before is open, or this were not the first. */
	*t = part != 0 ? (second - 1) * 1000 + part : second * 1000;
	return KEFU_OK;
}

int32_t kefu_schedule_open_at(const kefu_schedule *schedule, int64_t t, int32_t *open)
{
	if (schedule == NULL || open == NULL)
		return KEFU_E_NULL;
	if (!zone_time_is_sound(t))
		return KEFU_E_RANGE;
	*open = schedule_is_open(schedule, t);
	return KEFU_OK;
}

int32_t kefu_schedule_between(const kefu_schedule *schedule, int64_t from, int64_t to, int64_t *ms)
{
	if (schedule == NULL || ms == NULL)
		return KEFU_E_NULL;
	if (!zone_time_is_sound(from) || !zone_time_is_sound(to))
		return KEFU_E_RANGE;
	*ms = schedule_reading(schedule, to) - schedule_reading(schedule, from);
	return KEFU_OK;
}

static int32_t move_check(const kefu_schedule *schedule, int64_t t, int64_t ms, int32_t which,
                          const int64_t *out)
{
	if (schedule == NULL || out == NULL)
		return KEFU_E_NULL;
	if (!zone_time_is_sound(t))
		return KEFU_E_RANGE;
	if (ms < 0)
		return KEFU_E_NEGATIVE;
	if (which != KEFU_SCHEDULE_NEAREST && which != KEFU_SCHEDULE_FARTHEST)
		return KEFU_E_ENUM;
	return KEFU_OK;
}

/* The first instant with a reading, less `back` ms, if it is in range. */
static int32_t move_to(const kefu_schedule *schedule, int64_t reading, int64_t back, int64_t *out)
{
	int64_t found;
	int32_t status = reach_reading(schedule, reading, &found);

	if (status != KEFU_OK)
		return status;
	if (!zone_time_is_sound(found - back))
		return KEFU_E_RANGE;
	*out = found - back;
	return KEFU_OK;
}

int32_t kefu_schedule_add(const kefu_schedule *schedule, int64_t t, int64_t ms, int32_t which,
                          int64_t *out)
{
	int32_t status = move_check(schedule, t, ms, which, out);
	int64_t reading;

	if (status != KEFU_OK)
		return status;
	if (ms == 0 && which == KEFU_SCHEDULE_NEAREST) {
		*out = t;
		return KEFU_OK;
	}
	reading = schedule_reading(schedule, t) + (ms < DURATION_MAX ? ms : DURATION_MAX);
	/* Farthest: a millisecond before one more has been counted. */
	if (which == KEFU_SCHEDULE_FARTHEST)
		return move_to(schedule, reading + 1, 1, out);
	return move_to(schedule, reading, 0, out);
}

int32_t kefu_schedule_subtract(const kefu_schedule *schedule, int64_t t, int64_t ms,
                               int32_t which, int64_t *out)
{
	int32_t status = move_check(schedule, t, ms, which, out);
	int64_t reading;

	if (status != KEFU_OK)
		return status;
	if (ms == 0 && which == KEFU_SCHEDULE_NEAREST) {
		*out = t;
		return KEFU_OK;
	}
	reading = schedule_reading(schedule, t) - (ms < DURATION_MAX ? ms : DURATION_MAX);
	if (which == KEFU_SCHEDULE_FARTHEST)
		return move_to(schedule, reading, 0, out);
	return move_to(schedule, reading + 1, 1, out);
}

int32_t kefu_schedule_next_open(const kefu_schedule *schedule, int64_t t, int64_t *out)
{
	return kefu_schedule_add(schedule, t, 0, KEFU_SCHEDULE_FARTHEST, out);
}

int32_t kefu_schedule_next_close(const kefu_schedule *schedule, int64_t t, int64_t *out)
{
	int64_t second, closed, found;
	bool open;
	int32_t status;

	if (out == NULL)
		return KEFU_E_NULL;
	status = kefu_schedule_next_open(schedule, t, &found);
	if (status != KEFU_OK)
		return status;
	/* Closings are whole seconds: count closed time to one second more. */
	second = civil_floor_div(found, 1000);
	closed = second - clock_second(schedule, second, &open);
	if (!reach_closed(schedule, closed + 1, &second))
		return KEFU_E_NEVER;
	if (second - 1 > ZONE_SECOND_MAX)
		return KEFU_E_RANGE;
	*out = (second - 1) * 1000;
	return KEFU_OK;
}

/* The piece of time around an instant in which the clock runs or stands. It
 * ends with the offset, the local day or the interval, whichever is first. */
static void cursor_seek(const kefu_schedule *schedule, kefu_schedule_cursor *cursor, int64_t t)
{
	int64_t second = civil_floor_div(t, 1000), from, to;
	bool open, same;
	int64_t count = clock_second(schedule, second, &open);
	int64_t cycles, folded = second, shift, x, day, week;
	size_t stretch, exceptions;
	const schedule_span *spans;
	uint32_t first, last, index;
	int32_t position, origin;

	cycles = fold(schedule, &folded);
	shift = cycles * CIVIL_CYCLE_SECONDS;
	stretch = finder_upto(&schedule->at_finder, folded) - 1;
	x = folded + schedule->offset[stretch];
	day = civil_floor_div(x, CIVIL_DAY_SECONDS);
	exceptions = finder_upto(&schedule->day_finder, day);
	same = exceptions != 0 && schedule->days[exceptions - 1] == day;
	week = same ? day * CIVIL_DAY_SECONDS :
	       (day - civil_weekday(day)) * CIVIL_DAY_SECONDS;
	spans = same ? schedule->open.spans : schedule->open.week;
	first = same ? schedule->open.first[exceptions - 1] : 0;
	last = same ? schedule->open.first[exceptions] : schedule->open.week_count;
	position = (int32_t)(x - week);
	origin = (int32_t)(day * CIVIL_DAY_SECONDS - week);
	index = spans_upto(spans, first, last, position);
	/* In local seconds from `week`: the day, cut to the span or the gap. */
	from = origin;
	to = origin + CIVIL_DAY_SECONDS;
	if (index > first) {
		const schedule_span *span = &spans[index - 1];

		from = open ? (span->start > from ? span->start : from) :
		       (span->end > from ? span->end : from);
		if (open && span->end < to)
			to = span->end;
	}
	if (!open && index < last && spans[index].start < to)
		to = spans[index].start;
	from += week - schedule->offset[stretch];
	to += week - schedule->offset[stretch];
	if (from < schedule->at[stretch])
		from = schedule->at[stretch];
	if (cycles != 0 && from < schedule->fold_from)
		from = schedule->fold_from;
	if (stretch + 1 < schedule->stretch_count && to > schedule->at[stretch + 1])
		to = schedule->at[stretch + 1];
	if (to > schedule->fold_end)
		to = schedule->fold_end;
	cursor->schedule = schedule;
	cursor->from = (from + shift) * 1000;
	cursor->to = (to + shift) * 1000;
	cursor->open = open;
	cursor->reading = (count - (open ? folded - from : 0)) * 1000;
}

int64_t schedule_reading_near(const kefu_schedule *schedule, kefu_schedule_cursor *cursor,
                              int64_t t)
{
	if (t < cursor->from || t >= cursor->to)
		cursor_seek(schedule, cursor, t);
	return cursor->reading + (cursor->open ? t - cursor->from : 0);
}

int32_t kefu_schedule_clock(const kefu_schedule *schedule, kefu_schedule_cursor *cursor, int64_t t,
                            int64_t *reading)
{
	if (schedule == NULL || reading == NULL)
		return KEFU_E_NULL;
	if (!zone_time_is_sound(t))
		return KEFU_E_RANGE;
	if (cursor == NULL) {
		*reading = schedule_reading(schedule, t);
		return KEFU_OK;
	}
	if (cursor->schedule != schedule) {
		cursor->schedule = schedule;
		cursor->from = cursor->to = 0;
	}
	*reading = schedule_reading_near(schedule, cursor, t);
	return KEFU_OK;
}
