package intake

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"postkamer"
	"postkamer/intake/paper"
)

// printedFolder is where a folder of own forms keeps the layouts of what was printed.
const printedFolder = "gedrukt"

// ReadForms reads the definitions in the program and those in a municipality's own
// folder, of which one with the name of a shipped form takes its place. Everything that
// cannot be is refused with file and line. Without a folder it is LoadForms.
func ReadForms(folder string) (*Forms, error) {
	forms, err := LoadForms()
	if err != nil || folder == "" {
		return forms, err
	}
	own, err := readFolder(os.DirFS(folder), ".")
	if err != nil {
		return nil, fmt.Errorf("folder %s: %w", folder, err)
	}
	if len(own) == 0 {
		return nil, fmt.Errorf("folder %s has no file that ends in .yaml: name the folder with the municipality's own forms, or leave formulieren out", folder)
	}
	if err := forms.add(own); err != nil {
		return nil, fmt.Errorf("folder %s: %w", folder, err)
	}
	return forms, forms.checkOptions()
}

// checkOptions refuses an option that is offered with a form that does not exist.
func (f *Forms) checkOptions() error {
	var wrong []error
	for _, form := range f.list {
		for o := range form.def.options() {
			if _, there := f.Form(o.Form.text); o.Form.text != "" && !there {
				wrong = append(wrong, fmt.Errorf("form %s line %d: there is no form %q", form.file, o.Form.line, o.Form.text))
			}
		}
	}
	return errors.Join(wrong...)
}

// readFolder reads the definitions in a folder, in the order of their files, and tells
// all that is wrong with any of them.
func readFolder(files fs.FS, folder string) ([]*Form, error) {
	names, err := fs.Glob(files, path.Join(folder, "*.yaml"))
	if err != nil {
		return nil, err
	}
	var forms []*Form
	var wrong []error
	for _, name := range names {
		data, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		form, err := readForm(path.Base(name), data)
		if err != nil {
			wrong = append(wrong, err)
			continue
		}
		forms = append(forms, form)
	}
	return forms, errors.Join(wrong...)
}

// add puts the municipality's own forms beside those that are shipped. Two forms may
// not have one name; prefixes may be shared, for references are unique whatever they are.
func (f *Forms) add(own []*Form) error {
	for i, form := range own {
		if slices.ContainsFunc(own[:i], func(b *Form) bool { return b.Name == form.Name }) {
			return fmt.Errorf("form %s is there twice: give each another name", form.Name)
		}
		f.list = slices.DeleteFunc(f.list, func(b *Form) bool { return b.Name == form.Name })
	}
	f.list = append(f.list, own...)
	slices.SortFunc(f.list, func(a, b *Form) int { return strings.Compare(a.Name, b.Name) })
	return nil
}

// Kinds returns the kind of case of every form that says it itself, by its name.
func (f *Forms) Kinds() map[string]postkamer.CaseType {
	kinds := map[string]postkamer.CaseType{}
	for _, form := range f.list {
		if form.Kind != "" {
			kinds[form.Name] = form.Kind
		}
	}
	return kinds
}

// Listed returns the forms of the start page of the site, in its order.
func (f *Forms) Listed() []*Form {
	listed := slices.DeleteFunc(slices.Clone(f.list), func(form *Form) bool { return form.About == "" })
	slices.SortStableFunc(listed, func(a, b *Form) int { return a.def.Place - b.def.Place })
	return listed
}

// Names returns the names of all forms, in their order.
func (f *Forms) Names() []string {
	names := make([]string, len(f.list))
	for i, form := range f.list {
		names[i] = form.Name
	}
	return names
}

// ReadPrinted reads the layouts of printed forms in the program and in a folder of own
// forms.
func ReadPrinted(folder string) (*Printed, error) {
	p, err := LoadPrinted()
	if err != nil || folder == "" {
		return p, err
	}
	own := &Printed{layouts: map[postkamer.PaperCode]postkamer.Layout{}}
	files, err := fs.Glob(os.DirFS(folder), path.Join(printedFolder, "*.json"))
	if err != nil {
		return nil, fmt.Errorf("printed forms: %w", err)
	}
	for _, name := range files {
		data, err := fs.ReadFile(os.DirFS(folder), name)
		if err == nil {
			err = own.read(data)
		}
		if err != nil {
			return nil, fmt.Errorf("printed form %s: %w", filepath.Join(folder, name), err)
		}
	}
	maps.Copy(p.layouts, own.layouts)
	return p, nil
}

// KeepPrinted writes the layouts of a print into a folder of own forms, so that it can
// be read back for ever. What is kept already stays as it is.
func KeepPrinted(folder string, printed paper.Print) error {
	data, err := LayoutsFile(printed)
	if err != nil {
		return err
	}
	into := filepath.Join(folder, printedFolder)
	if err := os.MkdirAll(into, 0o755); err != nil { //nolint:gosec // not a secret: what is printed on paper
		return fmt.Errorf("keep the layout of a printed form: %w", err)
	}
	file, err := os.OpenFile(filepath.Join(into, printed.Layouts[0].Code.Form+"-"+printed.Version+".json"), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644) //nolint:gosec // the same
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("keep the layout of a printed form: %w", err)
	}
	_, err = file.Write(data)
	if err = errors.Join(err, file.Close()); err != nil {
		return fmt.Errorf("keep the layout of a printed form: %w", err)
	}
	return nil
}

// LayoutsFile writes the layouts of a print as a file of printed forms, a line for each
// place to write.
func LayoutsFile(printed paper.Print) ([]byte, error) {
	data, err := json.Marshal(printed.Layouts)
	if err != nil {
		return nil, fmt.Errorf("layouts: %w", err)
	}
	return []byte(strings.ReplaceAll(string(data), `{"question"`, "\n"+`{"question"`) + "\n"), nil
}
