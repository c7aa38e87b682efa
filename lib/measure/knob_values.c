/* Values of knobs: read from text, reset, compared. */
#include <string.h>

#include "kefu/civil.h"
#include "measure/knobs.h"

int decimal_read(const char *text, size_t length, int decimals, int64_t *out)
{
	int64_t value = 0;
	int negative = length != 0 && text[0] == '-', digits = 0, point = 0;
	size_t i = negative ? 1 : 0;

	for (; i < length; i++) {
		if (text[i] == '.' && !point && digits != 0) {
			point = 1;
			continue;
		}
		if (text[i] < '0' || text[i] > '9' || digits == 18)
			return 0;
		if (point && decimals == 0) {
			if (text[i] != '0') /* more places than there is room for */
				return 0;
			continue;
		}
		decimals -= point;
		value = value * 10 + (text[i] - '0');
		digits++;
	}
	for (; decimals > 0; decimals--) {
		if (value > INT64_MAX / 10)
			return 0;
		value *= 10;
	}
	*out = negative ? -value : value;
	return digits != 0;
}

static const struct word *word_find(const struct word *words, const char *text,
                                    size_t length)
{
	for (; words->text != NULL; words++)
		if (strlen(words->text) == length &&
		    memcmp(words->text, text, length) == 0)
			return words;
	return NULL;
}

/* The next member of a comma list; 0 when there is none. */
static int next_member(const char **text, size_t *length, const char **member,
                       size_t *member_length)
{
	const char *comma;

	if (*text == NULL)
		return 0;
	comma = *length != 0 ? memchr(*text, ',', *length) : NULL;
	*member = *text;
	*member_length = comma != NULL ? (size_t)(comma - *text) : *length;
	*length -= *member_length + (comma != NULL);
	*text = comma != NULL ? comma + 1 : NULL;
	return 1;
}

static int32_t set_read(const struct word *words, const char *text,
                        size_t length, uint32_t *set)
{
	const char *member;
	size_t member_length;

	*set = 0;
	while (next_member(&text, &length, &member, &member_length)) {
		const struct word *word = word_find(words, member, member_length);

		if (word == NULL)
			return KEFU_E_ENUM;
		*set |= (uint32_t)word->value;
	}
	return KEFU_OK;
}

static int32_t scores_read(const char *text, size_t length,
                           struct score_set *set)
{
	const char *member;
	size_t member_length;
	int64_t score;

	memset(set, 0, sizeof *set);
	set->given = 1;
	while (next_member(&text, &length, &member, &member_length)) {
		if (!decimal_read(member, member_length, 0, &score) ||
		    score < 0 || score > 100)
			return KEFU_E_ENUM;
		set->bits[score / 64] |= UINT64_C(1) << (score % 64);
	}
	return KEFU_OK;
}

static int event_read(const struct word *events, const char *text, size_t length,
                      uint8_t *event)
{
	const struct word *word = word_find(events, text, length);

	if (word != NULL)
		*event = (uint8_t)word->value;
	return word != NULL;
}

/* "request>agree|refuse": from one event to the first of one or two others;
 * a minus before it takes it off. */
static int pair_read(const struct word *events, const char *text, size_t length,
                     struct span_pair *pair)
{
	const char *to, *other, *end = text + length;

	memset(pair, 0, sizeof *pair);
	if (length != 0 && text[0] == '-') {
		pair->minus = 1;
		text++;
	}
	to = memchr(text, '>', (size_t)(end - text));
	if (to == NULL || !event_read(events, text, (size_t)(to - text), &pair->from))
		return 0;
	to++;
	other = memchr(to, '|', (size_t)(end - to));
	if (other == NULL)
		return event_read(events, to, (size_t)(end - to), &pair->to);
	return event_read(events, to, (size_t)(other - to), &pair->to) &&
	       event_read(events, other + 1, (size_t)(end - other - 1), &pair->or_to);
}

