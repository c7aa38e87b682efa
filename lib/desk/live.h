/* Reading the timers of one track: a session, a thread, a refund case. */
#ifndef DESK_LIVE_H
#define DESK_LIVE_H

#include "desk/desk.h"

/* A timer, and what it does as time goes on. */
struct live_timer {
	kefu_timer timer;
	const struct kefu_schedule *schedule;
	int64_t until; /* the last instant at which its state is this */
	int32_t goes_on; /* 1: more is used up while `schedule` is open */
};

typedef int32_t live_taker(void *context, const struct live_timer *live);

struct live {
	const kefu_desk *desk;
	struct fold fold;
	struct sla_scratch scratch;
	live_taker *take;
	void *context;
	int is_history; /* 1: ended sessions and stopped timers, too */
	/* of the session or refund case at hand */
	size_t promise;
	const struct session *session;
	const struct dossier *refund;
	int64_t silent_at; /* when silence ends the session, or INT64_MAX */
};

int32_t live_begin(struct live *live, const kefu_desk *desk, int64_t as_of,
                   live_taker *take, void *context);
void live_end(struct live *live);

/* Gives the timers of a track; *begun, which may be NULL, says whether there
 * was a session or refund case. KEFU_E_NOMEM, or what `take` returns. */
int32_t live_track(struct live *live, uint32_t track, int *begun);

#endif
