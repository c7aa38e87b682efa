/* Sealing from inside: what a desk keeps, and what a figure covers. */
#ifndef DESK_SEAL_H
#define DESK_SEAL_H

#include "desk/desk.h"

/* KEFU_E_SIZE, KEFU_E_RANGE. */
int32_t keeping_check(const kefu_keeping *keeping);
int keeping_equal(const kefu_keeping *a, const kefu_keeping *b);

/* Whether the figures of single days add up to those of several, so that they
 * can be sealed: of all versions. */
int used_adds_up(const struct used *used);

/* Of an event not after the mark, or a retraction: KEFU_E_SEALED when the
 * entity is not held, or what is taken back of an agent or the shop is sealed. */
int32_t seal_check(const kefu_desk *desk, const kefu_event *event);

#endif
