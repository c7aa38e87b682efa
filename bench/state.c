/* A desk as bytes, and two desks as one: bench/state [EVENTS], 4 million
 * unless said. Shards are by customer. Times are of the processor, the best
 * of three. */
#define _POSIX_C_SOURCE 200809L

#include "kefu.h"
#include "measuring.h"
#include "stream.h"

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

static kefu_desk *desk_of(const struct stream *s, uint32_t shards, uint32_t shard)
{
	kefu_desk *desk;
	size_t i;

	check(kefu_desk_new(NULL, &desk), "new");
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

int main(int argc, char **argv)
{
	size_t count = argc > 1 ? (size_t)strtoull(argv[1], NULL, 10) : 4000000, size = 0, again;
	double encode = 0, decode = 0, copy = 0, merge = 0;
	kefu_desk *whole, *halves[2];
	uint8_t *bytes, *joined;
	struct stream s;
	int i;

	stream_sessions(&s, count);
	stream_sort(&s);
	whole = desk_of(&s, 1, 0);
	halves[0] = desk_of(&s, 2, 0);
	halves[1] = desk_of(&s, 2, 1);
	check(kefu_desk_encode(whole, NULL, 0, &size), "size");
	bytes = stream_memory(size);
	joined = stream_memory(size);
	for (i = 0; i < 3; i++) {
		kefu_desk *made;
		double start = now();

		check(kefu_desk_encode(whole, bytes, size, &size), "encode");
		encode = better(encode, now() - start);
		start = now();
		check(kefu_desk_decode(NULL, bytes, size, &made), "decode");
		decode = better(decode, now() - start);
		kefu_desk_free(made);
		start = now();
		check(kefu_desk_copy(halves[0], &made), "copy");
		copy = better(copy, now() - start);
		start = now();
		check(kefu_desk_merge(made, halves[1]), "merge");
		merge = better(merge, now() - start);
		check(kefu_desk_encode(made, joined, size, &again), "encode");
		if (again != size || memcmp(joined, bytes, size) != 0)
			printf("DIFFERENT: the merged desk is not the whole\n");
		kefu_desk_free(made);
	}
	printf("%zu events in %zu bytes, %.1f each\n", count, size, (double)size / (double)count);
	printf("encode %4.0f MB/s, %5.1f ns an event\n", (double)size / encode / 1e6,
	       encode / (double)count * 1e9);
	printf("decode %4.0f MB/s, %5.1f ns an event\n", (double)size / decode / 1e6,
	       decode / (double)count * 1e9);
	printf("copy of a half %5.1f ns an event, merge of two halves %5.1f\n",
	       copy / (double)count * 2e9, merge / (double)count * 1e9);
	kefu_desk_free(whole);
	kefu_desk_free(halves[0]);
	kefu_desk_free(halves[1]);
	stream_free(&s);
	free(bytes);
	free(joined);
	return 0;
}
