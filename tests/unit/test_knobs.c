/* The rarer knobs, each value on a stream whose figure is worked out by hand,
 * with it and without. START is a Monday; durations are sums in ms. */
#include "clauses_unit.h"

#define S *1000
#define H 3600

static kefu_event agents(kefu_event event)
{
	event.initiator = KEFU_PARTY_AGENT;
	return event;
}

static kefu_event note_of(int64_t seconds, kefu_id session, kefu_id agent)
{
	kefu_event event = reply(seconds, session, agent);

	event.is_private = KEFU_YES;
	return event;
}

/* Two questions on Monday, one on Tuesday; answered in 10, 20 and 40 s. */
START_TEST(exempt_days_leave_both_sides)
{
	kefu_desk *desk = BARE(opening(0, 10, 100), question(0, 10), reply(10, 10, 1),
		opening(100, 11, 101), question(100, 11), reply(120, 11, 1),
		opening(DAY_S, 12, 101), question(DAY_S, 12), reply(DAY_S + 40, 12, 1),
		opening(2 * DAY_S - 5, 13, 102), question(2 * DAY_S - 5, 13),
		reply(2 * DAY_S + 5, 13, 1));

	GIVES(desk, "reply_within_rate", "limit_s=15", 2, 4);
	GIVES(desk, "reply_within_rate", "limit_s=15 exempt=2025-01-06", 1, 2);
	GIVES(desk, "reply_within_rate", "limit_s=15 exempt=2025-01-07", 1, 2);
	GIVES(desk, "reply_within_rate", "limit_s=15 exempt=2025-01-01..2025-01-06,2025-01-07", 0, 0);
	/* dated by the reply: that of session 13 came on Wednesday */
	GIVES(desk, "response_time", "exempt=2025-01-07", 40 S, 3);
	/* a customer is one case, of the rounds on the other days: 101 fails on
	 * Monday by 20 s, on Tuesday by 40 */
	GIVES(desk, "reply_within_rate", "unit=customer limit_s=25", 2, 3);
	GIVES(desk, "reply_within_rate", "unit=customer limit_s=25 exempt=2025-01-07", 2, 2);
	GIVES(desk, "session_count", "exempt=2025-01-06", 2, 2);
	kefu_desk_free(desk);
}
END_TEST

/* 10: one question, one reply. 11: two questions, two replies. 12: begun by
 * the agent, one question. 13: agent 1 gives it to 2 after one line. 14: of
 * after-sales. */
START_TEST(reception_filters_contacts)
{
	kefu_event transfer = session_event(KEFU_EVENT_SESSION_TRANSFER, 320, 13, 1);
	kefu_event aftersale = opening(400, 14, 104);
	kefu_desk *desk;

	transfer.to = 2;
	aftersale.phase = KEFU_PHASE_AFTERSALE;
	desk = BARE(opening(0, 10, 100), question(0, 10), reply(10, 10, 1),
		opening(100, 11, 101), question(100, 11), reply(110, 11, 1),
		question(120, 11), reply(130, 11, 1),
		agents(opening(200, 12, 102)), reply(200, 12, 1), question(210, 12), reply(220, 12, 1),
		opening(300, 13, 103), question(300, 13), question(305, 13), reply(310, 13, 1), transfer,
		reply(330, 13, 2),
		aftersale, question(400, 14), question(405, 14), reply(410, 14, 2));
	GIVES(desk, "handled_count", "", 5, 0);
	GROUPS(desk, KEFU_BY_AGENT, "handled_count", "", "1:4/0 2:2/0");
	/* one question and fewer than two replies: 10; 12 has two */
	GIVES(desk, "handled_count", "reception.single_line=2", 4, 0);
	GIVES(desk, "handled_count", "reception.single_line=3", 3, 0);
	/* begun by an agent, at most so many questions */
	GIVES(desk, "handled_count", "reception.answered_lines=0", 5, 0);
	GIVES(desk, "handled_count", "reception.answered_lines=1", 4, 0);
	/* given away after one line: 103 is only agent 2's */
	GROUPS(desk, KEFU_BY_AGENT, "handled_count", "reception.forwarded_lines=0", "1:4/0 2:2/0");
	GROUPS(desk, KEFU_BY_AGENT, "handled_count", "reception.forwarded_lines=1", "1:3/0 2:2/0");
	GIVES(desk, "handled_count", "reception.forwarded_lines=1", 5, 0);
	GIVES(desk, "handled_count", "reception.after_sales_out=true", 4, 0);
	/* after-sales are no inquiries anyway; a single line is none with the filter */
	GIVES(desk, "inquiry_count", "", 4, 0);
	GIVES(desk, "inquiry_count", "reception.single_line=2", 3, 0);
	kefu_desk_free(desk);
}
END_TEST

/* A notice after 20 s, a message of nobody in particular after 40 s, both
 * invalid by their class or mode, a reply after 100 s. */
START_TEST(more_stops_the_clock)
{
	kefu_desk *desk = BARE(opening(0, 10, 100), question(0, 10),
		moded(of_class(reply(20, 10, 1), KEFU_CONTENT_NOTICE), KEFU_MODE_AUTO),
		moded(reply(40, 10, 0), KEFU_MODE_AUTO), reply(100, 10, 1));

	GIVES(desk, "first_response_time", "", 100 S, 1);
	GIVES(desk, "first_response_time", "stop_also=public_note", 20 S, 1);
	GIVES(desk, "first_response_time", "stop_also=external_echo", 40 S, 1);
	GIVES(desk, "first_response_time", "stop_also=public_note,external_echo", 20 S, 1);
	kefu_desk_free(desk);
}
END_TEST

