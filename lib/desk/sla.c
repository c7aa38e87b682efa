/* Targets of a desk, and how its open work stands against them. */
#include "desk/board.h"

int32_t kefu_desk_target(kefu_desk *desk, const kefu_target *target)
{
	int32_t status;

	if (desk == NULL || target == NULL)
		return KEFU_E_NULL;
	status = sla_book_add(&desk->sla, &desk->allocator, &desk->texts, target);
	if (status == KEFU_OK)
		board_drop(desk);
	return status;
}

int32_t kefu_desk_schedule(kefu_desk *desk, kefu_id name,
                           const kefu_schedule *schedule)
{
	int32_t status;

	if (desk == NULL)
		return KEFU_E_NULL;
	if (name == 0)
		return KEFU_E_MISSING;
	if (!text_id_known(&desk->texts, name))
		return KEFU_E_ID;
	status = sla_book_name(&desk->sla, &desk->allocator, name, schedule);
	if (status == KEFU_OK)
		board_drop(desk);
	return status;
}

static int64_t last_instant(const kefu_desk *desk)
{
	struct timelines_counts counts;

	timelines_count(desk->timelines, &counts);
	return counts.last >= 0 ? counts.last : 0;
}

static int32_t instant_of(const kefu_desk *desk, int64_t *as_of)
{
	if (*as_of == KEFU_AS_OF_LAST)
		*as_of = last_instant(desk);
	return *as_of >= 0 && *as_of <= kefu_time_max() ? KEFU_OK : KEFU_E_TIME;
}

/* ---- what is due ---- */

struct offer {
	kefu_timers *timers;
	uint32_t states; /* bits 1 << KEFU_TIMER_… */
};

static int32_t take_offer(void *context, const struct live_timer *live)
{
	struct offer *offer = context;

	return (offer->states >> live->timer.state & 1) != 0
		? timers_offer(offer->timers, &live->timer) : KEFU_OK;
}

/* As it was at an instant that has events after it. */
static int32_t list_past(const kefu_desk *desk, int64_t as_of, struct offer *offer)
{
	uint32_t count = timelines_track_count(desk->timelines), track;
	struct live live;
	int32_t status = live_begin(&live, desk, as_of, take_offer, offer);

	for (track = 0; track < count && status == KEFU_OK; track++)
		status = live_track(&live, track, NULL);
	live_end(&live);
	timers_sort(offer->timers);
	return status;
}

static uint32_t states_of(int32_t which)
{
	uint32_t states = 0;

	if (which == 0)
		which = KEFU_DUE_BREACHED | KEFU_DUE_RUNNING;
	if ((which & KEFU_DUE_BREACHED) != 0)
		states |= 1u << KEFU_TIMER_BREACHED;
	if ((which & KEFU_DUE_RUNNING) != 0)
		states |= 1u << KEFU_TIMER_RUNNING;
	if ((which & KEFU_DUE_PAUSED) != 0)
		states |= 1u << KEFU_TIMER_PAUSED;
	return states;
}

static int32_t finish(kefu_timers *timers, int32_t status, kefu_timers **out)
{
	if (status != KEFU_OK) {
		kefu_timers_free(timers);
		return status;
	}
	timers->texts = NULL;
	*out = timers;
	return KEFU_OK;
}

