#include "desk/board.h"

#include <string.h>

#include "measure/clock.h"

#define NONE UINT32_MAX

static int class_of(const struct live_timer *live)
{
	switch (live->timer.state) {
	case KEFU_TIMER_BREACHED:
		return 0;
	case KEFU_TIMER_RUNNING:
		return 1;
	default:
		return 2;
	}
}

/* ---- heaps ---- */

static struct board_heap *heap_of(struct board *board, uint32_t entry, int is_alarm)
{
	return is_alarm ? &board->alarms
		: &board->classes[class_of(&board->entries[entry].live)];
}

static int stands_behind(const struct board *board, uint32_t a, uint32_t b, int is_alarm)
{
	const struct live_timer *x = &board->entries[a].live,
		*y = &board->entries[b].live;

	return is_alarm ? x->until > y->until
		: timer_is_later(board->texts, &x->timer, &y->timer);
}

static void heap_put(struct board *board, struct board_heap *heap, size_t place,
                     uint32_t entry, int is_alarm)
{
	heap->at[place] = entry;
	if (is_alarm)
		board->entries[entry].alarm = (uint32_t)place;
	else
		board->entries[entry].place = (uint32_t)place;
}

/* Moves what is at a place up or down to where it belongs. */
static void heap_settle(struct board *board, struct board_heap *heap, size_t place, int is_alarm)
{
	uint32_t moved = heap->at[place];
	size_t child;

	for (; place > 0; place = (place - 1) / 2) {
		uint32_t above = heap->at[(place - 1) / 2];

		if (!stands_behind(board, above, moved, is_alarm))
			break;
		heap_put(board, heap, place, above, is_alarm);
	}
	for (; (child = 2 * place + 1) < heap->count; place = child) {
		if (child + 1 < heap->count &&
		    stands_behind(board, heap->at[child], heap->at[child + 1], is_alarm))
			child++;
		if (!stands_behind(board, moved, heap->at[child], is_alarm))
			break;
		heap_put(board, heap, place, heap->at[child], is_alarm);
	}
	heap_put(board, heap, place, moved, is_alarm);
}

static int32_t heap_add(kefu_desk *desk, uint32_t entry, int is_alarm)
{
	struct board *board = desk->board;
	struct board_heap *heap = heap_of(board, entry, is_alarm);
	void *array = heap->at;
	int32_t status;

	status = memory_reserve(&desk->allocator, &array, &heap->capacity,
	                        heap->count + 1, sizeof *heap->at);
	heap->at = array;
	if (status != KEFU_OK)
		return status;
	heap->at[heap->count++] = entry;
	heap_settle(board, heap, heap->count - 1, is_alarm);
	return KEFU_OK;
}

static void heap_take(struct board *board, uint32_t entry, int is_alarm)
{
	struct board_heap *heap = heap_of(board, entry, is_alarm);
	size_t place = is_alarm ? board->entries[entry].alarm
	                        : board->entries[entry].place;

	heap->count--;
	if (place == heap->count)
		return;
	heap->at[place] = heap->at[heap->count];
	heap_settle(board, heap, place, is_alarm);
}

/* ---- entries ---- */

static int has_alarm(const struct live_timer *live)
{
	return live->until < kefu_time_max();
}

static void forget_track(struct board *board, uint32_t track)
{
	uint32_t entry = board->places[track].first;

	while (entry != NONE) {
		uint32_t next = board->entries[entry].next;

		heap_take(board, entry, 0);
		if (has_alarm(&board->entries[entry].live))
			heap_take(board, entry, 1);
		board->entries[entry].next = board->free;
		board->free = entry;
		entry = next;
	}
	board->places[track].first = NONE;
}

struct reading {
	kefu_desk *desk;
	struct live live;
	uint32_t track;
};

static int32_t take_live(void *context, const struct live_timer *live)
{
	struct reading *reading = context;
	kefu_desk *desk = reading->desk;
	struct board *board = desk->board;
	struct board_entry *made;
	uint32_t entry = board->free;
	int32_t status;

	if (entry == NONE) {
		void *array = board->entries;

		status = memory_reserve(&desk->allocator, &array,
		                        &board->entry_capacity,
		                        board->entry_count + 1,
		                        sizeof *board->entries);
		board->entries = array;
		if (status != KEFU_OK)
			return status;
		entry = (uint32_t)board->entry_count++;
	} else {
		board->free = board->entries[entry].next;
	}
	made = &board->entries[entry];
	memset(made, 0, sizeof *made);
	made->live = *live;
	made->read_at = board->now;
	made->track = reading->track;
	made->next = board->places[reading->track].first;
	board->places[reading->track].first = entry;
	status = heap_add(desk, entry, 0);
	if (status == KEFU_OK && has_alarm(live))
		status = heap_add(desk, entry, 1);
	return status; /* a board with a loose end goes as a whole */
}

