/* Orders and what comes of them: deposits, payment, shipping, cancellations,
 * refunds with all their turns, what these cost, and reviews. Amounts are in
 * fen. */
#include "simulate.h"

#include <string.h>

#define MOST_ITEMS 3

struct order {
	int64_t number, customer, t, seq;
	int64_t items, item[MOST_ITEMS], units[MOST_ITEMS], price[MOST_ITEMS];
	const struct agent *agent; /* who talked to the customer, NULL: nobody */
	int shipped;
	const struct agent *soured; /* who dealt with the customer's trouble, or NULL */
};

static struct row *order_row(struct order *o, const char *kind)
{
	struct row *row = add(o->t, kind);

	row->order = o->number;
	row->customer = o->customer;
	row->seq = ++o->seq;
	return row;
}

static int64_t total_of(const struct order *o)
{
	int64_t total = 0, i;

	for (i = 0; i < o->items; i++)
		total += o->units[i] * o->price[i];
	return total;
}

static int in_rush(int64_t t)
{
	return day_of(t) >= RUSH_FIRST && day_of(t) <= RUSH_LAST;
}

/* ---- refunds ---- */

struct refund {
	int64_t number, t, seq, item, amount, units;
	struct order *order;
	const char *type, *reason;
	const struct agent *handler;
};

static struct row *refund_row(struct refund *r, const char *kind)
{
	struct row *row = add(r->t, kind);

	row->refund = r->number;
	row->order = r->order->number;
	row->customer = r->order->customer;
	row->agent = r->handler->name;
	row->seq = ++r->seq;
	return row;
}

static void request(struct refund *r)
{
	struct row *row = refund_row(r, "refund.request");

	row->agent = NULL;
	row->item = r->item;
	row->type = r->type;
	row->name = r->reason;
	row->amount = r->amount;
	row->units = r->units;
	row->initiator = "customer";
}

/* The agent looks at it when there is time. */
static void agent_decides(struct refund *r, const char *kind)
{
	r->t = in_shift(in_shift(r->t) + wait_about(5 * HOUR * r->handler->slow / 100));
	refund_row(r, kind);
}

static void cost(struct refund *r, const char *type, int64_t amount)
{
	struct row *row;

	r->order->t = r->t;
	row = order_row(r->order, "cost");
	row->refund = r->number;
	row->agent = r->handler->name;
	row->type = type;
	row->amount = amount;
}

static void platform_decides(struct refund *r, int seller_liable)
{
	struct row *row;

	r->t += DAY + wait_about(DAY);
	row = refund_row(r, "refund.judge");
	row->agent = NULL;
	row->liable = seller_liable ? "seller" : "customer";
}

static void intervene(struct refund *r, const char *by)
{
	struct row *row;

	r->t += wait_about(10 * HOUR);
	row = refund_row(r, "refund.intervene");
	row->agent = NULL;
	row->initiator = by;
}

/* After a refusal; whether the case goes on to be agreed. */
static int dispute(struct refund *r)
{
	static const int weights[] = {30, 32, 38};
	int seller_liable;

	r->order->soured = r->handler;
	switch (pick(weights, 3)) {
	case 0:
		r->t += wait_about(8 * HOUR);
		refund_row(r, "refund.withdraw")->agent = NULL;
		return 0;
	case 1: /* asks again, with a photo */
		r->t += wait_about(12 * HOUR);
		request(r);
		agent_decides(r, "refund.agree");
		return 1;
	default:
		seller_liable = happens(60);
		intervene(r, happens(85) ? "customer" : "platform");
		platform_decides(r, seller_liable);
		if (seller_liable)
			refund_row(r, "refund.agree");
		return seller_liable;
	}
}

static void complete(struct refund *r)
{
	int shop_pays = strcmp(r->reason, "quality") == 0 || strcmp(r->reason, "wrong item") == 0;
	struct row *row;

	if (strcmp(r->type, "refund_only") != 0) { /* the goods come back first */
		r->t += wait_about(30 * HOUR);
		refund_row(r, "refund.ship_back")->agent = NULL;
		r->t += 2 * DAY + wait_about(20 * HOUR);
		refund_row(r, "refund.sign")->agent = NULL;
	}
	r->t = in_shift(in_shift(r->t) + wait_about(4 * HOUR * r->handler->slow / 100));
	row = refund_row(r, "refund.complete");
	row->units = r->units;
	if (strcmp(r->type, "refund_only") == 0 || strcmp(r->type, "return_refund") == 0)
		row->amount = r->amount;
	if (shop_pays && strcmp(r->type, "refund_only") != 0)
		cost(r, "freight", 1200);
	if (happens(shop_pays ? 16 : 4))
		cost(r, "compensation", 500 + 500 * below(6));
	if (happens(4)) { /* quality control found a mistake */
		r->order->t = r->t + DAY;
		row = order_row(r->order, "qa.finding");
		row->refund = r->number;
		row->agent = r->handler->name;
		row->name = "wrong refund";
		row->value = -5;
		row->has_value = 1;
	}
}

/* Most talk to somebody first, who then has the case. */
static const struct agent *talk_it_over(struct order *o, const char *reason)
{
	struct session s = {0};
	const struct agent *handler = NULL;

	s.number = session_number();
	s.customer = o->customer;
	s.t = o->t;
	s.channel = "chat";
	s.phase = "aftersale";
	s.topic = strcmp(reason, "quality") == 0 ? "quality" : o->shipped ? "return" : "refund";
	if (converse(&s, queue_on(day_of(o->t))))
		handler = s.agent;
	o->t = s.t + MINUTE;
	return handler;
}

