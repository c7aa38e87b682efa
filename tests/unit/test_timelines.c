#include <stdio.h>

#include "history/kinds.h"
#include "history/tracks.h"
#include "naive_timelines.h"
#include "store_unit.h"

static size_t read_as_of(struct store *store, enum track_kind kind, kefu_id id, kefu_id agent,
                         int64_t as_of)
{
	uint32_t track = timelines_find(store->timelines, kind, id, agent);

	store->entries.count = 0;
	if (track == NO_TRACK)
		return 0;
	unit_ok(timelines_read(store->timelines, track, as_of, &store->allocator, &store->entries));
	return store->entries.count;
}

static kefu_event message(kefu_id session, int64_t t, int64_t seq)
{
	kefu_event e;

	memset(&e, 0, sizeof e);
	e.size = sizeof e;
	e.kind = KEFU_EVENT_MESSAGE;
	e.t = t;
	e.seq = seq;
	e.session = session;
	e.from = KEFU_PARTY_CUSTOMER;
	return e;
}

static kefu_event retraction(kefu_id session, int64_t t, int64_t seq)
{
	kefu_event e = message(session, t, seq);

	e.kind = KEFU_EVENT_RETRACT;
	e.from = 0;
	return e;
}

START_TEST(an_empty_store_has_nothing)
{
	struct store store;
	struct timelines_counts counts;

	store_open(&store);
	timelines_count(store.timelines, &counts);
	ck_assert_int_eq(counts.events, 0);
	ck_assert_int_eq(counts.last, -1);
	ck_assert_int_eq(counts.bytes, (int64_t)store.fuse.live_bytes);
	ck_assert_uint_eq(timelines_track_count(store.timelines), 0);
	ck_assert_uint_eq(timelines_customer_count(store.timelines), 0);
	ck_assert_uint_eq(timelines_first_track(store.timelines, NOBODY), NO_TRACK);
	ck_assert_uint_eq(timelines_find(store.timelines, TRACK_SESSION, 1, 0), NO_TRACK);
	timelines_prefetch(store.timelines, 5);
	timelines_free(NULL);
	store_close(&store);
}
END_TEST

START_TEST(time_orders_then_numbers_then_arrival)
{
	static const struct {
		int64_t t, seq;
		kefu_id agent;
	} given[] = {
		{50, 0, 1}, {20, 0, 2}, {20, 7, 3}, {20, 0, 4}, {20, 3, 5}, {70, 1, 6}, {0, 0, 7}, {50, 9, 8},
	};
	static const kefu_id expected[] = {7, 5, 3, 2, 4, 8, 1, 6};
	struct store store;
	size_t i;

	store_open(&store);
	for (i = 0; i < sizeof given / sizeof given[0]; i++) {
		kefu_event e = message(9, T0 + given[i].t, given[i].seq);

		e.agent = given[i].agent;
		ck_assert_int_eq(apply(&store, &e), APPLIED_NEW);
	}
	ck_assert_uint_eq(read_as_of(&store, TRACK_SESSION, 9, 0, INT64_MAX), 8);
	for (i = 0; i < 8; i++)
		ck_assert_uint_eq(store.entries.at[i].agent, expected[i]);
	ck_assert_uint_eq(read_as_of(&store, TRACK_SESSION, 9, 0, T0 + 49), 5);
	ck_assert_uint_eq(read_as_of(&store, TRACK_SESSION, 9, 0, T0 - 1), 0);
	store_close(&store);
}
END_TEST

START_TEST(a_number_counts_once)
{
	struct store store;
	kefu_event e = message(9, T0, 1);
	int64_t seq;

	store_open(&store);
	for (seq = 1; seq <= 20; seq++) {
		e = message(9, T0 + seq * 1000, seq);
		ck_assert_int_eq(apply(&store, &e), APPLIED_NEW);
	}
	for (seq = 20; seq >= 1; seq--) {
		e = message(9, T0 + seq, seq); /* also when it says something else */
		ck_assert_int_eq(apply(&store, &e), APPLIED_DUPLICATE);
		e = message(8, T0 + seq, seq); /* of another session: news */
		ck_assert_int_eq(apply(&store, &e), APPLIED_NEW);
	}
	e = message(9, T0, 0);
	ck_assert_int_eq(apply(&store, &e), APPLIED_NEW);
	ck_assert_int_eq(apply(&store, &e), APPLIED_NEW);
	ck_assert_uint_eq(read_as_of(&store, TRACK_SESSION, 9, 0, INT64_MAX), 22);
	ck_assert_uint_eq(read_as_of(&store, TRACK_SESSION, 8, 0, INT64_MAX), 20);
	store_close(&store);
}
END_TEST

