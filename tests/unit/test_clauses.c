/* Every knob of a definition bites: a small stream for each, in which each of
 * its values gives another figure. Service first; trade is another file. */
#include "clauses_unit.h"

/* unit, samples */

START_TEST(unit)
{
	/* customer 100: two sessions on one day with two agents, one on the next */
	kefu_desk *desk = BARE(
		of_customer(question(0, 10), 100), reply(10, 10, 1), question(20, 10), reply(30, 10, 1),
		of_customer(question(100, 11), 100), reply(110, 11, 2),
		of_customer(question(DAY_S, 12), 100), reply(DAY_S + 10, 12, 1));

	GIVES(desk, "reply_within_rate", "unit=", 4, 4);
	GIVES(desk, "reply_within_rate", "unit=round", 4, 4);
	GIVES(desk, "reply_within_rate", "unit=session", 3, 3);
	GIVES(desk, "reply_within_rate", "unit=customer", 1, 1);
	GIVES(desk, "reply_within_rate", "unit=customer_day", 2, 2);
	GIVES(desk, "reply_within_rate", "unit=agent_customer_day", 3, 3);
	GIVES(desk, "reply_rate", "unit=", 3, 3);
	GIVES(desk, "reply_rate", "unit=round", 4, 4);
	GIVES(desk, "contact_count", "", 1, 0);
	GIVES(desk, "contact_count", "unit=customer_day", 2, 0);
	kefu_desk_free(desk);
}
END_TEST

/* An agent who comes back, within a session and after another one. */
START_TEST(unit_of_agent)
{
	kefu_desk *desk = BARE(
		of_customer(question(0, 10), 100), reply(10, 10, 1), question(20, 10), reply(30, 10, 2),
		question(40, 10), reply(50, 10, 1), question(60, 10), reply(70, 10, 2),
		of_customer(question(200, 11), 101), reply(210, 11, 2), question(220, 11), reply(230, 11, 1),
		of_customer(question(300, 12), 101), reply(310, 12, 2));

	GIVES(desk, "reply_within_rate", "unit=agent_customer_day", 4, 4);
	GIVES(desk, "reply_within_rate", "unit=agent_customer_day limit_s=9", 0, 4);
	GIVES(desk, "reply_within_rate", "unit=agent_customer_day credit=owner", 4, 4);
	GIVES(desk, "reply_within_rate", "unit=session", 3, 3);
	GIVES(desk, "reply_within_rate", "unit=customer_day", 2, 2);
	kefu_desk_free(desk);
}
END_TEST

/* What is asked in one session while another one runs. */
START_TEST(unit_of_several_sessions)
{
	kefu_desk *desk = BARE(
		/* the session that begins first asks last */
		of_customer(reply(0, 10, 1), 100), of_customer(question(50, 11), 100), reply(60, 11, 2),
		question(100, 10), reply(110, 10, 1),
		/* an agent comes back after another session, but owns not all she answered */
		of_customer(question(200, 20), 101), reply(210, 20, 3), question(220, 20), reply(230, 20, 3),
		of_customer(question(300, 21), 101), reply(310, 21, 4),
		of_customer(question(400, 22), 101), reply(410, 22, 3));

	GROUPS(desk, KEFU_BY_AGENT, "reply_within_rate", "unit=customer", "2:1/1 3:1/1");
	GROUPS(desk, KEFU_BY_AGENT, "reply_within_rate", "unit=customer_day", "2:1/1 3:1/1");
	GROUPS(desk, KEFU_BY_AGENT, "reply_within_rate", "unit=agent_customer_day",
	       "1:1/1 2:1/1 3:1/1 4:1/1");
	kefu_desk_free(desk);
}
END_TEST

/* A desk whose clock, half an hour after midnight, is put back to yesterday, for an hour. */
#define MIDNIGHT (300 * DAY_S) /* 2025-11-02, as the clock first has it */
static kefu_desk *desk_of_a_day_that_comes_twice(const kefu_event *events, size_t count)
{
	kefu_desk *desk = NULL;
	kefu_zone *zone = NULL;
	kefu_desk_options options = {.size = sizeof options};

	unit_ok(kefu_zone_posix(NULL, "AAA1BBB0,M3.2.0/0,M11.1.0/0:30", 30, &zone));
	options.zone = zone;
	unit_ok(kefu_desk_new(&options, &desk));
	kefu_zone_free(zone);
	unit_ok(kefu_desk_apply(desk, events, count, NULL));
	return desk;
}

START_TEST(unit_of_a_day_that_comes_twice)
{
	const kefu_event events[] = {
		of_customer(question(MIDNIGHT + 600, 10), 100), reply(MIDNIGHT + 610, 10, 1),
		question(MIDNIGHT + 2400, 10), reply(MIDNIGHT + 2410, 10, 1),
		question(MIDNIGHT + 4200, 10), reply(MIDNIGHT + 4210, 10, 1)};
	kefu_desk *desk = desk_of_a_day_that_comes_twice(events, sizeof events / sizeof *events);

	GIVES(desk, "reply_within_rate", "unit=customer_day", 2, 2);
	GIVES(desk, "reply_within_rate", "unit=agent_customer_day", 2, 2);
	GIVES(desk, "reply_within_rate", "unit=customer", 1, 1);
	kefu_desk_free(desk);
}
END_TEST

/* Dated by its question, and in the same report by its reply, which came on the day
 * before; beside it a case of the only day that is asked for. */
