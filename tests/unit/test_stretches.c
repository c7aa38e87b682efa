/* Stretches that last too long for a row each hour or day: for want of an event
 * that ends them, or for one with a wrong year. */
#include "trade_unit.h"

#define HOUR_MS INT64_C(3600000)
#define LONGEST 100000 /* of the hours, days or weeks that are asked for */

static const int32_t by_hour[] = {KEFU_BY_HOUR}, by_day[] = {KEFU_BY_DAY}, by_week[] = {KEFU_BY_WEEK},
	by_month[] = {KEFU_BY_MONTH};

static kefu_event at(kefu_event event, int64_t t)
{
	event.t = t;
	return event;
}

static kefu_event shift(int32_t kind, int64_t t)
{
	return at(by_agent(event_of(kind, 0), 1), t);
}

/* The status of a report, and how many rows it has or -1. */
static int64_t rows_of(const kefu_desk *desk, const char *column, const int32_t *by, int32_t from, int32_t to,
                       int32_t *status)
{
	kefu_report *report = NULL;
	kefu_query query;
	int64_t rows = -1;

	kefu_query_init(&query);
	query.columns = &column;
	query.column_count = 1;
	query.by = by;
	query.by_count = by != NULL;
	query.from_day = from;
	query.to_day = to;
	*status = kefu_desk_report(desk, &query, &report);
	if (*status == KEFU_OK)
		rows = kefu_report_row_count(report);
	else
		ck_assert_ptr_null(report);
	kefu_report_free(report);
	return rows;
}

static void check_refused(const kefu_desk *desk, const char *column, const int32_t *by, int32_t from, int32_t to)
{
	int32_t status;

	(void)rows_of(desk, column, by, from, to, &status);
	ck_assert_msg(status == KEFU_E_RANGE, "%s: %s", column, kefu_strerror(status));
}

static void check_rows(const kefu_desk *desk, const char *column, const int32_t *by, int32_t from, int32_t to,
                       int64_t expected)
{
	int32_t status;
	int64_t rows = rows_of(desk, column, by, from, to, &status);

	ck_assert_msg(status == KEFU_OK, "%s: %s", column, kefu_strerror(status));
	ck_assert_msg(rows == expected, "%s has %lld rows, not %lld", column, (long long)rows, (long long)expected);
}

/* What agent 1 did from `from` to `to`, and a session that it had all the while. */
static kefu_desk *desk_from_to(int64_t from, int64_t to)
{
	kefu_desk *desk = NULL;

	unit_ok(kefu_desk_new(NULL, &desk));
	unit_ok(kefu_desk_use(desk, "all", 3));
	TELL(desk, shift(KEFU_EVENT_AGENT_SUSPEND, from), at(session_event(KEFU_EVENT_SESSION_ASSIGN, 0, 10, 1), from),
	     shift(KEFU_EVENT_AGENT_OFFLINE, to), at(session_event(KEFU_EVENT_SESSION_CLOSE, 0, 10, 1), to));
	return desk;
}

static const char *const columns[] = {"online_time", "suspended_time", "occupancy_rate", "concurrency_mean",
	"throughput", "concurrency_max", "backlog.mean", "backlog.max"};
#define COLUMNS (sizeof columns / sizeof *columns)

START_TEST(a_wrong_year_is_refused_by_the_hour)
{
	kefu_desk *desk = desk_from_to(0, kefu_time_max());
	kefu_statistics before = statistics(desk), after;
	size_t i;

	for (i = 0; i < COLUMNS; i++) {
		check_refused(desk, columns[i], by_hour, KEFU_DAY_ANY, KEFU_DAY_ANY);
		check_refused(desk, columns[i], by_day, KEFU_DAY_ANY, KEFU_DAY_ANY);
		check_refused(desk, columns[i], by_week, KEFU_DAY_ANY, KEFU_DAY_ANY);
		check_refused(desk, columns[i], by_hour, START_DAY, KEFU_DAY_ANY);
		check_refused(desk, columns[i], by_hour, KEFU_DAY_ANY, START_DAY);
		/* only the days that are asked for count; and all time has one row */
		check_rows(desk, columns[i], by_hour, START_DAY, START_DAY + 1, 48);
		check_rows(desk, columns[i], by_day, START_DAY, START_DAY + 9, 10);
		check_rows(desk, columns[i], NULL, KEFU_DAY_ANY, KEFU_DAY_ANY, 1);
	}
	check_rows(desk, "online_time", by_month, KEFU_DAY_ANY, KEFU_DAY_ANY, 8030 * 12);
	after = statistics(desk);
	ck_assert_int_eq(memcmp(&before, &after, sizeof before), 0);
	/* what has no stretches has no such bound */
	check_rows(desk, "session_count", by_hour, KEFU_DAY_ANY, KEFU_DAY_ANY, 1);
	check_rows(desk, "backlog", by_hour, KEFU_DAY_ANY, KEFU_DAY_ANY, 0);
	kefu_desk_free(desk);
}
END_TEST

START_TEST(the_longest_stretch_is_answered)
{
	kefu_desk *exact = desk_from_to(START, START + LONGEST * HOUR_MS);
	kefu_desk *longer = desk_from_to(START, START + LONGEST * HOUR_MS + 1);
	kefu_desk *days = desk_from_to(START, START + LONGEST * 24 * HOUR_MS);
	size_t i;

	for (i = 0; i < COLUMNS; i++) {
		if (i % 2 == 0) /* the others are their likes */
			check_rows(exact, columns[i], by_hour, KEFU_DAY_ANY, KEFU_DAY_ANY, LONGEST);
		check_refused(longer, columns[i], by_hour, KEFU_DAY_ANY, KEFU_DAY_ANY);
	}
	check_rows(days, "backlog.mean", by_day, KEFU_DAY_ANY, KEFU_DAY_ANY, LONGEST);
	kefu_desk_free(exact);
	kefu_desk_free(longer);
	kefu_desk_free(days);
}
END_TEST

/* None of them too long, but all of them together. */
START_TEST(many_stretches_are_too_many)
{
	kefu_desk *desk = NULL;
	kefu_id session;

	unit_ok(kefu_desk_new(NULL, &desk));
	unit_ok(kefu_desk_use(desk, "all", 3));
	/* 41 times 99,999 hours behind the first, and a row for each of these */
	for (session = 10; session < 51; session++)
		TELL(desk, at(session_event(KEFU_EVENT_SESSION_ASSIGN, 0, session, 1), START));
	TELL(desk, at(event_of(KEFU_EVENT_SHOP_OPEN, 0), START + LONGEST * HOUR_MS));
	check_refused(desk, "backlog.max", by_hour, KEFU_DAY_ANY, KEFU_DAY_ANY);
	/* which keeps only rows */
	check_rows(desk, "backlog.mean", by_hour, KEFU_DAY_ANY, KEFU_DAY_ANY, LONGEST);
	check_rows(desk, "backlog.max", by_hour, START_DAY, START_DAY + 99, 2400);
	kefu_desk_free(desk);
}
END_TEST

UNIT_MAIN("stretches", a_wrong_year_is_refused_by_the_hour, the_longest_stretch_is_answered,
          many_stretches_are_too_many)