START_TEST(what_belongs_to_nothing_is_not_protected)
{
	struct store store;
	kefu_event e = message(0, T0, 4);

	store_open(&store);
	e.kind = KEFU_EVENT_COUNT;
	e.name = 3;
	e.value = 10;
	ck_assert_int_eq(apply(&store, &e), APPLIED_NEW);
	ck_assert_int_eq(apply(&store, &e), APPLIED_NEW);
	ck_assert_uint_eq(read_as_of(&store, TRACK_NONE, (kefu_id)(T0 / 86400000) + 1, 0, INT64_MAX), 2);
	ck_assert_int_eq(store.entries.at[1].seq, 0);
	store_close(&store);
}
END_TEST

START_TEST(retraction_takes_back_before_and_after)
{
	struct store store;
	struct timelines_counts counts;
	kefu_event e;

	store_open(&store);
	e = message(9, T0, 1);
	apply(&store, &e);
	e = message(9, T0 + 10, 2);
	apply(&store, &e);
	e = retraction(9, T0 + 20, 2);
	e.customer = 77; /* names nobody */
	ck_assert_int_eq(apply(&store, &e), APPLIED_NEW);
	ck_assert_int_eq(apply(&store, &e), APPLIED_DUPLICATE);
	e = retraction(9, T0 + 5, 3); /* of what comes later */
	ck_assert_int_eq(apply(&store, &e), APPLIED_NEW);
	e = message(9, T0 + 30, 3);
	ck_assert_int_eq(apply(&store, &e), APPLIED_NEW);
	ck_assert_int_eq(apply(&store, &e), APPLIED_DUPLICATE);
	e = message(9, T0 + 10, 2); /* retracted, but known */
	ck_assert_int_eq(apply(&store, &e), APPLIED_DUPLICATE);
	ck_assert_uint_eq(read_as_of(&store, TRACK_SESSION, 9, 0, INT64_MAX), 1);
	ck_assert_int_eq(store.entries.at[0].seq, 1);
	ck_assert_uint_eq(read_as_of(&store, TRACK_SESSION, 9, 0, T0 + 19), 2);
	ck_assert_uint_eq(timelines_customer_count(store.timelines), 0);
	timelines_count(store.timelines, &counts);
	ck_assert_int_eq(counts.events, 5);
	ck_assert_int_eq(counts.orphans, 1);
	store_close(&store);
}
END_TEST

START_TEST(many_retractions_are_found)
{
	struct store store;
	kefu_event e;
	int64_t seq;
	size_t i;

	store_open(&store);
	for (seq = 1; seq <= 100; seq++) {
		e = message(9, T0 + seq, seq);
		apply(&store, &e);
	}
	for (seq = 99; seq >= 1; seq -= 2) {
		e = retraction(9, T0 + 1000 - seq, seq);
		apply(&store, &e);
	}
	ck_assert_uint_eq(read_as_of(&store, TRACK_SESSION, 9, 0, INT64_MAX), 50);
	for (i = 0; i < 50; i++)
		ck_assert_int_eq(store.entries.at[i].seq, (int64_t)i * 2 + 2);
	store_close(&store);
}
END_TEST

