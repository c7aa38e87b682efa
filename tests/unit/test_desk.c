/* The desk: what it takes, in what order, what it makes of repetition, and
 * what it tells about deliveries. */
#include "desk_unit.h"

#define APPLY(desk, ...) \
	unit_ok(kefu_desk_apply(desk, (const kefu_event[]){__VA_ARGS__}, \
	        sizeof((const kefu_event[]){__VA_ARGS__}) / sizeof(kefu_event), NULL))

static kefu_event retraction(int64_t seconds, kefu_id session, int64_t seq)
{
	return numbered(session_event(KEFU_EVENT_RETRACT, seconds, session, 0), seq);
}

/* A stream of many sessions, customers and threads, every event numbered
 * within its entity. */
static size_t stream(uint64_t seed, kefu_event *events, size_t count)
{
	static const int32_t kinds[] = {
		KEFU_EVENT_MESSAGE, KEFU_EVENT_MESSAGE, KEFU_EVENT_MESSAGE,
		KEFU_EVENT_MESSAGE, KEFU_EVENT_SESSION_ASSIGN,
		KEFU_EVENT_SESSION_TRANSFER, KEFU_EVENT_SESSION_PEND,
		KEFU_EVENT_SESSION_RESOLVE, KEFU_EVENT_SESSION_REOPEN,
		KEFU_EVENT_SESSION_OPEN, KEFU_EVENT_SESSION_TAG,
		KEFU_EVENT_SURVEY_ANSWER, KEFU_EVENT_SESSION_CLOSE,
		KEFU_EVENT_SESSION_EXCLUDE, KEFU_EVENT_SESSION_INCLUDE,
		KEFU_EVENT_AGENT_ONLINE, KEFU_EVENT_AGENT_OFFLINE,
		KEFU_EVENT_ORDER_PLACE, KEFU_EVENT_ORDER_PAY,
		KEFU_EVENT_SHOP_CLOSED, KEFU_EVENT_SHOP_OPEN,
	};
	size_t i;

	for (i = 0; i < count; i++) {
		kefu_event *event = &events[i];
		uint64_t thread;

		*event = event_of(kinds[unit_below(&seed, sizeof kinds / sizeof *kinds)],
		                  (int64_t)unit_below(&seed, 3 * DAY_S));
		event->t -= event->t % 60000; /* much at once */
		event->seq = (int64_t)i + 1;
		event->agent = unit_below(&seed, 4);
		event->from = (uint8_t)(1 + unit_below(&seed, 4));
		event->to = 1 + unit_below(&seed, 3);
		event->topic = unit_below(&seed, 3);
		event->survey = KEFU_SURVEY_CSAT;
		event->value = 1 + (int64_t)unit_below(&seed, 5);
		event->has_value = 1;
		event->min = 1;
		event->max = 5;
		event->amount = 100;
		event->order = 500 + unit_below(&seed, 9);
		thread = unit_below(&seed, 30);
		if (thread < 24) {
			event->session = 10 + thread;
			event->customer = 100 + thread / 2;
		} else {
			event->customer = 100 + thread;
		}
		if (event->kind == KEFU_EVENT_SESSION_ASSIGN ||
		    event->kind == KEFU_EVENT_AGENT_ONLINE ||
		    event->kind == KEFU_EVENT_AGENT_OFFLINE)
			event->agent |= 1;
	}
	return count;
}

static void shuffle(uint64_t seed, kefu_event *events, size_t count)
{
	size_t i;

	for (i = count; i > 1; i--) {
		size_t other = (size_t)unit_below(&seed, i);
		kefu_event moved = events[i - 1];

		events[i - 1] = events[other];
		events[other] = moved;
	}
}

/* Order and repetition */

START_TEST(arrival_does_not_matter_where_events_are_numbered)
{
	enum { COUNT = 300 };
	kefu_event events[COUNT];
	uint64_t seed;

	for (seed = 1; seed <= 6; seed++) {
		kefu_desk *sorted, *shuffled;

		stream(seed, events, COUNT);
		sorted = desk_of(events, COUNT);
		shuffle(seed + 100, events, COUNT);
		shuffled = desk_of(events, COUNT);
		check_same(sorted, shuffled);
		/* delivered at least once */
		shuffle(seed + 200, events, COUNT);
		unit_ok(kefu_desk_apply(shuffled, events, COUNT, NULL));
		check_same(sorted, shuffled);
		ck_assert_int_eq(statistics(shuffled).applied, COUNT);
		ck_assert_int_eq(statistics(shuffled).duplicates, COUNT);
		kefu_desk_free(sorted);
		kefu_desk_free(shuffled);
	}
}
END_TEST

/* Counts and costs that name no session and no order have no entity: whatever
 * seq they carry, each delivery counts, and no order of them shows. */
#define LOOSE 6

static kefu_event loose_event(kefu_desk *desk, int which)
{
	kefu_event event = event_of(which < 2 ? KEFU_EVENT_COUNT : KEFU_EVENT_COST, 100);

	event.customer = event.session = 0;
	if (which < 2) {
		event.name = interned(desk, which == 0 ? "visitors" : "orders");
		event.value = event.has_value = 1;
		return event;
	}
	/* alike but for one thing each */
	event.type = which == 2 ? KEFU_TYPE_TRAINING : KEFU_TYPE_WAGE;
	event.amount = which == 3 ? 6 : 5;
	event.agent = which == 4 ? interned(desk, "anna") : interned(desk, "bert");
	event.seq = which == 5 ? 7 : 1;
	memcpy(event.currency, "CNY", 4);
	return event;
}

