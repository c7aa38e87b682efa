/**
 * @file kefu/state.h
 * A desk as bytes: stored, shipped, continued elsewhere, merged with others.
 *
 * The bytes are a function of what the desk knows: its events (by `t` and
 * `seq`, in whatever order, batches and shards they came), its options,
 * definitions, roster and targets. Equal desks have equal bytes on every
 * machine. docs/format.md specifies them. Counts of applied, duplicate and
 * refused events, and the log of refusals, are not part of them.
 *
 * @code
 * size_t size;
 * void *bytes;
 * kefu_desk *again;
 *
 * kefu_desk_encode(desk, NULL, 0, &size);            // how many bytes
 * bytes = malloc(size);
 * kefu_desk_encode(desk, bytes, size, &size);
 * kefu_desk_decode(NULL, bytes, size, &again);       // as if never away
 * @endcode
 *
 * **Shards.** Give each desk the events of its own customers: every event
 * names its customer or an entity that does in the same desk; `agent.*` and
 * `count` events go to one of them. Merged, in any order and nesting, they
 * are byte for byte the desk that had seen everything.
 * @code
 * if (kefu_desk_merge(whole, shard) == KEFU_E_MISMATCH)
 *         puts(kefu_desk_mismatch(whole));
 * @endcode
 * Events without `seq` of one entity in one millisecond, that several desks
 * hold, have no order of their own: merging gives them one that does not
 * depend on who is merged first. Sources that can do so give `seq`. Events of
 * no entity (`count`, and `cost` without session and order) are in a canonical
 * order however they came, but nothing tells a second delivery from a second
 * event, `seq` or not: each must come once, and to one of the desks.
 *
 * **Threads.** Desks are independent objects: what kefu_desk_encode(),
 * kefu_desk_copy() and the second desk of kefu_desk_merge() read may be read
 * by others at the same time.
 */
#ifndef KEFU_STATE_H
#define KEFU_STATE_H

#include "kefu/desk.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Writes a desk as bytes. Scratch memory, a few bytes for each text and each
 * entity, is the desk's allocator's. Cost: linear, and a sort of the texts
 * and entities.
 * @param desk     the desk.
 * @param buffer   receives up to @p capacity bytes; NULL with 0 asks for the size.
 * @param capacity its room.
 * @param size     how many bytes the whole takes, written also with #KEFU_E_SIZE.
 * @return #KEFU_OK; #KEFU_E_NULL; #KEFU_E_SIZE when it does not fit, and the
 *         buffer's contents are of no use; #KEFU_E_NOMEM.
 */
KEFU_API int32_t kefu_desk_encode(const kefu_desk *desk, void *buffer, size_t capacity,
                                  size_t *size);

/**
 * Makes a desk from bytes. Everything is checked: every event as
 * kefu_event_check() does, order, ids, the one canonical form. What is
 * allocated is bounded by a multiple of @p size. Up to 100 refusals can be
 * read from the new desk.
 * @param allocator memory to use; NULL: malloc. Copied.
 * @param bytes     what kefu_desk_encode() wrote; borrowed until return.
 * @param size      how many.
 * @param out       the desk; free it with kefu_desk_free(). Not written on failure.
 * @return #KEFU_OK; #KEFU_E_NULL; #KEFU_E_TRUNCATED; #KEFU_E_CORRUPT;
 *         #KEFU_E_TYPE when it is another object; #KEFU_E_NEWER when a newer
 *         library wrote it: another version, a section that must be
 *         understood, a metric, knob or profile that this one does not have;
 *         #KEFU_E_NOMEM.
 */
KEFU_API int32_t kefu_desk_decode(const kefu_allocator *allocator, const void *bytes,
                                  size_t size, kefu_desk **out);

/**
 * Adds what another desk knows: the union of their events and rosters. An
 * event whose entity has its `seq` already in both is one event. Ids of
 * @p desk, and its handles, stay what they were.
 *
 * Both must have the same zone, session gap, currency, definitions (the same
 * ones in the same order), targets and named schedules, and no agent in two
 * teams from one instant on; if they seal, the same keeping and mark. What is
 * sealed has no `seq` any more: it must be in one of them only, which is found
 * out as long as its events are kept. Cost: that of a copy of both.
 * @param desk  takes the events; as it was unless #KEFU_OK comes back.
 * @param other unchanged. May be @p desk itself.
 * @return #KEFU_OK; #KEFU_E_NULL; #KEFU_E_MISMATCH, and kefu_desk_mismatch()
 *         names the difference; #KEFU_E_NOMEM.
 */
KEFU_API int32_t kefu_desk_merge(kefu_desk *desk, const kefu_desk *other);

/** @return what the last kefu_desk_merge() into this desk that was refused
 *  found different, as a sentence without a full stop; "" when none was.
 *  Valid until the next merge. NULL: "". */
KEFU_API const char *kefu_desk_mismatch(const kefu_desk *desk);

/**
 * Copies a desk: for readers, while the original goes on. The ids of the
 * original name the same in the copy; handles stay with the original. The
 * copy's counts of applied, duplicate and refused events begin at 0.
 * @param desk the desk; the copy has its allocator.
 * @param out  the copy; free it with kefu_desk_free().
 * @return #KEFU_OK; #KEFU_E_NULL; #KEFU_E_NOMEM.
 */
KEFU_API int32_t kefu_desk_copy(const kefu_desk *desk, kefu_desk **out);

/**
 * Forgets a customer: their sessions, orders and refund cases with all
 * events. What belongs to somebody else stays, an agent's presence for
 * example. The customer's name is not in any bytes encoded from then on, and
 * the texts of the ids that went, theirs included, are gone from the desk's
 * memory unless something else names them: what kefu_desk_intern() gave for
 * them is refused with #KEFU_E_ID. Handles of what was forgotten answer as for
 * an entity without events. Cost: that of a copy of the desk.
 * @param desk     as it was unless #KEFU_OK comes back.
 * @param customer whose.
 * @return #KEFU_OK; #KEFU_E_NULL; #KEFU_E_MISSING (customer 0); #KEFU_E_ID;
 *         #KEFU_E_NOT_FOUND when nothing of theirs is held; #KEFU_E_NOMEM.
 */
KEFU_API int32_t kefu_desk_erase(kefu_desk *desk, kefu_id customer);

#ifdef __cplusplus
}
#endif

#endif
