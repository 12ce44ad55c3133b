package embedded

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// madeBy returns the major version of the PostgreSQL that made the database in
// dir, "" when there is no dir.
func madeBy(dir string) (string, error) {
	version, err := os.ReadFile(filepath.Join(dir, "PG_VERSION"))
	if err == nil {
		return strings.TrimSpace(string(version)), nil
	}
	if _, serr := os.Lstat(dir); errors.Is(serr, fs.ErrNotExist) {
		return "", nil
	}
	return "", fmt.Errorf("%s is there but is no PostgreSQL database; it is left as it is, move it away or choose another data folder: %w", dir, err)
}

// initdb makes the database folder. It is made under another name first and
// then renamed, so that a half-made one is never taken for a finished one.
func (p *postgres) initdb(ctx context.Context) error {
	half := p.data + ".new"
	if err := stopOrphans(ctx, "postgres", half, 0, killNow()); err != nil {
		return err
	}
	if err := os.RemoveAll(half); err != nil { // only ever an unfinished attempt of ours
		return fmt.Errorf("clear a half-made database: %w", err)
	}
	if err := os.Mkdir(half, 0o700); err != nil {
		return unwritable(filepath.Dir(half), err)
	}
	if err := p.account.give(half); err != nil {
		return fmt.Errorf("give the database folder to its user: %w", err)
	}
	if err := p.runInitdb(ctx, half); err != nil {
		return err
	}
	if err := os.Rename(half, p.data); err != nil {
		return fmt.Errorf("finish the new database: %w", err)
	}
	return syncDir(filepath.Dir(p.data))
}

func (p *postgres) runInitdb(ctx context.Context, dir string) error {
	cmd := p.command("initdb", p.initdbArgs(dir)...)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	proc, err := startProcess(cmd, syscall.SIGKILL)
	if err != nil {
		return fmt.Errorf("start initdb: %w", p.account.explain(err, dir))
	}
	select {
	case <-proc.done:
	case <-ctx.Done():
		return errors.Join(ctx.Err(), proc.stop(ctx, killNow()))
	}
	if proc.err != nil {
		return fmt.Errorf("make the database: initdb: %w: %s", proc.err, strings.TrimSpace(out.String()))
	}
	return nil
}

func (p *postgres) initdbArgs(dir string) []string {
	// The locale C is there on every machine and sorts the same for ever.
	args := []string{"-D", dir, "-U", databaseUser, "--auth=trust", "--encoding=UTF8", "--locale=C"}
	if p.test {
		return append(args, "--no-sync")
	}
	return append(args, "--data-checksums")
}
