/* Prints encodings and a report of seeded input: the same text on any machine,
 * whatever its byte order and compiler. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kefu.h"

static uint64_t chance_state = 20260105;

static int64_t chance(int64_t below)
{
	chance_state = chance_state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (int64_t)((chance_state >> 33) % (uint64_t)below);
}

static void must(int32_t status, const char *what)
{
	if (status != KEFU_OK) {
		printf("%s: %s\n", what, kefu_strerror(status));
		exit(1);
	}
}

static void print_bytes(const char *name, const unsigned char *bytes, size_t size)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325);
	size_t i;

	for (i = 0; i < size; i++)
		hash = (hash ^ bytes[i]) * UINT64_C(0x100000001b3);
	printf("%-9s %6zu bytes, FNV-1a %016" PRIx64 "\n", name, size, hash);
}

/* Each accumulator gets readings of all sizes, so that every stage of its
 * storage is passed; `ADD` uses `i` and, because C leaves open which argument
 * comes first, chance() at most once. */
#define ACCUMULATOR(type, rows, NEW, ADD)                                      \
	do {                                                                   \
		kefu_##type *it = NULL;                                        \
		unsigned char *bytes;                                          \
		size_t size = 0;                                               \
		int64_t i;                                                     \
		must(NEW, #type);                                              \
		for (i = 0; i < (rows); i++)                                   \
			must(ADD, #type);                                      \
		kefu_##type##_encode(it, NULL, 0, &size);                      \
		bytes = malloc(size);                                          \
		if (bytes == NULL)                                             \
			exit(1);                                               \
		must(kefu_##type##_encode(it, bytes, size, &size), #type);     \
		print_bytes(#type, bytes, size);                               \
		free(bytes);                                                   \
		kefu_##type##_free(it);                                        \
	} while (0)

static void accumulators(int64_t rows)
{
	ACCUMULATOR(rate, rows, kefu_rate_new(NULL, &it), kefu_rate_add(it, (int32_t)chance(2)));
	ACCUMULATOR(csat, rows, kefu_csat_new(NULL, 1, 5, &it), kefu_csat_add(it, 1 + chance(5)));
	ACCUMULATOR(nps, rows, kefu_nps_new(NULL, &it), kefu_nps_add(it, chance(11)));
	ACCUMULATOR(duration, rows, kefu_duration_new(NULL, &it),
	            kefu_duration_add(it, chance(INT64_C(1) << (1 + i % 31))));
	ACCUMULATOR(amount, rows, kefu_amount_new(NULL, "CNY", 3, &it),
	            kefu_amount_add(it, chance(1000000) - 1000, i % 9));
	ACCUMULATOR(level, rows, kefu_level_new(NULL, &it),
	            kefu_level_add(it, chance(1000000), i % 3 - 1));
}

static void text(kefu_desk *desk, kefu_event *event, const char *field, const char *value)
{
	must(kefu_desk_set_text(desk, event, field, strlen(field), value, strlen(value)), field);
}

/* What is stored of a desk; and of the desk that is made from it. */
static void desk_bytes(const kefu_desk *desk)
{
	kefu_desk *again = NULL;
	unsigned char *bytes;
	size_t size = 0, second = 0;

	must(kefu_desk_encode(desk, NULL, 0, &size), "size");
	bytes = malloc(2 * size);
	if (bytes == NULL)
		exit(1);
	must(kefu_desk_encode(desk, bytes, size, &size), "encode");
	must(kefu_desk_decode(NULL, bytes, size, &again), "decode");
	must(kefu_desk_merge(again, desk), "merge with itself");
	must(kefu_desk_encode(again, bytes + size, size, &second), "encode");
	print_bytes("desk", bytes, size);
	print_bytes("merged", bytes + size, second);
	free(bytes);
	kefu_desk_free(again);
}

static void desk_report(int64_t sessions)
{
	static const char *const kinds[] = {"message", "message", "message", "message",
	                                    "session.assign", "session.transfer", "session.resolve",
	                                    "session.reopen", "session.escalate", "survey.answer"};
	static const int32_t by[] = {KEFU_BY_AGENT, KEFU_BY_DAY};
	kefu_desk *desk = NULL;
	kefu_report *report = NULL;
	kefu_query query;
	char *json;
	size_t size = 0;
	int64_t i;

	must(kefu_desk_new(NULL, &desk), "desk");
	must(kefu_desk_use(desk, "all", 3), "use");
	for (i = 0; i < sessions * 8; i++) {
		kefu_event event;
		const char *kind = kinds[chance(10)];
		char name[32];

		memset(&event, 0, sizeof event);
		event.size = sizeof event;
		text(desk, &event, "kind", kind);
		event.t = INT64_C(1767600000000) + chance(INT64_C(5) * 86400000);
		event.seq = i + 1;
		event.session = (kefu_id)(1 + chance(sessions));
		event.customer = 1 + event.session % 100;
		snprintf(name, sizeof name, "agent-%d", (int)chance(7));
		text(desk, &event, "agent", name);
		if (strcmp(kind, "message") == 0)
			text(desk, &event, "from", chance(2) != 0 ? "customer" : "agent");
		if (strcmp(kind, "session.transfer") == 0)
			text(desk, &event, "to", "agent-1");
		if (strcmp(kind, "survey.answer") == 0) {
			text(desk, &event, "survey", "csat");
			text(desk, &event, "score", "4");
			event.min = 1;
			event.max = 5;
		}
		must(kefu_desk_apply(desk, &event, 1, NULL), kind);
	}
	kefu_query_init(&query);
	query.by = by;
	query.by_count = 2;
	must(kefu_desk_report(desk, &query, &report), "report");
	kefu_report_write(report, KEFU_FORMAT_JSON, NULL, 0, &size);
	json = malloc(size);
	if (json == NULL)
		exit(1);
	must(kefu_report_write(report, KEFU_FORMAT_JSON, json, size, &size), "write");
	print_bytes("report", (const unsigned char *)json, size);
	free(json);
	kefu_report_free(report);
	desk_bytes(desk);
	kefu_desk_free(desk);
}

int main(void)
{
	accumulators(7);
	accumulators(700);
	accumulators(70000);
	desk_report(300);
	return 0;
}
