/* Reading what timelines hold; nothing here writes. */
#include <string.h>

#include "history/kinds.h"
#include "history/packed.h"
#include "history/tracks.h"

uint32_t timelines_track_count(const struct timelines *timelines)
{
	return (uint32_t)timelines->tracks.count;
}

uint32_t timelines_find(const struct timelines *timelines,
                        enum track_kind kind, kefu_id id, kefu_id agent)
{
	size_t at;

	return track_lookup(timelines, track_tag(kind, id, agent), kind, id, agent, &at);
}

/* A number says little, but decides. */
static int is_later_track(const struct track_info *one, uint32_t number,
                          const struct track_info *other, uint32_t other_number)
{
	if (one->first != other->first)
		return one->first > other->first;
	return one->last != other->last ? one->last > other->last : number > other_number;
}

uint32_t timelines_find_order(const struct timelines *timelines, kefu_id id, int settled)
{
	const struct hash_index *index = &timelines->track_index;
	uint32_t live = timelines_find(timelines, TRACK_ORDER, id, 0), number, found = NO_TRACK;
	uint32_t tag = track_tag(TRACK_ORDER | TRACK_SETTLED, id, 0);
	struct track_info latest = {0};
	size_t at;

	if ((live != NO_TRACK && !settled) || index->slot_count == 0)
		return live;
	at = hash_home(index, tag);
	while ((number = hash_next(index, tag, &at)) != HASH_NONE) {
		const struct track *track = track_at(timelines, number);
		struct track_info info;

		if (track->id != id || track->kind != (TRACK_ORDER | TRACK_SETTLED))
			continue;
		timelines_info(timelines, number, &info);
		if (found == NO_TRACK || is_later_track(&info, number, &latest, found)) {
			latest = info;
			found = number;
		}
	}
	return found != NO_TRACK ? found : live;
}

/* The smallest customer of the orders that a refund names. */
static kefu_id customer_of_orders(const struct timelines *timelines, const struct track *track)
{
	unsigned char scratch[TRACK_SMALL + RECORD_SLACK];
	const unsigned char *at = track_records(timelines, track, scratch);
	struct record_state state = track_start(track);
	kefu_id customer = 0;
	uint32_t i;

	for (i = 0; i < track->events; i++) {
		struct entry entry;
		const struct track *order;
		uint32_t number;

		memset(&entry, 0, sizeof entry);
		at = record_decode(at, track_numbering(track), &state, &entry);
		if (entry.order == 0)
			continue;
		number = timelines_find_order(timelines, entry.order, track_is_settled(track));
		if (number == NO_TRACK)
			continue;
		order = track_at(timelines, number);
		if ((order->flags & TRACK_BOUND) != 0 &&
		    (customer == 0 || text_compare(timelines->texts, order->customer, customer) < 0))
			customer = order->customer;
	}
	return customer;
}

void timelines_info(const struct timelines *timelines, uint32_t number,
                    struct track_info *out)
{
	const struct track *track = track_at(timelines, number);

	if (track->kind == 0) {
		memset(out, 0, sizeof *out);
		return;
	}
	out->kind = track_kind_of(track);
	out->settled = track_is_settled(track);
	out->id = track->id;
	out->agent = track_agent(track);
	out->first = track_first(timelines, track);
	out->last = track_last(timelines, track);
	out->events = track->events;
	if (out->kind == TRACK_THREAD)
		out->customer = track->id;
	else if ((track->flags & TRACK_BOUND) != 0)
		out->customer = track->customer;
	else
		out->customer = out->kind == TRACK_REFUND ? customer_of_orders(timelines, track) : 0;
}

enum track_kind timelines_kind(const struct timelines *timelines, uint32_t track)
{
	return track_kind_of(track_at(timelines, track));
}

int timelines_settled(const struct timelines *timelines, uint32_t track)
{
	return track_is_settled(track_at(timelines, track));
}

enum track_kind timelines_entity_of(const struct timelines *timelines, uint32_t number,
                                    kefu_id *id, kefu_id *agent)
{
	const struct track *track = track_at(timelines, number);

	*id = track->id;
	*agent = track_agent(track);
	return track_kind_of(track);
}

uint32_t timelines_find_customer(const struct timelines *timelines, kefu_id id)
{
	size_t at;

	return customer_lookup(timelines, id, &at); /* HASH_NONE is NOBODY */
}

uint32_t timelines_customer_count(const struct timelines *timelines)
{
	return (uint32_t)timelines->customers.count;
}

kefu_id timelines_customer_id(const struct timelines *timelines, uint32_t customer)
{
	return customer_at(timelines, customer)->id;
}

