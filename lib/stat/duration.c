/* The public accumulator of durations: checks, and an allocator. */
#include "stat/duration.h"

#include <string.h>

#include "base/column.h"
#include "base/memory.h"
#include "stat/section.h"

#define VERSION 1u

struct kefu_duration {
	struct duration state;
	kefu_allocator allocator;
};

int64_t kefu_duration_max_ms(void)
{
	return (int64_t)DURATION_MAX;
}

int32_t kefu_duration_exact_count(void)
{
	return DURATION_EXACT;
}

size_t kefu_duration_max_bins(void)
{
	return DURATION_BUCKETS;
}

int32_t kefu_duration_new(const kefu_allocator *allocator, kefu_duration **out)
{
	kefu_allocator memory;
	kefu_duration *duration;
	int32_t status;

	if (out == NULL)
		return KEFU_E_NULL;
	status = memory_resolve(allocator, &memory);
	if (status != KEFU_OK)
		return status;
	duration = memory_get_zeroed(&memory, sizeof *duration);
	if (duration == NULL)
		return KEFU_E_NOMEM;
	duration->allocator = memory;
	*out = duration;
	return KEFU_OK;
}

void kefu_duration_free(kefu_duration *duration)
{
	kefu_allocator memory;

	if (duration == NULL)
		return;
	memory = duration->allocator;
	duration_release(&duration->state, &memory);
	memory_put(&memory, duration, sizeof *duration);
}

static int32_t refusal(int64_t ms)
{
	return ms < 0 ? KEFU_E_NEGATIVE : KEFU_E_RANGE;
}

int32_t kefu_duration_add(kefu_duration *duration, int64_t ms)
{
	if (duration == NULL)
		return KEFU_E_NULL;
	if (duration_add_quick(&duration->state, (uint64_t)ms))
		return KEFU_OK;
	if ((uint64_t)ms > DURATION_MAX)
		return refusal(ms);
	return duration_add_slow(&duration->state, &duration->allocator, (uint64_t)ms);
}

int32_t kefu_duration_add_many(kefu_duration *duration, const int64_t *ms, ptrdiff_t stride,
                               size_t count, size_t *bad_index)
{
	if (duration == NULL || (ms == NULL && count != 0))
		return KEFU_E_NULL;
	return duration_add_many(&duration->state, &duration->allocator, ms, stride, count, bad_index);
}

/* The first row that cannot be added, and why. */
static int32_t group_refusal(kefu_duration *const *accumulators, size_t groups,
                             const uint32_t *group, ptrdiff_t group_stride, const int64_t *ms,
                             ptrdiff_t ms_stride, size_t count, size_t *at)
{
	size_t i;

	for (i = 0; i < count; i++) {
		uint32_t number = column_uint32(group, group_stride, i);
		int64_t value = column_int64(ms, ms_stride, i);

		*at = i;
		if (number >= groups)
			return KEFU_E_ID;
		if (accumulators[number] == NULL)
			return KEFU_E_NULL;
		if ((uint64_t)value > DURATION_MAX)
			return refusal(value);
	}
	return KEFU_OK;
}

/* Whether nothing is wrong anywhere, without a branch for each row. */
static bool group_is_good(kefu_duration *const *accumulators, size_t groups,
                          const uint32_t *group, ptrdiff_t group_stride, const int64_t *ms,
                          ptrdiff_t ms_stride, size_t count)
{
	uint64_t bits = 0;
	uint32_t most = 0;
	size_t i;

	if (groups > count)
		return false;
	for (i = 0; i < groups; i++)
		if (accumulators[i] == NULL)
			return false;
	if (group_stride == (ptrdiff_t)sizeof *group && ms_stride == (ptrdiff_t)sizeof *ms) {
		for (i = 0; i < count; i++) {
			uint32_t number = column_uint32(group, sizeof *group, i);

			most = number > most ? number : most;
			bits |= column_uint64(ms, sizeof *ms, i);
		}
	} else {
		for (i = 0; i < count; i++) {
			uint32_t number = column_uint32(group, group_stride, i);

			most = number > most ? number : most;
			bits |= column_uint64(ms, ms_stride, i);
		}
	}
	return most < groups && bits <= DURATION_MAX;
}

int32_t kefu_duration_group_add(kefu_duration *const *accumulators, size_t groups,
                                const uint32_t *group, ptrdiff_t group_stride,
                                const int64_t *ms, ptrdiff_t ms_stride, size_t count,
                                size_t *bad_index)
{
	int32_t status = KEFU_OK;
	size_t i = 0;

	if (count == 0)
		return KEFU_OK;
	if (accumulators == NULL || group == NULL || ms == NULL)
		return KEFU_E_NULL;
	if (!group_is_good(accumulators, groups, group, group_stride, ms, ms_stride, count))
		status = group_refusal(accumulators, groups, group, group_stride, ms, ms_stride, count, &i);
	if (status == KEFU_OK) {
		for (i = 0; i < count; i++) {
			kefu_duration *one = accumulators[column_uint32(group, group_stride, i)];

			status = duration_add(&one->state, &one->allocator,
			                      column_uint64(ms, ms_stride, i));
			if (status != KEFU_OK)
				break;
		}
	}
	if (status != KEFU_OK && bad_index != NULL)
		*bad_index = i;
	return status;
}

