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

/* Hours and days: each has its own part. Agent 1 is online from 22:30 to 01:30
 * of the next day, suspended from 23:50 to 00:20, and on the third day from
 * 10:00 to 11:00; agent 2 from 23:00 to 23:30. Agent 1 holds 10 from 23:00 to
 * 00:30 and 11 from 23:45 to 00:05 (open all the time); 12 from 21:00 to 21:30,
 * before it is online; 14, of the third day, from 09:00 to 12:00. Agent 2 holds
 * 13 from 23:10 to 23:50. */
#define MOMENT(days, hours, minutes) (((int64_t)(days) * 24 + (hours)) * HOUR_S + (minutes) * MIN)

static kefu_desk *nights(void)
{
	return BARE(
		shift(KEFU_EVENT_AGENT_ONLINE, MOMENT(0, 22, 30), 1), shift(KEFU_EVENT_AGENT_SUSPEND, MOMENT(0, 23, 50), 1),
		shift(KEFU_EVENT_AGENT_ONLINE, MOMENT(1, 0, 20), 1), shift(KEFU_EVENT_AGENT_OFFLINE, MOMENT(1, 1, 30), 1),
		shift(KEFU_EVENT_AGENT_ONLINE, MOMENT(2, 10, 0), 1), shift(KEFU_EVENT_AGENT_OFFLINE, MOMENT(2, 11, 0), 1),
		shift(KEFU_EVENT_AGENT_ONLINE, MOMENT(0, 23, 0), 2), shift(KEFU_EVENT_AGENT_OFFLINE, MOMENT(0, 23, 30), 2),
		owned(MOMENT(0, 21, 0), 12, 1), closed(MOMENT(0, 21, 30), 12),
		owned(MOMENT(0, 23, 0), 10, 1), reply(MOMENT(0, 23, 5), 10, 1), closed(MOMENT(1, 0, 30), 10),
		owned(MOMENT(0, 23, 10), 13, 2), closed(MOMENT(0, 23, 50), 13),
		owned(MOMENT(0, 23, 45), 11, 1), reply(MOMENT(1, 0, 1), 11, 1), closed(MOMENT(1, 0, 5), 11),
		owned(MOMENT(2, 9, 0), 14, 1), reply(MOMENT(2, 10, 5), 14, 1), closed(MOMENT(2, 12, 0), 14));
}

/* Figures in minutes: "key|key:num/den" of every group; `count` of readings
 * where there is no den. */
static char *parts(kefu_desk *desk, const char *metric, const int32_t *by, int32_t by_count,
                   int32_t from, int32_t to)
{
	const char *name = define(desk, metric, "");
	int is_time = strcmp(metric, "concurrency_max") != 0;
	struct notes notes = {NULL, 0, 0};
	kefu_report *report = NULL;
	kefu_query query;
	int64_t row;

	kefu_query_init(&query);
	query.by = by;
	query.by_count = by_count;
	query.columns = &name;
	query.column_count = 1;
	query.from_day = from;
	query.to_day = to;
	unit_ok(kefu_desk_report(desk, &query, &report));
	note(&notes, "", 0);
	for (row = 0; row < kefu_report_row_count(report); row++) {
		char text[64];
		kefu_measure m;
		int32_t i;

		unit_ok(kefu_report_measure(report, row, 0, &m));
		for (i = 0; i < by_count; i++) {
			const char *key;
			size_t length;

			unit_ok(kefu_report_key(report, row, i, &key, &length));
			note(&notes, i == 0 && row != 0 ? " " : "|", i != 0 || row != 0);
			if (by[i] >= KEFU_BY_HOUR && length > 8) /* the day, and the hour */
				key += 8, length -= 8;
			note(&notes, key, length);
		}
		if (is_time && strcmp(metric, "throughput") != 0)
			m.num /= MINUTES(1);
		if (m.den > 1000)
			m.den /= MINUTES(1);
		note(&notes, text, (size_t)snprintf(text, sizeof text, ":%lld/%lld", (long long)m.num, (long long)m.den));
	}
	kefu_report_free(report);
	return notes.text;
}

