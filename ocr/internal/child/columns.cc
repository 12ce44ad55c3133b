/* What Tesseract's network saw in each column of a line. The C interface of Tesseract
 * has no function for it; the one of C++ is public. */
#include "columns.h"
#include <tesseract/resultiterator.h>

/* first_letter is the code point of UTF-8 when that is one alone, 0 otherwise. */
static uint32_t first_letter(const char *text) {
  const unsigned char *s = reinterpret_cast<const unsigned char *>(text);
  int more = s[0] < 0x80 ? 0 : s[0] < 0xe0 ? 1 : s[0] < 0xf0 ? 2 : 3;
  uint32_t c = more == 0 ? s[0] : s[0] & (0x3f >> more);
  for (int i = 1; i <= more; i++) {
    if ((s[i] & 0xc0) != 0x80) return 0;
    c = c << 6 | (s[i] & 0x3f);
  }
  return c && s[more + 1] ? 0 : c;
}

int word_columns(TessResultIterator *results, column_letter *to, int room) {
  auto columns = reinterpret_cast<tesseract::ResultIterator *>(results)->GetRawLSTMTimesteps();
  if (!columns) return 0;
  int n = 0, at = 0;
  for (const auto &letter : *columns)
    for (const auto &column : letter) {
      for (const auto &seen : column) {
        if (n == room) return -1;
        to[n++] = {at, first_letter(seen.first), seen.second};
      }
      at++;
    }
  return n;
}
