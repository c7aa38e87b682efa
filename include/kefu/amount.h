/**
 * @file kefu/amount.h
 * Money: sums and means in one currency.
 *
 * Amounts are minor units (cents, fen, yen), negative ones allowed; each comes
 * with the units (pieces) it was for. An accumulator has one currency, given
 * when it is made, and money of different currencies is never added up.
 *
 * Sum, units and number of readings are int64_t, the sum of squares 128 bits;
 * what would leave them is #KEFU_E_OVERFLOW, and nothing is added.
 */
#ifndef KEFU_AMOUNT_H
#define KEFU_AMOUNT_H

#include "kefu/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Money and units of one currency. */
typedef struct kefu_amount kefu_amount;

/**
 * Makes an empty accumulator.
 * @param allocator where its memory comes from; NULL for malloc. Copied.
 * @param currency what all accumulators are in: three capital letters A-Z, as ISO
 *        4217 has them. Whether it lists them is not looked up: lists change.
 * @param length 3.
 * @param[out] out the accumulator; the caller frees it.
 * @return #KEFU_OK, #KEFU_E_NULL, #KEFU_E_CURRENCY (not three capital
 *         letters), #KEFU_E_NOMEM. One allocation.
 */
KEFU_API int32_t kefu_amount_new(const kefu_allocator *allocator, const char *currency,
                                 size_t length, kefu_amount **out);

/** Frees an accumulator. NULL is allowed. */
KEFU_API void kefu_amount_free(kefu_amount *amount);

/**
 * Makes another accumulator with the same readings.
 * @param amount what to copy.
 * @param allocator where the copy's memory comes from; NULL for malloc.
 * @param[out] out the copy; the caller frees it.
 * @return #KEFU_OK, #KEFU_E_NULL, #KEFU_E_NOMEM. One allocation.
 */
KEFU_API int32_t kefu_amount_copy(const kefu_amount *amount, const kefu_allocator *allocator,
                               kefu_amount **out);

/**
 * Forgets all readings; the currency stays.
 * @return #KEFU_OK, #KEFU_E_NULL.
 */
KEFU_API int32_t kefu_amount_reset(kefu_amount *amount);

/** @return the currency, three letters and a zero, which live as long as the
 *  accumulator; "" for NULL. */
KEFU_API const char *kefu_amount_currency(const kefu_amount *amount);

/**
 * Adds one reading.
 * @param amount the accumulator.
 * @param money minor units; negative for what was paid back.
 * @param units pieces it was for, 0 or more.
 * @return #KEFU_OK, #KEFU_E_NULL, #KEFU_E_NEGATIVE (units), #KEFU_E_OVERFLOW.
 */
KEFU_API int32_t kefu_amount_add(kefu_amount *amount, int64_t money, int64_t units);

/**
 * Adds columns of readings, all of them or none. Only the totals after the
 * last row have to fit.
 * @param amount the accumulator.
 * @param money the first of @p count int64_t, of any alignment. NULL when
 *        @p count is 0.
 * @param money_stride bytes from one to the next; 0 and negative are allowed.
 * @param units the first of @p count int64_t; NULL for no units in any row.
 * @param units_stride bytes from one to the next.
 * @param count rows.
 * @param[out] bad_index with #KEFU_E_NEGATIVE the first row of negative units;
 *             otherwise untouched. May be NULL.
 * @return #KEFU_OK, #KEFU_E_NULL, #KEFU_E_NEGATIVE, #KEFU_E_OVERFLOW.
 *         No allocation.
 */
KEFU_API int32_t kefu_amount_add_many(kefu_amount *amount, const int64_t *money,
                                      ptrdiff_t money_stride, const int64_t *units,
                                      ptrdiff_t units_stride, size_t count, size_t *bad_index);

/**
 * Spreads columns of readings over many accumulators, all of it or nothing.
 * Only the totals after the last row have to fit.
 * @param accumulators @p groups accumulators, of any currencies; those no row
 *        names may be NULL, and one may stand for several groups.
 * @param groups how many.
 * @param group the first of @p count numbers, each row's place in
 *        @p accumulators; any alignment. NULL when @p count is 0.
 * @param group_stride bytes from one to the next.
 * @param money as in kefu_amount_add_many().
 * @param money_stride bytes from one to the next.
 * @param units as in kefu_amount_add_many().
 * @param units_stride bytes from one to the next.
 * @param count rows.
 * @param[out] bad_index the first row refused, with #KEFU_E_ID,
 *             #KEFU_E_NEGATIVE, #KEFU_E_NULL for a row whose accumulator is
 *             NULL, and #KEFU_E_OVERFLOW the first row of an accumulator that
 *             would overflow; otherwise untouched. May be NULL.
 * @return #KEFU_OK, #KEFU_E_NULL, #KEFU_E_ID (a group not below @p groups),
 *         #KEFU_E_NEGATIVE, #KEFU_E_OVERFLOW. No allocation.
 */
