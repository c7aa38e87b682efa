/* Threads as the headers allow them: each with a desk of its own, all with one
 * schedule, one zone and one definition; then all reading one desk. Made with
 * -fsanitize=thread, which reports what two of them touch at once. With
 * -DPLANTED_RACE they write to that desk, too, as the headers do not allow, to
 * see it reported. Prints "N passed, N failed". */
#define _POSIX_C_SOURCE 200809L /* barriers */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kefu.h"

#define THREADS 4
#define SESSIONS 400

/* What all of them share. */
static kefu_schedule *schedule;
static kefu_definition *definition;
static kefu_desk *common;

struct bytes {
	uint8_t *at;
	size_t size;
};

static void must(int32_t status, const char *what)
{
	if (status == KEFU_OK)
		return;
	fprintf(stderr, "threads: %s: %s\n", what, kefu_strerror(status));
	exit(2);
}

static struct bytes room(size_t size)
{
	struct bytes bytes = {malloc(size), size};

	if (bytes.at == NULL)
		must(KEFU_E_NOMEM, "memory");
	return bytes;
}

static struct bytes encoded(const kefu_desk *desk)
{
	struct bytes bytes = {NULL, 0};

	must(kefu_desk_encode(desk, NULL, 0, &bytes.size), "size");
	bytes = room(bytes.size);
	must(kefu_desk_encode(desk, bytes.at, bytes.size, &bytes.size), "encode");
	return bytes;
}

static struct bytes reported(const kefu_desk *desk)
{
	static const int32_t by[] = {KEFU_BY_AGENT, KEFU_BY_DAY};
	struct bytes text = {NULL, 0};
	kefu_report *report;
	kefu_query query;

	kefu_query_init(&query);
	query.by = by;
	query.by_count = 2;
	must(kefu_desk_report(desk, &query, &report), "report");
	kefu_report_write(report, KEFU_FORMAT_JSON, NULL, 0, &text.size);
	text = room(text.size);
	must(kefu_report_write(report, KEFU_FORMAT_JSON, (char *)text.at, text.size, &text.size),
	     "write");
	kefu_report_free(report);
	return text;
}

static kefu_event happened(int32_t kind, kefu_id session, int64_t t, kefu_id agent)
{
	kefu_event event;

	memset(&event, 0, sizeof event);
	event.size = sizeof event;
	event.kind = kind;
	event.session = session;
	event.customer = 1 + session % 90;
	event.t = t;
	event.agent = agent;
	return event;
}

static void tell_session(kefu_desk *desk, kefu_id session, kefu_id agent)
{
	int64_t t = INT64_C(1767600000000) + (int64_t)session * 1700000;
	kefu_event events[5];

	events[0] = happened(KEFU_EVENT_SESSION_OPEN, session, t, 0);
	events[1] = happened(KEFU_EVENT_MESSAGE, session, t + 1000, 0);
	events[1].from = KEFU_PARTY_CUSTOMER;
	events[2] = happened(KEFU_EVENT_SESSION_ASSIGN, session, t + 2000, agent);
	events[3] = happened(KEFU_EVENT_MESSAGE, session, t + 30000 + (int64_t)session * 7, agent);
	events[3].from = KEFU_PARTY_AGENT;
	events[4] = happened(KEFU_EVENT_SESSION_RESOLVE, session, t + 900000, agent);
	must(kefu_desk_apply(desk, events, 5, NULL), "apply");
}

static kefu_desk *new_desk(void)
{
	kefu_target target;
	kefu_desk *desk;
	kefu_id agent;

	must(kefu_desk_new(NULL, &desk), "desk");
	must(kefu_desk_use(desk, "all", 3), "use");
	must(kefu_desk_define(desk, "within hours", 12, definition), "define");
	must(kefu_desk_intern(desk, "小林", 6, &agent), "intern");
	memset(&target, 0, sizeof target);
	target.size = sizeof target;
	target.kind = KEFU_SLA_FIRST_REPLY;
	target.name = agent;
	target.ms = 60000;
	target.schedule = schedule;
	must(kefu_desk_target(desk, &target), "target");
	return desk;
}

