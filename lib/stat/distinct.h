/* Sets of keys as other floors embed them, without an allocator. All bytes
 * zero is an empty sketch. The functions do not check for NULL. */
#ifndef STAT_DISTINCT_H
#define STAT_DISTINCT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/codec.h"
#include "kefu/base.h"
#include "kefu/distinct.h"

#define DISTINCT_EXACT_MOST 256u /* part of the encoding: never changes */
#define DISTINCT_REGISTER_BITS 12
#define DISTINCT_REGISTERS (1u << DISTINCT_REGISTER_BITS)
#define DISTINCT_RANKS (64 - DISTINCT_REGISTER_BITS + 1) /* the highest a register holds */

/* While exact: an open-addressed table of hashes, whose place follows from
 * their upper bits, ordered within what has been displaced, so that a walk
 * over the table is a walk in order. 0 marks a free slot and has a flag of
 * its own. */
struct distinct {
	void *store;    /* uint64_t slots, or uint8_t registers */
	uint64_t count; /* exact: slots taken */
	uint8_t bits;   /* exact: 2^bits slots; 0: none */
	uint8_t precision;
	bool has_zero;
	bool is_sketch;
};

/* A bijection: different numbers have different hashes. */
static inline uint64_t distinct_mix(uint64_t x)
{
	x ^= x >> 30;
	x *= UINT64_C(0xbf58476d1ce4e5b9);
	x ^= x >> 27;
	x *= UINT64_C(0x94d049bb133111eb);
	return x ^ x >> 31;
}

static inline uint64_t distinct_hash_number(uint64_t key)
{
	return distinct_mix(key + UINT64_C(0x9e3779b97f4a7c15));
}

static inline void distinct_register(uint8_t *registers, uint64_t hash)
{
	uint32_t at = (uint32_t)(hash >> (64 - DISTINCT_REGISTER_BITS));
	uint64_t rest = hash << DISTINCT_REGISTER_BITS | (uint64_t)1 << (DISTINCT_REGISTER_BITS - 1);
	uint8_t rank = (uint8_t)(__builtin_clzll(rest) + 1);

	if (rank > registers[at])
		registers[at] = rank;
}

void distinct_release(struct distinct *distinct, const kefu_allocator *allocator);
int32_t distinct_add_hash(struct distinct *distinct, const kefu_allocator *allocator,
                          uint64_t hash);
int32_t distinct_add_many(struct distinct *distinct, const kefu_allocator *allocator,
                          const void *keys, ptrdiff_t stride, size_t count);
/* Both of one precision. */
int32_t distinct_merge(struct distinct *distinct, const kefu_allocator *allocator,
                       const struct distinct *other);
/* Into an empty one. */
int32_t distinct_copy(struct distinct *copy, const kefu_allocator *allocator,
                      const struct distinct *from);
size_t distinct_memory(const struct distinct *distinct);
void distinct_figure_count(const struct distinct *distinct, kefu_measure *out);

/* A walk over an exact one's hashes in ascending order; start with zeros. */
struct distinct_walk {
	uint64_t seen; /* slots */
	bool begun;
};
bool distinct_next(const struct distinct *distinct, struct distinct_walk *walk, uint64_t *hash);

void distinct_encode(const struct distinct *distinct, struct codec_writer *writer);
/* Into an empty one, whose precision comes from the bytes. */
int32_t distinct_decode(struct distinct *distinct, const kefu_allocator *allocator,
                        struct codec_reader *reader);

/* For distinct_codec.c: room for `count` hashes in all, without any failure
 * when they are put; and the turn to a sketch. */
int32_t distinct_reserve(struct distinct *distinct, const kefu_allocator *allocator,
                         uint64_t count);

#endif
