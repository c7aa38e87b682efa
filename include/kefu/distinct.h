/**
 * @file kefu/distinct.h
 * Distinct counts: how many different customers, visitors, articles.
 *
 * An accumulator of keys, which are 64-bit numbers or byte strings. With
 * #KEFU_DISTINCT_SKETCH up to kefu_distinct_exact_count() keys are counted
 * exactly, and more are estimated from 4 KB of registers with a standard
 * error of 1.6 %. With #KEFU_DISTINCT_EXACT every key is kept.
 *
 * The count and the encoded bytes depend on the set of keys only, never on
 * their order, on repeats, or on how merges were nested.
 *
 * Keys are kept as 64-bit hashes. Numbers never collide. Of byte strings, two
 * among a million collide with a chance of 1 in 37 million; nothing defends
 * against keys chosen to collide.
 *
 * The hash, so that others can make the same bytes: with mix(x) = (x ^= x >>
 * 30; x *= 0xbf58476d1ce4e5b9; x ^= x >> 27; x *= 0x94d049bb133111eb; x ^= x
 * >> 31), all modulo 2^64, a number's hash is mix(number +
 * 0x9e3779b97f4a7c15). A string's starts as h = mix(its length + 1); then for
 * each eight bytes, low byte first and the last ones filled up with zeros, h =
 * mix(h ^ mix(eight bytes + 0x9e3779b97f4a7c15)).
 */
#ifndef KEFU_DISTINCT_H
#define KEFU_DISTINCT_H

#include "kefu/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/** A set of keys of which only the size is asked. */
typedef struct kefu_distinct kefu_distinct;

/** @name Precision */
/**@{*/
#define KEFU_DISTINCT_SKETCH 0 /**< Exact while few, then estimated. */
#define KEFU_DISTINCT_EXACT 1  /**< Exact; 11 to 22 bytes a key. */
/**@}*/

/** @return how many keys a sketch counts exactly: 256. */
KEFU_API int32_t kefu_distinct_exact_count(void);

/** @return the hash of a byte string; @p bytes may be NULL when @p size is 0. */
KEFU_API uint64_t kefu_distinct_hash(const void *bytes, size_t size);

/**
 * Makes an empty accumulator.
 * @param allocator the host's, copied; NULL for malloc and free.
 * @param precision one of `KEFU_DISTINCT_…`.
 * @param out       receives the accumulator; free it with kefu_distinct_free().
 * @return KEFU_OK, KEFU_E_NULL, KEFU_E_ENUM (precision), KEFU_E_NOMEM.
 */
KEFU_API int32_t kefu_distinct_new(const kefu_allocator *allocator, int32_t precision,
                                   kefu_distinct **out);

/** Frees an accumulator. @param distinct may be NULL. */
KEFU_API void kefu_distinct_free(kefu_distinct *distinct);

/**
 * Adds a number.
 * @return KEFU_OK, KEFU_E_NULL, KEFU_E_NOMEM. After an error nothing has
 *         changed. Cost: a few nanoseconds.
 */
KEFU_API int32_t kefu_distinct_add(kefu_distinct *distinct, uint64_t key);

/**
 * Adds a byte string.
 * @param distinct the accumulator.
 * @param bytes    borrowed until return; may be NULL when @p size is 0.
 * @param size     its length; the empty string is a key too.
 * @return as kefu_distinct_add().
 */
KEFU_API int32_t kefu_distinct_add_bytes(kefu_distinct *distinct, const void *bytes, size_t size);

/**
 * Adds a column of numbers, all of them or none.
 * @param distinct the accumulator.
 * @param keys     the first uint64_t; borrowed until return, of any
 *                 alignment. May be NULL when @p count is 0.
 * @param stride   bytes from one key to the next; may be negative or 0.
 * @param count    number of keys.
 * @return as kefu_distinct_add().
 */
KEFU_API int32_t kefu_distinct_add_many(kefu_distinct *distinct, const uint64_t *keys,
                                        ptrdiff_t stride, size_t count);

