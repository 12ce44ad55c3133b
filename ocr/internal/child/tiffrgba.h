#pragma once
#include <leptonica/allheaders.h>
#include <stddef.h>
#include <stdint.h>

/* decode_tiff_rgba decodes the directory at offset of a TIFF in memory with libtiff's
 * own conversion to colours, which knows tiles, planes, CMYK, Lab and what else
 * leptonica does not. The image is w by h, 32 bpp on white paper and not turned.
 * NULL when libtiff takes it for another size, or has a complaint that stops it. */
PIX *decode_tiff_rgba(const uint8_t *data, size_t size, uint64_t offset, int w, int h, int orientation);
