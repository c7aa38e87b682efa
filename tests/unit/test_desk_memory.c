/* Out of memory: every call of the desk that allocates, with each of its
 * allocations failing in turn, once and for ever after. Each must say so,
 * leave everything as it was, succeed when asked again, and leak nothing. */
#include "desk_unit.h"

/* Something done to a desk that was prepared for it. */
struct work {
	void (*prepare)(kefu_desk *desk);
	int32_t (*work)(kefu_desk *desk);
	long expected; /* allocations; -1: whatever they are */
};

static kefu_desk *desk_on(unit_fuse *fuse)
{
	kefu_desk_options options = {.size = sizeof options};
	kefu_allocator allocator = unit_allocator(fuse);
	kefu_desk *desk = NULL;

	options.allocator = &allocator;
	options.session_gap = 1000 * SECOND_MS;
	unit_ok(kefu_desk_new(&options, &desk));
	return desk;
}

/* Knowledge and what the statistics count, without the bytes: room that was
 * made for what then failed may stay. */
static char *state_of(const kefu_desk *desk)
{
	kefu_statistics counts = statistics(desk);
	char *text = knowledge(desk), line[256];

	snprintf(line, sizeof line, "%lld %lld %lld %lld %lld %lld %lld %lld %d\n",
	         (long long)counts.applied, (long long)counts.duplicates,
	         (long long)counts.refused, (long long)counts.held,
	         (long long)counts.sessions, (long long)counts.customers,
	         (long long)counts.orphans, (long long)counts.last,
	         (int)kefu_desk_definition_count(desk));
	return joined(text, line);
}

static void check_state(const kefu_desk *desk, const char *before)
{
	char *after = state_of(desk);

	ck_assert_str_eq(before, after);
	free(after);
}

static long sweep(const struct work *what)
{
	long counts[2] = {0, 0};
	char *before = NULL;
	int mode;

	for (mode = 0; mode < 2; mode++) {
		long nth, start;
		int32_t status = KEFU_E_NOMEM;

		for (nth = 0; status != KEFU_OK; nth++) {
			unit_fuse fuse = {-1, 0, 0, 0, 0, 0};
			kefu_desk *desk = desk_on(&fuse);

			ck_assert_int_lt(nth, 5000);
			what->prepare(desk);
			if (before == NULL)
				before = state_of(desk);
			start = fuse.seen;
			fuse.nth = start + nth;
			fuse.stays_blown = mode;
			status = what->work(desk);
			counts[mode] = fuse.seen - start;
			fuse.nth = -1;
			if (status != KEFU_OK) {
				unit_status(status, KEFU_E_NOMEM);
				if (nth < 60 || nth % 11 == 0) /* it takes long */
					check_state(desk, before);
				if (nth < 60 || nth % 7 == 0)
					unit_ok(what->work(desk)); /* asked again */
			} else {
				ck_assert_int_eq(counts[mode], nth);
			}
			kefu_desk_free(desk);
			ck_assert_msg(fuse.live == 0, "%ld blocks left after failure %ld",
			              fuse.live, nth);
		}
	}
	ck_assert_int_eq(counts[0], counts[1]);
	free(before);
	if (what->expected >= 0)
		ck_assert_int_eq(counts[0], what->expected);
	return counts[0];
}

static void everything_in_use(kefu_desk *desk)
{
	unit_ok(kefu_desk_use(desk, "all", 3));
}

static void sample(kefu_desk *desk)
{
	kefu_event events[SAMPLE_MOST];
	size_t count = sample_events(events);

	everything_in_use(desk);
	unit_ok(kefu_desk_apply(desk, events, count, NULL));
}

static void nothing(kefu_desk *desk)
{
	(void)desk;
}

/* Desks */

