#include "base/codec.h"

#include <string.h>

static const uint8_t codec_magic[4] = {'k', 'e', 'f', 'u'};

/* CRC-32C, eight bytes a step. A table's entries are linear in the bits of
 * their index, so eight numbers say what 256 are. */

#define CRC_BIT(i, bit, x) ((((i) >> (bit)) & 1u) * (x))
#define CRC_1(i, a, b, c, d, e, f, g, h) \
	CRC_BIT(i, 0, a) ^ CRC_BIT(i, 1, b) ^ CRC_BIT(i, 2, c) ^ CRC_BIT(i, 3, d) ^ \
	CRC_BIT(i, 4, e) ^ CRC_BIT(i, 5, f) ^ CRC_BIT(i, 6, g) ^ CRC_BIT(i, 7, h)
#define CRC_4(i, ...) \
	CRC_1((i), __VA_ARGS__), CRC_1((i) + 1u, __VA_ARGS__), \
	CRC_1((i) + 2u, __VA_ARGS__), CRC_1((i) + 3u, __VA_ARGS__)
#define CRC_16(i, ...) \
	CRC_4((i), __VA_ARGS__), CRC_4((i) + 4u, __VA_ARGS__), \
	CRC_4((i) + 8u, __VA_ARGS__), CRC_4((i) + 12u, __VA_ARGS__)
#define CRC_64(i, ...) \
	CRC_16((i), __VA_ARGS__), CRC_16((i) + 16u, __VA_ARGS__), \
	CRC_16((i) + 32u, __VA_ARGS__), CRC_16((i) + 48u, __VA_ARGS__)
#define CRC_ROW(...) \
	{CRC_64(0u, __VA_ARGS__), CRC_64(64u, __VA_ARGS__), \
	 CRC_64(128u, __VA_ARGS__), CRC_64(192u, __VA_ARGS__)}

static const uint32_t crc_table[8][256] = {
	CRC_ROW(0xf26b8303u, 0xe13b70f7u, 0xc79a971fu, 0x8ad958cfu, 0x105ec76fu, 0x20bd8edeu, 0x417b1dbcu, 0x82f63b78u),
	CRC_ROW(0x13a29877u, 0x274530eeu, 0x4e8a61dcu, 0x9d14c3b8u, 0x3fc5f181u, 0x7f8be302u, 0xff17c604u, 0xfbc3faf9u),
	CRC_ROW(0xa541927eu, 0x4f6f520du, 0x9edea41au, 0x38513ec5u, 0x70a27d8au, 0xe144fb14u, 0xc76580d9u, 0x8b277743u),
	CRC_ROW(0xdd45aab8u, 0xbf672381u, 0x7b2231f3u, 0xf64463e6u, 0xe964b13du, 0xd725148bu, 0xaba65fe7u, 0x52a0c93fu),
	CRC_ROW(0x38116facu, 0x7022df58u, 0xe045beb0u, 0xc5670b91u, 0x8f2261d3u, 0x1ba8b557u, 0x37516aaeu, 0x6ea2d55cu),
	CRC_ROW(0xef306b19u, 0xdb8ca0c3u, 0xb2f53777u, 0x6006181fu, 0xc00c303eu, 0x85f4168du, 0x0e045bebu, 0x1c08b7d6u),
	CRC_ROW(0x68032cc8u, 0xd0065990u, 0xa5e0c5d1u, 0x4e2dfd53u, 0x9c5bfaa6u, 0x3d5b83bdu, 0x7ab7077au, 0xf56e0ef4u),
	CRC_ROW(0x493c7d27u, 0x9278fa4eu, 0x211d826du, 0x423b04dau, 0x847609b4u, 0x0d006599u, 0x1a00cb32u, 0x34019664u),
};

