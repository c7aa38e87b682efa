/* simulate DATABASE [SEED]: writes a shop's month into the table `events` of
 * a new SQLite database, and its agents' teams into `roster`. The same seed
 * gives the same rows on every machine: only integers, no library's random
 * numbers. Customers come by chat, e-mail and phone; a bot answers chats first
 * and gives over to agents, who work in two shifts; some hand over, ask the
 * customer back, escalate; some customers give up, return, complain, rate. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sqlite3.h>

#include "kefu/civil.h"
#include "kefu/zone.h"

#define SECOND INT64_C(1000)
#define MINUTE (60 * SECOND)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)

/* ---- chance ---- */

static uint64_t chance_state;

static uint64_t chance(void) /* splitmix64 */
{
	uint64_t z = chance_state += UINT64_C(0x9E3779B97F4A7C15);

	z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
	return z ^ (z >> 31);
}

static int64_t below(int64_t n)
{
	return (int64_t)(chance() % (uint64_t)n);
}

static int happens(int percent)
{
	return below(100) < percent;
}

/* A waiting time of this mean: the quantiles of the exponential distribution
 * in thousandths, interpolated. */
static int64_t wait_about(int64_t mean)
{
	static const int64_t quantile[] = {0, 65, 134, 208, 288, 375, 470, 575, 693, 827, 981,
	                                   1163, 1386, 1674, 2079, 2773, 5200};
	int64_t step = below(16), part = below(1000);
	int64_t thousandths = quantile[step] + (quantile[step + 1] - quantile[step]) * part / 1000;

	return mean * thousandths / 1000 / SECOND * SECOND + SECOND;
}

static size_t pick(const int *weights, size_t count)
{
	int64_t sum = 0, drawn;
	size_t i;

	for (i = 0; i < count; i++)
		sum += weights[i];
	drawn = below(sum);
	for (i = 0; drawn >= weights[i]; i++)
		drawn -= weights[i];
	return i;
}

/* ---- the shop ---- */

struct agent {
	const char *name, *team;
	int late;   /* shift: 8 to 16, or 15 to 23 */
	int slow;   /* percent of the usual time for a reply */
	int charm;  /* percent of customers who rate 5 */
};

static const struct agent agents[] = {
	{"Chen Li", "presale", 0, 70, 78}, {"Gao Yan", "presale", 1, 90, 70},
	{"Liu Fang", "presale", 0, 120, 74}, {"Sun Wei", "presale", 1, 180, 52},
	{"Wang Min", "aftersale", 0, 85, 66}, {"Xu Jie", "aftersale", 1, 100, 60},
	{"Zhao Lin", "aftersale", 0, 140, 48}, {"Zhou Mei", "aftersale", 1, 75, 72},
	{"He Qiang", "seniors", 0, 110, 64}, {"Ma Rui", "seniors", 1, 95, 68}
};
#define AGENTS (sizeof agents / sizeof *agents)

static const char *const presale_topics[] = {"size", "stock", "promotion", "payment"};
static const char *const aftersale_topics[] = {"delivery", "return", "refund", "quality"};

/* ---- events ---- */

struct row { /* NULL or 0: not given */
	int64_t t;
	const char *kind, *agent, *to, *team, *channel, *topic, *phase, *from, *mode, *name,
		*survey, *correct, *initiator;
	int64_t session, customer, seq, number;
	int level, score, low, high, points;
};

static struct row *rows;
static size_t row_count, row_room;

static struct row *add(int64_t t, const char *kind)
{
	if (row_count == row_room) {
		row_room = row_room * 2 + 1024;
		rows = realloc(rows, row_room * sizeof *rows);
		if (rows == NULL)
			exit(1);
	}
	memset(&rows[row_count], 0, sizeof *rows);
	rows[row_count].t = t;
	rows[row_count].kind = kind;
	rows[row_count].number = (int64_t)row_count;
	return &rows[row_count++];
}