int32_t kefu_desk_due(kefu_desk *desk, int64_t as_of, int32_t which,
                      int64_t limit, kefu_timers **out)
{
	struct offer offer = {NULL, states_of(which)};
	int32_t status;

	if (desk == NULL || out == NULL)
		return KEFU_E_NULL;
	if (which < 0 || which > (KEFU_DUE_BREACHED | KEFU_DUE_RUNNING | KEFU_DUE_PAUSED))
		return KEFU_E_ENUM;
	if (limit < 0)
		return KEFU_E_RANGE;
	status = desk_instant(desk, as_of, &as_of);
	if (status == KEFU_OK && as_of <= desk->mark)
		status = KEFU_E_SEALED; /* what was open then may be gone */
	if (status != KEFU_OK)
		return status;
	status = timers_new(&desk->allocator, &desk->texts, as_of,
	                    limit != 0 && (uint64_t)limit < SIZE_MAX
	                    ? (size_t)limit : SIZE_MAX, &offer.timers);
	if (status != KEFU_OK || desk->sla.promise_count == 0)
		return finish(offer.timers, status, out);
	if (as_of < last_instant(desk))
		return finish(offer.timers, list_past(desk, as_of, &offer), out);
	status = board_update(desk, as_of);
	if (status == KEFU_OK)
		status = board_list(desk, offer.states, offer.timers);
	return finish(offer.timers, status, out);
}

/* ---- one session, one refund case ---- */

static int32_t take_all(void *context, const struct live_timer *live)
{
	return timers_append(context, &live->timer);
}

static int32_t read_one(const kefu_desk *desk, enum track_kind kind, kefu_id id,
                        int64_t as_of, int is_history, live_taker *take,
                        void *context)
{
	struct live live;
	uint32_t track = timelines_find(desk->timelines, kind, id, 0);
	int begun = 0;
	int32_t status;

	if (track == NO_TRACK)
		return KEFU_E_NOT_FOUND;
	status = live_begin(&live, desk, as_of, take, context);
	live.is_history = is_history;
	if (status == KEFU_OK)
		status = live_track(&live, track, &begun);
	live_end(&live);
	return status == KEFU_OK && !begun ? KEFU_E_NOT_FOUND : status;
}

static int32_t list_one(const kefu_desk *desk, enum track_kind kind, kefu_id id,
                        int64_t as_of, kefu_timers **out)
{
	kefu_timers *timers;
	int32_t status;

	if (desk == NULL || out == NULL)
		return KEFU_E_NULL;
	if (id == 0)
		return KEFU_E_MISSING;
	if (!text_id_known(&desk->texts, id))
		return KEFU_E_ID;
	status = instant_of(desk, &as_of);
	if (status != KEFU_OK)
		return status;
	status = timers_new(&desk->allocator, &desk->texts, as_of, SIZE_MAX, &timers);
	if (status != KEFU_OK)
		return status;
	return finish(timers, read_one(desk, kind, id, as_of, 1, take_all, timers), out);
}

int32_t kefu_desk_timers(const kefu_desk *desk, kefu_id session, int64_t as_of,
                         kefu_timers **out)
{
	return list_one(desk, TRACK_SESSION, session, as_of, out);
}

int32_t kefu_desk_refund_timers(const kefu_desk *desk, kefu_id refund,
                                int64_t as_of, kefu_timers **out)
{
	return list_one(desk, TRACK_REFUND, refund, as_of, out);
}

/* The most urgent so far. */
struct urgent {
	const struct text_table *texts;
	kefu_timer timer;
	int is_found;
};

static int32_t take_urgent(void *context, const struct live_timer *live)
{
	struct urgent *urgent = context;

	if (live->timer.state != KEFU_TIMER_PAUSED &&
	    (!urgent->is_found ||
	     timer_is_later(urgent->texts, &urgent->timer, &live->timer))) {
		urgent->timer = live->timer;
		urgent->is_found = 1;
	}
	return KEFU_OK;
}

int32_t desk_session_due(const kefu_desk *desk, kefu_id session, int64_t as_of,
                         kefu_timer *out)
{
	struct urgent urgent = {&desk->texts, {0}, 0};
	int32_t status = instant_of(desk, &as_of);

	if (status == KEFU_OK)
		status = read_one(desk, TRACK_SESSION, session, as_of, 0,
		                  take_urgent, &urgent);
	if (status != KEFU_OK)
		return status;
	if (!urgent.is_found)
		return KEFU_E_EMPTY;
	*out = urgent.timer;
	return KEFU_OK;
}
