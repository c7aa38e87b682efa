/**
 * @file kefu/rate.h
 * Shares: how many of the cases were hits.
 *
 * Every accumulator of the library has the shape of this one: it is made by
 * `_new`, takes readings one by one, in columns, or in columns spread over
 * many accumulators, is merged, subtracted, copied, reset, encoded and
 * decoded, and is read as #kefu_measure. Its state is integers, and depends
 * only on which readings went in: not on their order, and not on what was
 * merged with what first.
 */
#ifndef KEFU_RATE_H
#define KEFU_RATE_H

#include "kefu/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Hits and cases. */
typedef struct kefu_rate kefu_rate;

/**
 * Makes an empty accumulator.
 * @param allocator where its memory comes from; NULL for malloc. Copied.
 * @param[out] out the accumulator; the caller frees it.
 * @return #KEFU_OK, #KEFU_E_NULL, #KEFU_E_NOMEM. One allocation.
 */
KEFU_API int32_t kefu_rate_new(const kefu_allocator *allocator, kefu_rate **out);

/** Frees an accumulator. NULL is allowed. */
KEFU_API void kefu_rate_free(kefu_rate *rate);

/**
 * Makes another accumulator with the same readings.
 * @param rate what to copy.
 * @param allocator where the copy's memory comes from; NULL for malloc.
 * @param[out] out the copy; the caller frees it.
 * @return #KEFU_OK, #KEFU_E_NULL, #KEFU_E_NOMEM. One allocation.
 */
KEFU_API int32_t kefu_rate_copy(const kefu_rate *rate, const kefu_allocator *allocator,
                                kefu_rate **out);

/**
 * Forgets all readings.
 * @return #KEFU_OK, #KEFU_E_NULL.
 */
KEFU_API int32_t kefu_rate_reset(kefu_rate *rate);

/**
 * Adds one case.
 * @param rate the accumulator.
 * @param hit 1 for a hit, 0 for none.
 * @return #KEFU_OK, #KEFU_E_NULL, #KEFU_E_RANGE (neither 0 nor 1),
 *         #KEFU_E_OVERFLOW (2^63 cases).
 */
KEFU_API int32_t kefu_rate_add(kefu_rate *rate, int32_t hit);

/**
 * Adds cases that were counted already.
 * @param rate the accumulator.
 * @param hits the hits among them, 0 … @p total.
 * @param total the cases.
 * @return #KEFU_OK, #KEFU_E_NULL, #KEFU_E_NEGATIVE, #KEFU_E_RANGE (more hits
 *         than cases), #KEFU_E_OVERFLOW.
 */
KEFU_API int32_t kefu_rate_add_counts(kefu_rate *rate, int64_t hits, int64_t total);

/**
 * Adds a column of cases, all of them or none.
 * @param rate the accumulator.
 * @param hits the first of @p count bytes, each 0 or 1. NULL when @p count is 0.
 * @param stride bytes from one to the next; 0 and negative are allowed.
 * @param count how many.
 * @param[out] bad_index with #KEFU_E_RANGE the position of the first byte that
 *             is neither 0 nor 1; otherwise untouched. May be NULL.
 * @return #KEFU_OK, #KEFU_E_NULL, #KEFU_E_RANGE, #KEFU_E_OVERFLOW.
 *         No allocation.
 */
KEFU_API int32_t kefu_rate_add_many(kefu_rate *rate, const uint8_t *hits, ptrdiff_t stride,
                                    size_t count, size_t *bad_index);

/**
 * Spreads a column of cases over many accumulators, all of it or nothing.
 * @param accumulators @p groups accumulators; those no row
 *        names may be NULL, and one may stand for several groups.
 * @param groups how many.
 * @param group the first of @p count numbers, each row's place in
 *        @p accumulators; any alignment. NULL when @p count is 0.
 * @param group_stride bytes from one to the next.
 * @param hits the first of @p count bytes, each 0 or 1.
 * @param hits_stride bytes from one to the next.
 * @param count rows.
 * @param[out] bad_index the first row refused, with #KEFU_E_ID,
 *             #KEFU_E_RANGE, #KEFU_E_OVERFLOW, and #KEFU_E_NULL for a row whose accumulator
 *             is NULL; otherwise untouched. May be NULL.
 * @return #KEFU_OK, #KEFU_E_NULL, #KEFU_E_ID (a group not below @p groups),
 *         #KEFU_E_RANGE (a byte neither 0 nor 1), #KEFU_E_OVERFLOW. No allocation.
 */
KEFU_API int32_t kefu_rate_group_add(kefu_rate *const *accumulators, size_t groups,
                                     const uint32_t *group, ptrdiff_t group_stride,
                                     const uint8_t *hits, ptrdiff_t hits_stride, size_t count,
                                     size_t *bad_index);

/**
 * Adds all readings of another accumulator, which may be the same one.
 * @return #KEFU_OK, #KEFU_E_NULL, #KEFU_E_OVERFLOW. No allocation.
 */
KEFU_API int32_t kefu_rate_merge(kefu_rate *rate, const kefu_rate *other);

/**
 * Takes away readings that were added or merged before.
 * @return #KEFU_OK, #KEFU_E_NULL, #KEFU_E_UNDERFLOW (they cannot all be in
 *         there). No allocation.
 */
KEFU_API int32_t kefu_rate_subtract(kefu_rate *rate, const kefu_rate *other);

/** @return the hits; 0 for NULL. */
KEFU_API int64_t kefu_rate_hits(const kefu_rate *rate);

/** @return the cases; 0 for NULL. */
KEFU_API int64_t kefu_rate_total(const kefu_rate *rate);

/**
 * Reads the share of hits, 0 … 1, with its Wilson interval.
 * @param rate the accumulator.
 * @param[out] out `num` hits of `den` cases; without cases #KEFU_STATE_NO_DATA.
 * @return #KEFU_OK, #KEFU_E_NULL.
 */
KEFU_API int32_t kefu_rate_value(const kefu_rate *rate, kefu_measure *out);

/**
 * Writes the accumulator as bytes: the same for the same readings, on every
 * machine.
 * @param rate the accumulator.
 * @param[out] buffer room for @p capacity bytes; NULL with 0 asks for the size.
 * @param capacity room in @p buffer.
 * @param[out] size the bytes needed, also when there was no room for them.
 * @return #KEFU_OK, #KEFU_E_NULL, #KEFU_E_SIZE (no room; @p buffer may have
 *         been written to).
 */
KEFU_API int32_t kefu_rate_encode(const kefu_rate *rate, void *buffer, size_t capacity,
                                  size_t *size);

/**
 * Makes an accumulator from what kefu_rate_encode() wrote. Any bytes are safe
 * to pass.
 * @param allocator as in kefu_rate_new().
 * @param bytes the encoding, exactly @p size bytes of it.
 * @param size their number.
 * @param[out] out the accumulator; the caller frees it.
 * @return #KEFU_OK, #KEFU_E_NULL, #KEFU_E_TRUNCATED, #KEFU_E_CORRUPT,
 *         #KEFU_E_TYPE, #KEFU_E_NEWER, #KEFU_E_NOMEM. One allocation.
 */
KEFU_API int32_t kefu_rate_decode(const kefu_allocator *allocator, const void *bytes, size_t size,
                                  kefu_rate **out);

#ifdef __cplusplus
}
#endif

#endif
