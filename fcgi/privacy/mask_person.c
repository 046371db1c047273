#include "privacy/mask_person.h"

#include "base/text.h"

size_t name_family(struct str name)
{
	static const char *const compound[] = {
		"欧阳",
		"上官",
		"司马",
		"诸葛",
		"司徒",
		"皇甫",
		"尉迟",
		"公孙",
		"慕容",
		"令狐",
		"长孙",
		"宇文",
		"东方",
		"南宫",
		"西门",
		"夏侯",
		"端木",
		"独孤",
		"轩辕",
		"闻人",
		"澹台",
		"濮阳",
		"淳于",
		"申屠",
		"太史",
		"钟离",
	};

	if (text_length(name) < 3)
		return 1;
	for (size_t i = 0; i < sizeof(compound) / sizeof(compound[0]); i++)
		if (str_starts(name, str_of(compound[i])))
			return 2;
	return 1;
}

/* Two-character names that are words too: only where the sentence says that a person is meant. */
static bool is_word(const struct scan *scan, size_t i)
{
	static const char *const words[] = {
		"安全", "安静", "安宁", "安心", "安康", "平安", "平时", "平常", "平静", "平民",
		"和平", "和谐", "文明", "文化", "文学", "方便", "方法", "方向", "方正", "方圆",
		"高兴", "高山", "高大", "高度", "高级", "高中", "高温", "高峰", "向阳", "向前",
		"江南", "江北", "江山", "江河", "白云", "白天", "白色", "金山", "金华", "金属",
		"金融", "金额", "石林", "石头", "石油", "黄河", "黄山", "黄金", "黄色", "马上",
		"马路", "马虎", "成都", "成功", "成立", "成龙", "成本", "成员", "常常", "常年",
		"常见", "常委", "时间", "时代", "时候", "时常", "周末", "周边", "周围", "周到",
		"周年", "周期", "周日", "温暖", "温馨", "温度", "水平", "水库", "水泥", "易学",
		"程度", "程序", "陈旧", "严重", "严格", "严肃", "严禁", "严明", "严厉", "许多",
		"许可", "许久", "任何", "任务", "任意", "包括", "包容", "包工", "管理", "管道",
		"何时", "何况", "何处", "于是", "余额", "余下", "毛病", "计划", "计算", "路面",
		"路边", "路灯", "路口", "路人", "路线", "车站", "车辆", "车位", "车主", "房子",
		"房屋", "房产", "党员", "华山", "华夏", "雷雨", "毕业", "汪洋", "明白", "明天",
		"明显", "谈话", "茅台", "熊猫", "纪委", "纪律", "舒服", "舒适", "项目", "祝好",
		"蓝天", "季节", "麻花", "麻烦", "强盛", "强烈", "危险", "危房", "危害", "童话",
		"颜色", "盛夏", "刁难", "钟楼", "钟头", "夏天", "夏季", "田园", "田地", "胡同",
		"万里", "万元", "支付", "支持", "支部", "经理", "经常", "经济", "经过", "解放",
		"解决", "解释", "应该", "应当", "宣传", "宣布", "单位", "单元", "杭州", "湛江",
		"杜鹃", "苗圃", "苗木", "元旦", "廉洁", "廉政", "齐心", "齐全", "殷实", "乐意",
		"乐园", "乐观", "平台", "平方", "平均", "平房", "米粒", "凌云", "凌晨", "游客",
		"游泳", "游乐", "古城", "古镇", "古树", "东方", "东门", "西门", "南门", "南宫",
		"北门", "关心", "关注", "关于", "林业", "林场", "林木", "花园", "花费", "施工",
		"施行", "暴雨", "冷水", "沙土", "沙石", "谷物", "曲折", "岳阳", "广场", "广大",
		"公园", "公路", "公司", "终于", "红旗", "红色", "连续", "连接", "家长", "党委",
		"楼房", "全部", "全面", "全民", "国家", "国庆", "生活", "来电", "来信", "相关",
		"农业", "农民", "云南", "云海", "古老", "池塘", "柴火", "桑田", "桂花", "松树",
		"海洋", "海鲜", "山水", "山林", "干净", "干部", "阳光", "阳台", "晴天", "商业",
		"商店", "牛奶", "牛羊", "鱼塘", "羊毛", "伍月", "冬天", "宁静", "宁夏", "步行",
		"步道", "边界", "都市", "居民", "居住", "市民", "冰雪", "幸福", "希望", "习惯",
		"宿舍", "寿命", "通知", "通道", "满意", "满足", "屈服", "项链", "别墅", "别人",
		"容易", "左右", "景区", "景观", "能力", "能够", "巨大", "司法", "司机", "台阶",
		"台风", "后面", "空地", "空气", "有关", "利益", "权利", "权力", "保护", "保障",
		"段落", "双方", "巫山", "邮局", NULL
	};
	/* Family names that are particles: 关于海鲜 names nobody. */
	static const char *const particles[] = { "于", "和", "时", "应", "从", "向", "都", "有", NULL };

	return scan->name_count == 2 && (scan_any(scan, i, words) > 0 || scan_any(scan, i, particles) > 0);
}

