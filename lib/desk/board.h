/* The board: live timers in order of urgency, kept from one question to the
 * next. Only what changed, or whose time has come, is read again. */
#ifndef DESK_BOARD_H
#define DESK_BOARD_H

#include "desk/live.h"
#include "report/timers.h"

#define BOARD_CLASSES 3 /* breached, running, paused */

/* A live timer on the board. */
struct board_entry {
	struct live_timer live;
	int64_t read_at; /* `elapsed` is of this instant */
	uint32_t track;
	uint32_t next;   /* of its track, or free */
	uint32_t place;  /* in its class */
	uint32_t alarm;  /* in the alarms */
};

/* Entries as a heap; the first of all is on top. */
struct board_heap {
	uint32_t *at;
	size_t count, capacity;
};

struct board_place {
	uint32_t first;  /* entry, or NONE */
	uint32_t round;  /* in which it was read last */
};

/* An entity that an event belonged to. */
struct board_noted {
	kefu_id id, agent;
	enum track_kind kind;
};

struct board {
	int64_t now;
	uint32_t round;
	struct board_place *places; /* by track */
	size_t place_count, place_capacity;
	struct board_entry *entries;
	size_t entry_count, entry_capacity;
	uint32_t free;
	struct board_heap classes[BOARD_CLASSES];
	struct board_heap alarms;           /* by `until` */
	struct board_noted *noted;
	size_t noted_count, noted_capacity;
	const struct text_table *texts;
};

/* Makes the desk's board right for an instant that no event is later than.
 * On failure the desk has no board; the next question makes one anew. */
int32_t board_update(kefu_desk *desk, int64_t now);
/* Gives the most urgent to `timers`, at most its limit, in order. */
int32_t board_list(const kefu_desk *desk, uint32_t states, kefu_timers *timers);

/* Events came, `stride` bytes apart. Never fails: a board that cannot keep
 * up goes. */
void board_note(kefu_desk *desk, const kefu_event *events, size_t stride, size_t count);
/* The desk changed in some other way. */
void board_drop(kefu_desk *desk);
size_t board_bytes(const kefu_desk *desk);

#endif
