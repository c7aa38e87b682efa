/* kefu-report DATABASE: service figures from the events in a SQLite database.
 * See man/kefu-report.1. */
#include "kefu-report.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kefu.h"
#include "system_zone.h"

static int fail(const char *what, const char *why)
{
	fprintf(stderr, "kefu-report: %s: %s\n", what, why);
	return 0;
}

/* ---- the answer ---- */

static int report_print(const kefu_report *report, int32_t format)
{
	char *text;
	size_t length = 0;
	int printed;

	kefu_report_write(report, format, NULL, 0, &length);
	text = malloc(length + 1);
	if (text == NULL || kefu_report_write(report, format, text, length, &length) != KEFU_OK) {
		free(text);
		return fail("report", "out of memory");
	}
	printed = fwrite(text, 1, length, stdout) == length && fflush(stdout) == 0;
	free(text);
	return printed || fail("standard output", "cannot be written");
}

static void summary_say(const struct arguments *a, const kefu_desk *desk,
                        const kefu_report *report, const kefu_zone *zone)
{
	kefu_statistics s = {.size = sizeof s};
	char as_of[KEFU_ZONE_TEXT_SIZE] = "-";

	kefu_desk_statistics(desk, &s);
	kefu_zone_format(zone, kefu_report_as_of(report), as_of, sizeof as_of);
	fprintf(stderr, "%" PRId64 " events", a->state != NULL ? s.held + s.settled : s.applied);
	if (a->state != NULL)
		fprintf(stderr, " (%" PRId64 " of them new)", s.applied);
	fprintf(stderr, ", %" PRId64 " sessions, as of %s", s.sessions, as_of);
	if (s.duplicates > 0)
		fprintf(stderr, "; %" PRId64 " duplicates", s.duplicates);
	if (kefu_report_ignored(report) > 0)
		fprintf(stderr, "; %" PRId64 " meant nothing in their session's state",
		        kefu_report_ignored(report));
	if (kefu_desk_mark(desk) >= 0) {
		kefu_zone_format(zone, kefu_desk_mark(desk), as_of, sizeof as_of);
		fprintf(stderr, "; sealed up to %s", as_of);
		/* an empty list would look like an answer */
		if (a->cases != NULL)
			fputs("; cases of what is sealed are not listed", stderr);
	}
	fputc('\n', stderr);
}

static int due_answer(const struct arguments *a, const kefu_zone *zone, kefu_desk *desk,
                      const struct question *q)
{
	return due_promise(desk, a->due, a->hours, zone) &&
	       due_print(desk, zone, q->query.as_of, a->limit, a->format);
}

static int report_make(const kefu_desk *desk, const kefu_query *query, kefu_report **report)
{
	int32_t status = kefu_desk_report(desk, query, report);

	if (status == KEFU_E_RANGE)
		return fail("report", "some presence or backlog lasts too long for a row each "
		                      "hour, day or week; ask for fewer days");
	return status == KEFU_OK || fail("report", kefu_strerror(status));
}

/* A sheet of people ends with the shop as a whole: what people share counts
 * there once, and what nobody is credited with counts at all. */
static int whole_print(const struct arguments *a, kefu_desk *desk, const struct question *asked)
{
	struct question whole = *asked;
	kefu_report *report = NULL;
	int sound;

	whole.query.columns = whole.columns;
	whole.query.by_count = 0;
	sound = sheet_ask(a->sheet, 0, desk, &whole) && puts("the shop as a whole") != EOF &&
		report_make(desk, &whole.query, &report) && report_print(report, a->format);
	kefu_report_free(report);
	return sound;
}

