/* Texts of ids that a desk names no more: memory over years, ids that are
 * stale, what has holes and generations against a desk that has none. */
#include "desk_unit.h"

#define DAY_MS INT64_C(86400000)
#define AT_DAY(day) AT((int64_t)(day) * DAY_S)
#define EACH_DAY 30

static kefu_desk *keeper(const char *definitions)
{
	kefu_keeping keeping;
	kefu_desk *desk = NULL;

	kefu_keeping_init(&keeping);
	keeping.retention = DAY_MS;
	keeping.idle_end = 3 * DAY_MS;
	keeping.keep_days = 3;
	unit_ok(kefu_desk_new(NULL, &desk));
	if (definitions != NULL)
		unit_ok(kefu_desk_use(desk, definitions, strlen(definitions)));
	unit_ok(kefu_desk_keep(desk, &keeping));
	return desk;
}

static kefu_id named(kefu_desk *desk, const char *what, int number)
{
	char text[32];

	snprintf(text, sizeof text, "%s-%d", what, number);
	return interned(desk, text);
}

/* A session of a customer who orders and files a complaint, all of them new;
 * first an unknown visitor, then the customer. */
static void visit(kefu_desk *desk, int day, int number)
{
	int64_t at = (int64_t)day * DAY_S + number * 600;
	kefu_id agent = interned(desk, "agent"), session = named(desk, "session", number + day * 100);
	kefu_id order = named(desk, "order", number + day * 100);
	kefu_event events[8];
	size_t n = 0;

	events[n++] = opening(at, session, named(desk, "visitor", number + day * 100));
	events[n] = question(at, session);
	events[n++].customer = named(desk, "customer", number + day * 100);
	events[n++] = reply(at + 30, session, agent);
	events[n] = session_event(KEFU_EVENT_COMPLAINT_FILE, at + 40, session, 0);
	events[n++].complaint = named(desk, "complaint", number + day * 100);
	events[n++] = session_event(KEFU_EVENT_SESSION_RESOLVE, at + 100, session, agent);
	events[n] = event_of(KEFU_EVENT_ORDER_PAY, at + 200);
	events[n].order = order;
	events[n].customer = named(desk, "customer", number + day * 100);
	memcpy(events[n].currency, "CNY", 4);
	events[n++].amount = 100;
	events[n] = event_of(KEFU_EVENT_REFUND_REQUEST, at + 300);
	events[n].order = order;
	events[n++].refund = named(desk, "refund", number + day * 100);
	unit_ok(kefu_desk_apply(desk, events, n, NULL));
}

static int is_known(const kefu_desk *desk, kefu_id id)
{
	size_t length;
	int32_t status = kefu_desk_id_text(desk, id, NULL, 0, &length);

	ck_assert(status == KEFU_E_SIZE || status == KEFU_E_ID);
	return status == KEFU_E_SIZE;
}

static void run(kefu_desk *desk, int from, int to)
{
	int day, i;

	for (day = from; day < to; day++) {
		for (i = 0; i < EACH_DAY; i++)
			visit(desk, day, i);
		unit_ok(kefu_desk_advance(desk, AT_DAY(day + 1), NULL));
	}
}

START_TEST(memory_does_not_grow_over_years)
{
	kefu_desk *desk = keeper(NULL); /* cells would grow by the day */
	kefu_id agent = interned(desk, "agent"), first;
	int64_t early = 0, late = 0;
	int day;

	first = named(desk, "session", 0);
	for (day = 0; day < 2000; day++) {
		int64_t bytes, *most = day < 200 ? &early : &late;

		/* Somebody comes after their day was sealed. */
		kefu_event event = opening((int64_t)(day - 3) * DAY_S, named(desk, "late", day), 0);

		run(desk, day, day + 1);
		if (day > 3)
			unit_status(kefu_desk_apply(desk, &event, 1, NULL), KEFU_E_SEALED);
		bytes = statistics(desk).bytes;
		*most = bytes > *most ? bytes : *most;
	}
	ck_assert_msg(late <= early + early / 8, "%lld bytes after %lld", (long long)late,
	              (long long)early);
	ck_assert(is_known(desk, agent));
	ck_assert(!is_known(desk, first));
	ck_assert_uint_eq(interned(desk, "agent"), agent);
	kefu_desk_free(desk);
}
END_TEST

START_TEST(a_stale_id_is_refused)
{
	kefu_desk *desk = keeper("session_count");
	kefu_id unused = interned(desk, "agent of tomorrow");
	kefu_id session = named(desk, "session", 0), again, customer;
	kefu_session *handle = NULL, *other = NULL;
	kefu_session_view view = {.size = sizeof view};
	kefu_event event;

	run(desk, 0, 1);
	unit_ok(kefu_desk_session(desk, session, &handle));
	run(desk, 1, 40);
	ck_assert(is_known(desk, unused));
	ck_assert(!is_known(desk, session));
	event = question(40 * DAY_S, session);
	unit_status(kefu_desk_apply(desk, &event, 1, NULL), KEFU_E_ID);
	event = opening(40 * DAY_S, 5, session);
	unit_status(kefu_desk_apply(desk, &event, 1, NULL), KEFU_E_ID);
	unit_status(kefu_desk_session(desk, session, &other), KEFU_E_ID);
	unit_status(kefu_desk_erase(desk, session), KEFU_E_ID);
	unit_status(kefu_desk_roster(desk, session, unused, 0), KEFU_E_ID);
	unit_status(kefu_session_read(handle, KEFU_AS_OF_LAST, &view), KEFU_E_SEALED);
	kefu_session_free(handle);
	/* Once more the same text: another number. */
	again = named(desk, "session", 0);
	ck_assert_uint_ne(again, session);
	unit_ok(kefu_desk_apply(desk, (kefu_event[]){opening(40 * DAY_S, again, 9)}, 1, NULL));
	ck_assert(!is_known(desk, session));
	/* Every place is taken by now, and no number of the first days came back. */
	run(desk, 40, 80);
	customer = named(desk, "customer", 79 * 100);
	ck_assert_uint_gt(customer << 1 >> 33, 0);
	ck_assert(!is_known(desk, session));
	kefu_desk_free(desk);
}
END_TEST

