/* Two stores of sealed figures as one: bench/sealed [READINGS [ROUNDS]]. Each
 * has one day of 500 agents in 25 teams, thirty counters and six durations, so
 * many readings an agent (70 unless said: two halves of a day of the stream of
 * bench/apply); the agents came in another order. Times are of the processor,
 * the best of twenty rounds. */
#define _POSIX_C_SOURCE 200809L
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "kefu.h"
#include "base/text.h"
#include "measure/sealed.h"
#include "measuring.h"

#define AGENTS 500
#define TEAMS 25
#define COUNTERS 30
#define DEFINITIONS 36

static uint64_t state = 1;

static double uniform(void)
{
	uint64_t z = (state += UINT64_C(0x9E3779B97F4A7C15));

	z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
	return (double)((z ^ (z >> 31)) >> 11) / 9007199254740992.0;
}

/* Lognormal, median 35 s, sigma 1.6, as in bench/durations. */
static uint64_t reading(void)
{
	double normal = sqrt(-2 * log(1 - uniform())) * cos(6.283185307179586 * uniform());

	return (uint64_t)(35000 * exp(1.6 * normal));
}

static void add(struct cube *cube, kefu_id agent, kefu_id team, int32_t definition,
                uint64_t ms, int has)
{
	struct cube_key key = {0};
	struct cell *cell;
	size_t row;

	key.agent = agent;
	key.team = team;
	key.bucket = 20000;
	check(cube_row(cube, &key, &row), "row");
	cell = cube_cell(cube, row, definition);
	if (definition >= COUNTERS) {
		check(duration_add(&cell->duration, &cube->allocator, ms), "duration");
		check(cell_add(cell, (int64_t)ms, 1), "cell");
	} else {
		check(cell_add(cell, has, 1), "cell");
	}
}

/* The number of the i-th agent to come; a step that shares no factor. */
static uint32_t agent_at(uint32_t i, uint32_t step)
{
	return i * step % AGENTS;
}

/* With the layers from this one on. */
static void fill(struct sealed *sealed, const kefu_allocator *allocator, uint32_t step,
                 int readings, int layer)
{
	struct cube cubes[SEALED_LAYERS];
	const struct cube *const layers[SEALED_LAYERS] = {&cubes[0], &cubes[1], &cubes[2]};
	int32_t numbers[DEFINITIONS], definition;
	struct sealed_change change;
	uint32_t i;
	int k;

	check(sealed_init(sealed, allocator), "init");
	for (k = 0; k < SEALED_LAYERS; k++)
		check(cube_init(&cubes[k], allocator, DEFINITIONS, 0), "cube");
	for (definition = 0; definition < DEFINITIONS; definition++) {
		numbers[definition] = definition;
		for (i = 0; i < AGENTS; i++)
			for (k = 0; k < readings; k++) {
				uint32_t agent = agent_at(i, step);
				kefu_id id = TEXT_ID_BIT | (i + 1), team = agent % TEAMS + 1;
				uint64_t ms = reading();
				int has = uniform() < 0.3;

				add(&cubes[SEALED_AGENT], id, team, definition, ms, has);
				if (layer <= SEALED_TEAM)
					add(&cubes[SEALED_TEAM], 0, team, definition, ms, has);
				if (layer <= SEALED_TOTAL)
					add(&cubes[SEALED_TOTAL], 0, 0, definition, ms, has);
			}
	}
	check(sealed_stage(sealed, layers, numbers, &change), "stage");
	sealed_commit(sealed, &change);
	for (k = 0; k < SEALED_LAYERS; k++)
		cube_release(&cubes[k]);
}

/* The other store's agents by this one's numbers. */
static kefu_id map(const void *context, kefu_id id)
{
	const uint32_t *numbers = context;

	return (id & TEXT_ID_BIT) != 0 ? TEXT_ID_BIT | numbers[id & ~TEXT_ID_BIT] : id;
}

static kefu_id as_is(const void *context, kefu_id id)
{
	(void)context;
	return id;
}

static kefu_id get_id(struct codec_reader *reader, void *context)
{
	uint64_t key = codec_get_u64(reader);

	(void)context;
	return key >> 1 | key << 63;
}

static double better(double best, double time)
{
	return best == 0 || time < best ? time : best;
}

static void run(int readings, int rounds, int layer)
{
	static const int32_t by_agent[] = {KEFU_BY_AGENT};
	double merge = 0, copy = 0, encode = 0, decode = 0, read = 0;
	uint32_t numbers[AGENTS + 1], places[AGENTS], k;
	struct sealed first, second, made;
	kefu_allocator allocator;
	uint8_t *bytes;
	size_t size = 0;
	int i;

	check(memory_resolve(NULL, &allocator), "memory");
	fill(&first, &allocator, 7, readings, layer);
	fill(&second, &allocator, 3, readings, layer);
	for (k = 0; k < AGENTS; k++)
		places[agent_at(k, 7)] = k + 1;
	for (k = 0; k < AGENTS; k++)
		numbers[k + 1] = places[agent_at(k, 3)];
	bytes = malloc(4 * first.run_bytes);
	for (i = 0; i < rounds; i++) {
		struct codec_writer writer = {bytes, 4 * first.run_bytes, 0};
		struct codec_reader reader = {bytes, bytes, KEFU_OK};
		struct sealed_change change;
		struct sealed back;
		struct cube cube;
		int32_t definition;
		double start = now();

		check(sealed_copy(&first, &allocator, &made), "copy");
		copy = better(copy, now() - start);
		start = now();
		check(sealed_stage_merge(&made, &second, map, numbers, &change), "merge");
		sealed_commit(&made, &change);
		merge = better(merge, now() - start);
		start = now();
		check(sealed_put(&made, &writer, as_is, NULL), "put");
		encode = better(encode, now() - start);
		size = writer.size;
		reader.end = bytes + size;
		start = now();
		check(sealed_init(&back, &allocator), "init");
		check(sealed_get(&back, &reader, DEFINITIONS, get_id, NULL), "get");
		decode = better(decode, now() - start);
		sealed_release(&back);
		start = now();
		check(cube_init(&cube, &allocator, DEFINITIONS, 0), "cube");
		for (definition = 0; definition < DEFINITIONS; definition++)
			check(sealed_read(&made, definition, KEFU_DAY_ANY, KEFU_DAY_ANY, by_agent,
			                  1, &cube, definition), "read");
		read = better(read, now() - start);
		cube_release(&cube);
		sealed_release(&made);
	}
	printf("%s, %d readings: %zu bytes each store, %zu merged\n",
	       layer == SEALED_AGENT ? "agents alone" : "all layers", readings, first.run_bytes,
	       size);
	printf("merge  %6.2f ms\ncopy   %6.2f ms\n", merge * 1e3, copy * 1e3);
	printf("encode %6.2f ms, %4.0f MB/s\n", encode * 1e3, (double)size / encode / 1e6);
	printf("decode %6.2f ms, %4.0f MB/s\n", decode * 1e3, (double)size / decode / 1e6);
	printf("read   %6.2f ms by agent\n", read * 1e3);
	sealed_release(&first);
	sealed_release(&second);
	free(bytes);
}

int main(int argc, char **argv)
{
	int readings = argc > 1 ? atoi(argv[1]) : 70, rounds = argc > 2 ? atoi(argv[2]) : 20;

	run(readings, rounds, SEALED_AGENT);
	run(readings, rounds, SEALED_TOTAL);
	return 0;
}
