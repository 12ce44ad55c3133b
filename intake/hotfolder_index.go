package intake

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"postkamer"
)

// An Index is what an index file says of a stack: the file has the name of the image
// with .csv or .json at its end, or is index.csv or index.json in a folder. The
// names of its fields are Dutch, for those who set up scanners; all may be left
// out, and any other name is refused: a typing error must not lose a count.
type Index struct {
	Sheets   int       // bladen, counted by hand; 0: not counted
	Pieces   int       // poststukken, counted by hand
	Operator string    // medewerker
	Device   string    // scanner
	Received time.Time // ontvangen, the legal date; zero: today
	Why      string    // reden, why it is not today
	Origin   postkamer.Origin
}

// maxIndex bounds an index file, in bytes.
const maxIndex = 64 << 10

// maxIndexText bounds a text in an index file, in bytes.
const maxIndexText = 200

// maxCounted bounds what can be counted by hand.
const maxCounted = 100_000

// indexNames are the names of an index file in a folder.
var indexNames = map[string]bool{"index.csv": true, "index.json": true}

// errIndex is a mistake in an index file; its text is Dutch.
type errIndex string

func (e errIndex) Error() string { return string(e) }

// fileIndex returns what the index file of an image in the hot folder says; the zero
// Index when it has none.
func (h *HotFolder) fileIndex(image string) (Index, reason) {
	path := h.indexOf(image)
	if path == "" {
		return Index{}, reason{}
	}
	return readIndex(path)
}

// indexOf returns the path of the index file of an image; "" when there is none.
func (h *HotFolder) indexOf(image string) string {
	stem := strings.TrimSuffix(image, filepath.Ext(image))
	for _, name := range []string{stem + ".csv", stem + ".json", image + ".csv", image + ".json"} {
		if info, err := os.Lstat(h.in(name)); err == nil && info.Mode().IsRegular() && name != image {
			return h.in(name)
		}
	}
	return ""
}

// isIndex tells whether a name is one of an index file.
func isIndex(name string) bool {
	ext := strings.ToLower(filepath.Ext(name))
	return ext == ".csv" || ext == ".json"
}

// goesWithImage tells whether this is the index file of an image that is there, or
// is being taken in: it goes where that goes. One without an image waits for it.
func (h *HotFolder) goesWithImage(e fs.DirEntry) bool {
	if !isIndex(e.Name()) || !e.Type().IsRegular() || unfinished(e.Name()) {
		return false
	}
	stem := strings.TrimSuffix(e.Name(), filepath.Ext(e.Name()))
	for _, dir := range []string{h.Dir, h.in(takenDir)} {
		entries, err := os.ReadDir(dir)
		if err != nil {
			continue
		}
		for _, other := range entries {
			name := other.Name()
			if !other.IsDir() && !isIndex(name) && (name == stem || strings.TrimSuffix(name, filepath.Ext(name)) == stem) {
				return true
			}
		}
	}
	return false
}

// unreadyIndex says why a file cannot be taken because of its index file, or because
// it is one without an image, which is refused when none comes.
func (h *HotFolder) unreadyIndex(name string) reason {
	if isIndex(name) {
		if time.Since(h.seen[name].since) > h.pauses.end {
			return reason{}
		}
		return waits(WaitLoneIndex)
	}
	path := h.indexOf(name)
	if path == "" {
		return reason{}
	}
	if _, err := os.Lstat(h.in(takenDir, name)); err == nil {
		return waits(WaitTurn) // whose index file this is could not be told
	}
	if info, err := os.Stat(path); err == nil && time.Since(info.ModTime()) < h.pauses.quiet {
		return waits(WaitWriting)
	}
	_, why := readIndex(path)
	return why
}

// putIndexAway moves the index file of an image that was taken in.
func (h *HotFolder) putIndexAway(image, dir string) error {
	path := h.indexOf(image)
	if path == "" {
		return nil
	}
	_, err := moveNew(path, h.in(dir), filepath.Base(path))
	return err
}

// folderIndex returns what the index file in a folder says; the zero Index when it
// has none.
func folderIndex(dir string) (Index, reason) {
	for name := range indexNames {
		path := filepath.Join(dir, name)
		if _, err := os.Lstat(path); err == nil {
			return readIndex(path)
		}
	}
	return Index{}, reason{}
}

// readIndex reads an index file, or says in Dutch what is wrong with it.
func readIndex(path string) (Index, reason) {
	f, err := os.Open(path)
	if err != nil {
		return Index{}, troubleOf(err)
	}
	defer f.Close()
	raw, err := io.ReadAll(io.LimitReader(f, maxIndex+1))
	if err != nil {
		return Index{}, troubleOf(err)
	}
	index, err := parseIndex(raw, strings.EqualFold(filepath.Ext(path), ".json"), postkamer.DayOf(time.Now()))
	var wrong errIndex
	if errors.As(err, &wrong) {
		return Index{}, reason{WaitIndex, waitWords[WaitIndex] + string(wrong) + " Verbeter het, of haal het weg."}
	}
	return index, reason{}
}

