/* Desks that seal as they go: any events, told or taken back, in any order,
 * advances, encodings, copies and merges between. What was applied is held,
 * settled or forgotten; what a desk knows whole, it says alike whether it seals
 * at once or step by step; bytes and copies are as good as the desk itself. */
#include <stdio.h>

#include "../unit/naive_timelines.h"
#include "kefu.h"

#define BASE INT64_C(1700000000000)
#define HOUR INT64_C(3600000)
#define DAY (24 * HOUR)
#define DAYS 60
#define LAST (BASE + (DAYS + 200) * DAY)
#define MOST_COLUMNS 200

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct bytes {
	const uint8_t *at;
	size_t left;
};

static uint64_t bytes_next(void *context)
{
	struct bytes *bytes = context;

	if (bytes->left == 0)
		return 0;
	bytes->left--;
	return *bytes->at++;
}

static void require(int truth)
{
	if (!truth)
		abort();
}

static uint8_t *encoded(const kefu_desk *desk, size_t *size)
{
	uint8_t *bytes;

	require(kefu_desk_encode(desk, NULL, 0, size) == KEFU_OK);
	bytes = malloc(*size);
	require(bytes != NULL);
	require(kefu_desk_encode(desk, bytes, *size, size) == KEFU_OK);
	return bytes;
}

static void require_same(const kefu_desk *a, const kefu_desk *b)
{
	size_t size_a, size_b;
	uint8_t *bytes_a = encoded(a, &size_a), *bytes_b = encoded(b, &size_b);

	require(size_a == size_b && memcmp(bytes_a, bytes_b, size_a) == 0);
	free(bytes_a);
	free(bytes_b);
}

static kefu_desk *copy_of(const kefu_desk *desk)
{
	kefu_desk *copy = NULL;

	require(kefu_desk_copy(desk, &copy) == KEFU_OK);
	return copy;
}

/* Encoded and decoded. */
static void reopen(kefu_desk **desk)
{
	kefu_desk *again = NULL;
	size_t size;
	uint8_t *bytes = encoded(*desk, &size);

	require(kefu_desk_decode(NULL, bytes, size, &again) == KEFU_OK);
	free(bytes);
	require_same(*desk, again);
	kefu_desk_free(*desk);
	*desk = again;
}

static kefu_statistics statistics_of(const kefu_desk *desk)
{
	kefu_statistics statistics;

	statistics.size = sizeof statistics;
	require(kefu_desk_statistics(desk, &statistics) == KEFU_OK);
	return statistics;
}

/* What a desk remembers besides its bytes (who need not be looked at yet, where
 * things stand in memory) changes nothing: the twin has no more than the bytes. */
static void require_twin(const kefu_desk *desk, kefu_desk **twin)
{
	require_same(desk, *twin);
	reopen(twin);
}

/* Advances; returns how many events were forgotten. */
static int64_t advance(kefu_desk *desk, int64_t now)
{
	kefu_event_list *list = NULL;
	int64_t count;

	require(kefu_desk_advance(desk, now, &list) == KEFU_OK);
	count = kefu_event_list_count(list);
	kefu_event_list_free(list);
	return count;
}

static kefu_report *figures(const kefu_desk *desk)
{
	static const int32_t by[] = {KEFU_BY_AGENT, KEFU_BY_DAY};
	const char *names[MOST_COLUMNS];
	kefu_report *report = NULL;
	kefu_query query;
	int32_t i;

	kefu_query_init(&query);
	query.as_of = LAST;
	query.by = by;
	query.by_count = 2;
	query.columns = names;
	for (i = 0; i < kefu_desk_definition_count(desk); i++) {
		const char *name = kefu_desk_definition_name(desk, i);

		if (kefu_desk_adds_up(desk, name, strlen(name)) == 1)
			names[query.column_count++] = name;
	}
	require(kefu_desk_report(desk, &query, &report) == KEFU_OK);
	return report;
}

/* What adds up is the same of two desks. */
static void require_equal_figures(const kefu_desk *a, const kefu_desk *b)
{
	kefu_report *one = figures(a), *other = figures(b);
	int64_t row;
	int32_t column;

	require(kefu_report_row_count(one) == kefu_report_row_count(other));
	for (row = 0; row < kefu_report_row_count(one); row++)
		for (column = 0; column < kefu_report_column_count(one); column++) {
			kefu_measure x, y;
			int32_t status = kefu_report_measure(one, row, column, &x);

			require(kefu_report_measure(other, row, column, &y) == status);
			if (status != KEFU_OK)
				continue;
			if (x.state != y.state || x.num != y.num || x.den != y.den) {
				fprintf(stderr, "%s: %lld/%lld (%d), %lld/%lld (%d)\n",
				        kefu_report_column_name(one, column), (long long)x.num,
				        (long long)x.den, (int)x.state, (long long)y.num,
				        (long long)y.den, (int)y.state);
				abort();
			}
		}
	kefu_report_free(one);
	kefu_report_free(other);
}

