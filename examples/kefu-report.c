/* kefu-report DATABASE: service figures from the events in a SQLite database.
 * See man/kefu-report.1. */
#define _GNU_SOURCE /* getopt_long, isatty, strcasecmp */

#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "kefu.h"
#include "kefu-report.h"
#include "sqlite_events.h"
#include "system_zone.h"

static const char usage_text[] =
	"usage: kefu-report DATABASE [OPTION...]\n"
	"  --sql FILE-OR-SELECT  what selects the events (the table events)\n"
	"  --metrics NAME,...    figures, e.g. response_time.p90; or default, all\n"
	"  --for WHOM            their sheet: presale, aftersale, agents or shop\n"
	"  --by NAME,...         agent, team, channel, topic, phase, currency,\n"
	"                        hour, day, week, month\n"
	"  --from DAY, --to DAY  first and last local day, YYYY-MM-DD\n"
	"  --days N              the N days up to --to or the last event\n"
	"  --as-of INSTANT       what happened later is left out (the last event)\n"
	"  --tz ZONE             of local days and of times without offset (UTC)\n"
	"  --session-gap SECONDS silence that ends a session that has no id\n"
	"  --currency CODE       of amounts that name none, e.g. CNY\n"
	"  --format FORMAT       table, csv, json or openmetrics\n"
	"  --define NAME=FILE    a figure of one's own, a JSON object: docs/definitions.md\n"
	"  --profile NAME,...    the platforms' definitions of --metrics, a row each\n"
	"  --cases METRIC        the cases behind a figure; with --profile the chats\n"
	"                        on which their definitions of it disagree\n"
	"  --due KIND=TIME,...   open work by when it is due, e.g.\n"
	"                        first_reply.urgent=15m,first_reply=1h,resolution=2d\n"
	"  --hours HOURS         what counts for --due, e.g. 'mon-fri 09:00-18:00'\n"
	"  --limit N             at most N lines of --due (50)\n"
	"  --explain METRIC      what a figure means\n"
	"  --list-metrics        every figure by name\n"
	"  --list-definitions    every platform's definition, dated, with its source\n";

struct arguments {
	const char *database, *sql, *as_of, *zone, *cases, *currency, *due, *hours, *profiles, *define;
	const struct sheet *sheet; /* NULL: none asked for */
	char *metrics, *by;
	int32_t from_day, to_day, days, format;
	int64_t session_gap, limit;
};

static int fail(const char *what, const char *why)
{
	fprintf(stderr, "kefu-report: %s: %s\n", what, why);
	return 0;
}

/* ---- options ---- */

static int day_read(const char *text, int32_t *day)
{
	return kefu_civil_parse_date(text, strlen(text), day) == KEFU_OK ||
	       fail(text, "not a day YYYY-MM-DD");
}

static int gap_read(const char *text, int64_t *gap)
{
	char *end;
	double seconds = strtod(text, &end);

	if (end == text || *end != '\0' || !(seconds > 0 && seconds < 1e9))
		return fail(text, "not a number of seconds");
	*gap = (int64_t)(seconds * 1000.0);
	return 1;
}

static int days_read(const char *text, int32_t *days)
{
	char *end;
	long number = strtol(text, &end, 10);

	if (end == text || *end != '\0' || number < 1 || number > 100000)
		return fail(text, "not a number of days");
	*days = (int32_t)number;
	return 1;
}

static int limit_read(const char *text, int64_t *limit)
{
	char *end;

	*limit = strtoll(text, &end, 10);
	return (end != text && *end == '\0' && *limit > 0) || fail(text, "not a number of lines");
}

static int sheet_read(const char *text, const struct sheet **sheet)
{
	*sheet = sheet_find(text);
	return *sheet != NULL || fail(text, "not presale, aftersale, agents or shop");
}

static int format_read(const char *text, int32_t *format)
{
	static const char *const names[] = {"table", "csv", "json", "openmetrics"};

	for (*format = KEFU_FORMAT_TABLE; *format <= KEFU_FORMAT_OPENMETRICS; ++*format)
		if (strcmp(text, names[*format - KEFU_FORMAT_TABLE]) == 0)
			return 1;
	return fail(text, "not table, csv, json or openmetrics");
}

