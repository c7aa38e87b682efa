/* What the two ways of reading an SLA vector share. */
#ifndef VECTOR_SLA_H
#define VECTOR_SLA_H

#include "conformance.h"
#include "measure/timer.h"

enum { SLA_CALENDARS = 8 };

struct sla_calendars {
	struct sla_calendar {
		const char *name;
		kefu_schedule *schedule; /* NULL: calendar time */
	} at[SLA_CALENDARS];
	size_t count;
};

const struct sla_calendar *sla_calendar_find(const struct sla_calendars *calendars,
                                             const char *name);

/* A timer of a vector. */
struct sla_rules {
	int32_t kind;
	int64_t target; /* ms */
	const char *calendar;
	uint32_t pause;
	int include_initial, outlives_end, retroactive;
};

int sla_rules_read(const json_t *source, struct sla_rules *rules);
int sla_instant(const json_t *text, int64_t *t);
/* enum session_state, or -1. */
int sla_state(const char *status);

void sla_compare(const char *way, const json_t *expected, const kefu_timer *timers, size_t count,
                 struct outcome *outcome);

/* The same ticket told to a desk as events, where events can say it. */
void sla_through_desk(const json_t *vector, const struct sla_calendars *calendars, int64_t now,
                      const struct delivery *delivery, struct outcome *outcome);

#endif
