/* Vectors of business time: a schedule, two instants and what lies between. */
#include "conformance.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

static int instant_read(const json_t *text, int64_t *t)
{
	const char *value = json_string_value(text);

	return value != NULL &&
	       kefu_zone_parse(NULL, value, strlen(value), KEFU_ZONE_EARLIER, t) == KEFU_OK;
}

/* Business time between, less that inside the pauses. */
static int32_t between(const kefu_schedule *schedule, const json_t *vector, int64_t from,
                       int64_t to, int64_t *ms)
{
	const json_t *pause;
	size_t i;
	int32_t status = kefu_schedule_between(schedule, from, to, ms);

	json_array_foreach(json_object_get(vector, "pauses"), i, pause) {
		int64_t begin, end, paused;

		if (!instant_read(json_array_get(pause, 0), &begin) ||
		    !instant_read(json_array_get(pause, 1), &end))
			return KEFU_E_RANGE;
		begin = begin > from ? begin : from;
		end = end < to ? end : to;
		if (begin < end && status == KEFU_OK)
			status = kefu_schedule_between(schedule, begin, end, &paused);
		if (begin < end && status == KEFU_OK)
			*ms -= paused;
	}
	return status;
}

static void compare_span(const kefu_schedule *schedule, const json_t *vector, int64_t from,
                         struct outcome *outcome)
{
	const json_t *expected = json_object_get(vector, "expected_seconds");
	int64_t to, ms = 0;
	int32_t status = KEFU_E_RANGE;

	if (instant_read(json_object_get(vector, "to"), &to))
		status = between(schedule, vector, from, to, &ms);
	if (status != KEFU_OK)
		outcome_fail(outcome, "between: %s", kefu_strerror(status));
	else if (!same_seconds(expected, ms))
		outcome_fail(outcome, "expected %.12g s, got %.12g s", json_number_value(expected),
		             (double)ms / 1000.0);
}

static void compare_instant(const kefu_schedule *schedule, const json_t *vector, int64_t from,
                            int forward, struct outcome *outcome)
{
	const char *round = member_text(vector, "round"), *error = member_text(vector, "error");
	int32_t which = round != NULL ? KEFU_SCHEDULE_FARTHEST : KEFU_SCHEDULE_NEAREST, status;
	int64_t ms = llround(1000.0 * json_number_value(json_object_get(vector, "expected_seconds")));
	int64_t to = 0, got = 0;

	status = forward ? kefu_schedule_add(schedule, from, ms, which, &got) :
		kefu_schedule_subtract(schedule, from, ms, which, &got);
	if (error != NULL) {
		if (status != KEFU_E_NEVER)
			outcome_fail(outcome, "expected %s, got status %" PRId32, error, status);
	} else if (status != KEFU_OK) {
		outcome_fail(outcome, "%s: %s", forward ? "add" : "subtract", kefu_strerror(status));
	} else if (!instant_read(json_object_get(vector, "to"), &to) || got != to) {
		char text[KEFU_ZONE_TEXT_SIZE] = "?";

		kefu_zone_format(NULL, got, text, sizeof text);
		outcome_fail(outcome, "expected %s, got %s", member_text(vector, "to"), text);
	}
}

void vector_business_time(const json_t *vector, struct outcome *outcome)
{
	const char *kind = member_text(vector, "kind");
	kefu_schedule *schedule = schedule_read(vector, outcome);
	int64_t from;

	if (schedule == NULL)
		return;
	if (!instant_read(json_object_get(vector, "from"), &from))
		outcome_fail(outcome, "from is no instant");
	else if (strcmp(kind, "within") == 0 || strcmp(kind, "sla") == 0)
		compare_span(schedule, vector, from, outcome);
	else if (strcmp(kind, "for-add") == 0 || strcmp(kind, "for-subtract") == 0)
		compare_instant(schedule, vector, from, strcmp(kind, "for-add") == 0, outcome);
	else
		outcome_fail(outcome, "unknown kind %s", kind);
	kefu_schedule_free(schedule);
}
