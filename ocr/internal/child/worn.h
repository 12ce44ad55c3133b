#pragma once
#include "pixels.h"

/* grain counts the spots of up to 3x3 pixels of a 1 bpp image that stand by themselves. */
int grain(PIX *b);

/* worn_lines marks the lines across of a 1 bpp image that a copier may have broken up
 * into dots: rows of ink with next to nothing above and below it. */
PIX *worn_lines(PIX *b);

/* worn_ink returns the ink of such lines, across and down, as 1 bpp. */
PIX *worn_ink(PIX *b, PIX *across);

/* column_ink counts for each of w columns from x the rows of a part of b that have ink
 * in it or right beside it. */
void column_ink(PIX *b, int x, int y, int w, int h, int *out);

/* add_thin adds the ink of a part of b to another image, but for strokes across. */
void add_thin(PIX *to, PIX *b, int x, int y, int w, int h);
