#define _GNU_SOURCE /* RTLD_NEXT */
#include "pixels.h"
#include <dlfcn.h>

/* Two functions of leptonica that are defined here again, with the same result for
 * less time. A program's own functions go before those of its libraries, so that
 * Tesseract uses these: no need to build it again for that. */

/* pixWriteMem: Tesseract 5.3 packs each line of text as a PNG and unpacks it again
 * before it reads it. Leptonica's own format, which pixReadMem knows as well, is the
 * pixels as they are. */
static int passed_on;

/* lines_passed_on is how many lines went this way since the start: a test asks whether
 * Tesseract really uses what stands here. */
int lines_passed_on(void) { return passed_on; }

l_ok pixWriteMem(l_uint8 **data, size_t *size, PIX *p, l_int32 format) {
  if (format == IFF_PNG) {
    passed_on++;
    return pixWriteMemSpix(data, size, p);
  }
  l_ok (*other)(l_uint8 **, size_t *, PIX *, l_int32) = (l_ok(*)(l_uint8 **, size_t *, PIX *, l_int32))dlsym(RTLD_NEXT, "pixWriteMem");
  return other ? other(data, size, p, format) : 1;
}

/* pixOpenBrick: leptonica copies the whole page once for each pixel of the brick. */
PIX *pixOpenBrick(PIX *to, PIX *from, l_int32 wide, l_int32 tall) {
  PIX *out = fast_open(from, wide, tall);
  if (!out) return to;
  if (!to) return out;
  pixTransferAllData(to, &out, 0, 0);
  return to;
}
