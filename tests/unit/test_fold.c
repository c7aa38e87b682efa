/* The fold, a case for each rule of sessions: what opens one, who began it,
 * its states, its owner, threads, what leaves every measure. */
#include "desk_unit.h"

#define APPLY(desk, ...) \
	unit_ok(kefu_desk_apply(desk, (const kefu_event[]){__VA_ARGS__}, \
	        sizeof((const kefu_event[]){__VA_ARGS__}) / sizeof(kefu_event), NULL))

static kefu_event plain(int32_t kind, int64_t seconds)
{
	return session_event(kind, seconds, 10, 0);
}

/* What opens a session */

static const int32_t opening_kinds[] = {
	KEFU_EVENT_SESSION_OPEN, KEFU_EVENT_MESSAGE, KEFU_EVENT_SESSION_QUEUE,
	KEFU_EVENT_SESSION_HANDOFF, KEFU_EVENT_SESSION_ASSIGN,
	KEFU_EVENT_SESSION_JOIN, KEFU_EVENT_SESSION_LEAVE,
	KEFU_EVENT_SESSION_TRANSFER, KEFU_EVENT_SESSION_ESCALATE,
	KEFU_EVENT_SESSION_PEND, KEFU_EVENT_SESSION_HOLD,
	KEFU_EVENT_SESSION_RESUME, KEFU_EVENT_SESSION_RESOLVE,
	KEFU_EVENT_SESSION_REOPEN, KEFU_EVENT_SESSION_CLOSE,
	KEFU_EVENT_SESSION_ABANDON, KEFU_EVENT_SESSION_LEAVE_MESSAGE,
	KEFU_EVENT_SESSION_TAG, KEFU_EVENT_SESSION_EXCLUDE,
	KEFU_EVENT_SESSION_INCLUDE, KEFU_EVENT_SESSION_MERGE,
	KEFU_EVENT_SESSION_SLA,
};
static const int32_t other_kinds[] = {
	KEFU_EVENT_SURVEY_SEND, KEFU_EVENT_SURVEY_ANSWER,
	KEFU_EVENT_COMPLAINT_FILE, KEFU_EVENT_COMPLAINT_UPHOLD,
	KEFU_EVENT_COMPLAINT_DISMISS, KEFU_EVENT_QA_FINDING, KEFU_EVENT_KB_USE,
};
#define COUNT(array) (sizeof(array) / sizeof *(array))

/* With everything that its kind may require. */
static kefu_event any_event(int32_t kind, int64_t seconds)
{
	kefu_event event = session_event(kind, seconds, 10, 1);

	event.from = KEFU_PARTY_CUSTOMER;
	event.to = 2;
	event.survey = KEFU_SURVEY_CSAT;
	event.value = 4;
	event.min = 1;
	event.max = 5;
	return event;
}

START_TEST(the_first_event_that_names_it_opens_a_session)
{
	size_t i;

	for (i = 0; i < COUNT(opening_kinds); i++) {
		kefu_desk *desk = DESK_OF(any_event(opening_kinds[i], 7));
		int gone = opening_kinds[i] == KEFU_EVENT_SESSION_EXCLUDE ||
		           opening_kinds[i] == KEFU_EVENT_SESSION_MERGE;

		ck_assert_int_eq(view_of(desk, 10).opened, AT(7));
		check_count(desk, "session_count", gone ? 0 : 1);
		kefu_desk_free(desk);
	}
}
END_TEST

START_TEST(what_is_thought_of_it_opens_none)
{
	size_t i;

	for (i = 0; i < COUNT(other_kinds); i++) {
		kefu_desk *desk = DESK_OF(any_event(other_kinds[i], 7));
		kefu_session_view view = {.size = sizeof view};
		kefu_session *session;

		check_count(desk, "session_count", 0);
		unit_ok(kefu_desk_session(desk, 10, &session));
		unit_status(kefu_session_read(session, AT(9), &view), KEFU_E_NOT_FOUND);
		kefu_session_free(session);
		kefu_desk_free(desk);
	}
}
END_TEST

START_TEST(what_came_before_anything_opened_it_counts_alone)
{
	kefu_desk *desk = DESK_OF(rating(1, 10, 5), rating(2, 10, 4),
	                          question(3, 10), rating(4, 10, 1));

	/* two alone, one of the session */
	check_share(desk, "csat_mean", 10, 3);
	kefu_desk_free(desk);
}
END_TEST

