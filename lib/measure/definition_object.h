/* A definition as hosts hold it: the struct with what its pointers need. */
#ifndef MEASURE_DEFINITION_OBJECT_H
#define MEASURE_DEFINITION_OBJECT_H

#include "base/memory.h"
#include "kefu/definition.h"
#include "measure/definition.h"
#include "measure/knobs.h"

struct kefu_definition {
	kefu_allocator allocator;
	struct definition rule; /* exclude_flags are not filled: texts below */
	kefu_schedule *hours, *clock;
	char hours_name[64], clock_name[64]; /* "" when never given */
	char flags[256];                     /* exclude_flags, joined by commas */
	char weight_flag[64], case_reason[64]; /* weight_by.flag, case_filter.reason */
	char detail[256];
};

/* The text of a knob that the object keeps; NULL: the rule has it. */
const char *definition_text(const kefu_definition *definition, const struct knob *knob);

#endif
