/* How zones are made, copied and compared, and the offset at an instant. */
#include "time/zone.h"

#include <string.h>

#include "base/memory.h"

/* A rule is laid out from two years before the last change, to know what held
 * at that change, to two years beyond the 400 that repeat. */
#define RULE_YEARS_BEFORE 2
#define RULE_YEARS_AFTER 402
#define RULE_CHANGES (2 * (RULE_YEARS_BEFORE + RULE_YEARS_AFTER + 1))
/* Nobody saved daylight before; a rule without listed changes begins here. */
#define RULE_FIRST_YEAR 1900

int32_t zone_begin(const kefu_allocator *allocator, size_t count, const zone_rule *rule,
                   kefu_zone **out)
{
	kefu_allocator resolved;
	size_t room = count + 1 + (rule != NULL && rule->has_saving ? RULE_CHANGES : 0);
	size_t bytes = sizeof(kefu_zone) + room * (sizeof(int64_t) + sizeof(int32_t));
	int32_t status = memory_resolve(allocator, &resolved);
	kefu_zone *zone;

	if (status != KEFU_OK)
		return status;
	zone = memory_get_zeroed(&resolved, bytes);
	if (zone == NULL)
		return KEFU_E_NOMEM;
	zone->allocator = resolved;
	zone->bytes = bytes;
	zone->fold_from = INT64_MAX;
	zone->fold_end = INT64_MAX;
	zone->at = (int64_t *)(void *)(zone + 1);
	zone->offset = (int32_t *)(void *)(zone->at + room);
	*out = zone;
	return KEFU_OK;
}

/* Keeps what matters between year 1 and 9999: of the changes before, the last
 * one, put at the beginning. Tells whether a change lies beyond the end, so
 * that a rule after it is never reached. */
static bool clip(kefu_zone *zone, size_t *count)
{
	size_t before = zone_upper_bound(zone->at, *count, ZONE_SECOND_MIN - 1);
	size_t within = zone_upper_bound(zone->at, *count, ZONE_SECOND_MAX);
	bool beyond = within < *count;
	size_t kept;

	if (before > 0) {
		before--;
		zone->at[before] = ZONE_SECOND_MIN;
		/* It may now stand where the next one does. */
		if (before + 1 < within && zone->at[before + 1] == ZONE_SECOND_MIN)
			before++;
	}
	kept = within - before;
	memmove(zone->at, zone->at + before, kept * sizeof *zone->at);
	memmove(zone->offset, zone->offset + before, kept * sizeof *zone->offset);
	*count = kept;
	return beyond;
}

/* Lays the rule out behind the last change; returns the number of changes. */
static size_t lay_out(kefu_zone *zone, size_t count, const zone_rule *rule)
{
	int64_t last = count != 0 ? zone->at[count - 1] :
	               civil_days(RULE_FIRST_YEAR, 1, 1) * CIVIL_DAY_SECONDS;
	size_t place = count != 0 ? count - 1 : 0;
	int64_t *at = zone->at + place + 1;
	int32_t *offset = zone->offset + place + 1;
	size_t made, past, end;
	int64_t year;
	int32_t month, day;

	civil_split(civil_floor_div(last, CIVIL_DAY_SECONDS), &year, &month, &day);
	made = zone_rule_expand(rule, year - RULE_YEARS_BEFORE, year + RULE_YEARS_AFTER, at, offset);
	zone->fold_from = last;
	zone->fold_end = last + CIVIL_CYCLE_SECONDS;
	past = zone_upper_bound(at, made, last);
	end = zone_upper_bound(at, made, zone->fold_end - 1);
	/* From the last change on the rule holds, at that very moment too. */
	zone->at[place] = last;
	zone->offset[place] = past != 0 ? offset[past - 1] : rule->standard;
	memmove(at, at + past, (end - past) * sizeof *at);
	memmove(offset, offset + past, (end - past) * sizeof *offset);
	return place + 1 + (end - past);
}

void zone_finish(kefu_zone *zone, int32_t first_offset, size_t count, const zone_rule *rule)
{
	bool beyond = clip(zone, &count);
	int32_t held;
	size_t i, kept = 0;

	zone->first_offset = first_offset;
	if (rule != NULL && !beyond) {
		if (count == 0)
			zone->first_offset = rule->standard;
		if (rule->has_saving)
			count = lay_out(zone, count, rule);
		else if (count != 0)
			zone->offset[count - 1] = rule->standard;
	}
	held = zone->first_offset;
	for (i = 0; i < count; i++) {
		if (zone->offset[i] == held)
			continue;
		held = zone->offset[i];
		zone->at[kept] = zone->at[i];
		zone->offset[kept] = held;
		kept++;
	}
	zone->count = kept;
}

int32_t kefu_zone_fixed(const kefu_allocator *allocator, int32_t offset_s, kefu_zone **out)
{
	kefu_zone *zone;
	int32_t status;

	if (out == NULL)
		return KEFU_E_NULL;
	if (!zone_offset_is_sound(offset_s))
		return KEFU_E_RANGE;
	status = zone_begin(allocator, 0, NULL, &zone);
	if (status != KEFU_OK)
		return status;
	zone_finish(zone, offset_s, 0, NULL);
	*out = zone;
	return KEFU_OK;
}

