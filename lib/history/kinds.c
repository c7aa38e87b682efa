#include "history/kinds.h"

#include <string.h>

#define F(name) FIELD_BIT(name)
/* What every kind may carry. */
#define ALWAYS (F(KIND) | F(T) | F(SEQ) | F(AGENT) | F(TEAM))
#define ANY_CUSTOMER (F(SESSION) | F(CUSTOMER))
#define ABOUT (ANY_CUSTOMER | F(ORDER) | F(REFUND))
#define MONEY (F(AMOUNT) | F(CURRENCY))

#define SESSION_KIND(id, name, uses, requires) \
	{name, ALWAYS | ANY_CUSTOMER | (uses), requires, ANY_CUSTOMER, id, HOME_SESSION}
#define ABOUT_KIND(id, name, uses, requires) \
	{name, ALWAYS | ABOUT | (uses), requires, ABOUT, id, HOME_ABOUT}
#define ORDER_KIND(id, name, uses, requires) \
	{name, ALWAYS | F(ORDER) | F(CUSTOMER) | F(ITEM) | (uses), F(ORDER) | (requires), 0, id, HOME_ORDER}
#define REFUND_KIND(id, name, uses) \
	{name, ALWAYS | F(REFUND) | F(ORDER) | F(CUSTOMER) | F(ITEM) | (uses), F(REFUND), 0, id, HOME_REFUND}
#define AGENT_KIND(id, name, more) \
	{name, ALWAYS | (more), F(AGENT) | (more), 0, id, HOME_AGENT}
#define SHOP_KIND(id, name) {name, ALWAYS, 0, 0, id, HOME_SHOP}

