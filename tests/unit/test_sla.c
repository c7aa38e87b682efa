/* Targets, their timers, and the list of what is due. */
#include "unit.h"

#include "kefu.h"
#include "kefu/schedule.h"
#include "measure/timer.h"

#define MINUTE INT64_C(60000)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)
/* Monday 2024-05-06T00:00Z */
#define MONDAY (INT64_C(19849) * DAY)
#define AT(hour, minute) (MONDAY + (hour) * HOUR + (minute) * MINUTE)

enum { CUSTOMER = 1000, ANNA = 2000, BEN, FIRST = 3000, NEXT, UPDATE, DONE, OTHER, WEB = 4000,
	MAIL, BILLING, SHIPPING, NIGHT = 5000, ALWAYS };

static kefu_schedule *office(const kefu_allocator *allocator)
{
	kefu_schedule *schedule;
	kefu_hours *hours;

	unit_ok(kefu_hours_new(allocator, &hours));
	unit_ok(kefu_hours_weekly(hours, KEFU_MONDAY, KEFU_FRIDAY, 9 * 3600, 17 * 3600));
	unit_ok(kefu_schedule_new(allocator, hours, NULL, &schedule));
	kefu_hours_free(hours);
	return schedule;
}

static kefu_target target_of(int32_t kind, kefu_id name, int64_t ms)
{
	kefu_target target;

	memset(&target, 0, sizeof target);
	target.size = sizeof target;
	target.kind = kind;
	target.name = name;
	target.ms = ms;
	return target;
}

static void promise(kefu_desk *desk, int32_t kind, kefu_id name, int64_t ms)
{
	kefu_target target = target_of(kind, name, ms);

	unit_ok(kefu_desk_target(desk, &target));
}

static kefu_event event_of(int32_t kind, int64_t t, kefu_id session)
{
	kefu_event event;

	memset(&event, 0, sizeof event);
	event.size = sizeof event;
	event.kind = kind;
	event.t = t;
	event.session = session;
	return event;
}

static void tell(kefu_desk *desk, int32_t kind, int64_t t, kefu_id session)
{
	kefu_event event = event_of(kind, t, session);

	event.customer = CUSTOMER;
	event.agent = kind == KEFU_EVENT_SESSION_ASSIGN ? ANNA : 0;
	unit_ok(kefu_desk_apply(desk, &event, 1, NULL));
}

static void say(kefu_desk *desk, int64_t t, kefu_id session, uint8_t from, uint8_t mode)
{
	kefu_event event = event_of(KEFU_EVENT_MESSAGE, t, session);

	event.customer = CUSTOMER;
	event.agent = from == KEFU_PARTY_AGENT ? ANNA : 0;
	event.from = from;
	event.mode = mode;
	unit_ok(kefu_desk_apply(desk, &event, 1, NULL));
}

static void ask(kefu_desk *desk, int64_t t, kefu_id session)
{
	say(desk, t, session, KEFU_PARTY_CUSTOMER, 0);
}

static void answer(kefu_desk *desk, int64_t t, kefu_id session)
{
	say(desk, t, session, KEFU_PARTY_AGENT, 0);
}

static void tag(kefu_desk *desk, int64_t t, kefu_id session, kefu_id topic, uint8_t priority)
{
	kefu_event event = event_of(KEFU_EVENT_SESSION_TAG, t, session);

	event.topic = topic;
	event.priority = priority;
	unit_ok(kefu_desk_apply(desk, &event, 1, NULL));
}

static void change(kefu_desk *desk, int64_t t, kefu_id session, kefu_id name, int64_t ms, kefu_id to)
{
	kefu_event event = event_of(KEFU_EVENT_SESSION_SLA, t, session);

	event.name = name;
	event.value = ms;
	event.to = to;
	unit_ok(kefu_desk_apply(desk, &event, 1, NULL));
}

static kefu_desk *desk_new(void)
{
	kefu_desk *desk;

	unit_ok(kefu_desk_new(NULL, &desk));
	return desk;
}

/* The timers of a session; returns how many, writes the first `room`. */
static int64_t timers_of(kefu_desk *desk, kefu_id session, int64_t as_of, kefu_timer *out,
                         int64_t room)
{
	kefu_timers *timers;
	int64_t count, i;

	unit_ok(kefu_desk_timers(desk, session, as_of, &timers));
	count = kefu_timers_count(timers);
	ck_assert_int_eq(kefu_timers_total(timers), count);
	ck_assert_int_eq(kefu_timers_as_of(timers), as_of);
	for (i = 0; i < room && i < count; i++) {
		out[i].size = sizeof *out;
		unit_ok(kefu_timers_at(timers, i, &out[i]));
	}
	kefu_timers_free(timers);
	return count;
}

static kefu_timer only_timer(kefu_desk *desk, kefu_id session, int64_t as_of)
{
	kefu_timer timer = {0};

	ck_assert_int_eq(timers_of(desk, session, as_of, &timer, 1), 1);
	return timer;
}

#define is_timer(timer, state_, elapsed_, breached_, stopped_)                \
	do {                                                                  \
		ck_assert_str_eq(kefu_timer_state_name((timer).state), state_); \
		ck_assert_int_eq((timer).elapsed, elapsed_);                  \
		ck_assert_int_eq((timer).remaining, (timer).target - (timer).elapsed); \
		ck_assert_int_eq((timer).breached_at, breached_);             \
		ck_assert_int_eq((timer).stopped_at, stopped_);               \
	} while (0)

/* ---- names, arguments ---- */

START_TEST(kinds_and_states_have_names)
{
	int32_t i;

	ck_assert_str_eq(kefu_sla_kind_name(KEFU_SLA_FIRST_REPLY), "first_reply");
	ck_assert_str_eq(kefu_sla_kind_name(KEFU_SLA_REFUND), "refund");
	ck_assert_ptr_null(kefu_sla_kind_name(0));
	ck_assert_ptr_null(kefu_sla_kind_name(9));
	ck_assert_ptr_null(kefu_sla_kind_name(INT32_MIN));
	for (i = 1; i <= 8; i++)
		ck_assert_ptr_nonnull(kefu_sla_kind_name(i));
	ck_assert_str_eq(kefu_timer_state_name(KEFU_TIMER_RUNNING), "running");
	ck_assert_str_eq(kefu_timer_state_name(KEFU_TIMER_PAUSED), "paused");
	ck_assert_str_eq(kefu_timer_state_name(KEFU_TIMER_MET), "met");
	ck_assert_str_eq(kefu_timer_state_name(KEFU_TIMER_BREACHED), "breached");
	ck_assert_ptr_null(kefu_timer_state_name(0));
	ck_assert_ptr_null(kefu_timer_state_name(5));
	ck_assert_uint_eq(kefu_target_size(), sizeof(kefu_target));
}
END_TEST

