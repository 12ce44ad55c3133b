#include "pixels.h"
#include <stdlib.h>
#include <string.h>

#pragma GCC optimize("O3")

/* darker makes each of n bytes 1 if it is below level, else 0. */
CLONES static void darker(const uint8_t *in, uint8_t *out, size_t n, uint8_t level) {
  for (size_t i = 0; i < n; i++) out[i] = in[i] < level;
}

/* nibbles puts the lowest bits of the four bytes of each word together. */
CLONES static void nibbles(l_uint32 *words, int n) {
  for (int i = 0; i < n; i++) words[i] = words[i] * (1u << 24 | 1 << 17 | 1 << 10 | 1 << 3) >> 24 & 15;
}

/* pack puts words of four 0 or 1 bytes into n words of bits. */
static void pack(l_uint32 *row, l_uint32 *out, int n) {
  nibbles(row, 8 * n);
  for (; n > 0; n--, out++, row += 8)
    *out = row[0] << 28 | row[1] << 24 | row[2] << 20 | row[3] << 16 | row[4] << 12 | row[5] << 8 | row[6] << 4 | row[7];
}

PIX *fast_threshold(PIX *p, int level) {
  if (!p || pixGetDepth(p) != 8 || level < 0 || level > 255) return NULL;
  int h = pixGetHeight(p), from = pixGetWpl(p);
  PIX *q = pixCreateNoInit(pixGetWidth(p), h, 1);
  int to = q ? pixGetWpl(q) : 0;
  l_uint32 *row = q ? calloc((size_t)to * 8, 4) : NULL;
  if (!row) { pixDestroy(&q); return NULL; }
  pixCopyResolution(q, p);
  for (int y = 0; y < h; y++) {
    darker((const uint8_t *)(pixGetData(p) + (size_t)y * from), (uint8_t *)row, 4 * (size_t)from, level);
    pack(row, pixGetData(q) + (size_t)y * to, to);
  }
  free(row);
  pixSetPadBits(q, 0);
  return q;
}

/* between_rows makes two rows of twice the length of a row and the one below it:
 * what lies between two or four pixels is their average. */
CLONES static void between_rows(const uint8_t *a, const uint8_t *c, uint8_t *even, uint8_t *odd, int n) {
  for (int x = 0; x < n; x++) {
    even[2 * x] = a[x];
    even[2 * x + 1] = (a[x] + a[x + 1]) >> 1;
    odd[2 * x] = (a[x] + c[x]) >> 1;
    odd[2 * x + 1] = (a[x] + a[x + 1] + c[x] + c[x + 1]) >> 2;
  }
}

PIX *fast_twice(PIX *p, int level) {
  if (!p || pixGetDepth(p) != 8 || level < 0 || level > 255) return NULL;
  int w = pixGetWidth(p), h = pixGetHeight(p), wpl = pixGetWpl(p);
  PIX *q = pixCreateNoInit(2 * w, 2 * h, 1);
  int to = q ? pixGetWpl(q) : 0, wide = 32 * to + 64;
  uint8_t *rows = q ? calloc(5, wide) : NULL; /* two as they are, two of twice the length, one in words */
  if (!rows) { pixDestroy(&q); return NULL; }
  uint8_t *a = rows, *c = rows + wide, *twice = rows + 2 * wide, *words = rows + 4 * wide;
  for (int y = 0; y < h; y++) {
    uint8_t *last = a;
    if (y == 0) to_memory_order(pixGetData(p), (uint32_t *)c, wpl), c[w] = c[w - 1];
    a = c, c = last;
    to_memory_order(pixGetData(p) + (size_t)(y + 1 < h ? y + 1 : y) * wpl, (uint32_t *)c, wpl);
    c[w] = c[w - 1];
    between_rows(a, c, twice, twice + wide, w);
    for (int i = 0; i < 2; i++) {
      darker(twice + i * wide, twice + i * wide, 2 * w, level);
      to_memory_order((uint32_t *)(twice + i * wide), (uint32_t *)words, 8 * to);
      pack((l_uint32 *)words, pixGetData(q) + (size_t)(2 * y + i) * to, to);
    }
  }
  free(rows);
  pixSetPadBits(q, 0);
  pixSetResolution(q, 2 * pixGetXRes(p), 2 * pixGetYRes(p));
  return q;
}

void bits_of(PIX *b, uint8_t *out) {
  int w = pixGetWidth(b), h = pixGetHeight(b), wpl = pixGetWpl(b);
  const l_uint32 *line = pixGetData(b);
  for (int y = 0; y < h; y++, line += wpl)
    for (int x = 0; x < w; x++) *out++ = GET_DATA_BIT(line, x);
}

