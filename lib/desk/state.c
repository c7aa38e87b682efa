/* A desk as bytes, and back. */
#include "desk/state.h"

#include <string.h>

#include "base/sort.h"
#include "desk/board.h"

/* ---- texts in use ---- */

static int text_later(const void *context, const void *left, const void *right)
{
	const struct text_table *texts = context;
	uint32_t a, b;

	memcpy(&a, left, sizeof a);
	memcpy(&b, right, sizeof b);
	return text_compare(texts, text_id_at(texts, a), text_id_at(texts, b)) > 0;
}

static void mark_id(void *ids, kefu_id id)
{
	state_ids_mark(ids, id);
}

static void rank_texts(struct state_ids *ids)
{
	size_t i;

	for (i = 0; i < ids->room; i++)
		if (ids->ranks[i] != 0)
			ids->order[ids->used++] = (uint32_t)i;
	sort_items(ids->order, ids->order + ids->room, ids->used, sizeof *ids->order,
	           text_later, &ids->desk->texts);
	for (i = 0; i < ids->used; i++) {
		ids->ranks[ids->order[i]] = (uint32_t)i + 1;
		ids->in_place &= text_id_at(&ids->desk->texts, ids->order[i]) ==
		                 (TEXT_ID_BIT | (i + 1));
	}
}

int32_t state_ids_begin(struct state_ids *ids, const kefu_desk *desk)
{
	memset(ids, 0, sizeof *ids);
	ids->desk = desk;
	ids->in_place = 1;
	ids->room = desk->texts.count;
	if (ids->room == 0)
		return KEFU_OK;
	/* ranks, order, and room to sort it */
	ids->ranks = memory_get_zeroed(&desk->allocator, 3 * ids->room * sizeof *ids->ranks);
	if (ids->ranks == NULL)
		return KEFU_E_NOMEM;
	ids->order = ids->ranks + ids->room;
	state_mark_events(ids);
	desk_visit_ids(desk, mark_id, ids);
	rank_texts(ids);
	return KEFU_OK;
}

void state_ids_end(struct state_ids *ids)
{
	memory_put(&ids->desk->allocator, ids->ranks, 3 * ids->room * sizeof *ids->ranks);
}

kefu_id state_get_id(struct codec_reader *reader, struct state_source *source)
{
	return state_id(reader, source, codec_get_u64(reader));
}

/* ---- encoding ---- */

static int32_t put_texts(struct codec_writer *writer, const struct state_ids *ids)
{
	size_t i;

	codec_put_u64(writer, ids->used);
	for (i = 0; i < ids->used; i++) {
		size_t length;
		const char *text = text_of(&ids->desk->texts,
		                           text_id_at(&ids->desk->texts, ids->order[i]),
		                           &length);

		codec_put_text(writer, text, length);
	}
	return KEFU_OK;
}

typedef int32_t section_putter(struct codec_writer *writer, const struct state_ids *ids);

static section_putter *const putters[] = {
	[STATE_SETTINGS] = state_put_settings, [STATE_TEXTS] = put_texts,
	[STATE_ROSTER] = state_put_roster, [STATE_DEFINITIONS] = state_put_definitions,
	[STATE_TARGETS] = state_put_targets, [STATE_CALENDARS] = state_put_calendars,
	[STATE_EVENTS] = state_put_events, [STATE_KEEPING] = state_put_keeping,
	[STATE_SEALED] = state_put_sealed,
};

/* Some sections are there only if they say something. */
static int has_section(const kefu_desk *desk, uint32_t id)
{
	if (id == STATE_KEEPING)
		return desk->keeping.size != 0;
	return id != STATE_SEALED || sealed_definitions(&desk->sealed) != 0;
}

static int32_t put_sections(struct codec_writer *writer, const struct state_ids *ids)
{
	int32_t status = KEFU_OK;
	uint32_t id;

	for (id = STATE_SETTINGS; id <= STATE_SEALED && status == KEFU_OK; id++) {
		size_t mark;

		if (!has_section(ids->desk, id))
			continue;
		mark = codec_section_begin(writer, id, CODEC_REQUIRED);
		status = putters[id](writer, ids);
		codec_section_end(writer, mark);
	}
	return status;
}

