/* Schedules as the vectors spell them. */
#ifndef SCHEDULES_H
#define SCHEDULES_H

#include <jansson.h>

#include "kefu/schedule.h"

struct outcome;

/* The schedule of an object with `weekly`, `holidays`, `special`, `breaks` and
 * `policy`, in the zone of its own `tz`, or of `zone` when it has none. NULL
 * after saying why in the outcome. */
kefu_schedule *schedule_of(const json_t *object, const kefu_zone *zone, struct outcome *outcome);

#endif
