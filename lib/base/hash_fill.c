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

void hash_fill(struct hash_index *index, const uint64_t *items, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++) {
		size_t at = hash_home(index, (uint32_t)(items[i] >> 32));

		while (index->slots[at] != 0)
			at = (at + 1) & (index->slot_count - 1);
		index->slots[at] = items[i] + 1;
	}
	index->used += count;
}
