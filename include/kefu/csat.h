/**
 * @file kefu/csat.h
 * Satisfaction: answers on a scale of whole scores.
 *
 * A scale is any range of 2 … kefu_csat_points_max() neighbouring integers: 1..5,
 * 0..1 (thumbs), 1..7 (effort), 0..10, -2..2. The answers are counted by score,
 * so every reading is exact and the boxes are chosen when reading.
 */
#ifndef KEFU_CSAT_H
#define KEFU_CSAT_H

#include "kefu/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Answers by score. */
typedef struct kefu_csat kefu_csat;

/** @return the most points a scale may have: 101. */
KEFU_API int32_t kefu_csat_points_max(void);

/**
 * Makes an empty accumulator.
 * @param allocator where its memory comes from; NULL for malloc. Copied.
 * @param min the lowest score.
 * @param max the highest; max - min + 1 points, 2 … kefu_csat_points_max().
 * @param[out] out the accumulator; the caller frees it.
 * @return #KEFU_OK, #KEFU_E_NULL, #KEFU_E_SCORE (not a scale),
 *         #KEFU_E_NOMEM. One allocation.
 */
KEFU_API int32_t kefu_csat_new(const kefu_allocator *allocator, int32_t min, int32_t max,
                               kefu_csat **out);

/** Frees an accumulator. NULL is allowed. */
KEFU_API void kefu_csat_free(kefu_csat *csat);

/**
 * Makes another accumulator with the same readings.
 * @param csat what to copy.
 * @param allocator where the copy's memory comes from; NULL for malloc.
 * @param[out] out the copy; the caller frees it.
 * @return #KEFU_OK, #KEFU_E_NULL, #KEFU_E_NOMEM. One allocation.
 */
KEFU_API int32_t kefu_csat_copy(const kefu_csat *csat, const kefu_allocator *allocator,
                               kefu_csat **out);

/**
 * Forgets all readings; the scale stays.
 * @return #KEFU_OK, #KEFU_E_NULL.
 */
KEFU_API int32_t kefu_csat_reset(kefu_csat *csat);

/**
 * Adds one answer.
 * @param csat the accumulator.
 * @param score min … max of the scale.
 * @return #KEFU_OK, #KEFU_E_NULL, #KEFU_E_SCORE (off the scale),
 *         #KEFU_E_OVERFLOW (2^63 answers).
 */
KEFU_API int32_t kefu_csat_add(kefu_csat *csat, int64_t score);

/**
 * Adds answers that were counted already.
 * @param csat the accumulator.
 * @param score min … max of the scale.
 * @param count how many gave it.
 * @return #KEFU_OK, #KEFU_E_NULL, #KEFU_E_SCORE, #KEFU_E_NEGATIVE,
 *         #KEFU_E_OVERFLOW.
 */
KEFU_API int32_t kefu_csat_add_counts(kefu_csat *csat, int64_t score, int64_t count);

/**
 * Adds a column of answers, all of them or none.
 * @param csat the accumulator.
 * @param scores the first of @p count int64_t, of any alignment. NULL when
 *        @p count is 0.
 * @param stride bytes from one to the next; 0 and negative are allowed.
 * @param count how many.
 * @param[out] bad_index with #KEFU_E_SCORE the position of the first score off
 *             the scale; otherwise untouched. May be NULL.
 * @return #KEFU_OK, #KEFU_E_NULL, #KEFU_E_SCORE, #KEFU_E_OVERFLOW.
 *         No allocation.
 */
KEFU_API int32_t kefu_csat_add_many(kefu_csat *csat, const int64_t *scores, ptrdiff_t stride,
                                   size_t count, size_t *bad_index);

/**
 * Spreads a column of answers over many accumulators, all of it or nothing.
 * @param accumulators @p groups accumulators; those no row
 *        names may be NULL, and one may stand for several groups.
 * @param groups how many.
 * @param group the first of @p count numbers, each row's place in
 *        @p accumulators; any alignment. NULL when @p count is 0.
 * @param group_stride bytes from one to the next.
 * @param scores the first of @p count int64_t.
 * @param scores_stride bytes from one score to the next.
 * @param count rows.
 * @param[out] bad_index the first row refused, with #KEFU_E_ID,
 *             #KEFU_E_SCORE, #KEFU_E_OVERFLOW, and #KEFU_E_NULL for a row whose
 *             accumulator is NULL; otherwise untouched. May be NULL.
 * @return #KEFU_OK, #KEFU_E_NULL, #KEFU_E_ID (a group not below @p groups),
 *         #KEFU_E_SCORE, #KEFU_E_OVERFLOW. No allocation.
 */
KEFU_API int32_t kefu_csat_group_add(kefu_csat *const *accumulators, size_t groups,
                                     const uint32_t *group, ptrdiff_t group_stride,
                                     const int64_t *scores, ptrdiff_t scores_stride,
                                     size_t count, size_t *bad_index);

/**
 * Adds all readings of another accumulator, which may be the same one.
 * @return #KEFU_OK, #KEFU_E_NULL, #KEFU_E_MISMATCH (another scale),
 *         #KEFU_E_OVERFLOW. No allocation.
 */
KEFU_API int32_t kefu_csat_merge(kefu_csat *csat, const kefu_csat *other);

