#pragma once
#include <leptonica/allheaders.h>
#include <stdint.h>

/* Compiled twice, the better one is chosen when the program starts. */
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define CLONES __attribute__((target_clones("avx2", "default")))
#else
#define CLONES
#endif

/* Arithmetic on 8 bpp images that leptonica has too, but 5 to 20 times slower: it
 * picks single bytes out of its big-endian words. Here whole rows are put into the
 * order of memory, which the compiler turns into vector instructions.
 *
 * Every function that returns an image returns NULL when there is no memory for it
 * or the image is not 8 bpp; the caller then goes on with what it has. */

/* fast_half averages squares of 2x2 pixels: 300 to 150 dpi. An odd last row or
 * column is left out. */
PIX *fast_half(PIX *g);

/* fast_two_thirds averages squares of 1.5x1.5 pixels: 300 to 200 dpi, 150 to 100. */
PIX *fast_two_thirds(PIX *g);

/* fast_blur averages 3x3 pixels; the outermost pixels stay as they are. */
PIX *fast_blur(PIX *g);

/* fast_rotate turns an image clockwise by a small angle about its centre, between
 * pixels in steps of 1/256; what comes in from outside is white. NULL also for a
 * side of more than 32,000 pixels. */
PIX *fast_rotate(PIX *g, double radians);

/* has_run tells whether a row has a run of at least wide pixels darker than level,
 * gaps of up to gap pixels not counted. */
int has_run(PIX *g, int level, int wide, int gap);

/* fast_levels makes black and all below it 0, white and all above 255 and what is
 * between in proportion, in place. black < white. */
void fast_levels(PIX *g, int black, int white);

/* fast_copy copies an image to rows of w bytes, fast_fill fills it from them. They
 * return 0, having done nothing, when there is no memory or the image is not 8 bpp:
 * nobody can go on with pixels that are not those of the page. */
int fast_copy(PIX *g, uint8_t *out);
int fast_fill(PIX *g, const uint8_t *in);

/* fast_histograms counts the grey levels of an image and the steps between
 * neighbours in a row, looking at every skip-th row but not at the first, which may
 * be an edge. */
void fast_histograms(PIX *g, int skip, long levels[256], long steps[256]);

/* fast_grey returns the brightness of a 32 bpp image with leptonica's weights of
 * red, green and blue: 0.3, 0.5 and 0.2. */
PIX *fast_grey(PIX *p);

/* fast_threshold makes an 8 bpp image 1 bpp: 1 where it is darker than level. */
PIX *fast_threshold(PIX *g, int level);

/* fast_open leaves of a 1 bpp image what a brick of wide*tall pixels of ink can
 * cover, each column and each row for itself, as pixOpenBrick does. */
PIX *fast_open(PIX *b, int wide, int tall);

/* fast_background makes the paper of a page evenly bright, as pixBackgroundNorm does
 * with tiles of 10x15 pixels and no mask of pictures. */
PIX *fast_background(PIX *g, int level, int mincount, int paper, int smooth_x, int smooth_y);

/* fast_twice makes a page black and white at twice its size: 1 where it is darker
 * than level, between its pixels as well. As pixScaleGray2xLIThresh. */
PIX *fast_twice(PIX *g, int level);

/* to_memory_order copies n words between leptonica's order and that of memory. */
void to_memory_order(const uint32_t *in, uint32_t *out, int n);

/* bits_of writes a 1 bpp image as one byte, 0 or 1, for each pixel. */
void bits_of(PIX *b, uint8_t *out);

/* lines_passed_on is how many lines Tesseract gave to our pixWriteMem (faster.c) since
 * the process started. */
int lines_passed_on(void);

/* layers_shortened is how many layers of its network Tesseract left to us (network.cc)
 * since the process started. */
long layers_shortened(void);

/* leave_network_alone has Tesseract use its own functions only, so that a test can compare. */
void leave_network_alone(int so);