START_TEST(what_is_no_target_is_refused)
{
	kefu_desk *desk = desk_new();
	const kefu_target good = target_of(KEFU_SLA_NEXT_REPLY, NEXT, HOUR);
	kefu_statistics before = {.size = sizeof before}, after = {.size = sizeof after};
	kefu_target bad;

#define refuse(change_, status)                                               \
	do {                                                                  \
		bad = good;                                                   \
		change_;                                                      \
		unit_status(kefu_desk_target(desk, &bad), status);            \
	} while (0)

	unit_ok(kefu_desk_statistics(desk, &before));
	unit_status(kefu_desk_target(NULL, &good), KEFU_E_NULL);
	unit_status(kefu_desk_target(desk, NULL), KEFU_E_NULL);
	refuse(bad.size = 0, KEFU_E_SIZE);
	refuse(bad.size++, KEFU_E_SIZE);
	refuse(bad.reserved[11] = 1, KEFU_E_SIZE);
	refuse(bad.kind = 0, KEFU_E_ENUM);
	refuse(bad.kind = 9, KEFU_E_ENUM);
	refuse(bad.priority = 5, KEFU_E_ENUM);
	refuse(bad.include_initial = 2, KEFU_E_ENUM);
	refuse(bad.outlives_end = 2, KEFU_E_ENUM);
	refuse(bad.schedule_change = 2, KEFU_E_ENUM);
	refuse(bad.pause = 9, KEFU_E_ENUM);
	refuse(bad.pause = 16, KEFU_E_ENUM);
	refuse(bad.reply_modes = 1, KEFU_E_ENUM);
	refuse(bad.reply_modes = 1u << 7, KEFU_E_ENUM);
	refuse(bad.name = 0, KEFU_E_MISSING);
	refuse(bad.ms = 0, KEFU_E_RANGE);
	refuse(bad.ms = -1, KEFU_E_RANGE);
	refuse(bad.ms = kefu_time_max() + 1, KEFU_E_RANGE);
	refuse(bad.name = UINT64_C(1) << 63, KEFU_E_ID);
	refuse(bad.channel = UINT64_C(1) << 63, KEFU_E_ID);
	refuse(bad.topic = UINT64_C(1) << 63, KEFU_E_ID);
	refuse(bad.pause = KEFU_SLA_PAUSE_RETURN, KEFU_E_DEFINITION);
	refuse((bad.kind = KEFU_SLA_FIRST_REPLY, bad.include_initial = 1), KEFU_E_DEFINITION);
	refuse((bad.kind = KEFU_SLA_RESOLUTION, bad.outlives_end = 1), KEFU_E_DEFINITION);
	refuse((bad.kind = KEFU_SLA_AGENT_WORK, bad.reply_modes = 2), KEFU_E_DEFINITION);
	refuse((bad.kind = KEFU_SLA_REFUND, bad.channel = WEB), KEFU_E_DEFINITION);
	refuse((bad.kind = KEFU_SLA_REFUND, bad.topic = BILLING), KEFU_E_DEFINITION);
	refuse((bad.kind = KEFU_SLA_REFUND, bad.priority = 1), KEFU_E_DEFINITION);
	refuse((bad.kind = KEFU_SLA_REFUND, bad.pause = KEFU_SLA_PAUSE_HOLD), KEFU_E_DEFINITION);
	unit_ok(kefu_desk_statistics(desk, &after));
	ck_assert_int_eq(before.bytes, after.bytes);
	unit_ok(kefu_desk_target(desk, &good));
	refuse(bad.kind = KEFU_SLA_PERIODIC_UPDATE, KEFU_E_MISMATCH);
	refuse(bad.include_initial = 1, KEFU_E_MISMATCH);
	refuse(bad.outlives_end = 1, KEFU_E_MISMATCH);
	refuse(bad.schedule_change = KEFU_SLA_RETROACTIVE, KEFU_E_MISMATCH);
	refuse(bad.pause = KEFU_SLA_PAUSE_HOLD, KEFU_E_MISMATCH);
	refuse(bad.reply_modes = 1u << KEFU_MODE_HUMAN, KEFU_E_MISMATCH);
	/* said otherwise, it is the same */
	bad = good;
	bad.pause = KEFU_SLA_PAUSE_NOTHING;
	bad.reply_modes = 1u << KEFU_MODE_HUMAN | 1u << KEFU_MODE_QUICK | 1u << KEFU_MODE_ASSIST;
	unit_ok(kefu_desk_target(desk, &bad));
	kefu_desk_free(desk);
#undef refuse
}
END_TEST

START_TEST(what_cannot_be_asked_is_refused)
{
	kefu_desk *desk = desk_new();
	kefu_schedule *schedule = office(NULL);
	kefu_timers *timers = NULL;
	kefu_timer timer = {.size = sizeof timer};

	unit_status(kefu_desk_schedule(NULL, NIGHT, schedule), KEFU_E_NULL);
	unit_status(kefu_desk_schedule(desk, 0, schedule), KEFU_E_MISSING);
	unit_status(kefu_desk_schedule(desk, UINT64_C(1) << 63, schedule), KEFU_E_ID);
	unit_ok(kefu_desk_schedule(desk, NIGHT, schedule));
	unit_ok(kefu_desk_schedule(desk, NIGHT, NULL));
	kefu_schedule_free(schedule);

	unit_status(kefu_desk_due(NULL, 0, 0, 0, &timers), KEFU_E_NULL);
	unit_status(kefu_desk_due(desk, 0, 0, 0, NULL), KEFU_E_NULL);
	unit_status(kefu_desk_due(desk, 0, 8, 0, &timers), KEFU_E_ENUM);
	unit_status(kefu_desk_due(desk, 0, -1, 0, &timers), KEFU_E_ENUM);
	unit_status(kefu_desk_due(desk, 0, 0, -1, &timers), KEFU_E_RANGE);
	unit_status(kefu_desk_due(desk, -1, 0, 0, &timers), KEFU_E_TIME);
	unit_status(kefu_desk_due(desk, kefu_time_max() + 1, 0, 0, &timers), KEFU_E_TIME);
	unit_status(kefu_desk_timers(NULL, 1, 0, &timers), KEFU_E_NULL);
	unit_status(kefu_desk_timers(desk, 1, 0, NULL), KEFU_E_NULL);
	unit_status(kefu_desk_timers(desk, 0, 0, &timers), KEFU_E_MISSING);
	unit_status(kefu_desk_timers(desk, UINT64_C(1) << 63, 0, &timers), KEFU_E_ID);
	unit_status(kefu_desk_timers(desk, 1, -1, &timers), KEFU_E_TIME);
	unit_status(kefu_desk_timers(desk, 1, 0, &timers), KEFU_E_NOT_FOUND);
	unit_status(kefu_desk_refund_timers(desk, 0, 0, &timers), KEFU_E_MISSING);
	unit_status(kefu_desk_refund_timers(desk, 1, 0, &timers), KEFU_E_NOT_FOUND);
	ask(desk, AT(9, 0), 1);
	unit_status(kefu_desk_timers(desk, 1, AT(8, 0), &timers), KEFU_E_NOT_FOUND);
	ck_assert_ptr_null(timers);

	/* an empty desk has an empty list */
	unit_ok(kefu_desk_due(desk, KEFU_AS_OF_LAST, 0, 0, &timers));
	ck_assert_int_eq(kefu_timers_count(timers), 0);
	ck_assert_int_eq(kefu_timers_as_of(timers), AT(9, 0));
	unit_status(kefu_timers_at(timers, 0, &timer), KEFU_E_NOT_FOUND);
	unit_status(kefu_timers_at(timers, -1, &timer), KEFU_E_NOT_FOUND);
	unit_status(kefu_timers_at(NULL, 0, &timer), KEFU_E_NULL);
	unit_status(kefu_timers_at(timers, 0, NULL), KEFU_E_NULL);
	timer.size = 0;
	unit_status(kefu_timers_at(timers, 0, &timer), KEFU_E_SIZE);
	kefu_timers_free(timers);
	kefu_timers_free(NULL);
	ck_assert_int_eq(kefu_timers_count(NULL), 0);
	ck_assert_int_eq(kefu_timers_total(NULL), 0);
	ck_assert_int_eq(kefu_timers_as_of(NULL), -1);
	kefu_desk_free(desk);
}
END_TEST

/* ---- what is timed ---- */

