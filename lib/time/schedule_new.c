/* Lays a settled plan on a zone: one block with everything in it. */
#include <string.h>

#include "base/memory.h"
#include "time/hours.h"
#include "time/schedule.h"

/* The arrays of the block, those of the widest type first so that each is
 * aligned behind the one before. */
typedef struct layout {
	size_t stretches;
	size_t days;
	size_t spans[4]; /* week, week closed, open, closed */
	size_t bytes;
} layout;

/* Where the zone and the exceptions have become periodic; INT64_MAX: never.
 * A local day lies within two days of its number's. */
static int64_t fold_start(const kefu_zone *zone, const hours_draft *draft)
{
	int64_t start = zone->fold_from;

	if (start != INT64_MAX && draft->day_count != 0) {
		int64_t behind = (draft->days[draft->day_count - 1] + INT64_C(3)) * CIVIL_DAY_SECONDS;

		if (behind > start)
			start = behind;
	}
	return start;
}

/* Walks the zone's stretches up to the end of what is laid out, those of equal
 * offset as one. With NULL arrays it only counts. */
static size_t lay_stretches(const kefu_zone *zone, int64_t end, int64_t *at, int32_t *offset)
{
	zone_span span = zone_span_at(zone, ZONE_SECOND_MIN);
	size_t count = 0;
	int32_t held = 0;
	int64_t from = INT64_MIN;

	for (;;) {
		if (count == 0 || span.offset != held) {
			held = span.offset;
			if (at != NULL) {
				at[count] = from;
				offset[count] = held;
			}
			count++;
		}
		if (span.to >= end)
			return count;
		from = span.to;
		span = zone_span_at(zone, from);
	}
}

static size_t block_bytes(layout *plan)
{
	size_t spans = plan->spans[0] + plan->spans[1] + plan->spans[2] + plan->spans[3];
	size_t hints = 2 * (finder_hints(plan->stretches) + finder_hints(plan->days));

	return sizeof(kefu_schedule) +
	       plan->stretches * (3 * sizeof(int64_t) + sizeof(int32_t)) +
	       plan->days * 3 * sizeof(int64_t) + /* days, and at_day twice */
	       (plan->days + 1) * 2 * (sizeof(int64_t) + sizeof(uint32_t)) +
	       hints * sizeof(uint32_t) + spans * sizeof(schedule_span);
}

/* Takes the next array out of the block. */
static void *take(unsigned char **free_bytes, size_t count, size_t size)
{
	void *array = *free_bytes;

	*free_bytes += count * size;
	return array;
}

static void place_finder(finder *in, const int64_t *values, size_t count, unsigned char **at)
{
	in->values = values;
	in->count = count;
	in->hint = take(at, finder_hints(count), sizeof(uint32_t));
}

/* Sets the pointers of a block whose sizes are known. */
static void place(kefu_schedule *schedule, const layout *plan)
{
	unsigned char *at = (unsigned char *)(schedule + 1);
	schedule_side *sides[2];
	size_t i;

	sides[0] = &schedule->open;
	sides[1] = &schedule->closed;
	schedule->at = take(&at, plan->stretches, sizeof(int64_t));
	schedule->base = take(&at, plan->stretches, sizeof(int64_t));
	schedule->reached = take(&at, plan->stretches, sizeof(int64_t));
	for (i = 0; i < 2; i++) {
		sides[i]->at_day = take(&at, plan->days, sizeof(int64_t));
		sides[i]->adjust = take(&at, plan->days + 1, sizeof(int64_t));
	}
	schedule->days = take(&at, plan->days, sizeof(int64_t));
	schedule->offset = take(&at, plan->stretches, sizeof(int32_t));
	place_finder(&schedule->at_finder, schedule->at, plan->stretches, &at);
	place_finder(&schedule->reached_finder, schedule->reached, plan->stretches, &at);
	place_finder(&schedule->day_finder, schedule->days, plan->days, &at);
	place_finder(&schedule->open_finder, schedule->open.at_day, plan->days, &at);
	for (i = 0; i < 2; i++) {
		sides[i]->first = take(&at, plan->days + 1, sizeof(uint32_t));
		sides[i]->week = take(&at, plan->spans[i], sizeof(schedule_span));
		sides[i]->spans = take(&at, plan->spans[2 + i], sizeof(schedule_span));
		sides[i]->week_count = (uint32_t)plan->spans[i];
	}
	schedule->stretch_count = plan->stretches;
	schedule->day_count = plan->days;
}