START_TEST(days_of_a_reply_before_its_question)
{
	const int32_t today = START_DAY + 300;
	int is_today;

	for (is_today = 0; is_today < 2; is_today++) {
		const int64_t other = MIDNIGHT + (is_today ? DAY_S / 2 : -DAY_S / 2);
		const kefu_event events[] = {
			of_customer(question(other, 9), 99), reply(other + 1, 9, 1),
			of_customer(question(MIDNIGHT + 600, 10), 100), reply(MIDNIGHT + 2400, 10, 1)};
		kefu_desk *desk = desk_of_a_day_that_comes_twice(events, 4);
		kefu_report *report = NULL;
		kefu_measure by_question, by_reply;
		kefu_query query;

		(void)define(desk, "reply_within_rate", "unit=round");
		(void)define(desk, "response_time", "");
		kefu_query_init(&query);
		query.from_day = is_today ? today : KEFU_DAY_ANY;
		query.to_day = is_today ? KEFU_DAY_ANY : today - 1;
		unit_ok(kefu_desk_report(desk, &query, &report));
		unit_ok(kefu_report_measure(report, 0, 0, &by_question));
		unit_ok(kefu_report_measure(report, 0, 1, &by_reply));
		ck_assert_int_eq(by_question.den, 1 + is_today);
		ck_assert_int_eq(by_reply.den, 1 + !is_today);
		kefu_report_free(report);
		kefu_desk_free(desk);
	}
}
END_TEST

/* A customer's rounds of the days that are asked for, of whichever days the others are. */
START_TEST(unit_of_some_days)
{
	enum { CUSTOMERS = 4, ROUNDS = 3 };
	static const int64_t waits[ROUNDS] = {100, 10, 100};
	static const struct {
		int32_t from, to;
		int64_t all_in_time, any_in_time;
	} cases[] = {{1, 1, CUSTOMERS, CUSTOMERS}, {0, 1, 0, CUSTOMERS}, {1, 2, 0, CUSTOMERS},
	             {0, 2, 0, CUSTOMERS}, {0, 0, 0, 0}, {2, 2, 0, 0}};
	kefu_event events[2 * CUSTOMERS * ROUNDS];
	kefu_desk *desk = NULL;
	char all[16], any[16];
	size_t count = 0, i;

	for (i = 0; i < CUSTOMERS * ROUNDS; i++) {
		int64_t t = (int64_t)(i / CUSTOMERS) * DAY_S + (int64_t)(i % CUSTOMERS) * 1000;
		kefu_id session = 10 + i % CUSTOMERS;

		events[count++] = of_customer(question(t, session), 100 + session);
		events[count++] = reply(t + waits[i / CUSTOMERS], session, 1);
	}
	desk = bare_desk(events, count);
	strcpy(all, define(desk, "reply_within_rate", "unit=customer limit_s=60"));
	strcpy(any, define(desk, "reply_within_rate", "unit=customer limit_s=60 reduce=any"));
	for (i = 0; i < sizeof cases / sizeof *cases; i++) {
		const int32_t from = START_DAY + cases[i].from, to = START_DAY + cases[i].to;

		ck_assert_int_eq(figure_of_days(desk, all, from, to, KEFU_AS_OF_LAST).num,
		                 cases[i].all_in_time);
		ck_assert_int_eq(figure_of_days(desk, any, from, to, KEFU_AS_OF_LAST).num,
		                 cases[i].any_in_time);
		ck_assert_int_eq(figure_of_days(desk, any, from, to, KEFU_AS_OF_LAST).den, CUSTOMERS);
	}
	kefu_desk_free(desk);
}
END_TEST

/* Two sessions alike: the second finds a row where the first one went. */
START_TEST(unit_of_waits_together)
{
	kefu_desk *desk = BARE(
		of_customer(question(0, 10), 100), reply(10, 10, 1), question(20, 10), reply(220, 10, 1),
		of_customer(question(0, 11), 101), reply(10, 11, 1), question(20, 11), reply(220, 11, 1));

	GIVES(desk, "reply_within_rate", "unit=session limit_s=105 reduce=mean", 2, 2);
	GIVES(desk, "reply_within_rate", "unit=session limit_s=104 reduce=mean", 0, 2);
	GIVES(desk, "reply_within_rate", "unit=session limit_s=210 reduce=sum", 2, 2);
	GIVES(desk, "reply_within_rate", "unit=session limit_s=209 reduce=sum", 0, 2);
	GIVES(desk, "reply_within_rate", "unit=session limit_s=10 reduce=any", 2, 2);
	GIVES(desk, "reply_within_rate", "unit=session limit_s=10 reduce=first", 2, 2);
	GIVES(desk, "reply_within_rate", "unit=session limit_s=10", 0, 2);
	kefu_desk_free(desk);
}
END_TEST

/* Customers with a session left out and one that is not, or with a question that
 * nobody answered; the first customers make the agent's group. */
START_TEST(unit_in_part)
{
	kefu_event outbound = opening(200, 13, 101);
	kefu_desk *desk;

	outbound.initiator = KEFU_PARTY_AGENT;
	desk = BARE(
		of_customer(question(0, 10), 100), reply(10, 10, 1),
		of_customer(question(100, 12), 101), reply(110, 12, 1),
		outbound, of_customer(question(200, 13), 101), reply(700, 13, 1),
		of_customer(question(300, 14), 102), reply(310, 14, 1), question(320, 14),
		plain(KEFU_EVENT_SESSION_CLOSE, 900, 14));

	GIVES(desk, "reply_within_rate", "unit=customer_day limit_s=60", 1, 3);
	GIVES(desk, "reply_within_rate", "unit=customer_day limit_s=60 exclude=agent_initiated", 2, 3);
	GIVES(desk, "response_time", "unit=session exclude=agent_initiated", 30000, 3);
	GIVES(desk, "response_time", "unit=customer_day", 275000, 3);
	kefu_desk_free(desk);
}
END_TEST

