/* Schedules as the vectors write them. */
#include "conformance.h"

#include <string.h>

static int32_t intervals_read(const json_t *intervals,
                              int32_t (*take)(kefu_hours *, int32_t, int32_t, int32_t),
                              kefu_hours *hours, int32_t day)
{
	const json_t *interval;
	size_t i;

	json_array_foreach(intervals, i, interval) {
		const char *open = json_string_value(json_array_get(interval, 0));
		const char *close = json_string_value(json_array_get(interval, 1));
		int32_t open_s, close_s, status;

		if (open == NULL || close == NULL)
			return KEFU_E_RANGE;
		status = kefu_civil_parse_clock(open, strlen(open), &open_s);
		if (status == KEFU_OK)
			status = kefu_civil_parse_clock(close, strlen(close), &close_s);
		if (status == KEFU_OK)
			status = take(hours, day, open_s, close_s);
		if (status != KEFU_OK)
			return status;
	}
	return KEFU_OK;
}

static int32_t weekly_take(kefu_hours *hours, int32_t day, int32_t open_s, int32_t close_s)
{
	return kefu_hours_weekly(hours, day, day, open_s, close_s);
}

static int32_t weekly_read(const json_t *weekly, kefu_hours *hours)
{
	static const char *const names[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
	int32_t day, status = KEFU_OK;

	for (day = KEFU_MONDAY; day <= KEFU_SUNDAY && status == KEFU_OK; day++)
		status = intervals_read(json_object_get(weekly, names[day]), weekly_take, hours, day);
	return status;
}

static int32_t dates_read(const json_t *dates,
                          int32_t (*take)(kefu_hours *, int32_t, int32_t, int32_t),
                          kefu_hours *hours, int special)
{
	const char *date;
	json_t *intervals;
	int32_t day, status = KEFU_OK;

	json_object_foreach((json_t *)(uintptr_t)dates, date, intervals) {
		status = kefu_civil_parse_date(date, strlen(date), &day);
		if (status == KEFU_OK && special && json_array_size(intervals) == 0)
			status = kefu_hours_holiday(hours, day); /* no hours at all */
		if (status == KEFU_OK)
			status = intervals_read(intervals, take, hours, day);
		if (status != KEFU_OK)
			break;
	}
	return status;
}

static int32_t holidays_read(const json_t *holidays, kefu_hours *hours)
{
	const json_t *date;
	size_t i;

	json_array_foreach(holidays, i, date) {
		const char *text = json_string_value(date);
		int32_t day, status;

		if (text == NULL)
			return KEFU_E_RANGE;
		status = kefu_civil_parse_date(text, strlen(text), &day);
		if (status == KEFU_OK)
			status = kefu_hours_holiday(hours, day);
		if (status != KEFU_OK)
			return status;
	}
	return KEFU_OK;
}

static int32_t plan_read(const json_t *source, kefu_hours *hours)
{
	const char *overnight = member_text(json_object_get(source, "policy"), "overnight_holiday");
	int32_t status = weekly_read(json_object_get(source, "weekly"), hours);

	if (status == KEFU_OK)
		status = holidays_read(json_object_get(source, "holidays"), hours);
	if (status == KEFU_OK)
		status = dates_read(json_object_get(source, "special"), kefu_hours_special, hours, 1);
	if (status == KEFU_OK)
		status = dates_read(json_object_get(source, "breaks"), kefu_hours_break, hours, 0);
	if (status == KEFU_OK && overnight != NULL && strcmp(overnight, "owner") == 0)
		status = kefu_hours_overnight(hours, KEFU_OVERNIGHT_OWNER);
	return status;
}

kefu_schedule *schedule_read(const json_t *source, struct outcome *outcome)
{
	const char *zone_name = member_text(source, "tz");
	const kefu_zone *zone = zone_named(zone_name);
	kefu_schedule *schedule = NULL;
	kefu_hours *hours = NULL;
	int32_t status;

	if (zone == NULL) {
		outcome_skip(outcome, "zone %s is not on this system", zone_name);
		return NULL;
	}
	status = kefu_hours_new(NULL, &hours);
	if (status == KEFU_OK)
		status = plan_read(source, hours);
	if (status == KEFU_OK)
		status = kefu_schedule_new(NULL, hours, zone, &schedule);
	if (status != KEFU_OK)
		outcome_fail(outcome, "making the schedule: %s", kefu_strerror(status));
	kefu_hours_free(hours);
	return schedule;
}
