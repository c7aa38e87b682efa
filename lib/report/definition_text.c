/* Definitions as text: one knob, the canonical JSON object, a sentence. */
#include "measure/definition_object.h"

#include <string.h>

#include "kefu/civil.h"
#include "measure/knobs.h"
#include "report/report.h"

/* How a list is written: a knob's value as text, or as JSON. */
struct list {
	struct text_writer *writer;
	int json, count;
};

static void list_put(struct list *list, const char *text, size_t length,
                     int is_word)
{
	if (list->count++ != 0)
		text_put(list->writer, ",", 1);
	if (list->json && is_word)
		text_put(list->writer, "\"", 1);
	text_put(list->writer, text, length);
	if (list->json && is_word)
		text_put(list->writer, "\"", 1);
}

static void put_set(struct list *list, const struct word *words, uint32_t set)
{
	for (; words->text != NULL; words++)
		if ((set & (uint32_t)words->value) != 0)
			list_put(list, words->text, strlen(words->text), 1);
}

static void put_scores(struct list *list, const struct score_set *set)
{
	int32_t score;

	for (score = 0; score <= 100; score++)
		if ((set->bits[score / 64] >> (score % 64) & 1) != 0) {
			if (list->count++ != 0)
				text_put(list->writer, ",", 1);
			text_put_integer(list->writer, score);
		}
}

static void put_flags(struct list *list, const char *flags)
{
	while (*flags != '\0') {
		size_t length = strcspn(flags, ",");

		list_put(list, flags, length, 1);
		flags += length + (flags[length] != '\0');
	}
}

static void put_text(struct list *list, const char *text)
{
	if (text != NULL && text[0] != '\0')
		list_put(list, text, strlen(text), 1);
	else if (list->json)
		text_put_string(list->writer, "null");
}

static const char *word_of(const struct knob *knob, int32_t value)
{
	const struct word *word;

	for (word = knob->words; word->text != NULL; word++)
		if (word->value == value)
			return word->text;
	return NULL;
}

static void put_span(struct list *list, const struct knob *knob,
                     const struct span *span)
{
	int32_t i;

	for (i = 0; i < span->count; i++) {
		const struct span_pair *pair = &span->pairs[i];
		char text[64];
		struct text_writer writer = {text, sizeof text, 0};

		text_put_string(&writer, pair->minus ? "-" : "");
		text_put_string(&writer, word_of(knob, pair->from));
		text_put(&writer, ">", 1);
		text_put_string(&writer, word_of(knob, pair->to));
		if (pair->or_to != 0) {
			text_put(&writer, "|", 1);
			text_put_string(&writer, word_of(knob, pair->or_to));
		}
		list_put(list, text, writer.length, 1);
	}
}

static void put_date(struct text_writer *writer, int32_t number)
{
	int32_t parts[3], i, place;

	kefu_civil_date(number, &parts[0], &parts[1], &parts[2]);
	for (i = 0; i < 3; i++) {
		if (i != 0)
			text_put(writer, "-", 1);
		for (place = i == 0 ? 1000 : 10; place > 1 && parts[i] < place; place /= 10)
			text_put(writer, "0", 1);
		text_put_integer(writer, parts[i]);
	}
}

static void put_dates(struct list *list, const struct exempt *exempt)
{
	int32_t i;

	for (i = 0; i < exempt->count; i++) {
		const struct day_range *range = &exempt->days[i];
		char text[32];
		struct text_writer writer = {text, sizeof text, 0};

		put_date(&writer, range->from);
		if (range->to != range->from) {
			text_put(&writer, "..", 2);
			put_date(&writer, range->to);
		}
		list_put(list, text, writer.length, 1);
	}
}

static void put_ms(struct text_writer *writer, int64_t ms)
{
	if (ms >= 0)
		text_put_decimal(writer, (double)ms / 1000, 3, 1);
}

static void put_members(const kefu_definition *definition,
                        const struct knob *knob, struct list *list)
{
	const char *place = (const char *)&definition->rule + knob->at;
	struct score_set scores;
	uint32_t set;

	switch (knob->kind) {
	case KNOB_SET:
		memcpy(&set, place, sizeof set);
		if (set == 0 && place == (const char *)&definition->rule.valid_reply)
			set = DEFAULT_REPLIES;
		put_set(list, knob->words, set);
		break;
	case KNOB_SCORES:
		memcpy(&scores, place, sizeof scores);
		put_scores(list, &scores);
		break;
	case KNOB_SPAN:
		put_span(list, knob, &definition->rule.span);
		break;
	case KNOB_DATES:
		put_dates(list, &definition->rule.exempt);
		break;
	default:
		put_flags(list, definition->flags);
		break;
	}
}

