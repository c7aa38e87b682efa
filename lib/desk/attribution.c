/* An order's attribution, explained. */
#include "kefu/attribution.h"

#include <string.h>

#include "base/sort.h"
#include "desk/desk.h"
#include "measure/attribution.h"

struct kefu_attribution {
	kefu_allocator allocator;
	kefu_attribution_view view;
	kefu_attributed_chat *chats;
	size_t count;
};

/* Names */

static const char *name_of(const char *const *names, int32_t count,
                           int32_t number)
{
	return number >= 0 && number < count ? names[number] : NULL;
}
#define NAME_OF(names, number) \
	name_of(names, (int32_t)(sizeof names / sizeof *names), number)

const char *kefu_judgement_name(int32_t judgement)
{
	static const char *const names[] = {"order", "payment", "order_first"};

	return NAME_OF(names, judgement);
}

const char *kefu_earned_name(int32_t earned)
{
	static const char *const names[] = {
		NULL, "earned", "earned_as_follow_up", "no_instant",
		"began_later", "ended_earlier", "fewer_rounds", "other_ran",
		"other_ended_later", "other_began_later", "other_id",
		"only_urged", "flagged", "by_order",
	};

	return NAME_OF(names, earned);
}

const char *kefu_bucket_name(int32_t bucket)
{
	static const char *const names[] = {
		"none", "own_order_own_payment", "own_order_other_payment",
		"other_order_own_payment", "silent_order_own_payment",
		"silent", "assisted", "own_order_silent_payment",
		"own_order_unpaid", "followed_up",
	};

	return NAME_OF(names, bucket);
}

/* Judging */

/* An order and everything that was found of it. */
struct inquest {
	const struct observer *observer;
	int64_t placed, paid;
	struct earned earned;
};

/* How a chat did at an instant, against the one that was best at it. */
static int32_t at_instant(const struct inquest *inquest,
                          const struct chat *chat, const struct chat *best,
                          int64_t t)
{
	static const int32_t lost[] = {
		[PRECEDES_BY_ROUNDS] = KEFU_EARNED_FEWER_ROUNDS,
		[PRECEDES_BY_RUNNING] = KEFU_EARNED_OTHER_RAN,
		[PRECEDES_BY_END] = KEFU_EARNED_OTHER_ENDED_LATER,
		[PRECEDES_BY_START] = KEFU_EARNED_OTHER_BEGAN_LATER,
		[PRECEDES_BY_ID] = KEFU_EARNED_OTHER_ID,
	};
	const struct observer *observer = inquest->observer;
	enum precedence why;

	if (t < 0)
		return KEFU_EARNED_NO_INSTANT;
	if (chat->start > t)
		return KEFU_EARNED_BEGAN_LATER;
	if (chat->end < t - attribution_lookback(observer->definition))
		return KEFU_EARNED_ENDED_EARLIER;
	if (chat == best)
		return KEFU_EARNED;
	(void)chat_compare(observer, chat, best, t, &why);
	return lost[why];
}

static int32_t by_order(const struct inquest *inquest, const struct chat *chat)
{
	return at_instant(inquest, chat, inquest->earned.by_order,
	                  inquest->placed);
}

static int32_t by_payment(const struct inquest *inquest,
                          const struct chat *chat)
{
	const struct earned *earned = &inquest->earned;

	if (earned->urging == NULL)
		return at_instant(inquest, chat, earned->by_payment,
		                  inquest->paid);
	return chat == earned->urging
		? KEFU_EARNED_ONLY_URGED
		: at_instant(inquest, chat, earned->urging, inquest->paid);
}

static int32_t judged(const struct inquest *inquest, const struct chat *chat,
                      enum judgement judgement)
{
	const struct earned *earned = &inquest->earned;
	int32_t result;

	if (judgement == JUDGEMENT_PAYMENT ||
	    (judgement == JUDGEMENT_ORDER_FIRST && earned->by_order == NULL))
		result = by_payment(inquest, chat);
	else
		result = by_order(inquest, chat);
	if (judgement == JUDGEMENT_ORDER_FIRST && earned->by_order != NULL &&
	    chat != earned->by_order && chat == earned->by_payment)
		result = KEFU_EARNED_BY_ORDER;
	if (chat == earned->chats[judgement] && result != KEFU_EARNED)
		return KEFU_EARNED_AS_FOLLOW_UP;
	return result == KEFU_EARNED && earned->is_flagged ? KEFU_EARNED_FLAGGED
	                                                   : result;
}

static kefu_id agent_of(const struct chat *chat)
{
	return chat != NULL ? chat->agent : 0;
}

