package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"os"

	"postkamer/store"
)

// verify checks the promise and exits non-zero with the list of what does not hold.
func verify(ctx context.Context, args []string, out io.Writer) error {
	fs := flags("verify")
	data := fs.String("data", "var", "")
	asJSON := fs.Bool("json", false, "")
	quick := fs.Bool("quick", false, "")
	if words, err := parse(fs, args); err != nil || len(words) > 0 {
		return firstError(err, fmt.Errorf("%w: verify takes no files", errUsage))
	}
	o, err := openAt(ctx, *data)
	if err != nil {
		return err
	}
	defer o.Close(ctx)
	v, err := o.Verify(ctx, *quick)
	if err != nil {
		return err
	}
	if err := printVerification(out, v, *asJSON); err != nil {
		return err
	}
	if len(v.Findings) > 0 {
		fmt.Fprintf(os.Stderr, "postkamer verify: the promise does not hold in %d places; keep the data as it is and look at each\n", len(v.Findings))
		return errSaid
	}
	return nil
}

func printVerification(out io.Writer, v store.Verification, asJSON bool) error {
	if asJSON {
		enc := json.NewEncoder(out)
		enc.SetIndent("", "  ")
		return enc.Encode(v)
	}
	c := v.Counts
	fmt.Fprintf(out, "%d files in %d batches, %d refused\n", c.Files, c.Batches, c.Refused)
	fmt.Fprintf(out, "%d pages = %d in pieces + %d blank + %d separators + %d other + %d waiting\n",
		c.Pages, c.PagesInPieces, c.PagesBlank, c.PagesSeparator, c.PagesOther, c.PagesWaiting)
	fmt.Fprintf(out, "%d pieces = %d received + %d read + %d routed\n", c.Pieces, c.PiecesReceived, c.PiecesRead, c.PiecesRouted)
	fmt.Fprintf(out, "%d cases = %d open + %d claimed + %d calling + %d waiting + %d done\n",
		c.Cases, c.CasesOpen, c.CasesClaimed, c.CasesCalling, c.CasesWaiting, c.CasesDone)
	fmt.Fprintf(out, "%d call tasks, %d open\n", c.CallTasks, c.CallTasksOpen)
	fmt.Fprintf(out, "%d letters = %d to print + %d sent + %d taken back\n", c.Letters, c.LettersMade, c.LettersSent, c.LettersBack)
	for _, f := range v.Findings {
		fmt.Fprintf(out, "BREACH %s: %s %s\n", f.Rule, f.Subject, f.Says)
	}
	return nil
}

// firstError returns the first error that is one.
func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// quiet is the log of commands that speak for themselves: warnings and errors only.
func quiet() *slog.Logger {
	return slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
}