START_TEST(a_track_has_the_smallest_customer_named)
{
	struct store store;
	struct track_info info;
	struct timelines_counts counts;
	kefu_event e;
	kefu_id text, earlier;
	uint32_t track;

	store_open(&store);
	unit_ok(text_intern(&store.texts, "wang", 4, &text));
	unit_ok(text_intern(&store.texts, "li", 2, &earlier));
	e = message(9, T0, 0);
	apply(&store, &e);
	track = timelines_find(store.timelines, TRACK_SESSION, 9, 0);
	timelines_info(store.timelines, track, &info);
	ck_assert_uint_eq(info.customer, 0);
	ck_assert_uint_eq(timelines_first_track(store.timelines, NOBODY), track);
	e.customer = text;
	apply(&store, &e);
	timelines_info(store.timelines, track, &info);
	ck_assert_uint_eq(info.customer, text);
	ck_assert_uint_eq(timelines_first_track(store.timelines, NOBODY), NO_TRACK);
	ck_assert_uint_eq(timelines_first_track(store.timelines, 0), track);
	e.customer = earlier; /* "li" before "wang", though interned after it */
	apply(&store, &e);
	e.customer = text;
	apply(&store, &e);
	timelines_info(store.timelines, track, &info);
	ck_assert_uint_eq(info.customer, earlier);
	e.customer = 1000; /* numbers before texts */
	apply(&store, &e);
	timelines_info(store.timelines, track, &info);
	ck_assert_uint_eq(info.customer, 1000);
	/* who has nothing left makes room for others */
	ck_assert_uint_eq(timelines_customer_count(store.timelines), 2);
	ck_assert_uint_eq(timelines_find_customer(store.timelines, text), NOBODY);
	ck_assert_uint_eq(timelines_find_customer(store.timelines, earlier), NOBODY);
	ck_assert_uint_eq(timelines_find_customer(store.timelines, 1000), 0);
	ck_assert_uint_eq(timelines_customer_id(store.timelines, 0), 1000);
	ck_assert_uint_eq(timelines_customer_id(store.timelines, 1), 0);
	ck_assert_uint_eq(timelines_first_track(store.timelines, 0), track);
	ck_assert_uint_eq(timelines_first_track(store.timelines, 1), NO_TRACK);
	ck_assert_int_eq(info.first, T0);
	ck_assert_int_eq(info.last, T0);
	ck_assert_uint_eq(info.events, 5);
	timelines_count(store.timelines, &counts);
	ck_assert_int_eq(counts.orphans, 0);
	ck_assert_int_eq(counts.sessions, 1);
	store_close(&store);
}
END_TEST

START_TEST(a_refund_has_its_orders_customer)
{
	struct store store;
	struct track_info info;
	kefu_event e = message(0, T0, 0);

	store_open(&store);
	e.kind = KEFU_EVENT_REFUND_REQUEST;
	e.refund = 5;
	e.order = 6;
	apply(&store, &e);
	timelines_info(store.timelines, timelines_find(store.timelines, TRACK_REFUND, 5, 0), &info);
	ck_assert_uint_eq(info.customer, 0);
	e.kind = KEFU_EVENT_ORDER_PLACE;
	e.customer = 40;
	apply(&store, &e);
	timelines_info(store.timelines, timelines_find(store.timelines, TRACK_REFUND, 5, 0), &info);
	ck_assert_uint_eq(info.customer, 40);
	ck_assert_uint_eq(read_as_of(&store, TRACK_REFUND, 5, 0, INT64_MAX), 1);
	ck_assert_uint_eq(store.entries.at[0].order, 6);
	ck_assert_uint_eq(read_as_of(&store, TRACK_ORDER, 6, 0, INT64_MAX), 1);
	ck_assert_uint_eq(store.entries.at[0].order, 0);
	e.kind = KEFU_EVENT_REFUND_AGREE;
	e.customer = 50;
	apply(&store, &e);
	timelines_info(store.timelines, timelines_find(store.timelines, TRACK_REFUND, 5, 0), &info);
	ck_assert_uint_eq(info.customer, 50);
	store_close(&store);
}
END_TEST

