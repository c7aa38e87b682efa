/* Queries, the table that answers them, and the four ways to write it. */
#include "desk_unit.h"

/* What a query asks, in one line each. */
struct ask {
	int32_t by[9], by_count;
	const char *columns[8];
	int32_t column_count;
	int32_t cases, from_day, to_day;
	int64_t as_of;
};

static struct ask ask(void)
{
	struct ask asked;

	memset(&asked, 0, sizeof asked);
	asked.from_day = asked.to_day = KEFU_DAY_ANY;
	asked.as_of = KEFU_AS_OF_LAST;
	return asked;
}

static struct ask ask_for(const char *column)
{
	struct ask asked = ask();

	asked.columns[0] = column;
	asked.column_count = 1;
	return asked;
}

static struct ask ask_by(int32_t by, const char *column)
{
	struct ask asked = ask_for(column);

	asked.by[0] = by;
	asked.by_count = 1;
	return asked;
}

static int32_t try_query(const kefu_desk *desk, const struct ask *asked, kefu_report **report)
{
	kefu_query query;

	kefu_query_init(&query);
	query.by = asked->by;
	query.by_count = asked->by_count;
	query.columns = asked->columns;
	query.column_count = asked->column_count;
	query.cases = asked->cases;
	query.from_day = asked->from_day;
	query.to_day = asked->to_day;
	query.as_of = asked->as_of;
	return kefu_desk_report(desk, &query, report);
}

static kefu_report *report_of(const kefu_desk *desk, struct ask asked)
{
	kefu_report *report = NULL;

	unit_ok(try_query(desk, &asked, &report));
	return report;
}

static kefu_desk *sample_desk(void)
{
	kefu_event events[SAMPLE_MOST];

	return desk_of(events, sample_events(events));
}

static const char *key_of(const kefu_report *report, int64_t row, int32_t dimension)
{
	const char *text;
	size_t length;

	unit_ok(kefu_report_key(report, row, dimension, &text, &length));
	ck_assert_uint_eq(strlen(text), length);
	return text;
}

static kefu_measure cell(const kefu_report *report, int64_t row, int32_t column)
{
	kefu_measure measure;

	unit_ok(kefu_report_measure(report, row, column, &measure));
	return measure;
}

/* "key:num/den" of every row, for one dimension and one column. */
static void check_rows(const kefu_desk *desk, int32_t by, const char *column, const char *expected)
{
	kefu_report *report = report_of(desk, ask_by(by, column));
	char text[512] = "";
	int64_t row;

	for (row = 0; row < kefu_report_row_count(report); row++) {
		size_t used = strlen(text);
		kefu_measure m = cell(report, row, 0);

		snprintf(text + used, sizeof text - used, "%s%s:%lld/%lld", row != 0 ? " " : "",
		         key_of(report, row, 0), (long long)m.num, (long long)m.den);
	}
	ck_assert_str_eq(text, expected);
	kefu_report_free(report);
}

/* Asking */

START_TEST(a_plain_question_asks_everything)
{
	kefu_desk *desk = sample_desk();
	kefu_report *report = NULL;
	int32_t i;

	unit_ok(kefu_desk_report(desk, NULL, &report));
	ck_assert_int_eq(kefu_report_row_count(report), 1);
	ck_assert_int_eq(kefu_report_column_count(report), kefu_desk_definition_count(desk));
	ck_assert_int_eq(kefu_report_as_of(report), AT(90200));
	for (i = 0; i < kefu_report_column_count(report); i++) {
		const char *name = kefu_report_column_name(report, i);

		ck_assert_str_eq(name, kefu_desk_definition_name(desk, i));
		ck_assert_int_eq(kefu_report_column_find(report, name, strlen(name)), i);
		ck_assert_int_eq(kefu_report_case_count(report, i), 0);
	}
	kefu_report_free(report);
	kefu_desk_free(desk);
}
END_TEST

START_TEST(every_dimension_groups)
{
	kefu_desk *desk = sample_desk();

	unit_ok(kefu_desk_roster(desk, 1, 70, 0));
	check_rows(desk, KEFU_BY_AGENT, "response_time", "1:760000/4 2:120000/2");
	check_rows(desk, KEFU_BY_TEAM, "response_time", ":120000/2 70:760000/4");
	check_rows(desk, KEFU_BY_CHANNEL, "session_count", ":3/3 50:1/1 51:1/1");
	check_rows(desk, KEFU_BY_TOPIC, "session_count", ":4/4 60:1/1");
	check_rows(desk, KEFU_BY_PHASE, "session_count", ":4/4 presale:1/1");
	check_rows(desk, KEFU_BY_DAY, "resolution_time", "2025-01-06:400000/1 2025-01-07:90000000/1");
	check_rows(desk, KEFU_BY_WEEK, "csat_mean", "2025-01-06:7/2");
	check_rows(desk, KEFU_BY_MONTH, "csat_mean", "2025-01:7/2");
	check_rows(desk, KEFU_BY_HOUR, "csat_mean", "2025-01-06T00:5/1 2025-01-07T01:2/1");
	kefu_desk_free(desk);
}
END_TEST

START_TEST(keys_stand_in_order)
{
	kefu_desk *desk = desk_with(NULL);
	kefu_id zoe = interned(desk, "zoe"), ada = interned(desk, "ada"), digits = interned(desk, "7");
	const kefu_id agents[] = {zoe, 12, digits, 3, ada};
	size_t i;

	for (i = 0; i < 5; i++) {
		kefu_event asks = question((int64_t)i, 10 + i), answers = reply((int64_t)i + 1, 10 + i, agents[i]);

		unit_ok(kefu_desk_apply(desk, &asks, 1, NULL));
		unit_ok(kefu_desk_apply(desk, &answers, 1, NULL));
	}
	/* numbers by value, then texts as bytes; 7 the text is a text */
	check_rows(desk, KEFU_BY_AGENT, "response_time", "3:1000/1 12:1000/1 7:1000/1 ada:1000/1 zoe:1000/1");
	kefu_desk_free(desk);
}
END_TEST

