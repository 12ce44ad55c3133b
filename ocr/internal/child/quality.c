#include "quality.h"
#include "pixels.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

#pragma GCC optimize("O3")

/* A walk goes along a row or a column: where the step under way began, how far it has
 * come and the steepest part of it, upward and downward. */
typedef struct { int start, turn, up, steep, back; } walk;

static inline void step_done(uint32_t counts[STEP_HEIGHTS][STEP_WIDTHS], int height, int steep) {
  if (height < STEP_HEIGHT * 4 || steep <= 0) return;
  int wide = (STEP_PARTS * height + steep / 2) / steep;
  counts[height / STEP_HEIGHT][wide < STEP_WIDTHS ? wide : STEP_WIDTHS - 1]++;
}

/* onward takes the next pixel: v, d brighter than the one before. */
static inline void onward(walk *w, int v, int d, int calm, uint32_t counts[STEP_HEIGHTS][STEP_WIDTHS]) {
  if (!w->up) { v = -v; d = -d; }
  if (v >= w->turn) {
    w->turn = v;
    w->back = 0;
    if (d > w->steep) w->steep = d;
    return;
  }
  if (-d > w->back) w->back = -d;
  if (w->turn - v <= calm) return;
  step_done(counts, w->turn - w->start, w->steep);
  w->start = -w->turn;
  w->turn = -v;
  w->up = !w->up;
  w->steep = w->back;
  w->back = 0;
}

static walk walk_from(int v) { return (walk){v, v, 1, 0, 0}; }

static void along_row(const uint8_t *row, int n, int calm, uint32_t counts[STEP_HEIGHTS][STEP_WIDTHS]) {
  walk w = walk_from(row[0]);
  for (int x = 1; x < n; x++) {
    int d = row[x] - row[x - 1];
    if (d) onward(&w, row[x], d, calm, counts);
  }
}

int count_steps(PIX *g, int row_skip, int column_skip, int calm, step_counts *out) {
  memset(out, 0, sizeof *out);
  if (!g || pixGetDepth(g) != 8) return 0;
  int w = pixGetWidth(g), h = pixGetHeight(g), wpl = pixGetWpl(g), n = (w - 1) / column_skip;
  uint8_t *row = malloc(4 * (size_t)wpl);
  walk *down = malloc((n + 1) * sizeof *down);
  uint8_t *last = malloc(n + 1);
  for (int y = 0; row && down && last && y < h; y++) {
    const l_uint32 *line = pixGetData(g) + (size_t)y * wpl;
    for (int i = 0; i < n; i++) {
      int v = GET_DATA_BYTE(line, (i + 1) * column_skip);
      if (y == 0) down[i] = walk_from(v);
      else if (v != last[i]) onward(&down[i], v, v - last[i], calm, out->columns);
      last[i] = v;
    }
    if (y % row_skip) continue;
    to_memory_order(line, (uint32_t *)row, wpl);
    along_row(row, w, calm, out->rows);
  }
  int done = row && down && last;
  free(row);
  free(down);
  free(last);
  return done;
}

int ink_middle(PIX *g, int ink, int margin, double *x, double *y) {
  if (!g || pixGetDepth(g) != 8) return 0;
  int w = pixGetWidth(g), h = pixGetHeight(g), wpl = pixGetWpl(g);
  uint64_t sum = 0, across = 0, down = 0;
  uint8_t *row = malloc(4 * (size_t)wpl);
  for (int j = margin; row && j < h - margin; j++) {
    to_memory_order(pixGetData(g) + (size_t)j * wpl, (uint32_t *)row, wpl);
    uint64_t here = 0;
    for (int i = margin; i < w - margin; i++) {
      int dark = 255 - row[i];
      if (dark < ink) continue;
      here += dark;
      across += (uint64_t)dark * i;
    }
    sum += here;
    down += here * j;
  }
  free(row);
  if (!sum) return 0;
  *x = (double)across / sum + 0.5;
  *y = (double)down / sum + 0.5;
  return 1;
}

/* add_share adds to one cell, if it is one. */
static inline void add_share(double *shares, int across, int down, int x, int y, double v) {
  if (x >= 0 && y >= 0 && x < across && y < down) shares[y * across + x] += v;
}

int ink_cells(PIX *g, int ink, double left, double top, double cell, int across, int down, double *shares) {
  if (!g || pixGetDepth(g) != 8) return 0;
  int w = pixGetWidth(g), h = pixGetHeight(g), wpl = pixGetWpl(g);
  uint8_t *row = malloc(4 * (size_t)wpl);
  for (int j = 0; row && j < h; j++) {
    to_memory_order(pixGetData(g) + (size_t)j * wpl, (uint32_t *)row, wpl);
    double v = (j + 0.5 - top) / cell - 0.5;
    int y = (int)floor(v);
    double below = v - y;
    for (int i = 0; i < w; i++) {
      if (255 - row[i] < ink) continue;
      double u = (i + 0.5 - left) / cell - 0.5, dark = (255 - row[i]) / (255 * cell * cell);
      int x = (int)floor(u);
      double beside = u - x;
      add_share(shares, across, down, x, y, dark * (1 - beside) * (1 - below));
      add_share(shares, across, down, x + 1, y, dark * beside * (1 - below));
      add_share(shares, across, down, x, y + 1, dark * (1 - beside) * below);
      add_share(shares, across, down, x + 1, y + 1, dark * beside * below);
    }
  }
  int done = row != NULL;
  free(row);
  return done;
}
