/* Sealing: the mark, what settles when, what is refused and forgotten, what is
 * not covered, and that a failure changes nothing. Figures against a desk that
 * never seals: tests/state/sealing.py. */
#include "desk_unit.h"

#define DAY_MS INT64_C(86400000)
#define AT_DAY(day) AT((day) * DAY_S)

static kefu_keeping keeping_of(int64_t retention_days, int64_t idle_days, int32_t keep_days)
{
	kefu_keeping keeping;

	kefu_keeping_init(&keeping);
	keeping.retention = retention_days * DAY_MS;
	keeping.idle_end = idle_days * DAY_MS;
	keeping.keep_days = keep_days;
	return keeping;
}

static kefu_desk *keeper(const kefu_desk_options *options, const char *definitions)
{
	kefu_keeping keeping = keeping_of(1, 5, 3);
	kefu_desk *desk = NULL;

	unit_ok(kefu_desk_new(options, &desk));
	unit_ok(kefu_desk_use(desk, definitions, strlen(definitions)));
	unit_ok(kefu_desk_keep(desk, &keeping));
	return desk;
}

static kefu_event ending(int64_t seconds, kefu_id session)
{
	return session_event(KEFU_EVENT_SESSION_RESOLVE, seconds, session, 1);
}

/* A session of 100 s, answered after 40. */
static void chat(kefu_desk *desk, int64_t seconds, kefu_id session, kefu_id customer)
{
	unit_ok(tell(desk, opening(seconds, session, customer)));
	unit_ok(tell(desk, question(seconds, session)));
	unit_ok(tell(desk, reply(seconds + 40, session, 1)));
	unit_ok(tell(desk, ending(seconds + 100, session)));
}

START_TEST(keeping_has_everyday_values_and_bounds)
{
	kefu_keeping keeping, read;
	kefu_desk *desk = NULL;

	kefu_keeping_init(NULL);
	kefu_keeping_init(&keeping);
	ck_assert_int_eq(keeping.retention, 7 * DAY_MS);
	ck_assert_int_eq(keeping.idle_end, 30 * DAY_MS);
	ck_assert_int_eq(keeping.keep_days, 35);
	unit_ok(kefu_desk_new(NULL, &desk));
	read.size = sizeof read;
	unit_status(kefu_desk_keeping(desk, &read), KEFU_E_EMPTY);
	unit_status(kefu_desk_advance(desk, AT(0), NULL), KEFU_E_MISSING);
	unit_status(kefu_desk_keep(NULL, &keeping), KEFU_E_NULL);
	unit_status(kefu_desk_keep(desk, NULL), KEFU_E_NULL);
	keeping.keep_days = 0;
	unit_status(kefu_desk_keep(desk, &keeping), KEFU_E_RANGE);
	keeping.keep_days = 4001;
	unit_status(kefu_desk_keep(desk, &keeping), KEFU_E_RANGE);
	keeping = keeping_of(-1, 5, 3);
	unit_status(kefu_desk_keep(desk, &keeping), KEFU_E_RANGE);
	keeping = keeping_of(4000, 5, 3);
	unit_status(kefu_desk_keep(desk, &keeping), KEFU_E_RANGE);
	keeping = keeping_of(1, 0, 3);
	unit_status(kefu_desk_keep(desk, &keeping), KEFU_E_RANGE);
	keeping = keeping_of(1, 5, 3);
	keeping.reserved[3] = 1;
	unit_status(kefu_desk_keep(desk, &keeping), KEFU_E_SIZE);
	keeping.reserved[3] = 0;
	keeping.size--;
	unit_status(kefu_desk_keep(desk, &keeping), KEFU_E_SIZE);
	unit_status(kefu_desk_keeping(desk, &read), KEFU_E_EMPTY);
	keeping = keeping_of(1, 5, 3);
	unit_ok(kefu_desk_keep(desk, &keeping));
	unit_ok(kefu_desk_keeping(desk, &read));
	ck_assert_int_eq(read.keep_days, 3);
	ck_assert_int_eq(read.idle_end, 5 * DAY_MS);
	read.size = 1;
	unit_status(kefu_desk_keeping(desk, &read), KEFU_E_SIZE);
	unit_status(kefu_desk_keeping(NULL, &read), KEFU_E_NULL);
	kefu_desk_free(desk);
}
END_TEST

START_TEST(the_mark_ends_the_last_day_that_ended_retention_ago)
{
	kefu_desk *desk = keeper(NULL, "session_count");
	kefu_keeping other = keeping_of(2, 5, 3);

	ck_assert_int_eq(kefu_desk_mark(NULL), -1);
	ck_assert_int_eq(kefu_desk_mark(desk), -1);
	unit_status(kefu_desk_advance(NULL, AT(0), NULL), KEFU_E_NULL);
	unit_status(kefu_desk_advance(desk, -1, NULL), KEFU_E_TIME);
	unit_ok(kefu_desk_advance(desk, AT_DAY(3) - 1, NULL));
	ck_assert_int_eq(kefu_desk_mark(desk), AT_DAY(1) - 1);
	unit_ok(kefu_desk_advance(desk, AT_DAY(3), NULL));
	ck_assert_int_eq(kefu_desk_mark(desk), AT_DAY(2) - 1);
	unit_ok(kefu_desk_advance(desk, AT_DAY(1), NULL)); /* time does not go back */
	ck_assert_int_eq(kefu_desk_mark(desk), AT_DAY(2) - 1);
	unit_status(kefu_desk_keep(desk, &other), KEFU_E_SEALED);
	other = keeping_of(1, 5, 3);
	unit_ok(kefu_desk_keep(desk, &other));
	kefu_desk_free(desk);
}
END_TEST

