/* Bytes become events, events are applied, and what is read back is compared
 * with the slow model: no event stream may crash the store or be told
 * otherwise than it was, whatever of it settles, is cut or forgotten. Also
 * checks events made of raw bytes. */
#include "../unit/naive_timelines.h"

struct bytes {
	const uint8_t *at;
	size_t left;
	uint64_t mixed;
};

/* Bytes while there are any, then a sequence that ends soon. */
static uint64_t bytes_next(void *context)
{
	struct bytes *bytes = context;

	if (bytes->left == 0)
		return bytes->mixed++;
	bytes->left--;
	bytes->mixed = bytes->mixed * 251 + *bytes->at;
	return *bytes->at++;
}

static void require(int condition)
{
	if (!condition)
		abort();
}

static void compare(const struct timelines *timelines, const struct naive *naive,
                    const kefu_allocator *allocator)
{
	struct entries entries = {NULL, 0, 0};
	struct timelines_counts counts;
	uint32_t track, used = 0;
	size_t i;

	for (track = 0; track < timelines_track_count(timelines); track++)
		used += timelines_kind(timelines, track) != 0;
	require(used == naive->count);
	timelines_count(timelines, &counts);
	require(counts.events == naive->events && counts.last == naive->last);
	for (i = 0; i < naive->count; i++) {
		const struct naive_track *one = &naive->tracks[i];
		struct entry *expected = malloc(one->count * sizeof *expected);
		int64_t as_of = i % 2 == 0 ? INT64_MAX : one->at[one->count / 2].t;
		size_t count = naive_read(one, as_of, expected);
		uint32_t found = timelines_find(timelines, one->kind, one->id, one->agent);
		struct track_info info;

		require((found == one->number) == !one->settled);
		timelines_info(timelines, one->number, &info);
		require(info.kind == one->kind && info.settled == one->settled);
		require(info.customer == naive_customer(naive, one));
		entries.count = 0;
		require(timelines_read(timelines, one->number, as_of, allocator, &entries) == KEFU_OK);
		require(entries.count == count);
		require(count == 0 || memcmp(entries.at, expected, count * sizeof *expected) == 0);
		free(expected);
	}
	memory_put(allocator, entries.at, entries.capacity * sizeof *entries.at);
}

static void apply_both(struct timelines *timelines, struct naive *naive, const kefu_event *event)
{
	enum applied applied;
	enum track_kind kind;
	kefu_id id, agent;

	require(timelines_apply(timelines, event, &applied) == KEFU_OK);
	require(applied == naive_apply(naive, event));
	naive_entity(event, &kind, &id, &agent);
	naive_find(naive, kind, id, agent)->number = timelines_find(timelines, kind, id, agent);
}

/* Some track settles, is cut or goes. */
static void change(struct timelines *timelines, struct naive *naive, struct bytes *bytes)
{
	size_t i = bytes_next(bytes) % naive->count, length;
	struct naive_track *track = &naive->tracks[i];
	int may_settle = track->kind >= TRACK_SESSION && track->kind <= TRACK_REFUND;
	uint32_t first = NO_TRACK, rest = NO_TRACK;
	struct track_info info;

	switch (bytes_next(bytes) % 3) {
	case 0:
		timelines_forget(timelines, track->number);
		naive_drop(naive, i);
		return;
	case 1:
		if (may_settle && !track->settled) {
			timelines_settle(timelines, track->number);
			naive_settle(naive, i);
		}
		return;
	default:
		break;
	}
	length = 1 + bytes_next(bytes) % track->count;
	timelines_info(timelines, track->number, &info);
	if (may_settle)
		require(timelines_detached(timelines, &info, track->at, length, &first) == KEFU_OK);
	if (length < track->count)
		require(timelines_detached(timelines, &info, track->at + length,
		                           track->count - length, &rest) == KEFU_OK);
	timelines_replace(timelines, track->number, first, rest);
	naive_cut(naive, i, length, first, rest);
}

/* Any bytes at all may be checked; what passes may be applied. */
static void apply_raw(struct timelines *timelines, struct naive *naive, const uint8_t *data,
                      size_t size)
{
	kefu_event event;
	int32_t field;

	memset(&event, 0, sizeof event);
	memcpy(&event, data, size < sizeof event ? size : sizeof event);
	event.size = sizeof event;
	if (kefu_event_check(&event, &field) != KEFU_OK) {
		require(field >= 0 && field <= KEFU_FIELD_CORRECT);
		return;
	}
	if (((event.customer | event.session) >> 63) == 0) { /* texts must be known */
		apply_both(timelines, naive, &event);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const kefu_id ids[] = {1, 2, 3, 70, 9000, 1u << 30, (UINT64_C(1) << 63) - 1};
	struct bytes bytes = {data, size, 1};
	struct text_table texts;
	struct timelines *timelines;
	struct naive naive;
	kefu_allocator allocator;
	int64_t span;

	memory_resolve(NULL, &allocator);
	text_table_init(&texts, &allocator);
	if (timelines_new(&allocator, &texts, &timelines) != KEFU_OK)
		return 0;
	memset(&naive, 0, sizeof naive);
	naive.texts = &texts;
	naive.last = -1;
	span = (int64_t)1 << bytes_next(&bytes) % 20;
	apply_raw(timelines, &naive, data, size);
	while (bytes.left > 0) {
		kefu_event event = naive_event(bytes_next, &bytes, ids, sizeof ids / sizeof ids[0], span);

		apply_both(timelines, &naive, &event);
		if (bytes_next(&bytes) % 4 == 0 && naive.count != 0)
			change(timelines, &naive, &bytes);
	}
	compare(timelines, &naive, &allocator);
	naive_free(&naive);
	timelines_free(timelines);
	text_table_release(&texts);
	return 0;
}