static void give_back(struct order *o, const char *type, const char *reason)
{
	static int64_t number;
	int64_t which = below(o->items);
	struct refund r = {.order = o, .type = type, .reason = reason};
	int doubtful = o->shipped && strcmp(reason, "no reason") != 0;

	if (happens(65))
		r.handler = talk_it_over(o, reason);
	if (r.handler == NULL)
		r.handler = on_duty("aftersale", in_shift(o->t), NULL);
	r.number = ++number;
	r.t = o->t;
	r.item = o->item[which];
	r.units = o->shipped ? o->units[which] : 0;
	r.amount = o->shipped ? o->units[which] * o->price[which] : total_of(o);
	request(&r);
	if (strcmp(reason, "quality") == 0)
		o->soured = r.handler;
	if (happens(doubtful ? 24 : 5)) {
		agent_decides(&r, "refund.refuse");
		if (dispute(&r))
			complete(&r);
	} else {
		if (happens(4)) { /* the customer thought that it took too long */
			intervene(&r, "customer");
			o->soured = r.handler;
		}
		agent_decides(&r, "refund.agree");
		complete(&r);
	}
	o->t = r.t;
}

static void regret(struct order *o)
{
	static const int reason_weights[] = {36, 26, 26, 12}, type_weights[] = {64, 16, 13, 7};
	static const char *const reasons[] = {"no reason", "size", "quality", "wrong item"};
	static const char *const types[] = {"return_refund", "refund_only", "exchange", "repair"};
	const char *reason = reasons[pick(reason_weights, 4)];
	const char *type = strcmp(reason, "no reason") == 0 ? "return_refund" :
		types[pick(type_weights, 4)];

	o->t += wait_about(30 * HOUR);
	give_back(o, type, reason);
}

/* ---- an order's life ---- */

static void fill(struct order *o)
{
	static const int sizes[] = {68, 23, 9}, pieces[] = {82, 13, 5};
	int64_t i, first = below(180);

	o->items = 1 + (int64_t)pick(sizes, 3);
	for (i = 0; i < o->items; i++) {
		struct row *row = order_row(o, "order.place");

		o->item[i] = 1 + (first + i * 37) % 180;
		o->units[i] = 1 + (int64_t)pick(pieces, 3);
		o->price[i] = 3900 + (o->item[i] * 7919 % 180) * 100;
		row->item = o->item[i];
		row->units = o->units[i];
		row->amount = o->units[i] * o->price[i];
	}
	if (happens(1)) /* one of the staff */
		order_row(o, "order.flag")->name = "staff";
}

/* Whether it was paid. Before 11.11 a deposit keeps the price. */
static int pay(struct order *o)
{
	int64_t total = total_of(o), peak = month_start + RUSH_PEAK * DAY, deposit = 0;
	struct row *row;

	if (o->t < peak && o->t >= peak - 5 * DAY && happens(35)) {
		deposit = total / 10;
		o->t += wait_about(3 * MINUTE);
		order_row(o, "order.deposit")->amount = deposit;
		o->t = peak + wait_about(3 * HOUR);
	} else {
		o->t += wait_about(6 * MINUTE);
	}
	if (!happens(o->agent != NULL ? 93 : 88)) {
		o->t += DAY;
		order_row(o, "order.cancel")->name = "customer";
		return 0;
	}
	row = order_row(o, "order.pay");
	row->amount = total - deposit + (total < 9900 ? 800 : 0);
	row->postage = total < 9900 ? 800 : 0;
	return 1;
}

/* Whether it arrived. */
static int deliver(struct order *o)
{
	int64_t wait = 2 * HOUR + wait_about(in_rush(o->t) ? 14 * HOUR : 9 * HOUR);

	if (happens(1)) { /* out of stock */
		o->t += wait_about(8 * HOUR);
		order_row(o, "order.cancel")->name = "shop";
		give_back(o, "refund_only", "out of stock");
		return 0;
	}
	if (happens(2)) { /* bought too fast */
		o->t += wait_about(2 * HOUR);
		give_back(o, "refund_only", "no reason");
		return 0;
	}
	o->t += wait;
	o->shipped = 1;
	order_row(o, "order.ship");
	o->t += 2 * DAY + wait_about(20 * HOUR);
	order_row(o, "order.receive");
	return 1;
}

static void review(struct order *o)
{
	static const int content[] = {1, 2, 4, 13, 80}, sour[] = {20, 14, 16, 20, 30};
	struct row *row = order_row(o, "review");

	const struct agent *named = o->soured != NULL ? o->soured : o->agent;

	row->value = 1 + (int64_t)pick(o->soured != NULL ? sour : content, 5);
	row->has_value = 1;
	row->agent = named != NULL ? named->name : NULL;
}

void buy(int64_t customer, int64_t t, const struct agent *agent)
{
	static int64_t number;
	struct order o = {.customer = customer, .t = t, .agent = agent};

	o.number = ++number;
	fill(&o);
	if (!pay(&o) || !deliver(&o))
		return;
	if (happens(agent != NULL ? 8 : 10))
		regret(&o);
	if (happens(38)) {
		o.t += wait_about(2 * DAY);
		review(&o);
	}
}