/* -1: go on, otherwise the exit status. */
static int arguments_read(int argc, char **argv, struct arguments *a)
{
	static const struct option options[] = {
		{"sql", 1, NULL, 's'}, {"metrics", 1, NULL, 'm'}, {"by", 1, NULL, 'b'},
		{"from", 1, NULL, 'f'}, {"to", 1, NULL, 't'}, {"as-of", 1, NULL, 'a'},
		{"tz", 1, NULL, 'z'}, {"session-gap", 1, NULL, 'g'}, {"format", 1, NULL, 'o'},
		{"cases", 1, NULL, 'c'}, {"explain", 1, NULL, 'e'}, {"for", 1, NULL, 'w'},
		{"days", 1, NULL, 'd'}, {"currency", 1, NULL, 'u'},
		{"due", 1, NULL, 'D'}, {"hours", 1, NULL, 'H'}, {"limit", 1, NULL, 'L'},
		{"profile", 1, NULL, 'p'}, {"define", 1, NULL, 'N'}, {"list-definitions", 0, NULL, 'P'},
		{"list-metrics", 0, NULL, 'l'}, {"help", 0, NULL, 'h'},
		{"version", 0, NULL, 'v'}, {NULL, 0, NULL, 0}
	};
	int option, sound = 1;

	while (sound && (option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (option) {
		case 's': a->sql = optarg; break;
		case 'm': a->metrics = optarg; break;
		case 'N': a->define = optarg; break;
		case 'p': a->profiles = optarg; break;
		case 'P': return list_definitions();
		case 'b': a->by = optarg; break;
		case 'f': sound = day_read(optarg, &a->from_day); break;
		case 't': sound = day_read(optarg, &a->to_day); break;
		case 'a': a->as_of = optarg; break;
		case 'z': a->zone = optarg; break;
		case 'g': sound = gap_read(optarg, &a->session_gap); break;
		case 'o': sound = format_read(optarg, &a->format); break;
		case 'c': a->cases = optarg; break;
		case 'w': sound = sheet_read(optarg, &a->sheet); break;
		case 'd': sound = days_read(optarg, &a->days); break;
		case 'u': a->currency = optarg; break;
		case 'D': a->due = optarg; break;
		case 'H': a->hours = optarg; break;
		case 'L': sound = limit_read(optarg, &a->limit); break;
		case 'e': return explain_metric(optarg);
		case 'l': return list_metrics();
		case 'h': fputs(usage_text, stdout); return 0;
		case 'v': printf("kefu-report %s\n", kefu_version_text()); return 0;
		default: fputs(usage_text, stderr); return 2;
		}
	}
	if (sound && a->from_day != KEFU_DAY_ANY && a->to_day != KEFU_DAY_ANY && a->from_day > a->to_day)
		sound = fail("--to", "--from is later");
	if (sound && a->days != 0 && a->from_day != KEFU_DAY_ANY)
		sound = fail("--days", "says where --from says otherwise");
	if (sound && optind + 1 != argc)
		fputs(usage_text, stderr);
	if (!sound || optind + 1 != argc)
		return 2;
	a->database = argv[optind];
	return -1;
}

/* ---- events ---- */

static char *file_text(const char *path)
{
	FILE *file = fopen(path, "rb");
	char *text = NULL;
	size_t length = 0, room = 0;

	while (file != NULL && !feof(file) && !ferror(file)) {
		if (room - length < 4096) {
			char *larger = realloc(text, room = room * 2 + 8192);

			if (larger == NULL)
				break;
			text = larger;
		}
		length += fread(text + length, 1, room - length - 1, file);
		text[length] = '\0';
	}
	if (file == NULL || ferror(file)) { /* a directory opens, but cannot be read */
		free(text);
		text = NULL;
	}
	if (file != NULL)
		fclose(file);
	return text;
}

/* select.sql and with/roster.sql are files. */
static int is_word(const char *text, const char *word)
{
	size_t length = strlen(word);

	return strncasecmp(text, word, length) == 0 &&
	       strchr(" \t\r\n(*'\"-+", text[length]) != NULL;
}

static int is_sql(const char *text)
{
	text += strspn(text, " \t\r\n");
	return is_word(text, "select") || is_word(text, "with");
}

static int64_t number_of(sqlite3 *database, const char *sql)
{
	sqlite3_stmt *statement = NULL;
	int64_t number = 0;

	if (sqlite3_prepare_v2(database, sql, -1, &statement, NULL) == SQLITE_OK &&
	    sqlite3_step(statement) == SQLITE_ROW)
		number = sqlite3_column_int64(statement, 0);
	sqlite3_finalize(statement);
	return number;
}

static void progress_draw(int64_t rows, int64_t expected)
{
	char bar[31];
	int64_t filled = expected > 0 ? rows * 30 / expected : 0, i;

	if (rows % 16384 != 0)
		return;
	for (i = 0; i < 30; i++)
		bar[i] = i < filled ? '#' : '.';
	bar[30] = '\0';
	if (expected > 0)
		fprintf(stderr, "\r[%s] %" PRId64 " of %" PRId64, bar, rows, expected);
	else
		fprintf(stderr, "\r%" PRId64 " rows", rows);
}

static void reading_say(const struct reading *reading, const char *what)
{
	int i;

	if (reading->refused == 0)
		return;
	fprintf(stderr, "%" PRId64 " of %" PRId64 " %s refused:\n", reading->refused,
	        reading->rows, what);
	for (i = 0; i < reading->reason_count; i++)
		fprintf(stderr, "  %" PRId64 " times %s (first in row %" PRId64 ")\n",
		        reading->reasons[i].count, reading->reasons[i].reason,
		        reading->reasons[i].first_row);
}

static int events_read(sqlite3 *database, const struct arguments *a, kefu_desk *desk)
{
	struct reading roster = {0}, events = {0};
	char *text = a->sql != NULL && !is_sql(a->sql) ? file_text(a->sql) : NULL;
	const char *sql = text != NULL ? text : a->sql != NULL ? a->sql : "SELECT * FROM events";
	int sound = 1;

	if (text == NULL && a->sql != NULL && !is_sql(a->sql))
		return fail(a->sql, "neither a SELECT nor a file that can be read");
	if (isatty(STDERR_FILENO)) {
		events.progress = progress_draw;
		if (a->sql == NULL)
			events.expected = number_of(database, "SELECT count(*) FROM events");
	}
	if (number_of(database, "SELECT count(*) FROM sqlite_master WHERE name = 'roster'") > 0)
		sound = sqlite_roster_read(database, "SELECT * FROM roster", desk, &roster);
	sound = sound && sqlite_events_read(database, sql, desk, &events);
	if (events.progress != NULL)
		fputs("\r\033[K", stderr);
	reading_say(&roster, "rows of the roster");
	reading_say(&events, "rows");
	free(text);
	return sound;
}

/* ---- the question ---- */

static int zone_make(const char *name, kefu_zone **zone)
{
	return system_zone(name, zone) == KEFU_OK || fail(name, "no such time zone");
}

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

#define COLUMNS 256
#define BY 7 /* no more can be named without repetition */

struct question {
	kefu_query query;
	int32_t by[BY];
	const char *columns[COLUMNS];
};

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

static int columns_read(char *list, kefu_desk *desk, struct question *q)
{
	char *rest = NULL, *name = strtok_r(list, ",", &rest);

	for (; name != NULL; name = strtok_r(NULL, ",", &rest)) {
		int32_t index = 0;
		int set = strcmp(name, "default") == 0 || strcmp(name, "all") == 0;

		if (!set && !column_ask(name, desk, q))
			return 0;
		if (set && !metric_use(desk, name))
			return 0;
		for (; set && index < kefu_desk_definition_count(desk); index++)
			if (!column_ask(kefu_desk_definition_name(desk, index), desk, q))
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

/* Grouped by those who serve. */
static int by_person(const struct question *q)
{
	int32_t i;

	for (i = 0; i < q->query.by_count; i++)
		if (q->by[i] == KEFU_BY_AGENT || q->by[i] == KEFU_BY_TEAM)
			return 1;
	return 0;
}

static int sheet_ask(const struct sheet *sheet, int only_credited, kefu_desk *desk,
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
			kefu_desk_definition_name(desk, kefu_desk_definition_count(desk) - 1);
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

static int question_read(const struct arguments *a, const kefu_zone *zone, kefu_desk *desk,
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

/* --days: the last one is known once the events are. */
static int days_find(const struct arguments *a, const kefu_zone *zone, const kefu_desk *desk,
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

static void summary_say(const kefu_desk *desk, const kefu_report *report, const kefu_zone *zone)
{
	kefu_statistics s = {.size = sizeof s};
	char as_of[KEFU_ZONE_TEXT_SIZE] = "-";

	kefu_desk_statistics(desk, &s);
	kefu_zone_format(zone, kefu_report_as_of(report), as_of, sizeof as_of);
	fprintf(stderr, "%" PRId64 " events, %" PRId64 " sessions, as of %s", s.applied,
	        s.sessions, as_of);
	if (s.duplicates > 0)
		fprintf(stderr, "; %" PRId64 " duplicates", s.duplicates);
	if (kefu_report_ignored(report) > 0)
		fprintf(stderr, "; %" PRId64 " meant nothing in their session's state",
		        kefu_report_ignored(report));
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
		sound = definitions_print(report);
	else if (sound)
		sound = a->cases != NULL ? cases_print(report, zone, a->format) :
			report_print(report, a->format);
	if (sound && a->format == KEFU_FORMAT_TABLE && a->sheet != NULL && a->cases == NULL &&
	    by_person(q))
		sound = whole_print(a, desk, q);
	if (sound && a->format == KEFU_FORMAT_TABLE)
		summary_say(desk, report, zone);
	kefu_report_free(report);
	return sound;
}

int main(int argc, char **argv)
{
	struct arguments a = {.from_day = KEFU_DAY_ANY, .to_day = KEFU_DAY_ANY,
	                      .format = KEFU_FORMAT_TABLE, .zone = "UTC", .limit = 50};
	struct question question = {0};
	sqlite3 *database = NULL;
	kefu_zone *zone = NULL;
	kefu_desk *desk = NULL;
	int status = arguments_read(argc, argv, &a), sound;

	if (status >= 0)
		return status;
	sound = sqlite3_open_v2(a.database, &database, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK ||
		fail(a.database, sqlite3_errmsg(database));
	sound = sound && zone_make(a.zone, &zone) && desk_make(&a, zone, &desk) &&
		question_read(&a, zone, desk, &question) && events_read(database, &a, desk) &&
		days_find(&a, zone, desk, &question) &&
		(a.due != NULL ? due_answer : answer)(&a, zone, desk, &question);
	kefu_desk_free(desk);
	kefu_zone_free(zone);
	sqlite3_close(database);
	return sound ? 0 : 1;
}