START_TEST(many_rows_stand_in_order)
{
	enum { MANY = 777 };
	kefu_desk *desk = desk_with(NULL);
	kefu_report *report;
	int64_t row;
	size_t i;

	for (i = 0; i < MANY; i++) {
		kefu_event asks = question(0, 10000 + i), answers = reply(1, 10000 + i, 1 + i * 7919 % MANY);

		unit_ok(kefu_desk_apply(desk, &asks, 1, NULL));
		unit_ok(kefu_desk_apply(desk, &answers, 1, NULL));
	}
	report = report_of(desk, ask_by(KEFU_BY_AGENT, "response_time"));
	ck_assert_int_eq(kefu_report_row_count(report), MANY);
	for (row = 0; row < MANY; row++) {
		ck_assert_int_eq(atoi(key_of(report, row, 0)), row + 1);
		ck_assert_int_eq(cell(report, row, 0).den, 1);
	}
	kefu_report_free(report);
	kefu_desk_free(desk);
}
END_TEST

START_TEST(totals_count_a_case_once)
{
	kefu_desk *desk = sample_desk();
	struct ask asked = ask();
	kefu_report *total, *grouped;
	int32_t column;

	/* without agents and teams, groups add up to the total */
	asked.by[0] = KEFU_BY_DAY;
	asked.by[1] = KEFU_BY_CHANNEL;
	asked.by_count = 2;
	unit_ok(kefu_desk_report(desk, NULL, &total));
	grouped = report_of(desk, asked);
	for (column = 0; column < kefu_report_column_count(total); column++) {
		const char *name = kefu_report_column_name(total, column);
		kefu_metric metric = {.size = sizeof metric};
		int64_t row, num = 0;

		unit_ok(kefu_metric_find(name, strlen(name), &metric));
		if (strcmp(metric.family, "Workload") == 0 || strcmp(metric.family, "Sales") == 0 ||
		    strcmp(metric.family, "Customer") == 0 || strcmp(name, "complaint_filed_rate") == 0)
			continue; /* peaks, and persons who are more than one group's */
		for (row = 0; row < kefu_report_row_count(grouped); row++)
			num += cell(grouped, row, column).num;
		ck_assert_msg(num == cell(total, 0, column).num, "%s: %lld in groups, %lld in total",
		              name, (long long)num, (long long)cell(total, 0, column).num);
	}
	kefu_report_free(total);
	kefu_report_free(grouped);
	kefu_desk_free(desk);
}
END_TEST

START_TEST(days_are_inclusive_and_either_may_be_open)
{
	kefu_desk *desk = DESK_OF(question(0, 10), question(DAY_S, 11), question(2 * DAY_S, 12));
	const struct {
		int32_t from, to, num;
	} spans[] = {
		{KEFU_DAY_ANY, KEFU_DAY_ANY, 3}, {START_DAY, START_DAY, 1},
		{START_DAY + 1, KEFU_DAY_ANY, 2}, {KEFU_DAY_ANY, START_DAY + 1, 2},
		{START_DAY + 1, START_DAY + 2, 2}, {START_DAY + 3, START_DAY + 9, 0},
	};
	size_t i;

	for (i = 0; i < sizeof spans / sizeof *spans; i++) {
		struct ask asked = ask_for("session_count");
		kefu_report *report;

		asked.from_day = spans[i].from;
		asked.to_day = spans[i].to;
		report = report_of(desk, asked);
		ck_assert_int_eq(kefu_report_row_count(report), 1);
		ck_assert_int_eq(cell(report, 0, 0).num, spans[i].num);
		ck_assert_int_eq(cell(report, 0, 0).state, KEFU_STATE_VALUE); /* a count always is */
		kefu_report_free(report);
	}
	kefu_desk_free(desk);
}
END_TEST

