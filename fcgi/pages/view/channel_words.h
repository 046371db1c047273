/*
 * channel_words: where each channel's public pages are, and what its cases and their senders are called.
 * Depends on: model/lifecycle.
 */
#ifndef PAGES_VIEW_CHANNEL_WORDS_H
#define PAGES_VIEW_CHANNEL_WORDS_H

#include "base/arena.h"
#include "model/lifecycle.h"

struct channel_words {
	const char *list;	/* path of the public list, or NULL */
	const char *write;	/* path where a new one is written, or NULL */
	const char *noun;
	const char *unit;	/* its measure word: 一个话题, 一封来信 */
	const char *sender;
	const char *verb;
};

/* Never NULL. */
const struct channel_words *channel_words(enum channel channel);

/* The path of a case's public page: "/topics/17"; empty for a channel that has no public pages. */
struct str channel_url(struct arena *arena, enum channel channel, uint64_t n);

#endif
