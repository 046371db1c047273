#include "ctl/doctor/nginx.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "crypt/encode.h"
#include "ctl/doctor/system_file.h"
#include "notify/link_client.h"

#define PATIENCE_MS 5000

/* The files of this version, which the build has looked at. */
static const struct {
	const char *name;
	const char *sha256;
} files[] = {
#include "ctl/doctor/nginx_files.inc"
};

/* Where they are: as the option says, beside the configuration, or where they are installed. */
static struct str folder(struct exam *exam)
{
	struct arena *arena = exam->ctl->arena;
	const char *given = ctl_value(exam->ctl, "nginx");
	struct str config = str_of(exam->ctl->config_file);
	struct str beside;
	size_t end = config.len;

	if (given != NULL)
		return str_of(given);
	while (end > 0 && config.data[end - 1] != '/')
		end--;
	beside = ARENA_GLUE(arena, str_sub(config, 0, end), S("nginx"));
	return access(beside.data, F_OK) == 0 ? beside : S(WENZHENG_ETC "/nginx");
}

/* Where `make install` or dpkg(1) put the new version of a file that was changed; empty: nowhere. */
static struct str put_beside(struct arena *arena, struct str path)
{
	static const char *const ends[] = { ".new", ".dpkg-dist", ".dpkg-new" };

	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		struct str fresh = ARENA_GLUE(arena, path, str_of(ends[i]));

		if (access(fresh.data, F_OK) == 0)
			return fresh;
	}
	return (struct str){ 0 };
}

void nginx_files(struct exam *exam)
{
	struct arena *arena = exam->ctl->arena;
	struct str where = folder(exam);

	if (access(arena_cstr(arena, where), R_OK | X_OK) != 0) {
		exam_add(exam, HEALTH_UNSEEN, "not looked at: %.*s: %s (--nginx DIR says where http.conf and site.conf are)",
			STR_ARG(where), strerror(errno));
		return;
	}
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		struct str path = ARENA_GLUE(arena, where, S("/"), str_of(files[i].name));
		struct str fresh = put_beside(arena, path);
		bool beside = fresh.len > 0;

		if (access(path.data, R_OK) != 0) {
			exam_add(exam, HEALTH_WARN, "%.*s: %s", STR_ARG(path), strerror(errno));
			exam_advise(exam, "put it there from this version");
		} else if (!str_eq(hex(arena, sha256(arena, system_file(arena, path.data))),
			str_of(files[i].sha256))) {
			exam_add(exam, HEALTH_WARN, "%.*s is not that of this version", STR_ARG(path));
			exam_advise(exam, beside ? "take over what is new in %.*s, then nginx -t and reload" :
				"compare it with conf/nginx of this version: %.*s", STR_ARG(beside ? fresh : path));
		}
	}
	exam_well(exam, "http.conf and site.conf in %.*s are those of this version", STR_ARG(where));
}

void nginx_answer(struct exam *exam)
{
	const struct link_rules rules = { .allow_private = true, .timeout_ms = PATIENCE_MS };
	const struct config *config = exam->config;
	const char *given = ctl_value(exam->ctl, "url");
	struct link_answer answer;
	struct str url;

	if (given == NULL && config->site.domain[0] == '\0') {
		exam_add(exam, HEALTH_UNSEEN, "not looked at: neither [site] domain nor --url says where the board is");
		return;
	}
	url = given != NULL ? arena_printf(exam->ctl->arena, "%s/readyz", given) :
		arena_printf(exam->ctl->arena, "%s://%s/readyz", config->site.certificate[0] != '\0' ?
			"https" : "http",
			config->site.domain);
	link_client_ask(exam->ctl->arena, &rules, &url, 1, &answer);
	if (!answer.opens) {
		exam_add(exam, HEALTH_BAD, "%.*s doesn't open (%.*s)", STR_ARG(url), STR_ARG(answer.why));
		exam_advise(exam, "nginx -t, systemctl status nginx, and its error log; --url names another address");
	}
	exam_well(exam, "%.*s opens", STR_ARG(url));
}
