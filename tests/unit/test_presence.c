/* Presence: online and suspended time, occupancy, concurrency, throughput; and
 * the backlog over time. One shift of agent 1, in minutes after midnight:
 *
 *	  0 online                      200 suspended again, no longer than a moment
 *	 60 suspended                   240 offline
 *	 90 online
 *
 * Sessions of agent 1: 10 from 30 to 100, 11 from 80 to 120 with a pending
 * stretch 90 to 110, 12 from 230 to 300. Agent 2 holds 13 from 40 to 90 and is
 * never online. */
#include "trade_unit.h"

#define MIN 60

static kefu_event owned(int64_t seconds, kefu_id session, kefu_id agent)
{
	return session_event(KEFU_EVENT_SESSION_ASSIGN, seconds, session, agent);
}

static kefu_event closed(int64_t seconds, kefu_id session)
{
	return session_event(KEFU_EVENT_SESSION_CLOSE, seconds, session, 0);
}

static kefu_event shift(int32_t kind, int64_t seconds, kefu_id agent)
{
	return by_agent(event_of(kind, seconds), agent);
}

static kefu_desk *workday(void)
{
	return BARE(
		shift(KEFU_EVENT_AGENT_ONLINE, 0, 1), shift(KEFU_EVENT_AGENT_SUSPEND, 60 * MIN, 1),
		shift(KEFU_EVENT_AGENT_ONLINE, 90 * MIN, 1), shift(KEFU_EVENT_AGENT_SUSPEND, 200 * MIN, 1),
		shift(KEFU_EVENT_AGENT_ONLINE, 200 * MIN, 1), shift(KEFU_EVENT_AGENT_OFFLINE, 240 * MIN, 1),
		owned(30 * MIN, 10, 1), closed(100 * MIN, 10),
		owned(80 * MIN, 11, 1), session_event(KEFU_EVENT_SESSION_PEND, 90 * MIN, 11, 0),
		session_event(KEFU_EVENT_SESSION_RESUME, 110 * MIN, 11, 0), closed(120 * MIN, 11),
		owned(230 * MIN, 12, 1), closed(300 * MIN, 12),
		owned(40 * MIN, 13, 2), closed(90 * MIN, 13));
}

#define MINUTES(n) ((int64_t)(n) * MIN * SECOND_MS)

START_TEST(online_lasts_through_suspension)
{
	kefu_desk *desk = workday();

	GROUPS(desk, KEFU_BY_AGENT, "online_time", "", "1:14400000/1");
	GIVES(desk, "online_time", "", MINUTES(240), 1);
	GIVES(desk, "suspended_time", "", MINUTES(30), 1);
	/* a shift that runs lasts up to the instant, and is cut to the days */
	TELL(desk, shift(KEFU_EVENT_AGENT_ONLINE, DAY_S - 60 * MIN, 1), event_of(KEFU_EVENT_SHOP_OPEN, DAY_S + 20 * MIN));
	GIVES(desk, "online_time", "", MINUTES(240 + 80), 1);
	ck_assert_int_eq(in_days(desk, "online_time", "", START_DAY, START_DAY).num, MINUTES(240 + 60));
	ck_assert_int_eq(in_days(desk, "online_time", "", START_DAY + 1, START_DAY + 1).num, MINUTES(20));
	kefu_desk_free(desk);
}
END_TEST

START_TEST(occupancy_is_the_union_of_work_while_online)
{
	kefu_desk *desk = workday();

	/* in work: 30-100 and 80-90, 110-120 (not pending), 230-240 (12 goes on
	 * offline): 70 + 10 + 10 of 240 */
	GIVES(desk, "occupancy_rate", "", MINUTES(90), MINUTES(240));
	GROUPS(desk, KEFU_BY_AGENT, "occupancy_rate", "", "1:5400000/14400000");
	kefu_desk_free(desk);
}
END_TEST

