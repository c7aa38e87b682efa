#include "unit.h"

#include "kefu/civil.h"
#include "time/civil.h"

/* ck_assert notes every place it passes, which takes too long millions of
 * times; this only speaks up. */
#define must(condition) do { if (!(condition)) ck_abort_msg("%s", #condition); } while (0)

/* Counts days one by one, as a calendar on the wall does. */
START_TEST(days_follow_each_other)
{
	static const int32_t lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	int32_t year = -800, month = 1, day = 1, number, weekday;

	unit_ok(kefu_civil_day(year, month, day, &number));
	weekday = kefu_civil_weekday(number);
	while (year < 2800) {
		int32_t y, m, d, got;
		int32_t leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
		int32_t length = lengths[month - 1] + (month == 2 && leap);

		kefu_civil_date(number, &y, &m, &d);
		must(y == year);
		must(m == month);
		must(d == day);
		must(kefu_civil_day(year, month, day, &got) == KEFU_OK);
		must(got == number);
		must(kefu_civil_weekday(number) == weekday);
		must(kefu_civil_week_start(number) == number - weekday);
		must(kefu_civil_month_start(number) == number - day + 1);
		must(kefu_civil_next_month(number) == number - day + 1 + length);
		must(kefu_civil_month_days(year, month) == length);
		number++;
		weekday = (weekday + 1) % 7;
		if (++day > length) {
			day = 1;
			if (++month > 12) {
				month = 1;
				year++;
			}
		}
	}
}
END_TEST

START_TEST(known_dates)
{
	int32_t day;

	unit_ok(kefu_civil_day(1970, 1, 1, &day));
	ck_assert_int_eq(day, 0);
	ck_assert_int_eq(kefu_civil_weekday(0), 3);
	unit_ok(kefu_civil_day(2000, 2, 29, &day));
	ck_assert_int_eq(day, 11016);
	unit_ok(kefu_civil_day(1, 1, 1, &day));
	ck_assert_int_eq(day, -719162);
	unit_ok(kefu_civil_day(9999, 12, 31, &day));
	ck_assert_int_eq(day, 2932896);
	/* The last millisecond of that day is the latest time there is. */
	ck_assert_int_eq((day + 1) * CIVIL_DAY_MS - 1, kefu_time_max());
}
END_TEST

static void check_week(int32_t year, int32_t month, int32_t day, int32_t of_year, int32_t week)
{
	int32_t number, got_year = 0, got_week = 0;

	unit_ok(kefu_civil_day(year, month, day, &number));
	kefu_civil_week(number, &got_year, &got_week);
	ck_assert_int_eq(got_year, of_year);
	ck_assert_int_eq(got_week, week);
	kefu_civil_week(number, NULL, NULL);
}

START_TEST(weeks_belong_to_the_year_of_their_thursday)
{
	check_week(2005, 1, 1, 2004, 53);
	check_week(2005, 1, 2, 2004, 53);
	check_week(2005, 12, 31, 2005, 52);
	check_week(2007, 1, 1, 2007, 1);
	check_week(2008, 12, 28, 2008, 52);
	check_week(2008, 12, 29, 2009, 1);
	check_week(2010, 1, 3, 2009, 53);
	check_week(2024, 12, 30, 2025, 1);
}
END_TEST

START_TEST(no_such_date)
{
	int32_t day = 77;

	unit_status(kefu_civil_day(2024, 1, 1, NULL), KEFU_E_NULL);
	unit_status(kefu_civil_day(2023, 2, 29, &day), KEFU_E_RANGE);
	unit_status(kefu_civil_day(1900, 2, 29, &day), KEFU_E_RANGE);
	unit_status(kefu_civil_day(2024, 0, 1, &day), KEFU_E_RANGE);
	unit_status(kefu_civil_day(2024, 13, 1, &day), KEFU_E_RANGE);
	unit_status(kefu_civil_day(2024, 4, 31, &day), KEFU_E_RANGE);
	unit_status(kefu_civil_day(2024, 4, 0, &day), KEFU_E_RANGE);
	unit_status(kefu_civil_day(KEFU_CIVIL_YEAR_MIN - 1, 1, 1, &day), KEFU_E_RANGE);
	unit_status(kefu_civil_day(KEFU_CIVIL_YEAR_MAX + 1, 1, 1, &day), KEFU_E_RANGE);
	ck_assert_int_eq(day, 77);
	unit_ok(kefu_civil_day(KEFU_CIVIL_YEAR_MIN, 1, 1, &day));
	unit_ok(kefu_civil_day(KEFU_CIVIL_YEAR_MAX, 12, 31, &day));
	ck_assert_int_eq(kefu_civil_month_days(2024, 0), 0);
	ck_assert_int_eq(kefu_civil_month_days(2024, 13), 0);
}
END_TEST

