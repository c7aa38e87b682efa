/* A zone inside: ascending seconds at which the offset changes, and where the
 * rule's 400 years lie. The inline look-ups keep the stretch they are in, so
 * an instant near the last one costs a comparison and a division. */
#ifndef TIME_ZONE_H
#define TIME_ZONE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kefu/zone.h"
#include "time/civil.h"

#define ZONE_SECOND_MIN (KEFU_ZONE_TIME_MIN / 1000)
#define ZONE_SECOND_MAX (KEFU_ZONE_TIME_MAX / 1000)
#define ZONE_DAY_MIN (-719162) /* 0001-01-01 */
#define ZONE_DAY_MAX 2932896   /* 9999-12-31 */

struct kefu_zone {
	kefu_allocator allocator;
	size_t bytes;      /* of the one block that holds everything */
	int64_t fold_from; /* seconds: [fold_from, fold_end) repeats from here */
	int64_t fold_end;  /* on; INT64_MAX when nothing repeats */
	int64_t *at;       /* seconds, strictly ascending */
	int32_t *offset;   /* from at[i] on */
	size_t count;
	int32_t first_offset;
};

/* One stretch in seconds; the ends are INT64_MIN and INT64_MAX when open. */
typedef struct zone_span {
	int64_t from;
	int64_t to;
	int32_t offset;
} zone_span;

/* The stretch that holds a second. Total: any second is answered. */
zone_span zone_span_at(const kefu_zone *zone, int64_t second);

/* How many of the ascending values are <= key. Without branches the processor
 * need not guess. */
static inline size_t zone_upper_bound(const int64_t *values, size_t count, int64_t key)
{
	const int64_t *base = values;

	if (count == 0)
		return 0;
	while (count > 1) {
		size_t half = count / 2;

		base = base[half] <= key ? base + half : base;
		count -= half;
	}
	return (size_t)(base - values) + (*base <= key);
}

/* A stretch in milliseconds, kept by whoever asks about many instants. All
 * zero bytes is a valid start. Not tied to a zone: keep one for each. */
typedef struct zone_segment {
	int64_t from;
	int64_t to;
	int64_t shift; /* local = instant + shift */
} zone_segment;

void zone_segment_seek(const kefu_zone *zone, zone_segment *segment, int64_t t);

/* Local milliseconds since 1970-01-01T00:00 on the wall clock. `t` must be in
 * the range of instants. */
static inline int64_t zone_local_ms(const kefu_zone *zone, zone_segment *segment, int64_t t)
{
	if (__builtin_expect(t < segment->from || t >= segment->to, 0))
		zone_segment_seek(zone, segment, t);
	return t + segment->shift;
}

/* Shifting everything after year 0 above zero makes the division unsigned. */
#define ZONE_DAY_BIAS 800000

static inline int32_t zone_day_of_local(int64_t local_ms)
{
	uint64_t biased = (uint64_t)(local_ms + ZONE_DAY_BIAS * CIVIL_DAY_MS);

	return (int32_t)(biased / (uint64_t)CIVIL_DAY_MS) - ZONE_DAY_BIAS;
}

/* The local day of an instant. */
static inline int32_t zone_day(const kefu_zone *zone, zone_segment *segment, int64_t t)
{
	return zone_day_of_local(zone_local_ms(zone, segment, t));
}

/* The first instant, in ms, whose local day is not before `day`. */
int64_t zone_day_start(const kefu_zone *zone, int32_t day);
/* The first second whose local second is not before `local`. */
int64_t zone_second_reaching(const kefu_zone *zone, int64_t local);

/* A rule that holds after the last listed change. */
typedef struct zone_rule_date {
	uint8_t form;  /* 'J', 'M' or '0' (day of year counted with leap days) */
	int32_t month; /* form 'M' */
	int32_t week;
	int32_t day;   /* weekday from Sunday 0, or day of year */
	int32_t time;  /* seconds after midnight of that day, may be negative */
} zone_rule_date;

typedef struct zone_rule {
	int32_t standard;
	int32_t saving;
	bool has_saving;
	zone_rule_date start;
	zone_rule_date end;
} zone_rule;

/* Reads a POSIX string. KEFU_OK or KEFU_E_ZONE. */
int32_t zone_rule_parse(const char *text, size_t length, zone_rule *rule);

/* The changes a rule asks for in the years [from, to], in ascending order, at
 * most two a year. Returns their number. */
size_t zone_rule_expand(const zone_rule *rule, int64_t from, int64_t to, int64_t *at,
                        int32_t *offset);

/* Two steps to a zone with one allocation: room for `count` changes and those
 * of the rule (NULL: none); then, with at[] and offset[] filled in and
 * ascending, the rule is laid out and idle changes are dropped. Seconds may
 * be any. */
int32_t zone_begin(const kefu_allocator *allocator, size_t count, const zone_rule *rule,
                   kefu_zone **out);
void zone_finish(kefu_zone *zone, int32_t first_offset, size_t count, const zone_rule *rule);

static inline bool zone_offset_is_sound(int64_t offset)
{
	return offset >= KEFU_ZONE_OFFSET_MIN && offset <= KEFU_ZONE_OFFSET_MAX;
}

static inline bool zone_time_is_sound(int64_t t)
{
	return t >= KEFU_ZONE_TIME_MIN && t <= KEFU_ZONE_TIME_MAX;
}

#endif
