/**
 * @file kefu/level.h
 * Levels over time: backlog, conversations at once, agents online.
 *
 * A level changes by steps: +1 when a session opens, -1 when it ends. The
 * accumulator keeps, for each instant, the sum of its steps, in order of time;
 * an instant whose steps cancel out is forgotten. Steps may come in any order.
 * Levels of several sources add up, step by step, so peaks and unions over all
 * of them are exact, which those of finished figures could never be.
 *
 * From a step on the level holds until before the next: a period `from..to`
 * includes its beginning and not its end, and several steps at one instant
 * count as one. A level below 0 is as good as any other.
 */
#ifndef KEFU_LEVEL_H
#define KEFU_LEVEL_H

#include "kefu/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Steps of a level. */
typedef struct kefu_level kefu_level;

/** @return the largest step, and the largest sum of the steps of one instant,
 *  up or down: 10^12. */
KEFU_API int64_t kefu_level_step_max(void);

/**
 * Makes an empty accumulator.
 * @param allocator where its memory comes from; NULL for malloc. Copied.
 * @param[out] out the accumulator; the caller frees it.
 * @return #KEFU_OK, #KEFU_E_NULL, #KEFU_E_NOMEM. One allocation.
 */
KEFU_API int32_t kefu_level_new(const kefu_allocator *allocator, kefu_level **out);

/** Frees an accumulator. NULL is allowed. */
KEFU_API void kefu_level_free(kefu_level *level);

/**
 * Makes another accumulator with the same readings.
 * @param level what to copy.
 * @param allocator where the copy's memory comes from; NULL for malloc.
 * @param[out] out the copy; the caller frees it.
 * @return #KEFU_OK, #KEFU_E_NULL, #KEFU_E_NOMEM. At most two allocations.
 */
KEFU_API int32_t kefu_level_copy(const kefu_level *level, const kefu_allocator *allocator,
                               kefu_level **out);

/**
 * Forgets all readings.
 * @return #KEFU_OK, #KEFU_E_NULL.
 */
KEFU_API int32_t kefu_level_reset(kefu_level *level);

/**
 * Adds one step.
 * @param level the accumulator.
 * @param t the instant, 0 … kefu_time_max().
 * @param step how much the level rises, or falls when negative. 0 changes
 *        nothing.
 * @return #KEFU_OK, #KEFU_E_NULL, #KEFU_E_TIME, #KEFU_E_RANGE (a step beyond
 *         kefu_level_step_max()), #KEFU_E_OVERFLOW (the steps of this instant
 *         would sum to more than that), #KEFU_E_NOMEM.
 * @note Cost: O(1) when times rise, else O(square root of the instants) on
 *       average.
 */
KEFU_API int32_t kefu_level_add(kefu_level *level, int64_t t, int64_t step);

/**
 * Adds columns of steps, all of them or none.
 * @param level the accumulator.
 * @param times the first of @p count int64_t, of any alignment and in any
 *        order. NULL when @p count is 0.
 * @param times_stride bytes from one to the next; 0 and negative are allowed.
 * @param steps the first of @p count int64_t.
 * @param steps_stride bytes from one to the next.
 * @param count rows.
 * @param[out] bad_index with #KEFU_E_TIME and #KEFU_E_RANGE the first such row;
 *             otherwise untouched. May be NULL.
 * @return #KEFU_OK, #KEFU_E_NULL, #KEFU_E_TIME, #KEFU_E_RANGE,
 *         #KEFU_E_OVERFLOW, #KEFU_E_NOMEM. At most two allocations.
 */
KEFU_API int32_t kefu_level_add_many(kefu_level *level, const int64_t *times,
                                     ptrdiff_t times_stride, const int64_t *steps,
                                     ptrdiff_t steps_stride, size_t count, size_t *bad_index);

/**
 * Adds all steps of another accumulator, which may be the same one.
 * @return #KEFU_OK, #KEFU_E_NULL, #KEFU_E_OVERFLOW, #KEFU_E_NOMEM. At most one
 *         allocation.
 */
KEFU_API int32_t kefu_level_merge(kefu_level *level, const kefu_level *other);

/**
 * Adds the opposite of all steps of another accumulator: after a merge it
 * restores what was before, to the byte.
 * @return #KEFU_OK, #KEFU_E_NULL, #KEFU_E_OVERFLOW, #KEFU_E_NOMEM. At most one
 *         allocation.
 */
KEFU_API int32_t kefu_level_subtract(kefu_level *level, const kefu_level *other);

