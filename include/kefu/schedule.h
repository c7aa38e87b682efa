/**
 * @file kefu/schedule.h
 * Business time: when the house is open, and what that means for durations.
 *
 * A `kefu_hours` is a plan of opening hours, filled in line by line. A
 * `kefu_schedule` is that plan laid on a time zone, made once and then only
 * asked: open at this instant, business time between two, the instant at
 * which a target runs out.
 *
 * @code
 * kefu_hours_new(NULL, &hours);
 * kefu_hours_weekly(hours, KEFU_MONDAY, KEFU_FRIDAY, 9 * 3600, 17 * 3600);
 * kefu_hours_holiday(hours, day);
 * kefu_schedule_new(NULL, hours, zone, &schedule);
 * kefu_schedule_add(schedule, created, 8 * 3600000, KEFU_SCHEDULE_NEAREST, &due);
 * @endcode
 *
 * **What open means.** The house is open at an instant when the wall clock's
 * date and time of day lie within the hours; durations are real time. So
 * nothing need be said about clock changes: of a night shift on the day with
 * 25 hours, the hour that comes twice counts twice.
 *
 * **Intervals** are half-open: at the end the house is closed. Times of day
 * are seconds since midnight, 0 to 86400 (24:00). An interval whose end is
 * before its start goes on after midnight.
 *
 * **Exceptions.** Of one date a holiday comes before special hours, special
 * hours replace the weekly ones (a make-up workday on a Sunday is special
 * hours), and breaks are closed whatever else says open. Hours after midnight
 * belong to the date they fall on (#KEFU_OVERNIGHT_CIVIL: a holiday takes
 * them away, the day before does not; special hours stop at midnight) or to
 * the date they began (#KEFU_OVERNIGHT_OWNER).
 *
 * **Units.** Instants and durations are milliseconds, instants from
 * #KEFU_ZONE_TIME_MIN to #KEFU_ZONE_TIME_MAX; dates are day numbers of
 * kefu/civil.h. Results are exact to the millisecond.
 *
 * **Threads.** A plan belongs to one thread at a time. A schedule never
 * changes; any number of threads may use it at once.
 *
 * **Cost.** A query is O(log n) in clock changes, exceptions and intervals,
 * however far its instants lie apart: less than 0.1 microseconds.
 */
#ifndef KEFU_SCHEDULE_H
#define KEFU_SCHEDULE_H

#include "kefu/base.h"
#include "kefu/civil.h"
#include "kefu/zone.h"

