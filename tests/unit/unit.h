/* What every unit test shares: a main for its cases, checks of statuses and
 * doubles, and an allocator that fails when told to and counts what lives.
 *
 * A test file lists its cases and ends with the main:
 *
 *	START_TEST(empty_has_no_value) { … } END_TEST
 *	UNIT_MAIN("csat", empty_has_no_value, …)
 *
 * An out-of-memory sweep runs a body once for each allocation it makes, that
 * allocation failing, in both modes (see unit_sweep):
 *
 *	static int32_t grow(const kefu_allocator *allocator) { … }
 *	unit_sweep(grow, 2);
 */
#ifndef UNIT_H
#define UNIT_H

#include <check.h>
#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "kefu/base.h"

/* Statuses print as numbers and words, so a failure says what came. */
#define unit_status(call, expected)                                           \
	do {                                                                  \
		int32_t unit_got_ = (call);                                   \
		ck_assert_msg(unit_got_ == (expected), "%s is %d (%s), not %s", #call, \
		              (int)unit_got_, kefu_strerror(unit_got_), #expected); \
	} while (0)
#define unit_ok(call) unit_status(call, KEFU_OK)

/* |got - expected| <= tolerance * max(1, |expected|); NaN equals NaN only. */
#define unit_near(got, expected, tolerance)                                   \
	do {                                                                  \
		double unit_g_ = (got), unit_e_ = (expected);                 \
		double unit_scale_ = fabs(unit_e_) > 1.0 ? fabs(unit_e_) : 1.0; \
		ck_assert_msg((isnan(unit_g_) && isnan(unit_e_)) ||           \
		              fabs(unit_g_ - unit_e_) <= (tolerance) * unit_scale_, \
		              "%s is %.17g, not %.17g", #got, unit_g_, unit_e_); \
	} while (0)

/* An allocator whose nth request (0 the first) fails, once or from then on. */
typedef struct unit_fuse {
	long nth;         /* -1: never */
	int stays_blown;
	long seen;        /* requests so far */
	long live;        /* given and not taken back */
	size_t live_bytes;
	size_t peak_bytes;
} unit_fuse;

/* Each block carries its size in front, so that a release that names another
 * size, or memory that is not ours, is noticed. */
#define UNIT_HEAD 32

static inline void *unit_fuse_allocate(void *context, size_t size)
{
	unit_fuse *fuse = (unit_fuse *)context;
	long number = fuse->seen++;
	unsigned char *block;

	if (size == 0) /* an assertion that holds costs a write to Check */
		ck_abort_msg("asked for 0 bytes");
	if (fuse->nth >= 0 &&
	    (number == fuse->nth || (fuse->stays_blown && number > fuse->nth)))
		return NULL;
	block = (unsigned char *)malloc(size + UNIT_HEAD);
	if (block == NULL)
		return NULL;
	memcpy(block, &size, sizeof size);
	memset(block + UNIT_HEAD, 0xA5, size); /* so nobody relies on zeros */
	fuse->live++;
	fuse->live_bytes += size;
	if (fuse->live_bytes > fuse->peak_bytes)
		fuse->peak_bytes = fuse->live_bytes;
	return block + UNIT_HEAD;
}

static inline void unit_fuse_release(void *context, void *memory, size_t size)
{
	unit_fuse *fuse = (unit_fuse *)context;
	unsigned char *block = (unsigned char *)memory;
	size_t given;

	if (memory == NULL)
		ck_abort_msg("released NULL");
	block -= UNIT_HEAD;
	memcpy(&given, block, sizeof given);
	if (given != size)
		ck_abort_msg("released %zu bytes of a block of %zu", size, given);
	memset(block, 0x5A, size + UNIT_HEAD); /* so nobody reads what is gone */
	fuse->live--;
	fuse->live_bytes -= size;
	free(block);
}

/* An allocator on the fuse; `{-1}` counts only. */
static inline kefu_allocator unit_allocator(unit_fuse *fuse)
{
	kefu_allocator allocator;

	allocator.context = fuse;
	allocator.allocate = unit_fuse_allocate;
	allocator.release = unit_fuse_release;
	return allocator;
}

/* A piece of work with the given allocator, which frees what it made and
 * returns the first status that was not KEFU_OK. It checks for itself that a
 * failed call left its object as it was. */
typedef int32_t (*unit_work)(const kefu_allocator *allocator);

/* Runs the work with each of its allocations failing, once alone and once for
 * ever after: it must answer KEFU_E_NOMEM and leave nothing behind. Then it
 * must succeed with exactly `expected` allocations; pass -1 to only learn the
 * count. Returns the count. */
static inline long unit_sweep(unit_work work, long expected)
{
	long counts[2];
	int mode;

	for (mode = 0; mode < 2; mode++) {
		long nth;

		for (nth = 0; nth < 100000; nth++) {
			unit_fuse fuse = {0, 0, 0, 0, 0, 0};
			kefu_allocator allocator = unit_allocator(&fuse);
			int32_t status;

			fuse.nth = nth;
			fuse.stays_blown = mode;
			status = work(&allocator);
			ck_assert_msg(fuse.live == 0, "%ld blocks left after failure %ld",
			              fuse.live, nth);
			if (fuse.seen <= nth) {
				unit_ok(status); /* the fuse was not reached */
				break;
			}
			unit_status(status, KEFU_E_NOMEM);
		}
		counts[mode] = nth;
	}
	ck_assert_int_eq(counts[0], counts[1]);
	if (expected >= 0)
		ck_assert_int_eq(counts[0], expected);
	return counts[0];
}

/* A small repeatable generator for random tests (splitmix64). */
static inline uint64_t unit_random(uint64_t *state)
{
	uint64_t z = (*state += UINT64_C(0x9E3779B97F4A7C15));

	z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
	return z ^ (z >> 31);
}

/* 0 … below - 1; good enough for tests. */
static inline uint64_t unit_below(uint64_t *state, uint64_t below)
{
	return unit_random(state) % below;
}

static inline int unit_run(const char *name, const TTest *const *cases, size_t count)
{
	Suite *suite = suite_create(name);
	TCase *tcase = tcase_create(name);
	SRunner *runner;
	size_t i;
	int failed;

	tcase_set_timeout(tcase, 120);
	for (i = 0; i < count; i++)
		tcase_add_test(tcase, cases[i]);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

#define UNIT_MAIN(name, ...)                                                  \
	int main(void)                                                        \
	{                                                                     \
		const TTest *const unit_cases_[] = {__VA_ARGS__};             \
		return unit_run(name, unit_cases_,                            \
		                sizeof unit_cases_ / sizeof unit_cases_[0]);  \
	}

#endif
