/* The board: live timers in order of urgency, kept from one question to the
 * next. Only what changed, or whose time has come, is read again. */
#ifndef DESK_BOARD_H
#define DESK_BOARD_H

#include "desk/live.h"
#include "report/timers.h"

struct board;

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
