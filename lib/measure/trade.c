#include "measure/trade.h"

#include "base/integer.h"
#include "measure/cube.h"

static int64_t sum(int64_t a, int64_t b)
{
	int64_t total;

	return int64_add(a, b, &total) ? total : SUM_OVERFLOW;
}

static int is_of_order(const struct entry *event)
{
	return event->kind >= KEFU_EVENT_ORDER_PLACE &&
	       event->kind <= KEFU_EVENT_ORDER_FLAG;
}

static int is_of_refund(const struct entry *event)
{
	return event->kind >= KEFU_EVENT_REFUND_REQUEST &&
	       event->kind <= KEFU_EVENT_REFUND_JUDGE;
}

int64_t order_placed(const struct dossier *order)
{
	const struct entry *placed = dossier_first(order, KEFU_EVENT_ORDER_PLACE);

	return placed != NULL ? placed->t : -1;
}

int64_t order_paid(const struct dossier *order)
{
	const struct entry *paid = dossier_first(order, KEFU_EVENT_ORDER_PAY);

	return paid != NULL ? paid->t : -1;
}

int64_t order_units(const struct dossier *order)
{
	int64_t units = 0;
	size_t i;

	for (i = 0; i < order->count; i++)
		if (order->events[i].kind == KEFU_EVENT_ORDER_PLACE)
			units = sum(units, order->events[i].units != 0
			                   ? order->events[i].units : 1);
	return units;
}

int64_t order_postage(const struct dossier *order)
{
	int64_t postage = 0;
	size_t i;

	for (i = 0; i < order->count; i++)
		if (order->events[i].kind == KEFU_EVENT_ORDER_PAY)
			postage = sum(postage, order->events[i].postage);
	return postage;
}

static int names_item(const struct entry *event)
{
	return event->item != 0 && is_of_order(event);
}

int64_t order_items(const struct dossier *order)
{
	int64_t items = 0;
	size_t i, j;

	for (i = 0; i < order->count; i++) {
		if (!names_item(&order->events[i]))
			continue;
		for (j = 0; j < i; j++)
			if (names_item(&order->events[j]) &&
			    order->events[j].item == order->events[i].item)
				break;
		items += j == i;
	}
	return items != 0 ? items : 1;
}

/* The first currency that one of the dossier's own events names. */
static uint32_t named_currency(const struct dossier *dossier,
                               int (*is_own)(const struct entry *event),
                               uint32_t otherwise)
{
	size_t i;

	for (i = 0; i < dossier->count; i++)
		if (is_own(&dossier->events[i]) &&
		    dossier->events[i].currency[0] != '\0')
			return currency_pack(dossier->events[i].currency);
	return otherwise;
}

uint32_t order_currency(const struct dossier *order, uint32_t desk)
{
	return named_currency(order, is_of_order, desk);
}

static uint32_t refund_currency(const struct dossier *refund, uint32_t desk)
{
	return named_currency(refund, is_of_refund, refund->parent != NULL
		? order_currency(refund->parent, desk) : desk);
}

/* Adds what is there to add: nothing has every currency. */
static void put_in(struct money *money, int64_t amount, uint32_t currency)
{
	if (amount == 0)
		return;
	if (currency != money->currency)
		money->currency = CURRENCY_MIXED;
	money->amount = sum(money->amount, amount);
}

struct money order_money(const struct dossier *order, uint32_t desk)
{
	struct money money = {0, order_currency(order, desk)};
	uint32_t own = money.currency;
	size_t i;

	for (i = 0; i < order->count; i++) {
		const struct entry *event = &order->events[i];

		if (event->kind == KEFU_EVENT_ORDER_PAY ||
		    event->kind == KEFU_EVENT_ORDER_DEPOSIT)
			put_in(&money, event->amount, event->currency[0] != '\0'
			       ? currency_pack(event->currency) : own);
	}
	return money;
}

struct money order_refunded(const struct dossier *order, uint32_t desk)
{
	struct money money = {0, order_currency(order, desk)};
	size_t i;

	for (i = 0; i < order->case_count; i++) {
		struct money back = refund_money(order->cases[i], desk);

		put_in(&money, back.amount, back.currency);
	}
	return money;
}

