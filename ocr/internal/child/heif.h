#pragma once
#include <leptonica/allheaders.h>
#include <libheif/heif.h>

/* Outcomes of decode_heif besides 0, a page. */
enum { HEIF_BROKEN = 1, HEIF_PIXELS = 2, HEIF_CUT = 3 };

/* A heif_page is what decode_heif made: a 32 bpp image on white paper, how many
 * complaints its decoder had, and how many images the file has beside it. */
typedef struct {
  PIX *pix;
  int complaints, others;
} heif_page;

/* heif_outcome translates an error of libheif. */
static inline int heif_outcome(struct heif_error e) {
  if (e.code == heif_error_Memory_allocation_error) return HEIF_PIXELS;
  if (e.subcode == heif_suberror_Security_limit_exceeded) return HEIF_PIXELS;
  if (e.subcode == heif_suberror_End_of_data) return HEIF_CUT;
  return HEIF_BROKEN;
}

/* heif_to_pix copies w*h interleaved samples (3: RGB, 4: with alpha) to a new image,
 * what is transparent on white. NULL when out of memory. */
static inline PIX *heif_to_pix(const uint8_t *in, int stride, int w, int h, int samples) {
  PIX *p = pixCreate(w, h, 32);
  if (!p) return NULL;
  int wpl = pixGetWpl(p);
  l_uint32 *line = pixGetData(p);
  for (int y = 0; y < h; y++, line += wpl, in += stride) {
    const uint8_t *s = in;
    for (int x = 0; x < w; x++, s += samples) {
      int a = samples == 4 ? s[3] : 255, white = (255 - a) * 255;
      int r = (s[0] * a + white) / 255, g = (s[1] * a + white) / 255, b = (s[2] * a + white) / 255;
      line[x] = (l_uint32)r << 24 | (l_uint32)g << 16 | (l_uint32)b << 8;
    }
  }
  return p;
}

/* decode_primary decodes the image of handle. Turning and mirroring as the file says
 * is libheif's work; the orientation in its EXIF repeats that and does not count.
 * What has more pixels than the header said is held against the limit once more. */
static inline int decode_primary(struct heif_image_handle *handle, int max_pixels, heif_page *out) {
  struct heif_decoding_options *options = heif_decoding_options_alloc();
  if (!options) return HEIF_PIXELS;
  options->convert_hdr_to_8bit = 1;
  int alpha = heif_image_handle_has_alpha_channel(handle);
  struct heif_image *image = NULL;
  struct heif_error e = heif_decode_image(handle, &image, heif_colorspace_RGB,
      alpha ? heif_chroma_interleaved_RGBA : heif_chroma_interleaved_RGB, options);
  heif_decoding_options_free(options);
  if (e.code != heif_error_Ok) return heif_outcome(e);
  out->complaints = heif_image_get_decoding_warnings(image, 0, NULL, 0);
  int stride = 0, w = heif_image_get_width(image, heif_channel_interleaved), h = heif_image_get_height(image, heif_channel_interleaved);
  const uint8_t *pixels = heif_image_get_plane_readonly(image, heif_channel_interleaved, &stride);
  int samples = alpha ? 4 : 3, outcome = HEIF_BROKEN;
  if (w > 0 && h > 0 && w > max_pixels / h) outcome = HEIF_PIXELS;
  else if (pixels && w > 0 && h > 0 && stride / samples >= w) out->pix = heif_to_pix(pixels, stride, w, h, samples);
  heif_image_release(image);
  return out->pix ? 0 : outcome;
}

/* decode_heif decodes the primary image of a HEIC file. Its header is held against
 * the limits first; libheif then may make no image with a longer side than the header
 * says, which a grid of tiles could claim. */
static inline int decode_heif(const uint8_t *data, size_t size, int max_side, int max_pixels, heif_page *out) {
  struct heif_context *ctx = heif_context_alloc();
  if (!ctx) return HEIF_PIXELS;
  heif_context_set_max_decoding_threads(ctx, 0);
  struct heif_image_handle *handle = NULL;
  struct heif_error e = heif_context_read_from_memory_without_copy(ctx, data, size, NULL);
  if (e.code == heif_error_Ok) e = heif_context_get_primary_image_handle(ctx, &handle);
  int outcome = heif_outcome(e);
  if (e.code == heif_error_Ok) {
    int w = heif_image_handle_get_ispe_width(handle), h = heif_image_handle_get_ispe_height(handle);
    outcome = w < 1 || h < 1 ? HEIF_BROKEN : HEIF_PIXELS;
    if (w > 0 && h > 0 && w <= max_side && h <= max_side && w <= max_pixels / h) {
      heif_context_set_maximum_image_size_limit(ctx, (w > h ? w : h) + 1);
      out->others = heif_context_get_number_of_top_level_images(ctx) - 1;
      outcome = decode_primary(handle, max_pixels, out);
    }
    heif_image_handle_release(handle);
  }
  heif_context_free(ctx);
  return outcome;
}
