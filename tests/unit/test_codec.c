/* The byte form: varints minimal and bounded, frames checked before anything
 * in them is believed, every cut and every flipped bit noticed. */
#include "unit.h"

#include "base/codec.h"
#include "base/column.h"
#include "base/integer.h"

static const uint64_t numbers[] = {0, 1, 127, 128, 16383, 16384, UINT32_MAX, UINT64_MAX >> 1,
                                   UINT64_MAX};

START_TEST(checksum_is_crc32c)
{
	uint8_t zeros[32] = {0}, bytes[100], many[7000];
	size_t i;

	ck_assert_uint_eq(codec_crc32c(0, "123456789", 9), 0xe3069283u);
	ck_assert_uint_eq(codec_crc32c(0, zeros, 32), 0x8a9136aau);
	ck_assert_uint_eq(codec_crc32c(0, zeros, 0), 0);
	for (i = 0; i < sizeof bytes; i++)
		bytes[i] = (uint8_t)(i * 37);
	for (i = 0; i <= sizeof bytes; i++) /* in two parts */
		ck_assert_uint_eq(codec_crc32c(codec_crc32c(0, bytes, i), bytes + i, sizeof bytes - i),
		                  codec_crc32c(0, bytes, sizeof bytes));
	for (i = 0; i <= sizeof bytes; i++) /* an instruction or tables, at any place */
		ck_assert_uint_eq(codec_crc32c_plain((uint32_t)i, bytes + i / 3, sizeof bytes - i),
		                  codec_crc32c((uint32_t)i, bytes + i / 3, sizeof bytes - i));
	for (i = 0; i < sizeof many; i++)
		many[i] = (uint8_t)(i * i >> 5);
	for (i = 0; i < sizeof many; i += 31) /* so many that they go in several runs at once */
		ck_assert_uint_eq(codec_crc32c_plain((uint32_t)i * 40503, many + i, sizeof many - i),
		                  codec_crc32c((uint32_t)i * 40503, many + i, sizeof many - i));
}
END_TEST

static struct codec_reader reading(const uint8_t *bytes, size_t size)
{
	struct codec_reader reader = {bytes, bytes + size, KEFU_OK};

	return reader;
}

START_TEST(numbers_come_back)
{
	uint8_t bytes[64];
	size_t i, size;
	int negative;

	for (i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
		for (negative = 0; negative < 2; negative++) {
			struct codec_writer writer = {bytes, sizeof bytes, 0};
			struct codec_reader reader;
			int64_t small = (int64_t)(numbers[i] >> 1);

			small = negative ? -small - 1 : small;
			codec_put_u64(&writer, numbers[i]);
			ck_assert_uint_eq(writer.size, codec_size_u64(numbers[i]));
			codec_put_i64(&writer, small);
			codec_put_u128(&writer, (uint128)numbers[i] * numbers[i]);
			size = writer.size;
			reader = reading(bytes, size);
			ck_assert_uint_eq(codec_get_u64(&reader), numbers[i]);
			ck_assert_int_eq(codec_get_i64(&reader), small);
			ck_assert(codec_get_u128(&reader) == (uint128)numbers[i] * numbers[i]);
			unit_ok(codec_finish(&reader));
		}
}
END_TEST

START_TEST(widest_numbers_come_back)
{
	uint8_t bytes[80];
	struct codec_writer writer = {bytes, sizeof bytes, 0};
	struct codec_reader reader;

	codec_put_u128(&writer, UINT128_MAX_VALUE);
	ck_assert_uint_eq(writer.size, 19);
	reader = reading(bytes, writer.size);
	ck_assert(codec_get_u128(&reader) == UINT128_MAX_VALUE);
	unit_ok(codec_finish(&reader));
}
END_TEST

START_TEST(other_spellings_are_refused)
{
	static const struct {
		uint8_t bytes[20];
		size_t size;
	} wrong[] = {
		{{0x80, 0x00}, 2},                   /* 0 in two bytes */
		{{0xff, 0x00}, 2},                   /* 127 in two */
		{{0x80, 0x80, 0x00}, 3},
		{{0x80}, 1},                         /* no end */
		{{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x02}, 10}, /* 65 bits */
		{{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x81, 0x01}, 11},
		{{0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x00}, 10},
	};
	static const uint8_t wide[] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
	                               0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x04};
	struct codec_reader reader;
	size_t i;

	for (i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
		reader = reading(wrong[i].bytes, wrong[i].size);
		ck_assert_uint_eq(codec_get_u64(&reader), 0);
		unit_status(reader.status, KEFU_E_CORRUPT);
		ck_assert_uint_eq(codec_get_u64(&reader), 0);
		unit_status(codec_finish(&reader), KEFU_E_CORRUPT);
		if (wrong[i].size > 3)
			continue;
		reader = reading(wrong[i].bytes, wrong[i].size);
		ck_assert(codec_get_u128(&reader) == 0);
		unit_status(reader.status, KEFU_E_CORRUPT);
	}
	reader = reading(wide, sizeof wide); /* 129 bits */
	ck_assert(codec_get_u128(&reader) == 0);
	unit_status(reader.status, KEFU_E_CORRUPT);
	reader = reading(wide, 0);
	ck_assert_uint_eq(codec_get_u8(&reader), 0);
	unit_status(reader.status, KEFU_E_CORRUPT);
}
END_TEST