static int32_t span_read(const struct word *events, const char *text, size_t length,
                         struct span *span)
{
	const char *member;
	size_t member_length;

	memset(span, 0, sizeof *span);
	while (next_member(&text, &length, &member, &member_length)) {
		if (span->count == MOST_SPANS)
			return KEFU_E_RANGE;
		if (!pair_read(events, member, member_length, &span->pairs[span->count]))
			return KEFU_E_ENUM;
		span->count++;
	}
	return span->pairs[0].minus ? KEFU_E_RANGE : KEFU_OK;
}

/* "2024-02-04..2024-02-17", or one day. */
static int32_t range_read(const char *text, size_t length, struct day_range *range)
{
	int32_t status = KEFU_E_RANGE;

	if (length != 10 && (length != 22 || text[10] != '.' || text[11] != '.'))
		return status;
	status = kefu_civil_parse_date(text, 10, &range->from);
	range->to = range->from;
	if (status == KEFU_OK && length == 22)
		status = kefu_civil_parse_date(text + 12, 10, &range->to);
	return status == KEFU_OK && range->from <= range->to ? KEFU_OK : KEFU_E_RANGE;
}

/* Puts a range among those before it, together with what it touches, so that
 * equal days have one form. */
static void range_add(struct exempt *exempt, struct day_range range)
{
	struct day_range *days = exempt->days;
	int32_t i, kept = 0, at;

	for (i = 0; i < exempt->count; i++)
		if (days[i].from <= range.to + 1 && range.from <= days[i].to + 1) {
			if (days[i].from < range.from)
				range.from = days[i].from;
			if (days[i].to > range.to)
				range.to = days[i].to;
		} else {
			days[kept++] = days[i];
		}
	for (at = kept; at > 0 && days[at - 1].from > range.from; at--)
		days[at] = days[at - 1];
	days[at] = range;
	exempt->count = kept + 1;
	/* what lies behind is compared, too */
	memset(days + exempt->count, 0,
	       (size_t)(MOST_EXEMPT - exempt->count) * sizeof *days);
}

static int32_t dates_read(const char *text, size_t length, struct exempt *exempt)
{
	const char *member;
	size_t member_length;

	memset(exempt, 0, sizeof *exempt);
	while (next_member(&text, &length, &member, &member_length)) {
		struct day_range range;
		int32_t status = range_read(member, member_length, &range);

		if (status == KEFU_OK && exempt->count == MOST_EXEMPT)
			status = KEFU_E_RANGE;
		if (status != KEFU_OK)
			return status;
		range_add(exempt, range);
	}
	return KEFU_OK;
}

static size_t knob_size(const struct knob *knob)
{
	switch (knob->kind) {
	case KNOB_SECONDS:
	case KNOB_DAYS:
	case KNOB_LARGE:
	case KNOB_NUMBER:
	case KNOB_FRACTION:
		return sizeof(int64_t);
	case KNOB_SPAN:
		return sizeof(struct span);
	case KNOB_DATES:
		return sizeof(struct exempt);
	case KNOB_NAME:
		return sizeof(kefu_id);
	case KNOB_SCORES:
		return sizeof(struct score_set);
	case KNOB_METRIC:
	case KNOB_SCHEDULE:
		return sizeof(void *);
	case KNOB_FLAGS:
		return sizeof(kefu_id) * MOST_FLAGS;
	default:
		return sizeof(int32_t);
	}
}

static int32_t number_read(const struct knob *knob, const char *text,
                           size_t length, int64_t *out)
{
	int64_t unit = knob->kind == KNOB_DAYS ? INT64_C(86400000) : 1;

	if (!decimal_read(text, length, knob->kind == KNOB_SECONDS ? 3 : 0,
	                  out) || *out < 0)
		return KEFU_E_RANGE;
	if (*out > (knob->kind == KNOB_WHOLE ? 1000000 : INT64_C(100000000000000)) / unit)
		return KEFU_E_RANGE;
	*out *= unit;
	return KEFU_OK;
}

