package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"postkamer/classify"
	"postkamer/classify/examples"
)

// train learns a model from DIR/train/<kind>/*.txt. DIR/groups.csv, or the file
// given, names the phrasing family of each text (path,family).
func train(_ context.Context, args []string, out io.Writer) error {
	fs := flags("train")
	file := fs.String("out", "", "")
	lexicon := fs.String("lexicon", "", "")
	groups := fs.String("groups", "", "")
	words, err := parse(fs, args)
	if err != nil {
		return err
	}
	if len(words) != 1 || *file == "" {
		return fmt.Errorf("%w: name one folder and --out FILE", errUsage)
	}
	opts, err := trainOptions(*lexicon)
	if err != nil {
		return err
	}
	texts, err := readExamples(words[0], "train", *groups)
	if err != nil {
		return err
	}
	model, err := classify.Train(texts, opts)
	if err != nil {
		return fmt.Errorf("%s: %w", words[0], err)
	}
	if err := keepAndReplace(*file, model.Encode()); err != nil {
		return err
	}
	fmt.Fprintf(out, "%d texts, %d families, %d kinds, %.1f s: %s\n", len(texts), countFamilies(texts), len(model.Kinds()), model.TrainSeconds(), *file)
	return nil
}

// trainOptions reads the lexicon; without one it is the shipped one.
func trainOptions(lexicon string) (classify.TrainOptions, error) {
	if lexicon == "" {
		return classify.TrainOptions{}, nil
	}
	data, err := os.ReadFile(lexicon)
	if err != nil {
		return classify.TrainOptions{}, fmt.Errorf("read lexicon: %w", err)
	}
	if err := classify.CheckLexicon(data); err != nil {
		return classify.TrainOptions{}, fmt.Errorf("%s: %w", lexicon, err)
	}
	return classify.TrainOptions{Lexicon: data}, nil
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
	texts, err := readExamples(words[0], "test", "")
	if err != nil {
		return err
	}
	e := classify.Evaluate(model, texts)
	if *asJSON {
		return json.NewEncoder(out).Encode(e)
	}
	fmt.Fprintf(out, "accuracy               %.3f\nmacro F1               %.3f\ncoverage at 99 %%       %.3f\n", e.Accuracy, e.MacroF1, e.CoverageAt99)
	fmt.Fprintf(out, "precision at threshold %.3f (coverage %.3f)\nunknown rejected       %.3f\n", e.PrecisionAtThreshold, e.CoverageAtThreshold, e.UnknownRejected)
	fmt.Fprintf(out, "calibration error      %.3f\ntexts per second       %.0f\n", e.ECE, e.DocsPerSecond)
	return nil
}

// readExamples reads dir/part/<kind>/*.txt with the families of a file, or of
// groups.csv in the folder when none is named.
func readExamples(dir, part, groups string) ([]classify.Example, error) {
	families, err := readFamilies(groups)
	if err != nil {
		return nil, err
	}
	texts, err := examples.Read(os.DirFS(dir), part, families)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", dir, err)
	}
	if named := countNamed(texts); groups != "" && named == 0 {
		return nil, fmt.Errorf("%s names no text in %s: its paths begin with %s/, such as %s", groups, dir, part, texts[0].Name)
	}
	return texts, nil
}

func readFamilies(groups string) (examples.Families, error) {
	if groups == "" {
		return nil, nil
	}
	f, err := os.Open(groups)
	if err != nil {
		return nil, fmt.Errorf("read families: %w", err)
	}
	defer f.Close()
	return examples.ReadFamilies(f, groups)
}

// countNamed returns how many texts have a family.
func countNamed(texts []classify.Example) int {
	n := 0
	for _, e := range texts {
		if e.Family != "" {
			n++
		}
	}
	return n
}

// countFamilies returns how many families there are; a text without one is one.
func countFamilies(texts []classify.Example) int {
	seen := map[string]bool{}
	for _, e := range texts {
		if e.Family != "" {
			seen[e.Family] = true
		}
	}
	return len(seen) + len(texts) - countNamed(texts)
}

// keepAndReplace writes a file and keeps the one that was there beside it, as
// PATH.previous, to go back to.
func keepAndReplace(path string, data []byte) error {
	old, err := os.ReadFile(path)
	if err == nil {
		err = replaceFile(path+".previous", old)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("keep the old %s: %w", path, err)
	}
	return replaceFile(path, data)
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
