/* Desks as bytes: round trips, refusals, merging, copying, erasing. */
#include "desk_unit.h"

#include "base/codec.h"

static kefu_desk *again(const kefu_desk *desk)
{
	size_t size;
	uint8_t *bytes = bytes_of(desk, &size);
	kefu_desk *made = NULL;

	unit_ok(kefu_desk_decode(NULL, bytes, size, &made));
	ck_assert(same_bytes(desk, made));
	free(bytes);
	return made;
}

/* A little of everything, by customers who differ in `from` and texts. */
static int32_t fill(kefu_desk *desk, const char *customer, kefu_id session)
{
	kefu_event event;
	kefu_id who, agent;
	int32_t status = kefu_desk_intern(desk, customer, strlen(customer), &who);

	if (status == KEFU_OK)
		status = kefu_desk_intern(desk, "anna", 4, &agent);
	if (status != KEFU_OK)
		return status;
	event = opening(10, session, who);
	status = tell(desk, event);
	if (status == KEFU_OK)
		status = tell(desk, question(20, session));
	if (status == KEFU_OK)
		status = tell(desk, reply(50, session, agent));
	if (status == KEFU_OK)
		status = tell(desk, rating(90, session, 4));
	event = event_of(KEFU_EVENT_MESSAGE, 33);
	event.customer = who;
	event.from = KEFU_PARTY_CUSTOMER;
	event.is_private = KEFU_YES;
	if (status == KEFU_OK)
		status = tell(desk, event);
	event = event_of(KEFU_EVENT_ORDER_PAY, 100);
	event.order = session + 1000;
	event.customer = who;
	event.amount = 12345;
	memcpy(event.currency, "EUR", 4);
	if (status == KEFU_OK)
		status = tell(desk, event);
	event = event_of(KEFU_EVENT_REFUND_REQUEST, 200);
	event.refund = session + 2000;
	event.order = session + 1000;
	event.type = KEFU_TYPE_REFUND_ONLY;
	if (status == KEFU_OK)
		status = tell(desk, event);
	event = numbered(question(300, session + 1), 7);
	if (status == KEFU_OK)
		status = tell(desk, event);
	event = numbered(event_of(KEFU_EVENT_RETRACT, 301), 7);
	event.session = session + 1;
	return status == KEFU_OK ? tell(desk, event) : status;
}

