/* The POSIX TZ string, as text and as changes. */
#include "time/zone.h"

/* What is left of a text; reading moves it on. */
typedef struct reader {
	const char *at;
	const char *end;
} reader;

static bool take(reader *in, char wanted)
{
	if (in->at == in->end || *in->at != wanted)
		return false;
	in->at++;
	return true;
}

static bool is_letter(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* At least three letters, or three of letters, digits and signs in <…>. */
static bool skip_name(reader *in)
{
	bool quoted = take(in, '<');
	const char *from = in->at;

	while (in->at != in->end &&
	       (is_letter(*in->at) ||
	        (quoted && (is_digit(*in->at) || *in->at == '+' || *in->at == '-'))))
		in->at++;
	return in->at - from >= 3 && (!quoted || take(in, '>'));
}

static bool number(reader *in, int32_t most, int32_t *out)
{
	int32_t value = 0;

	if (in->at == in->end || !is_digit(*in->at))
		return false;
	while (in->at != in->end && is_digit(*in->at)) {
		value = value * 10 + (*in->at++ - '0');
		if (value > most)
			return false;
	}
	*out = value;
	return true;
}

/* [+-]h[h[h]][:mm[:ss]], in seconds. */
static bool clock_time(reader *in, int32_t most_hours, int32_t *out)
{
	bool negative = take(in, '-');
	int32_t hours, minutes = 0, seconds = 0;

	if (!negative)
		(void)take(in, '+');
	if (!number(in, most_hours, &hours))
		return false;
	if (take(in, ':')) {
		if (!number(in, 59, &minutes))
			return false;
		if (take(in, ':') && !number(in, 59, &seconds))
			return false;
	}
	*out = (hours * 60 + minutes) * 60 + seconds;
	if (negative)
		*out = -*out;
	return true;
}

/* POSIX counts west of Greenwich. */
static bool offset(reader *in, int32_t *out)
{
	int32_t west;

	if (!clock_time(in, 25, &west) || !zone_offset_is_sound(-(int64_t)west))
		return false;
	*out = -west;
	return true;
}

static bool rule_date(reader *in, zone_rule_date *out)
{
	out->month = 0;
	out->week = 0;
	if (take(in, 'M')) {
		out->form = 'M';
		if (!number(in, 12, &out->month) || out->month < 1 || !take(in, '.') ||
		    !number(in, 5, &out->week) || out->week < 1 || !take(in, '.') ||
		    !number(in, 6, &out->day))
			return false;
	} else if (take(in, 'J')) {
		out->form = 'J';
		if (!number(in, 365, &out->day) || out->day < 1)
			return false;
	} else {
		out->form = '0';
		if (!number(in, 365, &out->day))
			return false;
	}
	out->time = 2 * 3600;
	return !take(in, '/') || clock_time(in, 167, &out->time);
}

static bool rule_text(reader *in, zone_rule *rule)
{
	static const char usual[] = ",M3.2.0,M11.1.0";
	reader common;

	if (!skip_name(in) || !offset(in, &rule->standard))
		return false;
	rule->saving = rule->standard;
	rule->has_saving = in->at != in->end;
	if (!rule->has_saving)
		return true;
	if (!skip_name(in))
		return false;
	rule->saving = rule->standard + 3600;
	if (in->at != in->end && *in->at != ',' && !offset(in, &rule->saving))
		return false;
	if (!zone_offset_is_sound(rule->saving))
		return false;
	common.at = usual;
	common.end = usual + sizeof usual - 1;
	if (in->at == in->end)
		in = &common;
	return take(in, ',') && rule_date(in, &rule->start) && take(in, ',') &&
	       rule_date(in, &rule->end) && in->at == in->end;
}

int32_t zone_rule_parse(const char *text, size_t length, zone_rule *rule)
{
	reader in;

	in.at = text;
	in.end = text + length;
	return rule_text(&in, rule) ? KEFU_OK : KEFU_E_ZONE;
}

static int64_t rule_day(const zone_rule_date *date, int64_t year)
{
	int64_t day;

	if (date->form == 'M') {
		int32_t length = civil_month_length(year, date->month);
		int32_t first_weekday, day_of_month;

		day = civil_days(year, date->month, 1);
		first_weekday = (civil_weekday(day) + 1) % 7; /* from Sunday */
		day_of_month = (date->day - first_weekday + 7) % 7 + (date->week - 1) * 7;
		if (day_of_month >= length) /* week 5 means the last one */
			day_of_month -= 7;
		return day + day_of_month;
	}
	day = civil_days(year, 1, 1) + date->day;
	if (date->form == 'J') /* counts from 1 and never counts February 29 */
		day -= !(civil_is_leap(year) && date->day >= 60);
	return day;
}

/* Rules with times far from their day can swap with their neighbours, so each
 * change is sifted to its place. Of two at one moment the later rule wins:
 * that is how a zone saves daylight all the year (its end is its next start). */
static size_t insert(int64_t *at, int32_t *offset_s, size_t count, int64_t when, int32_t value)
{
	size_t place = count;

	while (place > 0 && at[place - 1] > when)
		place--;
	if (place > 0 && at[place - 1] == when) {
		offset_s[place - 1] = value;
		return count;
	}
	for (size_t i = count; i > place; i--) {
		at[i] = at[i - 1];
		offset_s[i] = offset_s[i - 1];
	}
	at[place] = when;
	offset_s[place] = value;
	return count + 1;
}

size_t zone_rule_expand(const zone_rule *rule, int64_t from, int64_t to, int64_t *at,
                        int32_t *offset_s)
{
	size_t count = 0;
	int64_t year;

	for (year = from; year <= to; year++) {
		int64_t start = rule_day(&rule->start, year) * CIVIL_DAY_SECONDS +
		                rule->start.time - rule->standard;
		int64_t end = rule_day(&rule->end, year) * CIVIL_DAY_SECONDS +
		              rule->end.time - rule->saving;

		if (start <= end)
			count = insert(at, offset_s, count, start, rule->saving);
		count = insert(at, offset_s, count, end, rule->standard);
		if (start > end)
			count = insert(at, offset_s, count, start, rule->saving);
	}
	return count;
}
