#include "web/asset_names.hh"

#include <dirent.h>

#include <cstdint>
#include <cstdio>
#include <fstream>
#include <sstream>

namespace {

const char PREFIX[] = "/static/";
const char SMALL[] = "abcdefghijklmnopqrstuvwxyz";

/* FNV-1a, 64 bits: tells versions of a file apart; nothing is trusted because of it. */
std::string fingerprint(const std::string &content)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325);
	char text[17];

	for (unsigned char c : content)
		hash = (hash ^ c) * UINT64_C(0x100000001b3);
	snprintf(text, sizeof(text), "%016llx", (unsigned long long)hash);
	return text;
}

/* Whether nginx's location for such names knows the file. */
bool is_named(const std::string &stem, const std::string &kind)
{
	return !stem.empty() && stem.find_first_not_of(SMALL) == std::string::npos &&
		(kind == "css" || kind == "js" || kind == "svg" || kind == "png");
}

} // namespace

asset_names asset_names_of(const std::string &dir)
{
	asset_names names;
	DIR *folder = opendir(dir.c_str());

	if (folder == nullptr)
		return names;
	for (const struct dirent *entry = readdir(folder); entry != nullptr; entry = readdir(folder)) {
		std::string file = entry->d_name;
		size_t dot = file.find('.');
		std::stringstream content;

		if (dot == std::string::npos || !is_named(file.substr(0, dot), file.substr(dot + 1)))
			continue;
		content << std::ifstream(dir + "/" + file, std::ios::binary).rdbuf();
		names[PREFIX + file] = PREFIX + file.substr(0, dot) + "-" + fingerprint(content.str()) +
			file.substr(dot);
	}
	closedir(folder);
	return names;
}

std::string asset_names_put(const asset_names &names, const std::string &text)
{
	std::string out;
	size_t from = 0;

	for (size_t at = text.find(PREFIX); at != std::string::npos; at = text.find(PREFIX, at + 1)) {
		size_t end = text.find_first_of("\"#'?", at);
		auto found = end == std::string::npos ? names.end() : names.find(text.substr(at, end - at));

		if (found == names.end())
			continue;
		out += text.substr(from, at - from) + found->second;
		from = end;
	}
	return out + text.substr(from);
}