START_TEST(days_are_local)
{
	kefu_desk_options options = {0};
	kefu_zone *zone = NULL;
	kefu_desk *desk;

	unit_ok(kefu_zone_fixed(NULL, 8 * 3600, &zone));
	options.size = sizeof options;
	options.zone = zone;
	desk = keeper(&options, "session_count");
	unit_ok(kefu_desk_advance(desk, AT_DAY(3), NULL)); /* 08:00 there */
	ck_assert_int_eq(kefu_desk_mark(desk), AT_DAY(2) - 8 * 3600 * SECOND_MS - 1);
	kefu_desk_free(desk);
	kefu_zone_free(zone);
}
END_TEST

START_TEST(an_event_behind_the_mark_needs_its_entity)
{
	kefu_desk *desk = keeper(NULL, "session_count");
	kefu_event events[3], agent = session_event(KEFU_EVENT_AGENT_ONLINE, 100, 0, 1);
	kefu_refusal refusal;
	size_t done = 0;

	unit_ok(tell(desk, opening(50, 10, 100)));
	unit_ok(kefu_desk_advance(desk, AT_DAY(3), NULL));
	unit_ok(tell(desk, question(100, 10))); /* held: it has not ended */
	unit_status(tell(desk, question(100, 11)), KEFU_E_SEALED);
	unit_status(tell(desk, agent), KEFU_E_SEALED);
	agent.t = AT_DAY(2) - 1;
	unit_status(tell(desk, agent), KEFU_E_SEALED);
	agent.t = AT_DAY(2);
	unit_ok(tell(desk, agent));
	/* what begins after the mark takes nothing from before it */
	events[0] = opening(2 * DAY_S, 12, 100);
	events[1] = question(49, 10);
	events[2] = question(DAY_S, 12);
	unit_status(kefu_desk_apply(desk, events, 3, &done), KEFU_E_SEALED);
	ck_assert_uint_eq(done, 3);
	ck_assert_int_eq(statistics(desk).refused, 5);
	refusal.size = sizeof refusal;
	unit_ok(kefu_desk_refusal(desk, 0, &refusal));
	ck_assert_int_eq(refusal.status, KEFU_E_SEALED);
	ck_assert_int_eq(refusal.t, AT_DAY(1));
	kefu_desk_free(desk);
}
END_TEST

START_TEST(what_ended_long_enough_ago_is_sealed)
{
	kefu_desk *desk = keeper(NULL, "first_response_time");
	kefu_measure before, after;
	kefu_session *handle = NULL;
	kefu_session_view view;

	chat(desk, 0, 10, 100);
	unit_ok(tell(desk, opening(10, 11, 101))); /* never answered, never ended */
	unit_ok(kefu_desk_session(desk, 10, &handle));
	before = figure_at(desk, "first_response_time", AT_DAY(4));
	/* retention 1 day, and 1 for what looks ahead in days */
	unit_ok(kefu_desk_advance(desk, AT_DAY(2), NULL));
	ck_assert_int_eq(statistics(desk).settled, 0);
	unit_ok(kefu_desk_advance(desk, AT_DAY(4), NULL));
	ck_assert_int_eq(statistics(desk).settled, 4);
	ck_assert_int_eq(statistics(desk).held, 1);
	after = figure_at(desk, "first_response_time", AT_DAY(4));
	ck_assert_int_eq(after.num, 40000);
	ck_assert_mem_eq(&before, &after, sizeof after);
	view.size = sizeof view;
	unit_status(kefu_session_read(handle, KEFU_AS_OF_LAST, &view), KEFU_E_SEALED);
	unit_status(tell(desk, rating(200, 10, 5)), KEFU_E_SEALED);
	/* 5 days of silence end the other one; then it waits like any other */
	unit_ok(kefu_desk_advance(desk, AT_DAY(7), NULL));
	ck_assert_int_eq(statistics(desk).held, 1);
	unit_ok(kefu_desk_advance(desk, AT_DAY(9), NULL));
	ck_assert_int_eq(statistics(desk).held, 0);
	kefu_session_free(handle);
	kefu_desk_free(desk);
}
END_TEST

START_TEST(a_later_event_of_a_sealed_id_begins_anew)
{
	kefu_desk *desk = keeper(NULL, "session_count");

	chat(desk, 0, 10, 100);
	unit_ok(kefu_desk_advance(desk, AT_DAY(5), NULL));
	unit_ok(tell(desk, question(5 * DAY_S, 10)));
	ck_assert_int_eq(statistics(desk).sessions, 1);
	ck_assert_int_eq((int)figure(desk, "session_count").num, 2);
	kefu_desk_free(desk);
}
END_TEST

static void survives_a_file(const kefu_desk *desk)
{
	size_t size;
	uint8_t *bytes = bytes_of(desk, &size);
	kefu_desk *again = NULL;

	unit_ok(kefu_desk_decode(NULL, bytes, size, &again));
	ck_assert(same_bytes(desk, again));
	kefu_desk_free(again);
	free(bytes);
}

/* Sources tell a whole ticket again when something comes to it. */
static void tell_chat_again(const char *definitions)
{
	kefu_keeping keeping = keeping_of(1, 5, 300);
	kefu_desk *desk = keeper(NULL, definitions);
	kefu_event events[] = {
		numbered(opening(0, 10, 100), 1), numbered(question(0, 10), 2),
		numbered(reply(40, 10, 1), 3), numbered(ending(100, 10), 4),
		numbered(question(200 * DAY_S, 10), 5),
	};

	unit_ok(kefu_desk_keep(desk, &keeping));
	unit_ok(kefu_desk_apply(desk, events, 4, NULL));
	unit_ok(kefu_desk_advance(desk, AT_DAY(200), NULL));
	unit_status(kefu_desk_apply(desk, events, 5, NULL), KEFU_E_SEALED);
	ck_assert_int_eq(statistics(desk).refused, 4);
	unit_status(kefu_desk_apply(desk, events, 5, NULL), KEFU_E_SEALED);
	ck_assert_int_eq(statistics(desk).refused, 8);
	ck_assert_int_eq(statistics(desk).held, 1);
	ck_assert_int_eq((int)figure(desk, "session_count").num, 2);
	ck_assert_int_eq((int)figure(desk, "first_response_time").count, 1);
	unit_ok(kefu_desk_advance(desk, AT_DAY(400), NULL));
	ck_assert_int_eq(statistics(desk).held, 0);
	ck_assert_int_eq((int)figure(desk, "first_response_time").count, 1);
	survives_a_file(desk);
	kefu_desk_free(desk);
}

