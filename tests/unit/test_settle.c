/* Tracks that settle, are forgotten, cut and put back: against the slow model,
 * with memory running out, and for years. */
#include "desk_unit.h"

#include "desk/desk.h"
#include "history/dossiers.h"
#include "history/packed.h"
#include "history/tracks.h"
#include "naive_timelines.h"
#include "store_unit.h"

static kefu_event said(kefu_id session, kefu_id customer, int64_t t)
{
	kefu_event event = question(0, session);

	event.t = t;
	event.customer = customer;
	return event;
}

static struct track_info info_of(const struct store *store, uint32_t track)
{
	struct track_info info;

	timelines_info(store->timelines, track, &info);
	return info;
}

static struct timelines_counts counts_of(const struct store *store)
{
	struct timelines_counts counts;

	timelines_count(store->timelines, &counts);
	return counts;
}

static size_t held_by(struct store *store, uint32_t track)
{
	store->entries.count = 0;
	unit_ok(timelines_read_held(store->timelines, track, &store->allocator, &store->entries));
	return store->entries.count;
}

/* The index that tracks are found by. */

START_TEST(what_leaves_an_index_hides_nothing)
{
	uint64_t seed = 3;
	int round;

	for (round = 0; round < 200; round++) {
		kefu_allocator allocator;
		struct hash_index index = {0};
		uint32_t tags[300];
		char is_in[300] = {0};
		/* few homes, so that runs are long and go round the end */
		uint32_t mask = round % 2 == 0 ? 0xF0000003u : UINT32_MAX;
		int step, i;

		memory_resolve(NULL, &allocator);
		for (i = 0; i < 300; i++)
			tags[i] = (uint32_t)unit_random(&seed) & mask;
		for (step = 0; step < 600; step++) {
			uint32_t number = (uint32_t)unit_below(&seed, 300);

			if (is_in[number]) {
				hash_remove(&index, tags[number], number);
			} else {
				size_t at;

				unit_ok(hash_reserve(&index, &allocator));
				at = hash_home(&index, tags[number]);
				while (hash_next(&index, tags[number], &at) != HASH_NONE)
					;
				hash_put(&index, tags[number], number, at);
			}
			is_in[number] = !is_in[number];
			for (i = 0; i < 300 && step % 20 == 0; i++) {
				size_t at = hash_home(&index, tags[i]);
				uint32_t found;

				while ((found = hash_next(&index, tags[i], &at)) != HASH_NONE &&
				       found != (uint32_t)i)
					;
				ck_assert_int_eq(found == (uint32_t)i, is_in[i]);
			}
		}
		hash_release(&index, &allocator);
	}
}
END_TEST

/* One thing at a time */

START_TEST(what_settled_is_read_but_not_found)
{
	struct store store;
	struct timelines_counts counts;
	struct track_info info;
	kefu_event e;
	uint32_t old, track;

	store_open(&store);
	e = said(9, 100, T0);
	e.seq = 1;
	apply(&store, &e);
	old = timelines_find(store.timelines, TRACK_SESSION, 9, 0);
	timelines_settle(store.timelines, old);
	timelines_settle(store.timelines, old); /* is what it is */
	ck_assert_uint_eq(timelines_find(store.timelines, TRACK_SESSION, 9, 0), NO_TRACK);
	ck_assert_int_eq(timelines_settled(store.timelines, old), 1);
	info = info_of(&store, old);
	ck_assert_int_eq(info.kind, TRACK_SESSION);
	ck_assert_int_eq(info.settled, 1);
	ck_assert_uint_eq(info.customer, 100);
	ck_assert_uint_eq(held_by(&store, old), 1);
	ck_assert_uint_eq(timelines_first_track(store.timelines, 0), old);
	counts = counts_of(&store);
	ck_assert_int_eq(counts.events, 0);
	ck_assert_int_eq(counts.sessions, 0);
	ck_assert_int_eq(counts.settled, 1);
	ck_assert_int_eq(counts.customers, 1);
	ck_assert_int_eq(counts.last, T0);
	/* the same number again is not the same event */
	ck_assert_int_eq(apply(&store, &e), APPLIED_NEW);
	track = timelines_find(store.timelines, TRACK_SESSION, 9, 0);
	ck_assert_uint_ne(track, old);
	ck_assert_int_eq(timelines_settled(store.timelines, track), 0);
	ck_assert_uint_eq(timelines_first_track(store.timelines, 0), track);
	ck_assert_uint_eq(timelines_next_track(store.timelines, track), old);
	ck_assert_int_eq(counts_of(&store).events, 1);
	store_close(&store);
}
END_TEST