/* Whoever answers from outside names no agent: 30 s in, or 90 s by name. */
START_TEST(echoes_may_be_no_replies)
{
	kefu_desk *desk = BARE(opening(0, 10, 100), question(0, 10), reply(30, 10, 0),
		reply(90, 10, 1));

	GIVES(desk, "first_response_time", "", 30 S, 1);
	GIVES(desk, "first_response_time", "exclude=external_echo", 90 S, 1);
	GIVES(desk, "response_time", "", 30 S, 1);
	GIVES(desk, "response_time", "exclude=external_echo", 90 S, 1);
	GIVES(desk, "first_response_time", "exclude=external_echo stop_also=external_echo", 30 S, 1);
	kefu_desk_free(desk);
}
END_TEST

/* Handed off at 100 and 200 s, answered at 260 s. */
START_TEST(a_handoff_restarts_the_clock)
{
	kefu_desk *desk = BARE(opening(0, 10, 100), question(0, 10),
		plain(KEFU_EVENT_SESSION_HANDOFF, 100, 10), plain(KEFU_EVENT_SESSION_HANDOFF, 200, 10),
		reply(260, 10, 1), plain(KEFU_EVENT_SESSION_HANDOFF, 300, 10), reply(400, 10, 1));

	GIVES(desk, "first_response_time", "", 260 S, 1);
	GIVES(desk, "first_response_time", "clock_start=handoff", 160 S, 1);
	GIVES(desk, "first_response_time", "clock_start=handoff restart_on=handoff", 60 S, 1);
	GIVES(desk, "first_response_time", "restart_on=bot_only_resolution,handoff", 60 S, 1);
	kefu_desk_free(desk);
}
END_TEST

/* A question, an internal note, resolved, asked again, answered in 50 s. */
START_TEST(what_discards_a_round)
{
	kefu_desk *desk = BARE(opening(0, 10, 100), question(0, 10), note_of(30, 10, 1),
		plain(KEFU_EVENT_SESSION_RESOLVE, 60, 10), question(100, 10), reply(150, 10, 1));

	GIVES(desk, "reply_within_rate", "limit_s=60", 1, 2);
	GIVES(desk, "reply_within_rate", "limit_s=60 cleared_by=note", 1, 1);
	GIVES(desk, "reply_within_rate", "limit_s=60 cleared_by=resolve", 1, 1);
	GIVES(desk, "reply_within_rate", "limit_s=60 cleared_by=bot", 1, 2);
	kefu_desk_free(desk);
}
END_TEST

/* From 09:00 to 18:00. Asked at 10:00, on hold from 17:00 to 10:00 of the next
 * day, resolved at 11:00: 10 h on the clock. The hold takes 2 h of it, but
 * 17 h on the wall. */
START_TEST(pauses_on_the_wall)
{
	kefu_desk *desk = BARE(opening(10 * H, 10, 100), question(10 * H, 10),
		plain(KEFU_EVENT_SESSION_HOLD, 17 * H, 10), plain(KEFU_EVENT_SESSION_RESUME, 34 * H, 10),
		plain(KEFU_EVENT_SESSION_RESOLVE, 35 * H, 10),
		/* a day and a half on: on hold from 09:30 to 10:30 only */
		opening(57 * H, 11, 101), question(57 * H, 11),
		plain(KEFU_EVENT_SESSION_HOLD, 57 * H + 1800, 11),
		plain(KEFU_EVENT_SESSION_RESUME, 58 * H + 1800, 11),
		plain(KEFU_EVENT_SESSION_RESOLVE, 60 * H, 11));

	GIVES(desk, "resolution_time", "clock=09:00-18:00", 13 * H S, 2);
	GIVES(desk, "resolution_time", "clock=09:00-18:00 pause=hold", 10 * H S, 2);
	/* 10 h - 17 h is nothing, not less; 3 h - 1 h */
	GIVES(desk, "resolution_time", "clock=09:00-18:00 pause=hold pause_clock=elapsed", 2 * H S, 2);
	kefu_desk_free(desk);
}
END_TEST

/* Replies at 60, 400 and 500 s, resolved at 1000, reopened by a question at
 * 2000, a reply at 2300, open until 3000. */
static kefu_desk *updates(void)
{
	return BARE(opening(0, 10, 100), question(0, 10), reply(60, 10, 1), question(100, 10),
		reply(400, 10, 2), reply(500, 10, 1), session_event(KEFU_EVENT_SESSION_RESOLVE, 1000, 10, 3),
		question(2000, 10), reply(2300, 10, 2), question(2400, 10),
		session_event(KEFU_EVENT_SESSION_PEND, 2700, 10, 2), rating(3000, 10, 5));
}

START_TEST(agents_gaps)
{
	kefu_desk *desk = updates();

	/* rounds: 60, 300, 300, one open */
	GIVES(desk, "response_time", "", 660 S, 3);
	/* 340 + 100; the end of a session and an open stretch are no gaps */
	GIVES(desk, "response_time", "span=reply>reply", 440 S, 2);
	GROUPS(desk, KEFU_BY_AGENT, "response_time", "span=reply>reply", "1:100000/1 2:340000/1");
	GIVES(desk, "response_time", "span=reply>reply|resolve", 940 S, 3);
	ck_assert(defined(desk, "longest_response_time", "span=reply>reply").value == 340 S);
	ck_assert(defined(desk, "longest_response_time", "span=reply>reply|resolve").value == 500 S);
	kefu_desk_free(desk);
}
END_TEST

