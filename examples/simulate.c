/* simulate DATABASE [SEED [DAYS]]: writes a shop's month, or so many days, into
 * the table `events` of a new SQLite database, and its agents' teams into
 * `roster`. The same seed gives the same rows on every machine: only integers,
 * no library's random numbers. Customers ask before they buy and after (simulate-service.c), buy,
 * return and rate (simulate-orders.c); agents work in shifts, have targets,
 * wages and trainings. On 11 November the whole country shops. */
#include "simulate.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kefu/civil.h"

/* ---- the shop ---- */

const struct agent agents[AGENTS] = {
	{"Chen Li", "presale", 0, 0, 70, 78}, {"Gao Yan", "presale", 1, 1, 90, 70},
	{"Liu Fang", "presale", 0, 3, 120, 74}, {"Sun Wei", "presale", 1, 4, 180, 52},
	{"Wang Min", "aftersale", 0, 2, 85, 66}, {"Xu Jie", "aftersale", 1, 6, 100, 60},
	{"Zhao Lin", "aftersale", 0, 5, 140, 48}, {"Zhou Mei", "aftersale", 1, 3, 75, 72},
	{"He Qiang", "seniors", 0, 4, 110, 64}, {"Ma Rui", "seniors", 1, 6, 95, 68}
};

int64_t month_start;

int64_t day_of(int64_t t)
{
	return (t - month_start) / DAY;
}

int64_t hour_of(int64_t t)
{
	return (t - month_start) % DAY / HOUR;
}

int works_on(const struct agent *agent, int64_t day)
{
	int rush = day >= RUSH_FIRST && day <= RUSH_LAST;

	return rush || (day + agent->rest) % 7 >= 2;
}

const struct agent *on_duty(const char *team, int64_t t, const struct agent *not_this)
{
	int late = (t - month_start) % DAY >= 15 * HOUR + 30 * MINUTE;
	const struct agent *found[AGENTS];
	size_t count = 0, i;

	for (i = 0; i < AGENTS; i++)
		if (strcmp(agents[i].team, team) == 0 && agents[i].late == late &&
		    &agents[i] != not_this && works_on(&agents[i], day_of(t)))
			found[count++] = &agents[i];
	return count > 0 ? found[below((int64_t)count)] : NULL;
}

int64_t in_shift(int64_t t)
{
	int64_t hour = hour_of(t), morning = month_start + day_of(t) * DAY + 8 * HOUR + 10 * MINUTE;

	if (hour >= 8 && hour < 23)
		return t;
	return morning + (hour >= 23 ? DAY : 0) + below(HOUR / SECOND) * SECOND;
}

/* ---- people at work ---- */

static void shift(int64_t day, const struct agent *agent)
{
	int64_t begin = month_start + day * DAY + (agent->late ? 15 : 8) * HOUR + below(600) * SECOND;
	int64_t lunch = begin + 4 * HOUR + below(1800) * SECOND, end = begin + 8 * HOUR;
	struct row *wage;

	if (!works_on(agent, day))
		return;
	add(begin, "agent.online")->agent = agent->name;
	add(lunch, "agent.suspend")->agent = agent->name;
	add(lunch + 30 * MINUTE + below(900) * SECOND, "agent.online")->agent = agent->name;
	add(end, "agent.offline")->agent = agent->name;
	wage = add(end, "cost");
	wage->agent = agent->name;
	wage->type = "wage";
	wage->amount = strcmp(agent->team, "seniors") == 0 ? 36000 : 26000;
}

static void train(int64_t day, const struct agent *agent)
{
	int64_t t = month_start + day * DAY + 14 * HOUR;
	struct row *cost = add(t, "cost");

	cost->agent = agent->name;
	cost->type = "training";
	cost->amount = 60000;
	add(t, "agent.training")->agent = agent->name;
}

static void expect_sales(const struct agent *agent, int64_t day, int64_t yuan)
{
	struct row *row = add(month_start + day * DAY, "agent.target");

	row->agent = agent->name;
	row->name = "attributed_sales";
	row->value = yuan * 100;
	row->has_value = 1;
}