START_TEST(what_has_no_entity_comes_in_any_order_but_once)
{
	kefu_desk *first = NULL, *desk = NULL;
	kefu_statistics found;
	int order, i, k;

	unit_ok(kefu_desk_new(NULL, &first));
	for (i = 0; i < LOOSE; i++)
		unit_ok(tell(first, loose_event(first, i)));
	for (order = 0; order < 720; order++) {
		int left[LOOSE] = {0, 1, 2, 3, 4, 5}, rest = order;

		unit_ok(kefu_desk_new(NULL, &desk));
		for (i = LOOSE; i > 0; i--) {
			int at = rest % i;

			rest /= i;
			unit_ok(tell(desk, loose_event(desk, left[at])));
			for (k = at; k + 1 < i; k++)
				left[k] = left[k + 1];
		}
		ck_assert(same_bytes(first, desk));
		kefu_desk_free(desk);
	}
	unit_ok(tell(first, loose_event(first, 5)));
	found = statistics(first);
	ck_assert_int_eq(found.applied, LOOSE + 1);
	ck_assert_int_eq(found.duplicates, 0);
	kefu_desk_free(first);
}
END_TEST

START_TEST(a_batch_may_be_split_anywhere)
{
	enum { COUNT = 200 };
	kefu_event events[COUNT];
	kefu_desk *whole;
	size_t at;

	stream(7, events, COUNT);
	for (at = 0; at < COUNT; at += 9)
		events[at].seq = 0; /* numbered on arrival */
	whole = desk_of(events, COUNT);
	for (at = 0; at <= COUNT; at += 13) {
		kefu_desk *split = desk_with(NULL);

		unit_ok(kefu_desk_apply(split, events, at, NULL));
		unit_ok(kefu_desk_apply(split, events + at, COUNT - at, NULL));
		check_same(whole, split);
		kefu_desk_free(split);
	}
	kefu_desk_free(whole);
}
END_TEST

START_TEST(reports_between_do_not_matter)
{
	enum { COUNT = 200 };
	kefu_event events[COUNT];
	kefu_desk *whole, *asked = desk_with(NULL);
	size_t i;

	stream(8, events, COUNT);
	whole = desk_of(events, COUNT);
	for (i = 0; i < COUNT; i++) {
		unit_ok(kefu_desk_apply(asked, &events[i], 1, NULL));
		if (i % 20 == 0)
			free(knowledge(asked));
	}
	check_same(whole, asked);
	kefu_desk_free(whole);
	kefu_desk_free(asked);
}
END_TEST

START_TEST(late_events_fall_into_place)
{
	/* the reply arrives before the question */
	kefu_desk *desk = DESK_OF(reply(30, 10, 1), question(0, 10));

	check_share(desk, "response_time", 30000, 1);
	kefu_desk_free(desk);
	/* at one instant seq decides, else arrival */
	desk = DESK_OF(numbered(reply(0, 10, 1), 2), numbered(question(0, 10), 1));
	check_share(desk, "response_time", 0, 1);
	kefu_desk_free(desk);
	desk = DESK_OF(reply(0, 10, 1), question(0, 10));
	check_share(desk, "response_time", 0, 0);
	kefu_desk_free(desk);
	/* the numbered one first, whenever it came */
	desk = DESK_OF(reply(0, 10, 1), numbered(question(0, 10), 9));
	check_share(desk, "response_time", 0, 1);
	kefu_desk_free(desk);
}
END_TEST

START_TEST(a_repeated_number_has_no_effect)
{
	kefu_desk *desk = DESK_OF(numbered(question(0, 10), 1), numbered(reply(10, 10, 1), 2));
	char *before = knowledge(desk), *after;

	/* another event, another time: the first one stays */
	APPLY(desk, numbered(session_event(KEFU_EVENT_SESSION_CLOSE, 5, 10, 1), 1),
	      numbered(reply(3, 10, 2), 2));
	after = knowledge(desk);
	ck_assert_str_eq(before, after);
	ck_assert_int_eq(statistics(desk).duplicates, 2);
	ck_assert_int_eq(statistics(desk).applied, 2);
	ck_assert_int_eq(statistics(desk).refused, 0);
	/* of another entity it is another number */
	APPLY(desk, numbered(question(0, 11), 1));
	ck_assert_int_eq(statistics(desk).applied, 3);
	/* what counts for itself is not protected */
	free(before);
	free(after);
	kefu_desk_free(desk);
}
END_TEST

START_TEST(counts_are_not_protected_from_repetition)
{
	kefu_desk *desk = desk_with(NULL);
	kefu_event count = event_of(KEFU_EVENT_COUNT, 0);

	count.name = interned(desk, "paid_orders");
	count.value = 3;
	count.seq = 1;
	APPLY(desk, count, count);
	ck_assert_int_eq(statistics(desk).applied, 2);
	ck_assert_int_eq(statistics(desk).duplicates, 0);
	kefu_desk_free(desk);
}
END_TEST