START_TEST(counts_are_bounded_by_what_is_there)
{
	static const uint8_t bytes[] = {4, 'a', 'b', 'c', 'd'};
	struct codec_reader reader = reading(bytes, sizeof bytes), nested;
	size_t size;

	ck_assert_uint_eq(codec_get_count(&reader, 2), 0);
	unit_status(reader.status, KEFU_E_CORRUPT);
	reader = reading(bytes, sizeof bytes);
	ck_assert_uint_eq(codec_get_count(&reader, 1), 4);
	unit_ok(reader.status);
	reader = reading(bytes, sizeof bytes);
	ck_assert_ptr_eq(codec_get_text(&reader, &size), bytes + 1);
	ck_assert_uint_eq(size, 4);
	unit_ok(codec_finish(&reader));
	reader = reading(bytes, sizeof bytes - 1);
	ck_assert_ptr_null(codec_get_text(&reader, &size));
	unit_status(reader.status, KEFU_E_CORRUPT);
	reader = reading(bytes, sizeof bytes);
	ck_assert_ptr_null(codec_get_bytes(&reader, 6));
	unit_status(reader.status, KEFU_E_CORRUPT);
	reader = reading(bytes, sizeof bytes);
	nested = codec_get_nested(&reader);
	ck_assert_uint_eq(codec_left(&nested), 4);
	ck_assert_uint_eq(codec_get_bounded(&nested, 'a'), 'a');
	ck_assert_uint_eq(codec_get_bounded(&nested, 'a'), 0);
	unit_status(codec_finish(&nested), KEFU_E_CORRUPT);
	unit_ok(codec_finish(&reader));
	reader = reading(bytes, 2);
	nested = codec_get_nested(&reader);
	unit_status(codec_finish(&nested), KEFU_E_CORRUPT);
	reader = reading(bytes, sizeof bytes);
	unit_status(codec_finish(&reader), KEFU_E_CORRUPT); /* left over */
}
END_TEST

/* Two sections, the second optional and long enough for a length of two bytes. */
static int32_t sample(void *buffer, size_t capacity, size_t *size)
{
	struct codec_writer writer;
	size_t mark;
	int i;
	int32_t status = codec_begin(&writer, buffer, capacity, size, CODEC_RATE, 3);

	if (status != KEFU_OK)
		return status;
	mark = codec_section_begin(&writer, 1, CODEC_REQUIRED);
	codec_put_u64(&writer, 300);
	codec_put_text(&writer, "kefu", 4);
	codec_section_end(&writer, mark);
	mark = codec_section_begin(&writer, 7, CODEC_OPTIONAL);
	for (i = 0; i < 200; i++)
		codec_put_u8(&writer, (uint8_t)i);
	codec_section_end(&writer, mark);
	return codec_end(&writer, size);
}

