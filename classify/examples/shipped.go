package examples

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"encoding/gob"
	"fmt"
	"io"

	"postkamer/classify"
)

// shipped are the texts that come with the program, to learn from together with
// what people correct: a gob of the parts, gzipped. TestShippedTexts makes it from
// classify/texts with -update.
//
//go:embed texts.gob.gz
var shipped []byte

// parts are the texts to learn from and those to measure on.
type parts struct{ Train, Test []classify.Example }

// Shipped returns the texts that come with the program: to learn from, and of
// other families to measure on.
func Shipped() (train, test []classify.Example, err error) {
	p, err := unpack(shipped)
	return p.Train, p.Test, err
}

func pack(p parts) ([]byte, error) {
	var out bytes.Buffer
	zip, _ := gzip.NewWriterLevel(&out, gzip.BestCompression) // the level is valid
	if err := gob.NewEncoder(zip).Encode(p); err != nil {
		return nil, fmt.Errorf("pack texts: %w", err)
	}
	if err := zip.Close(); err != nil {
		return nil, fmt.Errorf("pack texts: %w", err)
	}
	return out.Bytes(), nil
}

func unpack(data []byte) (p parts, err error) {
	zip, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return p, fmt.Errorf("shipped texts: %w", err)
	}
	if err := gob.NewDecoder(io.Reader(zip)).Decode(&p); err != nil {
		return p, fmt.Errorf("shipped texts: %w", err)
	}
	return p, nil
}
