/* Definitions as objects: made, set, checked, copied, compared. Writing them
 * is lib/report/definition_text.c. */
#include "measure/definition_object.h"

#include <string.h>

#include "base/text.h"
#include "kefu/civil.h"
#include "measure/knobs.h"

/* ---- why ---- */

static void detail_begin(kefu_definition *definition)
{
	definition->detail[0] = '\0';
}

static void detail_add(kefu_definition *definition, const char *text,
                       size_t length)
{
	size_t used = strlen(definition->detail);
	size_t room = sizeof definition->detail - 1 - used;

	if (length > room)
		length = room;
	memcpy(definition->detail + used, text, length);
	definition->detail[used + length] = '\0';
}

static void detail_say(kefu_definition *definition, const char *text)
{
	detail_add(definition, text, strlen(text));
}

/* Its values are texts: no single word and no number would do. */
static int takes_text(const struct knob *knob)
{
	return knob->kind == KNOB_FLAGS || knob->kind == KNOB_NAME || knob->kind == KNOB_DATES ||
	       knob->kind == KNOB_SCHEDULE;
}

/* "reduce: worst is none of each, first, all, …" */
static int32_t refuse_value(kefu_definition *definition,
                            const struct knob *knob, const char *value,
                            size_t length, int32_t status)
{
	const struct word *word = knob->words;

	detail_begin(definition);
	detail_say(definition, knob->name);
	detail_say(definition, ": ");
	if (text_is_clean(value, length) && length <= 80)
		detail_add(definition, value, length);
	else
		detail_say(definition, "this");
	if (knob->kind == KNOB_SPAN)
		detail_say(definition, " is no list of from>to or from>to|other of ");
	else if (status == KEFU_E_RANGE && !takes_text(knob))
		detail_say(definition, " is not a number that it takes");
	else if (status == KEFU_E_METRIC)
		detail_say(definition, " is no metric");
	else if (word != NULL)
		detail_say(definition, " is none of ");
	else
		detail_say(definition, " is no value that it takes");
	for (; word != NULL && word->text != NULL; word++) {
		detail_say(definition, word->text);
		if (word[1].text != NULL)
			detail_say(definition, ", ");
	}
	return status;
}

const char *kefu_definition_detail(const kefu_definition *definition)
{
	return definition != NULL ? definition->detail : "";
}

/* ---- making ---- */

int32_t kefu_definition_new(const kefu_allocator *allocator, const char *metric,
                            size_t length, kefu_definition **out)
{
	const struct metric *row;
	kefu_allocator memory;
	kefu_definition *definition;
	int32_t status;

	if (metric == NULL || out == NULL)
		return KEFU_E_NULL;
	status = memory_resolve(allocator, &memory);
	if (status != KEFU_OK)
		return status;
	row = metric_named(metric, length);
	if (row == NULL || row->reader == READER_NONE)
		return KEFU_E_METRIC;
	definition = memory_get_zeroed(&memory, sizeof *definition);
	if (definition == NULL)
		return KEFU_E_NOMEM;
	definition->allocator = memory;
	definition_init(&definition->rule, row);
	*out = definition;
	return KEFU_OK;
}

void kefu_definition_free(kefu_definition *definition)
{
	kefu_allocator allocator;

	if (definition == NULL)
		return;
	allocator = definition->allocator;
	kefu_schedule_free(definition->hours);
	kefu_schedule_free(definition->clock);
	memory_put(&allocator, definition, sizeof *definition);
}

int32_t kefu_definition_copy(const kefu_allocator *allocator,
                             const kefu_definition *definition,
                             kefu_definition **out)
{
	kefu_allocator memory;
	kefu_definition *copy;
	int32_t status;

	if (definition == NULL || out == NULL)
		return KEFU_E_NULL;
	status = memory_resolve(allocator, &memory);
	if (status != KEFU_OK)
		return status;
	copy = memory_get_zeroed(&memory, sizeof *copy);
	if (copy == NULL)
		return KEFU_E_NOMEM;
	*copy = *definition;
	copy->allocator = memory;
	copy->hours = copy->clock = NULL;
	status = kefu_definition_hours(copy, definition->hours);
	if (status == KEFU_OK)
		status = kefu_definition_clock(copy, definition->clock);
	if (status != KEFU_OK) {
		kefu_definition_free(copy);
		return status;
	}
	memcpy(copy->hours_name, definition->hours_name, sizeof copy->hours_name);
	memcpy(copy->clock_name, definition->clock_name, sizeof copy->clock_name);
	*out = copy;
	return KEFU_OK;
}

const char *kefu_definition_metric(const kefu_definition *definition)
{
	return definition != NULL ? definition->rule.metric->id : NULL;
}

/* ---- schedules ---- */

