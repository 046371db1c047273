/*
 * pinyin: how Chinese characters are read, and what people type for it: with tone marks (lùdēng), with
 * figures (lu4deng1), or without tones (ludeng, lu deng); ü as ü or v.  A list of the syllables is made at
 * the first use and kept as long as the process lives.  Depends on: base/text.
 * Source: kTGHZ2013 of Unihan, the readings of 通用规范汉字字典, by scripts/pinyin-table.
 */
#ifndef SEARCH_PINYIN_H
#define SEARCH_PINYIN_H

#include <stdint.h>

#include "base/str.h"

enum { PINYIN_SYLLABLES = 6, PINYIN_LETTERS = 200 };

/* Letters (of search/fold), ascending. */
struct pinyin_letters {
	uint16_t at[PINYIN_LETTERS];
	size_t count;
};

/*
 * What may be meant by each syllable, in out[PINYIN_SYLLABLES]; how many there are.  0: the text is no
 * pinyin, or is longer.
 */
size_t pinyin_read(struct str text, struct pinyin_letters *out);

/* The letters that sound like this one, tones aside, with itself; none: it isn't in the table. */
void pinyin_alike(uint16_t letter, struct pinyin_letters *out);

#endif
