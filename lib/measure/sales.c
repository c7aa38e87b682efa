/* Sales attribution: which chat earned an order, and the readers over it. */
#include "measure/observe.h"

#define LOOKBACK_MS (INT64_C(48) * 3600000)

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

/* Rounds that a chat's agent answered in its stretch. */
static void count_rounds(struct observer *observer, const struct round_set *set)
{
	size_t i, k;

	for (i = 0; i < observer->chat_count; i++) {
		struct chat *chat = &observer->chats[i];

		for (k = 0; k < set->count; k++) {
			const struct round *round = &set->rounds[k];

			chat->rounds += round->session == chat->session &&
			                round->reply != NULL &&
			                round->replier == chat->agent &&
			                round->open_step >= chat->first &&
			                round->open_step <= chat->last;
		}
	}
}

int32_t chats_read(struct observer *observer)
{
	const struct customer_history *history = &observer->fold->history;
	struct round_set *set;
	int32_t status = KEFU_OK;
	size_t i;

	observer->chat_count = 0;
	for (i = 0; i < history->session_count && status == KEFU_OK; i++)
		if (!history->sessions[i].excluded)
			status = chats_of(observer, &history->sessions[i]);
	if (status == KEFU_OK &&
	    observer->definition->attribution.tie == TIE_MOST_ROUNDS) {
		status = observer_rounds(observer, &set);
		if (status == KEFU_OK)
			count_rounds(observer, set);
	}
	return status;
}

/* Attribution */

