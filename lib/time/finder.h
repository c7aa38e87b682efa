/* Where a key lies among ascending numbers that are about evenly spread, as
 * clock changes and holidays are: the range is cut into equal buckets that say
 * how many numbers lie before them, and only a bucket is bisected. However
 * they are spread, a look-up is no slower than a bisection of all. */
#ifndef TIME_FINDER_H
#define TIME_FINDER_H

#include <stddef.h>
#include <stdint.h>

#include "time/zone.h"

typedef struct finder {
	const int64_t *values;
	uint32_t *hint; /* for each bucket and the end: the values before it */
	size_t count;
	size_t below;   /* values before `from` */
	int64_t from;
	uint64_t buckets;
	int32_t shift;
} finder;

/* The room that finder_fill() needs for the hints of `count` values. */
static inline size_t finder_hints(size_t count)
{
	return 2 * count + 2;
}

/* Fills the hints; `below` values at the front (0 or 1) are not for sharing
 * out, because they stand for minus infinity. */
static inline void finder_fill(finder *in, size_t below)
{
	uint64_t range, bucket;
	size_t before = below;

	in->below = below;
	in->buckets = 0;
	in->shift = 0;
	in->from = INT64_MAX;
	in->hint[0] = (uint32_t)below;
	if (in->count == below)
		return;
	in->from = in->values[below];
	range = (uint64_t)(in->values[in->count - 1] - in->from);
	while (range >> in->shift >= 2 * in->count)
		in->shift++;
	in->buckets = (range >> in->shift) + 1;
	for (bucket = 0; bucket <= in->buckets; bucket++) {
		int64_t start = in->from + (int64_t)(bucket << in->shift);

		while (before < in->count && in->values[before] < start)
			before++;
		in->hint[bucket] = (uint32_t)before;
	}
}

/* The number of values <= key. */
static inline size_t finder_upto(const finder *in, int64_t key)
{
	uint64_t bucket;
	size_t low;

	if (key < in->from)
		return in->below;
	bucket = (uint64_t)(key - in->from) >> in->shift;
	if (bucket >= in->buckets)
		return in->count;
	low = in->hint[bucket];
	return low + zone_upper_bound(in->values + low, in->hint[bucket + 1] - low, key);
}

#endif
