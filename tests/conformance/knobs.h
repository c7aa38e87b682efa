/* The `define` of a desk vector as a definition. */
#ifndef CONFORMANCE_KNOBS_H
#define CONFORMANCE_KNOBS_H

#include "conformance.h"

#include "measure/definition.h"


/* Skips with the reason when the measure or a knob is not built. */
void definition_read(const json_t *define, struct definition *definition,
                     struct outcome *outcome);

#endif
