/* The `define` of a desk vector as a definition. */
#ifndef CONFORMANCE_KNOBS_H
#define CONFORMANCE_KNOBS_H

#include "conformance.h"

#include "measure/definition.h"


/* The schedules of a definition. It borrows them: free them after its desk. */
struct schedules {
	kefu_schedule *hours, *clock;
};

/* Skips with the reason when the measure or a knob is not built. `named` is
 * the object of schedules that knobs name. */
void definition_read(kefu_desk *desk, const json_t *define, const json_t *named,
                     struct definition *definition, struct schedules *schedules,
                     struct outcome *outcome);
void schedules_free(struct schedules *schedules);

#endif
