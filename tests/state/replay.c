/* What encoding and merging promise, on the events that SQL selects:
 *
 *     replay DATABASE ZONE CUTS SQLFILE...
 *
 * Each file is a stream of its own. A run is decode(encode(half)) and the rest,
 * at CUTS places (0: everywhere); a desk is the merge of 1, 2, 7 and 64 desks
 * among which its entities are shared out, in any order and nesting; batches of
 * any size and handles give the same bytes; and figures stay. Ends with
 * "N passed, N failed". */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "handles.h"
#include "history/timelines.h"
#include "sqlite_events.h"
#include "system_zone.h"

static long passed, failed;
static uint64_t chance_state;

static size_t chance(size_t below)
{
	chance_state = chance_state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (size_t)((chance_state >> 33) % below);
}

static void expect(int truth, const char *stream, const char *what, size_t number)
{
	passed += truth;
	failed += !truth;
	if (!truth)
		printf("FAILED: %s: %s %zu\n", stream, what, number);
}

static void must(int32_t status, const char *what)
{
	if (status == KEFU_OK)
		return;
	fprintf(stderr, "replay: %s: %s\n", what, kefu_strerror(status));
	exit(2);
}

static void *memory(size_t size)
{
	void *block = malloc(size != 0 ? size : 1);

	if (block == NULL)
		must(KEFU_E_NOMEM, "memory");
	return block;
}

/* ---- events ---- */

struct stream {
	const char *name;
	kefu_zone *zone;
	kefu_desk *base; /* whose numbers the ids are */
	kefu_event *events;
	size_t count, capacity;
};

static void watch_begin(void *context, sqlite3_stmt *statement)
{
	(void)context;
	(void)statement;
}

static int watch_row(void *context, sqlite3_stmt *statement)
{
	(void)context;
	(void)statement;
	return 1;
}

static void watch_taken(void *context, int32_t status, const kefu_event *event)
{
	struct stream *stream = context;

	if (status != KEFU_OK)
		return;
	if (stream->count == stream->capacity) {
		stream->capacity = 2 * stream->capacity + 1024;
		stream->events = realloc(stream->events, stream->capacity * sizeof *stream->events);
		if (stream->events == NULL)
			must(KEFU_E_NOMEM, "events");
	}
	stream->events[stream->count++] = *event;
}

static kefu_desk *new_desk(const struct stream *stream)
{
	kefu_desk_options options;
	kefu_desk *desk;

	memset(&options, 0, sizeof options);
	options.size = sizeof options;
	options.zone = stream->zone;
	memcpy(options.currency, "CNY", 4);
	must(kefu_desk_new(&options, &desk), "desk");
	must(kefu_desk_use(desk, "default", 7), "use");
	return desk;
}

/* ---- desks that have numbers of their own for the texts ---- */

struct host {
	const struct stream *stream;
	kefu_desk *desk;
	kefu_id *ids;   /* of the base's texts, from 1; 0: not asked yet */
	size_t room;
};

#define TEXT (UINT64_C(1) << 63)

static kefu_id translated(struct host *host, kefu_id id)
{
	size_t number = (size_t)(id & ~TEXT), length;
	char text[256];

	if ((id & TEXT) == 0)
		return id;
	if (number >= host->room) {
		size_t room = 2 * number + 64;

		host->ids = realloc(host->ids, room * sizeof *host->ids);
		if (host->ids == NULL)
			must(KEFU_E_NOMEM, "ids");
		memset(host->ids + host->room, 0, (room - host->room) * sizeof *host->ids);
		host->room = room;
	}
	if (host->ids[number] == 0) {
		must(kefu_desk_id_text(host->stream->base, id, text, sizeof text, &length), "text");
		must(kefu_desk_intern(host->desk, text, length, &host->ids[number]), "intern");
	}
	return host->ids[number];
}

static kefu_event event_for(struct host *host, size_t number)
{
	kefu_event e = host->stream->events[number];
	kefu_id *const ids[] = {&e.session, &e.customer, &e.agent, &e.team, &e.order, &e.item,
	                        &e.refund, &e.to, &e.to_team, &e.channel, &e.topic, &e.complaint,
	                        &e.name};
	size_t i;

	for (i = 0; i < sizeof ids / sizeof *ids; i++)
		*ids[i] = translated(host, *ids[i]);
	return e;
}

static struct host host_of(const struct stream *stream, kefu_desk *desk)
{
	struct host host = {stream, desk != NULL ? desk : new_desk(stream), NULL, 0};

	return host;
}

static void host_end(struct host *host)
{
	kefu_desk_free(host->desk);
	free(host->ids);
}

#define BATCH 256