/* Whom nobody named is a customer, too, with days and agents. */
START_TEST(unit_of_nobody)
{
	kefu_desk *desk = BARE(
		question(0, 10), reply(10, 10, 1), question(20, 10), reply(30, 10, 2),
		question(DAY_S, 10), reply(DAY_S + 10, 10, 1), question(DAY_S + 20, 11));

	GIVES(desk, "reply_within_rate", "unit=customer limit_s=60", 1, 1);
	GIVES(desk, "reply_within_rate", "unit=customer_day limit_s=60", 2, 2);
	GIVES(desk, "reply_within_rate", "unit=agent_customer_day limit_s=60", 3, 3);
	GIVES(desk, "reply_within_rate", "unit=session limit_s=60", 1, 1);
	kefu_desk_free(desk);
}
END_TEST

/* Of questions at one instant that of the session which is first by id came first,
 * whichever was opened before. */
START_TEST(unit_at_one_instant)
{
	kefu_desk *desk = BARE(
		opening(0, 11, 100), opening(10, 10, 100), question(20, 11), question(20, 10),
		reply(30, 11, 2), reply(30, 10, 1));

	GROUPS(desk, KEFU_BY_AGENT, "reply_within_rate", "unit=customer_day", "1:1/1");
	GROUPS(desk, KEFU_BY_AGENT, "reply_within_rate", "unit=customer", "1:1/1");
	GROUPS(desk, KEFU_BY_AGENT, "reply_within_rate", "unit=session", "1:1/1 2:1/1");
	kefu_desk_free(desk);
}
END_TEST

START_TEST(samples)
{
	kefu_desk *desk = BARE(question(0, 10), reply(1, 10, 1), question(100, 10), reply(110, 10, 1),
	                       question(200, 10), reply(300, 10, 1));

	GIVES(desk, "response_time", "samples=every", 111000, 3);
	GIVES(desk, "response_time", "samples=first", 1000, 1);
	GIVES(desk, "response_time", "samples=not_first", 110000, 2);
	kefu_desk_free(desk);
}
END_TEST

/* exclude: of rounds */

START_TEST(exclude_rounds)
{
	kefu_desk *desk = BARE(
		event_of(KEFU_EVENT_SHOP_OPEN, 0),
		/* a bot spoke, nobody answered */
		question(1, 10), message(2, 10, KEFU_PARTY_BOT, 0), plain(KEFU_EVENT_SESSION_CLOSE, 3, 10),
		/* nobody spoke */
		question(1, 11), plain(KEFU_EVENT_SESSION_CLOSE, 3, 11),
		/* answered on the next day */
		question(86390, 12), reply(86410, 12, 1),
		/* asked while the shop was closed */
		event_of(KEFU_EVENT_SHOP_CLOSED, 2 * DAY_S), question(2 * DAY_S + 1, 13), reply(2 * DAY_S + 2, 13, 1));

	GIVES(desk, "reply_within_rate", "exclude=", 2, 4);
	GIVES(desk, "reply_within_rate", "exclude=bot_only", 2, 3);
	GIVES(desk, "reply_within_rate", "exclude=unanswered", 2, 2);
	GIVES(desk, "reply_within_rate", "exclude=cross_day", 1, 3);
	GIVES(desk, "reply_within_rate", "exclude=shop_closed", 1, 3);
	GIVES(desk, "first_response_time", "exclude=", 21000, 2);
	GIVES(desk, "first_response_time", "exclude=cross_day", 1000, 1);
	kefu_desk_free(desk);
}
END_TEST

/* exclude: of sessions */

START_TEST(exclude_sessions)
{
	kefu_desk *desk = BARE(
		question(1, 10), reply(2, 10, 1),
		question(1, 11), message(2, 11, KEFU_PARTY_BOT, 0),
		reply(1, 12, 1),
		question(1, 13), plain(KEFU_EVENT_SESSION_ABANDON, 2, 13),
		question(1, 14), plain(KEFU_EVENT_SESSION_LEAVE_MESSAGE, 2, 14),
		event_of(KEFU_EVENT_SHOP_HOLIDAY, 5), question(6, 15), reply(7, 15, 1));

	GIVES(desk, "session_count", "exclude=", 6, 6);
	GIVES(desk, "session_count", "exclude=bot_only", 5, 5);
	GIVES(desk, "session_count", "exclude=agent_initiated", 5, 5);
	GIVES(desk, "session_count", "exclude=abandoned", 5, 5);
	GIVES(desk, "session_count", "exclude=leave_message", 5, 5);
	GIVES(desk, "session_count", "exclude=unanswered", 3, 3);
	GIVES(desk, "session_count", "exclude=shop_closed", 5, 5);
	/* measures over rounds take these of sessions too */
	GIVES(desk, "reply_within_rate", "exclude=", 2, 3);
	GIVES(desk, "reply_within_rate", "exclude=abandoned", 2, 2);
	GIVES(desk, "response_time", "exclude=agent_initiated", 2000, 2);
	kefu_desk_free(desk);
}
END_TEST

START_TEST(exclude_classes)
{
	kefu_desk *desk = BARE(
		of_class(question(0, 10), KEFU_CONTENT_CARD), of_class(question(10, 10), KEFU_CONTENT_SMALL_TALK),
		question(20, 10), of_class(reply(30, 10, 1), KEFU_CONTENT_AD),
		of_class(reply(40, 10, 1), KEFU_CONTENT_NOTICE), reply(50, 10, 1));

	GIVES(desk, "response_time", "exclude=", 30000, 1);
	GIVES(desk, "response_time", "exclude=card", 20000, 1);
	GIVES(desk, "response_time", "exclude=small_talk", 30000, 1);
	GIVES(desk, "response_time", "exclude=card,small_talk", 10000, 1);
	GIVES(desk, "response_time", "exclude=ad", 40000, 1);
	GIVES(desk, "response_time", "exclude=notice", 30000, 1);
	GIVES(desk, "response_time", "exclude=ad,notice", 50000, 1);
	kefu_desk_free(desk);
}
END_TEST

/* hours, clock */

#define HOUR 3600

