/* A year of a shop, sealed daily:
 *
 *     year DATABASE DAYS [--numbers] [--every N] [--show] [--soon]
 *
 * DATABASE is of examples/simulate. Two desks are told its days; one advances
 * each night, hands over what it forgets, and is encoded and decoded now and
 * then; the other never seals. Each night the figures of the days around the
 * mark and up to the evening are asked of both, every N days of every
 * definition, at the end of every day there was: the same readings, or, of a
 * figure that does not add up and looks further back than events are kept,
 * "not covered". Memory stays flat: from the hundred-and-eightieth day on as
 * many events are held, and what grows are sealed figures, by so much a day. --numbers: the ids of customers,
 * sessions, orders are numbers; without, texts. --soon: of few
 * definitions little is kept, so that two months show what a year does. Ends with "N passed, N failed". */
#include <inttypes.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sqlite3.h>

#include "kefu.h"

#define DAY INT64_C(86400000)
#define EAST (8 * INT64_C(3600000))
#define COLUMNS 512
/* From here on everything that looks back has its past. */
#define FLAT_FROM 180

static int64_t passed, failed;

static void check(int sound, const char *what, const char *detail)
{
	passed += sound != 0;
	failed += sound == 0;
	if (!sound && failed < 30)
		printf("FAILED: %s: %s\n", what, detail);
}

static void must(int32_t status, const char *what)
{
	if (status == KEFU_OK)
		return;
	printf("FAILED: %s: %s\n0 passed, 1 failed\n", what, kefu_strerror(status));
	exit(1);
}

/* ---- memory as malloc gives it ---- */

static void *count_allocate(void *context, size_t size)
{
	void *memory = malloc(size);

	*(int64_t *)context += memory != NULL ? (int64_t)malloc_usable_size(memory) : 0;
	return memory;
}

static void count_release(void *context, void *memory, size_t size)
{
	(void)size;
	*(int64_t *)context -= (int64_t)malloc_usable_size(memory);
	free(memory);
}

/* ---- the shop's days ---- */

struct year {
	sqlite3 *database;
	sqlite3_stmt *rows;
	int numbers, every, show;
	int32_t days, first_day;
	kefu_desk *sealed, *whole;
	kefu_allocator allocator;
	int64_t allocated; /* by the sealed desk */
	kefu_keeping keeping;
	kefu_event *events;
	size_t room;
	int64_t told, forgotten;
	const char *adding[COLUMNS], *all[COLUMNS];
	int32_t adding_count, all_count;
	int64_t compared, uncovered;
	int64_t bytes_then, held_then, bytes_between;
	int soon;
};

static int is_number(const char *column)
{
	return strcmp(column, "session") == 0 || strcmp(column, "customer") == 0 ||
	       strcmp(column, "order") == 0 || strcmp(column, "item") == 0 ||
	       strcmp(column, "refund") == 0;
}

static void row_read(struct year *y, kefu_desk *desk, kefu_event *event)
{
	int column, columns = sqlite3_column_count(y->rows);

	memset(event, 0, sizeof *event);
	event->size = sizeof *event;
	for (column = 0; column < columns; column++) {
		const char *name = sqlite3_column_name(y->rows, column);
		const char *text = (const char *)sqlite3_column_text(y->rows, column);
		kefu_id id;

		if (text == NULL)
			continue;
		if (!y->numbers || !is_number(name)) {
			must(kefu_desk_set_text(desk, event, name, strlen(name), text, strlen(text)), name);
			continue;
		}
		id = strtoull(text + 1, NULL, 10);
		*(*name == 's' ? &event->session : *name == 'c' ? &event->customer :
		  *name == 'o' ? &event->order : *name == 'i' ? &event->item : &event->refund) = id;
	}
}

/* Gives a desk a day. */
static int64_t day_tell(struct year *y, kefu_desk *desk, const char *day)
{
	size_t count = 0, done = 0;

	sqlite3_reset(y->rows);
	sqlite3_bind_text(y->rows, 1, day, -1, SQLITE_TRANSIENT);
	while (sqlite3_step(y->rows) == SQLITE_ROW) {
		if (count == y->room) {
			y->room = y->room * 2 + 1024;
			y->events = realloc(y->events, y->room * sizeof *y->events);
			if (y->events == NULL)
				must(KEFU_E_NOMEM, "events");
		}
		row_read(y, desk, &y->events[count++]);
	}
	must(kefu_desk_apply(desk, y->events, count, &done), day);
	check(done == count, "events are refused", day);
	return (int64_t)count;
}

/* ---- both desks asked the same ---- */