uint32_t timelines_first_track(const struct timelines *timelines, uint32_t customer)
{
	return customer == NOBODY ? timelines->nobody : customer_at(timelines, customer)->first;
}

uint32_t timelines_next_track(const struct timelines *timelines, uint32_t track)
{
	return track_at(timelines, track)->next;
}

void timelines_prefetch(const struct timelines *timelines, uint32_t customer)
{
	const struct track *track;

	if (customer >= timelines->customers.count ||
	    customer_at(timelines, customer)->first == NO_TRACK)
		return;
	track = track_at(timelines, customer_at(timelines, customer)->first);
	__builtin_prefetch(track);
	__builtin_prefetch((const char *)track + PAGE_ALIGN);
}

int timelines_has_number(const struct timelines *timelines, uint32_t number, int64_t seq,
                         int64_t until)
{
	const struct track *track = track_at(timelines, number);
	unsigned char scratch[TRACK_SMALL + RECORD_SLACK];
	const unsigned char *at = track_records(timelines, track, scratch);
	struct record_state state = track_start(track);
	uint32_t i;

	for (i = 0; i < track->events; i++) {
		struct entry entry;

		memset(&entry, 0, sizeof entry);
		at = record_decode(at, track_numbering(track), &state, &entry);
		if (entry.kind != KEFU_EVENT_RETRACT && entry.seq == seq && entry.t <= until)
			return 1;
	}
	return 0;
}

/* Puts a heap in order below `from`; the largest number on top. */
static void sift(int64_t *numbers, size_t from, size_t count)
{
	size_t child;

	while ((child = from * 2 + 1) < count) {
		int64_t other;

		if (child + 1 < count && numbers[child + 1] > numbers[child])
			child++;
		if (numbers[from] >= numbers[child])
			return;
		other = numbers[from];
		numbers[from] = numbers[child];
		numbers[child] = other;
		from = child;
	}
}

static void sort_numbers(int64_t *numbers, size_t count)
{
	size_t i;

	for (i = count / 2; i-- > 0;)
		sift(numbers, i, count);
	for (i = count; i-- > 1;) {
		int64_t largest = numbers[0];

		numbers[0] = numbers[i];
		numbers[i] = largest;
		sift(numbers, 0, i);
	}
}

static int is_among(const int64_t *numbers, size_t count, int64_t number)
{
	size_t low = 0, high = count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (numbers[middle] == number)
			return 1;
		if (numbers[middle] < number)
			low = middle + 1;
		else
			high = middle;
	}
	return 0;
}

/* Takes retractions, and what they take back, out of `count` entries. */
static int32_t leave_out_retracted(const kefu_allocator *allocator, struct entry *at,
                                   size_t *count)
{
	int64_t few[16];
	int64_t *numbers = few;
	size_t retracted = 0, kept = 0, i;

	for (i = 0; i < *count; i++)
		retracted += at[i].kind == KEFU_EVENT_RETRACT;
	if (retracted > sizeof few / sizeof few[0])
		numbers = memory_get(allocator, retracted * sizeof *numbers);
	if (numbers == NULL)
		return KEFU_E_NOMEM;
	for (i = 0, kept = 0; i < *count; i++)
		if (at[i].kind == KEFU_EVENT_RETRACT)
			numbers[kept++] = at[i].seq;
	sort_numbers(numbers, retracted);
	for (i = 0, kept = 0; i < *count; i++) {
		if (at[i].kind == KEFU_EVENT_RETRACT ||
		    (at[i].seq != 0 && is_among(numbers, retracted, at[i].seq)))
			continue;
		if (kept != i)
			at[kept] = at[i];
		kept++;
	}
	*count = kept;
	if (numbers != few)
		memory_put(allocator, numbers, retracted * sizeof *numbers);
	return KEFU_OK;
}

/* Where an entry belongs, and which it is. */
struct place {
	int64_t t;
	int64_t seq;
	uint32_t rank;
	uint32_t index;
};

static int place_precedes(const struct place *a, const struct place *b)
{
	if (a->t != b->t)
		return a->t < b->t;
	if (a->rank != b->rank)
		return a->rank < b->rank;
	if (a->seq != b->seq)
		return a->seq < b->seq;
	return a->index < b->index; /* as they came */
}

static void sift_place(struct place *places, size_t from, size_t count)
{
	struct place sinking = places[from];
	size_t child;

	while ((child = from * 2 + 1) < count) {
		if (child + 1 < count && place_precedes(&places[child], &places[child + 1]))
			child++;
		if (!place_precedes(&sinking, &places[child]))
			break;
		places[from] = places[child];
		from = child;
	}
	places[from] = sinking;
}

