/* The accumulators alone, for a program that already knows its numbers: two
 * agents' answers and reply times, and the shop as the sum of both. Nothing
 * but integers is kept, so the sum is the same in whatever order it is made. */
#include <inttypes.h>
#include <stdio.h>

#include "kefu/csat.h"
#include "kefu/duration.h"

/* A column of the program's own records is read where it lies. */
struct answer {
	int64_t reply_ms, score;
};

static const struct answer chen[] = {
	{31000, 5}, {12000, 5}, {95000, 3}, {44000, 4}, {8000, 5}, {61000, 5}, {27000, 4}
};
static const struct answer sun[] = {
	{140000, 2}, {65000, 4}, {310000, 1}, {88000, 5}, {120000, 4}
};

static int32_t take(const struct answer *answers, size_t count, kefu_csat *csat,
                    kefu_duration *reply)
{
	int32_t status = kefu_csat_add_many(csat, &answers->score, sizeof *answers, count, NULL);

	return status != KEFU_OK ? status :
		kefu_duration_add_many(reply, &answers->reply_ms, sizeof *answers, count, NULL);
}

static void print(const char *name, const kefu_csat *csat, const kefu_duration *reply)
{
	kefu_measure mean, satisfied, usual, slow;

	if (kefu_csat_mean(csat, &mean) != KEFU_OK || kefu_csat_top_box(csat, 2, &satisfied) != KEFU_OK ||
	    kefu_duration_mean(reply, &usual) != KEFU_OK ||
	    kefu_duration_quantile(reply, 0.9, &slow) != KEFU_OK)
		return;
	printf("%-8s csat %.2f, satisfied %3.0f %% (%.0f to %.0f %%, %" PRId64 " of %" PRId64
	       "), replies in %.0f s, 90 %% within %.0f s\n", name, mean.value,
	       100 * satisfied.value, 100 * satisfied.low, 100 * satisfied.high, satisfied.num,
	       satisfied.den, usual.value / 1000, slow.value / 1000);
}

int main(void)
{
	kefu_csat *csat[2] = {NULL, NULL};
	kefu_duration *reply[2] = {NULL, NULL};
	int32_t status = KEFU_OK;
	int i;

	for (i = 0; i < 2 && status == KEFU_OK; i++) {
		status = kefu_csat_new(NULL, 1, 5, &csat[i]);
		if (status == KEFU_OK)
			status = kefu_duration_new(NULL, &reply[i]);
	}
	if (status == KEFU_OK)
		status = take(chen, sizeof chen / sizeof *chen, csat[0], reply[0]);
	if (status == KEFU_OK)
		status = take(sun, sizeof sun / sizeof *sun, csat[1], reply[1]);
	if (status == KEFU_OK) {
		print("Chen Li", csat[0], reply[0]);
		print("Sun Wei", csat[1], reply[1]);
		status = kefu_csat_merge(csat[0], csat[1]);
	}
	if (status == KEFU_OK)
		status = kefu_duration_merge(reply[0], reply[1]);
	if (status == KEFU_OK)
		print("shop", csat[0], reply[0]);
	else
		fprintf(stderr, "%s\n", kefu_strerror(status));
	for (i = 0; i < 2; i++) {
		kefu_csat_free(csat[i]);
		kefu_duration_free(reply[i]);
	}
	return status == KEFU_OK ? 0 : 1;
}
