/* wenzhengctl archive: makes the archive package of a request by hand, and checks packages. */
#include "ctl/archive.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <sys/stat.h>

#include "base/clock.h"
#include "ctl/archive_page.h"
#include "ctl/jwks.h"
#include "staff/audit.h"

/* Who makes a package by hand reads the applicant's data, which is recorded first. */
static enum status write_package(struct ctl *ctl, uint64_t n, const char *folder, struct archive *archive,
	struct str *problem)
{
	static const struct viewer operator = { .roles = ROLE_OPERATOR, .id = { "operator", 8 } };
	const struct archive_printer printer = archive_page_printer(ctl->config);
	struct case_record record;

	*problem = (struct str){ 0 };
	TRY(case_read(&ctl->work, n, &record, NULL, NULL));
	if (record.channel == CHANNEL_REQUEST && record.contact.len > 0)
		TRY(audit_contact(&ctl->work, &record, &operator));
	return archive_write(&ctl->work, n, folder, &printer, archive, problem);
}

static int make(struct ctl *ctl)
{
	const char *folder = ctl->words[1] != NULL ? ctl->words[1] : ctl->config->requests.archive_dir;
	struct archive archive;
	struct str problem;
	enum status status;
	uint64_t n;

	if (!str_to_u64(str_of(ctl->words[0]), INT64_MAX, &n))
		return ctl_fail("%s is no case's number", ctl->words[0]);
	status = write_package(ctl, n, folder, &archive, &problem);
	if (problem.len > 0)
		return ctl_fail("archive: %.*s", STR_ARG(problem));
	if (status == ERR_INVALID)
		return ctl_fail("archive: case %" PRIu64 " is no request for information", n);
	if (status == ERR_TOKEN)
		return ctl_fail("archive: the contact data of case %" PRIu64 " can't be opened", n);
	if (status != OK)
		return ctl_fail_status(ctl, "archive", status);
	printf("%s/%.*s\n", folder, STR_ARG(archive.name));
	if (archive.record.contact.len == 0)
		puts("its contact data was erased before: the applicant is not in it");
	return CTL_DONE;
}

/* A look at packages, one or a folder of them. */
struct look {
	struct ctl *ctl;
	struct arena *paths;	/* lives as long as the look */
	const struct value *jwks;
	uint64_t good;
	uint64_t bad;
};

/* False when folder is no package. */
static bool check(struct look *look, const char *folder)
{
	struct archive_package package;
	enum status status;

	ctl_next(look->ctl);
	status = archive_folder_read(look->ctl->arena, folder, &package);
	if (status == ERR_NOT_FOUND)
		return false;
	if (status == OK)
		status = archive_check(look->ctl->arena, look->jwks, &package);
	if (status == OK) {
		look->good++;
	} else {
		look->bad++;
		ctl_fail("%s: its documents are not those that were sealed, or the seal is by no key of the site",
			folder);
	}
	return true;
}

/* Every folder in it must be a package but one that is still being written. */
static int check_all(struct look *look, const char *path)
{
	DIR *folder = opendir(path);
	const struct dirent *entry;

	if (folder == NULL)
		return ctl_fail("%s: %s", path, strerror(errno));
	while ((entry = readdir(folder)) != NULL) {
		char package[4096];

		if (entry->d_name[0] == '.')
			continue;
		snprintf(package, sizeof(package), "%s/%s", path, entry->d_name);
		if (!check(look, package)) {
			look->bad++;
			ctl_fail("%s: no archive package", package);
		}
	}
	closedir(folder);
	return CTL_DONE;
}

/* A file stands for the package that it belongs to. */
static int check_path(struct look *look, const char *path)
{
	struct stat info;
	size_t end = strlen(path);
	const char *folder;

	if (stat(path, &info) != 0)
		return ctl_fail("%s: %s", path, strerror(errno));
	if (S_ISDIR(info.st_mode))
		return check(look, path) ? CTL_DONE : check_all(look, path);
	while (end > 0 && path[end - 1] != '/')
		end--;
	folder = end == 0 ? "." : arena_cstr(look->paths, (struct str){ path, end });
	return check(look, folder) ? CTL_DONE : ctl_fail("%s: belongs to no archive package", path);
}

static int verify(struct ctl *ctl)
{
	const char *file = ctl_value(ctl, "jwks");
	struct arena *arena = arena_new((size_t)4 << 20);
	struct look look = { .ctl = ctl, .paths = arena };
	struct value *jwks = NULL;
	/* With public keys anybody can check, without the site. */
	int result = ctl_need(ctl, file != NULL ? CTL_NOTHING : CTL_SITE);

	if (result == CTL_DONE && file != NULL)
		result = jwks_read(arena, file, &jwks);
	else if (result == CTL_DONE)
		jwks = keys_jwks(arena, ctl->keys);
	look.jwks = jwks;
	if (result == CTL_DONE)
		result = check_path(&look, ctl->words[0]);
	arena_free(arena);
	if (result != CTL_DONE)
		return result;
	printf("%" PRIu64 " packages are as they were sealed, %" PRIu64 " are not\n", look.good, look.bad);
	return look.bad > 0 ? CTL_FAILED : CTL_DONE;
}

const struct ctl_command ctl_archive[] = {
	{ "archive verify", "DIR|FILE", 1, 1, CTL_NOTHING, verify, "Check archive packages of requests",
		"A package, one of its files, or a folder of packages.\n",
		{ { "jwks", "FILE",
			"check with these public keys (/.well-known/jwks.json) instead of the site's" } } },
	{ "archive", "N [DIR]", 1, 2, CTL_SITE, make, "Write the archive package of a request",
		"N is the case's number (17).  Without DIR it goes where the jobs put it, [requests] archive_dir.  Nothing is erased.\n"
		"The applicant is in it in clear, so it is recorded as a look at the contact data; run it as the account of the jobs.\n",
		{ { 0 } } },
	{ 0 },
};