static void sort_places(struct place *places, size_t count)
{
	size_t i;

	for (i = count / 2; i-- > 0;)
		sift_place(places, i, count);
	for (i = count; i-- > 1;) {
		struct place largest = places[0];

		places[0] = places[i];
		places[i] = largest;
		sift_place(places, 0, i);
	}
}

/* Moves entries[places[i].index] to i, following each ring of moves once. */
static void permute(struct entry *entries, struct place *places, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++) {
		struct entry held = entries[i];
		size_t to = i, from = places[i].index;

		if (from == i)
			continue;
		while (from != i) {
			entries[to] = entries[from];
			places[to].index = (uint32_t)to;
			to = from;
			from = places[to].index;
		}
		entries[to] = held;
		places[to].index = (uint32_t)to;
	}
}

/* Puts entries of an unordered track in order, and leaves out the later ones. */
static int32_t put_in_order(const kefu_allocator *allocator, struct entry *entries,
                            size_t *count, int64_t as_of)
{
	size_t size = *count * sizeof(struct place), i;
	struct place *places = memory_get(allocator, size);

	if (places == NULL)
		return KEFU_E_NOMEM;
	for (i = 0; i < *count; i++) {
		places[i].t = entries[i].t;
		places[i].seq = entries[i].seq;
		places[i].rank = (uint32_t)record_rank(entries[i].kind, entries[i].seq);
		places[i].index = (uint32_t)i;
	}
	sort_places(places, *count);
	permute(entries, places, *count);
	memory_put(allocator, places, size);
	while (*count > 0 && entries[*count - 1].t > as_of)
		--*count;
	return KEFU_OK;
}

/* Everything up to an instant, in order; *count entries behind out->count. */
static int32_t read_held(const struct timelines *timelines, const struct track *track,
                         int64_t as_of, const kefu_allocator *allocator,
                         struct entries *out, size_t *held)
{
	enum record_numbering numbering = track_numbering(track);
	unsigned char scratch[TRACK_SMALL + RECORD_SLACK];
	const unsigned char *at = track_records(timelines, track, scratch);
	struct record_state state = track_start(track);
	int unordered = track_unordered(timelines, track) != NULL;
	size_t count = 0;
	struct entry *entries;
	int32_t status;

	if (out->count + track->events > out->capacity) {
		void *grown = out->at;

		status = memory_reserve(allocator, &grown, &out->capacity,
		                        out->count + track->events, sizeof *out->at);
		out->at = grown;
		if (status != KEFU_OK)
			return status;
	}
	entries = out->at + out->count;
	memset(entries, 0, track->events * sizeof *entries);
	while (count < track->events) {
		at = record_decode(at, numbering, &state, &entries[count]);
		if ((state.t > as_of) & !unordered)
			break;
		count++;
	}
	*held = count;
	return unordered ? put_in_order(allocator, entries, held, as_of) : KEFU_OK;
}

int32_t timelines_read(const struct timelines *timelines, uint32_t number,
                       int64_t as_of, const kefu_allocator *allocator,
                       struct entries *out)
{
	const struct track *track = track_at(timelines, number);
	size_t count;
	int32_t status = read_held(timelines, track, as_of, allocator, out, &count);

	if (status == KEFU_OK && (track->flags & TRACK_RETRACTS) != 0)
		status = leave_out_retracted(allocator, out->at + out->count, &count);
	if (status == KEFU_OK)
		out->count += count;
	return status;
}

int32_t timelines_read_held(const struct timelines *timelines, uint32_t number,
                            const kefu_allocator *allocator, struct entries *out)
{
	size_t count;
	int32_t status = read_held(timelines, track_at(timelines, number), INT64_MAX,
	                           allocator, out, &count);

	if (status == KEFU_OK)
		out->count += count;
	return status;
}

kefu_id timelines_bound(const struct timelines *timelines, uint32_t number)
{
	const struct track *track = track_at(timelines, number);

	return track_is_bindable(track_kind_of(track)) &&
	       (track->flags & TRACK_BOUND) != 0 ? track->customer : 0;
}

void timelines_count(const struct timelines *timelines, struct timelines_counts *out)
{
	out->events = timelines->events;
	out->sessions = timelines->sessions;
	out->orphans = timelines->orphans;
	out->settled = timelines->settled;
	out->customers = (int64_t)timelines->customers.count - timelines->customer_holes;
	out->last = timelines->last;
	out->bytes = timelines->bytes;
}

void timelines_event(const struct track_info *info, const struct entry *entry,
                     kefu_event *out)
{
	record_event(entry, out);
	out->has_value = kind_has_value(entry->kind);
	out->customer = info->customer;
	packed_name_entity(info->kind, info->id, info->agent, out);
}
