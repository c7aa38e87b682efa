/* The slow way to keep timelines, for comparison: every entity an array of
 * whole entries in order, everything found by looking at everything. */
#ifndef NAIVE_TIMELINES_H
#define NAIVE_TIMELINES_H

#include <stdlib.h>
#include <string.h>

#include "history/timelines.h"

struct naive_track {
	enum track_kind kind;
	kefu_id id, agent, customer;
	struct entry *at;
	size_t count;
	int settled;
	uint32_t number; /* in what is compared, where a test needs it */
};

struct naive {
	const struct text_table *texts;
	struct naive_track *tracks;
	size_t count;
	int64_t events, last;
};

static inline void naive_free(struct naive *naive)
{
	size_t i;

	for (i = 0; i < naive->count; i++)
		free(naive->tracks[i].at);
	free(naive->tracks);
}

static inline struct naive_track *naive_find(const struct naive *naive, enum track_kind kind,
                                             kefu_id id, kefu_id agent)
{
	size_t i;

	for (i = 0; i < naive->count; i++)
		if (naive->tracks[i].kind == kind && naive->tracks[i].id == id &&
		    naive->tracks[i].agent == agent && !naive->tracks[i].settled)
			return &naive->tracks[i];
	return NULL;
}

/* The order that a case belongs to: the one that stands as the case does, else
 * the other; of several settled ones the latest. */
static inline struct naive_track *naive_order(const struct naive *naive, kefu_id id, int settled)
{
	struct naive_track *live = naive_find(naive, TRACK_ORDER, id, 0), *found = NULL;
	size_t i;

	if (live != NULL && !settled)
		return live;
	for (i = 0; i < naive->count; i++) {
		struct naive_track *track = &naive->tracks[i];
		int64_t later;

		if (track->kind != TRACK_ORDER || track->id != id || !track->settled)
			continue;
		later = found == NULL ? 1 : track->at[0].t - found->at[0].t;
		if (later == 0)
			later = track->at[track->count - 1].t - found->at[found->count - 1].t;
		if (later == 0)
			later = (int64_t)track->number - (int64_t)found->number;
		if (later > 0)
			found = track;
	}
	return found != NULL ? found : live;
}

static inline int naive_starts(const char *name, const char *prefix)
{
	return strncmp(name, prefix, strlen(prefix)) == 0;
}

/* FORMAT of entities, told from the names of kinds. */
static inline void naive_entity(const kefu_event *e, enum track_kind *kind, kefu_id *id,
                                kefu_id *agent)
{
	const char *name = kefu_event_kind_name(e->kind);
	int about = naive_starts(name, "complaint.") || naive_starts(name, "survey.") ||
	            naive_starts(name, "qa.") || naive_starts(name, "kb.");
	int cost = strcmp(name, "cost") == 0;
	int retract = strcmp(name, "event.retract") == 0;

	*agent = 0;
	*id = 0;
	if (naive_starts(name, "refund.") || (retract && e->refund != 0)) {
		*kind = TRACK_REFUND;
		*id = e->refund;
	} else if (naive_starts(name, "order.") || strcmp(name, "review") == 0) {
		*kind = TRACK_ORDER;
		*id = e->order;
	} else if (naive_starts(name, "agent.")) {
		*kind = TRACK_AGENT;
		*id = e->agent;
	} else if (naive_starts(name, "shop.")) {
		*kind = TRACK_SHOP;
	} else if (e->session != 0 && strcmp(name, "count") != 0) {
		*kind = TRACK_SESSION;
		*id = e->session;
	} else if (e->order != 0 && (about || cost || retract)) {
		*kind = TRACK_ORDER;
		*id = e->order;
	} else if (e->refund != 0 && about) {
		*kind = TRACK_REFUND;
		*id = e->refund;
	} else if (cost || strcmp(name, "count") == 0) {
		*kind = TRACK_NONE;
		*id = (kefu_id)(e->t / 86400000) + 1;
	} else if (e->customer != 0) {
		*kind = TRACK_THREAD;
		*id = e->customer;
		*agent = e->agent;
	} else {
		*kind = e->agent != 0 ? TRACK_AGENT : TRACK_SHOP;
		*id = e->agent;
	}
}

/* Which fields a kind reads, once more and in another form than the library:
 * one letter a field. */