START_TEST(questions_that_cannot_be_answered_are_refused)
{
	kefu_desk *desk = sample_desk(), *bare = NULL;
	kefu_report *report = NULL;
	struct ask good = ask_by(KEFU_BY_AGENT, "csat_mean"), bad;
	kefu_query query;

	bad = good;
	bad.by[0] = 0;
	unit_status(try_query(desk, &bad, &report), KEFU_E_QUERY);
	bad.by[0] = KEFU_BY_CURRENCY + 1;
	unit_status(try_query(desk, &bad, &report), KEFU_E_QUERY);
	bad.by[0] = -1;
	unit_status(try_query(desk, &bad, &report), KEFU_E_QUERY);
	bad = good;
	bad.by[1] = KEFU_BY_AGENT;
	bad.by_count = 2;
	unit_status(try_query(desk, &bad, &report), KEFU_E_QUERY);
	bad.by[0] = KEFU_BY_DAY;
	bad.by[1] = KEFU_BY_MONTH;
	unit_status(try_query(desk, &bad, &report), KEFU_E_QUERY);
	bad.by_count = 8;
	unit_status(try_query(desk, &bad, &report), KEFU_E_QUERY);
	bad.by_count = -1;
	unit_status(try_query(desk, &bad, &report), KEFU_E_QUERY);
	bad = good;
	bad.from_day = 2;
	bad.to_day = 1;
	unit_status(try_query(desk, &bad, &report), KEFU_E_QUERY);
	bad = good;
	bad.as_of = -1;
	unit_status(try_query(desk, &bad, &report), KEFU_E_TIME);
	bad.as_of = kefu_time_max() + 1;
	unit_status(try_query(desk, &bad, &report), KEFU_E_TIME);
	bad = good;
	bad.columns[0] = "happiness";
	unit_status(try_query(desk, &bad, &report), KEFU_E_METRIC);
	bad.columns[0] = "csat_mean.p50"; /* not a duration */
	unit_status(try_query(desk, &bad, &report), KEFU_E_METRIC);
	bad.columns[0] = "response_time.p51";
	unit_status(try_query(desk, &bad, &report), KEFU_E_METRIC);
	bad.columns[0] = "response_time.";
	unit_status(try_query(desk, &bad, &report), KEFU_E_METRIC);
	bad.columns[0] = "score"; /* known, but not in use */
	unit_status(try_query(desk, &bad, &report), KEFU_E_METRIC);
	bad.columns[0] = "";
	unit_status(try_query(desk, &bad, &report), KEFU_E_METRIC);
	bad.columns[0] = NULL;
	unit_status(try_query(desk, &bad, &report), KEFU_E_NULL);
	bad = good; /* twice in one table */
	bad.columns[1] = "csat_mean";
	bad.column_count = 2;
	unit_status(try_query(desk, &bad, &report), KEFU_E_QUERY);
	unit_ok(kefu_desk_new(NULL, &bare));
	unit_status(try_query(bare, &good, &report), KEFU_E_METRIC);

	kefu_query_init(&query);
	query.by_count = 1;
	unit_status(kefu_desk_report(desk, &query, &report), KEFU_E_NULL);
	kefu_query_init(&query);
	query.column_count = 1;
	unit_status(kefu_desk_report(desk, &query, &report), KEFU_E_NULL);
	query.column_count = -1;
	unit_status(kefu_desk_report(desk, &query, &report), KEFU_E_QUERY);
	kefu_query_init(&query);
	query.size--;
	unit_status(kefu_desk_report(desk, &query, &report), KEFU_E_SIZE);
	unit_status(kefu_desk_report(NULL, NULL, &report), KEFU_E_NULL);
	unit_status(kefu_desk_report(desk, NULL, NULL), KEFU_E_NULL);
	ck_assert_ptr_null(report);
	kefu_query_init(NULL);
	ck_assert_uint_eq(kefu_query_size(), sizeof query);
	kefu_desk_free(desk);
	kefu_desk_free(bare);
}
END_TEST

/* It takes thousands of the largest amounts; what few events say, however
 * large, fails no report. */
START_TEST(a_sum_beyond_64_bits_is_an_overflow)
{
	kefu_event finding = session_event(KEFU_EVENT_ORDER_PAY, 0, 0, 0);
	kefu_desk *desk = desk_with(NULL);
	kefu_report *report = NULL;
	int i;

	finding.amount = INT64_MAX;
	finding.order = 500;
	finding.customer = 100;
	memcpy(finding.currency, "CNY", 4);
	unit_status(kefu_desk_apply(desk, &finding, 1, NULL), KEFU_E_RANGE);
	ck_assert_int_eq(statistics(desk).refused, 1);
	finding.amount = kefu_quantity_max();
	for (i = 0; i < 9224; i++) {
		if (i == 9223) {
			unit_ok(kefu_desk_report(desk, NULL, &report));
			kefu_report_free(report);
			report = NULL;
		}
		finding.order = (kefu_id)(500 + i);
		unit_ok(kefu_desk_apply(desk, &finding, 1, NULL));
	}
	unit_status(kefu_desk_report(desk, NULL, &report), KEFU_E_OVERFLOW);
	ck_assert_ptr_null(report);
	kefu_desk_free(desk);
}
END_TEST

/* Reading */

START_TEST(a_report_outlives_its_desk)
{
	kefu_desk *desk = sample_desk();
	struct ask asked = ask();
	kefu_report *report;
	size_t length;
	char *before, *after;

	asked.by[0] = KEFU_BY_AGENT;
	asked.by_count = 1;
	asked.cases = 1;
	report = report_of(desk, asked);
	before = report_text(report, KEFU_FORMAT_JSON, &length);
	kefu_desk_free(desk);
	after = report_text(report, KEFU_FORMAT_JSON, &length);
	ck_assert_str_eq(before, after);
	free(before);
	free(after);
	kefu_report_free(report);
	kefu_report_free(NULL);
}
END_TEST

START_TEST(durations_have_their_statistics)
{
	kefu_desk *desk = desk_with(NULL);
	struct ask asked = ask();
	kefu_report *report;
	kefu_measure quantile;
	int i;
	static const char *const names[] = {"response_time", "response_time.mean", "response_time.p50",
		"response_time.p90", "response_time.min", "response_time.max", "response_time.sum", "response_time.p99"};
	static const double values[] = {5500, 5500, 5000, 9000, 1000, 10000, 55000, 10000};

	for (i = 1; i <= 10; i++) {
		kefu_event asks = question(100 * i, 10), answers = reply(101 * i, 10, 1);

		unit_ok(kefu_desk_apply(desk, &asks, 1, NULL));
		unit_ok(kefu_desk_apply(desk, &answers, 1, NULL));
	}
	memcpy(asked.columns, names, sizeof names);
	asked.column_count = 8;
	report = report_of(desk, asked);
	for (i = 0; i < 8; i++) {
		kefu_measure m = cell(report, 0, i);

		ck_assert_str_eq(kefu_report_column_name(report, i), names[i]);
		unit_near(m.value, values[i], 0.004);
		ck_assert_int_eq(m.count, 10);
		ck_assert_int_eq(m.den, 10);
		ck_assert_int_eq(m.num, 55000);
		ck_assert_int_eq(m.state, KEFU_STATE_VALUE);
		unit_ok(kefu_report_quantile(report, 0, i, 0.9, &quantile));
		unit_near(quantile.value, 9000, 0.004);
	}
	unit_ok(kefu_report_quantile(report, 0, 0, 0, &quantile));
	unit_near(quantile.value, 1000, 0.004);
	unit_ok(kefu_report_quantile(report, 0, 0, 1, &quantile));
	unit_near(quantile.value, 10000, 0.004);
	kefu_report_free(report);
	kefu_desk_free(desk);
}
END_TEST

