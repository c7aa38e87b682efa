/* What keeps two desks from becoming one, in words. */
#include "desk/merge_check.h"

#include <string.h>

#include "desk/state.h"
#include "report/report.h"
#include "time/time_codec.h"

struct difference {
	kefu_desk *desk;
	const kefu_desk *other;
	char text[sizeof((kefu_desk *)NULL)->mismatch];
	struct text_writer writer;
};

static void say(struct difference *difference, const char *text)
{
	text_put_string(&difference->writer, text);
}

static void say_id(struct difference *difference, const kefu_desk *desk, kefu_id id)
{
	char text[256];
	size_t length;

	if (id == 0)
		say(difference, "none");
	else if (kefu_desk_id_text(desk, id, text, sizeof text, &length) == KEFU_OK)
		text_put(&difference->writer, text, length);
}

/* Of texts that do not fit the end is lost, but no half of a character. */
static int32_t refuse(struct difference *difference)
{
	size_t length = difference->writer.length;

	if (length >= sizeof difference->text)
		length = sizeof difference->text - 1;
	while (length != 0 && !text_is_clean(difference->text, length))
		length--;
	memcpy(difference->desk->mismatch, difference->text, length);
	difference->desk->mismatch[length] = '\0';
	return KEFU_E_MISMATCH;
}

static int32_t refuse_texts(struct difference *difference, const char *what, const char *here,
                            const char *there)
{
	say(difference, what);
	say(difference, here);
	say(difference, " here, ");
	say(difference, there);
	say(difference, " there");
	return refuse(difference);
}

static int ids_equal(const kefu_desk *desk, kefu_id a, const kefu_desk *other, kefu_id b)
{
	const char *text_a, *text_b;
	size_t length_a, length_b;

	if ((a & b & TEXT_ID_BIT) == 0)
		return a == b;
	text_a = text_of(&desk->texts, a, &length_a);
	text_b = text_of(&other->texts, b, &length_b);
	return length_a == length_b && memcmp(text_a, text_b, length_a) == 0;
}

/* ---- equal by their bytes ---- */

typedef int32_t object_putter(struct codec_writer *writer, const void *object,
                              const kefu_allocator *allocator);

static int32_t put_used(struct codec_writer *writer, const void *object,
                        const kefu_allocator *allocator)
{
	return state_put_definition(writer, object, allocator);
}

static int32_t put_schedule(struct codec_writer *writer, const void *object,
                            const kefu_allocator *allocator)
{
	return schedule_put(writer, object, allocator);
}

/* *equal: both are written alike. KEFU_E_NOMEM. */
static int32_t compare(object_putter *put, const void *a, const void *b,
                       const kefu_allocator *allocator, int *equal)
{
	struct codec_writer of_a = {NULL, 0, 0}, of_b = {NULL, 0, 0};
	int32_t status = put(&of_a, a, allocator);
	uint8_t *bytes;
	size_t size;

	*equal = 0;
	if (status == KEFU_OK)
		status = put(&of_b, b, allocator);
	if (status != KEFU_OK || of_a.size != of_b.size)
		return status;
	size = of_a.size;
	bytes = memory_get(allocator, 2 * size);
	if (bytes == NULL)
		return KEFU_E_NOMEM;
	of_a = (struct codec_writer){bytes, size, 0};
	of_b = (struct codec_writer){bytes + size, size, 0};
	status = put(&of_a, a, allocator);
	if (status == KEFU_OK)
		status = put(&of_b, b, allocator);
	*equal = status == KEFU_OK && memcmp(bytes, bytes + size, size) == 0;
	memory_put(allocator, bytes, 2 * size);
	return status;
}

static int32_t compare_schedules(const struct kefu_schedule *a, const struct kefu_schedule *b,
                                 const kefu_allocator *allocator, int *equal)
{
	*equal = a == b;
	if (a == b || a == NULL || b == NULL)
		return KEFU_OK;
	return compare(put_schedule, a, b, allocator, equal);
}

/* ---- what must be equal ---- */

static int32_t check_options(struct difference *difference)
{
	const kefu_desk *desk = difference->desk, *other = difference->other;

	if (!kefu_zone_equal(desk->zone, other->zone)) {
		say(difference, "the time zones differ");
		return refuse(difference);
	}
	if (desk->session_gap != other->session_gap) {
		say(difference, "session gap: ");
		text_put_integer(&difference->writer, desk->session_gap);
		say(difference, " ms here, ");
		text_put_integer(&difference->writer, other->session_gap);
		say(difference, " ms there");
		return refuse(difference);
	}
	if (memcmp(desk->currency, other->currency, sizeof desk->currency) != 0)
		return refuse_texts(difference, "currency: ",
		                    desk->currency[0] != '\0' ? desk->currency : "none",
		                    other->currency[0] != '\0' ? other->currency : "none");
	return KEFU_OK;
}

