/* The bytes of zones and schedules (docs/format.md). */
#include "time/time_codec.h"

#include <string.h>

#include "base/memory.h"
#include "time/hours.h"
#include "time/schedule.h"

#define DAY CIVIL_DAY_SECONDS

/* The changes of a zone before `end`, those that change nothing left out.
 * With NULL arrays it only counts. */
static size_t lay_changes(const kefu_zone *zone, int64_t end, int64_t *at, int32_t *offset)
{
	zone_span span = zone_span_at(zone, ZONE_SECOND_MIN);
	int32_t held = zone->first_offset;
	size_t count = 0;

	/* A change at the very beginning of time: nothing was ever before it. */
	if (span.offset != held)
		held = span.offset;
	while (span.to < end) {
		int64_t from = span.to;

		span = zone_span_at(zone, from);
		if (span.offset == held)
			continue;
		held = span.offset;
		if (at != NULL) {
			at[count] = from;
			offset[count] = held;
		}
		count++;
	}
	return count;
}

/* How many of the last changes repeat every 400 years, and as soon as they do. */
static size_t find_cycle(const int64_t *at, const int32_t *offset, int64_t cycle_from,
                         size_t *count)
{
	size_t total = *count, each = 0, first;

	while (each < total && at[total - 1 - each] >= cycle_from)
		each++;
	if (each == 0)
		return 0;
	first = total - each;
	while (first > 0 && first - 1 + each < total &&
	       at[first - 1] + CIVIL_CYCLE_SECONDS == at[first - 1 + each] &&
	       offset[first - 1] == offset[first - 1 + each])
		first--;
	*count = first + each;
	return each;
}

static void put_changes(struct codec_writer *writer, int32_t first_offset, const int64_t *at,
                        const int32_t *offset, size_t count, size_t each)
{
	int64_t before = ZONE_SECOND_MIN;
	size_t i;

	codec_put_i64(writer, first_offset);
	codec_put_u64(writer, count);
	codec_put_u64(writer, each);
	for (i = 0; i < count; i++) {
		codec_put_u64(writer, (uint64_t)(at[i] - before));
		codec_put_i64(writer, offset[i]);
		before = at[i];
	}
}

int32_t zone_put(struct codec_writer *writer, const kefu_zone *zone,
                 const kefu_allocator *allocator)
{
	int folds = zone->fold_from != INT64_MAX;
	int64_t cycle_from = folds ? zone->fold_from + CIVIL_CYCLE_SECONDS : INT64_MAX;
	int64_t end = folds ? cycle_from + CIVIL_CYCLE_SECONDS : INT64_MAX;
	size_t count = lay_changes(zone, end, NULL, NULL), bytes, each;
	int64_t *at = NULL;
	int32_t *offset = NULL;

	bytes = count * (sizeof *at + sizeof *offset);
	if (count != 0) {
		at = memory_get(allocator, bytes);
		if (at == NULL)
			return KEFU_E_NOMEM;
		offset = (int32_t *)(void *)(at + count);
		(void)lay_changes(zone, end, at, offset);
	}
	each = find_cycle(at, offset, cycle_from, &count);
	put_changes(writer, zone_span_at(zone, ZONE_SECOND_MIN).offset, at, offset, count, each);
	memory_put(allocator, at, bytes);
	return KEFU_OK;
}

/* What no zone is written with. */
static int changes_are_sound(const kefu_zone *zone, size_t each)
{
	size_t first = zone->count - each;
	const int64_t *at = zone->at;
	const int32_t *offset = zone->offset;

	if (each == 0)
		return 1;
	return at[zone->count - 1] - at[first] < CIVIL_CYCLE_SECONDS &&
	       offset[zone->count - 1] != offset[first] &&
	       (first == 0 || at[first - 1] + CIVIL_CYCLE_SECONDS != at[zone->count - 1] ||
	        offset[first - 1] != offset[zone->count - 1]);
}

/* Ids of time lie within years 1 to 9999 and 400 more that may be laid out. */
#define SECOND_LARGEST (ZONE_SECOND_MAX + 2 * CIVIL_CYCLE_SECONDS)

