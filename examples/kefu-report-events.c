/* Reads the events of a database, those that are new. */
#define _GNU_SOURCE /* isatty, strcasecmp */

#include "kefu-report.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "kefu-report-inputs.h"

static int fail(const char *what, const char *why)
{
	fprintf(stderr, "kefu-report: %s: %s\n", what, why);
	return 0;
}

char *file_text(const char *path)
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

/* Rows of inputs that the state contains are left alone. */
static int rows_read(sqlite3 *database, const char *sql, kefu_desk *desk,
                     struct reading *events, const char *state,
                     struct state_inputs *inputs)
{
	struct input_walk walk;
	struct reading rehearsal = {.watch = &walk.watch, .is_rehearsal = 1};

	if (state == NULL)
		return sqlite_events_read(database, sql, desk, events);
	input_search(&walk, inputs);
	if (inputs->count > 0 && !sqlite_events_read(database, sql, desk, &rehearsal))
		return 0;
	input_take(&walk);
	events->watch = &walk.watch;
	if (!sqlite_events_read(database, sql, desk, events) || !input_finish(&walk, state))
		return 0;
	if (walk.known_rows > 0)
		fprintf(stderr, "the first %" PRId64 " of %" PRId64 " rows were read before\n",
		        walk.known_rows, walk.rows);
	return 1;
}

int events_read(sqlite3 *database, const struct arguments *a, kefu_desk *desk,
                struct state_inputs *inputs)
{
	struct reading roster = {0}, events = {0};
	char *text = a->sql != NULL && !is_sql(a->sql) ? file_text(a->sql) : NULL;
	const char *sql = text != NULL ? text : a->sql != NULL ? a->sql : "SELECT * FROM events";
	int sound = 1;

	if (text == NULL && a->sql != NULL && !is_sql(a->sql))
		return fail(a->sql, "neither a SELECT nor a file that can be read");
	/* Whoever writes to the database meanwhile: both walks see the same. */
	if (sqlite3_exec(database, "BEGIN", NULL, NULL, NULL) != SQLITE_OK)
		sound = fail(a->database, sqlite3_errmsg(database));
	if (isatty(STDERR_FILENO)) {
		events.progress = progress_draw;
		if (a->sql == NULL)
			events.expected = number_of(database, "SELECT count(*) FROM events");
	}
	if (number_of(database, "SELECT count(*) FROM sqlite_master WHERE name = 'roster'") > 0)
		sound = sound && sqlite_roster_read(database, "SELECT * FROM roster", desk, &roster);
	sound = sound && rows_read(database, sql, desk, &events, a->state, inputs);
	if (events.progress != NULL)
		fputs("\r\033[K", stderr);
	reading_say(&roster, "rows of the roster");
	reading_say(&events, "rows");
	free(text);
	return sound;
}
