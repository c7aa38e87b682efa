/* Many definitions over one stream: what the second to the twentieth cost, in
 * the whole pipeline and in the report alone. Histories are folded once for
 * all, rounds read once for all rules that agree on what happened, cut into
 * cases once for all filters, opening hours and whose a case is found out once; a
 * definition's own is to judge each kind of case, and to count.
 *
 *   definitions [EVENTS]
 */
#define _DEFAULT_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kefu.h"
#include "measuring.h"
#include "stream.h"

/* Twenty of the platforms' rules on how soon a customer is answered. */
static const char *const twenty[] = {
	"taobao.reply_within_3min", "taobao.average_response_time", "taobao.first_response_time",
	"taobao.reply_rate", "tmall.average_response_time", "1688.reply_within_3min",
	"jd.first_reply_within_30s", "jd.every_reply_within_30s", "pinduoduo.effective_reply_rate",
	"pinduoduo.reply_within_5min", "pinduoduo.reply_within_3min", "douyin.first_response_time",
	"kuaishou.reply_within_3min", "xiaohongshu.reply_within_3min",
	"xiaohongshu.first_reply_within_45s", "lazada.ba_same_day_response_rate",
	"tiktok_shop.sea_reply_within_12h", "wechat.reply_rate", "zendesk.first_reply_time",
	"chatwoot.reply_time",
};

#define ROUNDS 5

/* Seconds at best: apply and report together, and the report alone. */
struct best {
	double whole, report;
};

static void run(const struct stream *s, const char *const *names, size_t count, struct best *best)
{
#define COLUMN(field, name) {KEFU_FIELD_##field, sizeof *s->name, s->name, sizeof *s->name}
	const kefu_column given[] = {
		COLUMN(T, t), COLUMN(KIND, kind), COLUMN(SESSION, session), COLUMN(CUSTOMER, customer),
		COLUMN(AGENT, agent), COLUMN(TO, to), COLUMN(FROM, from), COLUMN(CHANNEL, channel),
		COLUMN(SURVEY, survey), COLUMN(VALUE, value), COLUMN(MIN, min), COLUMN(MAX, max),
	};
	static const int32_t by[] = {KEFU_BY_AGENT};
	double start, applied, done;
	kefu_desk *desk;
	kefu_report *report;
	kefu_query query;
	size_t i, dealt;

	check(kefu_desk_new(NULL, &desk), "desk");
	for (i = 0; i < count; i++)
		check(kefu_desk_use(desk, names[i], strlen(names[i])), names[i]);
	kefu_query_init(&query);
	query.by = by;
	query.by_count = 1;
	start = now();
	check(kefu_desk_apply_columns(desk, given, sizeof given / sizeof *given, s->count, &dealt),
	      "apply");
	applied = now();
	check(kefu_desk_report(desk, &query, &report), "report");
	done = now();
	best->whole = done - start < best->whole ? done - start : best->whole;
	best->report = done - applied < best->report ? done - applied : best->report;
	kefu_report_free(report);
	kefu_desk_free(desk);
}

static void print(const char *what, double one, double many, size_t events)
{
	printf("%s: one definition %.1f ns an event, twenty %.1f ns: %.2f times\n", what,
	       one / (double)events * 1e9, many / (double)events * 1e9, many / one);
}

int main(int argc, char **argv)
{
	size_t count = argc > 1 ? (size_t)strtoul(argv[1], NULL, 10) : 2000000;
	struct stream stream;
	struct best one = {1e9, 1e9}, many = {1e9, 1e9};
	int round;

	stream_sessions(&stream, count);
	stream_sort(&stream);
	for (round = 0; round < ROUNDS; round++) { /* in turns */
		run(&stream, twenty, 1, &one);
		run(&stream, twenty, 20, &many);
	}
	printf("%zu events, the best of %d\n", count, ROUNDS);
	print("apply and report", one.whole, many.whole, count);
	print("the report alone", one.report, many.report, count);
	stream_free(&stream);
	return 0;
}
