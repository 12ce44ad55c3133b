package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
)

func runCommand(ctx context.Context, args []string) error {
	flags := flag.NewFlagSet("bench run", flag.ContinueOnError)
	c := comparison{log: os.Stderr}
	pages := flags.String("pages", "", "folder that bench pages has made")
	chosen := flags.String("engines", "", "only these engines, with commas: tesseract, ocrmypdf, ours, ours-pdf")
	letters := flags.String("letters", "", "only these letters, by the beginning of their names, with commas")
	wanted := flags.String("variants", "", "only these variants, with commas")
	flags.IntVar(&c.runs, "runs", 1, "how many times to read everything; more show how much the times differ")
	flags.StringVar(&c.texts, "texts", "", "folder to keep what each engine read in")
	result := flags.String("result", "", "file to write the result to, for bench report")
	missed := flags.Bool("missed", false, "print the typed key values that ours did not find")
	if err := flags.Parse(args); err != nil {
		return flag.ErrHelp
	}
	if *pages == "" || c.runs < 1 {
		return fmt.Errorf("say with -pages where the pages are, and -runs 1 or more")
	}
	s, err := loadSet(*pages)
	if err != nil {
		return err
	}
	c.set = s.only(names(*letters), names(*wanted))
	if len(c.set.Pages) == 0 {
		return fmt.Errorf("no page in %s is asked for", *pages)
	}
	if c.engines, err = enginesCalled(names(*chosen)); err != nil {
		return err
	}
	c.command = "go run ./ocr/internal/bench run " + strings.Join(args, " ")
	r, err := c.run(ctx)
	if err != nil {
		return err
	}
	printResult(os.Stdout, r, *missed)
	if *result == "" {
		return nil
	}
	return r.save(*result)
}

// enginesCalled returns the engines with these names, all when there are none.
func enginesCalled(wanted []string) ([]engine, error) {
	if len(wanted) == 0 {
		return engines, nil
	}
	var found []engine
	for _, name := range wanted {
		i := slices.IndexFunc(engines, func(e engine) bool { return e.name == name })
		if i < 0 {
			return nil, fmt.Errorf("there is no engine %q", name)
		}
		found = append(found, engines[i])
	}
	return found, nil
}

func reportCommand(args []string) error {
	flags := flag.NewFlagSet("bench report", flag.ContinueOnError)
	docs := flags.String("docs", "docs", "folder in which reading.md is")
	if err := flags.Parse(args); err != nil {
		return flag.ErrHelp
	}
	var all []Result
	for _, path := range flags.Args() {
		r, err := loadResult(path)
		if err != nil {
			return err
		}
		all = append(all, r)
	}
	if len(all) == 0 {
		return fmt.Errorf("name the files that bench run -result has written")
	}
	return writeReport(*docs, all)
}