START_TEST(what_is_forgotten_leaves_a_hole_that_is_used_again)
{
	struct store store;
	struct timelines_counts counts;
	kefu_event e;

	store_open(&store);
	e = said(9, 100, T0);
	apply(&store, &e);
	e = said(10, 0, T0 + 1);
	apply(&store, &e);
	timelines_settle(store.timelines, 0);
	timelines_forget(store.timelines, 0);
	timelines_forget(store.timelines, 0); /* a hole stays one */
	timelines_settle(store.timelines, 0);
	ck_assert_int_eq(timelines_kind(store.timelines, 0), 0);
	ck_assert_int_eq(info_of(&store, 0).kind, 0);
	ck_assert_uint_eq(info_of(&store, 0).events, 0);
	ck_assert_uint_eq(timelines_bound(store.timelines, 0), 0);
	ck_assert_uint_eq(timelines_track_count(store.timelines), 2);
	ck_assert_uint_eq(timelines_find_customer(store.timelines, 100), NOBODY);
	ck_assert_uint_eq(timelines_customer_count(store.timelines), 1);
	ck_assert_uint_eq(timelines_customer_id(store.timelines, 0), 0);
	ck_assert_uint_eq(timelines_first_track(store.timelines, 0), NO_TRACK);
	timelines_prefetch(store.timelines, 0);
	counts = counts_of(&store);
	ck_assert_int_eq(counts.events, 1);
	ck_assert_int_eq(counts.settled, 0);
	ck_assert_int_eq(counts.customers, 0);
	ck_assert_int_eq(counts.orphans, 1);
	timelines_forget(store.timelines, 1); /* an orphan, live */
	counts = counts_of(&store);
	ck_assert_int_eq(counts.events, 0);
	ck_assert_int_eq(counts.sessions, 0);
	ck_assert_int_eq(counts.orphans, 0);
	ck_assert_int_eq(counts.last, T0 + 1); /* what was, was */
	ck_assert_uint_eq(timelines_first_track(store.timelines, NOBODY), NO_TRACK);
	e = said(11, 200, T0 + 2);
	apply(&store, &e);
	e = said(12, 200, T0 + 2);
	apply(&store, &e);
	ck_assert_uint_eq(timelines_track_count(store.timelines), 2);
	ck_assert_uint_eq(timelines_customer_count(store.timelines), 1);
	ck_assert_uint_eq(timelines_customer_id(store.timelines, 0), 200);
	ck_assert_uint_eq(timelines_first_track(store.timelines, 0),
	                  timelines_find(store.timelines, TRACK_SESSION, 12, 0));
	store_close(&store);
}
END_TEST

START_TEST(a_thread_is_cut_in_two)
{
	struct store store;
	struct track_info info;
	uint32_t thread, earlier, later;
	int64_t i;

	store_open(&store);
	for (i = 0; i < 300; i++) { /* long enough for an allocation of its own */
		kefu_event e = said(0, 100, T0 + i * 1000);

		e.agent = 5;
		e.seq = i + 1;
		apply(&store, &e);
	}
	thread = timelines_find(store.timelines, TRACK_THREAD, 100, 5);
	info = info_of(&store, thread);
	ck_assert_uint_eq(held_by(&store, thread), 300);
	unit_ok(timelines_detached(store.timelines, &info, store.entries.at, 299, &earlier));
	unit_ok(timelines_detached(store.timelines, &info, store.entries.at + 299, 1, &later));
	ck_assert_uint_eq(timelines_find(store.timelines, TRACK_THREAD, 100, 5), thread);
	ck_assert_int_eq(counts_of(&store).events, 300);
	timelines_replace(store.timelines, thread, earlier, later);
	ck_assert_uint_eq(timelines_find(store.timelines, TRACK_THREAD, 100, 5), later);
	ck_assert_int_eq(timelines_kind(store.timelines, thread), 0);
	ck_assert_int_eq(counts_of(&store).events, 1);
	ck_assert_int_eq(counts_of(&store).settled, 299);
	ck_assert_int_eq(counts_of(&store).customers, 1);
	info = info_of(&store, earlier);
	ck_assert_int_eq(info.settled, 1);
	ck_assert_uint_eq(info.customer, 100);
	ck_assert_uint_eq(info.agent, 5);
	ck_assert_int_eq(info.last, T0 + 298000);
	ck_assert_int_eq(info_of(&store, later).first, T0 + 299000);
	/* what settled is cut, too, and forgotten from the front */
	ck_assert_uint_eq(held_by(&store, earlier), 299);
	thread = earlier;
	unit_ok(timelines_detached(store.timelines, &info, store.entries.at + 290, 9, &earlier));
	timelines_replace(store.timelines, thread, NO_TRACK, earlier);
	ck_assert_int_eq(info_of(&store, earlier).settled, 1);
	ck_assert_int_eq(counts_of(&store).settled, 9);
	ck_assert_uint_eq(timelines_find(store.timelines, TRACK_THREAD, 100, 5), later);
	/* by nothing: gone */
	timelines_replace(store.timelines, earlier, NO_TRACK, NO_TRACK);
	timelines_replace(store.timelines, later, NO_TRACK, NO_TRACK);
	ck_assert_int_eq(counts_of(&store).customers, 0);
	ck_assert_uint_eq(timelines_find(store.timelines, TRACK_THREAD, 100, 5), NO_TRACK);
	store_close(&store);
}
END_TEST

