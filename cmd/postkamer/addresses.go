package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"postkamer"
	"postkamer/intake"
)

// addresses says what addresses are loaded, or loads a file of them.
func addresses(ctx context.Context, args []string, out io.Writer) error {
	fs := flags("addresses")
	data := fs.String("data", "var", "")
	words, err := parse(fs, args)
	load := len(words) == 2 && words[0] == "load"
	if err != nil || len(words) > 0 && !load {
		return firstError(err, fmt.Errorf("%w: write addresses, or addresses load FILE.csv", errUsage))
	}
	o, err := openAt(ctx, *data)
	if err != nil {
		return err
	}
	if load {
		err = loadAddresses(ctx, o, words[1], out)
	} else {
		err = printAddresses(ctx, o, out)
	}
	return errors.Join(err, o.Close(ctx))
}

// loadAddresses replaces the table and says what is in it now.
func loadAddresses(ctx context.Context, o *opened, file string, out io.Writer) error {
	start := time.Now()
	t, err := intake.LoadAddresses(ctx, o.Store, whoami(), file)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "%d addresses in %d streets loaded from %s in %.1f s. They take the place of what was loaded before.\n",
		t.Addresses, t.Streets, t.File, time.Since(start).Seconds())
	if t.NoPostcode > 0 {
		fmt.Fprintf(out, "Rows without a postcode, which were left out: %d. Forms find an address by its postcode.\n", t.NoPostcode)
	}
	return nil
}

func printAddresses(ctx context.Context, o *opened, out io.Writer) error {
	t, err := o.AddressTable(ctx)
	if errors.Is(err, postkamer.ErrNotFound) {
		fmt.Fprintln(out, "No addresses are loaded: addresses in letters are not checked. Load them with: postkamer addresses load FILE.csv")
		return nil
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "%d addresses in %d streets, from %s, loaded on %s by %s\n",
		t.Addresses, t.Streets, t.File, t.LoadedAt.In(postkamer.Zone()).Format("2006-01-02 15:04"), t.By)
	return nil
}

// sampleAddresses is the extract within the folder of the sample post.
const sampleAddresses = "addresses/westdorp.csv"

// bringAddresses loads the extract that comes with the sample post when no
// addresses are loaded yet, so that a move to a street that was misread can be
// tried at once.
func (r *room) bringAddresses(ctx context.Context) error {
	file := filepath.Join(r.opts.samples, sampleAddresses)
	if info, _ := os.Stat(file); info == nil {
		return nil
	}
	if _, err := r.store.AddressTable(ctx); !errors.Is(err, postkamer.ErrNotFound) {
		return err
	}
	t, err := intake.LoadAddresses(ctx, r.store.Store, postkamer.Machine, file)
	if err != nil {
		r.log.Error("the sample addresses were not loaded", "error", err)
		return nil // the mail-room works without them
	}
	fmt.Fprintf(r.out, "sample addresses: %d of %s loaded\n", t.Addresses, t.File)
	return nil
}
