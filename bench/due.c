/* due [SESSIONS]: what is due next, the first time and after each event.
 * Two sessions in a hundred are open; three targets, office hours. */
#define _POSIX_C_SOURCE 199309L

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "kefu.h"
#include "measuring.h"

#define BEGIN INT64_C(1714953600000) /* 2024-05-06 */
#define MINUTE INT64_C(60000)

static void promise(kefu_desk *desk)
{
	static const int32_t kinds[] = {KEFU_SLA_FIRST_REPLY, KEFU_SLA_NEXT_REPLY, KEFU_SLA_RESOLUTION};
	kefu_schedule *schedule = NULL;
	kefu_hours *hours = NULL;
	size_t i;

	kefu_hours_new(NULL, &hours);
	kefu_hours_weekly(hours, KEFU_MONDAY, KEFU_FRIDAY, 9 * 3600, 17 * 3600);
	kefu_schedule_new(NULL, hours, NULL, &schedule);
	for (i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		kefu_target target = {.size = sizeof target};

		target.kind = kinds[i];
		target.name = i + 1;
		target.ms = 480 * MINUTE;
		target.schedule = schedule;
		kefu_desk_target(desk, &target);
	}
	kefu_schedule_free(schedule);
	kefu_hours_free(hours);
}

static void tell(kefu_desk *desk, int32_t kind, uint8_t from, int64_t t, kefu_id session)
{
	kefu_event event = {.size = sizeof event};

	event.kind = kind;
	event.from = from;
	event.t = t;
	event.session = session;
	event.customer = from == KEFU_PARTY_CUSTOMER ? 1000000000 + session % 200000 : 0;
	event.agent = from == KEFU_PARTY_AGENT ? 7 : 0;
	kefu_desk_apply(desk, &event, 1, NULL);
}

static int64_t due(kefu_desk *desk, int64_t now)
{
	kefu_timers *timers = NULL;
	int64_t total;

	if (kefu_desk_due(desk, now, 0, 20, &timers) != KEFU_OK)
		exit(1);
	total = kefu_timers_total(timers);
	kefu_timers_free(timers);
	return total;
}

int main(int argc, char **argv)
{
	int64_t sessions = argc > 1 ? atoll(argv[1]) : 500000, i, t = BEGIN, total;
	const int64_t rounds = 20000;
	kefu_desk *desk = NULL;
	double start, first, after;

	if (sessions < 1 || kefu_desk_new(NULL, &desk) != KEFU_OK)
		return 2;
	for (i = 0; i < sessions; i++, t += 1000) {
		kefu_id session = (kefu_id)i + 1;

		tell(desk, KEFU_EVENT_MESSAGE, KEFU_PARTY_CUSTOMER, t, session);
		tell(desk, KEFU_EVENT_MESSAGE, KEFU_PARTY_AGENT, t + MINUTE, session);
		tell(desk, KEFU_EVENT_MESSAGE, KEFU_PARTY_CUSTOMER, t + 2 * MINUTE, session);
		tell(desk, KEFU_EVENT_MESSAGE, KEFU_PARTY_AGENT, t + 3 * MINUTE, session);
		if (i % 100 < 98)
			tell(desk, KEFU_EVENT_SESSION_CLOSE, 0, t + 4 * MINUTE, session);
	}
	promise(desk);
	t += 10 * MINUTE;
	start = now();
	total = due(desk, t);
	first = now() - start;
	start = now();
	for (i = 0; i < rounds; i++, t += 1000) { /* somebody writes, the board is drawn */
		tell(desk, KEFU_EVENT_MESSAGE, i % 2 != 0 ? KEFU_PARTY_AGENT : KEFU_PARTY_CUSTOMER, t,
		     (kefu_id)(i / 2 * 100 % sessions) + 99);
		due(desk, t);
	}
	after = now() - start;
	printf("%" PRId64 " sessions, %" PRId64 " live timers\n", sessions, total);
	printf("the twenty most urgent, first time:      %8.1f ms\n", first * 1e3);
	printf("an event, and the twenty most urgent:    %8.2f us\n", after / (double)rounds * 1e6);
	kefu_desk_free(desk);
	return 0;
}