static const struct kind kinds[] = {
	SESSION_KIND(KEFU_EVENT_SESSION_OPEN, "session.open",
	             F(CHANNEL) | F(TOPIC) | F(PHASE) | F(INITIATOR), 0),
	SESSION_KIND(KEFU_EVENT_MESSAGE, "message",
	             F(FROM) | F(MODE) | F(CONTENT) | F(PRIVATE), F(FROM)),
	SESSION_KIND(KEFU_EVENT_SESSION_QUEUE, "session.queue", 0, 0),
	SESSION_KIND(KEFU_EVENT_SESSION_HANDOFF, "session.handoff", 0, 0),
	SESSION_KIND(KEFU_EVENT_SESSION_ASSIGN, "session.assign", 0, F(AGENT)),
	SESSION_KIND(KEFU_EVENT_SESSION_JOIN, "session.join", 0, F(AGENT)),
	SESSION_KIND(KEFU_EVENT_SESSION_LEAVE, "session.leave", 0, 0),
	SESSION_KIND(KEFU_EVENT_SESSION_TRANSFER, "session.transfer",
	             F(TO) | F(TO_TEAM) | F(CORRECT), 0),
	SESSION_KIND(KEFU_EVENT_SESSION_ESCALATE, "session.escalate", F(VALUE), 0),
	SESSION_KIND(KEFU_EVENT_SESSION_PEND, "session.pend", 0, 0),
	SESSION_KIND(KEFU_EVENT_SESSION_HOLD, "session.hold", 0, 0),
	SESSION_KIND(KEFU_EVENT_SESSION_RESUME, "session.resume", 0, 0),
	SESSION_KIND(KEFU_EVENT_SESSION_RESOLVE, "session.resolve", 0, 0),
	SESSION_KIND(KEFU_EVENT_SESSION_REOPEN, "session.reopen", 0, 0),
	SESSION_KIND(KEFU_EVENT_SESSION_CLOSE, "session.close", 0, 0),
	SESSION_KIND(KEFU_EVENT_SESSION_ABANDON, "session.abandon", 0, 0),
	SESSION_KIND(KEFU_EVENT_SESSION_LEAVE_MESSAGE, "session.leave_message", 0, 0),
	SESSION_KIND(KEFU_EVENT_SESSION_TAG, "session.tag",
	             F(TOPIC) | F(PHASE) | F(PRIORITY), 0),
	SESSION_KIND(KEFU_EVENT_SESSION_EXCLUDE, "session.exclude", F(NAME), 0),
	SESSION_KIND(KEFU_EVENT_SESSION_INCLUDE, "session.include", 0, 0),
	SESSION_KIND(KEFU_EVENT_SESSION_MERGE, "session.merge", F(TO), F(TO)),
	SESSION_KIND(KEFU_EVENT_SESSION_SLA, "session.sla", F(NAME) | F(VALUE) | F(TO), 0),
	ABOUT_KIND(KEFU_EVENT_SURVEY_SEND, "survey.send", F(SURVEY), F(SURVEY)),
	ABOUT_KIND(KEFU_EVENT_SURVEY_ANSWER, "survey.answer",
	           F(SURVEY) | F(VALUE) | F(MIN) | F(MAX), F(SURVEY) | F(VALUE)),
	ABOUT_KIND(KEFU_EVENT_COMPLAINT_FILE, "complaint.file", F(COMPLAINT), 0),
	ABOUT_KIND(KEFU_EVENT_COMPLAINT_UPHOLD, "complaint.uphold", F(COMPLAINT), 0),
	ABOUT_KIND(KEFU_EVENT_COMPLAINT_DISMISS, "complaint.dismiss", F(COMPLAINT), 0),
	ABOUT_KIND(KEFU_EVENT_QA_FINDING, "qa.finding", F(NAME) | F(VALUE), 0),
	ABOUT_KIND(KEFU_EVENT_KB_USE, "kb.use", F(NAME), 0),
	ORDER_KIND(KEFU_EVENT_ORDER_PLACE, "order.place", MONEY | F(UNITS), 0),
	ORDER_KIND(KEFU_EVENT_ORDER_PAY, "order.pay", MONEY | F(UNITS) | F(POSTAGE), 0),
	ORDER_KIND(KEFU_EVENT_ORDER_DEPOSIT, "order.deposit", MONEY, 0),
	ORDER_KIND(KEFU_EVENT_ORDER_SHIP, "order.ship", 0, 0),
	ORDER_KIND(KEFU_EVENT_ORDER_RECEIVE, "order.receive", 0, 0),
	ORDER_KIND(KEFU_EVENT_ORDER_CANCEL, "order.cancel", F(NAME), 0),
	ORDER_KIND(KEFU_EVENT_ORDER_FLAG, "order.flag", F(NAME), 0),
	REFUND_KIND(KEFU_EVENT_REFUND_REQUEST, "refund.request",
	            F(TYPE) | F(NAME) | MONEY | F(UNITS) | F(INITIATOR)),
	REFUND_KIND(KEFU_EVENT_REFUND_REFUSE, "refund.refuse", 0),
	REFUND_KIND(KEFU_EVENT_REFUND_AGREE, "refund.agree", 0),
	REFUND_KIND(KEFU_EVENT_REFUND_SHIP_BACK, "refund.ship_back", 0),
	REFUND_KIND(KEFU_EVENT_REFUND_SIGN, "refund.sign", 0),
	REFUND_KIND(KEFU_EVENT_REFUND_COMPLETE, "refund.complete", MONEY | F(UNITS)),
	REFUND_KIND(KEFU_EVENT_REFUND_WITHDRAW, "refund.withdraw", 0),
	REFUND_KIND(KEFU_EVENT_REFUND_INTERVENE, "refund.intervene", F(INITIATOR)),
	REFUND_KIND(KEFU_EVENT_REFUND_JUDGE, "refund.judge", F(LIABLE)),
	{"cost", ALWAYS | ABOUT | F(TYPE) | MONEY, F(TYPE) | F(AMOUNT), 0,
	 KEFU_EVENT_COST, HOME_COST},
	ORDER_KIND(KEFU_EVENT_REVIEW, "review", F(VALUE) | F(NAME), F(VALUE)),
	AGENT_KIND(KEFU_EVENT_AGENT_ONLINE, "agent.online", 0),
	AGENT_KIND(KEFU_EVENT_AGENT_SUSPEND, "agent.suspend", 0),
	AGENT_KIND(KEFU_EVENT_AGENT_OFFLINE, "agent.offline", 0),
	AGENT_KIND(KEFU_EVENT_AGENT_TRAINING, "agent.training", 0),
	AGENT_KIND(KEFU_EVENT_AGENT_TARGET, "agent.target", F(NAME) | F(VALUE)),
	SHOP_KIND(KEFU_EVENT_SHOP_OPEN, "shop.open"),
	SHOP_KIND(KEFU_EVENT_SHOP_HOLIDAY, "shop.holiday"),
	SHOP_KIND(KEFU_EVENT_SHOP_CLOSED, "shop.closed"),
	{"count", ALWAYS | F(NAME) | F(VALUE), F(NAME) | F(VALUE), 0,
	 KEFU_EVENT_COUNT, HOME_NONE},
	{"event.retract", ALWAYS | ABOUT, F(SEQ), 0, KEFU_EVENT_RETRACT, HOME_NAMED},
};

