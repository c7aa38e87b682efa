/* Any bytes are safe to decode, and what is decoded is as good as what was
 * counted: it encodes to the same bytes, can be read, merged and subtracted.
 *
 * The first byte chooses the accumulator; odd, the rest is taken as the
 * contents of an intact frame, so that the checksum does not keep the fuzzer
 * out; even, as the whole encoding. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/codec.h"
#include "kefu/amount.h"
#include "kefu/csat.h"
#include "kefu/duration.h"
#include "kefu/level.h"
#include "kefu/nps.h"
#include "kefu/rate.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define FRAME 64

static void require(int truth)
{
	if (!truth)
		abort();
}

static void sane(int32_t status, const kefu_measure *measure)
{
	if (status != KEFU_OK || measure->state != KEFU_STATE_VALUE)
		return;
	require(measure->low <= measure->value && measure->value <= measure->high);
}

/* Decoded: the same bytes again; merged with itself and reduced by itself:
 * where nothing overflows, the same as before but for extremes. */
#define ROUND_TRIP(type)                                                      \
	static kefu_##type *type##_decoded(const uint8_t *bytes, size_t size) \
	{                                                                     \
		kefu_##type *object = NULL, *copy = NULL;                     \
		size_t needed = 0;                                            \
		uint8_t *again;                                               \
                                                                              \
		if (kefu_##type##_decode(NULL, bytes, size, &object) != KEFU_OK) { \
			require(object == NULL);                              \
			return NULL;                                          \
		}                                                             \
		require(kefu_##type##_encode(object, NULL, 0, &needed) == KEFU_OK); \
		again = malloc(needed);                                       \
		require(again != NULL);                                       \
		require(kefu_##type##_encode(object, again, needed, &needed) == KEFU_OK); \
		/* unknown optional sections are not kept */                  \
		require(needed <= size);                                      \
		require(needed != size || memcmp(again, bytes, size) == 0);   \
		free(again);                                                  \
		require(kefu_##type##_copy(object, NULL, &copy) == KEFU_OK);  \
		if (kefu_##type##_merge(copy, object) == KEFU_OK)             \
			require(kefu_##type##_subtract(copy, object) == KEFU_OK); \
		require(kefu_##type##_subtract(copy, copy) == KEFU_OK);       \
		kefu_##type##_free(copy);                                     \
		return object;                                                \
	}

ROUND_TRIP(rate)
ROUND_TRIP(nps)
ROUND_TRIP(csat)
ROUND_TRIP(amount)
ROUND_TRIP(level)
ROUND_TRIP(duration)

static void try_rate(const uint8_t *bytes, size_t size)
{
	kefu_rate *rate = rate_decoded(bytes, size);
	kefu_measure measure;

	if (rate != NULL)
		sane(kefu_rate_value(rate, &measure), &measure);
	kefu_rate_free(rate);
}

static void try_nps(const uint8_t *bytes, size_t size)
{
	kefu_nps *nps = nps_decoded(bytes, size);
	kefu_measure measure;

	if (nps != NULL) {
		sane(kefu_nps_score(nps, &measure), &measure);
		sane(kefu_nps_margin(nps, &measure), &measure);
	}
	kefu_nps_free(nps);
}

static void try_csat(const uint8_t *bytes, size_t size)
{
	kefu_csat *csat = csat_decoded(bytes, size);
	kefu_measure measure;

	if (csat != NULL) {
		sane(kefu_csat_mean(csat, &measure), &measure);
		sane(kefu_csat_median(csat, &measure), &measure);
		sane(kefu_csat_top_box(csat, 2, &measure), &measure);
		sane(kefu_csat_bottom_box(csat, 2, &measure), &measure);
	}
	kefu_csat_free(csat);
}

static void try_amount(const uint8_t *bytes, size_t size)
{
	kefu_amount *amount = amount_decoded(bytes, size);
	kefu_measure measure;

	if (amount != NULL) {
		sane(kefu_amount_mean(amount, &measure), &measure);
		sane(kefu_amount_variance(amount, &measure), &measure);
		sane(kefu_amount_per_unit(amount, &measure), &measure);
		sane(kefu_amount_min(amount, &measure), &measure);
	}
	kefu_amount_free(amount);
}

static void try_level(const uint8_t *bytes, size_t size)
{
	kefu_level *level = level_decoded(bytes, size);
	kefu_measure measure;

	if (level != NULL) {
		sane(kefu_level_mean(level, 0, kefu_time_max(), &measure), &measure);
		sane(kefu_level_peak(level, 1, 1000, &measure), &measure);
		sane(kefu_level_time_above(level, 0, 1000000, 1, &measure), &measure);
		require(kefu_level_add(level, 77, 1) != KEFU_E_NOMEM);
	}
	kefu_level_free(level);
}

static void try_duration(const uint8_t *bytes, size_t size)
{
	kefu_duration *duration = duration_decoded(bytes, size);
	kefu_measure measure;

	if (duration != NULL) {
		sane(kefu_duration_mean(duration, &measure), &measure);
		sane(kefu_duration_quantile(duration, 0.95, &measure), &measure);
	}
	kefu_duration_free(duration);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct {
		uint32_t type;
		void (*attempt)(const uint8_t *bytes, size_t size);
	} kinds[] = {
		{CODEC_RATE, try_rate},   {CODEC_NPS, try_nps},     {CODEC_CSAT, try_csat},
		{CODEC_AMOUNT, try_amount}, {CODEC_LEVEL, try_level}, {CODEC_DURATION, try_duration},
	};
	struct codec_writer writer;
	size_t kind, mark, whole = 0;
	uint8_t *frame;

	if (size == 0)
		return 0;
	kind = (data[0] >> 1) % (sizeof kinds / sizeof kinds[0]);
	if ((data[0] & 1) == 0) {
		kinds[kind].attempt(data + 1, size - 1);
		return 0;
	}
	frame = malloc(size + FRAME);
	require(frame != NULL);
	require(codec_begin(&writer, frame, size + FRAME, &whole, kinds[kind].type, 1) == KEFU_OK);
	mark = codec_section_begin(&writer, 1, CODEC_REQUIRED);
	codec_put_bytes(&writer, data + 1, size - 1);
	codec_section_end(&writer, mark);
	require(codec_end(&writer, &whole) == KEFU_OK);
	kinds[kind].attempt(frame, whole);
	free(frame);
	return 0;
}
