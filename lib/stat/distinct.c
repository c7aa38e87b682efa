/* The public accumulator of distinct keys, and its estimate. */
#include "stat/distinct.h"

#include <math.h>
#include <string.h>

#include "base/column.h"
#include "base/memory.h"
#include "stat/interval.h"
#include "stat/section.h"

#define VERSION 1u

struct kefu_distinct {
	struct distinct state;
	kefu_allocator allocator;
};

int32_t kefu_distinct_exact_count(void)
{
	return (int32_t)DISTINCT_EXACT_MOST;
}

uint64_t kefu_distinct_hash(const void *bytes, size_t size)
{
	const uint8_t *at = bytes;
	uint64_t hash = distinct_mix((uint64_t)size + 1);

	while (size != 0) {
		uint64_t word = 0;
		unsigned i;

		for (i = 0; i < 8 && i < size; i++)
			word |= (uint64_t)at[i] << 8 * i;
		hash = distinct_mix(hash ^ distinct_hash_number(word));
		at += i;
		size -= i;
	}
	return hash;
}

/* The estimate of O. Ertl (2017) from how many registers hold which value: no
 * thresholds, no tables of corrections, unbiased from few to very many. */

static double sigma(double x)
{
	double y = 1.0, z = x, last;

	if (x == 1.0)
		return HUGE_VAL;
	do {
		x *= x;
		last = z;
		z += x * y;
		y += y;
	} while (z != last);
	return z;
}

static double tau(double x)
{
	double y = 1.0, z = 1.0 - x, last;

	if (x == 0.0 || x == 1.0)
		return 0.0;
	do {
		x = sqrt(x);
		last = z;
		y *= 0.5;
		z -= (1.0 - x) * (1.0 - x) * y;
	} while (z != last);
	return z / 3.0;
}

#define STANDARD_ERROR 0.01625 /* 1.04 / sqrt(registers) */

static double estimate(const uint8_t *registers)
{
	const double m = DISTINCT_REGISTERS, half_over_ln2 = 0.7213475204444817;
	uint32_t holding[DISTINCT_RANKS + 1] = {0}, i;
	double z;
	int k;

	for (i = 0; i < DISTINCT_REGISTERS; i++)
		holding[registers[i]]++;
	z = m * tau(1.0 - holding[DISTINCT_RANKS] / m);
	for (k = DISTINCT_RANKS - 1; k >= 1; k--)
		z = 0.5 * (z + holding[k]);
	z += m * sigma(holding[0] / m);
	return half_over_ln2 * m * m / z;
}

void distinct_figure_count(const struct distinct *distinct, kefu_measure *out)
{
	int64_t count = (int64_t)distinct->count + distinct->has_zero;
	double value, least = DISTINCT_EXACT_MOST + 1;

	if (distinct->is_sketch) {
		value = estimate(distinct->store);
		/* There were more than the table held. */
		count = value < least ? (int64_t)least : value < 9e18 ? (int64_t)(value + 0.5) : INT64_MAX;
	}
	figure_exact(out, (double)count, count, count, count);
	if (distinct->is_sketch) {
		out->low = out->value * (1.0 - INTERVAL_Z * STANDARD_ERROR);
		out->high = out->value * (1.0 + INTERVAL_Z * STANDARD_ERROR);
		if (out->low < least)
			out->low = least;
	}
}

int32_t kefu_distinct_new(const kefu_allocator *allocator, int32_t precision,
                          kefu_distinct **out)
{
	kefu_allocator memory;
	kefu_distinct *distinct;
	int32_t status;

	if (out == NULL)
		return KEFU_E_NULL;
	if (precision != KEFU_DISTINCT_SKETCH && precision != KEFU_DISTINCT_EXACT)
		return KEFU_E_ENUM;
	status = memory_resolve(allocator, &memory);
	if (status != KEFU_OK)
		return status;
	distinct = memory_get_zeroed(&memory, sizeof *distinct);
	if (distinct == NULL)
		return KEFU_E_NOMEM;
	distinct->allocator = memory;
	distinct->state.precision = (uint8_t)precision;
	*out = distinct;
	return KEFU_OK;
}

void kefu_distinct_free(kefu_distinct *distinct)
{
	kefu_allocator memory;

	if (distinct == NULL)
		return;
	memory = distinct->allocator;
	distinct_release(&distinct->state, &memory);
	memory_put(&memory, distinct, sizeof *distinct);
}

int32_t kefu_distinct_add(kefu_distinct *distinct, uint64_t key)
{
	if (distinct == NULL)
		return KEFU_E_NULL;
	return distinct_add_hash(&distinct->state, &distinct->allocator, distinct_hash_number(key));
}

int32_t kefu_distinct_add_bytes(kefu_distinct *distinct, const void *bytes, size_t size)
{
	if (distinct == NULL || (bytes == NULL && size != 0))
		return KEFU_E_NULL;
	return distinct_add_hash(&distinct->state, &distinct->allocator,
	                         kefu_distinct_hash(bytes, size));
}