// parseIndex reads the bytes of an index file. today is the day on which it came.
func parseIndex(raw []byte, isJSON bool, today time.Time) (Index, error) {
	if len(raw) > maxIndex {
		return Index{}, errIndex("Het is te groot.")
	}
	raw = bytes.TrimPrefix(raw, []byte("\ufeff"))
	read := readCSV
	if isJSON {
		read = readJSON
	}
	fields, err := read(raw)
	if err != nil {
		return Index{}, err
	}
	var index Index
	for name, value := range fields {
		if err := index.set(strings.ToLower(strings.TrimSpace(name)), strings.TrimSpace(value)); err != nil {
			return Index{}, err
		}
	}
	return index, index.check(today)
}

// readJSON reads {"bladen": 50, "reden": "..."}.
func readJSON(raw []byte) (map[string]string, error) {
	var values map[string]any
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	if err := d.Decode(&values); err != nil || d.More() {
		return nil, errIndex("Het is geen goede JSON.")
	}
	fields := map[string]string{}
	for name, v := range values {
		switch v.(type) {
		case string, json.Number:
			fields[name] = fmt.Sprint(v)
		default:
			return nil, errIndex("Bij elk veld hoort een tekst of een getal.")
		}
	}
	return fields, nil
}

// readCSV reads a line of names and a line of values, with ; or , between them.
func readCSV(raw []byte) (map[string]string, error) {
	r := csv.NewReader(bytes.NewReader(raw))
	if first, _, _ := bytes.Cut(raw, []byte("\n")); bytes.ContainsRune(first, ';') {
		r.Comma = ';'
	}
	rows, err := r.ReadAll()
	if err != nil || len(rows) != 2 {
		return nil, errIndex("Er moeten twee regels in staan: de namen en de waarden.")
	}
	fields := map[string]string{}
	for i, name := range rows[0] {
		if _, twice := fields[name]; twice {
			return nil, errIndex("Een naam staat er twee keer in.")
		}
		fields[name] = rows[1][i]
	}
	return fields, nil
}

// set takes over one field. An empty one says nothing.
func (x *Index) set(name, value string) (err error) {
	if len(value) > maxIndexText || showable(value) != value {
		return errIndex("Een tekst is te lang, of er staan vreemde tekens in.")
	}
	switch name {
	case "bladen":
		x.Sheets, err = counted(name, value)
	case "poststukken":
		x.Pieces, err = counted(name, value)
	case "medewerker":
		x.Operator = value
	case "scanner":
		x.Device = value
	case "ontvangen":
		x.Received, err = indexDay(value)
	case "reden":
		x.Why = value
	case "herkomst":
		x.Origin, err = origin(value)
	default:
		err = errIndex(fmt.Sprintf("Het veld %q is niet bekend.", showable(name)))
	}
	return err
}

func counted(name, value string) (int, error) {
	if value == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(value)
	if err != nil || n < 0 || n > maxCounted {
		return 0, errIndex(fmt.Sprintf("Bij %q hoort een getal.", name))
	}
	return n, nil
}

// indexDay reads a day as programs write it or as people do.
func indexDay(value string) (time.Time, error) {
	if value == "" {
		return time.Time{}, nil
	}
	for _, layout := range []string{time.DateOnly, "2-1-2006"} {
		if day, err := time.Parse(layout, value); err == nil {
			return day, nil
		}
	}
	return time.Time{}, errIndex("De datum bij \"ontvangen\" moet lijken op 2026-11-22 of 22-11-2026.")
}

func origin(value string) (postkamer.Origin, error) {
	switch strings.ToLower(value) {
	case "":
		return "", nil
	case "post":
		return postkamer.FromPost, nil
	case "balie":
		return postkamer.FromCounter, nil
	}
	return "", errIndex("Bij \"herkomst\" hoort post of balie.")
}

// check looks whether what is said can be. The date of receipt is a legal fact.
func (x Index) check(today time.Time) error {
	switch {
	case x.Received.After(today):
		return errIndex("De datum van ontvangst ligt in de toekomst.")
	case !x.Received.IsZero() && !x.Received.Equal(today) && x.Why == "":
		return errIndex("De post is op een andere dag ontvangen: zet bij \"reden\" waarom.")
	}
	return nil
}

// describe tells the desk what the index file says.
func (x Index) describe(p *Parcel) {
	if x.Operator != "" {
		p.By = x.Operator
	}
	p.ReceivedOn, p.ReceivedWhy, p.Origin = x.Received, x.Why, x.Origin
	if p.ReceivedWhy == "" && !x.Received.IsZero() { // the day may end before it is taken in
		p.ReceivedWhy = "Volgens het bestand met gegevens dat erbij lag."
	}
	p.Device, p.SheetsCounted, p.PiecesCounted = x.Device, x.Sheets, x.Pieces
}
