// Command generate makes the pieces of deploy/samples: made-up Dutch post as a
// scanner delivers it, and expected.json. Run it in its own folder:
//
//	go run . [-only TEXT] [-out ..]
//
// It draws separator sheets with package ocr, so it builds where the product
// builds. It needs chromium, pdftoppm, convert (ImageMagick), tiffcp, tiff2pdf, qpdf and
// the Debian fonts liberation, dejavu, urw-base35, dkg-handwriting and
// femkeklaver. The product needs none of these to use the samples. All chance
// comes from the names of files and letters: made again they are the same letters.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// plan is delivery.yaml.
type plan struct {
	Files   []delivery         `yaml:"files"`
	Letters map[string]outcome `yaml:"letters"`
}

func main() {
	only := flag.String("only", "", "make only the files whose name contains `TEXT`")
	out := flag.String("out", "..", "folder for the files")
	flag.Parse()
	if err := generate(context.Background(), *only, *out); err != nil {
		fmt.Fprintln(os.Stderr, "generate:", err)
		os.Exit(1)
	}
}

// generate prints the letters, scans them and says what to expect.
func generate(ctx context.Context, only, out string) error {
	var todo plan
	if err := readYAML("delivery.yaml", &todo); err != nil {
		return err
	}
	want, err := expect(todo.Files, todo.Letters)
	if err != nil {
		return err
	}
	letters, err := readLetters("letters")
	if err != nil {
		return err
	}
	scratch, err := os.MkdirTemp("", "samples")
	if err != nil {
		return err
	}
	defer os.RemoveAll(scratch)
	press, err := newPress(ctx, scratch, letters)
	if err != nil {
		return err
	}
	s := &scanner{press: press, dir: scratch, out: out}
	for _, d := range todo.Files {
		if !strings.Contains(d.File, only) {
			continue
		}
		if err := s.deliver(ctx, d); err != nil {
			return err
		}
	}
	return want.write(filepath.Join(out, "expected.json"))
}