int32_t kefu_distinct_add_many(kefu_distinct *distinct, const uint64_t *keys, ptrdiff_t stride,
                               size_t count)
{
	if (distinct == NULL || (keys == NULL && count != 0))
		return KEFU_E_NULL;
	if (count == 0)
		return KEFU_OK;
	return distinct_add_many(&distinct->state, &distinct->allocator, keys, stride, count);
}

int32_t kefu_distinct_group_add(kefu_distinct *const *accumulators, size_t groups,
                                const uint32_t *group, ptrdiff_t group_stride,
                                const uint64_t *keys, ptrdiff_t key_stride, size_t count,
                                size_t *bad_index)
{
	int32_t status = KEFU_OK;
	size_t i;

	if (count == 0)
		return KEFU_OK;
	if (accumulators == NULL || group == NULL || keys == NULL)
		return KEFU_E_NULL;
	for (i = 0; i < count && status == KEFU_OK; i++) {
		uint32_t number = column_uint32(group, group_stride, i);

		if (number >= groups)
			status = KEFU_E_ID;
		else if (accumulators[number] == NULL)
			status = KEFU_E_NULL;
	}
	if (status == KEFU_OK)
		for (i = 0; i < count && status == KEFU_OK; i++)
			status = kefu_distinct_add(accumulators[column_uint32(group, group_stride, i)],
			                           column_uint64(keys, key_stride, i));
	if (status != KEFU_OK && bad_index != NULL)
		*bad_index = i - 1;
	return status;
}

int32_t kefu_distinct_merge(kefu_distinct *distinct, const kefu_distinct *other)
{
	if (distinct == NULL || other == NULL)
		return KEFU_E_NULL;
	if (distinct->state.precision != other->state.precision)
		return KEFU_E_MISMATCH;
	return distinct_merge(&distinct->state, &distinct->allocator, &other->state);
}

int32_t kefu_distinct_copy(const kefu_distinct *distinct, const kefu_allocator *allocator,
                           kefu_distinct **out)
{
	kefu_distinct *copy;
	int32_t status;

	if (distinct == NULL || out == NULL)
		return KEFU_E_NULL;
	status = kefu_distinct_new(allocator, distinct->state.precision, &copy);
	if (status != KEFU_OK)
		return status;
	status = distinct_copy(&copy->state, &copy->allocator, &distinct->state);
	if (status != KEFU_OK) {
		kefu_distinct_free(copy);
		return status;
	}
	*out = copy;
	return KEFU_OK;
}

int32_t kefu_distinct_reset(kefu_distinct *distinct)
{
	if (distinct == NULL)
		return KEFU_E_NULL;
	distinct_release(&distinct->state, &distinct->allocator);
	return KEFU_OK;
}

int32_t kefu_distinct_encode(const kefu_distinct *distinct, void *buffer, size_t capacity,
                             size_t *size)
{
	struct codec_writer writer;
	size_t mark;
	int32_t status;

	if (distinct == NULL)
		return KEFU_E_NULL;
	status = codec_begin(&writer, buffer, capacity, size, CODEC_DISTINCT, VERSION);
	if (status != KEFU_OK)
		return status;
	mark = codec_section_begin(&writer, SECTION_STATE, CODEC_REQUIRED);
	distinct_encode(&distinct->state, &writer);
	codec_section_end(&writer, mark);
	return codec_end(&writer, size);
}

int32_t kefu_distinct_decode(const kefu_allocator *allocator, const void *bytes, size_t size,
                             kefu_distinct **out)
{
	struct codec_reader body;
	kefu_distinct *distinct;
	int32_t status;

	if (out == NULL)
		return KEFU_E_NULL;
	status = section_open(&body, bytes, size, CODEC_DISTINCT, VERSION);
	if (status != KEFU_OK)
		return status;
	status = kefu_distinct_new(allocator, KEFU_DISTINCT_SKETCH, &distinct);
	if (status != KEFU_OK)
		return status;
	status = distinct_decode(&distinct->state, &distinct->allocator, &body);
	if (status == KEFU_OK)
		status = codec_finish(&body);
	if (status != KEFU_OK) {
		kefu_distinct_free(distinct);
		return status;
	}
	*out = distinct;
	return KEFU_OK;
}

int32_t kefu_distinct_count(const kefu_distinct *distinct, kefu_measure *out)
{
	if (distinct == NULL || out == NULL)
		return KEFU_E_NULL;
	distinct_figure_count(&distinct->state, out);
	return KEFU_OK;
}

int32_t kefu_distinct_is_exact(const kefu_distinct *distinct)
{
	return distinct != NULL && !distinct->state.is_sketch;
}

int32_t kefu_distinct_precision(const kefu_distinct *distinct)
{
	return distinct == NULL ? KEFU_E_NULL : distinct->state.precision;
}

size_t kefu_distinct_memory(const kefu_distinct *distinct)
{
	return distinct == NULL ? 0 : sizeof *distinct + distinct_memory(&distinct->state);
}
