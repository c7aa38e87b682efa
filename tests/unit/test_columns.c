/* What a column shows does not depend on what else is asked: random
 * definitions over random histories, all at once and each alone. */
#include "clauses_unit.h"

#include "kefu/profile.h"

static uint64_t random_state;

static uint32_t below(uint32_t limit)
{
	random_state = random_state * UINT64_C(6364136223846793005) +
	               UINT64_C(1442695040888963407);
	return (uint32_t)((random_state >> 33) % limit);
}

static int chance(uint32_t percent)
{
	return below(100) < percent;
}

/* Mostly seconds, sometimes hours, sometimes nothing. */
static int64_t pause_s(void)
{
	switch (below(8)) {
	case 0:
		return below(40) * 3600;
	case 1:
		return 0;
	case 2:
		return 30 * below(7);
	default:
		return below(400);
	}
}

/* One session's life, full of what definitions tell apart. */
static void live(kefu_desk *desk, kefu_id session)
{
	static const int32_t kinds[] = {KEFU_EVENT_SESSION_QUEUE,
		KEFU_EVENT_SESSION_HANDOFF, KEFU_EVENT_SESSION_ASSIGN,
		KEFU_EVENT_SESSION_JOIN, KEFU_EVENT_SESSION_TRANSFER,
		KEFU_EVENT_SESSION_PEND, KEFU_EVENT_SESSION_RESUME,
		KEFU_EVENT_SESSION_RESOLVE, KEFU_EVENT_SESSION_REOPEN,
		KEFU_EVENT_SESSION_ABANDON, KEFU_EVENT_SESSION_LEAVE_MESSAGE,
		KEFU_EVENT_SESSION_EXCLUDE};
	int64_t t = below(9 * DAY_S);
	uint32_t steps = 1 + below(14);
	kefu_event event = opening(t, session, chance(90) ? 100 + below(12) : 0);

	event.channel = 50 + below(2);
	event.topic = below(3) != 0 ? 60 + below(2) : 0;
	event.phase = (uint8_t)below(3);
	event.initiator = chance(15) ? KEFU_PARTY_AGENT : 0;
	if (chance(70))
		unit_ok(kefu_desk_apply(desk, &event, 1, NULL));
	for (; steps > 0; steps--) {
		t += pause_s();
		if (chance(75)) {
			event = message(t, session, chance(50) ? KEFU_PARTY_CUSTOMER
			                : chance(80) ? KEFU_PARTY_AGENT : KEFU_PARTY_BOT, 0);
			if (event.from == KEFU_PARTY_AGENT) {
				event.agent = below(4);
				event.mode = (uint8_t)(chance(60) ? 0 : 1 + below(5));
				event.team = chance(10) ? 70 : 0;
			}
			event.content = (uint8_t)(chance(70) ? 0 : 1 + below(5));
			event.is_private = chance(5) ? KEFU_YES : 0;
		} else {
			event = session_event(kinds[below(sizeof kinds / sizeof *kinds)],
			                      t, session, 1 + below(3));
			if (event.kind == KEFU_EVENT_SESSION_TRANSFER)
				event.to = 1 + below(3);
			if (event.kind == KEFU_EVENT_SESSION_EXCLUDE && chance(80))
				event.kind = KEFU_EVENT_SESSION_CLOSE;
		}
		unit_ok(kefu_desk_apply(desk, &event, 1, NULL));
	}
}

static void live_all(kefu_desk *desk, kefu_id sessions)
{
	static const int32_t shop[] = {KEFU_EVENT_SHOP_OPEN,
		KEFU_EVENT_SHOP_HOLIDAY, KEFU_EVENT_SHOP_CLOSED};
	kefu_id session;
	int i;

	for (i = 0; i < 4; i++) {
		kefu_event event = event_of(shop[below(3)], below(9 * DAY_S));

		unit_ok(kefu_desk_apply(desk, &event, 1, NULL));
	}
	unit_ok(kefu_desk_roster(desk, 1, 80, START));
	unit_ok(kefu_desk_roster(desk, 2, 81, START + 4 * DAY_S * SECOND_MS));
	for (session = 10; session < 10 + sessions; session++)
		live(desk, session);
}

