/* Desks out of any bytes: what is taken encodes to the very bytes it came
 * from, copies, merges with itself, and answers questions.
 *
 * The input is the sections; the frame and its checksum are put around them,
 * so that they do not keep the fuzzer out. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/codec.h"
#include "kefu.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(int truth)
{
	if (!truth)
		abort();
}

static uint8_t *framed(const uint8_t *data, size_t length, size_t *size)
{
	struct codec_writer writer;
	uint8_t *bytes = malloc(length + 32);

	require(bytes != NULL);
	require(codec_begin(&writer, bytes, length + 32, size, CODEC_DESK, 1) == KEFU_OK);
	codec_put_bytes(&writer, data, length);
	require(codec_end(&writer, size) == KEFU_OK);
	return bytes;
}

static int is_encoded_as(const kefu_desk *desk, const uint8_t *bytes, size_t size)
{
	uint8_t *again = malloc(size);
	size_t needed = 0;
	int same;

	require(again != NULL);
	same = kefu_desk_encode(desk, again, size, &needed) == KEFU_OK && needed == size &&
	       memcmp(again, bytes, size) == 0;
	free(again);
	return same;
}

/* An optional section that nobody knows is left out when it is written. */
static int has_unknown(const uint8_t *bytes, size_t size)
{
	struct codec_reader reader;
	struct codec_section section;
	uint32_t version;
	int unknown = 0;

	require(codec_open(&reader, bytes, size, CODEC_DESK, 1, &version) == KEFU_OK);
	while (codec_next(&reader, &section))
		unknown |= section.id > 9;
	return unknown;
}

/* As one, unless what is sealed would count twice; and what comes out can be read. */
static void merge(kefu_desk *desk, const kefu_desk *other)
{
	int32_t status = kefu_desk_merge(desk, other);
	kefu_desk *again = NULL;
	size_t size = 0;
	uint8_t *bytes;

	require(status == KEFU_OK || (status == KEFU_E_MISMATCH && kefu_desk_mark(desk) >= 0));
	require(kefu_desk_encode(desk, NULL, 0, &size) == KEFU_OK);
	bytes = malloc(size);
	require(bytes != NULL && kefu_desk_encode(desk, bytes, size, &size) == KEFU_OK);
	require(kefu_desk_decode(NULL, bytes, size, &again) == KEFU_OK);
	kefu_desk_free(again);
	free(bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	kefu_desk *desk = NULL, *copy = NULL;
	kefu_report *report = NULL;
	kefu_statistics statistics;
	uint8_t *bytes = framed(data, size, &size);

	if (kefu_desk_decode(NULL, bytes, size, &desk) != KEFU_OK) {
		free(bytes);
		return 0;
	}
	if (!has_unknown(bytes, size)) {
		require(is_encoded_as(desk, bytes, size));
		require(kefu_desk_copy(desk, &copy) == KEFU_OK);
		require(is_encoded_as(copy, bytes, size));
	} else {
		require(kefu_desk_copy(desk, &copy) == KEFU_OK);
	}
	statistics.size = sizeof statistics;
	require(kefu_desk_statistics(desk, &statistics) == KEFU_OK);
	if (kefu_desk_report(desk, NULL, &report) == KEFU_OK)
		kefu_report_free(report);
	merge(desk, copy);
	merge(copy, desk);
	kefu_desk_free(desk);
	kefu_desk_free(copy);
	free(bytes);
	return 0;
}
