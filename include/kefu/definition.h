/**
 * @file kefu/definition.h
 * Definitions: what a figure means, as an object that can be built, stored,
 * compared, explained and given to a desk.
 *
 * "Replied within three minutes" is one name for many rules. A definition is a
 * metric of the catalogue plus knobs: what one case is, which cases count,
 * how they are read, judged, credited and summed up. Every knob has a default;
 * docs/definitions.md says what each value does.
 *
 * @code
 * kefu_definition *worst;
 *
 * kefu_definition_new(NULL, "reply_within_rate", 17, &worst);
 * kefu_definition_set(worst, "unit", 4, "customer_day", 12);
 * kefu_definition_set(worst, "reduce", 6, "all", 3);
 * kefu_definition_set(worst, "limit_s", 7, "180", 3);
 * kefu_definition_set(worst, "valid_reply", 11, "human,quick", 11);
 * kefu_definition_set(worst, "hours", 5, "08:00-23:00 CST-8", 17);
 * kefu_definition_set(worst, "hours_by", 8, "round_open", 10);
 * kefu_desk_define(desk, "worst_wait", 10, worst);
 * kefu_definition_free(worst);                        // the desk has its own
 * @endcode
 *
 * **As text** a definition is one JSON object, `{"measure":"reply_within_rate",
 * "unit":"customer_day",…}`: kefu_definition_write() writes it in one canonical
 * way, so that equal definitions are equal text. To read it back, give each of
 * its members to kefu_definition_set(): a list as its members joined by commas,
 * a member of a nested object as `outer.inner`. The library has no JSON parser;
 * examples/kefu-report-define.c is a page with that of SQLite.
 *
 * **Values.** Words and sets of words as listed by kefu_knob_value(), a set
 * joined by commas; `span` a list of `from>to` of such words; `_s` seconds with up to three decimals; `_days` and counts
 * whole numbers; switches `true` and `false`. An empty value puts the knob back
 * to its default.
 *
 * **Refusals** leave the definition as it was and say why in words:
 * kefu_definition_detail().
 *
 * **Threads.** As everywhere: one writer or many readers.
 */
#ifndef KEFU_DEFINITION_H
#define KEFU_DEFINITION_H

#include "kefu/metric.h"
#include "kefu/schedule.h"

