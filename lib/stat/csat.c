#include "stat/csat.h"

#include <stdbool.h>
#include <string.h>

#include "base/column.h"
#include "base/memory.h"
#include "stat/interval.h"
#include "stat/section.h"

#define VERSION 1u

int32_t kefu_csat_points_max(void)
{
	return CSAT_POINTS_MAX;
}

int32_t csat_usual_top(int32_t points)
{
	if (points == 2 || points == 3)
		return 1;
	if (points >= 4 && points <= 7)
		return 2;
	return points == 10 || points == 11 ? 3 : 0;
}

int32_t csat_usual_bottom(int32_t min, int32_t points)
{
	return min == 1 && points >= 3 ? 2 : 0;
}

static size_t size_for(int32_t points)
{
	return sizeof(struct kefu_csat) + (size_t)points * sizeof(int64_t);
}

static bool is_scale(int64_t min, int64_t max)
{
	return max > min && max - min < CSAT_POINTS_MAX;
}

int32_t kefu_csat_new(const kefu_allocator *allocator, int32_t min, int32_t max, kefu_csat **out)
{
	kefu_allocator memory;
	kefu_csat *csat;
	int32_t status;

	if (out == NULL)
		return KEFU_E_NULL;
	if (!is_scale(min, max))
		return KEFU_E_SCORE;
	status = memory_resolve(allocator, &memory);
	if (status != KEFU_OK)
		return status;
	csat = memory_get_zeroed(&memory, size_for(max - min + 1));
	if (csat == NULL)
		return KEFU_E_NOMEM;
	csat->allocator = memory;
	csat->min = min;
	csat->points = max - min + 1;
	*out = csat;
	return KEFU_OK;
}

void kefu_csat_free(kefu_csat *csat)
{
	kefu_allocator memory;

	if (csat == NULL)
		return;
	memory = csat->allocator;
	memory_put(&memory, csat, size_for(csat->points));
}

static void set_counts(kefu_csat *csat, const int64_t *counts, int64_t total)
{
	memcpy(csat->counts, counts, (size_t)csat->points * sizeof *counts);
	csat->total = total;
}

int32_t kefu_csat_copy(const kefu_csat *csat, const kefu_allocator *allocator, kefu_csat **out)
{
	int32_t status;

	if (csat == NULL || out == NULL)
		return KEFU_E_NULL;
	status = kefu_csat_new(allocator, csat->min, kefu_csat_max(csat), out);
	if (status == KEFU_OK)
		set_counts(*out, csat->counts, csat->total);
	return status;
}

int32_t kefu_csat_reset(kefu_csat *csat)
{
	if (csat == NULL)
		return KEFU_E_NULL;
	memset(csat->counts, 0, (size_t)csat->points * sizeof csat->counts[0]);
	csat->total = 0;
	return KEFU_OK;
}

/* The score's place in the counts; not below `points` when off the scale. */
static uint64_t place(const kefu_csat *csat, int64_t score)
{
	return (uint64_t)score - (uint64_t)csat->min;
}

static bool on_scale(const kefu_csat *csat, int64_t score)
{
	return place(csat, score) < (uint64_t)csat->points;
}

int32_t kefu_csat_add(kefu_csat *csat, int64_t score)
{
	return kefu_csat_add_counts(csat, score, 1);
}

int32_t kefu_csat_add_counts(kefu_csat *csat, int64_t score, int64_t count)
{
	if (csat == NULL)
		return KEFU_E_NULL;
	if (!on_scale(csat, score))
		return KEFU_E_SCORE;
	if (count < 0)
		return KEFU_E_NEGATIVE;
	if (count > INT64_MAX - csat->total)
		return KEFU_E_OVERFLOW;
	csat->counts[place(csat, score)] += count;
	csat->total += count;
	return KEFU_OK;
}

static int32_t refuse(int32_t status, size_t at, size_t *bad_index)
{
	if (bad_index != NULL)
		*bad_index = at;
	return status;
}

int32_t kefu_csat_add_many(kefu_csat *csat, const int64_t *scores, ptrdiff_t stride, size_t count,
                           size_t *bad_index)
{
	size_t i;

	if (csat == NULL || (scores == NULL && count != 0))
		return KEFU_E_NULL;
	for (i = 0; i < count; i++)
		if (!on_scale(csat, column_int64(scores, stride, i)))
			return refuse(KEFU_E_SCORE, i, bad_index);
	if (count > (uint64_t)(INT64_MAX - csat->total))
		return KEFU_E_OVERFLOW;
	for (i = 0; i < count; i++)
		csat->counts[place(csat, column_int64(scores, stride, i))]++;
	csat->total += (int64_t)count;
	return KEFU_OK;
}