static const int32_t by_day[] = {KEFU_BY_DAY}, by_hour[] = {KEFU_BY_HOUR};
static const int32_t by_agent_day[] = {KEFU_BY_AGENT, KEFU_BY_DAY}, by_agent_hour[] = {KEFU_BY_AGENT, KEFU_BY_HOUR};

#define PARTS(desk, metric, by, expected)                                     \
	do {                                                                  \
		char *parts_ = parts(desk, metric, by, sizeof(by) / sizeof *(by), KEFU_DAY_ANY, KEFU_DAY_ANY); \
		ck_assert_msg(strcmp(parts_, expected) == 0, "%s gives\n  %s, not\n  %s", metric, parts_, expected); \
		free(parts_);                                                 \
	} while (0)

START_TEST(each_day_has_its_part)
{
	kefu_desk *desk = nights();

	PARTS(desk, "online_time", by_day, "06:120/2 07:90/1 08:60/1");
	PARTS(desk, "online_time", by_agent_day, "1|06:90/1 1|07:90/1 1|08:60/1 2|06:30/1");
	PARTS(desk, "suspended_time", by_day, "06:10/1 07:20/1");
	/* 23:00 to 24:00, and agent 2 from 23:10 to 23:30; 00:00 to 00:30 */
	PARTS(desk, "occupancy_rate", by_day, "06:80/120 07:30/90 08:60/60");
	PARTS(desk, "occupancy_rate", by_agent_day, "1|06:60/90 1|07:30/90 1|08:60/60 2|06:20/30");
	/* 10: 60 and 30 minutes; 11: 15 and 5 */
	PARTS(desk, "concurrency_mean", by_agent_day, "1|06:75/90 1|07:35/90 1|08:60/60 2|06:20/30");
	PARTS(desk, "concurrency_max", by_agent_day, "1|06:2/0 1|07:2/0 1|08:1/0 2|06:1/0");
	/* the shop's: 10, 11 and 13 at 23:45 */
	PARTS(desk, "concurrency_max", by_day, "06:3/0 07:2/0 08:1/0");
	/* 10 and 11 are of the day on which they began */
	PARTS(desk, "throughput", by_agent_day, "1|06:2/90 1|07:0/90 1|08:1/60 2|06:0/30");
	kefu_desk_free(desk);
}
END_TEST

START_TEST(each_hour_has_its_part)
{
	kefu_desk *desk = nights();

	PARTS(desk, "online_time", by_agent_hour,
	      "1|06T22:30/1 1|06T23:60/1 1|07T00:60/1 1|07T01:30/1 1|08T10:60/1 2|06T23:30/1");
	PARTS(desk, "suspended_time", by_hour, "06T23:10/1 07T00:20/1");
	PARTS(desk, "occupancy_rate", by_hour, "06T22:0/30 06T23:80/90 07T00:30/60 07T01:0/30 08T10:60/60");
	PARTS(desk, "concurrency_mean", by_hour, "06T22:0/30 06T23:95/90 07T00:35/60 07T01:0/30 08T10:60/60");
	/* of an agent, of hours in which it was online */
	PARTS(desk, "concurrency_max", by_agent_hour,
	      "1|06T22:0/0 1|06T23:2/0 1|07T00:2/0 1|07T01:0/0 1|08T10:1/0 2|06T23:1/0");
	/* of the shop, of hours in which sessions were held */
	PARTS(desk, "concurrency_max", by_hour,
	      "06T21:1/0 06T23:3/0 07T00:2/0 08T09:1/0 08T10:1/0 08T11:1/0");
	PARTS(desk, "throughput", by_hour, "06T22:0/30 06T23:2/90 07T00:0/60 07T01:0/30 08T09:1/0 08T10:0/60");
	kefu_desk_free(desk);
}
END_TEST