static int32_t table_check(int32_t first_offset_s, const int64_t *at, const int32_t *offset_s,
                           size_t count)
{
	size_t i;

	if (count > KEFU_ZONE_CHANGES_MAX || !zone_offset_is_sound(first_offset_s))
		return KEFU_E_RANGE;
	for (i = 0; i < count; i++) {
		if (!zone_time_is_sound(at[i]) || at[i] % 1000 != 0 ||
		    !zone_offset_is_sound(offset_s[i]))
			return KEFU_E_RANGE;
		if (i != 0 && at[i] <= at[i - 1])
			return KEFU_E_ZONE;
	}
	return KEFU_OK;
}

int32_t kefu_zone_table(const kefu_allocator *allocator, int32_t first_offset_s,
                        const int64_t *at, const int32_t *offset_s, size_t count,
                        const char *rule, size_t rule_length, kefu_zone **out)
{
	zone_rule parsed;
	kefu_zone *zone;
	int32_t status;
	size_t i;

	if (out == NULL || (count != 0 && (at == NULL || offset_s == NULL)))
		return KEFU_E_NULL;
	status = table_check(first_offset_s, at, offset_s, count);
	if (status == KEFU_OK && rule != NULL)
		status = zone_rule_parse(rule, rule_length, &parsed);
	if (status == KEFU_OK)
		status = zone_begin(allocator, count, rule != NULL ? &parsed : NULL, &zone);
	if (status != KEFU_OK)
		return status;
	for (i = 0; i < count; i++) {
		zone->at[i] = at[i] / 1000;
		zone->offset[i] = offset_s[i];
	}
	zone_finish(zone, first_offset_s, count, rule != NULL ? &parsed : NULL);
	*out = zone;
	return KEFU_OK;
}

int32_t kefu_zone_posix(const kefu_allocator *allocator, const char *text, size_t length,
                        kefu_zone **out)
{
	zone_rule rule;
	kefu_zone *zone;
	int32_t status;

	if (text == NULL || out == NULL)
		return KEFU_E_NULL;
	status = zone_rule_parse(text, length, &rule);
	if (status == KEFU_OK)
		status = zone_begin(allocator, 0, &rule, &zone);
	if (status != KEFU_OK)
		return status;
	zone_finish(zone, rule.standard, 0, &rule);
	*out = zone;
	return KEFU_OK;
}

int32_t kefu_zone_copy(const kefu_allocator *allocator, const kefu_zone *zone, kefu_zone **out)
{
	kefu_zone *copy;
	int32_t status;

	if (zone == NULL || out == NULL)
		return KEFU_E_NULL;
	status = zone_begin(allocator, zone->count, NULL, &copy);
	if (status != KEFU_OK)
		return status;
	memcpy(copy->at, zone->at, zone->count * sizeof *zone->at);
	memcpy(copy->offset, zone->offset, zone->count * sizeof *zone->offset);
	copy->count = zone->count;
	copy->first_offset = zone->first_offset;
	copy->fold_from = zone->fold_from;
	copy->fold_end = zone->fold_end;
	*out = copy;
	return KEFU_OK;
}

void kefu_zone_free(kefu_zone *zone)
{
	if (zone != NULL) {
		kefu_allocator allocator = zone->allocator;

		memory_put(&allocator, zone, zone->bytes);
	}
}

/* Two zones may be laid out differently (a rule that starts sooner in one)
 * and yet agree, so their stretches are walked, not their tables. */
int32_t kefu_zone_equal(const kefu_zone *a, const kefu_zone *b)
{
	int64_t second = ZONE_SECOND_MIN;

	if (a == NULL || b == NULL)
		return 0;
	if (a == b)
		return 1;
	while (second <= ZONE_SECOND_MAX) {
		zone_span of_a = zone_span_at(a, second);
		zone_span of_b = zone_span_at(b, second);

		if (of_a.offset != of_b.offset)
			return 0;
		second = of_a.to < of_b.to ? of_a.to : of_b.to;
	}
	return 1;
}

zone_span zone_span_at(const kefu_zone *zone, int64_t second)
{
	int64_t shift = 0;
	zone_span span;
	size_t after;

	if (second >= zone->fold_end) {
		shift = (second - zone->fold_from) / CIVIL_CYCLE_SECONDS * CIVIL_CYCLE_SECONDS;
		second -= shift;
	}
	after = zone_upper_bound(zone->at, zone->count, second);
	span.offset = after != 0 ? zone->offset[after - 1] : zone->first_offset;
	span.from = after != 0 ? zone->at[after - 1] : INT64_MIN;
	span.to = after != zone->count ? zone->at[after] : zone->fold_end;
	if (shift != 0) {
		if (span.from < zone->fold_from)
			span.from = zone->fold_from;
		span.from += shift;
		span.to += shift;
	}
	return span;
}

void zone_segment_seek(const kefu_zone *zone, zone_segment *segment, int64_t t)
{
	zone_span span = zone_span_at(zone, civil_floor_div(t, 1000));

	segment->from = span.from == INT64_MIN ? INT64_MIN : span.from * 1000;
	segment->to = span.to == INT64_MAX ? INT64_MAX : span.to * 1000;
	segment->shift = (int64_t)span.offset * 1000;
}