START_TEST(frame_has_the_written_bytes)
{
	static const uint8_t head[] = {'k', 'e', 'f', 'u', 3, 3, 1, 1, 7, 0xac, 0x02, 4,
	                               'k', 'e', 'f', 'u', 7, 0, 0xc8, 0x01, 0, 1, 2};
	uint8_t bytes[256];
	size_t size;

	unit_ok(sample(bytes, sizeof bytes, &size));
	ck_assert_mem_eq(bytes, head, sizeof head);
	ck_assert_uint_eq(size, 20 + 200 + 1 + 4);
	ck_assert_uint_eq(bytes[220], 0);
}
END_TEST

START_TEST(writer_tells_the_size_whatever_the_room)
{
	uint8_t bytes[256], whole[256];
	size_t size = 0, needed, capacity;

	unit_ok(sample(NULL, 0, &needed));
	unit_ok(sample(whole, sizeof whole, &size));
	ck_assert_uint_eq(size, needed);
	for (capacity = 0; capacity < needed; capacity++) {
		memset(bytes, 0xEE, sizeof bytes);
		size = 0;
		unit_status(sample(bytes, capacity, &size), KEFU_E_SIZE);
		ck_assert_uint_eq(size, needed);
		ck_assert_uint_eq(bytes[capacity], 0xEE);
	}
	memset(bytes, 0xEE, sizeof bytes);
	unit_ok(sample(bytes, needed, &size));
	ck_assert_mem_eq(bytes, whole, needed);
	ck_assert_uint_eq(bytes[needed], 0xEE);
	unit_status(sample(bytes, needed, NULL), KEFU_E_NULL);
	unit_status(sample(NULL, 5, &size), KEFU_E_NULL);
}
END_TEST

START_TEST(reader_finds_what_was_written)
{
	uint8_t bytes[256];
	struct codec_reader reader;
	struct codec_section section;
	uint32_t version = 0;
	size_t size, length;

	unit_ok(sample(bytes, sizeof bytes, &size));
	unit_ok(codec_open(&reader, bytes, size, CODEC_RATE, 3, &version));
	ck_assert_uint_eq(version, 3);
	ck_assert(codec_next(&reader, &section));
	ck_assert_uint_eq(section.id, 1);
	unit_status(codec_skip(&section), KEFU_E_NEWER);
	ck_assert_uint_eq(codec_get_u64(&section.body), 300);
	ck_assert_mem_eq(codec_get_text(&section.body, &length), "kefu", 4);
	unit_ok(codec_finish(&section.body));
	ck_assert(codec_next(&reader, &section));
	ck_assert_uint_eq(section.id, 7);
	ck_assert_uint_eq(codec_left(&section.body), 200);
	unit_ok(codec_skip(&section));
	ck_assert(!codec_next(&reader, &section));
	unit_ok(codec_finish(&reader));
}
END_TEST

START_TEST(damage_is_noticed)
{
	uint8_t bytes[257], *exact;
	struct codec_reader reader;
	uint32_t version;
	size_t size, i;
	int bit;

	unit_ok(sample(bytes, sizeof bytes, &size));
	for (i = 0; i < size; i++) {
		exact = malloc(i + 1);
		memcpy(exact, bytes, i);
		unit_status(codec_open(&reader, exact, i, CODEC_RATE, 3, &version), KEFU_E_TRUNCATED);
		free(exact);
		for (bit = 0; bit < 8; bit++) {
			int32_t status;

			bytes[i] = (uint8_t)(bytes[i] ^ 1 << bit);
			status = codec_open(&reader, bytes, size, CODEC_RATE, 3, &version);
			ck_assert(status == KEFU_E_CORRUPT || status == KEFU_E_TRUNCATED);
			bytes[i] = (uint8_t)(bytes[i] ^ 1 << bit);
		}
	}
	bytes[size] = 0;
	unit_status(codec_open(&reader, bytes, size + 1, CODEC_RATE, 3, &version), KEFU_E_CORRUPT);
	unit_status(codec_open(&reader, bytes, size, CODEC_NPS, 3, &version), KEFU_E_TYPE);
	unit_status(codec_open(&reader, bytes, size, CODEC_RATE, 2, &version), KEFU_E_NEWER);
	unit_status(codec_open(&reader, NULL, 5, CODEC_RATE, 3, &version), KEFU_E_NULL);
	unit_status(codec_open(&reader, NULL, 0, CODEC_RATE, 3, &version), KEFU_E_TRUNCATED);
}
END_TEST