/* Who began it */

static int initiator_after(kefu_event first, kefu_event second)
{
	kefu_desk *desk = DESK_OF(first, second);
	int initiator = view_of(desk, 10).initiator;

	kefu_desk_free(desk);
	return initiator;
}

START_TEST(an_opening_says_who_began)
{
	kefu_event open = plain(KEFU_EVENT_SESSION_OPEN, 0);

	ck_assert_int_eq(initiator_after(open, reply(1, 10, 1)), KEFU_PARTY_CUSTOMER);
	open.initiator = KEFU_PARTY_SYSTEM;
	ck_assert_int_eq(initiator_after(open, question(1, 10)), KEFU_PARTY_SYSTEM);
	open.initiator = KEFU_PARTY_AGENT;
	ck_assert_int_eq(initiator_after(open, question(1, 10)), KEFU_PARTY_AGENT);
}
END_TEST

START_TEST(else_the_first_message_says_who_began)
{
	kefu_event other = plain(KEFU_EVENT_SESSION_QUEUE, 1);

	ck_assert_int_eq(initiator_after(question(0, 10), reply(1, 10, 1)), KEFU_PARTY_CUSTOMER);
	ck_assert_int_eq(initiator_after(reply(0, 10, 1), question(1, 10)), KEFU_PARTY_AGENT);
	ck_assert_int_eq(initiator_after(message(0, 10, KEFU_PARTY_BOT, 0), other), KEFU_PARTY_SYSTEM);
	ck_assert_int_eq(initiator_after(message(0, 10, KEFU_PARTY_SYSTEM, 0), other), KEFU_PARTY_SYSTEM);
	ck_assert_int_eq(initiator_after(other, reply(2, 10, 1)), KEFU_PARTY_AGENT);
	ck_assert_int_eq(initiator_after(other, other), KEFU_PARTY_CUSTOMER);
}
END_TEST

START_TEST(a_second_opening_fills_what_was_missing)
{
	kefu_event first = opening(0, 10, 100), second = opening(50, 10, 100);
	kefu_desk *desk;
	kefu_session_view view;

	first.channel = 50;
	second.channel = 51;
	second.topic = 60;
	second.phase = KEFU_PHASE_AFTERSALE;
	second.initiator = KEFU_PARTY_AGENT;
	desk = DESK_OF(first, plain(KEFU_EVENT_SESSION_RESOLVE, 10), second);
	view = view_of(desk, 10);
	ck_assert_int_eq(view.state, KEFU_SESSION_RESOLVED);
	ck_assert_int_eq(view.opened, AT(0));
	ck_assert_int_eq(view.ended, AT(10));
	ck_assert_uint_eq(view.channel, 50);
	ck_assert_uint_eq(view.topic, 60);
	ck_assert_int_eq(view.phase, KEFU_PHASE_AFTERSALE);
	ck_assert_int_eq(view.initiator, KEFU_PARTY_AGENT);
	check_count(desk, "session_count", 1);
	kefu_desk_free(desk);
}
END_TEST

START_TEST(the_last_tag_classifies_whenever_dated)
{
	kefu_event open = opening(0, 10, 100), tag = plain(KEFU_EVENT_SESSION_TAG, 60);
	kefu_event again = plain(KEFU_EVENT_SESSION_TAG, 70);
	static const int32_t by[] = {KEFU_BY_TOPIC, KEFU_BY_PHASE};
	static const char *const column = "first_response_time";
	kefu_desk *desk;
	kefu_report *report;
	kefu_query query;
	const char *text;
	size_t length;

	open.topic = 60;
	tag.topic = 61;
	tag.priority = KEFU_PRIORITY_LOW;
	again.phase = KEFU_PHASE_PRESALE; /* what it does not name stays */
	desk = DESK_OF(open, question(1, 10), reply(2, 10, 1), tag, again);
	ck_assert_uint_eq(view_at(desk, 10, AT(59)).topic, 60);
	ck_assert_uint_eq(view_of(desk, 10).topic, 61);
	ck_assert_int_eq(view_of(desk, 10).priority, KEFU_PRIORITY_LOW);
	kefu_query_init(&query);
	query.by = by;
	query.by_count = 2;
	query.columns = &column;
	query.column_count = 1;
	unit_ok(kefu_desk_report(desk, &query, &report));
	ck_assert_int_eq(kefu_report_row_count(report), 1);
	unit_ok(kefu_report_key(report, 0, 0, &text, &length));
	ck_assert_str_eq(text, "61");
	unit_ok(kefu_report_key(report, 0, 1, &text, &length));
	ck_assert_str_eq(text, "presale");
	kefu_report_free(report);
	kefu_desk_free(desk);
}
END_TEST

