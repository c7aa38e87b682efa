/* Clocks: how long it took, on which clock, without which states. */
#ifndef MEASURE_CLOCK_H
#define MEASURE_CLOCK_H

#include "history/fold.h"
#include "measure/definition.h"

/* Whether a schedule (NULL: always) is open at an instant. */
int hours_are_open(const struct kefu_schedule *hours, int64_t t);

/* Time from `from` to `to` on a clock (NULL: elapsed); 0 when reversed. */
int64_t clock_between(const struct kefu_schedule *clock, int64_t from,
                      int64_t to);

/* Time that the session spent in some states (bits, 1 << state) within
 * [from, to), on a clock. */
int64_t clock_in_states(const struct session *session,
                        const struct kefu_schedule *clock, uint32_t states,
                        int64_t from, int64_t to);

/* clock_between less the states that the definition pauses in. */
int64_t clock_reading(const struct definition *definition,
                      const struct session *session, int64_t from, int64_t to);

#endif
