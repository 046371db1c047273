/*
 * frame: what every page shows around its own data: the site's name and duties (meta tags and footer of
 * 政府网站发展指引), the menu, large type, who is signed in.  Depends on: pages/site.
 */
#ifndef PAGES_HTTP_FRAME_H
#define PAGES_HTTP_FRAME_H

#include "pages/site.h"

/*
 * Adds to reply->frame what layout.html draws.  Call last, for HTML only: it looks at what the handler
 * decided.
 */
void frame_fill(struct exchange *exchange);

#endif
