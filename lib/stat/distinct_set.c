/* Exact while few: the table. Then: registers that keep the longest run of
 * zeros seen in a share of all hashes. */
#include <string.h>

#include "base/column.h"
#include "base/memory.h"
#include "stat/distinct.h"

#define BITS_LEAST 3

static size_t table_size(unsigned bits)
{
	return bits == 0 ? 0 : sizeof(uint64_t) << bits;
}

size_t distinct_memory(const struct distinct *distinct)
{
	return distinct->is_sketch ? DISTINCT_REGISTERS : table_size(distinct->bits);
}

void distinct_release(struct distinct *distinct, const kefu_allocator *allocator)
{
	uint8_t precision = distinct->precision;

	memory_put(allocator, distinct->store, distinct_memory(distinct));
	memset(distinct, 0, sizeof *distinct);
	distinct->precision = precision;
}

static uint64_t total(const struct distinct *distinct)
{
	return distinct->count + distinct->has_zero;
}

/* How far a hash at a slot is from where it would like to be. */
static uint64_t displaced(uint64_t hash, uint64_t slot, unsigned bits)
{
	return (slot - (hash >> (64 - bits))) & (((uint64_t)1 << bits) - 1);
}

/* Where a hash is, or belongs. Slots are ordered by home, then by hash. */
static uint64_t find(const struct distinct *distinct, uint64_t hash, bool *found)
{
	const uint64_t *slots = distinct->store;
	unsigned bits = distinct->bits;
	uint64_t mask = ((uint64_t)1 << bits) - 1, slot = hash >> (64 - bits), distance = 0;

	for (;; slot = (slot + 1) & mask, distance++) {
		uint64_t other = slots[slot], away;

		if (other == hash || other == 0)
			break;
		away = displaced(other, slot, bits);
		if (away < distance || (away == distance && other > hash))
			break;
	}
	*found = slots[slot] == hash;
	return slot;
}

/* There is a free slot. */
static void put(struct distinct *distinct, uint64_t hash)
{
	uint64_t *slots = distinct->store;
	uint64_t mask = ((uint64_t)1 << distinct->bits) - 1, slot;
	bool found;

	if (hash == 0) {
		distinct->has_zero = true;
		return;
	}
	slot = find(distinct, hash, &found);
	if (found)
		return;
	while (hash != 0) { /* those behind it move on by one */
		uint64_t next = slots[slot];

		slots[slot] = hash;
		hash = next;
		slot = (slot + 1) & mask;
	}
	distinct->count++;
}

bool distinct_next(const struct distinct *distinct, struct distinct_walk *walk, uint64_t *hash)
{
	const uint64_t *slots = distinct->store;
	uint64_t size, mask, wrapped = 0;

	if (!walk->begun) {
		walk->begun = true;
		if (distinct->has_zero) {
			*hash = 0;
			return true;
		}
	}
	if (distinct->count == 0)
		return false;
	size = (uint64_t)1 << distinct->bits;
	mask = size - 1;
	/* Those that ran over the end stand first and come last. */
	while (slots[wrapped] != 0 && displaced(slots[wrapped], wrapped, distinct->bits) > wrapped)
		wrapped++;
	while (walk->seen < size) {
		uint64_t other = slots[(walk->seen++ + wrapped) & mask];

		if (other != 0) {
			*hash = other;
			return true;
		}
	}
	return false;
}

int32_t distinct_reserve(struct distinct *distinct, const kefu_allocator *allocator,
                         uint64_t count)
{
	struct distinct larger = *distinct;
	uint64_t i, size = distinct->bits == 0 ? 0 : (uint64_t)1 << distinct->bits;
	const uint64_t *slots = distinct->store;

	if (larger.bits == 0)
		larger.bits = BITS_LEAST;
	while (count > ((uint64_t)3 << larger.bits) / 4) {
		if (++larger.bits > 48)
			return KEFU_E_NOMEM;
	}
	if (larger.bits == distinct->bits)
		return KEFU_OK;
	larger.store = memory_get_zeroed(allocator, table_size(larger.bits));
	if (larger.store == NULL)
		return KEFU_E_NOMEM;
	larger.count = 0;
	for (i = 0; i < size; i++)
		if (slots[i] != 0)
			put(&larger, slots[i]);
	memory_put(allocator, distinct->store, table_size(distinct->bits));
	*distinct = larger;
	return KEFU_OK;
}

static void register_all(uint8_t *registers, const struct distinct *distinct)
{
	const uint64_t *slots = distinct->store;
	uint64_t i, size = distinct->bits == 0 ? 0 : (uint64_t)1 << distinct->bits;

	for (i = 0; i < size; i++)
		if (slots[i] != 0)
			distinct_register(registers, slots[i]);
	if (distinct->has_zero)
		distinct_register(registers, 0);
}

/* The registers take over from the table. */
static void become_sketch(struct distinct *distinct, const kefu_allocator *allocator,
                          uint8_t *registers)
{
	register_all(registers, distinct);
	distinct_release(distinct, allocator);
	distinct->store = registers;
	distinct->is_sketch = true;
}

static bool keeps_all(const struct distinct *distinct)
{
	return distinct->precision == KEFU_DISTINCT_EXACT;
}

