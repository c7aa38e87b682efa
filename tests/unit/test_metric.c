/* The catalogue: walked, found, and each row fit to be shown. */
#include "desk_unit.h"

START_TEST(the_catalogue_can_be_walked)
{
	kefu_metric metric = {.size = sizeof metric}, found = {.size = sizeof found};
	int32_t count = kefu_metric_count(), i, k, computed = 0;

	ck_assert_int_gt(count, 80);
	for (i = 0; i < count; i++) {
		unit_ok(kefu_metric_at(i, &metric));
		ck_assert_int_ge(metric.unit, KEFU_UNIT_RATE);
		ck_assert_int_le(metric.unit, KEFU_UNIT_COUNTS);
		ck_assert_int_ge(metric.better, KEFU_BETTER_NEITHER);
		ck_assert_int_le(metric.better, KEFU_BETTER_DOWN);
		computed += metric.computed;
		ck_assert_uint_eq(strspn(metric.id, "abcdefghijklmnopqrstuvwxyz0123456789_"),
		                  strlen(metric.id));
		ck_assert_uint_gt(strlen(metric.id), 0);
		ck_assert_uint_gt(strlen(metric.name), 0);
		ck_assert_uint_gt(strlen(metric.family), 0);
		ck_assert_uint_gt(strlen(metric.formula), 0);
		ck_assert_uint_gt(strlen(metric.credit), 0);
		ck_assert_uint_gt(strlen(metric.source), 0);
		unit_ok(kefu_metric_find(metric.id, strlen(metric.id), &found));
		ck_assert_mem_eq(&metric, &found, sizeof metric);
		for (k = 0; k < i; k++) {
			unit_ok(kefu_metric_at(k, &found));
			ck_assert_str_ne(metric.id, found.id);
		}
	}
	ck_assert_int_gt(computed, count / 2);
}
END_TEST

START_TEST(families_stand_together)
{
	kefu_metric metric = {.size = sizeof metric};
	const char *families[32];
	int32_t count = 0, i, k;

	for (i = 0; i < kefu_metric_count(); i++) {
		unit_ok(kefu_metric_at(i, &metric));
		if (count != 0 && strcmp(families[count - 1], metric.family) == 0)
			continue;
		for (k = 0; k < count; k++)
			ck_assert_str_ne(families[k], metric.family);
		families[count++] = metric.family;
	}
}
END_TEST

START_TEST(what_is_not_there_is_not_found)
{
	kefu_metric metric = {.size = sizeof metric};

	unit_status(kefu_metric_at(-1, &metric), KEFU_E_NOT_FOUND);
	unit_status(kefu_metric_at(kefu_metric_count(), &metric), KEFU_E_NOT_FOUND);
	unit_status(kefu_metric_at(0, NULL), KEFU_E_NULL);
	unit_status(kefu_metric_find("csat_mean", 8, &metric), KEFU_E_METRIC);
	unit_status(kefu_metric_find("default", 7, &metric), KEFU_E_METRIC);
	unit_status(kefu_metric_find("", 0, &metric), KEFU_E_METRIC);
	unit_status(kefu_metric_find(NULL, 0, &metric), KEFU_E_NULL);
	unit_status(kefu_metric_find("csat_mean", 9, NULL), KEFU_E_NULL);
	metric.size = 0;
	unit_status(kefu_metric_at(0, &metric), KEFU_E_SIZE);
	unit_status(kefu_metric_find("csat_mean", 9, &metric), KEFU_E_SIZE);
}
END_TEST

UNIT_MAIN("metric", the_catalogue_can_be_walked, families_stand_together,
          what_is_not_there_is_not_found)