START_TEST(periodic_updates)
{
	kefu_desk *desk = updates();

	/* 60>400 and 400>500 and 500>1000 (solved); from the reopening 2000>2300,
	 * 2300> open for 700 s by now, of which 300 pending */
	GIVES(desk, "sla_compliance_rate", "target=periodic_update limit_s=320", 2, 5);
	GIVES(desk, "sla_compliance_rate", "target=periodic_update limit_s=400", 3, 5);
	/* without pending the open one has used up 400 s: not decided yet */
	GIVES(desk, "sla_compliance_rate", "target=periodic_update limit_s=400 pause=pending", 3, 4);
	GIVES(desk, "sla_overrun_time", "target=periodic_update limit_s=400", 400 S, 2);
	/* the first reply: 60 s */
	GIVES(desk, "sla_compliance_rate", "limit_s=320", 1, 1);
	/* one case a session: the worst */
	GIVES(desk, "sla_compliance_rate", "target=periodic_update limit_s=400 unit=target", 3, 5);
	GIVES(desk, "sla_compliance_rate", "target=periodic_update limit_s=400 unit=session", 0, 1);
	GIVES(desk, "sla_compliance_rate", "target=periodic_update limit_s=700 unit=session", 0, 0);
	GIVES(desk, "sla_overrun_time", "target=periodic_update limit_s=400 unit=session", 300 S, 1);
	/* next replies: 300 s, 300 s, and one open for 600 s */
	GIVES(desk, "sla_compliance_rate", "target=next_reply limit_s=350", 2, 3);
	GIVES(desk, "sla_compliance_rate", "target=next_reply limit_s=350 unit=session", 0, 1);
	GIVES(desk, "sla_compliance_rate", "target=next_reply limit_s=650", 2, 2);
	kefu_desk_free(desk);
}
END_TEST

/* Frappe: targets met over what is resolved now. 10 and 11 replied in time,
 * 12 late; 12 is resolved. */
START_TEST(met_over_resolved)
{
	kefu_desk *desk = BARE(opening(0, 10, 100), question(0, 10), reply(60, 10, 1),
		opening(DAY_S, 11, 101), question(DAY_S, 11), reply(DAY_S + 60, 11, 1),
		opening(100, 12, 102), question(100, 12), reply(900, 12, 1),
		plain(KEFU_EVENT_SESSION_RESOLVE, DAY_S + 300, 12));

	GIVES(desk, "sla_compliance_rate", "limit_s=300", 2, 3);
	GIVES(desk, "sla_compliance_rate", "limit_s=300 denominator=decided", 2, 3);
	GIVES(desk, "sla_compliance_rate", "limit_s=300 denominator=resolved", 2, 1);
	GROUPS(desk, KEFU_BY_DAY, "sla_compliance_rate", "limit_s=300 denominator=resolved",
	       "2025-01-06:1/0 2025-01-07:1/1");
	GROUPS(desk, KEFU_BY_DAY, "sla_compliance_rate",
	       "limit_s=300 denominator=resolved date_by=start", "2025-01-06:1/1 2025-01-07:1/0");
	kefu_desk_free(desk);
}
END_TEST

/* Surveys: sent in 10, 11, 12; answered 5 by 10, 1 by 11; 13 unanswered by us,
 * 14 had no survey. Agents 1 (10, 14) and 2 (11, 12). */
START_TEST(denominators_of_surveys)
{
	kefu_event sends[3];
	kefu_desk *desk;
	int i;

	for (i = 0; i < 3; i++) {
		sends[i] = plain(KEFU_EVENT_SURVEY_SEND, 100 + i, 10 + (kefu_id)i);
		sends[i].survey = KEFU_SURVEY_CSAT;
	}
	desk = BARE(opening(0, 10, 100), question(0, 10), reply(1, 10, 1),
		opening(0, 11, 101), question(0, 11), reply(1, 11, 2),
		opening(0, 12, 102), question(0, 12), reply(1, 12, 2),
		opening(0, 13, 103), question(0, 13),
		opening(0, 14, 104), question(0, 14), reply(1, 14, 1),
		sends[0], sends[1], sends[2], rating(200, 10, 5), rating(200, 11, 1));
	GIVES(desk, "csat_rate", "", 1, 2);
	GIVES(desk, "csat_rate", "denominator=answered", 1, 2);
	GIVES(desk, "csat_rate", "denominator=sent", 1, 3);
	GIVES(desk, "csat_rate", "denominator=handled", 1, 4);
	GIVES(desk, "csat_rate", "denominator=created", 1, 5);
	GIVES(desk, "dissatisfaction_rate", "denominator=sent", 1, 3);
	GROUPS(desk, KEFU_BY_AGENT, "csat_rate", "", "1:1/1 2:0/1");
	GROUPS(desk, KEFU_BY_AGENT, "csat_rate", "denominator=everyone", "1:1/2 2:0/2");
	GIVES(desk, "survey_response_rate", "", 2, 3);
	GROUPS(desk, KEFU_BY_AGENT, "survey_response_rate", "", "1:1/1 2:1/2");
	GROUPS(desk, KEFU_BY_AGENT, "survey_response_rate", "denominator=everyone", "1:1/3 2:1/3");
	GIVES(desk, "survey_invite_rate", "", 3, 4);
	GIVES(desk, "survey_invite_rate", "denominator=handled", 3, 4);
	GIVES(desk, "survey_invite_rate", "denominator=created", 3, 5);
	kefu_desk_free(desk);
}
END_TEST

static kefu_event of_order(int32_t kind, int64_t seconds, kefu_id order, kefu_id customer)
{
	kefu_event event = event_of(kind, seconds);

	event.order = order;
	event.customer = customer;
	return event;
}

static kefu_event stars(int64_t seconds, kefu_id order, kefu_id customer, int64_t value)
{
	kefu_event event = of_order(KEFU_EVENT_REVIEW, seconds, order, customer);

	event.value = value;
	event.has_value = 1;
	return event;
}

