/* Events told through handles instead of being applied. */
#ifndef STATE_HANDLES_H
#define STATE_HANDLES_H

#include "kefu.h"

/* 1 when a handle can say just this event, and has: *status. 0: none can. */
int handles_say(kefu_desk *desk, const kefu_event *event, int32_t *status);

#endif