START_TEST(what_is_named_stays)
{
	kefu_desk *desk = keeper("session_count");
	kefu_id customer = named(desk, "customer", 0), agent = named(desk, "session", 1);
	kefu_id team = named(desk, "session", 2), target = named(desk, "session", 3);
	kefu_id channel = named(desk, "order", 4), topic = named(desk, "order", 5);
	kefu_target promise;
	kefu_event event;
	int day;

	memset(&promise, 0, sizeof promise);
	promise.size = sizeof promise;
	promise.kind = KEFU_SLA_FIRST_REPLY;
	promise.name = target;
	promise.ms = 60000;
	unit_ok(kefu_desk_target(desk, &promise));
	unit_ok(kefu_desk_roster(desk, agent, team, 0));
	event = opening(0, 7, 8);
	event.channel = channel;
	event.topic = topic;
	unit_ok(kefu_desk_apply(desk, &event, 1, NULL));
	for (day = 0; day < 40; day++) {
		run(desk, day, day + 1);
		event = opening(day * DAY_S, (kefu_id)(100 + day), customer); /* is always there */
		event.t += DAY_MS - 1;
		unit_ok(kefu_desk_apply(desk, &event, 1, NULL));
	}
	ck_assert(is_known(desk, customer));
	ck_assert(is_known(desk, agent));
	ck_assert(is_known(desk, team));
	ck_assert(is_known(desk, target));
	ck_assert(is_known(desk, channel)); /* in sealed cells */
	ck_assert(is_known(desk, topic));
	kefu_desk_free(desk);
}
END_TEST

static int holds(const kefu_desk *desk, const char *text)
{
	size_t size, i, length = strlen(text);
	uint8_t *bytes = bytes_of(desk, &size);
	int found = 0;

	for (i = 0; i + length <= size; i++)
		found |= memcmp(bytes + i, text, length) == 0;
	free(bytes);
	return found;
}

static kefu_desk *decoded(const kefu_desk *desk)
{
	kefu_desk *out = NULL;
	size_t size;
	uint8_t *bytes = bytes_of(desk, &size);

	unit_ok(kefu_desk_decode(NULL, bytes, size, &out));
	free(bytes);
	return out;
}

/* Decoded every few days, so that it never has holes. */
START_TEST(holes_and_generations_change_nothing)
{
	kefu_desk *desk = keeper("all"), *plain = keeper("all"), *copy = NULL, *other, *merged;
	int day, i;

	for (day = 0; day < 60; day++) {
		run(desk, day, day + 1);
		if (day % 4 == 3) {
			kefu_desk *next = decoded(plain);

			kefu_desk_free(plain);
			plain = next;
		}
		run(plain, day, day + 1);
	}
	ck_assert(same_bytes(desk, plain));
	unit_ok(kefu_desk_copy(desk, &copy));
	ck_assert(same_bytes(copy, plain));
	ck_assert_uint_eq(named(copy, "customer", 5900), named(desk, "customer", 5900));
	/* Into and out of what has holes; ids of one byte become long ones. */
	other = keeper("all");
	unit_ok(kefu_desk_advance(other, AT_DAY(60), NULL));
	for (i = 0; i < EACH_DAY; i++)
		visit(other, 60, i);
	merged = decoded(plain);
	unit_ok(kefu_desk_merge(merged, other));
	unit_ok(kefu_desk_merge(desk, other));
	ck_assert(same_bytes(desk, merged));
	unit_ok(kefu_desk_merge(other, copy));
	ck_assert(same_bytes(other, merged));
	check_same(desk, merged);
	run(desk, 61, 90);
	run(merged, 61, 90);
	ck_assert(same_bytes(desk, merged));
	kefu_desk_free(desk);
	kefu_desk_free(plain);
	kefu_desk_free(copy);
	kefu_desk_free(other);
	kefu_desk_free(merged);
}
END_TEST

START_TEST(erasing_takes_the_texts_along)
{
	kefu_desk *desk = keeper("session_count");
	kefu_id customer, session, agent, neighbour;

	visit(desk, 0, 1);
	visit(desk, 0, 2);
	customer = named(desk, "customer", 1);
	session = named(desk, "session", 1);
	neighbour = named(desk, "customer", 2);
	agent = interned(desk, "agent");
	unit_ok(kefu_desk_erase(desk, customer));
	ck_assert(!is_known(desk, customer));
	ck_assert(!is_known(desk, session));
	ck_assert(is_known(desk, neighbour));
	ck_assert(is_known(desk, agent));
	ck_assert(!holds(desk, "customer-1"));
	ck_assert(holds(desk, "customer-2"));
	unit_status(kefu_desk_erase(desk, customer), KEFU_E_ID);
	unit_status(kefu_desk_erase(desk, named(desk, "customer", 1)), KEFU_E_NOT_FOUND);
	kefu_desk_free(desk);
}
END_TEST

UNIT_MAIN("texts", memory_does_not_grow_over_years, a_stale_id_is_refused, what_is_named_stays,
          holes_and_generations_change_nothing, erasing_takes_the_texts_along)
