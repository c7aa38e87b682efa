/**
 * @file kefu/duration.h
 * Durations: how long things took, with quantiles.
 *
 * An accumulator of whole milliseconds. The first kefu_duration_exact_count()
 * readings are kept as they are and every figure is exact. Beyond that they
 * are counted in buckets of at most 1/128 of their value; count, sum, mean,
 * variance, minimum and maximum stay exact, and a quantile is off by at most
 * 1/256 (0.4 %), typically far less, and never outside the readings.
 *
 * All state is integer. Figures and encoded bytes depend on which readings
 * were added, never on their order, nor on how merges were nested.
 *
 * Memory: 40 bytes empty, 2 to 6 a reading while exact, then 2 a reading, and
 * from about a thousand readings on a table of 3 to 6 kilobytes for service
 * times, whatever their number (43 at the very most).
 */
#ifndef KEFU_DURATION_H
#define KEFU_DURATION_H

#include "kefu/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/** An accumulator of durations. */
typedef struct kefu_duration kefu_duration;

/** @return the longest reading in milliseconds: 2^48 - 1, which is longer
 *  than any two valid times are apart. */
KEFU_API int64_t kefu_duration_max_ms(void);

/** @return how many readings are kept exactly: 64. */
KEFU_API int32_t kefu_duration_exact_count(void);

/** @return the most bins that kefu_duration_histogram() can fill. */
KEFU_API size_t kefu_duration_max_bins(void);

/**
 * Makes an empty accumulator.
 * @param allocator the host's, copied; NULL for malloc and free.
 * @param out       receives the accumulator; free it with kefu_duration_free().
 * @return KEFU_OK, KEFU_E_NULL, KEFU_E_NOMEM.
 */
KEFU_API int32_t kefu_duration_new(const kefu_allocator *allocator, kefu_duration **out);

/** Frees an accumulator. @param duration may be NULL. */
KEFU_API void kefu_duration_free(kefu_duration *duration);

/**
 * Adds one reading.
 * @param duration the accumulator.
 * @param ms       0..kefu_duration_max_ms().
 * @return KEFU_OK, KEFU_E_NULL, KEFU_E_NEGATIVE, KEFU_E_RANGE (too long),
 *         KEFU_E_NOMEM, KEFU_E_OVERFLOW (the sum of squares is full: more
 *         than 2^32 readings of maximal length). After any error nothing has
 *         changed. Cost: a few nanoseconds.
 */
KEFU_API int32_t kefu_duration_add(kefu_duration *duration, int64_t ms);

/**
 * Adds a column of readings, all of them or none.
 * @param duration  the accumulator.
 * @param ms        the first reading, an int64_t; borrowed until return, of
 *                  any alignment. May be NULL when @p count is 0.
 * @param stride    bytes from one reading to the next; 8 for an array,
 *                  negative walks back, 0 repeats one reading.
 * @param count     number of readings.
 * @param bad_index written only with KEFU_E_NEGATIVE and KEFU_E_RANGE:
 *                  position of the first such reading. May be NULL.
 * @return as kefu_duration_add().
 */
KEFU_API int32_t kefu_duration_add_many(kefu_duration *duration, const int64_t *ms,
                                        ptrdiff_t stride, size_t count,
                                        size_t *bad_index);

/**
 * Adds a column of readings to many accumulators by group number.
 *
 * Looks at all input first: a bad reading, group or accumulator changes
 * nothing. When memory runs out half-way, the readings before *@p bad_index
 * have been added and the others not.
 *
 * @param accumulators  array of accumulators; those that no row names may be
 *                      NULL. One may stand at several places.
 * @param groups        length of the array.
 * @param group         first group number, 0..@p groups - 1, uint32_t.
 * @param group_stride  bytes from one group number to the next.
 * @param ms            first reading, as for kefu_duration_add_many().
 * @param ms_stride     bytes from one reading to the next.
 * @param count         number of rows.
 * @param bad_index     written with every error but KEFU_E_NULL for a column:
 *                      the row. May be NULL.
 * @return KEFU_OK; KEFU_E_NULL (a column, or the accumulator that a row
 *         names); KEFU_E_ID (group number too large); KEFU_E_NEGATIVE,
 *         KEFU_E_RANGE, KEFU_E_NOMEM, KEFU_E_OVERFLOW as kefu_duration_add().
 */
KEFU_API int32_t kefu_duration_group_add(kefu_duration *const *accumulators, size_t groups,
                                         const uint32_t *group, ptrdiff_t group_stride,
                                         const int64_t *ms, ptrdiff_t ms_stride,
                                         size_t count, size_t *bad_index);

/**
 * Adds all readings of another accumulator, which may be the same one.
 * @return KEFU_OK, KEFU_E_NULL, KEFU_E_NOMEM, KEFU_E_OVERFLOW. After any error
 *         nothing has changed. Cost: about a microsecond for full tables.
 */
KEFU_API int32_t kefu_duration_merge(kefu_duration *duration, const kefu_duration *other);

/**
 * Takes out readings that were merged in before, for windows that move on.
 *
 * Once readings are counted in buckets, fewer than the exact count stay
 * approximate, and a minimum or maximum that may have left is given as the
 * bound of the outermost bucket that is left (see kefu_duration_min()).
 *
 * @return KEFU_OK, KEFU_E_NULL, KEFU_E_NOMEM; KEFU_E_UNDERFLOW when @p other
 *         has readings that @p duration has not. After any error nothing has
 *         changed.
 */
KEFU_API int32_t kefu_duration_subtract(kefu_duration *duration, const kefu_duration *other);

/**
 * Makes a copy.
 * @param duration  what to copy.
 * @param allocator for the copy; NULL for malloc and free.
 * @param out       receives the copy.
 * @return KEFU_OK, KEFU_E_NULL, KEFU_E_NOMEM.
 */