START_TEST(first_replies)
{
	kefu_desk *desk = desk_new();
	kefu_timer timer;

	promise(desk, KEFU_SLA_FIRST_REPLY, FIRST, HOUR);
	/* the customer began: from the opening */
	tell(desk, KEFU_EVENT_SESSION_OPEN, AT(9, 0), 1);
	tell(desk, KEFU_EVENT_SESSION_ASSIGN, AT(9, 1), 1);
	timer = only_timer(desk, 1, AT(9, 30));
	is_timer(timer, "running", 30 * MINUTE, -1, -1);
	ck_assert_int_eq(timer.start, AT(9, 0));
	ck_assert_int_eq(timer.due, AT(10, 0));
	ck_assert_int_eq(timer.breach_at, AT(10, 0));
	ck_assert_int_eq(timer.kind, KEFU_SLA_FIRST_REPLY);
	ck_assert_uint_eq(timer.name, FIRST);
	ck_assert_uint_eq(timer.session, 1);
	ck_assert_uint_eq(timer.refund, 0);
	ck_assert_uint_eq(timer.customer, CUSTOMER);
	ck_assert_uint_eq(timer.agent, ANNA);
	say(desk, AT(9, 40), 1, KEFU_PARTY_BOT, 0);                /* no reply */
	say(desk, AT(9, 41), 1, KEFU_PARTY_AGENT, KEFU_MODE_AUTO); /* nor this */
	is_timer(only_timer(desk, 1, AT(10, 0)), "running", HOUR, -1, -1);
	is_timer(only_timer(desk, 1, AT(10, 1)), "breached", 61 * MINUTE, AT(10, 0), -1);
	answer(desk, AT(10, 2), 1);
	is_timer(only_timer(desk, 1, AT(12, 0)), "breached", 62 * MINUTE, AT(10, 0), AT(10, 2));
	/* asked as of before, it is as it was */
	is_timer(only_timer(desk, 1, AT(9, 30)), "running", 30 * MINUTE, -1, -1);

	/* an agent began: from the first question */
	answer(desk, AT(9, 0), 2);
	ck_assert_int_eq(timers_of(desk, 2, AT(9, 5), NULL, 0), 0);
	ask(desk, AT(9, 10), 2);
	answer(desk, AT(9, 50), 2);
	timer = only_timer(desk, 2, AT(12, 0));
	is_timer(timer, "met", 40 * MINUTE, -1, AT(9, 50));
	ck_assert_int_eq(timer.start, AT(9, 10));

	/* the end stops it, and it does not come back */
	ask(desk, AT(9, 0), 3);
	tell(desk, KEFU_EVENT_SESSION_CLOSE, AT(9, 20), 3);
	ask(desk, AT(11, 0), 3);
	is_timer(only_timer(desk, 3, AT(12, 0)), "met", 20 * MINUTE, -1, AT(9, 20));
	kefu_desk_free(desk);
}
END_TEST

START_TEST(replies_in_chosen_modes)
{
	kefu_desk *desk = desk_new();
	kefu_target target = target_of(KEFU_SLA_FIRST_REPLY, FIRST, HOUR);

	target.reply_modes = 1u << KEFU_MODE_BOT;
	unit_ok(kefu_desk_target(desk, &target));
	ask(desk, AT(9, 0), 1);
	answer(desk, AT(9, 5), 1);
	say(desk, AT(9, 10), 1, KEFU_PARTY_BOT, 0);
	is_timer(only_timer(desk, 1, AT(12, 0)), "met", 10 * MINUTE, -1, AT(9, 10));
	kefu_desk_free(desk);
}
END_TEST

START_TEST(a_timer_may_outlive_the_end)
{
	kefu_desk *desk = desk_new();
	kefu_target target = target_of(KEFU_SLA_FIRST_REPLY, FIRST, HOUR);
	kefu_timers *timers;

	target.outlives_end = 1;
	unit_ok(kefu_desk_target(desk, &target));
	ask(desk, AT(9, 0), 1);
	tell(desk, KEFU_EVENT_SESSION_RESOLVE, AT(9, 30), 1);
	is_timer(only_timer(desk, 1, AT(10, 0)), "paused", 30 * MINUTE, -1, -1);
	unit_ok(kefu_desk_due(desk, AT(10, 0), KEFU_DUE_PAUSED, 0, &timers));
	ck_assert_int_eq(kefu_timers_count(timers), 0); /* the session has ended */
	kefu_timers_free(timers);
	tell(desk, KEFU_EVENT_SESSION_REOPEN, AT(12, 0), 1);
	is_timer(only_timer(desk, 1, AT(12, 10)), "running", 40 * MINUTE, -1, -1);
	answer(desk, AT(12, 31), 1);
	is_timer(only_timer(desk, 1, AT(13, 0)), "breached", 61 * MINUTE, AT(12, 30), AT(12, 31));
	kefu_desk_free(desk);
}
END_TEST

START_TEST(next_replies)
{
	kefu_desk *desk = desk_new();
	kefu_target target = target_of(KEFU_SLA_NEXT_REPLY, OTHER, 10 * MINUTE);
	kefu_timer timers[4];

	promise(desk, KEFU_SLA_NEXT_REPLY, NEXT, 10 * MINUTE);
	target.include_initial = 1;
	unit_ok(kefu_desk_target(desk, &target));
	ask(desk, AT(9, 0), 1);
	ask(desk, AT(9, 1), 1);
	answer(desk, AT(9, 5), 1);
	answer(desk, AT(9, 6), 1); /* an agent's second message starts nothing */
	ask(desk, AT(9, 10), 1);
	ask(desk, AT(9, 15), 1); /* the oldest counts */
	answer(desk, AT(9, 21), 1);
	ask(desk, AT(9, 30), 1);
	ck_assert_int_eq(timers_of(desk, 1, AT(9, 35), timers, 4), 5);
	is_timer(timers[0], "breached", 11 * MINUTE, AT(9, 20), AT(9, 21));
	ck_assert_int_eq(timers[0].start, AT(9, 10));
	ck_assert_uint_eq(timers[0].name, NEXT);
	is_timer(timers[1], "running", 5 * MINUTE, -1, -1);
	ck_assert_uint_eq(timers[2].name, OTHER);
	is_timer(timers[2], "met", 5 * MINUTE, -1, AT(9, 5));
	ck_assert_int_eq(timers[2].start, AT(9, 0));
	is_timer(timers[3], "breached", 11 * MINUTE, AT(9, 20), AT(9, 21));
	kefu_desk_free(desk);
}
END_TEST

START_TEST(periodic_updates)
{
	kefu_desk *desk = desk_new();
	kefu_target target = target_of(KEFU_SLA_PERIODIC_UPDATE, OTHER, HOUR);
	kefu_timer timers[8];

	promise(desk, KEFU_SLA_PERIODIC_UPDATE, UPDATE, HOUR);
	target.include_initial = 1;
	unit_ok(kefu_desk_target(desk, &target));
	ask(desk, AT(9, 0), 1);
	answer(desk, AT(9, 30), 1);
	ask(desk, AT(9, 40), 1); /* changes nothing */
	answer(desk, AT(11, 0), 1);
	tell(desk, KEFU_EVENT_SESSION_RESOLVE, AT(11, 20), 1);
	answer(desk, AT(11, 30), 1); /* of an ended session: starts nothing */
	tell(desk, KEFU_EVENT_SESSION_REOPEN, AT(12, 0), 1);
	ck_assert_int_eq(timers_of(desk, 1, AT(12, 10), timers, 8), 7);
	is_timer(timers[0], "breached", 90 * MINUTE, AT(10, 30), AT(11, 0));
	is_timer(timers[1], "met", 20 * MINUTE, -1, AT(11, 20));
	is_timer(timers[2], "running", 10 * MINUTE, -1, -1);
	ck_assert_int_eq(timers[2].start, AT(12, 0));
	is_timer(timers[3], "met", 30 * MINUTE, -1, AT(9, 30));
	kefu_desk_free(desk);
}
END_TEST

