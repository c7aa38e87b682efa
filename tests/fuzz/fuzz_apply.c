/* Bytes become events, events are applied, and what is read back is compared
 * with the slow model: no event stream may crash the store or be told
 * otherwise than it was. Also checks events made of raw bytes. */
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
	size_t i;

	require(timelines_track_count(timelines) == naive->count);
	for (i = 0; i < naive->count; i++) {
		const struct naive_track *track = &naive->tracks[i];
		struct entry *expected = malloc(track->count * sizeof *expected);
		int64_t as_of = i % 2 == 0 ? INT64_MAX : track->at[track->count / 2].t;
		size_t count = naive_read(track, as_of, expected);
		uint32_t number = timelines_find(timelines, track->kind, track->id, track->agent);
		struct track_info info;

		require(number != NO_TRACK);
		timelines_info(timelines, number, &info);
		require(info.customer == naive_customer(naive, track));
		entries.count = 0;
		require(timelines_read(timelines, number, as_of, allocator, &entries) == KEFU_OK);
		require(entries.count == count);
		require(count == 0 || memcmp(entries.at, expected, count * sizeof *expected) == 0);
		free(expected);
	}
	memory_put(allocator, entries.at, entries.capacity * sizeof *entries.at);
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
		enum applied applied;

		require(timelines_apply(timelines, &event, &applied) == KEFU_OK);
		require(applied == naive_apply(naive, &event));
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
		enum applied applied;

		require(timelines_apply(timelines, &event, &applied) == KEFU_OK);
		require(applied == naive_apply(&naive, &event));
	}
	compare(timelines, &naive, &allocator);
	naive_free(&naive);
	timelines_free(timelines);
	text_table_release(&texts);
	return 0;
}
