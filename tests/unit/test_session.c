/* Handles: each call is the event it spells, and reading one is the fold. */
#include "desk_unit.h"

#include "desk/desk.h"

static kefu_session *session_of(kefu_desk *desk, kefu_id id)
{
	kefu_session *session = NULL;

	unit_ok(kefu_desk_session(desk, id, &session));
	ck_assert_uint_eq(kefu_session_id(session), id);
	return session;
}

static kefu_session_view read_at(const kefu_session *session, int64_t seconds)
{
	kefu_session_view view = {.size = sizeof view};

	unit_ok(kefu_session_read(session, AT(seconds), &view));
	return view;
}

/* Tells a desk by handle everything that can be told. */
static void tell_everything(kefu_desk *desk)
{
	kefu_session *session = session_of(desk, 10);
	kefu_session *other = session_of(desk, 11);
	kefu_session_opening opening_of = {0};
	int64_t t = START;

	opening_of.size = sizeof opening_of;
	opening_of.initiator = KEFU_PARTY_AGENT;
	opening_of.phase = KEFU_PHASE_AFTERSALE;
	opening_of.customer = 100;
	opening_of.agent = 1;
	opening_of.team = 5;
	opening_of.channel = 50;
	opening_of.topic = 60;
	unit_ok(kefu_session_open(session, t += 1000, &opening_of));
	unit_ok(kefu_session_open(other, t, NULL));
	unit_ok(kefu_session_customer_message(session, t += 1000, 0));
	unit_ok(kefu_session_customer_message(session, t += 1000, KEFU_CONTENT_CARD));
	unit_ok(kefu_session_agent_reply(session, t += 1000, 1, KEFU_MODE_QUICK, KEFU_CONTENT_NOTICE));
	unit_ok(kefu_session_agent_reply(session, t += 1000, 1, 0, 0));
	unit_ok(kefu_session_bot_reply(session, t += 1000));
	unit_ok(kefu_session_system_message(session, t += 1000, 0));
	unit_ok(kefu_session_system_message(session, t += 1000, KEFU_MODE_WELCOME));
	unit_ok(kefu_session_note(session, t += 1000, 2));
	unit_ok(kefu_session_queue(session, t += 1000, 6));
	unit_ok(kefu_session_handoff(session, t += 1000));
	unit_ok(kefu_session_assign(session, t += 1000, 2));
	unit_ok(kefu_session_join(session, t += 1000, 3));
	unit_ok(kefu_session_leave(session, t += 1000, 3));
	unit_ok(kefu_session_transfer(session, t += 1000, 2, 3));
	unit_ok(kefu_session_transfer_to_team(session, t += 1000, 0, 6));
	unit_ok(kefu_session_escalate(session, t += 1000, 3, 2, 7));
	unit_ok(kefu_session_pend(session, t += 1000));
	unit_ok(kefu_session_hold(session, t += 1000));
	unit_ok(kefu_session_resume(session, t += 1000));
	unit_ok(kefu_session_resolve(session, t += 1000, 3));
	unit_ok(kefu_session_reopen(session, t += 1000));
	unit_ok(kefu_session_abandon(session, t += 1000));
	unit_ok(kefu_session_reopen(session, t += 1000));
	unit_ok(kefu_session_close(session, t += 1000));
	unit_ok(kefu_session_leave_message(session, t += 1000));
	unit_ok(kefu_session_tag(session, t += 1000, 61, KEFU_PHASE_PRESALE, KEFU_PRIORITY_HIGH));
	unit_ok(kefu_session_exclude(session, t += 1000, 70));
	unit_ok(kefu_session_include(session, t += 1000));
	unit_ok(kefu_session_merge(other, t += 1000, session));
	unit_ok(kefu_session_survey_send(session, t += 1000, KEFU_SURVEY_NPS));
	unit_ok(kefu_session_rate(session, t += 1000, KEFU_SURVEY_NPS, 9, 0, 10));
	unit_ok(kefu_session_complain(session, t += 1000, 2, 80));
	unit_ok(kefu_session_uphold(session, t += 1000, 80));
	unit_ok(kefu_session_dismiss(session, t += 1000, 80));
	unit_ok(kefu_session_find(session, t += 1000, 2, 81, -5));
	unit_ok(kefu_session_use_article(session, t += 1000, 2, 82));
	unit_ok(kefu_session_number(session, 7));
	unit_ok(kefu_session_customer_message(session, t += 1000, 0));
	unit_ok(kefu_session_retract(session, t += 1000, 7));
	kefu_session_free(session);
	kefu_session_free(other);
}

