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

/* Of a figure without its suffix; the names of platforms' definitions have a
 * dot of their own. */
static size_t name_length(const char *name)
{
	kefu_profile_entry row = {.size = sizeof row};
	const char *last = strrchr(name, '.');
	size_t length = strlen(name);

	if (kefu_profile_find(name, length, &row) == KEFU_OK)
		return length;
	if (last != NULL && kefu_profile_find(name, (size_t)(last - name), &row) == KEFU_OK)
		return (size_t)(last - name);
	return strcspn(name, ".");
}

/* Adds a figure or a set to the desk; a suffix such as .p90 is the column's. */
static int metric_use(kefu_desk *desk, const char *name)
{
	int32_t status = kefu_desk_use(desk, name, name_length(name));

	return status == KEFU_OK || fail(name, status == KEFU_E_METRIC ?
		"no such figure, or not computed yet; --list-metrics names them" :
		kefu_strerror(status));
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

static int32_t definition_find(const kefu_desk *desk, const char *name)
{
	int32_t i;

	for (i = 0; i < kefu_desk_definition_count(desk); i++)
		if (strcmp(kefu_desk_definition_name(desk, i), name) == 0)
			return i;
	return -1;
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

/* A set of figures: the desk may have more of them than it names. */
static int set_ask(const char *set, kefu_desk *desk, struct question *q)
{
	kefu_desk *example = NULL;
	int32_t i;
	int sound = metric_use(desk, set) && kefu_desk_new(NULL, &example) == KEFU_OK &&
		metric_use(example, set);

	for (i = 0; sound && i < kefu_desk_definition_count(example); i++)
		sound = column_ask(kefu_desk_definition_name(desk, definition_find(desk,
			kefu_desk_definition_name(example, i))), desk, q);
	kefu_desk_free(example);
	return sound;
}

static int columns_read(char *list, kefu_desk *desk, struct question *q)
{
	char *rest = NULL, *name = strtok_r(list, ",", &rest);

	for (; name != NULL; name = strtok_r(NULL, ",", &rest)) {
		int set = strcmp(name, "default") == 0 || strcmp(name, "all") == 0;

		if (!(set ? set_ask : column_ask)(name, desk, q))
			return 0;
	}
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

/* NAME=FILE */
static int own_definition(const char *argument, kefu_desk *desk, struct question *q)
{
	const char *sign = strchr(argument, '=');
	char *text = sign != NULL ? file_text(sign + 1) : NULL;
	char name[256];
	int sound;

	if (text == NULL || sign == argument || sign - argument >= (long)sizeof name) {
		free(text);
		return fail(argument, "not NAME=FILE of a file that can be read");
	}
	memcpy(name, argument, (size_t)(sign - argument));
	name[sign - argument] = '\0';
	sound = define_read(desk, name, text);
	free(text);
	if (sound)
		q->columns[q->query.column_count++] =
			kefu_desk_definition_name(desk, definition_find(desk, name));
	return sound;
}

static int profiles_read(const struct arguments *a, kefu_desk *desk, struct question *q)
{
	q->query.cases = a->cases != NULL;
	q->query.column_count += profile_columns(a->profiles,
		a->cases != NULL ? a->cases : a->metrics, desk,
		q->columns + q->query.column_count, COLUMNS - q->query.column_count);
	return q->query.column_count > 0 || fail(a->profiles,
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
	if (a->define != NULL && !own_definition(a->define, desk, q))
		return 0;
	if (a->define != NULL && a->metrics == NULL && a->profiles == NULL && a->sheet == NULL) {
		q->query.cases = a->cases != NULL;
		return 1;
	}
	if (a->profiles != NULL)
		return profiles_read(a, desk, q);
	if (a->cases == NULL)
		return figures_read(a, desk, q);
	q->query.cases = 1;
	q->columns[q->query.column_count++] = a->cases;
	return metric_use(desk, a->cases);
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