static void key_text(const kefu_report *report, int64_t row, int32_t by_count, char *text, size_t size)
{
	size_t at = 0, length;
	const char *key;
	int32_t by;

	for (by = 0; by < by_count; by++)
		if (kefu_report_key(report, row, by, &key, &length) == KEFU_OK)
			at += (size_t)snprintf(text + at, at < size ? size - at : 0, "%s ", key);
	text[by_count > 0 ? at : 0] = '\0';
}

/* Figures that ask about customers over their own windows of days, which the
 * query does not say. */
static int looks_far(const char *name)
{
	return strchr(name, '.') != NULL || strcmp(name, "retention_rate") == 0 ||
	       strcmp(name, "churn_rate") == 0;
}

static void figure_compare(struct year *y, const kefu_report *ours, int64_t mine,
                           const kefu_report *truth, int64_t row, int32_t column, const char *key)
{
	const char *name = kefu_report_column_name(truth, column);
	kefu_measure a = {0}, b = {0};
	static const double quantiles[] = {0.5, 0.9, 0.99};
	char detail[1000];
	int same, i;

	kefu_report_measure(ours, mine, column, &a);
	kefu_report_measure(truth, row, column, &b);
	y->compared++;
	snprintf(detail, sizeof detail, "%s %s: %d %.17g/%" PRId64 " for %d %.17g/%" PRId64, key, name,
	         (int)a.state, a.value, a.count, (int)b.state, b.value, b.count);
	if (a.state == KEFU_STATE_NOT_COVERED && b.state != KEFU_STATE_NOT_COVERED) {
		y->uncovered++;
		check(looks_far(name) && kefu_desk_adds_up(y->sealed, name, strlen(name)) == 0,
		      "not covered", detail);
		return;
	}
	same = memcmp(&a, &b, sizeof a) == 0;
	for (i = 0; i < 3 && same; i++) {
		int32_t status = kefu_report_quantile(truth, row, column, quantiles[i], &b);

		same = status == kefu_report_quantile(ours, mine, column, quantiles[i], &a) &&
			(status != KEFU_OK || memcmp(&a, &b, sizeof a) == 0);
	}
	check(same, "another figure", detail);
}

/* A row that only the desk that never sealed has: of figures with windows of
 * their own, which reach behind what the query asks for and what is kept; a
 * share of others' total is 0 there. */
static void row_missing(const struct year *y, const kefu_report *truth, int64_t row, const char *key)
{
	int32_t column;

	for (column = 0; column < kefu_report_column_count(truth); column++) {
		const char *name = kefu_report_column_name(truth, column);
		kefu_measure m = {0};
		char detail[1000];

		kefu_report_measure(truth, row, column, &m);
		snprintf(detail, sizeof detail, "%s %s", key, name);
		check(m.count == 0 || m.value == 0 || (looks_far(name) && kefu_desk_adds_up(y->sealed, name, strlen(name)) == 0),
		      "a row is missing", detail);
	}
}

static kefu_report *ask(const kefu_desk *desk, const kefu_query *query)
{
	kefu_report *report = NULL;

	must(kefu_desk_report(desk, query, &report), "report");
	return report;
}

static void compare(struct year *y, int32_t from, int32_t to, const int32_t *by, int32_t by_count,
                    const char *const *columns, int32_t column_count)
{
	kefu_query query = {.size = sizeof query};
	kefu_report *ours, *truth;
	char key[600], other[600];
	int64_t row, mine = 0;
	int32_t column;

	kefu_query_init(&query);
	query.from_day = from;
	query.to_day = to;
	query.by = by;
	query.by_count = by_count;
	query.columns = columns;
	query.column_count = column_count;
	ours = ask(y->sealed, &query);
	truth = ask(y->whole, &query);
	for (row = 0; row < kefu_report_row_count(truth); row++) {
		key_text(ours, mine, by_count, key, sizeof key);
		key_text(truth, row, by_count, other, sizeof other);
		if (mine == kefu_report_row_count(ours) || strcmp(key, other) != 0) {
			row_missing(y, truth, row, other);
			continue;
		}
		for (column = 0; column < column_count; column++)
			figure_compare(y, ours, mine, truth, row, column, key);
		mine++;
	}
	check(mine == kefu_report_row_count(ours), "a row more", key);
	kefu_report_free(ours);
	kefu_report_free(truth);
}

static const int32_t groups[][3] = {
	{KEFU_BY_DAY, KEFU_BY_AGENT}, {KEFU_BY_DAY, KEFU_BY_TEAM}, {KEFU_BY_DAY, KEFU_BY_CHANNEL},
	{KEFU_BY_DAY, KEFU_BY_PHASE}, {KEFU_BY_DAY, KEFU_BY_TOPIC}, {KEFU_BY_AGENT, 0},
	{KEFU_BY_TEAM, 0}, {KEFU_BY_CHANNEL, 0}
};
#define GROUPS ((int32_t)(sizeof groups / sizeof *groups))

