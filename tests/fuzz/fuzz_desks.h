/* What the targets share that fuzz whole desks. */
#ifndef FUZZ_DESKS_H
#define FUZZ_DESKS_H

#include <stdio.h>

#include "../unit/naive_timelines.h"
#include "kefu.h"

#define BASE INT64_C(1700000000000)
#define HOUR INT64_C(3600000)
#define DAY (24 * HOUR)
#define DAYS 60
#define LAST (BASE + (DAYS + 200) * DAY)
#define MOST_COLUMNS 200

struct bytes {
	const uint8_t *at;
	size_t left;
};

static inline uint64_t bytes_next(void *context)
{
	struct bytes *bytes = context;

	if (bytes->left == 0)
		return 0;
	bytes->left--;
	return *bytes->at++;
}

static inline void require(int truth)
{
	if (!truth)
		abort();
}

/* In as much memory as the bytes take. Most desks fit at the first try. */
static inline uint8_t *encoded(const kefu_desk *desk, size_t *size)
{
	size_t room = 1 << 15;
	uint8_t *bytes = malloc(room), *cut;
	int32_t status;

	require(bytes != NULL);
	status = kefu_desk_encode(desk, bytes, room, size);
	cut = realloc(bytes, *size);
	require(cut != NULL && status == (*size > room ? KEFU_E_SIZE : KEFU_OK));
	if (status == KEFU_E_SIZE)
		require(kefu_desk_encode(desk, cut, *size, size) == KEFU_OK);
	return cut;
}

static inline void require_same(const kefu_desk *a, const kefu_desk *b)
{
	size_t size_a, size_b;
	uint8_t *bytes_a = encoded(a, &size_a), *bytes_b = encoded(b, &size_b);

	require(size_a == size_b && memcmp(bytes_a, bytes_b, size_a) == 0);
	free(bytes_a);
	free(bytes_b);
}

static inline kefu_desk *copy_of(const kefu_desk *desk)
{
	kefu_desk *copy = NULL;

	require(kefu_desk_copy(desk, &copy) == KEFU_OK);
	return copy;
}

/* Encoded and decoded. */
static inline void reopen(kefu_desk **desk)
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

static inline kefu_statistics statistics_of(const kefu_desk *desk)
{
	kefu_statistics statistics;

	statistics.size = sizeof statistics;
	require(kefu_desk_statistics(desk, &statistics) == KEFU_OK);
	return statistics;
}

/* What a desk remembers besides its bytes (who need not be looked at yet, where
 * things stand in memory) changes nothing: the twin has no more than the bytes. */
static inline void require_twin(const kefu_desk *desk, kefu_desk **twin)
{
	require_same(desk, *twin);
	reopen(twin);
}

/* Advances; returns how many events were forgotten. */
static inline int64_t advance(kefu_desk *desk, int64_t now)
{
	kefu_event_list *list = NULL;
	int64_t count;

	require(kefu_desk_advance(desk, now, &list) == KEFU_OK);
	count = kefu_event_list_count(list);
	kefu_event_list_free(list);
	return count;
}

static inline kefu_report *figures(const kefu_desk *desk, int64_t as_of)
{
	static const int32_t by[] = {KEFU_BY_AGENT, KEFU_BY_DAY};
	const char *names[MOST_COLUMNS];
	kefu_report *report = NULL;
	kefu_query query;
	int32_t i;

	kefu_query_init(&query);
	query.as_of = as_of;
	query.by = by;
	query.by_count = 2;
	query.columns = names;
	for (i = 0; i < kefu_desk_definition_count(desk); i++) {
		const char *name = kefu_desk_definition_name(desk, i);

		if (kefu_desk_adds_up(desk, name, strlen(name)) == 1)
			names[query.column_count++] = name;
	}
	if (query.column_count == 0)
		return NULL; /* none would mean all */
	require(kefu_desk_report(desk, &query, &report) == KEFU_OK);
	return report;
}

/* What adds up is the same of two desks. */
static inline void require_equal_figures(const kefu_desk *a, const kefu_desk *b)
{
	int64_t mark = kefu_desk_mark(a) > kefu_desk_mark(b) ? kefu_desk_mark(a) : kefu_desk_mark(b);
	int64_t as_of = mark < LAST ? LAST : mark + 1;
	kefu_report *one = figures(a, as_of), *other = figures(b, as_of);
	int64_t row;
	int32_t column;

	if (one == NULL)
		return;
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

/* A desk with the definitions and the keeping that the first bytes choose: few
 * definitions, because each is written out whenever a desk is. */
static inline kefu_desk *begin(struct bytes *bytes)
{
	static const char *const metrics[] = {
		"session_count", "first_response_time", "inquiry_conversion_rate",
		"repeat_contact_rate", "attributed_sales", "online_time", "quality_refund_rate",
		"refund_rate", "csat_mean", "training_count", "complaint_rate", "reply_rate",
		"non_fulfilment_rate", "sla_compliance_rate", "handle_time", "after_sales_cost",
	};
	kefu_desk_options options;
	kefu_keeping keeping;
	kefu_desk *desk = NULL;
	size_t i;
	uint64_t choice = bytes_next(bytes), used = bytes_next(bytes);

	used |= bytes_next(bytes) << 8;
	memset(&options, 0, sizeof options);
	options.size = sizeof options;
	options.session_gap = (choice & 1) != 0 ? 2 * HOUR : 0;
	require(kefu_desk_new(&options, &desk) == KEFU_OK);
	for (i = 0; i < sizeof metrics / sizeof *metrics; i++)
		if ((used >> i & 1) != 0)
			require(kefu_desk_use(desk, metrics[i], strlen(metrics[i])) == KEFU_OK);
	kefu_keeping_init(&keeping);
	keeping.retention = (int64_t)(choice >> 2 & 3) * DAY;
	keeping.idle_end = (int64_t)(1 + (choice >> 4 & 7)) * DAY;
	keeping.keep_days = (int32_t)(1 + (choice >> 6) * 5);
	require(kefu_desk_keep(desk, &keeping) == KEFU_OK);
	return desk;
}

static inline int64_t tell(kefu_desk *desk, const kefu_event *event)
{
	int64_t before = statistics_of(desk).applied;

	(void)kefu_desk_apply(desk, event, 1, NULL);
	return statistics_of(desk).applied - before;
}

#endif