START_TEST(a_retraction_takes_back_before_and_after)
{
	kefu_event ask = numbered(question(0, 10), 1), answer = numbered(reply(10, 10, 1), 2);
	kefu_desk *without = DESK_OF(ask);
	kefu_desk *after = DESK_OF(ask, answer, retraction(20, 10, 2));
	kefu_desk *before = DESK_OF(ask, retraction(20, 10, 2), answer);
	char *a, *b;

	check_same(after, before);
	a = knowledge_at(without, AT(30));
	b = knowledge_at(after, AT(30));
	ck_assert_str_eq(a, b);
	free(a);
	free(b);
	/* until then it had happened */
	ck_assert_int_eq(figure_at(after, "response_time", AT(19)).den, 1);
	ck_assert_int_eq(figure_at(after, "response_time", AT(20)).den, 0);
	/* its number stays taken, and it may be taken back again */
	APPLY(after, answer, retraction(21, 10, 2));
	check_share(after, "response_time", 0, 0);
	ck_assert_int_eq(statistics(after).duplicates, 1);
	kefu_desk_free(without);
	kefu_desk_free(after);
	kefu_desk_free(before);
}
END_TEST

START_TEST(a_retraction_before_its_events_time_holds)
{
	kefu_desk *desk = DESK_OF(numbered(question(0, 10), 1), retraction(5, 10, 2),
	                          numbered(reply(10, 10, 1), 2));

	check_share(desk, "response_time", 0, 0);
	ck_assert_int_eq(figure_at(desk, "reply_rate", AT(60)).num, 0);
	kefu_desk_free(desk);
}
END_TEST

START_TEST(a_retraction_names_its_entity)
{
	kefu_event thread = event_of(KEFU_EVENT_MESSAGE, 0), back = event_of(KEFU_EVENT_RETRACT, 9);
	kefu_event online = event_of(KEFU_EVENT_AGENT_ONLINE, 0);
	kefu_desk *desk;

	thread.customer = 100;
	thread.agent = 1;
	thread.from = KEFU_PARTY_CUSTOMER;
	thread.seq = 1;
	online.agent = 1;
	online.seq = 1;
	back.agent = 1;
	back.seq = 1;
	desk = DESK_OF(thread, online, numbered(question(0, 10), 1), back);
	check_count(desk, "session_count", 2); /* the agent's was meant */
	back.customer = 100;
	APPLY(desk, back);
	check_count(desk, "session_count", 1);
	APPLY(desk, retraction(9, 10, 1));
	check_count(desk, "session_count", 0);
	kefu_desk_free(desk);
}
END_TEST

START_TEST(time_may_go_back_and_ends_may_be_followed)
{
	kefu_desk *desk = DESK_OF(session_event(KEFU_EVENT_SESSION_CLOSE, 100, 10, 1),
	                          reply(50, 10, 1), question(10, 10), reply(200, 10, 2));
	kefu_session_view view = view_of(desk, 10);

	ck_assert_int_eq(statistics(desk).refused, 0);
	ck_assert_int_eq(view.opened, AT(10));
	ck_assert_int_eq(view.ended, AT(100));
	check_share(desk, "response_time", 40000, 1); /* the late reply closes nothing */
	kefu_desk_free(desk);
}
END_TEST

START_TEST(a_reply_may_come_to_a_session_never_opened)
{
	kefu_desk *desk = DESK_OF(reply(5, 10, 1));

	check_count(desk, "session_count", 1);
	ck_assert_int_eq(view_of(desk, 10).initiator, KEFU_PARTY_AGENT);
	check_share(desk, "response_time", 0, 0);
	kefu_desk_free(desk);
}
END_TEST

START_TEST(two_openings_are_one)
{
	kefu_desk *desk = DESK_OF(opening(0, 10, 100), opening(60, 10, 100));

	check_count(desk, "session_count", 1);
	ck_assert_int_eq(view_of(desk, 10).opened, AT(0));
	ck_assert_int_eq(statistics(desk).duplicates, 0);
	kefu_desk_free(desk);
}
END_TEST

/* Whose sessions they are */

START_TEST(a_customer_may_become_known_late)
{
	kefu_event repeat = opening(50, 11, 100);
	kefu_desk *desk = DESK_OF(question(0, 10), session_event(KEFU_EVENT_SESSION_RESOLVE, 1, 10, 1), repeat);

	ck_assert_int_eq(statistics(desk).orphans, 1);
	ck_assert_int_eq(statistics(desk).customers, 1);
	check_share(desk, "first_contact_resolution_rate", 1, 1);
	APPLY(desk, opening(2, 10, 100));
	ck_assert_int_eq(statistics(desk).orphans, 0);
	ck_assert_int_eq(statistics(desk).customers, 1);
	check_share(desk, "first_contact_resolution_rate", 0, 1);
	kefu_desk_free(desk);
}
END_TEST

/* Columns */