static uint32_t little_u32(const uint8_t *at)
{
	return (uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 |
	       (uint32_t)at[3] << 24;
}

uint32_t codec_crc32c_plain(uint32_t crc, const void *bytes, size_t size)
{
	const uint8_t *at = bytes;

	crc = ~crc;
	for (; size >= 8; at += 8, size -= 8) {
		uint32_t low = crc ^ little_u32(at), high = little_u32(at + 4);

		crc = crc_table[7][low & 255] ^ crc_table[6][(low >> 8) & 255] ^
		      crc_table[5][(low >> 16) & 255] ^ crc_table[4][low >> 24] ^
		      crc_table[3][high & 255] ^ crc_table[2][(high >> 8) & 255] ^
		      crc_table[1][(high >> 16) & 255] ^ crc_table[0][high >> 24];
	}
	for (; size != 0; at++, size--)
		crc = crc >> 8 ^ crc_table[0][(crc ^ *at) & 255];
	return ~crc;
}

/* Processors that have an instruction for this very sum. */
#if defined __x86_64__ && defined __GNUC__
#define CRC_RUN 1024u

/* What a sum becomes by so many bytes of 0, by the bytes of the sum. */
static const uint32_t crc_onward[4][256] = {
	CRC_ROW(0xfe314258u, 0xf98ef241u, 0xf6f19273u, 0xe80f5217u, 0xd5f2d2dfu, 0xae09d34fu, 0x59ffd06fu, 0xb3ffa0deu),
	CRC_ROW(0x6213374du, 0xc4266e9au, 0x8da0abc5u, 0x1ead217bu, 0x3d5a42f6u, 0x7ab485ecu, 0xf5690bd8u, 0xef3e6141u),
	CRC_ROW(0xdb90b473u, 0xb2cd1e17u, 0x60764adfu, 0xc0ec95beu, 0x84355d8du, 0x0d86cdebu, 0x1b0d9bd6u, 0x361b37acu),
	CRC_ROW(0x6c366f58u, 0xd86cdeb0u, 0xb535cb91u, 0x6f87e1d3u, 0xdf0fc3a6u, 0xbbf3f1bdu, 0x720b958bu, 0xe4172b16u),
};

static uint64_t crc_go_on(uint64_t sum)
{
	return crc_onward[0][sum & 255] ^ crc_onward[1][sum >> 8 & 255] ^
	       crc_onward[2][sum >> 16 & 255] ^ crc_onward[3][sum >> 24 & 255];
}

/* Asks the processor for the lines of the next three runs, which it does not foresee. */
static inline void crc_soon(const uint8_t *at)
{
	uintptr_t ahead = (uintptr_t)at + 3 * CRC_RUN; /* behind the end, maybe */

	__builtin_prefetch((const void *)ahead);
	__builtin_prefetch((const void *)(ahead + CRC_RUN));
	__builtin_prefetch((const void *)(ahead + 2 * CRC_RUN));
}

/* Three runs at once: a step of one need not wait for that of another. */
__attribute__((target("sse4.2")))
static uint64_t crc_three_runs(uint64_t sum, const uint8_t *at)
{
	uint64_t second = 0, third = 0, words[3];
	size_t i;

	for (i = 0; i < CRC_RUN; i += 8) {
		if (i % 64 == 0)
			crc_soon(at + i);
		memcpy(&words[0], at + i, 8);
		memcpy(&words[1], at + CRC_RUN + i, 8);
		memcpy(&words[2], at + 2 * CRC_RUN + i, 8);
		sum = __builtin_ia32_crc32di(sum, words[0]);
		second = __builtin_ia32_crc32di(second, words[1]);
		third = __builtin_ia32_crc32di(third, words[2]);
	}
	return crc_go_on(crc_go_on(sum) ^ second) ^ third;
}

__attribute__((target("sse4.2")))
static uint32_t crc32c_sse(uint32_t crc, const void *bytes, size_t size)
{
	const uint8_t *at = bytes;
	uint64_t sum = ~crc, word;

	for (; size >= 3 * CRC_RUN; at += 3 * CRC_RUN, size -= 3 * CRC_RUN)
		sum = crc_three_runs(sum, at);
	for (; size >= 8; at += 8, size -= 8) {
		memcpy(&word, at, sizeof word);
		sum = __builtin_ia32_crc32di(sum, word);
	}
	for (crc = (uint32_t)sum; size != 0; at++, size--)
		crc = __builtin_ia32_crc32qi(crc, *at);
	return ~crc;
}

uint32_t codec_crc32c(uint32_t crc, const void *bytes, size_t size)
{
	return __builtin_cpu_supports("sse4.2") ? crc32c_sse(crc, bytes, size)
	                                        : codec_crc32c_plain(crc, bytes, size);
}
#else
uint32_t codec_crc32c(uint32_t crc, const void *bytes, size_t size)
{
	return codec_crc32c_plain(crc, bytes, size);
}
#endif

/* Writing */

size_t codec_size_u64(uint64_t value)
{
	size_t size = 1;

	for (; value >= 128; value >>= 7)
		size++;
	return size;
}

void codec_put_long(struct codec_writer *writer, uint64_t value)
{
	if (writer->size <= writer->capacity && writer->capacity - writer->size >= 10) {
		uint8_t *at = writer->bytes + writer->size;

		for (; value >= 128; value >>= 7)
			*at++ = (uint8_t)(value | 128);
		*at++ = (uint8_t)value;
		writer->size = (size_t)(at - writer->bytes);
		return;
	}
	for (; value >= 128; value >>= 7)
		codec_put_u8(writer, (uint8_t)(value | 128));
	codec_put_u8(writer, (uint8_t)value);
}

void codec_put_i64(struct codec_writer *writer, int64_t value)
{
	uint64_t bits = (uint64_t)value;

	codec_put_u64(writer, bits << 1 ^ (value < 0 ? UINT64_MAX : 0));
}

void codec_put_u128(struct codec_writer *writer, uint128 value)
{
	if (value <= UINT64_MAX) {
		codec_put_u64(writer, (uint64_t)value);
		return;
	}
	for (; value >= 128; value >>= 7)
		codec_put_u8(writer, (uint8_t)(value | 128));
	codec_put_u8(writer, (uint8_t)value);
}

void codec_put_bytes(struct codec_writer *writer, const void *bytes, size_t size)
{
	if (size != 0 && writer->size <= writer->capacity &&
	    size <= writer->capacity - writer->size)
		memcpy(writer->bytes + writer->size, bytes, size);
	writer->size += size;
}

void codec_put_text(struct codec_writer *writer, const void *bytes, size_t size)
{
	codec_put_u64(writer, size);
	codec_put_bytes(writer, bytes, size);
}

int32_t codec_begin(struct codec_writer *writer, void *buffer, size_t capacity,
                    const size_t *size, uint32_t type, uint32_t version)
{
	if (size == NULL || (buffer == NULL && capacity != 0))
		return KEFU_E_NULL;
	writer->bytes = buffer;
	writer->capacity = capacity;
	writer->size = 0;
	codec_put_bytes(writer, codec_magic, sizeof codec_magic);
	codec_put_u64(writer, type);
	codec_put_u64(writer, version);
	return KEFU_OK;
}

size_t codec_nested_begin(struct codec_writer *writer)
{
	return writer->size;
}

size_t codec_section_begin(struct codec_writer *writer, uint32_t id, uint32_t flags)
{
	codec_put_u64(writer, id);
	codec_put_u64(writer, flags);
	return writer->size;
}

/* The length is known only now: the content moves up to make room for it. */
void codec_section_end(struct codec_writer *writer, size_t mark)
{
	size_t length = writer->size - mark, end = writer->size;
	size_t prefix = codec_size_u64(length);

	if (end <= writer->capacity && prefix <= writer->capacity - end)
		memmove(writer->bytes + mark + prefix, writer->bytes + mark, length);
	writer->size = mark;
	codec_put_u64(writer, length);
	writer->size += length;
}

int32_t codec_end(struct codec_writer *writer, size_t *size)
{
	uint32_t crc = 0;
	int i;

	codec_put_u8(writer, 0);
	if (writer->size <= writer->capacity)
		crc = codec_crc32c(0, writer->bytes, writer->size);
	for (i = 0; i < 4; i++)
		codec_put_u8(writer, (uint8_t)(crc >> 8 * i));
	*size = writer->size;
	if (writer->size > writer->capacity && writer->bytes != NULL)
		return KEFU_E_SIZE;
	return KEFU_OK;
}

/* Reading */

void codec_fail(struct codec_reader *reader, int32_t status)
{
	if (reader->status == KEFU_OK)
		reader->status = status;
	reader->at = reader->end;
}

uint8_t codec_get_u8(struct codec_reader *reader)
{
	if (reader->at == reader->end) {
		codec_fail(reader, KEFU_E_CORRUPT);
		return 0;
	}
	return *reader->at++;
}

/* 0 with `short_status` when the bytes end before the number does. */
static uint64_t get_u64(struct codec_reader *reader, int32_t short_status)
{
	const uint8_t *at = reader->at;
	uint64_t value = 0;
	unsigned shift;

	for (shift = 0; at != reader->end; shift += 7) {
		uint8_t byte = *at++;

		if ((shift == 63 && byte > 1) || (shift != 0 && byte == 0)) {
			/* more than 64 bits, or longer than it need be */
			codec_fail(reader, KEFU_E_CORRUPT);
			return 0;
		}
		value |= (uint64_t)(byte & 127) << shift;
		if (byte < 128) {
			reader->at = at;
			return value;
		}
	}
	codec_fail(reader, short_status);
	return 0;
}

uint64_t codec_get_long(struct codec_reader *reader)
{
	uint64_t value;

	if (codec_left(reader) >= 8) {
		unsigned length = codec_peek_u64(reader->at, &value);

		if (length != 0) {
			reader->at += length;
			return value;
		}
	}
	return get_u64(reader, KEFU_E_CORRUPT);
}

uint128 codec_get_u128(struct codec_reader *reader)
{
	const uint8_t *at = reader->at;
	uint128 value = 0;
	uint64_t small;
	unsigned shift, length;

	if (codec_left(reader) >= 8) {
		length = codec_peek_u64(at, &small);
		if (length != 0) {
			reader->at += length;
			return small;
		}
	}
	for (shift = 0; at != reader->end; shift += 7) {
		uint8_t byte = *at++;

		if ((shift == 126 && byte > 3) || (shift != 0 && byte == 0))
			break;
		value |= (uint128)(byte & 127) << shift;
		if (byte < 128) {
			reader->at = at;
			return value;
		}
	}
	codec_fail(reader, KEFU_E_CORRUPT);
	return 0;
}

int64_t codec_get_i64(struct codec_reader *reader)
{
	uint64_t bits = codec_get_u64(reader);

	return (int64_t)(bits >> 1) ^ -(int64_t)(bits & 1);
}

uint64_t codec_get_bounded(struct codec_reader *reader, uint64_t most)
{
	uint64_t value = codec_get_u64(reader);

	if (value <= most)
		return value;
	codec_fail(reader, KEFU_E_CORRUPT);
	return 0;
}

size_t codec_get_count(struct codec_reader *reader, size_t each)
{
	uint64_t count = codec_get_u64(reader);

	if (count <= codec_left(reader) / each)
		return (size_t)count;
	codec_fail(reader, KEFU_E_CORRUPT);
	return 0;
}

const uint8_t *codec_get_bytes(struct codec_reader *reader, size_t size)
{
	const uint8_t *bytes = reader->at;

	if (reader->status != KEFU_OK || size > codec_left(reader)) {
		codec_fail(reader, KEFU_E_CORRUPT);
		return NULL;
	}
	reader->at += size;
	return bytes;
}

const uint8_t *codec_get_text(struct codec_reader *reader, size_t *size)
{
	*size = codec_get_count(reader, 1);
	return codec_get_bytes(reader, *size);
}

struct codec_reader codec_get_nested(struct codec_reader *reader)
{
	struct codec_reader nested = {NULL, NULL, KEFU_OK};
	size_t size;

	nested.at = codec_get_text(reader, &size);
	if (nested.at == NULL)
		nested.status = reader->status;
	else
		nested.end = nested.at + size;
	return nested;
}

int32_t codec_finish(const struct codec_reader *reader)
{
	if (reader->status != KEFU_OK)
		return reader->status;
	return reader->at == reader->end ? KEFU_OK : KEFU_E_CORRUPT;
}

/* Magic, type and version, as far as they are there. */
static int32_t get_head(struct codec_reader *reader, const void *bytes, size_t size,
                        uint64_t *type, uint64_t *version)
{
	size_t there = size < sizeof codec_magic ? size : sizeof codec_magic;

	if (memcmp(bytes, codec_magic, there) != 0)
		return KEFU_E_CORRUPT;
	if (there < sizeof codec_magic)
		return KEFU_E_TRUNCATED;
	reader->at = (const uint8_t *)bytes + sizeof codec_magic;
	reader->end = (const uint8_t *)bytes + size;
	reader->status = KEFU_OK;
	*type = get_u64(reader, KEFU_E_TRUNCATED);
	*version = get_u64(reader, KEFU_E_TRUNCATED);
	return reader->status;
}

/* Over all sections and the checksum to the last byte. */
static int32_t walk_frame(struct codec_reader reader, const uint8_t *start,
                          const uint8_t **end_of_sections)
{
	uint64_t last = 0;

	for (;;) {
		const uint8_t *here = reader.at;
		uint64_t id = get_u64(&reader, KEFU_E_TRUNCATED), length;

		if (reader.status != KEFU_OK)
			return reader.status;
		if (id == 0) {
			*end_of_sections = here;
			break;
		}
		if (id <= last || id > UINT32_MAX)
			return KEFU_E_CORRUPT;
		last = id;
		(void)get_u64(&reader, KEFU_E_TRUNCATED);
		length = get_u64(&reader, KEFU_E_TRUNCATED);
		if (reader.status != KEFU_OK)
			return reader.status;
		if (length > codec_left(&reader))
			return KEFU_E_TRUNCATED;
		reader.at += length;
	}
	if (codec_left(&reader) < 4)
		return KEFU_E_TRUNCATED;
	if (codec_left(&reader) > 4 ||
	    little_u32(reader.at) != codec_crc32c(0, start, (size_t)(reader.at - start)))
		return KEFU_E_CORRUPT;
	return KEFU_OK;
}

int32_t codec_open(struct codec_reader *reader, const void *bytes, size_t size,
                   uint32_t type, uint32_t newest, uint32_t *version)
{
	struct codec_reader r;
	uint64_t found, written_by;
	int32_t status;

	if (bytes == NULL && size != 0)
		return KEFU_E_NULL;
	if (size == 0)
		return KEFU_E_TRUNCATED;
	status = get_head(&r, bytes, size, &found, &written_by);
	if (status == KEFU_OK)
		status = walk_frame(r, bytes, &r.end);
	if (status != KEFU_OK)
		return status;
	if (found != type)
		return KEFU_E_TYPE;
	if (written_by == 0)
		return KEFU_E_CORRUPT;
	if (written_by > newest)
		return KEFU_E_NEWER;
	*version = (uint32_t)written_by;
	*reader = r;
	return KEFU_OK;
}

bool codec_next(struct codec_reader *reader, struct codec_section *section)
{
	if (reader->at == reader->end)
		return false;
	section->id = (uint32_t)codec_get_bounded(reader, UINT32_MAX);
	section->flags = (uint32_t)codec_get_bounded(reader, UINT32_MAX);
	section->body = codec_get_nested(reader);
	return reader->status == KEFU_OK;
}

int32_t codec_skip(const struct codec_section *section)
{
	return section->flags == CODEC_OPTIONAL ? KEFU_OK : KEFU_E_NEWER;
}
