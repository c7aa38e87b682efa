/**
 * @file kefu/zone.h
 * Time zones: which local date and time of day an instant has.
 *
 * A zone is made from a fixed offset, from the host's own table of changes,
 * from the bytes of a TZif file (RFC 9636), or from a POSIX TZ string. The
 * library reads no files and no environment: examples/system_zone.c shows how
 * to find the system's zone by name, docs/zones.md how to fill a table from
 * ICU, GLib, Python or Java.
 *
 * A zone never changes once it is made; any number of threads may use it at
 * once. It keeps nothing of what it was made from.
 *
 * **Units.** Instants are milliseconds since 1970-01-01T00:00Z without leap
 * seconds, from #KEFU_ZONE_TIME_MIN to #KEFU_ZONE_TIME_MAX. Offsets are
 * seconds east of UTC (they need not be whole minutes: Monrovia kept
 * -00:44:30 until 1972). Local days are day numbers of kefu/civil.h.
 *
 * **Horizon.** A rule (a POSIX string, or the footer of TZif data) holds for
 * all later years: it is laid out for 400 years, after which the calendar
 * repeats, and instants beyond are folded back. So a zone is exact to the end
 * of year 9999, as far as today's rules are. Without a rule the last offset
 * stays. Before the first known change the first offset holds; a POSIX string
 * applies its daylight-saving rule from 1900 on, and standard time before.
 *
 * **Local days** are told by the wall clock and so may last 23, 24, 25 or
 * other hours. A day that a zone left out (Apia, 2011-12-30) is empty. Where
 * clocks went back across midnight, the wall clock shows the new date, the
 * old one again, then the new one: a day starts at the first instant whose
 * date is not before it.
 *
 * Every look-up costs O(log changes); with a cursor a stream of instants in
 * about ascending order costs O(1) each.
 */
#ifndef KEFU_ZONE_H
#define KEFU_ZONE_H

#include "kefu/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/** @name Limits */
/**@{*/
#define KEFU_ZONE_TIME_MIN INT64_C(-62135596800000) /**< 0001-01-01T00:00Z. */
#define KEFU_ZONE_TIME_MAX INT64_C(253402300799999) /**< The last millisecond of 9999. */
#define KEFU_ZONE_OFFSET_MIN (-89999) /**< The least offset, in seconds: -24:59:59. */
#define KEFU_ZONE_OFFSET_MAX 93599    /**< The greatest offset, in seconds: 25:59:59. */
#define KEFU_ZONE_CHANGES_MAX 65536   /**< The most changes a table or TZif data may list. */
/**@}*/

/** A time zone; opaque, immutable. */
typedef struct kefu_zone kefu_zone;

/**
 * The caller's memory of where the last look-up was, for streams of instants.
 * Starts as all zero bytes. Belongs to one thread, and to one zone at a time:
 * given with another it starts afresh. Zero it when its zone is freed.
 */
typedef struct kefu_zone_cursor {
	const kefu_zone *zone; /**< The zone it was last used with. */
	int64_t from;          /**< The offset holds from this instant, */
	int64_t to;            /**< to before this one. */
	int32_t offset_s;      /**< Seconds east of UTC. */
	int32_t reserved;      /**< 0. */
} kefu_zone_cursor;

/**
 * Makes a zone with one offset for ever.
 * @param allocator memory to use; NULL: malloc.
 * @param offset_s  #KEFU_ZONE_OFFSET_MIN to #KEFU_ZONE_OFFSET_MAX.
 * @param out       the zone; free it with kefu_zone_free().
 * @return #KEFU_OK; #KEFU_E_NULL, also for half an allocator; #KEFU_E_RANGE;
 *         #KEFU_E_NOMEM.
 */
KEFU_API int32_t kefu_zone_fixed(const kefu_allocator *allocator, int32_t offset_s,
                                 kefu_zone **out);

/**
 * Makes a zone from a table of changes, as a host has it.
 * @param allocator      memory to use; NULL: malloc.
 * @param first_offset_s the offset before the first change.
 * @param at             instants of the changes, strictly ascending, whole
 *                       seconds. May be NULL when @p count is 0.
 * @param offset_s       the offset from each of them on.
 * @param count          at most #KEFU_ZONE_CHANGES_MAX.
 * @param rule           a POSIX string that holds after the last change, or
 *                       NULL: the last offset stays.
 * @param rule_length    bytes of @p rule.
 * @param out            the zone.
 * @return #KEFU_OK; #KEFU_E_NULL; #KEFU_E_RANGE for an instant or an offset
 *         out of its range, an instant within a second, or too many changes;
 *         #KEFU_E_ZONE when the instants do not ascend or the rule is
 *         malformed; #KEFU_E_NOMEM.
 */