START_TEST(what_is_sealed_and_told_again_is_refused_though_its_id_began_anew)
{
	tell_chat_again("default");
	tell_chat_again("all"); /* keeps what it sealed */
}
END_TEST

START_TEST(sessions_of_one_day_settle_together)
{
	kefu_desk *desk = keeper(NULL, "session_count");

	chat(desk, 0, 10, 100);
	unit_ok(tell(desk, opening(50, 11, 100))); /* runs on */
	chat(desk, 0, 12, 101);
	unit_ok(kefu_desk_advance(desk, AT_DAY(4), NULL));
	ck_assert_int_eq(statistics(desk).settled, 4); /* customer 101 */
	unit_ok(tell(desk, ending(4 * DAY_S, 11)));
	unit_ok(kefu_desk_advance(desk, AT_DAY(8), NULL));
	ck_assert_int_eq(statistics(desk).held, 0);
	kefu_desk_free(desk);
}
END_TEST

START_TEST(a_thread_settles_in_part)
{
	kefu_desk_options options = {0};
	kefu_event first = message(0, 0, KEFU_PARTY_CUSTOMER, 0), event;
	kefu_desk *desk;

	options.size = sizeof options;
	options.session_gap = 3600 * SECOND_MS;
	desk = keeper(&options, "session_count");
	first.customer = 100;
	unit_ok(tell(desk, first));
	event = first;
	event.t = AT_DAY(1) + 5;
	unit_ok(tell(desk, event));
	event.t = AT_DAY(5); /* of the future: the clocks of hosts differ */
	unit_ok(tell(desk, event));
	unit_ok(kefu_desk_advance(desk, AT_DAY(4), NULL));
	ck_assert_int_eq(statistics(desk).settled, 2);
	ck_assert_int_eq(statistics(desk).held, 1);
	ck_assert_int_eq((int)figure_at(desk, "session_count", AT_DAY(6)).num, 3);
	unit_status(tell(desk, first), KEFU_E_SEALED); /* once more */
	kefu_desk_free(desk);
}
END_TEST

/* Both parts of a thread begin at one instant: by a message, and by a retraction
 * of a later message that is dated before all others. */
START_TEST(a_retraction_may_come_before_what_it_takes_back)
{
	kefu_desk_options options = {0};
	kefu_event first = message(0, 0, KEFU_PARTY_CUSTOMER, 0), later, back;
	kefu_desk *desk, *again = NULL;
	uint8_t *bytes;
	size_t size;
	int day;

	options.size = sizeof options;
	options.session_gap = 3600 * SECOND_MS;
	desk = keeper(&options, "contact_count");
	first.customer = 100;
	first.seq = 1;
	later = first;
	later.t = AT_DAY(2) + 5;
	later.seq = 2;
	unit_ok(tell(desk, first));
	unit_ok(tell(desk, later)); /* is taken back */
	later.seq = 4;
	unit_ok(tell(desk, later));
	later.t = AT_DAY(9);
	later.seq = 3;
	unit_ok(tell(desk, later));
	back = event_of(KEFU_EVENT_RETRACT, 0);
	back.customer = 100;
	back.seq = 2;
	unit_ok(tell(desk, back));
	for (day = 2; day < 14; day++) {
		unit_ok(kefu_desk_advance(desk, AT_DAY(day), NULL));
		bytes = bytes_of(desk, &size);
		unit_ok(kefu_desk_decode(NULL, bytes, size, &again));
		ck_assert(same_bytes(desk, again));
		kefu_desk_free(again);
		free(bytes);
	}
	kefu_desk_free(desk);
}
END_TEST

START_TEST(the_host_gets_what_is_forgotten)
{
	kefu_desk *desk = keeper(NULL, "session_count");
	kefu_event_list *list = NULL;
	kefu_event event;
	kefu_id customer;
	char text[16];
	size_t length = 0;

	unit_ok(kefu_desk_intern(desk, "Wang", 4, &customer));
	chat(desk, 0, 10, customer);
	unit_ok(kefu_desk_advance(desk, AT_DAY(4), &list));
	ck_assert_int_eq(kefu_event_list_count(list), 0);
	kefu_event_list_free(list);
	unit_ok(kefu_desk_advance(desk, AT_DAY(6), &list));
	ck_assert_int_eq(kefu_event_list_count(list), 4);
	ck_assert_int_eq(kefu_event_list_count(NULL), 0);
	event.size = sizeof event;
	unit_ok(kefu_event_list_get(list, 0, &event));
	ck_assert_int_eq(event.kind, KEFU_EVENT_SESSION_OPEN);
	ck_assert_int_eq(event.t, AT(0));
	ck_assert_uint_eq(event.session, 10);
	unit_ok(kefu_event_list_id_text(list, event.customer, text, sizeof text, &length));
	ck_assert_uint_eq(length, 4);
	ck_assert_mem_eq(text, "Wang", 4);
	unit_status(kefu_event_list_id_text(list, event.customer, text, 3, &length), KEFU_E_SIZE);
	unit_status(kefu_event_list_id_text(NULL, 1, text, 3, &length), KEFU_E_NULL);
	unit_ok(kefu_event_list_get(list, 3, &event));
	ck_assert_int_eq(event.kind, KEFU_EVENT_SESSION_RESOLVE);
	unit_status(kefu_event_list_get(list, 4, &event), KEFU_E_NOT_FOUND);
	unit_status(kefu_event_list_get(NULL, 0, &event), KEFU_E_NULL);
	event.size = 8;
	unit_status(kefu_event_list_get(list, 0, &event), KEFU_E_SIZE);
	kefu_event_list_free(list);
	kefu_event_list_free(NULL);
	ck_assert_int_eq(statistics(desk).settled, 0);
	ck_assert_int_eq((int)figure_at(desk, "session_count", AT_DAY(6)).num, 1);
	kefu_desk_free(desk);
}
END_TEST

