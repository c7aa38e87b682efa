/* Chance without a library's random numbers, and rows in a database. */
#include "simulate.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sqlite3.h>

/* ---- chance ---- */

static uint64_t chance_state;

void chance_seed(uint64_t seed)
{
	chance_state = seed;
}

static uint64_t chance(void) /* splitmix64 */
{
	uint64_t z = chance_state += UINT64_C(0x9E3779B97F4A7C15);

	z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
	return z ^ (z >> 31);
}

int64_t below(int64_t n)
{
	return (int64_t)(chance() % (uint64_t)n);
}

int happens(int percent)
{
	return below(100) < percent;
}

/* The quantiles of the exponential distribution in thousandths, interpolated. */
int64_t wait_about(int64_t mean)
{
	static const int64_t quantile[] = {0, 65, 134, 208, 288, 375, 470, 575, 693, 827, 981,
	                                   1163, 1386, 1674, 2079, 2773, 5200};
	int64_t step = below(16), part = below(1000);
	int64_t thousandths = quantile[step] + (quantile[step + 1] - quantile[step]) * part / 1000;

	return mean * thousandths / 1000 / SECOND * SECOND + SECOND;
}

size_t pick(const int *weights, size_t count)
{
	int64_t sum = 0, drawn;
	size_t i;

	for (i = 0; i < count; i++)
		sum += weights[i];
	drawn = below(sum);
	for (i = 0; drawn >= weights[i]; i++)
		drawn -= weights[i];
	return i;
}

/* ---- rows ---- */

static struct row *rows;
static size_t row_count, row_room;

struct row *add(int64_t t, const char *kind)
{
	if (row_count == row_room) {
		row_room = row_room * 2 + 1024;
		rows = realloc(rows, row_room * sizeof *rows);
		if (rows == NULL)
			exit(1);
	}
	memset(&rows[row_count], 0, sizeof *rows);
	rows[row_count].t = t;
	rows[row_count].kind = kind;
	rows[row_count].number = (int64_t)row_count;
	return &rows[row_count++];
}

static int earlier(const void *a, const void *b)
{
	const struct row *x = a, *y = b;

	return x->t != y->t ? (x->t < y->t ? -1 : 1) : x->number < y->number ? -1 : 1;
}

/* ---- the database ---- */

static void bind_text(sqlite3_stmt *statement, int at, const char *text)
{
	if (text != NULL)
		sqlite3_bind_text(statement, at, text, -1, SQLITE_STATIC);
}

static void bind_number(sqlite3_stmt *statement, int at, int64_t number, int given)
{
	if (given)
		sqlite3_bind_int64(statement, at, number);
}

static void bind_id(sqlite3_stmt *statement, int at, char letter, int64_t number)
{
	char text[24];

	snprintf(text, sizeof text, "%c%05" PRId64, letter, number);
	if (number != 0)
		sqlite3_bind_text(statement, at, text, -1, SQLITE_TRANSIENT);
}

static int row_write(sqlite3_stmt *statement, const struct row *r, const kefu_zone *zone)
{
	const char *texts[] = {r->agent, r->to, r->channel, r->topic, r->phase, r->initiator, r->from,
	                       r->mode, r->survey, r->correct, r->name, r->type, r->liable};
	char t[KEFU_ZONE_TEXT_SIZE];
	int at = 0;
	size_t i;

	if (kefu_zone_format(zone, r->t, t, sizeof t) != KEFU_OK)
		return 0;
	sqlite3_reset(statement);
	sqlite3_clear_bindings(statement);
	sqlite3_bind_text(statement, ++at, t, -1, SQLITE_TRANSIENT);
	bind_text(statement, ++at, r->kind);
	bind_number(statement, ++at, r->seq, r->seq != 0);
	bind_id(statement, ++at, 's', r->session);
	bind_id(statement, ++at, 'c', r->customer);
	bind_id(statement, ++at, 'o', r->order);
	bind_id(statement, ++at, 'p', r->item);
	bind_id(statement, ++at, 'r', r->refund);
	for (i = 0; i < sizeof texts / sizeof *texts; i++)
		bind_text(statement, ++at, texts[i]);
	bind_number(statement, ++at, r->value, r->has_value);
	bind_number(statement, ++at, r->low, r->high != 0);
	bind_number(statement, ++at, r->high, r->high != 0);
	bind_number(statement, ++at, r->amount, r->amount != 0);
	bind_text(statement, ++at, r->amount != 0 ? "CNY" : NULL);
	bind_number(statement, ++at, r->units, r->units != 0);
	bind_number(statement, ++at, r->postage, r->postage != 0);
	return sqlite3_step(statement) == SQLITE_DONE;
}

static int roster_write(sqlite3 *database)
{
	char sql[200];
	size_t i;

	for (i = 0; i < AGENTS; i++) {
		snprintf(sql, sizeof sql, "INSERT INTO roster(agent, team) VALUES('%s', '%s')",
		         agents[i].name, agents[i].team);
		if (sqlite3_exec(database, sql, NULL, NULL, NULL) != SQLITE_OK)
			return 0;
	}
	return 1;
}

int database_write(const char *path, const kefu_zone *zone, int64_t end)
{
	static const char tables[] =
		"CREATE TABLE events(t TEXT NOT NULL, kind TEXT NOT NULL, seq INTEGER, session TEXT,"
		" customer TEXT, \"order\" TEXT, item TEXT, refund TEXT, agent TEXT, \"to\" TEXT,"
		" channel TEXT, topic TEXT, phase TEXT, initiator TEXT, \"from\" TEXT, mode TEXT,"
		" survey TEXT, correct TEXT, name TEXT, type TEXT, liable TEXT, value INTEGER,"
		" min INTEGER, max INTEGER, amount INTEGER, currency TEXT, units INTEGER,"
		" postage INTEGER);"
		"CREATE TABLE roster(agent TEXT NOT NULL, team TEXT, t TEXT);";
	static const char fill[] = "INSERT INTO events VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,"
		"?,?,?,?,?,?,?,?)";
	sqlite3 *database = NULL;
	sqlite3_stmt *insert = NULL;
	size_t i = 0;
	int sound = sqlite3_open(path, &database) == SQLITE_OK &&
		sqlite3_exec(database, "BEGIN", NULL, NULL, NULL) == SQLITE_OK &&
		sqlite3_exec(database, tables, NULL, NULL, NULL) == SQLITE_OK &&
		roster_write(database) &&
		sqlite3_prepare_v2(database, fill, -1, &insert, NULL) == SQLITE_OK;

	qsort(rows, row_count, sizeof *rows, earlier);
	while (sound && i < row_count && rows[i].t < end)
		sound = row_write(insert, &rows[i++], zone);
	sqlite3_finalize(insert);
	sound = sound && sqlite3_exec(database, "COMMIT", NULL, NULL, NULL) == SQLITE_OK;
	if (!sound)
		fprintf(stderr, "simulate: %s: %s\n", path, sqlite3_errmsg(database));
	sqlite3_close(database);
	free(rows);
	rows = NULL;
	row_count = row_room = 0;
	return sound;
}
