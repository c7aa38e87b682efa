/* What a question to a schedule costs, with a loop over days beside it that
 * answers the same (as the open tools do it): a year of Monday to Friday,
 * 09:00 to 12:00 and 13:00 to 18:00, sixty holidays, a zone with daylight
 * saving. Prints nanoseconds for each question.
 *
 *	bench/schedule [QUESTIONS]
 */
#define _POSIX_C_SOURCE 200809L
#include <stdio.h>
#include <stdlib.h>

#include "kefu/schedule.h"
#include "measuring.h"

#define DAY INT64_C(86400000)
#define HOLIDAYS 60

static int32_t holidays[HOLIDAYS];
static int32_t first_day;

static uint64_t next(uint64_t *state)
{
	uint64_t z = (*state += UINT64_C(0x9E3779B97F4A7C15));

	z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
	return z ^ (z >> 27);
}

static void must(int32_t status)
{
	if (status != KEFU_OK) {
		fprintf(stderr, "schedule: %s\n", kefu_strerror(status));
		exit(1);
	}
}

static kefu_schedule *make(const kefu_zone *zone)
{
	kefu_schedule *schedule = NULL;
	kefu_hours *hours = NULL;
	int32_t i;

	must(kefu_hours_new(NULL, &hours));
	must(kefu_hours_weekly(hours, KEFU_MONDAY, KEFU_FRIDAY, 9 * 3600, 12 * 3600));
	must(kefu_hours_weekly(hours, KEFU_MONDAY, KEFU_FRIDAY, 13 * 3600, 18 * 3600));
	for (i = 0; i < HOLIDAYS; i++) {
		holidays[i] = first_day + 24 * i;
		must(kefu_hours_holiday(hours, holidays[i]));
	}
	must(kefu_schedule_new(NULL, hours, zone, &schedule));
	kefu_hours_free(hours);
	return schedule;
}

static int is_holiday(int32_t day)
{
	int i;

	for (i = 0; i < HOLIDAYS; i++)
		if (holidays[i] == day)
			return 1;
	return 0;
}

static int64_t overlap(const kefu_zone *zone, int32_t day, int32_t open_s, int32_t close_s,
                       int64_t from, int64_t to)
{
	int64_t start, end;

	must(kefu_zone_instant(zone, day, open_s * 1000, KEFU_ZONE_EARLIER, &start));
	must(kefu_zone_instant(zone, day, close_s * 1000, KEFU_ZONE_EARLIER, &end));
	start = start > from ? start : from;
	end = end < to ? end : to;
	return end > start ? end - start : 0;
}

/* Day by day, each interval cut to the question. */
static int64_t between_by_days(const kefu_zone *zone, int64_t from, int64_t to)
{
	int32_t day, last;
	int64_t total = 0;

	must(kefu_zone_local(zone, NULL, from, &day, NULL));
	must(kefu_zone_local(zone, NULL, to, &last, NULL));
	for (; day <= last; day++) {
		if (kefu_civil_weekday(day) > KEFU_FRIDAY || is_holiday(day))
			continue;
		total += overlap(zone, day, 9 * 3600, 12 * 3600, from, to);
		total += overlap(zone, day, 13 * 3600, 18 * 3600, from, to);
	}
	return total;
}

struct question {
	int64_t from;
	int64_t to;
};

static void run(const char *name, int64_t span, const kefu_schedule *schedule, const kefu_zone *zone,
                struct question *questions, size_t count)
{
	size_t loops = count / 50 + 1, i;
	uint64_t state = 1;
	int64_t sum = 0, check = 0, ms;
	double start, fast, slow, add;

	for (i = 0; i < count; i++) {
		questions[i].from = first_day * DAY + (int64_t)(next(&state) % (uint64_t)(1000 * DAY));
		questions[i].to = questions[i].from + (int64_t)(next(&state) % (uint64_t)span);
	}
	start = now_ns();
	for (i = 0; i < count; i++) {
		must(kefu_schedule_between(schedule, questions[i].from, questions[i].to, &ms));
		sum += ms;
	}
	fast = (now_ns() - start) / (double)count;
	start = now_ns();
	for (i = 0; i < count; i++) {
		must(kefu_schedule_add(schedule, questions[i].from, (questions[i].to - questions[i].from) / 4,
		                       KEFU_SCHEDULE_NEAREST, &ms));
		check ^= ms;
	}
	add = (now_ns() - start) / (double)count;
	start = now_ns();
	for (i = 0; i < loops; i++)
		check += between_by_days(zone, questions[i].from, questions[i].to);
	slow = (now_ns() - start) / (double)loops;
	for (i = 0; i < loops; i++) {
		must(kefu_schedule_between(schedule, questions[i].from, questions[i].to, &ms));
		if (ms != between_by_days(zone, questions[i].from, questions[i].to)) {
			fprintf(stderr, "schedule: the two disagree on question %zu\n", i);
			exit(1);
		}
	}
	printf("%-22s %8.1f ns between %8.1f ns add %10.1f ns by days, %5.0f times (%llx)\n", name, fast,
	       add, slow, slow / fast, (unsigned long long)(sum ^ check) & 0xfff);
}

int main(int argc, char **argv)
{
	size_t count = argc > 1 ? (size_t)strtoul(argv[1], NULL, 10) : 1000000, i;
	struct question *questions;
	kefu_schedule_cursor cursor = {NULL, 0, 0, 0, 0, 0};
	kefu_zone *zone = NULL;
	kefu_schedule *schedule;
	int64_t t, reading, sum = 0;
	double start;

	questions = malloc(count * sizeof *questions);
	if (count == 0 || questions == NULL)
		return 1;
	must(kefu_civil_day(2022, 1, 3, &first_day));
	must(kefu_zone_posix(NULL, "CET-1CEST,M3.5.0,M10.5.0/3", 26, &zone));
	start = now_ns();
	schedule = make(zone);
	printf("%-22s %8.1f us\n", "making the schedule", (now_ns() - start) / 1000);
	run("within a day", DAY, schedule, zone, questions, count);
	run("within a week", 7 * DAY, schedule, zone, questions, count);
	run("within a year", 365 * DAY, schedule, zone, questions, count);
	t = first_day * DAY;
	start = now_ns();
	for (i = 0; i < count; i++) {
		t += 30000;
		must(kefu_schedule_clock(schedule, &cursor, t, &reading));
		sum += reading;
	}
	printf("%-22s %8.1f ns a reading (%llx)\n", "in order, by cursor", (now_ns() - start) / (double)count,
	       (unsigned long long)sum & 0xfff);
	kefu_schedule_free(schedule);
	kefu_zone_free(zone);
	free(questions);
	return 0;
}
