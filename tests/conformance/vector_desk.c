/* Desk vectors: events in, the figures of one definition out. */
#include "conformance.h"
#include "knobs.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>


#define NAME "figure" /* of the vector's definition in its desk */

/* ---- events ---- */

static int32_t field_set(kefu_desk *desk, kefu_event *event, const char *name,
                         const json_t *value)
{
	char digits[32];
	const char *text = digits;

	if (json_is_string(value))
		text = json_string_value(value);
	else if (json_is_boolean(value))
		text = json_is_true(value) ? "true" : "false";
	else if (json_is_integer(value))
		snprintf(digits, sizeof digits, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
	else if (json_is_null(value))
		text = "";
	else
		return KEFU_E_RANGE;
	return kefu_desk_set_text(desk, event, name, strlen(name), text, strlen(text));
}

static int event_read(kefu_desk *desk, const json_t *source, kefu_event *event,
                      struct outcome *outcome)
{
	const char *name;
	json_t *value;

	memset(event, 0, sizeof *event);
	event->size = (uint32_t)sizeof *event;
	json_object_foreach((json_t *)(uintptr_t)source, name, value) {
		int32_t status = field_set(desk, event, name, value);

		if (status != KEFU_OK) {
			char *text = json_dumps(source, JSON_COMPACT);

			outcome_fail(outcome, "field %s: %s: %s", name, kefu_strerror(status), text);
			free(text);
			return 0;
		}
	}
	return 1;
}

/* ---- the order of delivery ---- */

static uint64_t random_next(uint64_t *state) /* splitmix64 */
{
	uint64_t z = *state += UINT64_C(0x9E3779B97F4A7C15);

	z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
	return z ^ (z >> 31);
}

/* Numbered events twice and everything in another order, but events without a
 * number keep theirs within an instant: they are numbered on arrival. The
 * order is one of positions in the vector; returns how many. */
static size_t order_make(const json_t *events, const struct delivery *delivery, size_t *order)
{
	size_t n = json_array_size(events), count = 0, i, j;
	uint64_t state = delivery->seed;

	for (i = 0; i < n; i++)
		order[count++] = i;
	if (!delivery->shuffle)
		return count;
	for (i = 0; i < n; i++)
		if (json_object_get(json_array_get(events, i), "seq") != NULL)
			order[count++] = i;
	for (i = count; i > 1; i--) {
		size_t swap = order[i - 1];

		j = (size_t)(random_next(&state) % i);
		order[i - 1] = order[j];
		order[j] = swap;
	}
	for (i = 0; i < count; i++) {
		const json_t *a = json_array_get(events, order[i]);

		if (json_object_get(a, "seq") != NULL)
			continue;
		for (j = i + 1; j < count; j++) {
			const json_t *b = json_array_get(events, order[j]);

			if (order[j] < order[i] && json_object_get(b, "seq") == NULL &&
			    strcmp(member_text(a, "t"), member_text(b, "t")) == 0) {
				size_t swap = order[i];

				order[i] = order[j];
				order[j] = swap;
				a = b;
			}
		}
	}
	return count;
}

static void events_apply(kefu_desk *desk, const json_t *events,
                         const struct delivery *delivery, struct outcome *outcome)
{
	size_t n = json_array_size(events), *order, count = 0, i = 0;
	uint64_t state = ~delivery->seed;
	kefu_event *batch;
	kefu_refusal refusal = {.size = sizeof refusal};

	order = malloc((2 * n + 1) * sizeof *order);
	batch = malloc((2 * n + 1) * sizeof *batch);
	if (order == NULL || batch == NULL)
		outcome_fail(outcome, "out of memory");
	else
		count = order_make(events, delivery, order);
	for (i = 0; i < count; i++)
		if (!event_read(desk, json_array_get(events, order[i]), &batch[i], outcome))
			count = 0;
	for (i = 0; i < count;) {
		size_t size = delivery->single ? 1 :
			delivery->shuffle ? 1 + (size_t)(random_next(&state) % 9) : count;

		if (size > count - i)
			size = count - i;
		if (kefu_desk_apply(desk, batch + i, size, NULL) != KEFU_OK) {
			kefu_desk_refusal(desk, 0, &refusal);
			outcome_fail(outcome, "event %" PRId64 " refused: %s, field %" PRId32,
			             refusal.position, kefu_strerror(refusal.status), refusal.field);
			break;
		}
		i += size;
	}
	free(order);
	free(batch);
}

/* ---- the query ---- */

struct question {
	kefu_query query;
	int32_t by[6];
	const char *columns[5];
};

static int32_t day_read(const json_t *query, const char *key, struct outcome *outcome)
{
	const char *text = member_text(query, key);
	int32_t day = KEFU_DAY_ANY;

	if (text != NULL && kefu_civil_parse_date(text, strlen(text), &day) != KEFU_OK)
		outcome_fail(outcome, "query: %s is no day", text);
	return day;
}

static void question_read(const json_t *source, int duration, struct question *question,
                          struct outcome *outcome)
{
	const json_t *name;
	const char *as_of = member_text(source, "as_of");
	kefu_query *query = &question->query;
	size_t i;

	kefu_query_init(query);
	question->columns[0] = NAME;
	question->columns[1] = NAME ".min";
	question->columns[2] = NAME ".max";
	question->columns[3] = NAME ".mean";
	question->columns[4] = NAME ".sum";
	query->columns = question->columns;
	query->column_count = duration ? 5 : 1;
	query->cases = 1;
	query->from_day = day_read(source, "from", outcome);
	query->to_day = day_read(source, "to", outcome);
	if (as_of != NULL && kefu_zone_parse(NULL, as_of, strlen(as_of), KEFU_ZONE_EARLIER,
	                                     &query->as_of) != KEFU_OK)
		outcome_fail(outcome, "query: %s is no instant", as_of);
	query->by = question->by;
	json_array_foreach(json_object_get(source, "by"), i, name) {
		int32_t by = KEFU_BY_AGENT;

		while (kefu_by_name(by) != NULL && strcmp(kefu_by_name(by), json_string_value(name)) != 0)
			by++;
		if (kefu_by_name(by) == NULL || query->by_count == 6)
			outcome_skip(outcome, "query: by %s is not built", json_string_value(name));
		else
			question->by[query->by_count++] = by;
	}
}

/* ---- what is expected ---- */

struct answer {
	const kefu_report *report;
	int64_t row;
	const char *group; /* how complaints name it */
	int extreme;       /* the figure is its longest reading */
	struct outcome *outcome;
};

static void differ(const struct answer *answer, const char *key, const json_t *expected,
                   const char *got)
{
	char *text = json_dumps(expected, JSON_COMPACT | JSON_ENCODE_ANY | JSON_REAL_PRECISION(12));

	outcome_fail(answer->outcome, "%s%s%s: expected %s, got %s", answer->group,
	             *answer->group != '\0' ? " " : "", key, text, got);
	free(text);
}

static void differ_number(const struct answer *answer, const char *key,
                          const json_t *expected, double got)
{
	char text[64];

	snprintf(text, sizeof text, "%.12g", got);
	differ(answer, key, expected, text);
}

static void compare_counts(const struct answer *answer, const json_t *expected)
{
	kefu_measure measure;
	const char *score;
	char key[64];
	json_t *count;
	int64_t got = 0, total = 0;

	json_object_foreach((json_t *)(uintptr_t)expected, score, count) {
		if (kefu_report_score_count(answer->report, answer->row, 0, atoi(score), &got) != KEFU_OK ||
		    !same_integer(count, got)) {
			snprintf(key, sizeof key, "counts of %s", score);
			differ_number(answer, key, count, (double)got);
		}
		total += got;
	}
	if (kefu_report_measure(answer->report, answer->row, 0, &measure) == KEFU_OK &&
	    measure.count != total)
		differ_number(answer, "counts of other scores", expected,
		              (double)(measure.count - total));
}

static void compare_cases(const struct answer *answer, const json_t *expected)
{
	int64_t count = kefu_report_case_count(answer->report, 0), i, at = 0;
	char key[64];

	for (i = 0; i < count; i++) {
		kefu_case one = {.size = sizeof one};

		if (kefu_report_case(answer->report, 0, i, &one) != KEFU_OK ||
		    one.verdict == KEFU_VERDICT_UNDECIDED)
			continue;
		if (!same_number(json_array_get(expected, (size_t)at), one.value / 1000.0, 1e-9)) {
			snprintf(key, sizeof key, "values_s[%" PRId64 "]", at);
			differ_number(answer, key, expected, (double)one.reading / 1000.0);
		}
		at++;
	}
	if (at != (int64_t)json_array_size(expected))
		differ_number(answer, "values_s, how many", expected, (double)at);
}

/* Quantiles are within 0.4 %; the sums and extremes of means are in 2^-32 ms. */
static void compare_duration(const struct answer *answer, const char *key,
                             const json_t *expected, const kefu_measure *measure)
{
	static const char *const quantiles[] = {"p50_s", "p90_s", "p95_s", "p99_s"};
	static const double shares[] = {0.50, 0.90, 0.95, 0.99};
	kefu_measure part = {0};
	size_t i;

	if (strcmp(key, "sum_s") == 0) {
		kefu_report_measure(answer->report, answer->row, 4, &part);
		if (measure->count == 0)
			part.value = (double)measure->num; /* nothing adds up to 0 */
		if (!same_number(expected, part.value / 1000.0, 1e-9))
			differ_number(answer, key, expected, part.value / 1000.0);
		return;
	}
	if (strcmp(key, "mean_s") == 0) {
		kefu_report_measure(answer->report, answer->row, 3, &part);
		if (!same_number(expected, part.value / 1000.0, 1e-9))
			differ_number(answer, key, expected, part.value / 1000.0);
		return;
	}
	if (strcmp(key, "min_s") == 0 || strcmp(key, "max_s") == 0) {
		kefu_report_measure(answer->report, answer->row, key[1] == 'i' ? 1 : 2, &part);
		if (!same_number(expected, part.value / 1000.0, 1e-9))
			differ_number(answer, key, expected, part.value / 1000.0);
		return;
	}
	for (i = 0; i < 4; i++) {
		if (strcmp(key, quantiles[i]) != 0)
			continue;
		if (kefu_report_quantile(answer->report, answer->row, 0, shares[i], &part) != KEFU_OK ||
		    !same_number(expected, part.value / 1000.0, 0.004))
			differ_number(answer, key, expected, part.value / 1000.0);
		return;
	}
	outcome_fail(answer->outcome, "the runner does not know the key %s", key);
}

static void compare_row(const struct answer *answer, const json_t *expect)
{
	kefu_measure measure;
	const char *key;
	json_t *expected;
	int32_t status = kefu_report_measure(answer->report, answer->row, 0, &measure);

	if (status != KEFU_OK) {
		outcome_fail(answer->outcome, "reading a figure: %s", kefu_strerror(status));
		return;
	}
	json_object_foreach((json_t *)(uintptr_t)expect, key, expected) {
		if (strcmp(key, "num") == 0) {
			if (!same_integer(expected, measure.num))
				differ_number(answer, key, expected, (double)measure.num);
		} else if (strcmp(key, "den") == 0) {
			if (!same_integer(expected, measure.den))
				differ_number(answer, key, expected, (double)measure.den);
		} else if (strcmp(key, "count") == 0) {
			if (!same_integer(expected, measure.count))
				differ_number(answer, key, expected, (double)measure.count);
		} else if (strcmp(key, "value") == 0) {
			if (!same_number(expected, measure.value, 1e-9))
				differ_number(answer, key, expected, measure.value);
		} else if (strcmp(key, "state") == 0) {
			if (strcmp(json_string_value(expected), kefu_state_name(measure.state)) != 0)
				differ(answer, key, expected, kefu_state_name(measure.state));
		} else if (strcmp(key, "counts") == 0)
			compare_counts(answer, expected);
		else if (strcmp(key, "values_s") == 0)
			compare_cases(answer, expected);
		else
			compare_duration(answer, key, expected, &measure);
	}
}

/* The keys of a row, joined; cut when they do not fit. */
static void group_name(const kefu_report *report, int64_t row, int32_t dimensions,
                       char *name, size_t size)
{
	size_t at = 0, length;
	const char *text;
	int32_t i;

	for (i = 0; i < dimensions && at + 1 < size; i++) {
		if (i > 0)
			name[at++] = '|';
		if (kefu_report_key(report, row, i, &text, &length) != KEFU_OK ||
		    length >= size - at)
			break;
		memcpy(name + at, text, length);
		at += length;
	}
	name[at] = '\0';
}

static void compare_groups(const kefu_report *report, int32_t dimensions, int extreme,
                           const json_t *expect, struct outcome *outcome)
{
	json_t *missing = json_deep_copy(expect), *left;
	const char *key;
	int64_t row;
	char name[1024];

	for (row = 0; row < kefu_report_row_count(report); row++) {
		struct answer answer = {report, row, name, extreme, outcome};
		const json_t *group;

		group_name(report, row, dimensions, name, sizeof name);
		group = json_object_get(expect, name);
		if (group == NULL)
			outcome_fail(outcome, "group \"%s\" is not expected", name);
		else
			compare_row(&answer, group);
		json_object_del(missing, name);
	}
	json_object_foreach(missing, key, left)
		outcome_fail(outcome, "group \"%s\" is missing", key);
	json_decref(missing);
}

/* ---- a vector ---- */

static kefu_desk *desk_make(const json_t *source, struct outcome *outcome)
{
	kefu_desk_options options = {.size = sizeof options};
	const json_t *gap = json_object_get(source, "session_gap_s");
	kefu_desk *desk = NULL;
	int32_t status;

	options.zone = zone_named(member_text(source, "tz"));
	if (options.zone == NULL) {
		outcome_skip(outcome, "zone %s is not on this system", member_text(source, "tz"));
		return NULL;
	}
	options.session_gap = json_is_integer(gap) ? 1000 * json_integer_value(gap) : 0;
	status = kefu_desk_new(&options, &desk);
	if (status != KEFU_OK)
		outcome_fail(outcome, "kefu_desk_new: %s", kefu_strerror(status));
	return desk;
}

static void desk_ask(kefu_desk *desk, const json_t *vector, const kefu_metric *metric,
                     struct outcome *outcome)
{
	int extreme = strcmp(metric->id, "longest_response_time") == 0;
	const json_t *expect = json_object_get(vector, "expect");
	struct question question;
	kefu_report *report = NULL;
	int32_t status;

	memset(&question, 0, sizeof question);
	question_read(json_object_get(vector, "query"), metric->unit == KEFU_UNIT_DURATION,
	              &question, outcome);
	if (outcome->verdict != PASSED)
		return;
	status = kefu_desk_report(desk, &question.query, &report);
	if (status != KEFU_OK)
		outcome_fail(outcome, "kefu_desk_report: %s", kefu_strerror(status));
	else if (question.query.by_count > 0)
		compare_groups(report, question.query.by_count, extreme, expect, outcome);
	else
		compare_row(&(struct answer){report, 0, "", extreme, outcome}, expect);
	kefu_report_free(report);
}

static void desk_run(kefu_desk *desk, const json_t *vector,
                     const kefu_definition *definition,
                     const struct delivery *delivery, struct outcome *outcome)
{
	const char *metric = kefu_definition_metric(definition);
	kefu_metric row = {.size = sizeof row};
	int32_t status = kefu_desk_define(desk, NAME, strlen(NAME), definition);

	kefu_metric_find(metric, strlen(metric), &row);
	if (status != KEFU_OK)
		outcome_fail(outcome, "kefu_desk_define: %s", kefu_strerror(status));
	else
		events_apply(desk, json_object_get(vector, "events"), delivery, outcome);
	if (outcome->verdict == PASSED)
		desk_ask(desk, vector, &row, outcome);
}

void vector_desk(const json_t *vector, const struct delivery *delivery,
                 struct outcome *outcome)
{
	const json_t *named = json_object_get(json_object_get(vector, "desk"), "schedules");
	kefu_desk *desk = desk_make(json_object_get(vector, "desk"), outcome);
	kefu_definition *definition;

	if (desk == NULL)
		return;
	definition = definition_read(json_object_get(vector, "define"), named, outcome);
	if (outcome->verdict == PASSED)
		desk_run(desk, vector, definition, delivery, outcome);
	kefu_definition_free(definition);
	kefu_desk_free(desk);
}
