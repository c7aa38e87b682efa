/* What happens to an order, each a thin spelling of an event. */
#include "kefu/order.h"

#include <string.h>

#include "desk/handle.h"
#include "measure/cube.h"
#include "measure/trade.h"

struct kefu_order {
	struct handle handle;
};

int32_t kefu_desk_order(kefu_desk *desk, kefu_id id, kefu_order **out)
{
	void *made;
	int32_t status;

	if (out == NULL)
		return KEFU_E_NULL;
	status = handle_new(desk, TRACK_ORDER, id, sizeof **out, &made);
	if (status == KEFU_OK)
		*out = made;
	return status;
}

void kefu_order_free(kefu_order *order)
{
	handle_free((struct handle *)order, sizeof *order);
}

kefu_id kefu_order_id(const kefu_order *order)
{
	return order != NULL ? order->handle.id : 0;
}

int32_t kefu_order_number(kefu_order *order, int64_t seq)
{
	return handle_number((struct handle *)order, seq);
}

static int32_t tell(kefu_order *order, kefu_event *event)
{
	if (order == NULL)
		return KEFU_E_NULL;
	event->order = order->handle.id;
	return handle_tell(&order->handle, event);
}

static int32_t tell_line(kefu_order *order, int64_t t, int32_t kind,
                         const kefu_order_line *line)
{
	static const uint8_t zeros[sizeof line->reserved];
	kefu_event event = handle_event(kind, t);

	if (line != NULL) {
		if (line->size != sizeof *line ||
		    memcmp(line->reserved, zeros, sizeof zeros) != 0)
			return order != NULL ? KEFU_E_SIZE : KEFU_E_NULL;
		memcpy(event.currency, line->currency, sizeof event.currency);
		event.customer = line->customer;
		event.item = line->item;
		event.amount = line->amount;
		event.units = line->units;
		event.postage = line->postage;
	}
	return tell(order, &event);
}

int32_t kefu_order_place(kefu_order *order, int64_t t,
                         const kefu_order_line *line)
{
	return tell_line(order, t, KEFU_EVENT_ORDER_PLACE, line);
}

int32_t kefu_order_pay(kefu_order *order, int64_t t,
                       const kefu_order_line *line)
{
	return tell_line(order, t, KEFU_EVENT_ORDER_PAY, line);
}

int32_t kefu_order_deposit(kefu_order *order, int64_t t,
                           const kefu_order_line *line)
{
	return tell_line(order, t, KEFU_EVENT_ORDER_DEPOSIT, line);
}

static int32_t tell_item(kefu_order *order, int64_t t, int32_t kind,
                         kefu_id item, kefu_id name)
{
	kefu_event event = handle_event(kind, t);

	event.item = item;
	event.name = name;
	return tell(order, &event);
}

int32_t kefu_order_ship(kefu_order *order, int64_t t, kefu_id item)
{
	return tell_item(order, t, KEFU_EVENT_ORDER_SHIP, item, 0);
}

int32_t kefu_order_receive(kefu_order *order, int64_t t, kefu_id item)
{
	return tell_item(order, t, KEFU_EVENT_ORDER_RECEIVE, item, 0);
}

int32_t kefu_order_cancel(kefu_order *order, int64_t t, kefu_id item,
                          kefu_id reason)
{
	return tell_item(order, t, KEFU_EVENT_ORDER_CANCEL, item, reason);
}

int32_t kefu_order_flag(kefu_order *order, int64_t t, kefu_id flag)
{
	return tell_item(order, t, KEFU_EVENT_ORDER_FLAG, 0, flag);
}

int32_t kefu_order_review(kefu_order *order, int64_t t, kefu_id agent,
                          kefu_id item, int64_t stars, kefu_id axis)
{
	kefu_event event = handle_event(KEFU_EVENT_REVIEW, t);

	event.agent = agent;
	event.item = item;
	event.value = stars;
	event.has_value = 1;
	event.name = axis;
	return tell(order, &event);
}

int32_t kefu_order_retract(kefu_order *order, int64_t t, int64_t seq)
{
	kefu_event event = handle_event(KEFU_EVENT_RETRACT, t);

	if (order == NULL)
		return KEFU_E_NULL;
	event.order = order->handle.id;
	event.seq = seq;
	return handle_tell_as_is(&order->handle, &event);
}

/* The reader */

const char *kefu_order_state_name(int32_t state)
{
	static const char *const names[] = {
		"unplaced", "placed", "paid", "shipped", "received",
		"cancelled",
	};

	return state >= KEFU_ORDER_UNPLACED && state <= KEFU_ORDER_CANCELLED
		? names[state] : NULL;
}

