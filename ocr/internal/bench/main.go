// Command bench measures reading. It makes degraded pages of Dutch municipal
// post whose text is known, has several engines read them in one run, and
// writes what it found into docs/reading.md.
//
//	go run ./ocr/internal/bench help
//	go run ./ocr/internal/bench pages -set heldout -out /tmp/pages
//	go run ./ocr/internal/bench run -pages /tmp/pages -runs 3
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"

	"postkamer/ocr"
)

func main() {
	if len(os.Args) > 1 && os.Args[1] == ocr.ChildCommand {
		os.Exit(ocr.Child())
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	err := command(ctx, os.Args[1:])
	switch {
	case errors.Is(err, flag.ErrHelp):
		os.Exit(2)
	case err != nil:
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// usage is what "bench help" prints.
const usage = `bench makes degraded pages of Dutch municipal post and compares how well and how
fast they are read.

  bench pages -out DIR [-set tuning|kinds|heldout|blanks|separators|patches]
              [-letters t01,t05] [-variants clean,fax|all] [-seed N]
      prints the letters (needs chromium), draws them at 300 dpi (needs
      pdftoppm), degrades them and writes the images and truth.json to DIR
  bench list
      names the letters of each set and the variants
  bench run -pages DIR [-engines tesseract,ocrmypdf,ours,ours-pdf] [-runs 3]
            [-letters t01,t05] [-variants clean,fax] [-texts DIR] [-missed]
            [-result FILE.json]
      has the engines read the pages, prints how well and how fast they did and
      where ours is worse than another
  bench report -docs DIR FILE.json...
      puts results, as tables and drawings, into DIR/reading.md
  bench separators [-sheets 300] [-pages 1000] [-seed N] [-docs DIR]
                   [-result FILE.json] [-keep DIR]
      damages separator sheets, makes ordinary pages with codes of others, and
      counts what ours and zbar make of them
  bench sheets -pages DIR
      has ours prepare pages that are not letters (sets blanks, separators,
      patches) or are (no false alarms), and counts what it says of them
  bench quality -pages DIR [-docs DIR] [-missed]
      makes good and bad scans (needs chromium and pdftoppm) and counts which
      faults are found and how often a good page asks for eyes
"bench COMMAND -h" explains the flags of a command.
`

func command(ctx context.Context, args []string) error {
	if len(args) == 0 {
		fmt.Fprint(os.Stderr, usage)
		return flag.ErrHelp
	}
	switch args[0] {
	case "pages":
		return pagesCommand(ctx, args[1:])
	case "list":
		return listCommand()
	case "run":
		return runCommand(ctx, args[1:])
	case "report":
		return reportCommand(args[1:])
	case "sheets":
		return sheetsCommand(ctx, args[1:])
	case "quality":
		return qualityCommand(ctx, args[1:])
	case "separators":
		return separatorsCommand(ctx, args[1:])
	case oursCommand:
		return runErrand(ctx)
	case "help", "-h", "--help":
		fmt.Fprint(os.Stdout, usage)
		return nil
	}
	fmt.Fprint(os.Stderr, usage)
	return fmt.Errorf("there is no command %q", args[0])
}