KEFU_API int32_t kefu_duration_copy(const kefu_duration *duration,
                                    const kefu_allocator *allocator, kefu_duration **out);

/** Forgets all readings. @return KEFU_OK or KEFU_E_NULL. */
KEFU_API int32_t kefu_duration_reset(kefu_duration *duration);

/**
 * Writes the canonical bytes: equal readings give equal bytes.
 * @param duration the accumulator.
 * @param buffer   where to; NULL with capacity 0 asks for the size.
 * @param capacity bytes there.
 * @param size     receives the size of the encoding, also with KEFU_E_SIZE.
 * @return KEFU_OK, KEFU_E_NULL, KEFU_E_SIZE (the buffer is too small; what is
 *         in it is then undefined). Allocates nothing.
 */
KEFU_API int32_t kefu_duration_encode(const kefu_duration *duration, void *buffer,
                                      size_t capacity, size_t *size);

/**
 * Makes an accumulator from its bytes, which may be hostile.
 * @return KEFU_OK, KEFU_E_NULL, KEFU_E_TRUNCATED, KEFU_E_CORRUPT, KEFU_E_TYPE,
 *         KEFU_E_NEWER, KEFU_E_NOMEM.
 */
KEFU_API int32_t kefu_duration_decode(const kefu_allocator *allocator, const void *bytes,
                                      size_t size, kefu_duration **out);

/** @return the bytes of memory the accumulator holds; 0 for NULL. */
KEFU_API size_t kefu_duration_memory(const kefu_duration *duration);

/** @name Readings
 * Each returns KEFU_OK or KEFU_E_NULL, and writes a figure in milliseconds
 * whose `count` and `den` are the number of readings and whose `num` is their
 * sum (saturated), unless it says otherwise. Without readings the state is
 * KEFU_STATE_NO_DATA, except for count and sum, which are then 0.
 */
/**@{*/
/** The number of readings; also as `num`. */
KEFU_API int32_t kefu_duration_count(const kefu_duration *duration, kefu_measure *out);
/** The sum of all readings. */
KEFU_API int32_t kefu_duration_sum(const kefu_duration *duration, kefu_measure *out);
/** The mean, exact; low..high is mean -+ 1.96 standard errors, not below 0. */
KEFU_API int32_t kefu_duration_mean(const kefu_duration *duration, kefu_measure *out);
/** The sample variance in square milliseconds, exact; no data below two
 *  readings. */
KEFU_API int32_t kefu_duration_variance(const kefu_duration *duration, kefu_measure *out);
/** The shortest reading. After a subtraction that may have taken it, the
 *  lower bound of its bucket, and low..high is the bucket. */
KEFU_API int32_t kefu_duration_min(const kefu_duration *duration, kefu_measure *out);
/** The longest reading. After a subtraction that may have taken it, the upper
 *  bound of its bucket, and low..high is the bucket. */
KEFU_API int32_t kefu_duration_max(const kefu_duration *duration, kefu_measure *out);

/**
 * A quantile by nearest rank: the smallest reading with at least q*n readings
 * at or below it; exact while few, else interpolated within its bucket.
 * low..high are the readings at the ranks n*q + 1/2 -+ 1.96 * sqrt(n*q*(1-q)).
 * @param duration the accumulator.
 * @param q        0..1, taken to the nearest billionth.
 * @param out      receives the figure.
 * @return KEFU_OK, KEFU_E_NULL, KEFU_E_RANGE (q is not within 0..1).
 */
KEFU_API int32_t kefu_duration_quantile(const kefu_duration *duration, double q,
                                        kefu_measure *out);

/**
 * Several quantiles for one preparation.
 * @param duration the accumulator.
 * @param q        array of quantiles, in any order.
 * @param count    their number.
 * @param out      array that receives as many figures.
 * @return as kefu_duration_quantile(); after an error @p out is untouched.
 */
KEFU_API int32_t kefu_duration_quantiles(const kefu_duration *duration, const double *q,
                                         size_t count, kefu_measure *out);

/**
 * Between what two values the reading at a quantile certainly lies.
 * @param duration the accumulator.
 * @param q        0..1.
 * @param low      receives the least value it can have.
 * @param high     receives the greatest; equal while exact.
 * @return KEFU_OK, KEFU_E_NULL, KEFU_E_RANGE, KEFU_E_EMPTY (no readings).
 */
KEFU_API int32_t kefu_duration_quantile_bounds(const kefu_duration *duration, double q,
                                               int64_t *low, int64_t *high);

/**
 * The share of readings not longer than a value, 0..1: `num` of `den`, with
 * Wilson's interval. Beyond the exact count, the bucket of @p ms is shared
 * out evenly.
 * @return KEFU_OK, KEFU_E_NULL, KEFU_E_NEGATIVE.
 */
KEFU_API int32_t kefu_duration_rank(const kefu_duration *duration, int64_t ms,
                                    kefu_measure *out);

/**
 * Counts in adjoining bins from the shortest to the longest reading, whose
 * widths grow with the value; as fine as @p capacity allows.
 * @param duration the accumulator.
 * @param edges    receives bins + 1 edges: bin i holds edges[i] <= ms < edges[i + 1].
 * @param counts   receives the bins' counts.
 * @param capacity room of @p counts, at least 1; @p edges has room for one more.
 * @param bins     receives the number of bins; 0 without readings.
 * @return KEFU_OK, KEFU_E_NULL, KEFU_E_RANGE (capacity is 0).
 */
KEFU_API int32_t kefu_duration_histogram(const kefu_duration *duration, int64_t *edges,
                                         int64_t *counts, size_t capacity, size_t *bins);
/**@}*/

#ifdef __cplusplus
}
#endif

#endif
