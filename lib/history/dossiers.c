#include "history/dossiers.h"

#include "base/sort.h"

const struct entry *dossier_first(const struct dossier *dossier, uint8_t kind)
{
	size_t i;

	for (i = 0; i < dossier->count; i++)
		if (dossier->events[i].kind == kind)
			return &dossier->events[i];
	return NULL;
}

const struct entry *dossier_after(const struct dossier *dossier,
                                  const struct entry *since, uint8_t kind)
{
	const struct entry *end = dossier->events + dossier->count, *event;

	for (event = since + 1; event < end; event++)
		if (event->kind == kind)
			return event;
	return NULL;
}

kefu_id dossier_order(const struct entry *events, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (events[i].order != 0)
			return events[i].order;
	return 0;
}

static int began_later(const void *context, const void *a, const void *b)
{
	const struct dossier *one = a, *other = b;
	int64_t t = one->events[0].t, other_t = other->events[0].t;

	if (t != other_t)
		return t > other_t;
	if (one->id != other->id)
		return text_compare(context, one->id, other->id) > 0;
	return one->standing < other->standing; /* what settled came first */
}

/* Orders of one id: those that settled, by first event, then the live one. */
static int is_later_order(const struct dossier *one, const struct dossier *other)
{
	int one_settled = one->standing == STANDING_SETTLED;
	int other_settled = other->standing == STANDING_SETTLED;

	if (one->id != other->id)
		return one->id > other->id;
	return one_settled != other_settled ? other_settled : one > other;
}

static int has_later_order(const void *context, const void *a, const void *b)
{
	const struct dossier *const *one = a, *const *other = b;

	(void)context;
	if ((*one)->order != (*other)->order)
		return (*one)->order > (*other)->order;
	if ((*one)->parent != (*other)->parent) /* none or both have one */
		return is_later_order((*one)->parent, (*other)->parent);
	return *one > *other;
}

static int stands_later(const void *context, const void *a, const void *b)
{
	(void)context;
	return is_later_order(*(const struct dossier *const *)a,
	                      *(const struct dossier *const *)b);
}

static size_t larger(size_t a, size_t b)
{
	return a > b ? a : b;
}

static int32_t reserve(struct customer_history *history,
                       const kefu_allocator *allocator)
{
	size_t links = history->order_count + history->refund_count;
	void *array = history->links;
	int32_t status;

	status = memory_reserve(allocator, &array, &history->link_capacity,
	                        links, sizeof *history->links);
	history->links = array;
	if (status != KEFU_OK || links <= SORT_FEW)
		return status;
	array = history->spare;
	status = memory_reserve(allocator, &array, &history->spare_capacity,
	                        larger(history->order_count,
	                               history->refund_count) *
	                        sizeof(struct dossier), 1);
	history->spare = array;
	return status;
}

/* The order among some of one id that a case belongs to: the last that stands
 * as the case does, else the last of all. */
static const struct dossier *parent_among(const struct dossier *const *orders,
                                          size_t count,
                                          const struct dossier *refund)
{
	int settled = refund->standing == STANDING_SETTLED;
	size_t i;

	for (i = count; i-- > 0;)
		if ((orders[i]->standing == STANDING_SETTLED) == settled)
			return orders[i];
	return orders[count - 1];
}

/* Orders and cases, each sorted by order, side by side. Says whether some
 * orders have the same id. */
static int find_parents(struct customer_history *history)
{
	const struct dossier **cases = history->links;
	const struct dossier **orders = cases + history->refund_count;
	size_t i, k = 0, next;
	int repeated = 0;

	for (i = 0; i < history->order_count; i = next) {
		kefu_id id = orders[i]->id;

		for (next = i + 1; next < history->order_count &&
		     orders[next]->id == id; next++)
			repeated = 1;
		while (k < history->refund_count && cases[k]->order < id)
			k++;
		for (; k < history->refund_count && cases[k]->order == id; k++)
			history->refunds[cases[k] - history->refunds].parent =
				parent_among(orders + i, next - i, cases[k]);
	}
	return repeated;
}

static void join(struct customer_history *history)
{
	const struct dossier **cases = history->links;
	const struct dossier **orders;
	size_t i, k = 0, next;

	if (history->order_count + history->refund_count == 0)
		return; /* there are no links at all */
	orders = cases + history->refund_count;
	for (i = 0; i < history->refund_count; i++)
		cases[i] = &history->refunds[i];
	for (i = 0; i < history->order_count; i++)
		orders[i] = &history->orders[i];
	sort_items(cases, history->spare, history->refund_count,
	           sizeof *cases, has_later_order, NULL);
	sort_items(orders, history->spare, history->order_count,
	           sizeof *orders, stands_later, NULL);
	if (find_parents(history))
		sort_items(cases, history->spare, history->refund_count,
		           sizeof *cases, has_later_order, NULL);
	for (i = 0; i < history->order_count; i++) {
		struct dossier *order =
			&history->orders[orders[i] - history->orders];

		while (k < history->refund_count &&
		       cases[k]->order < order->id)
			k++;
		for (next = k; next < history->refund_count &&
		     cases[next]->parent == order; next++)
			;
		order->cases = cases + k;
		order->case_count = next - k;
		k = next;
	}
}

int32_t dossiers_join(struct fold *fold)
{
	struct customer_history *history = &fold->history;
	int32_t status = reserve(history, &fold->allocator);

	if (status != KEFU_OK)
		return status;
	sort_items(history->orders, history->spare, history->order_count,
	           sizeof *history->orders, began_later, fold->texts);
	sort_items(history->refunds, history->spare, history->refund_count,
	           sizeof *history->refunds, began_later, fold->texts);
	join(history);
	return KEFU_OK;
}

const struct dossier *dossier_of_order(const struct customer_history *history,
                                       kefu_id order)
{
	size_t low = 0, high = history->order_count;
	const struct dossier *found;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		found = history->links[history->refund_count + middle];
		if (found->id <= order)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == 0)
		return NULL;
	found = history->links[history->refund_count + low - 1];
	return found->id == order ? found : NULL;
}