static void tell(struct host *host, size_t from, size_t to)
{
	static kefu_event batch[BATCH];

	while (from < to) {
		size_t most = to - from < BATCH ? to - from : BATCH, count = 1 + chance(most), i, done;

		for (i = 0; i < count; i++)
			batch[i] = event_for(host, from + i);
		must(kefu_desk_apply(host->desk, batch, count, &done), "apply");
		from += count;
	}
}

struct bytes {
	uint8_t *at;
	size_t size;
};

static struct bytes encoded(const kefu_desk *desk)
{
	struct bytes bytes = {NULL, 0};

	must(kefu_desk_encode(desk, NULL, 0, &bytes.size), "size");
	bytes.at = memory(bytes.size);
	must(kefu_desk_encode(desk, bytes.at, bytes.size, &bytes.size), "encode");
	return bytes;
}

static int is_encoded_as(const kefu_desk *desk, struct bytes bytes)
{
	struct bytes again = encoded(desk);
	int same = again.size == bytes.size && memcmp(again.at, bytes.at, bytes.size) == 0;

	free(again.at);
	return same;
}

static kefu_desk *reopened(const kefu_desk *desk)
{
	struct bytes bytes = encoded(desk);
	kefu_desk *made;

	must(kefu_desk_decode(NULL, bytes.at, bytes.size, &made), "decode");
	free(bytes.at);
	return made;
}

static struct bytes figures(const kefu_desk *desk)
{
	static const int32_t by[] = {KEFU_BY_AGENT, KEFU_BY_MONTH};
	struct bytes text = {NULL, 0};
	kefu_report *report;
	kefu_query query;

	kefu_query_init(&query);
	query.by = by;
	query.by_count = 2;
	must(kefu_desk_report(desk, &query, &report), "report");
	kefu_report_write(report, KEFU_FORMAT_JSON, NULL, 0, &text.size);
	text.at = memory(text.size);
	must(kefu_report_write(report, KEFU_FORMAT_JSON, (char *)text.at, text.size, &text.size),
	     "write");
	kefu_report_free(report);
	return text;
}

static int has_figures(const kefu_desk *desk, struct bytes truth)
{
	struct bytes text = figures(desk);
	int same = text.size == truth.size && memcmp(text.at, truth.at, text.size) == 0;

	free(text.at);
	return same;
}

/* ---- the promises ---- */