START_TEST(concurrency_counts_what_is_held)
{
	kefu_desk *desk = workday();

	/* held while online: 70 + 40 + 10 minutes, pending or not */
	GIVES(desk, "concurrency_mean", "", MINUTES(120), MINUTES(240));
	/* agent 1 had 10 and 11 at once; the shop 10, 11 and 13 from 80 to 90 */
	GROUPS(desk, KEFU_BY_AGENT, "concurrency_max", "", "1:2/0");
	GIVES(desk, "concurrency_max", "", 3, 0);
	kefu_desk_free(desk);
}
END_TEST

START_TEST(intervals_are_half_open)
{
	kefu_desk *desk = BARE(
		shift(KEFU_EVENT_AGENT_ONLINE, 0, 1), owned(10, 10, 1), closed(20, 10), owned(20, 11, 1), closed(30, 11),
		shift(KEFU_EVENT_AGENT_OFFLINE, 40, 1));

	GIVES(desk, "concurrency_max", "", 1, 0);
	TELL(desk, owned(19, 12, 1), closed(20, 12));
	GIVES(desk, "concurrency_max", "", 2, 0);
	kefu_desk_free(desk);
}
END_TEST

START_TEST(throughput_is_of_an_hour_online)
{
	/* four hours online; 1 answered in 10 and 14, 2 in 14 too; nobody in 11 */
	kefu_desk *desk = workday();
	kefu_measure got;

	TELL(desk, reply(35 * MIN, 10, 1), reply(50 * MIN, 14, 1), reply(51 * MIN, 14, 2));
	got = defined(desk, "throughput", "");
	ck_assert_int_eq(got.num, 2);
	ck_assert_int_eq(got.den, MINUTES(240));
	unit_near(got.value, 2.0 / 4, 1e-12);
	/* without online time there is no figure */
	GROUPS(desk, KEFU_BY_AGENT, "throughput", "", "1:2/14400000 2:1/0");
	kefu_desk_free(desk);
}
END_TEST

/* Backlog: the same sessions wait 30-100, 80-120, 230-300, 40-90. */

START_TEST(backlog_over_time)
{
	kefu_desk *desk = workday();
	const char *names[] = {"backlog", "backlog.mean", "backlog.max"};
	kefu_report *report = NULL;
	kefu_measure got;
	kefu_query query;
	size_t length;
	char *text;

	unit_ok(kefu_desk_use(desk, "backlog", 7));
	kefu_query_init(&query);
	query.columns = names;
	query.column_count = 3;
	unit_ok(kefu_desk_report(desk, &query, &report));
	unit_ok(kefu_report_measure(report, 0, 0, &got));
	ck_assert_int_eq(got.num, 0);
	/* from the first opening, 30, to the last event, 300 */
	unit_ok(kefu_report_measure(report, 0, 1, &got));
	ck_assert_int_eq(got.num, MINUTES(70 + 40 + 70 + 50));
	ck_assert_int_eq(got.den, MINUTES(270));
	unit_near(got.value, 230.0 / 270.0, 1e-12);
	unit_ok(kefu_report_measure(report, 0, 2, &got));
	ck_assert_int_eq(got.num, 3);
	unit_near(got.value, 3.0, 0);
	text = report_text(report, KEFU_FORMAT_TABLE, &length);
	ck_assert_msg(strstr(text, "0.85") != NULL, "no 0.85 in\n%s", text);
	free(text);
	kefu_report_free(report);
	/* of a given day: from its midnight; nothing of the day before */
	query.from_day = query.to_day = START_DAY;
	unit_ok(kefu_desk_report(desk, &query, &report));
	unit_ok(kefu_report_measure(report, 0, 1, &got));
	ck_assert_int_eq(got.den, MINUTES(300));
	kefu_report_free(report);
	query.from_day = query.to_day = START_DAY - 1;
	unit_ok(kefu_desk_report(desk, &query, &report));
	unit_ok(kefu_report_measure(report, 0, 1, &got));
	ck_assert_int_eq(got.num, 0);
	ck_assert_int_eq(got.den, MINUTES(24 * 60));
	check_state_is(got, KEFU_STATE_VALUE);
	kefu_report_free(report);
	kefu_desk_free(desk);
}
END_TEST