START_TEST(a_detached_track_can_be_given_up)
{
	struct store store;
	struct track_info info;
	kefu_event e = event_of(KEFU_EVENT_AGENT_ONLINE, 0);
	uint32_t agent, made;
	int64_t bytes;

	store_open(&store);
	e.agent = 5;
	apply(&store, &e);
	e.t += 1000;
	apply(&store, &e);
	agent = timelines_find(store.timelines, TRACK_AGENT, 5, 0);
	info = info_of(&store, agent);
	ck_assert_uint_eq(held_by(&store, agent), 2);
	unit_ok(timelines_detached(store.timelines, &info, store.entries.at + 1, 1, &made));
	bytes = counts_of(&store).bytes;
	timelines_discard(store.timelines, made);
	timelines_discard(store.timelines, NO_TRACK);
	ck_assert_int_eq(timelines_kind(store.timelines, made), 0);
	unit_ok(timelines_detached(store.timelines, &info, store.entries.at + 1, 1, &made));
	ck_assert_int_eq(counts_of(&store).bytes, bytes);
	timelines_replace(store.timelines, agent, NO_TRACK, made);
	ck_assert_uint_eq(timelines_find(store.timelines, TRACK_AGENT, 5, 0), made);
	ck_assert_uint_eq(timelines_first_track(store.timelines, NOBODY), made);
	ck_assert_uint_eq(timelines_next_track(store.timelines, made), NO_TRACK);
	store_close(&store);
}
END_TEST

/* Random streams against the slow model. */

static uint64_t random_next(void *context)
{
	return unit_random(context);
}

static int may_settle(const struct naive_track *track)
{
	return !track->settled && track->kind >= TRACK_SESSION && track->kind <= TRACK_REFUND;
}

/* The first `length` entries of a track settle, the rest goes on or is not kept. */
static void cut_both(struct store *store, struct naive *naive, size_t i, size_t length, int keeps)
{
	struct naive_track *track = &naive->tracks[i];
	struct track_info info = info_of(store, track->number);
	uint32_t first = NO_TRACK, rest = NO_TRACK;

	ck_assert_uint_eq(held_by(store, track->number), track->count);
	ck_assert_mem_eq(store->entries.at, track->at, track->count * sizeof *track->at);
	if (keeps)
		unit_ok(timelines_detached(store->timelines, &info, store->entries.at, length, &first));
	if (length < track->count)
		unit_ok(timelines_detached(store->timelines, &info, store->entries.at + length,
		                           track->count - length, &rest));
	timelines_replace(store->timelines, track->number, first, rest);
	naive_cut(naive, i, length, first, rest);
}

static void apply_both(struct store *store, struct naive *naive, const kefu_event *event)
{
	enum track_kind kind;
	kefu_id id, agent;

	ck_assert_int_eq(apply(store, event), naive_apply(naive, event));
	naive_entity(event, &kind, &id, &agent);
	naive_find(naive, kind, id, agent)->number =
		timelines_find(store->timelines, kind, id, agent);
}

static void one_step(struct store *store, struct naive *naive, const kefu_id *ids,
                     size_t id_count, int64_t span, uint64_t *seed)
{
	size_t i = naive->count != 0 ? unit_below(seed, naive->count) : 0;
	struct naive_track *track = naive->count != 0 ? &naive->tracks[i] : NULL;
	uint64_t what = unit_below(seed, 12);

	if (what > 3 || naive->count == 0) {
		kefu_event event = naive_event(random_next, seed, ids, id_count, span);

		apply_both(store, naive, &event);
	} else if (what == 0 || !(track->settled || may_settle(track))) {
		timelines_forget(store->timelines, track->number);
		naive_drop(naive, i);
	} else if (what == 1 && may_settle(track)) {
		timelines_settle(store->timelines, track->number);
		naive_settle(naive, i);
	} else if (what == 2) {
		cut_both(store, naive, i, 1 + unit_below(seed, track->count),
		         unit_below(seed, 3) != 0);
	}
}

static void compare_track(struct store *store, const struct naive *naive,
                          const struct naive_track *track, uint64_t *seed)
{
	uint32_t found = timelines_find(store->timelines, track->kind, track->id, track->agent);
	struct entry *expected = malloc(track->count * sizeof *expected);
	struct track_info info = info_of(store, track->number);
	int64_t as_of = track->at[unit_below(seed, track->count)].t;
	size_t count = naive_read(track, as_of, expected);

	ck_assert_int_eq(found == track->number, !track->settled);
	ck_assert_int_eq(info.kind, track->kind);
	ck_assert_int_eq(info.settled, track->settled);
	ck_assert_int_eq(timelines_settled(store->timelines, track->number), track->settled);
	ck_assert_uint_eq(info.id, track->id);
	ck_assert_uint_eq(info.agent, track->agent);
	ck_assert_uint_eq(info.customer, naive_customer(naive, track));
	ck_assert_uint_eq(info.events, track->count);
	ck_assert_int_eq(info.first, track->at[0].t);
	ck_assert_int_eq(info.last, track->at[track->count - 1].t);
	ck_assert_uint_eq(held_by(store, track->number), track->count);
	ck_assert_mem_eq(store->entries.at, track->at, track->count * sizeof *track->at);
	store->entries.count = 0;
	unit_ok(timelines_read(store->timelines, track->number, as_of, &store->allocator,
	                       &store->entries));
	ck_assert_uint_eq(store->entries.count, count);
	if (count > 0)
		ck_assert_mem_eq(store->entries.at, expected, count * sizeof *expected);
	free(expected);
}