/** @return the instants at which the level changes; 0 for NULL. O(instants). */
KEFU_API int64_t kefu_level_instants(const kefu_level *level);

/**
 * Reads the level at an instant, its own steps included.
 * @param level the accumulator.
 * @param t the instant; any.
 * @param[out] out the level, also in `num`; `count` the instants up to here at
 *             which it changed. #KEFU_STATE_NO_DATA when there are no steps at
 *             all; before the first step the level is 0. `low` and `high` equal
 *             the value here and in the readings that follow.
 * @return #KEFU_OK, #KEFU_E_NULL.
 */
KEFU_API int32_t kefu_level_at(const kefu_level *level, int64_t t, kefu_measure *out);

/**
 * Reads the mean over a period, each level weighted by how long it held.
 * @param level the accumulator.
 * @param from the period's beginning, included; 0 … kefu_time_max().
 * @param to its end, not included.
 * @param[out] out `num` the area in level-milliseconds, saturated, `den` the
 *             milliseconds of the period, `count` the instants in it at which
 *             the level changed. #KEFU_STATE_NO_DATA when there are no steps
 *             at all.
 * @return #KEFU_OK, #KEFU_E_NULL, #KEFU_E_TIME, #KEFU_E_RANGE (the period is
 *         empty or ends before it begins).
 */
KEFU_API int32_t kefu_level_mean(const kefu_level *level, int64_t from, int64_t to,
                                 kefu_measure *out);

/**
 * Reads the highest level of a period, the one it begins with included.
 * @param level the accumulator.
 * @param from as in kefu_level_mean().
 * @param to as in kefu_level_mean().
 * @param[out] out the level, also in `num`; `den` 1; else as in
 *             kefu_level_mean().
 * @return as kefu_level_mean().
 */
KEFU_API int32_t kefu_level_peak(const kefu_level *level, int64_t from, int64_t to,
                                 kefu_measure *out);

/**
 * Reads how long the level was at a threshold or above: with 1, how long
 * anybody was online or any session open.
 * @param level the accumulator.
 * @param from as in kefu_level_mean().
 * @param to as in kefu_level_mean().
 * @param threshold the lowest level that counts.
 * @param[out] out `value` and `num` milliseconds, `den` those of the period;
 *             else as in kefu_level_mean().
 * @return as kefu_level_mean().
 */
KEFU_API int32_t kefu_level_time_above(const kefu_level *level, int64_t from, int64_t to,
                                       int64_t threshold, kefu_measure *out);

/**
 * Reads the area under the level, exactly: the sum over the period of level
 * times milliseconds, as a 128-bit two's complement number. Without steps 0.
 * @param level the accumulator.
 * @param from as in kefu_level_mean().
 * @param to as in kefu_level_mean().
 * @param[out] upper the upper 64 bits, which hold the sign.
 * @param[out] lower the lower 64 bits.
 * @return as kefu_level_mean().
 */
KEFU_API int32_t kefu_level_area(const kefu_level *level, int64_t from, int64_t to,
                                 int64_t *upper, uint64_t *lower);

/**
 * Writes the accumulator as bytes: the same for the same readings, on every
 * machine.
 * @param level the accumulator.
 * @param[out] buffer room for @p capacity bytes; NULL with 0 asks for the size.
 * @param capacity room in @p buffer.
 * @param[out] size the bytes needed, also when there was no room for them.
 * @return #KEFU_OK, #KEFU_E_NULL, #KEFU_E_SIZE (no room; @p buffer may have
 *         been written to).
 */
KEFU_API int32_t kefu_level_encode(const kefu_level *level, void *buffer, size_t capacity,
                                 size_t *size);

/**
 * Makes an accumulator from what kefu_level_encode() wrote. Any bytes are safe
 * to pass.
 * @param allocator as in kefu_level_new().
 * @param bytes the encoding, exactly @p size bytes of it.
 * @param size their number.
 * @param[out] out the accumulator; the caller frees it.
 * @return #KEFU_OK, #KEFU_E_NULL, #KEFU_E_TRUNCATED, #KEFU_E_CORRUPT,
 *         #KEFU_E_TYPE, #KEFU_E_NEWER, #KEFU_E_NOMEM. At most two allocations.
 */
KEFU_API int32_t kefu_level_decode(const kefu_allocator *allocator, const void *bytes, size_t size,
                                 kefu_level **out);

#ifdef __cplusplus
}
#endif

#endif