START_TEST(backlog_of_hours_and_owners)
{
	static const int32_t by[] = {KEFU_BY_HOUR, KEFU_BY_AGENT};
	static const int64_t expected[][3] = { /* session-minutes, minutes, most */
		/* hour 0: 30-60 of 1, 40-60 of 2; the hour counts from 30 on */
		{30, 30, 1}, {20, 30, 1},
		/* hour 1: 60-100 and 80-120 of 1; 60-90 of 2 */
		{40 + 40, 60, 2}, {30, 60, 1},
		/* hour 3: 230-240; hour 4: 240-300 */
		{10, 60, 1}, {60, 60, 1},
	};
	const char *names[] = {"backlog.mean", "backlog.max"};
	kefu_desk *desk = workday();
	kefu_report *report = NULL;
	kefu_query query;
	int64_t row;

	unit_ok(kefu_desk_use(desk, "backlog", 7));
	kefu_query_init(&query);
	query.by = by;
	query.by_count = 2;
	query.columns = names;
	query.column_count = 2;
	unit_ok(kefu_desk_report(desk, &query, &report));
	ck_assert_int_eq(kefu_report_row_count(report), 6);
	for (row = 0; row < 6; row++) {
		kefu_measure mean, most;

		unit_ok(kefu_report_measure(report, row, 0, &mean));
		unit_ok(kefu_report_measure(report, row, 1, &most));
		ck_assert_int_eq(mean.num, MINUTES(expected[row][0]));
		ck_assert_int_eq(mean.den, MINUTES(expected[row][1]));
		ck_assert_int_eq(most.num, expected[row][2]);
	}
	kefu_report_free(report);
	kefu_desk_free(desk);
}
END_TEST

START_TEST(only_some_figures_have_a_course_over_time)
{
	static const char *const names[] = {"backlog.p50", "backlog.sum", "backlog.min", "backlog_flow.mean",
		"session_count.max"};
	kefu_desk *desk = workday();
	size_t i;

	unit_ok(kefu_desk_use(desk, "all", 3));
	for (i = 0; i < sizeof names / sizeof *names; i++) {
		kefu_report *report = NULL;
		kefu_query query;

		kefu_query_init(&query);
		query.columns = &names[i];
		query.column_count = 1;
		unit_status(kefu_desk_report(desk, &query, &report), KEFU_E_METRIC);
	}
	kefu_desk_free(desk);
	/* and nothing ever waited: there is no time to speak of */
	unit_ok(kefu_desk_new(NULL, &desk));
	unit_ok(kefu_desk_use(desk, "backlog", 7));
	check_state_is(figure(desk, "backlog.mean"), KEFU_STATE_NO_DATA);
	ck_assert_int_eq(figure(desk, "backlog.max").num, 0);
	kefu_desk_free(desk);
}
END_TEST

START_TEST(stations_are_changes_to_another_agent)
{
	/* 10: to 1, to 2, to nobody, back to 2: three; 11: to 1 only; 12 was
	 * never resolved; 13 resolved by nobody: none */
	kefu_event to = session_event(KEFU_EVENT_SESSION_TRANSFER, 20, 10, 0), away = to;
	kefu_desk *desk;

	to.to = 2;
	away.t += 10 * SECOND_MS;
	away.to_team = 7;
	desk = BARE(owned(0, 10, 1), to, away, owned(40, 10, 2), session_event(KEFU_EVENT_SESSION_RESOLVE, 50, 10, 2),
	            owned(0, 11, 1), owned(5, 11, 1), session_event(KEFU_EVENT_SESSION_RESOLVE, 50, 11, 1),
	            owned(0, 12, 1), owned(9, 12, 2),
	            question(0, 13), session_event(KEFU_EVENT_SESSION_RESOLVE, 50, 13, 0));
	GIVES(desk, "stations", "", 3 + 1 + 0, 3);
	unit_near(defined(desk, "stations", "").value, 4.0 / 3, 1e-12);
	kefu_desk_free(desk);
}
END_TEST

UNIT_MAIN("presence", online_lasts_through_suspension, occupancy_is_the_union_of_work_while_online,
          concurrency_counts_what_is_held, intervals_are_half_open, throughput_is_of_an_hour_online,
          backlog_over_time, backlog_of_hours_and_owners, only_some_figures_have_a_course_over_time,
          stations_are_changes_to_another_agent)