START_TEST(columns_are_rows)
{
	enum { COUNT = 150 };
	kefu_event events[COUNT];
	kefu_desk *rows, *columns = desk_with(NULL);
	size_t done = 0;
	const struct {
		int32_t field, width;
		size_t at;
	} fields[] = {
		{KEFU_FIELD_KIND, 4, offsetof(kefu_event, kind)},
		{KEFU_FIELD_T, 8, offsetof(kefu_event, t)},
		{KEFU_FIELD_SEQ, 8, offsetof(kefu_event, seq)},
		{KEFU_FIELD_SESSION, 8, offsetof(kefu_event, session)},
		{KEFU_FIELD_CUSTOMER, 8, offsetof(kefu_event, customer)},
		{KEFU_FIELD_AGENT, 8, offsetof(kefu_event, agent)},
		{KEFU_FIELD_ORDER, 8, offsetof(kefu_event, order)},
		{KEFU_FIELD_AMOUNT, 8, offsetof(kefu_event, amount)},
		{KEFU_FIELD_TO, 8, offsetof(kefu_event, to)},
		{KEFU_FIELD_TOPIC, 8, offsetof(kefu_event, topic)},
		{KEFU_FIELD_FROM, 1, offsetof(kefu_event, from)},
		{KEFU_FIELD_SURVEY, 1, offsetof(kefu_event, survey)},
		{KEFU_FIELD_VALUE, 8, offsetof(kefu_event, value)},
		{KEFU_FIELD_MIN, 4, offsetof(kefu_event, min)},
		{KEFU_FIELD_MAX, 4, offsetof(kefu_event, max)},
	};
	kefu_column list[sizeof fields / sizeof *fields];
	size_t i;

	stream(9, events, COUNT);
	rows = desk_of(events, COUNT);
	for (i = 0; i < sizeof fields / sizeof *fields; i++) {
		list[i].field = fields[i].field;
		list[i].width = fields[i].width;
		list[i].data = (const char *)events + fields[i].at;
		list[i].stride = sizeof *events;
	}
	unit_ok(kefu_desk_apply_columns(columns, list, i, COUNT, &done));
	ck_assert_uint_eq(done, COUNT);
	check_same(rows, columns);
	kefu_desk_free(rows);
	kefu_desk_free(columns);
}
END_TEST

START_TEST(columns_may_be_narrow_and_run_backwards)
{
	static const int8_t kinds[] = {KEFU_EVENT_MESSAGE, KEFU_EVENT_MESSAGE};
	static const uint8_t sessions[] = {200, 200};
	static const int16_t from[] = {KEFU_PARTY_AGENT, KEFU_PARTY_CUSTOMER};
	static const int64_t times[] = {AT(30), AT(0)};
	static const uint16_t agents[] = {65535, 0};
	const kefu_column list[] = {
		{KEFU_FIELD_KIND, 1, kinds, 1},
		{KEFU_FIELD_SESSION, 1, sessions, 1},
		{KEFU_FIELD_FROM, 2, &from[1], -2},
		{KEFU_FIELD_T, 8, &times[1], -8},
		{KEFU_FIELD_AGENT, 2, &agents[1], -2},
	};
	kefu_desk *desk = desk_with(NULL);

	unit_ok(kefu_desk_apply_columns(desk, list, 5, 2, NULL));
	check_share(desk, "response_time", 30000, 1);
	ck_assert_int_eq(view_of(desk, 200).messages_in, 1); /* unsigned */
	ck_assert_uint_eq(view_of(desk, 200).owner, 65535);
	kefu_desk_free(desk);
}
END_TEST

START_TEST(what_a_field_cannot_hold_is_refused)
{
	static const int32_t kind = KEFU_EVENT_MESSAGE;
	static const int64_t t = AT(0), from = 256 + KEFU_PARTY_CUSTOMER, wide = INT64_C(1) << 40;
	kefu_column list[] = {
		{KEFU_FIELD_KIND, 4, &kind, 0},
		{KEFU_FIELD_T, 8, &t, 0},
		{KEFU_FIELD_SESSION, 8, &t, 0},
		{KEFU_FIELD_FROM, 8, &from, 0},
	};
	kefu_desk *desk = desk_with(NULL);
	size_t done = 0;

	unit_status(kefu_desk_apply_columns(desk, list, 4, 3, &done), KEFU_E_ENUM);
	ck_assert_uint_eq(done, 3);
	ck_assert_int_eq(statistics(desk).refused, 3);
	list[0].width = 8;
	list[0].data = &wide;
	unit_status(kefu_desk_apply_columns(desk, list, 4, 1, NULL), KEFU_E_KIND);
	kefu_desk_free(desk);
}
END_TEST

/* Ids and texts */

START_TEST(the_same_text_is_the_same_id)
{
	kefu_desk *desk = desk_with(NULL);
	kefu_id ada = interned(desk, "Ada"), again = interned(desk, "Ada");
	kefu_id digits = interned(desk, "42");
	char text[255];
	size_t length = 0;

	ck_assert_uint_eq(ada, again);
	ck_assert_uint_ne(ada, interned(desk, "ada"));
	ck_assert_uint_gt(ada, INT64_MAX);
	ck_assert_uint_ne(digits, 42);
	unit_ok(kefu_desk_id_text(desk, ada, text, sizeof text, &length));
	ck_assert_int_eq((int)length, 3);
	ck_assert_mem_eq(text, "Ada", 3);
	unit_ok(kefu_desk_id_text(desk, 42, text, sizeof text, &length));
	ck_assert_mem_eq(text, "42", 2);
	unit_ok(kefu_desk_id_text(desk, INT64_MAX, text, sizeof text, &length));
	ck_assert_mem_eq(text, "9223372036854775807", 19);
	unit_status(kefu_desk_id_text(desk, ada, text, 2, &length), KEFU_E_SIZE);
	ck_assert_int_eq((int)length, 3);
	unit_status(kefu_desk_id_text(desk, ada, NULL, 0, &length), KEFU_E_SIZE);
	unit_status(kefu_desk_id_text(desk, 0, text, 9, &length), KEFU_E_ID);
	unit_status(kefu_desk_id_text(desk, digits + 9, text, 9, &length), KEFU_E_ID);
	unit_status(kefu_desk_id_text(NULL, 1, text, 9, &length), KEFU_E_NULL);
	unit_status(kefu_desk_id_text(desk, 1, NULL, 9, &length), KEFU_E_NULL);
	unit_status(kefu_desk_id_text(desk, 1, text, 9, NULL), KEFU_E_NULL);
	kefu_desk_free(desk);
}
END_TEST

