/* The eleven figures by a loop that knows them: one pass over the columns, a
 * hash table of sessions, a histogram an agent. What a good programmer writes
 * in an afternoon when nothing may arrive late, twice or be taken back. */
#ifndef BENCH_PLAIN_H
#define BENCH_PLAIN_H

#include "stream.h"

#define PLAIN_BUCKETS 3328 /* below 2^32 ms, 128 an octave */
#define PLAIN_AHEAD 16
#define PLAIN_LIMIT 180000

struct plain_session {
	uint32_t id; /* 0: free */
	uint16_t owner;
	uint16_t escalated_by;
	int64_t opened;
	int64_t question; /* open round, or -1 */
	int64_t resolved; /* in force, or -1 */
	uint16_t resolver;
	uint8_t escalated;
	uint8_t answered;
	uint32_t unused;
};

struct plain_agent {
	uint64_t sessions, escalated;
	uint64_t answered, wait_sum;
	uint64_t resolved, resolution_sum;
	uint64_t within, rounds;
	uint64_t csat, csat_sum, csat_top;
	uint64_t nps;
	int64_t nps_balance;
	uint32_t *waits;
	uint32_t *resolutions;
};

struct plain {
	struct plain_session *slots;
	size_t mask;
	struct plain_agent agents[STREAM_AGENTS + 1];
};

static inline size_t plain_bucket(uint64_t v)
{
	unsigned high = 63 - (unsigned)__builtin_clzll(v | 128);
	unsigned shift = high - 7;

	v = ((uint64_t)shift << 7) + (v >> shift);
	return v < PLAIN_BUCKETS ? (size_t)v : PLAIN_BUCKETS - 1;
}

static inline size_t plain_home(const struct plain *plain, uint32_t id)
{
	return (size_t)((id * UINT64_C(0x9E3779B97F4A7C15)) >> 32) & plain->mask;
}

static inline struct plain_session *plain_find(struct plain *plain, uint32_t id)
{
	size_t at = plain_home(plain, id);

	while (plain->slots[at].id != id && plain->slots[at].id != 0)
		at = (at + 1) & plain->mask;
	return &plain->slots[at];
}

static inline void plain_new(struct plain *plain, size_t sessions)
{
	size_t count = 16, i;

	while (count < sessions * 3 / 2)
		count *= 2;
	memset(plain, 0, sizeof *plain);
	plain->slots = stream_memory(count * sizeof *plain->slots);
	plain->mask = count - 1;
	for (i = 0; i <= STREAM_AGENTS; i++) {
		plain->agents[i].waits = stream_memory(PLAIN_BUCKETS * sizeof(uint32_t));
		plain->agents[i].resolutions = stream_memory(PLAIN_BUCKETS * sizeof(uint32_t));
	}
}

static inline void plain_free(struct plain *plain)
{
	size_t i;

	for (i = 0; i <= STREAM_AGENTS; i++) {
		free(plain->agents[i].waits);
		free(plain->agents[i].resolutions);
	}
	free(plain->slots);
}

static inline void plain_message(struct plain *plain, struct plain_session *session,
                                 const struct stream *s, size_t i)
{
	struct plain_agent *agent;
	int64_t wait;

	if (s->from[i] == KEFU_PARTY_CUSTOMER) {
		if (session->question < 0)
			session->question = s->t[i];
		return;
	}
	if (session->owner == 0)
		session->owner = s->agent[i];
	agent = &plain->agents[s->agent[i]];
	if (!session->answered) {
		session->answered = 1;
		wait = s->t[i] - session->opened;
		agent->answered++;
		agent->wait_sum += (uint64_t)wait;
		agent->waits[plain_bucket((uint64_t)wait)]++;
	}
	if (session->question >= 0) {
		agent->rounds++;
		agent->within += s->t[i] - session->question <= PLAIN_LIMIT;
		session->question = -1;
	}
}

/* A question that nobody answers fails; its owner bears it. */
static inline void plain_unanswered(struct plain *plain, struct plain_session *session)
{
	plain->agents[session->owner].rounds++;
	session->question = -1;
}