START_TEST(orphans_leave_nobodys_list_from_anywhere)
{
	static const kefu_id order[] = {3, 1, 5, 2, 4};
	struct store store;
	kefu_event e;
	size_t i, left;

	store_open(&store);
	for (i = 1; i <= 5; i++) {
		e = message(i, T0, 0);
		apply(&store, &e);
	}
	e = message(0, T0, 0);
	e.kind = KEFU_EVENT_SHOP_OPEN; /* belongs to nobody for ever */
	apply(&store, &e);
	for (i = 0; i < 5; i++) {
		uint32_t track;

		e = message(order[i], T0, 0);
		e.customer = 8;
		apply(&store, &e);
		left = 0;
		for (track = timelines_first_track(store.timelines, NOBODY); track != NO_TRACK;
		     track = timelines_next_track(store.timelines, track))
			left++;
		ck_assert_uint_eq(left, 5 - i);
		left = 0;
		for (track = timelines_first_track(store.timelines, 0); track != NO_TRACK;
		     track = timelines_next_track(store.timelines, track))
			left++;
		ck_assert_uint_eq(left, i + 1);
	}
	store_close(&store);
}
END_TEST

START_TEST(messages_have_their_defaults)
{
	struct store store;
	kefu_event e = message(9, T0, 0);
	int i;

	store_open(&store);
	for (i = 1; i <= 4; i++) {
		e.from = (uint8_t)i;
		apply(&store, &e);
		e.is_private = KEFU_YES;
		apply(&store, &e);
		e.is_private = KEFU_NO;
		apply(&store, &e);
	}
	ck_assert_uint_eq(read_as_of(&store, TRACK_SESSION, 9, 0, INT64_MAX), 12);
	for (i = 0; i < 12; i++) {
		static const uint8_t modes[] = {0, KEFU_MODE_HUMAN, KEFU_MODE_BOT, KEFU_MODE_AUTO};

		ck_assert_uint_eq(store.entries.at[i].mode, modes[i / 3]);
		ck_assert_uint_eq(store.entries.at[i].content, KEFU_CONTENT_TEXT);
		ck_assert_uint_eq(store.entries.at[i].is_private, i % 3 == 1);
	}
	store_close(&store);
}
END_TEST

/* One track through every size it can have, forward and backward. */
START_TEST(long_tracks_keep_everything)
{
	struct store store;
	kefu_event e;
	int64_t i;

	store_open(&store);
	for (i = 0; i < 3000; i++) {
		e = message(1, T0 + i * 70000, 0);
		e.agent = (kefu_id)(i * i % 977 + 1);
		apply(&store, &e);
		e = message(2, T0 + (3000 - i) * 70000, i + 1);
		e.agent = (kefu_id)(i * i % 977 + 1);
		apply(&store, &e);
	}
	ck_assert_uint_eq(read_as_of(&store, TRACK_SESSION, 1, 0, INT64_MAX), 3000);
	for (i = 0; i < 3000; i++) {
		ck_assert_int_eq(store.entries.at[i].t, T0 + i * 70000);
		ck_assert_uint_eq(store.entries.at[i].agent, (kefu_id)(i * i % 977 + 1));
	}
	ck_assert_uint_eq(read_as_of(&store, TRACK_SESSION, 2, 0, INT64_MAX), 3000);
	for (i = 0; i < 3000; i++) {
		ck_assert_int_eq(store.entries.at[i].t, T0 + (i + 1) * 70000);
		ck_assert_int_eq(store.entries.at[i].seq, 3000 - i);
	}
	store_close(&store);
}
END_TEST