/* States: rows are what happens, columns the state before. */

#define O KEFU_SESSION_OPEN
#define P KEFU_SESSION_PENDING
#define H KEFU_SESSION_HOLD
#define R KEFU_SESSION_RESOLVED
#define C KEFU_SESSION_CLOSED
#define A KEFU_SESSION_ABANDONED

enum speech { NOT_SPEECH, QUESTION, REPLY, NOTE, BOT, SYSTEM, CUSTOMER_NOTE };

static const struct {
	int32_t kind;
	enum speech speech;
	int32_t after[6];
	int ignored[6];
} moves[] = {
	/*                                          from: O  P  H  R  C  A */
	{KEFU_EVENT_SESSION_PEND, NOT_SPEECH,    {P, P, P, R, C, A}, {0, 0, 0, 1, 1, 1}},
	{KEFU_EVENT_SESSION_HOLD, NOT_SPEECH,    {H, H, H, R, C, A}, {0, 0, 0, 1, 1, 1}},
	{KEFU_EVENT_SESSION_RESUME, NOT_SPEECH,  {O, O, O, R, C, A}, {0, 0, 0, 1, 1, 1}},
	{KEFU_EVENT_SESSION_RESOLVE, NOT_SPEECH, {R, R, R, R, C, A}, {0, 0, 0, 1, 1, 1}},
	{KEFU_EVENT_SESSION_ABANDON, NOT_SPEECH, {A, A, A, R, C, A}, {0, 0, 0, 1, 1, 1}},
	{KEFU_EVENT_SESSION_CLOSE, NOT_SPEECH,   {C, C, C, C, C, A}, {0, 0, 0, 0, 1, 1}},
	{KEFU_EVENT_SESSION_REOPEN, NOT_SPEECH,  {O, P, H, O, O, O}, {1, 1, 1, 0, 0, 0}},
	{KEFU_EVENT_MESSAGE, QUESTION,           {O, O, H, O, O, O}, {0}},
	{KEFU_EVENT_MESSAGE, CUSTOMER_NOTE,      {O, P, H, R, C, A}, {0}},
	{KEFU_EVENT_MESSAGE, REPLY,              {O, P, H, R, C, A}, {0}},
	{KEFU_EVENT_MESSAGE, NOTE,               {O, P, H, R, C, A}, {0}},
	{KEFU_EVENT_MESSAGE, BOT,                {O, P, H, R, C, A}, {0}},
	{KEFU_EVENT_MESSAGE, SYSTEM,             {O, P, H, R, C, A}, {0}},
	{KEFU_EVENT_SESSION_OPEN, NOT_SPEECH,    {O, P, H, R, C, A}, {0}},
	{KEFU_EVENT_SESSION_QUEUE, NOT_SPEECH,   {O, P, H, R, C, A}, {0}},
	{KEFU_EVENT_SESSION_HANDOFF, NOT_SPEECH, {O, P, H, R, C, A}, {0}},
	{KEFU_EVENT_SESSION_ASSIGN, NOT_SPEECH,  {O, P, H, R, C, A}, {0}},
	{KEFU_EVENT_SESSION_TRANSFER, NOT_SPEECH, {O, P, H, R, C, A}, {0}},
	{KEFU_EVENT_SESSION_ESCALATE, NOT_SPEECH, {O, P, H, R, C, A}, {0}},
	{KEFU_EVENT_SESSION_TAG, NOT_SPEECH,     {O, P, H, R, C, A}, {0}},
	{KEFU_EVENT_SESSION_LEAVE_MESSAGE, NOT_SPEECH, {O, P, H, R, C, A}, {0}},
	{KEFU_EVENT_SURVEY_ANSWER, NOT_SPEECH,   {O, P, H, R, C, A}, {0}},
	{KEFU_EVENT_QA_FINDING, NOT_SPEECH,      {O, P, H, R, C, A}, {0}},
};