/* The same, spelled as events. */
static size_t spell_everything(kefu_event *events)
{
	size_t n = 0;
	int64_t s = 0;

	events[n] = session_event(KEFU_EVENT_SESSION_OPEN, ++s, 10, 1);
	events[n].initiator = KEFU_PARTY_AGENT;
	events[n].phase = KEFU_PHASE_AFTERSALE;
	events[n].customer = 100;
	events[n].team = 5;
	events[n].channel = 50;
	events[n++].topic = 60;
	events[n++] = session_event(KEFU_EVENT_SESSION_OPEN, s, 11, 0);
	events[n++] = question(++s, 10);
	events[n] = question(++s, 10);
	events[n++].content = KEFU_CONTENT_CARD;
	events[n] = reply(++s, 10, 1);
	events[n].mode = KEFU_MODE_QUICK;
	events[n++].content = KEFU_CONTENT_NOTICE;
	events[n++] = reply(++s, 10, 1);
	events[n++] = message(++s, 10, KEFU_PARTY_BOT, 0);
	events[n++] = message(++s, 10, KEFU_PARTY_SYSTEM, 0);
	events[n] = message(++s, 10, KEFU_PARTY_SYSTEM, 0);
	events[n++].mode = KEFU_MODE_WELCOME;
	events[n] = reply(++s, 10, 2);
	events[n++].is_private = KEFU_YES;
	events[n] = session_event(KEFU_EVENT_SESSION_QUEUE, ++s, 10, 0);
	events[n++].team = 6;
	events[n++] = session_event(KEFU_EVENT_SESSION_HANDOFF, ++s, 10, 0);
	events[n++] = session_event(KEFU_EVENT_SESSION_ASSIGN, ++s, 10, 2);
	events[n++] = session_event(KEFU_EVENT_SESSION_JOIN, ++s, 10, 3);
	events[n++] = session_event(KEFU_EVENT_SESSION_LEAVE, ++s, 10, 3);
	events[n] = session_event(KEFU_EVENT_SESSION_TRANSFER, ++s, 10, 2);
	events[n++].to = 3;
	events[n] = session_event(KEFU_EVENT_SESSION_TRANSFER, ++s, 10, 0);
	events[n++].to_team = 6;
	events[n] = session_event(KEFU_EVENT_SESSION_ESCALATE, ++s, 10, 3);
	events[n].value = 2;
	events[n++].team = 7;
	events[n++] = session_event(KEFU_EVENT_SESSION_PEND, ++s, 10, 0);
	events[n++] = session_event(KEFU_EVENT_SESSION_HOLD, ++s, 10, 0);
	events[n++] = session_event(KEFU_EVENT_SESSION_RESUME, ++s, 10, 0);
	events[n++] = session_event(KEFU_EVENT_SESSION_RESOLVE, ++s, 10, 3);
	events[n++] = session_event(KEFU_EVENT_SESSION_REOPEN, ++s, 10, 0);
	events[n++] = session_event(KEFU_EVENT_SESSION_ABANDON, ++s, 10, 0);
	events[n++] = session_event(KEFU_EVENT_SESSION_REOPEN, ++s, 10, 0);
	events[n++] = session_event(KEFU_EVENT_SESSION_CLOSE, ++s, 10, 0);
	events[n++] = session_event(KEFU_EVENT_SESSION_LEAVE_MESSAGE, ++s, 10, 0);
	events[n] = session_event(KEFU_EVENT_SESSION_TAG, ++s, 10, 0);
	events[n].topic = 61;
	events[n].phase = KEFU_PHASE_PRESALE;
	events[n++].priority = KEFU_PRIORITY_HIGH;
	events[n] = session_event(KEFU_EVENT_SESSION_EXCLUDE, ++s, 10, 0);
	events[n++].name = 70;
	events[n++] = session_event(KEFU_EVENT_SESSION_INCLUDE, ++s, 10, 0);
	events[n] = session_event(KEFU_EVENT_SESSION_MERGE, ++s, 11, 0);
	events[n++].to = 10;
	events[n] = session_event(KEFU_EVENT_SURVEY_SEND, ++s, 10, 0);
	events[n++].survey = KEFU_SURVEY_NPS;
	events[n] = session_event(KEFU_EVENT_SURVEY_ANSWER, ++s, 10, 0);
	events[n].survey = KEFU_SURVEY_NPS;
	events[n].value = 9;
	events[n++].max = 10;
	events[n] = session_event(KEFU_EVENT_COMPLAINT_FILE, ++s, 10, 2);
	events[n++].complaint = 80;
	events[n] = session_event(KEFU_EVENT_COMPLAINT_UPHOLD, ++s, 10, 0);
	events[n++].complaint = 80;
	events[n] = session_event(KEFU_EVENT_COMPLAINT_DISMISS, ++s, 10, 0);
	events[n++].complaint = 80;
	events[n] = session_event(KEFU_EVENT_QA_FINDING, ++s, 10, 2);
	events[n].name = 81;
	events[n++].value = -5;
	events[n] = session_event(KEFU_EVENT_KB_USE, ++s, 10, 2);
	events[n++].name = 82;
	events[n] = question(++s, 10);
	events[n++].seq = 7;
	events[n] = session_event(KEFU_EVENT_RETRACT, ++s, 10, 0);
	events[n++].seq = 7;
	return n;
}

