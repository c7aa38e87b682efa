/* A month of a service desk in columns: 20 million events, 2 million
 * sessions, 1.5 million customers, 500 agents, 5 channels, 30 days.
 * The same numbers give the same stream everywhere.
 */
#ifndef BENCH_STREAM_H
#define BENCH_STREAM_H

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kefu/event.h"

struct stream {
	size_t count;
	int64_t last; /* the latest t */
	int64_t *t;
	uint32_t *session;
	uint32_t *customer;
	uint16_t *agent;
	uint16_t *to;
	uint8_t *kind;
	uint8_t *from;
	uint8_t *channel;
	uint8_t *survey;
	uint8_t *value;
	uint8_t *min;
	uint8_t *max;
};

#define STREAM_START INT64_C(1772323200000) /* 2026-03-01 */
#define STREAM_DAY INT64_C(86400000)
#define STREAM_DAYS 30
#define STREAM_AGENTS 500
#define STREAM_CHANNELS 5

static inline void *stream_memory(size_t size)
{
	void *memory = malloc(size);

	if (memory == NULL) {
		fprintf(stderr, "bench: no memory\n");
		exit(1);
	}
	memset(memory, 0, size);
	return memory;
}

static inline uint64_t stream_random(uint64_t *state)
{
	uint64_t z = (*state += UINT64_C(0x9E3779B97F4A7C15));

	z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
	return z ^ (z >> 31);
}

static inline double stream_unit(uint64_t *state)
{
	return (double)(stream_random(state) >> 11) / 9007199254740992.0;
}

static inline int stream_chance(uint64_t *state, double p)
{
	return stream_unit(state) < p;
}

/* Lognormal with the given median, from twelve uniforms. */
static inline int64_t stream_wait(uint64_t *state, double median, double sigma)
{
	double normal = -6;
	int i;

	for (i = 0; i < 12; i++)
		normal += stream_unit(state);
	return (int64_t)(median * exp(sigma * normal)) + 1;
}

static inline void stream_reserve(struct stream *s, size_t count)
{
	s->t = stream_memory(count * sizeof *s->t);
	s->session = stream_memory(count * sizeof *s->session);
	s->customer = stream_memory(count * sizeof *s->customer);
	s->agent = stream_memory(count * sizeof *s->agent);
	s->to = stream_memory(count * sizeof *s->to);
	s->kind = stream_memory(count);
	s->from = stream_memory(count);
	s->channel = stream_memory(count);
	s->survey = stream_memory(count);
	s->value = stream_memory(count);
	s->min = stream_memory(count);
	s->max = stream_memory(count);
}

static inline void stream_free(struct stream *s)
{
	free(s->t);
	free(s->session);
	free(s->customer);
	free(s->agent);
	free(s->to);
	free(s->kind);
	free(s->from);
	free(s->channel);
	free(s->survey);
	free(s->value);
	free(s->min);
	free(s->max);
}