START_TEST(waits_work_and_resolutions)
{
	kefu_desk *desk = desk_new();
	kefu_target target = target_of(KEFU_SLA_RESOLUTION, OTHER, DAY);
	kefu_timer timers[5];

	promise(desk, KEFU_SLA_REQUESTER_WAIT, FIRST, 2 * HOUR);
	promise(desk, KEFU_SLA_AGENT_WORK, NEXT, 2 * HOUR);
	promise(desk, KEFU_SLA_FIRST_RESOLUTION, UPDATE, 2 * HOUR);
	promise(desk, KEFU_SLA_RESOLUTION, DONE, 2 * HOUR);
	target.pause = KEFU_SLA_PAUSE_NOTHING;
	unit_ok(kefu_desk_target(desk, &target));
	ask(desk, AT(9, 0), 1);
	tell(desk, KEFU_EVENT_SESSION_HOLD, AT(10, 0), 1);
	tell(desk, KEFU_EVENT_SESSION_PEND, AT(10, 30), 1);
	ck_assert_int_eq(timers_of(desk, 1, AT(11, 0), timers, 5), 5);
	is_timer(timers[0], "paused", 90 * MINUTE, -1, -1);
	is_timer(timers[1], "paused", 60 * MINUTE, -1, -1);
	is_timer(timers[2], "paused", 60 * MINUTE, -1, -1);
	is_timer(timers[3], "paused", 60 * MINUTE, -1, -1);
	is_timer(timers[4], "running", 120 * MINUTE, -1, -1);
	ck_assert_int_eq(timers[0].due, -1);
	ck_assert_int_eq(timers[0].breach_at, -1);
	tell(desk, KEFU_EVENT_SESSION_RESUME, AT(11, 0), 1);
	tell(desk, KEFU_EVENT_SESSION_RESOLVE, AT(12, 0), 1);
	tell(desk, KEFU_EVENT_SESSION_CLOSE, AT(14, 0), 1); /* it was over already */
	ck_assert_int_eq(timers_of(desk, 1, AT(15, 0), timers, 5), 5);
	is_timer(timers[0], "breached", 150 * MINUTE, AT(11, 30), AT(12, 0));
	is_timer(timers[1], "met", 120 * MINUTE, -1, AT(12, 0));
	is_timer(timers[2], "met", 120 * MINUTE, -1, AT(12, 0));
	is_timer(timers[3], "met", 120 * MINUTE, -1, AT(12, 0));
	is_timer(timers[4], "met", 180 * MINUTE, -1, AT(12, 0));
	ask(desk, AT(16, 0), 1); /* reopens it: all but the first resolution go on */
	ck_assert_int_eq(timers_of(desk, 1, AT(16, 30), timers, 5), 5);
	is_timer(timers[0], "breached", 180 * MINUTE, AT(11, 30), -1);
	is_timer(timers[1], "breached", 150 * MINUTE, AT(16, 0), -1);
	is_timer(timers[2], "met", 120 * MINUTE, -1, AT(12, 0));
	is_timer(timers[3], "breached", 150 * MINUTE, AT(16, 0), -1);
	is_timer(timers[4], "running", 210 * MINUTE, -1, -1);
	kefu_desk_free(desk);
}
END_TEST

static void refund(kefu_desk *desk, int32_t kind, int64_t t, kefu_id id, uint8_t type)
{
	kefu_event event = event_of(kind, t, 0);

	event.refund = id;
	event.order = 77;
	event.agent = kind == KEFU_EVENT_REFUND_AGREE ? BEN : 0;
	event.type = type;
	unit_ok(kefu_desk_apply(desk, &event, 1, NULL));
}

static kefu_timer refund_timer(kefu_desk *desk, kefu_id id, int64_t as_of)
{
	kefu_timer timer = {.size = sizeof timer};
	kefu_timers *timers;

	unit_ok(kefu_desk_refund_timers(desk, id, as_of, &timers));
	ck_assert_int_eq(kefu_timers_count(timers), 1);
	unit_ok(kefu_timers_at(timers, 0, &timer));
	kefu_timers_free(timers);
	return timer;
}

START_TEST(refunds)
{
	kefu_desk *desk = desk_new();
	kefu_event order = event_of(KEFU_EVENT_ORDER_PLACE, AT(1, 0), 0);
	kefu_timers *timers;
	kefu_timer timer;

	promise(desk, KEFU_SLA_REFUND, DONE, 2 * HOUR);
	order.order = 77;
	order.customer = CUSTOMER;
	unit_ok(kefu_desk_apply(desk, &order, 1, NULL));
	/* a return: the goods' way does not count */
	refund(desk, KEFU_EVENT_REFUND_REQUEST, AT(9, 0), 1, KEFU_TYPE_RETURN_REFUND);
	refund(desk, KEFU_EVENT_REFUND_AGREE, AT(10, 0), 1, 0);
	refund(desk, KEFU_EVENT_REFUND_SHIP_BACK, AT(11, 0), 1, 0);
	timer = refund_timer(desk, 1, AT(12, 0));
	is_timer(timer, "paused", HOUR, -1, -1);
	ck_assert_uint_eq(timer.refund, 1);
	ck_assert_uint_eq(timer.session, 0);
	ck_assert_uint_eq(timer.agent, BEN);
	refund(desk, KEFU_EVENT_REFUND_SIGN, AT(15, 0), 1, 0);
	is_timer(refund_timer(desk, 1, AT(15, 30)), "running", 90 * MINUTE, -1, -1);
	refund(desk, KEFU_EVENT_REFUND_COMPLETE, AT(16, 30), 1, 0);
	refund(desk, KEFU_EVENT_REFUND_REQUEST, AT(17, 0), 1, 0); /* means nothing */
	is_timer(refund_timer(desk, 1, AT(18, 0)), "breached", 150 * MINUTE, AT(16, 0), AT(16, 30));
	/* refused and requested again: the same timer */
	refund(desk, KEFU_EVENT_REFUND_REQUEST, AT(9, 0), 2, KEFU_TYPE_REFUND_ONLY);
	refund(desk, KEFU_EVENT_REFUND_REFUSE, AT(9, 30), 2, 0);
	is_timer(refund_timer(desk, 2, AT(10, 0)), "met", 30 * MINUTE, -1, AT(9, 30));
	refund(desk, KEFU_EVENT_REFUND_REQUEST, AT(11, 0), 2, 0);
	refund(desk, KEFU_EVENT_REFUND_AGREE, AT(11, 10), 2, 0); /* no goods: no pause */
	is_timer(refund_timer(desk, 2, AT(12, 0)), "running", 90 * MINUTE, -1, -1);
	refund(desk, KEFU_EVENT_REFUND_WITHDRAW, AT(12, 15), 2, 0);
	is_timer(refund_timer(desk, 2, AT(13, 0)), "met", 105 * MINUTE, -1, AT(12, 15));
	/* not requested yet */
	refund(desk, KEFU_EVENT_REFUND_INTERVENE, AT(9, 0), 3, 0);
	unit_ok(kefu_desk_refund_timers(desk, 3, AT(12, 0), &timers));
	ck_assert_int_eq(kefu_timers_count(timers), 0);
	kefu_timers_free(timers);
	/* the list of live work has them, with the order's customer */
	unit_ok(kefu_desk_due(desk, AT(9, 15), 0, 0, &timers));
	ck_assert_int_eq(kefu_timers_count(timers), 2);
	timer.size = sizeof timer;
	unit_ok(kefu_timers_at(timers, 1, &timer));
	ck_assert_uint_eq(timer.refund, 2);
	ck_assert_uint_eq(timer.customer, CUSTOMER);
	kefu_timers_free(timers);
	unit_ok(kefu_desk_due(desk, AT(20, 0), 7, 0, &timers));
	ck_assert_int_eq(kefu_timers_count(timers), 0);
	kefu_timers_free(timers);
	kefu_desk_free(desk);
}
END_TEST

/* ---- schedules and changes ---- */

START_TEST(due_at_closing_breached_at_opening)
{
	kefu_desk *desk = desk_new();
	kefu_schedule *schedule = office(NULL);
	kefu_target target = target_of(KEFU_SLA_FIRST_REPLY, FIRST, 8 * HOUR);
	kefu_timer timer;

	target.schedule = schedule;
	unit_ok(kefu_desk_target(desk, &target));
	kefu_schedule_free(schedule); /* it was copied */
	ask(desk, AT(7, 0), 1);
	timer = only_timer(desk, 1, AT(12, 0));
	is_timer(timer, "running", 3 * HOUR, -1, -1);
	ck_assert_int_eq(timer.due, AT(17, 0));
	ck_assert_int_eq(timer.breach_at, AT(33, 0));
	timer = only_timer(desk, 1, AT(20, 0));
	is_timer(timer, "running", 8 * HOUR, -1, -1);
	ck_assert_int_eq(timer.due, AT(17, 0));
	is_timer(only_timer(desk, 1, AT(33, 1)), "breached", 8 * HOUR + MINUTE, AT(33, 0), -1);
	answer(desk, AT(32, 0), 1);
	is_timer(only_timer(desk, 1, AT(40, 0)), "met", 8 * HOUR, -1, AT(32, 0));
	kefu_desk_free(desk);
}
END_TEST

