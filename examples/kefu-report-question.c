/* What is asked: figures, groups, days. */
#define _GNU_SOURCE /* strtok_r */

#include "kefu-report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kefu.h"

static int fail(const char *what, const char *why)
{
	fprintf(stderr, "kefu-report: %s: %s\n", what, why);
	return 0;
}

int32_t definition_find(const kefu_desk *desk, const char *name, size_t length)
{
	const char *known;
	int32_t i;

	for (i = 0; (known = kefu_desk_definition_name(desk, i)) != NULL; i++)
		if (strlen(known) == length && memcmp(known, name, length) == 0)
			return i;
	return -1;
}

/* Is it a definition of the desk or of a platform? Both may have dots of their own. */
static int is_definition(const kefu_desk *desk, const char *name, size_t length)
{
	kefu_profile_entry row = {.size = sizeof row};

	return definition_find(desk, name, length) >= 0 ||
	       kefu_profile_find(name, length, &row) == KEFU_OK;
}

static int is_metric(const char *name, size_t length)
{
	kefu_metric row = {.size = sizeof row};

	return kefu_metric_find(name, length, &row) == KEFU_OK;
}

/* Of a figure without its suffix. */
static size_t name_length(const kefu_desk *desk, const char *name)
{
	const char *last = strrchr(name, '.');
	size_t length = strlen(name);

	if (is_definition(desk, name, length))
		return length;
	if (last != NULL && is_definition(desk, name, (size_t)(last - name)))
		return (size_t)(last - name);
	return strcspn(name, ".");
}

static int no_figure(const char *name)
{
	return fail(name, "no such figure, or not computed yet; --list-metrics and "
	                  "--list-definitions name them");
}

/* Adds a figure to the desk; a suffix such as .p90 is the column's. */
static int metric_use(kefu_desk *desk, const char *name)
{
	size_t length = name_length(desk, name);
	int32_t status = KEFU_E_METRIC;

	if (is_definition(desk, name, length) || is_metric(name, length))
		status = kefu_desk_use(desk, name, length);
	return status == KEFU_OK || (status == KEFU_E_METRIC ? no_figure(name) :
		fail(name, kefu_strerror(status)));
}

static int column_ask(const char *name, kefu_desk *desk, struct question *q)
{
	int32_t i;

	for (i = 0; i < q->query.column_count; i++)
		if (strcmp(q->columns[i], name) == 0)
			return 1;
	if (!metric_use(desk, name))
		return 0;
	if (q->query.column_count < COLUMNS)
		q->columns[q->query.column_count++] = name;
	return 1;
}

/* Whatever the desk has. */
static int held_ask(kefu_desk *desk, struct question *q)
{
	int32_t i;

	for (i = 0; i < kefu_desk_definition_count(desk); i++)
		if (!column_ask(kefu_desk_definition_name(desk, i), desk, q))
			return 0;
	return 1;
}

static int is_set(const char *name)
{
	return strcmp(name, "default") == 0 || strcmp(name, "all") == 0;
}

/* A set of figures: an example has those alone that it names. */
static int set_ask(const char *set, kefu_desk *desk, struct question *q)
{
	kefu_desk *example = NULL;
	kefu_metric row = {.size = sizeof row};
	const char *name;
	int32_t i;
	int sound = (kefu_desk_new(NULL, &example) == KEFU_OK &&
	             kefu_desk_use(example, set, strlen(set)) == KEFU_OK) || fail(set, "out of memory");

	for (i = 0; sound && (name = kefu_desk_definition_name(example, i)) != NULL; i++)
		sound = kefu_metric_find(name, strlen(name), &row) == KEFU_OK && column_ask(row.id, desk, q);
	kefu_desk_free(example);
	return sound;
}

static int columns_read(char *list, kefu_desk *desk, struct question *q)
{
	char *rest = NULL, *name = strtok_r(list, ",", &rest);

	if (name == NULL)
		return fail("--metrics", "names no figure");
	for (; name != NULL; name = strtok_r(NULL, ",", &rest))
		if (!(is_set(name) ? set_ask : column_ask)(name, desk, q))
			return 0;
	return 1;
}

