/* Reads events from a SQLite database into a desk. */
#ifndef SQLITE_EVENTS_H
#define SQLITE_EVENTS_H

#include "kefu/desk.h"

#include <sqlite3.h>

/* Why rows were refused: one entry a reason. */
struct refused_rows {
	char reason[120];
	int64_t count, first_row;
};

/* Somebody who looks on. */
struct row_watch {
	void *context;
	void (*begin)(void *context, sqlite3_stmt *statement); /* a statement's first row comes */
	/* 1: take the row, 0: leave it alone, -1: read no further. */
	int (*row)(void *context, sqlite3_stmt *statement);
	void (*taken)(void *context, int32_t status, const kefu_event *event);
};

struct reading {
	int64_t rows, refused;
	struct refused_rows reasons[16]; /* more reasons share the last */
	int reason_count;
	int64_t expected;                /* rows to come, 0: unknown */
	void (*progress)(int64_t rows, int64_t expected); /* NULL: none */
	const struct row_watch *watch;   /* NULL: every row is taken */
	int is_rehearsal;                /* names of columns were checked elsewhere */
};

/* The text of a value that is not NULL; `digits` has room for 32 bytes. A real
 * number without a fraction is an integer: some programs write every number of
 * a column that can be NULL as real. */
const char *sqlite_value_text(sqlite3_stmt *statement, int column, char *digits,
                              size_t *length);

/* Runs SQL and applies the rows that it selects. Columns are named as the
 * fields of an event; NULL leaves a field unset, and a column of another name
 * is named on stderr and left alone. Of several statements each may select.
 * Returns 0 when the SQL is wrong or memory runs out (said on stderr); rows
 * refused are only counted. */
int sqlite_events_read(sqlite3 *database, const char *sql, kefu_desk *desk,
                       struct reading *reading);

/* Reads who is in which team from when on: columns agent, team and t (absent
 * or NULL: from the beginning). */
int sqlite_roster_read(sqlite3 *database, const char *sql, kefu_desk *desk,
                       struct reading *reading);

#endif