static int32_t get_offset(struct codec_reader *reader)
{
	int64_t offset = codec_get_i64(reader);

	if (zone_offset_is_sound(offset))
		return (int32_t)offset;
	codec_fail(reader, KEFU_E_CORRUPT);
	return 0;
}

int32_t zone_get(struct codec_reader *reader, const kefu_allocator *allocator,
                 kefu_zone **out)
{
	int32_t first_offset = get_offset(reader), held = first_offset;
	size_t count = codec_get_count(reader, 2), i;
	size_t each = (size_t)codec_get_bounded(reader, count);
	int64_t at = ZONE_SECOND_MIN;
	kefu_zone *zone;

	if (reader->status != KEFU_OK)
		return reader->status;
	if (zone_begin(allocator, count, NULL, &zone) != KEFU_OK) {
		codec_fail(reader, KEFU_E_NOMEM);
		return KEFU_E_NOMEM;
	}
	zone->first_offset = first_offset;
	zone->count = count;
	for (i = 0; i < count; i++) {
		uint64_t step = codec_get_bounded(reader, (uint64_t)(SECOND_LARGEST - at));
		int32_t offset = get_offset(reader);

		if (step == 0 || offset == held)
			codec_fail(reader, KEFU_E_CORRUPT);
		at += (int64_t)step;
		held = offset;
		zone->at[i] = at;
		zone->offset[i] = offset;
	}
	if (reader->status == KEFU_OK && !changes_are_sound(zone, each))
		codec_fail(reader, KEFU_E_CORRUPT);
	if (reader->status != KEFU_OK) {
		kefu_zone_free(zone);
		return reader->status;
	}
	if (each != 0) {
		zone->fold_from = zone->at[count - each];
		zone->fold_end = zone->fold_from + CIVIL_CYCLE_SECONDS;
	}
	*out = zone;
	return KEFU_OK;
}

/* ---- schedules ---- */

/* The stretches of a schedule, as the zone that they were taken from. */
static kefu_zone zone_of(const kefu_schedule *schedule)
{
	kefu_zone zone;

	memset(&zone, 0, sizeof zone);
	zone.fold_from = schedule->fold_from;
	zone.fold_end = schedule->fold_end;
	zone.at = schedule->at + 1;
	zone.offset = schedule->offset + 1;
	zone.count = schedule->stretch_count - 1;
	zone.first_offset = schedule->offset[0];
	return zone;
}

static void put_spans(struct codec_writer *writer, const schedule_span *spans, size_t count)
{
	int32_t before = 0;
	size_t i;

	codec_put_u64(writer, count);
	for (i = 0; i < count; i++) {
		codec_put_u64(writer, (uint64_t)(spans[i].start - before));
		codec_put_u64(writer, (uint64_t)(spans[i].end - spans[i].start));
		before = spans[i].end;
	}
}

int32_t schedule_put(struct codec_writer *writer, const kefu_schedule *schedule,
                     const kefu_allocator *allocator)
{
	const schedule_side *open = &schedule->open;
	kefu_zone zone = zone_of(schedule);
	int64_t before = ZONE_DAY_MIN;
	size_t i;

	put_spans(writer, open->week, open->week_count);
	codec_put_u64(writer, schedule->day_count);
	for (i = 0; i < schedule->day_count; i++) {
		codec_put_i64(writer, schedule->days[i] - before);
		before = schedule->days[i];
		put_spans(writer, open->spans + open->first[i], open->first[i + 1] - open->first[i]);
	}
	return zone_put(writer, &zone, allocator);
}

/* Gives [start, end) of a week to the plan, cut at midnights. */
static int32_t give_weekly(kefu_hours *hours, int32_t start, int32_t end)
{
	int32_t status = KEFU_OK;

	while (start < end && status == KEFU_OK) {
		int32_t day = start / DAY, midnight = (day + 1) * DAY;
		int32_t stop = end < midnight ? end : midnight;

		status = kefu_hours_weekly(hours, KEFU_MONDAY + day, KEFU_MONDAY + day,
		                           start - day * DAY, stop - day * DAY);
		start = stop;
	}
	return status;
}