static int32_t make(const kefu_allocator *allocator)
{
	kefu_desk_options options = {.size = sizeof options};
	kefu_zone *zone = NULL;
	kefu_desk *desk = NULL;
	int32_t status;

	unit_ok(kefu_zone_fixed(NULL, 3600, &zone));
	options.allocator = allocator;
	options.zone = zone;
	status = kefu_desk_new(&options, &desk);
	if (status != KEFU_OK)
		ck_assert_ptr_null(desk);
	kefu_desk_free(desk);
	kefu_zone_free(zone);
	return status;
}

START_TEST(a_desk_is_made_whole_or_not)
{
	/* the desk, its zone, timelines, refusals and link */
	long count = unit_sweep(make, -1);

	ck_assert_int_ge(count, 5);
}
END_TEST

/* Texts */

static int32_t intern_new(kefu_desk *desk)
{
	kefu_id id = 77;
	int32_t status = kefu_desk_intern(desk, "another", 7, &id);

	if (status != KEFU_OK)
		ck_assert_uint_eq(id, 77);
	return status;
}

static void intern_many(kefu_desk *desk)
{
	char text[16];
	int i, length;

	everything_in_use(desk);
	for (i = 0; i < 8; i++) {
		length = snprintf(text, sizeof text, "text %d", i);
		unit_ok(kefu_desk_intern(desk, text, (size_t)length, &(kefu_id){0}));
	}
}

static int32_t set_field(kefu_desk *desk)
{
	kefu_event event = event_of(KEFU_EVENT_MESSAGE, 0), before = event;
	int32_t status = kefu_desk_set_text(desk, &event, "session", 7, "another", 7);

	if (status != KEFU_OK)
		ck_assert_mem_eq(&event, &before, sizeof event);
	return status;
}

START_TEST(texts_are_interned_whole_or_not)
{
	/* the bytes, their ends, the slots */
	sweep(&(struct work){everything_in_use, intern_new, 3});
	sweep(&(struct work){everything_in_use, set_field, 3});
	sweep(&(struct work){intern_many, intern_new, -1});
}
END_TEST

/* Definitions */

static int32_t use_one(kefu_desk *desk)
{
	return kefu_desk_use(desk, "csat_mean", 9);
}

static int32_t use_all(kefu_desk *desk)
{
	return kefu_desk_use(desk, "all", 3);
}

static void one_in_use(kefu_desk *desk)
{
	unit_ok(use_one(desk));
}

/* A definition of the host's own, with hours and flags. */
static int32_t define_own(kefu_desk *desk)
{
	kefu_definition *own = NULL;
	int32_t status;

	unit_ok(kefu_definition_new(NULL, "attributed_sales", 16, &own));
	unit_ok(kefu_definition_set(own, "hours", 5, "09:00-17:00", 11));
	unit_ok(kefu_definition_set(own, "attribution.exclude_flags", 25, "fake,test", 9));
	status = kefu_desk_define(desk, "own", 3, own);
	kefu_definition_free(own);
	return status;
}

START_TEST(definitions_are_used_together_or_not)
{
	sweep(&(struct work){nothing, use_one, 4}); /* the list, the name, the version, its definition */
	sweep(&(struct work){one_in_use, use_one, 0});
	sweep(&(struct work){nothing, use_all, -1});
	sweep(&(struct work){one_in_use, use_all, -1});
	sweep(&(struct work){nothing, define_own, -1});
	sweep(&(struct work){sample, define_own, -1});
}
END_TEST

/* The roster */

static int32_t enlist(kefu_desk *desk)
{
	return kefu_desk_roster(desk, 1, 70, 0);
}

START_TEST(the_roster_grows_or_not)
{
	sweep(&(struct work){sample, enlist, 1});
}
END_TEST

/* Events: a batch stops where memory ran out, and says where. */

#define TOGETHER 400