/* Each track is in the one list that it belongs to, each customer has some. */
static void compare_lists(struct store *store, const struct naive *naive)
{
	const struct timelines *timelines = store->timelines;
	uint32_t customers = timelines_customer_count(timelines), customer, track, held = 0;
	size_t seen = 0, i;

	for (customer = 0; customer <= customers; customer++) {
		uint32_t who = customer < customers ? customer : NOBODY;

		for (track = timelines_first_track(timelines, who); track != NO_TRACK;
		     track = timelines_next_track(timelines, track)) {
			for (i = 0; i < naive->count && naive->tracks[i].number != track; i++)
				;
			ck_assert_uint_lt(i, naive->count);
			ck_assert_uint_eq(naive->tracks[i].customer, who == NOBODY ? 0 :
			                  timelines_customer_id(timelines, who));
			seen++;
		}
		if (who == NOBODY)
			continue;
		ck_assert_int_eq(timelines_first_track(timelines, who) != NO_TRACK,
		                 timelines_customer_id(timelines, who) != 0);
		if (timelines_customer_id(timelines, who) == 0)
			continue;
		held++;
		ck_assert_uint_eq(timelines_find_customer(timelines, timelines_customer_id(timelines, who)),
		                  who);
	}
	ck_assert_uint_eq(seen, naive->count);
	ck_assert_int_eq(counts_of(store).customers, held);
}

static void compare_all(struct store *store, const struct naive *naive, uint64_t *seed)
{
	struct timelines_counts counts = counts_of(store);
	uint32_t track, used = 0;
	size_t i;

	ck_assert_int_eq(counts.events, naive->events);
	ck_assert_int_eq(counts.last, naive->last);
	ck_assert_int_eq(counts.bytes + (int64_t)(text_table_bytes(&store->texts) +
	                 store->entries.capacity * sizeof(struct entry)),
	                 (int64_t)store->fuse.live_bytes);
	for (i = 0; i < naive->count; i++) {
		const struct naive_track *one = &naive->tracks[i];

		compare_track(store, naive, one, seed);
		counts.settled -= one->settled ? (int64_t)one->count : 0;
		counts.sessions -= !one->settled && one->kind == TRACK_SESSION;
		counts.orphans -= may_settle(one) && one->kind != TRACK_THREAD && one->customer == 0;
	}
	ck_assert_int_eq(counts.settled, 0);
	ck_assert_int_eq(counts.sessions, 0);
	ck_assert_int_eq(counts.orphans, 0);
	for (track = 0; track < timelines_track_count(store->timelines); track++)
		used += timelines_kind(store->timelines, track) != 0;
	ck_assert_uint_eq(used, naive->count);
	compare_lists(store, naive);
}

/* Puts what an entity holds into other timelines. */
static void adopt(struct timelines *timelines, const struct track_info *info,
                  const struct entries *entries)
{
	unsigned char *room = malloc(entries->count * RECORD_LARGEST);
	struct packed packed = {.kind = info->kind, .settled = info->settled != 0, .id = info->id,
		.agent = info->agent, .customer = info->customer};

	ck_assert_ptr_nonnull(room);
	packed_write(&packed, entries->at, entries->count, room);
	unit_ok(timelines_adopt(timelines, &packed));
	free(room);
}

/* Everything as another store would be given it, settled tracks first. */
static void restore_all(struct store *store, struct naive *naive)
{
	struct timelines *copy;
	size_t i;
	int settled;

	unit_ok(timelines_new(&store->allocator, &store->texts, &copy));
	unit_ok(timelines_adopting(copy, naive->count));
	for (settled = 1; settled >= 0; settled--)
		for (i = 0; i < naive->count; i++) {
			struct naive_track *track = &naive->tracks[i];
			struct track_info info;

			if (track->settled != settled)
				continue;
			info = info_of(store, track->number);
			info.customer = timelines_bound(store->timelines, track->number);
			ck_assert_uint_eq(held_by(store, track->number), track->count);
			adopt(copy, &info, &store->entries);
			track->number = (uint32_t)timelines_track_count(copy) - 1;
		}
	unit_ok(timelines_adopted(copy));
	naive->last = -1; /* what was forgotten is not known there */
	for (i = 0; i < naive->count; i++)
		if (naive->tracks[i].at[naive->tracks[i].count - 1].t > naive->last)
			naive->last = naive->tracks[i].at[naive->tracks[i].count - 1].t;
	timelines_free(store->timelines);
	store->timelines = copy;
}

