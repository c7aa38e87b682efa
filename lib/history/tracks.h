/* Where timelines keep their bytes: cells of two cache lines, one a track,
 * with room for most sessions; blocks for what does not fit; the indexes.
 *
 * Only timelines.c, lists.c, settle.c, insert.c, reading.c, adopt.c and packed.c
 * look in here.
 */
#ifndef HISTORY_TRACKS_H
#define HISTORY_TRACKS_H

#include "base/hash.h"
#include "history/record.h"

#define TRACK_INLINE 68
#define BLOCK_UNIT 32u
#define BLOCK_CLASSES 30u
/* The most bytes of a track that does not have an allocation of its own. */
#define TRACK_SMALL (TRACK_INLINE + BLOCK_CLASSES * BLOCK_UNIT)

enum {
	TRACK_NUMBERING = 3,   /* mask: enum record_numbering */
	TRACK_RANK = 3 << 2,   /* mask: enum record_rank of the last record */
	TRACK_RANK_SHIFT = 2,
	TRACK_BOUND = 1 << 4,  /* has a customer */
	TRACK_RETRACTS = 1 << 5, /* holds a retraction */
	TRACK_UNSORTED = 1 << 6, /* numbers do not grow with the order */
	TRACK_LARGE = 1 << 7   /* `block` counts large allocations */
};

/* In the kind of a track. */
enum {
	TRACK_KIND = 7,       /* mask: enum track_kind; 0: a hole, all of whose
	                         fields are 0 but `next`: another hole */
	TRACK_SETTLED = 1 << 3
};

struct track {
	kefu_id id;
	kefu_id customer; /* thread: its agent. Bound to nobody: the track
	                     before this one in nobody's list. */
	struct record_state last; /* after the last record */
	uint32_t events;
	uint32_t used;    /* bytes of all records */
	uint32_t next;    /* in the list of its customer */
	uint32_t block;
	uint16_t base;    /* the first record's time counts from base << 32 */
	uint8_t kind;
	uint8_t flags;
	unsigned char bytes[TRACK_INLINE];
};

struct customer {
	kefu_id id;     /* 0: a hole */
	uint32_t first; /* track; never NO_TRACK but in a hole */
	uint32_t hole;  /* another hole */
};

/* An array that grows by whole pages and never moves what it holds, but for
 * the first page, which grows by doubling so that little needs little. */
#define PAGE_SHIFT 12
#define PAGE_ELEMENTS (1u << PAGE_SHIFT)
#define PAGE_ALIGN 64

struct page {
	unsigned char *elements; /* aligned to cache lines */
	void *memory;
};

struct paged {
	struct page *pages;
	size_t page_count, page_capacity;
	size_t count;
	size_t first_room; /* elements of the first page */
	size_t element_size;
};

struct block_class {
	uint32_t *free;
	size_t count, capacity;
	size_t carved; /* blocks of this class that exist: room for all in free */
};

/* A track with an allocation of its own is too long to move its bytes for
 * each event that comes late: such an event goes to the end all the same, the
 * track is unordered from then on, and reading sorts. */
struct large {
	unsigned char *bytes; /* NULL: free */
	size_t capacity;      /* free: another one */
	int64_t first, last; /* times, once it is unordered */
	int unordered;
};

/* Tracks that are in no index yet (adopt.c). */
struct adopted {
	uint64_t *tracks;   /* those that will be: tag << 32 | number */
	kefu_id *customers; /* by number, 0: none */
	size_t indexed;     /* of `tracks` */
	size_t room;
};

struct timelines {
	kefu_allocator allocator; /* counts into bytes, see tracks.c */
	kefu_allocator host;
	struct text_table *texts;
	int64_t bytes;
	struct paged tracks;
	struct paged customers;
	struct hash_index track_index;
	struct hash_index customer_index;
	uint32_t nobody;      /* first track bound to nobody */
	uint32_t track_hole, customer_hole; /* NO_TRACK, NOBODY: none */
	uint32_t customer_holes;
	uint32_t unlinked;    /* the track before the one last taken from a
	                         customer's list, or NO_TRACK */
	struct paged units;   /* of blocks */
	struct block_class classes[BLOCK_CLASSES + 1];
	struct large *large;
	size_t large_count, large_capacity;
	uint32_t large_free;  /* NO_TRACK: none */
	struct adopted adopted;
	int64_t events, sessions, orphans, last, settled;
	uint32_t *open;       /* by track: how many events it had when it was found
	                         to be a session that nobody ended, or 0 */
	size_t open_count;
};

