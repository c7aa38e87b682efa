"""Constants, structs and prototypes of libkefu, written from its headers by
scripts/python-prototypes; edit those instead."""

from ctypes import (
    CFUNCTYPE,
    POINTER,
    Structure,
    c_char,
    c_char_p,
    c_double,
    c_int32,
    c_int64,
    c_size_t,
    c_ssize_t,
    c_uint32,
    c_uint64,
    c_uint8,
    c_void_p,
)

# Constants
KEFU_VERSION_MAJOR = 0
KEFU_VERSION_MINOR = 1
KEFU_VERSION_PATCH = 0
KEFU_OK = 0
KEFU_E_NULL = -1
KEFU_E_SIZE = -2
KEFU_E_NOMEM = -3
KEFU_E_RANGE = -4
KEFU_E_OVERFLOW = -5
KEFU_E_UNDERFLOW = -6
KEFU_E_KIND = -7
KEFU_E_MISSING = -8
KEFU_E_ID = -9
KEFU_E_ID_LONG = -10
KEFU_E_UTF8 = -11
KEFU_E_TIME = -12
KEFU_E_SCORE = -13
KEFU_E_NEGATIVE = -14
KEFU_E_ENUM = -15
KEFU_E_CURRENCY = -16
KEFU_E_HANDLE = -17
KEFU_E_SEALED = -18
KEFU_E_ZONE = -19
KEFU_E_TRUNCATED = -20
KEFU_E_CORRUPT = -21
KEFU_E_NEWER = -22
KEFU_E_TYPE = -23
KEFU_E_MISMATCH = -24
KEFU_E_METRIC = -25
KEFU_E_DEFINITION = -26
KEFU_E_QUERY = -27
KEFU_E_NOT_FOUND = -28
KEFU_E_EMPTY = -29
KEFU_E_BUSY = -30
KEFU_E_INTERVAL = -31
KEFU_E_OVERLAP = -32
KEFU_E_NEVER = -33
KEFU_E_NOT_ESTABLISHED = -34
KEFU_STATE_NO_DATA = 0
KEFU_STATE_VALUE = 1
KEFU_STATE_BELOW_MINIMUM = 2
KEFU_STATE_IMMATURE = 3
KEFU_STATE_PROVISIONAL = 4
KEFU_STATE_DEFAULT = 5
KEFU_STATE_NOT_COVERED = 6
KEFU_UNIT_RATE = 1
KEFU_UNIT_DURATION = 2
KEFU_UNIT_COUNT = 3
KEFU_UNIT_NUMBER = 4
KEFU_UNIT_SCORE = 5
KEFU_UNIT_POINTS = 6
KEFU_UNIT_MONEY = 7
KEFU_UNIT_COUNTS = 8
KEFU_BETTER_NEITHER = 0
KEFU_BETTER_UP = 1
KEFU_BETTER_DOWN = 2
KEFU_BY_AGENT = 1
KEFU_BY_TEAM = 2
KEFU_BY_CHANNEL = 3
KEFU_BY_TOPIC = 4
KEFU_BY_PHASE = 5
KEFU_BY_HOUR = 6
KEFU_BY_DAY = 7
KEFU_BY_WEEK = 8
KEFU_BY_MONTH = 9
KEFU_BY_CURRENCY = 10
KEFU_VERDICT_COUNTED = 1
KEFU_VERDICT_PASS = 2
KEFU_VERDICT_FAIL = 3
KEFU_VERDICT_UNDECIDED = 4
KEFU_DAY_ANY = -2147483648
KEFU_CIVIL_YEAR_MIN = -32768
KEFU_CIVIL_YEAR_MAX = 32767
KEFU_ZONE_TIME_MIN = -62135596800000
KEFU_ZONE_TIME_MAX = 253402300799999
KEFU_ZONE_OFFSET_MIN = -89999
KEFU_ZONE_OFFSET_MAX = 93599
KEFU_ZONE_CHANGES_MAX = 65536
KEFU_ZONE_EARLIER = 0
KEFU_ZONE_LATER = 1
KEFU_BUCKET_HOUR = 0
KEFU_BUCKET_DAY = 1
KEFU_BUCKET_WEEK = 2
KEFU_BUCKET_MONTH = 3
KEFU_ZONE_TEXT_SIZE = 40
KEFU_MONDAY = 0
KEFU_TUESDAY = 1
KEFU_WEDNESDAY = 2
KEFU_THURSDAY = 3
KEFU_FRIDAY = 4
KEFU_SATURDAY = 5
KEFU_SUNDAY = 6
KEFU_OVERNIGHT_CIVIL = 0
KEFU_OVERNIGHT_OWNER = 1
KEFU_SCHEDULE_NEAREST = 0
KEFU_SCHEDULE_FARTHEST = 1
KEFU_EVENT_SESSION_OPEN = 1
KEFU_EVENT_MESSAGE = 2
KEFU_EVENT_SESSION_QUEUE = 3
KEFU_EVENT_SESSION_HANDOFF = 4
KEFU_EVENT_SESSION_ASSIGN = 5
KEFU_EVENT_SESSION_JOIN = 6
KEFU_EVENT_SESSION_LEAVE = 7
KEFU_EVENT_SESSION_TRANSFER = 8
KEFU_EVENT_SESSION_ESCALATE = 9
KEFU_EVENT_SESSION_PEND = 10
KEFU_EVENT_SESSION_HOLD = 11
KEFU_EVENT_SESSION_RESUME = 12
KEFU_EVENT_SESSION_RESOLVE = 13
KEFU_EVENT_SESSION_REOPEN = 14
KEFU_EVENT_SESSION_CLOSE = 15
KEFU_EVENT_SESSION_ABANDON = 16
KEFU_EVENT_SESSION_LEAVE_MESSAGE = 17
KEFU_EVENT_SESSION_TAG = 18
KEFU_EVENT_SESSION_EXCLUDE = 19
KEFU_EVENT_SESSION_INCLUDE = 20
KEFU_EVENT_SESSION_MERGE = 21
KEFU_EVENT_SESSION_SLA = 22
KEFU_EVENT_SURVEY_SEND = 30
KEFU_EVENT_SURVEY_ANSWER = 31
KEFU_EVENT_COMPLAINT_FILE = 35
KEFU_EVENT_COMPLAINT_UPHOLD = 36
KEFU_EVENT_COMPLAINT_DISMISS = 37
KEFU_EVENT_QA_FINDING = 40
KEFU_EVENT_KB_USE = 41
KEFU_EVENT_ORDER_PLACE = 50
KEFU_EVENT_ORDER_PAY = 51
KEFU_EVENT_ORDER_DEPOSIT = 52
KEFU_EVENT_ORDER_SHIP = 53
KEFU_EVENT_ORDER_RECEIVE = 54
KEFU_EVENT_ORDER_CANCEL = 55
KEFU_EVENT_ORDER_FLAG = 56
KEFU_EVENT_REFUND_REQUEST = 60
KEFU_EVENT_REFUND_REFUSE = 61
KEFU_EVENT_REFUND_AGREE = 62
KEFU_EVENT_REFUND_SHIP_BACK = 63
KEFU_EVENT_REFUND_SIGN = 64
KEFU_EVENT_REFUND_COMPLETE = 65
KEFU_EVENT_REFUND_WITHDRAW = 66
KEFU_EVENT_REFUND_INTERVENE = 67
KEFU_EVENT_REFUND_JUDGE = 68
KEFU_EVENT_COST = 70
KEFU_EVENT_REVIEW = 71
KEFU_EVENT_AGENT_ONLINE = 80
KEFU_EVENT_AGENT_SUSPEND = 81
KEFU_EVENT_AGENT_OFFLINE = 82
KEFU_EVENT_AGENT_TRAINING = 83
KEFU_EVENT_AGENT_TARGET = 84
KEFU_EVENT_SHOP_OPEN = 90
KEFU_EVENT_SHOP_HOLIDAY = 91
KEFU_EVENT_SHOP_CLOSED = 92
KEFU_EVENT_COUNT = 95
KEFU_EVENT_RETRACT = 99
KEFU_PARTY_CUSTOMER = 1
KEFU_PARTY_AGENT = 2
KEFU_PARTY_BOT = 3
KEFU_PARTY_SYSTEM = 4
KEFU_PARTY_PLATFORM = 5
KEFU_PARTY_SELLER = 6
KEFU_MODE_HUMAN = 1
KEFU_MODE_QUICK = 2
KEFU_MODE_ASSIST = 3
KEFU_MODE_AUTO = 4
KEFU_MODE_WELCOME = 5
KEFU_MODE_BOT = 6
KEFU_CONTENT_TEXT = 1
KEFU_CONTENT_CARD = 2
KEFU_CONTENT_SMALL_TALK = 3
KEFU_CONTENT_AD = 4
KEFU_CONTENT_NOTICE = 5
KEFU_PHASE_PRESALE = 1
KEFU_PHASE_AFTERSALE = 2
KEFU_SURVEY_CSAT = 1
KEFU_SURVEY_NPS = 2
KEFU_SURVEY_CES = 3
KEFU_SURVEY_QUALITY = 4
KEFU_SURVEY_EXPERTISE = 5
KEFU_SURVEY_ATTITUDE = 6
KEFU_SURVEY_SPEED = 7
KEFU_PRIORITY_LOW = 1
KEFU_PRIORITY_NORMAL = 2
KEFU_PRIORITY_HIGH = 3
KEFU_PRIORITY_URGENT = 4
KEFU_TYPE_REFUND_ONLY = 1
KEFU_TYPE_RETURN_REFUND = 2
KEFU_TYPE_EXCHANGE = 3
KEFU_TYPE_REPAIR = 4
KEFU_TYPE_FREIGHT = 11
KEFU_TYPE_COMPENSATION = 12
KEFU_TYPE_WAGE = 13
KEFU_TYPE_TRAINING = 14
KEFU_TYPE_OTHER = 15
KEFU_NO = 1
KEFU_YES = 2
KEFU_FIELD_KIND = 1
KEFU_FIELD_T = 2
KEFU_FIELD_SEQ = 3
KEFU_FIELD_SESSION = 4
KEFU_FIELD_CUSTOMER = 5
KEFU_FIELD_AGENT = 6
KEFU_FIELD_TEAM = 7
KEFU_FIELD_ORDER = 8
KEFU_FIELD_ITEM = 9
KEFU_FIELD_REFUND = 10
KEFU_FIELD_TO = 11
KEFU_FIELD_TO_TEAM = 12
KEFU_FIELD_CHANNEL = 13
KEFU_FIELD_TOPIC = 14
KEFU_FIELD_COMPLAINT = 15
KEFU_FIELD_NAME = 16
KEFU_FIELD_VALUE = 17
KEFU_FIELD_AMOUNT = 18
KEFU_FIELD_POSTAGE = 19
KEFU_FIELD_UNITS = 20
KEFU_FIELD_MIN = 21
KEFU_FIELD_MAX = 22
KEFU_FIELD_CURRENCY = 23
KEFU_FIELD_FROM = 24
KEFU_FIELD_MODE = 25
KEFU_FIELD_CONTENT = 26
KEFU_FIELD_PRIVATE = 27
KEFU_FIELD_INITIATOR = 28
KEFU_FIELD_PHASE = 29
KEFU_FIELD_SURVEY = 30
KEFU_FIELD_PRIORITY = 31
KEFU_FIELD_TYPE = 32
KEFU_FIELD_LIABLE = 33
KEFU_FIELD_CORRECT = 34
KEFU_AS_OF_LAST = -9223372036854775808
KEFU_FORMAT_TABLE = 1
KEFU_FORMAT_CSV = 2
KEFU_FORMAT_JSON = 3
KEFU_FORMAT_OPENMETRICS = 4
KEFU_SLA_FIRST_REPLY = 1
KEFU_SLA_NEXT_REPLY = 2
KEFU_SLA_PERIODIC_UPDATE = 3
KEFU_SLA_REQUESTER_WAIT = 4
KEFU_SLA_AGENT_WORK = 5
KEFU_SLA_FIRST_RESOLUTION = 6
KEFU_SLA_RESOLUTION = 7
KEFU_SLA_REFUND = 8
KEFU_SLA_PAUSE_DEFAULT = 0
KEFU_SLA_PAUSE_PENDING = 1
KEFU_SLA_PAUSE_HOLD = 2
KEFU_SLA_PAUSE_RETURN = 4
KEFU_SLA_PAUSE_NOTHING = 8
KEFU_SLA_SEGMENT = 0
KEFU_SLA_RETROACTIVE = 1
KEFU_TIMER_RUNNING = 1
KEFU_TIMER_PAUSED = 2
KEFU_TIMER_MET = 3
KEFU_TIMER_BREACHED = 4
KEFU_NEVER = 9223372036854775807
KEFU_DUE_BREACHED = 1
KEFU_DUE_RUNNING = 2
KEFU_DUE_PAUSED = 4
KEFU_AGENT_UNKNOWN = 0
KEFU_AGENT_ONLINE = 1
KEFU_AGENT_SUSPENDED = 2
KEFU_AGENT_OFFLINE = 3
KEFU_JUDGEMENT_ORDER = 0
KEFU_JUDGEMENT_PAYMENT = 1
KEFU_JUDGEMENT_ORDER_FIRST = 2
KEFU_EARNED = 1
KEFU_EARNED_AS_FOLLOW_UP = 2
KEFU_EARNED_NO_INSTANT = 3
KEFU_EARNED_BEGAN_LATER = 4
KEFU_EARNED_ENDED_EARLIER = 5
KEFU_EARNED_FEWER_ROUNDS = 6
KEFU_EARNED_OTHER_RAN = 7
KEFU_EARNED_OTHER_ENDED_LATER = 8
KEFU_EARNED_OTHER_BEGAN_LATER = 9
KEFU_EARNED_OTHER_ID = 10
KEFU_EARNED_ONLY_URGED = 11
KEFU_EARNED_FLAGGED = 12
KEFU_EARNED_BY_ORDER = 13
KEFU_BUCKET_NONE = 0
KEFU_BUCKET_OWN_ORDER_OWN_PAYMENT = 1
KEFU_BUCKET_OWN_ORDER_OTHER_PAYMENT = 2
KEFU_BUCKET_OTHER_ORDER_OWN_PAYMENT = 3
KEFU_BUCKET_SILENT_ORDER_OWN_PAYMENT = 4
KEFU_BUCKET_SILENT = 5
KEFU_BUCKET_ASSISTED = 6
KEFU_BUCKET_OWN_ORDER_SILENT_PAYMENT = 7
KEFU_BUCKET_OWN_ORDER_UNPAID = 8
KEFU_BUCKET_FOLLOWED_UP = 9
KEFU_DISTINCT_SKETCH = 0
KEFU_DISTINCT_EXACT = 1
KEFU_ORDER_UNPLACED = 0
KEFU_ORDER_PLACED = 1
KEFU_ORDER_PAID = 2
KEFU_ORDER_SHIPPED = 3
KEFU_ORDER_RECEIVED = 4
KEFU_ORDER_CANCELLED = 5
KEFU_REFUND_UNREQUESTED = 0
KEFU_REFUND_REQUESTED = 1
KEFU_REFUND_REFUSED = 2
KEFU_REFUND_AGREED = 3
KEFU_REFUND_RETURNING = 4
KEFU_REFUND_SIGNED = 5
KEFU_REFUND_COMPLETED = 6
KEFU_REFUND_WITHDRAWN = 7
KEFU_SESSION_OPEN = 1
KEFU_SESSION_PENDING = 2
KEFU_SESSION_HOLD = 3
KEFU_SESSION_RESOLVED = 4
KEFU_SESSION_CLOSED = 5
KEFU_SESSION_ABANDONED = 6
VERSION = '0.1.0'

