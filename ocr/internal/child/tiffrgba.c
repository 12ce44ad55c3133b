#define _GNU_SOURCE
#include "tiffrgba.h"
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>
#include <sys/types.h>

/* libtiff comes with leptonica, without its header on a machine that only has
 * libleptonica-dev; so what is used of it is declared here and looked up by name.
 * The types are those of libtiff 4's tiffio.h. */
typedef struct tiff TIFF;
typedef ssize_t (*rw_proc)(void *, void *, ssize_t);
typedef uint64_t (*seek_proc)(void *, uint64_t, int);
typedef int (*close_proc)(void *);
typedef uint64_t (*size_proc)(void *);
typedef int (*map_proc)(void *, void **, uint64_t *);
typedef void (*unmap_proc)(void *, void *, uint64_t);
typedef TIFF *(*client_open)(const char *, const char *, void *, rw_proc, rw_proc, seek_proc, close_proc, size_proc, map_proc, unmap_proc);
typedef int (*set_directory)(TIFF *, uint64_t);
typedef int (*get_field)(TIFF *, uint32_t, ...);
typedef int (*read_rgba)(TIFF *, uint32_t, uint32_t, uint32_t *, int, int);
typedef void (*close_tiff)(TIFF *);

/* A bytes is a file in memory and how far it was read. */
typedef struct {
  const uint8_t *data;
  uint64_t size, at;
} bytes;

static ssize_t read_bytes(void *h, void *to, ssize_t n) {
  bytes *b = h;
  if (n < 0 || b->at >= b->size) return 0;
  if ((uint64_t)n > b->size - b->at) n = b->size - b->at;
  memcpy(to, b->data + b->at, n);
  b->at += n;
  return n;
}

static ssize_t write_nothing(void *h, void *from, ssize_t n) { return 0; }

static uint64_t seek_bytes(void *h, uint64_t offset, int whence) {
  bytes *b = h;
  b->at = whence == SEEK_SET ? offset : whence == SEEK_CUR ? b->at + offset : b->size + offset;
  return b->at;
}

static int close_nothing(void *h) { return 0; }
static uint64_t size_bytes(void *h) { return ((bytes *)h)->size; }
static int map_nothing(void *h, void **base, uint64_t *size) { return 0; }
static void unmap_nothing(void *h, void *base, uint64_t size) {}

/* on_white turns libtiff's pixels (alpha in the high byte, colours multiplied by it)
 * into leptonica's. */
static void on_white(l_uint32 *pixels, size_t n) {
  for (size_t i = 0; i < n; i++) {
    l_uint32 v = pixels[i], white = 255 - (v >> 24), r = (v & 255) + white, g = (v >> 8 & 255) + white, b = (v >> 16 & 255) + white;
    if (r > 255) r = 255;
    if (g > 255) g = 255;
    if (b > 255) b = 255;
    pixels[i] = r << 24 | g << 16 | b << 8;
  }
}

/* has_size tells whether the page of t is w by h to libtiff too, which would write
 * a higher one before the beginning of our image. */
static int has_size(TIFF *t, get_field get, int w, int h) {
  uint32_t width = 0, height = 0;
  return get(t, 256, &width) && get(t, 257, &height) && width == (uint32_t)w && height == (uint32_t)h;
}

PIX *decode_tiff_rgba(const uint8_t *data, size_t size, uint64_t offset, int w, int h, int orientation) {
  client_open open = (client_open)dlsym(RTLD_DEFAULT, "TIFFClientOpen");
  set_directory seek = (set_directory)dlsym(RTLD_DEFAULT, "TIFFSetSubDirectory");
  get_field get = (get_field)dlsym(RTLD_DEFAULT, "TIFFGetField");
  read_rgba read = (read_rgba)dlsym(RTLD_DEFAULT, "TIFFReadRGBAImageOriented");
  close_tiff done = (close_tiff)dlsym(RTLD_DEFAULT, "TIFFClose");
  if (!open || !seek || !get || !read || !done) return NULL;
  bytes b = {data, size, 0};
  TIFF *t = open("page", "r", &b, read_bytes, write_nothing, seek_bytes, close_nothing, size_bytes, map_nothing, unmap_nothing);
  if (!t) return NULL;
  PIX *p = seek(t, offset) && has_size(t, get, w, h) ? pixCreate(w, h, 32) : NULL;
  if (p && !read(t, w, h, pixGetData(p), orientation, 1)) pixDestroy(&p);
  if (p) on_white(pixGetData(p), (size_t)w * h);
  done(t);
  return p;
}