int32_t kefu_csat_group_add(kefu_csat *const *accumulators, size_t groups,
                            const uint32_t *group, ptrdiff_t group_stride,
                            const int64_t *scores, ptrdiff_t scores_stride, size_t count,
                            size_t *bad_index)
{
	size_t i;

	if ((accumulators == NULL && groups != 0) || ((group == NULL || scores == NULL) && count != 0))
		return KEFU_E_NULL;
	for (i = 0; i < count; i++) {
		uint32_t id = column_uint32(group, group_stride, i);

		if (id >= groups)
			return refuse(KEFU_E_ID, i, bad_index);
		if (accumulators[id] == NULL)
			return refuse(KEFU_E_NULL, i, bad_index);
		if (!on_scale(accumulators[id], column_int64(scores, scores_stride, i)))
			return refuse(KEFU_E_SCORE, i, bad_index);
	}
	for (i = 0; i < count; i++) {
		kefu_csat *csat = accumulators[column_uint32(group, group_stride, i)];

		if (csat->total == INT64_MAX)
			break;
		csat->counts[place(csat, column_int64(scores, scores_stride, i))]++;
		csat->total++;
	}
	if (i == count)
		return KEFU_OK;
	/* Counters come back exactly, so nothing needs to be looked up twice. */
	refuse(KEFU_E_OVERFLOW, i, bad_index);
	while (i-- > 0) {
		kefu_csat *csat = accumulators[column_uint32(group, group_stride, i)];

		csat->counts[place(csat, column_int64(scores, scores_stride, i))]--;
		csat->total--;
	}
	return KEFU_E_OVERFLOW;
}

static bool same_scale(const kefu_csat *a, const kefu_csat *b)
{
	return a->min == b->min && a->points == b->points;
}

int32_t kefu_csat_merge(kefu_csat *csat, const kefu_csat *other)
{
	int32_t i;

	if (csat == NULL || other == NULL)
		return KEFU_E_NULL;
	if (!same_scale(csat, other))
		return KEFU_E_MISMATCH;
	if (other->total > INT64_MAX - csat->total)
		return KEFU_E_OVERFLOW;
	csat->total += other->total;
	for (i = 0; i < csat->points; i++)
		csat->counts[i] += other->counts[i];
	return KEFU_OK;
}

int32_t kefu_csat_subtract(kefu_csat *csat, const kefu_csat *other)
{
	int32_t i;

	if (csat == NULL || other == NULL)
		return KEFU_E_NULL;
	if (!same_scale(csat, other))
		return KEFU_E_MISMATCH;
	for (i = 0; i < csat->points; i++)
		if (other->counts[i] > csat->counts[i])
			return KEFU_E_UNDERFLOW;
	csat->total -= other->total;
	for (i = 0; i < csat->points; i++)
		csat->counts[i] -= other->counts[i];
	return KEFU_OK;
}

int32_t kefu_csat_min(const kefu_csat *csat)
{
	return csat != NULL ? csat->min : 0;
}

int32_t kefu_csat_max(const kefu_csat *csat)
{
	return csat != NULL ? csat->min + (csat->points - 1) : 0;
}

int64_t kefu_csat_count(const kefu_csat *csat)
{
	return csat != NULL ? csat->total : 0;
}

void csat_sums(const kefu_csat *csat, int128 *sum, uint128 *sum_squares)
{
	int32_t i;

	*sum = 0;
	*sum_squares = 0;
	for (i = 0; i < csat->points; i++) {
		int64_t score = (int64_t)csat->min + i;

		*sum += (int128)csat->counts[i] * score;
		*sum_squares += (uint128)csat->counts[i] * (uint64_t)(score * score);
	}
}

/* NaN compares false and stays. */
static double within(const kefu_csat *csat, double value)
{
	double min = (double)csat->min, max = (double)kefu_csat_max(csat);

	return value < min ? min : value > max ? max : value;
}

int32_t kefu_csat_mean(const kefu_csat *csat, kefu_measure *out)
{
	int128 sum;
	uint128 sum_squares;

	if (csat == NULL || out == NULL)
		return KEFU_E_NULL;
	csat_sums(csat, &sum, &sum_squares);
	figure_mean(out, csat->total, sum, sum_squares);
	/* No mean lies off the scale, not even one that was rounded. */
	out->value = within(csat, out->value);
	out->low = within(csat, out->low);
	out->high = within(csat, out->high);
	return KEFU_OK;
}

/* The score of a rank, 1 … total. */
static int32_t score_at(const kefu_csat *csat, int64_t rank)
{
	int32_t i = 0;

	while (rank > csat->counts[i])
		rank -= csat->counts[i++];
	return csat->min + i;
}