START_TEST(scores_are_counted)
{
	kefu_desk *desk = DESK_OF(question(0, 10), rating(1, 10, 5), question(0, 11), rating(1, 11, 5),
	                          question(0, 12), rating(1, 12, 2));
	kefu_report *report = report_of(desk, ask_for("csat_distribution"));
	int64_t count = -1;

	unit_ok(kefu_report_score_count(report, 0, 0, 5, &count));
	ck_assert_int_eq(count, 2);
	unit_ok(kefu_report_score_count(report, 0, 0, 2, &count));
	ck_assert_int_eq(count, 1);
	unit_ok(kefu_report_score_count(report, 0, 0, 3, &count));
	ck_assert_int_eq(count, 0);
	kefu_report_free(report);
	kefu_desk_free(desk);
}
END_TEST

START_TEST(cases_stand_behind_a_figure)
{
	kefu_desk *desk = sample_desk();
	struct ask asked = ask_for("reply_within_rate");
	kefu_case one = {.size = sizeof one};
	int64_t i, pass = 0, fail = 0, undecided = 0, t = 0;
	kefu_report *report;
	kefu_measure m;

	asked.cases = 1;
	report = report_of(desk, asked);
	m = cell(report, 0, 0);
	for (i = 0; i < kefu_report_case_count(report, 0); i++) {
		unit_ok(kefu_report_case(report, 0, i, &one));
		ck_assert_int_ge(one.t, t); /* in order of time */
		t = one.t;
		pass += one.verdict == KEFU_VERDICT_PASS;
		fail += one.verdict == KEFU_VERDICT_FAIL;
		undecided += one.verdict == KEFU_VERDICT_UNDECIDED;
		ck_assert_double_eq(one.value, (double)one.reading);
	}
	ck_assert_int_eq(pass, m.num);
	ck_assert_int_eq(pass + fail, m.den);
	ck_assert_int_eq(undecided, 0);
	unit_ok(kefu_report_case(report, 0, 0, &one));
	ck_assert_str_eq(one.session, "10");
	ck_assert_str_eq(one.customer, "100");
	ck_assert_str_eq(one.agent, "1");
	ck_assert_int_eq(one.t, AT(0));
	ck_assert_int_eq(one.reading, 30000);
	kefu_report_free(report);
	asked.as_of = AT(201); /* asked, nobody answered, not late yet */
	report = report_of(desk, asked);
	unit_ok(kefu_report_case(report, 0, kefu_report_case_count(report, 0) - 1, &one));
	ck_assert_int_eq(one.verdict, KEFU_VERDICT_UNDECIDED);
	ck_assert_str_eq(one.agent, "");
	kefu_report_free(report);
	kefu_desk_free(desk);
}
END_TEST

START_TEST(every_column_explains_itself)
{
	kefu_desk *desk = sample_desk();
	kefu_report *report = NULL;
	char text[2048];
	size_t length = 0;
	int32_t i;

	unit_ok(kefu_desk_report(desk, NULL, &report));
	for (i = 0; i < kefu_report_column_count(report); i++) {
		kefu_metric metric = {.size = sizeof metric};
		const char *name = kefu_report_column_name(report, i);

		unit_ok(kefu_report_explain(report, i, text, sizeof text, &length));
		ck_assert_uint_lt(length, 1024); /* never cut */
		text[length] = '\0';
		unit_ok(kefu_metric_find(name, strlen(name), &metric));
		ck_assert_ptr_nonnull(strstr(text, metric.formula));
		ck_assert_int_eq(text[length - 1], '.');
	}
	unit_status(kefu_report_explain(report, 0, text, 10, &length), KEFU_E_SIZE);
	ck_assert_uint_gt(length, 10);
	unit_status(kefu_report_explain(report, 0, NULL, 0, &length), KEFU_E_SIZE);
	unit_status(kefu_report_explain(report, -1, text, 10, &length), KEFU_E_NOT_FOUND);
	unit_status(kefu_report_explain(report, i, text, 10, &length), KEFU_E_NOT_FOUND);
	unit_status(kefu_report_explain(NULL, 0, text, 10, &length), KEFU_E_NULL);
	unit_status(kefu_report_explain(report, 0, NULL, 10, &length), KEFU_E_NULL);
	unit_status(kefu_report_explain(report, 0, text, 10, NULL), KEFU_E_NULL);
	kefu_report_free(report);
	kefu_desk_free(desk);
}
END_TEST

