/* The events that handles can say. */
#include "handles.h"

#include <string.h>

#define WITH(type, make, call)                                                 \
	do {                                                                   \
		kefu_##type *type = NULL;                                      \
		int32_t made = make(desk, e->type, &type);                     \
		if (made == KEFU_OK)                                           \
			made = kefu_##type##_number(type, e->seq);             \
		if (made == KEFU_OK)                                           \
			made = call;                                           \
		kefu_##type##_free(type);                                      \
		*status = made;                                                \
		return 1;                                                      \
	} while (0)

#define SESSION(...) WITH(session, kefu_desk_session, __VA_ARGS__)
#define ORDER(...) WITH(order, kefu_desk_order, __VA_ARGS__)
#define REFUND(...) WITH(refund, kefu_desk_refund, __VA_ARGS__)
#define AGENT(...) WITH(agent, kefu_desk_agent, __VA_ARGS__)

/* Whether the event gives nothing but these fields and what all have. */
#define ONLY(...) only(e, (const kefu_event){__VA_ARGS__})

static int only(const kefu_event *event, kefu_event plain)
{
	plain.size = event->size;
	plain.kind = event->kind;
	plain.t = event->t;
	plain.seq = event->seq;
	plain.has_value = event->has_value;
	return memcmp(event, &plain, sizeof plain) == 0;
}

static int say_message(kefu_desk *desk, const kefu_event *e, int32_t *status)
{
	if (e->from == KEFU_PARTY_CUSTOMER &&
	    ONLY(.session = e->session, .from = e->from, .content = e->content))
		SESSION(kefu_session_customer_message(session, e->t, e->content));
	if (e->from == KEFU_PARTY_AGENT && e->is_private == KEFU_YES &&
	    ONLY(.session = e->session, .from = e->from, .agent = e->agent, .is_private = KEFU_YES))
		SESSION(kefu_session_note(session, e->t, e->agent));
	if (e->from == KEFU_PARTY_AGENT &&
	    ONLY(.session = e->session, .from = e->from, .agent = e->agent, .mode = e->mode,
	         .content = e->content))
		SESSION(kefu_session_agent_reply(session, e->t, e->agent, e->mode, e->content));
	if (e->from == KEFU_PARTY_BOT && ONLY(.session = e->session, .from = e->from))
		SESSION(kefu_session_bot_reply(session, e->t));
	if (e->from == KEFU_PARTY_SYSTEM &&
	    ONLY(.session = e->session, .from = e->from, .mode = e->mode))
		SESSION(kefu_session_system_message(session, e->t, e->mode));
	return 0;
}

static int say_opening(kefu_desk *desk, const kefu_event *e, int32_t *status)
{
	kefu_session_opening opening;

	if (!ONLY(.session = e->session, .initiator = e->initiator, .phase = e->phase,
	          .customer = e->customer, .agent = e->agent, .team = e->team,
	          .channel = e->channel, .topic = e->topic))
		return 0;
	memset(&opening, 0, sizeof opening);
	opening.size = sizeof opening;
	opening.initiator = e->initiator;
	opening.phase = e->phase;
	opening.customer = e->customer;
	opening.agent = e->agent;
	opening.team = e->team;
	opening.channel = e->channel;
	opening.topic = e->topic;
	SESSION(kefu_session_open(session, e->t, &opening));
}

