/* The `define` of a desk vector as a definition. */
#ifndef CONFORMANCE_KNOBS_H
#define CONFORMANCE_KNOBS_H

#include "conformance.h"

#include "kefu/definition.h"

/* NULL, or with an outcome that is not passed: the reason is in it. `named` is
 * the object of schedules that knobs name. Free the definition. */
kefu_definition *definition_read(const json_t *define, const json_t *named,
                                 struct outcome *outcome);

#endif
