/* Distinct keys as bytes.
 *
 *     form         0 exact while few, 1 sketch, 2 exact always
 *     exact:       how many hashes; the least, then the steps to the next ones
 *                  up less 1
 *     sketch:      4096 registers of six bits, low bits first
 */
#include <string.h>

#include "base/memory.h"
#include "stat/distinct.h"

enum { FORM_FEW = 0, FORM_SKETCH = 1, FORM_ALL = 2 };

static void encode_registers(const uint8_t *registers, struct codec_writer *writer)
{
	uint32_t i, k;

	for (i = 0; i < DISTINCT_REGISTERS; i += 4) {
		uint32_t four = 0;
		uint8_t bytes[3];

		for (k = 0; k < 4; k++)
			four |= (uint32_t)registers[i + k] << 6 * k;
		for (k = 0; k < 3; k++)
			bytes[k] = (uint8_t)(four >> 8 * k);
		codec_put_bytes(writer, bytes, sizeof bytes);
	}
}

void distinct_encode(const struct distinct *distinct, struct codec_writer *writer)
{
	struct distinct_walk walk = {0, false};
	uint64_t hash, next = 0;

	if (distinct->is_sketch) {
		codec_put_u64(writer, FORM_SKETCH);
		encode_registers(distinct->store, writer);
		return;
	}
	codec_put_u64(writer, distinct->precision == KEFU_DISTINCT_EXACT ? FORM_ALL : FORM_FEW);
	codec_put_u64(writer, distinct->count + distinct->has_zero);
	while (distinct_next(distinct, &walk, &hash)) {
		codec_put_u64(writer, hash - next);
		next = hash + 1;
	}
}

static int32_t decode_registers(struct distinct *distinct, const kefu_allocator *allocator,
                                struct codec_reader *reader)
{
	const uint8_t *bytes = codec_get_bytes(reader, DISTINCT_REGISTERS * 6 / 8);
	uint8_t *registers, most = 0;
	uint32_t i, k;

	if (bytes == NULL)
		return reader->status;
	registers = memory_get(allocator, DISTINCT_REGISTERS);
	if (registers == NULL)
		return KEFU_E_NOMEM;
	for (i = 0; i < DISTINCT_REGISTERS; i += 4, bytes += 3) {
		uint32_t four = (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16;

		for (k = 0; k < 4; k++) {
			registers[i + k] = (uint8_t)(four >> 6 * k & 63);
			most = registers[i + k] > most ? registers[i + k] : most;
		}
	}
	if (most > DISTINCT_RANKS || most == 0) {
		memory_put(allocator, registers, DISTINCT_REGISTERS);
		codec_fail(reader, KEFU_E_CORRUPT);
		return reader->status;
	}
	distinct->store = registers;
	distinct->is_sketch = true;
	return KEFU_OK;
}

static int32_t decode_hashes(struct distinct *distinct, const kefu_allocator *allocator,
                             struct codec_reader *reader)
{
	size_t count = codec_get_count(reader, 1), i;
	uint64_t hash = 0;
	int32_t status;

	if (distinct->precision != KEFU_DISTINCT_EXACT && count > DISTINCT_EXACT_MOST)
		codec_fail(reader, KEFU_E_CORRUPT);
	if (reader->status != KEFU_OK || count == 0)
		return reader->status;
	status = distinct_reserve(distinct, allocator, count);
	for (i = 0; i < count && status == KEFU_OK; i++) {
		uint64_t step = codec_get_u64(reader);

		if (i != 0 && (hash == UINT64_MAX || step > UINT64_MAX - hash - 1))
			codec_fail(reader, KEFU_E_CORRUPT);
		hash = i == 0 ? step : hash + 1 + step;
		status = reader->status;
		if (status == KEFU_OK) /* there is room: it cannot fail */
			status = distinct_add_hash(distinct, allocator, hash);
	}
	if (status != KEFU_OK)
		distinct_release(distinct, allocator);
	return status;
}

int32_t distinct_decode(struct distinct *distinct, const kefu_allocator *allocator,
                        struct codec_reader *reader)
{
	uint64_t form = codec_get_bounded(reader, FORM_ALL);

	if (reader->status != KEFU_OK)
		return reader->status;
	distinct->precision = form == FORM_ALL ? KEFU_DISTINCT_EXACT : KEFU_DISTINCT_SKETCH;
	if (form == FORM_SKETCH)
		return decode_registers(distinct, allocator, reader);
	return decode_hashes(distinct, allocator, reader);
}