static void put_knob(const kefu_definition *definition,
                     const struct knob *knob, struct list *list)
{
	const char *place = (const char *)&definition->rule + knob->at;
	struct text_writer *writer = list->writer;
	const struct metric *metric;
	int64_t large;
	int32_t whole;
	double real;

	switch (knob->kind) {
	case KNOB_WORD:
		memcpy(&whole, place, sizeof whole);
		put_text(list, word_of(knob, whole));
		break;
	case KNOB_SET:
	case KNOB_SCORES:
	case KNOB_FLAGS:
	case KNOB_SPAN:
	case KNOB_DATES:
		if (list->json)
			text_put(writer, "[", 1);
		put_members(definition, knob, list);
		if (list->json)
			text_put(writer, "]", 1);
		break;
	case KNOB_SECONDS:
		memcpy(&large, place, sizeof large);
		put_ms(writer, large);
		break;
	case KNOB_DAYS:
		memcpy(&large, place, sizeof large);
		text_put_integer(writer, large / 86400000);
		break;
	case KNOB_LARGE:
		memcpy(&large, place, sizeof large);
		text_put_integer(writer, large);
		break;
	case KNOB_WHOLE:
		memcpy(&whole, place, sizeof whole);
		if (whole >= 0)
			text_put_integer(writer, whole);
		break;
	case KNOB_SWITCH:
	case KNOB_INVERSE:
		memcpy(&whole, place, sizeof whole);
		text_put_string(writer, (whole != 0) == (knob->kind == KNOB_SWITCH)
			? "true" : "false");
		break;
	case KNOB_NUMBER:
		if (definition->rule.has_default)
			text_put_decimal(writer, definition->rule.default_value,
			                 6, 1);
		break;
	case KNOB_FRACTION:
		memcpy(&real, place, sizeof real);
		text_put_decimal(writer, real, 6, 1);
		break;
	case KNOB_METRIC:
		memcpy(&metric, place, sizeof metric);
		put_text(list, metric != NULL ? metric->id : NULL);
		break;
	default:
		put_text(list, definition_text(definition, knob));
		break;
	}
}

int32_t kefu_definition_get(const kefu_definition *definition, const char *knob,
                            size_t knob_length, char *text, size_t capacity,
                            size_t *length)
{
	struct text_writer writer = {text, capacity, 0};
	struct list list = {&writer, 0, 0};
	const struct knob *found;

	if (definition == NULL || knob == NULL || length == NULL ||
	    (text == NULL && capacity != 0))
		return KEFU_E_NULL;
	found = knob_named(knob, knob_length);
	if (found == NULL)
		return KEFU_E_NOT_FOUND;
	put_knob(definition, found, &list);
	*length = writer.length;
	return writer.length > capacity ? KEFU_E_SIZE : KEFU_OK;
}

static void write_json_object(const kefu_definition *definition,
                              struct text_writer *writer)
{
	struct definition fresh;
	size_t inside = 0; /* length of the outer name whose object is open */
	const char *outer = "";
	int32_t i;

	definition_init(&fresh, definition->rule.metric);
	text_put_string(writer, "{\"measure\":\"");
	text_put_string(writer, definition->rule.metric->id);
	text_put(writer, "\"", 1);
	for (i = 0; i < knob_count; i++) {
		const struct knob *knob = &knob_table[i];
		const char *own = definition_text(definition, knob);
		const char *dot = strchr(knob->name, '.');
		size_t length = dot != NULL ? (size_t)(dot - knob->name) : 0;
		struct list list = {writer, 1, 0};

		if (own != NULL ? own[0] == '\0'
		                : knob_equal(&definition->rule, &fresh, knob))
			continue;
		if (inside != 0 && (length != inside ||
		                    memcmp(outer, knob->name, length) != 0)) {
			text_put(writer, "}", 1);
			inside = 0;
		}
		if (length != 0 && inside == 0) {
			text_put_string(writer, ",\"");
			text_put(writer, knob->name, length);
			text_put_string(writer, "\":{\"");
			inside = length;
			outer = knob->name;
		} else {
			text_put_string(writer, ",\"");
		}
		text_put_string(writer, dot != NULL ? dot + 1 : knob->name);
		text_put_string(writer, "\":");
		put_knob(definition, knob, &list);
	}
	text_put_string(writer, inside != 0 ? "}}" : "}");
}