/* Every night a few definitions, in turn; now and then all of them. The days:
 * those just sealed and all that are not. */
static void night(struct year *y, int32_t day)
{
	int32_t sealed_day = (int32_t)((kefu_desk_mark(y->sealed) + EAST) / DAY);
	int32_t today = y->first_day + day, group = day % GROUPS;
	int32_t from = kefu_desk_mark(y->sealed) < 0 ? y->first_day : sealed_day - 1;
	int32_t begin = day * 5 % (y->all_count - 5);

	compare(y, from, today, groups[group], groups[group][1] != 0 ? 2 : 1, y->all + begin, 5);
	if (day % y->every == y->every - 1)
		for (group = 0; group < GROUPS; group++)
			compare(y, from, today, groups[group], groups[group][1] != 0 ? 2 : 1, y->all, y->all_count);
}

static void seal(struct year *y, int32_t day)
{
	kefu_event_list *list = NULL;
	unsigned char *bytes;
	size_t size;

	must(kefu_desk_advance(y->sealed, (y->first_day + day + 1) * DAY - EAST, &list), "advance");
	y->forgotten += kefu_event_list_count(list);
	kefu_event_list_free(list);
	if (day % 10 != 4)
		return;
	must(kefu_desk_encode(y->sealed, NULL, 0, &size), "encode");
	bytes = malloc(size);
	if (bytes == NULL)
		must(KEFU_E_NOMEM, "bytes");
	must(kefu_desk_encode(y->sealed, bytes, size, &size), "encode");
	kefu_desk_free(y->sealed);
	check(y->allocated == 0, "memory", "left behind by a desk");
	must(kefu_desk_decode(&y->allocator, bytes, size, &y->sealed), "decode");
	free(bytes);
}

/* ---- memory ---- */

static size_t encoded_size(const kefu_desk *desk)
{
	size_t size = 0;

	kefu_desk_encode(desk, NULL, 0, &size);
	return size;
}

static void weigh(struct year *y, int32_t day)
{
	kefu_statistics s = {.size = sizeof s}, w = {.size = sizeof w};

	kefu_desk_statistics(y->sealed, &s);
	kefu_desk_statistics(y->whole, &w);
	check(s.held + s.settled + y->forgotten == y->told, "held and forgotten", "are not all");
	if (y->show && (day % 30 == 29 || day == 119 || day == y->days - 1))
		printf("%5d %9" PRId64 " %7" PRId64 " %7" PRId64 " %8" PRId64 " %9" PRId64 " %9" PRId64
		       " %9zu | %9" PRId64 " %9zu\n", (int)day + 1, y->told, s.held, s.settled, s.customers,
		       s.bytes / 1024, y->allocated / 1024, encoded_size(y->sealed) / 1024, w.bytes / 1024,
		       encoded_size(y->whole) / 1024);
	if (day == FLAT_FROM) {
		y->bytes_then = y->allocated;
		y->held_then = s.held + s.settled;
	}
	if (day == (FLAT_FROM + y->days - 1) / 2)
		y->bytes_between = y->allocated;
	if (day > FLAT_FROM && day == y->days - 1) {
		int64_t growth = (y->allocated - y->bytes_then) / (day - FLAT_FROM);
		int64_t first = y->bytes_between - y->bytes_then, second = y->allocated - y->bytes_between;

		check(llabs(s.held + s.settled - y->held_then) * 20 < y->held_then, "events held", "are not flat");
		check(growth < 100000, "bytes a day", "are too many");
		check(second * 10 < first * 12, "bytes a day", "become more");
		printf("from day %d to day %d: %+.1f %% events held, %" PRId64 " bytes a day (%" PRId64
		       " events a day)\n", FLAT_FROM, (int)day,
		       100.0 * (double)(s.held + s.settled - y->held_then) / (double)y->held_then, growth,
		       y->told / y->days);
	}
}

/* ---- the year ---- */

