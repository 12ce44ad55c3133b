package intake_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"

	"postkamer"
	"postkamer/intake"
	"postkamer/store"
	"postkamer/store/storetest"
)

const addressHead = "openbareruimte;huisnummer;huisletter;huisnummertoevoeging;postcode;woonplaats;nummeraanduiding;gemeente;gebruiksdoel\n"

const addressRows = `Dorpsbrink;12;;;9349 AB;Westdorp;1930200000000001;Westdorp;woonfunctie
Dorpsbrink;14;A;;9349AB;Westdorp;1930200000000002;Westdorp;woonfunctie
Dorpsbrink;14;B;;9349AB;Westdorp;1930200000000003;Westdorp;woonfunctie
Händelstraat;7;;2;9349 CD;Westdorp;1930200000000004;Westdorp;kantoorfunctie
`

// csvFile writes a file and returns its path.
func csvFile(t *testing.T, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "adressen.csv")
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// loaded loads a file and looks up what is at a postcode.
func loaded(t *testing.T, s *store.Store, content string) []postkamer.Address {
	t.Helper()
	if _, err := intake.LoadAddresses(t.Context(), s, "Bea Heer", csvFile(t, content)); err != nil {
		t.Fatal(err)
	}
	answers, err := s.FindAddresses(t.Context(), []postkamer.AddressQuery{{Name: "new", Postcode: "9349 CD", Number: 7}})
	if err != nil || len(answers) != 1 {
		t.Fatalf("%d answers, %v", len(answers), err)
	}
	return answers[0].AtPostcode
}

func TestAddressFileIsReadAsItIsWritten(t *testing.T) {
	s := storetest.Open(t)
	latin, err := charmap.Windows1252.NewEncoder().String(addressHead + addressRows)
	if err != nil {
		t.Fatal(err)
	}
	want := postkamer.Address{ID: "1930200000000004", Street: "Händelstraat", Number: 7, Addition: "2", Postcode: "9349 CD", City: "Westdorp", Municipality: "Westdorp", Purpose: "kantoorfunctie"}
	for name, content := range map[string]string{
		"semicolons, UTF-8":         addressHead + addressRows,
		"commas":                    strings.ReplaceAll(addressHead+addressRows, ";", ","),
		"Windows-1252":              latin,
		"with a byte order mark":    "\ufeff" + addressHead + addressRows,
		"lines of Windows":          strings.ReplaceAll(addressHead+addressRows, "\n", "\r\n"),
		"no end of the last line":   strings.TrimSuffix(addressHead+addressRows, "\n"),
		"names in capitals, quoted": strings.Replace(addressHead, "openbareruimte", `"OPENBARE RUIMTE NAAM"`, 1) + addressRows,
		"another order, more columns": "x;woonplaatsnaam;postcode;gemeentenaam;identificatie;toevoeging;huisletter;huisnummer;straat;gebruiksdoel\n" +
			"1;Westdorp;9349cd;Westdorp;1930200000000004;2;;7;Händelstraat;kantoorfunctie\n",
	} {
		t.Run(name, func(t *testing.T) {
			got := loaded(t, s, content)
			if len(got) != 1 || got[0] != want {
				t.Errorf("got %+v, want %+v", got, want)
			}
		})
	}
}

// TestRowsWithoutAPostcodeAreLeftOut: the BAG has them, and they are no reason to refuse
// all the others.
func TestRowsWithoutAPostcodeAreLeftOut(t *testing.T) {
	s := storetest.Open(t)
	table, err := intake.LoadAddresses(t.Context(), s, "Bea Heer", csvFile(t, addressHead+"Veldweg;1;;;;Westdorp;1930200000000009;Westdorp;\n"+addressRows))
	if err != nil || table.Addresses != 4 || table.NoPostcode != 1 {
		t.Errorf("%+v, %v", table, err)
	}
}

func TestAddressFileThatCannotBeIsNamedWithItsLine(t *testing.T) {
	s := storetest.Open(t)
	loaded(t, s, addressHead+addressRows)
	for name, c := range map[string]struct{ content, want string }{
		"no postcode":                              {addressHead + addressRows + "Dorpsbrink;16;;;9349 SS;Westdorp;;;\n", "line 6: postcode"},
		"no number":                                {addressHead + "Dorpsbrink;0;;;9349 AB;Westdorp;;;\n", "line 2: huisnummer"},
		"a number with its letter":                 {addressHead + "Dorpsbrink;12A;;;9349 AB;Westdorp;;;\n", "line 2: huisnummer"},
		"no street":                                {addressHead + ";1;;;9349 AB;Westdorp;;;\n", "line 2: the street or the place is empty"},
		"a value too few":                          {addressHead + "Dorpsbrink;1;;;9349 AB\n", "line 2"},
		"a quote that never ends":                  {addressHead + addressRows + "\"Dorpsbrink;1;;;9349 AB;Westdorp;;;\n" + addressRows, "line 6: a quote opens here"},
		"a quote that ends elsewhere":              {addressHead + "Dorpsbrink;1;\";;9349 AB;Westdorp;;;\nDorpsbrink;2;\";;9349 AB;Westdorp;;;\n", "line 2: a value"},
		"not one postcode":                         {addressHead + "Dorpsbrink;1;;;;Westdorp;;;\nDorpsbrink;2;;;;Westdorp;;;\n", "none of the 2 rows has a postcode"},
		"a mistake below a row without a postcode": {addressHead + "Dorpsbrink;1;;;;Westdorp;;;\nDorpsbrink;x;;;;Westdorp;;;\n", "line 3: huisnummer"},
		"a line of ten megabytes":                  {addressHead + addressRows + strings.Repeat("x", 10<<20) + "\n", "line 6"},
		"a quote in the middle":                    {addressHead + "Dorps\"brink;1;;;9349 AB;Westdorp;;;\n", "line 2"},
		"a very long value":                        {addressHead + strings.Repeat("x", 300) + ";1;;;9349 AB;Westdorp;;;\n", "line 2: a value is longer"},
		"a row over two lines":                     {addressHead + "\"Dorps\nbrink\";1;;;9349 AB;Westdorp;;;\nDorpsbrink;1;;;9349 AB;Westdorp;;;\n", "line 2: a value"},
		"no column for the postcode":               {strings.Replace(addressHead, "postcode", "code", 1) + addressRows, "line 1: the column postcode is missing"},
		"two columns of one name":                  {strings.Replace(addressHead, "huisletter", "postcode", 1) + addressRows, "line 1: there are two columns for postcode"},
		"nothing but names":                        {addressHead, "not one address"},
		"UTF-16":                                   {"\xff\xfe" + strings.Join(strings.Split(addressHead+addressRows, ""), "\x00") + "\x00", "line 1: this is not UTF-8"},
		"nothing at all":                           {"", "line 1"},
		"a picture":                                {"\x89PNG\r\n\x1a\n" + strings.Repeat("\x00\xff", 5000), "line 1"},
		"one endless line":                         {strings.Repeat("a", 200_000), "line 1 is longer"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := intake.LoadAddresses(t.Context(), s, "Bea Heer", csvFile(t, c.content))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
			if table, err := s.AddressTable(t.Context()); err != nil || table.Addresses != 4 {
				t.Errorf("the former table must stay: %+v, %v", table, err)
			}
		})
	}
	if _, err := intake.LoadAddresses(t.Context(), s, "Bea Heer", "/does/not/exist.csv"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v", err)
	}
}
