package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"

	"postkamer"
	"postkamer/ocr"
	"postkamer/store"
)

// separatorID is how many characters tell one sheet without a number from another.
const separatorID = 6

// separator makes separator sheets to print: a set of numbered ones, which the store
// then knows, or one without a number, for which no store is needed.
func separator(ctx context.Context, args []string, out io.Writer) error {
	fs := flags("separator")
	file := fs.String("out", "scheidingsblad.pdf", "")
	number := fs.Int("count", 0, "")
	data := fs.String("data", "var", "")
	if words, err := parse(fs, args); err != nil || len(words) > 0 {
		return firstError(err, fmt.Errorf("%w: separator takes no files", errUsage))
	}
	if *number < 0 || *number > postkamer.MaxSheets {
		return fmt.Errorf("%w: a set has 1 to %d sheets", errUsage, postkamer.MaxSheets)
	}
	var pdf bytes.Buffer
	if *number == 0 {
		if err := ocr.SeparatorSheet(&pdf, postkamer.SeparatorValue(rand.Text()[:separatorID])); err != nil {
			return err
		}
		return deliver(*file, pdf.Bytes(), out, "Print %s as often as needed and lay a sheet before each letter.\n")
	}
	set, err := issueSheets(ctx, *data, *number)
	if err != nil {
		return err
	}
	if err := ocr.SeparatorSet(&pdf, set, *number); err != nil {
		return err
	}
	return deliver(*file, pdf.Bytes(), out, fmt.Sprintf("Set %s of %d sheets. Print %%s once, on both sides of the paper, and lay the sheets before the letters in the order of their numbers.\n", set, *number))
}

// issueSheets has the store take note of a new set, before it is printed: a sheet
// that nobody knows stops a stack.
func issueSheets(ctx context.Context, data string, number int) (set string, err error) {
	o, err := openAt(ctx, data)
	if err != nil {
		return "", err
	}
	err = o.InTx(ctx, func(tx *store.Tx) error {
		set, err = tx.NewSheetSet(ctx, number, whoami())
		return err
	})
	return set, errors.Join(err, o.Close(ctx))
}

// deliver writes a PDF to a file and says what to do with it, or to out when the
// file is called "-".
func deliver(file string, pdf []byte, out io.Writer, says string) error {
	if file == "-" {
		_, err := out.Write(pdf)
		return err
	}
	if err := replaceFile(file, pdf); err != nil {
		return err
	}
	fmt.Fprintf(out, says, file)
	return nil
}