static int is_time(int32_t by)
{
	return by >= KEFU_BY_HOUR && by <= KEFU_BY_MONTH;
}

static int by_add(int32_t by, struct question *q)
{
	int32_t i;

	for (i = 0; i < q->query.by_count; i++) {
		if (q->by[i] == by)
			return fail("--by", "names a group twice");
		if (is_time(q->by[i]) && is_time(by))
			return fail("--by", "takes one of hour, day, week, month");
	}
	q->by[q->query.by_count++] = by;
	return 1;
}

static int by_read(char *list, struct question *q)
{
	char *rest = NULL, *name = strtok_r(list, ",", &rest);

	for (; name != NULL; name = strtok_r(NULL, ",", &rest)) {
		int32_t by = KEFU_BY_AGENT;

		while (kefu_by_name(by) != NULL && strcmp(kefu_by_name(by), name) != 0)
			by++;
		if (kefu_by_name(by) == NULL)
			return fail(name, "cannot group by this");
		if (!by_add(by, q))
			return 0;
	}
	return 1;
}

int by_person(const struct question *q)
{
	int32_t i;

	for (i = 0; i < q->query.by_count; i++)
		if (q->by[i] == KEFU_BY_AGENT || q->by[i] == KEFU_BY_TEAM)
			return 1;
	return 0;
}

int sheet_ask(const struct sheet *sheet, int only_credited, kefu_desk *desk,
                     struct question *q)
{
	const char *name;
	int32_t i;

	for (i = 0; (name = sheet_column(sheet, i, only_credited)) != NULL; i++)
		if (!column_ask(name, desk, q))
			return 0;
	return 1;
}

static int figures_read(const struct arguments *a, kefu_desk *desk, struct question *q)
{
	static char everyday[] = "default";

	if (a->sheet != NULL && !sheet_ask(a->sheet, by_person(q), desk, q))
		return 0;
	if (a->sheet != NULL && a->metrics == NULL)
		return 1;
	if (a->metrics == NULL && a->holds_figures)
		return held_ask(desk, q);
	return columns_read(a->metrics != NULL ? a->metrics : everyday, desk, q);
}

/* ---- definitions of one's own: NAME=FILE ---- */

int is_catalogued(const char *name, size_t length)
{
	kefu_profile_entry row = {.size = sizeof row};

	return is_metric(name, length) || kefu_profile_find(name, length, &row) == KEFU_OK ||
	       is_profile(name, length) || (length == 7 && memcmp(name, "default", 7) == 0) ||
	       (length == 3 && memcmp(name, "all", 3) == 0);
}

int defines(const char *argument, const char *name)
{
	size_t length = strlen(name);

	return strncmp(argument, name, length) == 0 && argument[length] == '=';
}

/* The name as the desk keeps it, NULL when it cannot be defined. */
static const char *own_definition(const char *argument, kefu_desk *desk)
{
	const char *sign = strchr(argument, '=');
	size_t length = sign != NULL ? (size_t)(sign - argument) : 0;
	char *text = length != 0 ? file_text(sign + 1) : NULL;
	char name[256];
	int sound = text != NULL && length < sizeof name;

	if (!sound) {
		fail(argument, "not NAME=FILE of a file that can be read");
	} else {
		memcpy(name, argument, length);
		name[length] = '\0';
		sound = (!is_catalogued(name, length) || fail(name, "a name of the catalogue; choose another")) &&
			define_read(desk, name, text);
	}
	free(text);
	return sound ? kefu_desk_definition_name(desk, definition_find(desk, name, length)) : NULL;
}

/* Those that --cases does not ask for are no columns. */
static int own_definitions(const struct arguments *a, kefu_desk *desk, struct question *q)
{
	int i;

	for (i = 0; i < a->define_count; i++) {
		const char *name = own_definition(a->define[i], desk);

		if (name == NULL)
			return 0;
		if (a->cases == NULL || a->profiles != NULL)
			q->columns[q->query.column_count++] = name;
	}
	return 1;
}