int32_t kefu_desk_encode(const kefu_desk *desk, void *buffer, size_t capacity, size_t *size)
{
	struct codec_writer writer;
	struct state_ids ids;
	int32_t status;

	if (desk == NULL)
		return KEFU_E_NULL;
	status = codec_begin(&writer, buffer, capacity, size, CODEC_DESK, 1);
	if (status != KEFU_OK)
		return status;
	status = state_ids_begin(&ids, desk);
	if (status == KEFU_OK)
		status = put_sections(&writer, &ids);
	state_ids_end(&ids);
	return status == KEFU_OK ? codec_end(&writer, size) : status;
}

/* ---- decoding ---- */

static int32_t get_texts(struct codec_reader *reader, struct state_source *source)
{
	size_t count = codec_get_count(reader, 2), i;
	struct text_table *texts = &source->desk->texts;

	if (count != 0) {
		source->named = memory_get_zeroed(&source->desk->allocator, count);
		if (source->named == NULL)
			return KEFU_E_NOMEM;
		source->texts = count;
	}
	for (i = 0; i < count; i++) {
		size_t length;
		const uint8_t *text = codec_get_text(reader, &length);
		uint64_t id;
		int32_t status;

		if (reader->status != KEFU_OK)
			return reader->status;
		status = text_intern(texts, (const char *)text, length, &id);
		if (status == KEFU_E_NOMEM)
			return status;
		/* A text that came before would not be the last. */
		if (status != KEFU_OK || id != (TEXT_ID_BIT | (i + 1)) ||
		    (i != 0 && text_compare(texts, id - 1, id) > 0))
			return KEFU_E_CORRUPT;
	}
	return reader->status;
}

typedef int32_t section_getter(struct codec_reader *reader, struct state_source *source);

static section_getter *const getters[] = {
	[STATE_SETTINGS] = NULL, [STATE_TEXTS] = get_texts,
	[STATE_ROSTER] = state_get_roster, [STATE_DEFINITIONS] = state_get_definitions,
	[STATE_TARGETS] = state_get_targets, [STATE_CALENDARS] = state_get_calendars,
	[STATE_EVENTS] = state_get_events, [STATE_KEEPING] = state_get_keeping,
	[STATE_SEALED] = state_get_sealed,
};

/* What was read must be what would be written: for the short sections it is
 * written once more. */
static int32_t check_form(const struct state_source *source, const struct state_ids *ids,
                          const struct codec_section *section)
{
	const kefu_allocator *allocator = &source->desk->allocator;
	size_t size = codec_left(&section->body);
	struct codec_writer writer = {NULL, size, 0};
	int32_t status;

	writer.bytes = memory_get(allocator, size);
	if (writer.bytes == NULL)
		return KEFU_E_NOMEM;
	status = putters[section->id](&writer, ids);
	if (status == KEFU_OK &&
	    (writer.size != size || memcmp(writer.bytes, section->body.at, size) != 0))
		status = KEFU_E_CORRUPT;
	memory_put(allocator, writer.bytes, size);
	return status;
}

static int32_t get_section(struct state_source *source, const struct state_ids *ids,
                           const struct codec_section *section)
{
	struct codec_reader body = section->body;
	int32_t status;

	status = getters[section->id](&body, source);
	if (status == KEFU_OK)
		status = codec_finish(&body);
	if (status == KEFU_OK && section->id != STATE_TEXTS && section->id != STATE_EVENTS &&
	    section->id != STATE_SEALED)
		status = check_form(source, ids, section);
	return status;
}

/* In the decoded desk texts have their ranks for numbers. */
static int32_t ranks_fill(struct state_ids *ids, const struct state_source *source)
{
	size_t i;

	ids->desk = source->desk;
	ids->room = source->texts;
	ids->used = source->texts;
	if (ids->room == 0)
		return KEFU_OK;
	ids->ranks = memory_get_zeroed(&source->desk->allocator,
	                               3 * ids->room * sizeof *ids->ranks);
	if (ids->ranks == NULL)
		return KEFU_E_NOMEM;
	for (i = 0; i < ids->room; i++)
		ids->ranks[i] = (uint32_t)i + 1;
	return KEFU_OK;
}

