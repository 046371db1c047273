/*
 * asset_names: gives the files beside the pages (style, scripts, icons) names that change with their content,
 * so that browsers keep them for a year: /static/site.css becomes /static/site-0123456789abcdef.css.  nginx
 * serves such a name from the file without the hash (conf/nginx/site.conf).  Owns nothing; a folder that can't
 * be read leaves every name as it is.  Depends on: the C++ library.
 */
#ifndef WEB_ASSET_NAMES_HH
#define WEB_ASSET_NAMES_HH

#include <map>
#include <string>

/* "/static/site.css" to the name that changes with the content. */
typedef std::map<std::string, std::string> asset_names;

/* Of every css, js, svg and png file of the folder whose name is of small letters. */
asset_names asset_names_of(const std::string &dir);

/* The text with each such address, where it ends there, replaced. */
std::string asset_names_put(const asset_names &names, const std::string &text);

#endif
