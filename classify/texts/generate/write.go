package main

import (
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// perFamily is how many texts one family makes.
var perFamily = map[string]int{"train": 4, "test": 3, "fresh": 3}

// Texts makes every file: path relative to the texts folder, slashes, to content.
func Texts(families []Family) (map[string]string, error) {
	files := map[string]string{}
	groups := "path,family\n"
	for _, f := range families {
		for n := range f.count() {
			text, err := Fill(f, n)
			if err != nil {
				return nil, err
			}
			name := f.path(n)
			if _, ok := files[name]; ok {
				return nil, fmt.Errorf("family %s is there twice", f.ID())
			}
			files[name] = text
			groups += name + "," + f.ID() + "\n"
		}
	}
	files["groups.csv"] = groups
	return files, nil
}

// count is the number of texts of f; an unknown kind of post comes once.
func (f Family) count() int {
	if f.Kind == Unknown {
		return 1
	}
	return perFamily[f.Set]
}

// path returns where text n of f is written.
func (f Family) path(n int) string {
	name := fmt.Sprintf("%s-%d.txt", f.Name, n+1)
	if f.Kind == Unknown {
		name = f.Name + ".txt"
	}
	return path.Join(f.Set, f.Kind, name)
}

// Write makes dir hold exactly files: it writes what differs and removes texts
// in train, test and fresh that no family makes any more.
func Write(dir string, files map[string]string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("make folder: %w", err)
	}
	have, err := Read(dir)
	if err != nil {
		return err
	}
	for name := range have {
		if _, ok := files[name]; !ok {
			if err := os.Remove(filepath.Join(dir, name)); err != nil {
				return fmt.Errorf("remove old text: %w", err)
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if have[name] == files[name] {
			continue
		}
		full := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			return fmt.Errorf("make folder: %w", err)
		}
		if err := os.WriteFile(full, []byte(files[name]), 0o644); err != nil {
			return fmt.Errorf("write text: %w", err)
		}
	}
	return nil
}

// Read returns groups.csv and the texts under dir, empty when there are none.
func Read(dir string) (map[string]string, error) {
	files := map[string]string{}
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !generated(name) {
			return err
		}
		b, err := os.ReadFile(filepath.Join(dir, name))
		files[name] = string(b)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read texts: %w", err)
	}
	return files, nil
}

// generated tells whether name is a file that this program makes.
func generated(name string) bool {
	return name == "groups.csv" || strings.HasPrefix(name, "train/") || strings.HasPrefix(name, "test/") || strings.HasPrefix(name, "fresh/")
}
