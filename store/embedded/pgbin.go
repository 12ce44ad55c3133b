package embedded

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// pgFolders is where Linux distributions put PostgreSQL's programs: Debian and
// Ubuntu, the PostgreSQL packages for Red Hat, and the rest.
var pgFolders = [...]string{"/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/usr/lib/postgresql*/bin", "/usr/local/pgsql/bin"}

// findPostgres returns the folder of PostgreSQL's programs: the given one, that
// of POSTKAMER_PG_BIN, or the newest installed. With want, a major version such
// as "15", only that one will do.
func findPostgres(given, want string) (string, error) {
	if given == "" {
		given = os.Getenv("POSTKAMER_PG_BIN")
	}
	if given != "" {
		return givenPostgres(given, want)
	}
	var have []string
	for _, dir := range pgCandidates() {
		major, err := pgMajor(dir)
		if err != nil {
			continue
		}
		if want == "" || major == want {
			return dir, nil
		}
		have = append(have, major)
	}
	return "", noPostgres(want, have)
}

func givenPostgres(dir, want string) (string, error) {
	major, err := pgMajor(dir)
	if err != nil {
		return "", fmt.Errorf("no usable PostgreSQL in %s (POSTKAMER_PG_BIN): %w", dir, err)
	}
	if want != "" && major != want {
		return "", noPostgres(want, []string{major})
	}
	return dir, nil
}

func noPostgres(want string, have []string) error {
	if want == "" {
		return errors.New("no PostgreSQL on this machine: install it (apt-get install postgresql), " +
			"or set POSTKAMER_PG_BIN to the folder with initdb and postgres, or set DATABASE_URL to use a server elsewhere")
	}
	found := "none is installed"
	if len(have) > 0 {
		found = "found only " + strings.Join(have, ", ")
	}
	return fmt.Errorf("the database in the data folder was made by PostgreSQL %s, %s: "+
		"install that version (apt-get install postgresql-%s); the data is left as it is", want, found, want)
}

// pgCandidates lists folders that may hold PostgreSQL, the newest version first.
func pgCandidates() []string {
	var dirs []string
	for _, pattern := range pgFolders {
		found, _ := filepath.Glob(pattern) // fails only for a bad pattern
		dirs = append(dirs, found...)
	}
	slices.SortStableFunc(dirs, func(a, b string) int { return cmp.Compare(number(b), number(a)) })
	if path, err := exec.LookPath("postgres"); err == nil {
		if path, err = filepath.EvalSymlinks(path); err == nil {
			dirs = append(dirs, filepath.Dir(path))
		}
	}
	return dirs
}

// number reads the digits in a path as one number: ".../15/bin" is 15.
func number(path string) int {
	digits := strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, path)
	n, _ := strconv.Atoi(digits)
	return n
}

// pgMajor asks the postgres program in dir for its major version.
func pgMajor(dir string) (string, error) {
	if _, err := os.Stat(filepath.Join(dir, "initdb")); err != nil {
		return "", err
	}
	out, err := exec.Command(filepath.Join(dir, "postgres"), "--version").Output()
	if err != nil {
		return "", fmt.Errorf("ask postgres for its version: %w", err)
	}
	words := strings.Fields(string(out)) // postgres (PostgreSQL) 15.14 (Debian ...)
	if len(words) < 3 {
		return "", fmt.Errorf("postgres calls its version %q", out)
	}
	digits := strings.IndexFunc(words[2]+".", func(r rune) bool { return r < '0' || r > '9' }) // 19beta1 is 19
	return words[2][:digits], nil
}