static int32_t read_again(struct reading *reading, uint32_t track)
{
	struct board *board = reading->desk->board;

	if (board->places[track].round == board->round)
		return KEFU_OK;
	board->places[track].round = board->round;
	forget_track(board, track);
	reading->track = track;
	return live_track(&reading->live, track, NULL);
}

/* ---- keeping up ---- */

static int32_t places_reserve(kefu_desk *desk)
{
	struct board *board = desk->board;
	size_t need = timelines_track_count(desk->timelines);
	void *array = board->places;
	int32_t status;

	status = memory_reserve(&desk->allocator, &array, &board->place_capacity,
	                        need, sizeof *board->places);
	board->places = array;
	if (status != KEFU_OK)
		return status;
	for (; board->place_count < need; board->place_count++) {
		board->places[board->place_count].first = NONE;
		board->places[board->place_count].round = 0;
	}
	return KEFU_OK;
}

static int32_t board_new(kefu_desk *desk)
{
	struct board *board;

	board_drop(desk);
	board = memory_get_zeroed(&desk->allocator, sizeof *board);
	if (board == NULL)
		return KEFU_E_NOMEM;
	board->free = NONE;
	board->texts = &desk->texts;
	desk->board = board;
	return KEFU_OK;
}

static int32_t read_all(struct reading *reading)
{
	uint32_t count = (uint32_t)reading->desk->board->place_count, track;
	int32_t status = KEFU_OK;

	for (track = 0; track < count && status == KEFU_OK; track++)
		status = read_again(reading, track);
	return status;
}

static int32_t read_changed(struct reading *reading)
{
	struct board *board = reading->desk->board;
	int32_t status = KEFU_OK;
	size_t i;

	for (i = 0; i < board->noted_count && status == KEFU_OK; i++) {
		const struct board_noted *noted = &board->noted[i];
		uint32_t track = timelines_find(reading->desk->timelines,
			noted->kind, noted->id, noted->agent);

		if (track != NO_TRACK)
			status = read_again(reading, track);
	}
	while (status == KEFU_OK && board->alarms.count != 0) {
		const struct board_entry *next = &board->entries[board->alarms.at[0]];

		if (next->live.until >= board->now)
			break;
		status = read_again(reading, next->track);
	}
	return status;
}

int32_t board_update(kefu_desk *desk, int64_t now)
{
	struct reading reading;
	int is_new = desk->board == NULL || desk->board->now > now ||
		desk->board->round == UINT32_MAX;
	int32_t status = is_new ? board_new(desk) : KEFU_OK;

	if (status == KEFU_OK)
		status = places_reserve(desk);
	if (status == KEFU_OK) {
		desk->board->now = now;
		desk->board->round++;
		reading.desk = desk;
		status = live_begin(&reading.live, desk, now, take_live, &reading);
		if (status == KEFU_OK)
			status = is_new ? read_all(&reading) : read_changed(&reading);
		live_end(&reading.live);
	}
	if (status != KEFU_OK) {
		board_drop(desk);
		return status;
	}
	desk->board->noted_count = 0;
	return KEFU_OK;
}

void board_note(kefu_desk *desk, const kefu_event *events, size_t stride, size_t count)
{
	struct board *board = desk->board;
	void *array = board->noted;
	size_t i;

	/* Reading everything anew would be no more work. */
	if (board->noted_count > 4096 + board->place_count / 4 ||
	    memory_reserve(&desk->allocator, &array, &board->noted_capacity,
	                   board->noted_count + count, sizeof *board->noted) != KEFU_OK) {
		board_drop(desk);
		return;
	}
	board->noted = array;
	for (i = 0; i < count; i++) {
		const kefu_event *event =
			(const void *)((const char *)events + i * stride);
		struct board_noted noted;

		timelines_entity(event, &noted.kind, &noted.id, &noted.agent);
		if (noted.kind == TRACK_SESSION || noted.kind == TRACK_THREAD ||
		    noted.kind == TRACK_REFUND)
			board->noted[board->noted_count++] = noted;
	}
}