/* Whatever else is asked for. */
START_TEST(a_day_alone_is_its_row)
{
	static const char *const metrics[] = {"online_time", "suspended_time", "occupancy_rate", "concurrency_mean",
		"concurrency_max", "throughput"};
	kefu_desk *desk = nights();
	size_t i;
	int32_t day;

	/* teams change in between, and one is joined at the end of a day */
	unit_ok(kefu_desk_roster(desk, 1, 70, 0));
	unit_ok(kefu_desk_roster(desk, 1, 71, (int64_t)(START_DAY + 1) * DAY_S * 1000));
	unit_ok(kefu_desk_roster(desk, 2, 71, 0));
	for (i = 0; i < sizeof metrics / sizeof *metrics; i++) {
		static const int32_t by[][3] = {{KEFU_BY_DAY}, {KEFU_BY_DAY, KEFU_BY_AGENT}, {KEFU_BY_DAY, KEFU_BY_TEAM},
			{KEFU_BY_DAY, KEFU_BY_CHANNEL}};
		size_t k;

		for (k = 0; k < 4; k++) {
			int32_t count = k == 0 ? 1 : 2;
			char *all = parts(desk, metrics[i], by[k], count, START_DAY, START_DAY + 2), *each = NULL;

			for (day = START_DAY; day < START_DAY + 3; day++) {
				char *of_day = parts(desk, metrics[i], by[k], count, day, day);

				if (each == NULL) {
					each = of_day;
					continue;
				}
				if (*of_day != '\0')
					each = joined(joined(each, " "), of_day);
				free(of_day);
			}
			ck_assert_msg(strcmp(all, each) == 0, "%s: %s, day by day %s", metrics[i], all, each);
			free(all);
			free(each);
		}
		/* and without days as a dimension */
		for (k = 1; k < 4; k++)
			for (day = START_DAY; day < START_DAY + 3; day++) {
				char *alone = parts(desk, metrics[i], by[k] + 1, 1, day, day);
				char *row = parts(desk, metrics[i], by[k], 2, day, day), *at = row, *to = row;

				while (*at != '\0') { /* without its day */
					if ((at == row || at[-1] == ' ') && strncmp(at, "0", 1) == 0)
						at += 3;
					*to++ = *at++;
				}
				*to = '\0';
				ck_assert_str_eq(alone, row);
				free(alone);
				free(row);
			}
	}
	kefu_desk_free(desk);
}
END_TEST

START_TEST(weeks_and_months_too)
{
	static const int32_t by_week[] = {KEFU_BY_WEEK};
	kefu_desk *desk = BARE(owned(MOMENT(5, 0, 0), 10, 1), shift(KEFU_EVENT_AGENT_ONLINE, MOMENT(6, 23, 0), 1),
	                       shift(KEFU_EVENT_AGENT_OFFLINE, MOMENT(40, 0, 0), 1));

	PARTS(desk, "online_time", by_week, "06:60/1 13:10080/1 20:10080/1 27:10080/1 03:10080/1 10:7200/1");
	kefu_desk_free(desk);
	desk = BARE(owned(MOMENT(5, 0, 0), 10, 1), shift(KEFU_EVENT_AGENT_ONLINE, MOMENT(25, 23, 0), 1),
	            shift(KEFU_EVENT_AGENT_OFFLINE, MOMENT(27, 0, 0), 1));
	GROUPS(desk, KEFU_BY_MONTH, "online_time", "", "2025-01:3600000/1 2025-02:86400000/1");
	GROUPS(desk, KEFU_BY_MONTH, "concurrency_max", "", "2025-01:1/0 2025-02:1/0");
	kefu_desk_free(desk);
}
END_TEST

/* Going online at the instant at which the last session ends. */
START_TEST(work_may_end_as_the_shift_begins)
{
	kefu_desk *desk = BARE(owned(0, 10, 1), closed(60, 10), shift(KEFU_EVENT_AGENT_ONLINE, 60, 1),
	                       shift(KEFU_EVENT_AGENT_OFFLINE, 120, 1));

	GIVES(desk, "concurrency_mean", "", 0, 60 * SECOND_MS);
	GIVES(desk, "occupancy_rate", "", 0, 60 * SECOND_MS);
	kefu_desk_free(desk);
}
END_TEST

/* A day of 25 hours, one of which the clock shows twice; and a clock that is
 * set back past midnight, to a day that has ended. */
