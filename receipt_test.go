package postkamer

import "testing"

func TestAReferenceIsReadAloudInParts(t *testing.T) {
	for reference, want := range map[string]string{
		"VH-2026-7K3M-Q9": "V H, 2026, 7 K 3 M, Q 9",
		"TZ-2026-2026-QC": "T Z, 2026, 2 0 2 6, Q C", // only the year is a number
		"7K3M-Q9PT":       "7 K 3 M, Q 9 P T",
		"7K3M-2026":       "7 K 3 M, 2 0 2 6", // a code has no year
	} {
		if got := Spelled(reference); got != want {
			t.Errorf("%s is read as %q, want %q", reference, got, want)
		}
	}
}
