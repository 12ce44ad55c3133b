package main

import (
	"context"
	"fmt"
	"io"
)

// migrate brings the database up to date. Every other command does that too; a
// rolling deployment does it first.
func migrate(ctx context.Context, args []string, out io.Writer) error {
	fs := flags("migrate")
	data := fs.String("data", "var", "")
	if words, err := parse(fs, args); err != nil || len(words) > 0 {
		return firstError(err, fmt.Errorf("%w: migrate takes no files", errUsage))
	}
	o, err := openAt(ctx, *data)
	if err != nil {
		return err
	}
	fmt.Fprintln(out, "The database is up to date.")
	return o.Close(ctx)
}