static int compare_numbers(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

/* Of two chats that may earn what happened at `t`: the one that runs then,
 * that ended last, that started last, of the highest session and agent. */
static int earns_rather(const struct observer *observer,
                        const struct chat *chat, const struct chat *best,
                        int64_t t)
{
	const struct text_table *texts = observer->fold->texts;
	int order = 0;

	if (observer->definition->attribution.tie == TIE_MOST_ROUNDS)
		order = compare_numbers(chat->rounds, best->rounds);
	if (order == 0)
		order = (chat->end >= t) - (best->end >= t);
	if (order == 0)
		order = compare_numbers(chat->end, best->end);
	if (order == 0)
		order = compare_numbers(chat->start, best->start);
	if (order == 0)
		order = text_compare(texts, chat->session->id,
		                     best->session->id);
	if (order == 0)
		order = text_compare(texts, chat->session->thread_agent,
		                     best->session->thread_agent);
	if (order == 0)
		order = text_compare(texts, chat->agent, best->agent);
	return order > 0;
}

/* The chat that earns what the customer did at an instant, or NULL. */
static const struct chat *winner(const struct observer *observer, int64_t t)
{
	int64_t lookback = observer->definition->attribution.lookback_ms;
	const struct chat *best = NULL;
	size_t i;

	if (lookback == 0)
		lookback = LOOKBACK_MS;
	for (i = 0; i < observer->chat_count; i++) {
		const struct chat *chat = &observer->chats[i];

		if (chat->start > t || chat->end < t - lookback)
			continue;
		if (best == NULL || earns_rather(observer, chat, best, t))
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
	size_t i;

	for (i = 0; i < observer->chat_count; i++) {
		const struct chat *chat = &observer->chats[i];

		if (chat->start < t || chat->start > until)
			continue;
		if (first == NULL || chat->start < first->start ||
		    (chat->start == first->start &&
		     text_compare(observer->fold->texts, chat->session->id,
		                  first->session->id) < 0))
			first = chat;
	}
	return first;
}

kefu_id order_earner(struct observer *observer, const struct dossier *order)
{
	const struct attribution *rule = &observer->definition->attribution;
	int64_t placed = order_placed(order), paid = order_paid(order);
	const struct chat *by_order = NULL, *by_payment = NULL, *chat;

	if (placed >= 0)
		by_order = winner(observer, placed);
	if (paid >= 0)
		by_payment = winner(observer, paid);
	/* a chat begun right after a silent order only urged it on */
	if (rule->silent_urge_ms >= 0 && by_order == NULL && placed >= 0 &&
	    by_payment != NULL &&
	    by_payment->start <= placed + rule->silent_urge_ms)
		by_payment = NULL;
	chat = by_order;
	if (rule->judgement == JUDGEMENT_PAYMENT)
		chat = by_payment;
	else if (rule->judgement == JUDGEMENT_ORDER_FIRST && by_order == NULL)
		chat = by_payment;
	if (chat == NULL && rule->silent_follow_up_ms >= 0 && paid >= 0)
		chat = follow_up(observer, paid);
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

/* The readers */

int64_t sale_amount(const struct observer *observer,
                    const struct dossier *order)
{
	int64_t amount = order_amount(order);

	if (observer->definition->attribution.deduct_refunds)
		amount -= order_refunded(observer, order);
	return amount;
}

static int32_t observe_sale(struct observer *observer,
                            struct observation *made, kefu_id agent)
{
	int32_t status = credit_agent(observer, agent);

	return status == KEFU_OK ? observe(observer, made) : status;
}

/* The customer behind sales, once in every group. */
static int32_t observe_buyer(struct observer *observer,
                             struct observation *made, kefu_id agent)
{
	made->num = observer->definition->metric->variant == VARIANT_BUYERS;
	made->den = !made->num;
	made->currency = 0;
	made->is_distinct = 1;
	made->is_repeat = !made->num;
	return observe_sale(observer, made, agent);
}

/* The shop's side of a comparison: all paid orders, attributed or not. */
static void note_shop(struct observer *observer, const struct observation *made,
                      int *bought)
{
	struct cube_column *shop = &observer->cube->columns[observer->at];

	if (!day_is_asked(observer->column, local_day(observer, made->t)))
		return;
	shop->shop_num += made->num;
	shop->shop_den += !*bought;
	*bought = 1;
}

static int32_t sale(struct observer *observer, const struct dossier *order,
                    int *bought)
{
	enum variant variant = observer->definition->metric->variant;
	kefu_id agent = order_earner(observer, order);
	struct observation made;
	int32_t status;

	observation_of_order(observer, &made, order, order_paid(order));
	made.num = made.reading = sale_amount(observer, order);
	if (variant == VARIANT_RELATIVE)
		note_shop(observer, &made, bought);
	if ((agent == 0) != (variant == VARIANT_SILENT))
		return KEFU_OK;
	made.currency = order_currency(observer, order);
	switch (variant) {
	case VARIANT_ORDERS:
		made.currency = 0;
		made.num = made.reading = 1;
		break;
	case VARIANT_UNITS:
	case VARIANT_UNITS_PER_BUYER:
		made.currency = 0;
		made.num = made.reading = order_units(order);
		break;
	case VARIANT_UNIT_PRICE:
		made.den = order_units(order);
		break;
	case VARIANT_BUYERS:
		return observe_buyer(observer, &made, agent);
	default:
		break;
	}
	status = observe_sale(observer, &made, agent);
	if (status == KEFU_OK && (variant == VARIANT_PER_BUYER ||
	                          variant == VARIANT_UNITS_PER_BUYER ||
	                          variant == VARIANT_RELATIVE)) {
		made.num = 0;
		status = observe_buyer(observer, &made, agent);
	}
	return status;
}

/* order_payment_rate: pairs of agent and customer with an order placed. */
static int32_t payment_pairs(struct observer *observer, int paid)
{
	const struct customer_history *history = &observer->fold->history;
	int32_t status = KEFU_OK;
	size_t i, k;

	for (i = 0; i < history->order_count; i++) {
		kefu_id agent = order_earner(observer, &history->orders[i]);

		counted_reset(observer);
		for (k = 0; k < i; k++)
			if (order_earner(observer, &history->orders[k]) == agent)
				break;
		/* every agent's pair is told when its first order comes up */
		if (agent == 0 || k < i)
			continue;
		for (k = i; k < history->order_count; k++) {
			const struct dossier *order = &history->orders[k];
			struct observation made;

			if (order_placed(order) < 0 ||
			    order_is_flagged(observer, order) ||
			    (paid && order_paid(order) < 0) ||
			    order_earner(observer, order) != agent)
				continue;
			observation_of_order(observer, &made, order,
			                     order_placed(order));
			made.num = paid;
			made.den = !paid;
			made.reading = order_paid(order) >= 0;
			made.verdict = made.reading ? VERDICT_PASS
			                            : VERDICT_FAIL;
			made.is_distinct = 1;
			made.is_repeat = paid;
			status = observe_sale(observer, &made, agent);
			if (status != KEFU_OK)
				return status;
		}
	}
	return status;
}

/* The customers of order_value_per_contact. */
static int32_t asked(struct observer *observer, const struct session *session)
{
	const struct round_rule *rule =
		&observer->round_sets[observer->column->rounds].rule;
	int32_t status = KEFU_OK;
	size_t i;

	for (i = 0; i < session->count && status == KEFU_OK; i++) {
		const struct step *step = &session->steps[i];
		struct observation made;

		if (!rule_takes_question(rule, step->event))
			continue;
		observation_of(&made, session, step->event->t);
		made.den = made.is_distinct = made.is_repeat = 1;
		status = observe_sale(observer, &made, step->event->agent != 0
			? step->event->agent : step->owner);
	}
	return status;
}

int32_t read_sales(struct observer *observer)
{
	const struct customer_history *history = &observer->fold->history;
	enum variant variant = observer->definition->metric->variant;
	int bought = 0;
	int32_t status = KEFU_OK;
	size_t i;

	counted_reset(observer);
	if (variant == VARIANT_PER_CONTACT)
		status = sessions_read(observer, asked);
	if (status != KEFU_OK || history->order_count == 0)
		return status;
	status = chats_read(observer);
	if (variant == VARIANT_PAYMENT_RATE) {
		if (status == KEFU_OK)
			status = payment_pairs(observer, 0);
		return status == KEFU_OK ? payment_pairs(observer, 1) : status;
	}
	for (i = 0; i < history->order_count && status == KEFU_OK; i++)
		if (order_paid(&history->orders[i]) >= 0 &&
		    !order_is_flagged(observer, &history->orders[i]))
			status = sale(observer, &history->orders[i], &bought);
	return status;
}