/* Enough of everything to make every table grow. */
static void many_events(kefu_event *events)
{
	size_t i;

	for (i = 0; i < TOGETHER; i++) {
		events[i] = question((int64_t)(i * 37 % 5000), 10 + i % 90);
		events[i].customer = i % 3 == 0 ? 100 + i % 40 : 0;
		switch (i % 9) {
		case 1:
			events[i] = reply((int64_t)i, 10 + i % 90, 1 + i % 5);
			break;
		case 2: /* a thread */
			events[i].session = 0;
			events[i].customer = 200 + i % 30;
			break;
		case 3:
			events[i] = numbered(rating((int64_t)i, 10 + i % 90, 4), (int64_t)i);
			break;
		case 4:
			events[i] = event_of(KEFU_EVENT_ORDER_PLACE, (int64_t)i);
			events[i].order = 500 + i % 20;
			events[i].customer = 100 + i % 40;
			events[i].amount = 100;
			break;
		case 5:
			events[i] = event_of(KEFU_EVENT_AGENT_ONLINE, (int64_t)i);
			events[i].agent = 1 + i % 5;
			break;
		case 6: /* the customer of an orphan becomes known */
			events[i] = opening((int64_t)i, 10 + i % 90, 100 + i % 40);
			break;
		case 7:
			events[i] = numbered(session_event(KEFU_EVENT_RETRACT, 6000, 10 + i % 90, 0), (int64_t)i - 4);
			break;
		default:
			break;
		}
	}
}

/* Applies from `at` on, going on after each lack of memory. */
static void check_batch(int by_columns)
{
	static kefu_event events[TOGETHER];
	kefu_column columns[16];
	kefu_desk *whole = NULL;
	long nth = 0, most = 0;
	size_t column_count = 0;
	int mode;
	static const struct {
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
		{KEFU_FIELD_FROM, 1, offsetof(kefu_event, from)},
		{KEFU_FIELD_SURVEY, 1, offsetof(kefu_event, survey)},
		{KEFU_FIELD_VALUE, 8, offsetof(kefu_event, value)},
		{KEFU_FIELD_MIN, 4, offsetof(kefu_event, min)},
		{KEFU_FIELD_MAX, 4, offsetof(kefu_event, max)},
	};

	many_events(events);
	whole = desk_of(events, TOGETHER);
	for (mode = 0; mode < 2; mode++)
		for (nth = 0;; nth++) {
			unit_fuse fuse = {-1, 0, 0, 0, 0, 0};
			kefu_desk *desk = desk_on(&fuse), *part;
			size_t done = 0;
			int32_t status;
			long start = fuse.seen;

			ck_assert_int_lt(nth, 5000);
			fuse.nth = fuse.seen + nth;
			fuse.stays_blown = mode;
			if (by_columns) {
				for (column_count = 0; column_count < sizeof fields / sizeof *fields; column_count++) {
					columns[column_count].field = fields[column_count].field;
					columns[column_count].width = fields[column_count].width;
					columns[column_count].stride = sizeof *events;
					columns[column_count].data = (const char *)events + fields[column_count].at;
				}
				status = kefu_desk_apply_columns(desk, columns, column_count, TOGETHER, &done);
			} else {
				status = kefu_desk_apply(desk, events, TOGETHER, &done);
			}
			if (fuse.seen - start > most)
				most = fuse.seen - start;
			fuse.nth = -1;
			if (status == KEFU_OK) {
				ck_assert_uint_eq(done, TOGETHER);
				ck_assert_int_eq(nth, fuse.seen - start);
				kefu_desk_free(desk);
				ck_assert_int_eq(fuse.live, 0);
				break;
			}
			unit_status(status, KEFU_E_NOMEM);
			ck_assert_uint_lt(done, TOGETHER);
			/* what came before stands, the one that failed does not */
			ck_assert_int_eq(statistics(desk).applied + statistics(desk).duplicates, (int64_t)done);
			if (nth % 7 == 0) {
				unit_ok(kefu_desk_use(desk, "all", 3));
				part = desk_on(&(unit_fuse){-1, 0, 0, 0, 0, 0});
				unit_ok(kefu_desk_use(part, "all", 3));
				unit_ok(kefu_desk_apply(part, events, done, NULL));
				check_same(part, desk);
				ck_assert_int_eq(statistics(part).held, statistics(desk).held);
				ck_assert_int_eq(statistics(part).orphans, statistics(desk).orphans);
				ck_assert_int_eq(statistics(part).customers, statistics(desk).customers);
				/* and the rest may follow */
				unit_ok(kefu_desk_apply(desk, events + done, TOGETHER - done, NULL));
				unit_ok(kefu_desk_apply(part, events + done, TOGETHER - done, NULL));
				check_same(part, desk);
				kefu_desk_free(part);
			}
			kefu_desk_free(desk);
			ck_assert_msg(fuse.live == 0, "%ld blocks left after failure %ld", fuse.live, nth);
		}
	ck_assert_int_gt(most, 10);
	kefu_desk_free(whole);
}

