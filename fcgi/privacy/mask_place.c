/* Doors, vehicle plates, e-mail addresses and accounts. */
#include "privacy/mask_place.h"

#define EMAIL_MAX 100
/* How far before a building the word stands that its writer lives there, and behind a number what a shop is. */
#define HOME_MAX 14
#define PREMISES_MAX 9

static bool email_part(const struct scan *scan, size_t i)
{
	uint32_t c = scan_at(scan, i);

	return scan_alnum(scan, i) || c == '.' || c == '_' || c == '-' || c == '+' || c == '%';
}

/* The end of the domain that begins at i: labels with at least one dot between them; or i. */
static size_t domain_end(const struct scan *scan, size_t i)
{
	size_t end = i;
	bool dot = false;

	while (end - i < EMAIL_MAX && (scan_alnum(scan, end) || scan_at(scan, end) == '-' ||
	       (scan_at(scan, end) == '.' && scan_alnum(scan, end + 1)))) {
		dot = dot || scan_at(scan, end) == '.';
		end++;
	}
	return dot ? end : i;
}

/* The first character and the domain stay: z***@example.com. */
size_t mask_rule_email(struct scan *scan, size_t i, enum mask_kind *kind)
{
	size_t at = i;
	size_t end;

	if (!scan_alnum(scan, i) || email_part(scan, i - 1))
		return i;
	while (at - i < EMAIL_MAX && email_part(scan, at))
		at++;
	end = scan_at(scan, at) == '@' ? domain_end(scan, at + 1) : at + 1;
	if (end == at + 1)
		return i;
	for (size_t k = at - i > 1 ? i + 1 : i; k < at; k++)
		scan->points[k].star = true;
	*kind = MASK_EMAIL;
	return end;
}

static size_t account_end(const struct scan *scan, size_t i, size_t least)
{
	size_t end = i;
	bool digits = true;

	while (scan_alnum(scan, end) ||
		(end > i && (scan_at(scan, end) == '-' || scan_at(scan, end) == '_'))) {
		digits = digits && scan_digit(scan, end);
		end++;
	}
	if (end - i < least || end - i > 20 || (!digits && scan_digit(scan, i)))
		return i;
	/* "微信转账 200000元" */
	return digits && scan_any(scan, end, (const char *const[]){ "元", "万", "年", "人", NULL }) > 0 ? i :
		end;
}

/* What follows 微信 or QQ; the first character stays.  A 公众号 is public. */
size_t mask_rule_account(struct scan *scan, size_t i, enum mask_kind *kind)
{
	static const char *const words[] = { "微信", "薇信", "威信", "V信", "VX", "WX", "WEIXIN", "WECHAT",
		"QQ", "扣扣", "企鹅", NULL };
	static const char *const links[] = { "号码", "账号", "帐号", "号", "群", "是", "为", "加", "ID", ":",
		" ", "(", NULL };
	size_t word = scan_any(scan, i, words);
	size_t at = i + word;
	size_t end;
	size_t len;

	if (word == 0 || (scan_alnum(scan, i) && (scan_alnum(scan, i - 1) || scan_at(scan, i - 1) == '@')))
		return i;
	for (int left = 6; left > 0 && (len = scan_any(scan, at, links)) > 0; left--)
		at += len;
	end = account_end(scan, at, scan_at(scan, i) == 'Q' || scan_at(scan, i) == 0x6263 ? 5 : 6);
	if (end == at)
		return i;
	for (size_t k = at + 1; k < end; k++)
		scan->points[k].star = true;
	*kind = MASK_ACCOUNT;
	return end;
}

/* GA 36: province, authority's letter, five or six of letters and digits, or four and a word; they all go. */
size_t mask_rule_plate(struct scan *scan, size_t i, enum mask_kind *kind)
{
	static const char *const provinces[] = { "京", "津", "沪", "渝", "冀", "豫", "云", "辽", "黑", "湘",
		"皖", "鲁", "新", "苏", "浙", "赣", "鄂", "桂", "甘", "晋", "蒙", "陕", "吉", "闽", "贵",
		"粤", "青", "藏", "川", "宁", "琼", NULL };
	static const char *const words[] = { "学", "挂", "警", "港", "澳", NULL };
	uint32_t letter = scan_at(scan, i + 1);
	size_t from = i + 2;
	size_t end;
	size_t digits = 0;

	if (letter < 'A' || letter > 'Z' || scan_any(scan, i, provinces) == 0)
		return i;
	if (scan_at(scan, from) == ' ' || scan_at(scan, from) == '-' || scan_at(scan, from) == 0xb7 ||
	    scan_at(scan, from) == 0x2022)
		from++;
	for (end = from; scan_alnum(scan, end); end++)
		digits += scan_digit(scan, end);
	if (digits < 3 ||
		!(end - from == 5 || end - from == 6 || (end - from == 4 && scan_any(scan, end, words) > 0)))
		return i;
	scan_star(scan, from, end);
	*kind = MASK_PLATE;
	return end + scan_any(scan, end, words);
}

