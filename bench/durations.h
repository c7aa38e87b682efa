/* What bench/durations asks of an accumulator of durations. A peer is a
 * shared object that exports `durations_peers`; its loops are compiled with it,
 * so nobody pays for being called through a pointer but once a batch. */
#ifndef BENCH_DURATIONS_H
#define BENCH_DURATIONS_H

#include <stddef.h>
#include <stdint.h>

struct durations_peer {
	const char *name;
	void *(*make)(void);
	void (*release)(void *sketch);
	/* One call of the library for each value. */
	void (*add)(void *sketch, const int64_t *ms, size_t count);
	/* As above, to many sketches. */
	void (*scatter)(void *const *sketches, const uint32_t *which, const int64_t *ms, size_t count);
	void (*merge)(void *sketch, const void *other);
	double (*quantile)(void *sketch, double q);
};

/* A list that ends with a NULL name. */
typedef const struct durations_peer *(*durations_peers_function)(void);
const struct durations_peer *durations_peers(void);

#endif
