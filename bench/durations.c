/* Durations beside their peers: every figure of one run, as medians of
 * interleaved repetitions, and as ratios, for the machine is never quiet.
 *
 *     build/bench/durations [--quick] [--only=NAME] [peer.so ...]
 *
 * Peers not named are looked for in the folder `peers` beside the program,
 * where bench/peers/build puts them; without any it compares with nothing and
 * says so. NAME is one of hot, many, merge, tiny, roll, memory, error, codec,
 * distinct.
 * Readings are lognormal, median 35 s, sigma 1.6, in milliseconds. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <malloc.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "durations.h"
#include "kefu/distinct.h"
#include "kefu/duration.h"
#include "measuring.h"

#define REPETITIONS 9
#define LIVE 500
#define TINY 500000
#define TINY_EACH 10
#define PEERS_MOST 16

static size_t hot_count = 4000000;
static int64_t *readings;
static uint32_t *agents;

static uint64_t random_state = 1;

static uint64_t random_next(void)
{
	uint64_t z = random_state += UINT64_C(0x9E3779B97F4A7C15);

	z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
	z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
	return z ^ z >> 31;
}

static int64_t random_reading(void)
{
	double u = ((double)(random_next() >> 11) + 0.5) / 9007199254740992.0;
	double v = ((double)(random_next() >> 11) + 0.5) / 9007199254740992.0;
	double normal = sqrt(-2.0 * log(u)) * cos(6.283185307179586 * v);

	return (int64_t)(exp(log(35000.0) + 1.6 * normal));
}

static void must(int32_t status)
{
	if (status != KEFU_OK) {
		fprintf(stderr, "durations: %s\n", kefu_strerror(status));
		exit(1);
	}
}

/* Ours, the same loops */

static void *kefu_make(void)
{
	kefu_duration *duration = NULL;

	must(kefu_duration_new(NULL, &duration));
	return duration;
}

static void kefu_release(void *sketch)
{
	kefu_duration_free(sketch);
}

static void kefu_call(void *sketch, const int64_t *ms, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++)
		must(kefu_duration_add(sketch, ms[i]));
}

static void kefu_batch(void *sketch, const int64_t *ms, size_t count)
{
	must(kefu_duration_add_many(sketch, ms, sizeof *ms, count, NULL));
}

static void kefu_scatter(void *const *sketches, const uint32_t *which, const int64_t *ms,
                         size_t count)
{
	size_t i;

	for (i = 0; i < count; i++)
		must(kefu_duration_add(sketches[which[i]], ms[i]));
}

static size_t group_count = LIVE;

static void kefu_group(void *const *sketches, const uint32_t *which, const int64_t *ms,
                       size_t count)
{
	must(kefu_duration_group_add((kefu_duration *const *)sketches, group_count, which,
	                             sizeof *which, ms, sizeof *ms, count, NULL));
}

static void kefu_merge(void *sketch, const void *other)
{
	must(kefu_duration_merge(sketch, other));
}

static double kefu_quantile(void *sketch, double q)
{
	kefu_measure figure;

	must(kefu_duration_quantile(sketch, q, &figure));
	return figure.value;
}

/* What no accumulator can beat: read, sum, least, greatest. */
static volatile int64_t floor_result;

static void floor_add(void *sketch, const int64_t *ms, size_t count)
{
	int64_t sum = 0, least = INT64_MAX, most = 0;
	size_t i;

	(void)sketch;
	for (i = 0; i < count; i++) {
		sum += ms[i];
		least = ms[i] < least ? ms[i] : least;
		most = ms[i] > most ? ms[i] : most;
	}
	floor_result = sum ^ least ^ most;
}

static struct durations_peer peers[PEERS_MOST] = {
	{"kefu, a call each", kefu_make, kefu_release, kefu_call, kefu_scatter, kefu_merge, kefu_quantile},
	{"kefu, in batches", kefu_make, kefu_release, kefu_batch, kefu_group, kefu_merge, kefu_quantile},
	{"(sum, min, max only)", NULL, NULL, floor_add, NULL, NULL, NULL},
};
static size_t peer_count = 3;