/* One session after the other, as many as fit into `count` events. */
static inline void stream_sessions(struct stream *s, size_t count)
{
	uint64_t state = 20260301;
	uint32_t session = 0;
	size_t i = 0;
	/* So that one session in 1.3 is of a customer not seen before. */
	uint64_t customers = count * 18 / 100 + 1;

	stream_reserve(s, count + 256);
	while (i < count) {
		int64_t t = STREAM_START + (int64_t)(stream_unit(&state) * (STREAM_DAYS * STREAM_DAY - 7200000.0));
		uint32_t customer = (uint32_t)(1 + stream_random(&state) % customers);
		uint16_t agent = (uint16_t)(1 + stream_random(&state) % STREAM_AGENTS);
		uint8_t channel = (uint8_t)(1 + stream_random(&state) % STREAM_CHANNELS);
		int rounds = 1, k;

		session++;
#define PUT(k_) \
		s->t[i] = t; s->session[i] = session; s->customer[i] = customer; s->kind[i] = (k_)
		PUT(KEFU_EVENT_SESSION_OPEN);
		s->channel[i++] = channel;
		PUT(KEFU_EVENT_MESSAGE);
		s->from[i++] = KEFU_PARTY_CUSTOMER;
		while (rounds < 40 && stream_chance(&state, 0.708))
			rounds++;
		for (k = 0; k < rounds; k++) {
			if (k > 0) {
				t += stream_wait(&state, 40000, 1.0);
				PUT(KEFU_EVENT_MESSAGE);
				s->from[i++] = KEFU_PARTY_CUSTOMER;
				if (stream_chance(&state, 0.15)) {
					t += stream_wait(&state, 8000, 0.7);
					PUT(KEFU_EVENT_MESSAGE);
					s->from[i++] = KEFU_PARTY_CUSTOMER;
				}
			}
			if (k == 1 && stream_chance(&state, 0.04)) {
				PUT(KEFU_EVENT_SESSION_TRANSFER);
				s->agent[i] = agent;
				agent = (uint16_t)(1 + stream_random(&state) % STREAM_AGENTS);
				s->to[i++] = agent;
			}
			if (k == 2 && stream_chance(&state, 0.05)) {
				PUT(KEFU_EVENT_SESSION_ESCALATE);
				s->agent[i] = agent;
				s->value[i++] = 2;
			}
			if (k == rounds - 1 && stream_chance(&state, 0.06))
				break; /* never answered */
			t += stream_wait(&state, 50000, 1.1);
			PUT(KEFU_EVENT_MESSAGE);
			s->agent[i] = agent;
			s->from[i++] = KEFU_PARTY_AGENT;
		}
		if (stream_chance(&state, 0.9)) {
			t += stream_wait(&state, 60000, 1.0);
			PUT(KEFU_EVENT_SESSION_RESOLVE);
			s->agent[i++] = agent;
			if (stream_chance(&state, 0.04)) {
				t += stream_wait(&state, 7200000, 1.0);
				PUT(KEFU_EVENT_SESSION_REOPEN);
				i++;
				t += stream_wait(&state, 600000, 1.0);
				PUT(KEFU_EVENT_SESSION_RESOLVE);
				s->agent[i++] = agent;
			}
		}
		if (stream_chance(&state, 0.3)) {
			t += stream_wait(&state, 120000, 1.2);
			PUT(KEFU_EVENT_SURVEY_ANSWER);
			s->agent[i] = agent;
			s->survey[i] = KEFU_SURVEY_CSAT;
			s->min[i] = 1;
			s->max[i] = 5;
			s->value[i++] = (uint8_t)(stream_chance(&state, 0.75) ? 4 + stream_random(&state) % 2 :
			                          1 + stream_random(&state) % 3);
		}
		if (stream_chance(&state, 0.1)) {
			t += stream_wait(&state, 180000, 1.2);
			PUT(KEFU_EVENT_SURVEY_ANSWER);
			s->agent[i] = agent;
			s->survey[i] = KEFU_SURVEY_NPS;
			s->min[i] = 0;
			s->max[i] = 10;
			s->value[i++] = (uint8_t)(stream_chance(&state, 0.6) ? 9 + stream_random(&state) % 2 :
			                          stream_random(&state) % 9);
		}
#undef PUT
	}
	s->count = count;
	s->last = 0;
	for (i = 0; i < count; i++)
		s->last = s->t[i] > s->last ? s->t[i] : s->last;
}

/* Stable order by time: three passes of a radix sort over positions. */
static inline void stream_sort(struct stream *s)
{
	size_t n = s->count, i;
	uint32_t *from = stream_memory(n * sizeof *from), *to = stream_memory(n * sizeof *to);
	void *scratch = stream_memory(n * sizeof(int64_t));
	int pass;

	for (i = 0; i < n; i++)
		from[i] = (uint32_t)i;
	for (pass = 0; pass < 3; pass++) {
		size_t *starts = stream_memory(2049 * sizeof *starts);
		uint32_t *swap;

#define DIGIT(j) ((size_t)((uint64_t)(s->t[j] - STREAM_START) >> (pass * 11) & 2047))
		for (i = 0; i < n; i++)
			starts[DIGIT(from[i]) + 1]++;
		for (i = 0; i < 2048; i++)
			starts[i + 1] += starts[i];
		for (i = 0; i < n; i++)
			to[starts[DIGIT(from[i])]++] = from[i];
#undef DIGIT
		swap = from;
		from = to;
		to = swap;
		free(starts);
	}
#define PERMUTE(column) \
	do { \
		memcpy(scratch, s->column, n * sizeof *s->column); \
		for (i = 0; i < n; i++) \
			memcpy(&s->column[i], (char *)scratch + from[i] * sizeof *s->column, \
			       sizeof *s->column); \
	} while (0)
	PERMUTE(t);
	PERMUTE(session);
	PERMUTE(customer);
	PERMUTE(agent);
	PERMUTE(to);
	PERMUTE(kind);
	PERMUTE(from);
	PERMUTE(channel);
	PERMUTE(survey);
	PERMUTE(value);
	PERMUTE(min);
	PERMUTE(max);
#undef PERMUTE
	free(from);
	free(to);
	free(scratch);
}

/* How many distinct values below a limit a column has. */
static inline size_t stream_distinct(const uint32_t *column, size_t count)
{
	uint8_t *seen = stream_memory(((size_t)UINT32_MAX + 1) / 8);
	size_t i, distinct = 0;

	for (i = 0; i < count; i++) {
		uint8_t bit = (uint8_t)(1u << (column[i] & 7));

		distinct += (seen[column[i] >> 3] & bit) == 0;
		seen[column[i] >> 3] |= bit;
	}
	free(seen);
	return distinct;
}

#endif