/* An archive is a source like any other. */
/* Three chats at once, told in one order and in the other. */
START_TEST(what_is_forgotten_has_one_order)
{
	static const char *const names[] = {"b", "a", "c"};
	int way, i;

	for (way = 0; way < 2; way++) {
		kefu_desk *desk = keeper(NULL, "session_count");
		kefu_event_list *list = NULL;

		for (i = 0; i < 3; i++) {
			const char *name = names[way == 0 ? i : 2 - i];

			chat(desk, 0, interned(desk, name), 100 + (unsigned char)*name);
		}
		unit_ok(kefu_desk_advance(desk, AT_DAY(4), NULL));
		unit_ok(kefu_desk_advance(desk, AT_DAY(6), &list));
		ck_assert_int_eq(kefu_event_list_count(list), 12);
		for (i = 0; i < 12; i++) {
			kefu_event event = {.size = sizeof event};
			char text[2];
			size_t length;

			unit_ok(kefu_event_list_get(list, i, &event));
			unit_ok(kefu_event_list_id_text(list, event.session, text, sizeof text, &length));
			ck_assert_int_eq(*text, i < 6 ? "aabbcc"[i] : "abc"[i % 3]);
		}
		kefu_event_list_free(list);
		kefu_desk_free(desk);
	}
}
END_TEST

START_TEST(what_is_forgotten_can_be_told_again)
{
	kefu_desk *desk = keeper(NULL, "nps"), *again = keeper(NULL, "nps");
	kefu_event events[64], event = rating(90, 10, 0);
	size_t count = sample_events(events);
	int year;

	event.survey = KEFU_SURVEY_NPS; /* 0 of 10 */
	event.min = 0;
	event.max = 10;
	events[count++] = event;
	unit_ok(kefu_desk_apply(desk, events, count, NULL));
	for (year = 1; year < 4; year++) {
		kefu_event_list *list = NULL;
		int64_t i;

		unit_ok(kefu_desk_advance(desk, AT_DAY(365 * year), &list));
		for (i = 0; i < kefu_event_list_count(list); i++) {
			event.size = sizeof event;
			unit_ok(kefu_event_list_get(list, i, &event));
			unit_ok(tell(again, event));
		}
		kefu_event_list_free(list);
	}
	/* agents keep the state in which they are */
	ck_assert_int_le(statistics(desk).held + statistics(desk).settled, 2);
	ck_assert_int_eq((int64_t)count, statistics(again).held + statistics(desk).held +
	                                 statistics(desk).settled);
	ck_assert_int_eq((int)figure(again, "nps").num, -1);
	kefu_desk_free(desk);
	kefu_desk_free(again);
}
END_TEST

START_TEST(what_does_not_add_up_needs_its_events)
{
	kefu_desk *desk = keeper(NULL, "session_count");
	kefu_measure contacts;

	unit_ok(kefu_desk_use(desk, "contact_count", 13));
	ck_assert_int_eq(kefu_desk_adds_up(desk, "session_count", 13), 1);
	ck_assert_int_eq(kefu_desk_adds_up(desk, "contact_count", 13), 0);
	unit_status(kefu_desk_adds_up(desk, "nothing", 7), KEFU_E_METRIC);
	unit_status(kefu_desk_adds_up(NULL, "nothing", 7), KEFU_E_NULL);
	unit_status(kefu_desk_adds_up(desk, NULL, 7), KEFU_E_NULL);
	chat(desk, 0, 10, 100);
	chat(desk, DAY_S, 11, 100);
	chat(desk, 9 * DAY_S, 12, 100);
	unit_ok(kefu_desk_advance(desk, AT_DAY(5), NULL));
	ck_assert_int_eq(statistics(desk).settled, 8);
	contacts = figure(desk, "contact_count");
	ck_assert_int_eq((int)contacts.num, 1);
	ck_assert_int_eq(contacts.state, KEFU_STATE_VALUE);
	/* 3 days kept behind the mark */
	unit_ok(kefu_desk_advance(desk, AT_DAY(10), NULL));
	ck_assert_int_eq(statistics(desk).settled, 0);
	ck_assert_int_eq(figure(desk, "contact_count").state, KEFU_STATE_NOT_COVERED);
	contacts = figure_of_days(desk, "contact_count", START_DAY + 2, KEFU_DAY_ANY, KEFU_AS_OF_LAST);
	ck_assert_int_eq(contacts.state, KEFU_STATE_VALUE);
	ck_assert_int_eq((int)contacts.num, 1);
	ck_assert_int_eq(figure_of_days(desk, "contact_count", START_DAY + 1, KEFU_DAY_ANY,
	                         KEFU_AS_OF_LAST).state, KEFU_STATE_NOT_COVERED);
	ck_assert_int_eq((int)figure(desk, "session_count").num, 3);
	kefu_desk_free(desk);
}
END_TEST

