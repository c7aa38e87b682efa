/* Vectors of business time. */
#include "conformance.h"

void vector_business_time(const json_t *vector, struct outcome *outcome)
{
	(void)vector;
	outcome_skip(outcome, "family business-time: schedules are not built");
}