#ifdef __cplusplus
extern "C" {
#endif

/** A definition; opaque. */
typedef struct kefu_definition kefu_definition;

/**
 * Makes the definition of a metric with every knob at its default.
 * @param allocator NULL: malloc. Copied.
 * @param metric an id of the catalogue, kefu/metric.h.
 * @param out free it with kefu_definition_free().
 * @return KEFU_OK, KEFU_E_NULL, KEFU_E_METRIC (no such metric, or not computed
 *         by this version), KEFU_E_NOMEM.
 */
KEFU_API int32_t kefu_definition_new(const kefu_allocator *allocator,
                                     const char *metric, size_t length,
                                     kefu_definition **out);

/** Copies a definition, its schedules too.
 *  @return KEFU_OK, KEFU_E_NULL, KEFU_E_NOMEM. */
KEFU_API int32_t kefu_definition_copy(const kefu_allocator *allocator,
                                      const kefu_definition *definition,
                                      kefu_definition **out);

/** Frees a definition; NULL is a no-op. Desks keep copies of their own. */
KEFU_API void kefu_definition_free(kefu_definition *definition);

/** @return the id of its metric, static; NULL for NULL. */
KEFU_API const char *kefu_definition_metric(const kefu_definition *definition);

/**
 * Sets a knob by name.
 *
 * `hours` and `clock` take daily opening hours and a POSIX time zone, `08:00-23:00 CST-8`
 * (UTC when it is absent), or the name of a schedule that the host then gives
 * with kefu_definition_hours() or kefu_definition_clock().
 * @param knob  a name that kefu_knob_name() lists.
 * @param value text as said above; empty: the default again.
 * @return KEFU_OK, KEFU_E_NULL, KEFU_E_NOT_FOUND (no such knob), KEFU_E_ENUM
 *         (not one of the knob's words; a score that no scale has),
 *         KEFU_E_RANGE (not a number, or too large or too small for the knob; a
 *         time of day or date that is none), KEFU_E_INTERVAL (opening hours that
 *         end where they begin), KEFU_E_METRIC (`target_metric`), KEFU_E_ZONE,
 *         KEFU_E_ID_LONG and KEFU_E_UTF8 (names), KEFU_E_NOMEM. A knob that the
 *         metric does not read is refused by kefu_definition_check().
 */
KEFU_API int32_t kefu_definition_set(kefu_definition *definition,
                                     const char *knob, size_t knob_length,
                                     const char *value, size_t length);

/**
 * Says when cases count (`hours`): those whose instant, chosen by `hours_by`,
 * lies in the schedule. In text it goes by the name set for `hours`, else "own".
 * @param schedule copied; NULL: always.
 * @return KEFU_OK, KEFU_E_NULL (the definition), KEFU_E_NOMEM.
 */
KEFU_API int32_t kefu_definition_hours(kefu_definition *definition,
                                       const kefu_schedule *schedule);

/** Likewise for the clock that durations are read on; NULL: elapsed time.
 *  @return KEFU_OK, KEFU_E_NULL, KEFU_E_NOMEM. */
KEFU_API int32_t kefu_definition_clock(kefu_definition *definition,
                                       const kefu_schedule *schedule);

/**
 * The value of a knob as text that kefu_definition_set() takes; empty where
 * the metric itself says.
 * @param text receives up to @p capacity bytes, no terminating zero.
 * @param length the whole length, written also with KEFU_E_SIZE.
 * @return KEFU_OK, KEFU_E_NULL, KEFU_E_NOT_FOUND (no such knob), KEFU_E_SIZE.
 */
KEFU_API int32_t kefu_definition_get(const kefu_definition *definition,
                                     const char *knob, size_t knob_length,
                                     char *text, size_t capacity,
                                     size_t *length);

/**
 * Writes the definition as a JSON object: the metric and every knob that
 * differs from its default, in the order of kefu_knob_name().
 * @return KEFU_OK, KEFU_E_NULL, KEFU_E_SIZE (length is written).
 */
KEFU_API int32_t kefu_definition_write(const kefu_definition *definition,
                                       char *text, size_t capacity,
                                       size_t *length);

/** Says in sentences what is counted, as kefu_report_explain().
 *  @return KEFU_OK, KEFU_E_NULL, KEFU_E_SIZE (length is written). */
KEFU_API int32_t kefu_definition_explain(const kefu_definition *definition,
                                         char *text, size_t capacity,
                                         size_t *length);

/** @return 1 when both count the same: equal metric, knobs and schedules, by
 *  whatever names; else 0, also when one of them is NULL. */
KEFU_API int32_t kefu_definition_equal(const kefu_definition *a,
                                       const kefu_definition *b);

/**
 * Refuses knobs that make no sense together or that the metric does not read:
 * a limit on a count, a lag without a window, hours that were never given.
 * @return KEFU_OK, KEFU_E_NULL, KEFU_E_DEFINITION (why: kefu_definition_detail()).
 */
KEFU_API int32_t kefu_definition_check(kefu_definition *definition);

/** @return why the last kefu_definition_set() or _check() that failed did, as
 *  a sentence without a full stop; "" when none has. Valid until the next
 *  call that changes the definition. NULL: "". */
KEFU_API const char *kefu_definition_detail(const kefu_definition *definition);

/** @return how many knobs there are. */
KEFU_API int32_t kefu_knob_count(void);

/** @return a knob's name, `limit_s`, static; NULL when out of range. */
KEFU_API const char *kefu_knob_name(int32_t index);

/** @return a word that a knob of words takes, for `span` one of its parts,
 *  static; NULL past the last one, and for knobs whose values are numbers or
 *  names. */
KEFU_API const char *kefu_knob_value(int32_t knob, int32_t index);

#ifdef __cplusplus
}
#endif

#endif
