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
	return text_compare(context, one->id, other->id) > 0;
}

static int has_later_order(const void *context, const void *a, const void *b)
{
	const struct dossier *const *one = a, *const *other = b;

	(void)context;
	return (*one)->order > (*other)->order;
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

/* Orders and cases, each sorted by order, side by side. */
static void join(struct customer_history *history)
{
	const struct dossier **cases = history->links;
	const struct dossier **orders;
	size_t i, k = 0, next;

	if (history->order_count == 0)
		return; /* maybe there are no links at all */
	orders = cases + history->refund_count;
	for (i = 0; i < history->refund_count; i++)
		cases[i] = &history->refunds[i];
	for (i = 0; i < history->order_count; i++)
		orders[i] = &history->orders[i];
	sort_items(cases, history->spare, history->refund_count,
	           sizeof *cases, has_later_order, NULL);
	sort_items(orders, history->spare, history->order_count,
	           sizeof *orders, has_later_order, NULL);
	for (i = 0; i < history->order_count; i++) {
		struct dossier *order =
			&history->orders[orders[i] - history->orders];

		while (k < history->refund_count &&
		       cases[k]->order < order->id)
			k++;
		for (next = k; next < history->refund_count &&
		     cases[next]->order == order->id; next++)
			history->refunds[cases[next] - history->refunds].parent =
				order;
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

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct dossier *found =
			history->links[history->refund_count + middle];

		if (found->id == order)
			return found;
		if (found->id < order)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}