START_TEST(reviews_over_completed_orders)
{
	kefu_desk *desk = BARE(of_order(KEFU_EVENT_ORDER_PAY, 0, 50, 100),
		of_order(KEFU_EVENT_ORDER_RECEIVE, 10, 50, 100), of_order(KEFU_EVENT_ORDER_RECEIVE, 20, 50, 100),
		of_order(KEFU_EVENT_ORDER_PAY, 0, 51, 101), of_order(KEFU_EVENT_ORDER_RECEIVE, DAY_S, 51, 101),
		of_order(KEFU_EVENT_ORDER_PAY, 0, 52, 102), of_order(KEFU_EVENT_ORDER_RECEIVE, 10, 52, 102),
		of_order(KEFU_EVENT_ORDER_PAY, 0, 53, 103), stars(100, 50, 100, 1), stars(DAY_S + 100, 51, 101, 5));

	GIVES(desk, "negative_review_rate", "", 1, 2);
	GIVES(desk, "negative_review_rate", "denominator=rated", 1, 2);
	GIVES(desk, "negative_review_rate", "denominator=completed_orders", 1, 3);
	GIVES(desk, "positive_review_rate", "denominator=completed_orders", 1, 3);
	GROUPS(desk, KEFU_BY_DAY, "negative_review_rate", "denominator=completed_orders",
	       "2025-01-06:1/2 2025-01-07:0/1");
	kefu_desk_free(desk);
}
END_TEST

/* Freshdesk in 2012: all waits (10 + 20 + 30 s) over the tickets received,
 * answered or not. */
START_TEST(waits_over_received)
{
	kefu_desk *desk = BARE(opening(0, 10, 100), question(0, 10), reply(10, 10, 1), question(20, 10),
		reply(40, 10, 1), opening(100, 11, 101), question(100, 11), reply(130, 11, 1),
		opening(200, 12, 102), agents(opening(300, 13, 103)),
		opening(400, 14, 104), question(400, 14), plain(KEFU_EVENT_SESSION_CLOSE, 500, 14));

	GIVES(desk, "response_time", "", 60 S, 3);
	GIVES(desk, "response_time", "denominator=replies", 60 S, 3);
	GIVES(desk, "response_time", "denominator=received", 60 S, 5);
	GIVES(desk, "response_time", "denominator=received unanswered=cap cap_s=25", 80 S, 5);
	kefu_desk_free(desk);
}
END_TEST

/* Resolved after 1 h and after 30 h. */
START_TEST(readings_rounded_up)
{
	kefu_desk *desk = BARE(opening(0, 10, 100), plain(KEFU_EVENT_SESSION_RESOLVE, H, 10),
		opening(0, 11, 101), plain(KEFU_EVENT_SESSION_RESOLVE, 30 * H, 11),
		opening(0, 12, 102), plain(KEFU_EVENT_SESSION_RESOLVE, 48 * H, 12));

	GIVES(desk, "resolution_time", "", 79 * H S, 3);
	GIVES(desk, "resolution_time", "round_up_s=86400", 5 * 24 * H S, 3); /* 1, 2 and 2 days */
	GIVES(desk, "resolution_time", "round_up_s=18000", (5 + 30 + 50) * H S, 3);
	kefu_desk_free(desk);
}
END_TEST

/* Ten chats a minute apart; the first six pass. */
START_TEST(at_least_so_many_are_recent)
{
	kefu_desk *desk = BARE(opening(0, 10, 100));
	kefu_measure m;
	int i;

	for (i = 0; i < 10; i++) {
		kefu_event pair[2] = {question(100 + 60 * i, 11 + (kefu_id)i),
			reply(100 + 60 * i + (i < 6 ? 5 : 50), 11 + (kefu_id)i, 1)};

		unit_ok(kefu_desk_apply(desk, pair, 2, NULL));
	}
	m = defined(desk, "reply_within_rate", "limit_s=10 recency.share=0.2 recency.weight=0.5");
	unit_near(m.value, 0.5 * 0.6, 1e-12); /* none of the last two */
	m = defined(desk, "reply_within_rate",
	            "limit_s=10 recency.share=0.2 recency.weight=0.5 recency.least=8");
	unit_near(m.value, 0.5 * 0.6 + 0.5 * 4 / 8, 1e-12); /* four of the last eight */
	m = defined(desk, "reply_within_rate",
	            "limit_s=10 recency.share=0.2 recency.weight=0.5 recency.least=99");
	unit_near(m.value, 0.6, 1e-12);
	kefu_desk_free(desk);
}
END_TEST

static kefu_event of_refund(int32_t kind, int64_t seconds, kefu_id refund, int initiator)
{
	kefu_event event = event_of(kind, seconds);

	event.refund = refund;
	event.order = refund + 100;
	event.customer = refund + 200;
	event.initiator = (uint8_t)initiator;
	return event;
}

static kefu_event flagged(kefu_desk *desk, int64_t seconds, kefu_id order, kefu_id customer,
                          const char *name)
{
	kefu_event event = of_order(KEFU_EVENT_ORDER_FLAG, seconds, order, customer);

	event.name = interned(desk, name);
	return event;
}

/* Four orders paid. Case 1: the buyer calls. 2: the platform by itself. 3: the
 * platform, after the seller refused. 4: the buyer calls, and withdraws a day
 * later. A complaint about the fourth order. */
