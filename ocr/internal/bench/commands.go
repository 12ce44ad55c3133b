package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"strings"
)

// sets are the sets of pages that can be made.
var sets = []string{"tuning", "kinds", "heldout", "blanks", "separators", "patches"}

func pagesCommand(ctx context.Context, args []string) error {
	flags := flag.NewFlagSet("bench pages", flag.ContinueOnError)
	o := order{log: os.Stderr}
	flags.StringVar(&o.dir, "out", "", "folder to write the pages to (made when it is not there)")
	flags.StringVar(&o.set, "set", "tuning", "which sheets: "+strings.Join(sets, ", "))
	flags.Uint64Var(&o.seed, "seed", defaultSeed, "number that decides about chance; the same number makes the same pages")
	chosen := flags.String("letters", "", "only these letters, by the beginning of their names, with commas")
	wanted := flags.String("variants", "", "only these variants, with commas; all: with those that do not count")
	if err := flags.Parse(args); err != nil {
		return flag.ErrHelp
	}
	if o.dir == "" {
		return fmt.Errorf("say with -out where the pages go")
	}
	o.letters, o.variants = names(*chosen), names(*wanted)
	s, err := makePages(ctx, o)
	if err != nil {
		return err
	}
	fmt.Fprintf(os.Stderr, "%d pages and %s in %s\n", len(s.Pages), truthFile, o.dir)
	return nil
}

// defaultSeed is the seed of all published figures.
const defaultSeed = 20261122

// names splits a list with commas.
func names(list string) []string {
	return strings.FieldsFunc(list, func(r rune) bool { return r == ',' || r == ' ' })
}

func listCommand() error {
	for _, set := range sets {
		sheets, err := allSheets(set)
		if err != nil {
			return err
		}
		fmt.Fprintf(os.Stdout, "%s:\n", set)
		for _, s := range sheets {
			fmt.Fprintf(os.Stdout, "  %s\n", s.name)
		}
	}
	fmt.Fprintln(os.Stdout, "variants:")
	for _, v := range variants {
		note := ""
		if v.extra {
			note = " (does not count)"
		}
		fmt.Fprintf(os.Stdout, "  %-10s %s%s\n", v.name, v.says, note)
	}
	return nil
}
