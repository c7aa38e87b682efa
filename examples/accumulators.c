/* The accumulators alone: a program that already has its numbers.
 *
 * Two agents, a week of ratings and replies. Each figure comes with its 95 %
 * interval; the last lines ask whether the difference between the two is real. */
#include <stdio.h>

#include <kefu.h>

struct answer {
	uint32_t agent;
	int64_t score; /* 1..5 */
	int64_t wait;  /* to the first reply, ms */
};

static const struct answer answers[] = {
	{0, 5, 12000}, {0, 4, 31000}, {1, 3, 95000}, {0, 5, 8000},  {1, 4, 41000},
	{1, 2, 180000}, {0, 5, 22000}, {1, 5, 30000}, {0, 3, 75000}, {1, 4, 64000},
	{0, 5, 15000}, {1, 3, 120000}, {0, 4, 27000}, {1, 5, 38000}, {0, 5, 9000},
};
#define ANSWERS (sizeof answers / sizeof answers[0])

static void print(const char *what, const kefu_measure *m, double unit)
{
	if (m->state == KEFU_STATE_NO_DATA)
		printf("  %-22s no data\n", what);
	else
		printf("  %-22s %8.2f   %8.2f .. %.2f   (n = %lld)\n", what, m->value / unit,
		       m->low / unit, m->high / unit, (long long)m->count);
}

int main(void)
{
	const char *names[2] = {"Li", "Wang"};
	kefu_csat *ratings[2] = {NULL, NULL}, *shop = NULL;
	kefu_duration *waits[2] = {NULL, NULL};
	kefu_measure measure;
	int32_t status = kefu_csat_new(NULL, 1, 5, &shop);
	size_t bad = 0;
	int i;

	for (i = 0; i < 2 && status == KEFU_OK; i++) {
		status = kefu_csat_new(NULL, 1, 5, &ratings[i]);
		if (status == KEFU_OK)
			status = kefu_duration_new(NULL, &waits[i]);
	}
	/* Columns of an array of structs: a first element and a stride. */
	if (status == KEFU_OK)
		status = kefu_csat_group_add(ratings, 2, &answers[0].agent, sizeof answers[0],
		                             &answers[0].score, sizeof answers[0], ANSWERS, &bad);
	if (status == KEFU_OK)
		status = kefu_duration_group_add(waits, 2, &answers[0].agent, sizeof answers[0],
		                                 &answers[0].wait, sizeof answers[0], ANSWERS,
		                                 &bad);
	for (i = 0; i < 2 && status == KEFU_OK; i++) {
		printf("%s\n", names[i]);
		kefu_csat_mean(ratings[i], &measure);
		print("mean rating", &measure, 1.0);
		kefu_csat_top_box(ratings[i], 0, &measure);
		print("satisfied, %", &measure, 0.01);
		kefu_duration_quantile(waits[i], 0.5, &measure);
		print("median wait, s", &measure, 1000.0);
		kefu_duration_quantile(waits[i], 0.9, &measure);
		print("9 of 10 within, s", &measure, 1000.0);
		status = kefu_csat_merge(shop, ratings[i]); /* the same, in any order */
	}
	if (status == KEFU_OK) {
		printf("Both\n");
		kefu_csat_mean(shop, &measure);
		print("mean rating", &measure, 1.0);
		kefu_compare_csat(ratings[0], ratings[1], &measure);
		print("Li less Wang", &measure, 1.0);
		kefu_compare_duration(waits[0], waits[1], &measure);
		print("waits: Li less Wang, s", &measure, 1000.0);
	} else {
		fprintf(stderr, "accumulators: %s (row %zu)\n", kefu_strerror(status), bad);
	}
	for (i = 0; i < 2; i++) {
		kefu_csat_free(ratings[i]);
		kefu_duration_free(waits[i]);
	}
	kefu_csat_free(shop);
	return status == KEFU_OK ? 0 : 1;
}
