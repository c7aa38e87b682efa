/* Fields of events from text. */
#include <string.h>

#include "desk/desk.h"
#include "history/kinds.h"

static int32_t read_number(const char *text, size_t length, int64_t *out)
{
	uint64_t value = 0;
	size_t i = 0;
	int negative = 0;

	if (length != 0 && (text[0] == '-' || text[0] == '+')) {
		negative = text[0] == '-';
		i = 1;
	}
	if (i == length)
		return KEFU_E_RANGE;
	for (; i < length; i++) {
		if (text[i] < '0' || text[i] > '9' ||
		    value > (INT64_MAX - 9) / 10)
			return KEFU_E_RANGE;
		value = value * 10 + (uint64_t)(text[i] - '0');
	}
	*out = negative ? -(int64_t)value : (int64_t)value;
	return KEFU_OK;
}

/* Milliseconds, or ISO 8601. */
static int32_t read_time(const kefu_desk *desk, const char *text, size_t length,
                         int64_t *out)
{
	int64_t t;

	if (read_number(text, length, &t) != KEFU_OK &&
	    kefu_zone_parse(desk->zone, text, length, KEFU_ZONE_EARLIER,
	                    &t) != KEFU_OK)
		return KEFU_E_TIME;
	*out = t;
	return KEFU_OK;
}

static int32_t set_number(kefu_event *event, int32_t number, const char *text,
                          size_t length)
{
	const struct field *field = field_of(number);
	char *at = (char *)event + field->offset;
	int64_t value;
	int32_t four, status;

	status = read_number(text, length, &value);
	if (status != KEFU_OK)
		return status;
	if (field->width == 4) {
		if (value < INT32_MIN || value > INT32_MAX)
			return KEFU_E_RANGE;
		four = (int32_t)value;
		memcpy(at, &four, sizeof four);
	} else {
		memcpy(at, &value, sizeof value);
	}
	if (number == KEFU_FIELD_VALUE)
		event->has_value = 1;
	return KEFU_OK;
}

static int32_t set_other(const kefu_desk *desk, kefu_event *event,
                         int32_t number, const char *text, size_t length)
{
	int32_t kind;

	if (number == KEFU_FIELD_T)
		return read_time(desk, text, length, &event->t);
	if (number == KEFU_FIELD_KIND) {
		kind = kind_find(text, length);
		if (kind == 0)
			return KEFU_E_KIND;
		event->kind = kind;
		return KEFU_OK;
	}
	if (length != 3)
		return KEFU_E_CURRENCY;
	memcpy(event->currency, text, 3);
	event->currency[3] = '\0';
	return KEFU_OK;
}

int32_t kefu_desk_set_text(kefu_desk *desk, kefu_event *event,
                           const char *field, size_t field_length,
                           const char *text, size_t length)
{
	int32_t number, value, status;
	kefu_id id;

	if (desk == NULL || event == NULL || field == NULL ||
	    (text == NULL && length != 0))
		return KEFU_E_NULL;
	number = field_find(field, field_length);
	if (number == 0)
		return KEFU_E_NOT_FOUND;
	if (length == 0)
		return KEFU_OK;
	switch (field_of(number)->sort) {
	case FIELD_ID:
		status = text_intern(&desk->texts, text, length, &id);
		if (status == KEFU_OK)
			memcpy((char *)event + field_of(number)->offset, &id,
			       sizeof id);
		return status;
	case FIELD_NUMBER:
		return set_number(event, number, text, length);
	case FIELD_ENUM:
		value = field_value_find(number, text, length);
		if (value == 0)
			return KEFU_E_ENUM;
		((unsigned char *)event)[field_of(number)->offset] =
			(unsigned char)value;
		return KEFU_OK;
	default:
		return set_other(desk, event, number, text, length);
	}
}
