/* What encoding, decoding, merging and copying a desk share. The bytes are
 * specified in docs/format.md. */
#ifndef DESK_STATE_H
#define DESK_STATE_H

#include "base/codec.h"
#include "desk/desk.h"
#include "kefu/state.h"

/* Sections of a desk. */
enum state_section {
	STATE_SETTINGS = 1,
	STATE_TEXTS,
	STATE_ROSTER,
	STATE_DEFINITIONS,
	STATE_TARGETS,
	STATE_CALENDARS,
	STATE_EVENTS,
	STATE_KEEPING, /* if kefu_desk_keep() was called: how long, and the seal mark */
	STATE_SEALED   /* if anything is: its cells */
};

/* Texts in use, in order of their bytes. */
struct state_ids {
	const kefu_desk *desk;
	uint32_t *ranks;  /* by text_slot(): place, from 1; 0: not in use */
	uint32_t *order;  /* slots of the texts in use */
	size_t room, used;
	int in_place; /* each text in use has its place for a number, and no generation */
};

/* Which texts the desk's state uses; ids_end() in any case. KEFU_E_NOMEM. */
int32_t state_ids_begin(struct state_ids *ids, const kefu_desk *desk);
void state_ids_end(struct state_ids *ids);

static inline void state_ids_mark(struct state_ids *ids, kefu_id id)
{
	if ((id & TEXT_ID_BIT) != 0)
		ids->ranks[text_slot(id)] = 1;
}

/* Numbers by value, then texts by their bytes. */
static inline uint64_t state_key(const struct state_ids *ids, kefu_id id)
{
	return (id & TEXT_ID_BIT) != 0
		? TEXT_ID_BIT | ids->ranks[text_slot(id)] : id;
}

static inline void state_put_id(struct codec_writer *writer, const struct state_ids *ids,
                                kefu_id id)
{
	uint64_t key = state_key(ids, id);

	codec_put_u64(writer, key << 1 | key >> 63);
}

/* Reading: the desk in the making, and which of its texts were named. */
struct state_source {
	kefu_desk *desk;
	uint8_t *named;
	size_t texts;
};

/* An id; one of a text that is not there is KEFU_E_CORRUPT. */
kefu_id state_get_id(struct codec_reader *reader, struct state_source *source);

/* Likewise the id that stands there as this number. */
static inline kefu_id state_id(struct codec_reader *reader, struct state_source *source,
                               uint64_t key)
{
	if ((key & 1) == 0)
		return key >> 1;
	key >>= 1;
	if (key == 0 || key > source->texts) {
		codec_fail(reader, KEFU_E_CORRUPT);
		return 0;
	}
	source->named[key - 1] = 1;
	return TEXT_ID_BIT | key;
}

/* Marks what tracks and their events use. */
void state_mark_events(struct state_ids *ids);

/* Contents of sections. KEFU_E_NOMEM; reading: the reader's status, too. */
int32_t state_put_settings(struct codec_writer *writer, const struct state_ids *ids);
int32_t state_put_roster(struct codec_writer *writer, const struct state_ids *ids);
int32_t state_put_definition(struct codec_writer *writer, const struct used *used,
                             const kefu_allocator *allocator);
int32_t state_put_definitions(struct codec_writer *writer, const struct state_ids *ids);
int32_t state_put_targets(struct codec_writer *writer, const struct state_ids *ids);
int32_t state_put_calendars(struct codec_writer *writer, const struct state_ids *ids);
int32_t state_put_events(struct codec_writer *writer, const struct state_ids *ids);
int32_t state_put_keeping(struct codec_writer *writer, const struct state_ids *ids);
int32_t state_put_sealed(struct codec_writer *writer, const struct state_ids *ids);

/* What section 1 says; the zone is the caller's to free. */
int32_t state_get_settings(struct codec_reader *reader, const kefu_allocator *allocator,
                           kefu_desk_options *options, kefu_zone **zone);
int32_t state_get_roster(struct codec_reader *reader, struct state_source *source);
int32_t state_get_definitions(struct codec_reader *reader, struct state_source *source);
int32_t state_get_targets(struct codec_reader *reader, struct state_source *source);
int32_t state_get_calendars(struct codec_reader *reader, struct state_source *source);
int32_t state_get_events(struct codec_reader *reader, struct state_source *source);
int32_t state_get_keeping(struct codec_reader *reader, struct state_source *source);
int32_t state_get_sealed(struct codec_reader *reader, struct state_source *source);

/* The order of two entries by what they say, `t` and number apart. */
int state_compare(const struct text_table *texts, const struct entry *a,
                  const struct entry *b);
/* The ids that an entry holds, one after the other; NULL behind the last. */
kefu_id *state_entry_id(struct entry *entry, size_t index);
/* Gives the desk new timelines and, unless NULL, new texts; drops the old. */
void state_replace(kefu_desk *desk, struct timelines *timelines, struct text_table *texts);

#endif
