#include "pixels.h"
#include <stdlib.h>
#include <string.h>

#pragma GCC optimize("O3")

CLONES void to_memory_order(const uint32_t *in, uint32_t *out, int n) {
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
  for (int i = 0; i < n; i++) out[i] = __builtin_bswap32(in[i]);
#else
  memcpy(out, in, 4 * (size_t)n);
#endif
}

/* Rows of an image in memory order, with room for a few bytes more. */
typedef struct { int w, h, wpl; l_uint32 *data; } grey;

static int open_grey(PIX *p, grey *g) {
  if (!p || pixGetDepth(p) != 8) return 0;
  g->w = pixGetWidth(p);
  g->h = pixGetHeight(p);
  g->wpl = pixGetWpl(p);
  g->data = pixGetData(p);
  return 1;
}

static void get_row(const grey *g, int y, uint8_t *row) { to_memory_order(g->data + (size_t)y * g->wpl, (uint32_t *)row, g->wpl); }
static void put_row(grey *g, int y, const uint8_t *row) { to_memory_order((const uint32_t *)row, g->data + (size_t)y * g->wpl, g->wpl); }

/* rows allocates n rows of bytes wide enough for g. */
static uint8_t *rows(const grey *g, int n) { return calloc(n, 4 * (size_t)g->wpl + 64); }
static uint8_t *row_of(uint8_t *all, const grey *g, int i) { return all + i * (4 * (size_t)g->wpl + 64); }

CLONES static void halve(const uint8_t *a, const uint8_t *b, uint8_t *out, int n) {
  for (int i = 0; i < n; i++) out[i] = (a[2 * i] + a[2 * i + 1] + b[2 * i] + b[2 * i + 1] + 2) >> 2;
}

PIX *fast_half(PIX *p) {
  grey g, o;
  if (!open_grey(p, &g) || g.w < 2 || g.h < 2) return NULL;
  PIX *q = pixCreateNoInit(g.w / 2, g.h / 2, 8);
  uint8_t *buffer = rows(&g, 3);
  if (!q || !buffer) { pixDestroy(&q); free(buffer); return NULL; }
  open_grey(q, &o);
  uint8_t *a = buffer, *b = row_of(buffer, &g, 1), *out = row_of(buffer, &g, 2);
  for (int y = 0; y < o.h; y++) {
    get_row(&g, 2 * y, a);
    get_row(&g, 2 * y + 1, b);
    halve(a, b, out, o.w);
    put_row(&o, y, out);
  }
  free(buffer);
  return q;
}

/* two_to_one adds row a twice and row b once. */
CLONES static void two_to_one(const uint8_t *a, const uint8_t *b, uint16_t *sum, int n) {
  for (int i = 0; i < n; i++) sum[i] = 2 * a[i] + b[i];
}

/* thirds makes two pixels of each three sums of 3/2 rows (times 2): their weights
 * are 2 1 0 and 0 1 2, the whole is 9 times the average. */
CLONES static void thirds(const uint16_t *sum, uint8_t *out, int n) {
  for (int i = 0; i < n; i++) {
    out[2 * i] = (2u * sum[3 * i] + sum[3 * i + 1] + 4) * 7282u >> 16;
    out[2 * i + 1] = (sum[3 * i + 1] + 2u * sum[3 * i + 2] + 4) * 7282u >> 16;
  }
}

PIX *fast_two_thirds(PIX *p) {
  grey g, o;
  if (!open_grey(p, &g) || g.w < 3 || g.h < 3) return NULL;
  int w = g.w * 2 / 3, h = g.h * 2 / 3;
  PIX *q = pixCreateNoInit(w, h, 8);
  uint8_t *buffer = rows(&g, 6);
  if (!q || !buffer) { pixDestroy(&q); free(buffer); return NULL; }
  open_grey(q, &o);
  uint8_t *three[3], *out = row_of(buffer, &g, 3);
  uint16_t *sum = (uint16_t *)row_of(buffer, &g, 4);
  for (int y = 0; y < h; y++) {
    int top = y / 2 * 3;
    if (y % 2 == 0)
      for (int i = 0; i < 3; i++) {
        three[i] = row_of(buffer, &g, i);
        get_row(&g, top + i < g.h ? top + i : g.h - 1, three[i]);
        memset(three[i] + g.w, three[i][g.w - 1], 4);
      }
    two_to_one(three[y % 2 ? 2 : 0], three[1], sum, g.w + 3);
    thirds(sum, out, (w + 1) / 2);
    put_row(&o, y, out);
  }
  free(buffer);
  return q;
}

CLONES static void sum_rows(const uint8_t *a, const uint8_t *b, const uint8_t *c, uint16_t *sum, int n) {
  for (int i = 0; i < n; i++) sum[i] = a[i] + b[i] + c[i];
}

