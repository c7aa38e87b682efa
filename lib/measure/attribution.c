#include "measure/attribution.h"

#include <string.h>

#include "base/sort.h"

/* Chats: an agent's presence in a session between its opening (or a reopen)
 * and its end, from the first instant as owner or human reply to the last. */

static int32_t note_presence(struct observer *observer,
                             const struct session *session, size_t begins,
                             kefu_id agent, int64_t from, int64_t to)
{
	struct chat *chat;
	void *array = observer->chats;
	size_t i;
	int32_t status;

	if (agent == 0)
		return KEFU_OK;
	for (i = observer->chat_count; i-- > 0;) {
		chat = &observer->chats[i];
		if (chat->session != session || chat->first != begins)
			break;
		if (chat->agent != agent)
			continue;
		if (to > chat->end)
			chat->end = to;
		return KEFU_OK;
	}
	status = memory_reserve(&observer->allocator, &array,
	                        &observer->chat_capacity,
	                        observer->chat_count + 1,
	                        sizeof *observer->chats);
	observer->chats = array;
	if (status != KEFU_OK)
		return status;
	chat = &observer->chats[observer->chat_count++];
	chat->session = session;
	chat->agent = agent;
	chat->start = from;
	chat->end = to;
	chat->first = begins;
	chat->last = session->count - 1;
	chat->rounds = 0;
	return KEFU_OK;
}

/* The chats of the stretch that begins with step `first`; returns the step
 * after its end. */
static int32_t chats_of_stretch(struct observer *observer,
                                const struct session *session, size_t first,
                                size_t *next)
{
	size_t i, chats = observer->chat_count, end = session->count;
	int32_t status = KEFU_OK;

	for (i = first; i < session->count && status == KEFU_OK; i++) {
		const struct step *step = &session->steps[i];
		int ends = (step->effect & EFFECT_ENDED) != 0;
		int64_t until = i + 1 < session->count
			? session->steps[i + 1].event->t : INT64_MAX;

		if (entry_is_human_reply(step->event))
			status = note_presence(observer, session, first,
			                       step->event->agent,
			                       step->event->t, step->event->t);
		if (ends) {
			end = i;
			break;
		}
		if (status == KEFU_OK)
			status = note_presence(observer, session, first,
			                       step->owner, step->event->t,
			                       until);
	}
	for (i = chats; end < session->count && i < observer->chat_count; i++)
		observer->chats[i].last = end;
	*next = end + 1;
	return status;
}

static int32_t chats_of(struct observer *observer,
                        const struct session *session)
{
	size_t at = 0;
	int32_t status = KEFU_OK;

	while (at < session->count && status == KEFU_OK) {
		if (at == 0 ||
		    (session->steps[at].effect & EFFECT_REOPENED) != 0)
			status = chats_of_stretch(observer, session, at, &at);
		else
			at++;
	}
	return status;
}

/* Rounds that a chat's agent answered in its stretch. Both come session by
 * session. */
static void count_rounds(struct observer *observer, const struct round_set *set)
{
	size_t i, k, first = 0;

	for (i = 0; i < observer->chat_count; i++) {
		struct chat *chat = &observer->chats[i];

		while (first < set->count &&
		       set->rounds[first].session < chat->session)
			first++;
		for (k = first; k < set->count &&
		     set->rounds[k].session == chat->session; k++) {
			const struct round *round = &set->rounds[k];

			chat->rounds += round->reply != NULL &&
			                round->replier == chat->agent &&
			                round->open_step >= chat->first &&
			                round->open_step <= chat->last;
		}
	}
}

static int starts_later(const void *context, const void *a, const void *b)
{
	const struct chat *chat = a, *other = b;

	(void)context;
	return chat->start > other->start;
}

static int32_t sort_chats(struct observer *observer)
{
	size_t count = observer->chat_count, bytes, i;
	void *spare = NULL;
	int64_t latest = INT64_MIN;

	bytes = count * sizeof *observer->chats;
	if (count > SORT_FEW) {
		spare = memory_get(&observer->allocator, bytes);
		if (spare == NULL)
			return KEFU_E_NOMEM;
	}
	sort_items(observer->chats, spare, count, sizeof *observer->chats,
	           starts_later, NULL);
	memory_put(&observer->allocator, spare, bytes);
	for (i = 0; i < count; i++) {
		if (observer->chats[i].end > latest)
			latest = observer->chats[i].end;
		observer->chats[i].latest = latest;
	}
	return KEFU_OK;
}