/**
 * Adds a column of numbers to many accumulators by group number.
 *
 * A bad group or accumulator changes nothing. When memory runs out half-way,
 * the keys before *@p bad_index have been added and the others not.
 *
 * @param accumulators array of accumulators; those that no row names may be NULL.
 * @param groups       length of the array.
 * @param group        first group number, 0..@p groups - 1, uint32_t.
 * @param group_stride bytes from one group number to the next.
 * @param keys         first key, as for kefu_distinct_add_many().
 * @param key_stride   bytes from one key to the next.
 * @param count        number of rows.
 * @param bad_index    written with every error but KEFU_E_NULL for a column:
 *                     the row. May be NULL.
 * @return KEFU_OK; KEFU_E_NULL (a column, or the accumulator that a row
 *         names); KEFU_E_ID (group number too large); KEFU_E_NOMEM.
 */
KEFU_API int32_t kefu_distinct_group_add(kefu_distinct *const *accumulators, size_t groups,
                                         const uint32_t *group, ptrdiff_t group_stride,
                                         const uint64_t *keys, ptrdiff_t key_stride,
                                         size_t count, size_t *bad_index);

/**
 * Adds all keys of another accumulator, which may be the same one.
 * @return KEFU_OK, KEFU_E_NULL, KEFU_E_MISMATCH (another precision),
 *         KEFU_E_NOMEM. After any error nothing has changed.
 */
KEFU_API int32_t kefu_distinct_merge(kefu_distinct *distinct, const kefu_distinct *other);

/**
 * Makes a copy.
 * @param distinct  what to copy.
 * @param allocator for the copy; NULL for malloc and free.
 * @param out       receives the copy.
 * @return KEFU_OK, KEFU_E_NULL, KEFU_E_NOMEM.
 */
KEFU_API int32_t kefu_distinct_copy(const kefu_distinct *distinct,
                                    const kefu_allocator *allocator, kefu_distinct **out);

/** Forgets all keys; the precision stays. @return KEFU_OK or KEFU_E_NULL. */
KEFU_API int32_t kefu_distinct_reset(kefu_distinct *distinct);

/**
 * Writes the canonical bytes: equal sets give equal bytes.
 * @param distinct the accumulator.
 * @param buffer   where to; NULL with capacity 0 asks for the size.
 * @param capacity bytes there.
 * @param size     receives the size of the encoding, also with KEFU_E_SIZE.
 * @return KEFU_OK, KEFU_E_NULL, KEFU_E_SIZE (the buffer is too small; what is
 *         in it is then undefined). Allocates nothing.
 */
KEFU_API int32_t kefu_distinct_encode(const kefu_distinct *distinct, void *buffer,
                                      size_t capacity, size_t *size);

/**
 * Makes an accumulator from its bytes, which may be hostile.
 * @return KEFU_OK, KEFU_E_NULL, KEFU_E_TRUNCATED, KEFU_E_CORRUPT, KEFU_E_TYPE,
 *         KEFU_E_NEWER, KEFU_E_NOMEM.
 */
KEFU_API int32_t kefu_distinct_decode(const kefu_allocator *allocator, const void *bytes,
                                      size_t size, kefu_distinct **out);

/**
 * The number of different keys, rounded to a whole one; also as `num`, `den`
 * and `count`. low..high equals it while exact, else spans 1.96 standard
 * errors. Never without data: nothing added is 0.
 * @return KEFU_OK, KEFU_E_NULL.
 */
KEFU_API int32_t kefu_distinct_count(const kefu_distinct *distinct, kefu_measure *out);

/** @return 1 while the count is exact, 0 once it is estimated; 0 for NULL. */
KEFU_API int32_t kefu_distinct_is_exact(const kefu_distinct *distinct);

/** @return one of `KEFU_DISTINCT_…`, KEFU_E_NULL for NULL. */
KEFU_API int32_t kefu_distinct_precision(const kefu_distinct *distinct);

/** @return the bytes of memory the accumulator holds; 0 for NULL. */
KEFU_API size_t kefu_distinct_memory(const kefu_distinct *distinct);

#ifdef __cplusplus
}
#endif

#endif
