// A C++ program that uses a function of each family: a header without
// extern "C" would compile and then not link.
#include "kefu.h"

#include <cstdio>
#include <cstring>

#define EXPECT(condition) \
	do { \
		if (!(condition)) { \
			std::printf("line %d: %s\n", __LINE__, #condition); \
			return 1; \
		} \
	} while (0)

static int accumulators()
{
	kefu_rate *rate = nullptr;
	kefu_measure share;

	EXPECT(kefu_rate_new(nullptr, &rate) == KEFU_OK);
	EXPECT(kefu_rate_add(rate, 1) == KEFU_OK);
	EXPECT(kefu_rate_add(rate, 0) == KEFU_OK);
	EXPECT(kefu_rate_value(rate, &share) == KEFU_OK);
	EXPECT(share.num == 1 && share.den == 2 && share.state == KEFU_STATE_VALUE);
	kefu_rate_free(rate);
	return 0;
}

static int calendar()
{
	int32_t day = 0;

	EXPECT(kefu_civil_day(1970, 1, 2, &day) == KEFU_OK);
	EXPECT(day == 1);
	return 0;
}

static int desk()
{
	kefu_desk *desk = nullptr;
	kefu_report *report = nullptr;
	kefu_event events[3];
	kefu_measure figure;

	std::memset(events, 0, sizeof events);
	for (kefu_event &event : events) {
		event.size = sizeof event;
		event.session = 1;
		event.customer = 2;
	}
	events[0].kind = KEFU_EVENT_SESSION_OPEN;
	events[0].t = 1000;
	events[1].kind = KEFU_EVENT_MESSAGE;
	events[1].t = 2000;
	events[1].from = KEFU_PARTY_CUSTOMER;
	events[2].kind = KEFU_EVENT_MESSAGE;
	events[2].t = 32000;
	events[2].from = KEFU_PARTY_AGENT;
	events[2].agent = 3;
	EXPECT(kefu_desk_new(nullptr, &desk) == KEFU_OK);
	EXPECT(kefu_desk_use(desk, "first_response_time", 19) == KEFU_OK);
	EXPECT(kefu_desk_apply(desk, events, 3, nullptr) == KEFU_OK);
	EXPECT(kefu_desk_report(desk, nullptr, &report) == KEFU_OK);
	EXPECT(kefu_report_measure(report, 0, 0, &figure) == KEFU_OK);
	EXPECT(figure.count == 1 && figure.num == 31000);
	kefu_report_free(report);
	kefu_desk_free(desk);
	return 0;
}

int main()
{
	EXPECT(std::strcmp(kefu_strerror(KEFU_OK), "") != 0);
	EXPECT(kefu_measure_size() == sizeof(kefu_measure));
	EXPECT(kefu_event_size() == sizeof(kefu_event));
	if (accumulators() != 0 || calendar() != 0 || desk() != 0)
		return 1;
	std::puts("a C++ program linked and ran");
	return 0;
}
