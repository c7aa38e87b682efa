#include <stdio.h>

#include "base/text.h"
#include "unit.h"

static void table_make(struct text_table *table, kefu_allocator *allocator, unit_fuse *fuse)
{
	memset(fuse, 0, sizeof *fuse);
	fuse->nth = -1;
	*allocator = unit_allocator(fuse);
	text_table_init(table, allocator);
}

START_TEST(the_same_text_has_the_same_id)
{
	unit_fuse fuse;
	kefu_allocator allocator;
	struct text_table table;
	uint64_t first, again, other;
	size_t length;

	table_make(&table, &allocator, &fuse);
	ck_assert_uint_eq(text_find(&table, "li", 2), 0);
	unit_ok(text_intern(&table, "li", 2, &first));
	unit_ok(text_intern(&table, "wang", 4, &other));
	unit_ok(text_intern(&table, "li", 2, &again));
	ck_assert_uint_eq(first, again);
	ck_assert_uint_ne(first, other);
	ck_assert(first & TEXT_ID_BIT);
	ck_assert_uint_eq(text_find(&table, "wang", 4), other);
	ck_assert_uint_eq(text_find(&table, "wan", 3), 0);
	ck_assert_uint_eq(text_find(&table, "", 0), 0);
	ck_assert_mem_eq(text_of(&table, other, &length), "wang", 4);
	ck_assert_uint_eq(length, 4);
	ck_assert_uint_eq(text_table_bytes(&table), fuse.live_bytes);
	text_table_release(&table);
	ck_assert_int_eq(fuse.live, 0);
}
END_TEST

START_TEST(many_texts_stay_apart)
{
	unit_fuse fuse;
	kefu_allocator allocator;
	struct text_table table;
	uint64_t id;
	int i;

	table_make(&table, &allocator, &fuse);
	for (i = 0; i < 20000; i++) {
		char text[24];
		size_t length = (size_t)snprintf(text, sizeof text, "customer-%d", i);

		unit_ok(text_intern(&table, text, length, &id));
		ck_assert_uint_eq(id, TEXT_ID_BIT | (uint64_t)(i + 1));
	}
	for (i = 0; i < 20000; i++) {
		char text[24];
		size_t length = (size_t)snprintf(text, sizeof text, "customer-%d", i), held;

		ck_assert_uint_eq(text_find(&table, text, length), TEXT_ID_BIT | (uint64_t)(i + 1));
		ck_assert_mem_eq(text_of(&table, TEXT_ID_BIT | (uint64_t)(i + 1), &held), text, length);
		ck_assert_uint_eq(held, length);
	}
	text_table_release(&table);
}
END_TEST

START_TEST(length_and_content_are_checked)
{
	unit_fuse fuse;
	kefu_allocator allocator;
	struct text_table table;
	char text[256];
	uint64_t id = 77;

	table_make(&table, &allocator, &fuse);
	memset(text, 'a', sizeof text);
	unit_status(text_intern(&table, text, 0, &id), KEFU_E_MISSING);
	unit_status(text_intern(&table, text, 256, &id), KEFU_E_ID_LONG);
	unit_status(text_intern(&table, "a\nb", 3, &id), KEFU_E_UTF8);
	ck_assert_uint_eq(id, 77);
	ck_assert_int_eq(fuse.seen, 0);
	unit_ok(text_intern(&table, text, 255, &id));
	text_table_release(&table);
}
END_TEST

static const struct {
	const char *text;
	int clean;
} samples[] = {
	{"plain", 1}, {" ~", 1}, {"\x1F", 0}, {"\x7F", 0}, {"\xC2\x80", 0}, {"\xC2\x9F", 0},
	{"\xC2\xA0", 1}, {"\xE5\xAE\xA2\xE6\x9C\x8D", 1}, {"\xF0\x9F\x98\x80", 1},
	{"\x80", 0}, {"\xC1\xBF", 0}, {"\xC0\x80", 0}, {"\xDF\xBF", 1}, {"\xDF", 0},
	{"\xE0\x9F\xBF", 0}, {"\xE0\xA0\x80", 1}, {"\xED\x9F\xBF", 1}, {"\xED\xA0\x80", 0},
	{"\xED\xBF\xBF", 0}, {"\xEE\x80\x80", 1}, {"\xEF\xBF\xBF", 1}, {"\xF0\x8F\xBF\xBF", 0},
	{"\xF0\x90\x80\x80", 1}, {"\xF4\x8F\xBF\xBF", 1}, {"\xF4\x90\x80\x80", 0},
	{"\xF5\x80\x80\x80", 0}, {"\xFF", 0}, {"\xE5\xAE", 0}, {"\xE5\x41\xA2", 0},
	{"\xF0\x9F\x98", 0}, {"a\xC3", 0}, {"a\xC3\x28", 0},
};