static int32_t set(kefu_desk *desk, kefu_event *event, const char *field, const char *text)
{
	return kefu_desk_set_text(desk, event, field, strlen(field), text, strlen(text));
}

START_TEST(fields_are_set_by_name)
{
	kefu_desk_options options = {.size = sizeof options};
	kefu_zone *shanghai = NULL;
	kefu_desk *desk;
	kefu_event event = {.size = sizeof event};

	unit_ok(kefu_zone_fixed(NULL, 8 * 3600, &shanghai));
	options.zone = shanghai;
	desk = desk_with(&options);
	kefu_zone_free(shanghai); /* the desk has its own */
	unit_ok(set(desk, &event, "kind", "survey.answer"));
	ck_assert_int_eq(event.kind, KEFU_EVENT_SURVEY_ANSWER);
	unit_ok(set(desk, &event, "t", "1736121600000"));
	ck_assert_int_eq(event.t, START);
	unit_ok(set(desk, &event, "t", "2025-01-06T08:00:00"));
	ck_assert_int_eq(event.t, START);
	unit_ok(set(desk, &event, "t", "2025-01-06T01:00:00+01:00"));
	ck_assert_int_eq(event.t, START);
	unit_ok(set(desk, &event, "session", "s-1"));
	ck_assert_uint_eq(event.session, interned(desk, "s-1"));
	unit_ok(set(desk, &event, "into", "s-2"));
	ck_assert_uint_eq(event.to, interned(desk, "s-2"));
	unit_ok(set(desk, &event, "score", "0"));
	ck_assert_int_eq(event.has_value, 1);
	ck_assert_int_eq(event.value, 0);
	unit_ok(set(desk, &event, "points", "-12"));
	ck_assert_int_eq(event.value, -12);
	unit_ok(set(desk, &event, "min", "-5"));
	ck_assert_int_eq(event.min, -5);
	unit_ok(set(desk, &event, "survey", "nps"));
	ck_assert_int_eq(event.survey, KEFU_SURVEY_NPS);
	unit_ok(set(desk, &event, "private", "true"));
	ck_assert_int_eq(event.is_private, KEFU_YES);
	unit_ok(set(desk, &event, "currency", "CNY"));
	ck_assert_str_eq(event.currency, "CNY");
	unit_ok(set(desk, &event, "agent", "")); /* empty: unset */
	ck_assert_uint_eq(event.agent, 0);
	kefu_desk_free(desk);
}
END_TEST

START_TEST(names_that_mean_nothing_are_refused)
{
	kefu_desk *desk = desk_with(NULL);
	kefu_event event = {.size = sizeof event}, before = event;
	char long_id[257];

	memset(long_id, 'x', sizeof long_id);
	long_id[256] = '\0';
	unit_status(set(desk, &event, "nothing", "1"), KEFU_E_NOT_FOUND);
	unit_status(set(desk, &event, "", "1"), KEFU_E_NOT_FOUND);
	unit_status(set(desk, &event, "kind", "session.opened"), KEFU_E_KIND);
	unit_status(set(desk, &event, "from", "robot"), KEFU_E_ENUM);
	unit_status(set(desk, &event, "from", "platform"), KEFU_E_ENUM); /* not there */
	unit_status(set(desk, &event, "t", "yesterday"), KEFU_E_TIME);
	unit_status(set(desk, &event, "t", "2025-02-30T00:00:00Z"), KEFU_E_TIME);
	unit_status(set(desk, &event, "score", "4.5"), KEFU_E_RANGE);
	unit_status(set(desk, &event, "score", "-"), KEFU_E_RANGE);
	unit_status(set(desk, &event, "score", "99999999999999999999"), KEFU_E_RANGE);
	unit_status(set(desk, &event, "min", "2147483648"), KEFU_E_RANGE);
	unit_status(set(desk, &event, "min", "-2147483649"), KEFU_E_RANGE);
	unit_status(set(desk, &event, "currency", "Euro"), KEFU_E_CURRENCY);
	unit_status(set(desk, &event, "agent", long_id), KEFU_E_ID_LONG);
	unit_status(set(desk, &event, "agent", "\xC3("), KEFU_E_UTF8);
	unit_status(set(desk, &event, "agent", "a\nb"), KEFU_E_UTF8);
	ck_assert_mem_eq(&event, &before, sizeof event);
	unit_status(kefu_desk_set_text(NULL, &event, "t", 1, "1", 1), KEFU_E_NULL);
	unit_status(kefu_desk_set_text(desk, NULL, "t", 1, "1", 1), KEFU_E_NULL);
	unit_status(kefu_desk_set_text(desk, &event, NULL, 1, "1", 1), KEFU_E_NULL);
	unit_status(kefu_desk_set_text(desk, &event, "t", 1, NULL, 1), KEFU_E_NULL);
	kefu_desk_free(desk);
}
END_TEST

/* Zones, teams, gaps */

