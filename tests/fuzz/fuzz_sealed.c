/* Sealed figures out of any bytes: what is taken is what would be written, is
 * as large as it says, copies and merges, and can be read. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "kefu/metric.h"
#include "measure/sealed.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define DEFINITIONS 8

static void require(int truth)
{
	if (!truth)
		abort();
}

static kefu_id as_is(const void *context, kefu_id id)
{
	(void)context;
	return id;
}

static kefu_id get_id(struct codec_reader *reader, void *context)
{
	uint64_t key = codec_get_u64(reader);

	(void)context;
	return key >> 1 | key << 63;
}

static int is_written_as(const struct sealed *sealed, const uint8_t *data, size_t size)
{
	struct codec_writer writer = {malloc(size + 1), size, 0};
	int same;

	require(writer.bytes != NULL);
	require(sealed_put(sealed, &writer, as_is, NULL) == KEFU_OK);
	same = writer.size == size && memcmp(writer.bytes, data, size) == 0;
	free(writer.bytes);
	return same;
}

/* Sums may be too large; then nothing has changed. */
static void merge_all(struct sealed *sealed, const struct sealed *other, const uint8_t *data,
                      size_t size)
{
	struct sealed_change change;
	int32_t status = sealed_stage_merge(sealed, other, as_is, NULL, &change);

	require(status == KEFU_OK || status == KEFU_E_OVERFLOW);
	require(is_written_as(sealed, data, size));
	if (status == KEFU_OK)
		sealed_commit(sealed, &change);
}

static void read_all(const struct sealed *sealed, const kefu_allocator *allocator)
{
	static const int32_t by[] = {KEFU_BY_AGENT, KEFU_BY_MONTH};
	struct cube cube;
	int32_t definition, count, status;

	for (count = 0; count <= 2; count++) {
		require(cube_init(&cube, allocator, DEFINITIONS, 0) == KEFU_OK);
		for (definition = 0; definition < DEFINITIONS; definition++) {
			status = sealed_read(sealed, definition, KEFU_DAY_ANY, KEFU_DAY_ANY, by,
			                     count, &cube, definition);
			require(status == KEFU_OK || status == KEFU_E_OVERFLOW);
		}
		cube_release(&cube);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct codec_reader reader = {data, data + size, KEFU_OK};
	struct sealed sealed, copy;
	kefu_allocator allocator;
	int32_t status;

	require(memory_resolve(NULL, &allocator) == KEFU_OK);
	require(sealed_init(&sealed, &allocator) == KEFU_OK);
	status = sealed_get(&sealed, &reader, DEFINITIONS, get_id, NULL);
	if (status != KEFU_OK) {
		require(status == KEFU_E_CORRUPT);
		return 0;
	}
	require(is_written_as(&sealed, data, size));
	require(sealed_copy(&sealed, &allocator, &copy) == KEFU_OK);
	merge_all(&copy, &sealed, data, size);
	read_all(&copy, &allocator);
	sealed_release(&copy);
	sealed_release(&sealed);
	return 0;
}
