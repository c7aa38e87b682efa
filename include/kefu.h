/**
 * @file kefu.h
 * The one door to libkefu. Read the families in this order: base, the
 * accumulators (csat, nps, rate, duration, amount, distinct, level, compare),
 * time (civil, zone), then event, desk, session, agent, order, refund,
 * report, metric, attribution, sla, state, seal.
 */
#ifndef KEFU_H
#define KEFU_H

#include "kefu/base.h"

#include "kefu/amount.h"
#include "kefu/compare.h"
#include "kefu/csat.h"
#include "kefu/distinct.h"
#include "kefu/duration.h"
#include "kefu/level.h"
#include "kefu/nps.h"
#include "kefu/rate.h"

#include "kefu/civil.h"
#include "kefu/schedule.h"
#include "kefu/zone.h"

#include "kefu/event.h"
#include "kefu/metric.h"
#include "kefu/definition.h"
#include "kefu/profile.h"
#include "kefu/report.h"
#include "kefu/sla.h"

#include "kefu/desk.h"

#include "kefu/agent.h"
#include "kefu/attribution.h"
#include "kefu/order.h"
#include "kefu/refund.h"
#include "kefu/seal.h"
#include "kefu/session.h"
#include "kefu/state.h"

#endif