static inline const char *naive_fields(int32_t kind)
{
	switch (kind) {
	case KEFU_EVENT_SESSION_OPEN: return "hpsI";
	case KEFU_EVENT_MESSAGE: return "fmcx";
	case KEFU_EVENT_SESSION_TRANSFER: return "tTC";
	case KEFU_EVENT_SESSION_ESCALATE: return "v";
	case KEFU_EVENT_SESSION_TAG: return "psP";
	case KEFU_EVENT_SESSION_EXCLUDE: return "n";
	case KEFU_EVENT_SESSION_MERGE: return "t";
	case KEFU_EVENT_SESSION_SLA: return "nvt";
	case KEFU_EVENT_SURVEY_SEND: return "Sor";
	case KEFU_EVENT_SURVEY_ANSWER: return "Svlgor";
	case KEFU_EVENT_COMPLAINT_FILE:
	case KEFU_EVENT_COMPLAINT_UPHOLD:
	case KEFU_EVENT_COMPLAINT_DISMISS: return "qor";
	case KEFU_EVENT_QA_FINDING: return "nvor";
	case KEFU_EVENT_KB_USE: return "nor";
	case KEFU_EVENT_ORDER_PLACE: return "iauU";
	case KEFU_EVENT_ORDER_PAY: return "iauUk";
	case KEFU_EVENT_ORDER_DEPOSIT: return "iaU";
	case KEFU_EVENT_ORDER_SHIP:
	case KEFU_EVENT_ORDER_RECEIVE: return "i";
	case KEFU_EVENT_ORDER_CANCEL:
	case KEFU_EVENT_ORDER_FLAG: return "in";
	case KEFU_EVENT_REFUND_REQUEST: return "oiynauUI";
	case KEFU_EVENT_REFUND_COMPLETE: return "oiauU";
	case KEFU_EVENT_REFUND_INTERVENE: return "oiI";
	case KEFU_EVENT_REFUND_JUDGE: return "oiL";
	case KEFU_EVENT_COST: return "yaUor";
	case KEFU_EVENT_REVIEW: return "ivn";
	case KEFU_EVENT_AGENT_TARGET:
	case KEFU_EVENT_COUNT: return "nv";
	default:
		return kind >= KEFU_EVENT_REFUND_REQUEST && kind <= KEFU_EVENT_REFUND_JUDGE ? "oi" : "";
	}
}

static inline struct entry naive_entry(const kefu_event *e, enum track_kind home)
{
	struct entry out;
	const char *f;

	memset(&out, 0, sizeof out);
	out.t = e->t;
	out.kind = (uint8_t)e->kind;
	out.seq = home != TRACK_NONE ? e->seq : 0;
	if (e->kind == KEFU_EVENT_RETRACT)
		return out;
	out.agent = e->agent;
	out.team = e->team;
	for (f = naive_fields(e->kind); *f != '\0'; f++) {
		switch (*f) {
		case 'h': out.channel = e->channel; break;
		case 'p': out.topic = e->topic; break;
		case 's': out.phase = e->phase; break;
		case 'I': out.initiator = e->initiator; break;
		case 'f': out.from = e->from; break;
		case 'm': out.mode = e->mode; break;
		case 'c': out.content = e->content; break;
		case 'x': out.is_private = e->is_private == KEFU_YES; break;
		case 't': out.to = e->to; break;
		case 'T': out.to_team = e->to_team; break;
		case 'C': out.correct = e->correct; break;
		case 'v': out.value = e->value; break;
		case 'P': out.priority = e->priority; break;
		case 'n': out.name = e->name; break;
		case 'S': out.survey = e->survey; break;
		case 'l': out.min = e->min; break;
		case 'g': out.max = e->max; break;
		case 'o': out.order = home != TRACK_ORDER ? e->order : 0; break;
		case 'r': out.refund = home != TRACK_REFUND ? e->refund : 0; break;
		case 'q': out.complaint = e->complaint; break;
		case 'i': out.item = e->item; break;
		case 'a': out.amount = e->amount; break;
		case 'u': out.units = e->units; break;
		case 'k': out.postage = e->postage; break;
		case 'U': memcpy(out.currency, e->currency, 4); break;
		case 'y': out.type = e->type; break;
		case 'L': out.liable = e->liable; break;
		default: abort();
		}
	}
	if (e->kind == KEFU_EVENT_MESSAGE) {
		static const uint8_t modes[5] = {0, 0, KEFU_MODE_HUMAN, KEFU_MODE_BOT, KEFU_MODE_AUTO};

		if (out.mode == 0)
			out.mode = modes[out.from];
		if (out.content == 0)
			out.content = KEFU_CONTENT_TEXT;
	}
	return out;
}

static inline int naive_rank(const struct entry *entry)
{
	if (entry->kind == KEFU_EVENT_RETRACT)
		return 2;
	return entry->seq == 0;
}

static inline int naive_before(const struct entry *a, const struct entry *b)
{
	if (a->t != b->t)
		return a->t < b->t;
	if (naive_rank(a) != naive_rank(b))
		return naive_rank(a) < naive_rank(b);
	return a->seq < b->seq;
}