START_TEST(days_are_those_of_the_zone)
{
	kefu_desk_options options = {.size = sizeof options};
	static const char *const column = "session_count";
	kefu_zone *shanghai = NULL;
	kefu_report *report;
	kefu_query query;
	kefu_measure day;
	kefu_desk *desk;

	unit_ok(kefu_zone_fixed(NULL, 8 * 3600, &shanghai));
	options.zone = shanghai;
	desk = desk_with(&options);
	APPLY(desk, question(16 * 3600 - 1, 10), question(16 * 3600, 11));
	kefu_query_init(&query);
	query.columns = &column;
	query.column_count = 1;
	query.from_day = query.to_day = START_DAY;
	unit_ok(kefu_desk_report(desk, &query, &report));
	unit_ok(kefu_report_measure(report, 0, 0, &day));
	ck_assert_int_eq(day.num, 1);
	kefu_report_free(report);
	query.from_day = query.to_day = START_DAY + 1;
	unit_ok(kefu_desk_report(desk, &query, &report));
	unit_ok(kefu_report_measure(report, 0, 0, &day));
	ck_assert_int_eq(day.num, 1);
	kefu_report_free(report);
	kefu_zone_free(shanghai);
	kefu_desk_free(desk);
}
END_TEST

/* The rows of a report by team as "team num,team num". */
static void check_teams(const kefu_desk *desk, const char *expected)
{
	static const int32_t by = KEFU_BY_TEAM;
	static const char *const column = "response_time";
	char text[256] = "";
	kefu_report *report;
	kefu_query query;
	int64_t row;

	kefu_query_init(&query);
	query.by = &by;
	query.by_count = 1;
	query.columns = &column;
	query.column_count = 1;
	unit_ok(kefu_desk_report(desk, &query, &report));
	for (row = 0; row < kefu_report_row_count(report); row++) {
		const char *key;
		size_t length, used = strlen(text);
		kefu_measure count;

		unit_ok(kefu_report_key(report, row, 0, &key, &length));
		unit_ok(kefu_report_measure(report, row, 0, &count));
		snprintf(text + used, sizeof text - used, "%s%s:%d", used != 0 ? "," : "",
		         key, (int)count.den);
	}
	ck_assert_str_eq(text, expected);
	kefu_report_free(report);
}

START_TEST(the_roster_is_dated)
{
	const kefu_id unknown = UINT64_C(1) << 63;
	kefu_event named = reply(301, 13, 1);
	kefu_desk *desk = DESK_OF(question(0, 10), reply(99, 10, 1), question(0, 11), reply(100, 11, 1),
	                          question(0, 12), reply(200, 12, 1));

	check_teams(desk, ":3");
	unit_ok(kefu_desk_roster(desk, 1, 72, AT(200))); /* in any order */
	unit_ok(kefu_desk_roster(desk, 1, 71, AT(100)));
	unit_ok(kefu_desk_roster(desk, 2, 79, AT(0)));
	check_teams(desk, ":1,71:1,72:1");
	unit_ok(kefu_desk_roster(desk, 1, 71, AT(200))); /* the same instant: replaced */
	check_teams(desk, ":1,71:2");
	unit_ok(kefu_desk_roster(desk, 1, 0, AT(150))); /* of no team */
	unit_ok(kefu_desk_roster(desk, 1, 0, AT(200)));
	check_teams(desk, ":2,71:1");
	named.team = 75; /* the event's own team wins */
	APPLY(desk, question(300, 13), named);
	check_teams(desk, ":2,71:1,75:1");
	unit_status(kefu_desk_roster(NULL, 1, 2, 0), KEFU_E_NULL);
	unit_status(kefu_desk_roster(desk, 0, 2, 0), KEFU_E_MISSING);
	unit_status(kefu_desk_roster(desk, 1, unknown, 0), KEFU_E_ID);
	unit_status(kefu_desk_roster(desk, unknown, 1, 0), KEFU_E_ID);
	unit_status(kefu_desk_roster(desk, 1, 2, -1), KEFU_E_TIME);
	unit_status(kefu_desk_roster(desk, 1, 2, kefu_time_max() + 1), KEFU_E_TIME);
	check_teams(desk, ":2,71:1,75:1");
	kefu_desk_free(desk);
}
END_TEST

/* Definitions */

START_TEST(definitions_are_used_by_name)
{
	kefu_desk *desk = NULL;
	kefu_metric metric = {.size = sizeof metric};
	int32_t everyday, all, i;

	unit_ok(kefu_desk_new(NULL, &desk));
	ck_assert_int_eq(kefu_desk_definition_count(desk), 0);
	unit_status(kefu_desk_use(desk, "happiness", 9), KEFU_E_METRIC);
	unit_status(kefu_desk_use(desk, "", 0), KEFU_E_METRIC);
	unit_status(kefu_desk_use(NULL, "all", 3), KEFU_E_NULL);
	unit_status(kefu_desk_use(desk, NULL, 3), KEFU_E_NULL);
	/* a row that this version does not compute */
	unit_ok(kefu_metric_find("score", 5, &metric));
	ck_assert_int_eq(metric.computed, 0);
	unit_status(kefu_desk_use(desk, "score", 5), KEFU_E_METRIC);
	ck_assert_int_eq(kefu_desk_definition_count(desk), 0);
	unit_ok(kefu_desk_use(desk, "csat_mean", 9));
	unit_ok(kefu_desk_use(desk, "csat_mean", 9));
	ck_assert_int_eq(kefu_desk_definition_count(desk), 1);
	unit_ok(kefu_desk_use(desk, "default", 7));
	everyday = kefu_desk_definition_count(desk);
	ck_assert_int_gt(everyday, 10);
	ck_assert_str_eq(kefu_desk_definition_name(desk, 0), "csat_mean");
	unit_ok(kefu_desk_use(desk, "all", 3));
	all = kefu_desk_definition_count(desk);
	ck_assert_int_gt(all, everyday);
	for (i = 0; i < all; i++) {
		const char *name = kefu_desk_definition_name(desk, i);

		unit_ok(kefu_metric_find(name, strlen(name), &metric));
		ck_assert_int_eq(metric.computed, 1);
	}
	ck_assert_ptr_null(kefu_desk_definition_name(desk, all));
	ck_assert_ptr_null(kefu_desk_definition_name(desk, -1));
	ck_assert_ptr_null(kefu_desk_definition_name(NULL, 0));
	ck_assert_int_eq(kefu_desk_definition_count(NULL), 0);
	kefu_desk_free(desk);
}
END_TEST