static const char *const titles[] = { "先生", "女士", "小姐", "同志", "老师", "师傅", "大爷", "大妈", "大叔",
	"大姐", "大哥", "阿姨", "某", NULL };

/* Whether what stands before i presents a person: 我叫, 联系人： … */
static bool presented(const struct scan *scan, size_t i)
{
	static const char *const words[] = { "我叫", "我是", "名叫", "本人", "联系人", "反映人", "投诉人",
		"申请人", "举报人", "收件人", "来电人", "代表", "署名", "户名", "姓名", "请找", "请叫", "叫",
		"联系", "此致", NULL };
	static const char *const links[] = { ":", "是", "为", " ", "我", NULL };
	size_t len;

	for (int left = 3; left > 0 && (len = scan_any_before(scan, i, links)) > 0 &&
		scan_any_before(scan, i, words) == 0; left--)
		i -= len;
	return scan_any_before(scan, i, words) > 0;
}

/* Whether the text begins with it and goes on as after a person. */
static bool opens(const struct scan *scan, size_t i, size_t end)
{
	static const char *const next[] = { "反映", "投诉", "举报", "来电", "咨询", "(", ":", ",", "、",
		NULL };
	static const char *const before[] = { "。", ";", "\n", NULL };

	return (i == 0 || scan_any_before(scan, i, before) > 0) && scan_any(scan, end, next) > 0;
}

static size_t whole(const struct scan *scan, size_t i)
{
	size_t end = i + scan->name_count;

	/* Past its end a text reads as zeros, and a name may have one. */
	if (end > scan->count)
		return i;
	for (size_t k = 0; k < scan->name_count; k++)
		if (scan_at(scan, i + k) != scan->name[k].c)
			return i;
	/* A name in Latin letters is a word of its own. */
	if (scan_alnum(scan, i) && (scan_alnum(scan, i - 1) || scan_alnum(scan, end)))
		return i;
	if (!is_word(scan, i) || presented(scan, i) || scan_any(scan, end, titles) > 0 || opens(scan, i, end))
		return end;
	return i;
}

/* 王先生, 王某某: where that ends, or i. */
static size_t titled(const struct scan *scan, size_t i)
{
	size_t end = i + scan->family;
	size_t len;

	if (end > scan->count)
		return i;
	for (size_t k = 0; k < scan->family; k++)
		if (scan_at(scan, i + k) != scan->name[k].c)
			return i;
	len = scan_any(scan, end, titles);
	if (len == 0)
		return i;
	end += len;
	while (scan_word(scan, end, "某") > 0)
		end++;
	return end;
}

/* 小王 and 老王, where a person is presented and the word ends there: 小高层 is none. */
static size_t familiar(const struct scan *scan, size_t i)
{
	static const char *const before[] = { "小", "老", NULL };
	static const char *const next[] = { "就", "。", ",", ";", ":", "(", ")", "、", "!", "吧", " ", NULL };
	size_t end = i + 2;

	if (end > scan->count || scan->family != 1 || scan_any(scan, i, before) == 0 ||
		scan_at(scan, i + 1) != scan->name[0].c)
		return i;
	if (end < scan->count && !scan_digit(scan, end) && scan_any(scan, end, next) == 0)
		return i;
	return presented(scan, i) ? end : i;
}

size_t mask_rule_name(struct scan *scan, size_t i, enum mask_kind *kind)
{
	size_t end;
	size_t stars;

	if (scan->family == 0)
		return i;
	*kind = MASK_NAME;
	end = whole(scan, i);
	stars = end;
	if (end == i) {
		end = titled(scan, i);
		stars = end > i ? i + scan->family : i;
	}
	if (end == i)
		stars = end = familiar(scan, i);
	for (size_t k = i; k < stars; k++)
		scan->points[k].star = scan_at(scan, k) != ' ';
	return end;
}