START_TEST(a_house_that_never_opens)
{
	kefu_desk *desk = desk_new();
	kefu_target target = target_of(KEFU_SLA_FIRST_REPLY, FIRST, HOUR);
	kefu_schedule *schedule;
	kefu_hours *hours;
	kefu_timer timer;

	unit_ok(kefu_hours_new(NULL, &hours));
	unit_ok(kefu_schedule_new(NULL, hours, NULL, &schedule));
	kefu_hours_free(hours);
	target.schedule = schedule;
	unit_ok(kefu_desk_target(desk, &target));
	kefu_schedule_free(schedule);
	ask(desk, AT(7, 0), 1);
	timer = only_timer(desk, 1, AT(12, 0));
	is_timer(timer, "running", 0, -1, -1);
	ck_assert_int_eq(timer.due, KEFU_NEVER);
	ck_assert_int_eq(timer.breach_at, KEFU_NEVER);
	kefu_desk_free(desk);
}
END_TEST

START_TEST(targets_by_priority_channel_and_topic)
{
	kefu_desk *desk = desk_new();
	kefu_target target = target_of(KEFU_SLA_RESOLUTION, DONE, HOUR);
	kefu_event open = event_of(KEFU_EVENT_SESSION_OPEN, AT(9, 0), 1);

	target.priority = KEFU_PRIORITY_URGENT;
	unit_ok(kefu_desk_target(desk, &target));
	target.priority = 0;
	target.channel = MAIL;
	target.ms = 8 * HOUR;
	unit_ok(kefu_desk_target(desk, &target));
	target.channel = 0;
	target.topic = BILLING;
	target.ms = 4 * HOUR;
	unit_ok(kefu_desk_target(desk, &target));
	/* no row: no timer */
	open.channel = WEB;
	unit_ok(kefu_desk_apply(desk, &open, 1, NULL));
	ck_assert_int_eq(timers_of(desk, 1, AT(9, 5), NULL, 0), 0);
	/* then billing: everything since the opening counts */
	tag(desk, AT(9, 30), 1, BILLING, 0);
	ck_assert_int_eq(timers_of(desk, 1, AT(9, 29), NULL, 0), 0);
	ck_assert_int_eq(only_timer(desk, 1, AT(10, 0)).target, 4 * HOUR);
	is_timer(only_timer(desk, 1, AT(10, 0)), "running", HOUR, -1, -1);
	/* then urgent, too late */
	tag(desk, AT(10, 30), 1, 0, KEFU_PRIORITY_URGENT);
	is_timer(only_timer(desk, 1, AT(11, 0)), "breached", 2 * HOUR, AT(10, 30), -1);
	/* then not, and about something else: without a target */
	tag(desk, AT(11, 0), 1, SHIPPING, KEFU_PRIORITY_LOW);
	ck_assert_int_eq(timers_of(desk, 1, AT(11, 30), NULL, 0), 0);
	tag(desk, AT(12, 0), 1, BILLING, 0);
	is_timer(only_timer(desk, 1, AT(12, 0)), "running", 3 * HOUR, AT(10, 30), -1);
	/* the first row that fits */
	open.session = 2;
	open.channel = MAIL;
	open.topic = BILLING;
	unit_ok(kefu_desk_apply(desk, &open, 1, NULL));
	ck_assert_int_eq(only_timer(desk, 2, AT(10, 0)).target, 8 * HOUR);
	/* a row of the same filters takes its place */
	target.channel = MAIL;
	target.topic = 0;
	target.ms = 2 * HOUR;
	unit_ok(kefu_desk_target(desk, &target));
	ck_assert_int_eq(only_timer(desk, 2, AT(10, 0)).target, 2 * HOUR);
	kefu_desk_free(desk);
}
END_TEST

START_TEST(targets_change_while_a_session_runs)
{
	kefu_desk *desk = desk_new();
	kefu_timer timers[2];

	promise(desk, KEFU_SLA_RESOLUTION, DONE, 8 * HOUR);
	promise(desk, KEFU_SLA_FIRST_REPLY, FIRST, 8 * HOUR);
	ask(desk, AT(9, 0), 1);
	change(desk, AT(11, 0), 1, DONE, HOUR, 0); /* lowered below what is used up */
	change(desk, AT(12, 0), 1, DONE, 6 * HOUR, 0); /* the breach stays */
	change(desk, AT(12, 0), 1, OTHER, 1, 0); /* nobody's */
	ck_assert_int_eq(timers_of(desk, 1, AT(11, 30), timers, 2), 2);
	is_timer(timers[0], "breached", 150 * MINUTE, AT(11, 0), -1);
	ck_assert_int_eq(timers_of(desk, 1, AT(12, 30), timers, 2), 2);
	is_timer(timers[0], "running", 210 * MINUTE, AT(11, 0), -1);
	ck_assert_int_eq(timers[0].target, 6 * HOUR);
	ck_assert_int_eq(timers[0].due, AT(15, 0));
	ck_assert_int_eq(timers[1].target, 8 * HOUR);
	change(desk, AT(13, 0), 1, 0, 4 * HOUR, 0); /* all of them */
	ck_assert_int_eq(timers_of(desk, 1, AT(13, 0), timers, 2), 2);
	is_timer(timers[1], "running", 4 * HOUR, -1, -1);
	ck_assert_int_eq(timers[1].due, AT(13, 0));
	/* what changes while it is stopped counts from when it goes on */
	tell(desk, KEFU_EVENT_SESSION_RESOLVE, AT(13, 0), 1);
	change(desk, AT(14, 0), 1, DONE, HOUR, 0);
	ck_assert_int_eq(timers_of(desk, 1, AT(15, 0), timers, 2), 2);
	is_timer(timers[0], "met", 4 * HOUR, AT(11, 0), AT(13, 0));
	ck_assert_int_eq(timers[0].target, 4 * HOUR);
	tell(desk, KEFU_EVENT_SESSION_REOPEN, AT(16, 0), 1);
	ck_assert_int_eq(timers_of(desk, 1, AT(16, 0), timers, 2), 2);
	is_timer(timers[0], "breached", 4 * HOUR, AT(11, 0), -1);
	ck_assert_int_eq(timers[0].target, HOUR);
	/* a target for a session that none was meant for must be named */
	kefu_desk_free(desk);
	desk = desk_new();
	timers[0].size = sizeof *timers;
	{
		kefu_target target = target_of(KEFU_SLA_RESOLUTION, DONE, HOUR);

		target.channel = MAIL;
		unit_ok(kefu_desk_target(desk, &target));
	}
	ask(desk, AT(9, 0), 1);
	change(desk, AT(9, 30), 1, 0, 2 * HOUR, 0);
	ck_assert_int_eq(timers_of(desk, 1, AT(10, 0), NULL, 0), 0);
	change(desk, AT(9, 40), 1, DONE, 2 * HOUR, 0);
	is_timer(only_timer(desk, 1, AT(10, 0)), "running", HOUR, -1, -1);
	kefu_desk_free(desk);
}
END_TEST