enum number_kind { NUMBER_NONE, NUMBER_ARABIC, NUMBER_CHINESE };

static bool chinese_digit(const struct scan *scan, size_t i)
{
	static const char *const digits[] = { "一", "二", "三", "四", "五", "六", "七", "八", "九", "十",
		"百", "零", "〇", "两", NULL };

	return scan_any(scan, i, digits) > 0;
}

/* The number of a door that begins at i ("12", "A3", "B", "3-1-502", "十二"), and where it ends. */
static enum number_kind door_number(const struct scan *scan, size_t i, size_t *end)
{
	size_t at = i;

	if (scan_alnum(scan, i)) {
		at = i + 1;
		while (at - i < 12 &&
			(scan_digit(scan, at) || (scan_at(scan, at) == '-' && scan_alnum(scan, at + 1)) ||
				(scan_at(scan, at - 1) == '-' && scan_alnum(scan, at))))
			at++;
		*end = at;
		return scan_alnum(scan, at) ? NUMBER_NONE : NUMBER_ARABIC;
	}
	if (scan_any(scan, i, (const char *const[]){ "甲", "乙", "丙", "丁", NULL }) > 0) {
		*end = i + 1;
		return NUMBER_CHINESE;
	}
	while (at - i < 6 && chinese_digit(scan, at))
		at++;
	*end = at;
	return at > i && !chinese_digit(scan, at) ? NUMBER_CHINESE : NUMBER_NONE;
}

/* Whether a street or village is named just before i: only there 12号 is a door and not a date. */
static bool after_street(const struct scan *scan, size_t i)
{
	static const char *const streets[] = { "路", "街", "巷", "弄", "大道", "胡同", "小区", "新村", "社区",
		"村", "组", "苑", "坊", "附", "桥", "寨", "屯", "庄", "湾", "坝", "花园", NULL };
	size_t at = scan_at(scan, i - 1) == ' ' ? i - 1 : i;
	size_t len = scan_any_before(scan, at, streets);

	/* A number before 路 makes it a bus route. */
	return len > 0 && !(scan_word_before(scan, at, "路") > 0 && scan_digit(scan, at - 2));
}

/* Whether a house's number stands at i: behind 188号 it says that 号 isn't a date. */
static bool house_follows(const struct scan *scan, size_t i)
{
	static const char *const houses[] = { "栋", "幢", "号楼", "单元", NULL };
	size_t at = i + (scan_at(scan, i) == ' ');
	size_t end;

	return door_number(scan, at, &end) == NUMBER_ARABIC &&
		scan_any(scan, end + (scan_at(scan, end) == ' '), houses) > 0;
}

/* 三组12号: the group belongs to the door. */
static bool group_of_door(const struct scan *scan, size_t i)
{
	size_t end;

	return scan_word(scan, i, "组") > 0 && door_number(scan, i + 1, &end) != NUMBER_NONE &&
		scan_word(scan, end, "号") > 0;
}

/* The unit behind a door's number: its length, or 0 if what stands there counts or dates something. */
static size_t door_unit(const struct scan *scan, size_t number, size_t i, bool chained)
{
	static const char *const houses[] = { "栋", "幢", NULL };
	static const char *const whole[] = { "号楼", "号院", "单元", NULL };
	static const char *const counted[] = { "楼", "房", "别墅", "高层", "住宅", "建筑", NULL };
	static const char *const counting[] = { "共", "共计", "有", "建", "建设", "约", NULL };
	static const char *const no_door[] = { "线", "文", "令", "公告", "通知", NULL };
	size_t hall = i + 1 + (scan_digit(scan, i + 1) || chinese_digit(scan, i + 1));
	size_t len = scan_any(scan, i, whole);

	if (len > 0)
		return len;
	if (scan_any(scan, i, houses) > 0)
		return !chained && (scan_any(scan, i + 1, counted) > 0 ||
			scan_any_before(scan, number, counting) > 0) ? 0 : 1;
	if (scan_word(scan, i, "室") > 0)
		return scan_word(scan, hall, "厅") > 0 ? 0 : 1;
	if (group_of_door(scan, i))
		return 1;
	/* 三层 counts, also behind 一栋. */
	if (chained && scan_digit(scan, number) &&
		scan_any(scan, i, (const char *const[]){ "楼", "层", "房", NULL }) > 0)
		return 1;
	if (scan_word(scan, i, "号") > 0 &&
		(chained || after_street(scan, number) || house_follows(scan, i + 1)))
		return scan_any(scan, i + 1, no_door) > 0 ? 0 : 1;
	return 0;
}

/* A chain of parts such as 3栋2单元501室, as far as it was read. */
struct door {
	size_t end;
	size_t parts;
	bool arabic;
};

