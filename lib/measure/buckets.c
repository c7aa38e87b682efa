/* The hours, days, weeks or months of a query, and where they end. */
#include "measure/observe.h"

_Static_assert(KEFU_BY_HOUR - KEFU_BUCKET_HOUR == KEFU_BY_MONTH - KEFU_BUCKET_MONTH,
               "the buckets of a query are those of zones, in their order");

int32_t bucket_of(struct observer *observer, int32_t by, int64_t t)
{
	int64_t local = zone_local_ms(observer->zone, &observer->segment, t);
	int32_t day = zone_day_of_local(local);

	if (by != KEFU_BY_HOUR)
		return cube_bucket(by, day);
	return (int32_t)((local - (int64_t)day * CIVIL_DAY_MS) / 3600000) + day * 24;
}

int32_t bucket_at(struct observer *observer, int32_t by, int64_t t, int64_t *end)
{
	int32_t bucket = 0;

	*end = by != 0 ? t : INT64_MAX;
	/* more than once only where a clock set back shows a bucket that has
	 * ended */
	while (*end <= t) {
		bucket = bucket_of(observer, by, *end);
		if (kefu_zone_bucket_range(observer->zone, by - KEFU_BY_HOUR,
		                           bucket, NULL, end) != KEFU_OK)
			*end = INT64_MAX;
	}
	return bucket;
}

void bucket_cut(const struct observer *observer, int32_t by, int32_t bucket,
                int64_t *from, int64_t *to)
{
	int64_t start, end;

	if (by == 0)
		return;
	/* from where the one before ends: that is in range, even where this one
	 * is of the first day of the year 10000 */
	if (kefu_zone_bucket_range(observer->zone, by - KEFU_BY_HOUR, bucket - 1,
	                           NULL, &start) == KEFU_OK && *from < start)
		*from = start;
	if (kefu_zone_bucket_range(observer->zone, by - KEFU_BY_HOUR, bucket,
	                           NULL, &end) == KEFU_OK && *to > end)
		*to = end;
}

/* What one event with a wrong year could make: a stretch of 8,000 years by the
 * hour is 70 million rows. */

#define HOUR_MS INT64_C(3600000)
#define STRETCH_BUCKETS_MOST 100000
#define STRETCHES_MOST ((size_t)1 << 22)

int32_t stretch_check(const struct observer *observer, int64_t from, int64_t to)
{
	static const int64_t lengths[] = {HOUR_MS, 24 * HOUR_MS, 7 * 24 * HOUR_MS,
		31 * 24 * HOUR_MS /* all time has fewer months */};

	if (observer->by_time == 0)
		return KEFU_OK;
	return to - from <= lengths[observer->by_time - KEFU_BY_HOUR] * STRETCH_BUCKETS_MOST
		? KEFU_OK : KEFU_E_RANGE;
}

int32_t stretch_spend(struct observer *observer, size_t rows, size_t kept)
{
	const struct cube *cube = observer->cube;

	observer->stretched += (cube->row_count - rows) * (size_t)cube->column_count + kept +
	                       (cube->keeps_cases != 0);
	return observer->stretched <= STRETCHES_MOST ? KEFU_OK : KEFU_E_RANGE;
}