static int by_size(const void *a, const void *b)
{
	const size_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static void check_cuts(const struct stream *stream, size_t cuts, struct bytes truth)
{
	size_t count = cuts == 0 || cuts > stream->count ? stream->count + 1 : cuts, i;
	size_t *places = memory(count * sizeof *places);
	struct host half = host_of(stream, NULL);

	for (i = 0; i < count; i++)
		places[i] = count == stream->count + 1 ? i : chance(stream->count + 1);
	qsort(places, count, sizeof *places, by_size);
	for (i = 0; i < count; i++) {
		struct host rest;

		tell(&half, i != 0 ? places[i - 1] : 0, places[i]);
		rest = host_of(stream, reopened(half.desk));
		tell(&rest, places[i], stream->count);
		expect(is_encoded_as(rest.desk, truth), stream->name, "cut", places[i]);
		host_end(&rest);
	}
	host_end(&half);
	free(places);
}

static size_t shard_of(const kefu_event *event, size_t shards, uint64_t salt)
{
	enum track_kind kind;
	kefu_id id, agent;

	timelines_entity(event, &kind, &id, &agent);
	salt = (salt ^ id ^ (uint64_t)kind << 56) * UINT64_C(0x9E3779B97F4A7C15);
	salt = (salt ^ salt >> 29 ^ agent) * UINT64_C(0xD6E8FEB86659FD93);
	return (size_t)(salt >> 32) % shards;
}

static void check_shards(const struct stream *stream, size_t shards, struct bytes truth,
                         struct bytes facts)
{
	struct host *hosts = memory(shards * sizeof *hosts);
	uint64_t salt = chance(1u << 30);
	size_t left = shards, i;

	for (i = 0; i < shards; i++)
		hosts[i] = host_of(stream, NULL);
	for (i = 0; i < stream->count; i++) {
		struct host *host = &hosts[shard_of(&stream->events[i], shards, salt)];
		kefu_event event = event_for(host, i);

		must(kefu_desk_apply(host->desk, &event, 1, NULL), "apply");
	}
	while (left > 1) { /* any two, either into the other */
		struct host moved;
		size_t into = chance(left), from = chance(left - 1);

		from += from >= into;
		must(kefu_desk_merge(hosts[into].desk, hosts[from].desk), "merge");
		host_end(&hosts[from]);
		moved = hosts[--left];
		if (from != left)
			hosts[from] = moved;
	}
	expect(is_encoded_as(hosts[0].desk, truth), stream->name, "shards", shards);
	expect(has_figures(hosts[0].desk, facts), stream->name, "figures of shards", shards);
	host_end(&hosts[0]);
	free(hosts);
}

/* Handles name the customer once. What a session said before need not be said
 * again, where no event is a repetition; few are forgotten. */
static void leave_out_customer(const struct stream *stream, size_t number, kefu_event *event)
{
	static struct {
		const struct stream *stream;
		kefu_id session, customer;
	} said[4096];
	const kefu_event *e = &stream->events[number];
	size_t place = (size_t)((e->session * UINT64_C(0x9E3779B97F4A7C15)) >> 52);

	if (e->session == 0 || e->customer == 0 || e->kind > KEFU_EVENT_SESSION_SLA)
		return;
	if (number != 0 && said[place].stream == stream && said[place].session == e->session &&
	    said[place].customer == e->customer) {
		event->customer = 0;
		return;
	}
	said[place].stream = stream;
	said[place].session = e->session;
	said[place].customer = e->customer;
}

static size_t check_handles(const struct stream *stream, struct bytes truth, int leave_out)
{
	struct host host = host_of(stream, NULL);
	size_t i, said = 0;

	for (i = 0; i < stream->count; i++) {
		kefu_event event = event_for(&host, i);
		int32_t status = KEFU_OK;

		if (leave_out)
			leave_out_customer(stream, i, &event);
		if (handles_say(host.desk, &event, &status))
			said++;
		else
			status = kefu_desk_apply(host.desk, &event, 1, NULL);
		must(status, "handle");
	}
	expect(is_encoded_as(host.desk, truth), stream->name, "handles", said);
	host_end(&host);
	return said;
}

static void check_stream(const struct stream *stream, size_t cuts)
{
	static const size_t shards[] = {1, 2, 7, 64};
	struct host whole = host_of(stream, NULL);
	struct bytes truth, facts;
	kefu_desk *copy;
	size_t i, said;

	for (i = 0; i < stream->count; i++) {
		kefu_event event = event_for(&whole, i);

		must(kefu_desk_apply(whole.desk, &event, 1, NULL), "apply");
	}
	truth = encoded(whole.desk);
	facts = figures(whole.desk);
	copy = reopened(whole.desk);
	expect(has_figures(copy, facts), stream->name, "figures reopened", 0);
	kefu_desk_free(copy);
	must(kefu_desk_copy(whole.desk, &copy), "copy");
	expect(is_encoded_as(copy, truth), stream->name, "copy", 0);
	kefu_desk_free(copy);
	check_cuts(stream, cuts, truth);
	for (i = 0; i < sizeof shards / sizeof *shards; i++)
		check_shards(stream, shards[i], truth, facts);
	said = check_handles(stream, truth, cuts != 0);
	if (cuts != 0)
		printf("%s: %zu events, %zu bytes, %zu through handles\n", stream->name,
		       stream->count, truth.size, said);
	host_end(&whole);
	free(truth.at);
	free(facts.at);
}

static char *text_of_file(const char *path)
{
	FILE *file = fopen(path, "rb");
	char *text = memory(1 << 20);
	size_t length;

	if (file == NULL) {
		fprintf(stderr, "replay: no %s\n", path);
		exit(2);
	}
	length = fread(text, 1, (1 << 20) - 1, file);
	fclose(file);
	text[length] = '\0';
	return text;
}

int main(int count, char **arguments)
{
	sqlite3 *database;
	int i;

	if (count < 5 || sqlite3_open(arguments[1], &database) != SQLITE_OK) {
		fprintf(stderr, "replay DATABASE ZONE CUTS SQLFILE...\n");
		return 2;
	}
	for (i = 4; i < count; i++) {
		char *sql = text_of_file(arguments[i]);
		struct stream stream = {arguments[i], NULL, NULL, NULL, 0, 0};
		struct row_watch watch = {&stream, watch_begin, watch_row, watch_taken};
		struct reading reading;

		chance_state = 1;
		must(system_zone(arguments[2], &stream.zone), arguments[2]);
		stream.base = new_desk(&stream);
		memset(&reading, 0, sizeof reading);
		reading.watch = &watch;
		if (!sqlite_events_read(database, sql, stream.base, &reading))
			return 2;
		check_stream(&stream, (size_t)strtoull(arguments[3], NULL, 10));
		kefu_desk_free(stream.base);
		kefu_zone_free(stream.zone);
		free(stream.events);
		free(sql);
	}
	sqlite3_close(database);
	printf("%ld passed, %ld failed\n", passed, failed);
	return failed != 0;
}
