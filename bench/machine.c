/* This machine beside the one that the aims in nanoseconds were set on:
 *
 *     build/bench/machine [REPETITIONS]
 *
 * Some limits of the processor and its memory, each the best of several
 * repetitions in processor time, and how many times as slow this machine is.
 * bench/durations compares with other libraries, whose times tell the same. */
#define _POSIX_C_SOURCE 200809L
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "measuring.h"

#define KEYS 2097152u /* in twice as many slots of 16 bytes: 64 MB */
#define SLOTS (2 * KEYS)
#define LOOKUPS 4194304u
#define AHEAD 16
#define READINGS 4194304u
#define BUCKETS 3328 /* of readings below 2^32 */
#define LARGE ((size_t)256 << 20)

static volatile uint64_t sink; /* what compilers may not leave out */

struct slot {
	uint64_t key, value;
};

struct work {
	struct slot *slots;
	uint64_t *keys; /* in another order than they came in */
	uint64_t *counters; /* LARGE bytes */
	uint8_t *copy;      /* as many */
	uint32_t *readings; /* ms, lognormal: median 35 s, sigma 1.6 */
};

static uint64_t mixed(uint64_t i)
{
	i *= UINT64_C(0x9E3779B97F4A7C15);
	i = (i ^ i >> 32) * UINT64_C(0xBF58476D1CE4E5B9);
	return i ^ i >> 29;
}

static void *room(size_t size)
{
	void *memory = malloc(size);

	check(memory != NULL ? KEFU_OK : KEFU_E_NOMEM, "memory");
	return memory;
}

static size_t home(uint64_t key)
{
	return (size_t)(key * UINT64_C(0x9E3779B97F4A7C15) >> 42);
}

static uint64_t look_up(const struct slot *slots, uint64_t key)
{
	size_t at = home(key);

	while (slots[at].key != key)
		at = (at + 1) % SLOTS;
	return slots[at].value;
}

static void prepare(struct work *work)
{
	uint64_t i;

	work->slots = room(SLOTS * sizeof *work->slots);
	memset(work->slots, 0, SLOTS * sizeof *work->slots);
	work->keys = room((LOOKUPS + AHEAD) * sizeof *work->keys);
	for (i = 0; i < KEYS; i++) {
		uint64_t key = mixed(i + 1) | 1;
		size_t at = home(key);

		while (work->slots[at].key != 0)
			at = (at + 1) % SLOTS;
		work->slots[at].key = key;
		work->slots[at].value = i;
	}
	for (i = 0; i < LOOKUPS + AHEAD; i++)
		work->keys[i] = mixed(mixed(i) % KEYS + 1) | 1;
	work->counters = room(LARGE);
	memset(work->counters, 0, LARGE);
	work->copy = room(LARGE);
	memset(work->copy, 0, LARGE);
	work->readings = room(READINGS * sizeof *work->readings);
	for (i = 0; i < READINGS; i++) {
		double u = ((double)(mixed(2 * i) >> 11) + 0.5) / 9007199254740992.0;
		double v = (double)(mixed(2 * i + 1) >> 11) / 9007199254740992.0;
		double ms = 35000 * exp(1.6 * sqrt(-2 * log(u)) * cos(6.283185307179586 * v));

		work->readings[i] = ms < UINT32_MAX ? (uint32_t)ms : UINT32_MAX;
	}
}

/* Each takes the work and says how many seconds a unit took: a nanosecond's
 * worth, a byte's. */

static double clock_rate(struct work *work)
{
	uint64_t a = work->keys[0], b = work->keys[1], i;
	double start = now();

	for (i = 0; i < 25000000; i++) { /* constants would be added for nothing */
		a += b;
		b += a;
		a += b;
		b += a;
	}
	sink = a;
	return (now() - start) / 1e8;
}

static double totals(struct work *work)
{
	uint64_t sum = 0, least = UINT64_MAX, greatest = 0, n = 0, i;
	double start = now();

	for (i = 0; i < READINGS; i++) {
		uint64_t ms = work->readings[i];

		n++;
		sum += ms;
		least = ms < least ? ms : least;
		greatest = ms > greatest ? ms : greatest;
	}
	sink = n + sum + least + greatest;
	return (now() - start) / READINGS;
}

static double histogram(struct work *work)
{
	static uint32_t counts[BUCKETS + 1];
	uint64_t sum = 0, i;
	double start = now();

	for (i = 0; i < READINGS; i++) {
		uint64_t ms = work->readings[i];
		unsigned shift = (63u ^ (unsigned)__builtin_clzll(ms | 128)) - 7;

		counts[(shift << 7) + (ms >> shift)]++;
		sum += ms;
	}
	sink = sum + counts[1];
	return (now() - start) / READINGS;
}