KEFU_API int32_t kefu_zone_table(const kefu_allocator *allocator, int32_t first_offset_s,
                                 const int64_t *at, const int32_t *offset_s, size_t count,
                                 const char *rule, size_t rule_length, kefu_zone **out);

/**
 * Makes a zone from the bytes of a TZif file, version 1 to 4, with its
 * footer. Data that count leap seconds (the `right/` files) are refused.
 * @param allocator memory to use; NULL: malloc. At most about 1 MB, whatever
 *                  the data say; 20 kB for a usual zone.
 * @param bytes     the file; borrowed until return.
 * @param size      its size. Bytes after the footer are ignored.
 * @param out       the zone.
 * @return #KEFU_OK; #KEFU_E_NULL; #KEFU_E_TRUNCATED when the data end too
 *         early; #KEFU_E_ZONE when they are not TZif or not sound;
 *         #KEFU_E_RANGE for an offset out of its range or too many changes;
 *         #KEFU_E_NOMEM.
 */
KEFU_API int32_t kefu_zone_tzif(const kefu_allocator *allocator, const void *bytes, size_t size,
                                kefu_zone **out);

/**
 * Makes a zone from a POSIX TZ string: `CST-8`, `<+0330>-3:30`,
 * `EST5EDT,M3.2.0,M11.1.0`, with the times of -167 to 167 hours that TZif
 * footers use. A daylight-saving name without a rule gets `,M3.2.0,M11.1.0`,
 * as in the tz database's own code. Note that POSIX counts offsets west.
 * @param allocator memory to use; NULL: malloc.
 * @param text      the string.
 * @param length    its bytes.
 * @param out       the zone.
 * @return #KEFU_OK; #KEFU_E_NULL; #KEFU_E_ZONE when the string is malformed
 *         or a number in it out of its range; #KEFU_E_NOMEM.
 */
KEFU_API int32_t kefu_zone_posix(const kefu_allocator *allocator, const char *text, size_t length,
                                 kefu_zone **out);

/**
 * Copies a zone.
 * @return #KEFU_OK; #KEFU_E_NULL; #KEFU_E_NOMEM.
 */
KEFU_API int32_t kefu_zone_copy(const kefu_allocator *allocator, const kefu_zone *zone,
                                kefu_zone **out);

/** Frees a zone; NULL is a no-op. */
KEFU_API void kefu_zone_free(kefu_zone *zone);

/** @return 1 when both zones give every instant the same offset, else 0; also
 *  0 when one of them is NULL. */
KEFU_API int32_t kefu_zone_equal(const kefu_zone *a, const kefu_zone *b);

/**
 * The offset at an instant.
 * @param zone     the zone.
 * @param cursor   the caller's, or NULL.
 * @param t        the instant.
 * @param offset_s seconds east of UTC.
 * @return #KEFU_OK; #KEFU_E_NULL; #KEFU_E_RANGE when @p t is.
 */
KEFU_API int32_t kefu_zone_offset(const kefu_zone *zone, kefu_zone_cursor *cursor, int64_t t,
                                  int32_t *offset_s);

/**
 * The stretch of time around an instant in which the offset does not change.
 * @param zone     the zone.
 * @param t        the instant.
 * @param from     its first instant, or `INT64_MIN`. May be NULL, as may the
 *                 other two.
 * @param to       the instant after it, or `INT64_MAX`.
 * @param offset_s its offset.
 * @return #KEFU_OK; #KEFU_E_NULL; #KEFU_E_RANGE when @p t is. A stretch may
 *         be followed by one of the same offset where the rules are folded.
 */
KEFU_API int32_t kefu_zone_stretch(const kefu_zone *zone, int64_t t, int64_t *from, int64_t *to,
                                   int32_t *offset_s);

/**
 * The local date and time of day of an instant.
 * @param zone   the zone.
 * @param cursor the caller's, or NULL.
 * @param t      the instant.
 * @param day    the local day. May be NULL, as may @p ms_of_day.
 * @param ms_of_day milliseconds of the wall clock since 00:00, 0 to 86399999.
 * @return #KEFU_OK; #KEFU_E_NULL; #KEFU_E_RANGE when @p t is.
 */
KEFU_API int32_t kefu_zone_local(const kefu_zone *zone, kefu_zone_cursor *cursor, int64_t t,
                                 int32_t *day, int32_t *ms_of_day);

/** @name Which instant a wall-clock time means that occurs twice, or never */
/**@{*/
#define KEFU_ZONE_EARLIER 0 /**< The first of two; a skipped time counts on with the offset before. */
#define KEFU_ZONE_LATER 1   /**< The second of two; a skipped time counts on with the offset after. */
/**@}*/

