/**
 * @file kefu/seal.h
 * Running for years: what is settled enters figures for good, and its events
 * are forgotten.
 *
 * @code
 * kefu_keeping keeping;
 *
 * kefu_keeping_init(&keeping);          // 7 days, 30 days, 35 days
 * kefu_desk_keep(desk, &keeping);       // once, before the first event
 * for (;;) {
 *         kefu_desk_apply(desk, events, count, NULL);
 *         kefu_desk_advance(desk, now, NULL);   // daily, say
 *         kefu_desk_encode(desk, buffer, capacity, &size);
 * }
 * @endcode
 *
 * docs/running.md says when to advance, how long to keep, how to store and
 * share out, and what memory to expect.
 *
 * **Seal mark.** kefu_desk_advance() moves the mark to the end of the last
 * local day that ended `retention` before now. From then on an event with `t`
 * not after the mark is refused with #KEFU_E_SEALED unless its session,
 * thread, order or refund case is still held unsealed and had begun by `t`;
 * events of agents, the shop and counts are refused by their time alone, and so
 * are retractions of such events of agents and the shop. An event after the
 * mark whose entity was sealed begins a new entity of that id. It takes nothing
 * that is told again of the old one, which would count twice; a retraction of
 * what is sealed there, or forgotten, has no effect.
 *
 * **What is sealed.** A session ends with its end, or `idle_end` after its last
 * event; an order, with its refund cases, `idle_end` after the last event of
 * any of them. It is sealed once it ended, and everything that definitions
 * look ahead to has passed, before the mark, and nothing that it looks at still
 * goes on; with a timer that outlives the end (kefu/sla.h) and is not stopped,
 * once it is silent for `idle_end`, too; where inquiries wait for an outcome
 * without `pay_days`, once the customer's orders of that time are; together with what shares a local day with it among the customer's
 * sessions. What agents and counts say is sealed with its day, or once it is
 * as old as `mature_days` asks. Its readings then are in cells by
 * day, agent, team, channel, topic, phase and currency; nothing changes them.
 *
 * **What is kept behind the mark.** Sealed events stay while something
 * unsealed may look back at them. Figures that do not add up over days
 * (distinct customers, presence, concurrency, backlog over time, customers
 * who come back: kefu_desk_adds_up()) are read from events; for them sealed
 * events stay `keep_days`, if a definition in use needs it. Then they are
 * forgotten.
 *
 * **What is not covered.** #KEFU_STATE_NOT_COVERED is the state of a figure
 * that asks for days behind the mark at which its definition was added; for
 * days whose events are forgotten, if it does not add up; by the hour, for
 * days of which something is sealed; as of an instant not after the mark. Cells
 * have no hours, so there are rows by the hour of what is read from events only.
 * Cases (kefu_query.cases) are listed of what is not sealed, and for figures
 * that do not add up of what is sealed and still held.
 *
 * **Text ids.** With the events the desk forgets the texts of their sessions,
 * customers, orders, items, refund cases and complaints (and of such in events
 * that it refused), once nothing it holds names them, at some later
 * kefu_desk_advance(). What kefu_desk_intern() gave for them is refused with
 * #KEFU_E_ID from then on and never means another text; interned again, the
 * text has a new id. A host that keeps such ids for long interns them before
 * each use. Ids of agents, teams, channels, topics and names stay as long as
 * the desk, used or not, unless one of those is of the same text.
 *
 * Sealing early or late changes no figure as long as every event arrives within
 * `retention`; what comes to a session that has ended (an answer, a reopening,
 * an exclusion) or takes an event back arrives within `retention` of what it
 * goes on with; and nothing else stays silent for `idle_end` that goes on later.
 */
#ifndef KEFU_SEAL_H
#define KEFU_SEAL_H

#include "kefu/desk.h"

