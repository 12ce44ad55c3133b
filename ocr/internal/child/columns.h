#pragma once
#include <stdint.h>
#include <tesseract/capi.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A column_letter is one letter that Tesseract's network saw in one narrow column of a
 * line, its code point (0: no letter) and its share of 1. */
typedef struct {
  int32_t column;
  uint32_t letter;
  float share;
} column_letter;

/* word_columns writes what the network saw in each column of the word that results stands
 * at, and returns how many that are; -1 when they are more than room. Letters of less than
 * .01 are not kept by Tesseract. lstm_choice_mode must have been 1. */
int word_columns(TessResultIterator *results, column_letter *to, int room);

#ifdef __cplusplus
}
#endif
