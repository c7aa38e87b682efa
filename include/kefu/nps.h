/**
 * @file kefu/nps.h
 * Net promoter score: answers 0..10 to "would you recommend us?".
 *
 * 9 and 10 are promoters, 7 and 8 passives, 0 to 6 detractors. Only these three
 * counts are kept; kefu_csat with a scale of 0..10 keeps each score.
 */
#ifndef KEFU_NPS_H
#define KEFU_NPS_H

#include "kefu/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Promoters, passives and detractors. */
typedef struct kefu_nps kefu_nps;

/**
 * Makes an empty accumulator.
 * @param allocator where its memory comes from; NULL for malloc. Copied.
 * @param[out] out the accumulator; the caller frees it.
 * @return #KEFU_OK, #KEFU_E_NULL, #KEFU_E_NOMEM. One allocation.
 */
KEFU_API int32_t kefu_nps_new(const kefu_allocator *allocator, kefu_nps **out);

/** Frees an accumulator. NULL is allowed. */
KEFU_API void kefu_nps_free(kefu_nps *nps);

/**
 * Makes another accumulator with the same readings.
 * @param nps what to copy.
 * @param allocator where the copy's memory comes from; NULL for malloc.
 * @param[out] out the copy; the caller frees it.
 * @return #KEFU_OK, #KEFU_E_NULL, #KEFU_E_NOMEM. One allocation.
 */
KEFU_API int32_t kefu_nps_copy(const kefu_nps *nps, const kefu_allocator *allocator,
                               kefu_nps **out);

/**
 * Forgets all readings.
 * @return #KEFU_OK, #KEFU_E_NULL.
 */
KEFU_API int32_t kefu_nps_reset(kefu_nps *nps);

/**
 * Adds one answer.
 * @param nps the accumulator.
 * @param score 0 … 10.
 * @return #KEFU_OK, #KEFU_E_NULL, #KEFU_E_SCORE (off the scale),
 *         #KEFU_E_OVERFLOW (2^63 answers).
 */
KEFU_API int32_t kefu_nps_add(kefu_nps *nps, int64_t score);

/**
 * Adds answers that were counted already.
 * @return #KEFU_OK, #KEFU_E_NULL, #KEFU_E_NEGATIVE, #KEFU_E_OVERFLOW.
 */
KEFU_API int32_t kefu_nps_add_counts(kefu_nps *nps, int64_t promoters, int64_t passives,
                                     int64_t detractors);

/**
 * Adds a column of answers, all of them or none.
 * @param nps the accumulator.
 * @param scores the first of @p count int64_t, of any alignment. NULL when
 *        @p count is 0.
 * @param stride bytes from one to the next; 0 and negative are allowed.
 * @param count how many.
 * @param[out] bad_index with #KEFU_E_SCORE the position of the first score off
 *             the scale; otherwise untouched. May be NULL.
 * @return #KEFU_OK, #KEFU_E_NULL, #KEFU_E_SCORE, #KEFU_E_OVERFLOW.
 *         No allocation.
 */
KEFU_API int32_t kefu_nps_add_many(kefu_nps *nps, const int64_t *scores, ptrdiff_t stride,
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
KEFU_API int32_t kefu_nps_group_add(kefu_nps *const *accumulators, size_t groups,
                                    const uint32_t *group, ptrdiff_t group_stride,
                                    const int64_t *scores, ptrdiff_t scores_stride,
                                    size_t count, size_t *bad_index);

/**
 * Adds all readings of another accumulator, which may be the same one.
 * @return #KEFU_OK, #KEFU_E_NULL, #KEFU_E_OVERFLOW. No allocation.
 */
KEFU_API int32_t kefu_nps_merge(kefu_nps *nps, const kefu_nps *other);

/**
 * Takes away readings that were added or merged before.
 * @return #KEFU_OK, #KEFU_E_NULL, #KEFU_E_UNDERFLOW (they cannot all be
 *         in there). No allocation.
 */
KEFU_API int32_t kefu_nps_subtract(kefu_nps *nps, const kefu_nps *other);

/** @return those who answered 9 or 10; 0 for NULL. */
KEFU_API int64_t kefu_nps_promoters(const kefu_nps *nps);

/** @return those who answered 7 or 8; 0 for NULL. */
KEFU_API int64_t kefu_nps_passives(const kefu_nps *nps);

/** @return those who answered 0 to 6; 0 for NULL. */
KEFU_API int64_t kefu_nps_detractors(const kefu_nps *nps);

/** @return all who answered; 0 for NULL. */
KEFU_API int64_t kefu_nps_count(const kefu_nps *nps);

/**
 * Reads the score.
 * @param nps the accumulator.
 * @param[out] out `value` -100 … 100, which is 100 `num` / `den`; `num` the
 *             promoters less the detractors, `den` the answers; `low..high` the
 *             value less and plus kefu_nps_margin(), within -100..100. Without
 *             answers #KEFU_STATE_NO_DATA.
 * @return #KEFU_OK, #KEFU_E_NULL.
 */
KEFU_API int32_t kefu_nps_score(const kefu_nps *nps, kefu_measure *out);

/**
 * Reads the margin of error: 1.96 standard errors of the score, from the
 * variance of +100, 0 and -100 over the answers.
 * @param nps the accumulator.
 * @param[out] out `value`, `low` and `high` the margin in points; 0 while all
 *             answers are of one class. Without answers #KEFU_STATE_NO_DATA.
 * @return #KEFU_OK, #KEFU_E_NULL.
 */
KEFU_API int32_t kefu_nps_margin(const kefu_nps *nps, kefu_measure *out);

/**
 * Writes the accumulator as bytes: the same for the same readings, on every
 * machine.
 * @param nps the accumulator.
 * @param[out] buffer room for @p capacity bytes; NULL with 0 asks for the size.
 * @param capacity room in @p buffer.
 * @param[out] size the bytes needed, also when there was no room for them.
 * @return #KEFU_OK, #KEFU_E_NULL, #KEFU_E_SIZE (no room; @p buffer may have
 *         been written to).
 */
KEFU_API int32_t kefu_nps_encode(const kefu_nps *nps, void *buffer, size_t capacity,
                                 size_t *size);

/**
 * Makes an accumulator from what kefu_nps_encode() wrote. Any bytes are safe
 * to pass.
 * @param allocator as in kefu_nps_new().
 * @param bytes the encoding, exactly @p size bytes of it.
 * @param size their number.
 * @param[out] out the accumulator; the caller frees it.
 * @return #KEFU_OK, #KEFU_E_NULL, #KEFU_E_TRUNCATED, #KEFU_E_CORRUPT,
 *         #KEFU_E_TYPE, #KEFU_E_NEWER, #KEFU_E_NOMEM. One allocation.
 */
KEFU_API int32_t kefu_nps_decode(const kefu_allocator *allocator, const void *bytes, size_t size,
                                 kefu_nps **out);

#ifdef __cplusplus
}
#endif

#endif