/* A value that a knob may take. */
static int32_t set_some(kefu_definition *definition)
{
	static const struct {
		const char *knob, *value;
	} numbers[] = {
		{"limit_s", "30"}, {"limit_s", "180"}, {"limit_s", "3600"},
		{"cap_s", "600"}, {"window_days", "3"}, {"window_days", "7"},
		{"lag_days", "2"}, {"only_within_s", "7200"},
		{"slow_rounds", "2"}, {"limit_inclusive", "false"},
		{"hours", "08:00-23:00 UTC0"}, {"hours", "09:00-12:00,13:00-18:00 UTC0"},
		{"hours", "08:00-24:00 UTC0"}, {"clock", "09:00-18:00 UTC0"},
		{"gate_sessions", "3"}, {"recency.share", "0.5"}, {"recency.weight", "0.3"},
		{"exclude", "bot_only,cross_day"}, {"exclude", "unanswered,weekend"},
		{"valid_reply", "human,quick"}, {"valid_reply", "human,quick,assist,bot,auto"},
		{"exempt", "2025-01-08"}, {"round_up_s", "60"},
		{"span", "reply>reply"}, {"recency.least", "5"}, {"reception.single_line", "2"},
		{"exclude", "notice,ad,shop_closed,public_holiday,agent_initiated,leave_message"},
	};
	uint32_t count = sizeof numbers / sizeof *numbers;
	int32_t knob, values;
	const char *name, *value;

	if (chance(50)) {
		uint32_t i = below(count);

		return kefu_definition_set(definition, numbers[i].knob,
			strlen(numbers[i].knob), numbers[i].value,
			strlen(numbers[i].value));
	}
	knob = (int32_t)below((uint32_t)kefu_knob_count());
	for (values = 0; kefu_knob_value(knob, values) != NULL; values++)
		;
	if (values == 0)
		return KEFU_OK;
	name = kefu_knob_name(knob);
	value = kefu_knob_value(knob, (int32_t)below((uint32_t)values));
	return kefu_definition_set(definition, name, strlen(name), value,
	                           strlen(value));
}

static void define_some(kefu_desk *desk, const char *name)
{
	static const char *const metrics[] = {"reply_within_rate",
		"response_time", "reply_rate", "unanswered_count",
		"slow_response_count", "longest_response_time",
		"first_response_time", "sla_compliance_rate", "resolution_time",
		"contact_count", "session_count"};
	int32_t status = KEFU_E_DEFINITION;

	while (status == KEFU_E_DEFINITION) {
		const char *metric = metrics[chance(80) ? below(7)
			: below(sizeof metrics / sizeof *metrics)];
		kefu_definition *made = NULL;
		uint32_t knobs = below(6);

		unit_ok(kefu_definition_new(NULL, metric, strlen(metric), &made));
		for (; knobs > 0; knobs--)
			(void)set_some(made);
		status = kefu_desk_define(desk, name, strlen(name), made);
		kefu_definition_free(made);
	}
	unit_ok(status);
}

/* A desk with definitions and a history of its own for each seed. */
static kefu_desk *random_desk(uint64_t seed, kefu_id sessions)
{
	static const char *const profiles[] = {"taobao", "tmall", "1688", "jd",
		"pinduoduo", "douyin", "kuaishou", "xiaohongshu", "shopee",
		"lazada", "tiktok_shop", "wechat", "zendesk", "chatwoot",
		"intercom", "all"};
	kefu_desk_options options = {.size = sizeof options};
	kefu_zone *zone = NULL;
	kefu_desk *desk = NULL;
	char name[16];
	int i;

	random_state = seed;
	unit_ok(kefu_zone_posix(NULL, seed % 2 == 0 ? "CST-8" : "UTC0",
	                        seed % 2 == 0 ? 5 : 4, &zone));
	options.zone = zone;
	options.session_gap = seed % 3 == 0 ? 600000 : 0;
	unit_ok(kefu_desk_new(&options, &desk));
	kefu_zone_free(zone);
	for (i = 0; i < 3; i++) {
		const char *profile = profiles[below(sizeof profiles / sizeof *profiles)];

		unit_ok(kefu_desk_use(desk, profile, strlen(profile)));
	}
	for (i = 0; i < 24; i++) {
		(void)snprintf(name, sizeof name, "own%d", i);
		define_some(desk, name);
	}
	live_all(desk, sessions);
	return desk;
}

