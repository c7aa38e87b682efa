/* A helpdesk lives with its desk: it tells each thing as it happens, through
 * handles, and looks at the board every minute. A real one takes what happens
 * from its sockets and the time from its clock; here both are in a table. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kefu.h"

enum { SESSIONS = 3, AGENTS = 2 };
enum what { ASKS, REPLIES, NOTES, TAKES, GIVES, WAITS_FOR_CUSTOMER, SOLVES, RATES, ENDS };

struct happening {
	int64_t second;
	int session;
	enum what what;
	int agent; /* of RATES: the score */
};

static const struct happening day[] = {
	{0, 0, ASKS, 0},     {9, 0, TAKES, 0},    {31, 0, REPLIES, 0}, {40, 1, ASKS, 0},
	{62, 0, ASKS, 0},    {70, 2, ASKS, 0},    {75, 1, TAKES, 0},   {88, 0, REPLIES, 0},
	{95, 0, SOLVES, 0},  {118, 1, GIVES, 1},  {121, 1, NOTES, 1},  {150, 0, RATES, 5},
	{205, 1, REPLIES, 1}, {210, 1, WAITS_FOR_CUSTOMER, 0}, {216, 2, TAKES, 0},
	{244, 2, REPLIES, 0}, {260, 1, ASKS, 0},   {270, 1, REPLIES, 1}, {281, 1, SOLVES, 1},
	{290, 2, SOLVES, 0}, {299, 2, ASKS, 0},   {301, 1, RATES, 2},  {355, 2, ENDS, 0}
};

struct helpdesk {
	kefu_desk *desk;
	kefu_session *sessions[SESSIONS];
	kefu_id agents[AGENTS];
	int64_t start;
};

/* The first question begins the session: here it gets its customer. */
static int32_t asks(kefu_session *session, int64_t t)
{
	kefu_session_opening opening = {.size = sizeof opening};
	kefu_session_view view = {.size = sizeof view};
	int32_t status = kefu_session_read(session, t, &view);

	opening.customer = 100 + kefu_session_id(session);
	if (status == KEFU_E_NOT_FOUND)
		status = kefu_session_open(session, t, &opening);
	return status != KEFU_OK ? status :
		kefu_session_customer_message(session, t, KEFU_CONTENT_TEXT);
}

static int32_t happens(struct helpdesk *h, const struct happening *it)
{
	kefu_session *session = h->sessions[it->session];
	int64_t t = h->start + it->second * 1000;

	switch (it->what) {
	case ASKS: return asks(session, t);
	case REPLIES:
		return kefu_session_agent_reply(session, t, h->agents[it->agent], KEFU_MODE_HUMAN,
		                                KEFU_CONTENT_TEXT);
	case NOTES: return kefu_session_note(session, t, h->agents[it->agent]);
	case TAKES: return kefu_session_assign(session, t, h->agents[it->agent]);
	case GIVES: return kefu_session_transfer(session, t, 0, h->agents[it->agent]);
	case WAITS_FOR_CUSTOMER: return kefu_session_pend(session, t);
	case SOLVES: return kefu_session_resolve(session, t, 0);
	case RATES: return kefu_session_rate(session, t, KEFU_SURVEY_CSAT, it->agent, 1, 5);
	case ENDS: return kefu_session_close(session, t);
	}
	return KEFU_E_ENUM;
}

/* What a wall board shows: how each session stands, who waits since when. */
static void board_print(const struct helpdesk *h, int64_t now)
{
	int i;

	printf("%" PRId64 ":00\n", (now - h->start) / 60000);
	for (i = 0; i < SESSIONS; i++) {
		kefu_session_view view = {.size = sizeof view};
		char owner[64] = "nobody";
		size_t length;

		if (kefu_session_read(h->sessions[i], now, &view) != KEFU_OK)
			continue; /* not begun */
		if (kefu_desk_id_text(h->desk, view.owner, owner, sizeof owner - 1, &length) == KEFU_OK)
			owner[length] = '\0';
		printf("  session %d  %-9s %-7s", i + 1, kefu_session_state_name(view.state), owner);
		if (view.waiting_since >= 0)
			printf("  waits for %" PRId64 " s", (now - view.waiting_since) / 1000);
		putchar('\n');
	}
}

static int32_t report_print(kefu_desk *desk)
{
	static const int32_t by[] = {KEFU_BY_AGENT};
	static const char *const columns[] = {"session_count", "first_response_time", "response_time",
	                                      "response_time.max", "resolution_rate", "transfer_rate", "csat_mean"};
	kefu_report *report = NULL;
	kefu_query query;
	char text[4096];
	size_t length = 0;
	int32_t status;

	kefu_query_init(&query);
	query.by = by;
	query.by_count = 1;
	query.columns = columns;
	query.column_count = sizeof columns / sizeof *columns;
	status = kefu_desk_report(desk, &query, &report);
	if (status == KEFU_OK)
		status = kefu_report_write(report, KEFU_FORMAT_TABLE, text, sizeof text, &length);
	if (status == KEFU_OK)
		printf("\n%.*s", (int)length, text);
	kefu_report_free(report);
	return status;
}

static int32_t helpdesk_open(struct helpdesk *h)
{
	static const char *const names[AGENTS] = {"Chen Li", "Sun Wei"};
	int32_t status = kefu_desk_new(NULL, &h->desk);
	int i;

	for (i = 0; i < AGENTS && status == KEFU_OK; i++)
		status = kefu_desk_intern(h->desk, names[i], strlen(names[i]), &h->agents[i]);
	for (i = 0; i < SESSIONS && status == KEFU_OK; i++)
		status = kefu_desk_session(h->desk, (kefu_id)(i + 1), &h->sessions[i]);
	return status == KEFU_OK ? kefu_desk_use(h->desk, "default", 7) : status;
}

int main(void)
{
	struct helpdesk h = {.start = INT64_C(1762131600000)};
	int32_t status = helpdesk_open(&h);
	int64_t now = h.start;
	size_t next = 0;
	int i;

	while (status == KEFU_OK && next < sizeof day / sizeof *day) {
		now += 60000;
		while (status == KEFU_OK && next < sizeof day / sizeof *day &&
		       h.start + day[next].second * 1000 <= now)
			status = happens(&h, &day[next++]);
		board_print(&h, now);
	}
	if (status == KEFU_OK)
		status = report_print(h.desk);
	if (status != KEFU_OK)
		fprintf(stderr, "helpdesk: %s\n", kefu_strerror(status));
	for (i = 0; i < SESSIONS; i++)
		kefu_session_free(h.sessions[i]);
	kefu_desk_free(h.desk);
	return status == KEFU_OK ? 0 : 1;
}