struct session {
	int64_t number, customer, t, seq;
	const char *channel, *topic, *phase;
	const struct agent *agent;
	int64_t slowest; /* the longest wait so far */
};

static struct row *add_to(struct session *s, const char *kind)
{
	struct row *row = add(s->t, kind);

	row->session = s->number;
	row->customer = s->customer;
	row->seq = ++s->seq;
	return row;
}

static void say(struct session *s, const char *from, const char *mode)
{
	struct row *row = add_to(s, "message");

	row->from = from;
	row->mode = mode;
	row->agent = strcmp(from, "agent") == 0 ? s->agent->name : NULL;
}

static void assign(struct session *s, const struct agent *agent)
{
	s->agent = agent;
	add_to(s, "session.assign")->agent = agent->name;
}

/* Somebody of the team whose shift it is; seniors also take what is left. */
static const struct agent *on_duty(const char *team, int64_t t, const struct agent *not_this)
{
	int late = (t + 8 * HOUR) % DAY >= 15 * HOUR + 30 * MINUTE;
	const struct agent *found[AGENTS];
	size_t count = 0, i;

	for (i = 0; i < AGENTS; i++)
		if (strcmp(agents[i].team, team) == 0 && agents[i].late == late && &agents[i] != not_this)
			found[count++] = &agents[i];
	return count > 0 ? found[below((int64_t)count)] : NULL;
}

/* ---- a conversation ---- */

static void agent_answers(struct session *s)
{
	static const int weights[] = {65, 27, 8};
	static const char *const modes[] = {"human", "quick", "assist"};
	int64_t usual = strcmp(s->channel, "chat") == 0 ? 45 * SECOND :
		strcmp(s->channel, "email") == 0 ? 3 * HOUR : 8 * SECOND;
	int64_t wait = wait_about(usual * s->agent->slow / 100);

	s->t += wait;
	s->slowest = wait > s->slowest ? wait : s->slowest;
	say(s, "agent", modes[pick(weights, 3)]);
}

static void customer_answers(struct session *s)
{
	s->t += wait_about(strcmp(s->channel, "email") == 0 ? 5 * HOUR :
		strcmp(s->channel, "chat") == 0 ? 70 * SECOND : 12 * SECOND);
	say(s, "customer", NULL);
	if (strcmp(s->channel, "email") != 0 && happens(30)) { /* and another line */
		s->t += 1 * SECOND + below(15) * SECOND;
		say(s, "customer", NULL);
	}
}

static void hand_over(struct session *s)
{
	const struct agent *other;
	struct row *row;
	int up = happens(30);

	other = on_duty(up ? "seniors" : s->agent->team, s->t, s->agent);
	if (other == NULL)
		return;
	s->t += 20 * SECOND;
	if (up) {
		row = add_to(s, "session.escalate");
		row->agent = s->agent->name;
		row->level = 2;
	}
	row = add_to(s, "session.transfer");
	row->agent = s->agent->name;
	row->to = other->name;
	row->correct = happens(60) ? happens(85) ? "true" : "false" : NULL;
	s->agent = other;
}

static void work(struct session *s)
{
	int64_t rounds = 1 + below(3) + below(3);

	agent_answers(s);
	if (happens(9))
		hand_over(s);
	for (; rounds > 1; rounds--) {
		if (happens(4)) {
			s->t += 5 * SECOND;
			add_to(s, happens(70) ? "session.pend" : "session.hold");
			s->t += wait_about(6 * HOUR);
			add_to(s, "session.resume");
		}
		customer_answers(s);
		if (rounds == 2 && happens(12)) /* "thanks!" */
			break;
		agent_answers(s);
	}
	if (happens(14))
		add_to(s, "kb.use")->name = s->topic;
}

