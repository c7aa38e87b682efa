/**
 * @file kefu/compare.h
 * Is the difference real? Two samples compared: agent against agent, before
 * against after.
 *
 * Every function gives the figure of @p a less that of @p b: `value`, and
 * `low..high`, its 95 % interval. An interval without 0 in it speaks for a real
 * difference; one with 0 in it leaves open which is the larger. `count` is the
 * cases of both, `num` and `den` are 0. When either sample is empty the state is
 * #KEFU_STATE_NO_DATA.
 *
 * The samples must be different cases: whoever looks at many pairs finds one in
 * twenty by chance alone.
 */
#ifndef KEFU_COMPARE_H
#define KEFU_COMPARE_H

#include "kefu/amount.h"
#include "kefu/base.h"
#include "kefu/csat.h"
#include "kefu/duration.h"
#include "kefu/nps.h"
#include "kefu/rate.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Compares two shares, by Newcombe's hybrid of their Wilson intervals.
 * @param a one sample.
 * @param b the other.
 * @param[out] out the difference, -1 … 1.
 * @return #KEFU_OK, #KEFU_E_NULL.
 */
KEFU_API int32_t kefu_compare_rate(const kefu_rate *a, const kefu_rate *b, kefu_measure *out);

/**
 * Compares two shares that were read before: any figure of which `num` cases of
 * `den` were hits, such as kefu_csat_top_box() or a rate of a report.
 * @param a one figure.
 * @param b the other.
 * @param[out] out the difference, -1 … 1; may be @p a or @p b.
 * @return #KEFU_OK, #KEFU_E_NULL, #KEFU_E_RANGE (`num` is not within 0..`den`).
 */
KEFU_API int32_t kefu_compare_share(const kefu_measure *a, const kefu_measure *b,
                                    kefu_measure *out);

/**
 * Compares two mean scores, by Welch's t interval, which does not suppose that
 * both scatter alike. A sample of one says nothing of how it scatters, and the
 * interval is then all that the scale allows.
 * @param a one sample.
 * @param b the other, on the same scale.
 * @param[out] out the difference in points, within the width of the scale.
 * @return #KEFU_OK, #KEFU_E_NULL, #KEFU_E_MISMATCH (different scales).
 */
KEFU_API int32_t kefu_compare_csat(const kefu_csat *a, const kefu_csat *b, kefu_measure *out);

/**
 * Compares two net promoter scores, by the sum of their variances.
 * @param a one sample.
 * @param b the other.
 * @param[out] out the difference in points, -200 … 200.
 * @return #KEFU_OK, #KEFU_E_NULL.
 */
KEFU_API int32_t kefu_compare_nps(const kefu_nps *a, const kefu_nps *b, kefu_measure *out);

/**
 * Compares two mean amounts, by Welch's t interval; with a sample of one it
 * reaches from minus to plus infinity.
 * @param a one sample.
 * @param b the other, of the same currency.
 * @param[out] out the difference in minor units.
 * @return #KEFU_OK, #KEFU_E_NULL, #KEFU_E_CURRENCY (different currencies).
 */
KEFU_API int32_t kefu_compare_amount(const kefu_amount *a, const kefu_amount *b,
                                     kefu_measure *out);

/**
 * Compares two mean durations, by Welch's t interval; with a sample of one it
 * reaches from minus to plus infinity.
 * @param a one sample.
 * @param b the other.
 * @param[out] out the difference in milliseconds.
 * @return #KEFU_OK, #KEFU_E_NULL.
 */
KEFU_API int32_t kefu_compare_duration(const kefu_duration *a, const kefu_duration *b,
                                       kefu_measure *out);

#ifdef __cplusplus
}
#endif

#endif