#ifdef __cplusplus
extern "C" {
#endif

/** How long a desk keeps what. */
typedef struct kefu_keeping {
	uint32_t size;      /**< sizeof(kefu_keeping). */
	int32_t keep_days;  /**< Local days behind the mark for which figures that do not add up
	                         can be asked; 1 to 4,000. */
	int64_t retention;  /**< ms for which events may come late; 0 to 10 years. */
	int64_t idle_end;   /**< ms of silence after which a session counts as ended, sealed or
	                         not, and nothing more is expected of an order; 1 day to 10 years. */
	uint8_t reserved[40]; /**< 0. */
} kefu_keeping;

/** Fills in everyday values: 7 days of retention, 30 days until what is silent
 *  has ended, 35 days kept. NULL is a no-op. */
KEFU_API void kefu_keeping_init(kefu_keeping *keeping);

/**
 * Says how long to keep. From then on what is silent for `idle_end` counts as
 * ended. The desk can be told again until it has sealed something.
 * @return #KEFU_OK; #KEFU_E_NULL; #KEFU_E_SIZE; #KEFU_E_RANGE; #KEFU_E_SEALED
 *         when the desk has sealed already and this differs.
 */
KEFU_API int32_t kefu_desk_keep(kefu_desk *desk, const kefu_keeping *keeping);

/**
 * Reads what kefu_desk_keep() said.
 * @return #KEFU_OK; #KEFU_E_NULL; #KEFU_E_SIZE; #KEFU_E_EMPTY when nothing was
 *         said: the desk keeps everything.
 */
KEFU_API int32_t kefu_desk_keeping(const kefu_desk *desk, kefu_keeping *out);

/**
 * Whether a definition in use adds up: the figures of single days to those of
 * several.
 * @return 1: it is sealed; 0: it is read from events as long as they are kept;
 *         #KEFU_E_NULL; #KEFU_E_METRIC when no definition of this name is in use.
 */
KEFU_API int32_t kefu_desk_adds_up(const kefu_desk *desk, const char *name, size_t length);

/** Events that a desk forgot. */
typedef struct kefu_event_list kefu_event_list;

/**
 * Seals what is settled and forgets what nobody can ask for any more.
 * @param desk      as it was unless #KEFU_OK comes back.
 * @param now       the present, ms since 1970. Not later than the last one: no
 *                  effect.
 * @param forgotten the events that the desk forgets, for the host's archive, by
 *                  `t`, and of one instant in an order that does not depend on
 *                  how they arrived; free it with kefu_event_list_free(). NULL:
 *                  not wanted.
 * @return #KEFU_OK; #KEFU_E_NULL; #KEFU_E_TIME; #KEFU_E_MISSING when
 *         kefu_desk_keep() was never called; #KEFU_E_OVERFLOW when a cell's
 *         total would not fit; #KEFU_E_NOMEM. Cost: a look at every entity
 *         held, and a reading of the customers of whom something settles; now
 *         and then, to forget texts, a look at every id held.
 */
KEFU_API int32_t kefu_desk_advance(kefu_desk *desk, int64_t now, kefu_event_list **forgotten);

/** @return the seal mark, ms since 1970; -1 before the first seal. NULL: -1. */
KEFU_API int64_t kefu_desk_mark(const kefu_desk *desk);

/** @return how many events there are. NULL: 0. */
KEFU_API int64_t kefu_event_list_count(const kefu_event_list *list);

/**
 * Reads an event. Its ids are texts of the list, not of the desk: the desk may
 * have forgotten them, see kefu_event_list_id_text().
 * @param out with `size` set.
 * @return #KEFU_OK; #KEFU_E_NULL; #KEFU_E_SIZE; #KEFU_E_NOT_FOUND.
 */
KEFU_API int32_t kefu_event_list_get(const kefu_event_list *list, int64_t index, kefu_event *out);

/** As kefu_desk_id_text(), of an id in a listed event. */
KEFU_API int32_t kefu_event_list_id_text(const kefu_event_list *list, kefu_id id, char *text,
                                         size_t capacity, size_t *length);

/** Frees a list; NULL is a no-op. */
KEFU_API void kefu_event_list_free(kefu_event_list *list);

#ifdef __cplusplus
}
#endif

#endif