static kefu_event move_event(size_t row, int64_t seconds)
{
	kefu_event event = any_event(moves[row].kind, seconds);

	switch (moves[row].speech) {
	case REPLY:
	case NOTE:
		event.from = KEFU_PARTY_AGENT;
		break;
	case BOT:
		event.from = KEFU_PARTY_BOT;
		break;
	case SYSTEM:
		event.from = KEFU_PARTY_SYSTEM;
		break;
	default:
		break;
	}
	if (moves[row].speech == NOTE || moves[row].speech == CUSTOMER_NOTE)
		event.is_private = KEFU_YES;
	return event;
}

START_TEST(every_event_does_what_the_table_says_in_every_state)
{
	static const int32_t leads_to[6] = {
		KEFU_EVENT_SESSION_QUEUE, KEFU_EVENT_SESSION_PEND,
		KEFU_EVENT_SESSION_HOLD, KEFU_EVENT_SESSION_RESOLVE,
		KEFU_EVENT_SESSION_CLOSE, KEFU_EVENT_SESSION_ABANDON};
	size_t row;
	int state;

	for (row = 0; row < COUNT(moves); row++)
		for (state = 0; state < 6; state++) {
			kefu_desk *desk = DESK_OF(plain(KEFU_EVENT_SESSION_OPEN, 0),
			                          plain(leads_to[state], 1),
			                          move_event(row, 2));
			kefu_session_view view = view_of(desk, 10);
			int was_ended = state >= 3, is_ended = moves[row].after[state] >= R;
			const char *what = kefu_event_kind_name(moves[row].kind);

			ck_assert_int_eq(view_at(desk, 10, AT(1)).state, state + 1);
			ck_assert_msg(view.state == moves[row].after[state],
			              "%s (%d) in state %d gives %d", what,
			              (int)moves[row].speech, state + 1, (int)view.state);
			ck_assert_msg(view.ignored == moves[row].ignored[state],
			              "%s (%d) in state %d: ignored %d", what,
			              (int)moves[row].speech, state + 1, (int)view.ignored);
			ck_assert_int_eq(view.ended, !is_ended ? -1
			                 : was_ended ? AT(1) : AT(2));
			kefu_desk_free(desk);
		}
}
END_TEST

START_TEST(closing_leaves_the_resolution)
{
	kefu_desk *desk = DESK_OF(question(0, 10), plain(KEFU_EVENT_SESSION_RESOLVE, 10),
	                          plain(KEFU_EVENT_SESSION_CLOSE, 20));
	kefu_session_view view = view_of(desk, 10);

	ck_assert_int_eq(view.state, KEFU_SESSION_CLOSED);
	ck_assert_int_eq(view.resolved, AT(10));
	ck_assert_int_eq(view.ended, AT(10));
	check_share(desk, "resolution_rate", 1, 1);
	check_share(desk, "resolution_time", 10000, 1);
	kefu_desk_free(desk);
}
END_TEST

START_TEST(a_reopen_counts_when_a_resolution_was_in_force)
{
	kefu_desk *desk = DESK_OF(question(0, 10), plain(KEFU_EVENT_SESSION_CLOSE, 1),
	                          plain(KEFU_EVENT_SESSION_REOPEN, 2));

	check_count(desk, "reopen_count", 0); /* closed, not resolved */
	APPLY(desk, plain(KEFU_EVENT_SESSION_RESOLVE, 3), plain(KEFU_EVENT_SESSION_CLOSE, 4), question(5, 10));
	check_count(desk, "reopen_count", 1); /* closed since or not */
	check_share(desk, "resolution_rate", 0, 1); /* and withdraws it */
	APPLY(desk, plain(KEFU_EVENT_SESSION_ABANDON, 6), plain(KEFU_EVENT_SESSION_REOPEN, 7));
	check_count(desk, "reopen_count", 1);
	ck_assert_int_eq(view_of(desk, 10).reopens, 1);
	kefu_desk_free(desk);
}
END_TEST

/* Owner */

static kefu_id owner_after(const kefu_event *events, size_t count)
{
	kefu_desk *desk = desk_of(events, count);
	kefu_id owner = view_of(desk, 10).owner;

	kefu_desk_free(desk);
	return owner;
}
#define check_owner(owner, ...) \
	ck_assert_uint_eq(owner_after((const kefu_event[]){__VA_ARGS__}, \
	        sizeof((const kefu_event[]){__VA_ARGS__}) / sizeof(kefu_event)), owner)

static kefu_event by(int32_t kind, int64_t seconds, kefu_id agent)
{
	return session_event(kind, seconds, 10, agent);
}