static void load_peers(const char *path)
{
	void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
	durations_peers_function list;
	const struct durations_peer *peer;

	if (library == NULL) {
		printf("# peer skipped: %s\n", dlerror());
		return;
	}
	*(void **)&list = dlsym(library, "durations_peers");
	if (list == NULL) {
		printf("# peer skipped: %s\n", dlerror());
		return;
	}
	for (peer = list(); peer->name != NULL && peer_count < PEERS_MOST; peer++)
		peers[peer_count++] = *peer;
}

static void load_neighbours(const char *program)
{
	static const char *const names[] = {"hdr.so", "sketches.so"};
	const char *slash = strrchr(program, '/');
	char path[4096];
	size_t i;

	for (i = 0; i < sizeof names / sizeof *names; i++) {
		snprintf(path, sizeof path, "%.*s/peers/%s",
		         slash == NULL ? 1 : (int)(slash - program), slash == NULL ? "." : program,
		         names[i]);
		load_peers(path);
	}
}

/* Measuring */

static double samples[PEERS_MOST][REPETITIONS];

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

static double median(double *values)
{
	qsort(values, REPETITIONS, sizeof *values, by_value);
	return values[REPETITIONS / 2];
}

static void show(const char *title, const char *unit, size_t base)
{
	double reference;
	size_t i;

	printf("\n%s\n", title);
	for (i = 0; i < peer_count; i++)
		(void)median(samples[i]);
	reference = samples[base][REPETITIONS / 2];
	for (i = 0; i < peer_count; i++)
		if (samples[i][0] > 0.0)
			printf("  %-26s %10.2f %s  (min %.2f)  %7.2f x\n", peers[i].name,
			       samples[i][REPETITIONS / 2], unit, samples[i][0],
			       samples[i][REPETITIONS / 2] / reference);
}

static void bench_hot(void)
{
	size_t i;
	int r;

	memset(samples, 0, sizeof samples);
	for (r = 0; r < REPETITIONS; r++)
		for (i = 0; i < peer_count; i++) {
			void *sketch = peers[i].make == NULL ? NULL : peers[i].make();
			double start;

			peers[i].add(sketch, readings, hot_count / 8); /* warm, and wide enough */
			start = now_ns();
			peers[i].add(sketch, readings, hot_count);
			samples[i][r] = (now_ns() - start) / (double)hot_count;
			if (peers[i].release != NULL)
				peers[i].release(sketch);
		}
	show("one hot accumulator", "ns a reading", 0);
}

static void bench_scatter(void)
{
	void *sketches[PEERS_MOST][LIVE];
	size_t i, k;
	int r;

	memset(samples, 0, sizeof samples);
	for (i = 0; i < peer_count; i++) {
		if (peers[i].scatter == NULL)
			continue;
		for (k = 0; k < LIVE; k++)
			sketches[i][k] = peers[i].make();
		peers[i].scatter(sketches[i], agents, readings, hot_count);
	}
	for (r = 0; r < REPETITIONS; r++)
		for (i = 0; i < peer_count; i++) {
			double start = now_ns();

			if (peers[i].scatter == NULL)
				continue;
			peers[i].scatter(sketches[i], agents, readings, hot_count);
			samples[i][r] = (now_ns() - start) / (double)hot_count;
		}
	for (i = 0; i < peer_count; i++)
		for (k = 0; k < LIVE && peers[i].scatter != NULL; k++)
			peers[i].release(sketches[i][k]);
	show("500 accumulators, interleaved", "ns a reading", 0);
}