/* Two desks hold the same events, field by field. */
static void check_held(const kefu_desk *a, const kefu_desk *b)
{
	struct entries x = {0}, y = {0};
	uint32_t track, count = timelines_track_count(a->timelines);
	size_t i;

	ck_assert_uint_eq(count, timelines_track_count(b->timelines));
	for (track = 0; track < count; track++) {
		x.count = y.count = 0;
		unit_ok(timelines_read(a->timelines, track, kefu_time_max(), &a->allocator, &x));
		unit_ok(timelines_read(b->timelines, track, kefu_time_max(), &b->allocator, &y));
		ck_assert_uint_eq(x.count, y.count);
		for (i = 0; i < x.count; i++)
			ck_assert_msg(memcmp(&x.at[i], &y.at[i], sizeof *x.at) == 0,
			              "event %zu (%s) differs", i,
			              kefu_event_kind_name(y.at[i].kind));
	}
	memory_put(&a->allocator, x.at, x.capacity * sizeof *x.at);
	memory_put(&b->allocator, y.at, y.capacity * sizeof *y.at);
}

START_TEST(calls_are_the_events_they_spell)
{
	kefu_desk *told = desk_with(NULL), *spelled = desk_with(NULL);
	kefu_event events[64];
	size_t count = spell_everything(events), i;
	kefu_session_view a, b;

	tell_everything(told);
	for (i = 0; i < count; i++) {
		unit_ok(kefu_desk_apply(spelled, &events[i], 1, NULL));
	}
	check_held(told, spelled);
	check_same(told, spelled);
	ck_assert_int_eq(statistics(told).applied, (int64_t)count);
	a = view_of(told, 10);
	b = view_of(spelled, 10);
	ck_assert_mem_eq(&a, &b, sizeof a);
	kefu_desk_free(told);
	kefu_desk_free(spelled);
}
END_TEST

/* The knowledge at every instant along the way, so that a call that says the
 * wrong thing shows even where a later one covers it. */
START_TEST(calls_are_the_events_they_spell_at_every_instant)
{
	kefu_desk *told = desk_with(NULL), *spelled = desk_with(NULL);
	kefu_event events[64];
	size_t count = spell_everything(events), i;

	tell_everything(told);
	unit_ok(kefu_desk_apply(spelled, events, count, NULL));
	for (i = 0; i < count; i++) {
		char *a = knowledge_at(told, events[i].t);
		char *b = knowledge_at(spelled, events[i].t);
		kefu_session_view x = view_at(told, 10, events[i].t);
		kefu_session_view y = view_at(spelled, 10, events[i].t);

		ck_assert_str_eq(a, b);
		ck_assert_mem_eq(&x, &y, sizeof x);
		free(a);
		free(b);
	}
	kefu_desk_free(told);
	kefu_desk_free(spelled);
}
END_TEST

START_TEST(a_view_tells_how_the_session_stands)
{
	kefu_desk *desk = desk_with(NULL);
	kefu_session *session = session_of(desk, 10);
	kefu_session_view view;

	tell_everything(desk);
	view = read_at(session, 1);
	ck_assert_int_eq(view.state, KEFU_SESSION_OPEN);
	ck_assert_int_eq(view.initiator, KEFU_PARTY_AGENT);
	ck_assert_int_eq(view.phase, KEFU_PHASE_AFTERSALE);
	ck_assert_uint_eq(view.customer, 100);
	ck_assert_uint_eq(view.owner, 1);
	ck_assert_uint_eq(view.channel, 50);
	ck_assert_uint_eq(view.topic, 60);
	ck_assert_int_eq(view.opened, AT(1));
	ck_assert_int_eq(view.last, AT(1));
	ck_assert_int_eq(view.ended, -1);
	ck_assert_int_eq(view.resolved, -1);
	ck_assert_int_eq(view.first_response, -1);
	ck_assert_int_eq(view.waiting_since, -1);
	ck_assert_int_eq(view.rounds, 0);

	view = read_at(session, 3);
	ck_assert_int_eq(view.waiting_since, AT(2));
	ck_assert_int_eq(view.rounds, 1);
	ck_assert_int_eq(view.messages_in, 2);
	ck_assert_int_eq(view.messages_out, 0);

	view = read_at(session, 12);
	ck_assert_int_eq(view.waiting_since, -1);
	ck_assert_int_eq(view.first_response, 3000);
	ck_assert_int_eq(view.answered, 1);
	ck_assert_int_eq(view.messages_out, 2); /* no bot, system or note */
	ck_assert_uint_eq(view.owner, 2);

	ck_assert_uint_eq(read_at(session, 15).owner, 3);
	ck_assert_int_eq(read_at(session, 15).transfers, 1);
	ck_assert_uint_eq(read_at(session, 16).owner, 0);
	ck_assert_int_eq(read_at(session, 16).transfers, 2);
	ck_assert_int_eq(read_at(session, 17).escalations, 1);
	ck_assert_int_eq(read_at(session, 18).state, KEFU_SESSION_PENDING);
	ck_assert_int_eq(read_at(session, 19).state, KEFU_SESSION_HOLD);
	ck_assert_int_eq(read_at(session, 20).state, KEFU_SESSION_OPEN);
	view = read_at(session, 21);
	ck_assert_int_eq(view.state, KEFU_SESSION_RESOLVED);
	ck_assert_int_eq(view.resolved, AT(21));
	ck_assert_int_eq(view.ended, AT(21));
	view = read_at(session, 22);
	ck_assert_int_eq(view.state, KEFU_SESSION_OPEN);
	ck_assert_int_eq(view.reopens, 1);
	ck_assert_int_eq(view.resolved, -1);
	ck_assert_int_eq(read_at(session, 23).state, KEFU_SESSION_ABANDONED);
	ck_assert_int_eq(read_at(session, 24).reopens, 1); /* of no resolution */
	ck_assert_int_eq(read_at(session, 25).state, KEFU_SESSION_CLOSED);
	ck_assert_int_eq(read_at(session, 25).left_message, 0);
	ck_assert_int_eq(read_at(session, 26).left_message, 1);
	view = read_at(session, 27);
	ck_assert_uint_eq(view.topic, 61);
	ck_assert_int_eq(view.phase, KEFU_PHASE_PRESALE);
	ck_assert_int_eq(view.priority, KEFU_PRIORITY_HIGH);
	ck_assert_int_eq(read_at(session, 28).excluded, 1);
	ck_assert_int_eq(read_at(session, 29).excluded, 0);
	ck_assert_int_eq(view_at(desk, 11, AT(30)).excluded, 1);
	/* the message with the number 7, and then not */
	ck_assert_int_eq(read_at(session, 38).state, KEFU_SESSION_OPEN);
	ck_assert_int_eq(read_at(session, 38).messages_in, 3);
	ck_assert_int_eq(read_at(session, 39).state, KEFU_SESSION_CLOSED);
	ck_assert_int_eq(read_at(session, 39).messages_in, 2);
	kefu_session_free(session);
	kefu_desk_free(desk);
}
END_TEST

