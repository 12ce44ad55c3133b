package main

import (
	"context"
	"fmt"
	"image"
	"os"
	"path/filepath"
	"strconv"

	"postkamer"
	"postkamer/ocr"
)

// separator is the product's own separator sheet, as people print it.
func (s *scanner) separator(ctx context.Context, id string, dpi int) (*image.Gray, error) {
	sheet := filepath.Join(s.dir, "sheet")
	f, err := os.Create(sheet + ".pdf")
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if err := ocr.SeparatorSheet(f, postkamer.SeparatorValue(id)); err != nil {
		return nil, fmt.Errorf("separator %s: %w", id, err)
	}
	if err := run(ctx, "pdftoppm", "-r", strconv.Itoa(dpi), "-gray", "-png", "-singlefile", sheet+".pdf", sheet); err != nil {
		return nil, err
	}
	return readGray(sheet + ".png")
}