/* Everything else; without the sets of definitions, whose number changes. */
static int32_t furnish(kefu_desk *desk, int with_sets)
{
	static const char zone_text[] = "EST5EDT,M3.2.0,M11.1.0";
	kefu_event event;
	kefu_target target;
	kefu_hours *hours = NULL;
	kefu_zone *zone = NULL;
	kefu_schedule *schedule = NULL;
	kefu_definition *own = NULL;
	int32_t status = kefu_hours_new(NULL, &hours);

	if (status == KEFU_OK && with_sets)
		status = kefu_desk_use(desk, "default", 7);
	if (status == KEFU_OK && with_sets)
		status = kefu_desk_use(desk, "taobao", 6);
	if (status == KEFU_OK)
		status = kefu_hours_weekly(hours, KEFU_MONDAY, KEFU_FRIDAY, 22 * 3600, 6 * 3600);
	if (status == KEFU_OK)
		status = kefu_hours_holiday(hours, START_DAY + 1);
	if (status == KEFU_OK)
		status = kefu_hours_special(hours, START_DAY + 9, 3600, 7200);
	if (status == KEFU_OK)
		status = kefu_zone_posix(NULL, zone_text, sizeof zone_text - 1, &zone);
	if (status == KEFU_OK)
		status = kefu_schedule_new(NULL, hours, zone, &schedule);
	if (status == KEFU_OK)
		status = kefu_definition_new(NULL, "reply_within_rate", 17, &own);
	if (status == KEFU_OK)
		status = kefu_definition_set(own, "limit_s", 7, "180", 3);
	if (status == KEFU_OK)
		status = kefu_definition_clock(own, schedule);
	if (status == KEFU_OK)
		status = kefu_desk_define(desk, "mine", 4, own);
	if (status == KEFU_OK)
		status = kefu_desk_roster(desk, 3, 30, AT(0));
	if (status == KEFU_OK)
		status = kefu_desk_roster(desk, 2, 0, AT(5));
	memset(&target, 0, sizeof target);
	target.size = sizeof target;
	target.kind = KEFU_SLA_RESOLUTION;
	target.name = 5;
	target.ms = 60000;
	target.priority = KEFU_PRIORITY_HIGH;
	target.schedule = schedule;
	if (status == KEFU_OK)
		status = kefu_desk_target(desk, &target);
	target.priority = 0;
	target.schedule = NULL;
	if (status == KEFU_OK)
		status = kefu_desk_target(desk, &target);
	target.name = 4;
	target.kind = KEFU_SLA_NEXT_REPLY;
	target.include_initial = 1;
	target.reply_modes = 1u << KEFU_MODE_BOT;
	if (status == KEFU_OK)
		status = kefu_desk_target(desk, &target);
	if (status == KEFU_OK)
		status = kefu_desk_schedule(desk, 9, schedule);
	if (status == KEFU_OK)
		status = kefu_desk_schedule(desk, 8, NULL);
	event = event_of(KEFU_EVENT_AGENT_ONLINE, 1);
	event.agent = 3;
	if (status == KEFU_OK)
		status = tell(desk, event);
	event = event_of(KEFU_EVENT_COUNT, 2);
	event.name = 77;
	event.has_value = 1;
	if (status == KEFU_OK)
		status = tell(desk, event);
	event = numbered(event_of(KEFU_EVENT_SHOP_OPEN, 2), 1);
	if (status == KEFU_OK)
		status = tell(desk, event);
	kefu_hours_free(hours);
	kefu_zone_free(zone);
	kefu_schedule_free(schedule);
	kefu_definition_free(own);
	return status;
}

static kefu_desk *desk_told(int with_sets)
{
	kefu_desk_options options;
	kefu_zone *zone = NULL;
	kefu_desk *desk = NULL;

	memset(&options, 0, sizeof options);
	options.size = sizeof options;
	options.session_gap = 600000;
	memcpy(options.currency, "CNY", 4);
	unit_ok(kefu_zone_posix(NULL, "EST5EDT,M3.2.0,M11.1.0", 22, &zone));
	options.zone = zone;
	unit_ok(kefu_desk_new(&options, &desk));
	kefu_zone_free(zone);
	unit_ok(furnish(desk, with_sets));
	unit_ok(fill(desk, "zoe", 10));
	unit_ok(fill(desk, "adam", 20));
	return desk;
}

static kefu_desk *rich(void)
{
	return desk_told(1);
}

START_TEST(an_empty_desk_comes_back)
{
	kefu_desk *desk = NULL, *copy;

	unit_ok(kefu_desk_new(NULL, &desk));
	copy = again(desk);
	kefu_desk_free(desk);
	kefu_desk_free(copy);
}
END_TEST

START_TEST(everything_comes_back)
{
	kefu_desk *desk = rich(), *back = again(desk);
	int32_t i;

	ck_assert_int_eq(kefu_desk_definition_count(desk), kefu_desk_definition_count(back));
	for (i = 0; i < kefu_desk_definition_count(desk); i++)
		ck_assert_str_eq(kefu_desk_definition_name(desk, i),
		                 kefu_desk_definition_name(back, i));
	/* and it goes on as if it had never been away */
	unit_ok(fill(desk, "mia", 40));
	unit_ok(fill(back, "mia", 40));
	ck_assert(same_bytes(desk, back));
	kefu_desk_free(desk);
	kefu_desk_free(back);
}
END_TEST

