/* Refund cases that name no customer, and the orders that they follow. */
#ifndef HISTORY_FOLLOWERS_H
#define HISTORY_FOLLOWERS_H

#include "history/fold.h"

/* Reads the cases that follow a track that was read; only orders lead any. */
int32_t followers_read(struct fold *fold, uint32_t track);
/* Of a case that was read and is bound to nobody: *follows says whether it
 * follows another track. If not, and its order is not held, it brings the
 * other cases of that order. */
int32_t followers_join(struct fold *fold, uint32_t track, int *follows);

/* For followers.c: appends a track's events to what was read (fold.c). */
int32_t fold_read_track(struct fold *fold, uint32_t track);

#endif