static int answer(const struct arguments *a, const kefu_zone *zone, kefu_desk *desk,
                  const struct question *q)
{
	kefu_report *report = NULL;
	int sound = report_make(desk, &q->query, &report);

	if (sound && a->profiles != NULL && a->cases != NULL)
		sound = disagreements_print(report, a->limit);
	else if (sound && a->profiles != NULL && a->by == NULL && a->format == KEFU_FORMAT_TABLE)
		sound = definitions_print(desk, report);
	else if (sound)
		sound = a->cases != NULL ? cases_print(report, zone, a->format) :
			report_print(report, a->format);
	if (sound && a->format == KEFU_FORMAT_TABLE && a->sheet != NULL && a->cases == NULL &&
	    by_person(q))
		sound = whole_print(a, desk, q);
	if (sound && a->format == KEFU_FORMAT_TABLE)
		summary_say(a, desk, report, zone);
	kefu_report_free(report);
	return sound;
}

/* ---- the desk ---- */

static int desk_make(const struct arguments *a, const kefu_zone *zone, kefu_desk **desk)
{
	kefu_desk_options options = {.size = sizeof options};
	int32_t status;

	options.zone = zone;
	options.session_gap = a->session_gap;
	if (a->currency != NULL && strlen(a->currency) != sizeof options.currency - 1)
		return fail(a->currency, "not a currency");
	if (a->currency != NULL)
		memcpy(options.currency, a->currency, sizeof options.currency);
	status = kefu_desk_new(&options, desk);
	return status == KEFU_OK || fail("desk", kefu_strerror(status));
}

static int desk_new(const struct arguments *a, kefu_zone **zone, kefu_desk **desk)
{
	const char *name = a->zone != NULL ? a->zone : "UTC";

	return (system_zone(name, zone) == KEFU_OK || fail(name, "no such time zone")) &&
	       desk_make(a, *zone, desk);
}

static int database_read(const struct arguments *a, kefu_desk *desk, struct state_inputs *inputs)
{
	sqlite3 *database = NULL;
	int sound = sqlite3_open_v2(a->database, &database, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK ||
		fail(a->database, sqlite3_errmsg(database));

	sound = sound && events_read(database, a, desk, inputs);
	sqlite3_close(database);
	return sound;
}

/* A run is all of it or nothing: the state is replaced once, with events and
 * inputs together, before anything is printed. Figures asked for beyond those
 * that it has are this run's alone, so they come after. */
static int run(struct arguments *a, struct store *store, kefu_zone **zone, kefu_desk **desk,
               struct question *question)
{
	if (a->state != NULL && !store_open(a, store, desk))
		return 0;
	a->holds_figures = *desk != NULL && kefu_desk_definition_count(*desk) > 0;
	if (*desk != NULL) {
		if (!store_zone(a, *desk, zone) || !store_match(a, *zone, *desk))
			return 0;
	} else if (!desk_new(a, zone, desk) || !question_read(a, *zone, *desk, question) ||
	           !question_check(*desk, question)) {
		return 0;
	}
	if (!seal_keep(a, *desk))
		return 0;
	if (a->database != NULL && !database_read(a, *desk, &store->inputs))
		return 0;
	/* What is sealed and forgotten and the events behind it are kept by one
	 * replacement, after what is forgotten is in the archive. */
	if (a->state != NULL && store_changes(a) &&
	    (!seal_advance(a, store, *zone, *desk) || !store_keep(store, *desk)))
		return 0;
	if (question->query.size == 0 && !question_read(a, *zone, *desk, question))
		return 0;
	return days_find(a, *zone, *desk, question) &&
	       (a->due != NULL ? due_answer : answer)(a, *zone, *desk, question);
}

int main(int argc, char **argv)
{
	struct arguments a;
	struct question question = {0};
	struct store store = {0};
	kefu_zone *zone = NULL;
	kefu_desk *desk = NULL;
	int status = arguments_read(argc, argv, &a), sound;

	if (status >= 0)
		return status;
	sound = run(&a, &store, &zone, &desk, &question);
	store_close(&store);
	kefu_desk_free(desk);
	kefu_zone_free(zone);
	return sound ? 0 : 1;
}