#define KIND_COUNT ((int32_t)(sizeof kinds / sizeof kinds[0]))

/* Position in `kinds` plus 1, by number, so that a check costs one load. */
static const uint8_t kind_places[KEFU_EVENT_RETRACT + 1] = {
	[1] = 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22,
	[30] = 23, 24, [35] = 25, 26, 27, [40] = 28, 29,
	[50] = 30, 31, 32, 33, 34, 35, 36,
	[60] = 37, 38, 39, 40, 41, 42, 43, 44, 45, [70] = 46, 47,
	[80] = 48, 49, 50, 51, 52, [90] = 53, 54, 55, [95] = 56, [99] = 57,
};

#define S HOME_SESSION
#define A HOME_ABOUT
const uint8_t kind_homes[KEFU_EVENT_RETRACT + 1] = {
	[1] = S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S, S,
	[30] = A, A, [35] = A, A, A, [40] = A, A,
	[50] = HOME_ORDER, HOME_ORDER, HOME_ORDER, HOME_ORDER, HOME_ORDER, HOME_ORDER, HOME_ORDER,
	[60] = HOME_REFUND, HOME_REFUND, HOME_REFUND, HOME_REFUND, HOME_REFUND, HOME_REFUND,
	HOME_REFUND, HOME_REFUND, HOME_REFUND,
	[70] = HOME_COST, HOME_ORDER,
	[80] = HOME_AGENT, HOME_AGENT, HOME_AGENT, HOME_AGENT, HOME_AGENT,
	[90] = HOME_SHOP, HOME_SHOP, HOME_SHOP, [95] = HOME_NONE, [99] = HOME_NAMED,
};
#undef S
#undef A

#define PARTIES_FROM 0x1Eu      /* customer, agent, bot, system */
#define PARTIES_INITIATOR 0x76u /* customer, agent, system, platform, seller */
#define PARTIES_LIABLE 0x66u    /* customer, agent, platform, seller */
#define UP_TO(last) ((2u << (last)) - 2u)

#define ID(name) {offsetof(kefu_event, name), 8, FIELD_ID, 0}
#define NUMBER(name) {offsetof(kefu_event, name), sizeof((kefu_event *)0)->name, FIELD_NUMBER, 0}
#define ENUM(name, values) {offsetof(kefu_event, name), 1, FIELD_ENUM, values}

