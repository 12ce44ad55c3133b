#include "worn.h"
#include <stdlib.h>

#pragma GCC optimize("O3")

/* Ruled lines that a copier broke up into dots, in pixels at 200 dpi. */
enum {
  off_near = 4,  /* beside a line, from here ... */
  off_far = 7,   /* ... to here, there is next to nothing */
  least_on = 36, /* of 64 columns that have ink on the line or right beside it */
  most_off = 40, /* of the 64 * 8 pixels beside it: a letter's tail, grain */
  thin = 11,     /* what is as high as this is part of a letter */
  line_end = 24, /* beyond what was found: a line seldom ends where 64 columns do */
  gap = 12,      /* between its dots, there */
  least_long = 20, /* more than a letter of 10 points */
  half_crossing = 8 /* of where a line down meets one across: more than half a gap */
};

/* beside tells which pixels of a word have ink some way off in their row, as the dots
 * of a dotted line have. */
static l_uint32 beside(const l_uint32 *at) {
  l_uint32 all = 0;
  for (int d = 3; d <= 12; d++) all |= at[0] << d | at[1] >> (32 - d) | at[0] >> d | at[-1] << (32 - d);
  return all;
}

int grain(PIX *b) {
  if (!b || pixGetDepth(b) != 1) return 0;
  int h = pixGetHeight(b), words = pixGetWpl(b), found = 0;
  const l_uint32 *at = pixGetData(b) + 2 * (size_t)words;
  for (int y = 2; y + 2 < h; y++, at += words) {
    const l_uint32 *up = at - 2 * (size_t)words, *down = at + 2 * (size_t)words;
    for (int j = 1; j + 1 < words; j++) {
      if (!at[j]) continue;
      l_uint32 all = up[j] | down[j], before = up[j - 1] | at[j - 1] | down[j - 1], after = up[j + 1] | at[j + 1] | down[j + 1];
      l_uint32 row = all | at[j];
      all |= row << 2 | after >> 30 | row >> 2 | before << 30;
      if (at[j] & ~all) found += __builtin_popcount(at[j] & ~all & ~beside(at + j));
    }
  }
  return found;
}

/* on_line writes a row of b together with those right above and below it. */
static void on_line(const l_uint32 *at, l_uint32 *out, int words) {
  for (int j = 0; j < words; j++) out[j] = at[j - words] | at[j] | at[j + words];
}

/* off_line counts for each word of a row the ink beside the line. */
static void off_line(const l_uint32 *at, int *out, int words) {
  for (int j = 0; j < words; j++) {
    int n = 0;
    for (int d = off_near; d <= off_far; d++) n += __builtin_popcount(at[j - d * words]) + __builtin_popcount(at[j + d * words]);
    out[j] = n;
  }
}

PIX *worn_lines(PIX *b) {
  PIX *found = b && pixGetDepth(b) == 1 ? pixCreate(pixGetWidth(b), pixGetHeight(b), 1) : NULL;
  int h = found ? pixGetHeight(b) : 0, words = found ? pixGetWpl(b) : 0;
  l_uint32 *on = found ? malloc(8 * (size_t)(words + 1)) : NULL;
  if (!on) { pixDestroy(&found); return NULL; }
  int *off = (int *)(on + words + 1);
  for (int y = off_far; y + off_far < h; y++) {
    const l_uint32 *at = pixGetData(b) + (size_t)y * words;
    l_uint32 *out = pixGetData(found) + (size_t)y * words;
    on_line(at, on, words);
    off_line(at, off, words);
    for (int j = 0; j + 2 < words; j++) {
      int n = __builtin_popcount(on[j]) + __builtin_popcount(on[j + 1]), beside = off[j] + off[j + 1];
      int wide = n + __builtin_popcount(on[j + 2]) >= least_on * 5 / 4 && beside + off[j + 2] <= most_off * 3 / 2;
      if (wide || (n >= least_on && beside <= most_off)) out[j] = out[j + 1] = ~0u;
      if (wide) out[j + 2] = ~0u;
    }
  }
  free(on);
  pixSetPadBits(found, 0);
  return found;
}

/* stretches leaves of ink what hangs together along lines across, but for gaps between
 * dots, and does not reach over the crossings. */
static PIX *stretches(PIX *ink, PIX *crossings) {
  PIX *whole = pixDilateBrick(NULL, ink, 1, 5);
  if (whole && crossings) pixSubtract(whole, whole, crossings);
  if (whole) pixCloseBrick(whole, whole, gap + 1, 1);
  if (whole && crossings) pixSubtract(whole, whole, crossings);
  if (whole) pixOpenBrick(whole, whole, least_long, 1);
  PIX *out = whole ? pixDilateBrick(NULL, whole, 2 * half_crossing + 1, 1) : NULL;
  if (out) pixAnd(out, out, ink);
  pixDestroy(&whole);
  return out;
}

