package intake

import (
	"slices"
	"strings"
	"testing"

	"postkamer"
)

func TestFilesGoBeforeAnOption(t *testing.T) {
	f, c := theForm(t, "verhuizing"), onDay(postkamer.U)
	a := walk(t, f, c, move())
	tests := []struct {
		rule     string
		files    []string
		how      string
		summary  string
		answer   string
		doubtful bool
		wrong    string
	}{
		{rule: "nothing sent and nothing chosen", wrong: "Voeg de toestemming toe. Of kies: ik stuur het later", summary: notAnswered, doubtful: false},
		{rule: "later", how: "later", summary: "Ik stuur het later", answer: "Ik stuur het later", doubtful: true},
		{rule: "a file whose name says later", files: []string{"later.pdf"}, how: "later", summary: "later.pdf", answer: "Meegestuurd: later.pdf"},
		{rule: "two files", files: []string{"a.jpg", "b.heic"}, summary: "a.jpg, b.heic", answer: "Meegestuurd: a.jpg, b.heic"},
		{rule: "more files than there may be", files: make([]string, 6), wrong: "U kunt hier hoogstens 5 bestanden sturen. Haal er eerst een weg", summary: ", , , , , ", answer: "Meegestuurd: , , , , , "},
	}
	for _, tt := range tests {
		t.Run(tt.rule, func(t *testing.T) {
			a[FilesKey("toestemming")] = tt.files
			with, wrong := f.Check("hoofdbewoner", fields("hoofdbewoner", "Karin Bakker", "toestemming", tt.how), a, c)
			said := ""
			if len(wrong) > 0 {
				said = wrong[0].Text
			}
			if said != tt.wrong {
				t.Errorf("wrong %v, want %q", wrong, tt.wrong)
			}
			if !slices.Contains(f.Summary(with, c), SummaryLine{Slug: "hoofdbewoner", Label: "Toestemming van die persoon", Value: tt.summary}) {
				t.Errorf("the summary has no %q", tt.summary)
			}
			sent := lines(f.Submitted(with, c))
			if got := slices.Contains(sent, "toestemming ="+tt.answer); got != (tt.answer != "") {
				t.Errorf("answer %q: %v in %v", tt.answer, got, sent)
			}
			if got := slices.Contains(sent, "_doubt =CONSENT_MISSING"); got != tt.doubtful {
				t.Errorf("doubt about the consent: %v", got)
			}
		})
	}
}

func TestEvidenceSaysWhatIsStillToCome(t *testing.T) {
	f, c := theForm(t, "tozo"), onDay(postkamer.U)
	a := walk(t, f, c, application())
	a[FilesKey("afschrift")] = []string{"afschrift.jpg"}
	var got []string
	for _, e := range f.Evidence(a, c) {
		got = append(got, e.Question+" "+e.Label+" "+e.How+strings.Join(e.Files, ","))
	}
	want := []string{
		"afschrift Een bankafschrift met uw naam en rekeningnummer afschrift.jpg", "inkomen Bewijs van inkomen, per maand later",
		"uren-bewijs Bewijs van uw uren later", "partnerpapier Handtekening van uw partner op papier later",
	}
	if !slices.Equal(got, want) {
		t.Errorf("evidence\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestWhatIsWrongWithAFile(t *testing.T) {
	f, c := theForm(t, "verhuizing"), onDay(postkamer.U)
	long := strings.Repeat("vakantie", 20) + ".jpg"
	tests := []struct {
		fault FileFault
		name  string
		size  int64
		want  string
	}{
		{FileTooBig, "contract.pdf", MostFileBytes + 1, "contract.pdf is te groot (10,5 MB). Een bestand mag 10 MB zijn. Maak een nieuwe foto van alleen het papier"},
		{FileTooBig, "", 20_000_000, "Het bestand is te groot (20 MB). Een bestand mag 10 MB zijn. Maak een nieuwe foto van alleen het papier"},
		{FileUnknown, "{bestand}.exe", 1, "{bestand}.exe kunnen wij niet openen. Stuur een foto of een pdf"},
		{FileEmpty, long, 0, "vakantievakantievakantievakantievakantievakantie…akantie.jpg is leeg. Kies het bestand nog een keer"},
		{FilesTooMany, "a.jpg", 1, "U kunt hier hoogstens 5 bestanden sturen. Haal er eerst een weg"},
	}
	for _, tt := range tests {
		got := f.FileError("mee-3-machtiging", tt.fault, tt.name, tt.size, c)
		if got.Field != "mee-3-machtiging" || got.Text != tt.want {
			t.Errorf("%s: %+v, want %q", tt.fault, got, tt.want)
		}
	}
	if got := FileError(FilesTooMany, "a.jpg", 1, 3, c); got != "U kunt hier hoogstens 3 bestanden sturen. Haal er eerst een weg" {
		t.Errorf("without a form: %q", got)
	}
}
