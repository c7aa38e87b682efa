/* The profiles: what each platform means by its figures, as rows of text.
 * A file <platform>.c each (Tmall and 1688 are Taobao's); a new rule is a new
 * row. */
#ifndef PROFILE_PROFILES_H
#define PROFILE_PROFILES_H

#include "kefu/profile.h"
#include "measure/definition_object.h"

/* In which study a row's sources are numbered. */
#define MARKETPLACES "research on marketplaces, "
#define HELPDESKS "research on helpdesks, "

struct profile_row {
	const char *id;      /* "taobao.reply_within_3min" */
	const char *name;    /* as the platform calls it, and in English */
	const char *from;    /* "2022-03-01", "2022-03"; "~" before: inferred;
	                        "<" before: in force by then; "": unknown */
	const char *to;      /* inclusive day, or the month in which the next
	                        begins; "": in force; "?": ended, nobody says when */
	const char *metric;  /* of the catalogue; "" where there is none */
	const char *knobs;   /* "unit=round; limit_s=180": what differs */
	const char *grade;   /* A to D, see kefu/profile.h */
	const char *source;
	const char *note;    /* conflicts and open points */
	const char *refused; /* why it is not a number, or NULL */
	const char *version; /* where `from` does not tell it apart, or NULL */
};

struct profile_table {
	const char *name; /* "taobao" */
	const struct profile_row *rows;
	size_t count;
};

extern const struct profile_table profile_taobao, profile_tmall, profile_1688,
	profile_jd, profile_pinduoduo, profile_douyin, profile_kuaishou,
	profile_xiaohongshu, profile_shopee, profile_lazada,
	profile_tiktok_shop, profile_wechat, profile_zendesk,
	profile_chatwoot, profile_zammad, profile_intercom,
	profile_freshdesk, profile_gorgias, profile_frappe;

size_t profile_row_count(void);
const struct profile_row *profile_row_at(size_t index);

int profile_is_of(const struct profile_row *row, const char *profile,
                  size_t length);
int profile_is_named(const struct profile_row *row, const char *id,
                     size_t length);
/* By its version: the `version` text, else that of `from`. */
int profile_is_version(const struct profile_row *row, const char *version,
                       size_t length);
const char *profile_version(const struct profile_row *row);
/* No day tells when it was in force: used by its version only. */
int profile_is_undated(const struct profile_row *row);
int32_t profile_from(const struct profile_row *row); /* KEFU_DAY_ANY: from ever */
int32_t profile_to(const struct profile_row *row);   /* … for ever */

/* The definition of a row that is not refused. */
int32_t profile_define(const kefu_allocator *allocator,
                       const struct profile_row *row, kefu_definition **out);

#endif
