/* The options of kefu-report. */
#define _GNU_SOURCE /* getopt_long */

#include "kefu-report.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kefu.h"

static const char usage_text[] =
	"usage: kefu-report DATABASE [OPTION...]\n"
	"       kefu-report --state FILE [DATABASE] [OPTION...]\n"
	"  --sql FILE-OR-SELECT  what selects the events (the table events)\n"
	"  --state FILE          what earlier runs read counts too, and FILE keeps it\n"
	"  --keep TIMES          FILE seals: how late events come, when what is silent has\n"
	"                        ended, days kept behind that: 7d,30d,35\n"
	"  --seal INSTANT        seal what is settled by then (or now), forget the rest\n"
	"  --forgotten FILE      append what is forgotten, as CSV\n"
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
	"  --limit N             at most N lines of --due, or of --cases with --profile (50)\n"
	"  --explain METRIC      what a figure means\n"
	"  --list-metrics        every figure by name\n"
	"  --list-definitions    every platform's definition, dated, with its source\n";

static int fail(const char *what, const char *why)
{
	fprintf(stderr, "kefu-report: %s: %s\n", what, why);
	return 0;
}

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

static int define_add(const char *argument, struct arguments *a)
{
	int i;

	for (i = 0; i < a->define_count; i++)
		if (strncmp(a->define[i], argument, strcspn(argument, "=") + 1) == 0)
			return fail("--define", "gives a name twice");
	if (a->define_count == DEFINES)
		return fail("--define", "comes too often");
	a->define[a->define_count++] = argument;
	return 1;
}

int arguments_read(int argc, char **argv, struct arguments *a)
{
	static const struct option options[] = {
		{"sql", 1, NULL, 's'}, {"metrics", 1, NULL, 'm'}, {"by", 1, NULL, 'b'},
		{"from", 1, NULL, 'f'}, {"to", 1, NULL, 't'}, {"as-of", 1, NULL, 'a'},
		{"tz", 1, NULL, 'z'}, {"session-gap", 1, NULL, 'g'}, {"format", 1, NULL, 'o'},
		{"cases", 1, NULL, 'c'}, {"explain", 1, NULL, 'e'}, {"for", 1, NULL, 'w'},
		{"days", 1, NULL, 'd'}, {"currency", 1, NULL, 'u'},
		{"due", 1, NULL, 'D'}, {"hours", 1, NULL, 'H'}, {"limit", 1, NULL, 'L'},
		{"profile", 1, NULL, 'p'}, {"define", 1, NULL, 'N'}, {"state", 1, NULL, 'S'},
		{"keep", 1, NULL, 'K'}, {"seal", 1, NULL, 'A'}, {"forgotten", 1, NULL, 'F'},
		{"list-definitions", 0, NULL, 'P'},
		{"list-metrics", 0, NULL, 'l'}, {"help", 0, NULL, 'h'},
		{"version", 0, NULL, 'v'}, {NULL, 0, NULL, 0}
	};
	int option, sound = 1;

	*a = (struct arguments){.from_day = KEFU_DAY_ANY, .to_day = KEFU_DAY_ANY,
	                        .format = KEFU_FORMAT_TABLE, .limit = 50};
	while (sound && (option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (option) {
		case 's': a->sql = optarg; break;
		case 'm': a->metrics = optarg; break;
		case 'N': sound = define_add(optarg, a); break;
		case 'S': a->state = optarg; break;
		case 'K': a->keep = optarg; break;
		case 'A': a->seal = optarg; break;
		case 'F': a->forgotten = optarg; break;
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
	if (sound && optind < argc)
		a->database = argv[optind++];
	/* What is in a state can be asked without new events. */
	if (sound && (optind != argc || (a->database == NULL && a->state == NULL))) {
		fputs(usage_text, stderr);
		sound = 0;
	}
	if (sound && a->database == NULL && a->sql != NULL)
		sound = fail("--sql", "of which database?");
	if (sound && a->state == NULL && (a->keep != NULL || a->seal != NULL))
		sound = fail(a->keep != NULL ? "--keep" : "--seal", "of which --state?");
	if (sound && a->profiles != NULL && a->cases != NULL && a->format != KEFU_FORMAT_TABLE)
		sound = fail("--format", "chats on which definitions disagree come as a table");
	if (sound && a->seal == NULL && a->forgotten != NULL)
		sound = fail("--forgotten", "only --seal forgets");
	return sound ? -1 : 2;
}
