#include "quality.h"
#include "pixels.h"
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
