/* Taking events: each by itself, whole or not at all. */
#include <string.h>

#include "desk/desk.h"
#include "history/kinds.h"

/* How many events are checked before they are put away together, so that the
 * memory of one is fetched while others are checked. */
enum { BATCH = 64 };

static void note_refusal(kefu_desk *desk, const kefu_event *event,
                         int64_t position, int32_t status, int32_t field)
{
	kefu_refusal *refusal =
		&desk->refusals[desk->refused % (int64_t)desk->refusals_kept];

	memset(refusal, 0, sizeof *refusal);
	refusal->size = sizeof *refusal;
	refusal->status = status;
	refusal->position = position;
	refusal->t = event->t;
	refusal->kind = event->kind;
	refusal->field = field;
	desk->refused++;
}

/* The ids that a text table must know, where they may be texts. */
static int32_t check_ids(const kefu_desk *desk, const kefu_event *event,
                         int32_t *field)
{
	const struct {
		kefu_id id;
		int32_t field;
	} ids[] = {
		{event->session, KEFU_FIELD_SESSION},
		{event->customer, KEFU_FIELD_CUSTOMER},
		{event->agent, KEFU_FIELD_AGENT},
		{event->team, KEFU_FIELD_TEAM},
		{event->order, KEFU_FIELD_ORDER},
		{event->item, KEFU_FIELD_ITEM},
		{event->refund, KEFU_FIELD_REFUND},
		{event->to, KEFU_FIELD_TO},
		{event->to_team, KEFU_FIELD_TO_TEAM},
		{event->channel, KEFU_FIELD_CHANNEL},
		{event->topic, KEFU_FIELD_TOPIC},
		{event->complaint, KEFU_FIELD_COMPLAINT},
		{event->name, KEFU_FIELD_NAME},
	};
	kefu_id texts = 0;
	size_t i;

	for (i = 0; i < sizeof ids / sizeof *ids; i++)
		texts |= ids[i].id;
	if ((texts & TEXT_ID_BIT) == 0)
		return KEFU_OK;
	for (i = 0; i < sizeof ids / sizeof *ids; i++)
		if (!text_id_known(&desk->texts, ids[i].id)) {
			*field = ids[i].field;
			return KEFU_E_ID;
		}
	return KEFU_OK;
}

static int32_t check(const kefu_desk *desk, const kefu_event *event,
                     int32_t *field)
{
	int32_t status = kefu_event_check(event, field);

	return status == KEFU_OK ? check_ids(desk, event, field) : status;
}

/* Applies `count` events that stand together and have been checked. */
static int32_t put_away(kefu_desk *desk, const kefu_event *events,
                        size_t count, size_t *done)
{
	return timelines_apply_many(desk->timelines, events, sizeof *events,
	                            count, done, &desk->applied,
	                            &desk->duplicates);
}

/* A batch small enough for prefetching. Runs of good events are put away
 * together; *done counts them and the refused ones. */
static int32_t apply_batch(kefu_desk *desk, const kefu_event *events,
                           size_t count, size_t *done, int32_t *first_refusal)
{
	size_t from = 0, taken;
	int32_t status;

	*done = 0;
	while (from < count) {
		size_t to = from;
		int32_t field = 0, refused = KEFU_OK;

		while (to < count &&
		       (refused = check(desk, &events[to], &field)) == KEFU_OK)
			to++;
		status = put_away(desk, &events[from], to - from, &taken);
		desk->given += (int64_t)taken;
		*done += taken;
		if (status != KEFU_OK)
			return status;
		from = to;
		if (refused == KEFU_OK)
			break;
		note_refusal(desk, &events[from], desk->given, refused, field);
		desk->given++;
		++*done;
		from++;
		if (*first_refusal == KEFU_OK)
			*first_refusal = refused;
	}
	return KEFU_OK;
}