#ifdef __cplusplus
extern "C" {
#endif

/** @name Days of the week */
/**@{*/
#define KEFU_MONDAY 0    /**< Monday. */
#define KEFU_TUESDAY 1   /**< Tuesday. */
#define KEFU_WEDNESDAY 2 /**< Wednesday. */
#define KEFU_THURSDAY 3  /**< Thursday. */
#define KEFU_FRIDAY 4    /**< Friday. */
#define KEFU_SATURDAY 5  /**< Saturday. */
#define KEFU_SUNDAY 6    /**< Sunday. */
/**@}*/

/** @name To which date the hours after midnight belong */
/**@{*/
#define KEFU_OVERNIGHT_CIVIL 0 /**< To the date they fall on; the default. */
#define KEFU_OVERNIGHT_OWNER 1 /**< To the date on which they began. */
/**@}*/

/** @name Which of several instants */
/**@{*/
#define KEFU_SCHEDULE_NEAREST 0  /**< The nearest to where counting began. */
#define KEFU_SCHEDULE_FARTHEST 1 /**< The farthest: past the closed time that follows. */
/**@}*/

/** A plan of opening hours; opaque. */
typedef struct kefu_hours kefu_hours;

/** A plan laid on a time zone; opaque, immutable. */
typedef struct kefu_schedule kefu_schedule;

/**
 * The caller's memory of where the last reading was, for streams of instants
 * in about ascending order. Starts as all zero bytes. Belongs to one thread,
 * and to one schedule at a time: given with another it starts afresh. Zero it
 * when its schedule is freed.
 */
typedef struct kefu_schedule_cursor {
	const kefu_schedule *schedule; /**< The schedule it was last used with. */
	int64_t from;    /**< From this instant on, */
	int64_t to;      /**< to before this one, the house is */
	int64_t reading; /**< open or closed alike; the reading at its start. */
	int32_t open;    /**< 1 open, 0 closed. */
	int32_t reserved; /**< 0. */
} kefu_schedule_cursor;

/**
 * Begins a plan, closed at all times.
 * @param allocator memory to use; NULL: malloc.
 * @param out       the plan; free it with kefu_hours_free().
 * @return #KEFU_OK; #KEFU_E_NULL, also for half an allocator; #KEFU_E_NOMEM.
 */
KEFU_API int32_t kefu_hours_new(const kefu_allocator *allocator, kefu_hours **out);

/** Frees a plan; NULL is a no-op. Schedules made of it stay as they are. */
KEFU_API void kefu_hours_free(kefu_hours *hours);

/**
 * Opens an interval every week, on one weekday or several. A day may have any
 * number of intervals; where they overlap they are one.
 * @param hours   the plan.
 * @param first   the first weekday, #KEFU_MONDAY to #KEFU_SUNDAY.
 * @param last    the last one; before @p first it lies in the next week
 *                (Saturday to Monday is three days).
 * @param open_s  the start, 0 to 86399 seconds after midnight.
 * @param close_s the end, 0 to 86400; not after the start: of the next day.
 * @return #KEFU_OK; #KEFU_E_NULL; #KEFU_E_ENUM for a weekday; #KEFU_E_RANGE
 *         for a start at 24:00, an end after it, or a negative time;
 *         #KEFU_E_INTERVAL when both are equal; #KEFU_E_NOMEM.
 */
KEFU_API int32_t kefu_hours_weekly(kefu_hours *hours, int32_t first, int32_t last,
                                   int32_t open_s, int32_t close_s);

/**
 * Closes a date. Saying it twice is no error.
 * @param hours the plan.
 * @param day   a day number of the years 1 to 9999.
 * @return #KEFU_OK; #KEFU_E_NULL; #KEFU_E_RANGE; #KEFU_E_NOMEM.
 */
KEFU_API int32_t kefu_hours_holiday(kefu_hours *hours, int32_t day);

/**
 * Gives a date hours of its own, instead of the weekly ones. Call it for each
 * interval of the date; for a date without any there is kefu_hours_holiday().
 * @param hours   the plan.
 * @param day     a day number of the years 1 to 9999.
 * @param open_s  as in kefu_hours_weekly().
 * @param close_s as in kefu_hours_weekly().
 * @return #KEFU_OK; #KEFU_E_NULL; #KEFU_E_RANGE; #KEFU_E_INTERVAL;
 *         #KEFU_E_OVERLAP with special hours of that date given before;
 *         #KEFU_E_NOMEM.
 */
KEFU_API int32_t kefu_hours_special(kefu_hours *hours, int32_t day, int32_t open_s,
                                    int32_t close_s);

/**
 * Closes an interval of a date. Breaks may overlap. What a break has after
 * midnight is closed on the next date.
 * @param hours   the plan.
 * @param day     a day number of the years 1 to 9999.
 * @param from_s  as in kefu_hours_weekly().
 * @param to_s    as in kefu_hours_weekly().
 * @return #KEFU_OK; #KEFU_E_NULL; #KEFU_E_RANGE; #KEFU_E_INTERVAL;
 *         #KEFU_E_NOMEM.
 */
KEFU_API int32_t kefu_hours_break(kefu_hours *hours, int32_t day, int32_t from_s, int32_t to_s);

/**
 * Says to which date the hours after midnight belong.
 * @param hours  the plan.
 * @param policy #KEFU_OVERNIGHT_CIVIL or #KEFU_OVERNIGHT_OWNER.
 * @return #KEFU_OK; #KEFU_E_NULL; #KEFU_E_ENUM.
 */
KEFU_API int32_t kefu_hours_overnight(kefu_hours *hours, int32_t policy);

/**
 * Lays a plan on a time zone. Keeps nothing of either; a plan may be laid on
 * several zones, and changed afterwards.
 * @param allocator memory to use; NULL: malloc. About 45 kB for a zone with
 *                  daylight saving, one without takes a few hundred bytes.
 * @param hours     the plan.
 * @param zone      NULL: UTC.
 * @param out       the schedule; free it with kefu_schedule_free().
 * @return #KEFU_OK, also for a plan that is never open; #KEFU_E_NULL;
 *         #KEFU_E_NOMEM. Cost: about 0.1 ms.
 */
KEFU_API int32_t kefu_schedule_new(const kefu_allocator *allocator, const kefu_hours *hours,
                                   const kefu_zone *zone, kefu_schedule **out);

/** Copies a schedule.
 *  @return #KEFU_OK; #KEFU_E_NULL; #KEFU_E_NOMEM. */
KEFU_API int32_t kefu_schedule_copy(const kefu_allocator *allocator,
                                    const kefu_schedule *schedule, kefu_schedule **out);

/** Frees a schedule; NULL is a no-op. */
KEFU_API void kefu_schedule_free(kefu_schedule *schedule);

/** @return 1 when both schedules were made of the same zone data and of plans
 *  that mean the same, else 0; also 0 when one of them is NULL. */
KEFU_API int32_t kefu_schedule_equal(const kefu_schedule *a, const kefu_schedule *b);

/**
 * Tells whether the house is open at an instant.
 * @param schedule the schedule.
 * @param t        the instant.
 * @param open     1 or 0.
 * @return #KEFU_OK; #KEFU_E_NULL; #KEFU_E_RANGE when @p t is.
 */
KEFU_API int32_t kefu_schedule_open_at(const kefu_schedule *schedule, int64_t t, int32_t *open);

/**
 * The business time between two instants.
 * @param schedule the schedule.
 * @param from     the first instant.
 * @param to       the second; before the first the result is negative.
 * @param ms       milliseconds of [@p from, @p to) in which the house is open.
 * @return #KEFU_OK; #KEFU_E_NULL; #KEFU_E_RANGE when an instant is.
 */
KEFU_API int32_t kefu_schedule_between(const kefu_schedule *schedule, int64_t from, int64_t to,
                                       int64_t *ms);

/**
 * The instant at which so much business time has passed since @p t.
 *
 * When it runs out exactly at closing there are many: #KEFU_SCHEDULE_NEAREST
 * is the closing itself (when a target is used up), #KEFU_SCHEDULE_FARTHEST
 * the next opening (the last instant at which no more is used up than that:
 * after it the target is missed).
 *
 * @param schedule the schedule.
 * @param t        where counting begins.
 * @param ms       how much, 0 or more.
 * @param which    #KEFU_SCHEDULE_NEAREST or #KEFU_SCHEDULE_FARTHEST.
 * @param out      the instant, not before @p t.
 * @return #KEFU_OK; #KEFU_E_NULL; #KEFU_E_NEGATIVE; #KEFU_E_ENUM;
 *         #KEFU_E_NEVER when the house will never be open that long (or,
 *         farthest, never again); #KEFU_E_RANGE when @p t is out of range, or
 *         the result is.
 */
KEFU_API int32_t kefu_schedule_add(const kefu_schedule *schedule, int64_t t, int64_t ms,
                                   int32_t which, int64_t *out);

/**
 * The instant since which so much business time has passed at @p t: as
 * kefu_schedule_add(), backwards. #KEFU_SCHEDULE_NEAREST is the latest such
 * instant, #KEFU_SCHEDULE_FARTHEST the earliest (with 0, the last closing).
 * @param schedule the schedule.
 * @param t        where counting back begins.
 * @param ms       how much, 0 or more.
 * @param which    #KEFU_SCHEDULE_NEAREST or #KEFU_SCHEDULE_FARTHEST.
 * @param out      the instant, not after @p t.
 * @return as kefu_schedule_add().
 */
KEFU_API int32_t kefu_schedule_subtract(const kefu_schedule *schedule, int64_t t, int64_t ms,
                                        int32_t which, int64_t *out);

/**
 * The first instant, not before @p t, at which the house is open: @p t itself
 * when it is.
 * @return #KEFU_OK; #KEFU_E_NULL; #KEFU_E_NEVER; #KEFU_E_RANGE when @p t is
 *         out of range, or the result is.
 */
KEFU_API int32_t kefu_schedule_next_open(const kefu_schedule *schedule, int64_t t, int64_t *out);

/**
 * The next closing: the first instant after @p t at which the house closes,
 * that is, at which it is closed after having been open. Outside hours it is
 * the closing that follows the next opening.
 * @return #KEFU_OK; #KEFU_E_NULL; #KEFU_E_NEVER when the house will not open
 *         again, or not close again; #KEFU_E_RANGE when @p t is out of range,
 *         or the result is.
 */
KEFU_API int32_t kefu_schedule_next_close(const kefu_schedule *schedule, int64_t t, int64_t *out);

/**
 * Reads the business clock: a number that goes on by a millisecond for each
 * in which the house is open, and stands still otherwise. The difference of
 * two readings of one schedule is kefu_schedule_between(); what a reading is
 * counted from is not said. For streams: with a cursor a reading near the
 * last one costs a few nanoseconds.
 * @param schedule the schedule.
 * @param cursor   the caller's, or NULL.
 * @param t        the instant.
 * @param reading  the reading, of either sign.
 * @return #KEFU_OK; #KEFU_E_NULL; #KEFU_E_RANGE when @p t is.
 */
KEFU_API int32_t kefu_schedule_clock(const kefu_schedule *schedule, kefu_schedule_cursor *cursor,
                                     int64_t t, int64_t *reading);

#ifdef __cplusplus
}
#endif

#endif