static int say_course(kefu_desk *desk, const kefu_event *e, int32_t *status)
{
	int bare = ONLY(.session = e->session);
	int by = ONLY(.session = e->session, .agent = e->agent);

	switch (e->kind) {
	case KEFU_EVENT_SESSION_QUEUE:
		if (ONLY(.session = e->session, .team = e->team))
			SESSION(kefu_session_queue(session, e->t, e->team));
		return 0;
	case KEFU_EVENT_SESSION_HANDOFF:
		if (bare)
			SESSION(kefu_session_handoff(session, e->t));
		return 0;
	case KEFU_EVENT_SESSION_ASSIGN:
		if (by)
			SESSION(kefu_session_assign(session, e->t, e->agent));
		return 0;
	case KEFU_EVENT_SESSION_JOIN:
		if (by)
			SESSION(kefu_session_join(session, e->t, e->agent));
		return 0;
	case KEFU_EVENT_SESSION_LEAVE:
		if (by)
			SESSION(kefu_session_leave(session, e->t, e->agent));
		return 0;
	case KEFU_EVENT_SESSION_TRANSFER:
		if (ONLY(.session = e->session, .agent = e->agent, .to = e->to))
			SESSION(kefu_session_transfer(session, e->t, e->agent, e->to));
		if (ONLY(.session = e->session, .agent = e->agent, .to_team = e->to_team))
			SESSION(kefu_session_transfer_to_team(session, e->t, e->agent, e->to_team));
		return 0;
	case KEFU_EVENT_SESSION_ESCALATE:
		if (ONLY(.session = e->session, .agent = e->agent, .value = e->value, .team = e->team))
			SESSION(kefu_session_escalate(session, e->t, e->agent, e->value, e->team));
		return 0;
	case KEFU_EVENT_SESSION_PEND:
		if (bare)
			SESSION(kefu_session_pend(session, e->t));
		return 0;
	case KEFU_EVENT_SESSION_HOLD:
		if (bare)
			SESSION(kefu_session_hold(session, e->t));
		return 0;
	case KEFU_EVENT_SESSION_RESUME:
		if (bare)
			SESSION(kefu_session_resume(session, e->t));
		return 0;
	case KEFU_EVENT_SESSION_RESOLVE:
		if (by)
			SESSION(kefu_session_resolve(session, e->t, e->agent));
		return 0;
	case KEFU_EVENT_SESSION_REOPEN:
		if (bare)
			SESSION(kefu_session_reopen(session, e->t));
		return 0;
	case KEFU_EVENT_SESSION_CLOSE:
		if (bare)
			SESSION(kefu_session_close(session, e->t));
		return 0;
	case KEFU_EVENT_SESSION_ABANDON:
		if (bare)
			SESSION(kefu_session_abandon(session, e->t));
		return 0;
	case KEFU_EVENT_SESSION_LEAVE_MESSAGE:
		if (bare)
			SESSION(kefu_session_leave_message(session, e->t));
		return 0;
	default:
		return 0;
	}
}

static int say_about(kefu_desk *desk, const kefu_event *e, int32_t *status)
{
	switch (e->kind) {
	case KEFU_EVENT_SESSION_TAG:
		if (ONLY(.session = e->session, .topic = e->topic, .phase = e->phase,
		         .priority = e->priority))
			SESSION(kefu_session_tag(session, e->t, e->topic, e->phase, e->priority));
		return 0;
	case KEFU_EVENT_SESSION_EXCLUDE:
		if (ONLY(.session = e->session, .name = e->name))
			SESSION(kefu_session_exclude(session, e->t, e->name));
		return 0;
	case KEFU_EVENT_SESSION_INCLUDE:
		if (ONLY(.session = e->session))
			SESSION(kefu_session_include(session, e->t));
		return 0;
	case KEFU_EVENT_SURVEY_SEND:
		if (ONLY(.session = e->session, .survey = e->survey))
			SESSION(kefu_session_survey_send(session, e->t, e->survey));
		return 0;
	case KEFU_EVENT_SURVEY_ANSWER:
		if (ONLY(.session = e->session, .survey = e->survey, .value = e->value, .min = e->min,
		         .max = e->max))
			SESSION(kefu_session_rate(session, e->t, e->survey, e->value, e->min, e->max));
		return 0;
	case KEFU_EVENT_COMPLAINT_FILE:
		if (ONLY(.session = e->session, .agent = e->agent, .complaint = e->complaint))
			SESSION(kefu_session_complain(session, e->t, e->agent, e->complaint));
		return 0;
	case KEFU_EVENT_COMPLAINT_UPHOLD:
		if (ONLY(.session = e->session, .complaint = e->complaint))
			SESSION(kefu_session_uphold(session, e->t, e->complaint));
		return 0;
	case KEFU_EVENT_COMPLAINT_DISMISS:
		if (ONLY(.session = e->session, .complaint = e->complaint))
			SESSION(kefu_session_dismiss(session, e->t, e->complaint));
		return 0;
	case KEFU_EVENT_QA_FINDING:
		if (e->session != 0 && ONLY(.session = e->session, .agent = e->agent, .name = e->name,
		                            .value = e->value))
			SESSION(kefu_session_find(session, e->t, e->agent, e->name, e->value));
		return 0;
	case KEFU_EVENT_KB_USE:
		if (ONLY(.session = e->session, .agent = e->agent, .name = e->name))
			SESSION(kefu_session_use_article(session, e->t, e->agent, e->name));
		return 0;
	default:
		return 0;
	}
}

