package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"strings"
	"time"
)

// readOCRmyPDF reads the pages of each degradation as one document, so that
// OCRmyPDF has pages to work on with two processes. Making the document is not
// counted.
func readOCRmyPDF(ctx context.Context, s Set, dir string) (outcome, error) {
	o := outcome{read: map[string]pageRead{}}
	for _, v := range variants {
		var pages []Page
		for _, p := range s.Pages {
			if p.Variant == v.name {
				pages = append(pages, p)
			}
		}
		if len(pages) == 0 {
			continue
		}
		if err := o.readDocument(ctx, s, pages, filepath.Join(dir, v.name)); err != nil {
			return o, err
		}
	}
	return o, nil
}

func writeBundle(path string, s Set, pages []Page) error {
	document, err := bundle(s, pages)
	if err != nil {
		return err
	}
	if err := os.WriteFile(path, document, 0o600); err != nil {
		return fmt.Errorf("write document: %w", err)
	}
	return nil
}

// readDocument reads pages of a set; root is the name of its files without
// their extension.
func (o *outcome) readDocument(ctx context.Context, s Set, pages []Page, root string) error {
	if err := writeBundle(root+".pdf", s, pages); err != nil {
		return err
	}
	debug.FreeOSMemory() // the kernel counts our memory as the new process's, until it has begun
	cmd := exec.CommandContext(ctx, "ocrmypdf", "--language", "nld", "--deskew", "--rotate-pages", "--jobs", fmt.Sprint(atATime),
		"--sidecar", root+".txt", root+".pdf", root+".out.pdf")
	var said bytes.Buffer
	cmd.Stderr = &said
	start := time.Now()
	err := cmd.Run()
	o.Wall += seconds(start)
	if cmd.ProcessState == nil {
		return fmt.Errorf("start ocrmypdf: %w", err)
	}
	o.add(cmd)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	failure := ""
	if err != nil {
		failure = fmt.Sprintf("%v: %.300s", err, said.String())
	}
	text, _ := os.ReadFile(root + ".txt") // not there: then nothing was read, which counts against it
	texts := strings.Split(string(text), "\f")
	for i, p := range pages {
		r := pageRead{Rotation: -1, Error: failure}
		if i < len(texts) {
			r.Text = texts[i]
		}
		o.read[p.File] = r
	}
	return nil
}
