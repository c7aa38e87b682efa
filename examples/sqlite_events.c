#include "sqlite_events.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static int complain(sqlite3 *database)
{
	fprintf(stderr, "kefu-report: SQLite: %s\n", sqlite3_errmsg(database));
	return 0;
}

static void refuse(struct reading *reading, const char *field, int32_t status)
{
	struct refused_rows *reason = reading->reasons;
	char text[sizeof reason->reason];
	int last = (int)(sizeof reading->reasons / sizeof *reading->reasons) - 1, i = 0;

	snprintf(text, sizeof text, "%s%s%s", field != NULL ? field : "",
	         field != NULL ? ": " : "", kefu_strerror(status));
	while (i < reading->reason_count && i < last && strcmp(reason[i].reason, text) != 0)
		i++;
	if (i == reading->reason_count) {
		snprintf(reason[i].reason, sizeof text, "%s", i < last ? text : "other reasons");
		reason[i].first_row = reading->rows;
		reading->reason_count++;
	}
	reason[i].count++;
	reading->refused++;
}

const char *sqlite_value_text(sqlite3_stmt *statement, int column, char *digits,
                              size_t *length)
{
	const char *text = digits;

	if (sqlite3_column_type(statement, column) == SQLITE_FLOAT) {
		double value = sqlite3_column_double(statement, column);

		if (value >= -9e15 && value <= 9e15 && (double)(int64_t)value == value) {
			*length = (size_t)snprintf(digits, 32, "%" PRId64, (int64_t)value);
			return text;
		}
	}
	text = (const char *)sqlite3_column_text(statement, column);
	*length = (size_t)sqlite3_column_bytes(statement, column);
	return text != NULL ? text : "";
}

/* Fills an event from a row; the column at fault when it cannot. */
static int32_t row_read(sqlite3_stmt *statement, kefu_desk *desk, kefu_event *event,
                        const char **field)
{
	int column, columns = sqlite3_column_count(statement);
	char digits[32];

	memset(event, 0, sizeof *event);
	event->size = (uint32_t)sizeof *event;
	for (column = 0; column < columns; column++) {
		const char *text;
		size_t length;
		int32_t status;

		if (sqlite3_column_type(statement, column) == SQLITE_NULL)
			continue;
		*field = sqlite3_column_name(statement, column);
		text = sqlite_value_text(statement, column, digits, &length);
		status = kefu_desk_set_text(desk, event, *field, strlen(*field), text, length);
		if (status != KEFU_OK && status != KEFU_E_NOT_FOUND)
			return status;
	}
	return KEFU_OK;
}

static const char *field_text(int32_t field)
{
	const char *name;
	int32_t index, number;

	for (index = 0; (name = kefu_field_name(index, &number)) != NULL; index++)
		if (number == field)
			return name;
	return NULL;
}

static int32_t row_apply(sqlite3_stmt *statement, kefu_desk *desk, kefu_event *event,
                         const char **field)
{
	kefu_refusal refusal = {.size = sizeof refusal};
	int32_t status = row_read(statement, desk, event, field);

	if (status != KEFU_OK)
		return status;
	status = kefu_desk_apply(desk, event, 1, NULL);
	*field = status != KEFU_OK && kefu_desk_refusal(desk, 0, &refusal) == KEFU_OK ?
		field_text(refusal.field) : NULL;
	return status;
}

static int32_t row_enrol(sqlite3_stmt *statement, kefu_desk *desk, kefu_event *event,
                         const char **field)
{
	int32_t status = row_read(statement, desk, event, field);

	return status != KEFU_OK ? status :
		kefu_desk_roster(desk, event->agent, event->team, event->t);
}

/* A misspelt column would be silently missing from every event. */
static void columns_check(sqlite3_stmt *statement)
{
	int column, columns = sqlite3_column_count(statement);

	for (column = 0; column < columns; column++) {
		const char *name = sqlite3_column_name(statement, column), *known;
		int32_t index = 0;

		while ((known = kefu_field_name(index, NULL)) != NULL && strcmp(known, name) != 0)
			index++;
		if (known == NULL)
			fprintf(stderr, "column %s is no field of an event: left alone\n", name);
	}
}

typedef int32_t row_taker(sqlite3_stmt *, kefu_desk *, kefu_event *, const char **);

/* 1: go on, 0: out of memory, -1: enough was read. */
static int row_deal(sqlite3_stmt *statement, kefu_desk *desk, struct reading *reading,
                    row_taker *take)
{
	const struct row_watch *watch = reading->watch;
	const char *field = NULL;
	kefu_event event = {0};
	int32_t status;
	int wanted;

	reading->rows++;
	wanted = watch != NULL ? watch->row(watch->context, statement) : 1;
	if (wanted <= 0)
		return wanted == 0 ? 1 : -1;
	status = take(statement, desk, &event, &field);
	if (status == KEFU_E_NOMEM) {
		fprintf(stderr, "row %" PRId64 ": out of memory\n", reading->rows);
		return 0;
	}
	if (watch != NULL)
		watch->taken(watch->context, status, &event);
	if (status != KEFU_OK)
		refuse(reading, field, status);
	if (reading->progress != NULL && reading->rows % 1024 == 0)
		reading->progress(reading->rows, reading->expected);
	return 1;
}

static int rows_read(sqlite3 *database, const char *sql, kefu_desk *desk,
                     struct reading *reading, row_taker *take)
{
	int code = SQLITE_OK, dealt = 1;

	while (code == SQLITE_OK && dealt > 0 && *sql != '\0') {
		sqlite3_stmt *statement = NULL;

		if (sqlite3_prepare_v2(database, sql, -1, &statement, &sql) != SQLITE_OK)
			return complain(database);
		if (!reading->is_rehearsal)
			columns_check(statement);
		if (reading->watch != NULL)
			reading->watch->begin(reading->watch->context, statement);
		while (dealt > 0 && statement != NULL &&
		       (code = sqlite3_step(statement)) == SQLITE_ROW)
			dealt = row_deal(statement, desk, reading, take);
		code = sqlite3_finalize(statement);
	}
	return dealt != 0 && (code == SQLITE_OK || complain(database));
}

int sqlite_events_read(sqlite3 *database, const char *sql, kefu_desk *desk,
                       struct reading *reading)
{
	return rows_read(database, sql, desk, reading, row_apply);
}

int sqlite_roster_read(sqlite3 *database, const char *sql, kefu_desk *desk,
                       struct reading *reading)
{
	return rows_read(database, sql, desk, reading, row_enrol);
}
