/* When is a ticket due? A shop in Shanghai works Monday to Friday, 09:00 to
 * 12:00 and 13:00 to 18:00; the first week of October 2024 is a holiday, and
 * Saturday the 12th makes up for a day of it. */
#include <stdio.h>
#include <string.h>

#include <kefu.h>

#define HOUR 3600                  /* of the clock, in seconds */
#define HOUR_MS INT64_C(3600000)   /* of a duration */

static int32_t day_of(const char *date)
{
	int32_t day = 0;

	(void)kefu_civil_parse_date(date, strlen(date), &day);
	return day;
}

static int32_t make(const kefu_zone *zone, kefu_schedule **out)
{
	kefu_hours *hours = NULL;
	int32_t day, status = kefu_hours_new(NULL, &hours);

	if (status == KEFU_OK)
		status = kefu_hours_weekly(hours, KEFU_MONDAY, KEFU_FRIDAY, 9 * HOUR, 12 * HOUR);
	if (status == KEFU_OK)
		status = kefu_hours_weekly(hours, KEFU_MONDAY, KEFU_FRIDAY, 13 * HOUR, 18 * HOUR);
	for (day = day_of("2024-10-01"); day <= day_of("2024-10-07") && status == KEFU_OK; day++)
		status = kefu_hours_holiday(hours, day);
	if (status == KEFU_OK) /* a Saturday, but a working day */
		status = kefu_hours_special(hours, day_of("2024-10-12"), 9 * HOUR, 18 * HOUR);
	if (status == KEFU_OK)
		status = kefu_schedule_new(NULL, hours, zone, out);
	kefu_hours_free(hours);
	return status;
}

static void print(const char *what, const kefu_zone *zone, int64_t t)
{
	char text[KEFU_ZONE_TEXT_SIZE] = "?";

	(void)kefu_zone_format(zone, t, text, sizeof text);
	printf("%-34s %s\n", what, text);
}

int main(void)
{
	kefu_zone *zone = NULL;
	kefu_schedule *schedule = NULL;
	int64_t created = 0, due, breach, open, elapsed = 0;
	int32_t status = kefu_zone_posix(NULL, "CST-8", 5, &zone);

	if (status == KEFU_OK)
		status = make(zone, &schedule);
	if (status == KEFU_OK)
		status = kefu_zone_parse(zone, "2024-09-30 17:30", 16, KEFU_ZONE_EARLIER, &created);
	if (status == KEFU_OK)
		status = kefu_schedule_add(schedule, created, 4 * HOUR_MS, KEFU_SCHEDULE_NEAREST, &due);
	if (status == KEFU_OK) {
		print("created", zone, created);
		print("due, after 4 business hours", zone, due);
		status = kefu_schedule_between(schedule, created, due, &elapsed);
	}
	if (status == KEFU_OK) {
		printf("%-34s %.1f h of business, %.1f h by the calendar\n", "between them",
		       (double)elapsed / (double)HOUR_MS, (double)(due - created) / (double)HOUR_MS);
		status = kefu_schedule_add(schedule, created, 8 * HOUR_MS + HOUR_MS / 2,
		                           KEFU_SCHEDULE_NEAREST, &due);
	}
	if (status == KEFU_OK) /* used up at closing: not missed before the next opening */
		status = kefu_schedule_add(schedule, created, 8 * HOUR_MS + HOUR_MS / 2,
		                           KEFU_SCHEDULE_FARTHEST, &breach);
	if (status == KEFU_OK) {
		print("due, after 8.5 business hours", zone, due);
		print("and missed only after", zone, breach);
		status = kefu_schedule_next_open(schedule, due, &open);
	}
	if (status == KEFU_OK)
		print("open again", zone, open);
	kefu_schedule_free(schedule);
	kefu_zone_free(zone);
	if (status != KEFU_OK)
		fprintf(stderr, "due_time: %s\n", kefu_strerror(status));
	return status == KEFU_OK ? 0 : 1;
}
