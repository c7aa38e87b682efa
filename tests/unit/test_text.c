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

static uint64_t number(struct text_table *table, int i)
{
	char text[32];
	uint64_t id;

	unit_ok(text_intern(table, text, (size_t)snprintf(text, sizeof text, "a text %d", i), &id));
	return id;
}

START_TEST(what_is_offered_and_not_named_goes)
{
	unit_fuse fuse;
	kefu_allocator allocator;
	struct text_table table;
	uint64_t gone, named, kept, taken;
	size_t length;

	table_make(&table, &allocator, &fuse);
	gone = number(&table, 0);
	named = number(&table, 1);
	kept = number(&table, 2);
	text_offer(&table, gone);
	text_offer(&table, gone);
	text_offer(&table, named);
	text_offer(&table, 0);
	text_offer(&table, 7);
	text_offer(&table, UINT64_MAX);
	ck_assert_uint_eq(table.offered, 2);
	ck_assert(!text_offers_are_many(&table));
	text_name(&table, named);
	text_name(&table, 7);
	text_name(&table, UINT64_MAX);
	text_forget_unnamed(&table);
	ck_assert(!text_id_known(&table, gone));
	ck_assert(text_id_known(&table, named));
	ck_assert(text_id_known(&table, kept));
	ck_assert_uint_eq(table.held, 2);
	ck_assert_uint_eq(text_find(&table, "a text 0", 8), 0);
	ck_assert_uint_eq(text_find(&table, "a text 1", 8), named);
	ck_assert_ptr_null(memchr(table.bytes, '0', table.bytes_used));
	text_of(&table, gone, &length);
	ck_assert_uint_eq(length, 0);
	ck_assert_uint_eq(text_id_at(&table, text_slot(gone)), 0);
	/* Guessed, before anybody was given it. */
	ck_assert(!text_id_known(&table, gone + (UINT64_C(1) << 32)));
	/* The place is taken; the old number stays stale. */
	taken = number(&table, 3);
	ck_assert_uint_eq(text_slot(taken), text_slot(gone));
	ck_assert_uint_ne(taken, gone);
	ck_assert(text_id_known(&table, taken));
	ck_assert(!text_id_known(&table, gone));
	unit_status(text_write(&table, gone, NULL, 0, &length), KEFU_E_ID);
	text_offer(&table, gone); /* is nothing */
	text_forget_unnamed(&table);
	ck_assert(text_id_known(&table, taken));
	/* What was named is offered no more. */
	text_forget_unnamed(&table);
	ck_assert(text_id_known(&table, named));
	ck_assert_uint_eq(text_table_bytes(&table), fuse.live_bytes);
	text_table_release(&table);
	ck_assert_int_eq(fuse.live, 0);
}
END_TEST

START_TEST(a_slot_without_generations_left_stays_free)
{
	unit_fuse fuse;
	kefu_allocator allocator;
	struct text_table table;
	uint64_t last, id;

	table_make(&table, &allocator, &fuse);
	text_offer(&table, number(&table, 0));
	text_forget_unnamed(&table);
	table.slots[0].generation = (TEXT_NONE - 1) | TEXT_NONE;
	last = number(&table, 1);
	ck_assert_uint_eq(last, (UINT64_MAX >> 32 << 32) | 1);
	ck_assert(text_id_known(&table, last));
	text_offer(&table, last);
	text_forget_unnamed(&table);
	ck_assert(!text_id_known(&table, last));
	id = number(&table, 2);
	ck_assert_uint_eq(id, TEXT_ID_BIT | 2);
	ck_assert(!text_id_known(&table, last));
	ck_assert(!text_id_known(&table, TEXT_ID_BIT | 1));
	text_table_release(&table);
}
END_TEST

/* Texts come and go for long: memory is that of those held, with or without
 * memory to close the ranks, and every id means what it was given for. */
static void come_and_go(int without_memory)
{
	enum { ROUNDS = 300, EACH = 200, LIVE = 2 };
	unit_fuse fuse;
	kefu_allocator allocator;
	struct text_table table, copy;
	static uint64_t ids[ROUNDS][EACH];
	size_t early = 0;
	int round, i;

	table_make(&table, &allocator, &fuse);
	for (round = 0; round < ROUNDS; round++) {
		for (i = 0; i < EACH; i++)
			ids[round][i] = number(&table, round * EACH + i);
		for (i = 0; i < EACH && round >= LIVE; i++)
			text_offer(&table, ids[round - LIVE][i]);
		ck_assert_int_eq(text_offers_are_many(&table), round >= LIVE);
		fuse.nth = without_memory && round % 2 == 0 ? fuse.seen : -1;
		fuse.stays_blown = 1;
		text_forget_unnamed(&table);
		fuse.nth = -1;
		if (round == 30)
			early = fuse.peak_bytes;
	}
	ck_assert_uint_eq(table.held, LIVE * EACH);
	ck_assert_uint_le(table.count, (LIVE + 1) * EACH);
	ck_assert_uint_le(fuse.peak_bytes, early + early / 2);
	unit_ok(text_table_copy(&table, &allocator, &copy));
	for (round = 0; round < ROUNDS; round++) {
		for (i = 0; i < EACH; i++) {
			int is_held = round >= ROUNDS - LIVE;
			size_t length, as_expected;
			char text[32];

			ck_assert_int_eq(text_id_known(&table, ids[round][i]), is_held);
			ck_assert_int_eq(text_id_known(&copy, ids[round][i]), is_held);
			if (!is_held)
				continue;
			as_expected = (size_t)snprintf(text, sizeof text, "a text %d", round * EACH + i);
			ck_assert_mem_eq(text_of(&table, ids[round][i], &length), text, as_expected);
			ck_assert_uint_eq(length, as_expected);
			ck_assert_uint_eq(text_find(&copy, text, length), ids[round][i]);
		}
	}
	ck_assert_uint_eq(number(&table, -1), number(&copy, -1));
	text_table_release(&copy);
	for (round = ROUNDS - LIVE; round < ROUNDS; round++)
		for (i = 0; i < EACH; i++)
			text_offer(&table, ids[round][i]);
	text_offer(&table, number(&table, -1));
	text_forget_unnamed(&table);
	ck_assert_uint_eq(table.held, 0);
	ck_assert_uint_eq(text_table_bytes(&table), fuse.live_bytes);
	unit_ok(text_table_copy(&table, &allocator, &copy));
	ck_assert_uint_eq(number(&table, 1), number(&copy, 1));
	text_table_release(&copy);
	text_table_release(&table);
	ck_assert_int_eq(fuse.live, 0);
}

START_TEST(texts_come_and_go)
{
	come_and_go(0);
	come_and_go(1);
}
END_TEST

UNIT_MAIN("text", the_same_text_has_the_same_id, many_texts_stay_apart,
          length_and_content_are_checked, only_clean_utf8_passes, ids_sort_none_numbers_texts,
          foreign_ids_are_told, no_memory_changes_nothing,
          what_is_offered_and_not_named_goes, a_slot_without_generations_left_stays_free,
          texts_come_and_go)