/* Counted figures of a day, in no order: neither slow nor out of order. */
START_TEST(a_long_track_takes_any_order)
{
	struct store store;
	struct track_info info;
	kefu_event e = message(0, 0, 0);
	uint64_t seed = 3;
	uint32_t track;
	size_t i, count;

	store_open(&store);
	e.kind = KEFU_EVENT_COUNT;
	e.name = 1;
	e.has_value = 1;
	for (i = 0; i < 200000; i++) {
		e.t = 20000 * INT64_C(86400000) + (int64_t)unit_below(&seed, 86400000);
		e.value = (int64_t)i;
		apply(&store, &e);
	}
	e.t = 20000 * INT64_C(86400000) + 5;
	e.value = 200000;
	apply(&store, &e);
	e.value = 200001;
	apply(&store, &e);
	track = timelines_find(store.timelines, TRACK_NONE, 20001, 0);
	timelines_info(store.timelines, track, &info);
	ck_assert_uint_eq(info.events, 200002);
	ck_assert_uint_eq(read_as_of(&store, TRACK_NONE, 20001, 0, INT64_MAX), 200002);
	ck_assert_int_eq(info.first, store.entries.at[0].t);
	ck_assert_int_eq(info.last, store.entries.at[200001].t);
	for (i = 1; i < 200002; i++) {
		const struct entry *a = &store.entries.at[i - 1], *b = a + 1;

		ck_assert(a->t < b->t || (a->t == b->t && a->value < b->value));
	}
	count = read_as_of(&store, TRACK_NONE, 20001, 0, 20000 * INT64_C(86400000) + 43200000);
	ck_assert_uint_gt(count, 99000);
	ck_assert_uint_lt(count, 101000);
	ck_assert_int_le(store.entries.at[count - 1].t, 20000 * INT64_C(86400000) + 43200000);
	store_close(&store);
}
END_TEST

START_TEST(a_session_of_ten_events_is_small)
{
	struct store store;
	struct timelines_counts counts;
	int64_t i, k;

	store_open(&store);
	for (i = 1; i <= 20000; i++) {
		for (k = 0; k < 10; k++) {
			kefu_event e = message((kefu_id)i, T0 + i * 1000 + k * 60000, 0);

			e.customer = (kefu_id)(i * 3 / 4 + 1);
			if (k % 2 != 0) {
				e.from = KEFU_PARTY_AGENT;
				e.agent = (kefu_id)(1 + i % 500);
			}
			apply(&store, &e);
		}
	}
	timelines_count(store.timelines, &counts);
	ck_assert_int_eq(counts.bytes, (int64_t)store.fuse.live_bytes);
	ck_assert_int_le(counts.bytes, 20000 * 256);
	store_close(&store);
}
END_TEST

/* Random streams against the slow model. */

static uint64_t random_next(void *context)
{
	return unit_random(context);
}

static size_t make_ids(struct text_table *texts, kefu_id *ids, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++) {
		char text[16];

		if (i % 2 == 0)
			ids[i] = i == 6 ? TEXT_ID_BIT - 1 : (kefu_id)(i * i * i * 37 + 1);
		else
			unit_ok(text_intern(texts, text, (size_t)snprintf(text, sizeof text, "id-%d",
			        (int)(i * 7 % 64)), &ids[i]));
	}
	return count;
}

static void compare_track(struct store *store, const struct naive *naive,
                          const struct naive_track *track, uint64_t *seed)
{
	uint32_t number = timelines_find(store->timelines, track->kind, track->id, track->agent);
	struct entry *expected = malloc(track->count * sizeof *expected);
	struct track_info info;
	int round;

	ck_assert_uint_ne(number, NO_TRACK);
	timelines_info(store->timelines, number, &info);
	ck_assert_int_eq(info.kind, track->kind);
	ck_assert_uint_eq(info.id, track->id);
	ck_assert_uint_eq(info.agent, track->agent);
	ck_assert_uint_eq(info.customer, naive_customer(naive, track));
	ck_assert_uint_eq(info.events, track->count);
	ck_assert_int_eq(info.first, track->at[0].t);
	ck_assert_int_eq(info.last, track->at[track->count - 1].t);
	for (round = 0; round < 3; round++) {
		int64_t as_of = round == 0 ? INT64_MAX : track->at[unit_below(seed, track->count)].t;
		size_t count = naive_read(track, as_of, expected);

		ck_assert_uint_eq(read_as_of(store, track->kind, track->id, track->agent, as_of), count);
		if (count > 0)
			ck_assert_mem_eq(store->entries.at, expected, count * sizeof *expected);
	}
	free(expected);
}

static void compare_lists(struct store *store, size_t tracks)
{
	uint32_t customers = timelines_customer_count(store->timelines), customer, track;
	size_t seen = 0;

	for (customer = 0; customer <= customers; customer++) {
		uint32_t who = customer < customers ? customer : NOBODY;

		for (track = timelines_first_track(store->timelines, who); track != NO_TRACK;
		     track = timelines_next_track(store->timelines, track)) {
			struct track_info info;

			seen++;
			timelines_info(store->timelines, track, &info);
			if (who != NOBODY)
				ck_assert_uint_eq(info.customer, timelines_customer_id(store->timelines, who));
		}
	}
	ck_assert_uint_eq(seen, tracks);
}

