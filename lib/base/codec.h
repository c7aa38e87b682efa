/* The byte form of every object.
 *
 *     "kefu"  type  version  section*  0  crc
 *     section = id  flags  length  bytes
 *
 * type, version, id, flags and length are varints; crc is CRC-32C of all
 * before it, four bytes, low byte first. Ids rise strictly; flag 1 means that
 * a reader that does not know the section must refuse the object. Varints are
 * LEB128 of minimal length, so that equal objects have equal bytes.
 *
 * The frame is the same for every type and every version to come; damage is
 * found before anything is believed, and a length is never trusted beyond the
 * bytes that are there.
 *
 * Types that live inside others write and read their sections' contents with
 * functions of their own, without the frame. */
#ifndef BASE_CODEC_H
#define BASE_CODEC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/int128.h"
#include "kefu/base.h"

/* Type numbers never change. */
enum codec_type {
	CODEC_CSAT = 1,
	CODEC_NPS = 2,
	CODEC_RATE = 3,
	CODEC_DURATION = 4,
	CODEC_AMOUNT = 5,
	CODEC_DISTINCT = 6,
	CODEC_LEVEL = 7,
	CODEC_SCHEDULE = 16,
	CODEC_TIMELINE = 32,
	CODEC_CUBE = 48,
	CODEC_DEFINITION = 49,
	CODEC_DESK = 64
};

#define CODEC_OPTIONAL 0u
#define CODEC_REQUIRED 1u

/* Writes while there is room and counts on beyond it. */
struct codec_writer {
	uint8_t *bytes;
	size_t capacity;
	size_t size; /* what was asked to be written so far */
};

/* Writing: begin, sections, end. An encoder is
 *
 *     status = codec_begin(&w, buffer, capacity, size, CODEC_X, 1);
 *     if (status != KEFU_OK)
 *             return status;
 *     mark = codec_section_begin(&w, 1, CODEC_REQUIRED);
 *     codec_put_u64(&w, …);
 *     codec_section_end(&w, mark);
 *     return codec_end(&w, size);
 *
 * codec_begin: KEFU_E_NULL without `size`, or without a buffer whose capacity
 * is not 0. codec_end: writes *size always; KEFU_E_SIZE when it did not fit,
 * except that buffer NULL asks for the size and is KEFU_OK. */
int32_t codec_begin(struct codec_writer *writer, void *buffer, size_t capacity,
                    const size_t *size, uint32_t type, uint32_t version);
size_t codec_section_begin(struct codec_writer *writer, uint32_t id, uint32_t flags);
void codec_section_end(struct codec_writer *writer, size_t mark);
int32_t codec_end(struct codec_writer *writer, size_t *size);

/* A length-prefixed stretch inside a section; closed by codec_section_end. */
size_t codec_nested_begin(struct codec_writer *writer);

void codec_put_long(struct codec_writer *writer, uint64_t value);
void codec_put_i64(struct codec_writer *writer, int64_t value); /* zigzag */
void codec_put_u128(struct codec_writer *writer, uint128 value);
void codec_put_bytes(struct codec_writer *writer, const void *bytes, size_t size);
void codec_put_text(struct codec_writer *writer, const void *bytes, size_t size); /* length first */

/* Reads until something is wrong; then `status` stays, and every later get
 * gives 0. Look at `status` before acting on what was read. */
struct codec_reader {
	const uint8_t *at;
	const uint8_t *end;
	int32_t status;
};

struct codec_section {
	uint32_t id;
	uint32_t flags;
	struct codec_reader body;
};

/* Checks the whole frame and the checksum, then type and version:
 * KEFU_E_NULL, KEFU_E_TRUNCATED, KEFU_E_CORRUPT, KEFU_E_TYPE, KEFU_E_NEWER. */
int32_t codec_open(struct codec_reader *reader, const void *bytes, size_t size,
                   uint32_t type, uint32_t newest, uint32_t *version);