static bool next_part(struct scan *scan, struct door *door)
{
	size_t from = door->end;
	size_t number_end;
	size_t unit_at;
	size_t unit;
	enum number_kind kind;

	if (door->parts > 0 && (scan_at(scan, from) == ' ' || scan_at(scan, from) == ',' ||
		scan_word(scan, from, "附") > 0))
		from++;
	kind = door_number(scan, from, &number_end);
	if (kind == NUMBER_NONE)
		return false;
	unit_at = number_end + (scan_at(scan, number_end) == ' ');
	unit = door_unit(scan, from, unit_at, door->parts > 0 && scan_at(scan, door->end) != ',');
	if (unit == 0)
		return false;
	door->arabic = door->arabic || kind == NUMBER_ARABIC;
	door->end = unit_at + unit;
	door->parts++;
	return true;
}

/* A room without its unit behind a house or stair: 3栋501. */
static size_t bare_room(const struct scan *scan, size_t i)
{
	static const char *const houses[] = { "栋", "幢", "号楼", "单元", "楼", "层", NULL };
	static const char *const counted[] = { "年", "月", "日", "户", "人", "层", "元", "个", "点", "米",
		"平", "多", "余", "%", NULL };
	size_t from = i + (scan_at(scan, i) == ' ' || scan_at(scan, i) == '-');
	size_t end = from;

	while (scan_digit(scan, end))
		end++;
	if (end - from < 3 || end - from > 4 || scan_alnum(scan, end) ||
		scan_any_before(scan, i, houses) == 0)
		return i;
	return scan_any(scan, end, counted) > 0 ? i : end;
}

static void star_door(struct scan *scan, size_t from, size_t to)
{
	scan_star(scan, from, to);
	for (size_t i = from; i < to; i++)
		if (chinese_digit(scan, i))
			scan->points[i].star = true;
}

static const char *const clause_ends[] = { "。", ",", ";", "!", "?", "\n", NULL };

/* Whether one of the words stands in [from, to), before a comma or the end of the sentence. */
static bool clause_has(const struct scan *scan, size_t from, size_t to, const char *const *words)
{
	bool has = false;

	for (; from < to && from < scan->count && !has && scan_any(scan, from, clause_ends) == 0; from++)
		has = scan_any(scan, from, words) > 0;
	return has;
}

/* Whether the sentence says that its writer lives at [from, to). */
static bool is_home(const struct scan *scan, size_t from, size_t to)
{
	static const char *const lives[] = { "我家", "家在", "租住", "租了", "家住", "住在", "我住",
		"们住", "居住", "现住", "户籍", "地址", NULL };
	static const char *const who[] = { "业主", "住户", "居民", "住,", "住。", "户主", NULL };
	size_t begin = from;

	while (begin > 0 && from - begin < HOME_MAX && scan_any(scan, begin - 1, clause_ends) == 0)
		begin--;
	return clause_has(scan, begin, from, lives) || clause_has(scan, to, to + 3, who);
}

/* What stands at a street number and is known to all: 36号的烧烤店. */
static bool is_premises(const struct scan *scan, size_t i)
{
	static const char *const premises[] = { "店", "馆", "超市", "餐厅", "酒吧", "公司",
		"学校", "幼儿园", "医院", "银行", "市场", "广场", "大厦", "大楼", "商场", "门面", "商铺",
		"工地", "地块", "厂", "公园", "政务", NULL };

	return clause_has(scan, i, i + PREMISES_MAX, premises);
}

/* A chain of one part and no room: what it is, or MASK_KINDS where it only says where the matter is. */
static enum mask_kind single(const struct scan *scan, size_t from, const struct door *door)
{
	static const char *const buildings[] = { "栋", "幢", "号楼", "号院", "单元", NULL };
	bool building = scan_any_before(scan, door->end, buildings) > 0;

	if (is_home(scan, from, door->end))
		return building ? MASK_BUILDING : MASK_DOOR;
	if (building || (scan_word_before(scan, door->end, "号") > 0 && is_premises(scan, door->end)))
		return MASK_KINDS;
	return MASK_DOOR;
}

/*
 * Below the street everything goes, but for a building or the number of a shop as the matter itself.  A
 * single number written in Chinese (三栋) is more often a count than a door.
 */
size_t mask_rule_door(struct scan *scan, size_t i, enum mask_kind *kind)
{
	struct door door = { .end = i };
	size_t room;

	if (scan_alnum(scan, i - 1) || chinese_digit(scan, i - 1))
		return i;
	while (next_part(scan, &door))
		;
	if (door.parts == 0)
		return i;
	room = bare_room(scan, door.end);
	/* 601-608 */
	if (room > door.end && scan_at(scan, room) == '-')
		while (scan_digit(scan, room) || (scan_at(scan, room) == '-' && scan_digit(scan, room + 1)))
			room++;
	*kind = MASK_DOOR;
	if (door.parts == 1 && room == door.end)
		*kind = door.arabic ? single(scan, i, &door) : MASK_KINDS;
	if (*kind == MASK_KINDS)
		return i;
	star_door(scan, i, room);
	return room;
}