/* What a host that decoded a desk can ask it. */
START_TEST(what_it_was_made_with)
{
	kefu_desk_options options = {.size = sizeof options, .session_gap = 600000,
	                             .currency = "CNY"}, found = {.size = sizeof found};
	kefu_desk *desk = NULL, *back;
	kefu_zone *zone = NULL;
	const kefu_definition *definition;
	int32_t i;

	unit_ok(kefu_zone_posix(NULL, "CET-1CEST,M3.5.0,M10.5.0/3", 26, &zone));
	options.zone = zone;
	unit_ok(kefu_desk_new(&options, &desk));
	unit_ok(kefu_desk_use(desk, "csat_mean", 9));
	unit_ok(kefu_desk_use(desk, "taobao.reply_within_3min", 24));
	back = again(desk);
	unit_ok(kefu_desk_settings(back, &found));
	ck_assert(kefu_zone_equal(found.zone, zone));
	ck_assert_int_eq(found.session_gap, 600000);
	ck_assert_str_eq(found.currency, "CNY");
	ck_assert_uint_eq(found.refusals_kept, 100);
	ck_assert_ptr_nonnull(found.allocator);
	for (i = 0; i < 2; i++) {
		definition = kefu_desk_definition(back, i);
		ck_assert(kefu_definition_equal(definition, kefu_desk_definition(desk, i)));
	}
	ck_assert_str_eq(kefu_definition_metric(definition), "reply_within_rate");
	ck_assert_ptr_null(kefu_desk_definition(back, 2));
	ck_assert_ptr_null(kefu_desk_definition(back, -1));
	ck_assert_ptr_null(kefu_desk_definition(NULL, 0));
	ck_assert_int_eq(kefu_desk_settings(NULL, &found), KEFU_E_NULL);
	ck_assert_int_eq(kefu_desk_settings(back, NULL), KEFU_E_NULL);
	found.size = 8;
	ck_assert_int_eq(kefu_desk_settings(back, &found), KEFU_E_SIZE);
	kefu_desk_free(back);
	kefu_desk_free(desk);
	kefu_zone_free(zone);
}
END_TEST

START_TEST(texts_not_in_use_stay_behind)
{
	kefu_desk *a = rich(), *b = NULL;

	interned(a, "nobody");
	b = rich();
	ck_assert(same_bytes(a, b));
	kefu_desk_free(a);
	kefu_desk_free(b);
}
END_TEST

START_TEST(damage_is_refused)
{
	kefu_desk *desk = NULL, *back = NULL;
	size_t size, i;
	uint8_t *bytes;
	int truncated = 0;

	unit_ok(kefu_desk_new(NULL, &desk));
	unit_ok(kefu_desk_use(desk, "default", 7));
	unit_ok(fill(desk, "zoe", 10));
	bytes = bytes_of(desk, &size);
	for (i = 0; i < size; i++) {
		size_t got = 0;
		uint8_t *cut = (uint8_t *)malloc(i + 1);
		int32_t status;
		int bit;

		unit_status(kefu_desk_encode(desk, cut, i, &got), KEFU_E_SIZE);
		ck_assert_uint_eq(got, size);
		memcpy(cut, bytes, i);
		status = kefu_desk_decode(NULL, cut, i, &back);
		ck_assert(status == KEFU_E_TRUNCATED || status == KEFU_E_CORRUPT);
		truncated += status == KEFU_E_TRUNCATED;
		free(cut);
		for (bit = 0; bit < 8; bit++) {
			bytes[i] = (uint8_t)(bytes[i] ^ 1 << bit);
			ck_assert_int_lt(kefu_desk_decode(NULL, bytes, size, &back), 0);
			bytes[i] = (uint8_t)(bytes[i] ^ 1 << bit);
		}
	}
	ck_assert_int_gt(truncated, 0);
	ck_assert_ptr_null(back);
	free(bytes);
	kefu_desk_free(desk);
}
END_TEST

/* With its checksum put right, what is damaged must still be refused or be
 * another desk in its one form. */
static void put_right(uint8_t *bytes, size_t size)
{
	uint32_t crc = codec_crc32c(0, bytes, size - 4);
	int i;

	for (i = 0; i < 4; i++)
		bytes[size - 4 + (size_t)i] = (uint8_t)(crc >> 8 * i);
}

