/* What two desks hold of one entity, as one run of events. */
#ifndef DESK_MERGE_ORDER_H
#define DESK_MERGE_ORDER_H

#include "desk/state.h"

/* Appends the union of `a` and `b`, both in the one order and of the same
 * texts, to `out`. A number that both have is one event; where they disagree
 * what it was, the smaller one. Unnumbered events of one millisecond keep
 * their order where only one side has any; else what the result is depends
 * neither on which side is which nor on what is merged first. Writes marks
 * into `a` and `b`. KEFU_E_NOMEM. */
int32_t merge_entries(const kefu_allocator *allocator, const struct text_table *texts,
                      struct entries *a, struct entries *b, struct entries *out);

#endif