/* Copies spans and counts what each has before it. Returns the total. */
static int32_t copy_spans(const schedule_span *from, size_t count, schedule_span *to)
{
	int32_t total = 0;
	size_t i;

	for (i = 0; i < count; i++) {
		to[i] = from[i];
		to[i].before = total;
		total += from[i].end - from[i].start;
	}
	return total;
}

/* What the week has before a weekday, and so what a date would have had. */
static int32_t week_before(const schedule_side *side, int32_t second)
{
	int32_t total = 0;
	uint32_t i;

	for (i = 0; i < side->week_count && side->week[i].start < second; i++)
		total = side->week[i].before +
		        (side->week[i].end < second ? side->week[i].end : second) -
		        side->week[i].start;
	return total;
}

static void fill_side(schedule_side *side, const hours_draft *draft, int closed)
{
	const hours_spans *week = closed ? &draft->week_closed : &draft->week;
	const hours_spans *spans = closed ? &draft->closed : &draft->open;
	int64_t *at_day = side->at_day;
	int64_t *adjust = side->adjust;
	uint32_t *first = side->first;
	int32_t weekday;
	size_t i;

	side->week_total = copy_spans(week->items, week->count, side->week);
	for (weekday = 0; weekday <= 7; weekday++) {
		uint32_t index = 0;

		while (index < side->week_count &&
		       side->week[index].start < weekday * CIVIL_DAY_SECONDS)
			index++;
		side->by_day[weekday] = index;
	}
	adjust[0] = 0;
	for (i = 0; i <= draft->day_count; i++)
		first[i] = draft->first[2 * i + (size_t)closed];
	for (i = 0; i < draft->day_count; i++) {
		int32_t day = draft->days[i];
		int32_t midnight = civil_weekday(day) * CIVIL_DAY_SECONDS;
		int32_t before = week_before(side, midnight);
		int32_t usual = week_before(side, midnight + CIVIL_DAY_SECONDS) - before;
		int64_t week_number = civil_floor_div((int64_t)day + CIVIL_EPOCH_WEEKDAY, 7);
		size_t count = first[i + 1] - first[i];
		int32_t own = count == 0 ? 0 :
		              copy_spans(spans->items + first[i], count, side->spans + first[i]);

		at_day[i] = week_number * side->week_total + before + adjust[i];
		adjust[i + 1] = adjust[i] + own - usual;
	}
}

/* Makes G continuous from stretch to stretch. */
static void join_stretches(kefu_schedule *schedule)
{
	int64_t *base = schedule->base;
	int64_t *reached = schedule->reached;
	size_t i;

	base[0] = 0;
	reached[0] = INT64_MIN;
	for (i = 1; i < schedule->stretch_count; i++) {
		int64_t at = schedule->at[i];

		reached[i] = base[i - 1] + schedule_count(schedule, at + schedule->offset[i - 1]);
		base[i] = reached[i] - schedule_count(schedule, at + schedule->offset[i]);
	}
}

static int64_t count_at(const kefu_schedule *schedule, int64_t second)
{
	size_t stretch = finder_upto(&schedule->at_finder, second) - 1;

	return schedule->base[stretch] + schedule_count(schedule, second + schedule->offset[stretch]);
}

