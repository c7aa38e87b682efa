/* Sealed figures: what was read of histories that are gone, added up by
 * definition and local day, in three layers: everyone, by team, by agent. A
 * reading credited to two agents is in each one's cell and once in their
 * team's and in everyone's, so that no layer follows from another.
 *
 * A layer has a table of groups (agent, team, channel, topic, phase, currency)
 * and for each definition and day a run: the groups that have something, and a
 * packed cell for each. A run never changes; what comes in later for its day
 * is joined with it into another run.
 *
 * Only what adds up over days, channels, topics and phases belongs here: no
 * peaks or levels, no share of the latest cases, no figure that counts someone
 * once who may be in several of these groups. */
#ifndef MEASURE_SEALED_H
#define MEASURE_SEALED_H

#include "base/codec.h"
#include "measure/cube.h"

enum sealed_name { SEALED_TOTAL, SEALED_TEAM, SEALED_AGENT, SEALED_LAYERS };

#define SEALED_NO_DAY INT32_MIN

/* For each group its step (from the one before, less 1; the first its number)
 * and its cell; groups rise by number. */
struct sealed_run {
	uint8_t *bytes;
	size_t size;
	int32_t day;
	uint32_t count;
};

/* In order of days, none twice. */
struct sealed_days {
	struct sealed_run *runs;
	size_t count, capacity;
};

struct sealed_layer {
	struct cube groups; /* without columns; the keys' buckets are 0 */
	struct sealed_days *definitions; /* by the desk's numbers */
	size_t definition_count;
};

struct sealed {
	kefu_allocator allocator;
	struct sealed_layer layers[SEALED_LAYERS];
	size_t run_bytes;
};

int32_t sealed_init(struct sealed *sealed, const kefu_allocator *allocator);
void sealed_release(struct sealed *sealed);
/* The same under the same ids. KEFU_E_NOMEM leaves `out` released. */
int32_t sealed_copy(const struct sealed *sealed, const kefu_allocator *allocator,
                    struct sealed *out);
/* All that is held, besides the struct. */
size_t sealed_bytes(const struct sealed *sealed);
/* The last day on which the definition has anything, or SEALED_NO_DAY. */
int32_t sealed_last_day(const struct sealed *sealed, int32_t definition);
/* The definitions from this number up have nothing. */
int32_t sealed_definitions(const struct sealed *sealed);

/* ---- sealing (sealed_stage.c) ---- */

/* What will be sealed; of a store no more than one at a time. All bytes zero
 * is nothing. */
struct sealed_change {
	struct sealed_part {
		struct sealed_run run;
		int32_t layer, definition;
	} *parts;
	size_t count, capacity;
	size_t groups[SEALED_LAYERS]; /* made for it */
};

/* Prepares to add the cubes' cells, one cube a layer, to the store; keys have
 * their days for buckets and all their dimensions, without agents (and teams)
 * where the layer has none. `definitions` says by column of the cubes which
 * definition that is, none twice, or -1 for one that is not sealed.
 * KEFU_E_NOMEM, KEFU_E_OVERFLOW: the store is as it was. */
int32_t sealed_stage(struct sealed *sealed, const struct cube *const cubes[SEALED_LAYERS],
                     const int32_t *definitions, struct sealed_change *change);
/* The same for everything in another store, of the same definitions; `map`
 * makes the other's ids this one's. */
typedef kefu_id sealed_map(const void *context, kefu_id id);
int32_t sealed_stage_merge(struct sealed *sealed, const struct sealed *other,
                           sealed_map *map, const void *context,
                           struct sealed_change *change);
/* One of the two ends a change that was staged. */
void sealed_commit(struct sealed *sealed, struct sealed_change *change);
void sealed_drop(struct sealed *sealed, struct sealed_change *change);

/* ---- reading ---- */

/* Adds a definition's cells of the days asked for (inclusive; KEFU_DAY_ANY:
 * open) to a column of a query's cube, by the query's dimensions, of which
 * hours cannot be told. KEFU_E_NOMEM, KEFU_E_OVERFLOW: some are added. */
int32_t sealed_read(const struct sealed *sealed, int32_t definition, int32_t from_day,
                    int32_t to_day, const int32_t *by, int32_t by_count,
                    struct cube *cube, int32_t column);

/* ---- ids ---- */

/* Calls `visit` with every id that groups have; some come more than once. */
typedef void sealed_visit(void *context, kefu_id id);
void sealed_visit_ids(const struct sealed *sealed, sealed_visit *visit, void *context);

/* ---- bytes (sealed_codec.c, docs/format.md) ---- */

/* The content of a section. `map` makes ids numbers that are ordered as ids
 * are (text_compare), texts with TEXT_ID_BIT. KEFU_E_NOMEM. */
int32_t sealed_put(const struct sealed *sealed, struct codec_writer *writer,
                   sealed_map *map, const void *context);
/* Reads a section's content into an empty store, to the end of the reader.
 * `get_id` reads an id as sealed_put() wrote it (an even number is twice a
 * numeric id or 0, an odd one twice a text's number, plus 1), failing the
 * reader if there is no such; its ids are ordered as numbers. On failure the store is
 * released: KEFU_E_NOMEM, or the reader's status. */
typedef kefu_id sealed_get_id(struct codec_reader *reader, void *context);
int32_t sealed_get(struct sealed *sealed, struct codec_reader *reader,
                   int32_t definition_count, sealed_get_id *get_id, void *context);

/* ---- for sealed_*.c ---- */

struct sealed_days *sealed_days_of(const struct sealed *sealed, int32_t layer,
                                   int32_t definition); /* NULL: none */
/* Makes room for definitions up to this one. */
int32_t sealed_reserve(struct sealed *sealed, int32_t layer, int32_t definition);

/* A cell of a run: where it stands in some bytes. */
struct sealed_entry {
	uint32_t group;
	uint32_t size;
	size_t at;
};

/* Room to put entries in order of their groups. */
struct sealed_sorter {
	struct sealed_entry *entries, *sorted;
	size_t count, capacity;
	uint64_t *bits;   /* which groups there are */
	uint32_t *places; /* and which entry each is */
	size_t groups;
};

int32_t sorter_begin(struct sealed_sorter *sorter, const kefu_allocator *allocator,
                     size_t groups);
void sorter_end(struct sealed_sorter *sorter, const kefu_allocator *allocator);
/* The cells of a run, their groups replaced: places[old] is the new number. In
 * order of the new ones. KEFU_E_NOMEM. */
int32_t sorter_read(struct sealed_sorter *sorter, const kefu_allocator *allocator,
                    const struct sealed_run *run, const uint32_t *places,
                    const struct sealed_entry **entries);

static inline void entry_put_group(struct codec_writer *writer, uint32_t group,
                                   uint32_t *next)
{
	codec_put_u64(writer, group - *next);
	*next = group + 1;
}

static inline struct codec_reader sealed_reader(const struct sealed_run *run)
{
	struct codec_reader reader = {NULL, NULL, KEFU_OK};

	reader.at = run->bytes;
	reader.end = run->bytes + run->size;
	return reader;
}

#endif
