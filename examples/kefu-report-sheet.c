/* The sheets by which people who serve are appraised: which figures, and by
 * whom they are grouped unless --by says otherwise. */
#include "kefu-report.h"

#include <string.h>

#include "kefu/metric.h"

#define MOST_COLUMNS 16

struct sheet {
	const char *name;
	int32_t by;
	const char *credited[MOST_COLUMNS]; /* figures that an agent can have */
	const char *shop[MOST_COLUMNS];     /* and those of the shop as a whole */
};

static const struct sheet sheets[] = {
	{"presale", KEFU_BY_AGENT,
	 {"handled_count", "reply_rate", "response_time.p50", "online_time", "inquiry_count",
	  "inquiry_conversion_rate", "attributed_sales", "target_attainment", "attributed_units",
	  "attributed_buyers", "order_value_per_buyer", NULL},
	 {"silent_sales", "shop_conversion_rate", NULL}},
	{"aftersale", KEFU_BY_AGENT,
	 {"handled_count", "response_time.p50", "reply_rate", "csat_mean", "csat_rate",
	  "negative_review_count", "refund_time", "refund_accuracy_rate", "after_sales_cost",
	  "complaint_filed_rate", NULL},
	 {"refund_rate", "dispute_refund_rate", "complaint_rate", NULL}},
	{"agents", KEFU_BY_AGENT,
	 {"session_count", "handled_count", "response_time.p50", "response_time.p90",
	  "resolution_rate", "one_touch_rate", "reopen_rate", "transfer_rate", "csat_rate", "nps",
	  "online_time", "occupancy_rate", "throughput", "concurrency_max", NULL},
	 {NULL}},
	{"shop", 0,
	 {"session_count", "first_response_time.p50", "csat_rate", "inquiry_conversion_rate",
	  "attributed_sales", "refund_time", "after_sales_cost", "return_on_service", NULL},
	 {"silent_sales", "average_order_value", "refund_rate", "dispute_refund_rate", "complaint_rate",
	  NULL}}
};

const struct sheet *sheet_find(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof sheets / sizeof *sheets; i++)
		if (strcmp(sheets[i].name, name) == 0)
			return &sheets[i];
	return NULL;
}

int32_t sheet_by(const struct sheet *sheet)
{
	return sheet->by;
}

const char *sheet_column(const struct sheet *sheet, int32_t index, int only_credited)
{
	int32_t i = 0;

	while (i < index && sheet->credited[i] != NULL)
		i++;
	if (sheet->credited[i] != NULL)
		return sheet->credited[i];
	return only_credited ? NULL : sheet->shop[index - i];
}
