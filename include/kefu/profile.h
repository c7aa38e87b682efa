/**
 * @file kefu/profile.h
 * Profiles: what each marketplace and helpdesk means by its figures.
 *
 * A row is one dated version of one definition. kefu_desk_use() takes the name
 * of a profile ("taobao": every definition of it that is established), of a
 * definition ("taobao.reply_within_3min": each case is judged by the version
 * in force on its day) or of one version
 * ("taobao.reply_within_3min@~2022-03": for all days).
 *
 * @code
 * kefu_profile_entry row = {sizeof row};
 * int32_t i;
 *
 * for (i = 0; kefu_profile_at(i, &row) == KEFU_OK; i++)
 *         printf("%s %s %s: %s\n", row.id, row.from, row.grade, row.knobs);
 * @endcode
 *
 * **How well established.** Grade A: the platform's own rule or interface, or
 * the source of the product. B: a vendor's help page, or the code and exports
 * of shipped tools. C: press, forums, sellers' blogs. D: one claim without
 * support. "-": our own founding texts, no platform's. A row that is not
 * established has a name and a reason, and no number.
 */
#ifndef KEFU_PROFILE_H
#define KEFU_PROFILE_H

#include "kefu/definition.h"

#ifdef __cplusplus
extern "C" {
#endif

/** A row; its texts are static, zero-terminated and never NULL. */
typedef struct kefu_profile_entry {
	uint32_t size;       /**< sizeof(kefu_profile_entry), set by the caller. */
	int32_t established; /**< 1: usable; 0: refused, see `refusal`. */
	int32_t from_day;    /**< First day in force; KEFU_DAY_ANY: not known. */
	int32_t to_day;      /**< Last day in force; KEFU_DAY_ANY: still, or not known. */
	const char *profile; /**< "taobao" */
	const char *id;      /**< "taobao.reply_within_3min" */
	const char *version; /**< What follows the `@` of its full name; "" for an only one. */
	const char *name;    /**< As the platform calls it, and in English. */
	const char *metric;  /**< Id in the catalogue; "" where there is none. */
	const char *from;    /**< As the source dates it: "2022-03"; "~" before: inferred; "<" before: in force by then; "": unknown. */
	const char *to;      /**< Likewise; "": in force; "?": ended, nobody says when. */
	const char *grade;   /**< "A" … "D", "-"; two: of the rule, then of the part that the note names. */
	const char *source;  /**< Where it is said. */
	const char *knobs;   /**< What differs from the metric's defaults. */
	const char *note;    /**< Conflicts and open points; "". */
	const char *refusal; /**< Why it gives no number; "". */
} kefu_profile_entry;

/** @return the number of rows. */
KEFU_API int32_t kefu_profile_count(void);

/** Reads a row: profiles in turn, versions of an id from old to new.
 *  @return KEFU_OK, KEFU_E_NULL, KEFU_E_SIZE, KEFU_E_NOT_FOUND. */
KEFU_API int32_t kefu_profile_at(int32_t index, kefu_profile_entry *out);

/** Finds the newest row of an id, or with `@` that version.
 *  @return KEFU_OK, KEFU_E_NULL, KEFU_E_SIZE, KEFU_E_NOT_FOUND. */
KEFU_API int32_t kefu_profile_find(const char *id, size_t length,
                                   kefu_profile_entry *out);

/**
 * The definition of a row, to look at or to change: a shop's own limit, the
 * calendar of a helpdesk.
 * @param out free it with kefu_definition_free().
 * @return KEFU_OK, KEFU_E_NULL, KEFU_E_NOT_FOUND, KEFU_E_NOT_ESTABLISHED,
 *         KEFU_E_NOMEM.
 */
KEFU_API int32_t kefu_profile_definition(const kefu_allocator *allocator,
                                         int32_t index, kefu_definition **out);

#ifdef __cplusplus
}
#endif

#endif