START_TEST(calls_for_the_platform)
{
	kefu_event complaint = of_order(KEFU_EVENT_COMPLAINT_FILE, 5 * H, 104, 204), flag;
	kefu_desk *desk = BARE(of_order(KEFU_EVENT_ORDER_PAY, 0, 101, 201),
		of_order(KEFU_EVENT_ORDER_PAY, 0, 102, 202), of_order(KEFU_EVENT_ORDER_PAY, 0, 103, 203),
		of_order(KEFU_EVENT_ORDER_PAY, 0, 104, 204),
		of_refund(KEFU_EVENT_REFUND_REQUEST, H, 1, 0),
		of_refund(KEFU_EVENT_REFUND_INTERVENE, 2 * H, 1, KEFU_PARTY_CUSTOMER),
		of_refund(KEFU_EVENT_REFUND_REQUEST, H, 2, 0),
		of_refund(KEFU_EVENT_REFUND_INTERVENE, 2 * H, 2, KEFU_PARTY_PLATFORM),
		of_refund(KEFU_EVENT_REFUND_REFUSE, 3 * H, 2, 0),
		of_refund(KEFU_EVENT_REFUND_REQUEST, H, 3, 0), of_refund(KEFU_EVENT_REFUND_REFUSE, 2 * H, 3, 0),
		of_refund(KEFU_EVENT_REFUND_INTERVENE, 3 * H, 3, KEFU_PARTY_PLATFORM),
		of_refund(KEFU_EVENT_REFUND_REQUEST, H, 4, 0),
		of_refund(KEFU_EVENT_REFUND_INTERVENE, 2 * H, 4, KEFU_PARTY_CUSTOMER),
		of_refund(KEFU_EVENT_REFUND_WITHDRAW, 26 * H, 4, 0));
	const char *two_days;

	unit_ok(kefu_desk_apply(desk, &complaint, 1, NULL));
	flag = flagged(desk, 1800, 101, 201, "trusted");
	unit_ok(kefu_desk_apply(desk, &flag, 1, NULL));
	flag = flagged(desk, 3 * H, 102, 202, "trusted"); /* after the call */
	unit_ok(kefu_desk_apply(desk, &flag, 1, NULL));

	GIVES(desk, "platform_help_rate", "", 1, 4);
	GIVES(desk, "platform_help_rate", "case_filter.intervened_by=customer,platform", 3, 4);
	GIVES(desk, "platform_help_rate",
	      "case_filter.intervened_by=customer,platform case_filter.platform_after=refusal", 2, 4);
	GIVES(desk, "platform_help_rate", "case_filter.complaints=true", 2, 4);
	GIVES(desk, "platform_help_rate", "weight_by.flag=trusted weight_by.factor=3", 3, 4);
	GIVES(desk, "platform_help_rate", "weight_by.flag=nobody weight_by.factor=3", 1, 4);
	GIVES(desk, "platform_help_rate",
	      "case_filter.intervened_by=customer,platform weight_by.flag=trusted weight_by.factor=3",
	      5, 4); /* 3 + 1 + 1: may exceed the denominator */

	/* withdrawn at 26 h: counts for two days more, and may go yet */
	two_days = define(desk, "platform_help_rate", "case_filter.withdrawn_after_s=172800");
	ck_assert_int_eq(figure_at(desk, two_days, AT(73 * H)).num, 2);
	ck_assert_int_eq(figure_at(desk, two_days, AT(73 * H)).state, KEFU_STATE_IMMATURE);
	ck_assert_int_eq(figure_at(desk, two_days, AT(74 * H)).num, 1);
	ck_assert_int_eq(figure_at(desk, two_days, AT(74 * H)).state, KEFU_STATE_VALUE);
	kefu_desk_free(desk);
}
END_TEST

/* A flag of more than 90 days before weighs nothing. */
START_TEST(old_flags_weigh_nothing)
{
	kefu_desk *desk = BARE(of_order(KEFU_EVENT_ORDER_PAY, 0, 101, 201),
		of_refund(KEFU_EVENT_REFUND_REQUEST, H, 1, 0),
		of_refund(KEFU_EVENT_REFUND_COMPLETE, 2 * H, 1, 0));
	kefu_event flag = flagged(desk, 2 * H - 90 * DAY_S - 1, 300, 201, "trusted");

	unit_ok(kefu_desk_apply(desk, &flag, 1, NULL));
	GIVES(desk, "refund_rate", "weight_by.flag=trusted weight_by.factor=2", 1, 1);
	flag = flagged(desk, 2 * H - 90 * DAY_S, 301, 201, "trusted");
	unit_ok(kefu_desk_apply(desk, &flag, 1, NULL));
	GIVES(desk, "refund_rate", "weight_by.flag=trusted weight_by.factor=2", 2, 1);
	kefu_desk_free(desk);
}
END_TEST

/* 10: the bot alone. 11: a person two days after the bot. 12: a person after
 * three days and a second. 13: no bot. 14: handed off, never answered. */
START_TEST(automated_for_so_long)
{
	kefu_desk *desk = BARE(question(0, 10), message(5, 10, KEFU_PARTY_BOT, 0),
		question(0, 11), message(5, 11, KEFU_PARTY_BOT, 0), reply(2 * DAY_S, 11, 1),
		question(0, 12), message(5, 12, KEFU_PARTY_BOT, 0), reply(3 * DAY_S + 6, 12, 1),
		question(0, 13), reply(5, 13, 1),
		question(0, 14), message(5, 14, KEFU_PARTY_BOT, 0), plain(KEFU_EVENT_SESSION_HANDOFF, 9, 14),
		plain(KEFU_EVENT_SESSION_CLOSE, 4 * DAY_S, 10));
	const char *three;

	GIVES(desk, "bot_containment_rate", "", 1, 1); /* of those that ended */
	GIVES(desk, "bot_containment_rate", "horizon_days=1", 4, 4);
	GIVES(desk, "bot_containment_rate", "horizon_days=3", 3, 4);
	GIVES(desk, "bot_containment_rate", "horizon_days=4", 2, 4);
	three = define(desk, "bot_containment_rate", "horizon_days=3");
	ck_assert_int_eq(figure_at(desk, three, AT(3 * DAY_S + 5)).state, KEFU_STATE_IMMATURE);
	ck_assert_int_eq(figure_at(desk, three, AT(3 * DAY_S + 6)).state, KEFU_STATE_VALUE);
	kefu_desk_free(desk);
}
END_TEST

/* Customer 100 asks on Monday, in vain, and on Wednesday, and buys; 101 asks on
 * Monday. */