/* Where the chats begin that start at an instant or later. */
static size_t chats_from(const struct observer *observer, int64_t t)
{
	size_t low = 0, high = observer->chat_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (observer->chats[middle].start < t)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

int32_t chats_read(struct observer *observer, int always_rounds)
{
	const struct customer_history *history = &observer->fold->history;
	struct round_set *set;
	int32_t status = KEFU_OK;
	size_t i;

	observer->chat_count = 0;
	for (i = 0; i < history->session_count && status == KEFU_OK; i++)
		if (!history->sessions[i].excluded)
			status = chats_of(observer, &history->sessions[i]);
	if (status == KEFU_OK && (always_rounds ||
	    observer->definition->attribution.tie == TIE_MOST_ROUNDS)) {
		status = observer_rounds(observer, &set);
		if (status == KEFU_OK)
			count_rounds(observer, set);
	}
	return status == KEFU_OK ? sort_chats(observer) : status;
}

/* Attribution */

int64_t attribution_lookback(const struct definition *definition)
{
	return definition->attribution.lookback_ms;
}

static int compare_numbers(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

static int compare_ids(const struct text_table *texts, const struct chat *chat,
                       const struct chat *other)
{
	int order = text_compare(texts, chat->session->id, other->session->id);

	if (order == 0)
		order = text_compare(texts, chat->session->thread_agent,
		                     other->session->thread_agent);
	return order != 0 ? order
	                  : text_compare(texts, chat->agent, other->agent);
}

/* Of two chats that may earn what happened at `t`: with the tie so ruled the
 * one with more rounds, then the one that runs then, that ended last, that
 * started last, of the highest session and agent. */
int chat_compare(const struct observer *observer, const struct chat *chat,
                 const struct chat *other, int64_t t, enum precedence *by)
{
	enum precedence why = PRECEDES_BY_ROUNDS;
	int order = 0;

	if (observer->definition->attribution.tie == TIE_MOST_ROUNDS)
		order = compare_numbers(chat->rounds, other->rounds);
	else if (observer->definition->attribution.tie == TIE_LATEST_START) {
		order = compare_numbers(chat->start, other->start);
		why = order != 0 ? PRECEDES_BY_START : why;
	}
	while (order == 0 && why < PRECEDES_BY_ID) {
		why++;
		if (why == PRECEDES_BY_RUNNING)
			order = (chat->end >= t) - (other->end >= t);
		else if (why == PRECEDES_BY_END)
			order = compare_numbers(chat->end, other->end);
		else if (why == PRECEDES_BY_START)
			order = compare_numbers(chat->start, other->start);
		else
			order = compare_ids(observer->fold->texts, chat, other);
	}
	if (by != NULL)
		*by = why;
	return order;
}

/* The chat that earns what the customer did at an instant, or NULL. */
static const struct chat *winner(const struct observer *observer, int64_t t)
{
	int64_t since = t - attribution_lookback(observer->definition);
	const struct chat *best = NULL;
	size_t i = chats_from(observer, t + 1);

	/* none before has ended late enough */
	while (i-- > 0 && observer->chats[i].latest >= since) {
		const struct chat *chat = &observer->chats[i];

		if (chat->end >= since &&
		    (best == NULL ||
		     chat_compare(observer, chat, best, t, NULL) > 0))
			best = chat;
	}
	return best;
}

/* The first chat begun within the limit after an order nobody earned was
 * paid. */
static const struct chat *follow_up(const struct observer *observer, int64_t t)
{
	const struct chat *first = NULL;
	int64_t until = t + observer->definition->attribution.silent_follow_up_ms;
	size_t i = chats_from(observer, t);

	for (; i < observer->chat_count; i++) {
		const struct chat *chat = &observer->chats[i];

		if (chat->start > until ||
		    (first != NULL && chat->start > first->start))
			break;
		if (first == NULL ||
		    text_compare(observer->fold->texts, chat->session->id,
		                 first->session->id) < 0)
			first = chat;
	}
	return first;
}

void order_earned(const struct observer *observer, const struct dossier *order,
                  struct earned *earned)
{
	const struct attribution *rule = &observer->definition->attribution;
	int64_t placed = order_placed(order), paid = order_paid(order);
	int i;

	memset(earned, 0, sizeof *earned);
	earned->is_flagged = order_is_flagged(observer, order);
	if (placed >= 0)
		earned->by_order = winner(observer, placed);
	if (paid >= 0)
		earned->by_payment = winner(observer, paid);
	/* a chat begun right after a silent order only urged it on */
	if (rule->silent_urge_ms >= 0 && earned->by_order == NULL &&
	    placed >= 0 && earned->by_payment != NULL &&
	    earned->by_payment->start <= placed + rule->silent_urge_ms) {
		earned->urging = earned->by_payment;
		earned->by_payment = NULL;
	}
	if (rule->silent_follow_up_ms >= 0 && paid >= 0)
		earned->follow_up = follow_up(observer, paid);
	if (earned->is_flagged)
		return;
	earned->chats[JUDGEMENT_ORDER] = earned->by_order;
	earned->chats[JUDGEMENT_PAYMENT] = earned->by_payment;
	earned->chats[JUDGEMENT_ORDER_FIRST] = earned->by_order != NULL
		? earned->by_order : earned->by_payment;
	for (i = 0; i < JUDGEMENTS; i++)
		if (earned->chats[i] == NULL)
			earned->chats[i] = earned->follow_up;
}

kefu_id order_earner(const struct observer *observer,
                     const struct dossier *order)
{
	struct earned earned;
	const struct chat *chat;

	order_earned(observer, order, &earned);
	chat = earned.chats[observer->definition->attribution.judgement];
	return chat != NULL ? chat->agent : 0;
}

int order_is_flagged(const struct observer *observer,
                     const struct dossier *order)
{
	const kefu_id *flags = observer->definition->attribution.exclude_flags;
	size_t i, k;

	for (i = 0; i < order->count; i++)
		for (k = 0; k < MOST_FLAGS && flags[k] != 0; k++)
			if (order->events[i].kind == KEFU_EVENT_ORDER_FLAG &&
			    order->events[i].name == flags[k])
				return 1;
	return 0;
}