START_TEST(what_means_nothing_is_ignored_and_counted)
{
	kefu_desk *desk = desk_with(NULL);
	kefu_session *session = session_of(desk, 10);

	unit_ok(kefu_session_close(session, AT(0)));
	unit_ok(kefu_session_resume(session, AT(1)));
	unit_ok(kefu_session_pend(session, AT(2)));
	ck_assert_int_eq(read_at(session, 2).ignored, 2);
	ck_assert_int_eq(read_at(session, 2).state, KEFU_SESSION_CLOSED);
	ck_assert_int_eq(read_at(session, 2).last, AT(2));
	kefu_session_free(session);
	kefu_desk_free(desk);
}
END_TEST

START_TEST(an_end_leaves_no_one_waiting)
{
	kefu_desk *desk = DESK_OF(
		question(0, 10),
		session_event(KEFU_EVENT_SESSION_CLOSE, 5, 10, 0),
		reply(6, 10, 1));

	ck_assert_int_eq(view_at(desk, 10, AT(4)).waiting_since, AT(0));
	ck_assert_int_eq(view_at(desk, 10, AT(5)).waiting_since, -1);
	ck_assert_int_eq(view_of(desk, 10).rounds, 1);
	ck_assert_int_eq(view_of(desk, 10).answered, 0);
	kefu_desk_free(desk);
}
END_TEST

START_TEST(the_view_agrees_with_the_measures)
{
	kefu_event events[SAMPLE_MOST];
	kefu_desk *desk = desk_of(events, sample_events(events));
	kefu_measure first = figure(desk, "first_response_time.sum");

	/* 12 has no human reply, 13 none at all; 102 is a thread */
	ck_assert_int_eq(first.num, view_of(desk, 10).first_response +
	                            view_of(desk, 11).first_response + 20000);
	check_count(desk, "reopen_count", view_of(desk, 11).reopens);
	kefu_desk_free(desk);
}
END_TEST

START_TEST(a_number_serves_one_event)
{
	kefu_desk *desk = desk_with(NULL);
	kefu_session *session = session_of(desk, 10);

	unit_ok(kefu_session_number(session, 1));
	unit_ok(kefu_session_customer_message(session, AT(0), 0));
	unit_ok(kefu_session_customer_message(session, AT(0), 0)); /* no number */
	ck_assert_int_eq(statistics(desk).applied, 2);
	unit_ok(kefu_session_number(session, 1));
	unit_ok(kefu_session_customer_message(session, AT(9), 0));
	ck_assert_int_eq(statistics(desk).applied, 2);
	ck_assert_int_eq(statistics(desk).duplicates, 1);
	/* a refused event does not use it up, a retraction neither */
	unit_ok(kefu_session_number(session, 2));
	unit_status(kefu_session_customer_message(session, -1, 0), KEFU_E_TIME);
	unit_ok(kefu_session_retract(session, AT(9), 1));
	unit_ok(kefu_session_customer_message(session, AT(10), 0));
	unit_ok(kefu_session_retract(session, AT(11), 2));
	ck_assert_int_eq(view_of(desk, 10).messages_in, 1);
	/* 0 takes it away */
	unit_ok(kefu_session_number(session, 2));
	unit_ok(kefu_session_number(session, 0));
	unit_ok(kefu_session_customer_message(session, AT(12), 0));
	ck_assert_int_eq(view_of(desk, 10).messages_in, 2);
	kefu_session_free(session);
	kefu_desk_free(desk);
}
END_TEST