START_TEST(no_bytes_have_two_forms)
{
	kefu_desk *desk = NULL;
	kefu_definition *flags = NULL;
	kefu_target target;
	size_t size, i;
	uint8_t *bytes;
	int refused = 0, taken = 0;

	unit_ok(kefu_desk_new(NULL, &desk));
	/* Texts of the desk that are none of the file: nobody may name them there. */
	unit_ok(kefu_definition_new(NULL, "attributed_sales", 16, &flags));
	unit_ok(kefu_definition_set(flags, "attribution.exclude_flags", 25, "fake,other,test", 15));
	unit_ok(kefu_desk_define(desk, "flagged", 7, flags));
	kefu_definition_free(flags);
	unit_ok(kefu_desk_use(desk, "default", 7));
	unit_ok(kefu_desk_use(desk, "taobao", 6));
	memset(&target, 0, sizeof target);
	target.size = sizeof target;
	target.kind = KEFU_SLA_RESOLUTION;
	target.name = 5;
	target.ms = 60000;
	unit_ok(kefu_desk_target(desk, &target));
	unit_ok(kefu_desk_roster(desk, 3, 30, AT(0)));
	unit_ok(kefu_desk_roster(desk, 2, 0, AT(5)));
	unit_ok(fill(desk, "zoe", 10));
	unit_ok(fill(desk, "adam", 20));
	bytes = bytes_of(desk, &size);
	for (i = 0; i < size - 4; i++) {
		int bit;

		for (bit = 0; bit < 8; bit++) {
			kefu_desk *back = NULL;

			bytes[i] = (uint8_t)(bytes[i] ^ 1 << bit);
			put_right(bytes, size);
			if (kefu_desk_decode(NULL, bytes, size, &back) == KEFU_OK) {
				size_t other_size;
				uint8_t *other = bytes_of(back, &other_size);

				ck_assert_uint_eq(other_size, size);
				ck_assert_msg(memcmp(other, bytes, size) == 0, "byte %zu bit %d", i, bit);
				free(other);
				kefu_desk_free(back);
				taken++;
			} else {
				refused++;
			}
			bytes[i] = (uint8_t)(bytes[i] ^ 1 << bit);
		}
	}
	ck_assert_int_gt(refused, 100);
	ck_assert_int_gt(taken, 10);
	free(bytes);
	kefu_desk_free(desk);
}
END_TEST

START_TEST(statuses)
{
	kefu_desk *desk = NULL, *back = NULL;
	uint8_t forged[256];
	struct codec_writer writer;
	size_t size = 0, mark;
	uint8_t *bytes;

	unit_ok(kefu_desk_new(NULL, &desk));
	unit_status(kefu_desk_encode(NULL, NULL, 0, &size), KEFU_E_NULL);
	unit_status(kefu_desk_encode(desk, NULL, 0, NULL), KEFU_E_NULL);
	unit_status(kefu_desk_encode(desk, NULL, 1, &size), KEFU_E_NULL);
	unit_status(kefu_desk_decode(NULL, NULL, 1, &back), KEFU_E_NULL);
	unit_status(kefu_desk_decode(NULL, forged, 0, &back), KEFU_E_TRUNCATED);
	unit_status(kefu_desk_decode(NULL, forged, 1, NULL), KEFU_E_NULL);
	unit_status(kefu_desk_merge(NULL, desk), KEFU_E_NULL);
	unit_status(kefu_desk_merge(desk, NULL), KEFU_E_NULL);
	unit_status(kefu_desk_copy(NULL, &back), KEFU_E_NULL);
	unit_status(kefu_desk_copy(desk, NULL), KEFU_E_NULL);
	unit_status(kefu_desk_erase(NULL, 1), KEFU_E_NULL);
	unit_status(kefu_desk_erase(desk, 0), KEFU_E_MISSING);
	unit_status(kefu_desk_erase(desk, UINT64_C(1) << 63 | 9), KEFU_E_ID);
	unit_status(kefu_desk_erase(desk, 9), KEFU_E_NOT_FOUND);
	ck_assert_str_eq(kefu_desk_mismatch(NULL), "");
	unit_ok(codec_begin(&writer, forged, sizeof forged, &size, CODEC_CSAT, 1));
	unit_ok(codec_end(&writer, &size));
	unit_status(kefu_desk_decode(NULL, forged, size, &back), KEFU_E_TYPE);
	unit_ok(codec_begin(&writer, forged, sizeof forged, &size, CODEC_DESK, 2));
	unit_ok(codec_end(&writer, &size));
	unit_status(kefu_desk_decode(NULL, forged, size, &back), KEFU_E_NEWER);
	unit_ok(codec_begin(&writer, forged, sizeof forged, &size, CODEC_DESK, 1));
	unit_ok(codec_end(&writer, &size));
	unit_status(kefu_desk_decode(NULL, forged, size, &back), KEFU_E_CORRUPT);
	/* a section more, at the end: skipped or refused */
	bytes = bytes_of(desk, &size);
	memcpy(forged, bytes, size);
	writer = (struct codec_writer){forged, sizeof forged, size - 5};
	mark = codec_section_begin(&writer, 99, CODEC_OPTIONAL);
	codec_section_end(&writer, mark);
	unit_ok(codec_end(&writer, &size));
	unit_ok(kefu_desk_decode(NULL, forged, size, &back));
	kefu_desk_free(back);
	back = NULL;
	writer.size = size - 5 - 3;
	mark = codec_section_begin(&writer, 98, CODEC_REQUIRED);
	codec_section_end(&writer, mark);
	unit_ok(codec_end(&writer, &size));
	unit_status(kefu_desk_decode(NULL, forged, size, &back), KEFU_E_NEWER);
	ck_assert_ptr_null(back);
	free(bytes);
	kefu_desk_free(desk);
}
END_TEST

