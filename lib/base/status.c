/* Status words, state names, version and the limits that bindings ask for. */
#include "kefu/base.h"

/* The year 9999 ends here; civil time in lib/time agrees by test. */
#define TIME_MAX INT64_C(253402300799999)
#define ID_MAX_BYTES 255

#define TEXT(number) #number
#define TEXT_OF(number) TEXT(number)
#define VERSION_TEXT \
	TEXT_OF(KEFU_VERSION_MAJOR) "." TEXT_OF(KEFU_VERSION_MINOR) "." TEXT_OF(KEFU_VERSION_PATCH)

/* Indexed by -status. */
static const char *const status_texts[] = {
	"done",
	"a required pointer is NULL",
	"the size of a struct is not one that this library knows",
	"out of memory",
	"a number is outside its range",
	"a total would no longer fit its integer",
	"more would be subtracted than was added",
	"the event kind is unknown",
	"a field that the event's kind requires is absent",
	"an id was not made by this object, or is malformed",
	"an id is too long",
	"text is not valid UTF-8",
	"a time is before 1970 or after 9999",
	"a score is outside its scale, or the scale is not one",
	"a negative amount, count or duration where it makes no sense",
	"a field has a value that its enumeration does not",
	"not an ISO 4217 code, or not the currency of this object",
	"a handle is stale, or belongs to another desk",
	"the event or entity lies behind the seal mark",
	"a time zone's data is malformed, or its name unknown",
	"an encoding ends too early",
	"an encoding is damaged or not in canonical form",
	"an encoding was written by a newer version of the library",
	"an encoding is of another type of object",
	"objects of different scale, unit or precision cannot be combined",
	"no metric or definition has this name",
	"a definition combines knobs that make no sense together",
	"a query asks for something this object does not keep",
	"nothing has this id or position",
	"a result has no value because nothing was counted",
	"an object cannot go while others depend on it",
	"an interval ends where it begins",
	"special hours overlap others of the same date",
	"there is no such instant: the schedule never opens or closes that much",
	"what the platform means by this is not established",
};

static const char *const state_names[] = {
	"no_data", "value", "below_minimum", "immature", "provisional", "default", "not_covered",
};

#define COUNT_OF(array) ((int32_t)(sizeof (array) / sizeof (array)[0]))

int32_t kefu_version(void)
{
	return KEFU_VERSION_MAJOR * 10000 + KEFU_VERSION_MINOR * 100 + KEFU_VERSION_PATCH;
}

const char *kefu_version_text(void)
{
	return VERSION_TEXT;
}

const char *kefu_strerror(int32_t status)
{
	if (status > 0 || status <= -COUNT_OF(status_texts))
		return "unknown status";
	return status_texts[-status];
}

const char *kefu_state_name(int32_t state)
{
	if (state < 0 || state >= COUNT_OF(state_names))
		return "unknown";
	return state_names[state];
}

size_t kefu_measure_size(void)
{
	return sizeof(kefu_measure);
}

int32_t kefu_id_max_bytes(void)
{
	return ID_MAX_BYTES;
}

int64_t kefu_quantity_max(void)
{
	return INT64_C(1000000000000000);
}

int64_t kefu_time_max(void)
{
	return TIME_MAX;
}