START_TEST(many_handles_speak_of_one_session)
{
	kefu_desk *desk = desk_with(NULL);
	kefu_id id = interned(desk, "ticket-1");
	kefu_session *a = session_of(desk, id), *b = session_of(desk, id);

	unit_ok(kefu_session_open(a, AT(0), NULL));
	unit_ok(kefu_session_close(b, AT(1)));
	ck_assert_int_eq(read_at(a, 1).state, KEFU_SESSION_CLOSED);
	ck_assert_int_eq(statistics(desk).sessions, 1);
	kefu_session_free(a);
	ck_assert_int_eq(read_at(b, 1).state, KEFU_SESSION_CLOSED);
	kefu_session_free(b);
	kefu_desk_free(desk);
}
END_TEST

START_TEST(a_desk_may_go_before_its_handles)
{
	unit_fuse fuse = {-1, 0, 0, 0, 0, 0};
	kefu_allocator allocator = unit_allocator(&fuse);
	kefu_desk_options options = {.size = sizeof options};
	kefu_session_view view = {.size = sizeof view};
	kefu_agent_view agent_view = {.size = sizeof agent_view};
	kefu_session *session, *other;
	kefu_agent *agent;
	kefu_desk *desk;

	options.allocator = &allocator;
	desk = desk_with(&options);
	session = session_of(desk, 10);
	other = session_of(desk, 11);
	unit_ok(kefu_desk_agent(desk, 1, &agent));
	unit_ok(kefu_session_open(session, AT(0), NULL));
	kefu_desk_free(desk);
	unit_status(kefu_session_open(session, AT(1), NULL), KEFU_E_HANDLE);
	unit_status(kefu_session_number(session, 1), KEFU_E_HANDLE);
	unit_status(kefu_session_retract(session, AT(1), 1), KEFU_E_HANDLE);
	unit_status(kefu_session_merge(session, AT(1), other), KEFU_E_HANDLE);
	unit_status(kefu_session_read(session, AT(1), &view), KEFU_E_HANDLE);
	unit_status(kefu_agent_online(agent, AT(1)), KEFU_E_HANDLE);
	unit_status(kefu_agent_number(agent, 1), KEFU_E_HANDLE);
	unit_status(kefu_agent_retract(agent, AT(1), 1), KEFU_E_HANDLE);
	unit_status(kefu_agent_read(agent, AT(1), &agent_view), KEFU_E_HANDLE);
	ck_assert_uint_eq(kefu_session_id(session), 10);
	ck_assert_uint_eq(kefu_agent_id(agent), 1);
	kefu_session_free(session);
	kefu_agent_free(agent);
	ck_assert_int_gt(fuse.live, 0);
	kefu_session_free(other);
	ck_assert_int_eq(fuse.live, 0);
}
END_TEST

START_TEST(a_handle_of_another_desk_is_refused)
{
	kefu_desk *one = desk_with(NULL), *two = desk_with(NULL);
	kefu_session *session = session_of(one, 10);
	kefu_session *foreign = session_of(two, 11);
	char *before = knowledge(one), *after;

	unit_status(kefu_session_merge(session, AT(0), foreign), KEFU_E_HANDLE);
	after = knowledge(one);
	ck_assert_str_eq(before, after);
	free(before);
	free(after);
	kefu_session_free(session);
	kefu_session_free(foreign);
	kefu_desk_free(one);
	kefu_desk_free(two);
}
END_TEST

