/* The fold: a customer's events, read as histories of sessions.
 *
 * Knows no definition. One table (fold.c) says what a session does in each
 * state with each event; everything here is a pure function of the events up
 * to an instant and is made anew whenever it is asked for.
 */
#ifndef HISTORY_FOLD_H
#define HISTORY_FOLD_H

#include "history/timelines.h"

enum session_state { STATE_OPEN, STATE_PENDING, STATE_HOLD, STATE_RESOLVED,
	STATE_CLOSED, STATE_ABANDONED };

static inline int state_is_ended(int state)
{
	return state >= STATE_RESOLVED;
}

/* What an event did to its session, as bits. */
enum effect {
	EFFECT_IGNORED = 1 << 0,    /* meant nothing in that state */
	EFFECT_ENDED = 1 << 1,      /* ended the session */
	EFFECT_REOPENED = 1 << 2,   /* an ended session runs again */
	EFFECT_UNRESOLVED = 1 << 3, /* … and it had a resolution in force */
	EFFECT_RESOLVED = 1 << 4,
	EFFECT_SYNTHETIC = 1 << 5   /* not delivered: closed by silence */
};

/* What sealing has done with an event or what it is part of. */
enum standing {
	STANDING_LIVE,
	STANDING_SETTLING, /* what advancing is about to seal (settling.h) */
	STANDING_SETTLED   /* sealed, and kept to be looked back at */
};

/* An event of a session and the session after it. */
struct step {
	const struct entry *event;
	kefu_id owner;        /* after the event; 0: nobody */
	kefu_id owner_before;
	uint8_t state;        /* after the event */
	uint8_t state_before;
	uint8_t effect;
};

struct session {
	kefu_id id;          /* 0: stitched from messages */
	kefu_id customer;    /* 0: unknown */
	kefu_id thread_agent;
	kefu_id channel, topic, team;
	uint8_t phase, priority, initiator;
	uint8_t state;
	uint8_t excluded;    /* now, or merged into another */
	uint8_t left_message;
	uint8_t human_reply; /* a person replied in public */
	uint8_t bot_message; /* a bot spoke in public */
	uint8_t shop_closed; /* service was not expected when it opened */
	uint8_t standing;    /* enum standing */
	uint8_t awaited;     /* something may still come to it though it ended:
	                      * set by who knows of what (settling.h) */
	uint32_t track;      /* where it was found */
	int64_t opened;
	int64_t ended;       /* the end in force, or -1 */
	int64_t resolved;    /* the resolution in force, or -1 */
	kefu_id owner;       /* now */
	uint64_t kinds;      /* of events in it: bit KEFU_EVENT_… below 64 */
	struct step *steps;  /* in order, from the opening */
	size_t count;
	size_t resolve_step; /* of the resolution in force */
};

/* A survey answer, complaint … that belongs to no session. */
struct loose {
	const struct entry *event;
	kefu_id customer;
	enum track_kind home;  /* what it was found at: a thread, an order … */
	uint32_t track;        /* where it was found */
	uint8_t standing;      /* enum standing */
};

/* An order or a refund case: its events, in order. */
struct dossier {
	kefu_id id;
	kefu_id customer; /* 0: unknown */
	kefu_id order;    /* a refund's; its own id for an order */
	const struct entry *events;
	size_t count;
	const struct dossier *parent; /* a refund's order, if the history has it */
	const struct dossier *const *cases; /* an order's, by first event */
	size_t case_count;
	uint32_t track;   /* where it was found */
	uint8_t standing; /* enum standing */
};