static const struct field fields[FIELD_LAST + 1] = {
	[KEFU_FIELD_KIND] = {offsetof(kefu_event, kind), 4, FIELD_OTHER, 0},
	[KEFU_FIELD_T] = {offsetof(kefu_event, t), 8, FIELD_OTHER, 0},
	[KEFU_FIELD_SEQ] = NUMBER(seq),
	[KEFU_FIELD_SESSION] = ID(session),
	[KEFU_FIELD_CUSTOMER] = ID(customer),
	[KEFU_FIELD_AGENT] = ID(agent),
	[KEFU_FIELD_TEAM] = ID(team),
	[KEFU_FIELD_ORDER] = ID(order),
	[KEFU_FIELD_ITEM] = ID(item),
	[KEFU_FIELD_REFUND] = ID(refund),
	[KEFU_FIELD_TO] = ID(to),
	[KEFU_FIELD_TO_TEAM] = ID(to_team),
	[KEFU_FIELD_CHANNEL] = ID(channel),
	[KEFU_FIELD_TOPIC] = ID(topic),
	[KEFU_FIELD_COMPLAINT] = ID(complaint),
	[KEFU_FIELD_NAME] = ID(name),
	[KEFU_FIELD_VALUE] = NUMBER(value),
	[KEFU_FIELD_AMOUNT] = NUMBER(amount),
	[KEFU_FIELD_POSTAGE] = NUMBER(postage),
	[KEFU_FIELD_UNITS] = NUMBER(units),
	[KEFU_FIELD_MIN] = NUMBER(min),
	[KEFU_FIELD_MAX] = NUMBER(max),
	[KEFU_FIELD_CURRENCY] = {offsetof(kefu_event, currency), 4, FIELD_OTHER, 0},
	[KEFU_FIELD_FROM] = ENUM(from, PARTIES_FROM),
	[KEFU_FIELD_MODE] = ENUM(mode, UP_TO(KEFU_MODE_BOT)),
	[KEFU_FIELD_CONTENT] = ENUM(content, UP_TO(KEFU_CONTENT_NOTICE)),
	[KEFU_FIELD_PRIVATE] = ENUM(is_private, UP_TO(KEFU_YES)),
	[KEFU_FIELD_INITIATOR] = ENUM(initiator, PARTIES_INITIATOR),
	[KEFU_FIELD_PHASE] = ENUM(phase, UP_TO(KEFU_PHASE_AFTERSALE)),
	[KEFU_FIELD_SURVEY] = ENUM(survey, UP_TO(KEFU_SURVEY_SPEED)),
	[KEFU_FIELD_PRIORITY] = ENUM(priority, UP_TO(KEFU_PRIORITY_URGENT)),
	[KEFU_FIELD_TYPE] = ENUM(type, UP_TO(KEFU_TYPE_REPAIR) | (UP_TO(KEFU_TYPE_OTHER) & ~UP_TO(KEFU_TYPE_FREIGHT - 1))),
	[KEFU_FIELD_LIABLE] = ENUM(liable, PARTIES_LIABLE),
	[KEFU_FIELD_CORRECT] = ENUM(correct, UP_TO(KEFU_YES)),
};

struct spelling {
	const char *text;
	int32_t number;
};

static const struct spelling field_names[] = {
	{"kind", KEFU_FIELD_KIND}, {"t", KEFU_FIELD_T}, {"seq", KEFU_FIELD_SEQ},
	{"session", KEFU_FIELD_SESSION}, {"customer", KEFU_FIELD_CUSTOMER},
	{"agent", KEFU_FIELD_AGENT}, {"team", KEFU_FIELD_TEAM},
	{"order", KEFU_FIELD_ORDER}, {"item", KEFU_FIELD_ITEM},
	{"refund", KEFU_FIELD_REFUND}, {"to", KEFU_FIELD_TO},
	{"into", KEFU_FIELD_TO}, {"schedule", KEFU_FIELD_TO}, {"to_team", KEFU_FIELD_TO_TEAM},
	{"channel", KEFU_FIELD_CHANNEL}, {"topic", KEFU_FIELD_TOPIC},
	{"complaint", KEFU_FIELD_COMPLAINT}, {"name", KEFU_FIELD_NAME},
	{"reason", KEFU_FIELD_NAME}, {"finding", KEFU_FIELD_NAME},
	{"article", KEFU_FIELD_NAME}, {"axis", KEFU_FIELD_NAME},
	{"metric", KEFU_FIELD_NAME}, {"value", KEFU_FIELD_VALUE},
	{"score", KEFU_FIELD_VALUE}, {"stars", KEFU_FIELD_VALUE},
	{"points", KEFU_FIELD_VALUE}, {"level", KEFU_FIELD_VALUE},
	{"amount", KEFU_FIELD_AMOUNT}, {"postage", KEFU_FIELD_POSTAGE},
	{"units", KEFU_FIELD_UNITS}, {"min", KEFU_FIELD_MIN},
	{"max", KEFU_FIELD_MAX}, {"currency", KEFU_FIELD_CURRENCY},
	{"from", KEFU_FIELD_FROM}, {"mode", KEFU_FIELD_MODE},
	{"class", KEFU_FIELD_CONTENT}, {"content", KEFU_FIELD_CONTENT},
	{"private", KEFU_FIELD_PRIVATE}, {"is_private", KEFU_FIELD_PRIVATE},
	{"initiator", KEFU_FIELD_INITIATOR}, {"phase", KEFU_FIELD_PHASE},
	{"survey", KEFU_FIELD_SURVEY}, {"priority", KEFU_FIELD_PRIORITY},
	{"type", KEFU_FIELD_TYPE}, {"liable", KEFU_FIELD_LIABLE},
	{"correct", KEFU_FIELD_CORRECT},
};

