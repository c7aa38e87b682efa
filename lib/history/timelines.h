/* The unsealed events of every entity, packed, in the one total order.
 *
 * An entity has a track: its events by (t, seq), those without seq after the
 * numbered ones of the same instant in order of arrival. Tracks that belong
 * to a customer hang on that customer. Nothing here knows what a session
 * does: that is the fold's business (fold.h).
 *
 * A live track takes events. One that settled takes none: it is there to be
 * read, until it is forgotten.
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

/* Entities that belong to a customer, and settle. */
static inline int track_kind_settles(enum track_kind kind)
{
	return kind >= TRACK_SESSION && kind <= TRACK_REFUND;
}

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
	int settled;       /* 1: takes no events and is not found by its id */
};

enum applied { APPLIED_NEW, APPLIED_DUPLICATE };

/* `texts` orders ids and is borrowed for the life of the timelines. Of two
 * customers of one track the larger one is offered to be forgotten there. */
int32_t timelines_new(const kefu_allocator *allocator,
                      struct text_table *texts, struct timelines **out);
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

/* The event that an entry of a track was: what timelines_apply() was given,
 * with the customer to whom the track is bound. */
void timelines_event(const struct track_info *info, const struct entry *entry,
                     kefu_event *out);

#define NO_TRACK UINT32_MAX

/* Tracks are numbered from 0. A number stays with its track; that of a track
 * that was forgotten is a hole until a new track takes it: no kind, all of its
 * info 0. How many numbers there are, holes included. */
uint32_t timelines_track_count(const struct timelines *timelines);
/* The live track, or NO_TRACK. */
uint32_t timelines_find(const struct timelines *timelines,
                        enum track_kind kind, kefu_id id, kefu_id agent);
/* The order that a refund case belongs to which names it: the one that stands
 * as the case does (`settled`), else the other one, or NO_TRACK. Of several
 * settled ones the latest. */
uint32_t timelines_find_order(const struct timelines *timelines, kefu_id id, int settled);
void timelines_info(const struct timelines *timelines, uint32_t track,
                    struct track_info *out);
/* Its kind alone, at less cost; 0: a hole. */
enum track_kind timelines_kind(const struct timelines *timelines,
                               uint32_t track);

/* 1: it settled. */
int timelines_settled(const struct timelines *timelines, uint32_t track);

/* Whether it holds an event of this number that is not after an instant. */
int timelines_has_number(const struct timelines *timelines, uint32_t track, int64_t seq,
                         int64_t until);

/* Which entity it is of: all that need not be worked out; 0: a hole. */
enum track_kind timelines_entity_of(const struct timelines *timelines, uint32_t track,
                                    kefu_id *id, kefu_id *agent);

/* Customers are numbered from 0. The number of one that lost its last track is
 * a hole until a new customer takes it: id 0, no tracks. The tracks of a
 * customer, live and settled, are a list in no particular order. Tracks bound
 * to nobody are the list of NOBODY. */
#define NOBODY UINT32_MAX
/* How many numbers there are, holes included. */
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

/* A live track of a session, thread, order or refund settles: it stays in its
 * customer's list, but nothing finds it by its id, and a later event of that
 * id begins a new track. A settled one, or a hole, stays what it is. */
void timelines_settle(struct timelines *timelines, uint32_t track);
/* Notes of a live session's track that nobody has ended it, which holds until
 * an event comes to it (due.h). KEFU_E_NOMEM. */
int32_t timelines_note_open(struct timelines *timelines, uint32_t track);
/* Gives up a track of any kind, live or settled; its customer, too, if it was
 * the last one. A hole stays one. Constant cost, on average, when a customer's
 * tracks go in the order of the list (ask for the next one before). */
void timelines_forget(struct timelines *timelines, uint32_t track);

/* Asks the processor for what settling or forgetting the track needs besides
 * itself, first and then next. */
void timelines_settle_soon(const struct timelines *timelines, uint32_t track);
void timelines_forget_soon(const struct timelines *timelines, uint32_t track);
void timelines_forget_next(const struct timelines *timelines, uint32_t track);

/* A new track outside all lists and indexes, made of entries in order as
 * timelines_read_held() gives them, at least one, of `info`'s kind, id and
 * agent. It is not counted, but has a number: nobody should go through the
 * tracks meanwhile. KEFU_E_NOMEM leaves everything as it was. */
int32_t timelines_detached(struct timelines *timelines, const struct track_info *info,
                           const struct entry *entries, size_t count, uint32_t *track);
/* Gives up a detached track; NO_TRACK is none. */
void timelines_discard(struct timelines *timelines, uint32_t track);
/* Two detached tracks of the same entity take the place of one, which is
 * forgotten: its list, its customer. `earlier` is settled, `later` stands as
 * `track` did; either may be NO_TRACK. */
void timelines_replace(struct timelines *timelines, uint32_t track,
                       uint32_t earlier, uint32_t later);

/* Other texts with the same numbers take the place of those borrowed. */
void timelines_move_texts(struct timelines *timelines, struct text_table *texts);

/* Names to its texts all that a track and its records name; offers to be
 * forgotten what they name of sessions, customers, orders and their items,
 * refund cases and complaints. Not the number of a hole. */
void timelines_name_texts(const struct timelines *timelines, uint32_t track);
void timelines_offer_texts(const struct timelines *timelines, uint32_t track);

/* There once was an event at `t`. */
void timelines_saw(struct timelines *timelines, int64_t t);

struct timelines_counts {
	int64_t events;   /* of live tracks, retracted ones and retractions included */
	int64_t sessions; /* live session tracks */
	int64_t orphans;  /* live sessions, orders, refunds without a customer */
	int64_t settled;  /* events of settled tracks */
	int64_t customers; /* that have a track, live or settled */
	int64_t last;     /* latest t there ever was, -1 without events */
	int64_t bytes;    /* memory in use */
};
void timelines_count(const struct timelines *timelines,
                     struct timelines_counts *out);

#endif