# Types
kefu_id = c_uint64


class kefu_zone(Structure):
    pass


class kefu_hours(Structure):
    pass


class kefu_schedule(Structure):
    pass


class kefu_definition(Structure):
    pass


class kefu_report(Structure):
    pass


class kefu_timers(Structure):
    pass


class kefu_desk(Structure):
    pass


class kefu_agent(Structure):
    pass


class kefu_amount(Structure):
    pass


class kefu_attribution(Structure):
    pass


class kefu_csat(Structure):
    pass


class kefu_duration(Structure):
    pass


class kefu_nps(Structure):
    pass


class kefu_rate(Structure):
    pass


class kefu_distinct(Structure):
    pass


class kefu_level(Structure):
    pass


class kefu_order(Structure):
    pass


class kefu_refund(Structure):
    pass


class kefu_event_list(Structure):
    pass


class kefu_session(Structure):
    pass


class kefu_allocator(Structure):
    _fields_ = [
        ("context", c_void_p),
        ("allocate", CFUNCTYPE(c_void_p, c_void_p, c_size_t)),
        ("release", CFUNCTYPE(None, c_void_p, c_void_p, c_size_t)),
    ]


class kefu_measure(Structure):
    _fields_ = [
        ("value", c_double),
        ("low", c_double),
        ("high", c_double),
        ("num", c_int64),
        ("den", c_int64),
        ("count", c_int64),
        ("state", c_int32),
        ("reserved32", c_int32),
        ("reserved", c_int64 * 2),
    ]


class kefu_metric(Structure):
    _fields_ = [
        ("size", c_uint32),
        ("unit", c_int32),
        ("better", c_int32),
        ("computed", c_int32),
        ("id", c_char_p),
        ("name", c_char_p),
        ("family", c_char_p),
        ("formula", c_char_p),
        ("credit", c_char_p),
        ("source", c_char_p),
    ]


class kefu_zone_cursor(Structure):
    _fields_ = [
        ("zone", POINTER(kefu_zone)),
        ("from", c_int64),
        ("to", c_int64),
        ("offset_s", c_int32),
        ("reserved", c_int32),
    ]