static inline void *paged_at(const struct paged *paged, uint32_t number, size_t element_size)
{
	return paged->pages[number >> PAGE_SHIFT].elements +
	       (size_t)(number & (PAGE_ELEMENTS - 1)) * element_size;
}

static inline struct track *track_at(const struct timelines *timelines, uint32_t number)
{
	return paged_at(&timelines->tracks, number, sizeof(struct track));
}

static inline struct customer *customer_at(const struct timelines *timelines, uint32_t number)
{
	return paged_at(&timelines->customers, number, sizeof(struct customer));
}

static inline unsigned char *block_at(const struct timelines *timelines, uint32_t block)
{
	return paged_at(&timelines->units, block, BLOCK_UNIT);
}

void adopted_release(struct timelines *timelines);

int32_t paged_grow(struct paged *paged, const kefu_allocator *allocator);

/* How many elements there is room for. */
static inline size_t paged_room(const struct paged *paged)
{
	return paged->page_count <= 1 ? paged->first_room : paged->page_count * PAGE_ELEMENTS;
}

/* Room for one more element; the caller raises `count`. */
static inline int32_t paged_reserve(struct paged *paged, const kefu_allocator *allocator)
{
	return paged->count < paged_room(paged) ? KEFU_OK : paged_grow(paged, allocator);
}

void paged_release(struct paged *paged, const kefu_allocator *allocator);

static inline enum track_kind track_kind_of(const struct track *track)
{
	return (enum track_kind)(track->kind & TRACK_KIND);
}

static inline int track_is_noted_open(const struct timelines *timelines, uint32_t number)
{
	return number < timelines->open_count &&
	       timelines->open[number] == track_at(timelines, number)->events;
}

static inline int track_is_settled(const struct track *track)
{
	return (track->kind & TRACK_SETTLED) != 0;
}

/* `kind` as in struct track. Orders are found after they settled by the refund
 * cases that name them. */
static inline int track_is_indexed(unsigned kind)
{
	return (kind & TRACK_SETTLED) == 0 || kind == (TRACK_ORDER | TRACK_SETTLED);
}

static inline uint32_t track_tag(unsigned kind, kefu_id id, kefu_id agent)
{
	uint64_t hash = hash_mix(id + ((uint64_t)kind << 56));

	if (agent != 0)
		hash = hash_mix(hash ^ agent);
	return (uint32_t)(hash >> 32);
}

static inline uint32_t customer_tag(kefu_id id)
{
	return (uint32_t)(hash_mix(id) >> 32);
}

static inline kefu_id track_agent(const struct track *track)
{
	return track_kind_of(track) == TRACK_THREAD ? track->customer : 0;
}

static inline kefu_id track_customer(const struct track *track)
{
	return track_kind_of(track) == TRACK_THREAD ? track->id : track->customer;
}

static inline int track_is_bindable(enum track_kind kind)
{
	return kind == TRACK_SESSION || kind == TRACK_ORDER || kind == TRACK_REFUND;
}

/* Into the totals, or out of them: `sign` 1 or -1. */
static inline void track_count(struct timelines *timelines, const struct track *track, int sign)
{
	if (track_is_settled(track)) {
		timelines->settled += sign * (int64_t)track->events;
		return;
	}
	timelines->events += sign * (int64_t)track->events;
	timelines->sessions += sign * (track->kind == TRACK_SESSION);
	timelines->orphans += sign * (track_is_bindable(track_kind_of(track)) &&
	                              (track->flags & TRACK_BOUND) == 0);
}

/* What the first record differs from. */
static inline struct record_state track_start(const struct track *track)
{
	struct record_state state = {(int64_t)track->base << 32, 0, 0};

	if (track_kind_of(track) == TRACK_AGENT)
		state.agent = track->id;
	else if (track_kind_of(track) == TRACK_THREAD)
		state.agent = track->customer;
	return state;
}

/* NULL unless the track's records are not in order. */
static inline struct large *track_unordered(const struct timelines *timelines,
                                            const struct track *track)
{
	struct large *large;

	if ((track->flags & TRACK_LARGE) == 0)
		return NULL;
	large = &timelines->large[track->block];
	return large->unordered ? large : NULL;
}