void board_drop(kefu_desk *desk)
{
	const kefu_allocator *allocator = &desk->allocator;
	struct board *board = desk->board;
	int i;

	if (board == NULL)
		return;
	for (i = 0; i < BOARD_CLASSES; i++)
		memory_put(allocator, board->classes[i].at,
		           board->classes[i].capacity * sizeof *board->classes[i].at);
	memory_put(allocator, board->alarms.at,
	           board->alarms.capacity * sizeof *board->alarms.at);
	memory_put(allocator, board->noted,
	           board->noted_capacity * sizeof *board->noted);
	memory_put(allocator, board->entries,
	           board->entry_capacity * sizeof *board->entries);
	memory_put(allocator, board->places,
	           board->place_capacity * sizeof *board->places);
	memory_put(allocator, board, sizeof *board);
	desk->board = NULL;
}

size_t board_bytes(const kefu_desk *desk)
{
	const struct board *board = desk->board;
	size_t bytes;
	int i;

	if (board == NULL)
		return 0;
	bytes = sizeof *board + board->noted_capacity * sizeof *board->noted +
		board->entry_capacity * sizeof *board->entries +
		board->place_capacity * sizeof *board->places +
		board->alarms.capacity * sizeof *board->alarms.at;
	for (i = 0; i < BOARD_CLASSES; i++)
		bytes += board->classes[i].capacity * sizeof *board->classes[i].at;
	return bytes;
}

/* ---- the list ---- */

/* As it stands now: what goes on has used up more. */
static int32_t show(const kefu_desk *desk, const struct board_entry *entry, kefu_timers *timers)
{
	kefu_timer timer = entry->live.timer;
	struct track_info info;

	if (entry->live.goes_on) {
		timer.elapsed += clock_between(entry->live.schedule,
		                               entry->read_at, desk->board->now);
		timer.remaining = timer.target - timer.elapsed;
	}
	/* An order's customer may have become known without the refund. */
	timelines_info(desk->timelines, entry->track, &info);
	timer.customer = info.customer;
	return timers_append(timers, &timer);
}

/* The first `count` of a class, without taking it apart: places of the heap
 * that may be next are a heap themselves. */
static int32_t list_class(const kefu_desk *desk, const struct board_heap *heap, size_t count,
                          kefu_timers *timers)
{
	const struct board *board = desk->board;
	size_t room = count + 2, open = 1, place, child, i;
	uint32_t *next = memory_get(&desk->allocator, room * sizeof *next);
	int32_t status = next != NULL ? KEFU_OK : KEFU_E_NOMEM;

	if (status == KEFU_OK)
		next[0] = 0;
	for (; count > 0 && status == KEFU_OK; count--) {
		uint32_t best = next[0], last = next[--open];

		status = show(desk, &board->entries[heap->at[best]], timers);
		/* the last one moves down from the top */
		for (place = 0; (child = 2 * place + 1) < open; place = child) {
			if (child + 1 < open &&
			    stands_behind(board, heap->at[next[child]],
			                  heap->at[next[child + 1]], 0))
				child++;
			if (!stands_behind(board, heap->at[last], heap->at[next[child]], 0))
				break;
			next[place] = next[child];
		}
		next[place] = last;
		/* and its two successors move up from the end */
		for (i = 2 * (size_t)best + 1; i <= 2 * (size_t)best + 2 && i < heap->count; i++) {
			for (place = open++; place > 0 &&
			     stands_behind(board, heap->at[next[(place - 1) / 2]],
			                   heap->at[i], 0); place = (place - 1) / 2)
				next[place] = next[(place - 1) / 2];
			next[place] = (uint32_t)i;
		}
	}
	memory_put(&desk->allocator, next, room * sizeof *next);
	return status;
}

int32_t board_list(const kefu_desk *desk, uint32_t states, kefu_timers *timers)
{
	static const int32_t class_states[BOARD_CLASSES] = {
		KEFU_TIMER_BREACHED, KEFU_TIMER_RUNNING, KEFU_TIMER_PAUSED,
	};
	int32_t status = KEFU_OK;
	int64_t total = 0;
	int i;

	for (i = 0; i < BOARD_CLASSES && status == KEFU_OK; i++) {
		const struct board_heap *heap = &desk->board->classes[i];
		size_t room = timers->limit - timers->count;

		if ((states >> class_states[i] & 1) == 0)
			continue;
		total += (int64_t)heap->count;
		if (heap->count != 0 && room != 0)
			status = list_class(desk, heap,
			                    room < heap->count ? room : heap->count,
			                    timers);
	}
	timers->total = total;
	return status;
}