int32_t kefu_desk_apply(kefu_desk *desk, const kefu_event *events,
                        size_t count, size_t *done)
{
	int32_t refusal = KEFU_OK, status = KEFU_OK;
	size_t at = 0;

	if (desk == NULL || (events == NULL && count != 0))
		return KEFU_E_NULL;
	while (at < count && status == KEFU_OK) {
		size_t size = count - at < BATCH ? count - at : BATCH, taken;

		status = apply_batch(desk, &events[at], size, &taken, &refusal);
		at += taken;
	}
	if (done != NULL)
		*done = at;
	return status != KEFU_OK ? status : refusal;
}

/* Columns */

static int64_t read_integer(const kefu_column *column, size_t row)
{
	const char *at = (const char *)column->data +
	                 (int64_t)row * column->stride;
	int64_t wide;
	int32_t four;
	int16_t two;
	int8_t one;

	switch (column->width) {
	case 1:
		memcpy(&one, at, sizeof one);
		return one;
	case 2:
		memcpy(&two, at, sizeof two);
		return two;
	case 4:
		memcpy(&four, at, sizeof four);
		return four;
	default:
		memcpy(&wide, at, sizeof wide);
		return wide;
	}
}

static uint64_t read_id(const kefu_column *column, size_t row)
{
	int64_t value = read_integer(column, row);

	if (column->width == 8)
		return (uint64_t)value;
	return (uint64_t)value & ((UINT64_C(1) << 8 * column->width) - 1);
}

/* A number that its field cannot hold becomes one that its field refuses. */
static void fill_field(kefu_event *event, const kefu_column *column, size_t row)
{
	const struct field *field = field_of(column->field);
	char *at = (char *)event + field->offset;
	int64_t value;
	int32_t four;
	uint8_t one;

	if (field->sort == FIELD_ID) {
		kefu_id id = read_id(column, row);

		memcpy(at, &id, sizeof id);
		return;
	}
	value = read_integer(column, row);
	if (column->field == KEFU_FIELD_VALUE)
		event->has_value = 1;
	switch (field->width) {
	case 1:
		one = value >= 0 && value < 255 ? (uint8_t)value : 255;
		memcpy(at, &one, sizeof one);
		break;
	case 4:
		four = value >= INT32_MIN && value <= INT32_MAX
			? (int32_t)value : INT32_MIN;
		memcpy(at, &four, sizeof four);
		break;
	default:
		memcpy(at, &value, sizeof value);
		break;
	}
}

static int32_t check_columns(const kefu_column *columns, size_t column_count,
                             size_t count)
{
	size_t i;

	for (i = 0; i < column_count; i++) {
		const kefu_column *column = &columns[i];

		if (column->field < 1 || column->field > FIELD_LAST ||
		    column->field == KEFU_FIELD_CURRENCY)
			return KEFU_E_NOT_FOUND;
		if (column->width != 1 && column->width != 2 &&
		    column->width != 4 && column->width != 8)
			return KEFU_E_RANGE;
		if (column->data == NULL && count != 0)
			return KEFU_E_NULL;
	}
	return KEFU_OK;
}

int32_t kefu_desk_apply_columns(kefu_desk *desk, const kefu_column *columns,
                                size_t column_count, size_t count, size_t *done)
{
	kefu_event events[BATCH];
	int32_t refusal = KEFU_OK, status;
	size_t at = 0;

	if (desk == NULL || (columns == NULL && column_count != 0))
		return KEFU_E_NULL;
	status = check_columns(columns, column_count, count);
	if (status != KEFU_OK)
		return status;
	while (at < count && status == KEFU_OK) {
		size_t size = count - at < BATCH ? count - at : BATCH;
		size_t row, i, taken;

		memset(events, 0, size * sizeof *events);
		for (row = 0; row < size; row++)
			events[row].size = sizeof *events;
		for (i = 0; i < column_count; i++)
			for (row = 0; row < size; row++)
				fill_field(&events[row], &columns[i], at + row);
		status = apply_batch(desk, events, size, &taken, &refusal);
		at += taken;
	}
	if (done != NULL)
		*done = at;
	return status != KEFU_OK ? status : refusal;
}