int32_t kefu_duration_merge(kefu_duration *duration, const kefu_duration *other)
{
	if (duration == NULL || other == NULL)
		return KEFU_E_NULL;
	return duration_merge(&duration->state, &duration->allocator, &other->state);
}

int32_t kefu_duration_subtract(kefu_duration *duration, const kefu_duration *other)
{
	if (duration == NULL || other == NULL)
		return KEFU_E_NULL;
	return duration_subtract(&duration->state, &duration->allocator, &other->state);
}

int32_t kefu_duration_copy(const kefu_duration *duration, const kefu_allocator *allocator,
                           kefu_duration **out)
{
	kefu_duration *copy;
	int32_t status;

	if (duration == NULL || out == NULL)
		return KEFU_E_NULL;
	status = kefu_duration_new(allocator, &copy);
	if (status != KEFU_OK)
		return status;
	status = duration_copy(&copy->state, &copy->allocator, &duration->state);
	if (status != KEFU_OK) {
		kefu_duration_free(copy);
		return status;
	}
	*out = copy;
	return KEFU_OK;
}

int32_t kefu_duration_reset(kefu_duration *duration)
{
	if (duration == NULL)
		return KEFU_E_NULL;
	duration_release(&duration->state, &duration->allocator);
	return KEFU_OK;
}

int32_t kefu_duration_encode(const kefu_duration *duration, void *buffer, size_t capacity,
                             size_t *size)
{
	struct codec_writer writer;
	size_t mark;
	int32_t status;

	if (duration == NULL)
		return KEFU_E_NULL;
	status = codec_begin(&writer, buffer, capacity, size, CODEC_DURATION, VERSION);
	if (status != KEFU_OK)
		return status;
	mark = codec_section_begin(&writer, SECTION_STATE, CODEC_REQUIRED);
	duration_encode(&duration->state, &writer);
	codec_section_end(&writer, mark);
	return codec_end(&writer, size);
}

int32_t kefu_duration_decode(const kefu_allocator *allocator, const void *bytes, size_t size,
                             kefu_duration **out)
{
	struct codec_reader body;
	kefu_duration *duration;
	int32_t status;

	if (out == NULL)
		return KEFU_E_NULL;
	status = section_open(&body, bytes, size, CODEC_DURATION, VERSION);
	if (status != KEFU_OK)
		return status;
	status = kefu_duration_new(allocator, &duration);
	if (status != KEFU_OK)
		return status;
	status = duration_decode(&duration->state, &duration->allocator, &body);
	if (status == KEFU_OK)
		status = codec_finish(&body);
	if (status != KEFU_OK) {
		kefu_duration_free(duration);
		return status;
	}
	*out = duration;
	return KEFU_OK;
}

size_t kefu_duration_memory(const kefu_duration *duration)
{
	return duration == NULL ? 0 : sizeof *duration + duration_memory(&duration->state);
}

#define FIGURE(name) \
	int32_t kefu_duration_##name(const kefu_duration *duration, kefu_measure *out) \
	{ \
		if (duration == NULL || out == NULL) \
			return KEFU_E_NULL; \
		duration_figure_##name(&duration->state, out); \
		return KEFU_OK; \
	}

FIGURE(count)
FIGURE(sum)
FIGURE(mean)
FIGURE(variance)
FIGURE(min)
FIGURE(max)

int32_t kefu_duration_quantiles(const kefu_duration *duration, const double *q, size_t count,
                                kefu_measure *out)
{
	size_t i;

	if (duration == NULL || ((q == NULL || out == NULL) && count != 0))
		return KEFU_E_NULL;
	for (i = 0; i < count; i++)
		if (!(q[i] >= 0.0 && q[i] <= 1.0))
			return KEFU_E_RANGE;
	duration_figure_quantiles(&duration->state, q, count, out);
	return KEFU_OK;
}

int32_t kefu_duration_quantile(const kefu_duration *duration, double q, kefu_measure *out)
{
	if (out == NULL)
		return KEFU_E_NULL;
	return kefu_duration_quantiles(duration, &q, 1, out);
}

int32_t kefu_duration_quantile_bounds(const kefu_duration *duration, double q, int64_t *low,
                                      int64_t *high)
{
	uint64_t least, most;

	if (duration == NULL || low == NULL || high == NULL)
		return KEFU_E_NULL;
	if (!(q >= 0.0 && q <= 1.0))
		return KEFU_E_RANGE;
	if (duration_count(&duration->state) == 0)
		return KEFU_E_EMPTY;
	duration_quantile_bounds(&duration->state, q, &least, &most);
	*low = (int64_t)least;
	*high = (int64_t)most;
	return KEFU_OK;
}

int32_t kefu_duration_rank(const kefu_duration *duration, int64_t ms, kefu_measure *out)
{
	if (duration == NULL || out == NULL)
		return KEFU_E_NULL;
	if (ms < 0)
		return KEFU_E_NEGATIVE;
	duration_figure_rank(&duration->state, (uint64_t)ms, out);
	return KEFU_OK;
}

int32_t kefu_duration_histogram(const kefu_duration *duration, int64_t *edges, int64_t *counts,
                                size_t capacity, size_t *bins)
{
	if (duration == NULL || edges == NULL || counts == NULL || bins == NULL)
		return KEFU_E_NULL;
	if (capacity == 0)
		return KEFU_E_RANGE;
	*bins = duration_histogram(&duration->state, edges, counts, capacity);
	return KEFU_OK;
}