START_TEST(hours_and_what_they_filter_by)
{
	kefu_event send = plain(KEFU_EVENT_SURVEY_SEND, 8 * HOUR, 13);
	kefu_desk *desk;

	send.survey = KEFU_SURVEY_CSAT;
	desk = BARE(
		/* opened early, asked and answered in hours */
		plain(KEFU_EVENT_SESSION_OPEN, 8 * HOUR, 10), question(9 * HOUR, 10), reply(10 * HOUR, 10, 1),
		/* opened and asked in hours, answered late */
		question(16 * HOUR, 11), reply(18 * HOUR, 11, 1),
		/* asked early, answered in hours, handed off in hours */
		question(8 * HOUR, 12), plain(KEFU_EVENT_SESSION_HANDOFF, 9 * HOUR, 12), reply(9 * HOUR, 12, 1),
		/* in hours, but the survey went out early */
		send, question(9 * HOUR, 13), reply(9 * HOUR, 13, 1));

	GIVES(desk, "reply_rate", "hours=", 4, 4);
	GIVES(desk, "reply_rate", "hours=09:00-17:00", 2, 2);
	GIVES(desk, "reply_rate", "hours=09:00-17:00 hours_by=session_open", 2, 2);
	GIVES(desk, "reply_rate", "hours=09:00-17:00 hours_by=handoff", 1, 1);
	GIVES(desk, "reply_rate", "hours=09:00-17:00 hours_by=survey_send", 0, 0);
	GIVES(desk, "reply_rate", "hours=09:00-17:00 hours_by=round_open", 3, 3);
	GIVES(desk, "response_time", "hours=09:00-17:00 hours_by=reply", HOUR * 2000, 3);
	GIVES(desk, "response_time", "hours=09:00-17:00 hours_by=round_open", HOUR * 3000, 3);
	kefu_desk_free(desk);
}
END_TEST

START_TEST(clock_stands_still_outside_hours)
{
	kefu_desk *desk = BARE(question(16 * HOUR, 10), plain(KEFU_EVENT_SESSION_QUEUE, 16 * HOUR, 10),
	                       session_event(KEFU_EVENT_SESSION_ASSIGN, 18 * HOUR, 10, 1),
	                       reply(33 * HOUR + 60, 10, 1), session_event(KEFU_EVENT_SESSION_RESOLVE, 34 * HOUR, 10, 1));

	GIVES(desk, "response_time", "clock=", (17 * HOUR + 60) * 1000, 1);
	GIVES(desk, "response_time", "clock=09:00-17:00", (HOUR + 60) * 1000, 1);
	GIVES(desk, "first_response_time", "clock=09:00-17:00", (HOUR + 60) * 1000, 1);
	GIVES(desk, "reply_within_rate", "limit_s=7200", 0, 1);
	GIVES(desk, "reply_within_rate", "limit_s=7200 clock=09:00-17:00", 1, 1);
	GIVES(desk, "resolution_time", "clock=09:00-17:00", 2 * HOUR * 1000, 1);
	GIVES(desk, "queue_time", "clock=09:00-17:00", HOUR * 1000, 1);
	GIVES(desk, "handle_time", "clock=", 16 * HOUR * 1000, 1);
	GIVES(desk, "handle_time", "clock=09:00-17:00", HOUR * 1000, 1);
	GIVES(desk, "requester_wait_time", "clock=09:00-17:00", 2 * HOUR * 1000, 1);
	kefu_desk_free(desk);
}
END_TEST

START_TEST(clock_start)
{
	kefu_desk *desk = BARE(
		plain(KEFU_EVENT_SESSION_OPEN, 0, 10), question(10, 10), question(20, 10),
		plain(KEFU_EVENT_SESSION_HANDOFF, 40, 10), session_event(KEFU_EVENT_SESSION_ASSIGN, 70, 10, 1),
		reply(100, 10, 1));

	GIVES(desk, "first_response_time", "clock_start=", 100000, 1);
	GIVES(desk, "first_response_time", "clock_start=open", 100000, 1);
	GIVES(desk, "first_response_time", "clock_start=first_message", 90000, 1);
	GIVES(desk, "first_response_time", "clock_start=last_message", 80000, 1);
	GIVES(desk, "first_response_time", "clock_start=handoff", 60000, 1);
	GIVES(desk, "first_response_time", "clock_start=assign", 30000, 1);
	GIVES(desk, "response_time", "clock_start=", 90000, 1);
	GIVES(desk, "response_time", "clock_start=last_message", 80000, 1);
	GIVES(desk, "response_time", "clock_start=handoff", 60000, 1);
	GIVES(desk, "response_time", "clock_start=assign", 30000, 1);
	kefu_desk_free(desk);
}
END_TEST

START_TEST(valid_reply)
{
	static const char *const modes[] = {"bot", "welcome", "auto", "assist", "quick", "human"};
	kefu_event events[8];
	kefu_desk *desk;
	size_t i;

	events[0] = question(0, 10);
	for (i = 0; i < 6; i++)
		events[1 + i] = moded(reply(10 * (int64_t)(i + 1), 10, 1), KEFU_MODE_BOT - (int)i);
	desk = bare_desk(events, 7);
	for (i = 0; i < 6; i++) {
		char knob[32];

		snprintf(knob, sizeof knob, "valid_reply=%s", modes[i]);
		GIVES(desk, "response_time", knob, 10000 * (int64_t)(i + 1), 1);
	}
	GIVES(desk, "response_time", "valid_reply=", 40000, 1); /* human, quick, assist */
	GIVES(desk, "first_response_time", "valid_reply=auto", 30000, 1);
	GIVES(desk, "one_touch_rate", "", 0, 0);
	kefu_desk_free(desk);
}
END_TEST

