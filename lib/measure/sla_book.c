/* What has been promised. */
#include <string.h>

#include "measure/rounds.h"
#include "measure/sla.h"

size_t kefu_target_size(void)
{
	return sizeof(kefu_target);
}

static int is_of_replies(int32_t kind)
{
	return kind <= KEFU_SLA_PERIODIC_UPDATE;
}

static int32_t check_form(const kefu_target *target)
{
	size_t i;

	if (target->size != sizeof *target)
		return KEFU_E_SIZE;
	for (i = 0; i < sizeof target->reserved; i++)
		if (target->reserved[i] != 0)
			return KEFU_E_SIZE;
	if (kefu_sla_kind_name(target->kind) == NULL ||
	    target->priority > KEFU_PRIORITY_URGENT ||
	    target->include_initial > 1 || target->outlives_end > 1 ||
	    target->schedule_change > KEFU_SLA_RETROACTIVE ||
	    target->pause > KEFU_SLA_PAUSE_NOTHING ||
	    (target->reply_modes & ~((2u << KEFU_MODE_BOT) - 2u)) != 0)
		return KEFU_E_ENUM;
	if (target->name == 0)
		return KEFU_E_MISSING;
	if (target->ms < 1 || target->ms > kefu_time_max())
		return KEFU_E_RANGE;
	return KEFU_OK;
}

/* Do the knobs make sense together? */
static int32_t check_sense(const kefu_target *target)
{
	const uint32_t of_sessions =
		KEFU_SLA_PAUSE_PENDING | KEFU_SLA_PAUSE_HOLD;

	if ((target->outlives_end || target->reply_modes != 0) &&
	    !is_of_replies(target->kind))
		return KEFU_E_DEFINITION;
	if (target->include_initial && target->kind != KEFU_SLA_NEXT_REPLY &&
	    target->kind != KEFU_SLA_PERIODIC_UPDATE)
		return KEFU_E_DEFINITION;
	if (target->kind == KEFU_SLA_REFUND
		? target->channel != 0 || target->topic != 0 ||
		  target->priority != 0 || (target->pause & of_sessions) != 0
		: (target->pause & KEFU_SLA_PAUSE_RETURN) != 0)
		return KEFU_E_DEFINITION;
	return KEFU_OK;
}

static struct sla_promise promise_of(const kefu_target *target)
{
	struct definition everyday;
	struct sla_promise promise;

	memset(&promise, 0, sizeof promise);
	memset(&everyday, 0, sizeof everyday);
	everyday.valid_reply = target->reply_modes;
	promise.name = target->name;
	promise.reply_modes = round_rule_of(&everyday).valid_reply;
	promise.timer.kind = target->kind;
	promise.timer.paused = timer_paused_states(target->kind, target->pause);
	promise.timer.include_initial = target->include_initial;
	promise.timer.stops_at_end = !target->outlives_end;
	promise.timer.retroactive = target->schedule_change == KEFU_SLA_RETROACTIVE;
	return promise;
}

static int promises_agree(const struct sla_promise *a, const struct sla_promise *b)
{
	return a->timer.kind == b->timer.kind &&
	       a->timer.paused == b->timer.paused &&
	       a->timer.include_initial == b->timer.include_initial &&
	       a->timer.stops_at_end == b->timer.stops_at_end &&
	       a->timer.retroactive == b->timer.retroactive &&
	       a->reply_modes == b->reply_modes;
}

static size_t promise_find(const struct sla_book *book, kefu_id name)
{
	size_t i = 0;

	while (i < book->promise_count && book->promises[i].name != name)
		i++;
	return i;
}

static struct sla_row *row_find(const struct sla_book *book, const struct sla_row *like)
{
	size_t i;

	for (i = 0; i < book->row_count; i++) {
		struct sla_row *row = &book->rows[i];

		if (row->promise == like->promise &&
		    row->channel == like->channel && row->topic == like->topic &&
		    row->priority == like->priority)
			return row;
	}
	return NULL;
}

/* The book's copy of a schedule. One made in vain stays: it is freed with the
 * book, and found by the next who asks. */
static int32_t keep_schedule(struct sla_book *book, const kefu_allocator *allocator,
                             const struct kefu_schedule *schedule,
                             const struct kefu_schedule **out)
{
	void *array = book->schedules;
	size_t i;
	int32_t status;

	*out = NULL;
	if (schedule == NULL)
		return KEFU_OK;
	for (i = 0; i < book->schedule_count; i++)
		if (kefu_schedule_equal(book->schedules[i], schedule)) {
			*out = book->schedules[i];
			return KEFU_OK;
		}
	status = memory_reserve(allocator, &array, &book->schedule_capacity,
	                        book->schedule_count + 1,
	                        sizeof(struct kefu_schedule *));
	book->schedules = array;
	if (status == KEFU_OK)
		status = kefu_schedule_copy(allocator, schedule,
		                            &book->schedules[book->schedule_count]);
	if (status == KEFU_OK)
		*out = book->schedules[book->schedule_count++];
	return status;
}

static int32_t reserve(struct sla_book *book, const kefu_allocator *allocator)
{
	void *array = book->promises;
	int32_t status;

	status = memory_reserve(allocator, &array, &book->promise_capacity,
	                        book->promise_count + 1,
	                        sizeof *book->promises);
	book->promises = array;
	if (status != KEFU_OK)
		return status;
	array = book->rows;
	status = memory_reserve(allocator, &array, &book->row_capacity,
	                        book->row_count + 1, sizeof *book->rows);
	book->rows = array;
	return status;
}

