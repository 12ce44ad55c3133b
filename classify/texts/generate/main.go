package main

import (
	"flag"
	"fmt"
	"os"
)

func main() {
	dir := flag.String("dir", "classify/texts", "folder of train, test and groups.csv")
	flag.Parse()
	if err := run(*dir); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// run makes all texts and writes them under dir.
func run(dir string) error {
	families, err := Families()
	if err != nil {
		return err
	}
	files, err := Texts(families)
	if err != nil {
		return err
	}
	return Write(dir, files)
}
