#pragma once
#include "pixels.h"
#include <leptonica/allheaders.h>
#include <tesseract/capi.h>
#include <dlfcn.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Complaints of libtiff since the last reset. leptonica keeps them to itself, and
 * a page with a hole in it would pass for a clean one. */
extern int tiff_complaints;
void watch_libtiff(void);

/* scale_by scales without the sharpening of pixScale: sharpened noise costs letters. */
static inline PIX *scale_by(PIX *p, float x, float y) {
  if (x == 1.0f && y == 1.0f) return pixClone(p);
  return pixScaleGeneral(p, x, y, 0.0f, 0);
}

/* background_norm is pixBackgroundNormSimple. */
static inline PIX *background_norm(PIX *g) {
  PIX *q = fast_background(g, 60, 40, 200, 2, 1);
  return q ? q : pixBackgroundNormSimple(g, NULL, NULL);
}

/* otsu_norm is pixOtsuThreshOnBackgroundNorm(g, NULL, 10, 15, 100, 50, 255, 2, 2, 0.1). */
static inline PIX *otsu_norm(PIX *g) {
  PIX *even = fast_background(g, 100, 50, 255, 2, 2), *level = NULL;
  l_uint32 v = 0;
  if (even) pixOtsuAdaptiveThreshold(even, pixGetWidth(even), pixGetHeight(even), 0, 0, 0.1f, &level, NULL);
  if (level) pixGetPixel(level, 0, 0, &v);
  PIX *b = level ? fast_threshold(even, v) : NULL;
  pixDestroy(&even);
  pixDestroy(&level);
  return b ? b : pixOtsuThreshOnBackgroundNorm(g, NULL, 10, 15, 100, 50, 255, 2, 2, 0.1f, NULL);
}

/* from_raster makes an image of w*h samples (1: grey, 3: RGB); NULL when out of memory. */
static inline PIX *from_raster(const uint8_t *in, int w, int h, int samples) {
  PIX *p = pixCreate(w, h, samples == 1 ? 8 : 32);
  if (!p) return NULL;
  if (samples == 1) {
    if (!fast_fill(p, in)) pixDestroy(&p);
    return p;
  }
  int wpl = pixGetWpl(p);
  l_uint32 *line = pixGetData(p);
  for (int y = 0; y < h; y++, line += wpl)
    for (int x = 0; x < w; x++) {
      line[x] = (l_uint32)in[0] << 24 | (l_uint32)in[1] << 16 | (l_uint32)in[2] << 8;
      in += 3;
    }
  return p;
}

/* cut_out returns a part of an 8 bpp image in a white border. */
static inline PIX *cut_out(PIX *g, int x, int y, int w, int h, int border) {
  BOX *b = boxCreate(x, y, w, h);
  PIX *part = b ? pixClipRectangle(g, b, NULL) : NULL;
  PIX *out = part ? pixAddBorder(part, border, 255) : NULL;
  pixDestroy(&part);
  boxDestroy(&b);
  return out;
}

/* bare_lines takes those lines out of a 1 bpp image of lines across that are letters of
 * one word, grown together at their feet: no wider than that, with much ink right above
 * or below. */
static inline void bare_lines(PIX *lines, PIX *ink) {
  const int word = 240, near = 2, deep = 3;
  BOXA *all = pixConnCompBB(lines, 8);
  for (int i = 0, n = all ? boxaGetCount(all) : 0; i < n; i++) {
    l_int32 x, y, w, h, above = 0, below = 0;
    boxaGetBoxGeometry(all, i, &x, &y, &w, &h);
    if (w > word) continue;
    BOX *over = boxCreate(x, y - near - deep, w, deep), *under = boxCreate(x, y + h + near, w, deep);
    if (over) pixCountPixelsInRect(ink, over, &above, NULL);
    if (under) pixCountPixelsInRect(ink, under, &below, NULL);
    if (5 * above > w * deep || 5 * below > w * deep) pixRasterop(lines, x, y, w, h, PIX_CLR, NULL, 0, 0);
    boxDestroy(&over);
    boxDestroy(&under);
  }
  boxaDestroy(&all);
}

/* rules returns the ruled lines of an 8 bpp page that hang together in boxes, combs
 * and tables, as a 1 bpp image: thin runs of ink of at least wide pixels across
 * or tall pixels down, in groups that have both; gaps of
 * up to gap pixels, as noise leaves them, do not count. NULL when there are none. Solid
 * patches are no lines, nor are letters, whose strokes are shorter. */
