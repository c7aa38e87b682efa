/* Merging: what two desks know, as one. Everything is built aside; the desk
 * changes at the end or not at all. */
#include <string.h>

#include "base/sort.h"
#include "desk/board.h"
#include "desk/handover.h"
#include "desk/merge_order.h"
#include "report/report.h"
#include "time/time_codec.h"

/* ---- differences ---- */

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

/* ---- building ---- */

/* What the desk will be. */
struct whole {
	kefu_desk *desk;
	const kefu_desk *other;
	struct text_table texts;
	kefu_id *ids; /* of the other's texts, by number from 0 */
	struct roster roster;
	struct timelines *timelines;
	struct entries here, there, both;
};

static int32_t join_texts(struct whole *whole)
{
	const struct text_table *there = &whole->other->texts;
	int32_t status = text_table_copy(&whole->desk->texts, &whole->desk->allocator,
	                                 &whole->texts);
	size_t i;

	if (status != KEFU_OK || there->count == 0)
		return status;
	whole->ids = memory_get(&whole->desk->allocator, there->count * sizeof *whole->ids);
	if (whole->ids == NULL)
		return KEFU_E_NOMEM;
	for (i = 0; i < there->count && status == KEFU_OK; i++) {
		size_t length;
		const char *text = text_of(there, TEXT_ID_BIT | (i + 1), &length);

		status = text_intern(&whole->texts, text, length, &whole->ids[i]);
	}
	return status;
}

/* What the other desk's id is here. */
static inline kefu_id id_here(const struct whole *whole, kefu_id id)
{
	return (id & TEXT_ID_BIT) != 0 ? whole->ids[(id & ~TEXT_ID_BIT) - 1] : id;
}

/* What it is there: an id that the other desk does not know either, for an id
 * that it does not. 0 stays 0. */
static kefu_id id_there(const struct whole *whole, kefu_id id)
{
	const char *text;
	size_t length;
	kefu_id found;

	if ((id & TEXT_ID_BIT) == 0)
		return id;
	text = text_of(&whole->texts, id, &length);
	found = text_find(&whole->other->texts, text, length);
	return found != 0 ? found : UINT64_MAX;
}

static int entry_later(const void *context, const void *left, const void *right)
{
	const struct roster_entry *a = left, *b = right;

	(void)context;
	return a->agent != b->agent ? a->agent > b->agent : a->from > b->from;
}

