/* What kefu-report --due prints: open work against its targets. */
#define _GNU_SOURCE /* strtok_r */

#include "kefu-report.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int fail(const char *what, const char *why)
{
	fprintf(stderr, "kefu-report: %s: %s\n", what, why);
	return 0;
}

/* ---- opening hours: "mon-fri 09:00-12:00,13:00-18:00; sat 10:00-14:00" ---- */

static int32_t weekday_find(const char *text)
{
	static const char *const names[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
	int32_t day;

	for (day = KEFU_MONDAY; day <= KEFU_SUNDAY; day++)
		if (strcmp(names[day], text) == 0)
			return day;
	return -1;
}

static int days_read(char *text, int32_t *first, int32_t *last)
{
	char *to = strchr(text, '-');

	if (to != NULL)
		*to++ = '\0';
	*first = weekday_find(text);
	*last = to != NULL ? weekday_find(to) : *first;
	return *first >= 0 && *last >= 0;
}

static int interval_add(kefu_hours *hours, int32_t first, int32_t last, char *text)
{
	char *to = strchr(text, '-');
	int32_t open_s, close_s;

	if (to == NULL)
		return 0;
	*to++ = '\0';
	return kefu_civil_parse_clock(text, strlen(text), &open_s) == KEFU_OK &&
	       kefu_civil_parse_clock(to, strlen(to), &close_s) == KEFU_OK &&
	       kefu_hours_weekly(hours, first, last, open_s, close_s) == KEFU_OK;
}

static int hours_read(char *text, kefu_hours *hours)
{
	char *rest = NULL, *part = strtok_r(text, ";", &rest);

	for (; part != NULL; part = strtok_r(NULL, ";", &rest)) {
		char *more = NULL, *word = strtok_r(part, " ,", &more);
		int32_t first, last;

		if (word == NULL || !days_read(word, &first, &last) ||
		    (word = strtok_r(NULL, " ,", &more)) == NULL)
			return 0;
		for (; word != NULL; word = strtok_r(NULL, " ,", &more))
			if (!interval_add(hours, first, last, word))
				return 0;
	}
	return 1;
}

static int schedule_make(const char *text, const kefu_zone *zone, kefu_schedule **schedule)
{
	kefu_hours *hours = NULL;
	char *copy;
	int sound;

	if (text == NULL)
		return 1; /* all time counts */
	copy = strdup(text);
	sound = copy != NULL && kefu_hours_new(NULL, &hours) == KEFU_OK &&
		hours_read(copy, hours) &&
		kefu_schedule_new(NULL, hours, zone, schedule) == KEFU_OK;
	kefu_hours_free(hours);
	free(copy);
	return sound || fail(text, "not opening hours such as 'mon-fri 09:00-18:00; sat 10:00-14:00'");
}

/* ---- targets: "first_reply.urgent=15m,first_reply=1h,resolution=2d" ---- */

int duration_read(const char *text, int64_t *ms)
{
	static const struct {
		char letter;
		double ms;
	} units[] = {{'s', 1e3}, {'m', 6e4}, {'h', 36e5}, {'d', 864e5}};
	char *end;
	double number = strtod(text, &end);
	size_t i;

	for (i = 0; i < sizeof units / sizeof *units; i++)
		if (end != text && *end == units[i].letter && end[1] == '\0' &&
		    number > 0 && number * units[i].ms < 1e13) {
			*ms = (int64_t)(number * units[i].ms);
			return 1;
		}
	return 0;
}

static int priority_find(const char *text, uint8_t *priority)
{
	const char *name;

	for (*priority = 1; ; ++*priority) {
		name = kefu_field_value_name(KEFU_FIELD_PRIORITY, *priority);
		if (name == NULL || strcmp(name, text) == 0)
			return name != NULL;
	}
}

static int target_read(char *text, kefu_desk *desk, kefu_target *target)
{
	char *value = strchr(text, '='), *priority;

	if (value == NULL)
		return 0;
	*value++ = '\0';
	priority = strchr(text, '.');
	if (priority != NULL)
		*priority++ = '\0';
	for (target->kind = 1; kefu_sla_kind_name(target->kind) != NULL; target->kind++)
		if (strcmp(kefu_sla_kind_name(target->kind), text) == 0)
			break;
	return kefu_sla_kind_name(target->kind) != NULL && duration_read(value, &target->ms) &&
	       (priority == NULL || priority_find(priority, &target->priority)) &&
	       kefu_desk_intern(desk, text, strlen(text), &target->name) == KEFU_OK;
}

/* Those of a priority come first, because the first that fits applies. */
static int targets_add(const char *list, int with_priority, const kefu_schedule *schedule,
                       kefu_desk *desk)
{
	char *copy = strdup(list), *rest = NULL, *part;
	int sound = copy != NULL;

	for (part = sound ? strtok_r(copy, ",", &rest) : NULL; part != NULL && sound;
	     part = strtok_r(NULL, ",", &rest)) {
		kefu_target target = {.size = sizeof target};

		target.schedule = schedule;
		sound = target_read(part, desk, &target) &&
			((target.priority != 0) != with_priority ||
			 kefu_desk_target(desk, &target) == KEFU_OK);
	}
	free(copy);
	return sound || fail(list, "not targets such as first_reply.urgent=15m,first_reply=1h,resolution=2d");
}

int due_promise(kefu_desk *desk, const char *targets, const char *hours, const kefu_zone *zone)
{
	kefu_schedule *schedule = NULL;
	int sound;

	sound = schedule_make(hours, zone, &schedule) && targets_add(targets, 1, schedule, desk) &&
		targets_add(targets, 0, schedule, desk);
	kefu_schedule_free(schedule);
	return sound;
}

/* ---- the list ---- */

static void id_text(const kefu_desk *desk, kefu_id id, char *text, size_t size)
{
	size_t length = 0;

	if (id == 0 || kefu_desk_id_text(desk, id, text, size - 1, &length) != KEFU_OK)
		length = 0;
	text[length] = '\0';
}

static void span_text(int64_t ms, char *text, size_t size)
{
	int64_t minutes = (ms < 0 ? -ms : ms) / 60000;
	const char *sign = ms < 0 ? "-" : "";

	if (minutes >= 48 * 60)
		snprintf(text, size, "%s%" PRId64 "d %02" PRId64 "h", sign, minutes / 1440,
		         minutes % 1440 / 60);
	else
		snprintf(text, size, "%s%" PRId64 "h %02" PRId64 "m", sign, minutes / 60, minutes % 60);
}

/* When: breached, when it was; running, when it is due. */
static void when_text(const kefu_timer *timer, const kefu_zone *zone, char *text, size_t size)
{
	int64_t t = timer->state == KEFU_TIMER_BREACHED ? timer->breached_at : timer->due;

	snprintf(text, size, "%s", t == KEFU_NEVER ? "never" : "");
	if (t >= 0 && t != KEFU_NEVER)
		(void)kefu_zone_format(zone, t, text, size);
}

static void timer_print(const kefu_desk *desk, const kefu_timer *timer, const kefu_zone *zone,
                        int32_t format, int first)
{
	static const char *const keys[] = {"state", "target", "when", "session", "customer", "agent"};
	char when[KEFU_ZONE_TEXT_SIZE], left[32], ids[4][256];
	const char *texts[6];
	size_t i;

	when_text(timer, zone, when, sizeof when);
	span_text(timer->remaining, left, sizeof left);
	id_text(desk, timer->name, ids[0], sizeof ids[0]);
	id_text(desk, timer->refund != 0 ? timer->refund : timer->session, ids[1], sizeof ids[1]);
	id_text(desk, timer->customer, ids[2], sizeof ids[2]);
	id_text(desk, timer->agent, ids[3], sizeof ids[3]);
	texts[0] = kefu_timer_state_name(timer->state);
	texts[1] = ids[0];
	texts[2] = when;
	texts[3] = ids[1];
	texts[4] = ids[2];
	texts[5] = ids[3];
	if (format == KEFU_FORMAT_TABLE) {
		printf("%-8s  %-16s  %-25s %9s  %-12s  %-12s  %s\n", texts[0], texts[1], texts[2],
		       left, texts[3], texts[4], texts[5]);
	} else if (format == KEFU_FORMAT_CSV) {
		for (i = 0; i < 6; i++, putchar(','))
			csv_print(texts[i]);
		printf("%" PRId64 ",%" PRId64 "\r\n", timer->elapsed, timer->remaining);
	} else {
		fputs(first ? "[\n{" : ",\n{", stdout);
		for (i = 0; i < 6; i++, putchar(','))
			json_print(keys[i], texts[i]);
		printf("\"elapsed\":%" PRId64 ",\"remaining\":%" PRId64 "}", timer->elapsed,
		       timer->remaining);
	}
}

int due_print(kefu_desk *desk, const kefu_zone *zone, int64_t as_of, int64_t limit,
              int32_t format)
{
	kefu_timers *timers = NULL;
	int32_t status;
	int64_t i;

	if (format == KEFU_FORMAT_OPENMETRICS)
		return fail("--due", "comes as table, csv or json");
	status = kefu_desk_due(desk, as_of, 0, limit, &timers);
	if (status != KEFU_OK)
		return fail("--due", kefu_strerror(status));
	if (format == KEFU_FORMAT_TABLE)
		printf("%-8s  %-16s  %-25s %9s  %-12s  %-12s  %s\n", "state", "target", "due or breached",
		       "remaining", "session", "customer", "agent");
	else if (format == KEFU_FORMAT_CSV)
		fputs("state,target,when,session,customer,agent,elapsed,remaining\r\n", stdout);
	for (i = 0; i < kefu_timers_count(timers); i++) {
		kefu_timer timer = {.size = sizeof timer};

		kefu_timers_at(timers, i, &timer);
		timer_print(desk, &timer, zone, format, i == 0);
	}
	if (format == KEFU_FORMAT_JSON)
		puts(kefu_timers_count(timers) == 0 ? "[]" : "\n]");
	if (format == KEFU_FORMAT_TABLE && kefu_timers_count(timers) == 0)
		fputs("nothing is breached or running then\n", stderr);
	if (kefu_timers_total(timers) > kefu_timers_count(timers))
		fprintf(stderr, "and %" PRId64 " more; --limit shows them\n",
		        kefu_timers_total(timers) - kefu_timers_count(timers));
	kefu_timers_free(timers);
	return fflush(stdout) == 0 || fail("standard output", "cannot be written");
}
