/* Durations and distinct counts out of any bytes: two of them decoded from one
 * input, then added to, merged, subtracted and read; whatever they hold, they
 * stay within their own bounds and encode to what decodes again.
 *
 * The first byte chooses the type (bit 0), the second where the contents of
 * the second one begin; the contents come without their frames, so that the
 * checksum does not keep the fuzzer out. fuzz_accumulators.c tries frames. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/codec.h"
#include "kefu/distinct.h"
#include "kefu/duration.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define FRAME 64

static void require(int truth)
{
	if (!truth)
		abort();
}

static uint8_t *framed(uint32_t type, const uint8_t *contents, size_t length, size_t *size)
{
	struct codec_writer writer;
	uint8_t *bytes = malloc(length + FRAME);
	size_t mark;

	require(bytes != NULL);
	require(codec_begin(&writer, bytes, length + FRAME, size, type, 1) == KEFU_OK);
	mark = codec_section_begin(&writer, 1, CODEC_REQUIRED);
	codec_put_bytes(&writer, contents, length);
	codec_section_end(&writer, mark);
	require(codec_end(&writer, size) == KEFU_OK);
	return bytes;
}

#define ENCODED(type)                                                         \
	static uint8_t *type##_encoded(const kefu_##type *object, size_t *size) \
	{                                                                     \
		uint8_t *bytes;                                               \
                                                                              \
		require(kefu_##type##_encode(object, NULL, 0, size) == KEFU_OK); \
		bytes = malloc(*size);                                        \
		require(bytes != NULL);                                       \
		require(kefu_##type##_encode(object, bytes, *size, size) == KEFU_OK); \
		return bytes;                                                 \
	}                                                                     \
	static int type##_same(const kefu_##type *a, const kefu_##type *b)    \
	{                                                                     \
		size_t size_a, size_b;                                        \
		uint8_t *bytes_a = type##_encoded(a, &size_a);                \
		uint8_t *bytes_b = type##_encoded(b, &size_b);                \
		int same = size_a == size_b && memcmp(bytes_a, bytes_b, size_a) == 0; \
                                                                              \
		free(bytes_a);                                                \
		free(bytes_b);                                                \
		return same;                                                  \
	}                                                                     \
	static kefu_##type *type##_made(uint32_t number, const uint8_t *contents, size_t length) \
	{                                                                     \
		size_t size = 0, again = 0;                                   \
		uint8_t *bytes = framed(number, contents, length, &size), *back; \
		kefu_##type *object = NULL;                                   \
                                                                              \
		if (kefu_##type##_decode(NULL, bytes, size, &object) == KEFU_OK) { \
			back = type##_encoded(object, &again);                \
			require(again == size && memcmp(back, bytes, size) == 0); \
			free(back);                                           \
		}                                                             \
		free(bytes);                                                  \
		return object;                                                \
	}                                                                     \
	static void type##_survives(const kefu_##type *object)                \
	{                                                                     \
		size_t size;                                                  \
		uint8_t *bytes = type##_encoded(object, &size);               \
		kefu_##type *back = NULL;                                     \
                                                                              \
		require(kefu_##type##_decode(NULL, bytes, size, &back) == KEFU_OK); \
		require(type##_same(object, back));                           \
		kefu_##type##_free(back);                                     \
		free(bytes);                                                  \
	}

ENCODED(duration)
ENCODED(distinct)

static void read_duration(const kefu_duration *duration)
{
	static const double q[] = {0.0, 0.001, 0.5, 0.95, 1.0};
	static int64_t edges[5377], counts[5376];
	kefu_measure figures[5], least, most, count;
	int64_t low, high, total = 0;
	size_t bins, i;

	require(kefu_duration_count(duration, &count) == KEFU_OK);
	if (count.num == 0)
		return;
	require(kefu_duration_min(duration, &least) == KEFU_OK);
	require(kefu_duration_max(duration, &most) == KEFU_OK);
	require(least.value <= most.value);
	require(kefu_duration_quantiles(duration, q, 5, figures) == KEFU_OK);
	for (i = 0; i < 5; i++) {
		require(kefu_duration_quantile_bounds(duration, q[i], &low, &high) == KEFU_OK);
		require((double)low <= figures[i].value && figures[i].value <= (double)high);
		require(figures[i].low <= figures[i].value && figures[i].value <= figures[i].high);
		require(least.value <= figures[i].value && figures[i].value <= most.value);
		require(i == 0 || figures[i - 1].value <= figures[i].value);
	}
	require(kefu_duration_variance(duration, &figures[0]) == KEFU_OK);
	require(!(figures[0].value < 0.0));
	require(kefu_duration_mean(duration, &figures[0]) == KEFU_OK);
	require(figures[0].low <= figures[0].value && figures[0].value <= figures[0].high);
	require(kefu_duration_rank(duration, (int64_t)least.value, &figures[0]) == KEFU_OK);
	require(figures[0].num >= 1 && figures[0].num <= count.num);
	for (i = 1; i <= 5376; i = i * 5 + 1) {
		size_t k;

		require(kefu_duration_histogram(duration, edges, counts, i, &bins) == KEFU_OK);
		require(bins >= 1 && bins <= i);
		for (total = 0, k = 0; k < bins; k++) {
			require(edges[k] < edges[k + 1] && counts[k] >= 0);
			total += counts[k];
		}
		require(total == count.num);
	}
}

static void try_durations(const uint8_t *one, size_t one_size, const uint8_t *two, size_t two_size)
{
	kefu_duration *a = duration_made(CODEC_DURATION, one, one_size);
	kefu_duration *b = duration_made(CODEC_DURATION, two, two_size), *both = NULL, *other = NULL;
	size_t i;

	if (a != NULL)
		read_duration(a);
	if (a != NULL && b != NULL) {
		require(kefu_duration_copy(a, NULL, &both) == KEFU_OK);
		require(kefu_duration_copy(b, NULL, &other) == KEFU_OK);
		if (kefu_duration_merge(both, b) == KEFU_OK) {
			require(kefu_duration_merge(other, a) == KEFU_OK);
			require(duration_same(both, other));
			duration_survives(both);
			read_duration(both);
			require(kefu_duration_subtract(both, b) == KEFU_OK);
			duration_survives(both);
			read_duration(both);
		} else {
			require(duration_same(both, a));
		}
		if (kefu_duration_subtract(a, b) == KEFU_OK) {
			duration_survives(a);
			read_duration(a);
		}
		for (i = 0; i < two_size && i < 200; i++)
			(void)kefu_duration_add(a, (int64_t)two[i] << i % 41);
		duration_survives(a);
		read_duration(a);
	}
	kefu_duration_free(a);
	kefu_duration_free(b);
	kefu_duration_free(both);
	kefu_duration_free(other);
}

static void try_distinct(const uint8_t *one, size_t one_size, const uint8_t *two, size_t two_size)
{
	kefu_distinct *a = distinct_made(CODEC_DISTINCT, one, one_size);
	kefu_distinct *b = distinct_made(CODEC_DISTINCT, two, two_size), *both = NULL;
	kefu_measure before, after;
	size_t i;

	if (a != NULL && b != NULL && kefu_distinct_precision(a) == kefu_distinct_precision(b)) {
		require(kefu_distinct_copy(a, NULL, &both) == KEFU_OK);
		require(kefu_distinct_merge(both, b) == KEFU_OK);
		require(kefu_distinct_merge(b, a) == KEFU_OK);
		require(distinct_same(both, b));
		distinct_survives(both);
		require(kefu_distinct_count(a, &before) == KEFU_OK);
		require(kefu_distinct_count(both, &after) == KEFU_OK);
		require(before.num <= after.num || !kefu_distinct_is_exact(both));
		require(after.low <= after.value && after.value <= after.high);
		for (i = 0; i + 8 <= two_size; i++)
			require(kefu_distinct_add_bytes(both, two + i, 8) == KEFU_OK);
		distinct_survives(both);
	}
	kefu_distinct_free(a);
	kefu_distinct_free(b);
	kefu_distinct_free(both);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t cut;

	if (size < 2)
		return 0;
	cut = 2 + (size - 2) * data[1] / 255;
	if ((data[0] & 1) == 0)
		try_durations(data + 2, cut - 2, data + cut, size - cut);
	else
		try_distinct(data + 2, cut - 2, data + cut, size - cut);
	return 0;
}