static double increments(struct work *work, unsigned bits)
{
	uint64_t i, count = UINT64_C(1) << 23;
	double start = now();

	for (i = 0; i < count; i++)
		work->counters[mixed(i) >> (64 - bits)]++;
	return (now() - start) / (double)count;
}

/* Each waits for the store before it, if that was of the same one. */
static double increments_2(struct work *work)
{
	uint64_t i;
	double start = now();

	for (i = 0; i < READINGS; i++)
		work->counters[work->readings[i] & 1]++;
	return (now() - start) / READINGS;
}

static double increments_32(struct work *work)
{
	return increments(work, 22);
}

static double increments_256(struct work *work)
{
	return increments(work, 25);
}

static double independent(struct work *work)
{
	uint64_t sum = 0, i;
	double start = now();

	for (i = 0; i < LOOKUPS; i++)
		sum += look_up(work->slots, work->keys[i]);
	sink = sum;
	return (now() - start) / LOOKUPS;
}

static double waiting(struct work *work)
{
	uint64_t found = 0, i;
	double start = now();

	for (i = 0; i < LOOKUPS; i++) /* no value has these bits */
		found = look_up(work->slots, work->keys[i + (found >> 32)]);
	sink = found;
	return (now() - start) / LOOKUPS;
}

static double ahead(struct work *work)
{
	uint64_t sum = 0, i;
	double start = now();

	for (i = 0; i < LOOKUPS; i++) {
		__builtin_prefetch(&work->slots[home(work->keys[i + AHEAD])]);
		sum += look_up(work->slots, work->keys[i]);
	}
	sink = sum;
	return (now() - start) / LOOKUPS;
}

static double copying(struct work *work)
{
	double start = now();

	memcpy(work->copy, work->counters, LARGE);
	sink = work->copy[LARGE / 3];
	return (now() - start) / (2.0 * LARGE);
}

static double first_touch(struct work *work)
{
	uint8_t *memory = room(LARGE);
	double start = now();
	size_t i;

	(void)work;
	for (i = 0; i < LARGE; i += 4096)
		((volatile uint8_t *)memory)[i] = 1;
	start = now() - start;
	free(memory);
	return start / LARGE;
}

/* What is there was measured on a virtual Zen 5 at 3.8 GHz (two processors, 32 MB of
 * third cache, pages of 4 KB), gcc 12, when the aims were set. */
static const struct figure {
	const char *name, *unit;
	double (*measure)(struct work *);
	double there;
	int more_is_better;
} figures[] = {
	{"clock, by additions that wait for one another", "GHz", clock_rate, 3.82, 1},
	{"number, sum, least and greatest of readings", "ns", totals, 0.8, 0},
	{"histogram of readings, 128 buckets an octave", "ns", histogram, 0.96, 0},
	{"++ of one of two counters, at random", "ns", increments_2, 0.933, 0},
	{"random ++ over 32 MiB of counters", "ns", increments_32, 4.0, 0},
	{"random ++ over 256 MiB", "ns", increments_256, 5.2, 0},
	{"look-up, 2 million keys in 64 MB, one by one", "ns", independent, 20.8, 0},
	{"the same, each waiting for the one before", "ns", waiting, 198, 0},
	{"the same, asked for 16 before", "ns", ahead, 16.1, 0},
	{"memcpy of 256 MB, read and written", "GB/s", copying, 25.0, 1},
	/* at worst, where the host had no memory behind it yet */
	{"first touch of memory (there: up to)", "ns/byte", first_touch, 2.5, 0},
};

#define FIGURES (sizeof figures / sizeof figures[0])

int main(int argc, char **argv)
{
	double best[FIGURES] = {0};
	int repetitions = argc > 1 ? atoi(argv[1]) : 7, r;
	struct work work;
	size_t i;

	prepare(&work);
	for (r = 0; r < repetitions; r++)
		for (i = 0; i < FIGURES; i++) {
			double seconds = figures[i].measure(&work);

			if (r == 0 || seconds < best[i])
				best[i] = seconds;
		}
	printf("%-46s %10s %7s %9s\n", "", "here", "there", "slower by");
	for (i = 0; i < FIGURES; i++) {
		const struct figure *of = &figures[i];
		double here = of->more_is_better ? 1e-9 / best[i] : 1e9 * best[i];

		printf("%-46s %10.3g %7.3g %8.2fx  %s\n", of->name, here, of->there,
		       of->more_is_better ? of->there / here : here / of->there, of->unit);
	}
	free(work.slots);
	free(work.keys);
	free(work.counters);
	free(work.copy);
	free(work.readings);
	return 0;
}
