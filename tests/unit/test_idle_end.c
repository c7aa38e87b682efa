/* Sessions that end because nothing happens in them any more. */
#include "desk_unit.h"

#include "desk/desk.h"

#define IDLE_S 3600

static kefu_desk *idle_desk(int64_t gap_s, int64_t idle_s, const kefu_event *events, size_t count)
{
	kefu_desk_options options = {.size = sizeof options};
	kefu_desk *desk;

	options.session_gap = gap_s * SECOND_MS;
	desk = desk_with(&options);
	desk->keeping.idle_end = idle_s * SECOND_MS;
	unit_ok(kefu_desk_apply(desk, events, count, NULL));
	return desk;
}
#define IDLE_DESK(...) \
	idle_desk(0, IDLE_S, (const kefu_event[]){__VA_ARGS__}, \
	        sizeof((const kefu_event[]){__VA_ARGS__}) / sizeof(kefu_event))

static kefu_event in_thread(int32_t kind, int64_t seconds)
{
	kefu_event event = event_of(kind, seconds);

	event.customer = 100;
	event.from = KEFU_PARTY_CUSTOMER;
	event.survey = KEFU_SURVEY_CSAT;
	return event;
}

static void check_view(kefu_desk *desk, int64_t as_of, int32_t state, int64_t ended)
{
	kefu_session_view view = view_at(desk, 10, as_of);

	ck_assert_int_eq(view.state, state);
	ck_assert_int_eq(view.ended, ended);
}

START_TEST(a_session_without_events_is_closed)
{
	kefu_desk *desk = IDLE_DESK(question(0, 10), session_event(KEFU_EVENT_KB_USE, 100, 10, 1));
	kefu_session_view view;

	check_view(desk, AT(100), KEFU_SESSION_OPEN, -1);
	/* events of every kind count; just as long is not longer */
	check_view(desk, AT(100 + IDLE_S), KEFU_SESSION_OPEN, -1);
	check_view(desk, AT(100 + IDLE_S) + 1, KEFU_SESSION_CLOSED, AT(100 + IDLE_S));
	view = view_at(desk, 10, AT(90000));
	ck_assert_int_eq(view.ended, AT(100 + IDLE_S));
	ck_assert_int_eq(view.last, AT(100)); /* nobody sent the end */
	ck_assert_int_eq(view.waiting_since, -1);
	ck_assert_int_eq(view.ignored, 0);
	kefu_desk_free(desk);
}
END_TEST

START_TEST(later_events_act_on_what_silence_closed)
{
	kefu_desk *desk = IDLE_DESK(question(0, 10), question(2 * IDLE_S, 10),
	                            session_event(KEFU_EVENT_SESSION_PEND, 5 * IDLE_S, 10, 1));

	check_view(desk, AT(2 * IDLE_S - 1), KEFU_SESSION_CLOSED, AT(IDLE_S));
	check_view(desk, AT(2 * IDLE_S), KEFU_SESSION_OPEN, -1); /* reopened */
	check_view(desk, AT(3 * IDLE_S), KEFU_SESSION_OPEN, -1); /* anew */
	check_view(desk, AT(4 * IDLE_S), KEFU_SESSION_CLOSED, AT(3 * IDLE_S));
	check_view(desk, AT(5 * IDLE_S), KEFU_SESSION_CLOSED, AT(3 * IDLE_S));
	ck_assert_int_eq(view_of(desk, 10).ignored, 1); /* the pend */
	check_view(desk, AT(50 * IDLE_S), KEFU_SESSION_CLOSED, AT(3 * IDLE_S));
	kefu_desk_free(desk);
}
END_TEST

START_TEST(what_has_ended_does_not_end_again)
{
	kefu_desk *desk = IDLE_DESK(question(0, 10), session_event(KEFU_EVENT_SESSION_RESOLVE, 10, 10, 1));
	kefu_report *report;

	check_view(desk, AT(50 * IDLE_S), KEFU_SESSION_RESOLVED, AT(10));
	unit_ok(kefu_desk_apply(desk, (const kefu_event[]){question(10 * IDLE_S, 10),
		session_event(KEFU_EVENT_SESSION_CLOSE, 10 * IDLE_S + 1, 10, 1)}, 2, NULL));
	check_view(desk, AT(50 * IDLE_S), KEFU_SESSION_CLOSED, AT(10 * IDLE_S + 1));
	ck_assert_int_eq(view_at(desk, 10, AT(50 * IDLE_S)).reopens, 1);
	unit_ok(kefu_desk_report(desk, NULL, &report));
	ck_assert_int_eq(kefu_report_ignored(report), 0);
	kefu_report_free(report);
	kefu_desk_free(desk);
}
END_TEST

static int64_t sessions_of(int64_t gap_s, int64_t idle_s, const kefu_event *events, size_t count)
{
	kefu_desk *desk = idle_desk(gap_s, idle_s, events, count);
	int64_t sessions = figure(desk, "session_count").num;

	kefu_desk_free(desk);
	return sessions;
}
#define SESSIONS_OF(gap, idle, ...) \
	sessions_of(gap, idle, (const kefu_event[]){__VA_ARGS__}, \
	        sizeof((const kefu_event[]){__VA_ARGS__}) / sizeof(kefu_event))