static void compare_stream(uint64_t seed, int steps, int64_t span, size_t id_count)
{
	struct store store;
	struct naive naive;
	kefu_id ids[16];
	size_t i;
	int step;

	store_open(&store);
	memset(&naive, 0, sizeof naive);
	naive.texts = &store.texts;
	naive.last = -1;
	for (i = 0; i < id_count; i++) {
		char text[16];

		ids[i] = (kefu_id)(i * i * 37 + 1);
		if (i % 2 != 0)
			unit_ok(text_intern(&store.texts, text, (size_t)snprintf(text, sizeof text,
			        "id-%d", (int)(i * 7 % 64)), &ids[i]));
	}
	for (step = 0; step < steps; step++) {
		one_step(&store, &naive, ids, id_count, span, &seed);
		if (step % (steps / 10) == 0)
			compare_all(&store, &naive, &seed);
		if (step == steps / 2 && seed % 2 == 0)
			restore_all(&store, &naive);
	}
	compare_all(&store, &naive, &seed);
	while (naive.count != 0) {
		i = unit_below(&seed, naive.count);
		timelines_forget(store.timelines, naive.tracks[i].number);
		naive_drop(&naive, i);
	}
	compare_all(&store, &naive, &seed);
	naive_free(&naive);
	store_close(&store);
}

START_TEST(random_streams_agree_with_the_model)
{
	uint64_t seed;

	for (seed = 1; seed <= 300; seed++)
		compare_stream(seed, 100 + (int)(seed % 7) * 100, (int64_t)(5 + seed % 50),
		               3 + seed % 13);
	compare_stream(1000, 8000, 3000, 3);
	compare_stream(1001, 8000, 100000, 16);
}
END_TEST

/* Memory */

static void check_untouched(const struct store *store, const struct naive *naive)
{
	size_t i;

	for (i = 0; i < naive->count; i++) {
		const struct naive_track *track = &naive->tracks[i];
		struct track_info info = info_of(store, track->number);

		ck_assert_int_eq(info.kind, track->kind);
		ck_assert_uint_eq(info.events, track->count);
		ck_assert_uint_eq(timelines_find(store->timelines, track->kind, track->id, track->agent),
		                  track->number);
	}
	ck_assert_int_eq(counts_of(store).events, naive->events);
}

/* Cuts a long order and a short thread while memory lasts; what fails changes
 * nothing. */
static int32_t cut_work(const kefu_allocator *allocator)
{
	static const size_t lengths[2] = {120, 7};
	struct naive_track tracks[2] = {{0}};
	struct naive naive = {NULL, tracks, 2, 127, 0};
	struct store store;
	int32_t status;
	size_t i, k;

	memset(&store, 0, sizeof store);
	store.allocator = *allocator;
	text_table_init(&store.texts, allocator);
	status = timelines_new(allocator, &store.texts, &store.timelines);
	if (status != KEFU_OK)
		return status;
	for (i = 0; i < 2; i++) {
		for (k = 0; k < lengths[i] && status == KEFU_OK; k++) {
			kefu_event e = i == 0 ? event_of(KEFU_EVENT_ORDER_PAY, (int64_t)k)
				: event_of(KEFU_EVENT_MESSAGE, (int64_t)k);
			enum applied applied;

			e.order = i == 0 ? 70 : 0;
			e.customer = 100;
			e.amount = INT64_C(1) << 40 | (int64_t)k;
			e.from = KEFU_PARTY_CUSTOMER;
			status = timelines_apply(store.timelines, &e, &applied);
		}
		tracks[i].kind = i == 0 ? TRACK_ORDER : TRACK_THREAD;
		tracks[i].id = i == 0 ? 70 : 100;
		tracks[i].count = lengths[i];
		if (status == KEFU_OK)
			tracks[i].number = timelines_find(store.timelines, tracks[i].kind, tracks[i].id, 0);
	}
	for (i = 0; i < 2 && status == KEFU_OK; i++) {
		struct track_info info = info_of(&store, tracks[i].number);
		uint32_t earlier = NO_TRACK, later = NO_TRACK;
		size_t cut = lengths[i] * 3 / 4;

		store.entries.count = 0;
		status = timelines_read_held(store.timelines, tracks[i].number, allocator,
		                             &store.entries);
		if (status == KEFU_OK)
			status = timelines_detached(store.timelines, &info, store.entries.at, cut,
			                            &earlier);
		if (status == KEFU_OK)
			status = timelines_detached(store.timelines, &info, store.entries.at + cut,
			                            lengths[i] - cut, &later);
		if (status != KEFU_OK) {
			timelines_discard(store.timelines, earlier);
			ck_assert_uint_eq(later, NO_TRACK);
			check_untouched(&store, &naive);
			break;
		}
		timelines_replace(store.timelines, tracks[i].number, earlier, later);
		tracks[i].number = later;
		tracks[i].count -= cut;
		naive.events -= (int64_t)cut;
		check_untouched(&store, &naive);
	}
	memory_put(allocator, store.entries.at, store.entries.capacity * sizeof *store.entries.at);
	timelines_free(store.timelines);
	text_table_release(&store.texts);
	return status;
}