static int32_t lay(const kefu_allocator *allocator, const hours_draft *draft,
                   const kefu_zone *zone, kefu_schedule **out)
{
	int64_t fold_from = fold_start(zone, draft);
	int64_t fold_end = fold_from == INT64_MAX ? INT64_MAX : fold_from + CIVIL_CYCLE_SECONDS;
	layout plan;
	kefu_schedule *schedule;
	size_t i;

	plan.stretches = lay_stretches(zone, fold_end, NULL, NULL);
	plan.days = draft->day_count;
	plan.spans[0] = draft->week.count;
	plan.spans[1] = draft->week_closed.count;
	plan.spans[2] = draft->open.count;
	plan.spans[3] = draft->closed.count;
	plan.bytes = block_bytes(&plan);
	schedule = memory_get_zeroed(allocator, plan.bytes);
	if (schedule == NULL)
		return KEFU_E_NOMEM;
	schedule->allocator = *allocator;
	schedule->bytes = plan.bytes;
	place(schedule, &plan);
	for (i = 0; i < plan.days; i++)
		schedule->days[i] = draft->days[i];
	finder_fill(&schedule->day_finder, 0);
	fill_side(&schedule->open, draft, 0);
	fill_side(&schedule->closed, draft, 1);
	(void)lay_stretches(zone, fold_end, schedule->at,
	                    schedule->offset);
	join_stretches(schedule);
	finder_fill(&schedule->at_finder, 1);
	finder_fill(&schedule->reached_finder, 1);
	finder_fill(&schedule->open_finder, 0);
	schedule->fold_from = fold_from;
	schedule->fold_end = fold_end;
	if (fold_end != INT64_MAX) {
		schedule->fold_reached = count_at(schedule, fold_end);
		schedule->fold_open = schedule->fold_reached - count_at(schedule, fold_from);
	}
	*out = schedule;
	return KEFU_OK;
}

int32_t kefu_schedule_new(const kefu_allocator *allocator, const kefu_hours *hours,
                          const kefu_zone *zone, kefu_schedule **out)
{
	static const kefu_zone utc = {{NULL, NULL, NULL}, 0, INT64_MAX, INT64_MAX, NULL, NULL, 0, 0};
	hours_draft draft;
	int32_t status;

	if (hours == NULL || out == NULL)
		return KEFU_E_NULL;
	memset(&draft, 0, sizeof draft);
	status = memory_resolve(allocator, &draft.allocator);
	if (status != KEFU_OK)
		return status;
	draft.hours = hours;
	status = hours_draft_build(&draft);
	if (status == KEFU_OK)
		status = lay(&draft.allocator, &draft, zone != NULL ? zone : &utc, out);
	hours_draft_free(&draft);
	return status;
}

static void layout_of(const kefu_schedule *schedule, layout *plan)
{
	plan->stretches = schedule->stretch_count;
	plan->days = schedule->day_count;
	plan->spans[0] = schedule->open.week_count;
	plan->spans[1] = schedule->closed.week_count;
	plan->spans[2] = schedule->open.first[plan->days];
	plan->spans[3] = schedule->closed.first[plan->days];
	plan->bytes = schedule->bytes;
}

int32_t kefu_schedule_copy(const kefu_allocator *allocator, const kefu_schedule *schedule,
                           kefu_schedule **out)
{
	kefu_allocator resolved;
	kefu_schedule *copy;
	layout plan;
	int32_t status;

	if (schedule == NULL || out == NULL)
		return KEFU_E_NULL;
	status = memory_resolve(allocator, &resolved);
	if (status != KEFU_OK)
		return status;
	layout_of(schedule, &plan);
	copy = memory_get(&resolved, plan.bytes);
	if (copy == NULL)
		return KEFU_E_NOMEM;
	memcpy(copy, schedule, plan.bytes);
	copy->allocator = resolved;
	place(copy, &plan);
	*out = copy;
	return KEFU_OK;
}

void kefu_schedule_free(kefu_schedule *schedule)
{
	if (schedule != NULL) {
		kefu_allocator allocator = schedule->allocator;

		memory_put(&allocator, schedule, schedule->bytes);
	}
}

/* Everything behind the head is a function of what the schedule means, in one
 * form, and holds no pointers. */
int32_t kefu_schedule_equal(const kefu_schedule *a, const kefu_schedule *b)
{
	if (a == NULL || b == NULL)
		return 0;
	return a->bytes == b->bytes && a->stretch_count == b->stretch_count &&
	       a->day_count == b->day_count && a->open.week_count == b->open.week_count &&
	       a->fold_from == b->fold_from &&
	       memcmp(a + 1, b + 1, a->bytes - sizeof *a) == 0;
}
