/* Hash tables of 32-bit numbers: open addressing over 8-byte slots that hold
 * a tag (the hash) and the number plus 1, so that looking on, growing and
 * most misses never touch what the numbers stand for. */
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include "base/int128.h"
#include "base/memory.h"

/* Both halves of a 128-bit product: one multiplication mixes all bits. */
static inline uint64_t hash_mix(uint64_t x)
{
	uint128 product = (uint128)(x ^ UINT64_C(0x243F6A8885A308D3)) *
	                  UINT64_C(0x9E3779B97F4A7C15);

	return (uint64_t)product ^ (uint64_t)(product >> 64);
}

struct hash_index {
	uint64_t *slots;  /* tag << 32 | number + 1; 0 is free */
	size_t slot_count; /* a power of two, or 0 */
	size_t used;
	uint32_t shift;   /* 32 - log2(slot_count): a tag's home is tag >> shift */
};

#define HASH_NONE UINT32_MAX

static inline size_t hash_home(const struct hash_index *index, uint32_t tag)
{
	return (size_t)((uint64_t)tag >> index->shift);
}

/* What a search for the tag touches first, for a prefetch. It is the caller who
 * prefetches: a function that does nothing else looks to the compiler as if
 * it did nothing at all, and goes. The index must have slots. */
static inline const uint64_t *hash_slot(const struct hash_index *index, uint32_t tag)
{
	return &index->slots[hash_home(index, tag)];
}

/* Walks the numbers whose tag is this one. Begin with *at = hash_home();
 * HASH_NONE ends the walk. The index must have slots. */
static inline uint32_t hash_next(const struct hash_index *index, uint32_t tag, size_t *at)
{
	for (;;) {
		uint64_t slot = index->slots[*at];

		*at = (*at + 1) & (index->slot_count - 1);
		if (slot == 0)
			return HASH_NONE;
		if ((uint32_t)(slot >> 32) == tag)
			return (uint32_t)slot - 1;
	}
}

/* The first number with the tag, or HASH_NONE. Most searches end at the first
 * two slots, at which of them nobody could foresee: no branch between them.
 * The index must have slots. */
static inline uint32_t hash_first(const struct hash_index *index, uint32_t tag)
{
	size_t at = hash_home(index, tag);
	uint64_t first = index->slots[at];
	uint64_t second = index->slots[(at + 1) & (index->slot_count - 1)];
	uint32_t in_first = (uint32_t)first & (0u - (uint32_t)(first >> 32 == tag));
	uint32_t in_second = (uint32_t)second & (0u - (uint32_t)(second >> 32 == tag)) &
	                     (0u - (uint32_t)((first != 0) & (in_first == 0)));

	if (((in_first | in_second) != 0) | (first == 0) | (second == 0))
		return (in_first | in_second) - 1;
	at = (at + 2) & (index->slot_count - 1);
	return hash_next(index, tag, &at);
}

/* Room for one more; KEFU_E_NOMEM leaves the index as it was. */
static inline int32_t hash_reserve(struct hash_index *index, const kefu_allocator *allocator)
{
	size_t count = index->slot_count != 0 ? index->slot_count * 2 : 16;
	uint64_t *old = index->slots;
	uint64_t *slots;
	size_t i, at;

	if ((index->used + 1) * 4 <= index->slot_count * 3)
		return KEFU_OK;
	slots = memory_get_zeroed(allocator, count * sizeof *slots);
	if (slots == NULL)
		return KEFU_E_NOMEM;
	index->slots = slots;
	index->shift = old != NULL ? index->shift - 1 : 28;
	for (i = 0; i < index->slot_count; i++) {
		if (old[i] == 0)
			continue;
		at = hash_home(index, (uint32_t)(old[i] >> 32));
		while (slots[at] != 0)
			at = (at + 1) & (count - 1);
		slots[at] = old[i];
	}
	memory_put(allocator, old, index->slot_count * sizeof *old);
	index->slot_count = count;
	return KEFU_OK;
}

/* Slots for `count`, as many as if they had come one by one, in an index that has none
 * yet; whatever is in them. KEFU_E_NOMEM leaves it as it was. */
static inline int32_t hash_get(struct hash_index *index, const kefu_allocator *allocator,
                               size_t count)
{
	size_t slots = 16;
	uint32_t shift = 28;

	for (; count > slots / 4 * 3 && shift != 0; shift--)
		slots *= 2;
	index->slots = memory_get(allocator, slots * sizeof *index->slots);
	if (index->slots == NULL)
		return KEFU_E_NOMEM;
	index->slot_count = slots;
	index->shift = shift;
	return KEFU_OK;
}

/* After hash_reserve(): at the free slot where a walk that found nothing
 * ended, one before its `at`. */
static inline void hash_put(struct hash_index *index, uint32_t tag, uint32_t number, size_t at)
{
	index->slots[(at - 1) & (index->slot_count - 1)] = (uint64_t)tag << 32 | (number + 1);
	index->used++;
}

/* Sorts items, tag << 32 | number, by the first `bits` of their tags, stable; from
 * 1 to 32. Returns where the result is: in `items` or in `spare`. Fewer than 2^32. */
uint64_t *hash_sort(uint64_t *items, uint64_t *spare, size_t count, unsigned bits);
/* An index of all these items, which are different, out of one that has no slots yet.
 * Quick if they are sorted by the first bits of their tags. KEFU_E_NOMEM. */
int32_t hash_fill(struct hash_index *index, const kefu_allocator *allocator,
                  const uint64_t *items, size_t count);

/* Takes out a number that is there under the tag. What came to stand behind it
 * moves up, so that no walk ends too early. */
static inline void hash_remove(struct hash_index *index, uint32_t tag, uint32_t number)
{
	size_t mask = index->slot_count - 1, at = hash_home(index, tag), hole;

	while (index->slots[at] != ((uint64_t)tag << 32 | (number + 1)))
		at = (at + 1) & mask;
	hole = at;
	for (at = (at + 1) & mask; index->slots[at] != 0; at = (at + 1) & mask) {
		size_t home = hash_home(index, (uint32_t)(index->slots[at] >> 32));

		if (((at - home) & mask) >= ((at - hole) & mask)) {
			index->slots[hole] = index->slots[at];
			hole = at;
		}
	}
	index->slots[hole] = 0;
	index->used--;
}

static inline void hash_release(struct hash_index *index, const kefu_allocator *allocator)
{
	memory_put(allocator, index->slots, index->slot_count * sizeof *index->slots);
}

#endif