START_TEST(a_thread_is_cut_by_whichever_comes_first)
{
	kefu_event first = in_thread(KEFU_EVENT_MESSAGE, 0);
	kefu_event second = in_thread(KEFU_EVENT_MESSAGE, 1000);

	/* no gap: what ends every session cuts; just as long is not longer */
	ck_assert_int_eq(SESSIONS_OF(0, 1000, first, second), 1);
	ck_assert_int_eq(SESSIONS_OF(0, 999, first, second), 2);
	ck_assert_int_eq(SESSIONS_OF(0, 0, first, second), 1);
	/* the shorter one */
	ck_assert_int_eq(SESSIONS_OF(999, 5000, first, second), 2);
	ck_assert_int_eq(SESSIONS_OF(5000, 999, first, second), 2);
	ck_assert_int_eq(SESSIONS_OF(5000, 5000, first, second), 1);
	/* a tag is no sign of life, but it is an event */
	ck_assert_int_eq(SESSIONS_OF(999, 5000, first, in_thread(KEFU_EVENT_SESSION_TAG, 500), second), 2);
	ck_assert_int_eq(SESSIONS_OF(5000, 999, first, in_thread(KEFU_EVENT_SESSION_TAG, 500), second), 1);
	/* what opens none belongs to the latest, and keeps nothing alive that was cut */
	ck_assert_int_eq(SESSIONS_OF(0, 400, first, in_thread(KEFU_EVENT_SURVEY_SEND, 900), second), 2);
	ck_assert_int_eq(SESSIONS_OF(0, 400, first, in_thread(KEFU_EVENT_SURVEY_SEND, 300),
	                             in_thread(KEFU_EVENT_SURVEY_SEND, 700), second), 1);
}
END_TEST

START_TEST(a_cut_thread_was_closed_then)
{
	kefu_event events[2] = {in_thread(KEFU_EVENT_SESSION_ASSIGN, 0),
	                        in_thread(KEFU_EVENT_MESSAGE, 10)};
	kefu_desk *desk;
	kefu_measure handled;

	events[0].agent = events[1].agent = 1;
	desk = idle_desk(0, IDLE_S, events, 2);
	ck_assert_int_eq(figure_at(desk, "handle_time", AT(10 + IDLE_S)).den, 0);
	handled = figure_at(desk, "handle_time", AT(11 + IDLE_S));
	ck_assert_int_eq(handled.den, 1);
	ck_assert_int_eq(handled.num, (10 + IDLE_S) * SECOND_MS);
	kefu_desk_free(desk);
	desk = idle_desk(2 * IDLE_S, IDLE_S, events, 2);
	handled = figure_at(desk, "handle_time", AT(9 * IDLE_S));
	ck_assert_int_eq(handled.num, (10 + IDLE_S) * SECOND_MS);
	kefu_desk_free(desk);
}
END_TEST

START_TEST(a_closed_session_has_no_timers)
{
	kefu_target target = {.size = sizeof target, .kind = KEFU_SLA_RESOLUTION, .name = 9,
	                      .ms = 100 * SECOND_MS};
	kefu_desk *desk = IDLE_DESK(question(0, 10));
	kefu_timer timer = {.size = sizeof timer};
	int64_t as_of;

	unit_ok(kefu_desk_target(desk, &target));
	unit_ok(desk_session_due(desk, 10, AT(IDLE_S), &timer));
	ck_assert_int_eq(timer.state, KEFU_TIMER_BREACHED);
	unit_status(desk_session_due(desk, 10, AT(IDLE_S) + 1, &timer), KEFU_E_EMPTY);
	/* the list notices by time alone, forwards and back */
	for (as_of = AT(IDLE_S - 1); as_of <= AT(IDLE_S + 1); as_of += 250) {
		kefu_timers *timers;

		unit_ok(kefu_desk_due(desk, as_of, 0, 0, &timers));
		ck_assert_int_eq(kefu_timers_count(timers), as_of <= AT(IDLE_S));
		kefu_timers_free(timers);
	}
	kefu_desk_free(desk);
}
END_TEST

/* ---- with ends by silence, as if somebody had sent them ---- */

enum { EVENTS = 40, SESSIONS = 4 };

static kefu_event random_event(uint64_t *seed, int64_t seconds)
{
	static const int32_t kinds[] = {
		KEFU_EVENT_SESSION_OPEN, KEFU_EVENT_MESSAGE, KEFU_EVENT_MESSAGE, KEFU_EVENT_MESSAGE,
		KEFU_EVENT_SESSION_ASSIGN, KEFU_EVENT_SESSION_PEND, KEFU_EVENT_SESSION_HOLD,
		KEFU_EVENT_SESSION_RESUME, KEFU_EVENT_SESSION_RESOLVE, KEFU_EVENT_SESSION_CLOSE,
		KEFU_EVENT_SESSION_ABANDON, KEFU_EVENT_SESSION_REOPEN, KEFU_EVENT_SESSION_TRANSFER,
		KEFU_EVENT_KB_USE, KEFU_EVENT_SURVEY_SEND, KEFU_EVENT_SESSION_TAG,
	};
	kefu_event event = session_event(kinds[unit_below(seed, sizeof kinds / sizeof *kinds)], seconds,
	                                 10 + unit_below(seed, SESSIONS), 1 + unit_below(seed, 3));

	event.customer = 100 + event.session % 2;
	event.from = (uint8_t)(1 + unit_below(seed, 4));
	event.survey = KEFU_SURVEY_CSAT;
	event.to = event.kind == KEFU_EVENT_SESSION_TRANSFER ? 2 : 0;
	return event;
}

