package main

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"postkamer/classify"
)

// train learns a model from DIR/train/<kind>/*.txt. DIR/groups.csv, if there,
// names the phrasing family of each text (path,family).
func train(_ context.Context, args []string, out io.Writer) error {
	fs := flags("train")
	file := fs.String("out", "", "")
	words, err := parse(fs, args)
	if err != nil {
		return err
	}
	if len(words) != 1 || *file == "" {
		return fmt.Errorf("%w: name one folder and --out FILE", errUsage)
	}
	examples, err := readExamples(words[0], "train")
	if err != nil {
		return err
	}
	model, err := classify.Train(examples, classify.TrainOptions{})
	if err != nil {
		return err
	}
	if err := replaceFile(*file, model.Encode()); err != nil {
		return err
	}
	fmt.Fprintf(out, "%d texts, %d kinds, %.1f s: %s\n", len(examples), len(model.Kinds()), model.TrainSeconds(), *file)
	return nil
}

// evaluate measures a model on DIR/test/<kind>/*.txt; the folder _unknown holds
// kinds that it was never trained on.
func evaluate(_ context.Context, args []string, out io.Writer) error {
	fs := flags("evaluate")
	file := fs.String("model", "", "")
	asJSON := fs.Bool("json", false, "")
	words, err := parse(fs, args)
	if err != nil {
		return err
	}
	if len(words) != 1 {
		return fmt.Errorf("%w: name one folder", errUsage)
	}
	model, err := loadModel(*file)
	if err != nil {
		return err
	}
	examples, err := readExamples(words[0], "test")
	if err != nil {
		return err
	}
	e := classify.Evaluate(model, examples)
	if *asJSON {
		return json.NewEncoder(out).Encode(e)
	}
	fmt.Fprintf(out, "accuracy               %.3f\nmacro F1               %.3f\ncoverage at 99 %%       %.3f\n", e.Accuracy, e.MacroF1, e.CoverageAt99)
	fmt.Fprintf(out, "precision at threshold %.3f (coverage %.3f)\nunknown rejected       %.3f\n", e.PrecisionAtThreshold, e.CoverageAtThreshold, e.UnknownRejected)
	fmt.Fprintf(out, "calibration error      %.3f\ntexts per second       %.0f\n", e.ECE, e.DocsPerSecond)
	return nil
}

// readExamples reads dir/part/<kind>/*.txt.
func readExamples(dir, part string) ([]classify.Example, error) {
	families, err := readFamilies(filepath.Join(dir, "groups.csv"))
	if err != nil {
		return nil, err
	}
	var examples []classify.Example
	root := os.DirFS(dir)
	err = fs.WalkDir(root, part, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".txt" {
			return err
		}
		text, err := fs.ReadFile(root, path)
		if err != nil {
			return err
		}
		kind := filepath.Base(filepath.Dir(path))
		examples = append(examples, classify.Example{Class: kind, Text: string(text), Family: families[path], Name: path})
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read texts: %w; the folder must hold %s/<kind>/*.txt", err, part)
	}
	if len(examples) == 0 {
		return nil, fmt.Errorf("there are no texts in %s", filepath.Join(dir, part))
	}
	return examples, nil
}

// readFamilies reads which phrasing family each text belongs to.
func readFamilies(path string) (map[string]string, error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	families := map[string]string{}
	for _, row := range rows {
		if len(row) == 2 {
			families[strings.TrimPrefix(row[0], "./")] = row[1]
		}
	}
	return families, nil
}

// replaceFile writes a file so that a reader sees the old or the new one whole.
func replaceFile(path string, data []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".new-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.Write(data)
	if err == nil {
		err = f.Sync()
	}
	if err := errors.Join(err, f.Close()); err != nil {
		return err
	}
	if err := os.Chmod(f.Name(), 0o644); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}
