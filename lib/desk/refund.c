/* What happens to a refund case, each a thin spelling of an event. */
#include "kefu/refund.h"

#include <string.h>

#include "desk/handle.h"
#include "measure/cube.h"
#include "measure/trade.h"

struct kefu_refund {
	struct handle handle;
};

int32_t kefu_desk_refund(kefu_desk *desk, kefu_id id, kefu_refund **out)
{
	void *made;
	int32_t status;

	if (out == NULL)
		return KEFU_E_NULL;
	status = handle_new(desk, TRACK_REFUND, id, sizeof **out, &made);
	if (status == KEFU_OK)
		*out = made;
	return status;
}

void kefu_refund_free(kefu_refund *refund)
{
	handle_free((struct handle *)refund, sizeof *refund);
}

kefu_id kefu_refund_id(const kefu_refund *refund)
{
	return refund != NULL ? refund->handle.id : 0;
}

int32_t kefu_refund_number(kefu_refund *refund, int64_t seq)
{
	return handle_number((struct handle *)refund, seq);
}

static int32_t tell(kefu_refund *refund, kefu_event *event)
{
	if (refund == NULL)
		return KEFU_E_NULL;
	event->refund = refund->handle.id;
	return handle_tell(&refund->handle, event);
}

/* An event that says no more than its kind and perhaps an agent. */
static int32_t tell_kind(kefu_refund *refund, int64_t t, int32_t kind,
                         kefu_id agent)
{
	kefu_event event = handle_event(kind, t);

	event.agent = agent;
	return tell(refund, &event);
}

static int claim_is_known(const kefu_refund_claim *claim)
{
	static const uint8_t zeros[sizeof claim->reserved4];

	return claim->size == sizeof *claim &&
	       memcmp(claim->reserved, zeros, sizeof claim->reserved) == 0 &&
	       memcmp(claim->reserved4, zeros, sizeof claim->reserved4) == 0;
}

int32_t kefu_refund_request(kefu_refund *refund, int64_t t,
                            const kefu_refund_claim *claim)
{
	kefu_event event = handle_event(KEFU_EVENT_REFUND_REQUEST, t);

	if (claim != NULL) {
		if (!claim_is_known(claim))
			return refund != NULL ? KEFU_E_SIZE : KEFU_E_NULL;
		event.type = claim->type;
		event.initiator = claim->initiator;
		event.order = claim->order;
		event.item = claim->item;
		event.customer = claim->customer;
		event.agent = claim->agent;
		event.name = claim->reason;
		event.amount = claim->amount;
		event.units = claim->units;
		memcpy(event.currency, claim->currency, sizeof event.currency);
	}
	return tell(refund, &event);
}

int32_t kefu_refund_refuse(kefu_refund *refund, int64_t t, kefu_id agent)
{
	return tell_kind(refund, t, KEFU_EVENT_REFUND_REFUSE, agent);
}

int32_t kefu_refund_agree(kefu_refund *refund, int64_t t, kefu_id agent)
{
	return tell_kind(refund, t, KEFU_EVENT_REFUND_AGREE, agent);
}

int32_t kefu_refund_ship_back(kefu_refund *refund, int64_t t)
{
	return tell_kind(refund, t, KEFU_EVENT_REFUND_SHIP_BACK, 0);
}

int32_t kefu_refund_sign(kefu_refund *refund, int64_t t, kefu_id agent)
{
	return tell_kind(refund, t, KEFU_EVENT_REFUND_SIGN, agent);
}

int32_t kefu_refund_complete(kefu_refund *refund, int64_t t, kefu_id agent,
                             int64_t amount, const char *currency,
                             int64_t units)
{
	kefu_event event = handle_event(KEFU_EVENT_REFUND_COMPLETE, t);
	size_t i;

	event.agent = agent;
	event.amount = amount;
	event.units = units;
	/* text that is longer than a code is none: its fourth letter tells */
	for (i = 0; currency != NULL && i < sizeof event.currency &&
	     currency[i] != '\0'; i++)
		event.currency[i] = currency[i];
	return tell(refund, &event);
}

int32_t kefu_refund_withdraw(kefu_refund *refund, int64_t t)
{
	return tell_kind(refund, t, KEFU_EVENT_REFUND_WITHDRAW, 0);
}

int32_t kefu_refund_intervene(kefu_refund *refund, int64_t t,
                              int32_t initiator)
{
	kefu_event event = handle_event(KEFU_EVENT_REFUND_INTERVENE, t);

	event.initiator = handle_byte(initiator);
	return tell(refund, &event);
}

int32_t kefu_refund_judge(kefu_refund *refund, int64_t t, int32_t liable)
{
	kefu_event event = handle_event(KEFU_EVENT_REFUND_JUDGE, t);

	event.liable = handle_byte(liable);
	return tell(refund, &event);
}

int32_t kefu_refund_find(kefu_refund *refund, int64_t t, kefu_id agent,
                         kefu_id finding, int64_t points)
{
	kefu_event event = handle_event(KEFU_EVENT_QA_FINDING, t);

	event.agent = agent;
	event.name = finding;
	event.value = points;
	event.has_value = 1;
	return tell(refund, &event);
}

int32_t kefu_refund_retract(kefu_refund *refund, int64_t t, int64_t seq)
{
	kefu_event event = handle_event(KEFU_EVENT_RETRACT, t);

	if (refund == NULL)
		return KEFU_E_NULL;
	event.refund = refund->handle.id;
	event.seq = seq;
	return handle_tell_as_is(&refund->handle, &event);
}

/* The reader */

const char *kefu_refund_state_name(int32_t state)
{
	static const char *const names[] = {
		"unrequested", "requested", "refused", "agreed", "returning",
		"signed", "completed", "withdrawn",
	};

	return state >= KEFU_REFUND_UNREQUESTED && state <= KEFU_REFUND_WITHDRAWN
		? names[state] : NULL;
}