static void rate(struct session *s)
{
	int charm = s->agent->charm, patience = s->slowest > 4 * MINUTE ? 25 : 0;
	int weights[5];
	struct row *row;

	weights[4] = charm - patience;
	weights[3] = (100 - charm) / 2;
	weights[2] = (100 - charm) / 5;
	weights[1] = (100 - charm) / 9 + patience / 4;
	weights[0] = (100 - charm) / 7 + patience;
	row = add_to(s, "survey.answer");
	row->survey = "csat";
	row->score = 1 + (int)pick(weights, 5);
	row->low = 1;
	row->high = 5;
}

static void ask_for_rating(struct session *s)
{
	int64_t end = s->t;

	s->t += 10 * SECOND;
	add_to(s, "survey.send")->survey = "csat";
	if (happens(41)) {
		s->t += wait_about(10 * MINUTE);
		rate(s);
	}
	if (happens(9)) {
		struct row *row;

		s->t += wait_about(HOUR);
		row = add_to(s, "survey.answer");
		row->survey = "nps";
		row->score = (int)(happens(s->agent->charm) ? 9 + below(2) : 3 + below(6));
		row->low = 0;
		row->high = 10;
	}
	s->t = end;
}

static void finish(struct session *s)
{
	int resolved = happens(91);

	s->t += wait_about(3 * MINUTE);
	add_to(s, resolved ? "session.resolve" : "session.close")->agent = s->agent->name;
	if (!resolved)
		return;
	if (happens(70))
		ask_for_rating(s);
	if (happens(6)) { /* it was not solved after all */
		s->t += 2 * HOUR + wait_about(20 * HOUR);
		say(s, "customer", NULL);
		agent_answers(s);
		s->t += wait_about(10 * MINUTE);
		add_to(s, "session.resolve")->agent = s->agent->name;
	}
	if (happens(strcmp(s->phase, "aftersale") == 0 ? 3 : 1)) {
		s->t += wait_about(5 * HOUR);
		add_to(s, "complaint.file");
		s->t += DAY;
		add_to(s, happens(40) ? "complaint.uphold" : "complaint.dismiss");
	}
	if (happens(5)) {
		struct row *row;

		s->t += 2 * DAY;
		row = add_to(s, "qa.finding");
		row->agent = s->agent->name;
		row->name = happens(70) ? "praise" : "wrong answer";
		row->points = strcmp(row->name, "praise") == 0 ? 2 : -5;
	}
}

/* The bot greets, and keeps what it can answer. Returns 1 when it did. */
static int bot_answers(struct session *s)
{
	s->t += 1 * SECOND;
	say(s, "bot", "welcome");
	s->t += 8 * SECOND + below(20) * SECOND;
	say(s, "customer", NULL);
	s->t += 2 * SECOND;
	say(s, "bot", "bot");
	if (happens(24)) {
		s->t += wait_about(2 * MINUTE);
		add_to(s, "session.close");
		return 1;
	}
	s->t += 5 * SECOND + below(30) * SECOND;
	say(s, "customer", NULL);
	s->t += 1 * SECOND;
	add_to(s, "session.handoff");
	return 0;
}

static void converse(struct session *s, int64_t queue)
{
	int64_t hour = (s->t + 8 * HOUR) % DAY / HOUR;
	int chat = strcmp(s->channel, "chat") == 0, night = hour < 8 || hour >= 23;
	struct row *row = add_to(s, "session.open");

	row->channel = s->channel;
	row->topic = s->topic;
	row->phase = s->phase;
	row->initiator = "customer";
	say(s, "customer", NULL);
	if (chat && bot_answers(s))
		return;
	if (!chat)
		add_to(s, "session.queue");
	if (night) { /* until the morning; nobody waits that long in a chat */
		s->t += 1 * MINUTE;
		add_to(s, "session.leave_message");
		s->t += (hour >= 23 ? 32 - hour : 8 - hour) * HOUR + below(HOUR / SECOND) * SECOND;
	} else {
		int64_t wait = wait_about(strcmp(s->channel, "email") == 0 ? 40 * MINUTE : queue);
		int64_t patience = 1 * MINUTE + wait_about(3 * MINUTE);

		if (strcmp(s->channel, "email") != 0 && wait > patience) {
			s->t += patience;
			add_to(s, "session.abandon");
			return;
		}
		s->t += wait;
	}
	assign(s, on_duty(s->phase, s->t, NULL));
	work(s);
	finish(s);
}

