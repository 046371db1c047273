#include "law/personal.h"

const struct personal_ground personal_copy = { "", "pipl45", "个人信息保护法第四十五条" };

static const struct personal_ground erasures[] = {
	{ "purpose", "pipl47.1", "个人信息保护法第四十七条第一款第一项" },
	{ "ended", "pipl47.2", "个人信息保护法第四十七条第一款第二项" },
	{ "consent", "pipl47.3", "个人信息保护法第四十七条第一款第三项" },
	{ "unlawful", "pipl47.4", "个人信息保护法第四十七条第一款第四项" },
	{ "other", "pipl47.5", "个人信息保护法第四十七条第一款第五项" },
};
#define ERASURES (sizeof(erasures) / sizeof(erasures[0]))

const struct personal_ground *personal_erasure(struct str name)
{
	for (size_t i = 0; i < ERASURES; i++)
		if (str_eq(name, str_of(erasures[i].name)))
			return &erasures[i];
	return NULL;
}

struct str personal_words(struct str code)
{
	if (str_eq(code, str_of(personal_copy.code)))
		return str_of(personal_copy.words);
	for (size_t i = 0; i < ERASURES; i++)
		if (str_eq(code, str_of(erasures[i].code)))
			return str_of(erasures[i].words);
	return (struct str){ 0 };
}