static int32_t schedule_give(kefu_definition *definition,
                             const kefu_schedule *schedule,
                             kefu_schedule **place, char name[64])
{
	kefu_schedule *copy = NULL;
	int32_t status = KEFU_OK;

	if (schedule != NULL)
		status = kefu_schedule_copy(&definition->allocator, schedule,
		                            &copy);
	if (status != KEFU_OK)
		return status;
	kefu_schedule_free(*place);
	*place = copy;
	if (copy == NULL)
		name[0] = '\0';
	else if (name[0] == '\0')
		memcpy(name, "own", 4);
	definition->rule.hours = definition->hours;
	definition->rule.clock = definition->clock;
	return KEFU_OK;
}

int32_t kefu_definition_hours(kefu_definition *definition,
                              const kefu_schedule *schedule)
{
	if (definition == NULL)
		return KEFU_E_NULL;
	return schedule_give(definition, schedule, &definition->hours,
	                     definition->hours_name);
}

int32_t kefu_definition_clock(kefu_definition *definition,
                              const kefu_schedule *schedule)
{
	if (definition == NULL)
		return KEFU_E_NULL;
	return schedule_give(definition, schedule, &definition->clock,
	                     definition->clock_name);
}

/* "08:00-23:00 CST-8": open every day, in a zone. */
static int32_t daily_schedule(const kefu_allocator *allocator, const char *text,
                              size_t length, kefu_schedule **out)
{
	kefu_hours *hours = NULL;
	kefu_zone *zone = NULL;
	int32_t open = 0, close = 0;
	int32_t status = KEFU_E_RANGE;

	if (length >= 11 && text[5] == '-' && (length == 11 || text[11] == ' '))
		status = kefu_civil_parse_clock(text, 5, &open);
	if (status == KEFU_OK)
		status = kefu_civil_parse_clock(text + 6, 5, &close);
	if (status != KEFU_OK)
		return KEFU_E_RANGE;
	status = kefu_hours_new(allocator, &hours);
	if (status == KEFU_OK)
		status = kefu_hours_weekly(hours, KEFU_MONDAY, KEFU_SUNDAY, open,
		                           close);
	if (status == KEFU_OK && length > 12)
		status = kefu_zone_posix(allocator, text + 12, length - 12, &zone);
	if (status == KEFU_OK)
		status = kefu_schedule_new(allocator, hours, zone, out);
	kefu_hours_free(hours);
	kefu_zone_free(zone);
	return status;
}

/* Hours that begin with a digit are read, anything else is the name of what
 * the host gives. */
static int32_t schedule_set(kefu_definition *definition,
                            kefu_schedule **place, char name[64],
                            const char *text, size_t length)
{
	kefu_schedule *made = NULL;
	int32_t status = KEFU_OK;

	if (length >= 64)
		return KEFU_E_ID_LONG;
	if (!text_is_clean(text, length))
		return KEFU_E_UTF8;
	if (length != 0 && text[0] >= '0' && text[0] <= '9') {
		status = daily_schedule(&definition->allocator, text, length,
		                        &made);
		if (status != KEFU_OK)
			return status;
	}
	if (made != NULL || length == 0 ||
	    (name[0] >= '0' && name[0] <= '9')) {
		kefu_schedule_free(*place);
		*place = made;
	}
	memcpy(name, text, length);
	name[length] = '\0';
	definition->rule.hours = definition->hours;
	definition->rule.clock = definition->clock;
	return KEFU_OK;
}

/* ---- knobs ---- */

static int32_t flags_set(kefu_definition *definition, const char *text,
                         size_t length)
{
	size_t i, commas = 0;

	if (length >= sizeof definition->flags)
		return KEFU_E_ID_LONG;
	if (!text_is_clean(text, length))
		return KEFU_E_UTF8;
	for (i = 0; i < length; i++)
		commas += text[i] == ',';
	if (commas >= MOST_FLAGS)
		return KEFU_E_RANGE;
	memcpy(definition->flags, text, length);
	definition->flags[length] = '\0';
	return KEFU_OK;
}

static int32_t name_set(char name[64], const char *text, size_t length)
{
	if (length >= 64)
		return KEFU_E_ID_LONG;
	if (!text_is_clean(text, length))
		return KEFU_E_UTF8;
	memcpy(name, text, length);
	name[length] = '\0';
	return KEFU_OK;
}