START_TEST(only_clean_utf8_passes)
{
	size_t i;

	for (i = 0; i < sizeof samples / sizeof samples[0]; i++)
		ck_assert_msg(text_is_clean(samples[i].text, strlen(samples[i].text)) == samples[i].clean,
		              "sample %zu", i);
	ck_assert(!text_is_clean("a\0b", 3));
	ck_assert(text_is_clean("", 0));
}
END_TEST

START_TEST(ids_sort_none_numbers_texts)
{
	unit_fuse fuse;
	kefu_allocator allocator;
	struct text_table table;
	uint64_t b, a, ab;

	table_make(&table, &allocator, &fuse);
	unit_ok(text_intern(&table, "b", 1, &b));
	unit_ok(text_intern(&table, "ab", 2, &ab));
	unit_ok(text_intern(&table, "a", 1, &a));
	ck_assert_int_lt(text_compare(&table, 0, 1), 0);
	ck_assert_int_lt(text_compare(&table, 9, 10), 0);
	ck_assert_int_gt(text_compare(&table, 10, 9), 0);
	ck_assert_int_eq(text_compare(&table, 9, 9), 0);
	ck_assert_int_lt(text_compare(&table, TEXT_ID_BIT - 1, a), 0);
	ck_assert_int_gt(text_compare(&table, a, 5), 0);
	ck_assert_int_lt(text_compare(&table, a, ab), 0);
	ck_assert_int_gt(text_compare(&table, ab, a), 0);
	ck_assert_int_lt(text_compare(&table, ab, b), 0);
	ck_assert_int_eq(text_compare(&table, b, b), 0);
	text_table_release(&table);
}
END_TEST

START_TEST(foreign_ids_are_told)
{
	unit_fuse fuse;
	kefu_allocator allocator;
	struct text_table table;
	uint64_t id;

	table_make(&table, &allocator, &fuse);
	ck_assert(text_id_known(&table, 0));
	ck_assert(text_id_known(&table, 42));
	ck_assert(!text_id_known(&table, TEXT_ID_BIT));
	ck_assert(!text_id_known(&table, TEXT_ID_BIT | 1));
	unit_ok(text_intern(&table, "x", 1, &id));
	ck_assert(text_id_known(&table, id));
	ck_assert(!text_id_known(&table, id + 1));
	ck_assert(!text_id_known(&table, UINT64_MAX));
	text_table_release(&table);
}
END_TEST

/* 30 texts make every array grow; a failed call changes nothing. */
static int32_t intern_some(const kefu_allocator *allocator)
{
	struct text_table table;
	int32_t status = KEFU_OK;
	int i;

	text_table_init(&table, allocator);
	for (i = 0; i < 30 && status == KEFU_OK; i++) {
		char text[2] = {(char)('A' + i), 'x'};
		size_t count = table.count, used = table.bytes_used;
		uint64_t id = 5;

		status = text_intern(&table, text, 2, &id);
		if (status != KEFU_OK) {
			ck_assert_uint_eq(id, 5);
			ck_assert_uint_eq(table.count, count);
			ck_assert_uint_eq(table.bytes_used, used);
			ck_assert_uint_eq(text_find(&table, text, 2), 0);
			if (count > 0)
				ck_assert_uint_eq(text_find(&table, "Ax", 2), TEXT_ID_BIT | 1);
			if (text_intern(&table, text, 2, &id) == KEFU_OK)
				ck_assert_uint_eq(text_find(&table, text, 2), TEXT_ID_BIT | table.count);
		}
	}
	text_table_release(&table);
	return status;
}

START_TEST(no_memory_changes_nothing)
{
	unit_sweep(intern_some, 10);
}
END_TEST

UNIT_MAIN("text", the_same_text_has_the_same_id, many_texts_stay_apart,
          length_and_content_are_checked, only_clean_utf8_passes, ids_sort_none_numbers_texts,
          foreign_ids_are_told, no_memory_changes_nothing)