class kefu_schedule_cursor(Structure):
    _fields_ = [
        ("schedule", POINTER(kefu_schedule)),
        ("from", c_int64),
        ("to", c_int64),
        ("reading", c_int64),
        ("open", c_int32),
        ("reserved", c_int32),
    ]


class kefu_event(Structure):
    _fields_ = [
        ("size", c_uint32),
        ("kind", c_int32),
        ("t", c_int64),
        ("seq", c_int64),
        ("session", kefu_id),
        ("customer", kefu_id),
        ("agent", kefu_id),
        ("team", kefu_id),
        ("order", kefu_id),
        ("item", kefu_id),
        ("refund", kefu_id),
        ("to", kefu_id),
        ("to_team", kefu_id),
        ("channel", kefu_id),
        ("topic", kefu_id),
        ("complaint", kefu_id),
        ("name", kefu_id),
        ("value", c_int64),
        ("amount", c_int64),
        ("postage", c_int64),
        ("units", c_int64),
        ("min", c_int32),
        ("max", c_int32),
        ("currency", c_char * 4),
        ("from", c_uint8),
        ("mode", c_uint8),
        ("content", c_uint8),
        ("is_private", c_uint8),
        ("initiator", c_uint8),
        ("phase", c_uint8),
        ("survey", c_uint8),
        ("priority", c_uint8),
        ("type", c_uint8),
        ("liable", c_uint8),
        ("correct", c_uint8),
        ("has_value", c_uint8),
        ("reserved", c_uint8 * 8),
    ]


class kefu_query(Structure):
    _fields_ = [
        ("size", c_uint32),
        ("cases", c_int32),
        ("as_of", c_int64),
        ("from_day", c_int32),
        ("to_day", c_int32),
        ("by", POINTER(c_int32)),
        ("by_count", c_int32),
        ("column_count", c_int32),
        ("columns", POINTER(c_char_p)),
    ]


class kefu_case(Structure):
    _fields_ = [
        ("size", c_uint32),
        ("verdict", c_int32),
        ("t", c_int64),
        ("reading", c_int64),
        ("value", c_double),
        ("session", c_char_p),
        ("customer", c_char_p),
        ("agent", c_char_p),
        ("order", c_char_p),
        ("refund", c_char_p),
    ]


class kefu_target(Structure):
    _fields_ = [
        ("size", c_uint32),
        ("kind", c_int32),
        ("name", kefu_id),
        ("ms", c_int64),
        ("schedule", POINTER(kefu_schedule)),
        ("channel", kefu_id),
        ("topic", kefu_id),
        ("priority", c_uint8),
        ("include_initial", c_uint8),
        ("outlives_end", c_uint8),
        ("schedule_change", c_uint8),
        ("pause", c_uint32),
        ("reply_modes", c_uint32),
        ("reserved", c_uint8 * 12),
    ]


class kefu_timer(Structure):
    _fields_ = [
        ("size", c_uint32),
        ("kind", c_int32),
        ("state", c_int32),
        ("reserved", c_int32),
        ("name", kefu_id),
        ("session", kefu_id),
        ("refund", kefu_id),
        ("customer", kefu_id),
        ("agent", kefu_id),
        ("start", c_int64),
        ("target", c_int64),
        ("elapsed", c_int64),
        ("remaining", c_int64),
        ("due", c_int64),
        ("breach_at", c_int64),
        ("breached_at", c_int64),
        ("stopped_at", c_int64),
    ]


class kefu_desk_options(Structure):
    _fields_ = [
        ("size", c_uint32),
        ("refusals_kept", c_uint32),
        ("allocator", POINTER(kefu_allocator)),
        ("zone", POINTER(kefu_zone)),
        ("session_gap", c_int64),
        ("currency", c_char * 4),
        ("reserved", c_uint8 * 12),
    ]


class kefu_column(Structure):
    _fields_ = [
        ("field", c_int32),
        ("width", c_int32),
        ("data", c_void_p),
        ("stride", c_int64),
    ]


class kefu_statistics(Structure):
    _fields_ = [
        ("size", c_uint32),
        ("reserved", c_uint32),
        ("applied", c_int64),
        ("duplicates", c_int64),
        ("refused", c_int64),
        ("held", c_int64),
        ("sessions", c_int64),
        ("customers", c_int64),
        ("orphans", c_int64),
        ("last", c_int64),
        ("bytes", c_int64),
        ("settled", c_int64),
    ]


class kefu_refusal(Structure):
    _fields_ = [
        ("size", c_uint32),
        ("status", c_int32),
        ("position", c_int64),
        ("t", c_int64),
        ("kind", c_int32),
        ("field", c_int32),
    ]


class kefu_agent_view(Structure):
    _fields_ = [
        ("size", c_uint32),
        ("presence", c_int32),
        ("since", c_int64),
        ("online_since", c_int64),
        ("online_ms", c_int64),
        ("suspended_ms", c_int64),
        ("trained", c_int64),
    ]


class kefu_attribution_view(Structure):
    _fields_ = [
        ("size", c_uint32),
        ("judgement", c_int32),
        ("order", kefu_id),
        ("customer", kefu_id),
        ("placed", c_int64),
        ("paid", c_int64),
        ("lookback", c_int64),
        ("by_order", kefu_id),
        ("by_payment", kefu_id),
        ("by_order_first", kefu_id),
        ("earner", kefu_id),
        ("bucket", c_int32),
        ("is_flagged", c_uint8),
        ("reserved", c_uint8 * 3),
    ]


class kefu_attributed_chat(Structure):
    _fields_ = [
        ("size", c_uint32),
        ("by_order", c_int32),
        ("by_payment", c_int32),
        ("by_order_first", c_int32),
        ("bucket", c_int32),
        ("reserved", c_int32),
        ("session", kefu_id),
        ("agent", kefu_id),
        ("start", c_int64),
        ("end", c_int64),
        ("rounds", c_int64),
    ]


class kefu_order_line(Structure):
    _fields_ = [
        ("size", c_uint32),
        ("currency", c_char * 4),
        ("customer", kefu_id),
        ("item", kefu_id),
        ("amount", c_int64),
        ("units", c_int64),
        ("postage", c_int64),
        ("reserved", c_uint8 * 8),
    ]


class kefu_order_view(Structure):
    _fields_ = [
        ("size", c_uint32),
        ("state", c_int32),
        ("customer", kefu_id),
        ("placed", c_int64),
        ("paid", c_int64),
        ("shipped", c_int64),
        ("received", c_int64),
        ("cancelled", c_int64),
        ("last", c_int64),
        ("amount", c_int64),
        ("postage", c_int64),
        ("refunded", c_int64),
        ("units", c_int64),
        ("items", c_int64),
        ("refunds", c_int64),
        ("open_refunds", c_int64),
        ("currency", c_char * 4),
        ("is_mixed", c_uint8),
        ("is_flagged", c_uint8),
        ("reserved", c_uint8 * 2),
    ]


class kefu_profile_entry(Structure):
    _fields_ = [
        ("size", c_uint32),
        ("established", c_int32),
        ("from_day", c_int32),
        ("to_day", c_int32),
        ("profile", c_char_p),
        ("id", c_char_p),
        ("version", c_char_p),
        ("name", c_char_p),
        ("metric", c_char_p),
        ("from", c_char_p),
        ("to", c_char_p),
        ("grade", c_char_p),
        ("source", c_char_p),
        ("knobs", c_char_p),
        ("note", c_char_p),
        ("refusal", c_char_p),
    ]


class kefu_refund_claim(Structure):
    _fields_ = [
        ("size", c_uint32),
        ("type", c_uint8),
        ("initiator", c_uint8),
        ("reserved", c_uint8 * 2),
        ("order", kefu_id),
        ("item", kefu_id),
        ("customer", kefu_id),
        ("agent", kefu_id),
        ("reason", kefu_id),
        ("amount", c_int64),
        ("units", c_int64),
        ("currency", c_char * 4),
        ("reserved4", c_uint8 * 4),
    ]


class kefu_refund_view(Structure):
    _fields_ = [
        ("size", c_uint32),
        ("state", c_int32),
        ("type", c_uint8),
        ("liable", c_uint8),
        ("intervened_by", c_uint8),
        ("reserved", c_uint8),
        ("currency", c_char * 4),
        ("order", kefu_id),
        ("customer", kefu_id),
        ("handler", kefu_id),
        ("requested", c_int64),
        ("agreed", c_int64),
        ("completed", c_int64),
        ("intervened", c_int64),
        ("judged", c_int64),
        ("last", c_int64),
        ("requests", c_int64),
        ("refusals", c_int64),
        ("amount", c_int64),
        ("elapsed", c_int64),
    ]


class kefu_keeping(Structure):
    _fields_ = [
        ("size", c_uint32),
        ("keep_days", c_int32),
        ("retention", c_int64),
        ("idle_end", c_int64),
        ("reserved", c_uint8 * 40),
    ]


class kefu_session_opening(Structure):
    _fields_ = [
        ("size", c_uint32),
        ("initiator", c_uint8),
        ("phase", c_uint8),
        ("reserved", c_uint8 * 2),
        ("customer", kefu_id),
        ("agent", kefu_id),
        ("team", kefu_id),
        ("channel", kefu_id),
        ("topic", kefu_id),
    ]


