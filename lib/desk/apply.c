/* Taking events: each by itself, whole or not at all. */
#include <string.h>

#include "desk/board.h"
#include "desk/seal.h"
#include "history/kinds.h"

static void note_refusal(kefu_desk *desk, const kefu_event *event,
                         int64_t position, int32_t status, int32_t field)
{
	kefu_refusal *refusal =
		&desk->refusals[desk->refused % (int64_t)desk->refusals_kept];

	memset(refusal, 0, sizeof *refusal);
	refusal->size = sizeof *refusal;
	refusal->status = status;
	refusal->position = position;
	refusal->t = event->t;
	refusal->kind = event->kind;
	refusal->field = field;
	desk->refused++;
}

/* How far ahead of the checks memory is asked for. */
#define AHEAD 8

static inline void check_soon(const kefu_desk *desk, const kefu_event *event)
{
	text_id_soon(&desk->texts, event->session);
	text_id_soon(&desk->texts, event->customer);
	text_id_soon(&desk->texts, event->order);
}

/* The ids that a text table must know, where they may be texts. */
static int32_t check_ids(const kefu_desk *desk, const kefu_event *event,
                         int32_t *field)
{
	static const int32_t ids[] = {
		KEFU_FIELD_SESSION, KEFU_FIELD_CUSTOMER, KEFU_FIELD_AGENT,
		KEFU_FIELD_TEAM, KEFU_FIELD_ORDER, KEFU_FIELD_ITEM,
		KEFU_FIELD_REFUND, KEFU_FIELD_TO, KEFU_FIELD_TO_TEAM,
		KEFU_FIELD_CHANNEL, KEFU_FIELD_TOPIC, KEFU_FIELD_COMPLAINT,
		KEFU_FIELD_NAME,
	};
	kefu_id texts = event->session | event->customer | event->agent |
	                event->team | event->order | event->item |
	                event->refund | event->to | event->to_team |
	                event->channel | event->topic | event->complaint |
	                event->name;
	size_t i;

	if ((texts & TEXT_ID_BIT) == 0)
		return KEFU_OK;
	for (i = 0; i < sizeof ids / sizeof *ids; i++) {
		kefu_id id;

		memcpy(&id, (const char *)event + field_of(ids[i])->offset, sizeof id);
		if (!text_id_known(&desk->texts, id)) {
			*field = ids[i];
			return KEFU_E_ID;
		}
	}
	return KEFU_OK;
}

static int32_t check(const kefu_desk *desk, const kefu_event *event,
                     int32_t *field)
{
	int32_t status = kefu_event_check(event, field);

	if (status == KEFU_OK)
		status = check_ids(desk, event, field);
	return status == KEFU_OK && (event->t <= desk->mark || event->kind == KEFU_EVENT_RETRACT)
		? seal_check(desk, event) : status;
}

/* A refused event may be the only one that names what it is of. */
static void offer_texts(kefu_desk *desk, const kefu_event *event)
{
	text_offer(&desk->texts, event->session);
	text_offer(&desk->texts, event->customer);
	text_offer(&desk->texts, event->order);
	text_offer(&desk->texts, event->item);
	text_offer(&desk->texts, event->refund);
	text_offer(&desk->texts, event->complaint);
}

/* Behind the mark it matters what is held: an event there is checked once
 * those before it are put away. */
static int may_follow(const kefu_desk *desk, const kefu_event *event, size_t pending)
{
	return pending == 0 || event->t > desk->mark;
}

/* How far apart the events of an array are: a later header may have larger
 * ones. What no header can have leaves them where ours are, to be refused. */
static size_t stride_of(const kefu_event *events)
{
	size_t size = events->size;

	return size > sizeof *events && size <= EVENT_SIZE_LARGEST &&
	       size % sizeof events->t == 0 ? size : sizeof *events;
}

static const kefu_event *event_at(const kefu_event *events, size_t stride,
                                  size_t at)
{
	return (const kefu_event *)(const void *)((const char *)events + at * stride);
}

/* A batch small enough for prefetching. Runs of good events are put away
 * together; *done counts them and the refused ones. */
static int32_t apply_batch(kefu_desk *desk, const kefu_event *events,
                           size_t stride, size_t count, size_t *done,
                           int32_t *first_refusal)
{
	size_t from = 0, taken;
	int32_t status;

	*done = 0;
	while (from < count) {
		size_t to = from;
		int32_t field = 0, refused = KEFU_OK;

		while (to < count && may_follow(desk, event_at(events, stride, to), to - from) &&
		       (refused = check(desk, event_at(events, stride, to),
		                        &field)) == KEFU_OK) {
			to++;
			if (desk->texts.forgets && count - to > AHEAD)
				check_soon(desk, event_at(events, stride, to + AHEAD));
		}
		status = timelines_apply_many(desk->timelines,
			event_at(events, stride, from), stride, to - from,
			&taken, &desk->applied, &desk->duplicates);
		desk->given += (int64_t)taken;
		*done += taken;
		if (desk->board != NULL)
			board_note(desk, event_at(events, stride, from), stride,
			           taken);
		if (status != KEFU_OK)
			return status;
		from = to;
		if (refused == KEFU_OK)
			continue;
		note_refusal(desk, event_at(events, stride, from), desk->given,
		             refused, field);
		if (refused != KEFU_E_SIZE)
			offer_texts(desk, event_at(events, stride, from));
		desk->given++;
		++*done;
		from++;
		if (*first_refusal == KEFU_OK)
			*first_refusal = refused;
	}
	return KEFU_OK;
}

int32_t desk_apply_batch(kefu_desk *desk, const kefu_event *events,
                         size_t count, size_t *done, int32_t *first_refusal)
{
	return apply_batch(desk, events, sizeof *events, count, done,
	                   first_refusal);
}

int32_t kefu_desk_apply(kefu_desk *desk, const kefu_event *events,
                        size_t count, size_t *done)
{
	int32_t refusal = KEFU_OK, status = KEFU_OK;
	size_t at = 0, stride;

	if (desk == NULL || (events == NULL && count != 0))
		return KEFU_E_NULL;
	stride = count != 0 ? stride_of(events) : 0;
	while (at < count && status == KEFU_OK) {
		size_t size = count - at < DESK_BATCH
			? count - at : DESK_BATCH, taken;

		status = apply_batch(desk, event_at(events, stride, at), stride,
		                     size, &taken, &refusal);
		at += taken;
	}
	if (done != NULL)
		*done = at;
	return status != KEFU_OK ? status : refusal;
}
