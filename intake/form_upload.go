package intake

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
)

// KindUpload is a question that is answered with files, or with one of its options:
// "Ik stuur het later". Files go before an option: a radio button that was chosen
// cannot be let go of again.
const KindUpload = "upload"

// FilesKey returns under which name the answers hold the names of the files that were
// sent with a question. They are put there when a draft is read, and are no part of
// what is kept of it.
func FilesKey(question string) string { return "bestanden:" + question }

// Enclosed is the answer to an upload question of which files were sent, in
// conditions: "toestemming = mee".
const Enclosed = "mee"

// Limits of what may be sent along, in bytes: one file, and all of a form.
const (
	MostFileBytes = 10 << 20
	MostFormBytes = 40 << 20
)

// A FileFault is why a file is not taken, by the key of its text.
type FileFault string

// Faults of files.
const (
	FileTooBig   FileFault = "big"   // above MostFileBytes
	FileUnknown  FileFault = "kind"  // no photo and no PDF, or broken
	FileEmpty    FileFault = "blank" // without a byte
	FileInfected FileFault = "virus"
	FilesTooMany FileFault = "many" // for the question
	FilesTooBig  FileFault = "full" // above MostFormBytes together
)

// fileTexts are the texts of faults of files, for questions without their own.
var fileTexts = map[FileFault]string{
	FileTooBig:   "{bestand} is te groot ({mb} MB). Een bestand mag 10 MB zijn. Maak een nieuwe foto van alleen het papier",
	FileUnknown:  "{bestand} kunnen wij niet openen. Stuur een foto of een pdf",
	FileEmpty:    "{bestand} is leeg. Kies het bestand nog een keer",
	FileInfected: "{bestand} kunnen wij niet veilig openen. Maak een foto van het papier",
	FilesTooMany: "{Je kunt|U kunt} hier hoogstens {n} bestanden sturen. Haal er eerst een weg",
	FilesTooBig:  "{bestand} past er niet meer bij. Samen mogen {je|uw} bestanden 40 MB zijn. Haal er een weg of stuur het later",
}

// FileTexts returns the texts of all faults of files, as they are shipped.
func FileTexts() []string {
	var list []string
	for _, text := range fileTexts {
		list = append(list, text)
	}
	slices.Sort(list)
	return append(list, oneFileLimits, filesLimits)
}

// FileError says why a file is not taken: what is wrong and what to do. most is how
// many files there may be; it is only said with FilesTooMany.
func FileError(fault FileFault, name string, size int64, most int, c Context) string {
	return say(fileTexts[fault], c, fileFill(cmp.Or(name, say(aFile, c, nil)), size, most))
}

// FileError says at a question of the form why a file is not taken, in the words of
// that question or in those for every file.
func (f *Form) FileError(question string, fault FileFault, name string, size int64, c Context) FormError {
	wrong := FormError{Field: question}
	def := f.asks(question)
	if def == nil {
		wrong.Text = FileError(fault, name, size, 0, c)
		return wrong
	}
	text := cmp.Or(def.Errors[string(fault)].text, f.def.Errors[string(fault)].text, fileTexts[fault])
	wrong.Text = say(text, c, fileFill(cmp.Or(name, say(aFile, c, nil)), size, def.Files.Most))
	return wrong
}

// asks returns the definition of a question by the name that it has on its page,
// also on a repeated one; nil when there is none.
func (f *Form) asks(name string) *questionDef {
	for i := range f.def.Pages {
		for j := range f.def.Pages[i].Questions {
			q := &f.def.Pages[i].Questions[j]
			if q.Name.text == name || slices.Contains(f.spellings(q.Name.text, ""), name) {
				return q
			}
		}
	}
	return nil
}

// fileFill is what stands in braces of the text of a fault.
func fileFill(name string, size int64, most int) map[string]string {
	return map[string]string{"bestand": shortName(name), "mb": inMegabytes(size), "n": strconv.Itoa(most)}
}

// aFile stands for a file without a name.
const aFile = "Het bestand"

// mostNameShown is how many characters of the name of a file are said.
const mostNameShown = 60

