/*
 * qr: a QR code (ISO/IEC 18004, level M, by libqrencode) as an SVG document of one path, black on white
 * with a quiet zone of four modules.  ERR_TOO_LARGE if the text doesn't fit one.
 */
#ifndef WEB_QR_H
#define WEB_QR_H

#include "base/arena.h"
#include "base/status.h"

enum status qr_svg(struct arena *arena, struct str text, struct str *svg);

#endif
