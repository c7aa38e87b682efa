/* Which texts a desk still names. */
#include "desk/desk.h"

static void name_id(void *texts, kefu_id id)
{
	text_name(texts, id);
}

/* The words of definitions were made ids when they came. */
static void name_definitions(kefu_desk *desk)
{
	struct text_table *texts = &desk->texts;
	size_t i, k, n;

	for (i = 0; i < desk->used_count; i++) {
		for (k = 0; k < desk->used[i].version_count; k++) {
			const struct definition *rule = &desk->used[i].versions[k].definition->rule;

			for (n = 0; n < MOST_FLAGS; n++)
				text_name(texts, rule->attribution.exclude_flags[n]);
			text_name(texts, rule->weight_by.flag);
			text_name(texts, rule->case_reason);
		}
	}
}

void desk_visit_ids(const kefu_desk *desk, sealed_visit *visit, void *context)
{
	size_t i;

	for (i = 0; i < desk->roster.count; i++) {
		visit(context, desk->roster.entries[i].agent);
		visit(context, desk->roster.entries[i].team);
	}
	for (i = 0; i < desk->sla.promise_count; i++)
		visit(context, desk->sla.promises[i].name);
	for (i = 0; i < desk->sla.row_count; i++) {
		visit(context, desk->sla.rows[i].channel);
		visit(context, desk->sla.rows[i].topic);
	}
	for (i = 0; i < desk->sla.calendar_count; i++)
		visit(context, desk->sla.calendars[i].name);
	sealed_visit_ids(&desk->sealed, visit, context);
}

void desk_forget_texts(kefu_desk *desk)
{
	uint32_t count = timelines_track_count(desk->timelines), track;

	for (track = 0; track < count; track++)
		if (timelines_kind(desk->timelines, track) != 0)
			timelines_name_texts(desk->timelines, track);
	desk_visit_ids(desk, name_id, &desk->texts);
	name_definitions(desk);
	text_forget_unnamed(&desk->texts);
}
