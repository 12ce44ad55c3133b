package cover

import (
	"bytes"
	"os"
	"testing"
	"time"

	"postkamer"
)

// aSheet is a cover sheet with all that it can have.
func aSheet(tone postkamer.Tone) Sheet {
	return Sheet{
		Town: postkamer.DefaultMunicipality(), Tone: tone, Reference: "TZ-2026-7K3M-Q9",
		Missing: []string{"Een bankafschrift met {je|uw} naam en rekeningnummer", "Bewijs van inkomen, per maand", "Handtekening van {je|uw} partner op papier"},
		Until:   time.Date(2026, 12, 6, 0, 0, 0, 0, time.UTC),
	}
}

func TestSheetsAreTheSameEveryTime(t *testing.T) {
	reference := postkamer.NewReference("TZ", time.Now())
	sheet := aSheet(postkamer.U)
	sheet.Reference = reference
	sign := Signing{Town: sheet.Town, Tone: postkamer.Je, Reference: reference, Form: "Tozo aanvragen", Applicant: "Jan de Vries",
		Declared: []Line{{"Naam", "Kim Jansen"}, {"Inkomen in juni 2020", "€ 900,00"}}}
	for name, make := range map[string]func() ([]byte, error){"sheet": sheet.PDF, "sign": sign.PDF} {
		first, err := make()
		if err != nil {
			t.Fatal(err)
		}
		again, _ := make()
		if !bytes.Equal(first, again) {
			t.Errorf("%s is another the second time", name)
		}
		if dir := os.Getenv("POSTKAMER_KEEP"); dir != "" {
			_ = os.WriteFile(dir+"/"+name+".pdf", first, 0o644)
		}
	}
}

func TestNoSheetForAnImpossibleReference(t *testing.T) {
	sheet := aSheet(postkamer.Je)
	sheet.Reference = "TZ-2026-AAAA-AA"
	if _, err := sheet.PDF(); err == nil {
		t.Error("a sheet was printed that no scan can be tied by")
	}
}

func TestMuchToSendStillFitsOnOnePage(t *testing.T) {
	sheet := aSheet(postkamer.U)
	sheet.Reference = postkamer.NewReference("TZ", time.Now())
	for range 40 {
		sheet.Missing = append(sheet.Missing, "Een bankafschrift met {je|uw} naam en rekeningnummer, van elke maand waarvoor {je|u} geld vraagt")
	}
	sheet.Town.Address = []string{"Afdeling Inkomen en Schulden", "Postbus 100", "2500 AA Voorbeeldstad", "Nederland"}
	if _, err := sheet.PDF(); err != nil {
		t.Error(err)
	}
}
