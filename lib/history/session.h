/* The rules of a session, for fold.c. */
#ifndef HISTORY_SESSION_H
#define HISTORY_SESSION_H

#include "history/fold.h"

/* Survey, knowledge-base, complaint, quality and cost events open no session. */
int session_opens_with(uint8_t kind);

/* The state after an event. */
uint8_t session_next_state(const struct entry *event, uint8_t state);

/* Walks the steps of a session, whose events are known and the first of which
 * opens it; fills the rest of them and of the session. */
void session_run(struct session *session, int64_t *ignored);

#endif
