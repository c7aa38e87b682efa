/* What a desk can do without. */
#ifndef DESK_FORGET_H
#define DESK_FORGET_H

#include "desk/desk.h"
#include "history/due.h"
#include "time/zone.h"

/* A track that loses its earlier events. */
struct trim {
	uint32_t track, later; /* what takes its place; NO_TRACK: nothing */
};

struct forgetting {
	kefu_desk *desk;
	const struct due *due;
	int64_t mark;        /* the new one */
	int64_t reach;       /* how far what is unsettled may look back, ms */
	int64_t idle_end;    /* how long a silent session may yet be read as open, ms */
	int32_t mature;      /* days that what belongs to nobody stays unsealed */
	int32_t kept_from;   /* the local day from which all events are kept */

	uint32_t *tracks;    /* to go whole */
	size_t track_count, track_capacity;
	struct trim *trims;
	size_t trim_count, trim_capacity;
	kefu_event_list *list; /* what goes, if the host asks; or NULL */
	int32_t forgotten_to;
	struct entries entries; /* scratch */
	zone_segment segment;
};

/* Says what goes, from what is settled already. KEFU_E_NOMEM. */
int32_t forgetting_plan(struct forgetting *forgetting);
/* Cannot fail. */
void forgetting_commit(struct forgetting *forgetting);
/* In any case at the end; without a commit nothing has changed. */
void forgetting_end(struct forgetting *forgetting);

#endif