START_TEST(definitions_of_ones_own_have_names)
{
	kefu_desk *desk = NULL;
	kefu_definition *fast = NULL, *slow = NULL;
	char longest[256];

	memset(longest, 'x', sizeof longest);
	unit_ok(kefu_desk_new(NULL, &desk));
	unit_ok(kefu_definition_new(NULL, "reply_within_rate", 17, &fast));
	unit_ok(kefu_definition_new(NULL, "reply_within_rate", 17, &slow));
	unit_ok(kefu_definition_set(fast, "limit_s", 7, "10", 2));
	unit_status(kefu_desk_define(NULL, "own", 3, fast), KEFU_E_NULL);
	unit_status(kefu_desk_define(desk, NULL, 3, fast), KEFU_E_NULL);
	unit_status(kefu_desk_define(desk, "own", 3, NULL), KEFU_E_NULL);
	unit_status(kefu_desk_define(desk, "", 0, fast), KEFU_E_MISSING);
	unit_status(kefu_desk_define(desk, longest, 256, fast), KEFU_E_ID_LONG);
	unit_status(kefu_desk_define(desk, "\xFF", 1, fast), KEFU_E_UTF8);
	unit_status(kefu_desk_define(desk, "a\nb", 3, fast), KEFU_E_UTF8);
	ck_assert_int_eq(kefu_desk_definition_count(desk), 0);
	unit_ok(kefu_desk_define(desk, "own", 3, fast));
	unit_ok(kefu_desk_define(desk, "own", 3, slow)); /* the first one stays */
	unit_ok(kefu_desk_define(desk, longest, 255, slow));
	ck_assert_int_eq(kefu_desk_definition_count(desk), 2);
	kefu_definition_free(fast);
	kefu_definition_free(slow);
	APPLY(desk, question(0, 10), reply(60, 10, 1));
	check_share(desk, "own", 0, 1);
	longest[255] = '\0';
	check_share(desk, longest, 1, 1);
	kefu_desk_free(desk);
}
END_TEST

START_TEST(definitions_may_come_after_events)
{
	kefu_event events[SAMPLE_MOST];
	size_t count = sample_events(events);
	kefu_desk *early = desk_of(events, count), *late = NULL;

	unit_ok(kefu_desk_new(NULL, &late));
	unit_ok(kefu_desk_apply(late, events, count, NULL));
	unit_ok(kefu_desk_use(late, "all", 3));
	check_same(early, late);
	kefu_desk_free(early);
	kefu_desk_free(late);
}
END_TEST

/* Deliveries */

START_TEST(deliveries_are_counted)
{
	kefu_event bad = question(0, 10), thread = event_of(KEFU_EVENT_MESSAGE, 5);
	kefu_event order = event_of(KEFU_EVENT_ORDER_PLACE, 6);
	kefu_desk *desk = desk_with(NULL);
	kefu_statistics counts = {.size = sizeof counts};

	ck_assert_int_eq(statistics(desk).last, -1);
	ck_assert_int_eq(statistics(desk).held, 0);
	bad.kind = 9999;
	thread.customer = 101;
	thread.from = KEFU_PARTY_CUSTOMER;
	order.order = 500;
	APPLY(desk, opening(0, 10, 100), numbered(question(7, 10), 1), numbered(question(7, 10), 1),
	      question(1, 11), thread, order);
	unit_status(kefu_desk_apply(desk, &bad, 1, NULL), KEFU_E_KIND);
	counts = statistics(desk);
	ck_assert_int_eq(counts.applied, 5);
	ck_assert_int_eq(counts.duplicates, 1);
	ck_assert_int_eq(counts.refused, 1);
	ck_assert_int_eq(counts.held, 5);
	ck_assert_int_eq(counts.sessions, 2);
	ck_assert_int_eq(counts.customers, 2);
	ck_assert_int_eq(counts.orphans, 2); /* a session, an order */
	ck_assert_int_eq(counts.last, AT(7));
	ck_assert_int_gt(counts.bytes, 0);
	counts.size++;
	unit_status(kefu_desk_statistics(desk, &counts), KEFU_E_SIZE);
	unit_status(kefu_desk_statistics(desk, NULL), KEFU_E_NULL);
	unit_status(kefu_desk_statistics(NULL, &counts), KEFU_E_NULL);
	kefu_desk_free(desk);
}
END_TEST

START_TEST(memory_in_use_is_what_was_given)
{
	unit_fuse fuse = {-1, 0, 0, 0, 0, 0};
	kefu_allocator allocator = unit_allocator(&fuse);
	kefu_desk_options options = {.size = sizeof options};
	kefu_event events[SAMPLE_MOST];
	size_t count = sample_events(events);
	kefu_desk *desk;
	int64_t told;

	options.allocator = &allocator;
	desk = desk_with(&options);
	(void)interned(desk, "some text");
	unit_ok(kefu_desk_apply(desk, events, count, NULL));
	unit_ok(kefu_desk_roster(desk, 1, 2, 0));
	told = statistics(desk).bytes;
	/* names of definitions and the zone are small change */
	ck_assert_int_le(told, (int64_t)fuse.live_bytes);
	ck_assert_int_ge(told, (int64_t)fuse.live_bytes - 8192);
	kefu_desk_free(desk);
	ck_assert_int_eq(fuse.live, 0);
}
END_TEST