static void bench_tiny(void)
{
	void **sketches = malloc(TINY * sizeof *sketches);
	uint32_t *which = malloc((size_t)TINY * TINY_EACH * sizeof *which);
	double bytes[PEERS_MOST];
	size_t i, k;
	int r;

	if (sketches == NULL || which == NULL)
		exit(1);
	for (k = 0; k < (size_t)TINY * TINY_EACH; k++)
		which[k] = (uint32_t)(random_next() % TINY);
	memset(samples, 0, sizeof samples);
	group_count = TINY;
	for (r = 0; r < 3; r++)
		for (i = 0; i < peer_count; i++) {
			size_t count = TINY, before, calls;
			void *probe;
			double start;

			if (peers[i].scatter == NULL)
				continue;
			before = mallinfo2().uordblks + mallinfo2().hblkhd;
			probe = peers[i].make();
			/* Where 500,000 do not fit into memory, as many as do in 2 GB. */
			while ((double)(mallinfo2().uordblks + mallinfo2().hblkhd - before) * (double)count > 2e9)
				count /= 2;
			peers[i].release(probe);
			calls = count * TINY_EACH;
			start = now_ns();
			for (k = 0; k < count; k++)
				sketches[k] = peers[i].make();
			for (k = 0; count != TINY && k < calls; k++)
				which[k] %= (uint32_t)count;
			peers[i].scatter(sketches, which, readings, calls < hot_count ? calls : hot_count);
			samples[i][r] = (now_ns() - start) /
			                (double)(calls < hot_count ? calls : hot_count);
			bytes[i] = (double)(mallinfo2().uordblks + mallinfo2().hblkhd - before) / (double)count;
			for (k = 0; k < count; k++)
				peers[i].release(sketches[k]);
			if (count != TINY)
				for (k = 0; k < (size_t)TINY * TINY_EACH; k++)
					which[k] = (uint32_t)(random_next() % TINY);
		}
	group_count = LIVE;
	for (i = 0; i < peer_count; i++)
		for (r = 3; r < REPETITIONS; r++)
			samples[i][r] = samples[i][r % 3];
	show("500,000 tiny ones, making and memory included", "ns a reading", 0);
	for (i = 0; i < peer_count; i++)
		if (peers[i].scatter != NULL)
			printf("  %-26s %10.0f bytes each\n", peers[i].name, bytes[i]);
	free(sketches);
	free(which);
}

static void bench_merge(size_t each)
{
	enum { PARTS = 200 };
	void *parts[PEERS_MOST][PARTS];
	char title[80];
	size_t i, k;
	int r;

	memset(samples, 0, sizeof samples);
	for (i = 0; i < peer_count; i++)
		for (k = 0; k < PARTS && peers[i].merge != NULL; k++) {
			parts[i][k] = peers[i].make();
			peers[i].add(parts[i][k], readings + k * (hot_count - each) / PARTS, each);
		}
	for (r = 0; r < REPETITIONS; r++)
		for (i = 0; i < peer_count; i++) {
			void *total;
			double start;

			if (peers[i].merge == NULL)
				continue;
			total = peers[i].make();
			peers[i].merge(total, parts[i][0]);
			start = now_ns();
			for (k = 0; k < PARTS; k++)
				peers[i].merge(total, parts[i][k]);
			samples[i][r] = (now_ns() - start) / PARTS;
			peers[i].release(total);
		}
	for (i = 0; i < peer_count; i++)
		for (k = 0; k < PARTS && peers[i].merge != NULL; k++)
			peers[i].release(parts[i][k]);
	snprintf(title, sizeof title, "merge, %zu readings in each", each);
	show(title, "ns a merge", 0);
}

/* A window of thirty days moves on by one, and is asked for its p95. */
static void bench_roll(size_t each)
{
	enum { DAYS = 60, WINDOW = 30, ROUNDS = 50 };
	kefu_duration *day[DAYS], *window = kefu_make();
	double times[REPETITIONS];
	int r, k, round;

	for (k = 0; k < DAYS; k++) {
		day[k] = kefu_make();
		kefu_call(day[k], readings + (size_t)k * each, each);
		if (k < WINDOW)
			kefu_merge(window, day[k]);
	}
	for (r = 0; r < REPETITIONS; r++) {
		double start = now_ns();

		for (round = 0; round < ROUNDS; round++)
			for (k = 0; k < DAYS; k++) {
				kefu_merge(window, day[(k + WINDOW) % DAYS]);
				must(kefu_duration_subtract(window, day[k]));
				floor_result = (int64_t)kefu_quantile(window, 0.95);
			}
		times[r] = (now_ns() - start) / (ROUNDS * DAYS);
	}
	printf("\ntrailing 30 days of %zu readings: %.0f ns a day in, a day out, p95\n", each,
	       median(times));
	for (k = 0; k < DAYS; k++)
		kefu_duration_free(day[k]);
	kefu_duration_free(window);
}

