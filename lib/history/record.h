/* An event as a few bytes.
 *
 * A record says what differs from the one before it (struct record_state).
 * Its first byte has a shape (4 bits), the length of the time difference
 * (2 bits) and how the agent is given (2 bits); then come the difference, the
 * agent if it is a new one, the source's number as the track's numbering has
 * it, and what the shape needs. Kinds and combinations that are common have
 * shapes of their own; shape 0 spells out everything. Ids are varints of the
 * id rotated left by one, so that interned ids are as short as numbers.
 *
 * The bytes never leave the process.
 */
#ifndef HISTORY_RECORD_H
#define HISTORY_RECORD_H

#include "history/entry.h"
#include "history/timelines.h"

struct record_state {
	int64_t t;
	kefu_id agent; /* the last one named */
	int64_t seq;   /* the last number given */
};

/* How the records of a track give the source's numbers. */
enum record_numbering {
	NUMBERING_NONE,        /* none has one */
	NUMBERING_CONSECUTIVE, /* each is one more than the one before */
	NUMBERING_EXPLICIT     /* each says its own, or that it has none */
};

/* The most bytes of one record, and how far a decoder may look beyond it. */
#define RECORD_LARGEST 192
#define RECORD_SLACK 8

/* Whether a record with this number (0: none; retractions pass 0 and always
 * fit) can follow under the numbering. */
static inline int record_fits(enum record_numbering numbering,
                              const struct record_state *state, int64_t seq)
{
	if (numbering == NUMBERING_NONE)
		return seq == 0;
	return numbering == NUMBERING_EXPLICIT || seq == state->seq + 1;
}

/* Writes a record of an event with t >= state->t, for a track of this kind;
 * returns its length, or 0 with nothing written when `room` might not do,
 * which RECORD_LARGEST always does. The kind is checked, the numbering fits. */
size_t record_encode(const kefu_event *event, enum track_kind home,
                     enum record_numbering numbering,
                     struct record_state *state, unsigned char *out, size_t room);

/* Reads a record into an entry that is all zero (or whose other fields do
 * not matter); returns where the next one begins. */
const unsigned char *record_decode(const unsigned char *at,
                                   enum record_numbering numbering,
                                   struct record_state *state,
                                   struct entry *out);

/* The event that would be encoded as this entry. */
void record_event(const struct entry *entry, kefu_event *out);

#endif