/* The first spelling of a value is the one that kefu_field_value_name gives. */
static const struct spelling parties[] = {
	{"customer", KEFU_PARTY_CUSTOMER}, {"agent", KEFU_PARTY_AGENT},
	{"bot", KEFU_PARTY_BOT}, {"system", KEFU_PARTY_SYSTEM},
	{"platform", KEFU_PARTY_PLATFORM}, {"seller", KEFU_PARTY_SELLER}, {NULL, 0},
};
static const struct spelling modes[] = {
	{"human", KEFU_MODE_HUMAN}, {"quick", KEFU_MODE_QUICK},
	{"assist", KEFU_MODE_ASSIST}, {"auto", KEFU_MODE_AUTO},
	{"welcome", KEFU_MODE_WELCOME}, {"bot", KEFU_MODE_BOT}, {NULL, 0},
};
static const struct spelling contents[] = {
	{"text", KEFU_CONTENT_TEXT}, {"card", KEFU_CONTENT_CARD},
	{"small_talk", KEFU_CONTENT_SMALL_TALK}, {"ad", KEFU_CONTENT_AD},
	{"notice", KEFU_CONTENT_NOTICE}, {NULL, 0},
};
static const struct spelling phases[] = {
	{"presale", KEFU_PHASE_PRESALE}, {"aftersale", KEFU_PHASE_AFTERSALE}, {NULL, 0},
};
static const struct spelling surveys[] = {
	{"csat", KEFU_SURVEY_CSAT}, {"nps", KEFU_SURVEY_NPS}, {"ces", KEFU_SURVEY_CES},
	{"quality", KEFU_SURVEY_QUALITY}, {"expertise", KEFU_SURVEY_EXPERTISE},
	{"attitude", KEFU_SURVEY_ATTITUDE}, {"speed", KEFU_SURVEY_SPEED}, {NULL, 0},
};
static const struct spelling priorities[] = {
	{"low", KEFU_PRIORITY_LOW}, {"normal", KEFU_PRIORITY_NORMAL},
	{"high", KEFU_PRIORITY_HIGH}, {"urgent", KEFU_PRIORITY_URGENT}, {NULL, 0},
};
static const struct spelling types[] = {
	{"refund_only", KEFU_TYPE_REFUND_ONLY}, {"return_refund", KEFU_TYPE_RETURN_REFUND},
	{"exchange", KEFU_TYPE_EXCHANGE}, {"repair", KEFU_TYPE_REPAIR},
	{"freight", KEFU_TYPE_FREIGHT}, {"compensation", KEFU_TYPE_COMPENSATION},
	{"wage", KEFU_TYPE_WAGE}, {"training", KEFU_TYPE_TRAINING},
	{"other", KEFU_TYPE_OTHER}, {NULL, 0},
};
static const struct spelling answers[] = {
	{"true", KEFU_YES}, {"false", KEFU_NO}, {"yes", KEFU_YES}, {"no", KEFU_NO},
	{"1", KEFU_YES}, {"0", KEFU_NO}, {NULL, 0},
};