START_TEST(inquiring_customers)
{
	kefu_desk *desk = BARE(of_customer(question(0, 10), 100), reply(5, 10, 1),
		of_customer(question(0, 11), 101), reply(5, 11, 1),
		of_customer(question(2 * DAY_S, 12), 100), reply(2 * DAY_S + 5, 12, 2),
		of_order(KEFU_EVENT_ORDER_PLACE, 2 * DAY_S + 100, 50, 100),
		of_order(KEFU_EVENT_ORDER_PAY, 9 * DAY_S, 50, 100));

	GIVES(desk, "inquiry_conversion_rate", "", 1, 3);
	GIVES(desk, "inquiry_conversion_rate", "unit=customer", 1, 2);
	GROUPS(desk, KEFU_BY_AGENT, "inquiry_conversion_rate", "unit=customer", "1:1/2 2:1/1");
	GIVES(desk, "inquiry_lost_count", "", 2, 0);
	GIVES(desk, "inquiry_lost_count", "unit=customer", 1, 0);
	/* paid by the next day, ever; an order is enough */
	GIVES(desk, "inquiry_conversion_rate", "unit=customer pay_days=2", 0, 2);
	GIVES(desk, "inquiry_conversion_rate", "unit=customer outcome=paid", 1, 2);
	GIVES(desk, "inquiry_conversion_rate", "outcome=shipped", 0, 3);
	GIVES(desk, "inquiry_conversion_rate", "outcome=ordered", 1, 3);
	kefu_desk_free(desk);
}
END_TEST

/* Agent 1 changes team between the question and the reply. */
START_TEST(the_team_at_the_reply)
{
	kefu_desk *desk = BARE(opening(0, 10, 100), question(0, 10), reply(2 * H, 10, 1));

	unit_ok(kefu_desk_roster(desk, 1, 70, AT(-H)));
	unit_ok(kefu_desk_roster(desk, 1, 71, AT(H)));
	GROUPS(desk, KEFU_BY_TEAM, "first_response_time", "date_by=start", "70:7200000/1");
	GROUPS(desk, KEFU_BY_TEAM, "first_response_time", "date_by=start credit=team_at_reply",
	       "71:7200000/1");
	GROUPS(desk, KEFU_BY_AGENT, "first_response_time", "credit=team_at_reply", "1:7200000/1");
	kefu_desk_free(desk);
}
END_TEST

/* Case 1 for quality, withdrawn; 2 for quality, later changed; 3 late. */
START_TEST(filters_of_cases)
{
	kefu_desk *desk = BARE(of_order(KEFU_EVENT_ORDER_PAY, 0, 101, 201),
		of_order(KEFU_EVENT_ORDER_PAY, 0, 102, 202), of_order(KEFU_EVENT_ORDER_PAY, 0, 103, 203));
	kefu_event e[] = {of_refund(KEFU_EVENT_REFUND_REQUEST, H, 1, 0),
		of_refund(KEFU_EVENT_REFUND_COMPLETE, 2 * H, 1, 0),
		of_refund(KEFU_EVENT_REFUND_WITHDRAW, 3 * H, 1, 0),
		of_refund(KEFU_EVENT_REFUND_REQUEST, H, 2, 0), of_refund(KEFU_EVENT_REFUND_REQUEST, H + 9, 2, 0),
		of_refund(KEFU_EVENT_REFUND_COMPLETE, 3 * H, 2, 0),
		of_refund(KEFU_EVENT_REFUND_REQUEST, H, 3, 0), of_refund(KEFU_EVENT_REFUND_COMPLETE, 5 * H, 3, 0)};

	e[0].name = e[3].name = interned(desk, "quality");
	e[4].name = e[6].name = interned(desk, "late");
	unit_ok(kefu_desk_apply(desk, e, 8, NULL));
	GIVES(desk, "refund_rate", "", 3, 3);
	GIVES(desk, "refund_rate", "case_filter.withdrawn=false", 2, 3);
	GIVES(desk, "refund_rate", "case_filter.withdrawn=true", 1, 3);
	GIVES(desk, "refund_rate", "case_filter.reason=quality", 2, 3);
	GIVES(desk, "refund_rate", "case_filter.reason=late", 1, 3);
	GIVES(desk, "refund_rate", "case_filter.reason=never_heard", 0, 3);
	GIVES(desk, "refund_time", "case_filter.reason=late", 4 * H S, 1);
	kefu_desk_free(desk);
}
END_TEST

/* Asked at 08:00, answered at 10:00; open from 09:00 to 18:00. */
START_TEST(time_outside_the_hours)
{
	kefu_desk *desk = BARE(opening(9 * H, 10, 100), question(9 * H, 10), reply(10 * H, 10, 1),
		question(17 * H, 10), reply(34 * H, 10, 1));

	GIVES(desk, "response_time", "hours=09:00-18:00", 18 * H S, 2);
	GIVES(desk, "response_time", "hours=09:00-18:00 pause=outside_hours", 3 * H S, 2);
	kefu_desk_free(desk);
}
END_TEST

/* A case of Monday is complete after two days when Wednesday begins. */
START_TEST(cases_ripen)
{
	kefu_desk *desk = BARE(opening(0, 10, 100), question(0, 10), reply(10, 10, 1));
	const char *two = define(desk, "reply_within_rate", "limit_s=60 mature_days=2");
	const char *none;
	kefu_measure m = figure_at(desk, two, AT(2 * DAY_S - 1));

	ck_assert_int_eq(m.state, KEFU_STATE_IMMATURE);
	ck_assert_int_eq(m.num, 1);
	ck_assert_int_eq(figure_at(desk, two, AT(2 * DAY_S)).state, KEFU_STATE_VALUE);
	two = define(desk, "inquiry_count", "mature_days=1");
	ck_assert_int_eq(figure_at(desk, two, AT(DAY_S - 1)).state, KEFU_STATE_IMMATURE);
	ck_assert_int_eq(figure_at(desk, two, AT(DAY_S)).state, KEFU_STATE_VALUE);
	none = define(desk, "inquiry_count", "");
	ck_assert_int_eq(figure_at(desk, none, AT(DAY_S - 1)).state, KEFU_STATE_VALUE);
	kefu_desk_free(desk);
}
END_TEST