/* Everything of one customer as of an instant; the scratch of a fold. */
struct customer_history {
	kefu_id customer;
	struct session *sessions; /* by opening, then entity */
	size_t session_count, session_capacity;
	struct loose *loose;
	size_t loose_count, loose_capacity;
	struct step *steps;
	size_t step_count, step_capacity;
	struct dossier *orders;  /* by first event, then id */
	size_t order_count, order_capacity;
	struct dossier *refunds; /* by first event, then id */
	size_t refund_count, refund_capacity;
	const struct dossier **links; /* refunds, then orders, each by order */
	size_t link_capacity;
	struct entries entries;  /* everything that was read, then ends by silence */
	size_t read_count;       /* of the entries that were read */
	struct run {
		uint32_t track;
		uint8_t kind;     /* of the track */
		uint8_t standing; /* settling: of its events before settles_before */
		int64_t settles_before;
		size_t first;     /* of its entries */
	} *runs;
	size_t run_count, run_capacity;
	char *spare;              /* to sort in */
	size_t spare_capacity;
	int64_t ignored;          /* events that meant nothing, since the fold began */
};

/* A refund case that names no customer follows the order that it names. */
struct follower {
	kefu_id order;
	uint32_t track;
	uint32_t leader; /* the order's track, else one such case's */
};

/* When silence ends a session, in ms; 0: never. */
struct fold_rules {
	int64_t session_gap; /* without a sign of life, in threads */
	int64_t idle_end;    /* without any event */
};

struct fold {
	kefu_allocator allocator;
	const struct timelines *timelines;
	const struct text_table *texts;
	int64_t as_of;
	struct fold_rules rules;
	struct entries shop; /* when service was expected */
	struct follower *followers; /* by order */
	size_t follower_count, follower_capacity;
	int knows_followers;
	struct customer_history history;
};

int32_t fold_begin(struct fold *fold, const kefu_allocator *allocator,
                   const struct timelines *timelines,
                   const struct text_table *texts, int64_t as_of,
                   const struct fold_rules *rules);
void fold_end(struct fold *fold);

/* Which session's entity comes first in the order of events; 0: the same. */
int session_entity_order(const struct text_table *texts, const struct session *one,
                         const struct session *other);

/* Reads one customer into fold->history. */
int32_t fold_customer(struct fold *fold, uint32_t customer);
/* Reads one track that is bound to nobody; a customer of its own. Empty when
 * the track follows an order that is held. */
int32_t fold_orphan(struct fold *fold, uint32_t track);
/* Reads what a track is part of: its customer, or as fold_orphan(). */
int32_t fold_around(struct fold *fold, uint32_t track);
/* Reads an agent's track, or a day of what belongs to no entity, into
 * fold->history.entries; nothing else of the history is filled. */
int32_t fold_plain(struct fold *fold, uint32_t track);

/* 1 when service was not expected at `t`. */
int shop_is_closed(const struct fold *fold, int64_t t);

/* Properties of an event that several readers ask for. */
static inline int entry_is_question(const struct entry *event)
{
	return (event->kind == KEFU_EVENT_MESSAGE) & (event->is_private == 0) &
	       (event->from == KEFU_PARTY_CUSTOMER);
}

static inline int session_has(const struct session *session, uint8_t kind)
{
	return (session->kinds >> kind & 1) != 0;
}

/* The first step of a kind (below 64), or NULL; its time, or -1. */
const struct step *session_step(const struct session *session, uint8_t kind);
int64_t session_first(const struct session *session, uint8_t kind);

/* A public message of a bot, or of mode bot. */
static inline int entry_is_bot_message(const struct entry *event)
{
	return (event->kind == KEFU_EVENT_MESSAGE) & (event->is_private == 0) &
	       ((event->from == KEFU_PARTY_BOT) | (event->mode == KEFU_MODE_BOT));
}

/* A public agent message of mode human, quick or assist, of any class. */
static inline int entry_is_human_reply(const struct entry *event)
{
	return (event->kind == KEFU_EVENT_MESSAGE) & (event->is_private == 0) &
	       (event->from == KEFU_PARTY_AGENT) &
	       ((event->mode == KEFU_MODE_HUMAN) | (event->mode == KEFU_MODE_QUICK) |
	        (event->mode == KEFU_MODE_ASSIST));
}

#endif
