/* The hours, days, weeks or months of a query, and where they end. */
#include "measure/observe.h"

_Static_assert(KEFU_BY_HOUR - KEFU_BUCKET_HOUR == KEFU_BY_MONTH - KEFU_BUCKET_MONTH,
               "the buckets of a query are those of zones, in their order");

int32_t bucket_of(struct observer *observer, int32_t by, int64_t t)
{
	int64_t local = zone_local_ms(observer->zone, &observer->segment, t);
	int32_t day = zone_day_of_local(local);

	switch (by) {
	case KEFU_BY_HOUR:
		return (int32_t)((local - (int64_t)day * CIVIL_DAY_MS) /
		                 3600000) + day * 24;
	case KEFU_BY_WEEK:
		return kefu_civil_week_start(day);
	case KEFU_BY_MONTH:
		return kefu_civil_month_start(day);
	default:
		return day;
	}
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
