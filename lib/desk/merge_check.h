/* Whether two desks can become one. */
#ifndef DESK_MERGE_CHECK_H
#define DESK_MERGE_CHECK_H

#include "desk/desk.h"

/* KEFU_E_MISMATCH, and the desk says what differs; KEFU_E_NOMEM. */
int32_t merge_check(kefu_desk *desk, const kefu_desk *other);
/* Says that an agent is in two teams from one instant on. KEFU_E_MISMATCH. */
int32_t merge_refuse_roster(kefu_desk *desk, const kefu_desk *other,
                            const struct roster_entry *here,
                            const struct roster_entry *there);
/* Says what would count twice. KEFU_E_MISMATCH. */
int32_t merge_refuse_sealed(kefu_desk *desk, const kefu_desk *other,
                            const struct track_info *there);

/* The desk's id for one of the other's. */
typedef kefu_id merge_map(void *context, kefu_id id);
/* Whether both have what one of them sealed. KEFU_E_MISMATCH, KEFU_E_NOMEM. */
int32_t merge_check_sealed(kefu_desk *desk, const kefu_desk *other, merge_map *here,
                           void *context);

#endif
