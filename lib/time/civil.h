/* The calendar as the core uses it: inline, over int64 days so that nothing
 * overflows before the caller has checked. */
#ifndef TIME_CIVIL_H
#define TIME_CIVIL_H

#include <stdbool.h>
#include <stdint.h>

#include "kefu/civil.h"

#define CIVIL_DAY_SECONDS 86400
#define CIVIL_DAY_MS INT64_C(86400000)
#define CIVIL_WEEK_SECONDS 604800
/* The Gregorian calendar repeats, weekdays included, after 400 years. */
#define CIVIL_CYCLE_DAYS 146097
#define CIVIL_CYCLE_SECONDS (INT64_C(86400) * CIVIL_CYCLE_DAYS)
/* Day 0, 1970-01-01, is a Thursday. */
#define CIVIL_EPOCH_WEEKDAY 3

static inline int64_t civil_floor_div(int64_t value, int64_t by)
{
	int64_t quotient = value / by;

	return quotient - (value % by < 0);
}

static inline int64_t civil_floor_mod(int64_t value, int64_t by)
{
	int64_t rest = value % by;

	return rest < 0 ? rest + by : rest;
}

static inline bool civil_is_leap(int64_t year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static inline int32_t civil_month_length(int64_t year, int32_t month)
{
	if (month == 2)
		return civil_is_leap(year) ? 29 : 28;
	return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

/* Counting years from March puts the leap day last, so the days before a month
 * are a straight line: 153 days in every five months. */
static inline int64_t civil_days(int64_t year, int32_t month, int32_t day)
{
	int64_t shifted = month <= 2 ? year - 1 : year;
	int64_t cycle = civil_floor_div(shifted, 400);
	int64_t year_of_cycle = shifted - cycle * 400;
	int64_t month_from_march = month <= 2 ? month + 9 : month - 3;
	int64_t day_of_year = (153 * month_from_march + 2) / 5 + day - 1;

	return cycle * CIVIL_CYCLE_DAYS + year_of_cycle * 365 + year_of_cycle / 4 -
	       year_of_cycle / 100 + day_of_year - 719468;
}

/* 0 Monday … 6 Sunday. */
static inline int32_t civil_weekday(int64_t day)
{
	return (int32_t)civil_floor_mod(day + CIVIL_EPOCH_WEEKDAY, 7);
}

void civil_split(int64_t day_number, int64_t *year, int32_t *month, int32_t *day);

/* Reads `count` digits; false when there is anything else. */
static inline bool civil_digits(const char *text, int count, int32_t *out)
{
	int32_t value = 0;
	int i;

	for (i = 0; i < count; i++) {
		if (text[i] < '0' || text[i] > '9')
			return false;
		value = value * 10 + (text[i] - '0');
	}
	*out = value;
	return true;
}

#endif