/* A week, or with `day` the hours of a date. */
static int32_t get_spans(struct codec_reader *reader, kefu_hours *hours, const int32_t *day)
{
	size_t count = codec_get_count(reader, 2), i;
	int32_t length = day != NULL ? DAY : 7 * DAY, at = 0, status = KEFU_OK;

	if (day != NULL && count == 0 && reader->status == KEFU_OK)
		return kefu_hours_holiday(hours, *day);
	for (i = 0; i < count && status == KEFU_OK && reader->status == KEFU_OK; i++) {
		int32_t start = at + (int32_t)codec_get_bounded(reader, (uint64_t)(length - at));
		int32_t end = start + (int32_t)codec_get_bounded(reader, (uint64_t)(length - start));

		if (end == start)
			codec_fail(reader, KEFU_E_CORRUPT);
		if (reader->status != KEFU_OK)
			break;
		at = end;
		status = day != NULL ? kefu_hours_special(hours, *day, start, end)
		                     : give_weekly(hours, start, end);
	}
	return status;
}

static int32_t get_hours(struct codec_reader *reader, kefu_hours *hours)
{
	int32_t status = get_spans(reader, hours, NULL);
	int64_t day = ZONE_DAY_MIN;
	size_t days, i;

	if (status != KEFU_OK)
		return status;
	days = codec_get_count(reader, 2);
	for (i = 0; i < days && status == KEFU_OK && reader->status == KEFU_OK; i++) {
		int64_t step = codec_get_i64(reader);
		int32_t number;

		if (step < -1 || step > ZONE_DAY_MAX - day || (i != 0 && step < 1)) {
			codec_fail(reader, KEFU_E_CORRUPT);
			break;
		}
		day += step;
		number = (int32_t)day;
		status = get_spans(reader, hours, &number);
	}
	return status;
}

/* Whether it is written as it was read. */
static int32_t check_form(const kefu_schedule *schedule, const uint8_t *bytes, size_t size,
                          const kefu_allocator *allocator)
{
	struct codec_writer writer = {NULL, 0, 0};
	uint8_t *again;
	int32_t status = schedule_put(&writer, schedule, allocator);

	if (status != KEFU_OK)
		return status;
	if (writer.size != size)
		return KEFU_E_CORRUPT;
	again = memory_get(allocator, size);
	if (again == NULL)
		return KEFU_E_NOMEM;
	writer.bytes = again;
	writer.capacity = size;
	writer.size = 0;
	status = schedule_put(&writer, schedule, allocator);
	if (status == KEFU_OK && memcmp(again, bytes, size) != 0)
		status = KEFU_E_CORRUPT;
	memory_put(allocator, again, size);
	return status;
}

int32_t schedule_get(struct codec_reader *reader, const kefu_allocator *allocator,
                     kefu_schedule **out)
{
	const uint8_t *start = reader->at;
	kefu_hours *hours = NULL;
	kefu_zone *zone = NULL;
	kefu_schedule *schedule = NULL;
	int32_t status = kefu_hours_new(allocator, &hours);

	if (status == KEFU_OK)
		status = get_hours(reader, hours);
	if (status == KEFU_OK && zone_get(reader, allocator, &zone) == KEFU_OK)
		status = kefu_schedule_new(allocator, hours, zone, &schedule);
	kefu_hours_free(hours);
	kefu_zone_free(zone);
	if (status == KEFU_OK && schedule != NULL)
		status = check_form(schedule, start, (size_t)(reader->at - start), allocator);
	if (status != KEFU_OK)
		codec_fail(reader, status == KEFU_E_NOMEM ? status : KEFU_E_CORRUPT);
	if (reader->status != KEFU_OK) {
		kefu_schedule_free(schedule);
		return reader->status;
	}
	*out = schedule;
	return KEFU_OK;
}
