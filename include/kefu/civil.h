/**
 * @file kefu/civil.h
 * The civil calendar: dates as day numbers.
 *
 * A date is the number of days since 1970-01-01 in the proleptic Gregorian
 * calendar, an `int32_t`, negative before. Year 0 is the year before year 1.
 * A time of day is a number of seconds since midnight, 0 to 86400 (24:00, the
 * end of a day). None of this knows a time zone; kefu/zone.h does.
 *
 * All functions are pure and cost a few nanoseconds.
 */
#ifndef KEFU_CIVIL_H
#define KEFU_CIVIL_H

#include "kefu/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/** @name Limits of the calendar */
/**@{*/
#define KEFU_CIVIL_YEAR_MIN (-32768) /**< The first year kefu_civil_day() takes. */
#define KEFU_CIVIL_YEAR_MAX 32767    /**< The last year kefu_civil_day() takes. */
/**@}*/

/**
 * The day number of a date.
 * @param year  #KEFU_CIVIL_YEAR_MIN to #KEFU_CIVIL_YEAR_MAX.
 * @param month 1 to 12.
 * @param day   1 to the length of that month.
 * @param out   the day number.
 * @return #KEFU_OK; #KEFU_E_NULL; #KEFU_E_RANGE when there is no such date.
 */
KEFU_API int32_t kefu_civil_day(int32_t year, int32_t month, int32_t day, int32_t *out);

/**
 * The date of a day number; every day number has one.
 * @param day_number any.
 * @param year  the year. May be NULL, as may the other two.
 * @param month 1 to 12.
 * @param day   1 to 31.
 */
KEFU_API void kefu_civil_date(int32_t day_number, int32_t *year, int32_t *month, int32_t *day);

/** @return the weekday of a day number, 0 Monday to 6 Sunday. */
KEFU_API int32_t kefu_civil_weekday(int32_t day_number);

/** @return the Monday on or before a day: the start of its ISO 8601 week. The
 *  first six days an `int32_t` can number belong to no such week and answer
 *  `INT32_MIN`. */
KEFU_API int32_t kefu_civil_week_start(int32_t day_number);

/**
 * The ISO 8601 week of a day: weeks begin on Monday and belong to the year
 * that has their Thursday.
 * @param day_number any.
 * @param year the year the week belongs to. May be NULL, as may @p week.
 * @param week 1 to 53.
 */
KEFU_API void kefu_civil_week(int32_t day_number, int32_t *year, int32_t *week);

/** @return the first day of a day's month; `INT32_MIN` for the days of the
 *  first month an `int32_t` can number, which it does not number wholly. */
KEFU_API int32_t kefu_civil_month_start(int32_t day_number);

/** @return the first day of the month after a day's; `INT32_MAX` in the last
 *  month an `int32_t` can number. */
KEFU_API int32_t kefu_civil_next_month(int32_t day_number);

/** @return the days of a month, 28 to 31, or 0 when @p month is not 1 to 12. */
KEFU_API int32_t kefu_civil_month_days(int32_t year, int32_t month);

/**
 * Reads a date, `2024-02-29`.
 * @param text   exactly ten bytes: four digits, `-`, two, `-`, two.
 * @param length bytes of @p text.
 * @param out    the day number.
 * @return #KEFU_OK; #KEFU_E_NULL; #KEFU_E_RANGE when the text is not a date,
 *         or there is no such date.
 */
KEFU_API int32_t kefu_civil_parse_date(const char *text, size_t length, int32_t *out);

/**
 * Reads a time of day, `9:30`, `09:30`, `09:30:15`, `24:00`.
 * @param text   hours, minutes and, if given, seconds.
 * @param length bytes of @p text.
 * @param out    seconds since midnight, 0 to 86400.
 * @return #KEFU_OK; #KEFU_E_NULL; #KEFU_E_RANGE when the text is not a time
 *         of day, or is later than 24:00.
 */
KEFU_API int32_t kefu_civil_parse_clock(const char *text, size_t length, int32_t *out);

#ifdef __cplusplus
}
#endif

#endif