/* ---- definitions of platforms ---- */

/* A name of a list that is unknown would be silently missing. */
static int names_check(const char *list, const kefu_desk *desk, int are_profiles)
{
	size_t length;

	for (; list != NULL; list = list[length] != '\0' ? list + length + 1 : NULL) {
		length = strcspn(list, ",");
		if (are_profiles ? is_profile(list, length) :
		    is_metric(list, length) || definition_find(desk, list, length) >= 0)
			continue;
		fprintf(stderr, "kefu-report: %.*s: %s\n", (int)length, list, are_profiles ?
			"no platform; --list-definitions names them" : "no such figure; --list-metrics names them");
		return 0;
	}
	return 1;
}

static int profiles_read(const struct arguments *a, kefu_desk *desk, struct question *q)
{
	const char *metrics = a->cases != NULL ? a->cases : a->metrics;
	int32_t count;

	if (!names_check(a->profiles, desk, 1) || !names_check(metrics, desk, 0))
		return 0;
	q->query.cases = a->cases != NULL;
	count = profile_columns(a->profiles, metrics, desk, q->columns + q->query.column_count,
	                        COLUMNS - q->query.column_count);
	q->query.column_count += count;
	return count > 0 || fail(a->profiles,
		"no established definition of these figures; --list-definitions names them");
}

int question_read(const struct arguments *a, const kefu_zone *zone, kefu_desk *desk,
                         struct question *q)
{
	kefu_query_init(&q->query);
	q->query.by = q->by;
	q->query.columns = q->columns;
	q->query.from_day = a->from_day;
	q->query.to_day = a->to_day;
	if (a->as_of != NULL && kefu_zone_parse(zone, a->as_of, strlen(a->as_of),
	                                        KEFU_ZONE_EARLIER, &q->query.as_of) != KEFU_OK)
		return fail(a->as_of, "not an instant");
	if (a->by == NULL && a->sheet != NULL && sheet_by(a->sheet) != 0)
		q->by[q->query.by_count++] = sheet_by(a->sheet);
	if (a->by != NULL && !by_read(a->by, q))
		return 0;
	if (!own_definitions(a, desk, q))
		return 0;
	if (a->profiles != NULL)
		return profiles_read(a, desk, q);
	if (a->cases == NULL && a->define_count != 0 && a->metrics == NULL && a->sheet == NULL)
		return 1;
	if (a->cases == NULL)
		return figures_read(a, desk, q);
	q->query.cases = 1;
	q->columns[q->query.column_count++] = a->cases;
	return metric_use(desk, a->cases);
}

int question_check(const kefu_desk *empty, const struct question *q)
{
	int32_t i;

	for (i = 0; i < q->query.column_count; i++) {
		kefu_query one = q->query;
		kefu_report *report = NULL;
		int32_t status;

		one.columns = &q->columns[i];
		one.column_count = 1;
		status = kefu_desk_report(empty, &one, &report);
		kefu_report_free(report);
		if (status == KEFU_E_METRIC)
			return no_figure(q->columns[i]);
	}
	return 1;
}

int days_find(const struct arguments *a, const kefu_zone *zone, const kefu_desk *desk,
                     struct question *q)
{
	kefu_statistics s = {.size = sizeof s};
	int64_t last = q->query.as_of;
	int32_t ms_of_day;

	if (a->days == 0)
		return 1;
	if (last == KEFU_AS_OF_LAST && kefu_desk_statistics(desk, &s) == KEFU_OK)
		last = s.last > 0 ? s.last : 0;
	if (a->to_day == KEFU_DAY_ANY && kefu_zone_local(zone, NULL, last, &q->query.to_day,
	                                                 &ms_of_day) != KEFU_OK)
		return fail("--days", "no such day");
	q->query.from_day = q->query.to_day - a->days + 1;
	return 1;
}