static int32_t check_definitions(struct difference *difference)
{
	const kefu_desk *desk = difference->desk, *other = difference->other;
	size_t i;

	for (i = 0; i < desk->used_count || i < other->used_count; i++) {
		const struct used *here = i < desk->used_count ? &desk->used[i] : NULL;
		const struct used *there = i < other->used_count ? &other->used[i] : NULL;
		int equal;
		int32_t status;

		if (here == NULL || there == NULL || strcmp(here->name, there->name) != 0) {
			say(difference, "definition ");
			text_put_integer(&difference->writer, (int64_t)i + 1);
			return refuse_texts(difference, " in use: ",
			                    here != NULL ? here->name : "none",
			                    there != NULL ? there->name : "none");
		}
		status = compare(put_used, here, there, &desk->allocator, &equal);
		if (status != KEFU_OK)
			return status;
		if (!equal) {
			say(difference, "definition ");
			say(difference, here->name);
			say(difference, " means something else there");
			return refuse(difference);
		}
	}
	return KEFU_OK;
}

static int32_t refuse_named(struct difference *difference, const char *what, kefu_id name,
                            const char *how)
{
	say(difference, what);
	say_id(difference, difference->desk, name);
	say(difference, how);
	return refuse(difference);
}

static int promises_equal(const struct sla_promise *a, const struct sla_promise *b)
{
	return a->timer.kind == b->timer.kind && a->timer.paused == b->timer.paused &&
	       a->timer.include_initial == b->timer.include_initial &&
	       a->timer.stops_at_end == b->timer.stops_at_end &&
	       a->timer.retroactive == b->timer.retroactive && a->reply_modes == b->reply_modes;
}

/* The next row of a promise from `at` on; row_count when there is none. */
static size_t next_row(const struct sla_book *book, size_t promise, size_t at)
{
	while (at < book->row_count && book->rows[at].promise != promise)
		at++;
	return at;
}

static int32_t compare_rows(const struct difference *difference, size_t promise, int *equal)
{
	const kefu_desk *desk = difference->desk, *other = difference->other;
	const struct sla_book *here = &desk->sla, *there = &other->sla;
	size_t i = next_row(here, promise, 0), k = next_row(there, promise, 0);
	int32_t status = KEFU_OK;

	*equal = 1;
	while (*equal && status == KEFU_OK && i < here->row_count && k < there->row_count) {
		const struct sla_row *a = &here->rows[i], *b = &there->rows[k];

		*equal = a->target == b->target && a->priority == b->priority &&
		         ids_equal(desk, a->channel, other, b->channel) &&
		         ids_equal(desk, a->topic, other, b->topic);
		if (*equal)
			status = compare_schedules(a->schedule, b->schedule, &desk->allocator, equal);
		i = next_row(here, promise, i + 1);
		k = next_row(there, promise, k + 1);
	}
	if (i < here->row_count || k < there->row_count)
		*equal = 0;
	return status;
}

static int32_t check_targets(struct difference *difference)
{
	const kefu_desk *desk = difference->desk, *other = difference->other;
	size_t i;

	for (i = 0; i < desk->sla.promise_count && i < other->sla.promise_count; i++) {
		const struct sla_promise *here = &desk->sla.promises[i];
		const struct sla_promise *there = &other->sla.promises[i];
		int equal = 0;
		int32_t status = KEFU_OK;

		if (ids_equal(desk, here->name, other, there->name) && promises_equal(here, there))
			status = compare_rows(difference, i, &equal);
		if (status != KEFU_OK)
			return status;
		if (!equal)
			return refuse_named(difference, "target ", here->name, " is another there");
	}
	if (desk->sla.promise_count != other->sla.promise_count) {
		say(difference, "targets: ");
		text_put_integer(&difference->writer, (int64_t)desk->sla.promise_count);
		say(difference, " here, ");
		text_put_integer(&difference->writer, (int64_t)other->sla.promise_count);
		say(difference, " there");
		return refuse(difference);
	}
	return KEFU_OK;
}

