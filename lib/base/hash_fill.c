/* A hash index of many numbers at once, in the order of the table. */
#include <string.h>

#include "base/hash.h"

#define DIGIT_MOST 8u /* bits: so many places to write to stay in the cache */

static void sort_digit(const uint64_t *from, uint64_t *to, size_t count, unsigned shift,
                       unsigned bits)
{
	uint32_t places[1u << DIGIT_MOST], sum = 0;
	const uint64_t mask = (UINT64_C(1) << bits) - 1;
	size_t i;

	memset(places, 0, sizeof *places << bits);
	for (i = 0; i < count; i++)
		places[from[i] >> shift & mask]++;
	for (i = 0; i <= mask; i++) {
		uint32_t here = places[i];

		places[i] = sum;
		sum += here;
	}
	for (i = 0; i < count; i++)
		to[places[from[i] >> shift & mask]++] = from[i];
}

uint64_t *hash_sort(uint64_t *items, uint64_t *spare, size_t count, unsigned bits)
{
	unsigned digits = (bits + DIGIT_MOST - 1) / DIGIT_MOST, shift = 64 - bits;

	for (; digits != 0; digits--) {
		unsigned some = (64 - shift) / digits;
		uint64_t *sorted = spare;

		sort_digit(items, sorted, count, shift, some);
		shift += some;
		spare = items;
		items = sorted;
	}
	return items;
}

/* So many slots are made free at once: while they are in the cache. */
#define SLOTS_AHEAD 1024u

/* From `free` on, to some behind `at`; returns where the next ones begin. */
static size_t free_slots(const struct hash_index *index, size_t free, size_t at)
{
	size_t end = index->slot_count - at > 2 * SLOTS_AHEAD ? at + 2 * SLOTS_AHEAD : index->slot_count;

	memset(index->slots + free, 0, (end - free) * sizeof *index->slots);
	return end;
}

int32_t hash_fill(struct hash_index *index, const kefu_allocator *allocator,
                  const uint64_t *items, size_t count)
{
	size_t i, free = 0;

	if (hash_get(index, allocator, count) != KEFU_OK)
		return KEFU_E_NOMEM;
	for (i = 0; i < count; i++) {
		size_t at = hash_home(index, (uint32_t)(items[i] >> 32));

		if (free < at + SLOTS_AHEAD && free != index->slot_count)
			free = free_slots(index, free, at);
		/* The first slot is free or not, nobody could foresee it: no branch. */
		at = (at + (index->slots[at] != 0)) & (index->slot_count - 1);
		while (index->slots[at] != 0) {
			at = (at + 1) & (index->slot_count - 1);
			if (at == free)
				free = free_slots(index, free, at);
		}
		index->slots[at] = items[i] + 1;
	}
	memset(index->slots + free, 0, (index->slot_count - free) * sizeof *index->slots);
	index->used = count;
	return KEFU_OK;
}