START_TEST(cleared_by)
{
	kefu_desk *desk = BARE(question(0, 10), moded(reply(10, 10, 1), KEFU_MODE_AUTO), reply(20, 10, 1),
	                       question(30, 10), reply(35, 10, 1));

	GIVES(desk, "response_time", "cleared_by=", 25000, 2);
	GIVES(desk, "response_time", "cleared_by=auto", 5000, 1);
	GIVES(desk, "response_time", "cleared_by=auto samples=first", 5000, 1);
	GIVES(desk, "response_time", "cleared_by=human", 0, 0);
	kefu_desk_free(desk);
}
END_TEST

START_TEST(pause)
{
	kefu_desk *desk = BARE(
		question(0, 10), plain(KEFU_EVENT_SESSION_PEND, 10, 10), plain(KEFU_EVENT_SESSION_HOLD, 30, 10),
		plain(KEFU_EVENT_SESSION_RESUME, 70, 10), reply(100, 10, 1), plain(KEFU_EVENT_SESSION_RESOLVE, 200, 10));

	GIVES(desk, "response_time", "pause=", 100000, 1);
	GIVES(desk, "response_time", "pause=pending", 80000, 1);
	GIVES(desk, "response_time", "pause=hold", 60000, 1);
	GIVES(desk, "response_time", "pause=pending,hold", 40000, 1);
	GIVES(desk, "resolution_time", "pause=pending,hold", 140000, 1);
	GIVES(desk, "sla_compliance_rate", "limit_s=50", 0, 1);
	GIVES(desk, "sla_compliance_rate", "limit_s=50 pause=pending,hold", 1, 1);
	kefu_desk_free(desk);
}
END_TEST

/* surveys */

START_TEST(scores_accepted_positive_negative)
{
	kefu_desk *desk = BARE(question(0, 10), rating(1, 10, 5), question(0, 11), rating(1, 11, 4),
	                       question(0, 12), rating(1, 12, 3), question(0, 13), rating(1, 13, 1));

	GIVES(desk, "csat_rate", "", 2, 4);
	GIVES(desk, "csat_rate", "scores.positive=5", 1, 4);
	GIVES(desk, "csat_rate", "scores.positive=3,1", 2, 4);
	GIVES(desk, "csat_rate", "scores.accepted=5,1", 1, 2);
	GIVES(desk, "csat_mean", "scores.accepted=5,4", 9, 2);
	GIVES(desk, "dissatisfaction_rate", "", 1, 4);
	GIVES(desk, "dissatisfaction_rate", "scores.negative=3,4", 2, 4);
	kefu_desk_free(desk);
}
END_TEST

START_TEST(positive_follows_the_scale)
{
	static const struct {
		int32_t min, max, least;
	} scales[] = {{1, 2, 2}, {1, 3, 3}, {1, 4, 3}, {1, 5, 4}, {1, 7, 6}, {0, 9, 7}, {0, 10, 8}};
	size_t i;

	for (i = 0; i < sizeof scales / sizeof *scales; i++) {
		kefu_event low = rating(1, 10, scales[i].least - 1), high = rating(1, 11, scales[i].least);
		kefu_desk *desk;

		low.min = high.min = scales[i].min;
		low.max = high.max = scales[i].max;
		desk = BARE(question(0, 10), low, question(0, 11), high);
		GIVES(desk, "csat_rate", "", 1, 2);
		kefu_desk_free(desk);
	}
}
END_TEST

START_TEST(survey)
{
	kefu_event nps = rating(2, 10, 9), speed = rating(3, 10, 2);
	kefu_desk *desk;

	nps.survey = KEFU_SURVEY_NPS;
	nps.min = 0;
	nps.max = 10;
	speed.survey = KEFU_SURVEY_SPEED;
	desk = BARE(question(0, 10), rating(1, 10, 4), nps, speed);
	GIVES(desk, "csat_mean", "survey=", 4, 1);
	GIVES(desk, "csat_mean", "survey=nps", 9, 1);
	GIVES(desk, "csat_mean", "survey=speed", 2, 1);
	GIVES(desk, "csat_mean", "survey=ces", 0, 0);
	GIVES(desk, "speed_mean", "", 2, 1);
	GIVES(desk, "nps", "", 1, 1);
	kefu_desk_free(desk);
}
END_TEST

START_TEST(direction)
{
	kefu_desk *desk = BARE(question(0, 10), question(1, 10), question(2, 10), reply(3, 10, 1),
	                       message(4, 10, KEFU_PARTY_BOT, 0));

	GIVES(desk, "message_count", "direction=both", 4, 4);
	GIVES(desk, "message_count", "direction=in", 3, 3);
	GIVES(desk, "message_count", "direction=out", 1, 1);
	kefu_desk_free(desk);
}
END_TEST

START_TEST(target)
{
	kefu_desk *desk = BARE(
		question(0, 10), reply(10, 10, 1), question(20, 10), reply(120, 10, 1),
		question(130, 10), reply(240, 10, 1), plain(KEFU_EVENT_SESSION_RESOLVE, 1000, 10));

	GIVES(desk, "sla_compliance_rate", "limit_s=50 target=first_reply", 1, 1);
	GIVES(desk, "sla_compliance_rate", "limit_s=50 target=next_reply", 0, 2);
	GIVES(desk, "sla_compliance_rate", "limit_s=105 target=next_reply", 1, 2);
	GIVES(desk, "sla_compliance_rate", "limit_s=50 target=resolution", 0, 1);
	GIVES(desk, "sla_overrun_time", "limit_s=50 target=resolution", 950000, 1);
	GIVES(desk, "sla_overrun_time", "limit_s=50 target=next_reply", 110000, 2);
	kefu_desk_free(desk);
}
END_TEST

