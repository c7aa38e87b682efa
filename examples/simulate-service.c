/* Conversations: by chat, e-mail and phone; a bot answers chats first and
 * gives over to agents; some hand over, ask the customer back, escalate; some
 * customers give up, return, complain, rate. */
#include "simulate.h"

#include <string.h>

static struct row *add_to(struct session *s, const char *kind)
{
	struct row *row = add(s->t, kind);

	row->session = s->number;
	row->customer = s->customer;
	row->seq = ++s->seq;
	return row;
}

static struct row *valued(struct session *s, const char *kind, int64_t value)
{
	struct row *row = add_to(s, kind);

	row->value = value;
	row->has_value = 1;
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

/* ---- a conversation ---- */

static int is_email(const struct session *s)
{
	return strcmp(s->channel, "email") == 0;
}

static void agent_answers(struct session *s)
{
	static const int weights[] = {65, 27, 8};
	static const char *const modes[] = {"human", "quick", "assist"};
	int64_t usual = is_email(s) ? 25 * MINUTE :
		strcmp(s->channel, "chat") == 0 ? 45 * SECOND : 8 * SECOND;
	int64_t asked = s->t;

	s->t = (is_email(s) ? in_shift(s->t) : s->t) + wait_about(usual * s->agent->slow / 100);
	if (s->t - asked > s->slowest)
		s->slowest = s->t - asked;
	say(s, "agent", modes[pick(weights, 3)]);
}

static void customer_answers(struct session *s)
{
	s->t += wait_about(is_email(s) ? 5 * HOUR :
		strcmp(s->channel, "chat") == 0 ? 70 * SECOND : 12 * SECOND);
	say(s, "customer", NULL);
	if (!is_email(s) && happens(30)) { /* and another line */
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
		row = valued(s, "session.escalate", 2);
		row->agent = s->agent->name;
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
		if (is_email(s)) { /* until the customer writes again */
			s->t += 5 * SECOND;
			add_to(s, "session.pend");
		} else if (happens(4)) {
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
	row = valued(s, "survey.answer", 1 + (int64_t)pick(weights, 5));
	row->survey = "csat";
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
		row = valued(s, "survey.answer", happens(s->agent->charm) ? 9 + below(2) : 3 + below(6));
		row->survey = "nps";
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
		if (happens(40)) {
			struct row *row;

			add_to(s, "complaint.uphold");
			row = add_to(s, "cost");
			row->type = "compensation";
			row->agent = s->agent->name;
			row->amount = 1000 + 500 * below(8);
		} else {
			add_to(s, "complaint.dismiss");
		}
	}
	if (happens(5)) {
		int praise = happens(70);
		struct row *row;

		s->t += 2 * DAY;
		row = valued(s, "qa.finding", praise ? 2 : -5);
		row->agent = s->agent->name;
		row->name = praise ? "praise" : "wrong answer";
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

/* Until an agent has it; 0 when the customer did not wait that long. */
static int wait_for_agent(struct session *s, int64_t queue)
{
	int64_t wait = wait_about(is_email(s) ? 2 * HOUR : queue);
	int64_t patience = 1 * MINUTE + wait_about(3 * MINUTE);

	if (in_shift(s->t) != s->t) { /* nobody waits through the night in a chat */
		s->t += 1 * MINUTE;
		add_to(s, "session.leave_message");
		s->t = in_shift(s->t);
	} else if (!is_email(s) && wait > patience) {
		s->t += patience;
		add_to(s, "session.abandon");
		return 0;
	} else {
		s->t = is_email(s) ? in_shift(s->t + wait) : s->t + wait;
	}
	return 1;
}

int converse(struct session *s, int64_t queue)
{
	int chat = strcmp(s->channel, "chat") == 0, direct = chat && happens(45) && in_shift(s->t) == s->t;
	const struct agent *agent = direct ? on_duty(s->phase, s->t, NULL) : NULL;
	struct row *row = add_to(s, "session.open");
	int64_t end;

	row->agent = direct ? agent->name : NULL; /* the window of an agent, not the shop's */
	row->channel = s->channel;
	row->topic = s->topic;
	row->phase = s->phase;
	row->initiator = "customer";
	say(s, "customer", NULL);
	if (chat && !direct && bot_answers(s))
		return 0;
	if (!chat)
		add_to(s, "session.queue");
	if (!wait_for_agent(s, direct ? queue / 2 : queue))
		return 0;
	if (direct)
		s->agent = agent;
	else
		assign(s, on_duty(s->phase, s->t, NULL));
	work(s);
	end = s->t;
	finish(s);
	s->t = end;
	return 1;
}

int64_t session_number(void)
{
	static int64_t number;

	return ++number;
}

int64_t queue_on(int64_t day)
{
	return day == RUSH_PEAK ? 130 * SECOND :
		day >= RUSH_FIRST && day <= RUSH_LAST ? 70 * SECOND : 28 * SECOND;
}