static void compare_stream(uint64_t seed, size_t count, int64_t span, size_t id_count)
{
	struct store store;
	struct naive naive;
	kefu_event *events = malloc(count * sizeof *events);
	kefu_id ids[32];
	int64_t fresh = 0, duplicates = 0, expected = 0;
	struct timelines_counts counts;
	size_t i, done;

	store_open(&store);
	memset(&naive, 0, sizeof naive);
	naive.texts = &store.texts;
	naive.last = -1;
	make_ids(&store.texts, ids, id_count);
	for (i = 0; i < count; i++) {
		events[i] = naive_event(random_next, &seed, ids, id_count, span);
		unit_ok(kefu_event_check(&events[i], NULL));
		expected += naive_apply(&naive, &events[i]) == APPLIED_NEW;
	}
	for (i = 0; i < count; i += done) {
		size_t part = 1 + unit_below(&seed, 200);

		if (part > count - i)
			part = count - i;
		unit_ok(timelines_apply_many(store.timelines, &events[i], sizeof *events, part, &done,
		                             &fresh, &duplicates));
		ck_assert_uint_eq(done, part);
	}
	ck_assert_int_eq(fresh, expected);
	ck_assert_int_eq(duplicates, (int64_t)count - expected);
	timelines_count(store.timelines, &counts);
	ck_assert_int_eq(counts.events, naive.events);
	ck_assert_int_eq(counts.last, naive.last);
	ck_assert_int_eq(counts.bytes + (int64_t)text_table_bytes(&store.texts),
	                 (int64_t)store.fuse.live_bytes);
	ck_assert_uint_eq(timelines_track_count(store.timelines), naive.count);
	for (i = 0; i < naive.count; i++) {
		const struct naive_track *track = &naive.tracks[i];

		compare_track(&store, &naive, track, &seed);
		counts.sessions -= track->kind == TRACK_SESSION;
		counts.orphans -= track->kind != TRACK_THREAD && track->kind >= TRACK_SESSION &&
		                  track->kind <= TRACK_REFUND && track->customer == 0;
	}
	ck_assert_int_eq(counts.sessions, 0);
	ck_assert_int_eq(counts.orphans, 0);
	compare_lists(&store, naive.count);
	naive_free(&naive);
	free(events);
	store_close(&store);
}

START_TEST(random_streams_agree_with_the_model)
{
	uint64_t seed;

	for (seed = 1; seed <= 400; seed++)
		compare_stream(seed, 20 + seed % 7 * 50, (int64_t)(5 + seed % 50), 3 + seed % 20);
	compare_stream(1000, 6000, 3000, 5);
	compare_stream(1001, 6000, 100000, 28);
}
END_TEST

/* The order of arrival does not show where numbers or times order events. */
START_TEST(arrival_does_not_matter)
{
	uint64_t seed = 5;
	int round;

	for (round = 0; round < 50; round++) {
		struct store a, b;
		kefu_event events[120];
		kefu_id ids[8] = {1, 2, 3, 4, 5, 6, 7, 8};
		uint32_t track;
		size_t i, k;

		store_open(&a);
		store_open(&b);
		for (i = 0; i < 120; i++) {
			events[i] = naive_event(random_next, &seed, ids, 8, 1000);
			events[i].t += (int64_t)i * 1000; /* every instant once */
			if (events[i].kind != KEFU_EVENT_RETRACT && events[i].seq != 0)
				events[i].seq = (int64_t)i + 1;
			apply(&a, &events[i]);
		}
		for (i = 120; i-- > 1;) {
			kefu_event other = events[i];

			k = unit_below(&seed, i + 1);
			events[i] = events[k];
			events[k] = other;
		}
		for (i = 0; i < 120; i++)
			apply(&b, &events[i]);
		ck_assert_uint_eq(timelines_track_count(a.timelines), timelines_track_count(b.timelines));
		for (track = 0; track < timelines_track_count(a.timelines); track++) {
			struct track_info info, other;
			size_t count;

			timelines_info(a.timelines, track, &info);
			timelines_info(b.timelines, timelines_find(b.timelines, info.kind, info.id, info.agent), &other);
			ck_assert_uint_eq(info.customer, other.customer);
			ck_assert_uint_eq(info.events, other.events);
			count = read_as_of(&a, info.kind, info.id, info.agent, INT64_MAX);
			ck_assert_uint_eq(read_as_of(&b, info.kind, info.id, info.agent, INT64_MAX), count);
			if (count > 0)
				ck_assert_mem_eq(a.entries.at, b.entries.at, count * sizeof *a.entries.at);
		}
		store_close(&a);
		store_close(&b);
	}
}
END_TEST

