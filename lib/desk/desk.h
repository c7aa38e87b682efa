/* The desk from inside. */
#ifndef DESK_DESK_H
#define DESK_DESK_H

#include "kefu/desk.h"
#include "history/timelines.h"
#include "kefu/seal.h"
#include "measure/definition_object.h"
#include "measure/observe.h"
#include "measure/sealed.h"
#include "measure/sla.h"
#include "profile/profiles.h"

/* A definition in use, under its name. */
struct used {
	struct version {
		kefu_definition *definition;
		int32_t from_day, to_day; /* in force; KEFU_DAY_ANY: open */
		const struct profile_row *row; /* or NULL */
	} *versions; /* from old to new; at least one */
	size_t version_count, version_capacity;
	int64_t since; /* the seal mark when it came: it covers the days behind it */
	char *name; /* with a terminating zero */
	size_t length;
};

/* What handles hold: it outlives the desk for as long as one of them does. */
struct desk_link {
	kefu_allocator allocator;
	kefu_desk *desk; /* NULL once the desk is gone */
	size_t holders;  /* the desk and its handles */
};

struct kefu_desk {
	kefu_allocator allocator;
	kefu_zone *zone;
	int64_t session_gap;
	char currency[4];
	struct text_table texts;
	struct timelines *timelines;
	struct used *used;
	size_t used_count, used_capacity;
	struct roster roster;
	struct sla_book sla;
	kefu_keeping keeping; /* all zero: it keeps everything, and nothing ends by silence */
	int64_t mark;         /* -1: nothing is sealed */
	int32_t forgotten_to; /* the last local day of which events are forgotten;
	                         INT32_MIN: none */
	struct sealed sealed; /* what is settled, by definition in use */

	struct board *board; /* of live timers, once asked for; or NULL */
	struct desk_link *link;

	char mismatch[400]; /* why the last merge was refused, or "" */

	int64_t given;      /* events offered, of any fate */
	int64_t applied, duplicates, refused;
	kefu_refusal *refusals; /* a ring of the latest */
	uint32_t refusals_kept;
};

/* The number of a definition in use, or -1. */
int32_t desk_used_find(const kefu_desk *desk, const char *name, size_t length);
/* A definition in use, or NULL. */
const struct definition *desk_definition(const kefu_desk *desk,
                                         const char *name, size_t length);
/* The instant that a question means by `as_of`; KEFU_E_TIME. */
int32_t desk_instant(const kefu_desk *desk, int64_t as_of, int64_t *out);

/* Begins a fold of everything as of an instant. KEFU_E_NOMEM; fold_end() all
 * the same. */
int32_t desk_fold_begin(const kefu_desk *desk, int64_t as_of, struct fold *fold);

/* texts.c: all ids that a desk names but for its events and definitions; some
 * come more than once. */
void desk_visit_ids(const kefu_desk *desk, sealed_visit *visit, void *context);
/* Forgets the texts that were offered and that nothing names. Never
 * fails; a look at all that is held. */
void desk_forget_texts(kefu_desk *desk);

void desk_link_drop(struct desk_link *link);

/* use.c: forgets the definitions added after the first `count`. */
void desk_unuse(kefu_desk *desk, size_t count);
/* A name without versions yet, last in the list; and a version of it, which
 * takes the definition over when it succeeds. */
int32_t desk_used_add(kefu_desk *desk, const char *name, size_t length,
                      struct used **out);
int32_t desk_version_add(kefu_desk *desk, struct used *used,
                         kefu_definition *definition, int32_t from_day,
                         int32_t to_day);
/* Memory behind the definitions in use, but for their schedules. */
size_t desk_used_bytes(const kefu_desk *desk);

/* The most urgent timer of a session; the statuses of kefu_session_due(). */
int32_t desk_session_due(const kefu_desk *desk, kefu_id session, int64_t as_of,
                         kefu_timer *out);

/* How many events are checked before they are put away together, so that the
 * memory of one is fetched while others are checked. */
#define DESK_BATCH 64

/* Applies at most DESK_BATCH events; *done counts those dealt with. Fails
 * only when memory runs out; *first_refusal is set when it was KEFU_OK. */
int32_t desk_apply_batch(kefu_desk *desk, const kefu_event *events,
                         size_t count, size_t *done, int32_t *first_refusal);

#endif
