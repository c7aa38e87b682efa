/* Reads a time zone of the system by its name: the little that the library
 * leaves to the host, because it opens a file. Copy it into your program. */
#ifndef SYSTEM_ZONE_H
#define SYSTEM_ZONE_H

#include "kefu/zone.h"

/* Makes the zone called `name` ("Asia/Shanghai") from $TZDIR or
 * /usr/share/zoneinfo. "UTC" needs no file. Free it with kefu_zone_free().
 * KEFU_OK; KEFU_E_NULL; KEFU_E_ZONE for a name that is unknown or not safe to
 * make a path of, or a file that is too large; otherwise as
 * kefu_zone_tzif(). */
int32_t system_zone(const char *name, kefu_zone **out);

#endif