START_TEST(every_day_number_has_a_date)
{
	int32_t edges[] = {INT32_MIN, INT32_MIN + 5, INT32_MIN + 6, -1, 0, INT32_MAX};
	size_t i;

	for (i = 0; i < sizeof edges / sizeof edges[0]; i++) {
		int32_t year, month, day;

		kefu_civil_date(edges[i], &year, &month, &day);
		ck_assert(month >= 1 && month <= 12 && day >= 1 && day <= 31);
		kefu_civil_date(edges[i], NULL, NULL, NULL);
		ck_assert(kefu_civil_next_month(edges[i]) > edges[i] || edges[i] == INT32_MAX);
		ck_assert(kefu_civil_month_start(edges[i]) <= edges[i]);
	}
	ck_assert_int_eq(kefu_civil_week_start(INT32_MIN + 5), INT32_MIN);
	ck_assert_int_eq(kefu_civil_week_start(INT32_MIN + 6), INT32_MIN + 6);
	ck_assert_int_eq(kefu_civil_month_start(INT32_MIN), INT32_MIN);
	ck_assert_int_eq(kefu_civil_next_month(INT32_MAX), INT32_MAX);
}
END_TEST

START_TEST(dates_are_read)
{
	static const char *const wrong[] = {"", "2024-2-29", "2024-02-30", "2024/02/29", "2024-02-2x",
		"+024-02-02", "2024-02-29 ", "20240229"};
	int32_t day = 77;
	size_t i;

	unit_ok(kefu_civil_parse_date("2024-02-29", 10, &day));
	ck_assert_int_eq(day, 19782);
	for (i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
		unit_status(kefu_civil_parse_date(wrong[i], strlen(wrong[i]), &day), KEFU_E_RANGE);
	unit_status(kefu_civil_parse_date(NULL, 10, &day), KEFU_E_NULL);
	unit_status(kefu_civil_parse_date("2024-02-29", 10, NULL), KEFU_E_NULL);
	ck_assert_int_eq(day, 19782);
}
END_TEST

START_TEST(times_of_day_are_read)
{
	static const struct {
		const char *text;
		int32_t seconds;
	} right[] = {{"00:00", 0}, {"9:30", 34200}, {"09:30", 34200}, {"9:30:15", 34215},
		{"09:30:15", 34215}, {"23:59:59", 86399}, {"24:00", 86400}, {"24:00:00", 86400}};
	static const char *const wrong[] = {"", "9", "930", "09.30", "24:01", "24:00:01", "9:60", "9:30:60",
		"25:00", "-1:00", "09:3", "09:30:1", "09:30:15.5", "x9:30", "009:30", "99:99"};
	int32_t seconds = 77;
	size_t i;

	for (i = 0; i < sizeof right / sizeof right[0]; i++) {
		unit_ok(kefu_civil_parse_clock(right[i].text, strlen(right[i].text), &seconds));
		ck_assert_int_eq(seconds, right[i].seconds);
	}
	seconds = 77;
	for (i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
		unit_status(kefu_civil_parse_clock(wrong[i], strlen(wrong[i]), &seconds), KEFU_E_RANGE);
	unit_status(kefu_civil_parse_clock(NULL, 5, &seconds), KEFU_E_NULL);
	unit_status(kefu_civil_parse_clock("09:30", 5, NULL), KEFU_E_NULL);
	ck_assert_int_eq(seconds, 77);
}
END_TEST

UNIT_MAIN("civil", days_follow_each_other, known_dates, weeks_belong_to_the_year_of_their_thursday,
          no_such_date, every_day_number_has_a_date, dates_are_read, times_of_day_are_read)
