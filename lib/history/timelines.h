/* The unsealed events of every entity, packed, in the one total order.
 *
 * An entity has a track: its events by (t, seq), those without seq after the
 * numbered ones of the same instant in order of arrival. Tracks that belong
 * to a customer hang on that customer. Nothing here knows what a session
 * does: that is the fold's business (fold.h).
 */
#ifndef HISTORY_TIMELINES_H
#define HISTORY_TIMELINES_H

#include "base/text.h"
#include "history/entry.h"

/* Kinds of entity in the order in which equal instants are sorted. */
enum track_kind {
	TRACK_SHOP = 1, /* one: id 0 */
	TRACK_AGENT,
	TRACK_SESSION,
	TRACK_THREAD,   /* customer and agent (0: none), without a session id */
	TRACK_ORDER,
	TRACK_REFUND,
	TRACK_NONE      /* count, and cost that names no entity: a track a UTC
	                   day, id = day + 1; not protected against repetition */
};

struct timelines;

struct track_info {
	enum track_kind kind;
	kefu_id id;        /* session, order, refund, agent; thread: customer */
	kefu_id agent;     /* thread: its agent or 0 */
	kefu_id customer;  /* the smallest id (text_compare) that an event of the
	                      track named; refunds and orders without one take
	                      that of the order they name, at reading; 0: none */
	int64_t first, last; /* t of the first and last event held */
	uint32_t events;
};

enum applied { APPLIED_NEW, APPLIED_DUPLICATE };

/* `texts` orders ids and is borrowed for the life of the timelines. */
int32_t timelines_new(const kefu_allocator *allocator,
                      const struct text_table *texts, struct timelines **out);
void timelines_free(struct timelines *timelines);

/* Takes an event that kefu_event_check() accepted and whose ids are known.
 * KEFU_E_NOMEM leaves everything as it was. */
int32_t timelines_apply(struct timelines *timelines, const kefu_event *event,
                        enum applied *applied);

/* As timelines_apply over many, fetching memory ahead. `stride` in bytes.
 * The caller has checked them all; outcomes are added to the two counters.
 * `done` is count, or where memory ran out. */
int32_t timelines_apply_many(struct timelines *timelines,
                             const kefu_event *events, size_t stride,
                             size_t count, size_t *done, int64_t *fresh,
                             int64_t *duplicates);

/* Which entity an event belongs to (docs/rules.md, "Order of events"):
 * a function of the event alone. `agent` is set for threads only. */
void timelines_entity(const kefu_event *event, enum track_kind *kind,
                      kefu_id *id, kefu_id *agent);

#define NO_TRACK UINT32_MAX

/* Tracks are numbered from 0 without gaps, in order of creation; a number
 * stays with its track. */
uint32_t timelines_track_count(const struct timelines *timelines);
uint32_t timelines_find(const struct timelines *timelines,
                        enum track_kind kind, kefu_id id, kefu_id agent);
void timelines_info(const struct timelines *timelines, uint32_t track,
                    struct track_info *out);
/* Its kind alone, at less cost. */
enum track_kind timelines_kind(const struct timelines *timelines,
                               uint32_t track);

/* Customers are numbered from 0 without gaps, in order of arrival; those that
 * lost their last track to another customer have none. The tracks of a
 * customer are a list in no particular order. Tracks bound to nobody are the
 * list of NOBODY. */
#define NOBODY UINT32_MAX
uint32_t timelines_customer_count(const struct timelines *timelines);
/* NOBODY when there is none. */
uint32_t timelines_find_customer(const struct timelines *timelines,
                                 kefu_id id);
kefu_id timelines_customer_id(const struct timelines *timelines,
                              uint32_t customer);
uint32_t timelines_first_track(const struct timelines *timelines,
                               uint32_t customer);
uint32_t timelines_next_track(const struct timelines *timelines,
                              uint32_t track);
/* Asks the processor for a customer's tracks some iterations ahead. */
void timelines_prefetch(const struct timelines *timelines, uint32_t customer);

/* Appends the events of a track with t <= as_of, in order, without those that
 * a retraction with t <= as_of takes back and without the retractions. */
int32_t timelines_read(const struct timelines *timelines, uint32_t track,
                       int64_t as_of, const kefu_allocator *allocator,
                       struct entries *out);

/* As timelines_read(), but all that is held: also retractions and what they
 * take back. */
int32_t timelines_read_held(const struct timelines *timelines, uint32_t track,
                            const kefu_allocator *allocator, struct entries *out);
/* The customer that a session, order or refund is bound to by its own events;
 * 0: none, or an entity of another kind. */
kefu_id timelines_bound(const struct timelines *timelines, uint32_t track);

/* Puts back what timelines_read_held() gave, event by event in that order:
 * the first with *track NO_TRACK, which makes a new track of `info`'s kind,
 * id, agent and customer (as timelines_bound() says), none being there yet.
 * The caller has checked that the event is one of this entity and no
 * duplicate. KEFU_E_NOMEM may leave the track half made. */
int32_t timelines_restore(struct timelines *timelines, const struct track_info *info,
                          const kefu_event *event, uint32_t *track);
/* Other texts with the same numbers take the place of those borrowed. */
void timelines_move_texts(struct timelines *timelines, const struct text_table *texts);

struct timelines_counts {
	int64_t events;   /* held, retracted ones and retractions included */
	int64_t sessions; /* session tracks */
	int64_t orphans;  /* sessions, orders, refunds without a customer */
	int64_t last;     /* latest t, -1 without events */
	int64_t bytes;    /* memory in use */
};
void timelines_count(const struct timelines *timelines,
                     struct timelines_counts *out);

#endif