START_TEST(a_batch_stops_where_memory_ran_out)
{
	check_batch(0);
}
END_TEST

START_TEST(columns_stop_where_memory_ran_out)
{
	check_batch(1);
}
END_TEST

/* An event that needs room is taken whole or not at all, whichever table it
 * grows: one event at a time, every allocation of each. */
START_TEST(each_event_is_taken_whole_or_not)
{
	static kefu_event events[TOGETHER];
	unit_fuse fuse = {-1, 0, 0, 0, 0, 0};
	kefu_desk *desk = desk_on(&fuse), *whole;
	size_t i;
	long failures = 0;

	many_events(events);
	for (i = 0; i < TOGETHER; i++) {
		long nth = 0;
		int32_t status;

		do {
			kefu_statistics before = statistics(desk), after;

			fuse.nth = fuse.seen + nth;
			status = kefu_desk_apply(desk, &events[i], 1, NULL);
			fuse.nth = -1;
			after = statistics(desk);
			if (status != KEFU_OK) {
				unit_status(status, KEFU_E_NOMEM);
				ck_assert_int_eq(after.applied, before.applied);
				ck_assert_int_eq(after.duplicates, before.duplicates);
				ck_assert_int_eq(after.refused, before.refused);
				ck_assert_int_eq(after.held, before.held);
				ck_assert_int_eq(after.sessions, before.sessions);
				ck_assert_int_eq(after.customers, before.customers);
				ck_assert_int_eq(after.orphans, before.orphans);
				ck_assert_int_eq(after.last, before.last);
				failures++;
			}
			/* what was grown before the failure need not grow again */
		} while (status != KEFU_OK && nth++ < 50);
		unit_ok(status);
	}
	ck_assert_int_gt(failures, 8);
	unit_ok(kefu_desk_use(desk, "all", 3));
	whole = desk_on(&(unit_fuse){-1, 0, 0, 0, 0, 0});
	unit_ok(kefu_desk_use(whole, "all", 3));
	unit_ok(kefu_desk_apply(whole, events, TOGETHER, NULL));
	check_same(whole, desk);
	kefu_desk_free(whole);
	kefu_desk_free(desk);
	ck_assert_int_eq(fuse.live, 0);
}
END_TEST

/* Reports */

static int32_t ask(kefu_desk *desk, const kefu_query *query)
{
	kefu_report *report = NULL;
	int32_t status = kefu_desk_report(desk, query, &report);

	if (status != KEFU_OK)
		ck_assert_ptr_null(report);
	kefu_report_free(report);
	return status;
}

static int32_t ask_plainly(kefu_desk *desk)
{
	return ask(desk, NULL);
}

static int32_t ask_by_all(kefu_desk *desk)
{
	static const int32_t by[] = {KEFU_BY_AGENT, KEFU_BY_TEAM, KEFU_BY_CHANNEL,
		KEFU_BY_TOPIC, KEFU_BY_PHASE, KEFU_BY_HOUR};
	kefu_query query;

	kefu_query_init(&query);
	query.by = by;
	query.by_count = 6;
	query.cases = 1;
	return ask(desk, &query);
}

