/* Tracks as their records stand: what copying, merging and the bytes of a
 * desk hand on without unpacking it.
 *
 * The records are in the one order. They say nothing else than the entity's
 * kind and agent, the numbering and the base leave open: tracks of different
 * timelines with the same events have the same records, but for the numbering,
 * of which only packed_numbering() is the narrowest.
 */
#ifndef HISTORY_PACKED_H
#define HISTORY_PACKED_H

#include <stdbool.h>

#include "history/record.h"
#include "history/timelines.h"

struct packed {
	enum track_kind kind;
	bool settled; /* between two that would be loaded as one, right after each was stored */
	enum record_numbering numbering;
	kefu_id id;
	kefu_id agent;     /* of a thread */
	kefu_id customer;  /* as timelines_bound() says */
	const unsigned char *records;
	size_t readable;   /* bytes from there on: `used` or more */
	uint32_t used;     /* their bytes */
	uint32_t events;
	uint16_t base;     /* the first one's time counts from base << 32 */
	uint8_t flags;     /* what the track knows about its records */
	struct record_state last; /* after the last record */
};

/* Room that timelines_pack() may need to join records. */
#define PACKED_SCRATCH 1088

/* Of a track, no hole. The records stay the timelines' own, or are in `scratch`.
 * False when they are not in order: such a track must be read. */
bool timelines_pack(const struct timelines *timelines, uint32_t track, unsigned char *scratch,
                    struct packed *out);
/* The time of the first event; five readable bytes follow the records. */
int64_t packed_first(const struct packed *packed);
/* The time of the first that is no retraction, which may be dated before what it
 * takes back; of good records. INT64_MAX: there is none. */
int64_t packed_begins(const struct packed *packed);
/* Asks the processor for the track that timelines_pack() is to look at soon, or
 * next. */
void timelines_pack_soon(const struct timelines *timelines, uint32_t track);
void timelines_pack_next(const struct timelines *timelines, uint32_t track);

/* The numbering of those three that takes least. */
enum record_numbering packed_numbering(const struct packed *packed);

/* Puts the events of an entity that is not there, in order, into new records,
 * at most RECORD_LARGEST bytes each, and says all about them but the id, the
 * agent, the customer and the kind, which the caller has set. */
void packed_write(struct packed *packed, const struct entry *entries, size_t count,
                  unsigned char *out);

/* To fill timelines that are empty with at most so many tracks, one after the
 * other. None is in a list or an index before timelines_adopted(), which puts them
 * in together, in the order of the tables: each by itself would be a few misses of
 * the cache. Until then nobody looks for anything, and nothing else is added.
 * KEFU_E_NOMEM of any of the three: they are good for nothing but to be freed. */
int32_t timelines_adopting(struct timelines *timelines, size_t most);
/* A new track of records that are known to be good, live or settled; no live
 * one of the entity is there yet. */
int32_t timelines_adopt(struct timelines *timelines, const struct packed *packed);
int32_t timelines_adopted(struct timelines *timelines);

/* The entity's own ids, which its records leave out. */
void packed_name_entity(enum track_kind kind, kefu_id id, kefu_id agent, kefu_event *event);

enum {
	HEAD_ALONE = 1, /* the difference is all that follows, and there is no agent */
	HEAD_SAME = 2,  /* likewise, of the last agent */
	HEAD_SHORT = 4  /* good, and of no general shape */
};

/* What makes records from a file good ones, looked up often. */
struct packed_rules {
	const struct text_table *texts;
	size_t text_count;    /* of those that may be named: a table may have more */
	uint8_t *named;       /* a byte a text: set when an id names it */
	int64_t latest;       /* t */
	uint8_t heads[256];   /* by the first byte of a session's record: what may follow */
	uint8_t plain[256];   /* by kind: 1 good without agent, 2 with one */
	uint8_t messages[256]; /* by the byte of SHAPE_MESSAGE: good */
	uint8_t answers[256]; /* by the first of SHAPE_ANSWER: how many scores there are */
	/* By how many bytes of a difference are kept, less one: those bytes, and the
	 * least that takes as many. */
	uint32_t delta_bytes[4], delta_least[4];
};

/* The first `count` texts may be named. */
void packed_rules(struct packed_rules *rules, const struct text_table *texts, uint8_t *named,
                  size_t count);

/* Checks records of unknown origin: each must be a good event of this entity,
 * in order, in the one form that there is for it. Fills in `last` and `flags`.
 * At least five readable bytes follow the records. KEFU_E_CORRUPT, KEFU_E_NOMEM.
 * Texts have numbers in the order of their bytes. */
int32_t packed_check(const struct packed_rules *rules, const kefu_allocator *allocator,
                     struct packed *packed);

#endif
