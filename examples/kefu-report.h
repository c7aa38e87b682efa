/* The parts of kefu-report. Those that return 1, or 0 when they cannot, say
 * on stderr why. */
#ifndef KEFU_REPORT_EXAMPLE_H
#define KEFU_REPORT_EXAMPLE_H

#include "kefu/desk.h"
#include "kefu/report.h"
#include "kefu/zone.h"
#include "state_file.h"

#include <sqlite3.h>

/* ---- the command line ---- */

#define DEFINES 32

struct arguments {
	const char *database, *sql, *as_of, *zone, *cases, *currency, *due, *hours, *profiles,
		*state, *keep, *seal, *forgotten;
	const char *define[DEFINES]; /* NAME=FILE */
	int define_count;
	const struct sheet *sheet; /* NULL: none asked for */
	char *metrics, *by;
	int32_t from_day, to_day, days, format;
	int64_t session_gap, limit; /* gap 0: not given */
	int holds_figures; /* the state says what is asked unless --metrics does */
};

/* -1: go on, otherwise the exit status. */
int arguments_read(int argc, char **argv, struct arguments *a);

/* ---- events ---- */

/* The text of a file, NULL when it cannot be read. */
char *file_text(const char *path);

/* Gives a desk the events and the roster; with --state those rows that are of
 * no known input, and enters them there. */
int events_read(sqlite3 *database, const struct arguments *a, kefu_desk *desk,
                struct state_inputs *inputs);

/* ---- the question ---- */

#define COLUMNS 256
#define BY 7 /* no more can be named without repetition */

struct question {
	kefu_query query;
	int32_t by[BY];
	const char *columns[COLUMNS];
};

/* Adds to the desk what is asked for. The lists of the arguments are cut up. */
int question_read(const struct arguments *a, const kefu_zone *zone, kefu_desk *desk,
                  struct question *q);
/* Is each column one that a desk has, suffix and all? Of an empty desk, that is quick. */
int question_check(const kefu_desk *empty, const struct question *q);
/* Does this text, some `--define` of the arguments, define the name? */
int defines(const char *argument, const char *name);
/* Has the library a figure, a set of figures or a platform of this name? */
int is_catalogued(const char *name, size_t length);
/* The index of a definition in use, -1 when there is none of this name. */
int32_t definition_find(const kefu_desk *desk, const char *name, size_t length);
/* --days: the last one is known once the events are. */
int days_find(const struct arguments *a, const kefu_zone *zone, const kefu_desk *desk,
              struct question *q);
/* Is it grouped by those who serve? */
int by_person(const struct question *q);

/* ---- --state ---- */

struct store {
	struct state_file file;
	struct state_inputs inputs;
	int is_open;
};

/* Does this run change the state? Otherwise it only reads it. */
int store_changes(const struct arguments *a);
/* Reads the state: *desk stays NULL when there is none yet. If it is to change
 * it is this run's alone until store_close(). */
int store_open(const struct arguments *a, struct store *store, kefu_desk **desk);
/* The zone of the state's desk; names the option that says otherwise. */
int store_zone(const struct arguments *a, const kefu_desk *desk, kefu_zone **zone);
/* Refuses a question that cannot be asked or that means other definitions by
 * the names which the state has, before anything is read. */
int store_match(const struct arguments *a, const kefu_zone *zone, const kefu_desk *desk);
/* Replaces the state. */
int store_keep(struct store *store, const kefu_desk *desk);
void store_close(struct store *store);

/* --keep: tells the desk. */
int seal_keep(const struct arguments *a, kefu_desk *desk);
/* --seal: advances the desk; what it forgets is in the archive, on the disk,
 * before this returns. */
int seal_advance(const struct arguments *a, const struct store *store, const kefu_zone *zone,
                 kefu_desk *desk);

/* ---- printing ---- */

/* "90s", "15m", "2h", "1d". */
int duration_read(const char *text, int64_t *ms);

/* Both return the exit status. */
int list_metrics(void);
int list_definitions(void);
/* -1: no platform's definition has this name. */
int explain_profile(const char *name);
int explain_metric(const char *name);
/* What the library says of a metric or definition. */
void sentence_print(const char *name, size_t length);

/* Gives a desk a definition from its text form, JSON; 0 when it cannot. */
int define_read(kefu_desk *desk, const char *name, const char *text);

/* Is it the name of a platform? */
int is_profile(const char *name, size_t length);
/* Adds the established definitions of some profiles to a desk, those of some
 * metrics (NULL: any), and names them; returns how many. */
int32_t profile_columns(const char *profiles, const char *metrics, kefu_desk *desk,
                        const char **columns, int32_t most);
/* One row a definition; 0 when it cannot be written. */
int definitions_print(const kefu_desk *desk, const kefu_report *report);
/* The chats that some definitions pass and others fail. */
int disagreements_print(const kefu_report *report, int64_t limit);

/* The cases of the first column, as a table, CSV or JSON; 0 when it cannot. */
int cases_print(const kefu_report *report, const kefu_zone *zone, int32_t format);

/* A text as a field of CSV, and as a member of a JSON object. */
void csv_print(const char *text);
void json_print(const char *key, const char *text);

/* --due: gives the desk its targets; then prints what is due. `hours` may be
 * NULL: all time counts. 0 when it cannot. */
int due_promise(kefu_desk *desk, const char *targets, const char *hours, const kefu_zone *zone);
int due_print(kefu_desk *desk, const kefu_zone *zone, int64_t as_of, int64_t limit,
              int32_t format);

/* An appraisal sheet by its name, NULL when there is none. */
struct sheet;
const struct sheet *sheet_find(const char *name);

/* What it is grouped by unless asked otherwise, 0: by nothing. */
int32_t sheet_by(const struct sheet *sheet);

/* Its columns, NULL past the last; `only_credited` without those that no
 * agent can have. */
const char *sheet_column(const struct sheet *sheet, int32_t index, int only_credited);

/* Asks for its columns. */
int sheet_ask(const struct sheet *sheet, int only_credited, kefu_desk *desk,
              struct question *q);

#endif
