/* What handles of every kind are made of: the desk, as long as it is there,
 * the name of an entity, and the number that its next event shall have. */
#ifndef DESK_HANDLE_H
#define DESK_HANDLE_H

#include "desk/desk.h"

struct handle {
	struct desk_link *link;
	kefu_id id;
	int64_t seq; /* of the next event, or 0 */
	uint8_t kind;  /* enum track_kind */
	uint8_t known; /* 1: the desk had events of it */
};

/* Hangs a handle of `size` bytes, which begins with a struct handle, on a
 * desk. */
int32_t handle_new(kefu_desk *desk, enum track_kind kind, kefu_id id, size_t size,
                   void **out);
void handle_free(struct handle *handle, size_t size);
int32_t handle_number(struct handle *handle, int64_t seq);

/* KEFU_E_NULL, KEFU_E_HANDLE, or KEFU_OK: its desk is there. */
int32_t handle_check(const struct handle *handle);

/* An event of a kind at an instant; the caller fills in the rest. */
kefu_event handle_event(int32_t kind, int64_t t);
/* Numbers the event and gives it to the desk. */
int32_t handle_tell(struct handle *handle, kefu_event *event);
/* Gives it to the desk as it stands. */
int32_t handle_tell_as_is(struct handle *handle, const kefu_event *event);

/* The instant that a reader means by `as_of`; KEFU_E_TIME. */
int32_t handle_instant(const struct handle *handle, int64_t as_of,
                       int64_t *out);

/* What reading the entity came to: of one that was there and is not found any
 * more KEFU_E_SEALED. */
int32_t handle_answer(const struct handle *handle, int32_t status);

/* Enumerations come in as int32_t; what does not fit a byte becomes a value
 * that every field refuses. */
static inline uint8_t handle_byte(int32_t value)
{
	return value >= 0 && value < 255 ? (uint8_t)value : 255;
}

#endif
