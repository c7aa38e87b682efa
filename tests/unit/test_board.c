/* The list of what is due, kept from one question to the next, is the list
 * that a desk asked for the first time gives. */
#include "unit.h"

#include "desk/desk.h"
#include "kefu.h"

#define MINUTE INT64_C(60000)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)
#define MONDAY (INT64_C(19849) * DAY)

enum { SESSIONS = 25, CUSTOMERS = 6, REFUNDS = 6, EVENTS = 400, NIGHT = 900 };

static kefu_schedule *office;
static int64_t idle_end;

static void office_make(void)
{
	kefu_hours *hours;

	unit_ok(kefu_hours_new(NULL, &hours));
	unit_ok(kefu_hours_weekly(hours, KEFU_MONDAY, KEFU_FRIDAY, 9 * 3600, 12 * 3600));
	unit_ok(kefu_hours_weekly(hours, KEFU_MONDAY, KEFU_FRIDAY, 13 * 3600, 17 * 3600));
	unit_ok(kefu_schedule_new(NULL, hours, NULL, &office));
	kefu_hours_free(hours);
}

static kefu_desk *desk_make(const kefu_allocator *allocator, int32_t *status)
{
	kefu_desk_options options = {.size = sizeof options, .allocator = allocator,
	                             .session_gap = 2 * HOUR};
	static const struct {
		int32_t kind;
		kefu_id name;
		int64_t ms;
		uint8_t priority;
		int on_schedule, retroactive;
	} rows[] = {
		{KEFU_SLA_FIRST_REPLY, 1, 10 * MINUTE, KEFU_PRIORITY_URGENT, 0, 0},
		{KEFU_SLA_FIRST_REPLY, 1, HOUR, 0, 1, 0},
		{KEFU_SLA_NEXT_REPLY, 2, 2 * HOUR, 0, 1, 1},
		{KEFU_SLA_RESOLUTION, 3, 5 * HOUR, 0, 1, 0},
		{KEFU_SLA_REFUND, 4, 3 * HOUR, 0, 1, 0},
	};
	kefu_desk *desk = NULL;
	size_t i;

	*status = kefu_desk_new(&options, &desk);
	for (i = 0; i < sizeof rows / sizeof *rows && *status == KEFU_OK; i++) {
		kefu_target target = {.size = sizeof target};

		target.kind = rows[i].kind;
		target.name = rows[i].name;
		target.ms = rows[i].ms;
		target.priority = rows[i].priority;
		target.schedule = rows[i].on_schedule ? office : NULL;
		target.schedule_change = (uint8_t)rows[i].retroactive;
		*status = kefu_desk_target(desk, &target);
	}
	if (*status == KEFU_OK) {
		desk->keeping.idle_end = idle_end;
		*status = kefu_desk_schedule(desk, NIGHT, NULL);
	}
	return desk;
}

static kefu_event random_event(uint64_t *seed, int64_t t)
{
	static const int32_t kinds[] = {
		KEFU_EVENT_SESSION_OPEN, KEFU_EVENT_MESSAGE, KEFU_EVENT_MESSAGE, KEFU_EVENT_MESSAGE,
		KEFU_EVENT_MESSAGE, KEFU_EVENT_SESSION_PEND, KEFU_EVENT_SESSION_HOLD,
		KEFU_EVENT_SESSION_RESUME, KEFU_EVENT_SESSION_RESOLVE, KEFU_EVENT_SESSION_CLOSE,
		KEFU_EVENT_SESSION_REOPEN, KEFU_EVENT_SESSION_TAG, KEFU_EVENT_SESSION_SLA,
		KEFU_EVENT_SESSION_EXCLUDE, KEFU_EVENT_SESSION_INCLUDE, KEFU_EVENT_SESSION_ASSIGN,
		KEFU_EVENT_REFUND_REQUEST, KEFU_EVENT_REFUND_AGREE, KEFU_EVENT_REFUND_SIGN,
		KEFU_EVENT_REFUND_REFUSE, KEFU_EVENT_REFUND_COMPLETE, KEFU_EVENT_ORDER_PLACE,
		KEFU_EVENT_RETRACT, KEFU_EVENT_SHOP_HOLIDAY, KEFU_EVENT_AGENT_ONLINE,
	};
	kefu_event event;

	memset(&event, 0, sizeof event);
	event.size = sizeof event;
	event.kind = kinds[unit_below(seed, sizeof kinds / sizeof *kinds)];
	event.t = t;
	event.seq = (int64_t)unit_below(seed, 12);
	if (event.kind == KEFU_EVENT_RETRACT && event.seq == 0)
		event.seq = 1;
	event.agent = 50 + unit_below(seed, 3);
	if (event.kind >= KEFU_EVENT_REFUND_REQUEST && event.kind <= KEFU_EVENT_REFUND_JUDGE) {
		event.refund = 1 + unit_below(seed, REFUNDS);
		event.order = 70 + event.refund % 3;
		event.type = event.kind == KEFU_EVENT_REFUND_REQUEST ? KEFU_TYPE_RETURN_REFUND : 0;
		return event;
	}
	if (event.kind == KEFU_EVENT_ORDER_PLACE) {
		event.order = 70 + unit_below(seed, 3);
		event.customer = 100 + unit_below(seed, CUSTOMERS);
		return event;
	}
	if (unit_below(seed, 4) != 0)
		event.session = 1 + unit_below(seed, SESSIONS);
	else
		event.customer = 100 + unit_below(seed, CUSTOMERS);
	event.from = unit_below(seed, 2) != 0 ? KEFU_PARTY_CUSTOMER : KEFU_PARTY_AGENT;
	event.priority = (uint8_t)unit_below(seed, 5);
	if (event.kind == KEFU_EVENT_SESSION_SLA) {
		event.value = 1 + (int64_t)unit_below(seed, 6) * 30 * MINUTE;
		event.to = unit_below(seed, 2) * NIGHT;
	}
	return event;
}