static int say_order(kefu_desk *desk, const kefu_event *e, int32_t *status)
{
	kefu_order_line line;
	int lined;

	memset(&line, 0, sizeof line);
	line.size = sizeof line;
	memcpy(line.currency, e->currency, sizeof line.currency);
	line.customer = e->customer;
	line.item = e->item;
	line.amount = e->amount;
	line.units = e->units;
	line.postage = e->postage;
	lined = ONLY(.order = e->order, .customer = e->customer, .item = e->item, .amount = e->amount,
	             .units = e->units, .postage = e->postage,
	             .currency = {e->currency[0], e->currency[1], e->currency[2], e->currency[3]});
	switch (e->kind) {
	case KEFU_EVENT_ORDER_PLACE:
		if (lined && e->postage == 0)
			ORDER(kefu_order_place(order, e->t, &line));
		return 0;
	case KEFU_EVENT_ORDER_PAY:
		if (lined)
			ORDER(kefu_order_pay(order, e->t, &line));
		return 0;
	case KEFU_EVENT_ORDER_DEPOSIT:
		if (lined && e->postage == 0 && e->units == 0)
			ORDER(kefu_order_deposit(order, e->t, &line));
		return 0;
	case KEFU_EVENT_ORDER_SHIP:
		if (ONLY(.order = e->order, .item = e->item))
			ORDER(kefu_order_ship(order, e->t, e->item));
		return 0;
	case KEFU_EVENT_ORDER_RECEIVE:
		if (ONLY(.order = e->order, .item = e->item))
			ORDER(kefu_order_receive(order, e->t, e->item));
		return 0;
	case KEFU_EVENT_ORDER_CANCEL:
		if (ONLY(.order = e->order, .item = e->item, .name = e->name))
			ORDER(kefu_order_cancel(order, e->t, e->item, e->name));
		return 0;
	case KEFU_EVENT_ORDER_FLAG:
		if (ONLY(.order = e->order, .name = e->name))
			ORDER(kefu_order_flag(order, e->t, e->name));
		return 0;
	case KEFU_EVENT_REVIEW:
		if (ONLY(.order = e->order, .agent = e->agent, .item = e->item, .value = e->value,
		         .name = e->name))
			ORDER(kefu_order_review(order, e->t, e->agent, e->item, e->value, e->name));
		return 0;
	default:
		return 0;
	}
}