static void knob_reset(struct definition *definition, const struct knob *knob)
{
	struct definition fresh;

	definition_init(&fresh, definition->metric);
	memcpy((char *)definition + knob->at, (char *)&fresh + knob->at,
	       knob_size(knob));
	if (knob->kind == KNOB_NUMBER)
		definition->has_default = 0;
}

int32_t knob_set(struct definition *definition, const struct knob *knob,
                 const char *text, size_t length)
{
	void *place = (char *)definition + knob->at;
	const struct word *word;
	const struct metric *metric;
	struct score_set scores;
	struct span span;
	struct exempt exempt;
	uint32_t set;
	int64_t number;
	double real;
	int32_t whole, status = KEFU_OK;

	if (length == 0) {
		knob_reset(definition, knob);
		return KEFU_OK;
	}
	switch (knob->kind) {
	case KNOB_WORD:
		word = word_find(knob->words, text, length);
		if (word == NULL)
			return KEFU_E_ENUM;
		whole = word->value;
		if (place == &definition->denominator &&
		    whole == (int32_t)denominator_of(definition->metric))
			whole = DENOMINATOR_DEFAULT;
		memcpy(place, &whole, sizeof whole);
		break;
	case KNOB_SET:
		status = set_read(knob->words, text, length, &set);
		if (place == &definition->valid_reply && set == DEFAULT_REPLIES)
			set = 0;
		if (status == KEFU_OK)
			memcpy(place, &set, sizeof set);
		break;
	case KNOB_SECONDS:
	case KNOB_DAYS:
	case KNOB_LARGE:
		status = number_read(knob, text, length, &number);
		if (status == KEFU_OK)
			memcpy(place, &number, sizeof number);
		break;
	case KNOB_WHOLE:
		status = number_read(knob, text, length, &number);
		if (status != KEFU_OK)
			break;
		whole = (int32_t)number;
		memcpy(place, &whole, sizeof whole);
		break;
	case KNOB_SWITCH:
	case KNOB_INVERSE:
		whole = length == 4 && memcmp(text, "true", 4) == 0;
		if (!whole && (length != 5 || memcmp(text, "false", 5) != 0))
			return KEFU_E_ENUM;
		whole = whole != (knob->kind == KNOB_INVERSE);
		memcpy(place, &whole, sizeof whole);
		break;
	case KNOB_SPAN:
		status = span_read(knob->words, text, length, &span);
		if (status == KEFU_OK)
			memcpy(place, &span, sizeof span);
		break;
	case KNOB_DATES:
		status = dates_read(text, length, &exempt);
		if (status == KEFU_OK)
			memcpy(place, &exempt, sizeof exempt);
		break;
	case KNOB_FRACTION:
		if (!decimal_read(text, length, 6, &number) || number < 0)
			return KEFU_E_RANGE;
		real = (double)number / 1e6;
		memcpy(place, &real, sizeof real);
		break;
	case KNOB_NUMBER:
		if (!decimal_read(text, length, 6, &number))
			return KEFU_E_RANGE;
		real = (double)number / 1e6;
		memcpy(place, &real, sizeof real);
		definition->has_default = 1;
		break;
	case KNOB_SCORES:
		status = scores_read(text, length, &scores);
		if (status == KEFU_OK)
			memcpy(place, &scores, sizeof scores);
		break;
	case KNOB_METRIC:
		metric = metric_named(text, length);
		if (metric == NULL)
			return KEFU_E_METRIC;
		memcpy(place, &metric, sizeof metric);
		break;
	default:
		return KEFU_E_NOT_FOUND;
	}
	return status;
}

int knob_equal(const struct definition *a, const struct definition *b,
               const struct knob *knob)
{
	if (knob->kind == KNOB_NUMBER && a->has_default != b->has_default)
		return 0;
	return memcmp((const char *)a + knob->at, (const char *)b + knob->at,
	              knob_size(knob)) == 0;
}