static inline enum applied naive_apply(struct naive *naive, const kefu_event *event)
{
	enum track_kind kind;
	kefu_id id, agent;
	struct entry entry;
	struct naive_track *track;
	size_t i;

	naive_entity(event, &kind, &id, &agent);
	entry = naive_entry(event, kind);
	track = naive_find(naive, kind, id, agent);
	for (i = 0; track != NULL && entry.seq != 0 && i < track->count; i++) {
		const struct entry *held = &track->at[i];

		if (held->seq == entry.seq && (naive_rank(held) == 2) == (naive_rank(&entry) == 2) &&
		    (naive_rank(held) != 2 || held->t == entry.t))
			return APPLIED_DUPLICATE;
	}
	if (track == NULL) {
		naive->tracks = realloc(naive->tracks, (naive->count + 1) * sizeof *track);
		track = &naive->tracks[naive->count++];
		memset(track, 0, sizeof *track);
		track->kind = kind;
		track->id = id;
		track->agent = agent;
		if (kind == TRACK_THREAD)
			track->customer = id;
	}
	if (kind >= TRACK_SESSION && kind <= TRACK_REFUND && event->customer != 0 &&
	    event->kind != KEFU_EVENT_RETRACT &&
	    (track->customer == 0 || text_compare(naive->texts, event->customer, track->customer) < 0))
		track->customer = event->customer;
	track->at = realloc(track->at, (track->count + 1) * sizeof *track->at);
	for (i = track->count; i > 0 && naive_before(&entry, &track->at[i - 1]); i--)
		track->at[i] = track->at[i - 1];
	track->at[i] = entry;
	track->count++;
	naive->events++;
	if (event->t > naive->last)
		naive->last = event->t;
	return APPLIED_NEW;
}

static inline void naive_settle(struct naive *naive, size_t i)
{
	naive->events -= (int64_t)naive->tracks[i].count;
	naive->tracks[i].settled = 1;
}

/* Another takes its place. */
static inline void naive_drop(struct naive *naive, size_t i)
{
	naive->events -= naive->tracks[i].settled ? 0 : (int64_t)naive->tracks[i].count;
	free(naive->tracks[i].at);
	naive->tracks[i] = naive->tracks[--naive->count];
}

/* The first `length` entries of a track settle as another one, or go
 * (NO_TRACK); what is left stands as it stood, if anything is. */
static inline void naive_cut(struct naive *naive, size_t i, size_t length, uint32_t first,
                             uint32_t rest)
{
	struct naive_track *track = &naive->tracks[i], earlier = *track;

	earlier.at = malloc(length * sizeof *earlier.at);
	memcpy(earlier.at, track->at, length * sizeof *earlier.at);
	earlier.count = length;
	earlier.settled = 1;
	earlier.number = first;
	naive->events -= track->settled ? 0 : (int64_t)length;
	memmove(track->at, track->at + length, (track->count - length) * sizeof *track->at);
	track->count -= length;
	track->number = rest;
	if (track->count == 0)
		naive_drop(naive, i);
	if (first == NO_TRACK) {
		free(earlier.at);
		return;
	}
	naive->tracks = realloc(naive->tracks, (naive->count + 1) * sizeof earlier);
	naive->tracks[naive->count++] = earlier;
}

/* Writes the entries that count at an instant; returns how many. */
static inline size_t naive_read(const struct naive_track *track, int64_t as_of, struct entry *out)
{
	size_t count = 0, i, k;

	for (i = 0; i < track->count && track->at[i].t <= as_of; i++) {
		int gone = naive_rank(&track->at[i]) == 2;

		for (k = 0; k < track->count && !gone && track->at[i].seq != 0; k++)
			gone = naive_rank(&track->at[k]) == 2 && track->at[k].t <= as_of &&
			       track->at[k].seq == track->at[i].seq;
		if (!gone)
			out[count++] = track->at[i];
	}
	return count;
}

/* The customer of a track, a refund's through its orders. */
static inline kefu_id naive_customer(const struct naive *naive, const struct naive_track *track)
{
	kefu_id customer = track->customer;
	size_t i;

	for (i = 0; i < track->count && track->customer == 0 && track->kind == TRACK_REFUND; i++) {
		const struct naive_track *order = track->at[i].order == 0 ? NULL :
			naive_order(naive, track->at[i].order, track->settled);

		if (order != NULL && order->customer != 0 &&
		    (customer == 0 || text_compare(naive->texts, order->customer, customer) < 0))
			customer = order->customer;
	}
	return customer;
}

/* Makes an event of any kind from bytes that `next` gives (each 0 to 255):
 * few ids and instants, so that things meet. It always passes the check. */