static kefu_query random_query(int32_t *by)
{
	static const int32_t dimensions[] = {KEFU_BY_AGENT, KEFU_BY_TEAM,
		KEFU_BY_CHANNEL, KEFU_BY_TOPIC};
	kefu_query query;
	size_t i;

	kefu_query_init(&query);
	query.by = by;
	for (i = 0; i < sizeof dimensions / sizeof *dimensions; i++)
		if (chance(30))
			by[query.by_count++] = dimensions[i];
	if (chance(50))
		by[query.by_count++] = KEFU_BY_HOUR + (int32_t)below(3);
	if (chance(50))
		query.from_day = START_DAY + (int32_t)below(5);
	if (chance(50))
		query.to_day = START_DAY + 5 + (int32_t)below(5);
	if (chance(30))
		query.as_of = AT(below(10 * DAY_S));
	return query;
}

/* Asserting each would write to Check's log a million times. */
static int is_row_like(const kefu_report *report, int64_t row, const kefu_report *other,
                       int64_t other_row, int32_t by_count)
{
	const char *one, *two;
	size_t length;
	int32_t k;

	for (k = 0; k < by_count; k++)
		if (kefu_report_key(report, row, k, &one, &length) != KEFU_OK ||
		    kefu_report_key(other, other_row, k, &two, &length) != KEFU_OK ||
		    strcmp(one, two) != 0)
			return 0;
	return 1;
}

static void check_cell(const kefu_report *all, int64_t row, int32_t column,
                       const kefu_report *alone, int64_t alone_row)
{
	kefu_measure together, single;

	unit_ok(kefu_report_measure(all, row, column, &together));
	if (alone_row < 0) { /* no case of its own made the row */
		ck_assert_msg(together.num == 0, "%s: %lld have no row alone",
		              kefu_report_column_name(all, column),
		              (long long)together.num);
		return;
	}
	unit_ok(kefu_report_measure(alone, alone_row, 0, &single));
	ck_assert_msg(memcmp(&together, &single, sizeof single) == 0,
	              "%s: %lld of %lld (%.17g) of %lld together, %lld of %lld (%.17g) of %lld alone",
	              kefu_report_column_name(all, column),
	              (long long)together.num, (long long)together.den, together.value,
	              (long long)together.count, (long long)single.num,
	              (long long)single.den, single.value, (long long)single.count);
}

static void check_cases(const kefu_report *all, int32_t column,
                        const kefu_report *alone)
{
	int64_t i, count = kefu_report_case_count(all, column);

	ck_assert_int_eq(count, kefu_report_case_count(alone, 0));
	for (i = 0; i < count; i++) {
		kefu_case one = {.size = sizeof one}, two = {.size = sizeof two};

		unit_ok(kefu_report_case(all, column, i, &one));
		unit_ok(kefu_report_case(alone, 0, i, &two));
		ck_assert(one.t == two.t && one.verdict == two.verdict);
		ck_assert_int_eq(one.reading, two.reading);
		ck_assert_str_eq(one.session, two.session);
		ck_assert_str_eq(one.customer, two.customer);
		ck_assert_str_eq(one.agent, two.agent);
	}
}

static void check_column(const kefu_desk *desk, kefu_query query,
                         const kefu_report *all, int32_t column)
{
	const char *name = kefu_report_column_name(all, column);
	kefu_report *alone = NULL, *cased = NULL;
	int64_t row, next = 0;

	query.columns = &name;
	query.column_count = 1;
	unit_ok(kefu_desk_report(desk, &query, &alone));
	query.cases = 1; /* keeping cases changes no figure */
	unit_ok(kefu_desk_report(desk, &query, &cased));
	for (row = 0; row < kefu_report_row_count(all); row++) {
		/* in the same order; a row may be made by another column */
		int64_t like = next < kefu_report_row_count(alone) &&
			is_row_like(alone, next, all, row, query.by_count) ? next++ : -1;

		check_cell(all, row, column, alone, like);
		check_cell(all, row, column, cased, like);
	}
	ck_assert_int_eq(next, kefu_report_row_count(alone));
	if (kefu_report_case_count(all, column) != 0)
		check_cases(all, column, cased);
	kefu_report_free(alone);
	kefu_report_free(cased);
}

static void check_desk(uint64_t seed, kefu_id sessions)
{
	kefu_desk *desk = random_desk(seed, sessions);
	int32_t by[7], column;
	kefu_query query = random_query(by);
	kefu_report *all = NULL;

	query.cases = seed % 4 == 0;
	unit_ok(kefu_desk_report(desk, &query, &all));
	query.cases = 0;
	for (column = 0; column < kefu_report_column_count(all); column++)
		check_column(desk, query, all, column);
	kefu_report_free(all);
	kefu_desk_free(desk);
}

