package town

import (
	"strings"
	"testing"
)

// TestAFileThatCannotBeReadSaysWhereAndWhatToWrite: file, line, and what to do next.
func TestAFileThatCannotBeReadSaysWhereAndWhatToWrite(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"a logo that is not there":        {"naam: X\nlogo: weg.svg\n", "line 2: logo: "},
		"a colour without quotes":         {"naam: X\nkleur: #0b6140\n", "line 2: kleur has no value: write one, between quotes when it begins with #"},
		"a key below one without a value": {"naam: X\ntoon:\n  inwoner:\n", "line 3: inwoner has no value"},
		"nothing at all":                  {"", "naam: is missing: write the name"},
		"only a remark":                   {"# later\n", "naam: is missing"},
		"no name":                         {"kleur: \"#0b6140\"\n", "naam: is missing"},
		"a name without one":              {"naam:\n", "line 1: naam has no value"},
		"an unknown key":                  {"naam: X\nkleurtje: rood\n", "line 2: kleurtje is no key that can stand here: correct or remove it"},
		"an unknown key below one":        {"naam: X\ntoon:\n  burger: u\n", "line 3: burger is no key"},
		"a key twice":                     {"naam: X\nkleur: a\nnaam: Y\n", "line 3: naam is there already, on line 1: keep one"},
		"a text twice":                    {"naam: X\nteksten:\n  Ja: Jawel\n  Ja: Zeker\n", "line 4: Ja is there already, on line 3"},
		"a word for a number":             {"naam: X\nhoeken: rond\n", "line 2: a whole number belongs here"},
		"a list for a text":               {"naam: X\ntelefoon: [1, 2]\n", "line 2: one value belongs here"},
		"keys for a list":                 {"naam: X\npostcodes: {a: b}\n", "line 2: a list belongs here"},
		"a text for keys":                 {"naam: X\ntoon: u\n", "line 2: keys belong here"},
		"a list for the whole file":       {"- naam: X\n", "line 1: "},
		"a switch that is none":           {"naam: X\nafspraken: misschien\n", "line 2: afspraken: \"misschien\" is not a switch: write aan or uit"},
		"a switch below a key":            {"naam: X\ntermijnen:\n  aanvulling_dagen: 14\n  dag_van_aanvulling_telt_mee: ooit\n", "line 4: termijnen.dag_van_aanvulling_telt_mee: \"ooit\""},
		"a tab":                           {"naam: X\ntoon:\n\tinwoner: u\n", "line 3: this is no YAML"},
		"a colon in a value":              {"naam: Gemeente: Westdorp\n", "line 1: this is no YAML"},
		"a quote that is not closed":      {"naam: \"Westdorp\nkleur: x\n", "this is no YAML"},
		"Windows-1252":                    {"naam: X\n# Z\xfcid\n", "line 2: this is not UTF-8: save the file as UTF-8"},
		"a sign that cannot be":           {"naam: X\nkleur: \x00\n", "line 2: this is no YAML"},
		"two documents":                   {"naam: X\n---\nnaam: Y\n", "a second document begins (---)"},
		"a queue of no kind":              {"naam: X\nzaaktypen:\n  woz: {werkvoorraad: nergens}\n", "line 3: zaaktypen.woz.werkvoorraad"},
		"English with a bar":              {"naam: X\nteksten_engels:\n  Ja: \"{Yes|Sure}\"\n", "line 2: teksten_engels: \"{Yes|Sure}\": English has one tone"},
	} {
		t.Run(name, func(t *testing.T) {
			path := townFile(t, c.text, nil)
			if _, err := Read(path); err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), path) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}

func TestAFileWithAByteOrderMarkAndLinesOfWindowsIsRead(t *testing.T) {
	base, err := Read(townFile(t, "\ufeffnaam: Gemeente Westdorp\r\nhoeken: 4\r\n", nil))
	if err != nil || base.Municipality.Name != "Gemeente Westdorp" || base.Municipality.Corners != 4 {
		t.Errorf("%q, %v", base.Municipality.Name, err)
	}
}