static void tell(kefu_desk *desk, kefu_id first, kefu_id step)
{
	kefu_id session, agent;

	must(kefu_desk_intern(desk, "小林", 6, &agent), "intern");
	for (session = first; session <= SESSIONS; session += step)
		tell_session(desk, session, session % 3 != 0 ? agent : session % 5 + 1);
}

struct worker {
	pthread_t thread;
	size_t number;
	kefu_desk *desk;
	struct bytes encoded, reported;
};

static void *own_desk(void *argument)
{
	struct worker *worker = argument;
	kefu_desk *copy;

	worker->desk = new_desk();
	tell(worker->desk, worker->number + 1, THREADS);
	worker->encoded = encoded(worker->desk);
	worker->reported = reported(worker->desk);
	must(kefu_desk_decode(NULL, worker->encoded.at, worker->encoded.size, &copy), "decode");
	kefu_desk_free(copy);
	return NULL;
}

/* No thread is lucky: all begin when all are there. */
static pthread_barrier_t together;

/* A refused event counts in the desk and changes nothing else. */
static void break_the_rules(void)
{
	kefu_event unknown = happened(-1, 1, 0, 0);

#ifdef PLANTED_RACE
	(void)kefu_desk_apply(common, &unknown, 1, NULL);
#else
	(void)unknown;
#endif
}

static void *one_desk(void *argument)
{
	struct worker *worker = argument;
	kefu_statistics statistics;
	kefu_desk *copy;

	pthread_barrier_wait(&together);
	break_the_rules();
	worker->encoded = encoded(common);
	worker->reported = reported(common);
	statistics.size = sizeof statistics;
	must(kefu_desk_statistics(common, &statistics), "statistics");
	must(kefu_desk_copy(common, &copy), "copy");
	tell_session(copy, SESSIONS + 1 + worker->number, 1); /* its own from here on */
	kefu_desk_free(copy);
	return NULL;
}

static void run(struct worker *workers, void *(*work)(void *))
{
	size_t i;

	for (i = 0; i < THREADS; i++) {
		workers[i].number = i;
		if (pthread_create(&workers[i].thread, NULL, work, &workers[i]) != 0)
			exit(2);
	}
	for (i = 0; i < THREADS; i++)
		pthread_join(workers[i].thread, NULL);
}

static int same(struct bytes a, struct bytes b)
{
	return a.size == b.size && memcmp(a.at, b.at, a.size) == 0;
}

static void release(struct worker *workers)
{
	size_t i;

	for (i = 0; i < THREADS; i++) {
		free(workers[i].encoded.at);
		free(workers[i].reported.at);
	}
}

int main(void)
{
	struct worker workers[THREADS];
	struct bytes alone, figures, joined;
	kefu_hours *hours;
	kefu_desk *whole;
	int passed = 0, checks = 0;
	size_t i;

	must(kefu_hours_new(NULL, &hours), "hours");
	must(kefu_hours_weekly(hours, 1, 5, 9 * 3600, 18 * 3600), "weekly");
	must(kefu_schedule_new(NULL, hours, NULL, &schedule), "schedule");
	kefu_hours_free(hours);
	must(kefu_definition_new(NULL, "reply_within_rate", 17, &definition), "definition");
	must(kefu_definition_hours(definition, schedule), "hours");

	whole = new_desk();
	tell(whole, 1, 1);
	alone = encoded(whole);
	figures = reported(whole);

	run(workers, own_desk);
	common = workers[0].desk;
	for (i = 1; i < THREADS; i++) {
		must(kefu_desk_merge(common, workers[i].desk), "merge");
		kefu_desk_free(workers[i].desk);
	}
	joined = encoded(common);
	passed += same(joined, alone);
	checks++;
	release(workers);

	pthread_barrier_init(&together, NULL, THREADS);
	run(workers, one_desk);
	pthread_barrier_destroy(&together);
	for (i = 0; i < THREADS; i++, checks += 2) {
		passed += same(workers[i].encoded, alone);
		passed += same(workers[i].reported, figures);
	}
	release(workers);
	free(alone.at);
	free(figures.at);
	free(joined.at);
	kefu_desk_free(common);
	kefu_desk_free(whole);
	kefu_definition_free(definition);
	kefu_schedule_free(schedule);
	printf("%d passed, %d failed\n", passed, checks - passed);
	return passed != checks;
}
