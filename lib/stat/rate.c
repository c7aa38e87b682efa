#include "stat/rate.h"

#include "base/column.h"
#include "base/memory.h"
#include "stat/interval.h"
#include "stat/section.h"

#define VERSION 1u

int32_t kefu_rate_new(const kefu_allocator *allocator, kefu_rate **out)
{
	kefu_allocator memory;
	kefu_rate *rate;
	int32_t status;

	if (out == NULL)
		return KEFU_E_NULL;
	status = memory_resolve(allocator, &memory);
	if (status != KEFU_OK)
		return status;
	rate = memory_get(&memory, sizeof *rate);
	if (rate == NULL)
		return KEFU_E_NOMEM;
	rate->allocator = memory;
	rate->hits = rate->total = 0;
	*out = rate;
	return KEFU_OK;
}

void kefu_rate_free(kefu_rate *rate)
{
	kefu_allocator memory;

	if (rate == NULL)
		return;
	memory = rate->allocator;
	memory_put(&memory, rate, sizeof *rate);
}

int32_t kefu_rate_copy(const kefu_rate *rate, const kefu_allocator *allocator, kefu_rate **out)
{
	int32_t status;

	if (rate == NULL || out == NULL)
		return KEFU_E_NULL;
	status = kefu_rate_new(allocator, out);
	if (status != KEFU_OK)
		return status;
	(*out)->hits = rate->hits;
	(*out)->total = rate->total;
	return KEFU_OK;
}

int32_t kefu_rate_reset(kefu_rate *rate)
{
	if (rate == NULL)
		return KEFU_E_NULL;
	rate->hits = rate->total = 0;
	return KEFU_OK;
}

int32_t kefu_rate_add(kefu_rate *rate, int32_t hit)
{
	if (rate == NULL)
		return KEFU_E_NULL;
	if (hit != 0 && hit != 1)
		return KEFU_E_RANGE;
	if (rate->total == INT64_MAX)
		return KEFU_E_OVERFLOW;
	rate->hits += hit;
	rate->total++;
	return KEFU_OK;
}

int32_t kefu_rate_add_counts(kefu_rate *rate, int64_t hits, int64_t total)
{
	if (rate == NULL)
		return KEFU_E_NULL;
	if (hits < 0 || total < 0)
		return KEFU_E_NEGATIVE;
	if (hits > total)
		return KEFU_E_RANGE;
	if (total > INT64_MAX - rate->total)
		return KEFU_E_OVERFLOW;
	rate->hits += hits;
	rate->total += total;
	return KEFU_OK;
}

int32_t kefu_rate_add_many(kefu_rate *rate, const uint8_t *hits, ptrdiff_t stride, size_t count,
                           size_t *bad_index)
{
	int64_t sum = 0;
	size_t i;

	if (rate == NULL || (hits == NULL && count != 0))
		return KEFU_E_NULL;
	if (count > (uint64_t)(INT64_MAX - rate->total))
		return KEFU_E_OVERFLOW;
	for (i = 0; i < count; i++) {
		uint8_t hit = *(const uint8_t *)column_at(hits, stride, i);

		if (hit > 1) {
			if (bad_index != NULL)
				*bad_index = i;
			return KEFU_E_RANGE;
		}
		sum += hit;
	}
	rate->hits += sum;
	rate->total += (int64_t)count;
	return KEFU_OK;
}

