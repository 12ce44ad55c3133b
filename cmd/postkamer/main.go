// Command postkamer runs a municipality's mail-room: web pages, background
// workers, and the commands beside them. See "postkamer help".
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"postkamer/learn"
	"postkamer/ocr"
)

// Exit statuses that other programs rely on.
const (
	exitDone   = 0
	exitFailed = 1 // something failed; standard error says what to do next
	exitUsage  = 2 // wrong use
)

// errUsage marks an error of the command line itself.
var errUsage = errors.New("wrong use")

// errSaid is returned when the command has said itself what failed.
var errSaid = errors.New("said already")

// A command is one word after "postkamer".
type command struct {
	name  string
	args  string
	about string
	run   func(ctx context.Context, args []string, out io.Writer) error
}

// commands is the whole command line, in the order of the help text.
func commands() []command {
	return []command{
		{"serve", "[--data DIR] [--listen ADDRESS] [--no-web] [--no-workers] [--samples DIR]", "run the mail-room", serve},
		{"import", "[--data DIR] [--wait] [--json] [--received DATE] [--again] PATH...", "bring in files or folders as one batch", importFiles},
		{"station", "--server URL [--dir DIR] [--name NAME] [--device D] [--listen ADDRESS] [--test]", "scan on the computer beside a scanner and send the pages to the service", station},
		{"read", "[--json] [--pdf DIR] FILE...", "read files, without database or storage; --pdf writes searchable copies", readFiles},
		{"classify", "[--json] [--explain] [--model F] FILE...", "say what texts, images or PDFs are about, likewise", classifyFiles},
		{"train", "DIR [--lexicon F.yaml] [--groups F.csv] --out F", "learn a model from DIR/train/<kind>/*.txt; the old file is kept as F.previous", train},
		{"evaluate", "DIR [--model F] [--json]", "measure a model on DIR/test/<kind>/*.txt", evaluate},
		{"model", "[list | rollback [NUMBER] | shipped] [--data DIR]", "say what was learned at the desk, or let an earlier model work again", models},
		{"separator", "[--count N] [--data DIR] [--out FILE]", "make separator sheets to print (PDF): a numbered set, or one without a number", separator},
		{"form", "NAME [--tone je|u] > form.pdf", "print a citizen's form on paper (PDF)", paperForm},
		{"addresses", "[load FILE.csv] [--data DIR]", "say which addresses are loaded, or load them (columns of the BAG)", addresses},
		{"verify", "[--data DIR] [--json] [--quick]", "check that nothing is lost or doubled", verify},
		{"replay", "--dry-run [--data DIR] [--since DATE] [--model F] [--json]", "decide again about what was decided, and say what would change", replay},
		{"migrate", "[--data DIR]", "bring the database up to date", migrate},
		{"version", "", "say which version this is", version},
	}
}

func main() {
	if len(os.Args) > 1 && os.Args[1] == ocr.ChildCommand {
		os.Exit(ocr.Child())
	}
	if len(os.Args) > 1 && os.Args[1] == learn.ChildCommand {
		os.Exit(learn.Child(os.Stdin, os.Stdout, learningTexts))
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// run does one command and returns the exit status.
func run(ctx context.Context, args []string, out, errs io.Writer) int {
	if len(args) == 0 {
		help(errs)
		return exitUsage
	}
	switch args[0] {
	case "help", "-h", "--help":
		help(out)
		return exitDone
	}
	for _, c := range commands() {
		if c.name == args[0] {
			return status(c, c.run(ctx, args[1:], out), errs)
		}
	}
	fmt.Fprintf(errs, "postkamer: there is no command %q; see postkamer help\n", args[0])
	return exitUsage
}

// status turns the outcome of a command into its exit status and says why.
func status(c command, err error, errs io.Writer) int {
	switch {
	case err == nil, errors.Is(err, flag.ErrHelp):
		return exitDone
	case errors.Is(err, errSaid):
		return exitFailed
	case errors.Is(err, errUsage):
		fmt.Fprintf(errs, "postkamer %s: %v\nuse: postkamer %s %s\n", c.name, err, c.name, c.args)
		return exitUsage
	default:
		fmt.Fprintf(errs, "postkamer %s: %v\n", c.name, err)
		return exitFailed
	}
}

func help(w io.Writer) {
	fmt.Fprint(w, "postkamer is a digital mail-room for municipalities.\n\n")
	for _, c := range commands() {
		fmt.Fprintf(w, "  postkamer %s %s\n        %s\n", c.name, c.args, c.about)
	}
	fmt.Fprint(w, "\nWithout DATABASE_URL the commands use the database and the object store in --data (default var/).\n")
}

// flags returns an empty set of flags that reports errors as errUsage.
func flags(name string) *flag.FlagSet {
	fs := flag.NewFlagSet(name, flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	return fs
}

// parse reads flags wherever they stand between the other words, and returns
// those words.
func parse(fs *flag.FlagSet, args []string) ([]string, error) {
	var words []string
	for {
		if err := fs.Parse(args); err != nil {
			if errors.Is(err, flag.ErrHelp) {
				return nil, fmt.Errorf("%w: see below", errUsage)
			}
			return nil, fmt.Errorf("%w: %w", errUsage, err)
		}
		if fs.NArg() == 0 {
			return words, nil
		}
		words = append(words, fs.Arg(0))
		args = fs.Args()[1:]
	}
}
