#include "law/remedy.h"

/* "向云川市人民政府申请行政复议（网上申请：https://…）" */
static struct str review_words(struct arena *arena, const struct remedy_parties *parties)
{
	struct str body = parties->review_body.len > 0 ? parties->review_body : S("行政复议机关");
	struct str online = parties->review_url.len > 0 ?
		ARENA_GLUE(arena, S("（网上申请："), parties->review_url, S("）")) : (struct str){ 0 };

	return ARENA_GLUE(arena, S("向"), body, S("申请行政复议"), online);
}

static struct str court_words(struct arena *arena, const struct remedy_parties *parties)
{
	struct str court = parties->court.len > 0 ? parties->court : S("有管辖权的人民法院");

	return ARENA_GLUE(arena, S("向"), court, S("提起行政诉讼"));
}

static struct str first_words(struct arena *arena, const struct remedy_parties *parties)
{
	return ARENA_GLUE(arena, S("应当先自收到"), str_of(parties->letter), S("之日起60日内"),
		review_words(arena, parties), S("；对复议决定不服的，可以自收到复议决定书之日起15日内"),
		court_words(arena, parties));
}

static struct str either_words(struct arena *arena, const struct remedy_parties *parties)
{
	return ARENA_GLUE(arena, S("可以自收到"), str_of(parties->letter), S("之日起60日内"),
		review_words(arena, parties), S("，或者自收到"), str_of(parties->letter),
		S("之日起6个月内"), court_words(arena, parties));
}

struct str remedy_words(struct arena *arena, enum remedy remedy, const struct remedy_parties *parties)
{
	struct str you = arena_join(arena, S("如"), str_of(parties->you));

	if (remedy == REMEDY_REVIEW_FIRST)
		return ARENA_GLUE(arena, you, S("对本决定不服，"), first_words(arena, parties), S("。"));
	if (remedy == REMEDY_EITHER)
		return ARENA_GLUE(arena, you, S("对本决定不服，"), either_words(arena, parties), S("。"));
	return ARENA_GLUE(arena, you, S("对依据《中华人民共和国政府信息公开条例》"),
		parties->articles.len > 0 ? parties->articles : S("第十四条、第十五条、第十六条"),
		S("不予公开的部分不服，"), first_words(arena, parties), S("。对其余部分不服的，"),
		either_words(arena, parties), S("。"));
}

struct str remedy_promise(void)
{
	return S("答复书会写明向哪个机关申请行政复议、向哪个法院提起行政诉讼，以及各自的期限。");
}

struct str remedy_reviewers(void)
{
	return S("市政府部门的是市政府，市政府的是上一级政府，垂直管理的是上一级主管部门；可以选择的写两个，用“或者”连接");
}