START_TEST(refusals_of_handles_have_their_status)
{
	kefu_desk *desk = desk_with(NULL);
	kefu_session *session = NULL;
	kefu_agent *agent = NULL;
	kefu_session_opening bad = {0};
	kefu_session_view view = {.size = sizeof view};
	kefu_agent_view presence = {.size = sizeof presence};
	kefu_id unknown = interned(desk, "x") + 1;
	char *before, *after;

	unit_status(kefu_desk_session(NULL, 10, &session), KEFU_E_NULL);
	unit_status(kefu_desk_session(desk, 10, NULL), KEFU_E_NULL);
	unit_status(kefu_desk_session(desk, 0, &session), KEFU_E_MISSING);
	unit_status(kefu_desk_session(desk, unknown, &session), KEFU_E_ID);
	unit_status(kefu_desk_agent(NULL, 1, &agent), KEFU_E_NULL);
	unit_status(kefu_desk_agent(desk, 1, NULL), KEFU_E_NULL);
	unit_status(kefu_desk_agent(desk, 0, &agent), KEFU_E_MISSING);
	unit_status(kefu_desk_agent(desk, unknown, &agent), KEFU_E_ID);
	ck_assert_ptr_null(session);
	ck_assert_ptr_null(agent);
	session = session_of(desk, 10);
	unit_ok(kefu_desk_agent(desk, 1, &agent));
	unit_status(kefu_session_read(session, AT(0), &view), KEFU_E_NOT_FOUND);
	unit_ok(kefu_session_open(session, AT(5), NULL));
	unit_ok(kefu_session_customer_message(session, AT(5), 0));
	before = knowledge(desk);

	/* what the desk does not see */
	unit_status(kefu_session_open(session, AT(6), &bad), KEFU_E_SIZE);
	bad.size = sizeof bad;
	bad.reserved[1] = 1;
	unit_status(kefu_session_open(session, AT(6), &bad), KEFU_E_SIZE);
	unit_status(kefu_session_number(session, -1), KEFU_E_NEGATIVE);
	unit_status(kefu_session_merge(session, AT(6), NULL), KEFU_E_NULL);
	unit_status(kefu_session_read(session, AT(6), NULL), KEFU_E_NULL);
	unit_status(kefu_session_read(session, -1, &view), KEFU_E_TIME);
	unit_status(kefu_session_read(session, kefu_time_max() + 1, &view), KEFU_E_TIME);
	unit_status(kefu_session_read(session, AT(4), &view), KEFU_E_NOT_FOUND);
	view.size--;
	unit_status(kefu_session_read(session, AT(6), &view), KEFU_E_SIZE);
	unit_status(kefu_agent_number(agent, -1), KEFU_E_NEGATIVE);
	unit_status(kefu_agent_read(agent, AT(6), NULL), KEFU_E_NULL);
	unit_status(kefu_agent_read(agent, -1, &presence), KEFU_E_TIME);
	presence.size++;
	unit_status(kefu_agent_read(agent, AT(6), &presence), KEFU_E_SIZE);
	ck_assert_int_eq(statistics(desk).refused, 0);

	/* what it refuses */
	memset(&bad, 0, sizeof bad);
	bad.size = sizeof bad;
	bad.initiator = KEFU_PARTY_BOT;
	unit_status(kefu_session_open(session, AT(6), &bad), KEFU_E_ENUM);
	unit_status(kefu_session_customer_message(session, AT(6), 99), KEFU_E_ENUM);
	unit_status(kefu_session_customer_message(session, AT(6), 256 + KEFU_CONTENT_CARD), KEFU_E_ENUM);
	unit_status(kefu_session_customer_message(session, AT(6), -1), KEFU_E_ENUM);
	unit_status(kefu_session_agent_reply(session, AT(6), 1, 7, 0), KEFU_E_ENUM);
	unit_status(kefu_session_agent_reply(session, AT(6), unknown, 0, 0), KEFU_E_ID);
	unit_status(kefu_session_system_message(session, AT(6), 77), KEFU_E_ENUM);
	unit_status(kefu_session_assign(session, AT(6), 0), KEFU_E_MISSING);
	unit_status(kefu_session_join(session, AT(6), 0), KEFU_E_MISSING);
	unit_status(kefu_session_escalate(session, AT(6), 0, -1, 0), KEFU_E_RANGE);
	unit_status(kefu_session_escalate(session, AT(6), 0, 1000001, 0), KEFU_E_RANGE);
	unit_status(kefu_session_tag(session, AT(6), 0, 3, 0), KEFU_E_ENUM);
	unit_status(kefu_session_tag(session, AT(6), 0, 0, 5), KEFU_E_ENUM);
	unit_status(kefu_session_survey_send(session, AT(6), 0), KEFU_E_MISSING);
	unit_status(kefu_session_survey_send(session, AT(6), 8), KEFU_E_ENUM);
	unit_status(kefu_session_rate(session, AT(6), 0, 3, 1, 5), KEFU_E_MISSING);
	unit_status(kefu_session_rate(session, AT(6), 1, 3, 0, 0), KEFU_E_MISSING);
	unit_status(kefu_session_rate(session, AT(6), 1, 6, 1, 5), KEFU_E_SCORE);
	unit_status(kefu_session_rate(session, AT(6), 1, 3, 5, 1), KEFU_E_SCORE);
	unit_status(kefu_session_find(session, AT(6), 0, 0, 1000000001), KEFU_E_RANGE);
	unit_status(kefu_session_retract(session, AT(6), 0), KEFU_E_MISSING);
	unit_status(kefu_session_retract(session, AT(6), -1), KEFU_E_NEGATIVE);
	unit_status(kefu_session_pend(session, -1), KEFU_E_TIME);
	unit_status(kefu_session_pend(session, kefu_time_max() + 1), KEFU_E_TIME);
	unit_status(kefu_agent_online(agent, -1), KEFU_E_TIME);
	unit_status(kefu_agent_target(agent, AT(6), 0, 1), KEFU_E_MISSING);
	unit_status(kefu_agent_target(agent, AT(6), unknown, 1), KEFU_E_ID);
	unit_status(kefu_agent_retract(agent, AT(6), 0), KEFU_E_MISSING);
	unit_status(kefu_agent_retract(agent, AT(6), -1), KEFU_E_NEGATIVE);
	ck_assert_int_eq(statistics(desk).refused, 29);
	after = knowledge(desk);
	ck_assert_str_eq(before, after);
	free(before);
	free(after);
	kefu_session_free(session);
	kefu_agent_free(agent);
	kefu_desk_free(desk);
}
END_TEST