START_TEST(columns_do_not_touch_each_other)
{
	uint64_t seed;

	for (seed = 1; seed <= 40; seed++)
		check_desk(seed, 30);
}
END_TEST

/* More cases than wait before any is put into the cube (batch.c); a report with
 * cases puts each there at once. */
START_TEST(nor_do_many_cases)
{
	uint64_t seed;

	for (seed = 101; seed <= 103; seed++)
		check_desk(seed, 1500);
}
END_TEST

static kefu_desk *lively_desk(kefu_id sessions)
{
	kefu_desk *desk = NULL;

	random_state = 11;
	unit_ok(kefu_desk_new(NULL, &desk));
	live_all(desk, sessions);
	return desk;
}

/* Of all days, of some, and as of an instant at which much is not decided yet. */
static void check_all(kefu_desk *desk)
{
	int i;

	for (i = 0; i < 3; i++) {
		kefu_report *all = NULL;
		kefu_query query;
		int32_t column;

		kefu_query_init(&query);
		if (i == 1) {
			query.from_day = START_DAY + 2;
			query.to_day = START_DAY + 5;
		} else if (i == 2) {
			query.as_of = AT(4 * DAY_S);
		}
		unit_ok(kefu_desk_report(desk, &query, &all));
		for (column = 0; column < kefu_report_column_count(all); column++)
			check_column(desk, query, all, column);
		kefu_report_free(all);
	}
	kefu_desk_free(desk);
}

/* Whose clocks stand still or start late, and what rounds of one case come to. */
START_TEST(nor_do_clocks_and_reductions)
{
	static const char *const judged[] = {"", "clock_start=handoff", "clock_start=last_message",
		"clock_start=assign", "pause=pending", "due_rule=same_day", "open_units=pass",
		"open_units=fail", "unanswered=ignore", "judged_at=day_end",
		"judged_at=day_end pause=pending"};
	static const char *const units[] = {"unit=round", "unit=session reduce=first",
		"unit=session reduce=any", "unit=session", "unit=customer reduce=any",
		"unit=customer exclude=abandoned,weekend"};
	kefu_desk *desk = lively_desk(300);
	char written[120];
	size_t i, k;

	for (i = 0; i < sizeof judged / sizeof *judged; i++)
		for (k = 0; k < sizeof units / sizeof *units; k++) {
			(void)snprintf(written, sizeof written, "%s limit_s=120%s%s", units[k],
			               *judged[i] != 0 ? " " : "", judged[i]);
			(void)define(desk, "reply_within_rate", written);
		}
	(void)define(desk, "reply_within_rate", "limit_s=120 unit=session reduce=mean");
	(void)define(desk, "reply_within_rate", "limit_s=120 unit=session reduce=sum");
	for (i = 0; i < 5; i++)
		(void)define(desk, "response_time", judged[i]);
	(void)define(desk, "response_time", "unanswered=cap cap_s=600");
	check_all(desk);
}
END_TEST

/* More rules for replies than fit a word, of which now these, now those find the same. */
START_TEST(nor_do_many_rules)
{
	static const char *const contents[] = {"card", "small_talk", "ad", "notice"};
	kefu_desk *desk = lively_desk(300);
	char written[80];
	int rule, i;

	for (rule = 0; rule < 48; rule++) {
		int length = snprintf(written, sizeof written, "unit=round%s",
		                      rule < 16 ? "" : rule < 32 ? " valid_reply=human" : " valid_reply=human,bot");

		for (i = 0; i < 4; i++)
			if ((rule >> i & 1) != 0)
				length += snprintf(written + length, sizeof written - (size_t)length, "%s%s",
				                   (rule & ((1 << i) - 1)) == 0 ? " exclude=" : ",",
				                   contents[i]);
		(void)define(desk, "reply_within_rate", written);
	}
	check_all(desk);
}
END_TEST

/* Defines first responses, asks for all of them at once and expects so many
 * seconds of each; -1: no case. */
