/* How long a desk keeps what. */
#include <string.h>

#include "desk/board.h"
#include "desk/seal.h"
#include "time/civil.h"

#define MOST_DAYS 4000
#define MOST_MS (3653 * CIVIL_DAY_MS)

void kefu_keeping_init(kefu_keeping *keeping)
{
	if (keeping == NULL)
		return;
	memset(keeping, 0, sizeof *keeping);
	keeping->size = sizeof *keeping;
	keeping->keep_days = 35;
	keeping->retention = 7 * CIVIL_DAY_MS;
	keeping->idle_end = 30 * CIVIL_DAY_MS;
}

int32_t keeping_check(const kefu_keeping *keeping)
{
	size_t i;

	if (keeping->size != sizeof *keeping)
		return KEFU_E_SIZE;
	for (i = 0; i < sizeof keeping->reserved; i++)
		if (keeping->reserved[i] != 0)
			return KEFU_E_SIZE;
	if (keeping->keep_days < 1 || keeping->keep_days > MOST_DAYS ||
	    keeping->retention < 0 || keeping->retention > MOST_MS ||
	    keeping->idle_end < CIVIL_DAY_MS || keeping->idle_end > MOST_MS)
		return KEFU_E_RANGE;
	return KEFU_OK;
}

int keeping_equal(const kefu_keeping *a, const kefu_keeping *b)
{
	return a->size == b->size && a->keep_days == b->keep_days &&
	       a->retention == b->retention && a->idle_end == b->idle_end;
}

int32_t kefu_desk_keep(kefu_desk *desk, const kefu_keeping *keeping)
{
	int32_t status;

	if (desk == NULL || keeping == NULL)
		return KEFU_E_NULL;
	status = keeping_check(keeping);
	if (status != KEFU_OK)
		return status;
	if (desk->mark >= 0 && !keeping_equal(&desk->keeping, keeping))
		return KEFU_E_SEALED;
	board_drop(desk);
	desk->keeping = *keeping;
	return KEFU_OK;
}

int32_t kefu_desk_keeping(const kefu_desk *desk, kefu_keeping *out)
{
	if (desk == NULL || out == NULL)
		return KEFU_E_NULL;
	if (out->size != sizeof *out)
		return KEFU_E_SIZE;
	if (desk->keeping.size == 0)
		return KEFU_E_EMPTY;
	*out = desk->keeping;
	return KEFU_OK;
}

int64_t kefu_desk_mark(const kefu_desk *desk)
{
	return desk != NULL ? desk->mark : -1;
}

/* What is sealed and told again must not count for what began since under its
 * id: that has nothing from before its first event. */
static int has_begun(const kefu_desk *desk, uint32_t track, int64_t t)
{
	struct track_info info;

	if (track == NO_TRACK)
		return 0;
	timelines_info(desk->timelines, track, &info);
	return info.first <= t;
}

int32_t seal_check(const kefu_desk *desk, const kefu_event *event)
{
	enum track_kind kind;
	kefu_id id, agent;
	uint32_t track;

	timelines_entity(event, &kind, &id, &agent);
	if (kind == TRACK_NONE)
		return KEFU_E_SEALED;
	track = timelines_find(desk->timelines, kind, id, agent);
	if (kind != TRACK_SHOP && kind != TRACK_AGENT)
		return event->t > desk->mark || has_begun(desk, track, event->t) ? KEFU_OK : KEFU_E_SEALED;
	/* what is sealed cannot be taken back either */
	return event->t <= desk->mark ||
	       (track != NO_TRACK &&
	        timelines_has_number(desk->timelines, track, event->seq, desk->mark))
		? KEFU_E_SEALED : KEFU_OK;
}

int32_t kefu_desk_adds_up(const kefu_desk *desk, const char *name, size_t length)
{
	int32_t at;

	if (desk == NULL || name == NULL)
		return KEFU_E_NULL;
	at = desk_used_find(desk, name, length);
	return at >= 0 ? used_adds_up(&desk->used[at]) : KEFU_E_METRIC;
}
