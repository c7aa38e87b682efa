#include "measure/profiles.h"
#define STUB(x) static const struct profile_row rows_##x[1]; const struct profile_table profile_##x = {#x, rows_##x, 0};
STUB(taobao) STUB(tmall) STUB(1688) STUB(jd) STUB(pinduoduo) STUB(douyin) STUB(kuaishou) STUB(xiaohongshu) STUB(shopee) STUB(lazada) STUB(tiktok_shop) STUB(wechat) STUB(zendesk) STUB(chatwoot) STUB(zammad) STUB(intercom) STUB(freshdesk) STUB(gorgias) STUB(frappe)
