package intake

import (
	"bufio"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"postkamer"
	"postkamer/store"
)

// LoadAddresses replaces the table of addresses by a CSV file with the columns of
// the BAG, for a named person. A row that cannot be is named with its line; then
// nothing is loaded.
func LoadAddresses(ctx context.Context, s *store.Store, by, path string) (postkamer.AddressTable, error) {
	file, err := openAddresses(path)
	if err != nil {
		return postkamer.AddressTable{}, err
	}
	defer file.Close()
	t, err := s.LoadAddresses(ctx, by, filepath.Base(path), file.rows)
	t.NoPostcode = file.bare
	return t, err
}

// An addressFile is a CSV file that is read as often as is asked.
type addressFile struct {
	io.Closer
	name    string
	f       io.ReadSeeker
	latin   bool // Windows-1252; else UTF-8
	mark    int  // bytes of the mark that some programs put before UTF-8
	comma   rune
	columns map[string]int // place of each column by its name here
	bare    int            // rows without a postcode, of the last time that it was gone through
}

// openAddresses opens a file and looks how it is written.
func openAddresses(path string) (*addressFile, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("open addresses: %w; name a CSV file with the columns of the BAG", err)
	}
	a := &addressFile{name: filepath.Base(path), f: f, Closer: f}
	if err := a.look(); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return a, nil
}

// look finds the encoding, the comma and the columns.
func (a *addressFile) look() error {
	first, isUTF8, err := firstLine(a.f)
	if err != nil {
		return fmt.Errorf("%s: %w: name a CSV file with the columns of the BAG", a.name, err)
	}
	if strings.ContainsRune(first, 0) {
		return fmt.Errorf("%s line 1: this is not UTF-8 or Windows-1252: save the file as CSV in UTF-8 and load it again", a.name)
	}
	a.latin = !isUTF8
	if rest, ok := strings.CutPrefix(first, "\ufeff"); ok {
		first, a.mark = rest, 3
	}
	a.comma = ','
	if strings.Count(first, ";") > strings.Count(first, ",") {
		a.comma = ';'
	}
	head, err := a.reader(strings.NewReader(first)).Read()
	if err != nil {
		return fmt.Errorf("%s line 1: the names of the columns cannot be read: write them as openbareruimte;huisnummer;huisletter;huisnummertoevoeging;postcode;woonplaats", a.name)
	}
	a.columns, err = addressColumns(a.name, head)
	return err
}

// longestLine bounds the line with the names of the columns.
const longestLine = 64 << 10

// firstLine returns the first line of a file, and whether all of it is UTF-8.
func firstLine(f io.ReadSeeker) (line string, isUTF8 bool, err error) {
	if _, err = f.Seek(0, io.SeekStart); err != nil {
		return "", false, err
	}
	r := bufio.NewReaderSize(f, longestLine)
	head, err := r.Peek(longestLine)
	if err != nil && !errors.Is(err, io.EOF) {
		return "", false, err
	}
	line, _, found := strings.Cut(string(head), "\n")
	if !found && len(head) == longestLine {
		return "", false, errors.New("line 1 is longer than any line with names of columns")
	}
	for {
		piece, err := r.ReadSlice('\n')
		if !utf8.Valid(piece) && !errors.Is(err, bufio.ErrBufferFull) {
			return line, false, nil
		}
		switch {
		case errors.Is(err, io.EOF):
			return line, true, nil
		case err != nil && !errors.Is(err, bufio.ErrBufferFull):
			return "", false, err
		}
	}
}

// columnNames are how the columns are called in extracts of the BAG, compared in
// small letters without blanks and marks.
var columnNames = map[string][]string{
	"street":       {"openbareruimte", "openbareruimtenaam", "naamopenbareruimte", "straat", "straatnaam"},
	"number":       {"huisnummer"},
	"letter":       {"huisletter"},
	"addition":     {"huisnummertoevoeging", "toevoeging"},
	"postcode":     {"postcode"},
	"city":         {"woonplaats", "woonplaatsnaam", "naamwoonplaats", "plaats"},
	"id":           {"nummeraanduiding", "nummeraanduidingid", "nummeraanduidingidentificatie", "identificatie", "idnummeraanduiding"},
	"municipality": {"gemeente", "gemeentenaam"},
	"purpose":      {"gebruiksdoel", "gebruiksdoelen", "verblijfsobjectgebruiksdoel", "gebruiksdoelverblijfsobject"},
}

// neededColumns are those without which there is no address.
var neededColumns = []string{"street", "number", "postcode", "city"}

// addressColumns finds the columns in the first line. Columns that we do not know
// are left alone: an extract has many.
func addressColumns(file string, head []string) (map[string]int, error) {
	columns := map[string]int{}
	for i, text := range head {
		plain := strings.Map(func(r rune) rune {
			if r >= 'a' && r <= 'z' {
				return r
			}
			return -1
		}, strings.ToLower(text))
		for name, spellings := range columnNames {
			if !slices.Contains(spellings, plain) {
				continue
			}
			if _, twice := columns[name]; twice {
				return nil, fmt.Errorf("%s line 1: there are two columns for %s: remove one", file, columnNames[name][0])
			}
			columns[name] = i
		}
	}
	for _, name := range neededColumns {
		if _, ok := columns[name]; !ok {
			return nil, fmt.Errorf("%s line 1: the column %s is missing: the first line must name the columns, with ; or , between them, such as openbareruimte;huisnummer;huisletter;huisnummertoevoeging;postcode;woonplaats", file, columnNames[name][0])
		}
	}
	return columns, nil
}

