/* A service that runs for years: customers shared out among two desks, every
 * night sealed, what they forget handed to an archive, their bytes stored; a
 * report of all from a copy. docs/running.md explains each part. Here the days
 * are made up, more than a year of them; `years FOLDER` stores there. */
#define _POSIX_C_SOURCE 200809L
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "kefu.h"

enum { SHARDS = 2, DAYS = 400, CHATS = 40 };
#define DAY INT64_C(86400000)
#define START (INT64_C(20000) * DAY)

struct host {
	const char *folder;
	kefu_desk *shards[SHARDS];
	int64_t told, late, archived;
};

static void must(int32_t status, const char *what)
{
	if (status == KEFU_OK)
		return;
	fprintf(stderr, "years: %s: %s\n", what, kefu_strerror(status));
	exit(1);
}

/* ---- making ---- */

static kefu_desk *desk_make(void)
{
	kefu_desk *desk = NULL;
	kefu_keeping keeping;

	must(kefu_desk_new(NULL, &desk), "desk");
	must(kefu_desk_use(desk, "default", 7), "figures"); /* all that will ever be asked */
	kefu_keeping_init(&keeping);
	keeping.retention = 3 * DAY;  /* events come up to three days late */
	keeping.idle_end = 10 * DAY;  /* silent for longer: ended */
	keeping.keep_days = 31;       /* distinct customers of a month back */
	must(kefu_desk_keep(desk, &keeping), "keeping");
	return desk;
}

/* ---- telling ---- */

/* What belongs to a customer goes to the customer's desk; agents and counts to
 * the first; shop.* with its seq to all of them. */
static void tell_one(struct host *host, int shard, const kefu_event *event)
{
	int32_t status = kefu_desk_apply(host->shards[shard], event, 1, NULL);

	host->told++;
	if (status == KEFU_E_SEALED)
		host->late++; /* its day is closed: note it, go on */
	else
		must(status, "event");
}

static void tell(struct host *host, const kefu_event *event)
{
	int shard, of_shop = event->kind == KEFU_EVENT_SHOP_OPEN || event->kind == KEFU_EVENT_SHOP_CLOSED;

	if (!of_shop) {
		tell_one(host, (int)(event->customer % SHARDS), event);
		return;
	}
	for (shard = 0; shard < SHARDS; shard++)
		tell_one(host, shard, event);
}

/* ---- nights ---- */

static void archive(struct host *host, const kefu_event_list *list)
{
	kefu_event event = {.size = sizeof event};
	int64_t i;

	for (i = 0; i < kefu_event_list_count(list); i++) {
		must(kefu_event_list_get(list, i, &event), "archive");
		host->archived++; /* a real one writes it, and calls fsync() */
	}
}

