/* Events that arrive late: a record goes in between, and only the records
 * that said something relative to what is now another predecessor are
 * written anew. */
#include <string.h>

#include "history/tracks.h"

#define STACK_BYTES 4096

/* Whether the event comes before the record in the total order. */
static int event_precedes(const kefu_event *event, int64_t seq, const struct entry *entry)
{
	enum record_rank a, b;

	if (event->t != entry->t)
		return event->t < entry->t;
	a = record_rank(event->kind, seq);
	b = record_rank(entry->kind, entry->seq);
	if (a != b)
		return a < b;
	return seq < entry->seq;
}

static int states_equal(const struct record_state *a, const struct record_state *b)
{
	return a->t == b->t && a->agent == b->agent && a->seq == b->seq;
}

/* What is being written, and what is read from. */
struct splice {
	const unsigned char *from;
	struct record_state read;
	enum record_numbering read_numbering;
	struct record_state write;
	enum record_numbering numbering;
	enum track_kind home;
	unsigned char *out;
	size_t length;
};

static void splice_record(struct splice *splice, const kefu_event *event)
{
	splice->length += record_encode(event, splice->home, splice->numbering, &splice->write,
	                                splice->out + splice->length, RECORD_LARGEST);
}

static void splice_next(struct splice *splice)
{
	struct entry entry;
	kefu_event event;

	memset(&entry, 0, sizeof entry);
	splice->from = record_decode(splice->from, splice->read_numbering, &splice->read, &entry);
	record_event(&entry, &event);
	splice_record(splice, &event);
}

/* Whether the numbers still grow with the order, the event being put after
 * `state` and before the `left` records at `at`. */
static int stays_sorted(const struct track *track, const unsigned char *at, uint32_t left,
                        struct record_state state, int64_t seq)
{
	struct entry entry;

	if (seq < state.seq)
		return 0;
	while (left-- > 0) {
		at = record_decode(at, track_numbering(track), &state, &entry);
		if (record_rank(entry.kind, entry.seq) == RANK_NUMBERED)
			return seq < entry.seq;
	}
	return 1;
}

int32_t track_insert(struct timelines *timelines, struct track *track,
                     const kefu_event *event, int64_t seq)
{
	unsigned char scratch[TRACK_SMALL + RECORD_SLACK];
	unsigned char stack[STACK_BYTES];
	const unsigned char *records = track_records(timelines, track, scratch);
	const unsigned char *at = records;
	struct record_state state = track_start(track);
	enum record_rank rank = record_rank(event->kind, seq);
	int unordered = track_unordered(timelines, track) != NULL;
	uint16_t base = track->base;
	uint32_t place, k;
	unsigned flags;
	size_t prefix, bound, rest;
	struct splice splice;
	int sorted, placed = 0;
	int32_t status;

	for (place = 0; place < track->events; place++) {
		struct record_state before = state;
		struct entry entry;
		const unsigned char *next = record_decode(at, track_numbering(track), &state, &entry);

		if (!unordered && event_precedes(event, seq, &entry)) {
			state = before;
			break;
		}
		at = next;
	}
	sorted = rank != RANK_NUMBERED ||
	         stays_sorted(track, at, track->events - place, state, seq);
	splice.read_numbering = track_numbering(track);
	splice.numbering = splice.read_numbering;
	if (rank != RANK_RETRACTION &&
	    (!record_fits(splice.numbering, &state, seq) ||
	     (splice.numbering == NUMBERING_CONSECUTIVE && place != track->events)))
		splice.numbering = NUMBERING_EXPLICIT;
	k = place;
	if (splice.numbering != splice.read_numbering) {
		at = records;
		state = track_start(track);
		k = 0;
	}
	prefix = (size_t)(at - records);
	splice.from = at;
	splice.read = state;
	splice.write = state;
	if (prefix == 0 && !unordered && event->t >> 32 < base) {
		base = (uint16_t)(event->t >> 32);
		splice.write.t = (int64_t)base << 32;
	}
	splice.home = track_kind_of(track);
	splice.length = 0;
	/* A record grows by at most an agent, a number and a longer head; one may
	 * lose its short shape for a difference that became wide. */
	bound = 2 * RECORD_LARGEST + (track->used - prefix) + 24 * (size_t)(track->events - k);
	splice.out = bound <= sizeof stack ? stack : memory_get(&timelines->allocator, bound);
	if (splice.out == NULL)
		return KEFU_E_NOMEM;
	for (;; k++) {
		if (k == place) {
			splice_record(&splice, event);
			placed = 1;
		}
		if (k == track->events)
			break;
		if (placed && splice.numbering == splice.read_numbering &&
		    states_equal(&splice.read, &splice.write))
			break;
		splice_next(&splice);
	}
	rest = (size_t)(records + track->used - splice.from);
	memcpy(splice.out + splice.length, splice.from, rest);
	splice.length += rest;
	status = track_resize(timelines, track, prefix + splice.length);
	if (status == KEFU_OK) {
		track_write(timelines, track, prefix, splice.out, splice.length);
		if (k == track->events)
			track->last = splice.write;
		flags = track->flags & ~(unsigned)TRACK_NUMBERING;
		flags |= (unsigned)splice.numbering;
		if (place == track->events)
			flags = (flags & ~(unsigned)TRACK_RANK) | (unsigned)rank << TRACK_RANK_SHIFT;
		if (!sorted)
			flags |= TRACK_UNSORTED;
		if (rank == RANK_RETRACTION)
			flags |= TRACK_RETRACTS;
		track->flags = (uint8_t)flags;
		track->base = base;
		track->events++;
	}
	if (splice.out != stack)
		memory_put(&timelines->allocator, splice.out, bound);
	return status;
}
