#pragma once
#include <leptonica/allheaders.h>
#include <stdint.h>

/* Steps from ink to paper are counted by their height, in bins of STEP_HEIGHT grey
 * levels, and by how wide they are, in eighths of a pixel. */
enum { STEP_HEIGHTS = 64, STEP_HEIGHT = 4, STEP_WIDTHS = 128, STEP_PARTS = 8 };
typedef struct { uint32_t rows[STEP_HEIGHTS][STEP_WIDTHS], columns[STEP_HEIGHTS][STEP_WIDTHS]; } step_counts;

/* count_steps looks at every row_skip-th row and every column_skip-th column of an
 * 8 bpp image. A step goes from one turning point of the brightness to the next; ups
 * and downs of up to calm levels on its way are noise. Its width is its height divided
 * by its steepest part. Returns 0 when the image is not 8 bpp or there is no memory. */
int count_steps(PIX *g, int row_skip, int column_skip, int calm, step_counts *out);

/* ink_middle finds the middle of all ink of an 8 bpp image but for a margin: what is at
 * least ink levels darker than white, by how dark it is. Returns 0 when there is none. */
int ink_middle(PIX *g, int ink, int margin, double *x, double *y);

/* ink_cells adds to each of across*down square cells, the first at left, top, which share
 * of it is ink, 0..1. A pixel counts for the four cells whose middles are nearest, the
 * more the nearer, so that a small shift changes little. */
int ink_cells(PIX *g, int ink, double left, double top, double cell, int across, int down, double *shares);