static kefu_event transfer(int64_t seconds, kefu_id from, kefu_id to, kefu_id to_team)
{
	kefu_event event = by(KEFU_EVENT_SESSION_TRANSFER, seconds, from);

	event.to = to;
	event.to_team = to_team;
	return event;
}

START_TEST(the_opening_and_the_assignment_set_the_owner)
{
	check_owner(0, question(0, 10));
	check_owner(1, by(KEFU_EVENT_SESSION_OPEN, 0, 1));
	check_owner(2, by(KEFU_EVENT_SESSION_OPEN, 0, 1), by(KEFU_EVENT_SESSION_ASSIGN, 1, 2));
	check_owner(2, question(0, 10), by(KEFU_EVENT_SESSION_OPEN, 1, 2));
	check_owner(1, by(KEFU_EVENT_SESSION_ASSIGN, 0, 1), by(KEFU_EVENT_SESSION_OPEN, 1, 2));
}
END_TEST

START_TEST(a_transfer_gives_the_session_away)
{
	check_owner(2, by(KEFU_EVENT_SESSION_ASSIGN, 0, 1), transfer(1, 1, 2, 0));
	check_owner(2, by(KEFU_EVENT_SESSION_ASSIGN, 0, 1), transfer(1, 0, 2, 5));
	check_owner(0, by(KEFU_EVENT_SESSION_ASSIGN, 0, 1), transfer(1, 0, 0, 5));
	check_owner(0, by(KEFU_EVENT_SESSION_ASSIGN, 0, 1), transfer(1, 0, 0, 0));
	check_owner(3, by(KEFU_EVENT_SESSION_ASSIGN, 0, 1), transfer(1, 0, 0, 5), by(KEFU_EVENT_SESSION_JOIN, 2, 3));
}
END_TEST

START_TEST(whoever_comes_first_owns_what_nobody_owns)
{
	kefu_event asks_agent = question(0, 10), bot = message(0, 10, KEFU_PARTY_BOT, 4);
	kefu_event note = reply(1, 10, 5), system = message(0, 10, KEFU_PARTY_SYSTEM, 4);

	asks_agent.agent = 6;
	note.is_private = KEFU_YES;
	check_owner(1, question(0, 10), reply(1, 10, 1), reply(2, 10, 2));
	check_owner(6, asks_agent, reply(1, 10, 1));
	check_owner(0, bot);
	check_owner(0, system);
	check_owner(5, question(0, 10), note);
	check_owner(3, question(0, 10), by(KEFU_EVENT_SESSION_JOIN, 1, 3), by(KEFU_EVENT_SESSION_JOIN, 2, 4));
	check_owner(1, by(KEFU_EVENT_SESSION_ASSIGN, 0, 1), by(KEFU_EVENT_SESSION_JOIN, 1, 2), reply(2, 10, 2));
}
END_TEST

START_TEST(when_the_owner_leaves_nobody_owns_it)
{
	check_owner(0, by(KEFU_EVENT_SESSION_ASSIGN, 0, 1), by(KEFU_EVENT_SESSION_LEAVE, 1, 1));
	check_owner(1, by(KEFU_EVENT_SESSION_ASSIGN, 0, 1), by(KEFU_EVENT_SESSION_LEAVE, 1, 2));
	check_owner(1, by(KEFU_EVENT_SESSION_ASSIGN, 0, 1), by(KEFU_EVENT_SESSION_LEAVE, 1, 0));
	check_owner(2, by(KEFU_EVENT_SESSION_ASSIGN, 0, 1), by(KEFU_EVENT_SESSION_LEAVE, 1, 1), reply(2, 10, 2));
}
END_TEST

/* Leaving the measures */

START_TEST(an_excluded_session_leaves_every_measure_until_included)
{
	kefu_event events[SAMPLE_MOST];
	size_t count = sample_events(events);
	kefu_desk *whole = desk_of(events, count), *desk = desk_of(events, count);
	kefu_desk *without = desk_with(NULL);
	size_t i;
	char *a, *b;

	for (i = 0; i < count; i++)
		if (events[i].session != 11)
			unit_ok(kefu_desk_apply(without, &events[i], 1, NULL));
	APPLY(desk, session_event(KEFU_EVENT_SESSION_EXCLUDE, 90300, 11, 0));
	a = knowledge_at(desk, AT(90300));
	b = knowledge_at(without, AT(90300));
	ck_assert_str_eq(a, b);
	free(a);
	free(b);
	APPLY(desk, session_event(KEFU_EVENT_SESSION_INCLUDE, 90300, 11, 0));
	a = knowledge_at(desk, AT(90300));
	b = knowledge_at(whole, AT(90300));
	ck_assert_str_eq(a, b);
	free(a);
	free(b);
	kefu_desk_free(whole);
	kefu_desk_free(desk);
	kefu_desk_free(without);
}
END_TEST