/* ---- what makes no sense ---- */

START_TEST(nonsense_is_refused_with_the_reason)
{
	static const struct {
		const char *metric, *knobs, *part;
	} rows[] = {
		{"reply_within_rate", "pause_clock=elapsed", "nothing pauses"},
		{"requester_wait_time", "pause=hold pause_clock=elapsed", "adds up the states"},
		{"response_time", "pause=outside_hours", "give hours"},
		{"response_time", "hours=09:00-18:00 clock=09:00-18:00 pause=outside_hours", "no clock"},
		{"requester_wait_time", "hours=09:00-18:00 pause=outside_hours", "as its clock"},
		{"reply_rate", "case_filter.reason=x", "no refund cases"},
		{"online_time", "exempt=2025-01-06", "no day"},
		{"backlog", "exempt=2025-01-06", "no day"},
		{"reply_rate", "reception.single_line=2", "no customers to receive"},
		{"reply_rate", "weight_by.flag=x weight_by.factor=2", "no cases to weigh"},
		{"refund_rate", "weight_by.factor=2", "belong together"},
		{"refund_rate", "weight_by.flag=x", "belong together"},
		{"refund_amount_rate", "weight_by.flag=x weight_by.factor=2", "money"},
		{"refund_rate", "case_filter.complaints=true", "platform_help_rate"},
		{"quality_refund_rate", "case_filter.withdrawn_after_s=5", "platform_help_rate"},
		{"dispute_refund_rate", "case_filter.platform_after=refusal", "platform_help_rate"},
		{"response_time", "span=reply>resolve", "reply>reply"},
		{"response_time", "span=reply>reply unit=session", "no rounds"},
		{"response_time", "span=reply>reply unanswered=cap cap_s=9", "no rounds"},
		{"refund_time", "span=reply>reply", "no replies"},
		{"response_time", "denominator=sent", "not divided"},
		{"response_time", "denominator=received unit=customer", "no other unit"},
		{"csat_rate", "denominator=resolved", "not divided"},
		{"csat_mean", "denominator=sent", "not divided"},
		{"review_mean", "denominator=completed_orders", "not divided"},
		{"sla_overrun_time", "denominator=resolved", "not divided"},
		{"survey_response_rate", "denominator=created", "not divided"},
		{"abandon_rate", "horizon_days=3", "look ahead"},
		{"inquiry_conversion_rate", "outcome=ordered pay_days=2", "an order is enough"},
		{"refund_within_rate", "round_up_s=60", "durations"},
		{"reply_within_rate", "samples=last", "every, first and not_first"},
		{"resolution_time", "samples=not_first", "every, first and last"},
		{"resolved_count", "samples=not_first", "every, first and last"},
		{"one_touch_rate", "samples=every", "in force"},
		{"queue_time", "samples=every", "first assignment"},
		{"sla_compliance_rate", "samples=every", "itself"},
		{"sla_compliance_rate", "target=next_reply samples=first", "itself"},
		{"resolution_time", "credit=team_at_reply", "first response"},
		{"reply_within_rate", "unit=target", "targets"},
		{"reply_within_rate", "recency.least=3", "belongs to a share"},
		{"sla_compliance_rate", "unit=customer", "sessions"},
	};
	static const struct {
		const char *knob, *value;
	} values[] = {
		{"exempt", "2025-01-07..2025-01-06"}, {"exempt", "2025-02-30"}, {"exempt", "yesterday"},
		{"exempt", "2025-01-06.2025-01-07"}, {"reception.single_line", "-1"},
		{"denominator", "everything"}, {"pause_clock", "raw"}, {"weight_by.factor", "half"},
		{"exempt", "2020-01-01,2020-02-01,2020-03-01,2020-04-01,2020-05-01,2020-06-01,2020-07-01,2020-08-01,2020-09-01"},
	};
	size_t i;

	for (i = 0; i < sizeof rows / sizeof *rows; i++) {
		kefu_definition *d = definition_of(rows[i].metric, rows[i].knobs);

		unit_status(kefu_definition_check(d), KEFU_E_DEFINITION);
		ck_assert_msg(strstr(kefu_definition_detail(d), rows[i].part) != NULL, "%s: %s",
		              rows[i].knobs, kefu_definition_detail(d));
		kefu_definition_free(d);
	}
	for (i = 0; i < sizeof values / sizeof *values; i++) {
		kefu_definition *d = definition_of("platform_help_rate", "");

		ck_assert_msg(kefu_definition_set(d, values[i].knob, strlen(values[i].knob), values[i].value,
		                                  strlen(values[i].value)) < 0, "%s", values[i].value);
		kefu_definition_free(d);
	}
}
END_TEST

static void check_text(const char *metric, const char *knobs, const char *expected)
{
	kefu_definition *definition = definition_of(metric, knobs);
	char text[1024] = "";
	size_t length;

	unit_ok(kefu_definition_write(definition, text, sizeof text - 1, &length));
	text[length] = '\0';
	ck_assert_str_eq(text, expected);
	kefu_definition_free(definition);
}