START_TEST(schedules_change_while_a_session_runs)
{
	kefu_schedule *schedule = office(NULL);
	int32_t policy;

	for (policy = KEFU_SLA_SEGMENT; policy <= KEFU_SLA_RETROACTIVE; policy++) {
		kefu_desk *desk = desk_new();
		kefu_target target = target_of(KEFU_SLA_RESOLUTION, DONE, 4 * HOUR);

		target.schedule = schedule;
		target.schedule_change = (uint8_t)policy;
		unit_ok(kefu_desk_target(desk, &target));
		unit_ok(kefu_desk_schedule(desk, ALWAYS, NULL));
		unit_ok(kefu_desk_schedule(desk, NIGHT, schedule));
		ask(desk, AT(8, 0), 1);
		change(desk, AT(10, 0), 1, 0, 0, OTHER); /* not a schedule: nothing */
		is_timer(only_timer(desk, 1, AT(11, 0)), "running", 2 * HOUR, -1, -1);
		change(desk, AT(11, 0), 1, DONE, 0, ALWAYS);
		is_timer(only_timer(desk, 1, AT(11, 30)), "running",
		         policy == KEFU_SLA_SEGMENT ? 150 * MINUTE : 210 * MINUTE, -1, -1);
		/* both at once; and what was no breach on the new terms is none */
		change(desk, AT(12, 30), 1, DONE, 5 * HOUR, NIGHT);
		is_timer(only_timer(desk, 1, AT(13, 0)), "running", 4 * HOUR, -1, -1);
		ck_assert_int_eq(only_timer(desk, 1, AT(13, 0)).target, 5 * HOUR);
		/* a stopped one stays on what it had */
		tell(desk, KEFU_EVENT_SESSION_RESOLVE, AT(13, 0), 1);
		change(desk, AT(14, 0), 1, DONE, 0, ALWAYS);
		is_timer(only_timer(desk, 1, AT(15, 0)), "met", 4 * HOUR, -1, AT(13, 0));
		tell(desk, KEFU_EVENT_SESSION_REOPEN, AT(18, 0), 1);
		is_timer(only_timer(desk, 1, AT(18, 30)), policy == KEFU_SLA_SEGMENT ? "running" : "breached",
		         policy == KEFU_SLA_SEGMENT ? 270 * MINUTE : 330 * MINUTE,
		         policy == KEFU_SLA_SEGMENT ? -1 : AT(12, 0), -1);
		kefu_desk_free(desk);
	}
	kefu_schedule_free(schedule);
}
END_TEST

/* Before a row first applies, its schedule counts. */
START_TEST(the_first_row_gives_the_schedule_before_it)
{
	kefu_desk *desk = desk_new();
	kefu_schedule *schedule = office(NULL);
	kefu_target target = target_of(KEFU_SLA_RESOLUTION, DONE, 4 * HOUR);

	target.schedule = schedule;
	target.topic = BILLING;
	unit_ok(kefu_desk_target(desk, &target));
	kefu_schedule_free(schedule);
	ask(desk, AT(6, 0), 1);
	tag(desk, AT(10, 0), 1, BILLING, 0);
	is_timer(only_timer(desk, 1, AT(11, 0)), "running", 2 * HOUR, -1, -1);
	kefu_desk_free(desk);
}
END_TEST

/* ---- the timers by themselves ---- */

static int32_t keep_cycle(void *context, const struct timer_cycle *cycle)
{
	*(struct timer_cycle *)context = *cycle;
	return KEFU_E_BUSY; /* a status of the taker's own */
}

/* A desk refuses a target of 0, a timer knows what it means. */
START_TEST(nothing_may_be_used_up)
{
	struct timer timer = {KEFU_SLA_FIRST_REPLY, 0, 0, 1, 0};
	struct timer_event events[2] = {
		{AT(9, 0), 0, NULL, STATE_OPEN, TIMER_BEGUN | TIMER_TARGET | TIMER_SCHEDULE},
		{AT(9, 0), 0, NULL, STATE_OPEN, TIMER_REPLIED},
	};
	struct timer_cycle cycle;

	unit_status(timer_run(&timer, events, 1, AT(9, 0), keep_cycle, &cycle), KEFU_E_BUSY);
	ck_assert_int_eq(cycle.state, KEFU_TIMER_RUNNING);
	ck_assert_int_eq(cycle.due, AT(9, 0));
	ck_assert_int_eq(cycle.breach_at, AT(9, 0));
	unit_status(timer_run(&timer, events, 2, AT(9, 0), keep_cycle, &cycle), KEFU_E_BUSY);
	ck_assert_int_eq(cycle.state, KEFU_TIMER_MET);
	unit_status(timer_run(&timer, events, 1, AT(9, 1), keep_cycle, &cycle), KEFU_E_BUSY);
	ck_assert_int_eq(cycle.state, KEFU_TIMER_BREACHED);
	ck_assert_int_eq(cycle.breached_at, AT(9, 0));
	unit_ok(timer_run(&timer, events, 2, AT(8, 0), keep_cycle, &cycle));
	unit_ok(timer_run(&timer, events, 0, AT(9, 0), keep_cycle, &cycle));
}
END_TEST

/* Asked in a solved session, which is then closed: the end stops it. */
START_TEST(a_second_end_stops_what_began_after_the_first)
{
	struct timer timer = {KEFU_SLA_NEXT_REPLY, 0, 1, 1, 0};
	struct timer_event events[3] = {
		{AT(9, 0), HOUR, NULL, STATE_RESOLVED, TIMER_TARGET | TIMER_SCHEDULE},
		{AT(10, 0), HOUR, NULL, STATE_RESOLVED, TIMER_ASKED},
		{AT(11, 0), HOUR, NULL, STATE_CLOSED, 0},
	};
	struct timer_cycle cycle;

	unit_status(timer_run(&timer, events, 3, AT(12, 0), keep_cycle, &cycle), KEFU_E_BUSY);
	ck_assert_int_eq(cycle.state, KEFU_TIMER_MET);
	ck_assert_int_eq(cycle.start, AT(10, 0));
	ck_assert_int_eq(cycle.stopped_at, AT(11, 0));
	ck_assert_int_eq(cycle.elapsed, 0);
}
END_TEST

/* ---- live work ---- */

START_TEST(the_list_is_in_order_and_bounded)
{
	kefu_desk *desk = desk_new();
	kefu_timers *all, *some;
	kefu_timer timer = {.size = sizeof timer}, other = {.size = sizeof other};
	uint64_t seed = 11;
	int64_t i, limit, count, last = INT64_MIN;
	int32_t rank = 0;

	promise(desk, KEFU_SLA_FIRST_REPLY, FIRST, HOUR);
	promise(desk, KEFU_SLA_RESOLUTION, DONE, 5 * HOUR);
	for (i = 1; i <= 300; i++) {
		int64_t t = AT(0, 0) + (int64_t)unit_below(&seed, 10 * 60) * MINUTE;
		uint64_t fate = unit_below(&seed, 6);

		ask(desk, t, (kefu_id)i);
		if (fate > 2)
			answer(desk, t + (int64_t)unit_below(&seed, 120) * MINUTE, (kefu_id)i);
		if (fate == 3)
			tell(desk, KEFU_EVENT_SESSION_PEND, t + 5 * MINUTE, (kefu_id)i);
		if (fate == 4)
			tell(desk, KEFU_EVENT_SESSION_CLOSE, t + 30 * MINUTE, (kefu_id)i);
		if (fate == 5)
			tell(desk, KEFU_EVENT_SESSION_EXCLUDE, t + MINUTE, (kefu_id)i);
	}
	unit_ok(kefu_desk_due(desk, AT(8, 0), 7, 0, &all));
	count = kefu_timers_count(all);
	ck_assert_int_gt(count, 100);
	ck_assert_int_eq(kefu_timers_total(all), count);
	for (i = 0; i < count; i++) {
		static const int32_t ranks[] = {0, 1, 2, 9, 0};
		int64_t key;

		unit_ok(kefu_timers_at(all, i, &timer));
		ck_assert_int_eq(timer.stopped_at, -1);
		ck_assert_int_ge(ranks[timer.state], rank);
		if (ranks[timer.state] > rank)
			last = INT64_MIN;
		rank = ranks[timer.state];
		key = rank == 0 ? timer.breached_at : rank == 1 ? timer.due : timer.remaining;
		ck_assert_int_ge(key, last);
		last = key;
		/* what the session says of itself is the same */
		ck_assert_int_le(timer.start, AT(8, 0));
	}
	ck_assert_int_eq(rank, 2);
	for (limit = 1; limit < count + 3; limit += 1 + limit / 4) {
		unit_ok(kefu_desk_due(desk, AT(8, 0), 7, limit, &some));
		ck_assert_int_eq(kefu_timers_count(some), limit < count ? limit : count);
		ck_assert_int_eq(kefu_timers_total(some), count);
		for (i = 0; i < kefu_timers_count(some); i++) {
			unit_ok(kefu_timers_at(all, i, &timer));
			unit_ok(kefu_timers_at(some, i, &other));
			ck_assert_mem_eq(&timer, &other, sizeof timer);
		}
		kefu_timers_free(some);
	}
	/* each sort of them alone; 0 is the first two */
	for (count = 0, i = 0; i < 3; i++) {
		unit_ok(kefu_desk_due(desk, AT(8, 0), 1 << i, 0, &some));
		ck_assert_int_gt(kefu_timers_count(some), 0);
		count += kefu_timers_count(some);
		if (i == 1) {
			kefu_timers *everyday;

			unit_ok(kefu_desk_due(desk, AT(8, 0), 0, 0, &everyday));
			ck_assert_int_eq(kefu_timers_count(everyday), count);
			kefu_timers_free(everyday);
		}
		kefu_timers_free(some);
	}
	ck_assert_int_eq(count, kefu_timers_count(all));
	kefu_desk_free(desk);
	unit_ok(kefu_timers_at(all, 0, &timer)); /* a list outlives its desk */
	kefu_timers_free(all);
}
END_TEST