/* The next section; false at the end. */
bool codec_next(struct codec_reader *reader, struct codec_section *section);
/* What to do with a section nobody knows: KEFU_OK, or KEFU_E_NEWER. */
int32_t codec_skip(const struct codec_section *section);
/* The reader's status, KEFU_E_CORRUPT when bytes are left over. */
int32_t codec_finish(const struct codec_reader *reader);

uint8_t codec_get_u8(struct codec_reader *reader);
uint64_t codec_get_long(struct codec_reader *reader);
int64_t codec_get_i64(struct codec_reader *reader);
uint128 codec_get_u128(struct codec_reader *reader);
/* A number within 0..most, else KEFU_E_CORRUPT. */
uint64_t codec_get_bounded(struct codec_reader *reader, uint64_t most);
/* A count of things that take at least `each` bytes apiece, each > 0: more
 * than the rest can hold is KEFU_E_CORRUPT, so that what is allocated for
 * them is bounded by the input. */
size_t codec_get_count(struct codec_reader *reader, size_t each);
/* Points into the input; NULL when there are not that many. */
const uint8_t *codec_get_bytes(struct codec_reader *reader, size_t size);
const uint8_t *codec_get_text(struct codec_reader *reader, size_t *size);
struct codec_reader codec_get_nested(struct codec_reader *reader);
/* Marks the input as damaged: for rules the codec does not know. */
void codec_fail(struct codec_reader *reader, int32_t status);

size_t codec_size_u64(uint64_t value);
uint32_t codec_crc32c(uint32_t crc, const void *bytes, size_t size);
/* The same without what only some processors have. */
uint32_t codec_crc32c_plain(uint32_t crc, const void *bytes, size_t size);

/* Most numbers take one byte. */
static inline void codec_put_u8(struct codec_writer *writer, uint8_t value)
{
	if (writer->size < writer->capacity)
		writer->bytes[writer->size] = value;
	writer->size++;
}

static inline void codec_put_u64(struct codec_writer *writer, uint64_t value)
{
	if (value < 128)
		codec_put_u8(writer, (uint8_t)value);
	else
		codec_put_long(writer, value);
}

static inline size_t codec_left(const struct codec_reader *reader)
{
	return (size_t)(reader->end - reader->at);
}

static inline uint64_t codec_get_u64(struct codec_reader *reader)
{
	if (reader->at != reader->end && *reader->at < 128)
		return *reader->at++;
	return codec_get_long(reader);
}

/* A number of at most eight bytes where eight can be read, all at once: how long it
 * is nobody could foresee. Returns how long; 0: it is longer, or longer than it need
 * be. */
static inline unsigned codec_peek_u64(const uint8_t *at, uint64_t *value)
{
	uint64_t bytes = (uint64_t)at[0] | (uint64_t)at[1] << 8 | (uint64_t)at[2] << 16 |
	                 (uint64_t)at[3] << 24 | (uint64_t)at[4] << 32 | (uint64_t)at[5] << 40 |
	                 (uint64_t)at[6] << 48 | (uint64_t)at[7] << 56;
	uint64_t ends = ~bytes & UINT64_C(0x8080808080808080);
	unsigned length;

	*value = 0;
	if (ends == 0)
		return 0;
	bytes &= ends ^ (ends - 1);
	length = ((unsigned)__builtin_ctzll(ends) >> 3) + 1;
	if (length > 1 && bytes >> 8 * (length - 1) == 0)
		return 0;
	bytes &= UINT64_C(0x7F7F7F7F7F7F7F7F);
	bytes = (bytes & UINT64_C(0x007F007F007F007F)) | (bytes & UINT64_C(0x7F007F007F007F00)) >> 1;
	bytes = (bytes & UINT64_C(0x00003FFF00003FFF)) | (bytes & UINT64_C(0x3FFF00003FFF0000)) >> 2;
	*value = (bytes & UINT64_C(0x000000000FFFFFFF)) | (bytes & UINT64_C(0x0FFFFFFF00000000)) >> 4;
	return length;
}

#endif
