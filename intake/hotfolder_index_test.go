package intake

import (
	"os"
	"strings"
	"testing"
	"time"

	"postkamer"
)

// indexToday is the day of these tests.
var indexToday = time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)

func TestIndexFileSaysMoreOfTheStack(t *testing.T) {
	friday := indexToday.AddDate(0, 0, -2)
	full := Index{Sheets: 50, Pieces: 18, Operator: "Sevda", Device: "fi-7160", Received: friday, Why: "lag op de balie", Origin: postkamer.FromCounter}
	tests := []struct {
		name string
		json bool
		text string
		want Index
		says string // part of what is wrong
	}{
		{"csv with semicolons", false, "bladen;poststukken;medewerker;scanner;ontvangen;reden;herkomst\n50;18;Sevda;fi-7160;2026-11-20;lag op de balie;balie\n", full, ""},
		{"csv with commas, as people write dates", false, "\ufeffBladen,Poststukken,medewerker,scanner,ontvangen,reden,herkomst\r\n50,18,Sevda,fi-7160,20-11-2026,lag op de balie,balie", full, ""},
		{"json", true, `{"bladen":50,"poststukken":"18","medewerker":"Sevda","scanner":"fi-7160","ontvangen":"2026-11-20","reden":"lag op de balie","herkomst":"balie"}`, full, ""},
		{"fields that are left out", true, `{"bladen":3}`, Index{Sheets: 3}, ""},
		{"empty fields", false, "bladen;medewerker\n;\n", Index{}, ""},
		{"a typing error", false, "blden\n50\n", Index{}, "niet bekend"},
		{"no number", false, "bladen\nvijftig\n", Index{}, "een getal"},
		{"less than nothing", true, `{"bladen":-1}`, Index{}, "een getal"},
		{"no date", true, `{"ontvangen":"vrijdag"}`, Index{}, "2026-11-22"},
		{"tomorrow", true, `{"ontvangen":"2026-11-23","reden":"x"}`, Index{}, "toekomst"},
		{"another day without a reason", true, `{"ontvangen":"2026-11-20"}`, Index{}, "reden"},
		{"one line", false, "bladen\n", Index{}, "twee regels"},
		{"a name twice", false, "bladen;bladen\n1;2\n", Index{}, "twee keer"},
		{"no json", true, `{"bladen":`, Index{}, "JSON"},
		{"a list", true, `{"bladen":[1]}`, Index{}, "tekst of een getal"},
		{"control characters", true, `{"medewerker":"a\u0000b"}`, Index{}, "vreemde tekens"},
		{"too large", false, strings.Repeat("x", maxIndex+1), Index{}, "te groot"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := parseIndex([]byte(tt.text), tt.json, indexToday)
			if tt.says == "" && (err != nil || got != tt.want) {
				t.Errorf("got %+v, %v", got, err)
			}
			if tt.says != "" && (err == nil || !strings.Contains(err.Error(), tt.says)) {
				t.Errorf("says %v, want %q in it", err, tt.says)
			}
		})
	}
}

func FuzzIndex(f *testing.F) {
	f.Add([]byte("bladen;poststukken\n1;2\n"), false)
	f.Add([]byte(`{"bladen":1}`), true)
	f.Fuzz(func(t *testing.T, raw []byte, isJSON bool) {
		if x, err := parseIndex(raw, isJSON, indexToday); err == nil && (x.Sheets < 0 || x.Received.After(indexToday)) {
			t.Errorf("%+v", x)
		}
	})
}

// stack reads what the database knows of the only batch.
func (f *folder) stack() (sheets, pieces int, by, device string) {
	f.t.Helper()
	err := f.o.Store.Pool().QueryRow(f.t.Context(), `SELECT coalesce(sheets_counted, 0), coalesce(pieces_counted, 0), taken_by, device FROM batches`).
		Scan(&sheets, &pieces, &by, &device)
	if err != nil {
		f.t.Fatal(err)
	}
	return sheets, pieces, by, device
}

const indexText = "bladen;poststukken;medewerker;scanner\n3;2;Sevda;fi-7160\n"

func TestIndexFileGoesWithItsImage(t *testing.T) {
	for _, name := range []string{"stapel.csv", "stapel.pdf.csv"} {
		t.Run(name, func(t *testing.T) {
			f := newFolder(t)
			f.drop("stapel.pdf", pdf(3, "a"))
			f.drop(name, indexText)
			f.rounds()
			if f.files(".") != "" || !strings.Contains(f.files(doneDir), name) || f.batches() != 1 {
				t.Errorf("left %q, done %q", f.files("."), f.files(doneDir))
			}
			if sheets, pieces, by, device := f.stack(); sheets != 3 || pieces != 2 || by != "Sevda" || device != "fi-7160" {
				t.Errorf("%d sheets, %d pieces, by %s with %s", sheets, pieces, by, device)
			}
		})
	}
	t.Run("in a folder", func(t *testing.T) {
		f := newFolder(t)
		if err := os.Mkdir(f.in("map"), 0o770); err != nil {
			t.Fatal(err)
		}
		f.drop("map/1.pdf", pdf(1, "a"))
		f.drop("map/index.csv", indexText)
		f.rounds()
		if sheets, _, by, _ := f.stack(); sheets != 3 || by != "Sevda" || f.o.number(`SELECT count(*) FROM files`) != 1 {
			t.Errorf("%d sheets, by %s", sheets, by)
		}
	})
}

func TestWrongIndexFileHoldsTheImageWithAReason(t *testing.T) {
	f := newFolder(t)
	f.drop("stapel.pdf", pdf(3, "a"))
	f.drop("stapel.json", `{"blden":3}`)
	f.rounds()
	f.waits("stapel.pdf", WaitIndex)
	if why := f.Waiting()[0].Reason; !strings.Contains(why, `"blden" is niet bekend`) || !strings.Contains(why, "Verbeter het") {
		t.Errorf("says %q", why)
	}
	f.drop("stapel.json", `{"bladen":3}`)
	f.rounds()
	f.want(1, "", "", "stapel.json, stapel.pdf", "")
}

func TestIndexFileWithoutAnImageIsRefusedInTheEnd(t *testing.T) {
	f := newFolder(t)
	f.drop("stapel.csv", indexText)
	f.rounds()
	f.waits("stapel.csv", WaitLoneIndex)
	f.pauses.end = 0
	f.rounds()
	f.want(0, "", "", "", "stapel.csv, stapel.csv.reden.txt")
}

// TestCrashBetweenIndexFileAndImage: the index file was moved away, the image not yet.
func TestCrashBetweenIndexFileAndImage(t *testing.T) {
	f := newFolder(t)
	f.drop("stapel.pdf", pdf(3, "a"))
	f.drop("stapel.csv", indexText)
	f.look(t.Context())
	name, err := f.claim("stapel.pdf")
	if err == nil {
		_, err = f.receive(t.Context(), f.in(takenDir, name), name)
	}
	if err == nil {
		err = f.putIndexAway(name, doneDir)
	}
	if err != nil {
		t.Fatal(err)
	}
	f = f.o.watcher(t, f.Dir)
	f.rounds()
	f.want(1, "", "", "stapel.csv, stapel.pdf", "")
	if sheets, _, by, _ := f.stack(); sheets != 3 || by != "Sevda" {
		t.Errorf("%d sheets, by %s", sheets, by)
	}
}
