/* Desks that seal as they go: any events, told or taken back, in any order,
 * advances, encodings, copies and merges between. What was applied is held,
 * settled or forgotten; what a desk knows whole, it says alike whether it seals
 * at once or step by step; bytes and copies are as good as the desk itself. */
#include "fuzz_desks.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static kefu_event event_of(struct bytes *bytes)
{
	static const kefu_id ids[] = {1, 2, 3};
	kefu_event event = naive_event(bytes_next, bytes, ids, 3, 251);
	uint64_t day = bytes_next(bytes) % DAYS, minutes = bytes_next(bytes) * 6;

	event.t = BASE + (int64_t)day * DAY + (int64_t)minutes * 60000;
	return event;
}

/* Everything is known: sealed at once or step by step, the figures are those
 * of a desk that never seals. */
static void settle_in_steps(const kefu_desk *whole, struct bytes bytes)
{
	kefu_desk *once = copy_of(whole), *stepwise = copy_of(whole), *twin = copy_of(whole);
	int64_t now = BASE, forgotten = 0;
	kefu_statistics statistics;

	while (now < BASE + DAYS * DAY && bytes.left != 0) {
		now += (int64_t)(5 + bytes_next(&bytes) % 16) * DAY;
		forgotten += advance(stepwise, now);
		(void)advance(twin, now);
		require_twin(stepwise, &twin);
	}
	(void)advance(once, now);
	require_equal_figures(whole, stepwise);
	require_equal_figures(whole, once);
	statistics = statistics_of(stepwise);
	require(statistics.held + statistics.settled + forgotten ==
	        statistics_of(whole).held + statistics_of(whole).settled);
	kefu_desk_free(once);
	kefu_desk_free(stepwise);
	kefu_desk_free(twin);
}

/* Events, advances and more come as they come. */
static void go_on(kefu_desk **desk, struct bytes *bytes)
{
	kefu_statistics statistics = statistics_of(*desk);
	int64_t applied = statistics.held + statistics.settled, forgotten = 0, now = BASE;
	kefu_desk *twin = copy_of(*desk);

	while (bytes->left != 0) {
		uint64_t choice = bytes_next(bytes);
		kefu_event event;

		if (choice < 200) {
			event = event_of(bytes);
			applied += tell(*desk, &event);
			(void)tell(twin, &event);
		} else if (choice < 230) {
			now += (int64_t)(choice - 200) * DAY / 4;
			forgotten += advance(*desk, now);
			(void)advance(twin, now);
			require_twin(*desk, &twin);
		} else if (choice < 232) {
			reopen(desk);
		} else {
			kefu_desk *copy = copy_of(*desk);

			require_same(*desk, copy);
			(void)kefu_desk_erase(copy, 1 + choice % 3);
			reopen(&copy);
			kefu_desk_free(copy);
		}
		statistics = statistics_of(*desk);
		require(statistics.held + statistics.settled + forgotten == applied);
	}
	kefu_desk_free(twin);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes bytes = {data, size}, half;
	kefu_desk *desk = begin(&bytes);
	size_t rest = bytes.left / 2;

	while (bytes.left > rest) {
		kefu_event event = event_of(&bytes);

		(void)tell(desk, &event);
	}
	half = bytes;
	settle_in_steps(desk, half);
	go_on(&desk, &bytes);
	reopen(&desk);
	kefu_desk_free(desk);
	return 0;
}
