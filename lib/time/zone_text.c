/* Instants as ISO 8601 text. */
#include "time/zone.h"

#include <string.h>

/* hh:mm[:ss[.digits]] in ms; moves `at` behind it. */
static bool read_clock(const char *text, size_t length, size_t *at, int32_t *ms)
{
	int32_t hour, minute, second = 0, fraction = 0;
	size_t here = *at;

	if (length - here < 5 || text[here + 2] != ':' || !civil_digits(text + here, 2, &hour) ||
	    !civil_digits(text + here + 3, 2, &minute))
		return false;
	here += 5;
	if (length - here >= 3 && text[here] == ':') {
		if (!civil_digits(text + here + 1, 2, &second))
			return false;
		here += 3;
		if (here < length && (text[here] == '.' || text[here] == ',')) {
			int32_t weight = 100;
			size_t first = ++here;

			while (here < length && text[here] >= '0' && text[here] <= '9') {
				fraction += weight * (text[here++] - '0');
				weight /= 10;
			}
			if (here == first)
				return false;
		}
	}
	*ms = ((hour * 60 + minute) * 60 + second) * 1000 + fraction;
	*at = here;
	return minute < 60 && second < 60 && *ms <= CIVIL_DAY_MS;
}

/* Z, +hh, +hhmm, +hh:mm, +hh:mm:ss up to the end of the text. */
static bool read_offset(const char *text, size_t length, int32_t *offset_s)
{
	int32_t parts[3] = {0, 0, 0};
	int32_t value;
	bool colons;
	size_t at = 1;
	int i;

	if (length == 1 && (text[0] == 'Z' || text[0] == 'z')) {
		*offset_s = 0;
		return true;
	}
	if (length < 3 || (text[0] != '+' && text[0] != '-'))
		return false;
	colons = length > 3 && text[3] == ':';
	for (i = 0; i < 3 && at < length; i++) {
		if (i > 0 && colons && text[at++] != ':')
			return false;
		if (length - at < 2 || !civil_digits(text + at, 2, &parts[i]))
			return false;
		at += 2;
	}
	value = (parts[0] * 60 + parts[1]) * 60 + parts[2];
	*offset_s = text[0] == '-' ? -value : value;
	return at == length && parts[1] < 60 && parts[2] < 60 && zone_offset_is_sound(*offset_s);
}

int32_t kefu_zone_parse(const kefu_zone *zone, const char *text, size_t length,
                        int32_t choice, int64_t *t)
{
	int32_t day, ms = 0, offset_s = 0;
	bool local = true;
	size_t at = 10;
	int64_t instant;

	if (text == NULL || t == NULL)
		return KEFU_E_NULL;
	if (choice != KEFU_ZONE_EARLIER && choice != KEFU_ZONE_LATER)
		return KEFU_E_ENUM;
	if (length < 10 || kefu_civil_parse_date(text, 10, &day) != KEFU_OK)
		return KEFU_E_RANGE;
	if (at < length) {
		if (text[at] != 'T' && text[at] != 't' && text[at] != ' ')
			return KEFU_E_RANGE;
		at++;
		if (!read_clock(text, length, &at, &ms))
			return KEFU_E_RANGE;
		if (at < length && text[at] == ' ') /* as databases print it */
			at++;
		if (at < length) {
			if (!read_offset(text + at, length - at, &offset_s))
				return KEFU_E_RANGE;
			local = false;
		}
	}
	if (local && zone != NULL)
		return kefu_zone_instant(zone, day, ms, choice, t);
	instant = day * CIVIL_DAY_MS + ms - (int64_t)offset_s * 1000;
	if (!zone_time_is_sound(instant))
		return KEFU_E_RANGE;
	*t = instant;
	return KEFU_OK;
}

static char *put_digits(char *to, int32_t value, int count)
{
	int i;

	for (i = count - 1; i >= 0; i--) {
		to[i] = (char)('0' + value % 10);
		value /= 10;
	}
	return to + count;
}

static char *put_clock(char *to, int32_t seconds, bool with_seconds)
{
	to = put_digits(to, seconds / 3600, 2);
	*to++ = ':';
	to = put_digits(to, seconds / 60 % 60, 2);
	if (with_seconds) {
		*to++ = ':';
		to = put_digits(to, seconds % 60, 2);
	}
	return to;
}

int32_t kefu_zone_format(const kefu_zone *zone, int64_t t, char *buffer, size_t size)
{
	char text[KEFU_ZONE_TEXT_SIZE];
	char *to = text;
	zone_segment segment = {0, 0, 0};
	int64_t local = t;
	int32_t day, ms, year, month, day_of_month;

	if (buffer == NULL)
		return KEFU_E_NULL;
	if (!zone_time_is_sound(t))
		return KEFU_E_RANGE;
	if (zone != NULL)
		local = zone_local_ms(zone, &segment, t);
	day = zone_day_of_local(local);
	ms = (int32_t)(local - day * CIVIL_DAY_MS);
	kefu_civil_date(day, &year, &month, &day_of_month);
	if (year < 1 || year > 9999)
		return KEFU_E_RANGE;
	to = put_digits(to, year, 4);
	*to++ = '-';
	to = put_digits(to, month, 2);
	*to++ = '-';
	to = put_digits(to, day_of_month, 2);
	*to++ = 'T';
	to = put_clock(to, ms / 1000, true);
	if (ms % 1000 != 0) {
		*to++ = '.';
		to = put_digits(to, ms % 1000, 3);
	}
	if (zone == NULL) {
		*to++ = 'Z';
	} else {
		int32_t offset_s = (int32_t)(segment.shift / 1000);

		*to++ = offset_s < 0 ? '-' : '+';
		offset_s = offset_s < 0 ? -offset_s : offset_s;
		to = put_clock(to, offset_s, offset_s % 60 != 0);
	}
	*to++ = '\0';
	if ((size_t)(to - text) > size)
		return KEFU_E_SIZE;
	memcpy(buffer, text, (size_t)(to - text));
	return KEFU_OK;
}