// reader reads CSV as this file has it.
func (a *addressFile) reader(r io.Reader) *csv.Reader {
	c := csv.NewReader(r)
	c.Comma, c.ReuseRecord, c.TrimLeadingSpace = a.comma, true, true
	return c
}

// rows goes through the file once. It ends at the first row that cannot be.
func (a *addressFile) rows() iter.Seq2[postkamer.Address, error] {
	return func(yield func(postkamer.Address, error) bool) {
		if _, err := a.f.Seek(int64(a.mark), io.SeekStart); err != nil {
			yield(postkamer.Address{}, fmt.Errorf("read addresses: %w", err))
			return
		}
		var text io.Reader = bufio.NewReaderSize(a.f, 1<<20)
		if a.latin {
			text = charmap.Windows1252.NewDecoder().Reader(text)
		}
		c := a.reader(text)
		if _, err := c.Read(); err != nil { // the names of the columns
			yield(postkamer.Address{}, fmt.Errorf("%s: %w", a.name, err))
			return
		}
		a.each(c, yield)
	}
}

// each goes through the rows below the names of the columns.
func (a *addressFile) each(c *csv.Reader, yield func(postkamer.Address, error) bool) {
	some := false
	for a.bare = 0; ; {
		record, err := c.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		address, err := a.address(c, record, err)
		if errors.Is(err, errBare) {
			a.bare++
			continue
		}
		if some = true; !yield(address, err) || err != nil {
			return
		}
	}
	if !some && a.bare > 0 {
		yield(postkamer.Address{}, fmt.Errorf("%s: none of the %d rows has a postcode: fill the column postcode and load the file again", a.name, a.bare))
	}
}

// address makes an address of a row, or says what is wrong with which line.
func (a *addressFile) address(c *csv.Reader, record []string, err error) (postkamer.Address, error) {
	var wrong *csv.ParseError
	if errors.As(err, &wrong) {
		return postkamer.Address{}, a.misread(wrong)
	}
	if err != nil {
		return postkamer.Address{}, fmt.Errorf("read %s: %w", a.name, err)
	}
	line, _ := c.FieldPos(0)
	get := func(name string) string {
		if i, ok := a.columns[name]; ok {
			return strings.TrimSpace(record[i])
		}
		return ""
	}
	row := postkamer.Address{
		ID: get("id"), Street: get("street"), Letter: get("letter"), Addition: get("addition"),
		Postcode: postkamer.NormalPostcode(get("postcode")), City: get("city"), Municipality: get("municipality"), Purpose: get("purpose"),
	}
	row.Number, err = strconv.Atoi(get("number"))
	if err != nil || row.Number < 1 || row.Number > 99999 {
		return row, fmt.Errorf("%s line %d: huisnummer %q is no number from 1 to 99999: correct the row and load the file again", a.name, line, short(get("number")))
	}
	return row, a.checked(row, line, get("postcode"))
}

// errBare says that a row is right but has no postcode, as the BAG has for ground on which
// nothing stands yet, or where nobody gets post. It is left out: nobody writes to it.
var errBare = errors.New("no postcode")

// misread says what is wrong with a row that is no CSV, and where that row begins: a quote
// that is not closed is found far below it.
func (a *addressFile) misread(wrong *csv.ParseError) error {
	switch {
	case errors.Is(wrong.Err, csv.ErrFieldCount):
		return fmt.Errorf("%s line %d: %w: give every row as many values as line 1 has names, put quotes around a value that has a comma in it, and load the file again", a.name, wrong.StartLine, wrong.Err)
	case wrong.Line > wrong.StartLine:
		return fmt.Errorf("%s line %d: a quote opens here that does not close as it should, up to line %d: close or remove it and load the file again", a.name, wrong.StartLine, wrong.Line)
	}
	return fmt.Errorf("%s line %d: %w: put quotes around the whole value and write a quote within it twice, or remove it, and load the file again", a.name, wrong.StartLine, wrong.Err)
}

// longestValue bounds what a column may hold: the BAG has at most 80 characters.
const longestValue = 200

// checked says what cannot be in a row.
func (a *addressFile) checked(row postkamer.Address, line int, postcode string) error {
	for _, value := range []string{row.ID, row.Street, row.Letter, row.Addition, row.City, row.Municipality, row.Purpose} {
		switch {
		case len(value) > longestValue, strings.ContainsFunc(value, unicode.IsControl):
			return fmt.Errorf("%s line %d: a value is longer than %d bytes, goes on over the line or has signs that cannot be: is a quote missing? Correct the row and load the file again", a.name, line, longestValue)
		case !utf8.ValidString(value):
			return fmt.Errorf("%s line %d: a value is not in UTF-8: save the whole file as UTF-8 and load it again", a.name, line)
		}
	}
	switch {
	case row.Postcode == "" && postcode != "":
		return fmt.Errorf("%s line %d: postcode %q is none: write four digits and two letters, such as 2512 EB, and load the file again", a.name, line, short(postcode))
	case postkamer.AddressKey(row.Street) == "", postkamer.AddressKey(row.City) == "":
		return fmt.Errorf("%s line %d: the street or the place is empty: correct the row and load the file again", a.name, line)
	case row.Postcode == "":
		return errBare
	}
	return nil
}

// short cuts a value for an error.
func short(s string) string {
	if r := []rune(s); len(r) > 20 {
		return string(r[:20]) + "…"
	}
	return s
}