/* What the events tell one by one; returns t of the last withdrawal. */
static int64_t read_events(const struct dossier *refund,
                           kefu_refund_view *view)
{
	int64_t withdrawn = -1;
	size_t i;

	for (i = 0; i < refund->count; i++) {
		const struct entry *event = &refund->events[i];

		if (event->agent != 0)
			view->handler = event->agent;
		view->requests += event->kind == KEFU_EVENT_REFUND_REQUEST;
		view->refusals += event->kind == KEFU_EVENT_REFUND_REFUSE;
		if (event->kind == KEFU_EVENT_REFUND_WITHDRAW)
			withdrawn = event->t;
		if (event->kind == KEFU_EVENT_REFUND_JUDGE) {
			view->judged = event->t;
			view->liable = event->liable;
		}
	}
	return withdrawn;
}

static int64_t first_time(const struct dossier *refund, uint8_t kind)
{
	const struct entry *first = dossier_first(refund, kind);

	return first != NULL ? first->t : -1;
}

/* Up to `until`; while goods are under way the buyer's shipping lasts on. */
static int64_t elapsed(const struct dossier *refund, int64_t until, int done)
{
	int64_t taken = until - refund_start(refund), from, to;

	if (refund_shipping(refund, KEFU_EVENT_REFUND_SIGN, &from, &to)) {
		taken -= (to < until ? to : until) - from;
	} else if (!done && refund_type(refund) == KEFU_TYPE_RETURN_REFUND) {
		from = first_time(refund, KEFU_EVENT_REFUND_AGREE);
		taken -= from >= 0 ? until - from : 0;
	}
	return taken > 0 ? taken : 0;
}

static void show(const struct dossier *refund, uint32_t desk, int64_t as_of,
                 kefu_refund_view *view)
{
	const struct entry *intervened =
		dossier_first(refund, KEFU_EVENT_REFUND_INTERVENE);
	struct money money = refund_claimed(refund, desk);
	int64_t withdrawn, until = as_of;

	memset(view, 0, sizeof *view);
	view->size = sizeof *view;
	view->state = KEFU_REFUND_UNREQUESTED + (int32_t)refund_state(refund);
	view->type = refund_type(refund);
	view->order = refund->order;
	view->customer = refund->customer;
	view->requested = first_time(refund, KEFU_EVENT_REFUND_REQUEST);
	view->agreed = first_time(refund, KEFU_EVENT_REFUND_AGREE);
	view->completed = first_time(refund, KEFU_EVENT_REFUND_COMPLETE);
	view->intervened = intervened != NULL ? intervened->t : -1;
	view->intervened_by = intervened != NULL ? intervened->initiator : 0;
	view->judged = -1;
	withdrawn = read_events(refund, view);
	view->last = refund->events[refund->count - 1].t;
	view->amount = money.amount;
	currency_unpack(money.currency, view->currency);
	if (view->completed >= 0)
		until = view->completed;
	else if (view->state == KEFU_REFUND_WITHDRAWN)
		until = withdrawn;
	view->elapsed = elapsed(refund, until, view->completed >= 0);
}

/* Reads a track as a dossier; its events are the caller's to free. */
static int32_t read_dossier(const kefu_desk *desk, uint32_t track,
                            int64_t as_of, struct entries *entries,
                            struct dossier *dossier)
{
	struct track_info info;
	int32_t status = timelines_read(desk->timelines, track, as_of,
	                                &desk->allocator, entries);

	timelines_info(desk->timelines, track, &info);
	memset(dossier, 0, sizeof *dossier);
	dossier->id = info.id;
	dossier->customer = info.customer;
	dossier->order = info.kind == TRACK_ORDER
		? info.id : dossier_order(entries->at, entries->count);
	dossier->events = entries->at;
	dossier->count = entries->count;
	return status;
}

static int32_t refund_view_read(const kefu_desk *desk, kefu_id id, int64_t as_of,
                           kefu_refund_view *out)
{
	uint32_t track = timelines_find(desk->timelines, TRACK_REFUND, id, 0);
	struct entries entries = {0}, ordered = {0};
	struct dossier refund, order;
	int32_t status;

	if (track == NO_TRACK)
		return KEFU_E_NOT_FOUND;
	status = read_dossier(desk, track, as_of, &entries, &refund);
	if (status == KEFU_OK && refund.count == 0)
		status = KEFU_E_NOT_FOUND;
	track = NO_TRACK;
	if (status == KEFU_OK && refund.order != 0)
		track = timelines_find_order(desk->timelines, refund.order, 0);
	if (track != NO_TRACK) {
		status = read_dossier(desk, track, as_of, &ordered, &order);
		refund.parent = &order;
	}
	if (status == KEFU_OK)
		show(&refund, currency_pack(desk->currency), as_of, out);
	memory_put(&desk->allocator, entries.at,
	           entries.capacity * sizeof *entries.at);
	memory_put(&desk->allocator, ordered.at,
	           ordered.capacity * sizeof *ordered.at);
	return status;
}

int32_t kefu_refund_read(const kefu_refund *refund, int64_t as_of,
                         kefu_refund_view *out)
{
	const struct handle *handle = (const struct handle *)refund;
	int32_t status;

	if (refund == NULL || out == NULL)
		return KEFU_E_NULL;
	if (out->size != sizeof *out)
		return KEFU_E_SIZE;
	status = handle_check(handle);
	if (status == KEFU_OK)
		status = handle_instant(handle, as_of, &as_of);
	return status == KEFU_OK
		? handle_answer(handle, refund_view_read(handle->link->desk, handle->id,
		                                      as_of, out))
		: status;
}
