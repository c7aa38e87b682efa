/**
 * @file kefu/desk.h
 * The desk: the object that takes events and answers with figures.
 *
 * @code
 * kefu_desk *desk;
 * kefu_report *report;
 *
 * kefu_desk_new(NULL, &desk);                    // UTC, everyday settings
 * kefu_desk_use(desk, "default", 7);
 * kefu_desk_apply(desk, events, count, NULL);
 * kefu_desk_report(desk, NULL, &report);         // everything, no groups
 * @endcode
 */
#ifndef KEFU_DESK_H
#define KEFU_DESK_H

#include "kefu/definition.h"
#include "kefu/event.h"
#include "kefu/report.h"
#include "kefu/sla.h"
#include "kefu/zone.h"

#ifdef __cplusplus
extern "C" {
#endif

/** A desk. One writer or many readers at a time. */
typedef struct kefu_desk kefu_desk;

/** How a desk is made. Zero everything, set `size`, then what differs. */
typedef struct kefu_desk_options {
	uint32_t size;             /**< sizeof(kefu_desk_options). */
	uint32_t refusals_kept;    /**< How many of the latest refusals can be read; 0: 100. At most 1,000,000. */
	const kefu_allocator *allocator; /**< NULL: malloc. Copied. */
	const kefu_zone *zone;     /**< Of local days; NULL: UTC. Copied. */
	int64_t session_gap;       /**< ms of silence after which the messages of
	                                a customer (and agent) without a session id
	                                begin a new session; 0: never. */
	char currency[4];          /**< Of amounts that name none; may be empty. */
	uint8_t reserved[12];      /**< 0. */
} kefu_desk_options;

/**
 * Makes an empty desk.
 * @param options NULL: UTC, sessions never cut by silence, malloc.
 * @param out the desk; free it with kefu_desk_free().
 * @return KEFU_OK, KEFU_E_NULL, KEFU_E_SIZE, KEFU_E_RANGE (negative gap,
 *         too many refusals), KEFU_E_CURRENCY, KEFU_E_NOMEM.
 */
KEFU_API int32_t kefu_desk_new(const kefu_desk_options *options,
                               kefu_desk **out);

/**
 * What a desk was made with: for a host that decoded it.
 * @param out `size` set; its zone and allocator are the desk's own and live
 *        as long as it does.
 * @return KEFU_OK, KEFU_E_NULL, KEFU_E_SIZE.
 */
KEFU_API int32_t kefu_desk_settings(const kefu_desk *desk,
                                    kefu_desk_options *out);

/** Frees a desk; NULL is a no-op. Its handles (sessions, agents, orders, refunds)
 *  stay the host's to free and answer KEFU_E_HANDLE from then on; reports
 *  made from it stay valid. */
KEFU_API void kefu_desk_free(kefu_desk *desk);

/**
 * Turns a text id into a number for this desk; the same text always gives the
 * same number, as long as the desk knows it: until it is freed, unless
 * kefu_desk_advance() (see kefu/seal.h) or kefu_desk_erase() forgot the text.
 * Then the number is refused with #KEFU_E_ID, and never is another text's.
 * Cost: one hash look-up.
 * @param text UTF-8, 1 to kefu_id_max_bytes() bytes; copied.
 * @return KEFU_OK, KEFU_E_NULL, KEFU_E_MISSING (empty), KEFU_E_ID_LONG,
 *         KEFU_E_UTF8 (invalid, or a control character), KEFU_E_NOMEM.
 */
KEFU_API int32_t kefu_desk_intern(kefu_desk *desk, const char *text,
                                  size_t length, kefu_id *out);

/**
 * The text of an id: what was interned, or the decimal digits of a number.
 * @param text receives up to @p capacity bytes and no terminating zero;
 *        may be NULL when capacity is 0.
 * @param length the text's length, written also with KEFU_E_SIZE.
 * @return KEFU_OK, KEFU_E_NULL, KEFU_E_ID (not of this desk, or
 *         forgotten), KEFU_E_SIZE (more than capacity).
 */
KEFU_API int32_t kefu_desk_id_text(const kefu_desk *desk, kefu_id id,
                                   char *text, size_t capacity, size_t *length);

/**
 * Sets a field of an event by names: ids are interned, enumerations looked
 * up, numbers read, `t` read as a number of milliseconds or ISO 8601 (text
 * without an offset is local to the desk's zone, the earlier instant where
 * the clock shows it twice).
 * @param field a name that kefu_field_name() lists.
 * @param text the value; an empty text leaves the field unset.
 * @return KEFU_OK, KEFU_E_NULL, KEFU_E_NOT_FOUND (no such field),
 *         KEFU_E_KIND, KEFU_E_ENUM, KEFU_E_TIME, KEFU_E_RANGE (not an
 *         integer, or too large), KEFU_E_CURRENCY, or as kefu_desk_intern().
 *         After a failure the event is as it was.
 */
KEFU_API int32_t kefu_desk_set_text(kefu_desk *desk, kefu_event *event,
                                    const char *field, size_t field_length,
                                    const char *text, size_t length);

/**
 * Adds definitions to compute: a metric of the catalogue by its id, or a set:
 * "default" (the everyday figures), "all" (every row of the catalogue that
 * this version computes); or of the profiles (kefu/profile.h): "taobao" for
 * every established definition of one, "taobao.reply_within_3min" for one
 * definition with all its dated versions, "taobao.reply_within_3min@2022-03"
 * for one version. What is in use already stays as it is. Definitions of
 * one's own: kefu_desk_define().
 * @return KEFU_OK, KEFU_E_NULL, KEFU_E_METRIC (no such name),
 *         KEFU_E_NOT_ESTABLISHED (kefu_profile_find() has the reason),
 *         KEFU_E_NOMEM.
 */
KEFU_API int32_t kefu_desk_use(kefu_desk *desk, const char *name,
                               size_t length);

/**
 * Gives a desk a definition under a name of its own. The desk keeps a copy,
 * schedules included. What the desk has under this name already stays.
 * @param name 1 to 255 bytes of UTF-8 without control characters. Of a name
 *        that the catalogue has as well this is the meaning in this desk, and
 *        kefu_desk_use() of it adds nothing.
 * @return KEFU_OK, KEFU_E_NULL, KEFU_E_MISSING (empty name), KEFU_E_ID_LONG,
 *         KEFU_E_UTF8, KEFU_E_DEFINITION (kefu_definition_check() says why),
 *         KEFU_E_NOMEM.
 */
KEFU_API int32_t kefu_desk_define(kefu_desk *desk, const char *name,
                                  size_t length,
                                  const kefu_definition *definition);

/** @return how many definitions are in use. NULL: 0. */
KEFU_API int32_t kefu_desk_definition_count(const kefu_desk *desk);

/** @return the id of a definition in use, as text that lives as long as the
 *  desk; NULL when out of range. */
KEFU_API const char *kefu_desk_definition_name(const kefu_desk *desk,
                                               int32_t index);

/** @return a definition in use, of several dated versions the newest; the
 *  desk's own, until the desk is freed or merged into. NULL when out of range. */
KEFU_API const kefu_definition *kefu_desk_definition(const kefu_desk *desk,
                                                     int32_t index);

/**
 * Applies events in order. Each is taken whole or refused whole, and the
 * batch goes on after a refused one; it stops only when memory runs out.
 * An event whose entity already has its `seq` is a duplicate: counted, no
 * effect. (Not so `count`, and `cost` that names neither session nor order:
 * they belong to no entity, so a second delivery counts again.) Arrival order
 * does not matter where `t` or `seq` orders the events of an entity.
 * @param events first of @p count events; each with the same `size`.
 * @param done how many were dealt with: @p count, or with KEFU_E_NOMEM the
 *        position of the event that found no memory. May be NULL.
 * @return KEFU_OK when none was refused, else the status of the first
 *         refused one: those of kefu_event_check(), KEFU_E_ID, KEFU_E_SEALED;
 *         or KEFU_E_NULL, KEFU_E_NOMEM.
 */
KEFU_API int32_t kefu_desk_apply(kefu_desk *desk, const kefu_event *events,
                                 size_t count, size_t *done);

/** One column of events: integers, or ids as integers. */
typedef struct kefu_column {
	int32_t field;    /**< One of `KEFU_FIELD_…`; currency not. */
	int32_t width;    /**< 1, 2, 4 or 8 bytes: signed integers (ids: unsigned). */
	const void *data; /**< The first row's value; any alignment. */
	int64_t stride;   /**< Bytes from one row to the next. */
} kefu_column;

/**
 * As kefu_desk_apply(), from columns. `has_value` is set where a value column
 * is given.
 * @return as kefu_desk_apply(), and KEFU_E_RANGE (width), KEFU_E_NOT_FOUND
 *         (field) with nothing applied.
 */
KEFU_API int32_t kefu_desk_apply_columns(kefu_desk *desk,
                                         const kefu_column *columns,
                                         size_t column_count, size_t count,
                                         size_t *done);

/**
 * Says which team an agent is in from an instant on, until the next such
 * entry of the agent. An event's own team wins over the roster.
 * @param team 0: none from then on.
 * @return KEFU_OK, KEFU_E_NULL, KEFU_E_MISSING (agent 0), KEFU_E_ID,
 *         KEFU_E_TIME, KEFU_E_NOMEM.
 */
KEFU_API int32_t kefu_desk_roster(kefu_desk *desk, kefu_id agent, kefu_id team,
                                  int64_t from);

/** What was delivered. Not part of what the desk knows about customers. */
typedef struct kefu_statistics {
	uint32_t size;      /**< sizeof(kefu_statistics), set by the caller. */
	uint32_t reserved;  /**< 0. */
	int64_t applied;    /**< Events taken, retractions included. */
	int64_t duplicates; /**< Repeated `seq`: no effect. */
	int64_t refused;    /**< Events refused with a status. */
	int64_t held;       /**< Events held, unsealed. */
	int64_t sessions;   /**< Sessions held, unsealed, that have an id. */
	int64_t customers;  /**< Customers of whom anything is held, sealed or not. */
	int64_t orphans;    /**< Unsealed sessions, orders and refunds that no event has bound to a
	                         customer yet. */
	int64_t last;       /**< The latest `t` taken; -1 when there is none. */
	int64_t bytes;      /**< Memory in use by the desk. */
	int64_t settled;    /**< Events held that are sealed (kefu/seal.h). */
} kefu_statistics;

/** @return KEFU_OK, KEFU_E_NULL, KEFU_E_SIZE. Cost: constant. */
KEFU_API int32_t kefu_desk_statistics(const kefu_desk *desk,
                                      kefu_statistics *out);

/** A refused event. */
typedef struct kefu_refusal {
	uint32_t size;    /**< sizeof(kefu_refusal), set by the caller. */
	int32_t status;   /**< Why. */
	int64_t position; /**< Which event, counted from 0 over all given to the desk. */
	int64_t t;        /**< Its time, as given. */
	int32_t kind;     /**< Its kind, as given. */
	int32_t field;    /**< The field at fault, one of `KEFU_FIELD_…`, or 0. */
} kefu_refusal;

/**
 * Reads the log of refusals, latest first.
 * @param index 0: the latest.
 * @return KEFU_OK, KEFU_E_NULL, KEFU_E_SIZE, KEFU_E_NOT_FOUND (past the
 *         oldest kept).
 */
KEFU_API int32_t kefu_desk_refusal(const kefu_desk *desk, int64_t index,
                                   kefu_refusal *out);

/**
 * Answers a query with a report.
 * @param query NULL: every definition in use, no groups, all days, as of the
 *        last event (or of the seal mark, if that is later: kefu/seal.h).
 * @param out the report; free it with kefu_report_free(). It is complete in
 *        itself: it does not change with the desk and may outlive it.
 * @return KEFU_OK, KEFU_E_NULL, KEFU_E_SIZE, KEFU_E_METRIC (a column that is
 *         not in use), KEFU_E_QUERY (unknown or repeated dimension, repeated
 *         column, days in wrong order), KEFU_E_TIME (as_of),
 *         KEFU_E_OVERFLOW, KEFU_E_NOMEM; KEFU_E_RANGE when a report by hour,
 *         day or week would grow beyond measure, for want of an event that ends
 *         something or for one with a wrong year: a stretch of presence or of
 *         backlog over time (`backlog.mean`, `.max`) lasts longer than 100,000
 *         hours, days or weeks, or all such stretches together make more than
 *         4,194,304 further cells (groups times columns), cases and parts to
 *         find a peak in. Ask for fewer days: only what lies in them counts.
 *         Cost: reads every unsealed event once for all columns together, and
 *         meanwhile holds up to half a megabyte for each column of times.
 */
KEFU_API int32_t kefu_desk_report(const kefu_desk *desk,
                                  const kefu_query *query, kefu_report **out);

/**
 * Adds a row of a target (kefu/sla.h): of the rows of one name the first
 * added whose filters a session meets applies to it. A row with the filters
 * of an earlier one of its name takes its place. What it applies to includes
 * everything the desk holds.
 * @param target with `size` set. Its schedule is copied; equal ones are kept
 *        once.
 * @return KEFU_OK, KEFU_E_NULL, KEFU_E_SIZE, KEFU_E_ENUM (kind, priority,
 *         pause, reply_modes, or a switch neither 0 nor 1), KEFU_E_MISSING
 *         (name), KEFU_E_RANGE (ms), KEFU_E_DEFINITION (a knob that its kind
 *         does not have: see kefu/sla.h), KEFU_E_ID, KEFU_E_MISMATCH (rows of
 *         one name differ in more than filters, ms and schedule),
 *         KEFU_E_NOMEM.
 */
KEFU_API int32_t kefu_desk_target(kefu_desk *desk, const kefu_target *target);

/**
 * Names a schedule, so that `session.sla` events can speak of it. A name
 * given before means the new schedule from then on, also in earlier events;
 * events with a name that is not known change no schedule.
 * @param schedule NULL: all time. Copied; equal ones are kept once.
 * @return KEFU_OK, KEFU_E_NULL, KEFU_E_MISSING (name 0), KEFU_E_ID,
 *         KEFU_E_NOMEM.
 */
KEFU_API int32_t kefu_desk_schedule(kefu_desk *desk, kefu_id name,
                                    const kefu_schedule *schedule);

/**
 * Lists the timers of open sessions and refund cases: first those breached,
 * the longest first; then those running, the next due first; then the paused
 * ones, the least remaining first. Sessions that left the measures are not
 * listed, nor refund cases silent for longer than `idle_end` (kefu/seal.h), of
 * which nothing more is expected.
 *
 * The desk keeps them in this order from the first such question on, until a
 * target or schedule is given to it, so this is a call that writes.
 * @param as_of later events have not happened; KEFU_AS_OF_LAST: the last
 *        event. Live boards give the present.
 * @param which set of `KEFU_DUE_…`; 0: breached and running.
 * @param limit at most so many, the most urgent; 0: all.
 * @param out the list; free it with kefu_timers_free().
 * @return KEFU_OK, KEFU_E_NULL, KEFU_E_ENUM (which), KEFU_E_RANGE (limit),
 *         KEFU_E_TIME, KEFU_E_SEALED (as of an instant not after the mark: what
 *         was open then may be gone), KEFU_E_NOMEM. Cost: the first time, or for an instant
 *         before the last event or the last question, reads every unsealed
 *         event once; then only the sessions that have changed or were
 *         breached since, and O(log n) for each of these and for each timer
 *         listed.
 */
KEFU_API int32_t kefu_desk_due(kefu_desk *desk, int64_t as_of, int32_t which,
                               int64_t limit, kefu_timers **out);

/**
 * Lists every timer of a session, met, breached and live, in the order in
 * which the targets were added, and of each in the order of their starts.
 * @return KEFU_OK, KEFU_E_NULL, KEFU_E_MISSING (id 0), KEFU_E_ID,
 *         KEFU_E_NOT_FOUND (it had not begun, or is sealed), KEFU_E_TIME,
 *         KEFU_E_NOMEM. Cost: reads the events of this session.
 */
KEFU_API int32_t kefu_desk_timers(const kefu_desk *desk, kefu_id session,
                                  int64_t as_of, kefu_timers **out);

/** As kefu_desk_timers(), of a refund case. */
KEFU_API int32_t kefu_desk_refund_timers(const kefu_desk *desk, kefu_id refund,
                                         int64_t as_of, kefu_timers **out);

#ifdef __cplusplus
}
#endif

#endif