static int32_t adopt_work(const kefu_allocator *allocator)
{
	struct packed packed = {.kind = TRACK_ORDER, .id = 70, .settled = true};
	unsigned char room[RECORD_LARGEST];
	struct timelines *timelines;
	struct text_table texts;
	int32_t status;
	uint32_t i;

	text_table_init(&texts, allocator);
	status = timelines_new(allocator, &texts, &timelines);
	if (status != KEFU_OK)
		return status;
	status = timelines_adopting(timelines, 20);
	for (i = 0; i < 20 && status == KEFU_OK; i++) {
		struct entry paid = {.kind = KEFU_EVENT_ORDER_PAY, .t = AT(i), .order = 70};

		packed.customer = 100 + i / 2;
		packed_write(&packed, &paid, 1, room);
		status = timelines_adopt(timelines, &packed);
		ck_assert_uint_eq(timelines_track_count(timelines), i + (status == KEFU_OK));
	}
	if (status == KEFU_OK)
		status = timelines_adopted(timelines);
	if (status == KEFU_OK) {
		ck_assert_uint_eq(timelines_find(timelines, TRACK_ORDER, 70, 0), NO_TRACK);
		ck_assert_uint_eq(timelines_find_order(timelines, 70, 0), 19); /* the latest */
	}
	timelines_free(timelines);
	text_table_release(&texts);
	return status;
}

START_TEST(no_memory_changes_nothing)
{
	ck_assert_int_gt(unit_sweep(cut_work, -1), 20);
	ck_assert_int_gt(unit_sweep(adopt_work, -1), 5);
}
END_TEST

/* A hundred thousand sessions of all lengths come and go; after the first few
 * no more memory is asked for than before. */
START_TEST(memory_stays_flat)
{
	struct store store;
	size_t peak = 0, i, k;
	int64_t seen = 0;

	store_open(&store);
	for (i = 0; i < 100000; i++) {
		size_t length = i % 64 == 0 ? 150 : i % 9 + 1;

		for (k = 0; k < length; k++) {
			kefu_event e = said(i % 2 == 0 ? 10 + i : 0, 1000000 + i, T0 + (int64_t)(i * 1000 + k));

			e.agent = i % 2 != 0 ? 7 + i % 3 : k % 5;
			e.team = k * 1000003;
			apply(&store, &e);
		}
		if (i >= 50) { /* cut, then forget, or at once */
			uint32_t old = (uint32_t)((i - 50) % 2 == 0
				? timelines_find(store.timelines, TRACK_SESSION, i - 40, 0)
				: timelines_find(store.timelines, TRACK_THREAD, 999950 + i, 7 + (i - 50) % 3));
			struct track_info info = info_of(&store, old);

			if (info.events > 1 && i % 4 < 2) {
				uint32_t earlier, later;
				size_t count = held_by(&store, old);

				unit_ok(timelines_detached(store.timelines, &info, store.entries.at, 1,
				                           &earlier));
				unit_ok(timelines_detached(store.timelines, &info, store.entries.at + 1,
				                           count - 1, &later));
				timelines_replace(store.timelines, old, earlier, later);
				timelines_forget(store.timelines, earlier);
				old = later;
			}
			timelines_settle(store.timelines, old);
			timelines_forget(store.timelines, old);
		}
		if (i == 5000)
			peak = store.fuse.peak_bytes;
	}
	ck_assert_uint_eq(store.fuse.peak_bytes, peak);
	ck_assert_uint_lt(peak, 200000);
	ck_assert_uint_lt(timelines_track_count(store.timelines), 60);
	ck_assert_uint_lt(timelines_customer_count(store.timelines), 60);
	for (i = 0; i < timelines_track_count(store.timelines); i++) {
		seen += info_of(&store, (uint32_t)i).events;
		timelines_forget(store.timelines, (uint32_t)i);
	}
	ck_assert_int_gt(seen, 50);
	ck_assert_int_eq(counts_of(&store).events, 0);
	ck_assert_int_eq(counts_of(&store).customers, 0);
	store_close(&store);
}
END_TEST

/* A customer with very many tracks, as one id for all visitors would have. */
START_TEST(going_through_a_list_costs_no_more_than_its_length)
{
	struct store store;
	uint32_t i, track, next, round;

	store_open(&store);
	for (i = 0; i < 150000; i++) {
		kefu_event e = said(10 + i, 100, T0 + i);

		apply(&store, &e);
	}
	for (round = 0; round < 3; round++)
		for (track = timelines_first_track(store.timelines, 0), i = 0; track != NO_TRACK;
		     track = next, i++) {
			next = timelines_next_track(store.timelines, track);
			if (i % 3 == 1 || round == 2)
				timelines_forget(store.timelines, track);
		}
	ck_assert_int_eq(counts_of(&store).events, 0);
	store_close(&store);
}
END_TEST

/* Histories of what settled and what did not */

static kefu_event of_order(int32_t kind, int64_t seconds, kefu_id order, kefu_id customer)
{
	kefu_event event = event_of(kind, seconds);

	event.order = order;
	event.customer = customer;
	event.amount = 100;
	return event;
}