static kefu_desk *desk_new(struct year *y, const kefu_allocator *allocator)
{
	static const char *const uses[] = {"all", "taobao", "jd", "zendesk"};
	static const char *const few[] = {"default", "contact_count"};
	const char *const *used = y->soon ? few : uses;
	size_t count = y->soon ? sizeof few / sizeof *few : sizeof uses / sizeof *uses;
	kefu_desk_options options = {.size = sizeof options, .currency = "CNY"};
	sqlite3_stmt *roster = NULL;
	kefu_desk *desk = NULL;
	kefu_zone *zone = NULL;
	size_t i;

	must(kefu_zone_fixed(NULL, EAST / 1000, &zone), "zone");
	options.zone = zone;
	options.allocator = allocator;
	must(kefu_desk_new(&options, &desk), "desk");
	kefu_zone_free(zone);
	for (i = 0; i < count; i++)
		must(kefu_desk_use(desk, used[i], strlen(used[i])), used[i]);
	must(kefu_desk_keep(desk, &y->keeping), "keep");
	sqlite3_prepare_v2(y->database, "SELECT agent, team FROM roster", -1, &roster, NULL);
	while (sqlite3_step(roster) == SQLITE_ROW) {
		const char *agent = (const char *)sqlite3_column_text(roster, 0);
		const char *team = (const char *)sqlite3_column_text(roster, 1);
		kefu_id who, where;

		must(kefu_desk_intern(desk, agent, strlen(agent), &who), agent);
		must(kefu_desk_intern(desk, team, strlen(team), &where), team);
		must(kefu_desk_roster(desk, who, where, 0), "roster");
	}
	sqlite3_finalize(roster);
	return desk;
}

static void columns_find(struct year *y)
{
	int32_t i;

	for (i = 0; i < kefu_desk_definition_count(y->whole) && i < COLUMNS; i++) {
		const char *name = kefu_desk_definition_name(y->whole, i);

		y->all[y->all_count++] = name;
		if (kefu_desk_adds_up(y->whole, name, strlen(name)) == 1)
			y->adding[y->adding_count++] = name;
	}
}

static void run(struct year *y)
{
	char text[40];
	int32_t day, group, year, month, date;

	if (y->show)
		puts("  day    events    open  sealed customers    KiB    malloc   encoded | unsealed   encoded");
	for (day = 0; day < y->days; day++) {
		kefu_civil_date(y->first_day + day, &year, &month, &date);
		snprintf(text, sizeof text, "%04d-%02d-%02d", (int)year, (int)month, (int)date);
		y->told += day_tell(y, y->sealed, text);
		day_tell(y, y->whole, text);
		seal(y, day);
		night(y, day);
		weigh(y, day);
	}
	for (group = 0; group < GROUPS; group++)
		compare(y, KEFU_DAY_ANY, KEFU_DAY_ANY, groups[group], groups[group][1] != 0 ? 2 : 1,
		        y->adding, y->adding_count);
	compare(y, KEFU_DAY_ANY, KEFU_DAY_ANY, groups[0], 1, y->adding, y->adding_count);
	compare(y, KEFU_DAY_ANY, KEFU_DAY_ANY, NULL, 0, y->adding, y->adding_count);
}

int main(int argc, char **argv)
{
	struct year y = {.every = 30};
	int i;

	if (argc < 3) {
		fputs("usage: year DATABASE DAYS [--numbers] [--every N] [--show] [--soon]\n", stderr);
		return 2;
	}
	y.days = (int32_t)atoi(argv[2]);
	for (i = 3; i < argc; i++) {
		y.numbers |= strcmp(argv[i], "--numbers") == 0;
		y.show |= strcmp(argv[i], "--show") == 0;
		y.soon |= strcmp(argv[i], "--soon") == 0;
		if (strcmp(argv[i], "--every") == 0 && i + 1 < argc)
			y.every = atoi(argv[i + 1]);
	}
	y.allocator = (kefu_allocator){&y.allocated, count_allocate, count_release};
	kefu_keeping_init(&y.keeping);
	if (y.soon)
		y.keeping = (kefu_keeping){.size = sizeof y.keeping, .retention = 2 * DAY,
		                           .idle_end = 8 * DAY, .keep_days = 5};
	kefu_civil_day(2025, 11, 1, &y.first_day);
	if (sqlite3_open(argv[1], &y.database) != SQLITE_OK ||
	    sqlite3_exec(y.database, "CREATE INDEX IF NOT EXISTS days ON events(substr(t, 1, 10))",
	                 NULL, NULL, NULL) != SQLITE_OK ||
	    sqlite3_prepare_v2(y.database, "SELECT * FROM events WHERE substr(t, 1, 10) = ? ORDER BY rowid", -1,
	                       &y.rows, NULL) != SQLITE_OK)
		must(KEFU_E_CORRUPT, sqlite3_errmsg(y.database));
	y.sealed = desk_new(&y, &y.allocator);
	y.whole = desk_new(&y, NULL);
	columns_find(&y);
	run(&y);
	printf("%" PRId64 " figures of %d definitions, %" PRId64 " not covered\n", y.compared,
	       (int)y.all_count, y.uncovered);
	kefu_desk_free(y.sealed);
	kefu_desk_free(y.whole);
	sqlite3_finalize(y.rows);
	sqlite3_close(y.database);
	free(y.events);
	check(y.allocated == 0, "memory", "left behind");
	printf("%" PRId64 " passed, %" PRId64 " failed\n", passed, failed);
	return failed != 0;
}
