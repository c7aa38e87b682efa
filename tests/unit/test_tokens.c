/* Lists of tokens, many at once as one by one. */
#include <stdlib.h>

#include "stat/tokens.h"
#include "unit.h"

static uint64_t state = 7;

static uint32_t any(uint32_t below)
{
	state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (uint32_t)(state >> 33) % below;
}

/* Byte by byte: where tokens of at most one byte besides begin, and how many bytes
 * these take. */
static uint64_t begin_one_by_one(const uint8_t *bytes, size_t left, unsigned *length, bool *plain)
{
	size_t known = left < TOKENS_BYTES ? left : TOKENS_BYTES, at = 0;
	uint64_t begins = 0;

	*plain = true;
	while (at < known) {
		unsigned goes_on = bytes[at] >> 7, more = bytes[at] & 1;

		if (goes_on + more == 2 || at + goes_on + more >= known ||
		    (goes_on != 0 && (bytes[at + 1] == 0 || bytes[at + 1] > 127)) ||
		    (more != 0 && bytes[at + 1] > 127))
			break;
		begins |= UINT64_C(1) << at;
		at += 1 + goes_on + more;
	}
	*length = (unsigned)at;
	return begins;
}

START_TEST(many_are_as_one_by_one)
{
	int round;

	for (round = 0; round < 200000; round++) {
		uint8_t bytes[TOKENS_ROOM + 40], room[TOKENS_ROOM], *list;
		size_t left = 1 + any(100), i;
		uint32_t kind = any(5);
		unsigned length, expected_length;
		uint64_t begins, expected;
		uint32_t halves = 0, all_more = 0, added, added_more;
		bool plain, expected_plain;
		const uint8_t *at;

		for (i = 0; i < sizeof bytes; i++) {
			bytes[i] = (uint8_t)any(kind == 0 ? 256 : kind == 1 ? 3 : 128);
			if (kind == 2 && any(12) == 0)
				bytes[i] |= 128;
			if (kind == 3)
				bytes[i] |= 1;
		}
		list = malloc(left); /* so that a look beyond it is seen */
		ck_assert_ptr_nonnull(list);
		memcpy(list, bytes, left);
		at = tokens_bytes(list, left, room);
		begins = tokens_begin(at, left, &length, &plain);
		expected = begin_one_by_one(list, left, &expected_length, &expected_plain);
		ck_assert_uint_eq(length, expected_length);
		ck_assert_uint_eq(begins, expected);
		ck_assert_uint_eq(tokens_add(at, begins, plain, &added, &added_more),
		                  (unsigned)__builtin_popcountll(begins));
		for (; begins != 0; begins &= begins - 1) {
			const uint8_t *token = at + __builtin_ctzll(begins);
			uint32_t itself = *token;

			if (itself >= 128) {
				ck_assert(!plain);
				itself = itself - 128 + token[1] * 128u;
			}
			ck_assert_uint_eq(token_itself(token), itself);
			ck_assert_uint_eq(token_more(token), *token % 2 != 0 ? token[1] + 1u : 0);
			halves += itself / 2;
			all_more += token_more(token);
		}
		ck_assert_uint_eq(added, halves);
		ck_assert_uint_eq(added_more, all_more);
		free(list);
	}
}
END_TEST

START_TEST(what_is_not_zero)
{
	uint16_t numbers[TOKENS_BYTES];
	uint8_t bytes[TOKENS_BYTES], narrow[32];
	int round, i;

	for (round = 0; round < 2000; round++) {
		uint64_t set = 0;

		for (i = 0; i < TOKENS_BYTES; i++) {
			numbers[i] = (uint16_t)(any(2) * (any(2) != 0 ? any(256) : any(256) << 8));
			bytes[i] = (uint8_t)(any(2) * any(256));
			set |= (uint64_t)(numbers[i] != 0) << i;
		}
		ck_assert_uint_eq(tokens_set16((const uint8_t *)numbers), set);
		for (set = 0, i = 0; i < TOKENS_BYTES; i++)
			set |= (uint64_t)(bytes[i] != 0) << i;
		ck_assert_uint_eq(TOKENS_EACH(tokens_some_set, bytes), set);
		for (i = 0; i < 32; i++)
			numbers[i] = bytes[i];
		tokens_narrow(narrow, numbers);
		ck_assert_mem_eq(narrow, bytes, sizeof narrow);
	}
}
END_TEST

UNIT_MAIN("tokens", many_are_as_one_by_one, what_is_not_zero)