// shortName is the name of a file as it fits in a sentence: the middle of a long one
// is left out, the ending stays.
func shortName(name string) string {
	runes := []rune(cmp.Or(name, aFile))
	if len(runes) <= mostNameShown {
		return string(runes)
	}
	return string(runes[:mostNameShown-12]) + "…" + string(runes[len(runes)-11:])
}

// inMegabytes says a size in millions of bytes as telephones do, rounded up to a
// tenth: a file that is just too big is never said to be just small enough.
func inMegabytes(size int64) string {
	tenths := (size + 99_999) / 100_000
	if tenths%10 == 0 {
		return strconv.FormatInt(tenths/10, 10)
	}
	return fmt.Sprintf("%d,%d", tenths/10, tenths%10)
}

// filesDef says how many files a question takes.
type filesDef struct {
	Least int `yaml:"least"` // when there are any; 0 is 1
	Most  int `yaml:"most"`
}

// mostFilesAllowed bounds what a definition may ask: 40 MB hold no more photographs.
const mostFilesAllowed = 20

// files checks how many files a question takes.
func (r *reader) files(q *questionDef) {
	upload := q.Kind.text == KindUpload
	switch {
	case !upload && (q.Files.Most > 0 || q.Files.Least > 0):
		r.refuse(q.Name.line, "%q takes no files: leave files out, or make it a question of kind upload", q.Name.text)
	case upload && (q.Files.Most < 1 || q.Files.Most > mostFilesAllowed || q.Files.Least > q.Files.Most):
		r.refuse(q.Name.line, "%q needs files: {most: 5}, from 1 to %d and not below least", q.Name.text, mostFilesAllowed)
	case upload && slices.ContainsFunc(q.Options, func(o optionDef) bool { return o.Value.text == Enclosed }):
		r.refuse(q.Name.line, "%q: the option %q stands for files that were sent", q.Name.text, Enclosed)
	}
}

// Limits as they are said before somebody chooses a file.
const (
	oneFileLimits = "Pdf, jpg, png of heic, hoogstens 10 MB"
	filesLimits   = "Pdf, jpg, png of heic, hoogstens 10 MB. Hoogstens {n} bestanden"
)

// uploadHint adds the limits to the hint of a question.
func (q *questionDef) uploadHint(hint string, c Context) string {
	limits := filesLimits
	if q.Files.Most == 1 {
		limits = oneFileLimits
	}
	said := say(limits, c, map[string]string{"n": strconv.Itoa(q.Files.Most)})
	if hint == "" {
		return said
	}
	return hint + ". " + said
}

// uploadFault is fault for files.
func (q askedQuestion) uploadFault(values []string) (string, map[string]string) {
	switch files := len(q.files); {
	case files > q.Most:
		return string(FilesTooMany), map[string]string{"n": strconv.Itoa(q.Most)}
	case files > 0 && files < q.Least:
		return "few", map[string]string{"n": strconv.Itoa(q.Least)}
	case files == 0 && q.chosen(values) == "":
		return faultEmpty, nil
	}
	return "", nil
}

// enclosedWords begin the answer that a case keeps of what was sent along; package
// classify knows them.
const enclosedWords = "Meegestuurd: "

// An EvidenceLine is one thing that a citizen was asked to send, and what came of it.
type EvidenceLine struct {
	Question string   // name
	Slug     string   // of its page
	Label    string   // what was asked, in words: "Huurcontract of koopcontract"
	Files    []string // names; none: it is still to come, or need not
	How      string   // value of the option that was chosen: later or post; empty with files or without an answer
}

// Evidence lists what was asked to be sent with these answers, in the order of the
// form. What has neither files nor an option need not be sent.
func (f *Form) Evidence(a Answers, c Context) []EvidenceLine {
	pages, live := f.asked(a, c)
	var list []EvidenceLine
	for _, p := range pages {
		for _, q := range p.asks {
			if q.Kind != KindUpload {
				continue
			}
			line := EvidenceLine{Question: q.Name, Slug: p.Slug, Label: p.labelOf(q), Files: q.files}
			if len(line.Files) == 0 {
				line.How = first(live[q.Name])
			}
			list = append(list, line)
		}
	}
	return list
}