static kefu_desk *bare(void)
{
	kefu_desk *desk = NULL;

	unit_ok(kefu_desk_new(NULL, &desk));
	unit_ok(kefu_desk_use(desk, "default", 7));
	return desk;
}

START_TEST(shards_make_the_whole)
{
	kefu_desk *whole = bare(), *a = bare(), *b = bare(), *c = bare();
	kefu_desk *left, *right;

	unit_ok(fill(whole, "zoe", 10));
	unit_ok(fill(whole, "adam", 20));
	unit_ok(fill(whole, "mia", 40));
	unit_ok(fill(a, "mia", 40));
	unit_ok(fill(b, "zoe", 10));
	unit_ok(fill(c, "adam", 20));
	unit_ok(kefu_desk_copy(a, &left));
	unit_ok(kefu_desk_merge(left, b));
	unit_ok(kefu_desk_merge(left, c));
	unit_ok(kefu_desk_copy(c, &right));
	unit_ok(kefu_desk_merge(right, b));
	unit_ok(kefu_desk_merge(right, a));
	ck_assert(same_bytes(left, whole));
	ck_assert(same_bytes(right, whole));
	ck_assert(!same_bytes(a, whole));
	kefu_desk_free(left);
	left = bare();
	unit_ok(kefu_desk_merge(left, whole));
	ck_assert(same_bytes(left, whole));
	kefu_desk_free(left);
	kefu_desk_free(right);
	kefu_desk_free(whole);
	kefu_desk_free(a);
	kefu_desk_free(b);
	kefu_desk_free(c);
}
END_TEST

/* Three desks hold events of one session and millisecond. */
START_TEST(merging_has_no_order)
{
	uint64_t random = 5;
	int round;

	for (round = 0; round < 300; round++) {
		kefu_desk *desks[3], *one, *two, *part;
		int i;

		for (i = 0; i < 3; i++) {
			uint64_t count = unit_below(&random, 6);

			desks[i] = bare();
			while (count-- > 0) {
				kefu_event event = reply((int64_t)unit_below(&random, 2), 10,
				                         1 + unit_below(&random, 3));

				if (unit_below(&random, 3) == 0)
					event.seq = (int64_t)(1 + unit_below(&random, 3));
				unit_ok(tell(desks[i], event));
			}
		}
		unit_ok(kefu_desk_copy(desks[0], &one));
		unit_ok(kefu_desk_merge(one, desks[1]));
		unit_ok(kefu_desk_merge(one, desks[2]));
		unit_ok(kefu_desk_copy(desks[2], &part));
		unit_ok(kefu_desk_merge(part, desks[1]));
		unit_ok(kefu_desk_copy(part, &two));
		unit_ok(kefu_desk_merge(two, desks[0]));
		ck_assert(same_bytes(one, two));
		kefu_desk_free(part);
		kefu_desk_free(one);
		kefu_desk_free(two);
		for (i = 0; i < 3; i++)
			kefu_desk_free(desks[i]);
	}
}
END_TEST