static void bench_memory(size_t n)
{
	size_t many = n <= 1000 ? 200 : 1, i, k;
	void *sketches[200];

	printf("\nmemory at %zu readings\n", n);
	for (i = 0; i < peer_count; i++) {
		size_t before = mallinfo2().uordblks + mallinfo2().hblkhd, done;

		if (peers[i].make == NULL)
			continue;
		for (k = 0; k < many; k++) {
			sketches[k] = peers[i].make();
			for (done = 0; done < n; done += hot_count)
				peers[i].add(sketches[k], readings + (n < hot_count ? k * n : 0),
				             n - done < hot_count ? n - done : hot_count);
		}
		printf("  %-26s %10.0f bytes", peers[i].name,
		       (double)(mallinfo2().uordblks + mallinfo2().hblkhd - before) / (double)many);
		if (i < 2)
			printf("   (%zu asked for)", kefu_duration_memory(sketches[0]));
		printf("\n");
		for (k = 0; k < many; k++)
			peers[i].release(sketches[k]);
	}
}

static int by_reading(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return x < y ? -1 : x > y;
}

static void bench_error(void)
{
	static const double q[] = {0.5, 0.9, 0.95, 0.99, 0.999};
	int64_t *sorted = malloc(hot_count * sizeof *sorted);
	size_t i, k;

	if (sorted == NULL)
		exit(1);
	memcpy(sorted, readings, hot_count * sizeof *sorted);
	qsort(sorted, hot_count, sizeof *sorted, by_reading);
	printf("\nerror of p50 p90 p95 p99 p99.9, %%, at %zu readings\n", hot_count);
	for (i = 0; i < peer_count; i++) {
		void *sketch;

		if (peers[i].quantile == NULL)
			continue;
		sketch = peers[i].make();
		peers[i].add(sketch, readings, hot_count);
		printf("  %-26s", peers[i].name);
		for (k = 0; k < sizeof q / sizeof *q; k++) {
			double exact = (double)sorted[(size_t)ceil(q[k] * (double)hot_count) - 1];

			printf(" %+8.3f", 100.0 * (peers[i].quantile(sketch, q[k]) - exact) / exact);
		}
		printf("\n");
		peers[i].release(sketch);
	}
	free(sorted);
}

static void bench_codec(void)
{
	kefu_duration *duration = kefu_make(), *back;
	double start, encode, decode;
	uint8_t bytes[32768];
	size_t size = 0;
	int i;

	kefu_batch(duration, readings, 10000);
	start = now_ns();
	for (i = 0; i < 2000; i++)
		must(kefu_duration_encode(duration, bytes, sizeof bytes, &size));
	encode = (now_ns() - start) / 2000;
	start = now_ns();
	for (i = 0; i < 2000; i++) {
		must(kefu_duration_decode(NULL, bytes, size, &back));
		kefu_duration_free(back);
	}
	decode = (now_ns() - start) / 2000;
	start = now_ns();
	for (i = 0; i < 2000; i++)
		floor_result = (int64_t)kefu_quantile(duration, 0.95);
	printf("\nat 10,000 readings: %zu bytes encoded, %.0f MB/s; decoded %.0f MB/s; p95 with interval %.0f ns\n",
	       size, 1e3 * (double)size / encode, 1e3 * (double)size / decode, (now_ns() - start) / 2000);
	kefu_duration_free(duration);
}