START_TEST(a_definition_covers_the_days_after_the_mark_at_which_it_came)
{
	kefu_desk *desk = keeper(NULL, "session_count");

	chat(desk, 0, 10, 100);
	unit_ok(kefu_desk_advance(desk, AT_DAY(4), NULL)); /* the mark ends day 2 */
	unit_ok(kefu_desk_use(desk, "first_response_time", 19));
	chat(desk, 3 * DAY_S + 9, 11, 100);
	ck_assert_int_eq(figure(desk, "first_response_time").state, KEFU_STATE_NOT_COVERED);
	ck_assert_int_eq(figure_of_days(desk, "first_response_time", START_DAY + 2, KEFU_DAY_ANY,
	                         KEFU_AS_OF_LAST).state, KEFU_STATE_NOT_COVERED);
	ck_assert_int_eq(figure_of_days(desk, "first_response_time", START_DAY + 3, KEFU_DAY_ANY,
	                         KEFU_AS_OF_LAST).num, 40000);
	unit_ok(kefu_desk_advance(desk, AT_DAY(9), NULL));
	ck_assert_int_eq(figure_of_days(desk, "first_response_time", START_DAY + 3, KEFU_DAY_ANY,
	                         KEFU_AS_OF_LAST).num, 40000);
	/* and no instant that the mark has passed */
	ck_assert_int_eq(figure_of_days(desk, "session_count", KEFU_DAY_ANY, KEFU_DAY_ANY,
	                         kefu_desk_mark(desk)).state, KEFU_STATE_NOT_COVERED);
	ck_assert_int_eq(figure_of_days(desk, "session_count", KEFU_DAY_ANY, KEFU_DAY_ANY,
	                         kefu_desk_mark(desk) + 1).num, 2);
	kefu_desk_free(desk);
}
END_TEST

START_TEST(desks_merge_at_one_mark)
{
	kefu_desk *a = keeper(NULL, "session_count"), *b = keeper(NULL, "session_count");
	kefu_desk *whole = keeper(NULL, "session_count"), *copy = NULL;

	chat(a, 0, 10, 100);
	chat(b, 0, 11, 101);
	chat(whole, 0, 10, 100);
	chat(whole, 0, 11, 101);
	unit_ok(kefu_desk_advance(a, AT_DAY(6), NULL));
	unit_status(kefu_desk_merge(a, b), KEFU_E_MISMATCH);
	ck_assert_ptr_nonnull(strstr(kefu_desk_mismatch(a), "seal mark"));
	unit_ok(kefu_desk_advance(b, AT_DAY(6), NULL));
	unit_ok(kefu_desk_advance(whole, AT_DAY(6), NULL));
	unit_ok(kefu_desk_merge(a, b));
	ck_assert(same_bytes(a, whole));
	ck_assert_int_eq((int)figure_at(a, "session_count", AT_DAY(6)).num, 2);
	unit_status(kefu_desk_merge(a, a), KEFU_E_MISMATCH);
	unit_ok(kefu_desk_copy(a, &copy));
	ck_assert(same_bytes(a, copy));
	kefu_desk_free(copy);
	kefu_desk_free(a);
	kefu_desk_free(b);
	kefu_desk_free(whole);
}
END_TEST

/* What is sealed has no numbers any more by which it would be known again. */
START_TEST(what_two_desks_sealed_does_not_merge)
{
	kefu_keeping keeping = keeping_of(1, 5, 300);
	kefu_desk *a = keeper(NULL, "all"), *b = keeper(NULL, "all"), *copy = NULL, *other = NULL;

	unit_ok(kefu_desk_keep(a, &keeping));
	unit_ok(kefu_desk_keep(b, &keeping));
	chat(a, 0, 10, 100);
	chat(a, 0, interned(a, "red"), interned(a, "ann"));
	chat(b, 0, interned(b, "ann"), 101);
	chat(b, 0, interned(b, "red"), interned(b, "bob"));
	unit_ok(kefu_desk_advance(a, AT_DAY(200), NULL));
	unit_ok(kefu_desk_advance(b, AT_DAY(200), NULL));
	unit_ok(kefu_desk_copy(a, &copy));
	unit_ok(kefu_desk_copy(a, &other));
	unit_status(kefu_desk_merge(copy, a), KEFU_E_MISMATCH);
	ck_assert_str_eq(kefu_desk_mismatch(copy), "what is sealed would count twice: session 10");
	unit_status(kefu_desk_merge(copy, b), KEFU_E_MISMATCH);
	ck_assert_str_eq(kefu_desk_mismatch(copy), "what is sealed would count twice: session red");
	ck_assert(same_bytes(copy, other));
	unit_ok(kefu_desk_erase(b, interned(b, "bob")));
	unit_ok(kefu_desk_merge(copy, b));
	survives_a_file(copy);
	unit_status(kefu_desk_merge(copy, b), KEFU_E_MISMATCH);
	unit_status(kefu_desk_merge(b, copy), KEFU_E_MISMATCH);
	kefu_desk_free(other);
	kefu_desk_free(copy);
	kefu_desk_free(a);
	kefu_desk_free(b);
}
END_TEST

START_TEST(agents_keep_the_state_in_which_they_are)
{
	kefu_desk *desk = keeper(NULL, "online_time");
	kefu_event online = session_event(KEFU_EVENT_AGENT_ONLINE, 0, 0, 1), offline;
	int32_t day;

	unit_ok(tell(desk, online)); /* and never offline */
	for (day = 1; day < 30; day++) {
		unit_ok(kefu_desk_advance(desk, AT_DAY(day), NULL));
		online = session_event(KEFU_EVENT_AGENT_ONLINE, day * DAY_S, 0, 2);
		offline = session_event(KEFU_EVENT_AGENT_OFFLINE, day * DAY_S + 3600, 0, 2);
		unit_ok(tell(desk, online));
		unit_ok(tell(desk, offline));
	}
	ck_assert_int_lt((int)statistics(desk).held, 14);
	ck_assert_int_eq(figure_of_days(desk, "online_time", START_DAY + 27, START_DAY + 27,
	                         AT_DAY(29) + 1).num, DAY_MS + 3600 * SECOND_MS);
	kefu_desk_free(desk);
}
END_TEST

