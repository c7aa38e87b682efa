#include "time/civil.h"

void civil_split(int64_t day_number, int64_t *year, int32_t *month, int32_t *day)
{
	int64_t from_march_0000 = day_number + 719468;
	int64_t cycle = civil_floor_div(from_march_0000, CIVIL_CYCLE_DAYS);
	int64_t day_of_cycle = from_march_0000 - cycle * CIVIL_CYCLE_DAYS;
	/* Take out the leap days that lie before, then every year has 365. */
	int64_t year_of_cycle = (day_of_cycle - day_of_cycle / 1460 + day_of_cycle / 36524 -
	                         day_of_cycle / 146096) / 365;
	int64_t day_of_year = day_of_cycle - (365 * year_of_cycle + year_of_cycle / 4 -
	                                      year_of_cycle / 100);
	int32_t month_from_march = (int32_t)((5 * day_of_year + 2) / 153);

	*day = (int32_t)(day_of_year - (153 * month_from_march + 2) / 5 + 1);
	*month = month_from_march < 10 ? month_from_march + 3 : month_from_march - 9;
	*year = cycle * 400 + year_of_cycle + (*month <= 2);
}

static int32_t day_clamped(int64_t day)
{
	return day < INT32_MIN ? INT32_MIN : day > INT32_MAX ? INT32_MAX : (int32_t)day;
}

int32_t kefu_civil_day(int32_t year, int32_t month, int32_t day, int32_t *out)
{
	if (out == NULL)
		return KEFU_E_NULL;
	if (year < KEFU_CIVIL_YEAR_MIN || year > KEFU_CIVIL_YEAR_MAX || month < 1 ||
	    month > 12 || day < 1 || day > civil_month_length(year, month))
		return KEFU_E_RANGE;
	*out = (int32_t)civil_days(year, month, day);
	return KEFU_OK;
}

void kefu_civil_date(int32_t day_number, int32_t *year, int32_t *month, int32_t *day)
{
	int64_t whole_year;
	int32_t month_found, day_found;

	civil_split(day_number, &whole_year, &month_found, &day_found);
	if (year != NULL)
		*year = (int32_t)whole_year;
	if (month != NULL)
		*month = month_found;
	if (day != NULL)
		*day = day_found;
}

int32_t kefu_civil_weekday(int32_t day_number)
{
	return civil_weekday(day_number);
}

int32_t kefu_civil_week_start(int32_t day_number)
{
	return day_clamped((int64_t)day_number - civil_weekday(day_number));
}

void kefu_civil_week(int32_t day_number, int32_t *year, int32_t *week)
{
	int64_t thursday = (int64_t)day_number - civil_weekday(day_number) + 3;
	int64_t year_found;
	int32_t month, day;

	civil_split(thursday, &year_found, &month, &day);
	if (year != NULL)
		*year = (int32_t)year_found;
	if (week != NULL)
		*week = (int32_t)((thursday - civil_days(year_found, 1, 1)) / 7) + 1;
}

int32_t kefu_civil_month_start(int32_t day_number)
{
	int64_t year;
	int32_t month, day;

	civil_split(day_number, &year, &month, &day);
	return day_clamped((int64_t)day_number - (day - 1));
}

int32_t kefu_civil_next_month(int32_t day_number)
{
	int64_t year;
	int32_t month, day;

	civil_split(day_number, &year, &month, &day);
	return day_clamped((int64_t)day_number - day + 1 + civil_month_length(year, month));
}

int32_t kefu_civil_month_days(int32_t year, int32_t month)
{
	return month < 1 || month > 12 ? 0 : civil_month_length(year, month);
}

int32_t kefu_civil_parse_date(const char *text, size_t length, int32_t *out)
{
	int32_t year, month, day;

	if (text == NULL || out == NULL)
		return KEFU_E_NULL;
	if (length != 10 || text[4] != '-' || text[7] != '-' ||
	    !civil_digits(text, 4, &year) || !civil_digits(text + 5, 2, &month) ||
	    !civil_digits(text + 8, 2, &day))
		return KEFU_E_RANGE;
	return kefu_civil_day(year, month, day, out);
}

int32_t kefu_civil_parse_clock(const char *text, size_t length, int32_t *out)
{
	int32_t hour, minute, second = 0;
	int hour_digits;

	if (text == NULL || out == NULL)
		return KEFU_E_NULL;
	hour_digits = length == 4 || length == 7 ? 1 : 2;
	if (length != (size_t)hour_digits + 3 && length != (size_t)hour_digits + 6)
		return KEFU_E_RANGE;
	if (!civil_digits(text, hour_digits, &hour) || text[hour_digits] != ':' ||
	    !civil_digits(text + hour_digits + 1, 2, &minute))
		return KEFU_E_RANGE;
	if (length == (size_t)hour_digits + 6 &&
	    (text[hour_digits + 3] != ':' || !civil_digits(text + hour_digits + 4, 2, &second)))
		return KEFU_E_RANGE;
	if (minute > 59 || second > 59 || (hour * 60 + minute) * 60 + second > CIVIL_DAY_SECONDS)
		return KEFU_E_RANGE;
	*out = (hour * 60 + minute) * 60 + second;
	return KEFU_OK;
}
