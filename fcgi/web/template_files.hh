/*
 * template_files: reads the template files of a folder and checks what ctemplate doesn't: that escaping is switched on,
 * and who includes whom.  Addresses of files in the folder static beside it become those of web/asset_names.
 * Owns nothing; fails with a sentence in English that names the file.  Depends on: web/asset_names.
 */
#ifndef WEB_TEMPLATE_FILES_HH
#define WEB_TEMPLATE_FILES_HH

#include <map>
#include <string>

/* Name without ".html" to text. */
typedef std::map<std::string, std::string> template_files;

/*
 * Reads every *.html of dir.  Each must begin with the pragma that switches escaping on; layout.html must include
 * {{>PAGE}}, the others only files that are there and include nothing themselves.
 */
bool template_files_read(const std::string &dir, template_files &out, std::string &problem);

/*
 * What a Link header says (RFC 8288), so that a browser fetches what its first paint waits for before it has
 * read the page: the first style and the first script of the layout; empty when it has none.
 */
std::string template_files_preload(const template_files &files);

#endif