static int is_near(const struct inquest *inquest, const struct chat *chat,
                   int64_t t)
{
	return t >= 0 && chat->start <= t && chat->end >= t -
	       attribution_lookback(inquest->observer->definition);
}

/* Whether a chat of the agent could have earned at one of the instants. */
static int was_near(const struct inquest *inquest, kefu_id agent)
{
	const struct observer *observer = inquest->observer;
	size_t i;

	for (i = 0; i < observer->chat_count; i++)
		if (observer->chats[i].agent == agent &&
		    (is_near(inquest, &observer->chats[i], inquest->placed) ||
		     is_near(inquest, &observer->chats[i], inquest->paid)))
			return 1;
	return 0;
}

static int32_t bucket_to(const struct inquest *inquest, kefu_id agent)
{
	const struct earned *earned = &inquest->earned;
	kefu_id order = agent_of(earned->by_order);
	kefu_id payment = agent_of(earned->by_payment);

	if (agent != 0 && order == agent) {
		if (inquest->paid < 0)
			return KEFU_BUCKET_OWN_ORDER_UNPAID;
		if (payment == 0)
			return KEFU_BUCKET_OWN_ORDER_SILENT_PAYMENT;
		return payment == agent ? KEFU_BUCKET_OWN_ORDER_OWN_PAYMENT
		                        : KEFU_BUCKET_OWN_ORDER_OTHER_PAYMENT;
	}
	if (agent != 0 && payment == agent)
		return order != 0 ? KEFU_BUCKET_OTHER_ORDER_OWN_PAYMENT
		                  : KEFU_BUCKET_SILENT_ORDER_OWN_PAYMENT;
	if (agent == 0)
		return order == 0 && payment == 0 && inquest->paid >= 0
			? KEFU_BUCKET_SILENT : KEFU_BUCKET_NONE;
	if (order == 0 && payment == 0 && agent_of(earned->follow_up) == agent)
		return KEFU_BUCKET_FOLLOWED_UP;
	return was_near(inquest, agent) ? KEFU_BUCKET_ASSISTED
	                                : KEFU_BUCKET_NONE;
}

/* The answer */

static void fill_view(const struct inquest *inquest,
                      const struct dossier *order, kefu_attribution_view *view)
{
	const struct definition *definition = inquest->observer->definition;
	const struct earned *earned = &inquest->earned;

	view->size = sizeof *view;
	view->judgement = (int32_t)definition->attribution.judgement;
	view->order = order->id;
	view->customer = order->customer;
	view->placed = inquest->placed;
	view->paid = inquest->paid;
	view->lookback = attribution_lookback(definition);
	view->by_order = agent_of(earned->chats[JUDGEMENT_ORDER]);
	view->by_payment = agent_of(earned->chats[JUDGEMENT_PAYMENT]);
	view->by_order_first = agent_of(earned->chats[JUDGEMENT_ORDER_FIRST]);
	view->earner = agent_of(earned->chats[definition->attribution.judgement]);
	view->is_flagged = earned->is_flagged != 0;
	view->bucket = earned->is_flagged ? KEFU_BUCKET_NONE
	                                  : bucket_to(inquest, view->earner);
}

static void fill_chat(const struct inquest *inquest, const struct chat *chat,
                      kefu_attributed_chat *out)
{
	out->size = sizeof *out;
	out->by_order = judged(inquest, chat, JUDGEMENT_ORDER);
	out->by_payment = judged(inquest, chat, JUDGEMENT_PAYMENT);
	out->by_order_first = judged(inquest, chat, JUDGEMENT_ORDER_FIRST);
	out->bucket = bucket_to(inquest, chat->agent);
	out->session = chat->session->id;
	out->agent = chat->agent;
	out->start = chat->start;
	out->end = chat->end == INT64_MAX ? -1 : chat->end;
	out->rounds = chat->rounds;
}

static int stands_later(const void *context, const void *a, const void *b)
{
	const kefu_attributed_chat *one = a, *other = b;
	int order;

	if (one->start != other->start)
		return one->start > other->start;
	order = text_compare(context, one->session, other->session);
	return order != 0 ? order > 0
	                  : text_compare(context, one->agent, other->agent) > 0;
}