START_TEST(a_merged_session_leaves_for_good)
{
	kefu_event merge = plain(KEFU_EVENT_SESSION_MERGE, 5);
	kefu_desk *desk;

	merge.to = 11;
	desk = DESK_OF(question(0, 10), reply(1, 10, 1), rating(2, 10, 5), question(0, 11),
	               merge, plain(KEFU_EVENT_SESSION_INCLUDE, 6));
	check_count(desk, "session_count", 1);
	check_share(desk, "csat_mean", 0, 0);
	ck_assert_int_eq(view_of(desk, 10).excluded, 1);
	ck_assert_int_eq(view_at(desk, 10, AT(4)).excluded, 0);
	ck_assert_int_eq(figure_at(desk, "session_count", AT(4)).num, 2);
	kefu_desk_free(desk);
}
END_TEST

/* Threads */

#define GAP_S 600

static kefu_event in_thread(int32_t kind, int64_t seconds, kefu_id agent)
{
	kefu_event event = any_event(kind, seconds);

	event.session = 0;
	event.customer = 100;
	event.agent = agent;
	return event;
}

static kefu_event asks(int64_t seconds)
{
	return in_thread(KEFU_EVENT_MESSAGE, seconds, 1);
}

static kefu_desk *desk_with_gap(int64_t gap_s, const kefu_event *events, size_t count)
{
	kefu_desk_options options = {.size = sizeof options};
	kefu_desk *desk;

	options.session_gap = gap_s * 1000;
	desk = desk_with(&options);
	unit_ok(kefu_desk_apply(desk, events, count, NULL));
	return desk;
}
#define GAP_DESK(gap, ...) \
	desk_with_gap(gap, (const kefu_event[]){__VA_ARGS__}, \
	        sizeof((const kefu_event[]){__VA_ARGS__}) / sizeof(kefu_event))

START_TEST(silence_longer_than_the_gap_begins_a_new_session)
{
	kefu_desk *desk = GAP_DESK(GAP_S, asks(0), asks(GAP_S), asks(2 * GAP_S + 1));
	kefu_event late = asks(GAP_S);

	check_count(desk, "session_count", 2);
	kefu_desk_free(desk);
	desk = GAP_DESK(GAP_S, asks(0), late);
	check_count(desk, "session_count", 1); /* not later than the gap */
	kefu_desk_free(desk);
	late.t++;
	desk = GAP_DESK(GAP_S, asks(0), late);
	check_count(desk, "session_count", 2);
	kefu_desk_free(desk);
	desk = GAP_DESK(0, asks(0), asks(DAY_S * 1000));
	check_count(desk, "session_count", 1); /* never */
	kefu_desk_free(desk);
}
END_TEST

START_TEST(a_silent_thread_was_closed_when_the_gap_was_over)
{
	kefu_desk *desk = GAP_DESK(GAP_S, asks(0));
	kefu_measure handled;

	/* an unanswered question is lost when the session ends */
	ck_assert_int_eq(figure_at(desk, "reply_within_rate", AT(60)).state, KEFU_STATE_PROVISIONAL);
	ck_assert_int_eq(figure_at(desk, "bot_containment_rate", AT(GAP_S)).den, 0);
	kefu_desk_free(desk);
	desk = GAP_DESK(GAP_S, in_thread(KEFU_EVENT_SESSION_ASSIGN, 0, 1), asks(10));
	handled = figure_at(desk, "handle_time", AT(10 + GAP_S));
	ck_assert_int_eq(handled.den, 0); /* silent just as long, not longer */
	handled = figure_at(desk, "handle_time", AT(11 + GAP_S));
	ck_assert_int_eq(handled.den, 1);
	ck_assert_int_eq(handled.num, (10 + GAP_S) * SECOND_MS);
	kefu_desk_free(desk);
}
END_TEST

