/* From instants to local days, times and buckets, and back. */
#include "time/zone.h"

#define HOUR_SECONDS 3600

static int32_t seek(const kefu_zone *zone, kefu_zone_cursor *cursor, int64_t t)
{
	zone_segment segment;

	if (cursor != NULL && cursor->zone == zone && t >= cursor->from && t < cursor->to)
		return cursor->offset_s;
	zone_segment_seek(zone, &segment, t);
	if (cursor != NULL) {
		cursor->zone = zone;
		cursor->from = segment.from;
		cursor->to = segment.to;
		cursor->offset_s = (int32_t)(segment.shift / 1000);
	}
	return (int32_t)(segment.shift / 1000);
}

int32_t kefu_zone_offset(const kefu_zone *zone, kefu_zone_cursor *cursor, int64_t t,
                         int32_t *offset_s)
{
	if (zone == NULL || offset_s == NULL)
		return KEFU_E_NULL;
	if (!zone_time_is_sound(t))
		return KEFU_E_RANGE;
	*offset_s = seek(zone, cursor, t);
	return KEFU_OK;
}

int32_t kefu_zone_stretch(const kefu_zone *zone, int64_t t, int64_t *from, int64_t *to,
                          int32_t *offset_s)
{
	zone_segment segment;

	if (zone == NULL)
		return KEFU_E_NULL;
	if (!zone_time_is_sound(t))
		return KEFU_E_RANGE;
	zone_segment_seek(zone, &segment, t);
	if (from != NULL)
		*from = segment.from;
	if (to != NULL)
		*to = segment.to;
	if (offset_s != NULL)
		*offset_s = (int32_t)(segment.shift / 1000);
	return KEFU_OK;
}

int32_t kefu_zone_local(const kefu_zone *zone, kefu_zone_cursor *cursor, int64_t t,
                        int32_t *day, int32_t *ms_of_day)
{
	int64_t local;
	int32_t found;

	if (zone == NULL)
		return KEFU_E_NULL;
	if (!zone_time_is_sound(t))
		return KEFU_E_RANGE;
	local = t + (int64_t)seek(zone, cursor, t) * 1000;
	found = zone_day_of_local(local);
	if (day != NULL)
		*day = found;
	if (ms_of_day != NULL)
		*ms_of_day = (int32_t)(local - found * CIVIL_DAY_MS);
	return KEFU_OK;
}

/* Stretch by stretch from the last second that surely is too early. At most
 * the changes of two days are passed. */
int64_t zone_second_reaching(const kefu_zone *zone, int64_t local)
{
	int64_t second = local - KEFU_ZONE_OFFSET_MAX - 1;

	for (;;) {
		zone_span span = zone_span_at(zone, second);

		if (second + span.offset >= local)
			return second;
		if (local - span.offset < span.to)
			return local - span.offset;
		second = span.to;
	}
}

int64_t zone_day_start(const kefu_zone *zone, int32_t day)
{
	return zone_second_reaching(zone, (int64_t)day * CIVIL_DAY_SECONDS) * 1000;
}

/* The first and last second at which the clock shows `local`; false when it
 * never does, and then the offsets before and after the gap. */
static bool showings(const kefu_zone *zone, int64_t local, int64_t found[2], int32_t around[2])
{
	int64_t second = local - KEFU_ZONE_OFFSET_MAX - 1;
	int64_t last = local - KEFU_ZONE_OFFSET_MIN;
	bool any = false;
	bool passed = false;
	int32_t before = 0;

	while (second <= last) {
		zone_span span = zone_span_at(zone, second);
		int64_t here = local - span.offset;

		if (here >= second && here < span.to) {
			found[0] = any ? found[0] : here;
			found[1] = here;
			any = true;
		}
		if (!passed && second + span.offset > local) {
			passed = true;
			around[0] = before;
			around[1] = span.offset;
		}
		before = span.offset;
		second = span.to;
	}
	return any;
}

