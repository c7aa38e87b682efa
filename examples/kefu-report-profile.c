/* Definitions of the platforms side by side: what each makes of the same
 * events, and the chats on which they disagree. */
#include "kefu-report.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kefu/profile.h"

/* ---- the list ---- */

int list_definitions(void)
{
	kefu_profile_entry row = {.size = sizeof row};
	const char *profile = "";
	int32_t i, refused = 0;

	for (i = 0; kefu_profile_at(i, &row) == KEFU_OK; i++) {
		if (strcmp(profile, row.profile) != 0)
			printf("%s%s\n", i > 0 ? "\n" : "", profile = row.profile);
		printf("  %s%s%s\n      %s", row.id, *row.version != '\0' ? "@" : "", row.version, row.name);
		if (*row.from != '\0' || *row.to != '\0')
			printf("; from %s to %s", *row.from != '\0' ? row.from : "?",
			       *row.to != '\0' ? row.to : "now");
		printf("; grade %s, %s\n", row.grade, row.source);
		if (row.established)
			printf("      %s%s%s\n", row.metric, *row.knobs != '\0' ? "; " : "", row.knobs);
		else
			printf("      not established: %s\n", row.refusal);
		refused += !row.established;
	}
	printf("\n%" PRId32 " definitions, %" PRId32 " of them not established\n", i, refused);
	return 0;
}

int explain_profile(const char *name)
{
	kefu_profile_entry row = {.size = sizeof row};

	if (kefu_profile_find(name, strlen(name), &row) != KEFU_OK)
		return -1;
	printf("%s%s%s: %s\n\n", row.id, *row.version != '\0' ? "@" : "", row.version, row.name);
	if (!row.established) {
		printf("Not established: %s. Grade %s, %s.\n", row.refusal, row.grade, row.source);
		return 0;
	}
	sentence_print(name, strlen(name));
	printf("\n%s%s%s\n", row.metric, *row.knobs != '\0' ? "; " : "", row.knobs);
	return 0;
}

/* ---- choosing ---- */

/* 1: the comma list has the word; so has a list that was not given. */
static int is_listed(const char *list, const char *word)
{
	size_t length = strlen(word);

	for (; list != NULL; list = strchr(list, ',') != NULL ? strchr(list, ',') + 1 : NULL)
		if (strncmp(list, word, length) == 0 && (list[length] == ',' || list[length] == '\0'))
			return 1;
	return 0;
}

int is_profile(const char *name, size_t length)
{
	kefu_profile_entry row = {.size = sizeof row};
	int32_t i;

	for (i = 0; kefu_profile_at(i, &row) == KEFU_OK; i++)
		if (strlen(row.profile) == length && memcmp(row.profile, name, length) == 0)
			return 1;
	return 0;
}

int32_t profile_columns(const char *profiles, const char *metrics, kefu_desk *desk,
                        const char **columns, int32_t most)
{
	kefu_profile_entry row = {.size = sizeof row};
	int32_t i, k, count = 0;

	for (i = 0; kefu_profile_at(i, &row) == KEFU_OK; i++) {
		if (!is_listed(profiles, row.profile) ||
		    (metrics != NULL && !is_listed(metrics, row.metric)))
			continue;
		for (k = 0; k < count && strcmp(columns[k], row.id) != 0; k++)
			;
		if (k < count || count == most ||
		    kefu_desk_use(desk, row.id, strlen(row.id)) != KEFU_OK)
			continue; /* listed already, or not established */
		columns[count++] = row.id;
	}
	return count;
}

/* ---- one row a definition ---- */

static void value_text(const kefu_measure *m, int32_t unit, char *text, size_t size)
{
	if (m->value != m->value)
		snprintf(text, size, "-");
	else if (unit == KEFU_UNIT_RATE)
		snprintf(text, size, "%.1f%%", 100 * m->value);
	else if (unit == KEFU_UNIT_DURATION)
		snprintf(text, size, "%.0fs", m->value / 1000);
	else
		snprintf(text, size, "%.2f", m->value);
}

static int32_t unit_of(const char *metric)
{
	kefu_metric row = {.size = sizeof row};

	return kefu_metric_find(metric, strlen(metric), &row) == KEFU_OK ? row.unit : 0;
}

static void row_print(const kefu_report *report, int32_t column, int32_t unit,
                      const char *grade, const char *knobs)
{
	kefu_measure m;
	char value[40], share[60] = "";

	if (kefu_report_measure(report, 0, column, &m) != KEFU_OK)
		return;
	value_text(&m, unit, value, sizeof value);
	if (unit == KEFU_UNIT_RATE)
		snprintf(share, sizeof share, "%" PRId64 "/%" PRId64, m.num, m.den);
	else
		snprintf(share, sizeof share, "%" PRId64, m.count);
	printf("%-34s %9s %13s  %-13s %-5s %s\n", kefu_report_column_name(report, column), value,
	       share, kefu_state_name(m.state), grade, knobs);
}