static kefu_event of_refund(int64_t seconds, kefu_id refund, kefu_id order, kefu_id customer)
{
	kefu_event event = of_order(KEFU_EVENT_REFUND_REQUEST, seconds, order, customer);

	event.refund = refund;
	event.type = KEFU_TYPE_REFUND_ONLY;
	return event;
}

static void settle(kefu_desk *desk, enum track_kind kind, kefu_id id)
{
	uint32_t track = timelines_find(desk->timelines, kind, id, 0);

	ck_assert_uint_ne(track, NO_TRACK);
	timelines_settle(desk->timelines, track);
}

static const struct dossier *refund_in(const struct fold *fold, kefu_id id, enum standing standing)
{
	size_t i;

	for (i = 0; i < fold->history.refund_count; i++)
		if (fold->history.refunds[i].id == id && fold->history.refunds[i].standing == standing)
			return &fold->history.refunds[i];
	return NULL;
}

START_TEST(orders_of_one_id_do_not_mix)
{
	kefu_desk *desk = DESK_OF(of_order(KEFU_EVENT_ORDER_PLACE, 0, 70, 100),
	                          of_refund(10, 80, 70, 100), of_refund(20, 81, 70, 0),
	                          of_order(KEFU_EVENT_ORDER_PLACE, 5, 71, 100),
	                          of_refund(6, 85, 71, 100));
	const struct dossier *order;
	struct fold fold;

	/* settled: the order and two cases, one of which names no customer */
	settle(desk, TRACK_ORDER, 70);
	settle(desk, TRACK_REFUND, 80);
	settle(desk, TRACK_REFUND, 81);
	unit_ok(kefu_desk_apply(desk, (const kefu_event[]){of_refund(30, 82, 70, 0)}, 1, NULL));
	unit_ok(desk_fold_begin(desk, AT(100), &fold));
	unit_ok(fold_customer(&fold, 0));
	ck_assert_uint_eq(fold.history.order_count, 2);
	ck_assert_uint_eq(fold.history.refund_count, 4);
	order = dossier_of_order(&fold.history, 70);
	ck_assert_int_eq(order->standing, STANDING_SETTLED);
	ck_assert_uint_eq(order->case_count, 3); /* the late case found it, too */
	ck_assert_ptr_eq(refund_in(&fold, 82, STANDING_LIVE)->parent, order);
	ck_assert_uint_eq(refund_in(&fold, 82, STANDING_LIVE)->customer, 100);
	ck_assert_uint_eq(dossier_of_order(&fold.history, 71)->case_count, 1);
	/* the late case is read with its order alone */
	unit_ok(fold_orphan(&fold, timelines_find(desk->timelines, TRACK_REFUND, 82, 0)));
	ck_assert_uint_eq(fold.history.refund_count, 0);
	fold_end(&fold);

	/* the order comes again: what is live belongs to it */
	unit_ok(kefu_desk_apply(desk, (const kefu_event[]){
		of_order(KEFU_EVENT_ORDER_CANCEL, 40, 70, 100), of_refund(50, 80, 70, 100),
		of_refund(15, 83, 70, 100)}, 3, NULL));
	unit_ok(desk_fold_begin(desk, AT(100), &fold));
	unit_ok(fold_customer(&fold, 0));
	ck_assert_uint_eq(fold.history.order_count, 3);
	ck_assert_uint_eq(fold.history.refund_count, 6);
	order = dossier_of_order(&fold.history, 70);
	ck_assert_int_eq(order->standing, STANDING_LIVE);
	ck_assert_uint_eq(order->case_count, 3); /* each by its first event */
	ck_assert_uint_eq(order->cases[0]->id, 83);
	ck_assert_uint_eq(order->cases[1]->id, 82);
	ck_assert_uint_eq(order->cases[2]->id, 80);
	ck_assert_ptr_eq(refund_in(&fold, 80, STANDING_LIVE)->parent, order);
	order = refund_in(&fold, 80, STANDING_SETTLED)->parent;
	ck_assert_int_eq(order->standing, STANDING_SETTLED);
	ck_assert_uint_eq(order->case_count, 2);
	ck_assert_uint_eq(order->track, fold.history.orders[0].track);
	ck_assert_ptr_eq(order->cases[1]->parent, order);
	fold_end(&fold);
	kefu_desk_free(desk);
}
END_TEST