int32_t distinct_add_hash(struct distinct *distinct, const kefu_allocator *allocator,
                          uint64_t hash)
{
	bool found = false;

	if (distinct->is_sketch) {
		distinct_register(distinct->store, hash);
		return KEFU_OK;
	}
	if (hash == 0)
		found = distinct->has_zero;
	else if (distinct->bits != 0)
		(void)find(distinct, hash, &found);
	if (found)
		return KEFU_OK;
	if (!keeps_all(distinct) && total(distinct) == DISTINCT_EXACT_MOST) {
		uint8_t *registers = memory_get_zeroed(allocator, DISTINCT_REGISTERS);

		if (registers == NULL)
			return KEFU_E_NOMEM;
		become_sketch(distinct, allocator, registers);
		distinct_register(distinct->store, hash);
		return KEFU_OK;
	}
	if (hash != 0) {
		int32_t status = distinct_reserve(distinct, allocator, distinct->count + 1);

		if (status != KEFU_OK)
			return status;
	}
	put(distinct, hash);
	return KEFU_OK;
}

static void register_column(uint8_t *registers, const void *keys, ptrdiff_t stride, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++)
		distinct_register(registers, distinct_hash_number(column_uint64(keys, stride, i)));
}

/* Keys that may not find room: gathered first in a set of their own, which is
 * then merged in one step that fails before it changes anything. */
static int32_t add_apart(struct distinct *distinct, const kefu_allocator *allocator,
                         const void *keys, ptrdiff_t stride, size_t count)
{
	struct distinct apart;
	int32_t status = KEFU_OK;
	size_t i;

	memset(&apart, 0, sizeof apart);
	apart.precision = distinct->precision;
	for (i = 0; i < count && status == KEFU_OK; i++) {
		if (apart.is_sketch) {
			register_column(apart.store, column_at(keys, stride, i), stride, count - i);
			break;
		}
		status = distinct_add_hash(&apart, allocator,
		                           distinct_hash_number(column_uint64(keys, stride, i)));
	}
	if (status == KEFU_OK)
		status = distinct_merge(distinct, allocator, &apart);
	distinct_release(&apart, allocator);
	return status;
}

int32_t distinct_add_many(struct distinct *distinct, const kefu_allocator *allocator,
                          const void *keys, ptrdiff_t stride, size_t count)
{
	size_t i;

	if (distinct->is_sketch) {
		if (stride == (ptrdiff_t)sizeof(uint64_t))
			register_column(distinct->store, keys, sizeof(uint64_t), count);
		else
			register_column(distinct->store, keys, stride, count);
		return KEFU_OK;
	}
	if (count > ((uint64_t)3 << distinct->bits) / 4 - distinct->count ||
	    (!keeps_all(distinct) && count > DISTINCT_EXACT_MOST - total(distinct)) ||
	    distinct->bits == 0)
		return add_apart(distinct, allocator, keys, stride, count);
	for (i = 0; i < count; i++)
		put(distinct, distinct_hash_number(column_uint64(keys, stride, i)));
	return KEFU_OK;
}

static uint64_t union_size(const struct distinct *a, const struct distinct *b)
{
	const uint64_t *slots = b->store;
	uint64_t size = b->bits == 0 ? 0 : (uint64_t)1 << b->bits, i, count = a->count;

	if (a->bits == 0)
		return b->count;
	for (i = 0; i < size; i++) {
		bool found = true;

		if (slots[i] != 0)
			(void)find(a, slots[i], &found);
		count += !found;
	}
	return count;
}

int32_t distinct_merge(struct distinct *distinct, const kefu_allocator *allocator,
                       const struct distinct *other)
{
	const uint64_t *slots = other->store;
	const uint8_t *from = other->store;
	uint8_t *registers;
	uint64_t size, i;
	bool sketch = distinct->is_sketch || other->is_sketch;
	int32_t status;

	if (distinct == other)
		return KEFU_OK;
	if (!sketch) {
		uint64_t count = union_size(distinct, other);

		sketch = !keeps_all(distinct) &&
		         count + (distinct->has_zero || other->has_zero) > DISTINCT_EXACT_MOST;
		if (!sketch) {
			status = count == 0 ? KEFU_OK : distinct_reserve(distinct, allocator, count);
			if (status != KEFU_OK)
				return status;
			size = other->bits == 0 ? 0 : (uint64_t)1 << other->bits;
			for (i = 0; i < size; i++)
				if (slots[i] != 0)
					put(distinct, slots[i]);
			distinct->has_zero = distinct->has_zero || other->has_zero;
			return KEFU_OK;
		}
	}
	if (!distinct->is_sketch) {
		registers = memory_get_zeroed(allocator, DISTINCT_REGISTERS);
		if (registers == NULL)
			return KEFU_E_NOMEM;
		become_sketch(distinct, allocator, registers);
	}
	registers = distinct->store;
	if (!other->is_sketch)
		register_all(registers, other);
	else
		for (i = 0; i < DISTINCT_REGISTERS; i++)
			registers[i] = from[i] > registers[i] ? from[i] : registers[i];
	return KEFU_OK;
}

int32_t distinct_copy(struct distinct *copy, const kefu_allocator *allocator,
                      const struct distinct *from)
{
	struct distinct made = *from;

	if (from->store != NULL) {
		made.store = memory_get(allocator, distinct_memory(from));
		if (made.store == NULL)
			return KEFU_E_NOMEM;
		memcpy(made.store, from->store, distinct_memory(from));
	}
	*copy = made;
	return KEFU_OK;
}