/* When it was given up: as a whole, or with the last of its sub-orders. */
static int64_t cancelled(const struct dossier *order)
{
	int64_t items = order_items(order), gone = 0;
	size_t i, k;

	for (i = 0; i < order->count; i++) {
		const struct entry *event = &order->events[i];

		if (event->kind != KEFU_EVENT_ORDER_CANCEL)
			continue;
		for (k = 0; k < i; k++)
			if (order->events[k].kind == KEFU_EVENT_ORDER_CANCEL &&
			    order->events[k].item == event->item)
				break;
		gone += k == i;
		if (event->item == 0 || gone == items)
			return event->t;
	}
	return -1;
}

static int64_t first_time(const struct dossier *order, uint8_t kind)
{
	const struct entry *first = dossier_first(order, kind);

	return first != NULL ? first->t : -1;
}

static int32_t state_of(const kefu_order_view *view)
{
	if (view->cancelled >= 0)
		return KEFU_ORDER_CANCELLED;
	if (view->received >= 0)
		return KEFU_ORDER_RECEIVED;
	if (view->shipped >= 0)
		return KEFU_ORDER_SHIPPED;
	if (view->paid >= 0)
		return KEFU_ORDER_PAID;
	return view->placed >= 0 ? KEFU_ORDER_PLACED : KEFU_ORDER_UNPLACED;
}

static void count_cases(const struct dossier *order, kefu_order_view *view)
{
	size_t i;

	view->refunds = (int64_t)order->case_count;
	for (i = 0; i < order->case_count; i++)
		view->open_refunds +=
			refund_state(order->cases[i]) != REFUND_COMPLETED &&
			refund_state(order->cases[i]) != REFUND_WITHDRAWN;
}

static int32_t show_money(const struct dossier *order, uint32_t desk,
                          kefu_order_view *view)
{
	struct money paid = order_money(order, desk);
	struct money back = order_refunded(order, desk);
	int64_t postage = order_postage(order);
	uint32_t currency = order_currency(order, desk);

	view->units = order_units(order);
	if (paid.amount == SUM_OVERFLOW || back.amount == SUM_OVERFLOW ||
	    postage == SUM_OVERFLOW || view->units == SUM_OVERFLOW)
		return KEFU_E_OVERFLOW;
	currency_unpack(currency, view->currency);
	view->is_mixed = money_less(paid, back).currency == CURRENCY_MIXED;
	if (view->is_mixed)
		return KEFU_OK;
	view->amount = paid.amount;
	view->postage = postage;
	view->refunded = back.amount;
	return KEFU_OK;
}

static int32_t show(const struct dossier *order, uint32_t desk,
                    kefu_order_view *out)
{
	kefu_order_view view;
	int32_t status;

	memset(&view, 0, sizeof view);
	view.size = sizeof view;
	view.customer = order->customer;
	view.placed = order_placed(order);
	view.paid = order_paid(order);
	view.shipped = first_time(order, KEFU_EVENT_ORDER_SHIP);
	view.received = first_time(order, KEFU_EVENT_ORDER_RECEIVE);
	view.cancelled = cancelled(order);
	view.state = state_of(&view);
	view.last = order->events[order->count - 1].t;
	view.items = order_items(order);
	view.is_flagged =
		dossier_first(order, KEFU_EVENT_ORDER_FLAG) != NULL;
	count_cases(order, &view);
	status = show_money(order, desk, &view);
	if (status == KEFU_OK)
		*out = view;
	return status;
}

static int32_t order_view_read(const kefu_desk *desk, kefu_id id, int64_t as_of,
                          kefu_order_view *out)
{
	uint32_t track = timelines_find(desk->timelines, TRACK_ORDER, id, 0);
	const struct dossier *order;
	struct fold fold;
	int32_t status;

	if (track == NO_TRACK)
		return KEFU_E_NOT_FOUND;
	status = desk_fold_begin(desk, as_of, &fold);
	if (status == KEFU_OK)
		status = fold_around(&fold, track);
	if (status == KEFU_OK) {
		order = dossier_of_order(&fold.history, id);
		status = order != NULL
			? show(order, currency_pack(desk->currency), out)
			: KEFU_E_NOT_FOUND;
	}
	fold_end(&fold);
	return status;
}

int32_t kefu_order_read(const kefu_order *order, int64_t as_of,
                        kefu_order_view *out)
{
	const struct handle *handle = (const struct handle *)order;
	int32_t status;

	if (order == NULL || out == NULL)
		return KEFU_E_NULL;
	if (out->size != sizeof *out)
		return KEFU_E_SIZE;
	status = handle_check(handle);
	if (status == KEFU_OK)
		status = handle_instant(handle, as_of, &as_of);
	return status == KEFU_OK
		? handle_answer(handle, order_view_read(handle->link->desk, handle->id,
		                                      as_of, out))
		: status;
}