static void lists_are_equal(const kefu_timers *a, const kefu_timers *b)
{
	kefu_timer x = {.size = sizeof x}, y = {.size = sizeof y};
	int64_t i;

	ck_assert_int_eq(kefu_timers_total(a), kefu_timers_total(b));
	ck_assert_int_eq(kefu_timers_count(a), kefu_timers_count(b));
	ck_assert_int_eq(kefu_timers_as_of(a), kefu_timers_as_of(b));
	for (i = 0; i < kefu_timers_count(a); i++) {
		unit_ok(kefu_timers_at(a, i, &x));
		unit_ok(kefu_timers_at(b, i, &y));
		ck_assert_mem_eq(&x, &y, sizeof x);
	}
}

/* A desk that is asked again and again against one that is made anew, and one
 * that sees the instant as past. */
START_TEST(a_kept_list_is_the_list)
{
	int64_t seen = 0, round;
	uint64_t seed = 5;

	office_make();
	for (round = 0; round < 40; round++) {
		kefu_event events[EVENTS], late = {.size = sizeof late, .kind = KEFU_EVENT_SHOP_OPEN};
		int32_t status;
		kefu_desk *kept = desk_make(NULL, &status);
		size_t count = 0;
		int64_t now = MONDAY + 8 * HOUR;

		unit_ok(status);
		idle_end = round % 2 * 50 * MINUTE;
		kept->keeping.idle_end = idle_end;
		while (count < EVENTS - 20) {
			size_t more = (size_t)unit_below(&seed, 20), i;
			kefu_timers *again, *fresh, *past;
			kefu_desk *other = desk_make(NULL, &status);
			int64_t as_of, limit = (int64_t)unit_below(&seed, 30);
			int32_t which = (int32_t)unit_below(&seed, 8);

			unit_ok(status);
			for (i = 0; i < more; i++)
				events[count + i] = random_event(&seed, now -
					(int64_t)unit_below(&seed, 90) * MINUTE);
			unit_ok(kefu_desk_apply(kept, events + count, more, NULL));
			count += more;
			unit_ok(kefu_desk_apply(other, events, count, NULL));
			/* onwards, sometimes far, sometimes back */
			as_of = now + (int64_t)unit_below(&seed, 3) * 20 * MINUTE;
			unit_ok(kefu_desk_due(kept, as_of, which, limit, &again));
			unit_ok(kefu_desk_due(other, as_of, which, limit, &fresh));
			lists_are_equal(again, fresh);
			late.t = as_of + 1;
			unit_ok(kefu_desk_apply(other, &late, 1, NULL));
			unit_ok(kefu_desk_due(other, as_of, which, limit, &past));
			lists_are_equal(again, past);
			seen += kefu_timers_count(again);
			kefu_timers_free(again);
			kefu_timers_free(fresh);
			kefu_timers_free(past);
			kefu_desk_free(other);
			now += (int64_t)unit_below(&seed, 5) * 10 * MINUTE;
		}
		kefu_desk_free(kept);
	}
	idle_end = 0;
	ck_assert_int_gt(seen, 9000);
	kefu_schedule_free(office);
}
END_TEST