static kefu_event taking_back(int64_t seconds, int64_t seq, kefu_id session, kefu_id agent)
{
	return numbered(session_event(KEFU_EVENT_RETRACT, seconds, session, agent), seq);
}

START_TEST(what_is_sealed_of_agents_and_the_shop_is_not_taken_back)
{
	kefu_desk *desk = keeper(NULL, "training_count");

	unit_ok(kefu_desk_use(desk, "online_time", 11)); /* so that events are kept */
	unit_ok(tell(desk, numbered(session_event(KEFU_EVENT_AGENT_TRAINING, 5, 0, 1), 1)));
	unit_ok(tell(desk, numbered(session_event(KEFU_EVENT_AGENT_TRAINING, 2 * DAY_S, 0, 1), 2)));
	unit_ok(tell(desk, numbered(session_event(KEFU_EVENT_SHOP_CLOSED, 7, 0, 0), 1)));
	unit_ok(kefu_desk_advance(desk, AT_DAY(3), NULL));
	unit_status(tell(desk, taking_back(3 * DAY_S, 1, 0, 1)), KEFU_E_SEALED);
	unit_status(tell(desk, taking_back(3 * DAY_S, 1, 0, 0)), KEFU_E_SEALED);
	unit_ok(tell(desk, taking_back(3 * DAY_S, 2, 0, 1)));
	unit_ok(tell(desk, taking_back(3 * DAY_S, 9, 0, 1))); /* it may come yet */
	unit_ok(tell(desk, taking_back(3 * DAY_S, 9, 70, 0)));
	ck_assert_int_eq((int)figure_at(desk, "training_count", AT_DAY(4)).num, 1);
	kefu_desk_free(desk);
}
END_TEST

/* Presence goes on from the last state that was not taken back. */
START_TEST(a_state_taken_back_is_not_kept)
{
	kefu_desk *desk = keeper(NULL, "online_time");

	unit_ok(tell(desk, numbered(session_event(KEFU_EVENT_AGENT_ONLINE, 5, 0, 1), 1)));
	unit_ok(tell(desk, numbered(session_event(KEFU_EVENT_AGENT_OFFLINE, 10, 0, 1), 2)));
	unit_ok(tell(desk, taking_back(11, 2, 0, 1)));
	unit_ok(tell(desk, numbered(session_event(KEFU_EVENT_AGENT_ONLINE, 20 * DAY_S, 0, 2), 1)));
	unit_ok(kefu_desk_advance(desk, AT_DAY(20), NULL));
	ck_assert_int_eq(statistics(desk).held, 2);
	ck_assert_int_eq(figure_of_days(desk, "online_time", START_DAY + 18, START_DAY + 18,
	                         AT_DAY(20)).num, DAY_MS);
	kefu_desk_free(desk);
}
END_TEST

/* An outcome without days for it: the order goes on for weeks, never silent for
 * idle_end, and is shipped at last. */
START_TEST(an_inquiry_waits_for_its_order)
{
	kefu_desk *desk = keeper(NULL, "session_count"), *whole = keeper(NULL, "session_count");
	kefu_desk *desks[2];
	kefu_definition *definition;
	kefu_measure shipped;
	int i, day;

	desks[0] = desk;
	desks[1] = whole;
	unit_ok(kefu_definition_new(NULL, "inquiry_conversion_rate", 23, &definition));
	unit_ok(kefu_definition_set(definition, "outcome", 7, "shipped", 7));
	unit_ok(kefu_definition_set(definition, "order_days", 10, "1", 1));
	for (i = 0; i < 2; i++) {
		unit_ok(kefu_desk_define(desks[i], "shipped", 7, definition));
		chat(desks[i], 0, 10, 100);
	}
	for (day = 0; day <= 16; day += 4) {
		kefu_event event = session_event(day == 0 ? KEFU_EVENT_ORDER_PLACE : day < 16
			? KEFU_EVENT_ORDER_FLAG : KEFU_EVENT_ORDER_SHIP, day * DAY_S + 5000, 0, 0);

		event.order = 7;
		event.customer = 100;
		event.name = event.kind == KEFU_EVENT_ORDER_FLAG ? 5 : 0;
		unit_ok(kefu_desk_advance(desk, AT_DAY(day), NULL));
		for (i = 0; i < 2; i++)
			unit_ok(tell(desks[i], event));
	}
	unit_ok(kefu_desk_advance(desk, AT_DAY(22), NULL));
	ck_assert_int_eq(statistics(desk).sessions, 1);
	unit_ok(kefu_desk_advance(desk, AT_DAY(30), NULL));
	ck_assert_int_eq(statistics(desk).held, 0);
	for (i = 0; i < 2; i++) {
		shipped = figure(desks[i], "shipped");
		ck_assert_int_eq(shipped.num, 1);
		ck_assert_int_eq(shipped.den, 1);
		kefu_desk_free(desks[i]);
	}
	kefu_definition_free(definition);
}
END_TEST

START_TEST(what_was_taken_back_whole_is_forgotten)
{
	kefu_desk *desk = keeper(NULL, "session_count");

	unit_ok(tell(desk, numbered(opening(0, 10, 100), 1)));
	unit_ok(tell(desk, taking_back(1, 1, 10, 0)));
	unit_ok(kefu_desk_advance(desk, AT_DAY(20), NULL));
	unit_ok(kefu_desk_advance(desk, AT_DAY(21), NULL));
	ck_assert_int_eq(statistics(desk).held + statistics(desk).settled, 0);
	kefu_desk_free(desk);
}
END_TEST