int32_t kefu_zone_instant(const kefu_zone *zone, int32_t day, int32_t ms_of_day,
                          int32_t choice, int64_t *t)
{
	int64_t local, second, instant;
	int64_t found[2];
	int32_t around[2] = {0, 0};

	if (zone == NULL || t == NULL)
		return KEFU_E_NULL;
	if (choice != KEFU_ZONE_EARLIER && choice != KEFU_ZONE_LATER)
		return KEFU_E_ENUM;
	if (ms_of_day < 0 || ms_of_day > CIVIL_DAY_MS || day < ZONE_DAY_MIN - 2 ||
	    day > ZONE_DAY_MAX + 2)
		return KEFU_E_RANGE;
	local = (int64_t)day * CIVIL_DAY_SECONDS + ms_of_day / 1000;
	second = showings(zone, local, found, around) ? found[choice] : local - around[choice];
	instant = second * 1000 + ms_of_day % 1000;
	if (!zone_time_is_sound(instant))
		return KEFU_E_RANGE;
	*t = instant;
	return KEFU_OK;
}

static bool day_is_sound(int32_t day)
{
	return day >= ZONE_DAY_MIN && day <= ZONE_DAY_MAX;
}

int32_t kefu_zone_day_range(const kefu_zone *zone, int32_t day, int64_t *start, int64_t *end)
{
	if (zone == NULL)
		return KEFU_E_NULL;
	if (!day_is_sound(day))
		return KEFU_E_RANGE;
	if (start != NULL)
		*start = zone_day_start(zone, day);
	if (end != NULL)
		*end = zone_day_start(zone, day + 1);
	return KEFU_OK;
}

int32_t kefu_zone_bucket(const kefu_zone *zone, int32_t bucket, int64_t t, int32_t *number)
{
	zone_segment segment = {0, 0, 0};
	int64_t local;
	int32_t day;

	if (zone == NULL || number == NULL)
		return KEFU_E_NULL;
	if (bucket < KEFU_BUCKET_HOUR || bucket > KEFU_BUCKET_MONTH)
		return KEFU_E_ENUM;
	if (!zone_time_is_sound(t))
		return KEFU_E_RANGE;
	local = zone_local_ms(zone, &segment, t);
	day = zone_day_of_local(local);
	if (bucket == KEFU_BUCKET_HOUR)
		*number = (int32_t)civil_floor_div(local, HOUR_SECONDS * 1000);
	else if (bucket == KEFU_BUCKET_DAY)
		*number = day;
	else if (bucket == KEFU_BUCKET_WEEK)
		*number = kefu_civil_week_start(day);
	else
		*number = kefu_civil_month_start(day);
	return KEFU_OK;
}

int32_t kefu_zone_bucket_range(const kefu_zone *zone, int32_t bucket, int32_t number,
                               int64_t *start, int64_t *end)
{
	int64_t from, to; /* local seconds */
	int32_t day = number;

	if (zone == NULL)
		return KEFU_E_NULL;
	if (bucket < KEFU_BUCKET_HOUR || bucket > KEFU_BUCKET_MONTH)
		return KEFU_E_ENUM;
	if (bucket == KEFU_BUCKET_HOUR)
		day = (int32_t)civil_floor_div(number, 24);
	if (!day_is_sound(day))
		return KEFU_E_RANGE;
	if (bucket == KEFU_BUCKET_HOUR) {
		from = (int64_t)number * HOUR_SECONDS;
		to = from + HOUR_SECONDS;
	} else if (bucket == KEFU_BUCKET_DAY) {
		from = (int64_t)day * CIVIL_DAY_SECONDS;
		to = from + CIVIL_DAY_SECONDS;
	} else if (bucket == KEFU_BUCKET_WEEK) {
		from = (int64_t)kefu_civil_week_start(day) * CIVIL_DAY_SECONDS;
		to = from + CIVIL_WEEK_SECONDS;
	} else {
		from = (int64_t)kefu_civil_month_start(day) * CIVIL_DAY_SECONDS;
		to = (int64_t)kefu_civil_next_month(day) * CIVIL_DAY_SECONDS;
	}
	if (start != NULL)
		*start = zone_second_reaching(zone, from) * 1000;
	if (end != NULL)
		*end = zone_second_reaching(zone, to) * 1000;
	return KEFU_OK;
}