START_TEST(entities_are_those_of_the_model)
{
	uint64_t seed = 99;
	kefu_id ids[6] = {1, 2, 3, 4, 5, 6};
	int i;

	for (i = 0; i < 20000; i++) {
		kefu_event e = naive_event(random_next, &seed, ids, 6, 1000);
		enum track_kind kind, expected_kind;
		kefu_id id, agent, expected_id, expected_agent;

		timelines_entity(&e, &kind, &id, &agent);
		naive_entity(&e, &expected_kind, &expected_id, &expected_agent);
		ck_assert_int_eq(kind, expected_kind);
		ck_assert_uint_eq(id, expected_id);
		ck_assert_uint_eq(agent, expected_agent);
	}
}
END_TEST

/* Everything that can be asked, as one number. */
static uint64_t fingerprint(const struct timelines *timelines)
{
	kefu_allocator libc;
	struct entries entries = {NULL, 0, 0};
	struct timelines_counts counts;
	uint64_t sum;
	uint32_t track, customer;
	size_t i;

	memory_resolve(NULL, &libc);
	timelines_count(timelines, &counts);
	sum = (uint64_t)counts.events * 31 + (uint64_t)counts.sessions * 7 + (uint64_t)counts.orphans * 3 +
	      (uint64_t)counts.last;
	for (track = 0; track < timelines_track_count(timelines); track++) {
		struct track_info info;

		timelines_info(timelines, track, &info);
		sum = sum * 1099511628211u + info.customer + info.events + info.id;
		timelines_read(timelines, track, INT64_MAX, &libc, &entries);
	}
	for (i = 0; i < entries.count * sizeof *entries.at; i++)
		sum = sum * 1099511628211u + ((const unsigned char *)entries.at)[i];
	for (customer = 0; customer < timelines_customer_count(timelines); customer++)
		sum = sum * 31 + timelines_customer_id(timelines, customer) +
		      timelines_first_track(timelines, customer);
	free(entries.at);
	return sum + timelines_first_track(timelines, NOBODY);
}

static size_t oom_events;
static int64_t oom_span;

static int32_t apply_stream(const kefu_allocator *allocator)
{
	struct text_table texts;
	struct timelines *timelines;
	struct entries entries = {NULL, 0, 0};
	kefu_id ids[12] = {1, 2, 3, 4, 5, 6, 700, 800, 900, 1000, 1u << 30, 12};
	uint64_t seed = 4;
	int32_t status;
	size_t i;

	text_table_init(&texts, allocator);
	status = timelines_new(allocator, &texts, &timelines);
	if (status != KEFU_OK)
		return status;
	for (i = 0; i < oom_events && status == KEFU_OK; i++) {
		kefu_event e = naive_event(random_next, &seed, ids, 12, oom_span);
		uint64_t before = fingerprint(timelines);
		enum applied applied;

		status = timelines_apply(timelines, &e, &applied);
		if (status != KEFU_OK)
			ck_assert_uint_eq(fingerprint(timelines), before);
	}
	for (i = 0; i < timelines_track_count(timelines) && status == KEFU_OK; i++)
		status = timelines_read(timelines, (uint32_t)i, INT64_MAX, allocator, &entries);
	memory_put(allocator, entries.at, entries.capacity * sizeof *entries.at);
	timelines_free(timelines);
	text_table_release(&texts);
	return status;
}

