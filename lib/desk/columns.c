/* Taking events from columns. A batch of events is filled column by column,
 * each by a loop for its width, and then applied like any other. */
#include <string.h>

#include "desk/desk.h"
#include "history/kinds.h"

/* A number that its field cannot hold becomes one that its field refuses. */
static inline uint8_t narrow_byte(int64_t value)
{
	return value >= 0 && value < 255 ? (uint8_t)value : 255;
}

static inline int32_t narrow_four(int64_t value)
{
	return value >= INT32_MIN && value <= INT32_MAX ? (int32_t)value : INT32_MIN;
}

#define FILL(source_type, target_type, convert)                               \
	do {                                                                  \
		for (row = 0; row < count; row++) {                           \
			source_type value_;                                   \
			target_type target_;                                  \
			memcpy(&value_, from, sizeof value_);                 \
			target_ = (target_type)convert(value_);               \
			memcpy(to, &target_, sizeof target_);                 \
			from += stride;                                       \
			to += sizeof(kefu_event);                             \
		}                                                             \
	} while (0)

/* By the width of the column; `u` is nothing for signed types. */
#define FILL_FROM(u, target_type, convert)                                    \
	do {                                                                  \
		switch (column->width) {                                      \
		case 1: FILL(u##int8_t, target_type, convert); break;         \
		case 2: FILL(u##int16_t, target_type, convert); break;        \
		case 4: FILL(u##int32_t, target_type, convert); break;        \
		default: FILL(u##int64_t, target_type, convert); break;       \
		}                                                             \
	} while (0)

static void fill(kefu_event *events, const kefu_column *column, size_t first,
                 size_t count)
{
	const struct field *field = field_of(column->field);
	const char *from = (const char *)column->data +
	                   (int64_t)first * column->stride;
	char *to = (char *)events + field->offset;
	int64_t stride = column->stride;
	size_t row;

	if (field->sort == FIELD_ID)
		FILL_FROM(u, uint64_t, );
	else if (field->width == 1)
		FILL_FROM(, uint8_t, narrow_byte);
	else if (field->width == 4)
		FILL_FROM(, int32_t, narrow_four);
	else
		FILL_FROM(, int64_t, );
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

/* What no column fills stays as it is from batch to batch. */
static void prepare(kefu_event *events, const kefu_column *columns,
                    size_t column_count)
{
	uint8_t has_value = 0;
	size_t i;

	for (i = 0; i < column_count; i++)
		has_value |= columns[i].field == KEFU_FIELD_VALUE;
	memset(events, 0, DESK_BATCH * sizeof *events);
	for (i = 0; i < DESK_BATCH; i++) {
		events[i].size = sizeof *events;
		events[i].has_value = has_value;
	}
}

int32_t kefu_desk_apply_columns(kefu_desk *desk, const kefu_column *columns,
                                size_t column_count, size_t count, size_t *done)
{
	kefu_event events[DESK_BATCH];
	int32_t refusal = KEFU_OK, status;
	size_t at = 0;

	if (desk == NULL || (columns == NULL && column_count != 0))
		return KEFU_E_NULL;
	status = check_columns(columns, column_count, count);
	if (status != KEFU_OK)
		return status;
	prepare(events, columns, column_count);
	while (at < count && status == KEFU_OK) {
		size_t size = count - at < DESK_BATCH ? count - at : DESK_BATCH;
		size_t i, taken;

		for (i = 0; i < column_count; i++)
			fill(events, &columns[i], at, size);
		status = desk_apply_batch(desk, events, size, &taken, &refusal);
		at += taken;
	}
	if (done != NULL)
		*done = at;
	return status != KEFU_OK ? status : refusal;
}