static const struct spelling *field_spellings(int32_t field)
{
	switch (field) {
	case KEFU_FIELD_FROM:
	case KEFU_FIELD_INITIATOR:
	case KEFU_FIELD_LIABLE:
		return parties;
	case KEFU_FIELD_MODE:
		return modes;
	case KEFU_FIELD_CONTENT:
		return contents;
	case KEFU_FIELD_PHASE:
		return phases;
	case KEFU_FIELD_SURVEY:
		return surveys;
	case KEFU_FIELD_PRIORITY:
		return priorities;
	case KEFU_FIELD_TYPE:
		return types;
	case KEFU_FIELD_PRIVATE:
	case KEFU_FIELD_CORRECT:
		return answers;
	default:
		return NULL;
	}
}

static int text_is(const char *name, const char *text, size_t length)
{
	return strlen(name) == length && memcmp(name, text, length) == 0;
}

static int field_allows(int32_t field, int32_t value)
{
	return value > 0 && value < 32 && (fields[field].allowed >> value & 1) != 0;
}

const struct kind *kind_of(int32_t number)
{
	uint8_t place;

	if (number < 0 || number > KEFU_EVENT_RETRACT)
		return NULL;
	place = kind_places[number];
	return place != 0 ? &kinds[place - 1] : NULL;
}

uint8_t kind_has_value(int32_t number)
{
	const struct kind *kind = kind_of(number);

	return kind != NULL && (kind->requires & FIELD_BIT(VALUE)) != 0;
}

int32_t kind_find(const char *text, size_t length)
{
	int32_t i;

	for (i = 0; i < KIND_COUNT; i++)
		if (text_is(kinds[i].name, text, length))
			return kinds[i].number;
	return 0;
}

const struct field *field_of(int32_t number)
{
	return &fields[number];
}

int32_t field_find(const char *text, size_t length)
{
	size_t i;

	for (i = 0; i < sizeof field_names / sizeof field_names[0]; i++)
		if (text_is(field_names[i].text, text, length))
			return field_names[i].number;
	return 0;
}

int32_t field_value_find(int32_t field, const char *text, size_t length)
{
	const struct spelling *spelling = field_spellings(field);

	if (spelling == NULL)
		return 0;
	for (; spelling->text != NULL; spelling++)
		if (text_is(spelling->text, text, length))
			return field_allows(field, spelling->number) ? spelling->number : 0;
	return 0;
}

int field_is_given(const kefu_event *event, int32_t field)
{
	const char *bytes = (const char *)event + fields[field].offset;
	uint64_t wide;
	uint32_t narrow;

	if (field == KEFU_FIELD_VALUE && event->has_value != 0)
		return 1;
	switch (fields[field].width) {
	case 1:
		return *bytes != 0;
	case 4:
		memcpy(&narrow, bytes, sizeof narrow);
		return narrow != 0;
	default:
		memcpy(&wide, bytes, sizeof wide);
		return wide != 0;
	}
}

const char *kefu_field_name(int32_t index, int32_t *field)
{
	if (index < 0 || index >= (int32_t)(sizeof field_names / sizeof field_names[0]))
		return NULL;
	if (field != NULL)
		*field = field_names[index].number;
	return field_names[index].text;
}

const char *kefu_event_kind_name(int32_t number)
{
	const struct kind *kind = kind_of(number);

	return kind != NULL ? kind->name : NULL;
}

int32_t kefu_event_kind_at(int32_t index)
{
	return index >= 0 && index < KIND_COUNT ? kinds[index].number : 0;
}

const char *kefu_field_value_name(int32_t field, int32_t value)
{
	const struct spelling *spelling = field_spellings(field);

	if (spelling == NULL || !field_allows(field, value))
		return NULL;
	while (spelling->number != value)
		spelling++;
	return spelling->text;
}
