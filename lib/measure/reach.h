/* How far around a case a definition looks, and whether its figures of single
 * days add up to those of all of them: what sealing must know. */
#ifndef MEASURE_REACH_H
#define MEASURE_REACH_H

#include "measure/definition.h"

struct reach {
	int64_t ahead_ms; /* after a session's or order's last event */
	int64_t back_ms;  /* before its first */
	int adds_up;      /* 0: distinct customers, peaks, presence … */
	int spans_days;   /* 1: what one day shows may depend on all days asked for */
	int awaits_orders; /* 1: what becomes of orders placed by then, however late */
};

struct reach definition_reach(const struct definition *definition);

#endif