struct money money_less(struct money whole, struct money part)
{
	if (part.amount == 0)
		return whole;
	if (part.currency != whole.currency)
		whole.currency = CURRENCY_MIXED;
	if (part.amount == SUM_OVERFLOW)
		whole.amount = SUM_OVERFLOW;
	else if (whole.amount != SUM_OVERFLOW)
		whole.amount -= part.amount;
	return whole;
}

struct money refund_claimed(const struct dossier *refund, uint32_t desk)
{
	struct money money = {0, refund_currency(refund, desk)};
	const struct entry *said =
		dossier_first(refund, KEFU_EVENT_REFUND_COMPLETE);
	size_t i;

	for (i = refund->count; (said == NULL || said->amount == 0) &&
	     i-- > 0;)
		if (refund->events[i].kind == KEFU_EVENT_REFUND_REQUEST &&
		    refund->events[i].amount != 0)
			said = &refund->events[i];
	if (said == NULL)
		return money;
	money.amount = said->amount;
	if (said->currency[0] != '\0')
		money.currency = currency_pack(said->currency);
	return money;
}

struct money refund_money(const struct dossier *refund, uint32_t desk)
{
	struct money money = refund_claimed(refund, desk);

	if (dossier_first(refund, KEFU_EVENT_REFUND_COMPLETE) == NULL)
		money.amount = 0;
	return money;
}

int64_t refund_units(const struct dossier *refund)
{
	static const uint8_t kinds[] = {KEFU_EVENT_REFUND_COMPLETE,
	                                KEFU_EVENT_REFUND_REQUEST};
	size_t k, i;

	for (k = 0; k < 2; k++)
		for (i = 0; i < refund->count; i++)
			if (refund->events[i].kind == kinds[k] &&
			    refund->events[i].units != 0)
				return refund->events[i].units;
	return 1;
}

uint8_t refund_type(const struct dossier *refund)
{
	size_t i;

	for (i = 0; i < refund->count; i++)
		if (refund->events[i].type != 0 &&
		    is_of_refund(&refund->events[i]))
			return refund->events[i].type;
	return 0;
}

enum refund_state refund_state(const struct dossier *refund)
{
	static const struct {
		uint8_t kind, state;
	} makes[] = {
		{KEFU_EVENT_REFUND_REQUEST, REFUND_REQUESTED},
		{KEFU_EVENT_REFUND_REFUSE, REFUND_REFUSED},
		{KEFU_EVENT_REFUND_AGREE, REFUND_AGREED},
		{KEFU_EVENT_REFUND_SHIP_BACK, REFUND_RETURNING},
		{KEFU_EVENT_REFUND_SIGN, REFUND_SIGNED},
		{KEFU_EVENT_REFUND_WITHDRAW, REFUND_WITHDRAWN},
	};
	size_t i, k;

	if (dossier_first(refund, KEFU_EVENT_REFUND_COMPLETE) != NULL)
		return REFUND_COMPLETED;
	for (i = refund->count; i-- > 0;)
		for (k = 0; k < sizeof makes / sizeof *makes; k++)
			if (refund->events[i].kind == makes[k].kind)
				return (enum refund_state)makes[k].state;
	return REFUND_UNREQUESTED;
}

int64_t refund_start(const struct dossier *refund)
{
	const struct entry *request =
		dossier_first(refund, KEFU_EVENT_REFUND_REQUEST);

	return request != NULL ? request->t : refund->events[0].t;
}

int refund_shipping(const struct dossier *refund, uint8_t stops, int64_t *from,
                    int64_t *to)
{
	const struct entry *agreed =
		dossier_first(refund, KEFU_EVENT_REFUND_AGREE);
	const struct entry *stop;

	if (agreed == NULL || refund_type(refund) != KEFU_TYPE_RETURN_REFUND)
		return 0;
	stop = dossier_after(refund, agreed, stops);
	if (stop == NULL)
		return 0;
	*from = agreed->t;
	*to = stop->t;
	return 1;
}

const struct entry *refund_judged_seller(const struct dossier *refund)
{
	size_t i;

	for (i = 0; i < refund->count; i++)
		if (refund->events[i].kind == KEFU_EVENT_REFUND_JUDGE &&
		    refund->events[i].liable == KEFU_PARTY_SELLER)
			return &refund->events[i];
	return NULL;
}