/* Excluded later, the second session is no repeat contact of the first. */
START_TEST(what_is_looked_at_must_not_go_on)
{
	kefu_desk *desk = keeper(NULL, "repeat_contact_rate");
	int64_t day;

	chat(desk, 0, 10, 100);
	unit_ok(tell(desk, opening(2 * DAY_S, 11, 100)));
	for (day = 3; day < 16; day++) {
		unit_ok(tell(desk, question(day * DAY_S, 11)));
		unit_ok(kefu_desk_advance(desk, AT_DAY(day) + 1, NULL));
	}
	ck_assert_int_eq(statistics(desk).settled, 0);
	unit_ok(tell(desk, session_event(KEFU_EVENT_SESSION_EXCLUDE, 16 * DAY_S, 11, 0)));
	unit_ok(tell(desk, ending(16 * DAY_S + 1, 11)));
	unit_ok(kefu_desk_advance(desk, AT_DAY(40), NULL));
	ck_assert_int_eq((int)figure_at(desk, "repeat_contact_rate", AT_DAY(40)).num, 0);
	ck_assert_int_eq((int)figure_at(desk, "repeat_contact_rate", AT_DAY(40)).den, 1);
	kefu_desk_free(desk);
}
END_TEST

static kefu_event case_event(int32_t kind, int64_t seconds, kefu_id refund, kefu_id order)
{
	kefu_event event = session_event(kind, seconds, 0, 0);

	event.refund = refund;
	event.order = order;
	return event;
}

/* A case of a settled order settles, though nobody else of its customer does. */
START_TEST(cases_of_settled_orders_settle)
{
	kefu_desk *desk = keeper(NULL, "refund_rate");
	kefu_event order = session_event(KEFU_EVENT_ORDER_PAY, 0, 0, 0), event;

	order.order = 7;
	order.customer = 100;
	order.amount = 5;
	unit_ok(tell(desk, order));
	unit_ok(tell(desk, opening(0, 10, 100)));
	unit_ok(tell(desk, question(9 * DAY_S, 10)));
	unit_ok(tell(desk, ending(9 * DAY_S + 5, 10)));
	unit_ok(kefu_desk_advance(desk, AT_DAY(13), NULL));
	event = case_event(KEFU_EVENT_REFUND_COMPLETE, 12 * DAY_S, 8, 7);
	unit_ok(tell(desk, event));
	unit_ok(kefu_desk_advance(desk, AT_DAY(30), NULL));
	ck_assert_int_eq(statistics(desk).held, 0);
	kefu_desk_free(desk);
}
END_TEST

/* What a desk remembers of whom it looked at must not outlive an event: a copy
 * remembers nothing. */
START_TEST(what_was_silent_is_looked_at_again_once_it_speaks)
{
	kefu_desk *desk = keeper(NULL, "session_count"), *copy, *silent;
	int64_t day;

	unit_ok(tell(desk, opening(0, 10, 100)));
	unit_ok(tell(desk, question(5, 10)));
	unit_ok(tell(desk, opening(0, 11, 101)));
	unit_ok(tell(desk, rating(7, 12, 4))); /* of a session that nothing opened */
	for (day = 1; day <= 4; day++) /* looked at on the last */
		unit_ok(kefu_desk_advance(desk, AT_DAY(day), NULL));
	ck_assert_int_eq(statistics(desk).held, 3);
	unit_ok(kefu_desk_copy(desk, &silent));
	unit_ok(tell(desk, ending(4 * DAY_S, 10)));
	for (day = 5; day <= 12; day++) {
		unit_ok(kefu_desk_copy(desk, &copy));
		unit_ok(kefu_desk_advance(desk, AT_DAY(day), NULL));
		unit_ok(kefu_desk_advance(copy, AT_DAY(day), NULL));
		ck_assert(same_bytes(desk, copy));
		kefu_desk_free(copy);
		unit_ok(kefu_desk_advance(silent, AT_DAY(day), NULL));
		ck_assert_int_eq(statistics(desk).sessions, day < 7 ? 2 : day < 8);
		ck_assert_int_eq(statistics(silent).sessions, day < 8 ? 2 : 0);

	}
	kefu_desk_free(desk);
	kefu_desk_free(silent);
}
END_TEST

/* Of cases whose order is not there one leads, the same one whoever came first. */
START_TEST(cases_without_their_order_settle_alike_in_any_order_of_arrival)
{
	kefu_event events[3];
	kefu_desk *desks[2];
	int64_t day;
	int i;

	for (i = 0; i < 3; i++) {
		events[i] = session_event(i < 2 ? KEFU_EVENT_REFUND_REQUEST : KEFU_EVENT_RETRACT,
		                          i == 2 ? 7 * DAY_S : i * 3600, 0, 0);
		events[i].refund = i == 1 ? 21 : 20;
		events[i].order = i < 2 ? 7 : 0;
		events[i].type = i < 2 ? KEFU_TYPE_REFUND_ONLY : 0;
		events[i].seq = i == 2 ? 9 : i + 1; /* takes nothing back */
	}
	for (i = 0; i < 2; i++) {
		desks[i] = keeper(NULL, "refund_rate");
		unit_ok(tell(desks[i], events[i]));
		unit_ok(tell(desks[i], events[1 - i]));
		unit_ok(tell(desks[i], events[2]));
	}
	for (day = 3; day <= 16; day++) {
		for (i = 0; i < 2; i++)
			unit_ok(kefu_desk_advance(desks[i], AT_DAY(day), NULL));
		ck_assert(same_bytes(desks[0], desks[1]));
	}
	ck_assert_int_eq(statistics(desks[0]).held + statistics(desks[0]).settled, 0);
	kefu_desk_free(desks[0]);
	kefu_desk_free(desks[1]);
}
END_TEST