static int32_t open_with(uint32_t version, uint32_t first, uint32_t second)
{
	uint8_t bytes[64];
	struct codec_writer writer;
	struct codec_reader reader;
	size_t size = 0;

	unit_ok(codec_begin(&writer, bytes, sizeof bytes, &size, CODEC_RATE, version));
	codec_section_end(&writer, codec_section_begin(&writer, first, CODEC_REQUIRED));
	codec_section_end(&writer, codec_section_begin(&writer, second, CODEC_REQUIRED));
	unit_ok(codec_end(&writer, &size));
	return codec_open(&reader, bytes, size, CODEC_RATE, 1, &version);
}

START_TEST(sections_rise_and_versions_start_at_one)
{
	unit_ok(open_with(1, 1, 2));
	unit_ok(open_with(1, 1, UINT32_MAX));
	unit_status(open_with(1, 2, 1), KEFU_E_CORRUPT);
	unit_status(open_with(1, 2, 2), KEFU_E_CORRUPT);
	unit_status(open_with(0, 1, 2), KEFU_E_CORRUPT);
}
END_TEST

START_TEST(checked_arithmetic_refuses_what_does_not_fit)
{
	int64_t i = 7;
	uint128 unsigned_wide = 7;

	ck_assert(!int64_add(INT64_MAX, 1, &i) && !int64_add(INT64_MIN, -1, &i) && i == 7);
	ck_assert(int64_add(-3, 5, &i) && i == 2);
	ck_assert(!uint128_mul(UINT128_MAX_VALUE, 2, &unsigned_wide) && unsigned_wide == 7);
	ck_assert(uint128_mul(UINT64_MAX, 2, &unsigned_wide) && unsigned_wide == (uint128)UINT64_MAX * 2);
	ck_assert_int_eq(int128_saturated(INT128_MAX_VALUE), INT64_MAX);
	ck_assert_int_eq(int128_saturated(INT128_MIN_VALUE), INT64_MIN);
	ck_assert_int_eq(int128_saturated(-5), -5);
	ck_assert_int_eq(uint128_saturated(UINT128_MAX_VALUE), INT64_MAX);
	ck_assert_int_eq(uint128_saturated(5), 5);
}
END_TEST

START_TEST(columns_need_no_alignment)
{
	uint8_t bytes[40];
	int64_t value = -5;
	uint32_t small = 70000;

	memcpy(bytes + 1 + 2 * 11, &value, sizeof value);
	ck_assert_int_eq(column_int64(bytes + 1, 11, 2), -5);
	ck_assert_int_eq(column_int64(bytes + 1 + 2 * 11 + 5, -5, 1), -5);
	ck_assert_uint_eq(column_uint64(bytes + 1, 11, 2), (uint64_t)-5);
	memcpy(bytes + 3, &small, sizeof small);
	ck_assert_uint_eq(column_uint32(bytes + 3, 0, 9), 70000);
}
END_TEST

UNIT_MAIN("codec", checksum_is_crc32c, numbers_come_back, widest_numbers_come_back,
          other_spellings_are_refused, counts_are_bounded_by_what_is_there,
          frame_has_the_written_bytes, writer_tells_the_size_whatever_the_room,
          reader_finds_what_was_written, damage_is_noticed,
          sections_rise_and_versions_start_at_one, checked_arithmetic_refuses_what_does_not_fit,
          columns_need_no_alignment)
