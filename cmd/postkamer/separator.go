package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"io"

	"postkamer"
	"postkamer/ocr"
)

// separatorID is how many characters tell one sheet from another.
const separatorID = 6

// separator makes a separator sheet to print.
func separator(_ context.Context, args []string, out io.Writer) error {
	fs := flags("separator")
	file := fs.String("out", "scheidingsblad.pdf", "")
	if words, err := parse(fs, args); err != nil || len(words) > 0 {
		return firstError(err, fmt.Errorf("%w: separator takes no files", errUsage))
	}
	var pdf bytes.Buffer
	if err := ocr.SeparatorSheet(&pdf, postkamer.SeparatorValue(rand.Text()[:separatorID])); err != nil {
		return err
	}
	if *file == "-" {
		_, err := out.Write(pdf.Bytes())
		return err
	}
	if err := replaceFile(*file, pdf.Bytes()); err != nil {
		return err
	}
	fmt.Fprintf(out, "Print %s as often as needed and lay a sheet before each letter.\n", *file)
	return nil
}