START_TEST(sessions_without_an_id_and_customer)
{
	kefu_desk_options options = {.size = sizeof options, .session_gap = HOUR};
	kefu_timers *timers;
	kefu_timer timer = {.size = sizeof timer};
	kefu_event event = event_of(KEFU_EVENT_MESSAGE, AT(9, 0), 9);
	kefu_desk *desk;

	unit_ok(kefu_desk_new(&options, &desk));
	promise(desk, KEFU_SLA_RESOLUTION, DONE, DAY);
	ask(desk, AT(9, 0), 0);
	event.from = KEFU_PARTY_CUSTOMER; /* of nobody known */
	unit_ok(kefu_desk_apply(desk, &event, 1, NULL));
	unit_ok(kefu_desk_due(desk, AT(10, 0), 0, 0, &timers));
	ck_assert_int_eq(kefu_timers_count(timers), 2);
	unit_ok(kefu_timers_at(timers, 0, &timer));
	ck_assert_uint_eq(timer.session, 0);
	ck_assert_uint_eq(timer.customer, CUSTOMER);
	unit_ok(kefu_timers_at(timers, 1, &timer));
	ck_assert_uint_eq(timer.session, 9);
	ck_assert_uint_eq(timer.customer, 0);
	kefu_timers_free(timers);
	/* silence ends the stitched one */
	unit_ok(kefu_desk_due(desk, AT(10, 1), 0, 0, &timers));
	ck_assert_int_eq(kefu_timers_count(timers), 1);
	kefu_timers_free(timers);
	kefu_desk_free(desk);
}
END_TEST

START_TEST(a_handle_says_what_is_due)
{
	kefu_desk *desk = desk_new();
	kefu_session *session;
	kefu_timers *timers;
	kefu_timer timer = {.size = sizeof timer};

	promise(desk, KEFU_SLA_RESOLUTION, DONE, 3 * HOUR);
	promise(desk, KEFU_SLA_FIRST_REPLY, FIRST, HOUR);
	unit_ok(kefu_desk_session(desk, 5, &session));
	unit_status(kefu_session_due(NULL, AT(9, 0), &timer), KEFU_E_NULL);
	unit_status(kefu_session_due(session, AT(9, 0), NULL), KEFU_E_NULL);
	unit_status(kefu_session_due(session, -1, &timer), KEFU_E_TIME);
	unit_status(kefu_session_due(session, AT(9, 0), &timer), KEFU_E_NOT_FOUND);
	unit_status(kefu_session_timers(session, AT(9, 0), &timers), KEFU_E_NOT_FOUND);
	unit_status(kefu_session_timers(NULL, AT(9, 0), &timers), KEFU_E_NULL);
	unit_status(kefu_session_timers(session, AT(9, 0), NULL), KEFU_E_NULL);
	unit_status(kefu_session_sla(NULL, AT(9, 0), DONE, HOUR, 0), KEFU_E_NULL);
	unit_status(kefu_session_sla(session, AT(9, 0), DONE, 0, 0), KEFU_E_MISSING);
	unit_status(kefu_session_sla(session, AT(9, 0), DONE, -1, 0), KEFU_E_RANGE);
	unit_ok(kefu_session_customer_message(session, AT(9, 0), 0));
	unit_ok(kefu_session_due(session, AT(9, 10), &timer));
	ck_assert_uint_eq(timer.name, FIRST);
	ck_assert_int_eq(timer.due, AT(10, 0));
	unit_ok(kefu_session_sla(session, AT(9, 20), DONE, 30 * MINUTE, 0));
	unit_ok(kefu_session_due(session, AT(9, 25), &timer));
	ck_assert_uint_eq(timer.name, DONE);
	ck_assert_int_eq(timer.due, AT(9, 30));
	unit_ok(kefu_session_due(session, AT(9, 50), &timer));
	ck_assert_int_eq(timer.state, KEFU_TIMER_BREACHED);
	unit_ok(kefu_session_timers(session, AT(9, 50), &timers));
	ck_assert_int_eq(kefu_timers_count(timers), 2);
	kefu_timers_free(timers);
	unit_ok(kefu_session_pend(session, AT(9, 55)));
	unit_ok(kefu_session_agent_reply(session, AT(9, 55), ANNA, 0, 0));
	unit_ok(kefu_session_sla(session, AT(9, 56), DONE, 5 * HOUR, 0));
	unit_status(kefu_session_due(session, AT(9, 57), &timer), KEFU_E_EMPTY);
	unit_ok(kefu_session_close(session, AT(9, 58)));
	unit_status(kefu_session_due(session, AT(9, 59), &timer), KEFU_E_EMPTY);
	timer.size = 0;
	unit_status(kefu_session_due(session, AT(9, 50), &timer), KEFU_E_SIZE);
	kefu_desk_free(desk);
	timer.size = sizeof timer;
	unit_status(kefu_session_due(session, AT(9, 50), &timer), KEFU_E_HANDLE);
	unit_status(kefu_session_timers(session, AT(9, 50), &timers), KEFU_E_HANDLE);
	unit_status(kefu_session_sla(session, AT(9, 50), DONE, HOUR, 0), KEFU_E_HANDLE);
	kefu_session_free(session);
}
END_TEST

/* ---- out of memory ---- */

static kefu_schedule *swept_schedule;

static int32_t target_work(const kefu_allocator *allocator)
{
	kefu_desk_options options = {.size = sizeof options, .allocator = allocator};
	kefu_target target = target_of(KEFU_SLA_RESOLUTION, DONE, HOUR);
	kefu_timers *timers = NULL;
	kefu_desk *desk;
	int32_t status = kefu_desk_new(&options, &desk);

	if (status != KEFU_OK)
		return status;
	target.schedule = swept_schedule;
	status = kefu_desk_target(desk, &target);
	if (status == KEFU_OK) { /* the schedule is kept once */
		target.priority = KEFU_PRIORITY_URGENT;
		status = kefu_desk_target(desk, &target);
	}
	if (status == KEFU_OK)
		status = kefu_desk_schedule(desk, NIGHT, swept_schedule);
	if (status != KEFU_OK) {
		kefu_target any = target_of(KEFU_SLA_AGENT_WORK, OTHER, HOUR);
		int32_t again = kefu_desk_due(desk, AT(9, 0), 0, 0, &timers);

		ck_assert(again == KEFU_OK || again == KEFU_E_NOMEM);
		kefu_timers_free(timers);
		again = kefu_desk_target(desk, &any); /* goes on, if there is memory */
		ck_assert(again == KEFU_OK || again == KEFU_E_NOMEM);
	}
	kefu_desk_free(desk);
	return status;
}

