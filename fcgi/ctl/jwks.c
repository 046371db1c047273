#include "ctl/jwks.h"

#include <errno.h>
#include <stdio.h>

#include "base/json.h"
#include "ctl/ctl.h"

#define JWKS_MAX ((size_t)1 << 20)

int jwks_read(struct arena *arena, const char *path, struct value **jwks)
{
	FILE *file = fopen(path, "re");
	char *text = arena_alloc(arena, JWKS_MAX);
	size_t len = file != NULL ? fread(text, 1, JWKS_MAX, file) : 0;
	bool failed = file == NULL || ferror(file) != 0;

	if (failed)
		ctl_fail("%s: %s", path, strerror(errno));
	if (file != NULL)
		fclose(file);
	if (failed)
		return CTL_FAILED;
	if (json_parse_foreign(arena, (struct str){ text, len }, jwks) != OK)
		return ctl_fail("%s: not a JWK set", path);
	return CTL_DONE;
}