static int32_t get_sections(struct codec_reader *reader, struct state_source *source)
{
	struct state_ids ids = {source->desk, NULL, NULL, 0, 0, 1};
	struct codec_section section;
	uint32_t next = STATE_TEXTS;
	struct timelines_counts counts;
	int32_t status = KEFU_OK;
	size_t i;

	while (status == KEFU_OK && codec_next(reader, &section)) {
		if (section.id > STATE_SEALED) {
			status = codec_skip(&section);
			continue;
		}
		if (next > STATE_EVENTS && section.id > next)
			next = section.id; /* those behind need not be there */
		if (section.id != next || section.flags != CODEC_REQUIRED) {
			status = KEFU_E_CORRUPT;
			break;
		}
		next++;
		status = get_section(source, &ids, &section);
		if (status == KEFU_OK && section.id == STATE_TEXTS)
			status = ranks_fill(&ids, source);
	}
	state_ids_end(&ids);
	if (status == KEFU_OK)
		status = codec_finish(reader);
	if (status == KEFU_OK && next <= STATE_EVENTS)
		status = KEFU_E_CORRUPT;
	for (i = 0; i < source->texts && status == KEFU_OK; i++)
		if (!source->named[i])
			status = KEFU_E_CORRUPT;
	/* a desk that has sealed nothing has nothing settled */
	timelines_count(source->desk->timelines, &counts);
	return status == KEFU_OK && counts.settled != 0 && source->desk->mark < 0
		? KEFU_E_CORRUPT : status;
}

/* The first section says how the desk is made. */
static int32_t get_desk(struct codec_reader *reader, const kefu_allocator *allocator,
                        kefu_desk **out)
{
	kefu_desk_options options;
	struct codec_section section;
	kefu_zone *zone = NULL;
	int32_t status;

	if (!codec_next(reader, &section) )
		return reader->status != KEFU_OK ? reader->status : KEFU_E_CORRUPT;
	if (section.id > STATE_SEALED && codec_skip(&section) != KEFU_OK)
		return KEFU_E_NEWER;
	if (section.id != STATE_SETTINGS || section.flags != CODEC_REQUIRED)
		return KEFU_E_CORRUPT;
	memset(&options, 0, sizeof options);
	options.size = sizeof options;
	options.allocator = allocator;
	status = state_get_settings(&section.body, allocator, &options, &zone);
	if (status == KEFU_OK)
		status = codec_finish(&section.body);
	options.zone = zone;
	if (status == KEFU_OK) {
		status = kefu_desk_new(&options, out);
		if (status != KEFU_OK && status != KEFU_E_NOMEM)
			status = KEFU_E_CORRUPT;
	}
	kefu_zone_free(zone);
	return status;
}

int32_t kefu_desk_decode(const kefu_allocator *allocator, const void *bytes, size_t size,
                         kefu_desk **out)
{
	struct state_source source = {NULL, NULL, 0};
	struct codec_reader reader;
	kefu_allocator memory;
	uint32_t version;
	int32_t status;

	if (out == NULL)
		return KEFU_E_NULL;
	status = memory_resolve(allocator, &memory);
	if (status == KEFU_OK)
		status = codec_open(&reader, bytes, size, CODEC_DESK, 1, &version);
	if (status == KEFU_OK)
		status = get_desk(&reader, &memory, &source.desk);
	if (status != KEFU_OK)
		return status;
	status = get_sections(&reader, &source);
	memory_put(&memory, source.named, source.texts);
	if (status != KEFU_OK) {
		kefu_desk_free(source.desk);
		return status;
	}
	*out = source.desk;
	return KEFU_OK;
}

void state_replace(kefu_desk *desk, struct timelines *timelines, struct text_table *texts)
{
	board_drop(desk);
	timelines_free(desk->timelines);
	desk->timelines = timelines;
	if (texts != NULL) {
		text_table_release(&desk->texts);
		desk->texts = *texts;
	}
	timelines_move_texts(timelines, &desk->texts);
}