START_TEST(clocks_are_set_back)
{
	static const char berlin[] = "CET-1CEST,M3.5.0,M10.5.0/3";
	/* at 00:01 of 2 November it is 23:01 of the first again */
	static const char st_johns[] = "NST3:30NDT,M3.2.0/0:01,M11.1.0/0:01";
	static const struct {
		const char *rule;
		int64_t from, to; /* UTC */
		int by_hour;
		const char *parts;
	} cases[] = {
		{berlin, MOMENT(292, 22, 0), MOMENT(294, 0, 0), 0, "26:1500/1 27:60/1"},
		{berlin, MOMENT(292, 23, 30), MOMENT(293, 2, 10), 1, "26T01:30/1 26T02:120/1 26T03:10/1"},
		{st_johns, MOMENT(299, 2, 0), MOMENT(300, 4, 0), 0, "31:30/1 01:1440/1 02:90/1"},
		{st_johns, MOMENT(300, 2, 20), MOMENT(300, 2, 40), 0, "01:10/1 02:10/1"},
		{st_johns, MOMENT(300, 2, 20), MOMENT(300, 2, 40), 1, "01T23:10/1 02T00:10/1"},
		/* all of it while the clock shows what it has shown */
		{st_johns, MOMENT(300, 2, 40), MOMENT(300, 3, 0), 0, "02:20/1"},
		{st_johns, MOMENT(300, 2, 40), MOMENT(300, 3, 0), 1, "02T00:20/1"},
	};
	size_t i;

	for (i = 0; i < sizeof cases / sizeof *cases; i++) {
		kefu_event events[] = {shift(KEFU_EVENT_AGENT_ONLINE, cases[i].from, 1),
			shift(KEFU_EVENT_AGENT_OFFLINE, cases[i].to, 1)};
		kefu_desk_options options = {.size = sizeof options};
		kefu_zone *zone;
		kefu_desk *desk;
		char *got;

		unit_ok(kefu_zone_posix(NULL, cases[i].rule, strlen(cases[i].rule), &zone));
		options.zone = zone;
		unit_ok(kefu_desk_new(&options, &desk));
		unit_ok(kefu_desk_apply(desk, events, 2, NULL));
		got = parts(desk, "online_time", cases[i].by_hour ? by_hour : by_day, 1, KEFU_DAY_ANY, KEFU_DAY_ANY);
		ck_assert_str_eq(got, cases[i].parts);
		free(got);
		/* the second of November by itself */
		got = parts(desk, "online_time", by_day, 1, START_DAY + 300, START_DAY + 300);
		ck_assert_msg(cases[i].rule == berlin || cases[i].by_hour ||
		              strcmp(got, strstr(cases[i].parts, "02:")) == 0, "%s of %s", got, cases[i].parts);
		free(got);
		kefu_desk_free(desk);
		kefu_zone_free(zone);
	}
}
END_TEST

START_TEST(a_case_for_each_agent_and_day)
{
	kefu_desk *desk = nights();
	const char *name = define(desk, "online_time", "");
	static const int64_t minutes[] = {90, 30, 90, 60};
	kefu_report *report = NULL;
	kefu_query query;
	int64_t i;

	kefu_query_init(&query);
	query.columns = &name;
	query.column_count = 1;
	query.by = by_day;
	query.by_count = 1;
	query.cases = 1;
	unit_ok(kefu_desk_report(desk, &query, &report));
	ck_assert_int_eq(kefu_report_case_count(report, 0), 4);
	for (i = 0; i < 4; i++) {
		kefu_case one = {.size = sizeof one};

		unit_ok(kefu_report_case(report, 0, i, &one));
		ck_assert_int_eq(one.reading, MINUTES(minutes[i]));
		/* at the end of its day, or of what is known of it */
		ck_assert_int_eq(one.t, i < 3 ? START + (i < 2 ? 1 : 2) * INT64_C(86400000) - 1
		                              : START + MOMENT(2, 12, 0) * 1000);
	}
	kefu_report_free(report);
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
          each_day_has_its_part, each_hour_has_its_part, a_day_alone_is_its_row, weeks_and_months_too,
          work_may_end_as_the_shift_begins, clocks_are_set_back, a_case_for_each_agent_and_day, backlog_over_time, backlog_of_hours_and_owners, only_some_figures_have_a_course_over_time,
          stations_are_changes_to_another_agent)