int32_t kefu_definition_write(const kefu_definition *definition, char *text,
                              size_t capacity, size_t *length)
{
	struct text_writer writer = {text, capacity, 0};

	if (definition == NULL || length == NULL || (text == NULL && capacity != 0))
		return KEFU_E_NULL;
	write_json_object(definition, &writer);
	*length = writer.length;
	return writer.length > capacity ? KEFU_E_SIZE : KEFU_OK;
}

/* Knobs that sentences already speak of. */
static int is_told(const struct knob *knob)
{
	static const char *const told[] = {"unit", "reduce", "hours", "hours_by",
		"limit_s", "limit_inclusive", "exclude", "window_days", "lag_days",
		"window", "min_count", "gate_sessions", "clock", "denominator",
		"exempt", "weight_by.flag", "weight_by.factor", "mature_days"};
	size_t i;

	for (i = 0; i < sizeof told / sizeof *told; i++)
		if (strcmp(told[i], knob->name) == 0)
			return 1;
	return 0;
}

static void explain_case(const struct definition *rule,
                         struct text_writer *writer)
{
	static const char *const units[] = {
		[UNIT_MESSAGE] = "message", [UNIT_ROUND] = "round",
		[UNIT_SESSION] = "session", [UNIT_CUSTOMER] = "customer",
		[UNIT_CUSTOMER_DAY] = "customer and day",
		[UNIT_AGENT_CUSTOMER_DAY] = "agent, customer and day",
		[UNIT_ITEM] = "item", [UNIT_ORDER] = "order",
		[UNIT_TARGET] = "target",
	};
	static const char *const reductions[] = {
		[REDUCE_EACH] = "each wait by itself", [REDUCE_FIRST] = "the first wait",
		[REDUCE_ALL] = "the worst wait", [REDUCE_ANY] = "the best wait",
		[REDUCE_MEAN] = "the mean wait", [REDUCE_SUM] = "the sum of waits",
	};

	if (rule->unit != UNIT_DEFAULT) {
		text_put_string(writer, " A case is one ");
		text_put_string(writer, units[rule->unit]);
		text_put(writer, ".", 1);
	}
	if (rule->reduce != REDUCE_DEFAULT) {
		text_put_string(writer, " What decides: ");
		text_put_string(writer, reductions[rule->reduce]);
		text_put(writer, ".", 1);
	}
}

static void explain_hours(const kefu_definition *definition,
                          struct text_writer *writer)
{
	static const char *const instants[] = {
		[HOURS_BY_DEFAULT] = "the opening of the session",
		[HOURS_BY_SESSION_OPEN] = "the opening of the session",
		[HOURS_BY_HANDOFF] = "the hand-off to a person",
		[HOURS_BY_SURVEY_SEND] = "the sending of the survey",
		[HOURS_BY_ROUND_OPEN] = "the question",
		[HOURS_BY_REPLY] = "the reply",
	};

	if (definition->hours_name[0] != '\0') {
		text_put_string(writer, " Only where ");
		text_put_string(writer, instants[definition->rule.hours_by]);
		text_put_string(writer, " lies in the hours ");
		text_put_string(writer, definition->hours_name);
		text_put(writer, ".", 1);
	}
	if (definition->clock_name[0] != '\0') {
		text_put_string(writer, " The clock is ");
		text_put_string(writer, definition->clock_name);
		text_put(writer, ".", 1);
	}
}

static void explain_window(const struct definition *rule,
                           struct text_writer *writer)
{
	if (rule->window != WINDOW_DAYS) {
		text_put_string(writer, rule->window == WINDOW_MONTH
			? " Over the calendar month" : " Over six calendar months");
	} else if (rule->window_days != 0) {
		text_put_string(writer, " Over ");
		text_put_integer(writer, rule->window_days);
		text_put_string(writer, " days");
	} else {
		return;
	}
	text_put_string(writer, " up to ");
	text_put_integer(writer, rule->lag_days);
	text_put_string(writer, " days before the instant asked for.");
}