START_TEST(what_a_report_does_not_have_is_not_found)
{
	kefu_desk *desk = sample_desk();
	struct ask asked = ask_by(KEFU_BY_AGENT, "response_time");
	kefu_report *report;
	kefu_measure m;
	kefu_case one = {.size = sizeof one};
	const char *text;
	size_t length;
	int64_t count;
	double zero = 0;

	asked.cases = 1;
	asked.columns[1] = "csat_mean";
	asked.columns[2] = "session_count";
	asked.column_count = 3;
	report = report_of(desk, asked);
	unit_status(kefu_report_measure(report, -1, 0, &m), KEFU_E_NOT_FOUND);
	unit_status(kefu_report_measure(report, kefu_report_row_count(report), 0, &m), KEFU_E_NOT_FOUND);
	unit_status(kefu_report_measure(report, 0, 3, &m), KEFU_E_NOT_FOUND);
	unit_status(kefu_report_measure(report, 0, -1, &m), KEFU_E_NOT_FOUND);
	unit_status(kefu_report_measure(NULL, 0, 0, &m), KEFU_E_NULL);
	unit_status(kefu_report_measure(report, 0, 0, NULL), KEFU_E_NULL);
	unit_status(kefu_report_key(report, 0, 1, &text, &length), KEFU_E_NOT_FOUND);
	unit_status(kefu_report_key(report, 0, -1, &text, &length), KEFU_E_NOT_FOUND);
	unit_status(kefu_report_key(report, 99, 0, &text, &length), KEFU_E_NOT_FOUND);
	unit_status(kefu_report_key(report, -1, 0, &text, &length), KEFU_E_NOT_FOUND);
	unit_status(kefu_report_key(NULL, 0, 0, &text, &length), KEFU_E_NULL);
	unit_status(kefu_report_key(report, 0, 0, NULL, &length), KEFU_E_NULL);
	unit_status(kefu_report_key(report, 0, 0, &text, NULL), KEFU_E_NULL);
	unit_status(kefu_report_quantile(report, 0, 0, -0.1, &m), KEFU_E_RANGE);
	unit_status(kefu_report_quantile(report, 0, 0, 1.1, &m), KEFU_E_RANGE);
	unit_status(kefu_report_quantile(report, 0, 0, zero / zero, &m), KEFU_E_RANGE);
	unit_status(kefu_report_quantile(report, 0, 1, 0.5, &m), KEFU_E_QUERY);
	unit_status(kefu_report_quantile(report, 0, 9, 0.5, &m), KEFU_E_NOT_FOUND);
	unit_status(kefu_report_quantile(NULL, 0, 0, 0.5, &m), KEFU_E_NULL);
	unit_status(kefu_report_quantile(report, 0, 0, 0.5, NULL), KEFU_E_NULL);
	unit_status(kefu_report_score_count(report, 0, 0, 5, &count), KEFU_E_QUERY);
	unit_ok(kefu_report_score_count(report, 0, 1, 5, &count));
	unit_status(kefu_report_score_count(report, 0, 9, 5, &count), KEFU_E_NOT_FOUND);
	unit_status(kefu_report_score_count(NULL, 0, 0, 5, &count), KEFU_E_NULL);
	unit_status(kefu_report_score_count(report, 0, 1, 5, NULL), KEFU_E_NULL);
	unit_status(kefu_report_case(report, 0, -1, &one), KEFU_E_NOT_FOUND);
	unit_status(kefu_report_case(report, 0, kefu_report_case_count(report, 0), &one), KEFU_E_NOT_FOUND);
	unit_status(kefu_report_case(report, 9, 0, &one), KEFU_E_NOT_FOUND);
	unit_status(kefu_report_case(NULL, 0, 0, &one), KEFU_E_NULL);
	unit_status(kefu_report_case(report, 0, 0, NULL), KEFU_E_NULL);
	one.size--;
	unit_status(kefu_report_case(report, 0, 0, &one), KEFU_E_SIZE);
	ck_assert_ptr_null(kefu_report_column_name(report, 3));
	ck_assert_ptr_null(kefu_report_column_name(report, -1));
	ck_assert_ptr_null(kefu_report_column_name(NULL, 0));
	ck_assert_int_eq(kefu_report_column_find(report, "csat", 4), -1);
	ck_assert_int_eq(kefu_report_column_find(report, NULL, 0), -1);
	ck_assert_int_eq(kefu_report_column_find(NULL, "csat", 4), -1);
	ck_assert_int_eq(kefu_report_case_count(report, 9), 0);
	ck_assert_int_eq(kefu_report_case_count(NULL, 0), 0);
	ck_assert_int_eq(kefu_report_as_of(NULL), -1);
	ck_assert_int_eq(kefu_report_ignored(NULL), 0);
	ck_assert_int_eq(kefu_report_row_count(NULL), 0);
	ck_assert_int_eq(kefu_report_column_count(NULL), 0);
	kefu_report_free(report);
	kefu_desk_free(desk);
}
END_TEST

START_TEST(dimensions_have_names)
{
	ck_assert_str_eq(kefu_by_name(KEFU_BY_AGENT), "agent");
	ck_assert_str_eq(kefu_by_name(KEFU_BY_TEAM), "team");
	ck_assert_str_eq(kefu_by_name(KEFU_BY_CHANNEL), "channel");
	ck_assert_str_eq(kefu_by_name(KEFU_BY_TOPIC), "topic");
	ck_assert_str_eq(kefu_by_name(KEFU_BY_PHASE), "phase");
	ck_assert_str_eq(kefu_by_name(KEFU_BY_HOUR), "hour");
	ck_assert_str_eq(kefu_by_name(KEFU_BY_DAY), "day");
	ck_assert_str_eq(kefu_by_name(KEFU_BY_WEEK), "week");
	ck_assert_str_eq(kefu_by_name(KEFU_BY_MONTH), "month");
	ck_assert_ptr_null(kefu_by_name(0));
	ck_assert_str_eq(kefu_by_name(KEFU_BY_CURRENCY), "currency");
	ck_assert_ptr_null(kefu_by_name(KEFU_BY_CURRENCY + 1));
}
END_TEST

/* Writing */