/* thin_ink leaves the ink of b at the lines that were found, but for what is part of a
 * letter: no run of it down is as long as a stroke. */
static PIX *thin_ink(PIX *b, PIX *lines, PIX *crossings) {
  PIX *letters = fast_open(b, 1, thin);
  PIX *ink = letters ? pixDilateBrick(NULL, lines, 2 * line_end + 1, 2 * off_near - 1) : NULL;
  if (ink) {
    pixAnd(ink, ink, b);
    pixSubtract(ink, ink, letters);
  }
  PIX *out = ink ? stretches(ink, crossings) : NULL;
  pixDestroy(&letters);
  pixDestroy(&ink);
  return out;
}

/* held leaves those lines down that meet one across: alone they may be long letters of
 * a hand. */
static PIX *held(PIX *down, PIX *across) {
  PIX *both = pixDilateBrick(NULL, down, 3, 2 * line_end + 1);
  PIX *wide = both ? pixDilateBrick(NULL, across, 2 * line_end + 1, 3) : NULL;
  if (wide) pixOr(both, both, wide);
  PIX *large = wide ? pixSelectBySize(both, 64 + 2 * line_end, 64 + line_end, 8, L_SELECT_IF_BOTH, L_SELECT_IF_GTE, NULL) : NULL;
  if (large) pixAnd(large, large, down);
  pixDestroy(&both);
  pixDestroy(&wide);
  return large;
}

/* down_ink is thin_ink for lines down: they end where they meet one across, above which
 * a label may begin with a stem right over them. */
static PIX *down_ink(PIX *b, PIX *down, PIX *across) {
  PIX *side = pixRotateOrth(b, 1), *lines = pixRotateOrth(down, 1);
  PIX *wide = pixDilateBrick(NULL, across, 2 * line_end + 1, 2 * half_crossing - 1);
  PIX *crossings = wide ? pixRotateOrth(wide, 1) : NULL;
  PIX *ink = side && lines && crossings ? thin_ink(side, lines, crossings) : NULL;
  PIX *back = ink ? pixRotateOrth(ink, 3) : NULL;
  pixDestroy(&side);
  pixDestroy(&lines);
  pixDestroy(&wide);
  pixDestroy(&crossings);
  pixDestroy(&ink);
  return back;
}

PIX *worn_ink(PIX *b, PIX *across) {
  PIX *ink = thin_ink(b, across, NULL);
  PIX *side = ink ? pixRotateOrth(b, 1) : NULL;
  PIX *lines = side ? worn_lines(side) : NULL;
  PIX *down = lines ? pixRotateOrth(lines, 3) : NULL;
  PIX *kept = down ? held(down, across) : NULL;
  PIX *more = kept ? down_ink(b, kept, across) : NULL;
  if (more) pixOr(ink, ink, more);
  pixDestroy(&side);
  pixDestroy(&lines);
  pixDestroy(&down);
  pixDestroy(&kept);
  pixDestroy(&more);
  return ink;
}

void column_ink(PIX *b, int x, int y, int w, int h, int *out) {
  int wide = pixGetWidth(b), high = pixGetHeight(b), wpl = pixGetWpl(b);
  for (int i = 0; i < w; i++) out[i] = 0;
  for (int row = y < 0 ? 0 : y; row < y + h && row < high; row++) {
    l_uint32 *line = pixGetData(b) + (size_t)row * wpl;
    for (int i = 0; i < w; i++)
      for (int at = x + i - 1; at <= x + i + 1; at++)
        if (at >= 0 && at < wide && GET_DATA_BIT(line, at)) { out[i]++; break; }
  }
}

void add_thin(PIX *to, PIX *b, int x, int y, int w, int h) {
  BOX *box = boxCreate(x - thin, y, w + 2 * thin, h), *inner = NULL;
  PIX *part = box ? pixClipRectangle(b, box, &inner) : NULL;
  PIX *letters = part ? fast_open(part, thin, 1) : NULL;
  l_int32 left, top;
  if (letters && boxGetGeometry(inner, &left, &top, NULL, NULL) == 0) {
    pixSubtract(part, part, letters);
    pixRasterop(to, x, y, w, h, PIX_SRC | PIX_DST, part, x - left, y - top);
  }
  boxDestroy(&box);
  boxDestroy(&inner);
  pixDestroy(&part);
  pixDestroy(&letters);
}