static const struct roster_entry *roster_find(const struct roster *roster, kefu_id agent,
                                              int64_t from)
{
	size_t low = 0, high = roster->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct roster_entry *entry = &roster->entries[middle];

		if (entry->agent == agent && entry->from == from)
			return entry;
		if (entry->agent < agent || (entry->agent == agent && entry->from < from))
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

static int32_t refuse_roster(struct whole *whole, struct difference *difference,
                             const struct roster_entry *here, const struct roster_entry *there)
{
	say(difference, "roster: ");
	say_id(difference, whole->desk, here->agent);
	say(difference, ", team ");
	say_id(difference, whole->desk, here->team);
	say(difference, " here, ");
	say_id(difference, whole->other, there->team);
	say(difference, " there, from ");
	text_put_integer(&difference->writer, here->from);
	return refuse(difference);
}

static int32_t join_rosters(struct whole *whole, struct difference *difference)
{
	const struct roster *here = &whole->desk->roster, *there = &whole->other->roster;
	struct roster *out = &whole->roster;
	size_t most = 2 * (here->count + there->count), i;
	void *array = NULL;
	int32_t status = memory_reserve(&whole->desk->allocator, &array, &out->capacity, most,
	                                sizeof *out->entries);

	out->entries = array;
	if (status != KEFU_OK)
		return status;
	if (here->count != 0)
		memcpy(out->entries, here->entries, here->count * sizeof *out->entries);
	out->count = here->count;
	for (i = 0; i < there->count; i++) {
		struct roster_entry entry = there->entries[i];
		const struct roster_entry *same;

		entry.agent = id_here(whole, entry.agent);
		entry.team = id_here(whole, entry.team);
		same = roster_find(here, entry.agent, entry.from);
		if (same == NULL)
			out->entries[out->count++] = entry;
		else if (same->team != entry.team)
			return refuse_roster(whole, difference, same, &there->entries[i]);
	}
	if (out->count != 0)
		sort_items(out->entries, out->entries + most / 2, out->count,
		           sizeof *out->entries, entry_later, NULL);
	return KEFU_OK;
}

static int32_t read_there(struct whole *whole, uint32_t track)
{
	int32_t status;
	size_t i, k;

	whole->there.count = 0;
	status = timelines_read_held(whole->other->timelines, track, &whole->desk->allocator,
	                             &whole->there);
	for (i = 0; i < whole->there.count && status == KEFU_OK; i++) {
		kefu_id *id;

		for (k = 0; (id = state_entry_id(&whole->there.at[i], k)) != NULL; k++)
			*id = id_here(whole, *id);
	}
	return status;
}

/* The smaller one; none is none. */
static kefu_id smaller_customer(const struct whole *whole, kefu_id a, kefu_id b)
{
	if (a == 0 || b == 0)
		return a != 0 ? a : b;
	return text_compare(&whole->texts, a, b) <= 0 ? a : b;
}

/* What both have, as one. */
static int32_t join_tracks(struct whole *whole, struct handover *handover, uint32_t here,
                           uint32_t there)
{
	const struct timelines *ours = whole->desk->timelines;
	const struct timelines *theirs = whole->other->timelines;
	const kefu_allocator *allocator = &whole->desk->allocator;
	struct packed packed;
	int32_t status;

	packed.kind = timelines_entity_of(ours, here, &packed.id, &packed.agent);
	packed.settled = false;
	packed.customer = smaller_customer(whole, timelines_bound(ours, here),
	                                   id_here(whole, timelines_bound(theirs, there)));
	whole->here.count = 0;
	whole->both.count = 0;
	status = timelines_read_held(ours, here, allocator, &whole->here);
	if (status == KEFU_OK)
		status = read_there(whole, there);
	if (status == KEFU_OK)
		status = merge_entries(allocator, &whole->texts, &whole->here, &whole->there,
		                       &whole->both);
	if (status != KEFU_OK)
		return status;
	return handover_entries(handover, &packed, whole->both.at, whole->both.count);
}

static int32_t join_own_track(struct whole *whole, struct handover *handover, uint32_t number)
{
	const struct timelines *theirs = whole->other->timelines;
	kefu_id id, agent;
	enum track_kind kind;
	uint32_t there = NO_TRACK;

	handover_soon(handover, number);
	kind = timelines_entity_of(whole->desk->timelines, number, &id, &agent);
	if (kind == 0)
		return KEFU_OK;
	if (!timelines_settled(whole->desk->timelines, number))
		there = timelines_find(theirs, kind, id_there(whole, id), id_there(whole, agent));
	return there == NO_TRACK ? handover_track(handover, number)
	                         : join_tracks(whole, handover, number, there);
}

static int32_t join_other_track(struct whole *whole, struct handover *handover, uint32_t number)
{
	const struct timelines *theirs = whole->other->timelines;
	kefu_id id, agent;
	enum track_kind kind;

	handover_soon(handover, number);
	kind = timelines_entity_of(theirs, number, &id, &agent);
	if (kind == 0)
		return KEFU_OK;
	if (!timelines_settled(theirs, number) &&
	    timelines_find(whole->desk->timelines, kind, id_here(whole, id),
	                   id_here(whole, agent)) != NO_TRACK)
		return KEFU_OK; /* is in already */
	return handover_track(handover, number);
}

static kefu_id map_here(void *whole, kefu_id id)
{
	return id_here(whole, id);
}

static int32_t join_timelines(struct whole *whole)
{
	const struct timelines *ours = whole->desk->timelines, *theirs = whole->other->timelines;
	const kefu_allocator *allocator = &whole->desk->allocator;
	uint32_t here = timelines_track_count(ours), there = timelines_track_count(theirs), i;
	struct handover handover;
	int32_t status = timelines_new(allocator, &whole->texts, &whole->timelines);

	if (status != KEFU_OK)
		return status;
	handover_begin(&handover, allocator, ours, whole->timelines, NULL, NULL);
	for (i = 0; i < here && status == KEFU_OK; i++)
		status = join_own_track(whole, &handover, i);
	handover_end(&handover);
	handover_begin(&handover, allocator, theirs, whole->timelines,
	               whole->ids != NULL ? map_here : NULL, whole);
	for (i = 0; i < there && status == KEFU_OK; i++)
		status = join_other_track(whole, &handover, i);
	handover_end(&handover);
	return status;
}

static void drop_entries(struct whole *whole, struct entries *entries)
{
	memory_put(&whole->desk->allocator, entries->at, entries->capacity * sizeof *entries->at);
}

/* Takes the whole's parts over, or drops them. */
static void settle(struct whole *whole, int32_t status)
{
	kefu_desk *desk = whole->desk;
	const kefu_allocator *allocator = &desk->allocator;
	struct roster *old = status == KEFU_OK ? &desk->roster : &whole->roster;

	if (whole->ids != NULL)
		memory_put(allocator, whole->ids, whole->other->texts.count * sizeof *whole->ids);
	drop_entries(whole, &whole->here);
	drop_entries(whole, &whole->there);
	drop_entries(whole, &whole->both);
	memory_put(allocator, old->entries, old->capacity * sizeof *old->entries);
	if (status == KEFU_OK) {
		desk->roster = whole->roster;
		state_replace(desk, whole->timelines, &whole->texts);
	} else {
		timelines_free(whole->timelines);
		text_table_release(&whole->texts);
	}
}

int32_t kefu_desk_merge(kefu_desk *desk, const kefu_desk *other)
{
	struct difference difference;
	struct whole whole;
	int32_t status;

	if (desk == NULL || other == NULL)
		return KEFU_E_NULL;
	desk->mismatch[0] = '\0';
	difference.desk = desk;
	difference.other = other;
	difference.writer = (struct text_writer){difference.text, sizeof difference.text, 0};
	status = check_options(&difference);
	if (status == KEFU_OK)
		status = check_definitions(&difference);
	if (status == KEFU_OK)
		status = check_targets(&difference);
	if (status == KEFU_OK)
		status = check_calendars(&difference);
	if (status != KEFU_OK)
		return status;
	memset(&whole, 0, sizeof whole);
	whole.desk = desk;
	whole.other = other;
	status = join_texts(&whole);
	if (status == KEFU_OK)
		status = join_rosters(&whole, &difference);
	if (status == KEFU_OK)
		status = join_timelines(&whole);
	settle(&whole, status);
	return status;
}

const char *kefu_desk_mismatch(const kefu_desk *desk)
{
	return desk != NULL ? desk->mismatch : "";
}