/* ---- days ---- */

#define MONTH 30

static const char *const presale_topics[] = {"size", "stock", "promotion", "payment"};
static const char *const aftersale_topics[] = {"delivery", "return", "refund", "quality"};

static int64_t moment(int64_t day)
{
	static const int hours[24] = {2, 1, 1, 0, 0, 1, 2, 4, 9, 13, 15, 13, 9, 11, 13, 12, 11, 10,
	                              11, 15, 18, 17, 11, 5};
	int64_t hour = (int64_t)pick(hours, 24);

	return month_start + day * DAY + hour * HOUR + below(3600) * SECOND;
}

/* Whom the shop has seen wanders on: after the first month some leave and as
 * many come every day. */
static int64_t somebody(int64_t day, int64_t of)
{
	return 1 + below(of) + (day >= MONTH ? (day - MONTH + 1) * 60 : 0);
}

static void visit(int64_t day, int rush)
{
	static const int channels[] = {74, 16, 10};
	static const char *const channel_names[] = {"chat", "email", "phone"};
	int presale = happens(rush ? 67 : 56);
	struct session s = {0};

	s.number = session_number();
	s.customer = somebody(day, 2400);
	s.t = moment(day);
	s.channel = channel_names[pick(channels, 3)];
	s.phase = presale ? "presale" : "aftersale";
	s.topic = presale ? presale_topics[below(4)] : aftersale_topics[below(4)];
	if (converse(&s, queue_on(day)) && presale &&
	    happens(18 + s.agent->charm / 3 - (s.slowest > 4 * MINUTE ? 14 : 0)))
		buy(s.customer, s.t + (happens(20) ? 14 * HOUR : 0) + wait_about(20 * MINUTE), s.agent);
}

static void days_pass(int64_t days)
{
	int64_t day, n;
	size_t who;

	for (day = 0; day < days; day++) {
		int rush = day >= RUSH_FIRST && day <= RUSH_LAST, peak = day == RUSH_PEAK;
		int64_t sessions = 85 + below(30) + (day % 7 < 2 ? 25 : 0) + (peak ? 250 : rush ? 90 : 0);
		int64_t silent = 38 + below(16) + (peak ? 260 : rush ? 70 : 0);
		struct row *visitors;

		for (who = 0; who < 4 && day % MONTH == 0; who++)
			expect_sales(&agents[who], day, 45000 + 5000 * (int64_t)(who % 2));
		for (who = 0; who < AGENTS; who++)
			shift(day, &agents[who]);
		for (n = 0; n < sessions; n++)
			visit(day, rush);
		for (n = 0; n < silent; n++)
			buy(somebody(day, 5200), moment(day), NULL);
		visitors = add(month_start + day * DAY + 23 * HOUR, "count");
		visitors->name = "visitors";
		visitors->value = (sessions + silent) * 13 + below(500);
		visitors->has_value = 1;
	}
	train(13, &agents[3]);
	train(13, &agents[6]);
	train(20, &agents[6]);
}

int main(int argc, char **argv)
{
	kefu_zone *zone = NULL;
	int64_t days = argc > 3 ? strtoll(argv[3], NULL, 10) : MONTH;
	int32_t first = 0;
	int sound;

	if (argc < 2 || argc > 4 || days < MONTH || days > 4000) {
		fputs("usage: simulate DATABASE [SEED [DAYS]], 30 days or more\n", stderr);
		return 2;
	}
	chance_seed(argc > 2 ? strtoull(argv[2], NULL, 10) : 11);
	if (kefu_zone_fixed(NULL, 8 * 3600, &zone) != KEFU_OK ||
	    kefu_civil_day(2025, 11, 1, &first) != KEFU_OK)
		return 1;
	month_start = first * DAY - 8 * HOUR;
	days_pass(days);
	sound = database_write(argv[1], zone, month_start + (days + 7) * DAY); /* what came of it */
	kefu_zone_free(zone);
	return sound ? 0 : 1;
}