CLONES static void ninths(const uint16_t *sum, uint8_t *out, int n) {
  for (int i = 1; i < n - 1; i++) out[i] = ((uint32_t)sum[i - 1] + sum[i] + sum[i + 1] + 4) * 7282u >> 16;
}

PIX *fast_blur(PIX *p) {
  grey g, o;
  if (!open_grey(p, &g)) return NULL;
  PIX *q = pixCopy(NULL, p);
  if (!q || g.w < 3 || g.h < 3) return q;
  uint8_t *buffer = rows(&g, 6);
  if (!buffer) { pixDestroy(&q); return NULL; }
  open_grey(q, &o);
  uint8_t *out = row_of(buffer, &g, 3);
  uint16_t *sum = (uint16_t *)row_of(buffer, &g, 4);
  get_row(&g, 0, row_of(buffer, &g, 0));
  get_row(&g, 1, row_of(buffer, &g, 1));
  for (int y = 1; y < g.h - 1; y++) {
    get_row(&g, y + 1, row_of(buffer, &g, (y + 1) % 3));
    const uint8_t *middle = row_of(buffer, &g, y % 3);
    sum_rows(row_of(buffer, &g, (y + 2) % 3), middle, row_of(buffer, &g, (y + 1) % 3), sum, g.w);
    ninths(sum, out, g.w);
    out[0] = middle[0];
    out[g.w - 1] = middle[g.w - 1];
    put_row(&o, y, out);
  }
  free(buffer);
  return q;
}

CLONES static void level_bytes(uint8_t *b, size_t n, int black, int white) {
  uint16_t factor = 65280 / (white - black), top = white - black;
  for (size_t i = 0; i < n; i++) {
    uint16_t v = b[i] > black ? b[i] - black : 0;
    v = v > top ? top : v;
    b[i] = (uint16_t)(v * factor + 255) >> 8;
  }
}

void fast_levels(PIX *p, int black, int white) {
  grey g;
  if (!open_grey(p, &g) || black >= white) return;
  level_bytes((uint8_t *)g.data, 4 * (size_t)g.wpl * g.h, black, white); /* order is of no concern */
}

int fast_copy(PIX *p, uint8_t *out) {
  grey g;
  if (!open_grey(p, &g)) return 0;
  uint8_t *row = rows(&g, 1);
  if (!row) return 0;
  for (int y = 0; y < g.h; y++, out += g.w) {
    get_row(&g, y, row);
    memcpy(out, row, g.w);
  }
  free(row);
  return 1;
}

int fast_fill(PIX *p, const uint8_t *in) {
  grey g;
  if (!open_grey(p, &g)) return 0;
  uint8_t *row = rows(&g, 1);
  if (!row) return 0;
  for (int y = 0; y < g.h; y++, in += g.w) {
    memcpy(row, in, g.w);
    put_row(&g, y, row);
  }
  free(row);
  return 1;
}

CLONES static void differences(const uint8_t *row, uint8_t *out, int n) {
  for (int i = 1; i < n; i++) out[i] = row[i] > row[i - 1] ? row[i] - row[i - 1] : row[i - 1] - row[i];
}

void fast_histograms(PIX *p, int skip, long levels[256], long steps[256]) {
  grey g;
  memset(levels, 0, 256 * sizeof(long));
  memset(steps, 0, 256 * sizeof(long));
  if (!open_grey(p, &g)) return;
  uint8_t *buffer = rows(&g, 2);
  if (!buffer) return;
  uint8_t *step = row_of(buffer, &g, 1);
  for (int y = skip / 2; y < g.h; y += skip) {
    get_row(&g, y, buffer);
    differences(buffer, step, g.w);
    for (int x = 1; x < g.w; x++) {
      levels[buffer[x]]++;
      steps[step[x]]++;
    }
  }
  free(buffer);
}

CLONES static void grey_row(const uint32_t *in, uint8_t *out, int n) {
  for (int i = 0; i < n; i++) out[i] = ((in[i] >> 24) * 77 + (in[i] >> 16 & 255) * 128 + (in[i] >> 8 & 255) * 51 + 128) >> 8;
}

PIX *fast_grey(PIX *p) {
  grey o;
  if (!p || pixGetDepth(p) != 32) return NULL;
  PIX *q = pixCreateNoInit(pixGetWidth(p), pixGetHeight(p), 8);
  if (!open_grey(q, &o)) return NULL;
  uint8_t *row = rows(&o, 1);
  if (!row) { pixDestroy(&q); return NULL; }
  for (int y = 0; y < o.h; y++) {
    grey_row(pixGetData(p) + (size_t)y * pixGetWpl(p), row, o.w);
    put_row(&o, y, row);
  }
  free(row);
  return q;
}