static int32_t check_calendars(struct difference *difference)
{
	const kefu_desk *desk = difference->desk, *other = difference->other;
	size_t i, k;

	for (i = 0; i < desk->sla.calendar_count; i++) {
		const struct sla_calendar *here = &desk->sla.calendars[i];
		int equal;
		int32_t status;

		for (k = 0; k < other->sla.calendar_count; k++)
			if (ids_equal(desk, here->name, other, other->sla.calendars[k].name))
				break;
		if (k == other->sla.calendar_count)
			return refuse_named(difference, "schedule ", here->name,
			                    " is not known there");
		status = compare_schedules(here->schedule, other->sla.calendars[k].schedule,
		                           &desk->allocator, &equal);
		if (status != KEFU_OK)
			return status;
		if (!equal)
			return refuse_named(difference, "schedule ", here->name,
			                    " has other hours there");
	}
	if (desk->sla.calendar_count == other->sla.calendar_count)
		return KEFU_OK;
	say(difference, "there are more named schedules there");
	return refuse(difference);
}

/* ---- how much is kept and sealed ---- */

static int32_t refuse_numbers(struct difference *difference, const char *what, int64_t here,
                              int64_t there)
{
	say(difference, what);
	text_put_integer(&difference->writer, here);
	say(difference, " here, ");
	text_put_integer(&difference->writer, there);
	say(difference, " there");
	return refuse(difference);
}

static int32_t check_keeping(struct difference *difference)
{
	const kefu_desk *desk = difference->desk, *other = difference->other;
	const kefu_keeping *here = &desk->keeping, *there = &other->keeping;
	size_t i;

	if (here->size != there->size)
		return refuse_texts(difference, "kefu_desk_keep() was called: ",
		                    here->size != 0 ? "yes" : "no",
		                    there->size != 0 ? "yes" : "no");
	if (here->retention != there->retention)
		return refuse_numbers(difference, "retention in ms: ", here->retention,
		                      there->retention);
	if (here->idle_end != there->idle_end)
		return refuse_numbers(difference, "idle_end in ms: ", here->idle_end,
		                      there->idle_end);
	if (here->keep_days != there->keep_days)
		return refuse_numbers(difference, "keep_days: ", here->keep_days,
		                      there->keep_days);
	if (desk->mark != other->mark)
		return refuse_numbers(difference, "seal mark: ", desk->mark, other->mark);
	for (i = 0; i < desk->used_count; i++)
		if (desk->used[i].since != other->used[i].since) {
			say(difference, "definition ");
			say(difference, desk->used[i].name);
			return refuse_numbers(difference, " came with the seal mark at ",
			                      desk->used[i].since, other->used[i].since);
		}
	if (desk == other && desk->mark >= 0) {
		say(difference, "what is sealed would count twice");
		return refuse(difference);
	}
	return KEFU_OK;
}

int32_t merge_check(kefu_desk *desk, const kefu_desk *other)
{
	static int32_t (*const checks[])(struct difference *difference) = {
		check_options, check_definitions, check_targets, check_calendars,
		check_keeping,
	};
	struct difference difference;
	int32_t status = KEFU_OK;
	size_t i;

	desk->mismatch[0] = '\0';
	difference.desk = desk;
	difference.other = other;
	difference.writer = (struct text_writer){difference.text, sizeof difference.text, 0};
	for (i = 0; i < sizeof checks / sizeof *checks && status == KEFU_OK; i++)
		status = checks[i](&difference);
	return status;
}

int32_t merge_refuse_roster(kefu_desk *desk, const kefu_desk *other,
                            const struct roster_entry *here,
                            const struct roster_entry *there)
{
	struct difference difference = {desk, other, "", {NULL, 0, 0}};

	difference.writer = (struct text_writer){difference.text, sizeof difference.text, 0};
	say(&difference, "roster: ");
	say_id(&difference, desk, here->agent);
	say(&difference, ", team ");
	say_id(&difference, desk, here->team);
	say(&difference, " here, ");
	say_id(&difference, other, there->team);
	say(&difference, " there, from ");
	text_put_integer(&difference.writer, here->from);
	return refuse(&difference);
}

int32_t merge_refuse_sealed(kefu_desk *desk, const kefu_desk *other,
                            const struct track_info *there)
{
	static const char *const kinds[] = {
		[TRACK_SESSION] = "session ", [TRACK_THREAD] = "messages of customer ",
		[TRACK_ORDER] = "order ", [TRACK_REFUND] = "refund case ",
	};
	struct difference difference = {desk, other, "", {NULL, 0, 0}};

	difference.writer = (struct text_writer){difference.text, sizeof difference.text, 0};
	say(&difference, "what is sealed would count twice: ");
	say(&difference, kinds[there->kind]);
	say_id(&difference, other, there->id);
	return refuse(&difference);
}