static inline void plain_answer(struct plain *plain, const struct stream *s, size_t i)
{
	struct plain_agent *agent = &plain->agents[s->agent[i]];

	if (s->survey[i] == KEFU_SURVEY_CSAT) {
		agent->csat++;
		agent->csat_sum += s->value[i];
		agent->csat_top += s->value[i] >= 4;
	} else {
		agent->nps++;
		agent->nps_balance += (s->value[i] >= 9) - (s->value[i] <= 6);
	}
}

/* Time order or session order, but in order. */
static inline void plain_run(struct plain *plain, const struct stream *s)
{
	size_t i;

	for (i = 0; i < s->count; i++) {
		struct plain_session *session;

		if (i + PLAIN_AHEAD < s->count)
			__builtin_prefetch(&plain->slots[plain_home(plain, s->session[i + PLAIN_AHEAD])], 1);
		session = plain_find(plain, s->session[i]);
		switch (s->kind[i]) {
		case KEFU_EVENT_SESSION_OPEN:
			session->id = s->session[i];
			session->opened = s->t[i];
			session->question = -1;
			session->resolved = -1;
			break;
		case KEFU_EVENT_MESSAGE:
			plain_message(plain, session, s, i);
			break;
		case KEFU_EVENT_SESSION_TRANSFER:
			session->owner = s->to[i];
			break;
		case KEFU_EVENT_SESSION_ESCALATE:
			if (!session->escalated)
				session->escalated_by = s->agent[i];
			session->escalated = 1;
			break;
		case KEFU_EVENT_SESSION_RESOLVE:
			session->resolved = s->t[i];
			session->resolver = s->agent[i];
			if (session->question >= 0)
				plain_unanswered(plain, session);
			break;
		case KEFU_EVENT_SESSION_REOPEN:
			session->resolved = -1;
			break;
		case KEFU_EVENT_SURVEY_ANSWER:
			plain_answer(plain, s, i);
			break;
		default:
			break;
		}
	}
	for (i = 0; i <= plain->mask; i++) {
		struct plain_session *session = &plain->slots[i];
		struct plain_agent *agent;

		if (session->id == 0)
			continue;
		if (session->question >= 0 && s->last - session->question > PLAIN_LIMIT)
			plain_unanswered(plain, session);
		plain->agents[session->owner].sessions++;
		plain->agents[session->escalated ? session->escalated_by : session->owner].escalated +=
			session->escalated;
		if (session->resolved < 0)
			continue;
		agent = &plain->agents[session->resolver];
		agent->resolved++;
		agent->resolution_sum += (uint64_t)(session->resolved - session->opened);
		agent->resolutions[plain_bucket((uint64_t)(session->resolved - session->opened))]++;
	}
}

/* The figures of an agent are read too, so that both sides end alike. */
static inline double plain_quantile(const uint32_t *buckets, uint64_t count, double q)
{
	uint64_t rank = (uint64_t)((double)count * q) + 1, seen = 0;
	size_t i;

	for (i = 0; i < PLAIN_BUCKETS; i++) {
		seen += buckets[i];
		if (seen >= rank)
			return i < 256 ? (double)i : (double)((128 + i % 128) << (i / 128 - 1));
	}
	return 0;
}

static inline double plain_read(const struct plain *plain)
{
	double sum = 0;
	size_t i;

	for (i = 1; i <= STREAM_AGENTS; i++) {
		const struct plain_agent *a = &plain->agents[i];

		sum += (double)a->wait_sum / (double)a->answered + plain_quantile(a->waits, a->answered, 0.5) +
		       plain_quantile(a->waits, a->answered, 0.95) +
		       (double)a->resolution_sum / (double)a->resolved +
		       plain_quantile(a->resolutions, a->resolved, 0.95) +
		       (double)a->escalated / (double)a->sessions + (double)a->csat_sum / (double)a->csat +
		       (double)a->csat_top / (double)a->csat + (double)a->nps_balance / (double)a->nps +
		       (double)a->within / (double)a->rounds;
	}
	return sum;
}

#endif