START_TEST(a_buffer_too_small_says_how_much_is_needed)
{
	kefu_desk *desk = sample_desk();
	kefu_report *report = report_of(desk, ask_by(KEFU_BY_AGENT, "response_time"));
	int32_t format;

	for (format = KEFU_FORMAT_TABLE; format <= KEFU_FORMAT_OPENMETRICS; format++) {
		size_t length = 0, again = 0, at;
		char *text = report_text(report, format, &length), *room = malloc(length + 1);

		for (at = 0; at < length; at += 7) {
			memset(room, '#', length + 1);
			unit_status(kefu_report_write(report, format, room, at, &again), KEFU_E_SIZE);
			ck_assert_uint_eq(again, length);
			ck_assert_mem_eq(room, text, at); /* and no byte more */
			ck_assert_int_eq(room[at], '#');
		}
		memset(room, '#', length + 1);
		unit_ok(kefu_report_write(report, format, room, length, &again));
		ck_assert_mem_eq(room, text, length);
		ck_assert_int_eq(room[length], '#');
		free(room);
		free(text);
	}
	{
		char text[8];
		size_t length;

		unit_status(kefu_report_write(report, 0, text, 8, &length), KEFU_E_ENUM);
		unit_status(kefu_report_write(report, 5, text, 8, &length), KEFU_E_ENUM);
		unit_status(kefu_report_write(NULL, 1, text, 8, &length), KEFU_E_NULL);
		unit_status(kefu_report_write(report, 1, NULL, 8, &length), KEFU_E_NULL);
		unit_status(kefu_report_write(report, 1, text, 8, NULL), KEFU_E_NULL);
	}
	kefu_report_free(report);
	kefu_desk_free(desk);
}
END_TEST

static char *written(const kefu_desk *desk, struct ask asked, int32_t format)
{
	kefu_report *report = report_of(desk, asked);
	size_t length;
	char *text = report_text(report, format, &length);

	kefu_report_free(report);
	return text;
}

static kefu_desk *desk_of_names(const char *first, const char *second)
{
	kefu_desk *desk = desk_with(NULL);
	kefu_event events[4];

	events[0] = question(0, 10);
	events[1] = reply(61, 10, interned(desk, first));
	events[2] = question(0, 11);
	events[3] = reply(3721, 11, interned(desk, second));
	unit_ok(kefu_desk_apply(desk, events, 4, NULL));
	return desk;
}

START_TEST(csv_quotes_what_must_be_quoted)
{
	kefu_desk *desk = desk_of_names("Li, \"the quick\"", "Wang");
	struct ask asked = ask_by(KEFU_BY_AGENT, "response_time");
	char *text = written(desk, asked, KEFU_FORMAT_CSV);
	kefu_definition *own = NULL;

	ck_assert_str_eq(text,
		"agent,response_time,response_time.count,response_time.state\r\n"
		"\"Li, \"\"the quick\"\"\",61000,1,value\r\n"
		"Wang,3721000,1,value\r\n");
	free(text);
	asked.columns[0] = "csat_mean";
	text = written(desk, asked, KEFU_FORMAT_CSV); /* nobody has one */
	ck_assert_str_eq(text, "agent,csat_mean,csat_mean.count,csat_mean.state\r\n");
	free(text);
	asked.by_count = 0;
	text = written(desk, asked, KEFU_FORMAT_CSV);
	ck_assert_str_eq(text, "csat_mean,csat_mean.count,csat_mean.state\r\n,0,no_data\r\n");
	free(text);
	unit_ok(kefu_definition_new(NULL, "csat_mean", 9, &own));
	unit_ok(kefu_desk_define(desk, "\"mine\", mean", 12, own));
	kefu_definition_free(own);
	asked.columns[0] = "\"mine\", mean";
	text = written(desk, asked, KEFU_FORMAT_CSV);
	ck_assert_str_eq(text, "\"\"\"mine\"\", mean\",\"\"\"mine\"\", mean.count\","
		"\"\"\"mine\"\", mean.state\"\r\n,0,no_data\r\n");
	free(text);
	kefu_desk_free(desk);
}
END_TEST

START_TEST(json_escapes_what_must_be_escaped)
{
	kefu_desk *desk = desk_of_names("back\\slash \"quote\"", "\xE5\xAE\xA2\xE6\x9C\x8D");
	struct ask asked = ask_by(KEFU_BY_AGENT, "reply_within_rate");
	char *text = written(desk, asked, KEFU_FORMAT_JSON);

	ck_assert_str_eq(text, "[\n"
		"{\"agent\":\"back\\\\slash \\\"quote\\\"\",\"reply_within_rate\":{\"value\":1,"
		"\"low\":0.206549314,\"high\":1,\"num\":1,\"den\":1,\"count\":1,\"state\":\"value\"}},\n"
		"{\"agent\":\"\xE5\xAE\xA2\xE6\x9C\x8D\",\"reply_within_rate\":{\"value\":0,"
		"\"low\":0,\"high\":0.793450686,\"num\":0,\"den\":1,\"count\":1,\"state\":\"value\"}}\n]\n");
	free(text);
	asked.columns[0] = "csat_mean";
	asked.by_count = 0;
	text = written(desk, asked, KEFU_FORMAT_JSON);
	ck_assert_str_eq(text, "[\n{\"csat_mean\":{\"value\":null,\"low\":null,\"high\":null,"
		"\"num\":0,\"den\":0,\"count\":0,\"state\":\"no_data\"}}\n]\n");
	free(text);
	asked.by_count = 1;
	text = written(desk, asked, KEFU_FORMAT_JSON);
	ck_assert_str_eq(text, "[\n]\n");
	free(text);
	kefu_desk_free(desk);
}
END_TEST

/* Reads one JSON value and what follows it; NULL when it is none. */
static const char *json_value(const char *at);

static const char *json_string(const char *at)
{
	if (*at++ != '"')
		return NULL;
	for (; *at != '"'; at++) {
		if ((unsigned char)*at < 0x20)
			return NULL;
		if (*at == '\\' && *++at != '"' && *at != '\\')
			return NULL;
	}
	return at + 1;
}

static const char *json_list(const char *at, char end, int has_names)
{
	at += 1 + strspn(at + 1, "\n");
	while (*at != end) {
		if (has_names) {
			at = json_string(at);
			if (at == NULL || *at++ != ':')
				return NULL;
		}
		at = json_value(at);
		if (at == NULL)
			return NULL;
		at += strspn(at, "\n");
		if (*at != end && *at++ != ',')
			return NULL;
		at += strspn(at, "\n");
	}
	return at + 1;
}