static void explain_denominator(const struct definition *rule,
                                struct text_writer *writer)
{
	static const char *const words[] = {
		[DENOMINATOR_HANDLED] = "the sessions handled",
		[DENOMINATOR_CREATED] = "all sessions",
		[DENOMINATOR_ANSWERED] = "the answers",
		[DENOMINATOR_SENT] = "the surveys sent",
		[DENOMINATOR_EVERYONE] = "what all groups together are",
		[DENOMINATOR_RATED] = "the ratings",
		[DENOMINATOR_COMPLETED_ORDERS] = "the orders completed",
		[DENOMINATOR_REPLIES] = "the replies",
		[DENOMINATOR_RECEIVED] = "the sessions received",
		[DENOMINATOR_DECIDED] = "the targets decided",
		[DENOMINATOR_RESOLVED] = "the sessions resolved",
	};

	if (rule->denominator == DENOMINATOR_DEFAULT)
		return;
	text_put_string(writer, " Divided by ");
	text_put_string(writer, words[rule->denominator]);
	text_put_string(writer, " instead.");
}

/* What counts not at all, more than once, or not for good yet. */
static void explain_weights(const kefu_definition *definition,
                            struct text_writer *writer)
{
	const struct definition *rule = &definition->rule;
	struct list list = {writer, 0, 0};

	if (rule->exempt.count != 0) {
		text_put_string(writer, " Days that leave every side: ");
		put_dates(&list, &rule->exempt);
		text_put(writer, ".", 1);
	}
	if (rule->weight_by.factor != 0) {
		text_put_string(writer, " A case of a customer with an order flagged ");
		text_put_string(writer, definition->weight_flag);
		text_put_string(writer, " counts ");
		text_put_integer(writer, rule->weight_by.factor);
		text_put_string(writer, " times.");
	}
	if (rule->mature_days != 0) {
		text_put_string(writer, " A day is complete ");
		text_put_integer(writer, rule->mature_days);
		text_put_string(writer, rule->mature_days == 1 ? " day later."
		                                               : " days later.");
	}
}

/* What no sentence has said. */
static void explain_rest(const kefu_definition *definition,
                         struct text_writer *writer)
{
	const char *before = " Also set: ";
	struct definition fresh;
	int32_t i;

	definition_init(&fresh, definition->rule.metric);
	for (i = 0; i < knob_count; i++) {
		const struct knob *knob = &knob_table[i];
		const char *own = definition_text(definition, knob);
		struct list list = {writer, 0, 0};

		if (is_told(knob) || (own != NULL ? own[0] == '\0'
		    : knob_equal(&definition->rule, &fresh, knob)))
			continue;
		text_put_string(writer, before);
		text_put_string(writer, knob->name);
		text_put(writer, " ", 1);
		put_knob(definition, knob, &list);
		before = "; ";
	}
	if (before[0] == ';')
		text_put(writer, ".", 1);
}

void explain_object(const kefu_definition *definition,
                    struct text_writer *writer)
{
	const struct definition *rule = &definition->rule;

	explain_definition(rule, writer);
	explain_case(rule, writer);
	explain_hours(definition, writer);
	explain_denominator(rule, writer);
	explain_window(rule, writer);
	explain_weights(definition, writer);
	if (rule->min_count != 0) {
		text_put_string(writer, " At least ");
		text_put_integer(writer, rule->min_count);
		text_put_string(writer, " cases.");
	}
	if (rule->gate_sessions != 0) {
		text_put_string(writer, " Judged from ");
		text_put_integer(writer, rule->gate_sessions);
		text_put_string(writer, " sessions.");
	}
	explain_rest(definition, writer);
}

int32_t kefu_definition_explain(const kefu_definition *definition, char *text,
                                size_t capacity, size_t *length)
{
	struct text_writer writer = {text, capacity, 0};

	if (definition == NULL || length == NULL || (text == NULL && capacity != 0))
		return KEFU_E_NULL;
	explain_object(definition, &writer);
	*length = writer.length;
	return writer.length > capacity ? KEFU_E_SIZE : KEFU_OK;
}
