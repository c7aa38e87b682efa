/* Reserved names of counts, reasons and flags, as ids of a desk. */
#include "measure/observe.h"

void words_find(struct words *words, const struct text_table *texts)
{
	words->paid_orders = text_find(texts, "paid_orders", 11);
	words->paid_items = text_find(texts, "paid_items", 10);
	words->orders = text_find(texts, "orders", 6);
	words->shipments = text_find(texts, "shipments", 9);
	words->visitors = text_find(texts, "visitors", 8);
	words->quality = text_find(texts, "quality", 7);
	words->shop = text_find(texts, "shop", 4);
	words->group_completed = text_find(texts, "group_completed", 15);
}
