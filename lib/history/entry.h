/* An event as the fold reads it: one that a timeline held, unpacked. */
#ifndef HISTORY_ENTRY_H
#define HISTORY_ENTRY_H

#include "kefu/event.h"

struct entry {
	int64_t t;
	int64_t seq;        /* 0: not numbered by its source */
	kefu_id agent;
	int64_t value;
	uint8_t kind;       /* KEFU_EVENT_… */
	uint8_t from;
	uint8_t mode;       /* the default filled in for messages */
	uint8_t content;    /* the default filled in for messages */
	uint8_t is_private; /* 1 or 0 */
	uint8_t initiator;
	uint8_t phase;
	uint8_t survey;
	uint8_t priority;
	uint8_t type;
	uint8_t liable;
	uint8_t correct;
	int32_t min, max;
	kefu_id to;
	kefu_id to_team;
	kefu_id team;
	kefu_id channel;
	kefu_id topic;
	kefu_id name;
	kefu_id complaint;
	kefu_id order;      /* where the event belongs to another entity */
	kefu_id refund;     /* likewise */
	kefu_id item;
	int64_t amount;
	int64_t postage;
	int64_t units;
	char currency[4];
	uint32_t reserved;
};

/* A growable run of entries, kept by whoever reads and reused. */
struct entries {
	struct entry *at;
	size_t count, capacity;
};

#endif