/* ---- a month ---- */

static void shift(int64_t midnight, int64_t day, size_t who)
{
	int64_t begin = midnight + (agents[who].late ? 15 : 8) * HOUR + below(600) * SECOND;
	int64_t lunch = begin + 4 * HOUR + below(1800) * SECOND;

	if ((day + (int64_t)who * 3) % 7 >= 5)
		return; /* a day off */
	add(begin, "agent.online")->agent = agents[who].name;
	add(lunch, "agent.suspend")->agent = agents[who].name;
	add(lunch + 30 * MINUTE + below(900) * SECOND, "agent.online")->agent = agents[who].name;
	add(begin + 8 * HOUR, "agent.offline")->agent = agents[who].name;
}

static void month(int64_t first_midnight)
{
	static const int hours[24] = {2, 1, 1, 0, 0, 1, 2, 4, 9, 13, 15, 13, 9, 11, 13, 12, 11, 10,
	                              11, 15, 18, 17, 11, 5};
	static const int channels[] = {74, 16, 10};
	static const char *const channel_names[] = {"chat", "email", "phone"};
	int64_t day, n, number = 0;
	size_t who;

	for (day = 0; day < 30; day++) {
		int64_t midnight = first_midnight + day * DAY, rush = day >= 9 && day <= 12;
		int64_t sessions = 95 + below(30) + (day % 7 < 2 ? 25 : 0) + (day == 10 ? 260 : rush ? 90 : 0);

		for (who = 0; who < AGENTS; who++)
			shift(midnight, day, who);
		for (n = 0; n < sessions; n++) {
			struct session s = {0};
			int presale = happens(rush ? 65 : 52);

			s.number = ++number;
			s.customer = 1 + below(2400);
			s.t = midnight + (int64_t)pick(hours, 24) * HOUR;
			s.t += below(3600) * SECOND;
			s.channel = channel_names[pick(channels, 3)];
			s.phase = presale ? "presale" : "aftersale";
			s.topic = presale ? presale_topics[below(4)] : aftersale_topics[below(4)];
			converse(&s, day == 10 ? 130 * SECOND : rush ? 70 * SECOND : 28 * SECOND);
		}
	}
}

/* ---- the database ---- */

static int earlier(const void *a, const void *b)
{
	const struct row *x = a, *y = b;

	return x->t != y->t ? (x->t < y->t ? -1 : 1) : x->number < y->number ? -1 : 1;
}

static void bind_text(sqlite3_stmt *statement, int at, const char *text)
{
	if (text != NULL)
		sqlite3_bind_text(statement, at, text, -1, SQLITE_STATIC);
}

static void bind_number(sqlite3_stmt *statement, int at, int64_t number, int given)
{
	if (given)
		sqlite3_bind_int64(statement, at, number);
}

static void bind_id(sqlite3_stmt *statement, int at, char letter, int64_t number)
{
	char text[24];

	snprintf(text, sizeof text, "%c%05" PRId64, letter, number);
	if (number != 0)
		sqlite3_bind_text(statement, at, text, -1, SQLITE_TRANSIENT);
}