KEFU_API int32_t kefu_amount_group_add(kefu_amount *const *accumulators, size_t groups,
                                       const uint32_t *group, ptrdiff_t group_stride,
                                       const int64_t *money, ptrdiff_t money_stride,
                                       const int64_t *units, ptrdiff_t units_stride,
                                       size_t count, size_t *bad_index);

/**
 * Adds all readings of another accumulator, which may be the same one.
 * @return #KEFU_OK, #KEFU_E_NULL, #KEFU_E_CURRENCY (another currency),
 *         #KEFU_E_OVERFLOW. No allocation.
 */
KEFU_API int32_t kefu_amount_merge(kefu_amount *amount, const kefu_amount *other);

/**
 * Takes away readings that were added or merged before. The smallest and the
 * largest amount stay known unless they may have been among those.
 * @return #KEFU_OK, #KEFU_E_NULL, #KEFU_E_CURRENCY, #KEFU_E_UNDERFLOW (they
 *         cannot all be in there), #KEFU_E_OVERFLOW (the sum of the rest does
 *         not fit). No allocation.
 */
KEFU_API int32_t kefu_amount_subtract(kefu_amount *amount, const kefu_amount *other);

/** @return the readings; 0 for NULL. */
KEFU_API int64_t kefu_amount_count(const kefu_amount *amount);

/** @return the pieces; 0 for NULL. */
KEFU_API int64_t kefu_amount_units(const kefu_amount *amount);

/**
 * Reads the sum.
 * @param amount the accumulator.
 * @param[out] out minor units, also in `num`; `low` and `high` equal the
 *             value. Without readings #KEFU_STATE_NO_DATA.
 * @return #KEFU_OK, #KEFU_E_NULL.
 */
KEFU_API int32_t kefu_amount_sum(const kefu_amount *amount, kefu_measure *out);

/**
 * Reads the mean of a reading.
 * @param amount the accumulator.
 * @param[out] out minor units; `num` the sum, `den` the readings, `low..high`
 *             from the normal distribution; they equal the value while all
 *             readings are equal, a single one included. Without readings
 *             #KEFU_STATE_NO_DATA.
 * @return #KEFU_OK, #KEFU_E_NULL.
 */
KEFU_API int32_t kefu_amount_mean(const kefu_amount *amount, kefu_measure *out);

/**
 * Reads the price of a piece.
 * @param amount the accumulator.
 * @param[out] out minor units; `num` the sum, `den` the pieces; `low` and
 *             `high` equal the value. Without pieces #KEFU_STATE_NO_DATA.
 * @return #KEFU_OK, #KEFU_E_NULL.
 */
KEFU_API int32_t kefu_amount_per_unit(const kefu_amount *amount, kefu_measure *out);

/**
 * Reads the sample variance, computed from exact integers; the square root of
 * its value is the standard deviation.
 * @param amount the accumulator.
 * @param[out] out minor units squared; `num` 0, `den` the readings less 1.
 *             With fewer than two readings #KEFU_STATE_NO_DATA.
 * @return #KEFU_OK, #KEFU_E_NULL.
 */
KEFU_API int32_t kefu_amount_variance(const kefu_amount *amount, kefu_measure *out);

/**
 * Reads the smallest amount.
 * @param amount the accumulator.
 * @param[out] out minor units, also in `num`. Without readings
 *             #KEFU_STATE_NO_DATA; #KEFU_STATE_NOT_COVERED when the smallest
 *             may have been subtracted.
 * @return #KEFU_OK, #KEFU_E_NULL.
 */
KEFU_API int32_t kefu_amount_min(const kefu_amount *amount, kefu_measure *out);

/**
 * Reads the largest amount; as kefu_amount_min().
 * @return #KEFU_OK, #KEFU_E_NULL.
 */
KEFU_API int32_t kefu_amount_max(const kefu_amount *amount, kefu_measure *out);

/**
 * Writes the accumulator as bytes: the same for the same readings, on every
 * machine.
 * @param amount the accumulator.
 * @param[out] buffer room for @p capacity bytes; NULL with 0 asks for the size.
 * @param capacity room in @p buffer.
 * @param[out] size the bytes needed, also when there was no room for them.
 * @return #KEFU_OK, #KEFU_E_NULL, #KEFU_E_SIZE (no room; @p buffer may have
 *         been written to).
 */
KEFU_API int32_t kefu_amount_encode(const kefu_amount *amount, void *buffer, size_t capacity,
                                 size_t *size);

/**
 * Makes an accumulator from what kefu_amount_encode() wrote. Any bytes are safe
 * to pass.
 * @param allocator as in kefu_amount_new().
 * @param bytes the encoding, exactly @p size bytes of it.
 * @param size their number.
 * @param[out] out the accumulator; the caller frees it.
 * @return #KEFU_OK, #KEFU_E_NULL, #KEFU_E_TRUNCATED, #KEFU_E_CORRUPT,
 *         #KEFU_E_TYPE, #KEFU_E_NEWER, #KEFU_E_NOMEM. One allocation.
 */
KEFU_API int32_t kefu_amount_decode(const kefu_allocator *allocator, const void *bytes, size_t size,
                                 kefu_amount **out);

#ifdef __cplusplus
}
#endif

#endif
