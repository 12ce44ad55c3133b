#include "pixels.h"
#include <stdlib.h>
#include <string.h>

#pragma GCC optimize("O3")

/* Leptonica's pixBackgroundNorm, with the same result to the pixel: the brightness
 * of the paper in tiles of 10x15 pixels, from those that are not ink or near it, and
 * the page divided by it. */

enum { TILE_WIDE = 10, TILE_TALL = 15, NEAR = 3 };

/* spread makes 1 what is at most NEAR pixels from a 1 in its row. There are NEAR
 * bytes of 0 before and behind the row. */
CLONES static void spread(const uint8_t *row, uint8_t *out, int n) {
  for (int x = 0; x < n; x++)
    out[x] = row[x - 3] | row[x - 2] | row[x - 1] | row[x] | row[x + 1] | row[x + 2] | row[x + 3];
}

CLONES static void darks(const uint8_t *in, uint8_t *out, int n, uint8_t level) {
  for (int x = 0; x < n; x++) out[x] = in[x] < level;
}

CLONES static void either(uint8_t *to, const uint8_t *from, int n) {
  for (int x = 0; x < n; x++) to[x] |= from[x];
}

/* add_paper adds the pixels that are not near ink to the sums of their columns. */
CLONES static void add_paper(const uint8_t *row, const uint8_t *ink, uint16_t *sum, uint16_t *count, int n) {
  for (int x = 0; x < n; x++) {
    uint16_t paper = ink[x] ? 0 : 1;
    sum[x] += paper * row[x];
    count[x] += paper;
  }
}

/* A paper is a page in rows of bytes and, beside it, where ink is near in its row. */
typedef struct { int w, h, stride; uint8_t *rows, *ink; } sheet;

static int open_sheet(PIX *p, int level, sheet *s) {
  s->w = pixGetWidth(p);
  s->h = pixGetHeight(p);
  s->stride = 4 * pixGetWpl(p);
  size_t size = (size_t)s->stride * s->h;
  s->rows = malloc(2 * size + s->stride + 16);
  if (!s->rows) return 0;
  s->ink = s->rows + size;
  uint8_t *dark = s->ink + size + 8; /* room for NEAR on both sides */
  memset(dark - 8, 0, s->stride + 16);
  for (int y = 0; y < s->h; y++) {
    const uint8_t *row = s->rows + (size_t)y * s->stride;
    to_memory_order(pixGetData(p) + (size_t)y * s->stride / 4, (uint32_t *)row, s->stride / 4);
    darks(row, dark, s->w, level);
    spread(dark, s->ink + (size_t)y * s->stride, s->w);
  }
  return 1;
}

/* tile_row fills one row of the map. */
static void tile_row(const sheet *s, int at, int mincount, PIX *map, uint8_t *ink, uint16_t *sum, uint16_t *count) {
  memset(sum, 0, 2 * (size_t)s->stride);
  memset(count, 0, 2 * (size_t)s->stride);
  for (int y = at * TILE_TALL; y < (at + 1) * TILE_TALL; y++) {
    memset(ink, 0, s->w);
    for (int near = y - NEAR; near <= y + NEAR; near++)
      if (near >= 0 && near < s->h) either(ink, s->ink + (size_t)near * s->stride, s->w);
    add_paper(s->rows + (size_t)y * s->stride, ink, sum, count, s->w);
  }
  l_uint32 *line = pixGetData(map) + (size_t)at * pixGetWpl(map);
  for (int tile = 0; tile < s->w / TILE_WIDE; tile++) {
    int total = 0, n = 0;
    for (int x = tile * TILE_WIDE; x < (tile + 1) * TILE_WIDE; x++) total += sum[x], n += count[x];
    if (n >= mincount) SET_DATA_BYTE(line, tile, total / n);
  }
}

/* paper_map returns the brightness of the tiles, NULL when there is not enough paper. */
static PIX *paper_map(const sheet *s, int mincount) {
  int nx = s->w / TILE_WIDE, ny = s->h / TILE_TALL;
  PIX *map = pixCreate((s->w + TILE_WIDE - 1) / TILE_WIDE, (s->h + TILE_TALL - 1) / TILE_TALL, 8);
  uint8_t *room = map ? calloc(5, s->stride) : NULL;
  int failed = !room;
  for (int i = 0; room && i < ny; i++)
    tile_row(s, i, mincount, map, room, (uint16_t *)(room + s->stride), (uint16_t *)(room + 3 * s->stride));
  free(room);
  if (failed || pixFillMapHoles(map, nx, ny, L_FILL_BLACK)) pixDestroy(&map);
  return map;
}

CLONES static void lighten(uint8_t *row, const uint16_t *factor, int n) {
  for (int x = 0; x < n; x++) {
    uint32_t v = (uint32_t)row[x] * factor[x] >> 8;
    row[x] = v > 255 ? 255 : v;
  }
}

/* divided returns the page times the factors of its tiles (in 256ths). */
static PIX *divided(PIX *p, sheet *s, PIX *inverse) {
  PIX *q = pixCreateTemplate(p);
  uint16_t *factor = q ? malloc(2 * (size_t)s->stride + 2 * TILE_WIDE) : NULL;
  if (!factor) { pixDestroy(&q); return NULL; }
  for (int y = 0; y < s->h; y++) {
    const l_uint32 *line = pixGetData(inverse) + (size_t)(y / TILE_TALL) * pixGetWpl(inverse);
    for (int tile = 0; y % TILE_TALL == 0 && tile * TILE_WIDE < s->w; tile++)
      for (int x = 0; x < TILE_WIDE; x++) factor[tile * TILE_WIDE + x] = GET_DATA_TWO_BYTES(line, tile);
    uint8_t *row = s->rows + (size_t)y * s->stride;
    lighten(row, factor, s->w);
    to_memory_order((const uint32_t *)row, pixGetData(q) + (size_t)y * s->stride / 4, s->stride / 4);
  }
  free(factor);
  return q;
}

PIX *fast_background(PIX *p, int level, int mincount, int paper, int smooth_x, int smooth_y) {
  sheet s;
  if (!p || pixGetDepth(p) != 8 || pixGetWidth(p) < TILE_WIDE || pixGetHeight(p) < TILE_TALL || !open_sheet(p, level, &s)) return NULL;
  PIX *map = paper_map(&s, mincount);
  PIX *inverse = map ? pixGetInvBackgroundMap(map, paper, smooth_x, smooth_y) : NULL;
  PIX *q = inverse ? divided(p, &s, inverse) : NULL;
  pixDestroy(&map);
  pixDestroy(&inverse);
  free(s.rows);
  return q;
}