static int32_t make_answer(struct observer *observer,
                           const struct dossier *order, kefu_attribution **out)
{
	const kefu_allocator *allocator = &observer->allocator;
	size_t bytes = observer->chat_count * sizeof(kefu_attributed_chat), i;
	struct inquest inquest = {observer, order_placed(order),
	                          order_paid(order), {{0}, 0, 0, 0, 0, 0}};
	kefu_attribution *made = memory_get_zeroed(allocator, sizeof *made);
	void *spare = memory_get(allocator, bytes);

	if (made != NULL) {
		made->allocator = *allocator;
		made->count = observer->chat_count;
		made->chats = memory_get_zeroed(allocator, bytes);
	}
	if (spare == NULL || made == NULL || made->chats == NULL) {
		memory_put(allocator, spare, bytes);
		kefu_attribution_free(made);
		return KEFU_E_NOMEM;
	}
	order_earned(observer, order, &inquest.earned);
	fill_view(&inquest, order, &made->view);
	for (i = 0; i < made->count; i++)
		fill_chat(&inquest, &observer->chats[i], &made->chats[i]);
	sort_items(made->chats, spare, made->count, sizeof *made->chats,
	           stands_later, observer->fold->texts);
	memory_put(allocator, spare, bytes);
	*out = made;
	return KEFU_OK;
}

/* An observer of one column that puts nothing into its cube. */
static int32_t observe_order(const kefu_desk *desk, struct fold *fold,
                             const struct definition *definition,
                             const struct dossier *order,
                             kefu_attribution **out)
{
	struct column column = {.definition = definition,
	                        .from_day = KEFU_DAY_ANY, .to_day = KEFU_DAY_ANY,
	                        .level = LEVEL_NOW,
	                        .standings = 1u << STANDING_LIVE, .first_opened = -1};
	struct layer nowhere = {NULL, NULL, 0};
	struct observer observer;
	int32_t status;

	status = observer_begin(&observer, &desk->allocator, fold, desk->zone,
	                        &desk->roster, desk->currency, &nowhere, 1,
	                        &column, 1);
	if (status == KEFU_OK) {
		observer_turn_to(&observer, &column);
		status = chats_read(&observer, 1);
	}
	if (status == KEFU_OK)
		status = make_answer(&observer, order, out);
	observer_end(&observer);
	return status;
}

static int32_t explain(const kefu_desk *desk, kefu_id id,
                       const struct definition *definition, int64_t as_of,
                       kefu_attribution **out)
{
	uint32_t track = timelines_find(desk->timelines, TRACK_ORDER, id, 0);
	const struct dossier *order;
	struct fold fold;
	int32_t status;

	if (track == NO_TRACK)
		return KEFU_E_NOT_FOUND;
	status = desk_fold_begin(desk, as_of, &fold);
	if (status == KEFU_OK)
		status = fold_around(&fold, track);
	if (status == KEFU_OK) {
		order = dossier_of_order(&fold.history, id);
		status = order != NULL
			? observe_order(desk, &fold, definition, order, out)
			: KEFU_E_NOT_FOUND;
	}
	fold_end(&fold);
	return status;
}

int32_t kefu_desk_attribution(const kefu_desk *desk, kefu_id order,
                              const char *name, size_t length, int64_t as_of,
                              kefu_attribution **out)
{
	const struct definition *definition;
	struct definition everyday;
	int32_t status;

	if (desk == NULL || out == NULL || (name == NULL && length != 0))
		return KEFU_E_NULL;
	if (order == 0)
		return KEFU_E_MISSING;
	definition_init(&everyday, metric_named("attributed_sales", 16));
	definition = name != NULL ? desk_definition(desk, name, length)
	                          : &everyday;
	if (definition == NULL)
		return KEFU_E_METRIC;
	status = desk_instant(desk, as_of, &as_of);
	return status == KEFU_OK ? explain(desk, order, definition, as_of, out)
	                         : status;
}

void kefu_attribution_free(kefu_attribution *attribution)
{
	kefu_allocator allocator;

	if (attribution == NULL)
		return;
	allocator = attribution->allocator;
	memory_put(&allocator, attribution->chats,
	           attribution->count * sizeof *attribution->chats);
	memory_put(&allocator, attribution, sizeof *attribution);
}

int32_t kefu_attribution_read(const kefu_attribution *attribution,
                              kefu_attribution_view *out)
{
	if (attribution == NULL || out == NULL)
		return KEFU_E_NULL;
	if (out->size != sizeof *out)
		return KEFU_E_SIZE;
	*out = attribution->view;
	return KEFU_OK;
}

int64_t kefu_attribution_chat_count(const kefu_attribution *attribution)
{
	return attribution != NULL ? (int64_t)attribution->count : 0;
}

int32_t kefu_attribution_chat(const kefu_attribution *attribution,
                              int64_t index, kefu_attributed_chat *out)
{
	if (attribution == NULL || out == NULL)
		return KEFU_E_NULL;
	if (out->size != sizeof *out)
		return KEFU_E_SIZE;
	if (index < 0 || index >= (int64_t)attribution->count)
		return KEFU_E_NOT_FOUND;
	*out = attribution->chats[index];
	return KEFU_OK;
}
