/* TZif (RFC 9636): big-endian, two blocks since version 2, then a POSIX
 * string. Nothing it says is believed before it is checked against the size
 * of the data, so memory is bounded by the bytes that are there. */
#include "time/zone.h"

#include <string.h>

#define HEADER_BYTES 44
#define TYPE_BYTES 6
#define TYPES_MAX 256

typedef struct block {
	const unsigned char *at; /* behind the header */
	size_t bytes;
	uint32_t changes;
	uint32_t types;
	uint32_t characters;
	size_t time_bytes;
	unsigned char version;
} block;

static uint32_t big32(const unsigned char *bytes)
{
	return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 |
	       bytes[3];
}

static int64_t big_signed(const unsigned char *bytes, size_t size)
{
	if (size == 4)
		return (int32_t)big32(bytes);
	return (int64_t)((uint64_t)big32(bytes) << 32 | big32(bytes + 4));
}

/* Reads a header and checks that its block is there. */
static int32_t read_header(const unsigned char *bytes, size_t size, size_t time_bytes, block *out)
{
	uint32_t universal, standard, leaps;
	uint64_t need;

	if (memcmp(bytes, "TZif", size < 4 ? size : 4) != 0)
		return KEFU_E_ZONE;
	if (size < HEADER_BYTES)
		return KEFU_E_TRUNCATED;
	out->version = bytes[4];
	if (out->version != 0 && out->version < '2')
		return KEFU_E_ZONE;
	universal = big32(bytes + 20);
	standard = big32(bytes + 24);
	leaps = big32(bytes + 28);
	out->changes = big32(bytes + 32);
	out->types = big32(bytes + 36);
	out->characters = big32(bytes + 40);
	out->time_bytes = time_bytes;
	out->at = bytes + HEADER_BYTES;
	need = (uint64_t)out->changes * (time_bytes + 1) + (uint64_t)out->types * TYPE_BYTES +
	       out->characters + (uint64_t)leaps * (time_bytes + 4) + standard + universal;
	if (need > size - HEADER_BYTES)
		return KEFU_E_TRUNCATED;
	out->bytes = (size_t)need;
	if (leaps != 0)
		return KEFU_E_ZONE; /* its times are not POSIX seconds */
	return KEFU_OK;
}

/* Checks everything in the block that will be used, and copies the types. */
static int32_t check_block(const block *data, int32_t *type_offsets)
{
	const unsigned char *indexes = data->at + data->changes * data->time_bytes;
	const unsigned char *types = indexes + data->changes;
	int64_t last = INT64_MIN;
	uint32_t i;

	if (data->types == 0 || data->types > TYPES_MAX || data->characters == 0)
		return KEFU_E_ZONE;
	if (data->changes > KEFU_ZONE_CHANGES_MAX)
		return KEFU_E_RANGE;
	for (i = 0; i < data->types; i++) {
		const unsigned char *type = types + i * TYPE_BYTES;
		int64_t offset = big_signed(type, 4);

		if (type[4] > 1 || type[5] >= data->characters)
			return KEFU_E_ZONE;
		if (!zone_offset_is_sound(offset))
			return KEFU_E_RANGE;
		type_offsets[i] = (int32_t)offset;
	}
	for (i = 0; i < data->changes; i++) {
		int64_t at = big_signed(data->at + i * data->time_bytes, data->time_bytes);

		if ((i != 0 && at <= last) || indexes[i] >= data->types)
			return KEFU_E_ZONE;
		last = at;
	}
	return KEFU_OK;
}

/* The string between two newlines; length 0 when there is none. */
static int32_t read_footer(const unsigned char *bytes, size_t size, const char **text,
                           size_t *length)
{
	const unsigned char *end;

	if (size == 0)
		return KEFU_E_TRUNCATED;
	if (bytes[0] != '\n')
		return KEFU_E_ZONE;
	end = memchr(bytes + 1, '\n', size - 1);
	if (end == NULL)
		return KEFU_E_TRUNCATED;
	*text = (const char *)(bytes + 1);
	*length = (size_t)(end - bytes) - 1;
	return KEFU_OK;
}

int32_t kefu_zone_tzif(const kefu_allocator *allocator, const void *bytes, size_t size,
                       kefu_zone **out)
{
	const unsigned char *from = bytes, *indexes;
	int32_t type_offsets[TYPES_MAX];
	const char *text = NULL;
	size_t length = 0, i;
	block data;
	zone_rule rule;
	kefu_zone *zone;
	int32_t status;

	if (bytes == NULL || out == NULL)
		return KEFU_E_NULL;
	status = read_header(from, size, 4, &data);
	if (status == KEFU_OK && data.version != 0) {
		size_t first = HEADER_BYTES + data.bytes;

		status = read_header(from + first, size - first, 8, &data);
		if (status == KEFU_OK && data.version == 0)
			status = KEFU_E_ZONE;
	}
	if (status == KEFU_OK)
		status = check_block(&data, type_offsets);
	if (status == KEFU_OK && data.version != 0) {
		const unsigned char *footer = data.at + data.bytes;

		status = read_footer(footer, (size_t)(from + size - footer), &text, &length);
	}
	if (status == KEFU_OK && length != 0)
		status = zone_rule_parse(text, length, &rule);
	if (status == KEFU_OK)
		status = zone_begin(allocator, data.changes, length != 0 ? &rule : NULL, &zone);
	if (status != KEFU_OK)
		return status;
	indexes = data.at + data.changes * data.time_bytes;
	for (i = 0; i < data.changes; i++) {
		zone->at[i] = big_signed(data.at + i * data.time_bytes, data.time_bytes);
		zone->offset[i] = type_offsets[indexes[i]];
	}
	zone_finish(zone, type_offsets[0], data.changes, length != 0 ? &rule : NULL);
	*out = zone;
	return KEFU_OK;
}
