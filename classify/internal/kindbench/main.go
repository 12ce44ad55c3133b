// Command kindbench measures how well the kind of a piece is told on phrasings
// that nobody trained on, next to a bag of words, and writes what it found into
// docs/understanding.md.
//
//	go run ./classify/internal/kindbench -texts classify/texts -docs docs -json /tmp/kinds.json
//
// How it measures stands in docs/understanding.md. It takes some twenty minutes
// on a machine that does nothing else; -folds 2 takes less.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"postkamer/classify"
	"postkamer/classify/examples"
)

func main() {
	if err := run(os.Args[1:], os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "kindbench:", err)
		os.Exit(1)
	}
}

// run reads the texts, measures, and writes the results.
func run(args []string, progress io.Writer) error {
	flags := flag.NewFlagSet("kindbench", flag.ContinueOnError)
	texts := flags.String("texts", "classify/texts", "folder with train, test and groups.csv")
	lexicon := flags.String("lexicon", "classify/lexicon.yaml", "lexicon to train with")
	docs := flags.String("docs", "", "folder of understanding.md, which gets the tables")
	file := flags.String("json", "", "file for all figures")
	only := flags.String("systems", "", "names of the systems to measure, with commas; empty is all")
	some := flags.Int("folds", folds, "how many of the folds are tried, for a machine with little time")
	quality := flags.Bool("quality", true, "measure on folds how well the kinds are told")
	speed := flags.Bool("speed", true, "measure training on 20,000 texts and reading on one core")
	errors := flags.Bool("errors", false, "list the families that ours got wrong and believed")
	outcomes := flags.String("outcomes", "", "only write to this file what is made of every text, to compare two builds")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *outcomes != "" {
		return writeOutcomes(*texts, *outcomes)
	}
	all, err := readAll(*texts)
	if err != nil {
		return err
	}
	list, err := systems(*lexicon)
	if err != nil {
		return err
	}
	if *only != "" {
		list = slices.DeleteFunc(list, func(s system) bool { return !slices.Contains(strings.Split(*only, ","), s.name) })
	}
	b := &bench{all: all, systems: list, progress: progress, folds: min(max(1, *some), folds)}
	if *quality {
		if err := b.measure(); err != nil {
			return err
		}
	}
	if *speed {
		if err := b.measureSpeed(); err != nil {
			return err
		}
	}
	if *errors {
		b.listErrors(os.Stdout)
	}
	return b.write(*docs, *file)
}

// readAll reads the texts to learn from and to measure on as one set: here every
// family is in turn one that was not trained on.
func readAll(dir string) ([]classify.Example, error) {
	root := os.DirFS(dir)
	train, err := examples.Read(root, "train", nil)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", dir, err)
	}
	test, err := examples.Read(root, "test", nil)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", dir, err)
	}
	return append(train, test...), nil
}

// write puts the results in a file and their tables in the page.
func (b *bench) write(docs, file string) error {
	if file != "" {
		data, err := json.MarshalIndent(b.results, "", "\t")
		if err != nil {
			return err
		}
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(file, append(data, '\n'), 0o644); err != nil {
			return err
		}
	}
	if docs == "" {
		b.results.tables(os.Stdout)
		return nil
	}
	return rewrite(filepath.Join(docs, "understanding.md"), b.results)
}