static int row_write(sqlite3_stmt *statement, const struct row *r, const kefu_zone *zone)
{
	char t[KEFU_ZONE_TEXT_SIZE];

	if (kefu_zone_format(zone, r->t, t, sizeof t) != KEFU_OK)
		return 0;
	sqlite3_reset(statement);
	sqlite3_clear_bindings(statement);
	sqlite3_bind_text(statement, 1, t, -1, SQLITE_TRANSIENT);
	bind_text(statement, 2, r->kind);
	bind_id(statement, 3, 's', r->session);
	bind_number(statement, 4, r->seq, r->seq != 0);
	bind_id(statement, 5, 'c', r->customer);
	bind_text(statement, 6, r->agent);
	bind_text(statement, 7, r->to);
	bind_text(statement, 8, r->channel);
	bind_text(statement, 9, r->topic);
	bind_text(statement, 10, r->phase);
	bind_text(statement, 11, r->initiator);
	bind_text(statement, 12, r->from);
	bind_text(statement, 13, r->mode);
	bind_text(statement, 14, r->survey);
	bind_number(statement, 15, r->survey != NULL ? r->score : r->level != 0 ? r->level : r->points,
	            r->high != 0 || r->level != 0 || r->points != 0);
	bind_number(statement, 16, r->low, r->high != 0);
	bind_number(statement, 17, r->high, r->high != 0);
	bind_text(statement, 18, r->correct);
	bind_text(statement, 19, r->name);
	return sqlite3_step(statement) == SQLITE_DONE;
}

static int roster_write(sqlite3 *database)
{
	char sql[200];
	size_t i;

	for (i = 0; i < AGENTS; i++) {
		snprintf(sql, sizeof sql, "INSERT INTO roster(agent, team) VALUES('%s', '%s')",
		         agents[i].name, agents[i].team);
		if (sqlite3_exec(database, sql, NULL, NULL, NULL) != SQLITE_OK)
			return 0;
	}
	return 1;
}

static int database_write(const char *path, const kefu_zone *zone)
{
	static const char tables[] =
		"CREATE TABLE events(t TEXT NOT NULL, kind TEXT NOT NULL, session TEXT, seq INTEGER,"
		" customer TEXT, agent TEXT, \"to\" TEXT, channel TEXT, topic TEXT, phase TEXT,"
		" initiator TEXT, \"from\" TEXT, mode TEXT, survey TEXT, value INTEGER, min INTEGER,"
		" max INTEGER, correct TEXT, name TEXT);"
		"CREATE TABLE roster(agent TEXT NOT NULL, team TEXT, t TEXT);";
	sqlite3 *database = NULL;
	sqlite3_stmt *insert = NULL;
	size_t i = 0;
	int sound = sqlite3_open(path, &database) == SQLITE_OK &&
		sqlite3_exec(database, "BEGIN", NULL, NULL, NULL) == SQLITE_OK &&
		sqlite3_exec(database, tables, NULL, NULL, NULL) == SQLITE_OK &&
		roster_write(database) &&
		sqlite3_prepare_v2(database, "INSERT INTO events VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
		                   -1, &insert, NULL) == SQLITE_OK;

	while (sound && i < row_count)
		sound = row_write(insert, &rows[i++], zone);
	sqlite3_finalize(insert);
	sound = sound && sqlite3_exec(database, "COMMIT", NULL, NULL, NULL) == SQLITE_OK;
	if (!sound)
		fprintf(stderr, "simulate: %s: %s\n", path, sqlite3_errmsg(database));
	sqlite3_close(database);
	return sound;
}

int main(int argc, char **argv)
{
	kefu_zone *zone = NULL;
	int32_t first = 0;
	int sound;

	if (argc < 2 || argc > 3) {
		fputs("usage: simulate DATABASE [SEED]\n", stderr);
		return 2;
	}
	chance_state = argc > 2 ? strtoull(argv[2], NULL, 10) : 11;
	if (kefu_zone_fixed(NULL, 8 * 3600, &zone) != KEFU_OK ||
	    kefu_civil_day(2025, 11, 1, &first) != KEFU_OK)
		return 1;
	month(first * DAY - 8 * HOUR);
	qsort(rows, row_count, sizeof *rows, earlier);
	sound = database_write(argv[1], zone);
	free(rows);
	kefu_zone_free(zone);
	return sound ? 0 : 1;
}
