/* Three functions of Tesseract's network, defined here again with the same result for less
 * time. As in faster.c a program's own functions go before those of its libraries, so that
 * Tesseract as Debian ships it uses these; deploy/tesseract/faster.patch does the same for
 * who builds it anew.
 *
 * Convolve and Maxpool, the first two layers, ask for each pixel of a line whether each of
 * its eight neighbours lies on the page: a quarter of all time. Here only the edge is asked.
 * WriteTimeStepPart rounds without branches, so that the compiler does many at a time.
 *
 * What the classes look like is repeated here from Tesseract's source, since no header of
 * it is installed: as 5.3 has them, other versions are left alone. Nor is that relied on:
 * each call first looks whether what it sees is what it must be, and leaves all else to the
 * library's own. */
extern "C" {
#include "pixels.h"
}
#include <dlfcn.h>
#include <stdint.h>
#include <string.h>
#include <string>
#include <tesseract/capi.h>
#include <utility>
#include <vector>

#pragma GCC optimize("O3")

static long shorter_ways;

long layers_shortened(void) { return shorter_ways; }

static bool left_alone;
void leave_network_alone(int so) { left_alone = so; }

/* same_library tells whether Tesseract is a version that was looked at. */
static bool same_library() {
  static const bool same = strncmp(TessVersion(), "5.3.", 4) == 0;
  return same && !left_alone;
}

/* larger keeps of each of n numbers the larger one. */
CLONES static void larger(int8_t *most, const int8_t *other, int n) {
  for (int i = 0; i < n; i++) most[i] = most[i] < other[i] ? other[i] : most[i];
}

/* rounded is IntCastRounded(x * 127) between -127 and 127. */
CLONES static void rounded(const float *from, int8_t *to, int n) {
  for (int i = 0; i < n; i++) {
    float scaled = from[i] * INT8_MAX, size = __builtin_fabsf(scaled) + 0.5f;
    int whole = static_cast<int>(size < INT8_MAX ? size : static_cast<float>(INT8_MAX));
    to[i] = scaled < 0 ? -whole : whole;
  }
}

namespace tesseract {

class TransposedArray;
class NetworkScratch;
class TRand;
class NetworkIO;

struct StrideMap {
  int shape[3]; /* lines, height, width */
  int step[3];
  std::vector<int> heights, widths;

  /* is_image tells whether this is one line of text, all of its pixels there. */
  bool is_image() const {
    return shape[0] == 1 && shape[1] > 0 && shape[2] > 0 && step[2] == 1 && step[1] == shape[2] && step[0] == shape[1] * shape[2] &&
           heights.size() == 1 && heights[0] == shape[1] && widths.size() == 1 && widths[0] == shape[2];
  }
};

template <class T> struct Array {
  void *methods;
  T *values;
  T empty;
  int rows, columns, allocated;
};

class NetworkIO {
public:
  Array<float> floats;
  Array<int8_t> bytes;
  bool of_bytes;
  StrideMap map;

  void ResizeToMap(bool of_bytes, const StrideMap &map, int features);
  void ResizeScaled(const NetworkIO &from, int x, int y, int features);
  void Randomize(int t, int offset, int features, TRand *chance);
  void WriteTimeStepPart(int t, int offset, int features, const float *input);

  /* has tells whether this is a line of text with so many bytes to the pixel. */
  bool has(int features) const {
    return of_bytes && map.is_image() && bytes.values && bytes.columns == features && bytes.rows == map.step[0] &&
           static_cast<int64_t>(bytes.rows) * features <= bytes.allocated;
  }
  int8_t *at(int t) const { return bytes.values + static_cast<int64_t>(t) * bytes.columns; }
};

struct Network {
  void *methods;
  int type, training;
  bool backward;
  int32_t flags, in, out, weights;
  std::string name;
  void *window, *window2;
  TRand *chance;
};

typedef void Forward(Network *, bool, const NetworkIO &, const TransposedArray *, NetworkScratch *, NetworkIO *);

/* library returns Tesseract's own function of a name. */
template <class F> static F *library(const char *name) { return reinterpret_cast<F *>(dlsym(RTLD_NEXT, name)); }

struct Convolve : Network {
  int32_t half_x, half_y;