/**
 * The instant at which a wall clock shows a date and time of day.
 * @param zone   the zone.
 * @param day    the local day.
 * @param ms_of_day 0 to 86400000.
 * @param choice #KEFU_ZONE_EARLIER or #KEFU_ZONE_LATER (PEP 495's fold 0, 1).
 * @param t      the instant.
 * @return #KEFU_OK; #KEFU_E_NULL; #KEFU_E_RANGE for a time of day out of
 *         range, or an instant out of range; #KEFU_E_ENUM for the choice.
 */
KEFU_API int32_t kefu_zone_instant(const kefu_zone *zone, int32_t day, int32_t ms_of_day,
                                   int32_t choice, int64_t *t);

/**
 * The instants [@p start, @p end) of a local day; equal for a day left out.
 * @param zone  the zone.
 * @param day   the local day, of years 1 to 9999.
 * @param start its first instant. May be NULL, as may @p end.
 * @param end   the start of the next day.
 * @return #KEFU_OK; #KEFU_E_NULL; #KEFU_E_RANGE when @p day is. The ends of
 *         the first and last days may lie out of the range of instants.
 */
KEFU_API int32_t kefu_zone_day_range(const kefu_zone *zone, int32_t day, int64_t *start,
                                     int64_t *end);

/** @name Buckets of local time */
/**@{*/
#define KEFU_BUCKET_HOUR 0  /**< The wall clock's hour; its number counts from 1970-01-01T00. */
#define KEFU_BUCKET_DAY 1   /**< The local day; its number is the day number. */
#define KEFU_BUCKET_WEEK 2  /**< Monday to Sunday; its number is that of its Monday. */
#define KEFU_BUCKET_MONTH 3 /**< The calendar month; its number is that of its first day. */
/**@}*/

/**
 * The bucket of an instant.
 * @param zone   the zone.
 * @param bucket one of `KEFU_BUCKET_…`.
 * @param t      the instant.
 * @param number the bucket's number, which orders buckets in time.
 * @return #KEFU_OK; #KEFU_E_NULL; #KEFU_E_ENUM; #KEFU_E_RANGE when @p t is.
 *         An hour that the clock shows twice is one bucket.
 */
KEFU_API int32_t kefu_zone_bucket(const kefu_zone *zone, int32_t bucket, int64_t t,
                                  int32_t *number);

/**
 * The instants [@p start, @p end) of a bucket: from the first instant whose
 * bucket is not before it to that of the next one.
 * @param zone   the zone.
 * @param bucket one of `KEFU_BUCKET_…`.
 * @param number as kefu_zone_bucket() gives it; any day of a week or month
 *               stands for it. Of years 1 to 9999.
 * @param start  its first instant. May be NULL, as may @p end.
 * @param end    the start of the next bucket.
 * @return #KEFU_OK; #KEFU_E_NULL; #KEFU_E_ENUM; #KEFU_E_RANGE.
 */
KEFU_API int32_t kefu_zone_bucket_range(const kefu_zone *zone, int32_t bucket, int32_t number,
                                        int64_t *start, int64_t *end);

/**
 * Reads an ISO 8601 instant or local time: `2024-05-06`, `2024-05-06T09:30`,
 * `2024-05-06 09:30:15.250`, with `Z`, `+08`, `+0800` or `+08:00` after it or
 * without. Digits beyond the millisecond are dropped; `24:00` ends a day.
 * @param zone   of texts without an offset; NULL: UTC.
 * @param text   the text.
 * @param length its bytes.
 * @param choice for texts without an offset, as in kefu_zone_instant().
 * @param t      the instant.
 * @return #KEFU_OK; #KEFU_E_NULL; #KEFU_E_RANGE when the text is no such
 *         time, or out of range; #KEFU_E_ENUM for the choice.
 */
KEFU_API int32_t kefu_zone_parse(const kefu_zone *zone, const char *text, size_t length,
                                 int32_t choice, int64_t *t);

/**
 * Writes an instant as `2024-05-06T09:30:15+08:00`, with `.250` when it is not
 * a whole second, and seconds in the offset when it has any.
 * @param zone   the zone; NULL: UTC, written as `Z`.
 * @param t      the instant.
 * @param buffer where to write, with a terminating zero.
 * @param size   bytes there; #KEFU_ZONE_TEXT_SIZE always suffice.
 * @return #KEFU_OK; #KEFU_E_NULL; #KEFU_E_RANGE when @p t is, or its local
 *         year is not 1 to 9999; #KEFU_E_SIZE when @p size does not suffice.
 */
KEFU_API int32_t kefu_zone_format(const kefu_zone *zone, int64_t t, char *buffer, size_t size);

/** Bytes that any text of kefu_zone_format() fits in, its zero included. */
#define KEFU_ZONE_TEXT_SIZE 40

#ifdef __cplusplus
}
#endif

#endif