START_TEST(desks_are_made_as_asked)
{
	kefu_desk_options options = {.size = sizeof options};
	kefu_allocator half = {NULL, NULL, NULL};
	kefu_desk *desk = NULL;

	unit_status(kefu_desk_new(NULL, NULL), KEFU_E_NULL);
	options.size--;
	unit_status(kefu_desk_new(&options, &desk), KEFU_E_SIZE);
	options.size++;
	options.reserved[11] = 1;
	unit_status(kefu_desk_new(&options, &desk), KEFU_E_SIZE);
	options.reserved[11] = 0;
	options.session_gap = -1;
	unit_status(kefu_desk_new(&options, &desk), KEFU_E_RANGE);
	options.session_gap = 0;
	options.refusals_kept = 1000001;
	unit_status(kefu_desk_new(&options, &desk), KEFU_E_RANGE);
	options.refusals_kept = 0;
	memcpy(options.currency, "cny", 4);
	unit_status(kefu_desk_new(&options, &desk), KEFU_E_CURRENCY);
	memcpy(options.currency, "CNYX", 4);
	unit_status(kefu_desk_new(&options, &desk), KEFU_E_CURRENCY);
	memcpy(options.currency, "CNY", 4);
	options.allocator = &half;
	unit_status(kefu_desk_new(&options, &desk), KEFU_E_NULL);
	ck_assert_ptr_null(desk);
	options.allocator = NULL;
	unit_ok(kefu_desk_new(&options, &desk));
	kefu_desk_free(desk);
	kefu_desk_free(NULL);
}
END_TEST

START_TEST(desks_do_not_know_of_each_other)
{
	kefu_event events[SAMPLE_MOST];
	size_t count = sample_events(events);
	kefu_desk *one = desk_of(events, count), *two = desk_with(NULL);

	check_count(two, "session_count", 0);
	unit_ok(kefu_desk_apply(two, events, count, NULL));
	check_same(one, two);
	kefu_desk_free(one);
	free(knowledge(two));
	kefu_desk_free(two);
}
END_TEST

START_TEST(nothing_is_as_good_as_something)
{
	kefu_desk *desk = desk_with(NULL);
	kefu_event event = question(0, 10);
	size_t done = 9;

	unit_ok(kefu_desk_apply(desk, NULL, 0, &done));
	ck_assert_uint_eq(done, 0);
	unit_ok(kefu_desk_apply_columns(desk, NULL, 0, 0, &done));
	free(knowledge(desk));
	unit_status(kefu_desk_apply(NULL, &event, 1, NULL), KEFU_E_NULL);
	unit_status(kefu_desk_apply(desk, NULL, 1, NULL), KEFU_E_NULL);
	kefu_desk_free(desk);
}
END_TEST

/* An event of a later header is larger; while it asks for nothing new, it is
 * taken, one after another as far apart as they say. */
START_TEST(events_of_a_later_header_are_taken)
{
	struct later {
		kefu_event event;
		int64_t more;
	} events[3];
	kefu_desk *desk = desk_with(NULL);
	size_t done = 0, i;

	memset(events, 0, sizeof events);
	events[0].event = question(0, 10);
	events[1].event = reply(30, 10, 1);
	events[2].event = question(40, 11);
	for (i = 0; i < 3; i++)
		events[i].event.size = sizeof events[i];
	unit_ok(kefu_desk_apply(desk, &events[0].event, 3, &done));
	ck_assert_uint_eq(done, 3);
	check_share(desk, "response_time", 30000, 1);
	check_count(desk, "session_count", 2);
	events[2].more = 1;
	unit_status(kefu_desk_apply(desk, &events[0].event, 3, &done), KEFU_E_SIZE);
	ck_assert_uint_eq(done, 3);
	ck_assert_int_eq(statistics(desk).applied, 5);
	kefu_desk_free(desk);
}
END_TEST

UNIT_MAIN("desk", arrival_does_not_matter_where_events_are_numbered,
          what_has_no_entity_comes_in_any_order_but_once,
          a_batch_may_be_split_anywhere, reports_between_do_not_matter,
          late_events_fall_into_place, a_repeated_number_has_no_effect,
          counts_are_not_protected_from_repetition,
          a_retraction_takes_back_before_and_after,
          a_retraction_before_its_events_time_holds,
          a_retraction_names_its_entity,
          time_may_go_back_and_ends_may_be_followed,
          a_reply_may_come_to_a_session_never_opened, two_openings_are_one,
          a_customer_may_become_known_late, columns_are_rows,
          columns_may_be_narrow_and_run_backwards,
          what_a_field_cannot_hold_is_refused, the_same_text_is_the_same_id,
          fields_are_set_by_name, names_that_mean_nothing_are_refused,
          days_are_those_of_the_zone, the_roster_is_dated,
          definitions_are_used_by_name, definitions_of_ones_own_have_names,
          definitions_may_come_after_events,
          deliveries_are_counted, memory_in_use_is_what_was_given,
          desks_are_made_as_asked, desks_do_not_know_of_each_other,
          nothing_is_as_good_as_something, events_of_a_later_header_are_taken)