  void Forward(bool debug, const NetworkIO &input, const TransposedArray *, NetworkScratch *, NetworkIO *output);
  bool known() const { return half_x > 0 && half_x < 8 && half_y > 0 && half_y < 8 && in > 0 && out == in * (2 * half_x + 1) * (2 * half_y + 1); }
  void inside(const NetworkIO &input, int t, int width, int8_t *to) const;
  void edge(const NetworkIO &input, int x, int y, NetworkIO *output) const;
};

/* inside puts together a pixel and its neighbours, all of which there are. */
void Convolve::inside(const NetworkIO &input, int t, int width, int8_t *to) const {
  for (int x = -half_x; x <= half_x; x++)
    for (int y = -half_y; y <= half_y; y++) {
      const int8_t *from = input.at(t + y * width + x);
      for (int i = 0; i < in; i++) *to++ = from[i];
    }
}

/* edge does that for a pixel on the edge: chance stands where there is none. */
void Convolve::edge(const NetworkIO &input, int at_x, int at_y, NetworkIO *output) const {
  const int height = input.map.shape[1], width = input.map.shape[2], t = at_y * width + at_x, column = (2 * half_y + 1) * in;
  for (int x = at_x - half_x, offset = 0; x <= at_x + half_x; x++, offset += column) {
    if (x < 0 || x >= width) {
      output->Randomize(t, offset, column, chance);
      continue;
    }
    for (int y = at_y - half_y, o = offset; y <= at_y + half_y; y++, o += in) {
      if (y < 0 || y >= height) output->Randomize(t, o, in, chance);
      else memcpy(output->at(t) + o, input.at(y * width + x), in);
    }
  }
}

void Convolve::Forward(bool debug, const NetworkIO &input, const TransposedArray *transposed, NetworkScratch *scratch, NetworkIO *output) {
  static auto *const own = library<tesseract::Forward>("_ZN9tesseract8Convolve7ForwardEbRKNS_9NetworkIOEPKNS_15TransposedArrayEPNS_14NetworkScratchEPS1_");
  if (debug || !same_library() || !known() || !input.has(in)) return own(this, debug, input, transposed, scratch, output);
  output->ResizeToMap(true, input.map, out);
  if (!output->has(out)) return own(this, debug, input, transposed, scratch, output);
  shorter_ways++;
  const int height = input.map.shape[1], width = input.map.shape[2];
  for (int y = 0, t = 0; y < height; y++)
    for (int x = 0; x < width; x++, t++) {
      if (x < half_x || x + half_x >= width || y < half_y || y + half_y >= height) edge(input, x, y, output);
      else inside(input, t, width, output->at(t));
    }
}

struct Maxpool : Network {
  StrideMap back;
  int32_t x_scale, y_scale;

  void Forward(bool debug, const NetworkIO &input, const TransposedArray *, NetworkScratch *, NetworkIO *output);
  bool known() const { return training == 0 && in == out && x_scale > 0 && x_scale < 8 && y_scale > 0 && y_scale < 8; }
};

void Maxpool::Forward(bool debug, const NetworkIO &input, const TransposedArray *transposed, NetworkScratch *scratch, NetworkIO *output) {
  static auto *const own = library<tesseract::Forward>("_ZN9tesseract7Maxpool7ForwardEbRKNS_9NetworkIOEPKNS_15TransposedArrayEPNS_14NetworkScratchEPS1_");
  if (debug || !same_library() || !known() || !input.has(in)) return own(this, debug, input, transposed, scratch, output);
  output->ResizeScaled(input, x_scale, y_scale, out);
  const int height = output->map.shape[1], width = output->map.shape[2], across = input.map.shape[2];
  if (!output->has(out) || height * y_scale > input.map.shape[1] || width * x_scale > across)
    return own(this, debug, input, transposed, scratch, output);
  shorter_ways++;
  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++) {
      int8_t *to = output->at(y * width + x);
      const int t = y * y_scale * across + x * x_scale;
      memcpy(to, input.at(t), in);
      for (int down = 0; down < y_scale; down++)
        for (int right = 0; right < x_scale; right++) larger(to, input.at(t + down * across + right), in);
    }
}

void NetworkIO::WriteTimeStepPart(int t, int offset, int features, const float *input) {
  typedef void Write(NetworkIO *, int, int, int, const float *);
  static auto *const own = library<Write>("_ZN9tesseract9NetworkIO17WriteTimeStepPartEiiiPKf");
  const bool known = of_bytes && t >= 0 && t < bytes.rows && offset >= 0 && features > 0 && offset + features <= bytes.columns;
  if (same_library() && known) return rounded(input, at(t) + offset, features);
  own(this, t, offset, features, input);
}

} // namespace tesseract
