package main

import (
	"context"
	"fmt"
	"io"
	"runtime/debug"
)

// version prints the version that the build stamped, with the commit.
func version(_ context.Context, _ []string, out io.Writer) error {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		_, err := fmt.Fprintln(out, "postkamer (unknown build)")
		return err
	}
	commit := ""
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			commit = " " + s.Value
		}
	}
	_, err := fmt.Fprintf(out, "postkamer %s%s %s\n", info.Main.Version, commit, info.GoVersion)
	return err
}
