/* Plans from arbitrary bytes, laid on one of a few zones, and questions whose
 * answers must agree with each other. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "kefu/schedule.h"

static void must(int condition)
{
	if (!condition)
		abort();
}

/* Takes bytes from the input; zeros when there are none left. */
struct input {
	const uint8_t *bytes;
	size_t left;
};

static uint64_t take(struct input *in, size_t count)
{
	uint64_t value = 0;

	while (count-- > 0) {
		value <<= 8;
		if (in->left > 0) {
			value |= *in->bytes++;
			in->left--;
		}
	}
	return value;
}

static void fill(struct input *in, kefu_hours *hours)
{
	int32_t lines;

	for (lines = 0; lines < 64 && in->left > 8; lines++) {
		uint64_t kind = take(in, 1);
		int32_t from = (int32_t)take(in, 2) * 2 - 40, to = (int32_t)take(in, 2) * 2 - 40;
		int32_t day = 19700 + (int32_t)(int16_t)take(in, 2) / 64;

		if (kind & 0x80) /* whole quarters of an hour, so that edges meet */
			from = from / 900 * 900, to = to / 900 * 900;
		if ((kind & 0x60) == 0x60)
			day = (int32_t)take(in, 4);
		switch (kind % 5) {
		case 0:
			(void)kefu_hours_weekly(hours, (int32_t)(kind >> 3) % 9, day % 8, from, to);
			break;
		case 1:
			(void)kefu_hours_holiday(hours, day);
			break;
		case 2:
			(void)kefu_hours_special(hours, day, from, to);
			break;
		case 3:
			(void)kefu_hours_break(hours, day, from, to);
			break;
		default:
			(void)kefu_hours_overnight(hours, (int32_t)(kind >> 3) % 3);
			break;
		}
	}
}

static kefu_zone *make_zone(struct input *in)
{
	static const char *const texts[] = {"UTC0", "EST5EDT", "<+1030>-10:30<+11>-11,M10.1.0,M4.1.0",
		"AAA0:44:30", "AAA-2BBB,M3.4.4/50,M10.4.4/-50", "AAA3BBB2,M10.3.0/0,M2.3.0/0"};
	const char *text = texts[take(in, 1) % (sizeof texts / sizeof texts[0])];
	uint64_t kind = take(in, 1);
	kefu_zone *zone = NULL;

	if (kind % 3 == 0) {
		must(kefu_zone_posix(NULL, text, strlen(text), &zone) == KEFU_OK);
	} else { /* some changes within days of each other, with or without a rule */
		int64_t at[8];
		int32_t offset[8], first = (int32_t)take(in, 2) * 2 - 60000;
		int64_t t = INT64_C(1702000000000);
		size_t i, count = kind / 3 % 9;

		for (i = 0; i < count; i++) {
			t += ((int64_t)take(in, 2) * 10 + 1) * 1000;
			at[i] = t;
			offset[i] = (int32_t)take(in, 2) * 2 - 60000;
		}
		must(kefu_zone_table(NULL, first, at, offset, count, kind % 3 == 1 ? text : NULL, strlen(text),
		                     &zone) == KEFU_OK);
	}
	return zone;
}

static int64_t between(const kefu_schedule *schedule, int64_t from, int64_t to)
{
	int64_t ms;

	must(kefu_schedule_between(schedule, from, to, &ms) == KEFU_OK);
	return ms;
}

static int32_t open_at(const kefu_schedule *schedule, int64_t t)
{
	int32_t open;

	must(kefu_schedule_open_at(schedule, t, &open) == KEFU_OK);
	return open;
}

static void question(const kefu_schedule *schedule, kefu_schedule_cursor *cursor, int64_t t, int64_t ms)
{
	int64_t near, far, reading, plain;
	int32_t status, other;

	must(kefu_schedule_clock(schedule, cursor, t, &reading) == KEFU_OK);
	must(kefu_schedule_clock(schedule, NULL, t, &plain) == KEFU_OK && plain == reading);
	must(between(schedule, t, t + 1) == open_at(schedule, t));
	status = kefu_schedule_add(schedule, t, ms, KEFU_SCHEDULE_NEAREST, &near);
	must(status == KEFU_OK || status == KEFU_E_NEVER || status == KEFU_E_RANGE);
	if (status == KEFU_OK) {
		must(near >= t && between(schedule, t, near) == ms);
		must(ms == 0 || between(schedule, t, near - 1) == ms - 1);
		other = kefu_schedule_add(schedule, t, ms, KEFU_SCHEDULE_FARTHEST, &far);
		must(other == KEFU_OK || other == KEFU_E_NEVER || other == KEFU_E_RANGE);
		if (other == KEFU_OK)
			must(far >= near && between(schedule, t, far) == ms && open_at(schedule, far));
	}
	status = kefu_schedule_subtract(schedule, t, ms, KEFU_SCHEDULE_NEAREST, &near);
	must(status == KEFU_OK || status == KEFU_E_NEVER || status == KEFU_E_RANGE);
	if (status == KEFU_OK) {
		must(near <= t && between(schedule, near, t) == ms);
		must(ms == 0 || between(schedule, near + 1, t) == ms - 1);
		other = kefu_schedule_subtract(schedule, t, ms, KEFU_SCHEDULE_FARTHEST, &far);
		if (other == KEFU_OK)
			must(far <= near && between(schedule, far, t) == ms && open_at(schedule, far - 1));
	}
	status = kefu_schedule_next_open(schedule, t, &near);
	if (status != KEFU_OK)
		return;
	must(near >= t && open_at(schedule, near) && between(schedule, t, near) == 0);
	status = kefu_schedule_next_close(schedule, t, &far);
	if (status == KEFU_OK)
		must(far > near && !open_at(schedule, far) && between(schedule, near, far) == far - near);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = {data, size};
	kefu_zone *zone = make_zone(&in);
	kefu_schedule_cursor cursor = {NULL, 0, 0, 0, 0, 0};
	kefu_schedule *schedule = NULL, *copy = NULL;
	kefu_hours *hours = NULL;
	int64_t t, ms;
	int32_t i;

	must(kefu_hours_new(NULL, &hours) == KEFU_OK);
	t = INT64_C(1702000000000) + ((int64_t)take(&in, 4) - INT64_C(0x80000000));
	ms = (int64_t)take(&in, 4);
	fill(&in, hours);
	must(kefu_schedule_new(NULL, hours, zone, &schedule) == KEFU_OK);
	must(kefu_schedule_copy(NULL, schedule, &copy) == KEFU_OK && kefu_schedule_equal(schedule, copy));
	for (i = 0; i < 8; i++) {
		question(schedule, &cursor, t, i % 3 == 0 ? 0 : ms);
		t += ms / 4 + 3600000 * i;
		ms = ms / 3 + i;
	}
	question(schedule, &cursor, t + INT64_C(86400000) * 146097 * 3, ms); /* where the rule is folded */
	kefu_schedule_free(schedule);
	kefu_schedule_free(copy);
	kefu_hours_free(hours);
	kefu_zone_free(zone);
	return 0;
}