static void check_first_responses(kefu_desk *desk, const char *const *knobs,
                                  const int64_t *seconds, int32_t count)
{
	kefu_query query;
	kefu_report *report = NULL;
	int32_t i;

	for (i = 0; i < count; i++)
		(void)define(desk, "first_response_time", knobs[i]);
	kefu_query_init(&query);
	unit_ok(kefu_desk_report(desk, &query, &report));
	ck_assert_int_eq(kefu_report_column_count(report), count);
	for (i = 0; i < count; i++) {
		kefu_measure got;

		unit_ok(kefu_report_measure(report, 0, i, &got));
		ck_assert_msg(got.den == (seconds[i] >= 0) &&
		              got.num == (seconds[i] >= 0 ? seconds[i] * 1000 : 0),
		              "%s: %lld of %lld", knobs[i], (long long)got.num,
		              (long long)got.den);
	}
	kefu_report_free(report);
	kefu_desk_free(desk);
}
#define FIRST_RESPONSES(desk, ...)                                            \
	do {                                                                  \
		const struct {                                                \
			const char *knobs;                                    \
			int64_t seconds;                                      \
		} given_[] = {__VA_ARGS__};                                   \
		enum { COUNT_ = sizeof given_ / sizeof *given_ };             \
		const char *knobs_[COUNT_];                                   \
		int64_t seconds_[COUNT_];                                     \
		size_t i_;                                                    \
                                                                              \
		for (i_ = 0; i_ < COUNT_; i_++) {                             \
			knobs_[i_] = given_[i_].knobs;                        \
			seconds_[i_] = given_[i_].seconds;                    \
		}                                                             \
		check_first_responses(desk, knobs_, seconds_, COUNT_);        \
	} while (0)

/* An automatic reply, a notice, one that names nobody, one that does: the first
 * of each, whatever others take, in whatever order they are asked. */
START_TEST(each_has_its_own_first_reply)
{
	kefu_event notice = reply(20, 10, 1), automatic = reply(10, 10, 1);
	int turn;

	notice.content = KEFU_CONTENT_NOTICE;
	automatic.mode = KEFU_MODE_AUTO;
	for (turn = 0; turn < 4; turn++) {
		kefu_desk *desk = BARE(opening(0, 10, 100), question(0, 10), automatic, notice,
			reply(40, 10, 0), reply(90, 10, 1));

		if (turn == 0)
			FIRST_RESPONSES(desk, {"exclude=notice,external_echo", 90}, {"exclude=notice", 40});
		else if (turn == 1)
			FIRST_RESPONSES(desk, {"exclude=notice,external_echo", 90},
			                {"exclude=notice", 40}, {"", 20});
		else if (turn == 2)
			FIRST_RESPONSES(desk, {"", 20}, {"exclude=notice", 40},
			                {"exclude=notice,external_echo", 90});
		else
			FIRST_RESPONSES(desk, {"", 20}, {"exclude=notice,external_echo", 90},
			                {"valid_reply=human,auto", 10});
	}
}
END_TEST

/* An agent begins, is asked, hands off, replies; beside it a usual session. */
START_TEST(each_has_its_own_start)
{
	kefu_event begun = opening(0, 10, 100);

	begun.initiator = KEFU_PARTY_AGENT;
	FIRST_RESPONSES(BARE(begun, reply(10, 10, 1), question(20, 10),
	                     plain(KEFU_EVENT_SESSION_HANDOFF, 30, 10), reply(70, 10, 1)),
	                {"", 70}, {"agent_started=counts", 10}, {"agent_started=skip", -1},
	                {"agent_started=from_first_inbound", 50}, {"agent_started=second_reply", 70},
	                {"clock_start=handoff agent_started=counts", 40}, {"clock_start=open", 70});
}
END_TEST

/* Opened at half past midnight; hours up to each minute of the first hour: more
 * than are found out at once. */
START_TEST(each_has_its_own_hours)
{
	char written[59][40];
	const char *knobs[59];
	int64_t seconds[59];
	int i;

	for (i = 0; i < 59; i++) {
		(void)snprintf(written[i], sizeof written[i], "hours=00:00-00:%02d", i + 1);
		knobs[i] = written[i];
		seconds[i] = i + 1 > 30 ? 5 : -1;
	}
	check_first_responses(BARE(opening(1800, 10, 100), question(1800, 10), reply(1805, 10, 1)),
	                      knobs, seconds, 59);
	for (i = 0; i < 59; i++) { /* those that are not found out at once close in time */
		(void)snprintf(written[i], sizeof written[i], "hours=00:00-00:%02d", 59 - i);
		seconds[i] = 59 - i > 30 ? 5 : -1;
	}
	check_first_responses(BARE(opening(1800, 10, 100), question(1800, 10), reply(1805, 10, 1)),
	                      knobs, seconds, 59);
}
END_TEST

UNIT_MAIN("columns", columns_do_not_touch_each_other, nor_do_many_cases, nor_do_clocks_and_reductions,
          nor_do_many_rules, each_has_its_own_first_reply,
          each_has_its_own_start, each_has_its_own_hours)