int32_t sla_book_add(struct sla_book *book, const kefu_allocator *allocator,
                     const struct text_table *texts, const kefu_target *target)
{
	int32_t status = check_form(target);
	struct sla_promise promise;
	struct sla_row row, *same;

	if (status == KEFU_OK)
		status = check_sense(target);
	if (status != KEFU_OK)
		return status;
	if (!text_id_known(texts, target->name) ||
	    !text_id_known(texts, target->channel) ||
	    !text_id_known(texts, target->topic))
		return KEFU_E_ID;
	promise = promise_of(target);
	row.promise = promise_find(book, target->name);
	if (row.promise < book->promise_count &&
	    !promises_agree(&book->promises[row.promise], &promise))
		return KEFU_E_MISMATCH;
	status = reserve(book, allocator);
	if (status == KEFU_OK)
		status = keep_schedule(book, allocator, target->schedule,
		                       &row.schedule);
	if (status != KEFU_OK)
		return status;
	row.channel = target->channel;
	row.topic = target->topic;
	row.priority = target->priority;
	row.target = target->ms;
	if (row.promise == book->promise_count)
		book->promises[book->promise_count++] = promise;
	same = row_find(book, &row);
	if (same != NULL)
		*same = row;
	else
		book->rows[book->row_count++] = row;
	return KEFU_OK;
}

int32_t sla_book_name(struct sla_book *book, const kefu_allocator *allocator,
                      kefu_id name, const struct kefu_schedule *schedule)
{
	const struct kefu_schedule *kept;
	void *array = book->calendars;
	size_t i = 0;
	int32_t status;

	status = memory_reserve(allocator, &array, &book->calendar_capacity,
	                        book->calendar_count + 1,
	                        sizeof *book->calendars);
	book->calendars = array;
	if (status == KEFU_OK)
		status = keep_schedule(book, allocator, schedule, &kept);
	if (status != KEFU_OK)
		return status;
	while (i < book->calendar_count && book->calendars[i].name != name)
		i++;
	book->calendars[i].name = name;
	book->calendars[i].schedule = kept;
	book->calendar_count += i == book->calendar_count;
	return KEFU_OK;
}

static int32_t copy_array(const kefu_allocator *allocator, const void *from, size_t count,
                          size_t size, void **array, size_t *capacity)
{
	int32_t status = memory_reserve(allocator, array, capacity, count, size);

	if (status == KEFU_OK && count != 0)
		memcpy(*array, from, count * size);
	return status;
}

/* Makes the copy's rows and calendars look at its own schedules. */
static void look_at_own(const struct sla_book *book, struct sla_book *copy)
{
	size_t i, k;

	for (k = 0; k < book->schedule_count; k++) {
		for (i = 0; i < book->row_count; i++)
			if (book->rows[i].schedule == book->schedules[k])
				copy->rows[i].schedule = copy->schedules[k];
		for (i = 0; i < book->calendar_count; i++)
			if (book->calendars[i].schedule == book->schedules[k])
				copy->calendars[i].schedule = copy->schedules[k];
	}
}

int32_t sla_book_copy(const struct sla_book *book, const kefu_allocator *allocator,
                      struct sla_book *out)
{
	void *promises = NULL, *rows = NULL, *calendars = NULL, *schedules = NULL;
	size_t i;
	int32_t status;

	memset(out, 0, sizeof *out);
	status = copy_array(allocator, book->promises, book->promise_count,
	                    sizeof *book->promises, &promises, &out->promise_capacity);
	out->promises = promises;
	if (status == KEFU_OK)
		status = copy_array(allocator, book->rows, book->row_count,
		                    sizeof *book->rows, &rows, &out->row_capacity);
	out->rows = rows;
	if (status == KEFU_OK)
		status = copy_array(allocator, book->calendars, book->calendar_count,
		                    sizeof *book->calendars, &calendars,
		                    &out->calendar_capacity);
	out->calendars = calendars;
	if (status == KEFU_OK)
		status = memory_reserve(allocator, &schedules, &out->schedule_capacity,
		                        book->schedule_count,
		                        sizeof(struct kefu_schedule *));
	out->schedules = schedules;
	for (i = 0; i < book->schedule_count && status == KEFU_OK; i++) {
		status = kefu_schedule_copy(allocator, book->schedules[i], &out->schedules[i]);
		out->schedule_count += status == KEFU_OK;
	}
	if (status != KEFU_OK)
		return status;
	out->promise_count = book->promise_count;
	out->row_count = book->row_count;
	out->calendar_count = book->calendar_count;
	look_at_own(book, out);
	return KEFU_OK;
}

void sla_book_release(struct sla_book *book, const kefu_allocator *allocator)
{
	while (book->schedule_count > 0)
		kefu_schedule_free(book->schedules[--book->schedule_count]);
	memory_put(allocator, book->schedules,
	           book->schedule_capacity * sizeof(struct kefu_schedule *));
	memory_put(allocator, book->calendars,
	           book->calendar_capacity * sizeof *book->calendars);
	memory_put(allocator, book->rows,
	           book->row_capacity * sizeof *book->rows);
	memory_put(allocator, book->promises,
	           book->promise_capacity * sizeof *book->promises);
	memset(book, 0, sizeof *book);
}

size_t sla_book_bytes(const struct sla_book *book)
{
	return book->schedule_capacity * sizeof(struct kefu_schedule *) +
	       book->calendar_capacity * sizeof *book->calendars +
	       book->row_capacity * sizeof *book->rows +
	       book->promise_capacity * sizeof *book->promises;
}
