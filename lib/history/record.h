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
 * Files hold records as they are (docs/format.md): what a byte means never
 * changes.
 */
#ifndef HISTORY_RECORD_H
#define HISTORY_RECORD_H

#include <string.h>

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

/* Order at equal instants. */
enum record_rank { RANK_NUMBERED, RANK_UNNUMBERED, RANK_RETRACTION };

static inline enum record_rank record_rank(int32_t kind, int64_t seq)
{
	if (kind == KEFU_EVENT_RETRACT)
		return RANK_RETRACTION;
	return seq != 0 ? RANK_NUMBERED : RANK_UNNUMBERED;
}

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

/* What the first byte of a record says: its shape … */
enum {
	SHAPE_GENERAL,
	SHAPE_CUSTOMER_TEXT,
	SHAPE_AGENT_HUMAN,
	SHAPE_AGENT_QUICK,
	SHAPE_AGENT_ASSIST,
	SHAPE_BOT,
	SHAPE_ASSIGN,
	SHAPE_RESOLVE,
	SHAPE_CLOSE,
	SHAPES_WITH_MORE, /* the shapes from here on have bytes of their own */
	SHAPE_PLAIN = SHAPES_WITH_MORE, /* a kind and nothing else */
	SHAPE_OPEN,       /* channel */
	SHAPE_MESSAGE,    /* from, mode, content in one byte */
	SHAPE_ANSWER,     /* survey and scale in one byte, score - min in one */
	SHAPE_SEND,       /* survey */
	SHAPE_TRANSFER,   /* to */
	SHAPE_ESCALATE    /* level in one byte */
};

/* … and how the agent is given. */
enum { AGENT_NONE, AGENT_SAME, AGENT_NEW };

/* What a shape says by itself: the entry's bytes from `kind` to `survey`. */
extern const uint8_t record_shape_bytes[16][8];
/* Messages of class text by from | mode << 3, mode 0 being the sender's; 0: no
 * short shape. */
extern const uint8_t record_text_shapes[64];
/* Other kinds that have a short shape whatever their fields say. */
extern const uint8_t record_kind_shapes[KEFU_EVENT_RETRACT + 1];
/* The fields that the bits of a general record's mask stand for; bit 0 is of
 * the difference. */
#define RECORD_MASK_BITS 29
extern const uint8_t record_mask_fields[RECORD_MASK_BITS];
/* By sender. */
extern const uint8_t record_default_modes[8];

/* The low bytes of a difference: four are written, some of them kept. */
static inline void record_put_delta(unsigned char *out, uint32_t delta)
{
	out[0] = (unsigned char)delta;
	out[1] = (unsigned char)(delta >> 8);
	out[2] = (unsigned char)(delta >> 16);
	out[3] = (unsigned char)(delta >> 24);
}

static inline uint32_t record_get_delta(const unsigned char *at, unsigned length)
{
	uint32_t delta = (uint32_t)at[0] | (uint32_t)at[1] << 8 |
	                 (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;

	return delta & (UINT32_MAX >> (24 - 8 * length));
}

/* How many bytes of a difference are kept, less one. */
static inline unsigned record_delta_length(uint32_t delta)
{
	return (31u - (unsigned)__builtin_clz(delta | 1)) >> 3;
}

/* Writes a record of an event with t >= state->t, for a track of this kind;
 * returns its length, or 0 with nothing written when `room` might not do,
 * which RECORD_LARGEST always does. The kind is checked, the numbering fits. */
size_t record_encode(const kefu_event *event, enum track_kind home,
                     enum record_numbering numbering,
                     struct record_state *state, unsigned char *out, size_t room);

/* As record_encode() for the events that come most often and have no number;
 * 0 when it leaves the event to record_encode(). Has no branch on who speaks
 * or whether the agent changed: nobody could foresee it. */
static inline size_t record_encode_quick(const kefu_event *event, struct record_state *state,
                                         unsigned char *out, size_t room)
{
	uint64_t delta = (uint64_t)event->t - (uint64_t)state->t;
	uint64_t id = event->agent << 1 | event->agent >> 63;
	unsigned is_new = (unsigned)(event->agent != 0) & (unsigned)(event->agent != state->agent);
	unsigned text = record_text_shapes[(event->from | event->mode << 3) & 63] &
	                (0u - (unsigned)((event->kind == KEFU_EVENT_MESSAGE) &
	                                 (event->content <= KEFU_CONTENT_TEXT) &
	                                 (event->is_private != KEFU_YES)));
	unsigned shape = text | record_kind_shapes[event->kind]; /* messages: 0 */
	unsigned length;

	if ((shape == SHAPE_GENERAL) | (delta >> 32 != 0) | (event->team != 0) | (room < 7) |
	    (id >> 14 != 0))
		return 0;
	length = record_delta_length((uint32_t)delta);
	*out = (unsigned char)(shape | length << 4 | ((unsigned)(event->agent != 0) + is_new) << 6);
	record_put_delta(out + 1, (uint32_t)delta);
	/* The agent's one or two bytes are written, needed or not. */
	out[2 + length] = (unsigned char)((id & 0x7F) | (unsigned)(id > 0x7F) << 7);
	out[3 + length] = (unsigned char)(id >> 7);
	state->t = event->t;
	state->agent = event->agent != 0 ? event->agent : state->agent;
	return 2 + length + is_new + (is_new & (unsigned)(id > 0x7F));
}

/* Reads what record_decode() does not know by itself. */
const unsigned char *record_decode_rest(const unsigned char *at, unsigned head,
                                        enum record_numbering numbering,
                                        struct record_state *state,
                                        struct entry *out);

/* Reads a record into an entry that is all zero (or whose other fields do
 * not matter); returns where the next one begins. */
static inline const unsigned char *record_decode(const unsigned char *at,
                                                 enum record_numbering numbering,
                                                 struct record_state *state,
                                                 struct entry *out)
{
	unsigned head = *at;
	unsigned shape = head & 15, length = head >> 4 & 3;

	state->t += record_get_delta(at + 1, length);
	at += 2 + length;
	out->t = state->t;
	if ((shape == SHAPE_GENERAL) | (shape >= SHAPES_WITH_MORE) | (head >> 6 == AGENT_NEW) |
	    (numbering == NUMBERING_EXPLICIT))
		return record_decode_rest(at, head, numbering, state, out);
	out->agent = head >> 6 != AGENT_NONE ? state->agent : 0;
	if (numbering == NUMBERING_CONSECUTIVE)
		out->seq = ++state->seq;
	else
		out->seq = 0;
	memcpy(&out->kind, record_shape_bytes[shape], sizeof record_shape_bytes[shape]);
	return at;
}

/* The event that would be encoded as this entry. */
void record_event(const struct entry *entry, kefu_event *out);

/* The order of two entries by what they say, `t` and number apart: by kind,
 * agent, then the fields in the order of the mask's bits. */
int record_compare(const struct text_table *texts, const struct entry *a,
                   const struct entry *b);

/* An id in place of another. */
typedef kefu_id record_mapper(void *context, kefu_id id);

/* Reads records that are known to be good, each id of theirs by `map`; writes
 * them with what it gives unless `out` is NULL, at most ten times as many bytes
 * when no id becomes one of a text but from one, five times if that is one of
 * generation 0. The records may be in any order. Different ids must stay
 * different. Returns the bytes written. */
size_t record_map(const unsigned char *records, uint32_t count, enum record_numbering numbering,
                  record_mapper *map, void *context, unsigned char *out);

/* The most values of a scale that SHAPE_ANSWER gives, 0 when it is no scale. */
int record_scale(unsigned scale);

#endif