/* One session that runs backwards until it is too long for that. */
static int32_t apply_backwards(const kefu_allocator *allocator)
{
	struct text_table texts;
	struct timelines *timelines;
	struct entries entries = {NULL, 0, 0};
	int32_t status;
	int64_t i;

	text_table_init(&texts, allocator);
	status = timelines_new(allocator, &texts, &timelines);
	if (status != KEFU_OK)
		return status;
	for (i = 0; i < 400 && status == KEFU_OK; i++) {
		kefu_event e = message(9, T0 - i * 100000, i % 3 == 0 ? i + 1 : 0);
		uint64_t before = fingerprint(timelines);
		enum applied applied;

		status = timelines_apply(timelines, &e, &applied);
		if (status != KEFU_OK)
			ck_assert_uint_eq(fingerprint(timelines), before);
	}
	if (status == KEFU_OK)
		status = timelines_read(timelines, 0, INT64_MAX, allocator, &entries);
	for (i = 0; i < (int64_t)entries.count && status == KEFU_OK; i++)
		ck_assert_int_eq(entries.at[i].t, T0 - (399 - i) * 100000);
	memory_put(allocator, entries.at, entries.capacity * sizeof *entries.at);
	timelines_free(timelines);
	text_table_release(&texts);
	return status;
}

START_TEST(no_memory_changes_nothing)
{
	oom_events = 150;
	oom_span = 40;
	unit_sweep(apply_stream, 22);
	oom_events = 300;
	oom_span = 400000;
	unit_sweep(apply_stream, 33);
	unit_sweep(apply_backwards, 124);
}
END_TEST

/* A batch that finds no memory says how far it came, and can go on. */
START_TEST(a_batch_stops_where_memory_does)
{
	long nth;

	for (nth = 0; nth < 12; nth++) {
		unit_fuse fuse = {0, 0, 0, 0, 0, 0};
		kefu_allocator allocator = unit_allocator(&fuse);
		struct text_table texts;
		struct timelines *timelines;
		kefu_event events[200];
		int64_t fresh = 0, duplicates = 0;
		size_t i, done, more = 0;
		int32_t status;

		fuse.nth = -1;
		text_table_init(&texts, &allocator);
		unit_ok(timelines_new(&allocator, &texts, &timelines));
		for (i = 0; i < 200; i++) {
			events[i] = message(1 + i * 7 % 90, T0 + (int64_t)i, 0);
			events[i].customer = 1 + i % 50;
		}
		fuse.nth = fuse.seen + nth;
		status = timelines_apply_many(timelines, events, sizeof events[0], 200, &done, &fresh,
		                              &duplicates);
		if (status != KEFU_OK) {
			unit_status(status, KEFU_E_NOMEM);
			ck_assert_int_eq(fresh, (int64_t)done);
			ck_assert_uint_lt(done, 200);
			unit_ok(timelines_apply_many(timelines, &events[done], sizeof events[0], 200 - done,
			                             &more, &fresh, &duplicates));
			ck_assert_uint_eq(more, 200 - done);
		}
		ck_assert_int_eq(fresh, 200);
		ck_assert_uint_eq(timelines_track_count(timelines), 90);
		timelines_free(timelines);
		text_table_release(&texts);
		ck_assert_int_eq(fuse.live, 0);
	}
}
END_TEST

UNIT_MAIN("timelines", an_empty_store_has_nothing, time_orders_then_numbers_then_arrival,
          a_number_counts_once, what_belongs_to_nothing_is_not_protected,
          retraction_takes_back_before_and_after, many_retractions_are_found,
          a_track_has_the_smallest_customer_named, a_refund_has_its_orders_customer,
          orphans_leave_nobodys_list_from_anywhere, messages_have_their_defaults,
          long_tracks_keep_everything, a_long_track_takes_any_order,
          a_session_of_ten_events_is_small,
          random_streams_agree_with_the_model, arrival_does_not_matter,
          entities_are_those_of_the_model, no_memory_changes_nothing,
          a_batch_stops_where_memory_does)
