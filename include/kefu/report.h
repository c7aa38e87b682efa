/**
 * @file kefu/report.h
 * Queries and their answers.
 *
 * A report is a table: a row for each group (one row when the query names no
 * dimension), a column for each figure. Rows are sorted by their keys.
 */
#ifndef KEFU_REPORT_H
#define KEFU_REPORT_H

#include "kefu/event.h"
#include "kefu/metric.h"

#ifdef __cplusplus
extern "C" {
#endif

/** A report: immutable once made, readable from many threads. */
typedef struct kefu_report kefu_report;

/** @return the name of a dimension ("agent"), static, NULL when unknown. */
KEFU_API const char *kefu_by_name(int32_t by);

/** `as_of` of a query that asks as of the last event. */
#define KEFU_AS_OF_LAST INT64_MIN

/** What is asked. Start from kefu_query_init(). */
typedef struct kefu_query {
	uint32_t size;        /**< sizeof(kefu_query). */
	int32_t cases;        /**< 1: also keep the cases behind each figure. */
	int64_t as_of;        /**< Later events have not happened; KEFU_AS_OF_LAST: the last event. */
	int32_t from_day;     /**< First local day, in days since 1970-01-01 (kefu/civil.h), or KEFU_DAY_ANY. */
	int32_t to_day;       /**< Last local day, inclusive, or KEFU_DAY_ANY. */
	const int32_t *by;    /**< `KEFU_BY_…`, in the order of the keys; at most one of hour, day, week, month. */
	int32_t by_count;     /**< 0 to 7. */
	int32_t column_count; /**< 0: every definition in use. */
	const char *const *columns; /**< Zero-terminated names: the id of a definition in use, for durations optionally with `.mean`, `.p50`, `.p90`, `.p95`, `.p99`, `.min`, `.max` or `.sum`; `backlog` with `.mean` or `.max`, see kefu_report_measure(). */
} kefu_query;

/** Fills a query: everything, no groups, no cases, as of the last event.
 *  NULL is a no-op. */
KEFU_API void kefu_query_init(kefu_query *query);

/** @return sizeof(kefu_query), for bindings. */
KEFU_API size_t kefu_query_size(void);

/** Frees a report; NULL is a no-op. */
KEFU_API void kefu_report_free(kefu_report *report);

/** @return the instant that the report is as of. NULL: -1. */
KEFU_API int64_t kefu_report_as_of(const kefu_report *report);

/** @return how many events meant nothing in the state of their session and
 *  were ignored, of those up to the report's instant. NULL: 0. */
KEFU_API int64_t kefu_report_ignored(const kefu_report *report);

/** @return number of rows. A query without dimensions has one. NULL: 0. */
KEFU_API int64_t kefu_report_row_count(const kefu_report *report);

/** @return number of columns. NULL: 0. */
KEFU_API int32_t kefu_report_column_count(const kefu_report *report);

/** @return the name of a column as the query spelled it; lives as long as the
 *  report; NULL when out of range. */
KEFU_API const char *kefu_report_column_name(const kefu_report *report,
                                             int32_t column);

/** @return the position of a column, or -1 when the report has none of this
 *  name. */
KEFU_API int32_t kefu_report_column_find(const kefu_report *report,
                                         const char *name, size_t length);

/**
 * The key of a row in one of the query's dimensions, as text: "" where the
 * cases have none.
 * @param dimension position in the query's `by`, from 0.
 * @param text lives as long as the report; @p length bytes and a zero.
 * @return KEFU_OK, KEFU_E_NULL, KEFU_E_NOT_FOUND.
 */
KEFU_API int32_t kefu_report_key(const kefu_report *report, int64_t row,
                                 int32_t dimension, const char **text,
                                 size_t *length);

/**
 * A figure.
 *
 * Rates: `num`, `den`, `value` = num/den. NPS: `num` = promoters - detractors,
 * `value` = 100 num/den. Means of scores: `num` = sum. Durations: `num` = sum
 * in ms, `den` = `count` = readings, `value` = mean in ms; with a suffix the
 * quantile, extreme or sum. Counts: `value` = `num`.
 *
 * `backlog.mean` and `backlog.max` are of the queried days up to the report's
 * instant, not of that instant: the sessions that had not ended, weighted by
 * time (`num` = session-ms, `den` = ms of the days, or of the row's hour, day,
 * week or month in them), and the most at once. A session is in the groups of
 * its owner then; without a first day the days begin with the first opening.
 * @return KEFU_OK, KEFU_E_NULL, KEFU_E_NOT_FOUND.
 */
KEFU_API int32_t kefu_report_measure(const kefu_report *report, int64_t row,
                                     int32_t column, kefu_measure *out);

/**
 * Any quantile of a duration column.
 * @param q 0 to 1.
 * @return KEFU_OK, KEFU_E_NULL, KEFU_E_NOT_FOUND, KEFU_E_RANGE (q),
 *         KEFU_E_QUERY (the column is not a duration).
 */
KEFU_API int32_t kefu_report_quantile(const kefu_report *report, int64_t row,
                                      int32_t column, double q,
                                      kefu_measure *out);

/**
 * How many answers had a score, for columns that count scores
 * (`csat_distribution` and the means and rates of surveys and reviews).
 * @return KEFU_OK, KEFU_E_NULL, KEFU_E_NOT_FOUND, KEFU_E_QUERY (the column
 *         does not count scores).
 */
KEFU_API int32_t kefu_report_score_count(const kefu_report *report,
                                         int64_t row, int32_t column,
                                         int32_t score, int64_t *out);

/** One case behind a figure. Text lives as long as the report. */
typedef struct kefu_case {
	uint32_t size;        /**< sizeof(kefu_case), set by the caller. */
	int32_t verdict;      /**< One of `KEFU_VERDICT_…`. */
	int64_t t;            /**< The instant that dates the case. */
	int64_t reading;      /**< What was read: ms, score, count, minor units. */
	double value;         /**< The same; with its fraction where it is a mean. */
	const char *session;  /**< Zero-terminated id, "" when there is none. */
	const char *customer; /**< Zero-terminated id, "" when there is none. */
	const char *agent;    /**< Zero-terminated id, "" when nobody is credited; several are joined with ", ". */
	const char *order;    /**< Zero-terminated id of the order it is about, "" when there is none. */
	const char *refund;   /**< Zero-terminated id of the refund case, "" when there is none. */
} kefu_case;

/** @return how many cases a column kept: 0 unless the query asked. */
KEFU_API int64_t kefu_report_case_count(const kefu_report *report,
                                        int32_t column);

/**
 * A case, in order of time.
 * @return KEFU_OK, KEFU_E_NULL, KEFU_E_SIZE, KEFU_E_NOT_FOUND.
 */
KEFU_API int32_t kefu_report_case(const kefu_report *report, int32_t column,
                                  int64_t index, kefu_case *out);

/**
 * Says in a sentence or two what a column counts.
 * @param text receives up to @p capacity bytes, no terminating zero.
 * @param length the whole length, written also with KEFU_E_SIZE.
 * @return KEFU_OK, KEFU_E_NULL, KEFU_E_NOT_FOUND, KEFU_E_SIZE.
 */
KEFU_API int32_t kefu_report_explain(const kefu_report *report, int32_t column,
                                     char *text, size_t capacity,
                                     size_t *length);

/** @name Formats */
/**@{*/
#define KEFU_FORMAT_TABLE 1       /**< for people: aligned, durations as 1h 02m, money in units of its currency */
#define KEFU_FORMAT_CSV 2         /**< RFC 4180; durations in ms */
#define KEFU_FORMAT_JSON 3        /**< an array of objects, one a row */
#define KEFU_FORMAT_OPENMETRICS 4 /**< text exposition, ends with # EOF */
/**@}*/

/**
 * Writes the whole report as text.
 * @param format one of `KEFU_FORMAT_…`.
 * @param text receives the text when it fits @p capacity; no terminating
 *        zero; may be NULL when capacity is 0.
 * @param length the whole length, written also with KEFU_E_SIZE.
 * @return KEFU_OK, KEFU_E_NULL, KEFU_E_ENUM (format), KEFU_E_SIZE.
 */
KEFU_API int32_t kefu_report_write(const kefu_report *report, int32_t format,
                                   char *text, size_t capacity,
                                   size_t *length);

#ifdef __cplusplus
}
#endif

#endif