/* Whole or not at all: killed anywhere, there is the old file or the new one. */
static int store(const char *folder, int shard, const void *bytes, size_t size)
{
	char name[1024], beside[1030];
	int file, directory, sound;

	snprintf(name, sizeof name, "%s/shard-%d.kefu", folder, shard);
	snprintf(beside, sizeof beside, "%s.new", name);
	file = open(beside, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	sound = file >= 0 && write(file, bytes, size) == (ssize_t)size && fsync(file) == 0;
	if (file >= 0)
		sound = close(file) == 0 && sound;
	sound = sound && rename(beside, name) == 0;
	directory = open(folder, O_RDONLY); /* the name, too, is on the disk */
	sound = directory >= 0 && fsync(directory) == 0 && sound;
	if (directory >= 0)
		close(directory);
	return sound;
}

static void night(struct host *host, int shard, int64_t now)
{
	kefu_desk *desk = host->shards[shard];
	kefu_event_list *forgotten = NULL;
	size_t size = 0;
	void *bytes;

	must(kefu_desk_advance(desk, now, &forgotten), "advance");
	archive(host, forgotten); /* before the state that lacks them */
	kefu_event_list_free(forgotten);
	must(kefu_desk_encode(desk, NULL, 0, &size), "encode");
	bytes = malloc(size);
	must(bytes != NULL ? kefu_desk_encode(desk, bytes, size, &size) : KEFU_E_NOMEM, "encode");
	if (!store(host->folder, shard, bytes, size))
		fprintf(stderr, "years: not stored: the file of the night before stays\n");
	free(bytes);
}

/* ---- asking ---- */

/* A copy can be asked, by another thread as well, while events go on. */
static void report_print(const struct host *host)
{
	static const int32_t by[] = {KEFU_BY_MONTH};
	static const char *const columns[] = {"session_count", "first_response_time", "csat_rate",
	                                      "contact_count"};
	kefu_query query;
	kefu_report *report = NULL;
	kefu_desk *whole = NULL;
	char text[16384];
	size_t length = 0;

	must(kefu_desk_copy(host->shards[0], &whole), "copy");
	if (kefu_desk_merge(whole, host->shards[1]) == KEFU_E_MISMATCH)
		puts(kefu_desk_mismatch(whole));
	kefu_query_init(&query);
	query.by = by;
	query.by_count = 1;
	query.columns = columns;
	query.column_count = 4;
	must(kefu_desk_report(whole, &query, &report), "report");
	must(kefu_report_write(report, KEFU_FORMAT_TABLE, text, sizeof text, &length), "report");
	fwrite(text, 1, length, stdout);
	kefu_report_free(report);
	kefu_desk_free(whole);
}

/* ---- days, made up ---- */

static void chat(struct host *host, int64_t day, int64_t number)
{
	int64_t t = START + day * DAY + number * 1500000, customer = day * 7 + number % 25 + 1;
	kefu_event event = {.size = sizeof event, .customer = (kefu_id)customer,
	                    .session = (kefu_id)(day * CHATS + number + 1)};
	static const int32_t kinds[] = {KEFU_EVENT_SESSION_OPEN, KEFU_EVENT_MESSAGE, KEFU_EVENT_MESSAGE,
	                                KEFU_EVENT_SESSION_RESOLVE, KEFU_EVENT_SURVEY_ANSWER};
	int64_t step, steps = number % 3 == 0 ? 5 : 4;

	for (step = 0; step < steps; step++) {
		event.kind = kinds[step];
		event.t = t + step * (20000 + number * 700);
		event.seq = step + 1;
		event.from = event.kind != KEFU_EVENT_MESSAGE ? 0 :
			step == 1 ? KEFU_PARTY_CUSTOMER : KEFU_PARTY_AGENT;
		event.agent = step >= 2 ? 7001 + (kefu_id)(number % 5) : 0;
		if (event.kind == KEFU_EVENT_SURVEY_ANSWER) {
			event.survey = KEFU_SURVEY_CSAT;
			event.value = 1 + (number + day) % 5;
			event.has_value = 1;
			event.min = 1;
			event.max = 5;
			event.agent = 0;
		}
		tell(host, &event);
	}
}

static void size_print(const struct host *host, int64_t day)
{
	kefu_statistics statistics = {.size = sizeof statistics};
	int64_t held = 0, bytes = 0;
	int shard;

	for (shard = 0; shard < SHARDS; shard++) {
		must(kefu_desk_statistics(host->shards[shard], &statistics), "statistics");
		held += statistics.held + statistics.settled;
		bytes += statistics.bytes;
	}
	printf("day %3" PRId64 ": %6" PRId64 " events told, %5" PRId64 " held, %4" PRId64 " KiB\n", day,
	       host->told, held, bytes / 1024);
}

int main(int argc, char **argv)
{
	char own[] = "/tmp/years-XXXXXX", name[1024];
	struct host host = {.folder = argc > 1 ? argv[1] : mkdtemp(own)};
	kefu_id customer = (DAYS - 1) * 7 + 1;
	int64_t day, number;
	int shard;

	if (host.folder == NULL)
		return 1;
	for (shard = 0; shard < SHARDS; shard++)
		host.shards[shard] = desk_make();
	for (day = 0; day < DAYS; day++) {
		for (number = 0; number < CHATS; number++)
			chat(&host, day, number);
		if (day == 300)
			chat(&host, 10, 3); /* long after its day was closed */
		for (shard = 0; shard < SHARDS; shard++)
			night(&host, shard, START + (day + 1) * DAY);
		if (day % 80 == 79)
			size_print(&host, day + 1);
	}
	report_print(&host);
	printf("%" PRId64 " events came too late, %" PRId64 " are in the archive\n", host.late, host.archived);
	must(kefu_desk_erase(host.shards[customer % SHARDS], customer), "erase");
	for (shard = 0; shard < SHARDS; shard++) {
		kefu_desk_free(host.shards[shard]);
		snprintf(name, sizeof name, "%s/shard-%d.kefu", host.folder, shard);
		if (argc <= 1)
			unlink(name);
	}
	if (argc <= 1)
		rmdir(host.folder);
	return 0;
}