static void bench_distinct(void)
{
	static const size_t sizes[] = {200, 1000, 100000, 1000000};
	size_t k, i;

	printf("\ndistinct, 64-bit keys\n");
	for (k = 0; k < sizeof sizes / sizeof *sizes; k++) {
		size_t n = sizes[k], rounds = 4000000 / n < 3 ? 3 : 4000000 / n;
		double times[REPETITIONS], squares = 0.0;
		size_t trials = n > 100000 ? 20 : 100, t;
		uint64_t *keys = malloc(n * sizeof *keys);
		kefu_measure figure;
		size_t memory = 0;
		int r;

		if (keys == NULL)
			exit(1);
		for (i = 0; i < n; i++)
			keys[i] = i * 7 + 1000000;
		for (r = 0; r < REPETITIONS; r++) {
			double start;

			times[r] = 0.0;
			for (t = 0; t < rounds / REPETITIONS + 1; t++) {
				kefu_distinct *distinct = NULL;

				must(kefu_distinct_new(NULL, KEFU_DISTINCT_SKETCH, &distinct));
				start = now_ns();
				must(kefu_distinct_add_many(distinct, keys, sizeof *keys, n));
				times[r] += now_ns() - start;
				kefu_distinct_free(distinct);
			}
			times[r] /= (double)(rounds / REPETITIONS + 1) * (double)n;
		}
		for (t = 0; t < trials; t++) {
			kefu_distinct *distinct = NULL;

			must(kefu_distinct_new(NULL, KEFU_DISTINCT_SKETCH, &distinct));
			for (i = 0; i < n; i++)
				keys[i] = i + t * n;
			must(kefu_distinct_add_many(distinct, keys, sizeof *keys, n));
			must(kefu_distinct_count(distinct, &figure));
			squares += (figure.value / (double)n - 1.0) * (figure.value / (double)n - 1.0);
			memory = kefu_distinct_memory(distinct);
			kefu_distinct_free(distinct);
		}
		printf("  n = %-8zu %6.2f ns an insert, error %.2f %% rms of %zu, %zu bytes\n", n,
		       median(times), 100.0 * sqrt(squares / (double)trials), trials, memory);
		free(keys);
	}
}

int main(int count, char **arguments)
{
	static const size_t memory_at[] = {10, 100, 10000, 10000000};
	size_t i;
	const char *only = "";
	int k;

	setvbuf(stdout, NULL, _IOLBF, 0);
	for (k = 1; k < count; k++) {
		if (strcmp(arguments[k], "--quick") == 0)
			hot_count = 1000000;
		else if (strncmp(arguments[k], "--only=", 7) == 0)
			only = arguments[k] + 7;
		else
			load_peers(arguments[k]);
	}
	if (peer_count == 3)
		load_neighbours(arguments[0]);
	if (peer_count == 3)
		printf("# no peers: bench/peers/build makes them\n");
	readings = malloc(hot_count * sizeof *readings);
	agents = malloc(hot_count * sizeof *agents);
	if (readings == NULL || agents == NULL)
		return 1;
	for (i = 0; i < hot_count; i++) {
		readings[i] = random_reading();
		agents[i] = (uint32_t)(random_next() % LIVE);
	}
#define WANTED(name) (*only == '\0' || strcmp(only, name) == 0)
	if (WANTED("hot"))
		bench_hot();
	if (WANTED("many"))
		bench_scatter();
	if (WANTED("merge")) {
		bench_merge(100);
		bench_merge(10000);
	}
	if (WANTED("tiny"))
		bench_tiny();
	if (WANTED("roll")) {
		bench_roll(20);
		bench_roll(130);
		bench_roll(2000);
	}
	for (i = 0; i < sizeof memory_at / sizeof *memory_at && WANTED("memory"); i++)
		bench_memory(memory_at[i]);
	if (WANTED("error"))
		bench_error();
	if (WANTED("codec"))
		bench_codec();
	if (WANTED("distinct"))
		bench_distinct();
	free(readings);
	free(agents);
	return 0;
}
