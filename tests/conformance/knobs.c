/* The `define` of a desk vector, given to a definition member by member. */
#include "knobs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A value as kefu_definition_set() takes it. */
static void value_put(const json_t *value, char *text, size_t size)
{
	size_t length = strlen(text), i;
	const json_t *member;
	char *number;

	if (json_is_array(value)) {
		json_array_foreach(value, i, member) {
			if (i != 0 && strlen(text) + 1 < size)
				strcat(text, ",");
			value_put(member, text, size);
		}
		return;
	}
	if (json_is_string(value)) {
		snprintf(text + length, size - length, "%s", json_string_value(value));
		return;
	}
	number = json_dumps(value, JSON_ENCODE_ANY | JSON_REAL_PRECISION(15));
	snprintf(text + length, size - length, "%s", number != NULL ? number : "");
	free(number);
}

static void knobs_set(kefu_definition *definition, const char *outer, const json_t *object,
                      struct outcome *outcome)
{
	const char *name;
	json_t *value;

	json_object_foreach((json_t *)(uintptr_t)object, name, value) {
		char knob[128], text[1024] = "";
		int32_t status;

		if (*outer == '\0' && strcmp(name, "measure") == 0)
			continue;
		snprintf(knob, sizeof knob, "%s%s%s", outer, *outer != '\0' ? "." : "", name);
		if (json_is_object(value)) {
			knobs_set(definition, knob, value, outcome);
			continue;
		}
		value_put(value, text, sizeof text);
		status = kefu_definition_set(definition, knob, strlen(knob), text, strlen(text));
		if (status == KEFU_E_NOT_FOUND || status == KEFU_E_ENUM)
			outcome_skip(outcome, "knob %s: %s", knob, kefu_definition_detail(definition));
		else if (status != KEFU_OK)
			outcome_fail(outcome, "knob %s: %s", knob, kefu_definition_detail(definition));
	}
}

/* `hours` and `clock` name a schedule of the desk. */
static void schedule_give(kefu_definition *definition, const json_t *define, const char *knob,
                          const json_t *named, struct outcome *outcome)
{
	const char *name = member_text(define, knob);
	const json_t *source = name != NULL ? json_object_get(named, name) : NULL;
	kefu_schedule *schedule;
	int32_t status;

	if (name == NULL)
		return;
	if (source == NULL) {
		outcome_fail(outcome, "the desk has no schedule %s", name);
		return;
	}
	schedule = schedule_read(source, outcome);
	if (schedule == NULL)
		return;
	status = strcmp(knob, "hours") == 0 ? kefu_definition_hours(definition, schedule)
	                                    : kefu_definition_clock(definition, schedule);
	if (status != KEFU_OK)
		outcome_fail(outcome, "%s: %s", knob, kefu_strerror(status));
	kefu_schedule_free(schedule);
}

/* What the text form says is the same definition again. */
static void text_compare(const kefu_definition *definition, const json_t *define,
                         const json_t *named, struct outcome *outcome)
{
	const char *measure = kefu_definition_metric(definition);
	kefu_definition *again = NULL;
	char text[4096], second[4096];
	size_t length = 0, second_length = 0;
	json_t *object;

	if (kefu_definition_write(definition, text, sizeof text, &length) != KEFU_OK ||
	    (object = json_loadb(text, length, 0, NULL)) == NULL) {
		outcome_fail(outcome, "not JSON: %.*s", (int)length, text);
		return;
	}
	if (kefu_definition_new(NULL, measure, strlen(measure), &again) == KEFU_OK) {
		knobs_set(again, "", object, outcome);
		schedule_give(again, define, "hours", named, outcome);
		schedule_give(again, define, "clock", named, outcome);
		kefu_definition_write(again, second, sizeof second, &second_length);
		if (!kefu_definition_equal(definition, again) || length != second_length ||
		    memcmp(text, second, length) != 0)
			outcome_fail(outcome, "read back from %.*s it is %.*s", (int)length, text,
			             (int)second_length, second);
	}
	kefu_definition_free(again);
	json_decref(object);
}

kefu_definition *definition_read(const json_t *define, const json_t *named,
                                 struct outcome *outcome)
{
	const char *measure = member_text(define, "measure");
	kefu_definition *definition = NULL;
	kefu_metric row = {.size = sizeof row};

	if (measure == NULL) {
		outcome_fail(outcome, "define names no measure");
		return NULL;
	}
	if (kefu_metric_find(measure, strlen(measure), &row) != KEFU_OK) {
		outcome_fail(outcome, "measure %s is not in the catalogue", measure);
		return NULL;
	}
	if (kefu_definition_new(NULL, measure, strlen(measure), &definition) != KEFU_OK) {
		outcome_skip(outcome, "measure %s is not computed", measure);
		return NULL;
	}
	knobs_set(definition, "", define, outcome);
	schedule_give(definition, define, "hours", named, outcome);
	schedule_give(definition, define, "clock", named, outcome);
	if (kefu_definition_check(definition) != KEFU_OK)
		outcome_fail(outcome, "%s", kefu_definition_detail(definition));
	text_compare(definition, define, named, outcome);
	return definition;
}
