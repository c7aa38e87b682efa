/* Desks that seal as events come, in shards and whole, against one that never
 * seals. What is between two advances is of ids of its own, so that everything
 * comes as sealing asks; then shards merge to the whole desk byte for byte, and
 * what adds up is as if nothing had been sealed. */
#include "fuzz_desks.h"

#define SHARDS 2

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct shop {
	kefu_desk *shards[SHARDS];
	kefu_desk *sealed, *whole;
	int64_t now;
	int64_t shop_events; /* so far: each has a number of its own */
	kefu_id ids;         /* of the events until the next advance come behind these */
};

static kefu_event event_of(struct shop *shop, struct bytes *bytes, int shard)
{
	kefu_id ids[3];
	kefu_event event;
	int64_t mark = kefu_desk_mark(shop->sealed), oldest = shop->now - DAY;
	size_t i;

	for (i = 0; i < 3; i++)
		ids[i] = shop->ids + 10 * (kefu_id)shard + i;
	event = naive_event(bytes_next, bytes, ids, 3, 251);
	if (oldest <= mark)
		oldest = mark + 1;
	event.t = oldest + (int64_t)bytes_next(bytes) * (shop->now - oldest) / 255;
	return event;
}

static void happen(struct shop *shop, struct bytes *bytes, int shard)
{
	kefu_event event = event_of(shop, bytes, shard);
	enum track_kind kind;
	kefu_id id, agent;
	int32_t status;
	int i;

	naive_entity(&event, &kind, &id, &agent);
	if (kind == TRACK_SHOP && event.kind == KEFU_EVENT_RETRACT)
		return; /* it might be of long ago */
	if (kind == TRACK_SHOP)
		event.seq = ++shop->shop_events;
	status = kefu_desk_apply(shop->whole, &event, 1, NULL);
	require(kefu_desk_apply(shop->sealed, &event, 1, NULL) == status);
	for (i = 0; i < SHARDS; i++)
		if (kind == TRACK_SHOP || i == shard)
			require(kefu_desk_apply(shop->shards[i], &event, 1, NULL) == status);
}

static void advance_all(struct shop *shop, int64_t by)
{
	int64_t forgotten = 0;
	int i;

	shop->now += by;
	shop->ids += 100;
	for (i = 0; i < SHARDS; i++)
		forgotten += advance(shop->shards[i], shop->now);
	require(advance(shop->sealed, shop->now) <= forgotten); /* the shop's are in each */
}

/* In either order. */
static void merge_copies(const struct shop *shop, int first)
{
	kefu_desk *merged = copy_of(shop->shards[first]), *other = copy_of(shop->shards[1 - first]);

	require(kefu_desk_merge(merged, other) == KEFU_OK);
	require_same(merged, shop->sealed);
	kefu_desk_free(merged);
	kefu_desk_free(other);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes bytes = {data, size};
	struct shop shop = {{NULL, NULL}, NULL, NULL, BASE, 0, 100};
	int i;

	shop.whole = begin(&bytes);
	shop.sealed = copy_of(shop.whole);
	for (i = 0; i < SHARDS; i++)
		shop.shards[i] = copy_of(shop.whole);
	while (bytes.left != 0) {
		uint64_t choice = bytes_next(&bytes);

		if (choice < 200)
			happen(&shop, &bytes, (int)(choice & 1));
		else if (choice < 244)
			advance_all(&shop, (int64_t)(choice - 199) * DAY / 4);
		else if (choice < 248)
			merge_copies(&shop, (int)(choice & 1));
		else if (choice < 252)
			reopen(&shop.shards[choice & 1]);
		else
			reopen(&shop.sealed);
	}
	advance_all(&shop, 3 * DAY);
	merge_copies(&shop, 0);
	advance_all(&shop, 100 * DAY);
	merge_copies(&shop, 1);
	require_equal_figures(shop.whole, shop.sealed);
	reopen(&shop.sealed);
	require_equal_figures(shop.sealed, shop.whole);
	for (i = 0; i < SHARDS; i++)
		kefu_desk_free(shop.shards[i]);
	kefu_desk_free(shop.sealed);
	kefu_desk_free(shop.whole);
	return 0;
}