static int32_t ask_for_one(kefu_desk *desk)
{
	static const char *const column = "handle_time.p90";
	static const int32_t by = KEFU_BY_TEAM;
	kefu_query query;

	kefu_query_init(&query);
	query.columns = &column;
	query.column_count = 1;
	query.by = &by;
	query.by_count = 1;
	query.cases = 1;
	return ask(desk, &query);
}

/* Many agents, teams, texts and sessions of one customer. */
static void crowd(kefu_desk *desk)
{
	size_t i;

	everything_in_use(desk);
	for (i = 0; i < 40; i++) {
		kefu_event asks = question((int64_t)(i * 7 % 40), 10 + i), answers = reply(50, 10 + i, 1 + i % 20);
		kefu_event ends = session_event(KEFU_EVENT_SESSION_RESOLVE, 60, 10 + i, 1 + i % 7);
		kefu_event rates = rating(70, 10 + i, 1 + (int64_t)i % 5);
		char name[16];

		asks.customer = 100;
		asks.agent = interned(desk, (snprintf(name, sizeof name, "agent %zu", i % 6), name));
		unit_ok(kefu_desk_roster(desk, 1 + i % 20, 70 + i % 3, 0));
		unit_ok(kefu_desk_apply(desk, &asks, 1, NULL));
		unit_ok(kefu_desk_apply(desk, &answers, 1, NULL));
		unit_ok(kefu_desk_apply(desk, &ends, 1, NULL));
		unit_ok(kefu_desk_apply(desk, &rates, 1, NULL));
	}
}

/* Orders, refunds, costs, presence. */
static void shop(kefu_desk *desk)
{
	size_t i;

	sample(desk);
	for (i = 0; i < 30; i++) {
		kefu_event e = event_of(KEFU_EVENT_ORDER_PLACE, (int64_t)(i * 11 % 30));

		e.order = 500 + i % 20;
		e.customer = 100 + i % 3;
		e.agent = 1 + i % 3;
		e.amount = 1000;
		e.units = 1;
		unit_ok(kefu_desk_apply(desk, &e, 1, NULL));
		e.kind = KEFU_EVENT_ORDER_PAY;
		e.t += 1000 * SECOND_MS;
		unit_ok(kefu_desk_apply(desk, &e, 1, NULL));
		e.kind = KEFU_EVENT_REFUND_REQUEST;
		e.refund = 600 + i;
		e.type = KEFU_TYPE_RETURN_REFUND;
		unit_ok(kefu_desk_apply(desk, &e, 1, NULL));
		e.kind = KEFU_EVENT_REFUND_COMPLETE;
		e.t += 1000 * SECOND_MS;
		unit_ok(kefu_desk_apply(desk, &e, 1, NULL));
		e.kind = KEFU_EVENT_COST;
		e.type = KEFU_TYPE_WAGE;
		unit_ok(kefu_desk_apply(desk, &e, 1, NULL));
		e.kind = KEFU_EVENT_REVIEW;
		e.value = 5;
		unit_ok(kefu_desk_apply(desk, &e, 1, NULL));
		e.kind = i % 2 == 0 ? KEFU_EVENT_AGENT_ONLINE : KEFU_EVENT_AGENT_SUSPEND;
		unit_ok(kefu_desk_apply(desk, &e, 1, NULL));
	}
}

START_TEST(a_report_is_whole_or_not)
{
	sweep(&(struct work){nothing, ask_plainly, -1});
	sweep(&(struct work){sample, ask_plainly, -1});
	sweep(&(struct work){sample, ask_by_all, -1});
	sweep(&(struct work){sample, ask_for_one, -1});
}
END_TEST

START_TEST(a_large_report_is_whole_or_not)
{
	sweep(&(struct work){crowd, ask_by_all, -1});
	sweep(&(struct work){crowd, ask_for_one, -1});
}
END_TEST