START_TEST(only_messages_openings_and_ends_break_the_silence)
{
	kefu_desk *desk = GAP_DESK(GAP_S, asks(0), in_thread(KEFU_EVENT_SESSION_TAG, 500, 1), asks(1000));

	check_count(desk, "session_count", 2);
	kefu_desk_free(desk);
	desk = GAP_DESK(GAP_S, asks(0), in_thread(KEFU_EVENT_SESSION_CLOSE, 500, 1), asks(1000));
	check_count(desk, "session_count", 1);
	kefu_desk_free(desk);
	desk = GAP_DESK(GAP_S, in_thread(KEFU_EVENT_SESSION_TAG, 0, 1), asks(500), asks(1000));
	check_count(desk, "session_count", 1); /* whatever opened it */
	kefu_desk_free(desk);
}
END_TEST

START_TEST(opinions_belong_to_the_latest_session_however_long_idle)
{
	kefu_event answer = in_thread(KEFU_EVENT_SURVEY_ANSWER, 5000, 1);
	kefu_event again = in_thread(KEFU_EVENT_SURVEY_ANSWER, 5100, 1);
	kefu_desk *desk;

	/* alone where there is none, so both count */
	desk = GAP_DESK(GAP_S, answer, again);
	check_share(desk, "csat_mean", 8, 2);
	check_count(desk, "session_count", 0);
	kefu_desk_free(desk);
	/* and of the latest, where there is one: it credits its owner */
	answer.agent = 0;
	answer.customer = 100;
	desk = GAP_DESK(GAP_S, in_thread(KEFU_EVENT_MESSAGE, 0, 0), in_thread(KEFU_EVENT_SESSION_CLOSE, 1, 0), answer);
	check_share(desk, "csat_mean", 4, 1);
	check_count(desk, "session_count", 1);
	kefu_desk_free(desk);
}
END_TEST

START_TEST(a_thread_is_customer_and_agent)
{
	kefu_event other = asks(1);
	kefu_desk *desk;

	other.customer = 101;
	desk = GAP_DESK(GAP_S, asks(0), in_thread(KEFU_EVENT_MESSAGE, 1, 2),
	                in_thread(KEFU_EVENT_MESSAGE, 2, 0), other, asks(3));
	check_count(desk, "session_count", 4);
	ck_assert_int_eq(statistics(desk).customers, 2);
	ck_assert_int_eq(statistics(desk).sessions, 0);
	kefu_desk_free(desk);
	/* a transfer does not rebind it */
	desk = GAP_DESK(GAP_S, asks(0), in_thread(KEFU_EVENT_SESSION_TRANSFER, 1, 1), asks(2));
	check_count(desk, "session_count", 1);
	kefu_desk_free(desk);
}
END_TEST

/* The shop */

START_TEST(the_shop_is_closed_from_its_last_word_on)
{
	kefu_desk *desk = DESK_OF(event_of(KEFU_EVENT_SHOP_CLOSED, 10),
	                          event_of(KEFU_EVENT_SHOP_OPEN, 20),
	                          event_of(KEFU_EVENT_SHOP_HOLIDAY, 30),
	                          question(5, 10), question(10, 11), question(20, 12),
	                          question(29, 13), question(30, 14), question(99, 15));

	/* nobody says so of the everyday figures: all count */
	check_count(desk, "session_count", 6);
	kefu_desk_free(desk);
}
END_TEST

/* What a message is */

START_TEST(modes_have_defaults)
{
	kefu_event note = reply(1, 10, 1);
	kefu_desk *desk = DESK_OF(question(0, 10), message(1, 10, KEFU_PARTY_BOT, 0));

	check_share(desk, "auto_response_rate", 1, 1); /* a bot's mode is bot */
	check_share(desk, "reply_rate", 0, 1);
	kefu_desk_free(desk);
	desk = DESK_OF(question(0, 10), message(1, 10, KEFU_PARTY_SYSTEM, 0));
	check_share(desk, "auto_response_rate", 0, 1); /* the system's auto */
	check_share(desk, "reply_rate", 0, 1);
	kefu_desk_free(desk);
	desk = DESK_OF(question(0, 10), reply(1, 10, 1));
	check_share(desk, "reply_rate", 1, 1); /* an agent's human */
	kefu_desk_free(desk);
	note.is_private = KEFU_YES;
	desk = DESK_OF(question(0, 10), note);
	check_share(desk, "reply_rate", 0, 1);
	kefu_desk_free(desk);
	note.is_private = KEFU_NO;
	desk = DESK_OF(question(0, 10), note);
	check_share(desk, "reply_rate", 1, 1);
	kefu_desk_free(desk);
}
END_TEST