/* One of --define, as it is written. */
static void own_print(const kefu_desk *desk, const kefu_report *report, int32_t column)
{
	const char *name = kefu_report_column_name(report, column);
	const kefu_definition *own =
		kefu_desk_definition(desk, definition_find(desk, name, strlen(name)));
	char text[4096];
	size_t length = 0;

	if (kefu_definition_write(own, text, sizeof text - 1, &length) != KEFU_OK)
		length = 0;
	text[length] = '\0';
	row_print(report, column, unit_of(kefu_definition_metric(own)), "own", text);
}

int definitions_print(const kefu_desk *desk, const kefu_report *report)
{
	kefu_profile_entry row = {.size = sizeof row};
	int32_t i;

	printf("%-34s %9s %13s  %-13s %-5s %s\n", "definition", "figure", "of", "state", "grade",
	       "what differs from the metric's defaults");
	for (i = 0; i < kefu_report_column_count(report); i++) {
		const char *name = kefu_report_column_name(report, i);

		if (kefu_profile_find(name, strlen(name), &row) == KEFU_OK)
			row_print(report, i, unit_of(row.metric), row.grade, row.knobs);
		else
			own_print(desk, report, i);
	}
	return fflush(stdout) == 0;
}

/* ---- the chats on which they disagree ---- */

struct verdict {
	const char *session, *customer;
	int64_t t;
	int32_t column, verdict;
};

static int by_session(const void *a, const void *b)
{
	const struct verdict *x = a, *y = b;
	int order = strcmp(x->session, y->session);

	return order != 0 ? order : (x->column > y->column) - (x->column < y->column);
}

static size_t verdicts_read(const kefu_report *report, struct verdict *list)
{
	int32_t column;
	size_t count = 0;

	for (column = 0; column < kefu_report_column_count(report); column++) {
		int64_t i;

		for (i = 0; i < kefu_report_case_count(report, column); i++) {
			kefu_case one = {.size = sizeof one};

			if (kefu_report_case(report, column, i, &one) != KEFU_OK ||
			    *one.session == '\0')
				continue;
			if (list != NULL)
				list[count] = (struct verdict){one.session, one.customer, one.t, column,
				                               one.verdict};
			count++;
		}
	}
	return count;
}

/* Of the cases of one chat and definition the worst says; then its letter. */
static void chat_judge(const struct verdict *first, size_t count, char *letters)
{
	size_t i;

	for (i = 0; i < count; i++) {
		char *letter = &letters[first[i].column];

		if (first[i].verdict == KEFU_VERDICT_FAIL)
			*letter = 'F';
		else if (first[i].verdict == KEFU_VERDICT_PASS && *letter != 'F')
			*letter = 'p';
	}
}

static void head_print(const kefu_report *report)
{
	int32_t i;

	for (i = 0; i < kefu_report_column_count(report); i++)
		printf("%c: %s\n", (int)('a' + i % 26), kefu_report_column_name(report, i));
	printf("\n%-14s %-14s ", "chat", "customer");
	for (i = 0; i < kefu_report_column_count(report); i++)
		printf(" %c", (int)('a' + i % 26));
	printf("   (p: pass, F: fail, -: not counted)\n");
}

int disagreements_print(const kefu_report *report, int64_t limit)
{
	int32_t columns = kefu_report_column_count(report), i;
	size_t count = verdicts_read(report, NULL), at, next;
	struct verdict *list = calloc(count + 1, sizeof *list);
	char letters[256];
	int64_t chats = 0, differ = 0;

	if (list == NULL || columns > (int32_t)sizeof letters - 1) {
		free(list);
		return 0;
	}
	verdicts_read(report, list);
	qsort(list, count, sizeof *list, by_session);
	head_print(report);
	for (at = 0; at < count; at = next) {
		for (next = at; next < count && strcmp(list[at].session, list[next].session) == 0; next++)
			;
		memset(letters, '-', (size_t)columns);
		letters[columns] = '\0';
		chat_judge(list + at, next - at, letters);
		chats++;
		if (strchr(letters, 'F') == NULL || strchr(letters, 'p') == NULL)
			continue;
		if (differ++ >= limit)
			continue;
		printf("%-14s %-14s ", list[at].session, list[at].customer);
		for (i = 0; i < columns; i++)
			printf(" %c", letters[i]);
		putchar('\n');
	}
	printf("\n%" PRId64 " of %" PRId64 " chats judged otherwise by some%s\n", differ, chats,
	       differ > limit ? " (--limit shows more)" : "");
	free(list);
	return fflush(stdout) == 0;
}
