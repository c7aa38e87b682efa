/* A desk as bytes, and two desks as one: bench/state [EVENTS [ROUNDS]], 4 million
 * and 3 rounds unless said. Shards are by customer. Times are of the processor, the
 * best of all rounds. What is made is made in fresh memory, which the kernel hands
 * out while it is counted, and in memory that was touched before. */
#define _POSIX_C_SOURCE 200809L

#include "kefu.h"
#include "measuring.h"
#include "stream.h"

/* ---- memory that was touched before ---- */

/* Handed out from the front; all of it is taken back at once. What does not fit is
 * fresh. */
struct arena {
	unsigned char *bytes;
	size_t size, used;
};

static void *arena_allocate(void *context, size_t size)
{
	struct arena *arena = context;
	size_t from = (arena->used + 15) & ~(size_t)15;

	if (from > arena->size || size > arena->size - from)
		return malloc(size);
	arena->used = from + size;
	return arena->bytes + from;
}

static void arena_release(void *context, void *memory, size_t size)
{
	const struct arena *arena = context;
	uintptr_t at = (uintptr_t)memory, start = (uintptr_t)arena->bytes;

	(void)size;
	if (at - start >= arena->size)
		free(memory);
}

/* ---- */

static kefu_event event_of(const struct stream *s, size_t i)
{
	kefu_event event;

	memset(&event, 0, sizeof event);
	event.size = sizeof event;
	event.kind = s->kind[i];
	event.t = s->t[i];
	event.session = s->session[i];
	event.customer = s->customer[i];
	event.agent = s->agent[i];
	event.to = s->to[i];
	event.channel = s->channel[i];
	event.from = s->from[i];
	event.survey = s->survey[i];
	event.value = s->value[i];
	event.min = s->min[i];
	event.max = s->max[i];
	event.has_value = 1;
	return event;
}

static kefu_desk *desk_of(const struct stream *s, uint32_t shards, uint32_t shard,
                          const kefu_allocator *allocator)
{
	kefu_desk_options options;
	kefu_desk *desk;
	size_t i;

	memset(&options, 0, sizeof options);
	options.size = sizeof options;
	options.allocator = allocator;
	check(kefu_desk_new(&options, &desk), "new");
	check(kefu_desk_use(desk, "default", 7), "use");
	for (i = 0; i < s->count; i++)
		if (s->customer[i] % shards == shard) {
			kefu_event event = event_of(s, i);

			check(kefu_desk_apply(desk, &event, 1, NULL), "apply");
		}
	return desk;
}

static double better(double best, double time)
{
	return best == 0 || time < best ? time : best;
}

/* Seconds, of all rounds the best. */
struct times {
	double decode, copy, merge;
};

/* What is done again and again in the same memory finds it as warm as can be. */
static void measure(const kefu_allocator *allocator, struct arena *arena, int rounds,
                    const uint8_t *bytes, size_t size, kefu_desk *const halves[2],
                    struct times *best)
{
	uint8_t *joined = stream_memory(size);
	kefu_desk *made;
	size_t again;
	double start;
	int i;

	for (i = 0; i < rounds; i++) {
		arena->used = 0;
		start = now();
		check(kefu_desk_decode(allocator, bytes, size, &made), "decode");
		best->decode = better(best->decode, now() - start);
		kefu_desk_free(made);
	}
	for (i = 0; i < rounds; i++) {
		arena->used = 0;
		start = now();
		check(kefu_desk_copy(halves[0], &made), "copy");
		best->copy = better(best->copy, now() - start);
		start = now();
		check(kefu_desk_merge(made, halves[1]), "merge");
		best->merge = better(best->merge, now() - start);
		check(kefu_desk_encode(made, joined, size, &again), "encode");
		if (again != size || memcmp(joined, bytes, size) != 0)
			printf("DIFFERENT: the merged desk is not the whole\n");
		kefu_desk_free(made);
	}
	free(joined);
}

static void show(const char *name, const struct times *best, size_t count, size_t size)
{
	double events = (double)count / 1e9;

	printf("%s: decode %4.0f MB/s, %5.1f ns an event; copy of a half %5.1f, "
	       "merge of two halves %5.1f\n", name, (double)size / best->decode / 1e6,
	       best->decode / events, 2 * best->copy / events, best->merge / events);
}

int main(int argc, char **argv)
{
	size_t count = argc > 1 ? (size_t)strtoull(argv[1], NULL, 10) : 4000000, size = 0;
	int rounds = argc > 2 ? atoi(argv[2]) : 3, i;
	struct arena arena = {NULL, 0, 0};
	kefu_allocator touched = {&arena, arena_allocate, arena_release};
	struct times in_fresh = {0, 0, 0}, in_touched = {0, 0, 0};
	kefu_desk *whole, *halves[2], *of_arena[2];
	uint8_t *bytes;
	double encode = 0;
	struct stream s;

	stream_sessions(&s, count);
	stream_sort(&s);
	whole = desk_of(&s, 1, 0, NULL);
	for (i = 0; i < 2; i++) {
		halves[i] = desk_of(&s, 2, (uint32_t)i, NULL);
		of_arena[i] = desk_of(&s, 2, (uint32_t)i, &touched); /* which is empty yet */
	}
	check(kefu_desk_encode(whole, NULL, 0, &size), "size");
	bytes = stream_memory(size);
	arena.size = 64 * count;
	arena.bytes = stream_memory(arena.size);
	for (i = 0; i < rounds; i++) {
		double start = now();

		check(kefu_desk_encode(whole, bytes, size, &size), "encode");
		encode = better(encode, now() - start);
	}
	measure(NULL, &arena, rounds, bytes, size, halves, &in_fresh);
	measure(&touched, &arena, rounds, bytes, size, of_arena, &in_touched);
	printf("%zu events in %zu bytes, %.1f each\n", count, size, (double)size / (double)count);
	printf("encode %4.0f MB/s, %5.1f ns an event\n", (double)size / encode / 1e6,
	       encode / (double)count * 1e9);
	show("fresh", &in_fresh, count, size);
	show("touched", &in_touched, count, size);
	kefu_desk_free(whole);
	for (i = 0; i < 2; i++) {
		kefu_desk_free(halves[i]);
		kefu_desk_free(of_arena[i]);
	}
	stream_free(&s);
	free(bytes);
	free(arena.bytes);
	return 0;
}
