/* Time zones from arbitrary bytes: TZif data, or a POSIX string when the first
 * byte is even. What is accepted must answer every instant, agree with itself,
 * and lie within its bounds. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "kefu/zone.h"

#define BYTES_MAX (size_t)2000000

static size_t asked;

static void *allocate(void *context, size_t size)
{
	(void)context;
	asked += size;
	if (asked > BYTES_MAX)
		abort();
	return malloc(size);
}

static void release(void *context, void *memory, size_t size)
{
	(void)context;
	asked -= size;
	free(memory);
}

static void must(int condition)
{
	if (!condition)
		abort();
}

static void walk(const kefu_zone *zone)
{
	int64_t t = KEFU_ZONE_TIME_MIN, from, to;
	int32_t offset, got, day, ms, steps;

	for (steps = 0; steps < 400 && t <= KEFU_ZONE_TIME_MAX; steps++) {
		must(kefu_zone_stretch(zone, t, &from, &to, &offset) == KEFU_OK);
		must(from <= t && t < to && offset >= KEFU_ZONE_OFFSET_MIN && offset <= KEFU_ZONE_OFFSET_MAX);
		must(kefu_zone_offset(zone, NULL, t, &got) == KEFU_OK && got == offset);
		if (kefu_zone_local(zone, NULL, t, &day, &ms) == KEFU_OK && day >= -719162 && day <= 2932896) {
			int64_t start, end;

			must(kefu_zone_day_range(zone, day, &start, &end) == KEFU_OK && start <= end);
			must(kefu_zone_bucket(zone, KEFU_BUCKET_HOUR, t, &got) == KEFU_OK);
			must(kefu_zone_bucket_range(zone, KEFU_BUCKET_HOUR, got, &start, &end) == KEFU_OK);
			/* Not that t lies in its hour: where the clock goes on and
			 * back by hours within hours, an hour may begin after it. */
			must(start <= end);
			/* In the first days of year 1 the earlier instant may lie
			 * before all instants. */
			if (t - KEFU_ZONE_TIME_MIN > INT64_C(3) * 86400000) {
				must(kefu_zone_instant(zone, day, ms, KEFU_ZONE_EARLIER, &start) == KEFU_OK);
				must(kefu_zone_instant(zone, day, ms, KEFU_ZONE_LATER, &end) == KEFU_OK);
				must(start <= t && t <= end);
			}
		}
		t = to;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	kefu_allocator allocator = {NULL, allocate, release};
	kefu_zone *zone = NULL, *copy = NULL;
	int32_t status;

	if (size == 0)
		return 0;
	status = data[0] % 2 == 0 && data[0] != 'T' ?
	         kefu_zone_posix(&allocator, (const char *)data + 1, size - 1, &zone) :
	         kefu_zone_tzif(&allocator, data, size, &zone);
	if (status != KEFU_OK) {
		must(zone == NULL && asked == 0);
		must(status == KEFU_E_ZONE || status == KEFU_E_TRUNCATED || status == KEFU_E_RANGE);
		return 0;
	}
	walk(zone);
	must(kefu_zone_copy(&allocator, zone, &copy) == KEFU_OK);
	must(kefu_zone_equal(zone, copy));
	kefu_zone_free(zone);
	kefu_zone_free(copy);
	must(asked == 0);
	return 0;
}