static inline PIX *rules(PIX *g, int level, int wide, int tall, int gap) {
  PIX *bin = fast_threshold(g, level);
  PIX *lines = bin ? pixCloseBrick(NULL, bin, gap + 1, 1) : NULL;
  l_int32 empty = 1;
  if (lines) pixOpenBrick(lines, lines, wide, 1);
  if (lines) pixZero(lines, &empty);
  pixDestroy(&lines);
  PIX *solid = empty ? NULL : pixOpenBrick(NULL, bin, 9, 9); /* most letters end here */
  PIX *thin = solid ? pixSubtract(NULL, bin, solid) : NULL;
  lines = thin ? pixCloseBrick(NULL, thin, gap + 1, 1) : NULL;
  PIX *down = thin ? pixCloseBrick(NULL, thin, 1, gap + 1) : NULL;
  PIX *found = NULL;
  if (lines && down) {
    pixOpenBrick(lines, lines, wide, 1);
    bare_lines(lines, bin);
    pixOpenBrick(down, down, 1, tall);
    pixOr(lines, lines, down);
    found = pixSelectBySize(lines, wide, tall, 8, L_SELECT_IF_BOTH, L_SELECT_IF_GTE, NULL);
  }
  pixDestroy(&bin);
  pixDestroy(&solid);
  pixDestroy(&thin);
  pixDestroy(&lines);
  pixDestroy(&down);
  empty = 1;
  if (found) pixZero(found, &empty);
  if (empty) pixDestroy(&found);
  return found;
}

/* add_part adds a part of one 1 bpp image to another of the same size. */
static inline void add_part(PIX *to, PIX *from, int x, int y, int w, int h) {
  pixRasterop(to, x, y, w, h, PIX_SRC | PIX_DST, from, x, y);
}

/* without_rules returns a copy of g in which rules and their soft edges are white. */
static inline PIX *without_rules(PIX *g, PIX *rules) {
  PIX *wide = pixDilateBrick(NULL, rules, 3, 3);
  PIX *out = pixCopy(NULL, g);
  if (wide && out) pixSetMasked(out, wide, 255);
  pixDestroy(&wide);
  return out;
}

/* reduced_ink makes a 1 bpp image four times smaller: 1 where ink is in or beside
 * the pixel. */
static inline PIX *reduced_ink(PIX *b) {
  PIX *r = pixReduceRankBinaryCascade(b, 1, 1, 0, 0);
  PIX *wide = r ? pixDilateBrick(NULL, r, 3, 3) : NULL;
  pixDestroy(&r);
  return wide;
}

/* bit_at returns a pixel of a 1 bpp image, 0 outside of it. */
static inline int bit_at(PIX *b, int x, int y) {
  if (x < 0 || y < 0 || x >= pixGetWidth(b) || y >= pixGetHeight(b)) return 0;
  return GET_DATA_BIT(pixGetData(b) + (size_t)y * pixGetWpl(b), x);
}

/* dark_run returns the longest horizontal run of dark tiles of side*side pixels of
 * an 8 bpp image: 0 for letters on paper, more where a patch of ink has letters
 * left open in it. */
static inline int dark_run(PIX *g, int side, int dark) {
  int w = pixGetWidth(g), h = pixGetHeight(g), wpl = pixGetWpl(g), longest = 0;
  for (int top = 0; top + side <= h; top += side) {
    int run = 0;
    for (int left = 0; left + side <= w; left += side) {
      long sum = 0, n = 0;
      for (int y = top; y < top + side; y += 2) {
        l_uint32 *line = pixGetData(g) + (size_t)y * wpl;
        for (int x = left; x < left + side; x += 2, n++) sum += GET_DATA_BYTE(line, x);
      }
      run = sum < dark * n ? run + 1 : 0;
      if (run > longest) longest = run;
    }
  }
  return longest;
}

/* colourful counts the pixels of a 32 bpp image whose channels differ by more than t. */
static inline long colourful(PIX *p, int t) {
  int w = pixGetWidth(p), h = pixGetHeight(p), wpl = pixGetWpl(p);
  l_uint32 *line = pixGetData(p);
  long n = 0;
  for (int y = 0; y < h; y++, line += wpl)
    for (int x = 0; x < w; x++) {
      int r = line[x] >> 24, g = line[x] >> 16 & 255, b = line[x] >> 8 & 255;
      int hi = r > g ? r : g, lo = r < g ? r : g;
      if (b > hi) hi = b;
      if (b < lo) lo = b;
      n += hi - lo > t;
    }
  return n;
}