static inline kefu_event naive_event(uint64_t (*next)(void *context), void *context,
                                     const kefu_id *ids, size_t id_count, int64_t span)
{
	kefu_event e;
	int32_t kinds = 0, field;
	size_t tries;

	/* One NEXT an expression, or a && or ?: between: the order is fixed. */
#define NEXT(below) ((uint64_t)(next(context) % (uint64_t)(below)))
#define SOME_ID() (NEXT(3) == 0 ? 0 : ids[NEXT(id_count)])
	while (kefu_event_kind_at(kinds) != 0)
		kinds++;
	memset(&e, 0, sizeof e);
	e.size = sizeof e;
	e.kind = NEXT(2) != 0 ? KEFU_EVENT_MESSAGE : kefu_event_kind_at((int32_t)NEXT(kinds));
	e.t = INT64_C(1700000000000) + (int64_t)NEXT(span);
	if (NEXT(40) == 0)
		e.t += (int64_t)NEXT(40000) * INT64_C(5000000000);
	if (NEXT(60) == 0)
		e.t = (int64_t)NEXT(1000);
	e.seq = NEXT(2) != 0 ? (int64_t)NEXT(40) : 0;
	if (NEXT(50) == 0)
		e.seq = INT64_MAX - (int64_t)NEXT(3);
	e.session = NEXT(4) != 0 ? ids[NEXT(id_count)] : 0;
	e.customer = SOME_ID();
	e.agent = SOME_ID();
	e.team = NEXT(8) == 0 ? SOME_ID() : 0;
	e.order = NEXT(2) != 0 ? SOME_ID() : 0;
	e.item = SOME_ID();
	e.refund = NEXT(2) != 0 ? SOME_ID() : 0;
	e.to = SOME_ID();
	e.to_team = SOME_ID();
	e.channel = SOME_ID();
	e.topic = NEXT(2) != 0 ? SOME_ID() : 0;
	e.complaint = SOME_ID();
	e.name = SOME_ID();
	e.min = (int32_t)NEXT(3) - 1;
	e.max = e.min + 1 + (int32_t)NEXT(100);
	e.value = e.min + (int64_t)NEXT(e.max - e.min + 1);
	if (e.kind == KEFU_EVENT_SESSION_ESCALATE)
		e.value = (int64_t)NEXT(600);
	else if (e.kind == KEFU_EVENT_REVIEW)
		e.value = 1 + (int64_t)NEXT(5);
	else if (e.kind == KEFU_EVENT_SESSION_SLA)
		e.value = 1 + (int64_t)NEXT(2000);
	else if (e.kind == KEFU_EVENT_COUNT)
		e.value = (int64_t)(NEXT(2) != 0 ? NEXT(200) : NEXT(200) << 40);
	else if (e.kind == KEFU_EVENT_AGENT_TARGET)
		e.value = NEXT(2) != 0 ? -kefu_quantity_max() : kefu_quantity_max();
	e.has_value = 1;
	e.amount = (int64_t)(NEXT(3) != 0 ? NEXT(2000) : NEXT(200) << 42);
	e.postage = (int64_t)NEXT(200);
	e.units = (int64_t)NEXT(200);
	if (NEXT(2) != 0)
		memcpy(e.currency, NEXT(2) != 0 ? "CNY" : "EUR", 4);
	e.from = (uint8_t)(1 + NEXT(4));
	e.mode = (uint8_t)NEXT(7);
	e.content = (uint8_t)NEXT(6);
	e.is_private = (uint8_t)NEXT(3);
	e.initiator = (uint8_t)(NEXT(3) != 0 ? NEXT(3) : 4 + NEXT(3));
	e.phase = (uint8_t)NEXT(3);
	e.survey = (uint8_t)NEXT(8);
	e.priority = (uint8_t)NEXT(5);
	e.type = (uint8_t)(e.kind == KEFU_EVENT_COST ? 11 + NEXT(5) : NEXT(5));
	e.liable = (uint8_t)(NEXT(2) != 0 ? NEXT(3) : 5 + NEXT(2));
	e.correct = (uint8_t)NEXT(3);
	for (tries = 0; tries < 20 && kefu_event_check(&e, &field) != KEFU_OK; tries++) {
		switch (field) { /* what is missing is given */
		case KEFU_FIELD_SEQ: e.seq = 1 + (int64_t)NEXT(40); break;
		case KEFU_FIELD_SESSION: e.session = ids[0]; break;
		case KEFU_FIELD_AGENT: e.agent = ids[0]; break;
		case KEFU_FIELD_ORDER: e.order = ids[0]; break;
		case KEFU_FIELD_REFUND: e.refund = ids[0]; break;
		case KEFU_FIELD_TO: e.to = ids[0]; break;
		case KEFU_FIELD_NAME: e.name = ids[0]; break;
		case KEFU_FIELD_SURVEY: e.survey = 1; break;
		case KEFU_FIELD_AMOUNT: e.amount = 1; break;
		case KEFU_FIELD_MAX: e.min = 1; e.max = 5; e.value = 5; break;
		default: abort();
		}
	}
#undef NEXT
#undef SOME_ID
	return e;
}

#endif