START_TEST(a_report_of_a_shop_is_whole_or_not)
{
	sweep(&(struct work){shop, ask_plainly, -1});
	sweep(&(struct work){shop, ask_by_all, -1});
}
END_TEST

/* Handles */

static int32_t handle(kefu_desk *desk)
{
	kefu_session *session = NULL;
	int32_t status = kefu_desk_session(desk, 10, &session);

	if (status != KEFU_OK)
		ck_assert_ptr_null(session);
	kefu_session_free(session);
	return status;
}

static int32_t handle_agent(kefu_desk *desk)
{
	kefu_agent *agent = NULL;
	int32_t status = kefu_desk_agent(desk, 1, &agent);

	if (status != KEFU_OK)
		ck_assert_ptr_null(agent);
	kefu_agent_free(agent);
	return status;
}

START_TEST(handles_are_made_or_not)
{
	sweep(&(struct work){sample, handle, 1});
	sweep(&(struct work){sample, handle_agent, 1});
}
END_TEST

/* What a handle tells fails as the event does, and keeps its number. */
START_TEST(a_handle_keeps_its_number)
{
	unit_fuse fuse = {-1, 0, 0, 0, 0, 0};
	kefu_desk *desk = desk_on(&fuse);
	kefu_session *session = NULL;

	everything_in_use(desk);
	unit_ok(kefu_desk_session(desk, 10, &session));
	unit_ok(kefu_session_number(session, 5));
	fuse.nth = fuse.seen;
	unit_status(kefu_session_open(session, AT(0), NULL), KEFU_E_NOMEM);
	ck_assert_int_eq(statistics(desk).sessions, 0);
	fuse.nth = -1;
	unit_ok(kefu_session_open(session, AT(0), NULL));
	unit_ok(kefu_session_retract(session, AT(1), 5));
	check_count(desk, "session_count", 0);
	kefu_session_free(session);
	kefu_desk_free(desk);
	ck_assert_int_eq(fuse.live, 0);
}
END_TEST

static kefu_id read_whom;

static int32_t read_session(kefu_desk *desk)
{
	kefu_session_view view, before;
	kefu_session *session;
	int32_t status = kefu_desk_session(desk, read_whom, &session);

	if (status != KEFU_OK)
		return status;
	memset(&view, 0x11, sizeof view);
	view.size = sizeof view;
	before = view;
	status = kefu_session_read(session, AT(4000), &view);
	if (status != KEFU_OK)
		ck_assert_mem_eq(&view, &before, sizeof view);
	kefu_session_free(session);
	return status;
}

static int32_t read_agent(kefu_desk *desk)
{
	kefu_agent_view view, before;
	kefu_agent *agent;
	int32_t status = kefu_desk_agent(desk, 1, &agent);

	if (status != KEFU_OK)
		return status;
	memset(&view, 0x11, sizeof view);
	view.size = sizeof view;
	before = view;
	status = kefu_agent_read(agent, AT(4000), &view);
	if (status != KEFU_OK)
		ck_assert_mem_eq(&view, &before, sizeof view);
	kefu_agent_free(agent);
	return status;
}

START_TEST(a_reading_is_whole_or_not)
{
	read_whom = 10;
	sweep(&(struct work){sample, read_session, -1});
	read_whom = 11;
	sweep(&(struct work){sample, read_session, -1});
	sweep(&(struct work){sample, read_agent, 2});
}
END_TEST

UNIT_MAIN("desk_memory", a_desk_is_made_whole_or_not,
          texts_are_interned_whole_or_not,
          definitions_are_used_together_or_not, the_roster_grows_or_not,
          a_batch_stops_where_memory_ran_out, columns_stop_where_memory_ran_out,
          each_event_is_taken_whole_or_not, a_report_is_whole_or_not,
          a_large_report_is_whole_or_not, a_report_of_a_shop_is_whole_or_not,
          handles_are_made_or_not, a_handle_keeps_its_number,
          a_reading_is_whole_or_not)
