/* JD. Hours are those of Asia/Shanghai. */
#include "profile/profiles.h"

#define DONGDONG "unit=session; reduce=first; limit_s=30; valid_reply=human,quick; exclude=leave_message; "
#define DAY "hours=09:00-23:00 CST-8; hours_by=session_open; "

static const struct profile_row rows[] = {
	{"jd.first_reply_within_30s", "咚咚30秒应答率, first replies within 30 s", "", "2021-11-30",
	 "reply_within_rate", DONGDONG "window_days=30", "A", MARKETPLACES "M12",
	 "An announced exclusion of 00-08 was replaced before it began", NULL, "first"},
	{"jd.first_reply_within_30s", "咚咚首次30秒应答率, first replies within 30 s", "2021-12-01", "",
	 "reply_within_rate", DONGDONG DAY "no_agent=leave_out; window_days=30; lag_days=6", "A", MARKETPLACES "M12, M13",
	 "Sessions are cut after 600 s of silence: a setting of the desk. The lag is read off the launch of 2021-12-22, backdated", NULL, NULL},
	{"jd.every_reply_within_30s", "30秒应答率, every reply within 30 s", "", "",
	 "reply_within_rate", "unit=round; limit_s=30", "C", MARKETPLACES "M27", "Contradicts M12; a third text (D) has a first reply in 24 h", NULL, NULL},
	{"jd.average_response_time", "咚咚平均响应时长, mean wait", "", "2021-11-30",
	 "response_time", "valid_reply=human,quick; exclude=leave_message; window_days=30", "A", MARKETPLACES "M12", "Round or message: not stated", NULL, "first"},
	{"jd.average_response_time", "咚咚平均响应时长, mean wait", "2021-12-01", "",
	 "response_time", "valid_reply=human,quick; exclude=leave_message; " DAY "gate_sessions=301; window_days=30", "A", MARKETPLACES "M12, gate C M24",
	 "Judged only above 300 sessions a month, here in the 30 days; target below 40 s", NULL, NULL},
	{"jd.new_average_response_time", "平均响应时长(新), new mean wait", "", "",
	 "response_time", "", "B", MARKETPLACES "X4", "", "only a column of the console is known", NULL},
	{"jd.reply_within_3min", "3分钟人工回复率, replies within 3 min", "<2024-02", "",
	 "reply_within_rate", "", "B", MARKETPLACES "X4, X5", "", "only its name is known, and that 2024-02-04 to 02-17 was exempt", NULL},
	{"jd.consult_bad_rate", "咨询差评率, bad ratings of consultations", "<2024-02", "",
	 "dissatisfaction_rate", "", "C", MARKETPLACES "X5", "", "only its name is known", NULL},
	{"jd.leave_message_rate", "留言率, messages left", "", "",
	 "leave_message_rate", "window=month; lag_days=2; gate_sessions=301; credit=transfer_receiver", "C", MARKETPLACES "M24", "Target below 50 %", NULL, NULL},
	{"jd.leave_message_reply_rate", "留言回复率, messages left, answered", "<2021-12", "",
	 "leave_message_reply_rate", "", "A", MARKETPLACES "M12", "", "counted after the next day's assignment; only its name is known", NULL},
	{"jd.csat_rate", "咚咚满意率, satisfaction", "", "",
	 "csat_rate", "scores.positive=4,5; min_count=11", "C", MARKETPLACES "§8", "More than 10 ratings; target above 85 %", NULL, NULL},
	{"jd.after_sales_csat", "售后满意度, after-sales satisfaction", "<2023-02", "",
	 "csat_rate", "scores.positive=4,5; window=month", "C", MARKETPLACES "M27", "Its points split at 50 ratings", NULL, NULL},
	{"jd.case_review_within_20min", "服务单审核20分钟达标率, cases reviewed within 20 min", "<2023-02", "",
	 "refund_within_rate", "limit_s=1200; clock=09:00-21:00 CST-8; span=request>agree|refuse", "C", MARKETPLACES "M27", "A clock or a filter: only \"service time\" is said", NULL, NULL},
	{"jd.case_process_within_20min", "服务单处理20分钟达标率, cases handled within 20 min", "<2023-02", "",
	 "refund_within_rate", "limit_s=1200; clock=09:00-21:00 CST-8; span=sign>complete|refuse", "C", MARKETPLACES "M27", "From the goods received to the outcome", NULL, NULL},
	{"jd.connect_rate", "接通率, connected", "", "",
	 "connect_rate", "", "D", MARKETPLACES "§8", "", "handled over consult sessions is inferred", NULL},
	{"jd.inquiry_shipped", "咨询→出库, inquiries shipped", "", "",
	 "inquiry_conversion_rate", "outcome=shipped; pay_days=2", "B", MARKETPLACES "M22", "A shop may choose 2 to 15 days", NULL, NULL},
};
const struct profile_table profile_jd = {"jd", rows, sizeof rows / sizeof *rows};
