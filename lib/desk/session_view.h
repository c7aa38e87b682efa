/* How one session of a desk stands. */
#ifndef DESK_SESSION_VIEW_H
#define DESK_SESSION_VIEW_H

#include "desk/desk.h"
#include "kefu/session.h"

int32_t session_view_read(const kefu_desk *desk, kefu_id id, int64_t as_of,
                          kefu_session_view *out);

#endif