/* Days in order, those that touch together; a default said aloud is none. */
START_TEST(texts_are_canonical)
{
	kefu_definition *a, *b;

	check_text("reply_within_rate", "exempt=2025-03-01,2024-02-04..2024-02-17,2024-02-10..2024-02-18,2024-02-19",
	           "{\"measure\":\"reply_within_rate\",\"exempt\":[\"2024-02-04..2024-02-19\",\"2025-03-01\"]}");
	check_text("handled_count", "reception.forwarded_lines=0 reception.single_line=2",
	           "{\"measure\":\"handled_count\",\"reception\":{\"single_line\":2,\"forwarded_lines\":0}}");
	check_text("platform_help_rate", "weight_by.flag=trusted weight_by.factor=3",
	           "{\"measure\":\"platform_help_rate\",\"weight_by\":{\"flag\":\"trusted\",\"factor\":3}}");
	check_text("survey_invite_rate", "denominator=handled", "{\"measure\":\"survey_invite_rate\"}");
	check_text("first_response_time", "restart_on=handoff,bot_only_resolution stop_also=external_echo,resolve",
	           "{\"measure\":\"first_response_time\",\"stop_also\":[\"resolve\",\"external_echo\"],"
	           "\"restart_on\":[\"bot_only_resolution\",\"handoff\"]}");
	check_text("response_time", "span=reply>reply|resolve",
	           "{\"measure\":\"response_time\",\"span\":[\"reply>reply|resolve\"]}");
	a = definition_of("platform_help_rate", "weight_by.flag=trusted weight_by.factor=3");
	unit_ok(kefu_definition_copy(NULL, a, &b));
	ck_assert_int_eq(kefu_definition_equal(a, b), 1);
	unit_ok(kefu_definition_set(b, "weight_by.flag", 14, "other", 5));
	ck_assert_int_eq(kefu_definition_equal(a, b), 0);
	kefu_definition_free(a);
	kefu_definition_free(b);
}
END_TEST

START_TEST(sentences_speak_of_them)
{
	static const struct {
		const char *metric, *knobs, *part;
	} rows[] = {
		{"sla_compliance_rate", "denominator=resolved", "Divided by the sessions resolved instead."},
		{"survey_response_rate", "denominator=everyone", "Divided by what all groups together are instead."},
		{"reply_rate", "exempt=2025-01-06,2024-02-04..2024-02-17",
		 "Days that leave every side: 2024-02-04..2024-02-17,2025-01-06."},
		{"refund_rate", "weight_by.flag=trusted weight_by.factor=3",
		 "A case of a customer with an order flagged trusted counts 3 times."},
		{"inquiry_count", "mature_days=1", "A day is complete 1 day later."},
		{"reply_rate", "exclude=external_echo,weekend", "Left out: weekends, replies from outside the tool."},
		{"handled_count", "reception.forwarded_lines=0", "Also set: reception.forwarded_lines 0."},
	};
	size_t i;

	for (i = 0; i < sizeof rows / sizeof *rows; i++) {
		kefu_definition *d = definition_of(rows[i].metric, rows[i].knobs);
		char text[2048];
		size_t length;

		unit_ok(kefu_definition_explain(d, text, sizeof text - 1, &length));
		text[length] = '\0';
		ck_assert_msg(strstr(text, rows[i].part) != NULL, "%s: %s", rows[i].knobs, text);
		kefu_definition_free(d);
	}
}
END_TEST

/* By the last reply: Tuesday. */
START_TEST(dated_by_the_reply)
{
	kefu_desk *desk = BARE(opening(0, 10, 100), question(0, 10), reply(10, 10, 1),
		question(DAY_S, 10), reply(DAY_S + 10, 10, 1));

	GROUPS(desk, KEFU_BY_DAY, "reply_rate", "", "2025-01-06:1/1");
	GROUPS(desk, KEFU_BY_DAY, "reply_rate", "date_by=reply", "2025-01-07:1/1");
	GROUPS(desk, KEFU_BY_DAY, "reply_rate", "date_by=end", "2025-01-07:1/1");
	kefu_desk_free(desk);
}
END_TEST

/* Encoded with its desk, a definition of the rarer knobs is the same again. */
START_TEST(desks_remember_them)
{
	static const struct {
		const char *metric, *knobs;
	} rows[] = {
		{"platform_help_rate", "weight_by.flag=trusted weight_by.factor=3 case_filter.complaints=true "
		                       "case_filter.reason=quality case_filter.withdrawn=false "
		                       "case_filter.withdrawn_after_s=172800 case_filter.platform_after=refusal"},
		{"handled_count", "reception.forwarded_lines=0 reception.single_line=2 reception.answered_lines=3"},
		{"reply_within_rate", "exempt=2024-02-04..2024-02-17,2025-01-06 cleared_by=note,resolve"},
		{"resolution_time", "clock=09:00-18:00 pause=hold pause_clock=elapsed round_up_s=86400"},
		{"sla_compliance_rate", "target=periodic_update denominator=resolved unit=session"},
	};
	kefu_desk *desk = updates(), *again = NULL;
	unsigned char *bytes;
	size_t size = 0, i;

	for (i = 0; i < sizeof rows / sizeof *rows; i++)
		(void)define(desk, rows[i].metric, rows[i].knobs);
	unit_ok(kefu_desk_encode(desk, NULL, 0, &size));
	bytes = malloc(size);
	unit_ok(kefu_desk_encode(desk, bytes, size, &size));
	unit_ok(kefu_desk_decode(NULL, bytes, size, &again));
	check_same(desk, again);
	free(bytes);
	kefu_desk_free(again);
	kefu_desk_free(desk);
}
END_TEST

UNIT_MAIN("knobs", exempt_days_leave_both_sides, reception_filters_contacts, more_stops_the_clock,
          echoes_may_be_no_replies, a_handoff_restarts_the_clock, what_discards_a_round,
          pauses_on_the_wall, agents_gaps, periodic_updates, met_over_resolved,
          denominators_of_surveys, reviews_over_completed_orders, waits_over_received,
          readings_rounded_up, at_least_so_many_are_recent, calls_for_the_platform,
          old_flags_weigh_nothing, automated_for_so_long, inquiring_customers,
          the_team_at_the_reply, filters_of_cases, time_outside_the_hours, cases_ripen, nonsense_is_refused_with_the_reason, texts_are_canonical,
          sentences_speak_of_them, dated_by_the_reply, desks_remember_them)