START_TEST(horizon)
{
	kefu_desk *desk = BARE(
		of_customer(question(0, 10), 100), plain(KEFU_EVENT_SESSION_RESOLVE, 10, 10),
		of_customer(question(DAY_S + 600, 11), 100), plain(KEFU_EVENT_SESSION_RESOLVE, DAY_S + 610, 11),
		event_of(KEFU_EVENT_SHOP_OPEN, 3 * DAY_S));

	GIVES(desk, "first_contact_resolution_rate", "horizon_days=2", 1, 2);
	GIVES(desk, "first_contact_resolution_rate", "horizon_days=1", 2, 2);
	GIVES(desk, "repeat_contact_rate", "horizon_days=2", 1, 2);
	GIVES(desk, "repeat_contact_rate", "horizon_days=1", 0, 2);
	ck_assert_int_eq(defined(desk, "first_contact_resolution_rate", "horizon_days=1").state, KEFU_STATE_VALUE);
	ck_assert_int_eq(defined(desk, "first_contact_resolution_rate", "horizon_days=2").state, KEFU_STATE_IMMATURE);
	kefu_desk_free(desk);
}
END_TEST

/* judgement */

START_TEST(limit)
{
	kefu_desk *desk = BARE(question(0, 10), reply(10, 10, 1), question(20, 10), reply(40, 10, 1),
	                       plain(KEFU_EVENT_SESSION_RESOLVE, 100, 10));

	GIVES(desk, "reply_within_rate", "limit_s=9.999", 0, 2);
	GIVES(desk, "reply_within_rate", "limit_s=10", 1, 2);
	GIVES(desk, "reply_within_rate", "limit_s=10 limit_inclusive=false", 0, 2);
	GIVES(desk, "reply_within_rate", "limit_s=20", 2, 2);
	GIVES(desk, "reply_within_rate", "limit_s=", 2, 2);
	GIVES(desk, "resolution_within_rate", "limit_s=100", 1, 1);
	GIVES(desk, "resolution_within_rate", "limit_s=100 limit_inclusive=false", 0, 1);
	GIVES(desk, "sla_compliance_rate", "limit_s=10", 1, 1);
	GIVES(desk, "sla_compliance_rate", "limit_s=9.999", 0, 1);
	GIVES(desk, "slow_response_count", "limit_s=10", 1, 1);
	GIVES(desk, "slow_response_count", "limit_s=20", 0, 0);
	kefu_desk_free(desk);
}
END_TEST

START_TEST(unanswered_and_cap)
{
	kefu_desk *desk = BARE(question(0, 10), reply(100, 10, 1), question(0, 11), plain(KEFU_EVENT_SESSION_CLOSE, 5, 11),
	                       question(80, 12));
	kefu_measure m;

	GIVES(desk, "reply_within_rate", "unanswered=", 1, 2);
	GIVES(desk, "reply_within_rate", "unanswered=fail", 1, 2);
	GIVES(desk, "reply_within_rate", "unanswered=ignore", 1, 1);
	GIVES(desk, "response_time", "unanswered=", 100000, 1);
	GIVES(desk, "response_time", "cap_s=60", 60000, 1);
	GIVES(desk, "response_time", "cap_s=60 unanswered=cap", 120000, 2);
	GIVES(desk, "response_time", "cap_s=20 unanswered=cap", 60000, 3);
	GIVES(desk, "first_response_time", "cap_s=60 unanswered=cap", 120000, 2);
	m = defined(desk, "reply_within_rate", "unanswered=fail");
	ck_assert_int_eq(m.state, KEFU_STATE_PROVISIONAL); /* 12 may be answered yet */
	m = defined(desk, "reply_within_rate", "unanswered=ignore");
	ck_assert_int_eq(m.state, KEFU_STATE_VALUE);
	kefu_desk_free(desk);
}
END_TEST

START_TEST(open_units)
{
	kefu_desk *desk = BARE(question(0, 10), reply(5, 10, 1), question(0, 11));
	kefu_measure m;

	GIVES(desk, "reply_within_rate", "open_units=leave_out", 1, 1);
	GIVES(desk, "reply_within_rate", "open_units=fail", 1, 2);
	GIVES(desk, "reply_within_rate", "open_units=pass", 2, 2);
	m = defined(desk, "reply_within_rate", "open_units=pass");
	ck_assert_int_eq(m.state, KEFU_STATE_PROVISIONAL);
	kefu_desk_free(desk);
}
END_TEST

START_TEST(slow_rounds)
{
	kefu_desk *desk = BARE(question(0, 10), reply(100, 10, 1), question(200, 10), reply(300, 10, 2),
	                       question(0, 11), reply(100, 11, 1));

	GIVES(desk, "slow_response_count", "limit_s=60", 2, 2);
	GIVES(desk, "slow_response_count", "limit_s=60 slow_rounds=1", 2, 2);
	GIVES(desk, "slow_response_count", "limit_s=60 slow_rounds=2", 1, 1);
	GIVES(desk, "slow_response_count", "limit_s=60 slow_rounds=3", 0, 0);
	GROUPS(desk, KEFU_BY_AGENT, "slow_response_count", "limit_s=60", "1:2/2");
	GROUPS(desk, KEFU_BY_AGENT, "slow_response_count", "limit_s=60 slow_rounds=2", "2:1/1");
	kefu_desk_free(desk);
}
END_TEST

START_TEST(short_waits)
{
	kefu_desk *desk = BARE(question(0, 10), plain(KEFU_EVENT_SESSION_ABANDON, 4, 10),
	                       question(0, 11), plain(KEFU_EVENT_SESSION_ABANDON, 5, 11), question(0, 12), reply(1, 12, 1));

	GIVES(desk, "abandon_rate", "short_s=0", 2, 3);
	GIVES(desk, "abandon_rate", "short_s=5", 1, 2);
	GIVES(desk, "abandon_rate", "short_s=6", 0, 1);
	kefu_desk_free(desk);
}
END_TEST

/* reduction */

