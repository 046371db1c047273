#include "pages/view/channel_words.h"

#include "store/store.h"

static const struct channel_words channels[CHANNEL_COUNT] = {
	[CHANNEL_TOPIC] = { "/topics", "/topics/new", "话题", "个", "提问人", "提问" },
	[CHANNEL_LETTER] = { "/letters", "/letters/new", "来信", "封", "写信人", "来信" },
	[CHANNEL_HOTLINE] = { NULL, NULL, "工单", "件", "来电人", "来电" },
	[CHANNEL_REQUEST] = { NULL, "/requests/new", "申请", "份", "申请人", "申请" },
};

const struct channel_words *channel_words(enum channel channel)
{
	return &channels[channel];
}

struct str channel_url(struct arena *arena, enum channel channel, uint64_t n)
{
	if (channels[channel].list == NULL)
		return (struct str){ 0 };
	return ARENA_GLUE(arena, str_of(channels[channel].list), S("/"), num(arena, (int64_t)n));
}