static inline enum record_numbering track_numbering(const struct track *track)
{
	return (enum record_numbering)(track->flags & TRACK_NUMBERING);
}

/* HASH_NONE (= NO_TRACK) when there is none; `at` is then for hash_put().
 * `kind` as in struct track: a settled order, and nothing else that settled,
 * is found if asked for as such; there may be several. */
uint32_t track_lookup(const struct timelines *timelines, uint32_t tag,
                      unsigned kind, kefu_id id, kefu_id agent, size_t *at);
uint32_t customer_lookup(const struct timelines *timelines, kefu_id id, size_t *at);

/* The records in one run: in place, or copied to `scratch`, which has room
 * for TRACK_SMALL + RECORD_SLACK bytes. */
const unsigned char *track_records(const struct timelines *timelines,
                                   const struct track *track,
                                   unsigned char *scratch);

/* Makes the storage right for `used` bytes of records, keeping those it has;
 * sets track->used. The one step that can fail. */
int32_t track_resize(struct timelines *timelines, struct track *track, size_t used);

/* How many bytes more fit at the end of the records without track_resize(), and
 * where they would go; 0 for a track with an allocation of its own. */
static inline size_t track_room(const struct timelines *timelines, struct track *track,
                                unsigned char **end)
{
	size_t used = track->used, beyond;

	if (used <= TRACK_INLINE) {
		*end = track->bytes + used;
		return TRACK_INLINE - used;
	}
	if ((track->flags & TRACK_LARGE) != 0)
		return 0;
	beyond = used - TRACK_INLINE;
	*end = block_at(timelines, track->block) + beyond;
	return (0u - beyond) & (BLOCK_UNIT - 1);
}

/* Makes the cell of a track that is in no list and no index a hole. */
void track_drop(struct timelines *timelines, uint32_t number);

/* Writes `length` bytes at `offset`, within used. */
void track_write(const struct timelines *timelines, struct track *track,
                 size_t offset, const unsigned char *bytes, size_t length);

/* The time of the first record: the smallest unless the track is unordered. */
int64_t track_first_time(const struct timelines *timelines, const struct track *track);

/* The smallest and the greatest time of its records. */
static inline int64_t track_first(const struct timelines *timelines, const struct track *track)
{
	const struct large *unordered = track_unordered(timelines, track);

	return unordered != NULL ? unordered->first : track_first_time(timelines, track);
}

static inline int64_t track_last(const struct timelines *timelines, const struct track *track)
{
	const struct large *unordered = track_unordered(timelines, track);

	return unordered != NULL ? unordered->last : track->last.t;
}

/* Puts a checked event that is no duplicate where it belongs among the
 * records, or at their end when their numbering must change for it or when
 * they are unordered (insert.c). The bytes, events and what is cached about
 * the last record are then right. */
int32_t track_insert(struct timelines *timelines, struct track *track,
                     const kefu_event *event, int64_t seq);

/* A new track in no list and no index, with its first record (timelines.c). */
int32_t track_begin(struct timelines *timelines, unsigned kind, kefu_id id, kefu_id agent,
                    const kefu_event *event, enum record_rank rank, uint32_t *number);
/* One record more, of an event that is no duplicate. */
int32_t track_add(struct timelines *timelines, struct track *track,
                  const kefu_event *event, int64_t seq, enum record_rank rank);

/* Customers and the lists of their tracks (lists.c). */

/* A customer to bind to: one that is there, or a new one, for which there is
 * room then. */
struct owner {
	kefu_id id;
	uint32_t number; /* NOBODY: bind to none */
	int is_new;
	size_t at;       /* the slot of one that is not there yet */
};

/* `id` 0: nobody. */
int32_t owner_reserve(struct timelines *timelines, kefu_id id, struct owner *owner);
/* Puts a track in front of a customer's list or nobody's. */
void track_link(struct timelines *timelines, uint32_t number, uint32_t owner);
/* Puts a track that is in no list into the one it belongs to. */
void track_place(struct timelines *timelines, uint32_t number, const struct owner *owner);
/* Gives a live track of a session, order or refund to another customer. */
void track_bind(struct timelines *timelines, uint32_t number, const struct owner *owner);
/* Into the index, where there is room; a settled track only if that is looked
 * for (settle.c). */
void track_index(struct timelines *timelines, uint32_t number);
/* Out of its list; a customer left without tracks goes. */
void track_unlink(struct timelines *timelines, uint32_t number);

#endif