START_TEST(null_handles_are_told)
{
	kefu_session_view view = {.size = sizeof view};
	kefu_agent_view presence = {.size = sizeof presence};

	kefu_session_free(NULL);
	kefu_agent_free(NULL);
	ck_assert_uint_eq(kefu_session_id(NULL), 0);
	ck_assert_uint_eq(kefu_agent_id(NULL), 0);
	unit_status(kefu_session_number(NULL, 1), KEFU_E_NULL);
	unit_status(kefu_session_open(NULL, 0, NULL), KEFU_E_NULL);
	unit_status(kefu_session_customer_message(NULL, 0, 0), KEFU_E_NULL);
	unit_status(kefu_session_agent_reply(NULL, 0, 1, 0, 0), KEFU_E_NULL);
	unit_status(kefu_session_bot_reply(NULL, 0), KEFU_E_NULL);
	unit_status(kefu_session_system_message(NULL, 0, 0), KEFU_E_NULL);
	unit_status(kefu_session_note(NULL, 0, 1), KEFU_E_NULL);
	unit_status(kefu_session_queue(NULL, 0, 0), KEFU_E_NULL);
	unit_status(kefu_session_handoff(NULL, 0), KEFU_E_NULL);
	unit_status(kefu_session_assign(NULL, 0, 1), KEFU_E_NULL);
	unit_status(kefu_session_join(NULL, 0, 1), KEFU_E_NULL);
	unit_status(kefu_session_leave(NULL, 0, 1), KEFU_E_NULL);
	unit_status(kefu_session_transfer(NULL, 0, 0, 1), KEFU_E_NULL);
	unit_status(kefu_session_transfer_to_team(NULL, 0, 0, 1), KEFU_E_NULL);
	unit_status(kefu_session_escalate(NULL, 0, 0, 1, 0), KEFU_E_NULL);
	unit_status(kefu_session_pend(NULL, 0), KEFU_E_NULL);
	unit_status(kefu_session_hold(NULL, 0), KEFU_E_NULL);
	unit_status(kefu_session_resume(NULL, 0), KEFU_E_NULL);
	unit_status(kefu_session_resolve(NULL, 0, 0), KEFU_E_NULL);
	unit_status(kefu_session_reopen(NULL, 0), KEFU_E_NULL);
	unit_status(kefu_session_close(NULL, 0), KEFU_E_NULL);
	unit_status(kefu_session_abandon(NULL, 0), KEFU_E_NULL);
	unit_status(kefu_session_leave_message(NULL, 0), KEFU_E_NULL);
	unit_status(kefu_session_tag(NULL, 0, 1, 0, 0), KEFU_E_NULL);
	unit_status(kefu_session_exclude(NULL, 0, 0), KEFU_E_NULL);
	unit_status(kefu_session_include(NULL, 0), KEFU_E_NULL);
	unit_status(kefu_session_merge(NULL, 0, NULL), KEFU_E_NULL);
	unit_status(kefu_session_survey_send(NULL, 0, 1), KEFU_E_NULL);
	unit_status(kefu_session_rate(NULL, 0, 1, 1, 1, 5), KEFU_E_NULL);
	unit_status(kefu_session_complain(NULL, 0, 0, 0), KEFU_E_NULL);
	unit_status(kefu_session_uphold(NULL, 0, 0), KEFU_E_NULL);
	unit_status(kefu_session_dismiss(NULL, 0, 0), KEFU_E_NULL);
	unit_status(kefu_session_find(NULL, 0, 0, 0, 0), KEFU_E_NULL);
	unit_status(kefu_session_use_article(NULL, 0, 0, 0), KEFU_E_NULL);
	unit_status(kefu_session_retract(NULL, 0, 1), KEFU_E_NULL);
	unit_status(kefu_session_read(NULL, 0, &view), KEFU_E_NULL);
	unit_status(kefu_agent_number(NULL, 1), KEFU_E_NULL);
	unit_status(kefu_agent_online(NULL, 0), KEFU_E_NULL);
	unit_status(kefu_agent_suspend(NULL, 0), KEFU_E_NULL);
	unit_status(kefu_agent_offline(NULL, 0), KEFU_E_NULL);
	unit_status(kefu_agent_training(NULL, 0), KEFU_E_NULL);
	unit_status(kefu_agent_target(NULL, 0, 1, 1), KEFU_E_NULL);
	unit_status(kefu_agent_retract(NULL, 0, 1), KEFU_E_NULL);
	unit_status(kefu_agent_read(NULL, 0, &presence), KEFU_E_NULL);
}
END_TEST

static kefu_agent_view presence_at(const kefu_agent *agent, int64_t seconds)
{
	kefu_agent_view view = {.size = sizeof view};

	unit_ok(kefu_agent_read(agent, AT(seconds), &view));
	return view;
}