static const char *json_value(const char *at)
{
	const char *start = at;

	switch (*at) {
	case '{':
		return json_list(at, '}', 1);
	case '[':
		return json_list(at, ']', 0);
	case '"':
		return json_string(at);
	case 'n':
		return strncmp(at, "null", 4) == 0 ? at + 4 : NULL;
	default:
		at += *at == '-';
		if (at[0] == '0' && at[1] >= '0' && at[1] <= '9')
			return NULL;
		at += strspn(at, "0123456789");
		if (*at == '.')
			at += 1 + strspn(at + 1, "0123456789");
		return at > start ? at : NULL;
	}
}

START_TEST(json_is_json_whatever_is_asked)
{
	kefu_desk *desk = sample_desk();
	int32_t by;

	for (by = 0; by <= KEFU_BY_CURRENCY; by++) {
		struct ask asked = ask();
		const char *end;
		char *text;

		asked.by[0] = by;
		asked.by_count = by != 0;
		text = written(desk, asked, KEFU_FORMAT_JSON);
		end = json_value(text);
		ck_assert_ptr_nonnull(end);
		ck_assert_str_eq(end, "\n");
		free(text);
	}
	kefu_desk_free(desk);
}
END_TEST

/* Every line a comment or a sample, each family told once, in one place. */
START_TEST(openmetrics_is_openmetrics_whatever_is_asked)
{
	kefu_desk *desk = sample_desk();
	struct ask asked = ask();
	char *text, *line, family[128] = "";

	asked.by[0] = KEFU_BY_AGENT;
	asked.by_count = 1;
	text = written(desk, asked, KEFU_FORMAT_OPENMETRICS);
	for (line = strtok(text, "\n"); line != NULL; line = strtok(NULL, "\n")) {
		char name[128], rest[256];
		double value;

		if (strcmp(line, "# EOF") == 0) {
			ck_assert_ptr_null(strtok(NULL, "\n"));
			break;
		}
		if (sscanf(line, "# TYPE %127s %255s", name, rest) == 2) {
			ck_assert(strcmp(rest, "gauge") == 0 || strcmp(rest, "summary") == 0);
			ck_assert_str_ne(name, family);
			strcpy(family, name);
		} else if (line[0] == '#') {
			ck_assert_int_eq(sscanf(line, "# %*[A-Z] %127s", name), 1);
			ck_assert_str_eq(name, family);
		} else {
			ck_assert_msg(sscanf(line, "%127[a-z0-9_]{%255[^}]} %lf", name, rest, &value) == 3,
			              "a line like: %s", line);
			ck_assert_msg(strncmp(name, family, strlen(family)) == 0,
			              "%s in the family %s", name, family);
		}
	}
	ck_assert_ptr_nonnull(line);
	free(text);
	kefu_desk_free(desk);
}
END_TEST

START_TEST(openmetrics_has_families_and_an_end)
{
	kefu_desk *desk = desk_of_names("a\"b\\c", "Wang");
	struct ask asked = ask_by(KEFU_BY_AGENT, "response_time.max");
	char *text;

	asked.columns[1] = "reply_within_rate";
	asked.columns[2] = "session_count";
	asked.columns[3] = "response_time";
	asked.column_count = 4;
	text = written(desk, asked, KEFU_FORMAT_OPENMETRICS);
	ck_assert_ptr_eq(strstr(text, "# TYPE kefu_response_time_max_seconds gauge\n"
		"# UNIT kefu_response_time_max_seconds seconds\n"
		"# HELP kefu_response_time_max_seconds average response time\n"
		"kefu_response_time_max_seconds{agent=\"Wang\"} 3721\n"
		"kefu_response_time_max_seconds{agent=\"a\\\"b\\\\c\"} 61\n"
		"# TYPE kefu_reply_within_rate_ratio gauge\n"), text);
	ck_assert_ptr_nonnull(strstr(text, "\n# TYPE kefu_session_count gauge\n# HELP kefu_session_count "));
	ck_assert_ptr_nonnull(strstr(text, "\n# TYPE kefu_response_time_seconds summary\n"));
	ck_assert_ptr_nonnull(strstr(text,
		"\nkefu_response_time_seconds{agent=\"Wang\",quantile=\"0.5\"} 3721\n"));
	ck_assert_ptr_nonnull(strstr(text, "\nkefu_response_time_seconds_sum{agent=\"Wang\"} 3721\n"
		"kefu_response_time_seconds_count{agent=\"Wang\"} 1\n"));
	ck_assert_str_eq(text + strlen(text) - 7, "\n# EOF\n");
	free(text);
	asked = ask_for("csat_mean"); /* no value, no sample */
	text = written(desk, asked, KEFU_FORMAT_OPENMETRICS);
	ck_assert_ptr_null(strstr(text, "\nkefu_csat"));
	free(text);
	kefu_desk_free(desk);
}
END_TEST

START_TEST(a_table_is_for_people)
{
	kefu_desk *desk = desk_of_names("\xE6\x9D\x8E\xE5\xA8\x9C", "Why?");
	struct ask asked = ask_by(KEFU_BY_AGENT, "response_time");
	char *text = written(desk, asked, KEFU_FORMAT_TABLE);

	/* wide characters take two columns; a name's own mark needs no legend */
	ck_assert_str_eq(text,
		"       response\n"
		"agent      time\n"
		"\xE2\x94\x80\xE2\x94\x80\xE2\x94\x80\xE2\x94\x80\xE2\x94\x80  "
		"\xE2\x94\x80\xE2\x94\x80\xE2\x94\x80\xE2\x94\x80\xE2\x94\x80\xE2\x94\x80\xE2\x94\x80\xE2\x94\x80\n"
		"Why?     1h 02m\n"
		"\xE6\x9D\x8E\xE5\xA8\x9C     1m 01s\n");
	free(text);
	asked = ask_for("csat_mean");
	text = written(desk, asked, KEFU_FORMAT_TABLE);
	ck_assert_ptr_nonnull(strstr(text, "\n   -\n"));
	free(text);
	kefu_desk_free(desk);
	desk = DESK_OF(question(0, 10));
	text = written(desk, ask_for("reply_within_rate"), KEFU_FORMAT_TABLE);
	ck_assert_ptr_nonnull(strstr(text, "-?\n? provisional"));
	free(text);
	kefu_desk_free(desk);
}
END_TEST