static int say_refund(kefu_desk *desk, const kefu_event *e, int32_t *status)
{
	int bare = ONLY(.refund = e->refund);
	int by = ONLY(.refund = e->refund, .agent = e->agent);
	kefu_refund_claim claim;

	switch (e->kind) {
	case KEFU_EVENT_REFUND_REQUEST:
		if (!ONLY(.refund = e->refund, .type = e->type, .initiator = e->initiator,
		          .order = e->order, .item = e->item, .customer = e->customer,
		          .agent = e->agent, .name = e->name, .amount = e->amount, .units = e->units,
		          .currency = {e->currency[0], e->currency[1], e->currency[2], e->currency[3]}))
			return 0;
		memset(&claim, 0, sizeof claim);
		claim.size = sizeof claim;
		claim.type = e->type;
		claim.initiator = e->initiator;
		claim.order = e->order;
		claim.item = e->item;
		claim.customer = e->customer;
		claim.agent = e->agent;
		claim.reason = e->name;
		claim.amount = e->amount;
		claim.units = e->units;
		memcpy(claim.currency, e->currency, sizeof claim.currency);
		REFUND(kefu_refund_request(refund, e->t, &claim));
	case KEFU_EVENT_REFUND_REFUSE:
		if (by)
			REFUND(kefu_refund_refuse(refund, e->t, e->agent));
		return 0;
	case KEFU_EVENT_REFUND_AGREE:
		if (by)
			REFUND(kefu_refund_agree(refund, e->t, e->agent));
		return 0;
	case KEFU_EVENT_REFUND_SHIP_BACK:
		if (bare)
			REFUND(kefu_refund_ship_back(refund, e->t));
		return 0;
	case KEFU_EVENT_REFUND_SIGN:
		if (by)
			REFUND(kefu_refund_sign(refund, e->t, e->agent));
		return 0;
	case KEFU_EVENT_REFUND_COMPLETE:
		if (ONLY(.refund = e->refund, .agent = e->agent, .amount = e->amount, .units = e->units,
		         .currency = {e->currency[0], e->currency[1], e->currency[2], e->currency[3]}))
			REFUND(kefu_refund_complete(refund, e->t, e->agent, e->amount, e->currency,
			                            e->units));
		return 0;
	case KEFU_EVENT_REFUND_WITHDRAW:
		if (bare)
			REFUND(kefu_refund_withdraw(refund, e->t));
		return 0;
	case KEFU_EVENT_REFUND_INTERVENE:
		if (ONLY(.refund = e->refund, .initiator = e->initiator))
			REFUND(kefu_refund_intervene(refund, e->t, e->initiator));
		return 0;
	case KEFU_EVENT_REFUND_JUDGE:
		if (ONLY(.refund = e->refund, .liable = e->liable))
			REFUND(kefu_refund_judge(refund, e->t, e->liable));
		return 0;
	default:
		return 0;
	}
}

static int say_agent(kefu_desk *desk, const kefu_event *e, int32_t *status)
{
	if (e->kind == KEFU_EVENT_AGENT_TARGET &&
	    ONLY(.agent = e->agent, .name = e->name, .value = e->value))
		AGENT(kefu_agent_target(agent, e->t, e->name, e->value));
	if (!ONLY(.agent = e->agent))
		return 0;
	switch (e->kind) {
	case KEFU_EVENT_AGENT_ONLINE:
		AGENT(kefu_agent_online(agent, e->t));
	case KEFU_EVENT_AGENT_SUSPEND:
		AGENT(kefu_agent_suspend(agent, e->t));
	case KEFU_EVENT_AGENT_OFFLINE:
		AGENT(kefu_agent_offline(agent, e->t));
	case KEFU_EVENT_AGENT_TRAINING:
		AGENT(kefu_agent_training(agent, e->t));
	default:
		return 0;
	}
}

static int say_retraction(kefu_desk *desk, const kefu_event *e, int32_t *status)
{
	int64_t seq = e->seq;
	kefu_event whole = *e;

	whole.seq = 0; /* the handle's own number is not its event's */
	e = &whole;
	if (ONLY(.session = e->session) && e->session != 0)
		SESSION(kefu_session_retract(session, e->t, seq));
	if (ONLY(.order = e->order) && e->order != 0)
		ORDER(kefu_order_retract(order, e->t, seq));
	if (ONLY(.refund = e->refund) && e->refund != 0)
		REFUND(kefu_refund_retract(refund, e->t, seq));
	if (ONLY(.agent = e->agent) && e->agent != 0)
		AGENT(kefu_agent_retract(agent, e->t, seq));
	return 0;
}

int handles_say(kefu_desk *desk, const kefu_event *e, int32_t *status)
{
	if (e->kind == KEFU_EVENT_RETRACT)
		return say_retraction(desk, e, status);
	if (e->order != 0 && say_order(desk, e, status))
		return 1;
	if (e->refund != 0)
		return say_refund(desk, e, status);
	if (e->session == 0)
		return e->agent != 0 && say_agent(desk, e, status);
	if (e->kind == KEFU_EVENT_SESSION_OPEN)
		return say_opening(desk, e, status);
	if (e->kind == KEFU_EVENT_MESSAGE)
		return say_message(desk, e, status);
	return say_course(desk, e, status) || say_about(desk, e, status);
}