/* Events that open no session do not break a silence before there is one. */
struct silent {
	int64_t last; /* -1: no session yet */
	int ended;
};

static size_t close_silent(struct silent *silent, kefu_id session, int64_t t, kefu_event *out)
{
	if (silent->last < 0 || silent->ended || t <= silent->last + IDLE_S * SECOND_MS)
		return 0;
	*out = session_event(KEFU_EVENT_SESSION_CLOSE, 0, session, 0);
	out->t = silent->last + IDLE_S * SECOND_MS;
	silent->ended = 1;
	return 1;
}

static void break_silence(struct silent *silent, const kefu_event *event)
{
	int opens = event->kind != KEFU_EVENT_KB_USE && event->kind != KEFU_EVENT_SURVEY_SEND;

	if (silent->last < 0 && !opens)
		return;
	silent->last = event->t;
	if (event->kind == KEFU_EVENT_SESSION_RESOLVE || event->kind == KEFU_EVENT_SESSION_CLOSE ||
	    event->kind == KEFU_EVENT_SESSION_ABANDON)
		silent->ended = 1;
	else if (event->kind == KEFU_EVENT_SESSION_REOPEN ||
	         (event->kind == KEFU_EVENT_MESSAGE && event->from == KEFU_PARTY_CUSTOMER))
		silent->ended = 0;
}

START_TEST(silence_ends_as_a_close_does)
{
	uint64_t seed = 7;
	int round;

	for (round = 0; round < 150; round++) {
		struct silent silent[SESSIONS] = {{-1, 0}, {-1, 0}, {-1, 0}, {-1, 0}};
		kefu_event events[EVENTS], told[2 * EVENTS + SESSIONS];
		int64_t seconds = 0, as_of;
		size_t i, count = 0, known = 0;
		kefu_desk *idle, *plain;
		char *a, *b;

		for (i = 0; i < EVENTS; i++) {
			seconds += (int64_t)unit_below(&seed, 2) == 0 ? (int64_t)unit_below(&seed, 300)
				: (int64_t)unit_below(&seed, 3) * IDLE_S / 4;
			events[i] = random_event(&seed, seconds);
		}
		as_of = AT(unit_below(&seed, (uint64_t)seconds + 2 * IDLE_S));
		for (i = 0; i < EVENTS && events[i].t <= as_of; i++) {
			struct silent *of = &silent[events[i].session - 10];

			count += close_silent(of, events[i].session, events[i].t, &told[count]);
			break_silence(of, &events[i]);
			told[count++] = events[i];
			known++;
		}
		for (i = 0; i < SESSIONS; i++)
			count += close_silent(&silent[i], 10 + i, as_of, &told[count]);
		idle = idle_desk(0, IDLE_S, events, EVENTS);
		plain = idle_desk(0, 0, told, count);
		a = knowledge_at(idle, as_of);
		b = knowledge_at(plain, as_of);
		ck_assert_str_eq(a, b);
		free(a);
		free(b);
		kefu_desk_free(idle);
		kefu_desk_free(plain);
		ck_assert_uint_ge(count, known);
	}
}
END_TEST

/* Where everything is a sign of life, the two cut alike. */
START_TEST(silence_cuts_as_the_gap_does)
{
	uint64_t seed = 9;
	int round;

	for (round = 0; round < 60; round++) {
		kefu_event events[EVENTS];
		kefu_desk *idle, *gap;
		int64_t seconds = 0;
		size_t i;

		for (i = 0; i < EVENTS; i++) {
			seconds += (int64_t)unit_below(&seed, 3) * IDLE_S / 2;
			events[i] = in_thread(KEFU_EVENT_MESSAGE, seconds);
			events[i].customer += unit_below(&seed, 2);
			events[i].agent = unit_below(&seed, 2);
			events[i].from = (uint8_t)(1 + unit_below(&seed, 4));
		}
		idle = idle_desk(0, IDLE_S, events, EVENTS);
		gap = idle_desk(IDLE_S, round % 2 == 0 ? 0 : IDLE_S, events, EVENTS);
		check_same(idle, gap);
		kefu_desk_free(idle);
		kefu_desk_free(gap);
	}
}
END_TEST

UNIT_MAIN("idle_end", a_session_without_events_is_closed, later_events_act_on_what_silence_closed,
          what_has_ended_does_not_end_again, a_thread_is_cut_by_whichever_comes_first,
          a_cut_thread_was_closed_then, a_closed_session_has_no_timers,
          silence_ends_as_a_close_does, silence_cuts_as_the_gap_does)