/**
 * Takes away readings that were added or merged before.
 * @return #KEFU_OK, #KEFU_E_NULL, #KEFU_E_MISMATCH,
 *         #KEFU_E_UNDERFLOW (they cannot all be
 *         in there). No allocation.
 */
KEFU_API int32_t kefu_csat_subtract(kefu_csat *csat, const kefu_csat *other);

/** @return the lowest score of the scale; 0 for NULL. */
KEFU_API int32_t kefu_csat_min(const kefu_csat *csat);

/** @return the highest score of the scale; 0 for NULL. */
KEFU_API int32_t kefu_csat_max(const kefu_csat *csat);

/** @return the answers; 0 for NULL. */
KEFU_API int64_t kefu_csat_count(const kefu_csat *csat);

/**
 * Reads the mean score.
 * @param csat the accumulator.
 * @param[out] out `num` the sum of scores, `den` the answers, `low..high` from
 *             the normal distribution, within the scale; they equal the value
 *             while all answers are equal, a single one included. Without
 *             answers #KEFU_STATE_NO_DATA.
 * @return #KEFU_OK, #KEFU_E_NULL.
 */
KEFU_API int32_t kefu_csat_mean(const kefu_csat *csat, kefu_measure *out);

/**
 * Reads the median: the lowest score that at least half of the answers do not
 * exceed.
 * @param csat the accumulator.
 * @param[out] out `num` the score, `den` the answers, `low..high` from order
 *             statistics. Without answers #KEFU_STATE_NO_DATA.
 * @return #KEFU_OK, #KEFU_E_NULL.
 */
KEFU_API int32_t kefu_csat_median(const kefu_csat *csat, kefu_measure *out);

/**
 * Reads the share of the best scores.
 * @param csat the accumulator.
 * @param points how many of the highest scores count, 1 … all of the scale; 0
 *        for the usual: the top 1 of 2 or 3 points, 2 of 4 to 7, 3 of 10 or 11.
 *        Other scales have no usual one.
 * @param[out] out `num` of `den` answers, Wilson interval. Without answers
 *             #KEFU_STATE_NO_DATA.
 * @return #KEFU_OK, #KEFU_E_NULL, #KEFU_E_RANGE (so many points the scale does
 *         not have, or no usual number).
 */
KEFU_API int32_t kefu_csat_top_box(const kefu_csat *csat, int32_t points, kefu_measure *out);

/**
 * Reads the share of the worst scores.
 * @param csat the accumulator.
 * @param points how many of the lowest scores count, 1 … all of the scale; 0
 *        for the usual: the scores 1 and 2 of a scale of three points or more
 *        that begins at 1. Other scales have no usual one.
 * @param[out] out as in kefu_csat_top_box().
 * @return #KEFU_OK, #KEFU_E_NULL, #KEFU_E_RANGE.
 */
KEFU_API int32_t kefu_csat_bottom_box(const kefu_csat *csat, int32_t points, kefu_measure *out);

/**
 * Reads the share of any set of scores.
 * @param csat the accumulator.
 * @param scores the scores that count; naming one twice changes nothing. NULL
 *        when @p count is 0.
 * @param count how many.
 * @param[out] out as in kefu_csat_top_box().
 * @return #KEFU_OK, #KEFU_E_NULL, #KEFU_E_SCORE (one is off the scale).
 */
KEFU_API int32_t kefu_csat_share(const kefu_csat *csat, const int32_t *scores, size_t count,
                                 kefu_measure *out);

/**
 * Reads how many gave each score.
 * @param csat the accumulator.
 * @param[out] counts one number for each score from min to max.
 * @param capacity room in @p counts: max - min + 1 at least.
 * @return #KEFU_OK, #KEFU_E_NULL, #KEFU_E_SIZE (no room).
 */
KEFU_API int32_t kefu_csat_distribution(const kefu_csat *csat, int64_t *counts, size_t capacity);

/**
 * Writes the accumulator as bytes: the same for the same readings, on every
 * machine.
 * @param csat the accumulator.
 * @param[out] buffer room for @p capacity bytes; NULL with 0 asks for the size.
 * @param capacity room in @p buffer.
 * @param[out] size the bytes needed, also when there was no room for them.
 * @return #KEFU_OK, #KEFU_E_NULL, #KEFU_E_SIZE (no room; @p buffer may have
 *         been written to).
 */
KEFU_API int32_t kefu_csat_encode(const kefu_csat *csat, void *buffer, size_t capacity,
                                 size_t *size);

/**
 * Makes an accumulator from what kefu_csat_encode() wrote. Any bytes are safe
 * to pass.
 * @param allocator as in kefu_csat_new().
 * @param bytes the encoding, exactly @p size bytes of it.
 * @param size their number.
 * @param[out] out the accumulator; the caller frees it.
 * @return #KEFU_OK, #KEFU_E_NULL, #KEFU_E_TRUNCATED, #KEFU_E_CORRUPT,
 *         #KEFU_E_TYPE, #KEFU_E_NEWER, #KEFU_E_NOMEM. One allocation.
 */
KEFU_API int32_t kefu_csat_decode(const kefu_allocator *allocator, const void *bytes, size_t size,
                                 kefu_csat **out);

#ifdef __cplusplus
}
#endif

#endif
