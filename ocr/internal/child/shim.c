#include "shim.h"

int tiff_complaints = 0;

static void count_error(void *h, const char *module, const char *format, va_list args) {
  tiff_complaints++;
}

/* A fax page with a bad line only earns a warning; other warnings are about tags. */
static void count_warning(void *h, const char *module, const char *format, va_list args) {
  if (module && strncmp(module, "Fax", 3) == 0) tiff_complaints++;
}

typedef void (*handler)(void *, const char *, const char *, va_list);

/* libtiff comes with leptonica, without a header of its own on a machine that only
 * has libleptonica-dev, so its two functions are looked up by name. */
void watch_libtiff(void) {
  handler (*set)(handler) = (handler(*)(handler))dlsym(RTLD_DEFAULT, "TIFFSetErrorHandlerExt");
  if (set) set(count_error);
  set = (handler(*)(handler))dlsym(RTLD_DEFAULT, "TIFFSetWarningHandlerExt");
  if (set) set(count_warning);
  setMsgSeverity(L_SEVERITY_NONE);
}
