/* What the floor `desk` shares among its files, and the doors that are not
 * public yet: the conformance runner uses them through the static library. */
#ifndef DESK_INTERNAL_H
#define DESK_INTERNAL_H

#include "kefu/desk.h"
#include "measure/definition.h"

/* Adds a definition as it stands, under a name of its own. The public form
 * of definitions is to come. As kefu_desk_use(), and KEFU_E_DEFINITION. */
int32_t kefu__desk_define(kefu_desk *desk, const char *name, size_t length,
                          const struct definition *definition);

#endif
