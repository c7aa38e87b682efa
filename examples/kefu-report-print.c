/* The catalogue and the cases behind a figure, as text. */
#include "kefu-report.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "kefu/desk.h"
#include "kefu/metric.h"

static const char *unit_text(int32_t unit)
{
	static const char *const names[] = {"", "rate", "duration", "count", "number", "score",
	                                    "points", "money", "counts"};

	return unit >= 0 && unit <= KEFU_UNIT_COUNTS ? names[unit] : "";
}

static const char *better_text(int32_t better)
{
	return better == KEFU_BETTER_UP ? "more is better" :
	       better == KEFU_BETTER_DOWN ? "less is better" : "neither way is better";
}

int list_metrics(void)
{
	kefu_metric metric = {.size = sizeof metric};
	const char *family = "";
	int32_t i;

	for (i = 0; kefu_metric_at(i, &metric) == KEFU_OK; i++) {
		if (strcmp(family, metric.family) != 0)
			printf("%s%s\n", i > 0 ? "\n" : "", family = metric.family);
		printf("  %-30s %-9s %s%s\n", metric.id, unit_text(metric.unit), metric.name,
		       metric.computed ? "" : " (not computed yet)");
	}
	return 0;
}

/* What the desk says of a definition in use: only a report knows. */
void sentence_print(const char *name, size_t base)
{
	kefu_desk *desk = NULL;
	kefu_report *report = NULL;
	kefu_query query;
	char text[4096];
	size_t length;

	kefu_query_init(&query);
	query.as_of = kefu_time_max(); /* the version in force, not the first */
	if (kefu_desk_new(NULL, &desk) == KEFU_OK && kefu_desk_use(desk, name, base) == KEFU_OK &&
	    kefu_desk_report(desk, &query, &report) == KEFU_OK &&
	    kefu_report_explain(report, 0, text, sizeof text, &length) == KEFU_OK)
		printf("%.*s\n", (int)length, text);
	kefu_report_free(report);
	kefu_desk_free(desk);
}

int explain_metric(const char *name)
{
	size_t base = strcspn(name, ".");
	kefu_metric metric = {.size = sizeof metric};
	int status = explain_profile(name);

	if (status >= 0)
		return status;
	if (kefu_metric_find(name, base, &metric) != KEFU_OK) {
		fprintf(stderr, "kefu-report: %s: no such figure; --list-metrics and --list-definitions name them\n",
		        name);
		return 1;
	}
	printf("%s (%s; %s, %s)\n\n", metric.id, metric.family, unit_text(metric.unit),
	       better_text(metric.better));
	if (metric.computed)
		sentence_print(name, base);
	else
		printf("%s: %s. Credit, day: %s. Source: %s.\nThis version does not compute it yet.\n",
		       metric.name, metric.formula, metric.credit, metric.source);
	return 0;
}

/* ---- cases ---- */

static const char *verdict_text(int32_t verdict)
{
	static const char *const names[] = {"", "counted", "pass", "fail", "undecided"};

	return verdict >= 0 && verdict <= KEFU_VERDICT_UNDECIDED ? names[verdict] : "";
}

void csv_print(const char *text)
{
	if (strpbrk(text, ",\"\r\n") == NULL) {
		fputs(text, stdout);
		return;
	}
	putchar('"');
	for (; *text != '\0'; text++)
		printf(*text == '"' ? "\"\"" : "%c", *text);
	putchar('"');
}

void json_print(const char *key, const char *text)
{
	printf("\"%s\":\"", key);
	for (; *text != '\0'; text++)
		printf(*text == '"' || *text == '\\' ? "\\%c" : "%c", *text);
	putchar('"');
}

static void case_print(const kefu_case *one, const char *t, int32_t format, int first)
{
	const char *const names[] = {"session", "customer", "agent", "order", "refund"};
	const char *const ids[] = {one->session, one->customer, one->agent, one->order, one->refund};
	size_t i;

	if (format == KEFU_FORMAT_TABLE) {
		printf("%-29s %15" PRId64 "  %-9s  %-12s  %-12s  %-12s  %-12s  %s\n", t, one->reading,
		       verdict_text(one->verdict), ids[0], ids[1], ids[2], ids[3], ids[4]);
	} else if (format == KEFU_FORMAT_CSV) {
		printf("%s,%" PRId64 ",%s", t, one->reading, verdict_text(one->verdict));
		for (i = 0; i < 5; i++) {
			putchar(',');
			csv_print(ids[i]);
		}
		fputs("\r\n", stdout);
	} else {
		printf("%s\n{\"t\":\"%s\",\"reading\":%" PRId64 ",", first ? "[" : ",", t,
		       one->reading);
		json_print("verdict", verdict_text(one->verdict));
		for (i = 0; i < 5; i++) {
			putchar(',');
			json_print(names[i], ids[i]);
		}
		putchar('}');
	}
}

int cases_print(const kefu_report *report, const kefu_zone *zone, int32_t format)
{
	int64_t i, count = kefu_report_case_count(report, 0);
	char t[KEFU_ZONE_TEXT_SIZE];

	if (format == KEFU_FORMAT_OPENMETRICS) {
		fputs("kefu-report: cases come as table, csv or json\n", stderr);
		return 0;
	}
	if (format == KEFU_FORMAT_TABLE)
		printf("%-29s %15s  %-9s  %-12s  %-12s  %-12s  %-12s  %s\n", "t", "reading", "verdict",
		       "session", "customer", "agent", "order", "refund");
	else if (format == KEFU_FORMAT_CSV)
		fputs("t,reading,verdict,session,customer,agent,order,refund\r\n", stdout);
	for (i = 0; i < count; i++) {
		kefu_case one = {.size = sizeof one};

		if (kefu_report_case(report, 0, i, &one) != KEFU_OK ||
		    kefu_zone_format(zone, one.t, t, sizeof t) != KEFU_OK)
			return 0;
		case_print(&one, t, format, i == 0);
	}
	if (format == KEFU_FORMAT_JSON)
		puts(count == 0 ? "[]" : "\n]");
	return fflush(stdout) == 0;
}