START_TEST(reduce)
{
	/* waits 10, 30, 20 */
	kefu_desk *desk = BARE(question(0, 10), reply(10, 10, 1), question(20, 10), reply(50, 10, 1),
	                       question(60, 10), reply(80, 10, 1));

#define REDUCED(rule, limit_s, n, m) \
	GIVES(desk, "reply_within_rate", "unit=session limit_s=" #limit_s " " rule, n, m)
	REDUCED("reduce=each", 25, 2, 3);
	REDUCED("", 25, 0, 1);
	REDUCED("reduce=all", 25, 0, 1);
	REDUCED("reduce=all", 30, 1, 1);
	REDUCED("reduce=first", 10, 1, 1);
	REDUCED("reduce=first", 9, 0, 1);
	REDUCED("reduce=any", 10, 1, 1);
	REDUCED("reduce=any", 9, 0, 1);
	REDUCED("reduce=mean", 20, 1, 1);
	REDUCED("reduce=mean", 19, 0, 1);
	REDUCED("reduce=sum", 60, 1, 1);
	REDUCED("reduce=sum", 59, 0, 1);
#undef REDUCED
	kefu_desk_free(desk);
	/* a mean just above the limit, in whole numbers below it */
	desk = BARE(question(0, 10), reply(1, 10, 1), question(2, 10), reply(3, 10, 1), question(4, 10));
	{
		kefu_event last = reply(5, 10, 1);

		last.t++;
		unit_ok(kefu_desk_apply(desk, &last, 1, NULL));
	}
	GIVES(desk, "reply_within_rate", "unit=session reduce=mean limit_s=1", 0, 1);
	GIVES(desk, "reply_within_rate", "unit=session reduce=mean limit_s=1.001", 1, 1);
	kefu_desk_free(desk);
}
END_TEST

/* A lost or an open round decides as its rule says. */
START_TEST(reduce_of_what_is_open_or_lost)
{
	kefu_desk *open = BARE(question(0, 10), reply(10, 10, 1), question(20, 10));
	kefu_desk *lost = BARE(question(0, 10), reply(10, 10, 1), question(20, 10), plain(KEFU_EVENT_SESSION_CLOSE, 30, 10));

#define REDUCED(desk, rule, n, m) \
	GIVES(desk, "reply_within_rate", "unit=session limit_s=60 " rule, n, m)
	REDUCED(open, "reduce=all", 0, 0);
	REDUCED(open, "reduce=any", 1, 1);
	REDUCED(open, "reduce=first", 1, 1);
	REDUCED(open, "reduce=mean", 0, 0);
	REDUCED(lost, "reduce=all", 0, 1);
	REDUCED(lost, "reduce=any", 1, 1);
	REDUCED(lost, "reduce=mean", 0, 1);
	REDUCED(lost, "reduce=sum", 0, 1);
#undef REDUCED
	kefu_desk_free(open);
	kefu_desk_free(lost);
}
END_TEST

/* credit, date */

START_TEST(credit)
{
	kefu_event transfer = plain(KEFU_EVENT_SESSION_TRANSFER, 50, 10);
	kefu_desk *desk;

	transfer.to = 3;
	desk = BARE(
		session_event(KEFU_EVENT_SESSION_OPEN, 0, 10, 1), question(1, 10), reply(11, 10, 2),
		transfer, session_event(KEFU_EVENT_SESSION_JOIN, 60, 10, 5), question(70, 10), reply(75, 10, 4),
		session_event(KEFU_EVENT_SESSION_RESOLVE, 80, 10, 6), rating(90, 10, 5),
		session_event(KEFU_EVENT_SESSION_ASSIGN, 100, 10, 7));

#define CREDITED(id, rule, expected) GROUPS(desk, KEFU_BY_AGENT, id, rule, expected)
	CREDITED("session_count", "", "7:1/1");
	CREDITED("session_count", "credit=owner", "7:1/1");
	CREDITED("session_count", "credit=first_agent", "1:1/1");
	CREDITED("session_count", "credit=last_agent", "4:1/1");
	CREDITED("session_count", "credit=replier", "4:1/1");
	CREDITED("session_count", "credit=resolver", "6:1/1");
	CREDITED("session_count", "credit=all_participants", "1:1/1 2:1/1 3:1/1 4:1/1 5:1/1 7:1/1");
	CREDITED("csat_mean", "", "3:5/1");
	CREDITED("csat_mean", "credit=owner_at_event", "3:5/1");
	CREDITED("csat_mean", "credit=last_agent", "4:5/1");
	CREDITED("csat_mean", "credit=resolver", "6:5/1");
	CREDITED("resolution_time", "", "6:80000/1");
	CREDITED("resolution_time", "credit=owner", "7:80000/1");
	CREDITED("resolution_time", "credit=owner_at_event", "3:80000/1");
	CREDITED("first_response_time", "", "2:11000/1");
	CREDITED("first_response_time", "credit=first_agent", "1:11000/1");
	CREDITED("response_time", "", "2:10000/1 4:5000/1");
	CREDITED("response_time", "credit=owner", "1:10000/1 3:5000/1"); /* at the opening */
	CREDITED("response_time", "credit=resolver", "6:15000/2");
	CREDITED("transfer_rate", "", "1:1/1"); /* who gave it */
	CREDITED("transfer_rate", "credit=owner", "7:1/1");
	CREDITED("handle_time", "", "1:50000/1 3:30000/1 7:0/1");
#undef CREDITED
	GIVES(desk, "session_count", "credit=all_participants", 1, 1); /* the total counts once */
	kefu_desk_free(desk);
}
END_TEST

START_TEST(date_by)
{
	kefu_desk *desk = BARE(question(86390, 10), reply(86410, 10, 1), question(2 * DAY_S - 10, 10), reply(2 * DAY_S + 10, 10, 1));

#define DATED(id, rule, expected) GROUPS(desk, KEFU_BY_DAY, id, rule, expected)
	DATED("response_time", "date_by=", "2025-01-07:20000/1 2025-01-08:20000/1");
	DATED("response_time", "date_by=start", "2025-01-06:20000/1 2025-01-07:20000/1");
	DATED("reply_within_rate", "date_by=", "2025-01-06:1/1 2025-01-07:1/1");
	DATED("reply_within_rate", "date_by=end", "2025-01-07:1/1 2025-01-08:1/1");
	DATED("reply_within_rate", "unit=session date_by=end", "2025-01-08:1/1");
	DATED("first_response_time", "date_by=", "2025-01-07:20000/1");
	DATED("first_response_time", "date_by=start", "2025-01-06:20000/1");
#undef DATED
	kefu_desk_free(desk);
}
END_TEST

/* figure */

START_TEST(window)
{
	kefu_desk *desk = BARE(question(0, 10), question(DAY_S, 11), question(2 * DAY_S, 12), question(3 * DAY_S, 13));

	GIVES(desk, "session_count", "window_days=0", 4, 4);
	GIVES(desk, "session_count", "window_days=1", 1, 1);
	GIVES(desk, "session_count", "window_days=3", 3, 3);
	GIVES(desk, "session_count", "window_days=3 lag_days=2", 2, 2);
	GROUPS(desk, KEFU_BY_DAY, "session_count", "window_days=1 lag_days=1", "2025-01-08:1/1");
	kefu_desk_free(desk);
}
END_TEST

START_TEST(minimum_and_default)
{
	kefu_desk *desk = BARE(question(0, 10), rating(1, 10, 5), question(0, 11), rating(1, 11, 4)), *empty = NULL;
	kefu_measure m;

	m = defined(desk, "csat_mean", "min_count=2");
	ck_assert_int_eq(m.state, KEFU_STATE_VALUE);
	unit_near(m.value, 4.5, 1e-12);
	m = defined(desk, "csat_mean", "min_count=3");
	ck_assert_int_eq(m.state, KEFU_STATE_BELOW_MINIMUM);
	unit_near(m.value, 4.5, 1e-12);
	m = defined(desk, "csat_mean", "min_count=3 default_value=4");
	ck_assert_int_eq(m.state, KEFU_STATE_DEFAULT);
	unit_near(m.value, 4, 1e-12);
	unit_near(m.low, 4, 1e-12);
	unit_near(m.high, 4, 1e-12);
	m = defined(desk, "csat_mean", "min_count=2 default_value=4");
	ck_assert_int_eq(m.state, KEFU_STATE_VALUE);
	unit_ok(kefu_desk_new(NULL, &empty));
	m = defined(empty, "csat_mean", "min_count=3");
	ck_assert_int_eq(m.state, KEFU_STATE_NO_DATA);
	ck_assert(isnan(m.value) && isnan(m.low) && isnan(m.high));
	m = defined(empty, "csat_mean", "default_value=4");
	ck_assert_int_eq(m.state, KEFU_STATE_DEFAULT);
	unit_near(m.value, 4, 1e-12);
	m = defined(empty, "session_count", "min_count=5");
	ck_assert_int_eq(m.state, KEFU_STATE_VALUE); /* a count always is one */
	ck_assert_int_eq(m.num, 0);
	kefu_desk_free(desk);
	kefu_desk_free(empty);
}
END_TEST

/* What makes no sense */

START_TEST(nonsense_is_refused)
{
	static const struct {
		const char *metric, *knobs;
	} nonsense[] = {
		{"response_time", "unanswered=cap"}, /* at what? */
		{"response_time", "lag_days=1"},     /* behind what? */
		{"csat_mean", "unit=customer"},
		{"response_time", "hours_by=round_open"}, /* which hours? */
		{"csat_mean", "limit_s=5"},
		{"session_count", "limit_s=5"},
		{"resolution_rate", "limit_s=5"},
		{"refund_time", "limit_s=5"},
		{"transfer_rate", "short_s=5"},
		{"refund_within_rate", "withdrawn=first_refusal"},
		{"review_mean", "scores.accepted=5"},
		{"csat_mean", "reduce=all"},
		{"response_time", "scores.positive=5"},
		{"response_time", "slow_rounds=2"},
		{"resolution_rate", "direction=in"},
		{"csat_mean", "attribution.tie=most_rounds"},
		{"csat_mean", "hours=office"}, /* never given */
	};
	kefu_desk *desk = NULL;
	size_t i;

	unit_ok(kefu_desk_new(NULL, &desk));
	for (i = 0; i < sizeof nonsense / sizeof *nonsense; i++) {
		kefu_definition *d = definition_of(nonsense[i].metric, nonsense[i].knobs);

		ck_assert_msg(kefu_definition_check(d) == KEFU_E_DEFINITION, "%s with %s is fine",
		              nonsense[i].metric, nonsense[i].knobs);
		ck_assert_str_ne(kefu_definition_detail(d), "");
		unit_status(kefu_desk_define(desk, "bad", 3, d), KEFU_E_DEFINITION);
		kefu_definition_free(d);
	}
	ck_assert_int_eq(kefu_desk_definition_count(desk), 0);
	kefu_desk_free(desk);
}
END_TEST

UNIT_MAIN("clauses", unit, unit_of_agent, unit_in_part, unit_of_nobody, unit_at_one_instant,
          unit_of_several_sessions, unit_of_a_day_that_comes_twice,
          days_of_a_reply_before_its_question, unit_of_some_days, unit_of_waits_together, samples,
          exclude_rounds, exclude_sessions, exclude_classes,
          hours_and_what_they_filter_by, clock_stands_still_outside_hours, clock_start,
          valid_reply, cleared_by, pause, scores_accepted_positive_negative,
          positive_follows_the_scale, survey, direction, target, horizon, limit,
          unanswered_and_cap, open_units, slow_rounds, short_waits, reduce,
          reduce_of_what_is_open_or_lost, credit, date_by, window,
          minimum_and_default, nonsense_is_refused)