static kefu_desk *begin(struct bytes *bytes)
{
	static const char *const metrics[] = {
		"session_count", "first_response_time", "inquiry_conversion_rate",
		"repeat_contact_rate", "attributed_sales", "online_time", "quality_refund_rate",
		"refund_rate", "csat_mean", "training_count", "complaint_rate", "reply_rate",
	};
	kefu_desk_options options;
	kefu_keeping keeping;
	kefu_desk *desk = NULL;
	size_t i;
	uint64_t choice = bytes_next(bytes);

	memset(&options, 0, sizeof options);
	options.size = sizeof options;
	options.session_gap = (choice & 1) != 0 ? 2 * HOUR : 0;
	require(kefu_desk_new(&options, &desk) == KEFU_OK);
	for (i = 0; i < sizeof metrics / sizeof *metrics; i += 1 + (choice >> 1 & 1))
		require(kefu_desk_use(desk, metrics[i], strlen(metrics[i])) == KEFU_OK);
	kefu_keeping_init(&keeping);
	keeping.retention = (int64_t)(choice >> 2 & 3) * DAY;
	keeping.idle_end = (int64_t)(1 + (choice >> 4 & 7)) * DAY;
	keeping.keep_days = (int32_t)(1 + (choice >> 6) * 5);
	require(kefu_desk_keep(desk, &keeping) == KEFU_OK);
	return desk;
}

static kefu_event event_of(struct bytes *bytes)
{
	static const kefu_id ids[] = {1, 2, 3};
	kefu_event event = naive_event(bytes_next, bytes, ids, 3, 251);
	uint64_t day = bytes_next(bytes) % DAYS, minutes = bytes_next(bytes) * 6;

	event.t = BASE + (int64_t)day * DAY + (int64_t)minutes * 60000;
	return event;
}

static int64_t tell(kefu_desk *desk, const kefu_event *event)
{
	int64_t before = statistics_of(desk).applied;

	(void)kefu_desk_apply(desk, event, 1, NULL);
	return statistics_of(desk).applied - before;
}

/* Everything is known: sealed at once or step by step, the figures are those
 * of a desk that never seals. */
static void settle_in_steps(const kefu_desk *whole, struct bytes bytes)
{
	kefu_desk *once = copy_of(whole), *stepwise = copy_of(whole), *twin = copy_of(whole);
	int64_t now = BASE, forgotten = 0;
	kefu_statistics statistics;

	while (now < BASE + DAYS * DAY && bytes.left != 0) {
		now += (int64_t)(5 + bytes_next(&bytes) % 16) * DAY;
		forgotten += advance(stepwise, now);
		(void)advance(twin, now);
		require_twin(stepwise, &twin);
	}
	(void)advance(once, now);
	require_equal_figures(whole, stepwise);
	require_equal_figures(whole, once);
	statistics = statistics_of(stepwise);
	require(statistics.held + statistics.settled + forgotten ==
	        statistics_of(whole).held + statistics_of(whole).settled);
	kefu_desk_free(once);
	kefu_desk_free(stepwise);
	kefu_desk_free(twin);
}

/* Events, advances and more come as they come. */
static void go_on(kefu_desk **desk, struct bytes *bytes)
{
	kefu_statistics statistics = statistics_of(*desk);
	int64_t applied = statistics.held + statistics.settled, forgotten = 0, now = BASE;
	kefu_desk *twin = copy_of(*desk);

	while (bytes->left != 0) {
		uint64_t choice = bytes_next(bytes);
		kefu_event event;

		if (choice < 200) {
			event = event_of(bytes);
			applied += tell(*desk, &event);
			(void)tell(twin, &event);
		} else if (choice < 230) {
			now += (int64_t)(choice - 200) * DAY / 4;
			forgotten += advance(*desk, now);
			(void)advance(twin, now);
			require_twin(*desk, &twin);
		} else if (choice < 232) {
			reopen(desk);
		} else {
			kefu_desk *copy = copy_of(*desk);

			require_same(*desk, copy);
			(void)kefu_desk_erase(copy, 1 + choice % 3);
			reopen(&copy);
			kefu_desk_free(copy);
		}
		statistics = statistics_of(*desk);
		require(statistics.held + statistics.settled + forgotten == applied);
	}
	kefu_desk_free(twin);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes bytes = {data, size}, half;
	kefu_desk *desk = begin(&bytes);
	size_t rest = bytes.left / 2;

	while (bytes.left > rest) {
		kefu_event event = event_of(&bytes);

		(void)tell(desk, &event);
	}
	half = bytes;
	settle_in_steps(desk, half);
	go_on(&desk, &bytes);
	reopen(&desk);
	kefu_desk_free(desk);
	return 0;
}