/* The desk says what the list costs, and keeps nothing that it need not. */
START_TEST(the_list_is_memory_of_the_desk)
{
	kefu_statistics before = {.size = sizeof before}, after = {.size = sizeof after};
	kefu_target target = {.size = sizeof target, .kind = KEFU_SLA_AGENT_WORK, .name = 9, .ms = 1};
	kefu_timers *timers;
	unit_fuse fuse = {-1, 0, 0, 0, 0, 0};
	kefu_allocator allocator = unit_allocator(&fuse);
	uint64_t seed = 1;
	int32_t status;
	kefu_desk *desk;
	size_t held;
	int i;

	office_make();
	desk = desk_make(&allocator, &status);
	unit_ok(status);
	for (i = 0; i < 300; i++) {
		kefu_event event = random_event(&seed, MONDAY + i);

		unit_ok(kefu_desk_apply(desk, &event, 1, NULL));
	}
	unit_ok(kefu_desk_statistics(desk, &before));
	held = fuse.live_bytes;
	unit_ok(kefu_desk_due(desk, KEFU_AS_OF_LAST, 0, 1, &timers));
	kefu_timers_free(timers);
	unit_ok(kefu_desk_statistics(desk, &after));
	ck_assert_int_gt(after.bytes, before.bytes);
	ck_assert_int_eq(after.bytes - before.bytes, (int64_t)(fuse.live_bytes - held));
	/* another target: everything is to be read anew */
	unit_ok(kefu_desk_target(desk, &target));
	unit_ok(kefu_desk_statistics(desk, &after));
	ck_assert_int_lt(after.bytes, before.bytes + 1024);
	/* more events than it could keep up with: the list goes, and comes again */
	unit_ok(kefu_desk_due(desk, KEFU_AS_OF_LAST, 0, 1, &timers));
	kefu_timers_free(timers);
	for (i = 0; i < 6000; i++) {
		kefu_event event = random_event(&seed, MONDAY + 300 + i);

		unit_ok(kefu_desk_apply(desk, &event, 1, NULL));
	}
	unit_ok(kefu_desk_due(desk, KEFU_AS_OF_LAST, 7, 0, &timers));
	ck_assert_int_gt(kefu_timers_count(timers), 0);
	kefu_timers_free(timers);
	kefu_desk_free(desk);
	ck_assert_int_eq(fuse.live, 0);
	kefu_schedule_free(office);
}
END_TEST

static int32_t work(const kefu_allocator *allocator)
{
	kefu_timers *timers = NULL, *expected = NULL;
	uint64_t seed = 3;
	int32_t status, plain;
	kefu_desk *desk = desk_make(allocator, &status), *sound = desk_make(NULL, &plain);
	int i;

	for (i = 0; i < 60 && status == KEFU_OK; i++) {
		kefu_event event = random_event(&seed, MONDAY + 9 * HOUR + i * MINUTE);

		status = kefu_desk_apply(desk, &event, 1, NULL);
		unit_ok(kefu_desk_apply(sound, &event, 1, NULL));
		if (status == KEFU_OK && i % 10 == 5) {
			status = kefu_desk_due(desk, KEFU_AS_OF_LAST, 0, 5, &timers);
			if (status == KEFU_OK) {
				unit_ok(kefu_desk_due(sound, KEFU_AS_OF_LAST, 0, 5, &expected));
				lists_are_equal(timers, expected);
				kefu_timers_free(expected);
				kefu_timers_free(timers);
				timers = NULL;
			}
			ck_assert_ptr_null(timers);
		}
	}
	/* Whatever failed, with memory the answer is the same: a note that found
	 * no memory only costs a reading of everything. */
	if (status == KEFU_E_NOMEM && desk != NULL && i < 60 &&
	    kefu_desk_due(desk, MONDAY + 20 * HOUR, 0, 0, &timers) == KEFU_OK) {
		ck_assert_int_ge(kefu_timers_count(timers), 0);
		kefu_timers_free(timers);
	}
	kefu_desk_free(desk);
	kefu_desk_free(sound);
	return status;
}

/* Every allocation fails in turn; those of the notes are not needed, so the
 * work may succeed without them. */
START_TEST(no_memory_changes_no_answer)
{
	int mode;
	long nth, failed = 0;

	office_make();
	for (mode = 0; mode < 2; mode++)
		for (nth = 0; nth < 2000; nth++) {
			unit_fuse fuse = {0, 0, 0, 0, 0, 0};
			kefu_allocator allocator = unit_allocator(&fuse);
			int32_t status;

			fuse.nth = nth;
			fuse.stays_blown = mode;
			status = work(&allocator);
			ck_assert_int_eq(fuse.live, 0);
			ck_assert(status == KEFU_OK || status == KEFU_E_NOMEM);
			failed += status == KEFU_E_NOMEM;
			if (fuse.seen <= nth) {
				unit_ok(status);
				break;
			}
		}
	ck_assert_int_gt(failed, 50);
	kefu_schedule_free(office);
}
END_TEST

UNIT_MAIN("board", a_kept_list_is_the_list, the_list_is_memory_of_the_desk,
          no_memory_changes_no_answer)
