#include "model/application.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/text.h"
#include "base/named.h"

#define NUMBER_BYTES 200	/* of a typed number that are looked at */
#define NUMBER_LENGTH 18	/* of a resident's number and of a credit code */

static const struct named applicants[APPLICANT_COUNT] = {
	[APPLICANT_PERSON] = { "person", "自然人" },
	[APPLICANT_BUSINESS] = { "business", "商业企业" },
	[APPLICANT_RESEARCH] = { "research", "科研机构" },
	[APPLICANT_CHARITY] = { "charity", "社会公益组织" },
	[APPLICANT_LEGAL] = { "legal", "法律服务机构" },
	[APPLICANT_OTHER] = { "other", "其他" },
};
static const struct named modes[MODE_COUNT] = {
	[MODE_ONLINE] = { "online", "网络" },
	[MODE_PERSON] = { "person", "当面" },
	[MODE_POST] = { "post", "邮寄" },
	[MODE_FAX] = { "fax", "传真" },
	[MODE_PLAIN] = { "plain", "平信" },
};
static const struct named ways_wanted[WANTED_COUNT] = {
	[WANTED_EMAIL] = { "email", "电子文件，发到邮箱" },
	[WANTED_PICKUP] = { "pickup", "纸质，自行领取" },
	[WANTED_POST] = { "post", "纸质，邮寄" },
	[WANTED_READ] = { "read", "查阅、抄录" },
};
static const struct named papers[PAPER_COUNT] = {
	[PAPER_RESIDENT] = { "resident", "居民身份证" },
	[PAPER_PASSPORT] = { "passport", "护照" },
	[PAPER_PERMIT] = { "permit", "港澳居民来往内地通行证／台湾居民来往大陆通行证／港澳台居民居住证" },
	[PAPER_CREDIT] = { "credit", "营业执照（统一社会信用代码）" },
	[PAPER_OTHER] = { "other", "其他证件" },
};

NAMED(applicant, applicants, APPLICANT_COUNT)
NAMED(mode, modes, MODE_COUNT)
NAMED(wanted, ways_wanted, WANTED_COUNT)
NAMED(paper, papers, PAPER_COUNT)

const char *applicant_you(enum applicant applicant)
{
	return applicant == APPLICANT_PERSON ? "您" : "你单位";
}

struct str applicant_person(enum applicant applicant, struct str name, struct str person)
{
	return applicant == APPLICANT_PERSON ? name : person;
}

/* Capitals and digits only; anything else but blanks and dashes makes it empty. */
static struct str plain_number(struct arena *arena, struct str typed)
{
	struct str folded = text_fold(arena, str_sub(typed, 0, NUMBER_BYTES));
	struct buf out = buf_in(arena);

	for (size_t i = 0; i < folded.len; i++) {
		char c = folded.data[i];

		if (c == ' ' || c == '-')
			continue;
		if (c >= 'a' && c <= 'z')
			c = (char)(c - 'a' + 'A');
		else if (c < '0' || c > '9')
			return (struct str){ 0 };
		buf_add(&out, (struct str){ &c, 1 });
	}
	return buf_str(&out);
}

/* The first two digits: provinces by GB/T 2260, and 81–83 of the residence permits for 港澳台. */
static bool is_area(struct str two)
{
	static const char
		areas[] = "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 "
			  "61 62 63 64 65 71 81 82 83";

	return str_search(S(areas), two, 0) < sizeof(areas) - 1;
}

static bool born_by(struct arena *arena, struct str eight, int64_t now)
{
	struct date date;

	return date_parse(ARENA_GLUE(arena, str_sub(eight, 0, 4), S("-"), str_sub(eight, 4, 6), S("-"),
		str_sub(eight, 6, 8)),
		       &date) &&
		day_of_date(date) <= clock_day(now);
}

static bool is_resident(struct arena *arena, struct str s, int64_t now)
{
	static const int weights[] = { 7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2 };
	uint64_t digits;
	int sum = 0;

	if (s.len != NUMBER_LENGTH || !str_to_u64(str_sub(s, 0, 17), UINT64_MAX, &digits) ||
		!is_area(str_sub(s, 0, 2)) || !born_by(arena, str_sub(s, 6, 14), now))
		return false;
	for (size_t i = 0; i < 17; i++)
		sum += (s.data[i] - '0') * weights[i];
	return s.data[17] == "10X98765432"[sum % 11];
}

static bool is_credit_code(struct str s)
{
	static const char alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
	uint64_t area;
	size_t weight = 1;
	size_t sum = 0;
	size_t at;

	if (s.len != NUMBER_LENGTH || !str_to_u64(str_sub(s, 2, 8), UINT64_MAX, &area))
		return false;
	for (size_t i = 0; i < s.len; i++) {
		at = str_find(S(alphabet), s.data[i], 0);
		if (at == sizeof(alphabet) - 1)
			return false;
		sum += at * weight;
		/* The check character stands for itself: with it the whole sum is a multiple of 31. */
		weight = i + 2 < s.len ? weight * 3 % 31 : 1;
	}
	return sum % 31 == 0;
}

bool paper_number(struct arena *arena, enum paper paper, struct str typed, int64_t now, struct str *out)
{
	struct str number = plain_number(arena, typed);
	bool good = number.len >= 4 && number.len <= 30;

	if (paper == PAPER_RESIDENT)
		good = is_resident(arena, number, now);
	else if (paper == PAPER_CREDIT)
		good = is_credit_code(number);
	if (good)
		*out = number;
	return good;
}

/* Letters and digits, and the signs given; never a dot at an end or two in a row. */
static bool is_dotted(struct str s, const char *signs)
{
	for (size_t i = 0; i < s.len; i++) {
		char c = s.data[i];
		bool dot = c == '.';

		if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || dot ||
			    str_find(str_of(signs), c, 0) < strlen(signs)))
			return false;
		if (dot && (i == 0 || i + 1 == s.len || s.data[i - 1] == '.'))
			return false;
	}
	return s.len > 0;
}

bool email_address(struct arena *arena, struct str typed, struct str *out)
{
	struct str folded = str_trim(text_fold(arena, str_sub(typed, 0, 4 * EMAIL_MAX)));
	size_t at = str_find(folded, '@', 0);
	struct str name = str_sub(folded, 0, at);
	struct str domain = str_sub(folded, at + 1, folded.len);

	if (folded.len > EMAIL_MAX || !is_dotted(name, "!#$%&'*+-/=?^_`{|}~") || !is_dotted(domain, "-") ||
	    str_find(domain, '.', 0) == domain.len)
		return false;
	*out = folded;
	return true;
}
