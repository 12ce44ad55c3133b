#include "pixels.h"
#include <math.h>
#include <stdlib.h>

#pragma GCC optimize("O3")

/* unpacked returns an 8 bpp image as rows of *stride bytes, to be freed. */
static uint8_t *unpacked(PIX *p, int *stride) {
  int h = pixGetHeight(p), wpl = pixGetWpl(p);
  *stride = 4 * wpl;
  uint8_t *all = malloc((size_t)*stride * h);
  if (!all) return NULL;
  const l_uint32 *in = pixGetData(p);
  uint32_t *out = (uint32_t *)all;
  for (size_t i = 0, n = (size_t)wpl * h; i < n; i++)
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    out[i] = __builtin_bswap32(in[i]);
#else
    out[i] = in[i];
#endif
  return all;
}

/* between returns what lies fx/256 to the right of p and fy/256 below it. */
static inline uint8_t between(const uint8_t *p, int stride, int fx, int fy) {
  int top = p[0] * (256 - fx) + p[1] * fx;
  int bottom = p[stride] * (256 - fx) + p[stride + 1] * fx;
  return (top * (256 - fy) + bottom * fy + (1 << 15)) >> 16;
}

PIX *fast_rotate(PIX *p, double radians) {
  if (!p || pixGetDepth(p) != 8) return NULL;
  int w = pixGetWidth(p), h = pixGetHeight(p), stride;
  if (w > 32000 || h > 32000) return NULL;
  PIX *q = pixCreate(w, h, 8);
  uint8_t *all = q ? unpacked(p, &stride) : NULL;
  if (!all) { pixDestroy(&q); return NULL; }
  int wpl = pixGetWpl(q);
  l_uint32 *line = pixGetData(q);
  double s = sin(radians), c = cos(radians), xc = w / 2, yc = h / 2;
  int dx = (int)lround(c * 65536), dy = (int)lround(-s * 65536);
  for (int i = 0; i < h; i++, line += wpl) {
    int x = (int)lround((xc - xc * c + (i - yc) * s) * 65536);
    int y = (int)lround((yc + xc * s + (i - yc) * c) * 65536);
    for (int j = 0; j < w; j++, x += dx, y += dy) {
      int v = 255;
      if ((unsigned)(x >> 16) < (unsigned)(w - 1) && (unsigned)(y >> 16) < (unsigned)(h - 1))
        v = between(all + (size_t)(y >> 16) * stride + (x >> 16), stride, x >> 8 & 255, y >> 8 & 255);
      SET_DATA_BYTE(line, j, v);
    }
  }
  free(all);
  return q;
}

int has_run(PIX *p, int level, int wide, int gap) {
  if (!p || pixGetDepth(p) != 8) return 0;
  int w = pixGetWidth(p), h = pixGetHeight(p), stride, found = 0;
  uint8_t *all = unpacked(p, &stride);
  if (!all) return 1; /* let who asks look for himself */
  for (int y = 0; y < h && !found; y++) {
    const uint8_t *row = all + (size_t)y * stride;
    int start = 0, last = -gap - 2;
    for (int x = 0; x < w; x++) {
      if (row[x] >= level) continue;
      if (x - last > gap + 1) start = x;
      last = x;
      if (x - start + 1 >= wide) { found = 1; break; }
    }
  }
  free(all);
  return found;
}