class kefu_session_view(Structure):
    _fields_ = [
        ("size", c_uint32),
        ("state", c_int32),
        ("initiator", c_uint8),
        ("phase", c_uint8),
        ("priority", c_uint8),
        ("excluded", c_uint8),
        ("left_message", c_uint8),
        ("reserved", c_uint8 * 3),
        ("customer", kefu_id),
        ("owner", kefu_id),
        ("channel", kefu_id),
        ("topic", kefu_id),
        ("opened", c_int64),
        ("ended", c_int64),
        ("resolved", c_int64),
        ("last", c_int64),
        ("first_response", c_int64),
        ("waiting_since", c_int64),
        ("rounds", c_int64),
        ("answered", c_int64),
        ("messages_in", c_int64),
        ("messages_out", c_int64),
        ("reopens", c_int64),
        ("transfers", c_int64),
        ("escalations", c_int64),
        ("ignored", c_int64),
    ]


# Functions: name, result, parameters
FUNCTIONS = [
    ("kefu_version", c_int32, []),
    ("kefu_version_text", c_char_p, []),
    ("kefu_strerror", c_char_p, [c_int32]),
    ("kefu_state_name", c_char_p, [c_int32]),
    ("kefu_measure_size", c_size_t, []),
    ("kefu_id_max_bytes", c_int32, []),
    ("kefu_time_max", c_int64, []),
    ("kefu_quantity_max", c_int64, []),
    ("kefu_metric_count", c_int32, []),
    ("kefu_metric_at", c_int32, [c_int32, POINTER(kefu_metric)]),
    ("kefu_metric_find", c_int32, [c_char_p, c_size_t, POINTER(kefu_metric)]),
    ("kefu_civil_day", c_int32, [c_int32, c_int32, c_int32, POINTER(c_int32)]),
    ("kefu_civil_date", None, [c_int32, POINTER(c_int32), POINTER(c_int32), POINTER(c_int32)]),
    ("kefu_civil_weekday", c_int32, [c_int32]),
    ("kefu_civil_week_start", c_int32, [c_int32]),
    ("kefu_civil_week", None, [c_int32, POINTER(c_int32), POINTER(c_int32)]),
    ("kefu_civil_month_start", c_int32, [c_int32]),
    ("kefu_civil_next_month", c_int32, [c_int32]),
    ("kefu_civil_month_days", c_int32, [c_int32, c_int32]),
    ("kefu_civil_parse_date", c_int32, [c_char_p, c_size_t, POINTER(c_int32)]),
    ("kefu_civil_parse_clock", c_int32, [c_char_p, c_size_t, POINTER(c_int32)]),
    ("kefu_zone_fixed", c_int32, [POINTER(kefu_allocator), c_int32, POINTER(POINTER(kefu_zone))]),
    ("kefu_zone_table", c_int32, [POINTER(kefu_allocator), c_int32, POINTER(c_int64), POINTER(c_int32), c_size_t, c_char_p, c_size_t, POINTER(POINTER(kefu_zone))]),
    ("kefu_zone_tzif", c_int32, [POINTER(kefu_allocator), c_void_p, c_size_t, POINTER(POINTER(kefu_zone))]),
    ("kefu_zone_posix", c_int32, [POINTER(kefu_allocator), c_char_p, c_size_t, POINTER(POINTER(kefu_zone))]),
    ("kefu_zone_copy", c_int32, [POINTER(kefu_allocator), POINTER(kefu_zone), POINTER(POINTER(kefu_zone))]),
    ("kefu_zone_free", None, [POINTER(kefu_zone)]),
    ("kefu_zone_equal", c_int32, [POINTER(kefu_zone), POINTER(kefu_zone)]),
    ("kefu_zone_offset", c_int32, [POINTER(kefu_zone), POINTER(kefu_zone_cursor), c_int64, POINTER(c_int32)]),
    ("kefu_zone_stretch", c_int32, [POINTER(kefu_zone), c_int64, POINTER(c_int64), POINTER(c_int64), POINTER(c_int32)]),
    ("kefu_zone_local", c_int32, [POINTER(kefu_zone), POINTER(kefu_zone_cursor), c_int64, POINTER(c_int32), POINTER(c_int32)]),
    ("kefu_zone_instant", c_int32, [POINTER(kefu_zone), c_int32, c_int32, c_int32, POINTER(c_int64)]),
    ("kefu_zone_day_range", c_int32, [POINTER(kefu_zone), c_int32, POINTER(c_int64), POINTER(c_int64)]),
    ("kefu_zone_bucket", c_int32, [POINTER(kefu_zone), c_int32, c_int64, POINTER(c_int32)]),
    ("kefu_zone_bucket_range", c_int32, [POINTER(kefu_zone), c_int32, c_int32, POINTER(c_int64), POINTER(c_int64)]),
    ("kefu_zone_parse", c_int32, [POINTER(kefu_zone), c_char_p, c_size_t, c_int32, POINTER(c_int64)]),
    ("kefu_zone_format", c_int32, [POINTER(kefu_zone), c_int64, POINTER(c_char), c_size_t]),
    ("kefu_hours_new", c_int32, [POINTER(kefu_allocator), POINTER(POINTER(kefu_hours))]),
    ("kefu_hours_free", None, [POINTER(kefu_hours)]),
    ("kefu_hours_weekly", c_int32, [POINTER(kefu_hours), c_int32, c_int32, c_int32, c_int32]),
    ("kefu_hours_holiday", c_int32, [POINTER(kefu_hours), c_int32]),
    ("kefu_hours_special", c_int32, [POINTER(kefu_hours), c_int32, c_int32, c_int32]),
    ("kefu_hours_break", c_int32, [POINTER(kefu_hours), c_int32, c_int32, c_int32]),
    ("kefu_hours_overnight", c_int32, [POINTER(kefu_hours), c_int32]),
    ("kefu_schedule_new", c_int32, [POINTER(kefu_allocator), POINTER(kefu_hours), POINTER(kefu_zone), POINTER(POINTER(kefu_schedule))]),
    ("kefu_schedule_copy", c_int32, [POINTER(kefu_allocator), POINTER(kefu_schedule), POINTER(POINTER(kefu_schedule))]),
    ("kefu_schedule_free", None, [POINTER(kefu_schedule)]),
    ("kefu_schedule_equal", c_int32, [POINTER(kefu_schedule), POINTER(kefu_schedule)]),
    ("kefu_schedule_open_at", c_int32, [POINTER(kefu_schedule), c_int64, POINTER(c_int32)]),
    ("kefu_schedule_between", c_int32, [POINTER(kefu_schedule), c_int64, c_int64, POINTER(c_int64)]),
    ("kefu_schedule_add", c_int32, [POINTER(kefu_schedule), c_int64, c_int64, c_int32, POINTER(c_int64)]),
    ("kefu_schedule_subtract", c_int32, [POINTER(kefu_schedule), c_int64, c_int64, c_int32, POINTER(c_int64)]),
    ("kefu_schedule_next_open", c_int32, [POINTER(kefu_schedule), c_int64, POINTER(c_int64)]),
    ("kefu_schedule_next_close", c_int32, [POINTER(kefu_schedule), c_int64, POINTER(c_int64)]),
    ("kefu_schedule_clock", c_int32, [POINTER(kefu_schedule), POINTER(kefu_schedule_cursor), c_int64, POINTER(c_int64)]),
    ("kefu_definition_new", c_int32, [POINTER(kefu_allocator), c_char_p, c_size_t, POINTER(POINTER(kefu_definition))]),
    ("kefu_definition_copy", c_int32, [POINTER(kefu_allocator), POINTER(kefu_definition), POINTER(POINTER(kefu_definition))]),
    ("kefu_definition_free", None, [POINTER(kefu_definition)]),
    ("kefu_definition_metric", c_char_p, [POINTER(kefu_definition)]),
    ("kefu_definition_set", c_int32, [POINTER(kefu_definition), c_char_p, c_size_t, c_char_p, c_size_t]),
    ("kefu_definition_hours", c_int32, [POINTER(kefu_definition), POINTER(kefu_schedule)]),
    ("kefu_definition_clock", c_int32, [POINTER(kefu_definition), POINTER(kefu_schedule)]),
    ("kefu_definition_get", c_int32, [POINTER(kefu_definition), c_char_p, c_size_t, POINTER(c_char), c_size_t, POINTER(c_size_t)]),
    ("kefu_definition_write", c_int32, [POINTER(kefu_definition), POINTER(c_char), c_size_t, POINTER(c_size_t)]),
    ("kefu_definition_explain", c_int32, [POINTER(kefu_definition), POINTER(c_char), c_size_t, POINTER(c_size_t)]),
    ("kefu_definition_equal", c_int32, [POINTER(kefu_definition), POINTER(kefu_definition)]),
    ("kefu_definition_check", c_int32, [POINTER(kefu_definition)]),
    ("kefu_definition_detail", c_char_p, [POINTER(kefu_definition)]),
    ("kefu_knob_count", c_int32, []),
    ("kefu_knob_name", c_char_p, [c_int32]),
    ("kefu_knob_value", c_char_p, [c_int32, c_int32]),
    ("kefu_event_size", c_size_t, []),
    ("kefu_field_name", c_char_p, [c_int32, POINTER(c_int32)]),
    ("kefu_event_kind_name", c_char_p, [c_int32]),
    ("kefu_event_kind_at", c_int32, [c_int32]),
    ("kefu_field_value_name", c_char_p, [c_int32, c_int32]),
    ("kefu_event_check", c_int32, [POINTER(kefu_event), POINTER(c_int32)]),
    ("kefu_by_name", c_char_p, [c_int32]),
    ("kefu_query_init", None, [POINTER(kefu_query)]),
    ("kefu_query_size", c_size_t, []),
    ("kefu_report_free", None, [POINTER(kefu_report)]),
    ("kefu_report_as_of", c_int64, [POINTER(kefu_report)]),
    ("kefu_report_ignored", c_int64, [POINTER(kefu_report)]),
    ("kefu_report_row_count", c_int64, [POINTER(kefu_report)]),
    ("kefu_report_column_count", c_int32, [POINTER(kefu_report)]),
    ("kefu_report_column_name", c_char_p, [POINTER(kefu_report), c_int32]),
    ("kefu_report_column_find", c_int32, [POINTER(kefu_report), c_char_p, c_size_t]),
    ("kefu_report_key", c_int32, [POINTER(kefu_report), c_int64, c_int32, POINTER(c_char_p), POINTER(c_size_t)]),
    ("kefu_report_measure", c_int32, [POINTER(kefu_report), c_int64, c_int32, POINTER(kefu_measure)]),
    ("kefu_report_quantile", c_int32, [POINTER(kefu_report), c_int64, c_int32, c_double, POINTER(kefu_measure)]),
    ("kefu_report_score_count", c_int32, [POINTER(kefu_report), c_int64, c_int32, c_int32, POINTER(c_int64)]),
    ("kefu_report_case_count", c_int64, [POINTER(kefu_report), c_int32]),
    ("kefu_report_case", c_int32, [POINTER(kefu_report), c_int32, c_int64, POINTER(kefu_case)]),
    ("kefu_report_explain", c_int32, [POINTER(kefu_report), c_int32, POINTER(c_char), c_size_t, POINTER(c_size_t)]),
    ("kefu_report_write", c_int32, [POINTER(kefu_report), c_int32, POINTER(c_char), c_size_t, POINTER(c_size_t)]),
    ("kefu_sla_kind_name", c_char_p, [c_int32]),
    ("kefu_target_size", c_size_t, []),
    ("kefu_timer_state_name", c_char_p, [c_int32]),
    ("kefu_timers_free", None, [POINTER(kefu_timers)]),
    ("kefu_timers_count", c_int64, [POINTER(kefu_timers)]),
    ("kefu_timers_total", c_int64, [POINTER(kefu_timers)]),
    ("kefu_timers_as_of", c_int64, [POINTER(kefu_timers)]),
    ("kefu_timers_at", c_int32, [POINTER(kefu_timers), c_int64, POINTER(kefu_timer)]),
    ("kefu_desk_new", c_int32, [POINTER(kefu_desk_options), POINTER(POINTER(kefu_desk))]),
    ("kefu_desk_settings", c_int32, [POINTER(kefu_desk), POINTER(kefu_desk_options)]),
    ("kefu_desk_free", None, [POINTER(kefu_desk)]),
    ("kefu_desk_intern", c_int32, [POINTER(kefu_desk), c_char_p, c_size_t, POINTER(kefu_id)]),
    ("kefu_desk_id_text", c_int32, [POINTER(kefu_desk), kefu_id, POINTER(c_char), c_size_t, POINTER(c_size_t)]),
    ("kefu_desk_set_text", c_int32, [POINTER(kefu_desk), POINTER(kefu_event), c_char_p, c_size_t, c_char_p, c_size_t]),
    ("kefu_desk_use", c_int32, [POINTER(kefu_desk), c_char_p, c_size_t]),
    ("kefu_desk_define", c_int32, [POINTER(kefu_desk), c_char_p, c_size_t, POINTER(kefu_definition)]),
    ("kefu_desk_definition_count", c_int32, [POINTER(kefu_desk)]),
    ("kefu_desk_definition_name", c_char_p, [POINTER(kefu_desk), c_int32]),
    ("kefu_desk_definition", POINTER(kefu_definition), [POINTER(kefu_desk), c_int32]),
    ("kefu_desk_apply", c_int32, [POINTER(kefu_desk), POINTER(kefu_event), c_size_t, POINTER(c_size_t)]),
    ("kefu_desk_apply_columns", c_int32, [POINTER(kefu_desk), POINTER(kefu_column), c_size_t, c_size_t, POINTER(c_size_t)]),
    ("kefu_desk_roster", c_int32, [POINTER(kefu_desk), kefu_id, kefu_id, c_int64]),
    ("kefu_desk_statistics", c_int32, [POINTER(kefu_desk), POINTER(kefu_statistics)]),
    ("kefu_desk_refusal", c_int32, [POINTER(kefu_desk), c_int64, POINTER(kefu_refusal)]),
    ("kefu_desk_report", c_int32, [POINTER(kefu_desk), POINTER(kefu_query), POINTER(POINTER(kefu_report))]),
    ("kefu_desk_target", c_int32, [POINTER(kefu_desk), POINTER(kefu_target)]),
    ("kefu_desk_schedule", c_int32, [POINTER(kefu_desk), kefu_id, POINTER(kefu_schedule)]),
    ("kefu_desk_due", c_int32, [POINTER(kefu_desk), c_int64, c_int32, c_int64, POINTER(POINTER(kefu_timers))]),
    ("kefu_desk_timers", c_int32, [POINTER(kefu_desk), kefu_id, c_int64, POINTER(POINTER(kefu_timers))]),
    ("kefu_desk_refund_timers", c_int32, [POINTER(kefu_desk), kefu_id, c_int64, POINTER(POINTER(kefu_timers))]),
    ("kefu_desk_agent", c_int32, [POINTER(kefu_desk), kefu_id, POINTER(POINTER(kefu_agent))]),
    ("kefu_agent_free", None, [POINTER(kefu_agent)]),
    ("kefu_agent_id", kefu_id, [POINTER(kefu_agent)]),
    ("kefu_agent_number", c_int32, [POINTER(kefu_agent), c_int64]),
    ("kefu_agent_online", c_int32, [POINTER(kefu_agent), c_int64]),
    ("kefu_agent_suspend", c_int32, [POINTER(kefu_agent), c_int64]),
    ("kefu_agent_offline", c_int32, [POINTER(kefu_agent), c_int64]),
    ("kefu_agent_training", c_int32, [POINTER(kefu_agent), c_int64]),
    ("kefu_agent_target", c_int32, [POINTER(kefu_agent), c_int64, kefu_id, c_int64]),
    ("kefu_agent_retract", c_int32, [POINTER(kefu_agent), c_int64, c_int64]),
    ("kefu_agent_presence_name", c_char_p, [c_int32]),
    ("kefu_agent_read", c_int32, [POINTER(kefu_agent), c_int64, POINTER(kefu_agent_view)]),
    ("kefu_amount_new", c_int32, [POINTER(kefu_allocator), c_char_p, c_size_t, POINTER(POINTER(kefu_amount))]),
    ("kefu_amount_free", None, [POINTER(kefu_amount)]),
    ("kefu_amount_copy", c_int32, [POINTER(kefu_amount), POINTER(kefu_allocator), POINTER(POINTER(kefu_amount))]),
    ("kefu_amount_reset", c_int32, [POINTER(kefu_amount)]),
    ("kefu_amount_currency", c_char_p, [POINTER(kefu_amount)]),
    ("kefu_amount_add", c_int32, [POINTER(kefu_amount), c_int64, c_int64]),
    ("kefu_amount_add_many", c_int32, [POINTER(kefu_amount), POINTER(c_int64), c_ssize_t, POINTER(c_int64), c_ssize_t, c_size_t, POINTER(c_size_t)]),
    ("kefu_amount_group_add", c_int32, [POINTER(POINTER(kefu_amount)), c_size_t, POINTER(c_uint32), c_ssize_t, POINTER(c_int64), c_ssize_t, POINTER(c_int64), c_ssize_t, c_size_t, POINTER(c_size_t)]),
    ("kefu_amount_merge", c_int32, [POINTER(kefu_amount), POINTER(kefu_amount)]),
    ("kefu_amount_subtract", c_int32, [POINTER(kefu_amount), POINTER(kefu_amount)]),
    ("kefu_amount_count", c_int64, [POINTER(kefu_amount)]),
    ("kefu_amount_units", c_int64, [POINTER(kefu_amount)]),
    ("kefu_amount_sum", c_int32, [POINTER(kefu_amount), POINTER(kefu_measure)]),
    ("kefu_amount_mean", c_int32, [POINTER(kefu_amount), POINTER(kefu_measure)]),
    ("kefu_amount_per_unit", c_int32, [POINTER(kefu_amount), POINTER(kefu_measure)]),
    ("kefu_amount_variance", c_int32, [POINTER(kefu_amount), POINTER(kefu_measure)]),
    ("kefu_amount_min", c_int32, [POINTER(kefu_amount), POINTER(kefu_measure)]),
    ("kefu_amount_max", c_int32, [POINTER(kefu_amount), POINTER(kefu_measure)]),
    ("kefu_amount_encode", c_int32, [POINTER(kefu_amount), c_void_p, c_size_t, POINTER(c_size_t)]),
    ("kefu_amount_decode", c_int32, [POINTER(kefu_allocator), c_void_p, c_size_t, POINTER(POINTER(kefu_amount))]),
    ("kefu_desk_attribution", c_int32, [POINTER(kefu_desk), kefu_id, c_char_p, c_size_t, c_int64, POINTER(POINTER(kefu_attribution))]),
    ("kefu_attribution_free", None, [POINTER(kefu_attribution)]),
    ("kefu_judgement_name", c_char_p, [c_int32]),
    ("kefu_earned_name", c_char_p, [c_int32]),
    ("kefu_bucket_name", c_char_p, [c_int32]),
    ("kefu_attribution_read", c_int32, [POINTER(kefu_attribution), POINTER(kefu_attribution_view)]),
    ("kefu_attribution_chat_count", c_int64, [POINTER(kefu_attribution)]),
    ("kefu_attribution_chat", c_int32, [POINTER(kefu_attribution), c_int64, POINTER(kefu_attributed_chat)]),
    ("kefu_csat_points_max", c_int32, []),
    ("kefu_csat_new", c_int32, [POINTER(kefu_allocator), c_int32, c_int32, POINTER(POINTER(kefu_csat))]),
    ("kefu_csat_free", None, [POINTER(kefu_csat)]),
    ("kefu_csat_copy", c_int32, [POINTER(kefu_csat), POINTER(kefu_allocator), POINTER(POINTER(kefu_csat))]),
    ("kefu_csat_reset", c_int32, [POINTER(kefu_csat)]),
    ("kefu_csat_add", c_int32, [POINTER(kefu_csat), c_int64]),
    ("kefu_csat_add_counts", c_int32, [POINTER(kefu_csat), c_int64, c_int64]),
    ("kefu_csat_add_many", c_int32, [POINTER(kefu_csat), POINTER(c_int64), c_ssize_t, c_size_t, POINTER(c_size_t)]),
    ("kefu_csat_group_add", c_int32, [POINTER(POINTER(kefu_csat)), c_size_t, POINTER(c_uint32), c_ssize_t, POINTER(c_int64), c_ssize_t, c_size_t, POINTER(c_size_t)]),
    ("kefu_csat_merge", c_int32, [POINTER(kefu_csat), POINTER(kefu_csat)]),
    ("kefu_csat_subtract", c_int32, [POINTER(kefu_csat), POINTER(kefu_csat)]),
    ("kefu_csat_min", c_int32, [POINTER(kefu_csat)]),
    ("kefu_csat_max", c_int32, [POINTER(kefu_csat)]),
    ("kefu_csat_count", c_int64, [POINTER(kefu_csat)]),
    ("kefu_csat_mean", c_int32, [POINTER(kefu_csat), POINTER(kefu_measure)]),
    ("kefu_csat_median", c_int32, [POINTER(kefu_csat), POINTER(kefu_measure)]),
    ("kefu_csat_top_box", c_int32, [POINTER(kefu_csat), c_int32, POINTER(kefu_measure)]),
    ("kefu_csat_bottom_box", c_int32, [POINTER(kefu_csat), c_int32, POINTER(kefu_measure)]),
    ("kefu_csat_share", c_int32, [POINTER(kefu_csat), POINTER(c_int32), c_size_t, POINTER(kefu_measure)]),
    ("kefu_csat_distribution", c_int32, [POINTER(kefu_csat), POINTER(c_int64), c_size_t]),
    ("kefu_csat_encode", c_int32, [POINTER(kefu_csat), c_void_p, c_size_t, POINTER(c_size_t)]),
    ("kefu_csat_decode", c_int32, [POINTER(kefu_allocator), c_void_p, c_size_t, POINTER(POINTER(kefu_csat))]),
    ("kefu_duration_max_ms", c_int64, []),
    ("kefu_duration_exact_count", c_int32, []),
    ("kefu_duration_max_bins", c_size_t, []),
    ("kefu_duration_new", c_int32, [POINTER(kefu_allocator), POINTER(POINTER(kefu_duration))]),
    ("kefu_duration_free", None, [POINTER(kefu_duration)]),
    ("kefu_duration_add", c_int32, [POINTER(kefu_duration), c_int64]),
    ("kefu_duration_add_many", c_int32, [POINTER(kefu_duration), POINTER(c_int64), c_ssize_t, c_size_t, POINTER(c_size_t)]),
    ("kefu_duration_group_add", c_int32, [POINTER(POINTER(kefu_duration)), c_size_t, POINTER(c_uint32), c_ssize_t, POINTER(c_int64), c_ssize_t, c_size_t, POINTER(c_size_t)]),
    ("kefu_duration_merge", c_int32, [POINTER(kefu_duration), POINTER(kefu_duration)]),
    ("kefu_duration_subtract", c_int32, [POINTER(kefu_duration), POINTER(kefu_duration)]),
    ("kefu_duration_copy", c_int32, [POINTER(kefu_duration), POINTER(kefu_allocator), POINTER(POINTER(kefu_duration))]),
    ("kefu_duration_reset", c_int32, [POINTER(kefu_duration)]),
    ("kefu_duration_encode", c_int32, [POINTER(kefu_duration), c_void_p, c_size_t, POINTER(c_size_t)]),
    ("kefu_duration_decode", c_int32, [POINTER(kefu_allocator), c_void_p, c_size_t, POINTER(POINTER(kefu_duration))]),
    ("kefu_duration_memory", c_size_t, [POINTER(kefu_duration)]),
    ("kefu_duration_count", c_int32, [POINTER(kefu_duration), POINTER(kefu_measure)]),
    ("kefu_duration_sum", c_int32, [POINTER(kefu_duration), POINTER(kefu_measure)]),
    ("kefu_duration_mean", c_int32, [POINTER(kefu_duration), POINTER(kefu_measure)]),
    ("kefu_duration_variance", c_int32, [POINTER(kefu_duration), POINTER(kefu_measure)]),
    ("kefu_duration_min", c_int32, [POINTER(kefu_duration), POINTER(kefu_measure)]),
    ("kefu_duration_max", c_int32, [POINTER(kefu_duration), POINTER(kefu_measure)]),
    ("kefu_duration_quantile", c_int32, [POINTER(kefu_duration), c_double, POINTER(kefu_measure)]),
    ("kefu_duration_quantiles", c_int32, [POINTER(kefu_duration), POINTER(c_double), c_size_t, POINTER(kefu_measure)]),
    ("kefu_duration_quantile_bounds", c_int32, [POINTER(kefu_duration), c_double, POINTER(c_int64), POINTER(c_int64)]),
    ("kefu_duration_rank", c_int32, [POINTER(kefu_duration), c_int64, POINTER(kefu_measure)]),
    ("kefu_duration_histogram", c_int32, [POINTER(kefu_duration), POINTER(c_int64), POINTER(c_int64), c_size_t, POINTER(c_size_t)]),
    ("kefu_nps_new", c_int32, [POINTER(kefu_allocator), POINTER(POINTER(kefu_nps))]),
    ("kefu_nps_free", None, [POINTER(kefu_nps)]),
    ("kefu_nps_copy", c_int32, [POINTER(kefu_nps), POINTER(kefu_allocator), POINTER(POINTER(kefu_nps))]),
    ("kefu_nps_reset", c_int32, [POINTER(kefu_nps)]),
    ("kefu_nps_add", c_int32, [POINTER(kefu_nps), c_int64]),
    ("kefu_nps_add_counts", c_int32, [POINTER(kefu_nps), c_int64, c_int64, c_int64]),
    ("kefu_nps_add_many", c_int32, [POINTER(kefu_nps), POINTER(c_int64), c_ssize_t, c_size_t, POINTER(c_size_t)]),
    ("kefu_nps_group_add", c_int32, [POINTER(POINTER(kefu_nps)), c_size_t, POINTER(c_uint32), c_ssize_t, POINTER(c_int64), c_ssize_t, c_size_t, POINTER(c_size_t)]),
    ("kefu_nps_merge", c_int32, [POINTER(kefu_nps), POINTER(kefu_nps)]),
    ("kefu_nps_subtract", c_int32, [POINTER(kefu_nps), POINTER(kefu_nps)]),
    ("kefu_nps_promoters", c_int64, [POINTER(kefu_nps)]),
    ("kefu_nps_passives", c_int64, [POINTER(kefu_nps)]),
    ("kefu_nps_detractors", c_int64, [POINTER(kefu_nps)]),
    ("kefu_nps_count", c_int64, [POINTER(kefu_nps)]),
    ("kefu_nps_score", c_int32, [POINTER(kefu_nps), POINTER(kefu_measure)]),
    ("kefu_nps_margin", c_int32, [POINTER(kefu_nps), POINTER(kefu_measure)]),
    ("kefu_nps_encode", c_int32, [POINTER(kefu_nps), c_void_p, c_size_t, POINTER(c_size_t)]),
    ("kefu_nps_decode", c_int32, [POINTER(kefu_allocator), c_void_p, c_size_t, POINTER(POINTER(kefu_nps))]),
    ("kefu_rate_new", c_int32, [POINTER(kefu_allocator), POINTER(POINTER(kefu_rate))]),
    ("kefu_rate_free", None, [POINTER(kefu_rate)]),
    ("kefu_rate_copy", c_int32, [POINTER(kefu_rate), POINTER(kefu_allocator), POINTER(POINTER(kefu_rate))]),
    ("kefu_rate_reset", c_int32, [POINTER(kefu_rate)]),
    ("kefu_rate_add", c_int32, [POINTER(kefu_rate), c_int32]),
    ("kefu_rate_add_counts", c_int32, [POINTER(kefu_rate), c_int64, c_int64]),
    ("kefu_rate_add_many", c_int32, [POINTER(kefu_rate), POINTER(c_uint8), c_ssize_t, c_size_t, POINTER(c_size_t)]),
    ("kefu_rate_group_add", c_int32, [POINTER(POINTER(kefu_rate)), c_size_t, POINTER(c_uint32), c_ssize_t, POINTER(c_uint8), c_ssize_t, c_size_t, POINTER(c_size_t)]),
    ("kefu_rate_merge", c_int32, [POINTER(kefu_rate), POINTER(kefu_rate)]),
    ("kefu_rate_subtract", c_int32, [POINTER(kefu_rate), POINTER(kefu_rate)]),
    ("kefu_rate_hits", c_int64, [POINTER(kefu_rate)]),
    ("kefu_rate_total", c_int64, [POINTER(kefu_rate)]),
    ("kefu_rate_value", c_int32, [POINTER(kefu_rate), POINTER(kefu_measure)]),
    ("kefu_rate_encode", c_int32, [POINTER(kefu_rate), c_void_p, c_size_t, POINTER(c_size_t)]),
    ("kefu_rate_decode", c_int32, [POINTER(kefu_allocator), c_void_p, c_size_t, POINTER(POINTER(kefu_rate))]),
    ("kefu_compare_rate", c_int32, [POINTER(kefu_rate), POINTER(kefu_rate), POINTER(kefu_measure)]),
    ("kefu_compare_share", c_int32, [POINTER(kefu_measure), POINTER(kefu_measure), POINTER(kefu_measure)]),
    ("kefu_compare_csat", c_int32, [POINTER(kefu_csat), POINTER(kefu_csat), POINTER(kefu_measure)]),
    ("kefu_compare_nps", c_int32, [POINTER(kefu_nps), POINTER(kefu_nps), POINTER(kefu_measure)]),
    ("kefu_compare_amount", c_int32, [POINTER(kefu_amount), POINTER(kefu_amount), POINTER(kefu_measure)]),
    ("kefu_compare_duration", c_int32, [POINTER(kefu_duration), POINTER(kefu_duration), POINTER(kefu_measure)]),
    ("kefu_distinct_exact_count", c_int32, []),
    ("kefu_distinct_hash", c_uint64, [c_void_p, c_size_t]),
    ("kefu_distinct_new", c_int32, [POINTER(kefu_allocator), c_int32, POINTER(POINTER(kefu_distinct))]),
    ("kefu_distinct_free", None, [POINTER(kefu_distinct)]),
    ("kefu_distinct_add", c_int32, [POINTER(kefu_distinct), c_uint64]),
    ("kefu_distinct_add_bytes", c_int32, [POINTER(kefu_distinct), c_void_p, c_size_t]),
    ("kefu_distinct_add_many", c_int32, [POINTER(kefu_distinct), POINTER(c_uint64), c_ssize_t, c_size_t]),
    ("kefu_distinct_group_add", c_int32, [POINTER(POINTER(kefu_distinct)), c_size_t, POINTER(c_uint32), c_ssize_t, POINTER(c_uint64), c_ssize_t, c_size_t, POINTER(c_size_t)]),
    ("kefu_distinct_merge", c_int32, [POINTER(kefu_distinct), POINTER(kefu_distinct)]),
    ("kefu_distinct_copy", c_int32, [POINTER(kefu_distinct), POINTER(kefu_allocator), POINTER(POINTER(kefu_distinct))]),
    ("kefu_distinct_reset", c_int32, [POINTER(kefu_distinct)]),
    ("kefu_distinct_encode", c_int32, [POINTER(kefu_distinct), c_void_p, c_size_t, POINTER(c_size_t)]),
    ("kefu_distinct_decode", c_int32, [POINTER(kefu_allocator), c_void_p, c_size_t, POINTER(POINTER(kefu_distinct))]),
    ("kefu_distinct_count", c_int32, [POINTER(kefu_distinct), POINTER(kefu_measure)]),
    ("kefu_distinct_is_exact", c_int32, [POINTER(kefu_distinct)]),
    ("kefu_distinct_precision", c_int32, [POINTER(kefu_distinct)]),
    ("kefu_distinct_memory", c_size_t, [POINTER(kefu_distinct)]),
    ("kefu_level_step_max", c_int64, []),
    ("kefu_level_new", c_int32, [POINTER(kefu_allocator), POINTER(POINTER(kefu_level))]),
    ("kefu_level_free", None, [POINTER(kefu_level)]),
    ("kefu_level_copy", c_int32, [POINTER(kefu_level), POINTER(kefu_allocator), POINTER(POINTER(kefu_level))]),
    ("kefu_level_reset", c_int32, [POINTER(kefu_level)]),
    ("kefu_level_add", c_int32, [POINTER(kefu_level), c_int64, c_int64]),
    ("kefu_level_add_many", c_int32, [POINTER(kefu_level), POINTER(c_int64), c_ssize_t, POINTER(c_int64), c_ssize_t, c_size_t, POINTER(c_size_t)]),
    ("kefu_level_merge", c_int32, [POINTER(kefu_level), POINTER(kefu_level)]),
    ("kefu_level_subtract", c_int32, [POINTER(kefu_level), POINTER(kefu_level)]),
    ("kefu_level_instants", c_int64, [POINTER(kefu_level)]),
    ("kefu_level_at", c_int32, [POINTER(kefu_level), c_int64, POINTER(kefu_measure)]),
    ("kefu_level_mean", c_int32, [POINTER(kefu_level), c_int64, c_int64, POINTER(kefu_measure)]),
    ("kefu_level_peak", c_int32, [POINTER(kefu_level), c_int64, c_int64, POINTER(kefu_measure)]),
    ("kefu_level_time_above", c_int32, [POINTER(kefu_level), c_int64, c_int64, c_int64, POINTER(kefu_measure)]),
    ("kefu_level_area", c_int32, [POINTER(kefu_level), c_int64, c_int64, POINTER(c_int64), POINTER(c_uint64)]),
    ("kefu_level_encode", c_int32, [POINTER(kefu_level), c_void_p, c_size_t, POINTER(c_size_t)]),
    ("kefu_level_decode", c_int32, [POINTER(kefu_allocator), c_void_p, c_size_t, POINTER(POINTER(kefu_level))]),
    ("kefu_desk_order", c_int32, [POINTER(kefu_desk), kefu_id, POINTER(POINTER(kefu_order))]),
    ("kefu_order_free", None, [POINTER(kefu_order)]),
    ("kefu_order_id", kefu_id, [POINTER(kefu_order)]),
    ("kefu_order_number", c_int32, [POINTER(kefu_order), c_int64]),
    ("kefu_order_place", c_int32, [POINTER(kefu_order), c_int64, POINTER(kefu_order_line)]),
    ("kefu_order_pay", c_int32, [POINTER(kefu_order), c_int64, POINTER(kefu_order_line)]),
    ("kefu_order_deposit", c_int32, [POINTER(kefu_order), c_int64, POINTER(kefu_order_line)]),
    ("kefu_order_ship", c_int32, [POINTER(kefu_order), c_int64, kefu_id]),
    ("kefu_order_receive", c_int32, [POINTER(kefu_order), c_int64, kefu_id]),
    ("kefu_order_cancel", c_int32, [POINTER(kefu_order), c_int64, kefu_id, kefu_id]),
    ("kefu_order_flag", c_int32, [POINTER(kefu_order), c_int64, kefu_id]),
    ("kefu_order_review", c_int32, [POINTER(kefu_order), c_int64, kefu_id, kefu_id, c_int64, kefu_id]),
    ("kefu_order_retract", c_int32, [POINTER(kefu_order), c_int64, c_int64]),
    ("kefu_order_state_name", c_char_p, [c_int32]),
    ("kefu_order_read", c_int32, [POINTER(kefu_order), c_int64, POINTER(kefu_order_view)]),
    ("kefu_profile_count", c_int32, []),
    ("kefu_profile_at", c_int32, [c_int32, POINTER(kefu_profile_entry)]),
    ("kefu_profile_find", c_int32, [c_char_p, c_size_t, POINTER(kefu_profile_entry)]),
    ("kefu_profile_definition", c_int32, [POINTER(kefu_allocator), c_int32, POINTER(POINTER(kefu_definition))]),
    ("kefu_desk_refund", c_int32, [POINTER(kefu_desk), kefu_id, POINTER(POINTER(kefu_refund))]),
    ("kefu_refund_free", None, [POINTER(kefu_refund)]),
    ("kefu_refund_id", kefu_id, [POINTER(kefu_refund)]),
    ("kefu_refund_number", c_int32, [POINTER(kefu_refund), c_int64]),
    ("kefu_refund_request", c_int32, [POINTER(kefu_refund), c_int64, POINTER(kefu_refund_claim)]),
    ("kefu_refund_refuse", c_int32, [POINTER(kefu_refund), c_int64, kefu_id]),
    ("kefu_refund_agree", c_int32, [POINTER(kefu_refund), c_int64, kefu_id]),
    ("kefu_refund_ship_back", c_int32, [POINTER(kefu_refund), c_int64]),
    ("kefu_refund_sign", c_int32, [POINTER(kefu_refund), c_int64, kefu_id]),
    ("kefu_refund_complete", c_int32, [POINTER(kefu_refund), c_int64, kefu_id, c_int64, c_char_p, c_int64]),
    ("kefu_refund_withdraw", c_int32, [POINTER(kefu_refund), c_int64]),
    ("kefu_refund_intervene", c_int32, [POINTER(kefu_refund), c_int64, c_int32]),
    ("kefu_refund_judge", c_int32, [POINTER(kefu_refund), c_int64, c_int32]),
    ("kefu_refund_find", c_int32, [POINTER(kefu_refund), c_int64, kefu_id, kefu_id, c_int64]),
    ("kefu_refund_retract", c_int32, [POINTER(kefu_refund), c_int64, c_int64]),
    ("kefu_refund_state_name", c_char_p, [c_int32]),
    ("kefu_refund_read", c_int32, [POINTER(kefu_refund), c_int64, POINTER(kefu_refund_view)]),
    ("kefu_keeping_init", None, [POINTER(kefu_keeping)]),
    ("kefu_desk_keep", c_int32, [POINTER(kefu_desk), POINTER(kefu_keeping)]),
    ("kefu_desk_keeping", c_int32, [POINTER(kefu_desk), POINTER(kefu_keeping)]),
    ("kefu_desk_adds_up", c_int32, [POINTER(kefu_desk), c_char_p, c_size_t]),
    ("kefu_desk_advance", c_int32, [POINTER(kefu_desk), c_int64, POINTER(POINTER(kefu_event_list))]),
    ("kefu_desk_mark", c_int64, [POINTER(kefu_desk)]),
    ("kefu_event_list_count", c_int64, [POINTER(kefu_event_list)]),
    ("kefu_event_list_get", c_int32, [POINTER(kefu_event_list), c_int64, POINTER(kefu_event)]),
    ("kefu_event_list_id_text", c_int32, [POINTER(kefu_event_list), kefu_id, POINTER(c_char), c_size_t, POINTER(c_size_t)]),
    ("kefu_event_list_free", None, [POINTER(kefu_event_list)]),
    ("kefu_desk_session", c_int32, [POINTER(kefu_desk), kefu_id, POINTER(POINTER(kefu_session))]),
    ("kefu_session_free", None, [POINTER(kefu_session)]),
    ("kefu_session_id", kefu_id, [POINTER(kefu_session)]),
    ("kefu_session_number", c_int32, [POINTER(kefu_session), c_int64]),
    ("kefu_session_open", c_int32, [POINTER(kefu_session), c_int64, POINTER(kefu_session_opening)]),
    ("kefu_session_customer_message", c_int32, [POINTER(kefu_session), c_int64, c_int32]),
    ("kefu_session_agent_reply", c_int32, [POINTER(kefu_session), c_int64, kefu_id, c_int32, c_int32]),
    ("kefu_session_bot_reply", c_int32, [POINTER(kefu_session), c_int64]),
    ("kefu_session_system_message", c_int32, [POINTER(kefu_session), c_int64, c_int32]),
    ("kefu_session_note", c_int32, [POINTER(kefu_session), c_int64, kefu_id]),
    ("kefu_session_queue", c_int32, [POINTER(kefu_session), c_int64, kefu_id]),
    ("kefu_session_handoff", c_int32, [POINTER(kefu_session), c_int64]),
    ("kefu_session_assign", c_int32, [POINTER(kefu_session), c_int64, kefu_id]),
    ("kefu_session_join", c_int32, [POINTER(kefu_session), c_int64, kefu_id]),
    ("kefu_session_leave", c_int32, [POINTER(kefu_session), c_int64, kefu_id]),
    ("kefu_session_transfer", c_int32, [POINTER(kefu_session), c_int64, kefu_id, kefu_id]),
    ("kefu_session_transfer_to_team", c_int32, [POINTER(kefu_session), c_int64, kefu_id, kefu_id]),
    ("kefu_session_escalate", c_int32, [POINTER(kefu_session), c_int64, kefu_id, c_int64, kefu_id]),
    ("kefu_session_pend", c_int32, [POINTER(kefu_session), c_int64]),
    ("kefu_session_hold", c_int32, [POINTER(kefu_session), c_int64]),
    ("kefu_session_resume", c_int32, [POINTER(kefu_session), c_int64]),
    ("kefu_session_resolve", c_int32, [POINTER(kefu_session), c_int64, kefu_id]),
    ("kefu_session_reopen", c_int32, [POINTER(kefu_session), c_int64]),
    ("kefu_session_close", c_int32, [POINTER(kefu_session), c_int64]),
    ("kefu_session_abandon", c_int32, [POINTER(kefu_session), c_int64]),
    ("kefu_session_leave_message", c_int32, [POINTER(kefu_session), c_int64]),
    ("kefu_session_tag", c_int32, [POINTER(kefu_session), c_int64, kefu_id, c_int32, c_int32]),
    ("kefu_session_exclude", c_int32, [POINTER(kefu_session), c_int64, kefu_id]),
    ("kefu_session_include", c_int32, [POINTER(kefu_session), c_int64]),
    ("kefu_session_merge", c_int32, [POINTER(kefu_session), c_int64, POINTER(kefu_session)]),
    ("kefu_session_sla", c_int32, [POINTER(kefu_session), c_int64, kefu_id, c_int64, kefu_id]),
    ("kefu_session_due", c_int32, [POINTER(kefu_session), c_int64, POINTER(kefu_timer)]),
    ("kefu_session_timers", c_int32, [POINTER(kefu_session), c_int64, POINTER(POINTER(kefu_timers))]),
    ("kefu_session_survey_send", c_int32, [POINTER(kefu_session), c_int64, c_int32]),
    ("kefu_session_rate", c_int32, [POINTER(kefu_session), c_int64, c_int32, c_int64, c_int32, c_int32]),
    ("kefu_session_complain", c_int32, [POINTER(kefu_session), c_int64, kefu_id, kefu_id]),
    ("kefu_session_uphold", c_int32, [POINTER(kefu_session), c_int64, kefu_id]),
    ("kefu_session_dismiss", c_int32, [POINTER(kefu_session), c_int64, kefu_id]),
    ("kefu_session_find", c_int32, [POINTER(kefu_session), c_int64, kefu_id, kefu_id, c_int64]),
    ("kefu_session_use_article", c_int32, [POINTER(kefu_session), c_int64, kefu_id, kefu_id]),
    ("kefu_session_retract", c_int32, [POINTER(kefu_session), c_int64, c_int64]),
    ("kefu_session_state_name", c_char_p, [c_int32]),
    ("kefu_session_read", c_int32, [POINTER(kefu_session), c_int64, POINTER(kefu_session_view)]),
    ("kefu_desk_encode", c_int32, [POINTER(kefu_desk), c_void_p, c_size_t, POINTER(c_size_t)]),
    ("kefu_desk_decode", c_int32, [POINTER(kefu_allocator), c_void_p, c_size_t, POINTER(POINTER(kefu_desk))]),
    ("kefu_desk_merge", c_int32, [POINTER(kefu_desk), POINTER(kefu_desk)]),
    ("kefu_desk_mismatch", c_char_p, [POINTER(kefu_desk)]),
    ("kefu_desk_copy", c_int32, [POINTER(kefu_desk), POINTER(POINTER(kefu_desk))]),
    ("kefu_desk_erase", c_int32, [POINTER(kefu_desk), kefu_id]),
]


def declare(library):
    """Gives every function of the loaded library its prototype."""
    for name, result, parameters in FUNCTIONS:
        function = getattr(library, name)
        function.restype = result
        function.argtypes = parameters