START_TEST(an_agent_comes_and_goes)
{
	kefu_desk *desk = desk_with(NULL);
	kefu_agent_view view = {.size = sizeof view};
	kefu_agent *agent;

	unit_ok(kefu_desk_agent(desk, 1, &agent));
	view = presence_at(agent, 0);
	ck_assert_int_eq(view.presence, KEFU_AGENT_UNKNOWN);
	ck_assert_int_eq(view.since, -1);
	ck_assert_int_eq(view.online_since, -1);
	ck_assert_int_eq(view.trained, -1);
	ck_assert_int_eq(view.online_ms, 0);
	unit_ok(kefu_agent_online(agent, AT(10)));
	unit_ok(kefu_agent_online(agent, AT(20)));
	unit_ok(kefu_agent_suspend(agent, AT(30)));
	unit_ok(kefu_agent_training(agent, AT(35)));
	unit_ok(kefu_agent_target(agent, AT(35), interned(desk, "csat_mean"), 4));
	unit_ok(kefu_agent_online(agent, AT(50)));
	unit_ok(kefu_agent_offline(agent, AT(60)));
	unit_ok(kefu_agent_suspend(agent, AT(100)));

	ck_assert_int_eq(presence_at(agent, 9).presence, KEFU_AGENT_UNKNOWN);
	view = presence_at(agent, 25);
	ck_assert_int_eq(view.presence, KEFU_AGENT_ONLINE);
	ck_assert_int_eq(view.since, AT(10));
	ck_assert_int_eq(view.online_ms, 15000);
	view = presence_at(agent, 40);
	ck_assert_int_eq(view.presence, KEFU_AGENT_SUSPENDED);
	ck_assert_int_eq(view.since, AT(30));
	ck_assert_int_eq(view.online_since, AT(10));
	ck_assert_int_eq(view.online_ms, 30000);
	ck_assert_int_eq(view.suspended_ms, 10000);
	ck_assert_int_eq(view.trained, AT(35));
	view = presence_at(agent, 55);
	ck_assert_int_eq(view.presence, KEFU_AGENT_ONLINE);
	ck_assert_int_eq(view.since, AT(50));
	ck_assert_int_eq(view.online_since, AT(10));
	ck_assert_int_eq(view.suspended_ms, 20000);
	view = presence_at(agent, 90);
	ck_assert_int_eq(view.presence, KEFU_AGENT_OFFLINE);
	ck_assert_int_eq(view.since, AT(60));
	ck_assert_int_eq(view.online_since, -1);
	ck_assert_int_eq(view.online_ms, 50000);
	unit_ok(kefu_agent_read(agent, KEFU_AS_OF_LAST, &view));
	ck_assert_int_eq(view.presence, KEFU_AGENT_SUSPENDED);
	ck_assert_int_eq(view.online_since, AT(100));
	kefu_agent_free(agent);
	kefu_desk_free(desk);
}
END_TEST

START_TEST(an_agents_event_is_taken_back)
{
	kefu_desk *desk = desk_with(NULL);
	kefu_agent *agent;

	unit_ok(kefu_desk_agent(desk, 1, &agent));
	unit_ok(kefu_agent_number(agent, 4));
	unit_ok(kefu_agent_online(agent, AT(10)));
	unit_ok(kefu_agent_number(agent, 4));
	unit_ok(kefu_agent_offline(agent, AT(10)));
	ck_assert_int_eq(statistics(desk).duplicates, 1);
	unit_ok(kefu_agent_retract(agent, AT(20), 4));
	ck_assert_int_eq(presence_at(agent, 15).presence, KEFU_AGENT_ONLINE);
	ck_assert_int_eq(presence_at(agent, 20).presence, KEFU_AGENT_UNKNOWN);
	kefu_agent_free(agent);
	kefu_desk_free(desk);
}
END_TEST

START_TEST(states_have_names)
{
	ck_assert_str_eq(kefu_session_state_name(KEFU_SESSION_OPEN), "open");
	ck_assert_str_eq(kefu_session_state_name(KEFU_SESSION_PENDING), "pending");
	ck_assert_str_eq(kefu_session_state_name(KEFU_SESSION_HOLD), "hold");
	ck_assert_str_eq(kefu_session_state_name(KEFU_SESSION_RESOLVED), "resolved");
	ck_assert_str_eq(kefu_session_state_name(KEFU_SESSION_CLOSED), "closed");
	ck_assert_str_eq(kefu_session_state_name(KEFU_SESSION_ABANDONED), "abandoned");
	ck_assert_ptr_null(kefu_session_state_name(0));
	ck_assert_ptr_null(kefu_session_state_name(7));
	ck_assert_str_eq(kefu_agent_presence_name(KEFU_AGENT_UNKNOWN), "unknown");
	ck_assert_str_eq(kefu_agent_presence_name(KEFU_AGENT_ONLINE), "online");
	ck_assert_str_eq(kefu_agent_presence_name(KEFU_AGENT_SUSPENDED), "suspended");
	ck_assert_str_eq(kefu_agent_presence_name(KEFU_AGENT_OFFLINE), "offline");
	ck_assert_ptr_null(kefu_agent_presence_name(4));
	ck_assert_ptr_null(kefu_agent_presence_name(-1));
}
END_TEST

UNIT_MAIN("session", calls_are_the_events_they_spell,
          calls_are_the_events_they_spell_at_every_instant,
          a_view_tells_how_the_session_stands,
          what_means_nothing_is_ignored_and_counted,
          an_end_leaves_no_one_waiting, the_view_agrees_with_the_measures,
          a_number_serves_one_event, many_handles_speak_of_one_session,
          a_desk_may_go_before_its_handles,
          a_handle_of_another_desk_is_refused,
          refusals_of_handles_have_their_status, null_handles_are_told,
          an_agent_comes_and_goes, an_agents_event_is_taken_back,
          states_have_names)