START_TEST(an_erased_customer_has_no_sealed_events_either)
{
	kefu_desk *desk = keeper(NULL, "session_count");

	unit_ok(kefu_desk_use(desk, "contact_count", 13));
	chat(desk, 0, 10, 100);
	chat(desk, 0, 11, 101);
	unit_ok(kefu_desk_advance(desk, AT_DAY(4), NULL));
	chat(desk, 4 * DAY_S, 12, 100);
	ck_assert_int_eq(statistics(desk).settled, 8);
	ck_assert_int_eq((int)figure(desk, "contact_count").num, 2);
	unit_ok(kefu_desk_erase(desk, 100));
	ck_assert_int_eq(statistics(desk).settled, 4);
	ck_assert_int_eq(statistics(desk).held, 0);
	ck_assert_int_eq((int)figure(desk, "contact_count").num, 1);
	/* a cell does not know whose sessions it counts */
	ck_assert_int_eq((int)figure(desk, "session_count").num, 2);
	unit_status(kefu_desk_erase(desk, 100), KEFU_E_NOT_FOUND);
	kefu_desk_free(desk);
}
END_TEST

static kefu_desk *crowded(const kefu_allocator *allocator)
{
	kefu_desk_options options = {0};
	kefu_keeping keeping = keeping_of(1, 5, 3);
	kefu_desk *desk = NULL;
	kefu_event event;
	int64_t day;
	int32_t status;

	options.size = sizeof options;
	options.allocator = allocator;
	options.session_gap = 3600 * SECOND_MS;
	if (kefu_desk_new(&options, &desk) != KEFU_OK)
		return NULL;
	status = kefu_desk_use(desk, "default", 7);
	if (status == KEFU_OK)
		status = kefu_desk_keep(desk, &keeping);
	for (day = 0; day < 12 && status == KEFU_OK; day++) {
		int64_t seconds = day * DAY_S;
		kefu_id session = (kefu_id)(10 + day);
		kefu_event events[] = {
			opening(seconds, session, 100 + (kefu_id)(day % 3)),
			question(seconds, session), reply(seconds + 40, session, 1),
			ending(seconds + 100, session), rating(seconds + 200, session, 4),
			session_event(KEFU_EVENT_AGENT_ONLINE, seconds, 0, 1),
			session_event(KEFU_EVENT_AGENT_OFFLINE, seconds + 5000, 0, 1),
			event_of(KEFU_EVENT_SHOP_CLOSED, seconds + 6000),
			event_of(KEFU_EVENT_SHOP_OPEN, seconds + 7000),
		};

		status = kefu_desk_apply(desk, events, sizeof events / sizeof *events, NULL);
		event = message(seconds + 300, 0, KEFU_PARTY_CUSTOMER, 0);
		event.customer = 102;
		if (status == KEFU_OK)
			status = tell(desk, event);
		if (status == KEFU_OK && day == 6)
			status = kefu_desk_advance(desk, AT_DAY(6), NULL);
	}
	if (status == KEFU_OK)
		return desk;
	kefu_desk_free(desk);
	return NULL;
}

static size_t before_size;
static uint8_t *before_bytes;

static int32_t advance_once(const kefu_allocator *allocator)
{
	kefu_event_list *list = NULL;
	kefu_desk *desk = crowded(allocator), *plain;
	unit_fuse *fuse = (unit_fuse *)allocator->context;
	long nth = fuse->nth;
	int32_t status;

	if (desk == NULL)
		return KEFU_E_NOMEM;
	status = kefu_desk_advance(desk, AT_DAY(12), &list);
	fuse->nth = -1;
	if (status != KEFU_OK) { /* as it was */
		size_t size;
		uint8_t *bytes = bytes_of(desk, &size);

		ck_assert_uint_eq(size, before_size);
		ck_assert_mem_eq(bytes, before_bytes, size);
		free(bytes);
		ck_assert_ptr_null(list);
		unit_ok(kefu_desk_advance(desk, AT_DAY(12), &list)); /* and it goes on */
		ck_assert_int_gt(kefu_event_list_count(list), 0);
		plain = crowded(NULL);
		unit_ok(kefu_desk_advance(plain, AT_DAY(12), NULL));
		ck_assert(same_bytes(desk, plain));
		kefu_desk_free(plain);
	}
	fuse->nth = nth;
	kefu_event_list_free(list);
	kefu_desk_free(desk);
	return status;
}

START_TEST(without_memory_nothing_is_sealed)
{
	kefu_desk *desk = crowded(NULL);

	before_bytes = bytes_of(desk, &before_size);
	kefu_desk_free(desk);
	unit_sweep(advance_once, -1);
	free(before_bytes);
}
END_TEST

UNIT_MAIN("seal", keeping_has_everyday_values_and_bounds,
          the_mark_ends_the_last_day_that_ended_retention_ago, days_are_local,
          an_event_behind_the_mark_needs_its_entity, what_ended_long_enough_ago_is_sealed,
          a_later_event_of_a_sealed_id_begins_anew, sessions_of_one_day_settle_together,
          a_thread_settles_in_part, a_retraction_may_come_before_what_it_takes_back,
          the_host_gets_what_is_forgotten,
          what_is_forgotten_has_one_order, what_is_forgotten_can_be_told_again,
          what_does_not_add_up_needs_its_events,
          a_definition_covers_the_days_after_the_mark_at_which_it_came,
          desks_merge_at_one_mark, what_two_desks_sealed_does_not_merge,
          what_is_sealed_and_told_again_is_refused_though_its_id_began_anew, agents_keep_the_state_in_which_they_are,
          cases_of_settled_orders_settle,
          what_is_looked_at_must_not_go_on,
          an_inquiry_waits_for_its_order, what_was_taken_back_whole_is_forgotten,
          a_state_taken_back_is_not_kept,
          what_is_sealed_of_agents_and_the_shop_is_not_taken_back,
          what_was_silent_is_looked_at_again_once_it_speaks,
          cases_without_their_order_settle_alike_in_any_order_of_arrival,
          an_erased_customer_has_no_sealed_events_either, without_memory_nothing_is_sealed)