int32_t kefu_csat_median(const kefu_csat *csat, kefu_measure *out)
{
	int64_t low, high;
	int32_t score;

	if (csat == NULL || out == NULL)
		return KEFU_E_NULL;
	if (csat->total == 0) {
		figure_none(out, KEFU_STATE_NO_DATA);
		return KEFU_OK;
	}
	score = score_at(csat, interval_rank(csat->total, 0.5));
	interval_ranks(csat->total, 0.5, &low, &high);
	figure_exact(out, (double)score, score, csat->total, csat->total);
	out->low = (double)score_at(csat, low);
	out->high = (double)score_at(csat, high);
	return KEFU_OK;
}

/* The share of `points` neighbouring scores from place `first` on. */
static void share_of(const kefu_csat *csat, int32_t first, int32_t points, kefu_measure *out)
{
	int64_t hits = 0;

	while (points-- > 0)
		hits += csat->counts[first++];
	figure_share(out, hits, csat->total);
}

int32_t kefu_csat_top_box(const kefu_csat *csat, int32_t points, kefu_measure *out)
{
	if (csat == NULL || out == NULL)
		return KEFU_E_NULL;
	if (points == 0)
		points = csat_usual_top(csat->points);
	if (points < 1 || points > csat->points)
		return KEFU_E_RANGE;
	share_of(csat, csat->points - points, points, out);
	return KEFU_OK;
}

int32_t kefu_csat_bottom_box(const kefu_csat *csat, int32_t points, kefu_measure *out)
{
	if (csat == NULL || out == NULL)
		return KEFU_E_NULL;
	if (points == 0)
		points = csat_usual_bottom(csat->min, csat->points);
	if (points < 1 || points > csat->points)
		return KEFU_E_RANGE;
	share_of(csat, 0, points, out);
	return KEFU_OK;
}

int32_t kefu_csat_share(const kefu_csat *csat, const int32_t *scores, size_t count,
                        kefu_measure *out)
{
	bool chosen[CSAT_POINTS_MAX] = {false};
	int64_t hits = 0;
	size_t i;
	int32_t j;

	if (csat == NULL || out == NULL || (scores == NULL && count != 0))
		return KEFU_E_NULL;
	for (i = 0; i < count; i++) {
		if (!on_scale(csat, scores[i]))
			return KEFU_E_SCORE;
		chosen[place(csat, scores[i])] = true;
	}
	for (j = 0; j < csat->points; j++)
		hits += chosen[j] ? csat->counts[j] : 0;
	figure_share(out, hits, csat->total);
	return KEFU_OK;
}

int32_t kefu_csat_distribution(const kefu_csat *csat, int64_t *counts, size_t capacity)
{
	if (csat == NULL || counts == NULL)
		return KEFU_E_NULL;
	if (capacity < (size_t)csat->points)
		return KEFU_E_SIZE;
	memcpy(counts, csat->counts, (size_t)csat->points * sizeof *counts);
	return KEFU_OK;
}

int32_t kefu_csat_encode(const kefu_csat *csat, void *buffer, size_t capacity, size_t *size)
{
	struct codec_writer writer;
	size_t mark;
	int32_t status, i;

	if (csat == NULL)
		return KEFU_E_NULL;
	status = codec_begin(&writer, buffer, capacity, size, CODEC_CSAT, VERSION);
	if (status != KEFU_OK)
		return status;
	mark = codec_section_begin(&writer, SECTION_STATE, CODEC_REQUIRED);
	codec_put_i64(&writer, csat->min);
	codec_put_u64(&writer, (uint64_t)csat->points);
	for (i = 0; i < csat->points; i++)
		codec_put_u64(&writer, (uint64_t)csat->counts[i]);
	codec_section_end(&writer, mark);
	return codec_end(&writer, size);
}

int32_t kefu_csat_decode(const kefu_allocator *allocator, const void *bytes, size_t size,
                         kefu_csat **out)
{
	struct codec_reader body;
	int64_t counts[CSAT_POINTS_MAX], total = 0, min, points;
	int32_t status;
	int i;

	if (out == NULL)
		return KEFU_E_NULL;
	status = section_open(&body, bytes, size, CODEC_CSAT, VERSION);
	if (status != KEFU_OK)
		return status;
	min = codec_get_i64(&body);
	points = (int64_t)codec_get_bounded(&body, CSAT_POINTS_MAX);
	if (points < 2 || min < INT32_MIN || min > INT32_MAX - (points - 1))
		codec_fail(&body, KEFU_E_CORRUPT);
	for (i = 0; i < (int)points; i++) {
		counts[i] = (int64_t)codec_get_bounded(&body, (uint64_t)(INT64_MAX - total));
		total += counts[i];
	}
	status = codec_finish(&body);
	if (status != KEFU_OK)
		return status;
	status = kefu_csat_new(allocator, (int32_t)min, (int32_t)(min + points - 1), out);
	if (status == KEFU_OK)
		set_counts(*out, counts, total);
	return status;
}
