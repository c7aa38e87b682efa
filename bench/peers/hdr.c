/* HdrHistogram_c, with two and with three digits, for readings up to 60 days. */
#include <stdlib.h>

#include "../durations.h"
#include "hdr_histogram.h"

static void *make(int digits)
{
	struct hdr_histogram *histogram;

	return hdr_init(1, INT64_C(60) * 86400 * 1000, digits, &histogram) == 0 ? histogram : NULL;
}

static void *make_2(void)
{
	return make(2);
}

static void *make_3(void)
{
	return make(3);
}

static void release(void *sketch)
{
	hdr_close(sketch);
}

static void add(void *sketch, const int64_t *ms, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++)
		hdr_record_value(sketch, ms[i]);
}

static void scatter(void *const *sketches, const uint32_t *which, const int64_t *ms, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++)
		hdr_record_value(sketches[which[i]], ms[i]);
}

static void merge(void *sketch, const void *other)
{
	hdr_add(sketch, other);
}

static double quantile(void *sketch, double q)
{
	return (double)hdr_value_at_percentile(sketch, q * 100.0);
}

const struct durations_peer *durations_peers(void)
{
	static const struct durations_peer peers[] = {
		{"HdrHistogram_c, 2 digits", make_2, release, add, scatter, merge, quantile},
		{"HdrHistogram_c, 3 digits", make_3, release, add, scatter, merge, quantile},
		{NULL, NULL, NULL, NULL, NULL, NULL, NULL},
	};

	return peers;
}
