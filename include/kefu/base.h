/**
 * @file kefu/base.h
 * What every family shares: status codes, the allocator, the result type.
 *
 * Conventions, stated once and true of every function unless it says
 * otherwise:
 * - A function that can fail returns an `int32_t` status, #KEFU_OK or a
 *   negative `KEFU_E_…`, and writes its outputs last and only on success.
 * - A required pointer that is NULL is #KEFU_E_NULL. `_free` takes NULL.
 * - After a failure every object is exactly as it was before the call.
 * - One writer or many readers at a time for each object; separate objects
 *   are independent. A function that takes a `const` object does not write.
 * - Times are milliseconds since 1970-01-01T00:00Z, durations milliseconds,
 *   money minor units of its currency; all `int64_t`.
 * - Strings are UTF-8 with a length and need no terminating zero.
 */
#ifndef KEFU_BASE_H
#define KEFU_BASE_H

#include <stddef.h>
#include <stdint.h>

#ifndef KEFU_API
#if defined(_WIN32) && defined(KEFU_SHARED)
#define KEFU_API __declspec(dllimport)
#elif defined(__GNUC__)
#define KEFU_API __attribute__((visibility("default")))
#else
#define KEFU_API
#endif
#endif

#ifdef __cplusplus
extern "C" {
#endif

/** @name Version of this header; kefu_version() tells that of the library. */
/**@{*/
#define KEFU_VERSION_MAJOR 0 /**< Part of the SONAME. */
#define KEFU_VERSION_MINOR 1 /**< Grows with new functions. */
#define KEFU_VERSION_PATCH 0 /**< Grows with corrections. */
/**@}*/

/** @return the library's version as `major * 10000 + minor * 100 + patch`. */
KEFU_API int32_t kefu_version(void);

/** @return the library's version as text, "0.1.0"; static, never NULL. */
KEFU_API const char *kefu_version_text(void);

/** @name Status codes. The numbers never change. */
/**@{*/
#define KEFU_OK 0            /**< Done. */
#define KEFU_E_NULL (-1)     /**< A required pointer is NULL. */
#define KEFU_E_SIZE (-2)     /**< A struct's size is not one that this library knows, or asks for something newer. */
#define KEFU_E_NOMEM (-3)    /**< The allocator gave no memory. */
#define KEFU_E_RANGE (-4)    /**< A number is outside its documented range. */
#define KEFU_E_OVERFLOW (-5) /**< A total would no longer fit its integer. */
#define KEFU_E_UNDERFLOW (-6) /**< More would be subtracted than was added. */
#define KEFU_E_KIND (-7)     /**< The event kind is unknown. */
#define KEFU_E_MISSING (-8)  /**< A field that the event's kind requires is absent. */
#define KEFU_E_ID (-9)       /**< An id was not made by this object, or is malformed. */
#define KEFU_E_ID_LONG (-10) /**< An id is longer than kefu_id_max_bytes(). */
#define KEFU_E_UTF8 (-11)    /**< Text is not valid UTF-8. */
#define KEFU_E_TIME (-12)    /**< A time is before 1970 or after 9999. */
#define KEFU_E_SCORE (-13)   /**< A score is outside its scale, or the scale is not one. */
#define KEFU_E_NEGATIVE (-14) /**< A negative amount, count or duration where it makes no sense. */
#define KEFU_E_ENUM (-15)    /**< A field has a value that its enumeration does not. */
#define KEFU_E_CURRENCY (-16) /**< Not an ISO 4217 code, or not the currency of this object. */
#define KEFU_E_HANDLE (-17)  /**< A handle is stale, or belongs to another desk. */
#define KEFU_E_SEALED (-18)  /**< The event or entity lies behind the seal mark. */
#define KEFU_E_ZONE (-19)    /**< A time zone's data is malformed, or its name unknown. */
#define KEFU_E_TRUNCATED (-20) /**< An encoding ends too early. */
#define KEFU_E_CORRUPT (-21) /**< An encoding is damaged or not in canonical form. */
#define KEFU_E_NEWER (-22)   /**< An encoding was written by a newer version of the library. */
#define KEFU_E_TYPE (-23)    /**< An encoding is of another type of object. */
#define KEFU_E_MISMATCH (-24) /**< Two objects of different scale, unit or precision cannot be combined. */
#define KEFU_E_METRIC (-25)  /**< No metric or definition has this name. */
#define KEFU_E_DEFINITION (-26) /**< A definition combines knobs that make no sense together. */
#define KEFU_E_QUERY (-27)   /**< A query asks for something this object does not keep. */
#define KEFU_E_NOT_FOUND (-28) /**< Nothing has this id or position. */
#define KEFU_E_EMPTY (-29)   /**< A result has no value because nothing was counted. */
#define KEFU_E_BUSY (-30)    /**< An object cannot go while others depend on it. */
#define KEFU_E_INTERVAL (-31) /**< An interval that ends where it begins; say 00:00 to 24:00 for a whole day. */
#define KEFU_E_OVERLAP (-32) /**< Special hours overlap others of the same date. */
#define KEFU_E_NEVER (-33)   /**< There is no such instant: the schedule is not open, or not closed, that much. */
#define KEFU_E_NOT_ESTABLISHED (-34) /**< What the platform means by this is not established; it gives no number. */
/**@}*/

/**
 * Says what a status means.
 * @param status any number.
 * @return a static English sentence without a full stop; never NULL, for
 *         unknown numbers "unknown status".
 */
KEFU_API const char *kefu_strerror(int32_t status);

/**
 * The host's memory, for those who do not want malloc.
 *
 * `allocate` returns @p size bytes aligned for any type, or NULL; it is never
 * asked for 0 bytes. `release` takes back what it gave, with the same size,
 * and is never given NULL. Both get @p context untouched. The struct is
 * copied by each object made with it; the context must outlive the object.
 */
typedef struct kefu_allocator {
	void *context; /**< The host's own. */
	void *(*allocate)(void *context, size_t size); /**< Gives memory or NULL. */
	void (*release)(void *context, void *memory, size_t size); /**< Takes it back. */
} kefu_allocator;

/** @name State of a figure */
/**@{*/
#define KEFU_STATE_NO_DATA 0       /**< Nothing was counted; there is no value. */
#define KEFU_STATE_VALUE 1         /**< The value is final for what is known. */
#define KEFU_STATE_BELOW_MINIMUM 2 /**< Fewer cases than the definition's minimum. */
#define KEFU_STATE_IMMATURE 3      /**< A counted unit's look-ahead has not ended. */
#define KEFU_STATE_PROVISIONAL 4   /**< Something that would count is undecided. */
#define KEFU_STATE_DEFAULT 5       /**< The definition's default stands in for a value. */
#define KEFU_STATE_NOT_COVERED 6   /**< The desk does not keep what the question needs. */
/**@}*/

/**
 * The one result type.
 *
 * `value`, `low` and `high` are NaN when the state has no value. `low..high`
 * is the 95 % interval: Wilson for rates, normal for means, order statistics
 * for quantiles, the multinomial variance for NPS; it equals the value where
 * no interval makes sense (counts, sums, extremes).
 */
typedef struct kefu_measure {
	double value; /**< The figure, computed once from the integers below. */
	double low;   /**< Lower end of the 95 % interval. */
	double high;  /**< Upper end of the 95 % interval. */
	int64_t num;  /**< Numerator, or the sum, saturated to int64. */
	int64_t den;  /**< Denominator, or the number of readings. */
	int64_t count; /**< Sample size: the cases behind the figure. */
	int32_t state; /**< One of `KEFU_STATE_…`. */
	int32_t reserved32; /**< 0. */
	int64_t reserved[2]; /**< 0. */
} kefu_measure;

/** @return the name of a state as the vectors spell it ("no_data", "value",
 *  …); static, never NULL, "unknown" for an unknown number. */
KEFU_API const char *kefu_state_name(int32_t state);

/** @return sizeof(kefu_measure), for bindings. */
KEFU_API size_t kefu_measure_size(void);

/** @return the most bytes an id or name may have: 255. */
KEFU_API int32_t kefu_id_max_bytes(void);

/** @return the latest time an event may have: the last millisecond of 9999. */
KEFU_API int64_t kefu_time_max(void);

/** @return the largest amount, postage, number of units, count or target that
 *  an event may have, 10^15: it takes more than 9,000 of them to make a sum
 *  that does not fit. */
KEFU_API int64_t kefu_quantity_max(void);

#ifdef __cplusplus
}
#endif

#endif