static int32_t desk_work(const kefu_allocator *allocator)
{
	kefu_desk_options options = {.size = sizeof options, .allocator = allocator};
	kefu_desk *desk = NULL;
	int32_t status = kefu_desk_new(&options, &desk);

	kefu_desk_free(desk);
	return status;
}

static int32_t due_work(const kefu_allocator *allocator)
{
	kefu_desk_options options = {.size = sizeof options, .allocator = allocator};
	kefu_target target = target_of(KEFU_SLA_RESOLUTION, DONE, HOUR);
	kefu_timers *timers = NULL;
	kefu_event events[40];
	kefu_desk *desk;
	kefu_id i;
	int32_t status = kefu_desk_new(&options, &desk);

	if (status != KEFU_OK)
		return status;
	status = kefu_desk_target(desk, &target);
	for (i = 0; i < 40; i++) {
		events[i] = event_of(KEFU_EVENT_MESSAGE, AT(9, 0) + (int64_t)i, i % 20 + 1);
		events[i].from = KEFU_PARTY_CUSTOMER;
		events[i].customer = i % 20 < 10 ? CUSTOMER : 0;
	}
	if (status == KEFU_OK)
		status = kefu_desk_apply(desk, events, 40, NULL);
	if (status == KEFU_OK)
		status = kefu_desk_due(desk, AT(9, 30), 0, 0, &timers);
	if (status == KEFU_OK) {
		ck_assert_int_eq(kefu_timers_count(timers), 20);
		kefu_timers_free(timers);
		timers = NULL;
		status = kefu_desk_timers(desk, 3, AT(9, 30), &timers);
	}
	if (status == KEFU_OK)
		kefu_timers_free(timers);
	else
		ck_assert_ptr_null(timers);
	kefu_desk_free(desk);
	return status;
}

START_TEST(no_memory_changes_nothing)
{
	swept_schedule = office(NULL);
	/* promises, rows, calendars, schedules, one schedule */
	unit_sweep(target_work, unit_sweep(desk_work, -1) + 5);
	kefu_schedule_free(swept_schedule);
	swept_schedule = NULL;
	unit_sweep(due_work, -1); /* what folds is counted elsewhere */
}
END_TEST

/* What a desk that seals tells of open work is what one tells that never does. */

#define DAYS(n) ((n) * 24 * HOUR)

static void keep(kefu_desk *desk)
{
	kefu_keeping keeping;

	kefu_keeping_init(&keeping);
	keeping.retention = DAYS(1);
	keeping.idle_end = DAYS(5);
	keeping.keep_days = 1;
	unit_ok(kefu_desk_keep(desk, &keeping));
	unit_ok(kefu_desk_use(desk, "session_count", 13));
}

static int64_t due_count(kefu_desk *desk, int64_t as_of)
{
	kefu_timers *timers;
	int64_t count;

	unit_ok(kefu_desk_due(desk, as_of, KEFU_DUE_BREACHED | KEFU_DUE_RUNNING | KEFU_DUE_PAUSED,
	                      0, &timers));
	count = kefu_timers_count(timers);
	kefu_timers_free(timers);
	return count;
}

START_TEST(a_timer_that_outlives_the_end_holds_the_session)
{
	kefu_desk *desk = desk_new(), *whole = desk_new(), *desks[2];
	kefu_target target = target_of(KEFU_SLA_FIRST_REPLY, FIRST, HOUR);
	kefu_timers *timers;
	int i;

	target.outlives_end = 1;
	desks[0] = desk;
	desks[1] = whole;
	for (i = 0; i < 2; i++) {
		unit_ok(kefu_desk_target(desks[i], &target));
		keep(desks[i]);
		for (target.name = 1; target.name < 4; target.name++)
			ask(desks[i], AT(9, 0), target.name);
		target.name = FIRST;
		tell(desks[i], KEFU_EVENT_SESSION_RESOLVE, AT(9, 30), 1);
		answer(desks[i], AT(9, 10), 2);
		tell(desks[i], KEFU_EVENT_SESSION_RESOLVE, AT(9, 30), 2);
		tell(desks[i], KEFU_EVENT_SESSION_RESOLVE, AT(9, 30), 3);
		if (i == 0)
			unit_ok(kefu_desk_advance(desk, AT(9, 0) + DAYS(4), NULL));
		is_timer(only_timer(desks[i], 1, AT(9, 0) + DAYS(4)), "paused", 30 * MINUTE, -1, -1);
		answer(desks[i], AT(12, 0) + DAYS(4), 1); /* it goes on from there */
		is_timer(only_timer(desks[i], 1, AT(9, 0) + DAYS(5)), "met", 30 * MINUTE, -1,
		         AT(12, 0) + DAYS(4));
	}
	unit_ok(kefu_desk_advance(desk, AT(9, 0) + DAYS(20), NULL));
	/* nobody ever replied to the third */
	unit_status(kefu_desk_timers(desk, 3, AT(9, 0) + DAYS(20), &timers), KEFU_E_NOT_FOUND);
	kefu_desk_free(desk);
	kefu_desk_free(whole);
}
END_TEST

START_TEST(what_is_due_does_not_depend_on_sealing)
{
	kefu_desk *desk = desk_new(), *whole = desk_new(), *desks[2];
	kefu_event request = event_of(KEFU_EVENT_REFUND_REQUEST, AT(9, 0), 0);
	kefu_timers *timers;
	int i, hours;

	request.refund = 70;
	request.customer = CUSTOMER;
	desks[0] = desk;
	desks[1] = whole;
	for (i = 0; i < 2; i++) {
		promise(desks[i], KEFU_SLA_REFUND, DONE, 2 * HOUR);
		promise(desks[i], KEFU_SLA_FIRST_REPLY, FIRST, 2 * HOUR);
		keep(desks[i]);
		unit_ok(kefu_desk_apply(desks[i], &request, 1, NULL));
		ask(desks[i], AT(9, 0), 1);
		ask(desks[i], AT(9, 0) + DAYS(7), 2);
	}
	for (hours = 0; hours < 24 * 15; hours += 8) {
		int64_t now = AT(9, 0) + hours * HOUR;

		unit_ok(kefu_desk_advance(desk, now, NULL));
		ck_assert_int_eq(due_count(desk, now), due_count(whole, now));
		ck_assert_int_eq(due_count(whole, now), hours <= 24 * 5 ? 2 + (hours >= 24 * 7) :
		                 hours < 24 * 7 || hours > 24 * 12 ? 0 : 1);
	}
	ck_assert_int_eq(due_count(desk, KEFU_AS_OF_LAST), 0);
	unit_status(kefu_desk_due(desk, kefu_desk_mark(desk), 0, 0, &timers), KEFU_E_SEALED);
	unit_ok(kefu_desk_due(desk, kefu_desk_mark(desk) + 1, 0, 0, &timers));
	kefu_timers_free(timers);
	kefu_desk_free(desk);
	kefu_desk_free(whole);
}
END_TEST

UNIT_MAIN("sla", kinds_and_states_have_names, what_is_no_target_is_refused,
          what_cannot_be_asked_is_refused, first_replies, replies_in_chosen_modes,
          a_timer_may_outlive_the_end, next_replies, periodic_updates, waits_work_and_resolutions,
          refunds, due_at_closing_breached_at_opening, a_house_that_never_opens,
          targets_by_priority_channel_and_topic, targets_change_while_a_session_runs,
          schedules_change_while_a_session_runs, the_first_row_gives_the_schedule_before_it,
          nothing_may_be_used_up, a_second_end_stops_what_began_after_the_first,
          the_list_is_in_order_and_bounded, sessions_without_an_id_and_customer,
          a_handle_says_what_is_due, no_memory_changes_nothing,
	a_timer_that_outlives_the_end_holds_the_session, what_is_due_does_not_depend_on_sealing)