/* Rows of a 1 bpp image: the leftmost pixel is the highest bit of the first word. */

/* shifted writes a row moved by some pixels to the left. There are that many zero
 * words behind it, and one more. */
CLONES static void shifted(const l_uint32 *row, l_uint32 *out, int words, int by) {
  int b = by % 32;
  row += by / 32;
  if (b == 0) memcpy(out, row, 4 * (size_t)words);
  else for (int j = 0; j < words; j++) out[j] = row[j] << b | row[j + 1] >> (32 - b);
}

/* shifted_back is the same to the right, with zero words before the row. */
CLONES static void shifted_back(const l_uint32 *row, l_uint32 *out, int words, int by) {
  int b = by % 32;
  row -= by / 32;
  if (b == 0) memcpy(out, row, 4 * (size_t)words);
  else for (int j = 0; j < words; j++) out[j] = row[j] >> b | row[j - 1] << (32 - b);
}

/* both returns whether anything is left of a row after it is held against another. */
CLONES static int both(l_uint32 *row, const l_uint32 *other, int words) {
  l_uint32 any = 0;
  for (int j = 0; j < words; j++) any |= row[j] &= other[j];
  return any != 0;
}

CLONES static void add(l_uint32 *row, const l_uint32 *other, int words) {
  for (int j = 0; j < words; j++) row[j] |= other[j];
}

/* narrow leaves the pixels that begin a run of at least n. */
static void narrow(l_uint32 *row, l_uint32 *room, int words, int n) {
  for (int have = 1, s, left = 1; have < n && left; have += s) {
    s = have < n - have ? have : n - have;
    shifted(row, room, words, s);
    left = both(row, room, words);
  }
}

/* widen makes each pixel a run of n that begins with it. */
static void widen(l_uint32 *row, l_uint32 *room, int words, int n) {
  for (int have = 1, s; have < n; have += s) {
    s = have < n - have ? have : n - have;
    shifted_back(row, room, words, s);
    add(row, room, words);
  }
}

typedef void (*step)(l_uint32 *row, l_uint32 *room, int words, int n);

/* each_row does a step with every row that is not empty; 0: no memory. */
static int each_row(PIX *p, step does, int n) {
  int h = pixGetHeight(p), words = pixGetWpl(p), side = n / 32 + 2;
  l_uint32 *all = calloc(2 * (size_t)(words + side) + side, 4), *data = pixGetData(p);
  if (!all) return 0;
  for (int y = 0; y < h; y++, data += words) {
    l_uint32 any = 0, *row = all + side;
    for (int j = 0; j < words; j++) any |= row[j] = data[j];
    if (!any) continue;
    does(row, row + words + side, words, n);
    memcpy(data, row, 4 * (size_t)words);
  }
  free(all);
  return 1;
}

/* lower and heighten are the two halves of that for columns. */
static void lower(l_uint32 *data, int wpl, int h, int n) {
  for (int have = 1, s; have < n; have += s) {
    s = have < n - have ? have : n - have;
    for (int y = 0; y < h; y++) {
      l_uint32 *row = data + (size_t)y * wpl;
      if (y + s >= h) memset(row, 0, 4 * (size_t)wpl);
      else for (int j = 0; j < wpl; j++) row[j] &= row[j + (size_t)s * wpl];
    }
  }
}

static void heighten(l_uint32 *data, int wpl, int h, int n) {
  for (int have = 1, s; have < n; have += s) {
    s = have < n - have ? have : n - have;
    for (int y = h - 1; y >= s; y--) {
      l_uint32 *row = data + (size_t)y * wpl, *above = row - (size_t)s * wpl;
      for (int j = 0; j < wpl; j++) row[j] |= above[j];
    }
  }
}

PIX *fast_open(PIX *p, int wide, int tall) {
  if (!p || pixGetDepth(p) != 1 || wide < 1 || tall < 1) return NULL;
  PIX *q = pixCopy(NULL, p);
  if (!q) return NULL;
  int h = pixGetHeight(q), wpl = pixGetWpl(q);
  pixSetPadBits(q, 0);
  int done = wide == 1 || each_row(q, narrow, wide);
  if (done && tall > 1) {
    lower(pixGetData(q), wpl, h, tall);
    heighten(pixGetData(q), wpl, h, tall);
  }
  done = done && (wide == 1 || each_row(q, widen, wide));
  if (!done) pixDestroy(&q);
  else pixSetPadBits(q, 0);
  return q;
}