START_TEST(a_history_says_where_it_was_found)
{
	kefu_desk *desk = DESK_OF(opening(0, 10, 100), opening(10, 11, 100), rating(5, 12, 4));
	struct fold fold;
	size_t i;

	settle(desk, TRACK_SESSION, 10);
	settle(desk, TRACK_SESSION, 12);
	unit_ok(kefu_desk_apply(desk, (const kefu_event[]){opening(0, 10, 100)}, 1, NULL));
	unit_ok(desk_fold_begin(desk, AT(100), &fold));
	unit_ok(fold_customer(&fold, 0));
	ck_assert_uint_eq(fold.history.session_count, 3);
	for (i = 0; i < 3; i++) {
		const struct session *session = &fold.history.sessions[i];
		struct track_info info;

		timelines_info(desk->timelines, session->track, &info);
		ck_assert_uint_eq(info.id, session->id);
		ck_assert_uint_eq(session->id, i == 2 ? 11 : 10); /* what settled first */
		ck_assert_int_eq(session->standing, i == 0 ? STANDING_SETTLED : STANDING_LIVE);
	}
	unit_ok(fold_orphan(&fold, timelines_first_track(desk->timelines, NOBODY)));
	ck_assert_uint_eq(fold.history.loose_count, 1);
	ck_assert_int_eq(fold.history.loose[0].standing, STANDING_SETTLED);
	ck_assert_int_eq(fold.history.loose[0].home, TRACK_SESSION);
	ck_assert_uint_eq(fold.history.loose[0].track,
	                  timelines_first_track(desk->timelines, NOBODY));
	fold_end(&fold);
	/* a desk counts what is not settled, and copies both */
	{
		kefu_statistics statistics = {.size = sizeof statistics};
		kefu_desk *copy;

		unit_ok(kefu_desk_copy(desk, &copy));
		unit_ok(kefu_desk_statistics(copy, &statistics));
		ck_assert_int_eq(statistics.held, 2);
		ck_assert_int_eq(statistics.sessions, 2);
		ck_assert_int_eq(statistics.orphans, 0);
		ck_assert_int_eq(statistics.customers, 1);
		kefu_desk_free(copy);
	}
	kefu_desk_free(desk);
}
END_TEST

/* So many tracks that the tables are filled part by part: each is found, in the list
 * of its customer, and what is applied then finds its place. */
START_TEST(many_at_once)
{
	enum { TRACKS = 20000, CUSTOMERS = 7001 };
	struct entry paid = {.kind = KEFU_EVENT_ORDER_PAY, .t = T0};
	struct packed packed = {.kind = TRACK_ORDER};
	uint32_t *of_customer = calloc(CUSTOMERS, sizeof *of_customer), i, customer, seen = 0;
	unsigned char room[RECORD_LARGEST];
	struct timelines *timelines;
	struct store store;

	store_open(&store);
	timelines = store.timelines;
	ck_assert_ptr_nonnull(of_customer);
	unit_ok(timelines_adopting(timelines, TRACKS));
	for (i = 0; i < TRACKS; i++) {
		packed.id = 2 * (kefu_id)i + 1;
		packed.settled = i % 50 == 3;
		packed.customer = i % 10 == 7 ? 0 : (kefu_id)i * i % CUSTOMERS + 1;
		of_customer[i * (uint64_t)i % CUSTOMERS] += i % 10 != 7;
		packed_write(&packed, &paid, 1, room);
		unit_ok(timelines_adopt(timelines, &packed));
	}
	unit_ok(timelines_adopted(timelines));
	for (i = 0; i < TRACKS; i++) {
		ck_assert_uint_eq(timelines_find(timelines, TRACK_ORDER, 2 * (kefu_id)i + 1, 0),
		                  i % 50 == 3 ? NO_TRACK : i);
		ck_assert_uint_eq(timelines_find_order(timelines, 2 * (kefu_id)i + 1, i % 50 == 3), i);
		ck_assert_uint_eq(timelines_find(timelines, TRACK_ORDER, 2 * (kefu_id)i + 2, 0),
		                  NO_TRACK);
	}
	for (customer = 0; customer < CUSTOMERS; customer++) {
		uint32_t number = timelines_find_customer(timelines, customer + 1), track, length = 0;

		ck_assert_int_eq(number == NOBODY, of_customer[customer] == 0);
		if (number == NOBODY)
			continue;
		ck_assert_uint_eq(timelines_customer_id(timelines, number), customer + 1);
		for (track = timelines_first_track(timelines, number); track != NO_TRACK;
		     track = timelines_next_track(timelines, track), length++)
			ck_assert_uint_eq(timelines_bound(timelines, track), customer + 1);
		ck_assert_uint_eq(length, of_customer[customer]);
		seen++;
	}
	ck_assert_uint_eq(timelines_customer_count(timelines), seen);
	for (i = 0, customer = timelines_first_track(timelines, NOBODY); customer != NO_TRACK; i++)
		customer = timelines_next_track(timelines, customer);
	ck_assert_uint_eq(i, TRACKS / 10);
	for (i = 0; i < TRACKS; i += 3) {
		kefu_event e = of_order(KEFU_EVENT_ORDER_PAY, 1, 2 * (kefu_id)i + 1, 1);

		apply(&store, &e);
		timelines_forget(timelines, i);
	}
	free(of_customer);
	store_close(&store);
}
END_TEST

UNIT_MAIN("settle", what_leaves_an_index_hides_nothing, what_settled_is_read_but_not_found,
          what_is_forgotten_leaves_a_hole_that_is_used_again, a_thread_is_cut_in_two,
          a_detached_track_can_be_given_up, random_streams_agree_with_the_model,
          no_memory_changes_nothing, memory_stays_flat,
          going_through_a_list_costs_no_more_than_its_length, orders_of_one_id_do_not_mix,
          a_history_says_where_it_was_found, many_at_once)
