/**
 * @file kefu/metric.h
 * The catalogue: what every metric is called and means.
 */
#ifndef KEFU_METRIC_H
#define KEFU_METRIC_H

#include "kefu/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/** @name Unit of a metric's value */
/**@{*/
#define KEFU_UNIT_RATE 1     /**< fraction 0 to 1 */
#define KEFU_UNIT_DURATION 2 /**< milliseconds */
#define KEFU_UNIT_COUNT 3    /**< whole number */
#define KEFU_UNIT_NUMBER 4   /**< ratio of two numbers */
#define KEFU_UNIT_SCORE 5    /**< mean on the survey's own scale */
#define KEFU_UNIT_POINTS 6   /**< NPS (-100 to 100), quality points, scorecard */
#define KEFU_UNIT_MONEY 7    /**< minor units of a currency */
#define KEFU_UNIT_COUNTS 8   /**< a distribution */
/**@}*/

/** @name Which way is better */
/**@{*/
#define KEFU_BETTER_NEITHER 0 /**< neither way */
#define KEFU_BETTER_UP 1      /**< more is better */
#define KEFU_BETTER_DOWN 2    /**< less is better */
/**@}*/

/** @name Dimensions: what figures are grouped by */
/**@{*/
#define KEFU_BY_AGENT 1 /**< who is credited */
#define KEFU_BY_TEAM 2  /**< the credited agent's team, by roster or event */
#define KEFU_BY_CHANNEL 3 /**< of the session */
#define KEFU_BY_TOPIC 4 /**< of the session's last tag */
#define KEFU_BY_PHASE 5 /**< presale, aftersale */
#define KEFU_BY_HOUR 6  /**< local hour, `YYYY-MM-DDTHH` */
#define KEFU_BY_DAY 7   /**< local day, `YYYY-MM-DD` */
#define KEFU_BY_WEEK 8  /**< its Monday, `YYYY-MM-DD` */
#define KEFU_BY_MONTH 9 /**< `YYYY-MM` */
/** ISO 4217; "" where no money is counted. Without it, a figure that mixes
 *  currencies has the state #KEFU_STATE_NOT_COVERED: money of two currencies
 *  is never summed. */
#define KEFU_BY_CURRENCY 10
/**@}*/

/** @name Verdict of a case */
/**@{*/
#define KEFU_VERDICT_COUNTED 1   /**< Counts, with its reading; nothing to pass. */
#define KEFU_VERDICT_PASS 2      /**< Counts and meets. */
#define KEFU_VERDICT_FAIL 3      /**< Counts and does not meet. */
#define KEFU_VERDICT_UNDECIDED 4 /**< Not counted yet. */
/**@}*/

/** A bound of local days that is not there. */
#define KEFU_DAY_ANY INT32_MIN

/** One row of the catalogue; the texts are static. */
typedef struct kefu_metric {
	uint32_t size;       /**< sizeof(kefu_metric), set by the caller. */
	int32_t unit;        /**< One of `KEFU_UNIT_…`. */
	int32_t better;      /**< One of `KEFU_BETTER_…`. */
	int32_t computed;    /**< 1 when this version computes it, else 0. */
	const char *id;      /**< "first_response_time" */
	const char *name;    /**< English name. */
	const char *family;  /**< "Response", "Resolution", … */
	const char *formula; /**< In words and signs. */
	const char *credit;  /**< Whom a reading credits, and which day it counts on, by default. */
	const char *source;  /**< Where the definition comes from. */
} kefu_metric;

/** @return the number of rows. */
KEFU_API int32_t kefu_metric_count(void);

/** Reads a row. @param index from 0, in the catalogue's order.
 *  @return KEFU_OK, KEFU_E_NULL, KEFU_E_SIZE, KEFU_E_NOT_FOUND. */
KEFU_API int32_t kefu_metric_at(int32_t index, kefu_metric *out);

/** Finds a row by id.
 *  @return KEFU_OK, KEFU_E_NULL, KEFU_E_SIZE, KEFU_E_METRIC. */
KEFU_API int32_t kefu_metric_find(const char *id, size_t length,
                                  kefu_metric *out);

#ifdef __cplusplus
}
#endif

#endif