START_TEST(numbers_are_not_counted_twice)
{
	kefu_desk *a = bare(), *b = bare();
	kefu_event event = numbered(question(5, 10), 3);

	unit_ok(tell(a, event));
	unit_ok(tell(b, event));
	unit_ok(kefu_desk_merge(a, b));
	ck_assert(same_bytes(a, b));
	kefu_desk_free(a);
	kefu_desk_free(b);
}
END_TEST

static void expect_mismatch(const kefu_desk_options *options, const char *name,
                            const char *said)
{
	kefu_desk *desk = bare(), *other = NULL, *before;

	unit_ok(fill(desk, "zoe", 10));
	unit_ok(kefu_desk_copy(desk, &before));
	unit_ok(kefu_desk_new(options, &other));
	unit_ok(kefu_desk_use(other, name, strlen(name)));
	unit_status(kefu_desk_merge(desk, other), KEFU_E_MISMATCH);
	ck_assert_str_eq(kefu_desk_mismatch(desk), said);
	ck_assert(same_bytes(desk, before));
	unit_ok(kefu_desk_merge(desk, before));
	ck_assert_str_eq(kefu_desk_mismatch(desk), "");
	kefu_desk_free(desk);
	kefu_desk_free(before);
	kefu_desk_free(other);
}

START_TEST(differences_are_named)
{
	kefu_desk_options options;
	kefu_zone *zone;
	kefu_desk *a, *b;

	memset(&options, 0, sizeof options);
	options.size = sizeof options;
	options.session_gap = 5;
	expect_mismatch(&options, "default", "session gap: 0 ms here, 5 ms there");
	options.session_gap = 0;
	memcpy(options.currency, "EUR", 4);
	expect_mismatch(&options, "default", "currency: none here, EUR there");
	options.currency[0] = options.currency[1] = options.currency[2] = '\0';
	unit_ok(kefu_zone_fixed(NULL, 3600, &zone));
	options.zone = zone;
	expect_mismatch(&options, "default", "the time zones differ");
	kefu_zone_free(zone);
	a = rich();
	b = rich();
	unit_ok(kefu_desk_roster(b, 3, 31, AT(0)));
	unit_status(kefu_desk_merge(a, b), KEFU_E_MISMATCH);
	ck_assert_str_eq(kefu_desk_mismatch(a),
	                 "roster: 3, team 30 here, 31 there, from 1736121600000");
	unit_ok(kefu_desk_schedule(b, 9, NULL));
	unit_status(kefu_desk_merge(a, b), KEFU_E_MISMATCH);
	kefu_desk_free(a);
	kefu_desk_free(b);
}
END_TEST

/* What a desk has from its bytes is what another was told. */
START_TEST(a_decoded_desk_merges_with_a_told_one)
{
	kefu_desk *a = rich(), *b = again(a), *c = again(b);

	unit_ok(kefu_desk_merge(b, c));
	unit_ok(kefu_desk_merge(a, b));
	kefu_desk_free(a);
	kefu_desk_free(b);
	kefu_desk_free(c);
}
END_TEST

START_TEST(a_copy_is_the_same_and_apart)
{
	kefu_desk *desk = rich(), *copy;

	unit_ok(kefu_desk_copy(desk, &copy));
	ck_assert(same_bytes(desk, copy));
	ck_assert_uint_eq(interned(desk, "zoe"), interned(copy, "zoe"));
	unit_ok(fill(copy, "mia", 40));
	ck_assert(!same_bytes(desk, copy));
	kefu_desk_free(desk);
	kefu_desk_free(copy);
}
END_TEST

