#include "model/work_order.h"

#include "base/named.h"

static const struct named urgencies[URGENCY_COUNT] = {
	[URGENCY_NORMAL] = { "normal", "一般" },
	[URGENCY_URGENT] = { "urgent", "紧急" },
	[URGENCY_CRITICAL] = { "critical", "特急" },
};
static const struct named vias[VIA_COUNT] = {
	[VIA_PHONE] = { "phone", "电话" },
	[VIA_WECHAT] = { "wechat", "微信" },
	[VIA_WEB] = { "web", "网站" },
	[VIA_OTHER] = { "other", "其他" },
};
static const struct named callbacks[CALLBACK_COUNT] = {
	[CALLBACK_SOLVED] = { "solved", "已解决" },
	[CALLBACK_UNSOLVED] = { "unsolved", "没有解决" },
	[CALLBACK_UNREACHED] = { "unreached", "没有联系上" },
};

NAMED(urgency, urgencies, URGENCY_COUNT)
NAMED(via, vias, VIA_COUNT)
NAMED(callback, callbacks, CALLBACK_COUNT)