/* Rounds */

START_TEST(a_round_opens_with_a_question_and_closes_with_a_reply)
{
	kefu_desk *desk = DESK_OF(reply(0, 10, 1), question(10, 10), question(20, 10), reply(30, 10, 1),
	                          reply(40, 10, 1), question(50, 10), plain(KEFU_EVENT_SESSION_CLOSE, 60),
	                          reply(70, 10, 1), question(80, 10), reply(85, 10, 1));

	/* 20 s and 5 s answered; the end left one unanswered */
	check_share(desk, "response_time", 25000, 2);
	check_share(desk, "reply_within_rate", 2, 3);
	ck_assert_int_eq(view_of(desk, 10).rounds, 3);
	ck_assert_int_eq(view_of(desk, 10).answered, 2);
	kefu_desk_free(desk);
}
END_TEST

START_TEST(a_first_response_follows_the_opening)
{
	kefu_event open = opening(0, 10, 100);
	kefu_desk *desk = DESK_OF(open, reply(0, 10, 1)); /* at once: 0 */

	check_share(desk, "first_response_time", 0, 1);
	kefu_desk_free(desk);
	open.initiator = KEFU_PARTY_AGENT;
	desk = DESK_OF(open, reply(5, 10, 1), question(60, 10), reply(70, 10, 1));
	check_share(desk, "first_response_time", 70000, 1); /* after the question */
	kefu_desk_free(desk);
}
END_TEST

/* The instant */

START_TEST(what_is_later_has_not_happened)
{
	kefu_event events[SAMPLE_MOST];
	size_t count = sample_events(events), i, k;
	kefu_desk *whole = desk_of(events, count);

	for (i = 0; i < count; i++) {
		kefu_desk *part = desk_with(NULL);
		char *a, *b;

		for (k = 0; k < count; k++)
			if (events[k].t <= events[i].t)
				unit_ok(kefu_desk_apply(part, &events[k], 1, NULL));
		a = knowledge_at(whole, events[i].t);
		b = knowledge_at(part, events[i].t);
		ck_assert_str_eq(a, b);
		free(a);
		free(b);
		kefu_desk_free(part);
	}
	kefu_desk_free(whole);
}
END_TEST

/* Customers who speak often: the fold must not depend on how many sessions
 * one has. */
START_TEST(a_customer_may_have_many_sessions)
{
	enum { MANY = 20000 };
	kefu_desk *desk = desk_with(NULL);
	size_t i;

	for (i = 0; i < MANY; i++) {
		/* in an order that a simple sort does not like */
		kefu_event open = opening((int64_t)((i * 7919) % MANY), 1000 + i, 100);

		unit_ok(kefu_desk_apply(desk, &open, 1, NULL));
	}
	check_count(desk, "session_count", MANY);
	kefu_desk_free(desk);
}
END_TEST

UNIT_MAIN("fold", the_first_event_that_names_it_opens_a_session,
          what_is_thought_of_it_opens_none,
          what_came_before_anything_opened_it_counts_alone,
          an_opening_says_who_began, else_the_first_message_says_who_began,
          a_second_opening_fills_what_was_missing,
          the_last_tag_classifies_whenever_dated,
          every_event_does_what_the_table_says_in_every_state,
          closing_leaves_the_resolution,
          a_reopen_counts_when_a_resolution_was_in_force,
          the_opening_and_the_assignment_set_the_owner,
          a_transfer_gives_the_session_away,
          whoever_comes_first_owns_what_nobody_owns,
          when_the_owner_leaves_nobody_owns_it,
          an_excluded_session_leaves_every_measure_until_included,
          a_merged_session_leaves_for_good,
          silence_longer_than_the_gap_begins_a_new_session,
          a_silent_thread_was_closed_when_the_gap_was_over,
          only_messages_openings_and_ends_break_the_silence,
          opinions_belong_to_the_latest_session_however_long_idle,
          a_thread_is_customer_and_agent,
          the_shop_is_closed_from_its_last_word_on, modes_have_defaults,
          a_round_opens_with_a_question_and_closes_with_a_reply,
          a_first_response_follows_the_opening,
          what_is_later_has_not_happened, a_customer_may_have_many_sessions)
