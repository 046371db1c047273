#include "staff/password_rule.h"

#include "base/clock.h"
#include "base/text.h"
#include "crypt/password.h"

#define PASSWORD_MAX_BYTES 512
#define REMEMBERED 5

static int kinds_of(struct str password)
{
	bool small = false;
	bool capital = false;
	bool digit = false;
	bool other = false;

	for (size_t i = 0; i < password.len; i++) {
		const char c = password.data[i];

		if (c >= 'a' && c <= 'z')
			small = true;
		else if (c >= 'A' && c <= 'Z')
			capital = true;
		else if (c >= '0' && c <= '9')
			digit = true;
		else
			other = true;
	}
	return small + capital + digit + other;
}

bool password_fits(const struct config *config, struct str password)
{
	return password.len <= PASSWORD_MAX_BYTES && text_valid(password) &&
		text_length(password) >= PASSWORD_MIN && kinds_of(password) >= config->staff.password_kinds;
}

bool password_reused(const struct config *config, const struct passwords *known, struct str password)
{
	struct str rest = known->earlier;

	if (config->staff.password_days == 0)
		return false;
	if (known->hash.len > 0 && password_check(password, known->hash))
		return true;
	while (rest.len > 0) {
		size_t end = str_find(rest, ' ', 0);

		if (password_check(password, str_sub(rest, 0, end)))
			return true;
		rest = str_sub(rest, end + 1, rest.len);
	}
	return false;
}

struct str password_remember(struct arena *arena, const struct passwords *known)
{
	struct str all = known->earlier.len > 0 ? ARENA_GLUE(arena, known->hash, S(" "), known->earlier) :
		known->hash;
	size_t end = 0;

	/* The present one is compared too, so that many of those before it are enough. */
	for (int i = 0; i < REMEMBERED - 1 && end < all.len; i++)
		end = str_find(all, ' ', end + 1);
	return str_sub(all, 0, end);
}

int64_t password_days_left(const struct config *config, const struct passwords *known, int64_t now)
{
	const int64_t most = config->staff.password_days * MS_PER_DAY;
	const int64_t left = known->at + most - now;

	if (most == 0)
		return INT64_MAX;
	return left < 0 ? -1 : left / MS_PER_DAY;
}