int32_t kefu_definition_set(kefu_definition *definition, const char *knob,
                            size_t knob_length, const char *value,
                            size_t length)
{
	const struct knob *found;
	int32_t status;

	if (definition == NULL || knob == NULL || (value == NULL && length != 0))
		return KEFU_E_NULL;
	found = knob_named(knob, knob_length);
	if (found == NULL) {
		detail_begin(definition);
		if (text_is_clean(knob, knob_length) && knob_length != 0 && knob_length <= 80) {
			detail_add(definition, knob, knob_length);
			detail_say(definition, ": ");
		}
		detail_say(definition, "there is no knob of this name");
		return KEFU_E_NOT_FOUND;
	}
	if (length == 0)
		value = "";
	if (found->kind == KNOB_FLAGS)
		status = flags_set(definition, value, length);
	else if (found->kind == KNOB_NAME)
		status = name_set(found->at == offsetof(struct definition,
		                                        case_reason)
			? definition->case_reason
			: definition->weight_flag, value, length);
	else if (found->kind == KNOB_SCHEDULE && found->at ==
	         offsetof(struct definition, hours))
		status = schedule_set(definition, &definition->hours,
		                      definition->hours_name, value, length);
	else if (found->kind == KNOB_SCHEDULE)
		status = schedule_set(definition, &definition->clock,
		                      definition->clock_name, value, length);
	else
		status = knob_set(&definition->rule, found, value, length);
	return status == KEFU_OK || status == KEFU_E_NOMEM ? status
		: refuse_value(definition, found, value, length, status);
}

const char *definition_text(const kefu_definition *definition, const struct knob *knob)
{
	switch (knob->kind) {
	case KNOB_SCHEDULE:
		return knob->at == offsetof(struct definition, hours)
			? definition->hours_name : definition->clock_name;
	case KNOB_FLAGS:
		return definition->flags;
	case KNOB_NAME:
		return knob->at == offsetof(struct definition, case_reason)
			? definition->case_reason : definition->weight_flag;
	default:
		return NULL;
	}
}

/* ---- comparing, checking ---- */

static int schedules_equal(const kefu_schedule *a, const kefu_schedule *b)
{
	return (a == NULL && b == NULL) || kefu_schedule_equal(a, b);
}

static int is_default(const kefu_definition *definition,
                      const struct definition *fresh, const struct knob *knob)
{
	const char *text = definition_text(definition, knob);

	return text != NULL ? text[0] == '\0'
	                    : knob_equal(&definition->rule, fresh, knob);
}

int32_t kefu_definition_equal(const kefu_definition *a,
                              const kefu_definition *b)
{
	int32_t i;

	if (a == NULL || b == NULL || a->rule.metric != b->rule.metric)
		return 0;
	for (i = 0; i < knob_count; i++)
		if (definition_text(a, &knob_table[i]) == NULL &&
		    !knob_equal(&a->rule, &b->rule, &knob_table[i]))
			return 0;
	return schedules_equal(a->hours, b->hours) &&
	       schedules_equal(a->clock, b->clock) &&
	       strcmp(a->flags, b->flags) == 0 &&
	       strcmp(a->weight_flag, b->weight_flag) == 0 &&
	       strcmp(a->case_reason, b->case_reason) == 0;
}

static int32_t refuse(kefu_definition *definition, const char *knob,
                      const char *why, const char *more)
{
	detail_begin(definition);
	detail_say(definition, knob);
	detail_say(definition, why);
	detail_say(definition, more);
	return KEFU_E_DEFINITION;
}

int32_t kefu_definition_check(kefu_definition *definition)
{
	struct definition fresh;
	const char *fault;
	int32_t i;

	if (definition == NULL)
		return KEFU_E_NULL;
	definition_init(&fresh, definition->rule.metric);
	for (i = 0; i < knob_count; i++) {
		const struct knob *knob = &knob_table[i];

		if ((knob->readers >> definition->rule.metric->reader & 1) != 0 ||
		    is_default(definition, &fresh, knob))
			continue;
		refuse(definition, knob->name, ": ", definition->rule.metric->id);
		detail_say(definition, " has no ");
		detail_say(definition, knob->what);
		return KEFU_E_DEFINITION;
	}
	if (definition->hours == NULL && definition->hours_name[0] != '\0')
		return refuse(definition, "hours: the schedule ",
		              definition->hours_name, " was never given");
	if (definition->clock == NULL && definition->clock_name[0] != '\0')
		return refuse(definition, "clock: the schedule ",
		              definition->clock_name, " was never given");
	if ((definition->weight_flag[0] != '\0') !=
	    (definition->rule.weight_by.factor > 0))
		return refuse(definition, "weight_by",
		              ": flag and factor belong together", "");
	fault = definition_fault(&definition->rule);
	return fault != NULL ? refuse(definition, fault, "", "") : KEFU_OK;
}

/* ---- the catalogue of knobs ---- */

int32_t kefu_knob_count(void)
{
	return knob_count;
}

const char *kefu_knob_name(int32_t index)
{
	return index >= 0 && index < knob_count ? knob_table[index].name : NULL;
}

const char *kefu_knob_value(int32_t knob, int32_t index)
{
	const struct word *word;

	if (knob < 0 || knob >= knob_count || index < 0)
		return NULL;
	for (word = knob_table[knob].words; word != NULL && word->text != NULL;
	     word++)
		if (index-- == 0)
			return word->text;
	return NULL;
}