int32_t kefu_rate_group_add(kefu_rate *const *accumulators, size_t groups,
                            const uint32_t *group, ptrdiff_t group_stride, const uint8_t *hits,
                            ptrdiff_t hits_stride, size_t count, size_t *bad_index)
{
	int32_t status = KEFU_OK;
	size_t i;

	if ((accumulators == NULL && groups != 0) || ((group == NULL || hits == NULL) && count != 0))
		return KEFU_E_NULL;
	for (i = 0; i < count && status == KEFU_OK; i++) {
		uint32_t id = column_uint32(group, group_stride, i);

		if (id >= groups)
			status = KEFU_E_ID;
		else if (accumulators[id] == NULL)
			status = KEFU_E_NULL;
		else if (*(const uint8_t *)column_at(hits, hits_stride, i) > 1)
			status = KEFU_E_RANGE;
	}
	if (status != KEFU_OK) {
		if (bad_index != NULL)
			*bad_index = i - 1;
		return status;
	}
	for (i = 0; i < count; i++) {
		kefu_rate *rate = accumulators[column_uint32(group, group_stride, i)];

		if (rate->total == INT64_MAX)
			break;
		rate->hits += *(const uint8_t *)column_at(hits, hits_stride, i);
		rate->total++;
	}
	if (i == count)
		return KEFU_OK;
	/* Counters come back exactly, so nothing needs to be looked up twice. */
	if (bad_index != NULL)
		*bad_index = i;
	while (i-- > 0) {
		kefu_rate *rate = accumulators[column_uint32(group, group_stride, i)];

		rate->hits -= *(const uint8_t *)column_at(hits, hits_stride, i);
		rate->total--;
	}
	return KEFU_E_OVERFLOW;
}

int32_t kefu_rate_merge(kefu_rate *rate, const kefu_rate *other)
{
	if (rate == NULL || other == NULL)
		return KEFU_E_NULL;
	return kefu_rate_add_counts(rate, other->hits, other->total);
}

int32_t kefu_rate_subtract(kefu_rate *rate, const kefu_rate *other)
{
	if (rate == NULL || other == NULL)
		return KEFU_E_NULL;
	if (other->hits > rate->hits || other->total - other->hits > rate->total - rate->hits)
		return KEFU_E_UNDERFLOW;
	/* The order matters when both are the same. */
	rate->total -= other->total;
	rate->hits -= other->hits;
	return KEFU_OK;
}

int64_t kefu_rate_hits(const kefu_rate *rate)
{
	return rate != NULL ? rate->hits : 0;
}

int64_t kefu_rate_total(const kefu_rate *rate)
{
	return rate != NULL ? rate->total : 0;
}

int32_t kefu_rate_value(const kefu_rate *rate, kefu_measure *out)
{
	if (rate == NULL || out == NULL)
		return KEFU_E_NULL;
	figure_share(out, rate->hits, rate->total);
	return KEFU_OK;
}

int32_t kefu_rate_encode(const kefu_rate *rate, void *buffer, size_t capacity, size_t *size)
{
	struct codec_writer writer;
	size_t mark;
	int32_t status;

	if (rate == NULL)
		return KEFU_E_NULL;
	status = codec_begin(&writer, buffer, capacity, size, CODEC_RATE, VERSION);
	if (status != KEFU_OK)
		return status;
	mark = codec_section_begin(&writer, SECTION_STATE, CODEC_REQUIRED);
	codec_put_u64(&writer, (uint64_t)rate->hits);
	codec_put_u64(&writer, (uint64_t)(rate->total - rate->hits));
	codec_section_end(&writer, mark);
	return codec_end(&writer, size);
}

int32_t kefu_rate_decode(const kefu_allocator *allocator, const void *bytes, size_t size,
                         kefu_rate **out)
{
	struct codec_reader body;
	int64_t hits, misses;
	int32_t status;

	if (out == NULL)
		return KEFU_E_NULL;
	status = section_open(&body, bytes, size, CODEC_RATE, VERSION);
	if (status != KEFU_OK)
		return status;
	hits = (int64_t)codec_get_bounded(&body, INT64_MAX);
	misses = (int64_t)codec_get_bounded(&body, (uint64_t)(INT64_MAX - hits));
	status = codec_finish(&body);
	if (status != KEFU_OK)
		return status;
	status = kefu_rate_new(allocator, out);
	if (status != KEFU_OK)
		return status;
	(*out)->hits = hits;
	(*out)->total = hits + misses;
	return KEFU_OK;
}