START_TEST(a_customer_is_erased)
{
	kefu_desk *desk = bare(), *other = bare();
	size_t size, i;
	uint8_t *bytes;

	unit_ok(fill(desk, "zoe", 10));
	unit_ok(fill(desk, "adam", 20));
	unit_ok(kefu_desk_erase(desk, interned(desk, "zoe")));
	unit_status(kefu_desk_erase(desk, interned(desk, "zoe")), KEFU_E_NOT_FOUND);
	bytes = bytes_of(desk, &size);
	for (i = 0; i + 3 <= size; i++)
		ck_assert(memcmp(bytes + i, "zoe", 3) != 0);
	free(bytes);
	unit_ok(fill(other, "adam", 20));
	/* what names nobody stays: session 11 had no customer */
	unit_ok(tell(other, numbered(question(300, 11), 7)));
	{
		kefu_event event = numbered(event_of(KEFU_EVENT_RETRACT, 301), 7);

		event.session = 11;
		unit_ok(tell(other, event));
	}
	ck_assert(same_bytes(desk, other));
	kefu_desk_free(desk);
	kefu_desk_free(other);
}
END_TEST

/* A track with an allocation of its own, its events from the last to the first. */
START_TEST(long_tracks_in_any_order)
{
	kefu_desk *up = bare(), *down = bare(), *back;
	int i;

	for (i = 0; i < 800; i++) {
		unit_ok(tell(up, numbered(question(i, 10), i + 1)));
		unit_ok(tell(down, numbered(question(799 - i, 10), 800 - i)));
	}
	ck_assert(same_bytes(up, down));
	back = again(down);
	unit_ok(kefu_desk_merge(back, up));
	ck_assert(same_bytes(up, back));
	kefu_desk_free(up);
	kefu_desk_free(down);
	kefu_desk_free(back);
}
END_TEST

/* ---- out of memory ---- */

static uint8_t *stored;
static size_t stored_size;
static kefu_desk *another; /* to merge with */

static int32_t decode_work(const kefu_allocator *allocator)
{
	kefu_desk *desk = NULL;
	int32_t status = kefu_desk_decode(allocator, stored, stored_size, &desk);

	ck_assert((desk == NULL) == (status != KEFU_OK));
	kefu_desk_free(desk);
	return status;
}

/* Everything else, on a desk that is there. */
static int32_t other_work(const kefu_allocator *allocator)
{
	kefu_desk *desk = NULL, *copy = NULL;
	int32_t status = kefu_desk_decode(allocator, stored, stored_size, &desk);
	size_t size = 0, before;

	if (status != KEFU_OK)
		return status;
	status = kefu_desk_encode(desk, NULL, 0, &size);
	if (status == KEFU_OK)
		ck_assert_uint_eq(size, stored_size);
	if (status == KEFU_OK)
		status = kefu_desk_copy(desk, &copy);
	if (status == KEFU_OK) {
		status = kefu_desk_merge(desk, another);
		if (status != KEFU_OK && kefu_desk_encode(desk, NULL, 0, &before) == KEFU_OK)
			ck_assert_uint_eq(before, stored_size);
	}
	if (status == KEFU_OK)
		status = kefu_desk_erase(desk, 1234);
	kefu_desk_free(copy);
	kefu_desk_free(desk);
	return status;
}

START_TEST(memory_runs_out)
{
	kefu_desk *desk = desk_told(0);

	unit_ok(tell(desk, opening(1, 90, 1234)));
	stored = bytes_of(desk, &stored_size);
	unit_ok(kefu_desk_copy(desk, &another));
	unit_ok(fill(another, "mia", 40));
	unit_sweep(decode_work, 100);
	unit_sweep(other_work, 225);
	kefu_desk_free(another);
	free(stored);
	kefu_desk_free(desk);
}
END_TEST

UNIT_MAIN("state", an_empty_desk_comes_back, everything_comes_back,
          what_it_was_made_with, texts_not_in_use_stay_behind, damage_is_refused, no_bytes_have_two_forms, statuses,
          shards_make_the_whole, merging_has_no_order, numbers_are_not_counted_twice,
          differences_are_named, a_decoded_desk_merges_with_a_told_one,
          a_copy_is_the_same_and_apart, a_customer_is_erased, long_tracks_in_any_order,
          memory_runs_out)