/* Every column that can be asked for at once: more than fit a screen. */
START_TEST(a_table_may_be_very_wide)
{
	static const char *const endings[] = {"", ".mean", ".p50", ".p90", ".p95", ".p99", ".min", ".max", ".sum"};
	enum { MOST = 600 };
	static char names[MOST][80];
	const char *columns[MOST];
	kefu_desk *desk = sample_desk();
	kefu_report *report = NULL;
	kefu_query query;
	int32_t i, count = 0;
	size_t length, k;
	char *text, *line;

	kefu_query_init(&query);
	for (i = 0; i < kefu_desk_definition_count(desk); i++) {
		kefu_metric metric = {.size = sizeof metric};
		const char *id = kefu_desk_definition_name(desk, i);

		unit_ok(kefu_metric_find(id, strlen(id), &metric));
		for (k = 0; k < (metric.unit == KEFU_UNIT_DURATION ? 9 : 1); k++) {
			ck_assert_int_lt(count, MOST);
			snprintf(names[count], sizeof names[count], "%s%s", id, endings[k]);
			columns[count] = names[count];
			count++;
		}
	}
	ck_assert_int_gt(count, 170);
	query.columns = columns;
	query.column_count = count;
	unit_ok(kefu_desk_report(desk, &query, &report));
	text = report_text(report, KEFU_FORMAT_TABLE, &length);
	line = strchr(text, '\n');
	ck_assert_ptr_nonnull(line);
	ck_assert_uint_lt(length, (size_t)count * 400);
	free(text);
	kefu_report_free(report);
	kefu_desk_free(desk);
}
END_TEST

/* Durations at the borders where one unit gives way to the next. */
START_TEST(durations_round_to_the_unit_shown)
{
	static const struct {
		int64_t ms;
		const char *text;
	} spans[] = {
		{0, "0ms"}, {999, "999ms"}, {1000, "1.0s"}, {59949, "59.9s"}, {59950, "1m 00s"},
		{60000, "1m 00s"}, {127400, "2m 07s"}, {3599499, "59m 59s"}, {3599500, "1h 00m"},
		{3720000, "1h 02m"}, {86369999, "23h 59m"}, {86370000, "1d 00h"}, {273600000, "3d 04h"},
	};
	size_t i;

	for (i = 0; i < sizeof spans / sizeof *spans; i++) {
		kefu_event asks = question(0, 10), answers = reply(0, 10, 1);
		kefu_desk *desk = desk_with(NULL);
		char *text;

		answers.t += spans[i].ms;
		unit_ok(kefu_desk_apply(desk, &asks, 1, NULL));
		unit_ok(kefu_desk_apply(desk, &answers, 1, NULL));
		text = written(desk, ask_for("response_time.max"), KEFU_FORMAT_TABLE);
		ck_assert_msg(strstr(text, spans[i].text) != NULL, "%lld ms is not %s in\n%s",
		              (long long)spans[i].ms, spans[i].text, text);
		free(text);
		kefu_desk_free(desk);
	}
}
END_TEST

START_TEST(a_desk_without_definitions_answers_with_nothing)
{
	kefu_event event = question(0, 10);
	kefu_desk *desk = NULL;
	kefu_report *report = NULL;
	char *text;
	size_t length;

	unit_ok(kefu_desk_new(NULL, &desk));
	unit_ok(kefu_desk_apply(desk, &event, 1, NULL));
	unit_ok(kefu_desk_report(desk, NULL, &report));
	ck_assert_int_eq(kefu_report_column_count(report), 0);
	text = report_text(report, KEFU_FORMAT_JSON, &length);
	ck_assert_str_eq(text, "[\n{}\n]\n");
	free(text);
	text = report_text(report, KEFU_FORMAT_CSV, &length);
	ck_assert_str_eq(text, "\r\n\r\n");
	free(text);
	text = report_text(report, KEFU_FORMAT_OPENMETRICS, &length);
	ck_assert_str_eq(text, "# EOF\n");
	free(text);
	free(report_text(report, KEFU_FORMAT_TABLE, &length));
	kefu_report_free(report);
	kefu_desk_free(desk);
}
END_TEST

UNIT_MAIN("report", a_plain_question_asks_everything, every_dimension_groups,
          keys_stand_in_order, many_rows_stand_in_order,
          totals_count_a_case_once, days_are_inclusive_and_either_may_be_open,
          questions_that_cannot_be_answered_are_refused,
          a_sum_beyond_64_bits_is_an_overflow, a_report_outlives_its_desk,
          durations_have_their_statistics, scores_are_counted,
          cases_stand_behind_a_figure, every_column_explains_itself,
          what_a_report_does_not_have_is_not_found, dimensions_have_names,
          a_buffer_too_small_says_how_much_is_needed,
          csv_quotes_what_must_be_quoted, json_escapes_what_must_be_escaped,
          json_is_json_whatever_is_asked,
          openmetrics_is_openmetrics_whatever_is_asked,
          openmetrics_has_families_and_an_end, a_table_is_for_people,
          a_table_may_be_very_wide, durations_round_to_the_unit_shown,
          a_desk_without_definitions_answers_with_nothing)
