/* What the benchmarks share: a clock of processor time, because others use the
 * machine too, and an end to whatever fails. */
#ifndef BENCH_MEASURING_H
#define BENCH_MEASURING_H

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "kefu/base.h"

/* Seconds of processor time of this process. */
static inline double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static inline double now_ns(void)
{
	return 1e9 * now();
}

static inline void check(int32_t status, const char *what)
{
	if (status == KEFU_OK)
		return;
	fprintf(stderr, "bench: %s: %s\n", what, kefu_strerror(status));
	exit(1);
}

#endif
