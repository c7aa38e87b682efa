/* The vocabulary of events: one table of kinds, one of fields. */
#ifndef HISTORY_KINDS_H
#define HISTORY_KINDS_H

#include "kefu/event.h"

#define EVENT_SIZE_LARGEST 4096 /* of an event from a newer header */

/* A set of fields: bit KEFU_FIELD_…. */
#define FIELD_BIT(name) (UINT64_C(1) << KEFU_FIELD_##name)

/* Which entity an event of a kind belongs to (timelines_entity). */
enum kind_home {
	HOME_SESSION = 1, /* its session, else its thread */
	HOME_ABOUT,       /* its session, else order, else refund, else thread */
	HOME_COST,        /* its session, else order, else nothing; up to here
	                     a session that is named is the entity */
	HOME_ORDER,
	HOME_REFUND,
	HOME_AGENT,
	HOME_SHOP,
	HOME_NONE,
	HOME_NAMED        /* whichever the retraction names */
};

struct kind {
	const char *name;
	uint64_t uses;     /* fields that are read; the others are ignored */
	uint64_t requires; /* fields that must be given */
	uint64_t either;   /* of these at least one must be given */
	uint8_t number;
	uint8_t home;
};

/* By the number of a kind; 0 where there is none. */
extern const uint8_t kind_homes[KEFU_EVENT_RETRACT + 1];

/* NULL when no kind has this number. */
const struct kind *kind_of(int32_t number);
/* Whether events of a kind have a value, be it 0. */
uint8_t kind_has_value(int32_t number);
/* The kind's number, or 0. */
int32_t kind_find(const char *text, size_t length);

/* What a field is made of. */
enum field_sort { FIELD_ID = 1, FIELD_NUMBER, FIELD_ENUM, FIELD_OTHER };

struct field {
	uint16_t offset;  /* in kefu_event */
	uint8_t width;    /* bytes there */
	uint8_t sort;
	uint32_t allowed; /* FIELD_ENUM: bit v is set when v is a value */
};

/* `number` must be one of KEFU_FIELD_…. */
const struct field *field_of(int32_t number);
/* The field that a text names, or 0. */
int32_t field_find(const char *text, size_t length);
/* The value that a text spells in an enumerated field, or 0. */
int32_t field_value_find(int32_t field, const char *text, size_t length);
/* 1 when the event gives this field (for numbers: not 0; for the value also
 * has_value). */
int field_is_given(const kefu_event *event, int32_t field);

#define FIELD_LAST KEFU_FIELD_CORRECT

#endif
