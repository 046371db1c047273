#include "privacy/mask_kind.h"

#include "base/named.h"

static const struct named kinds[MASK_KINDS] = {
	[MASK_MOBILE] = { "mobile", "手机号" },
	[MASK_LANDLINE] = { "landline", "固定电话" },
	[MASK_ID] = { "id", "身份证号" },
	[MASK_CARD] = { "card", "银行卡号" },
	[MASK_EMAIL] = { "email", "电子邮箱" },
	[MASK_ACCOUNT] = { "account", "微信或QQ号" },
	[MASK_NAME] = { "name", "来件人姓名" },
	[MASK_PLATE] = { "plate", "车牌号" },
	[MASK_DOOR] = { "door", "门牌号" },
	[MASK_BUILDING] = { "building", "楼栋号" },
};

NAMED(mask_kind, kinds, MASK_KINDS)
