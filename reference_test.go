package postkamer

import (
	"strings"
	"testing"
	"time"
)

var in2026 = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

func TestReferenceLooksLikeOne(t *testing.T) {
	seen := map[string]bool{}
	for range 2000 {
		ref := NewReference("PS", in2026)
		if len(ref) != 15 || !strings.HasPrefix(ref, "PS-2026-") || ref[12] != '-' {
			t.Fatalf("got %q", ref)
		}
		if !inAlphabet(strings.ReplaceAll(ref[8:], "-", "")) {
			t.Fatalf("%s has characters that can be mistaken", ref)
		}
		if NormalReference(ref) != ref {
			t.Fatalf("%s is not normal", ref)
		}
		seen[ref] = true
	}
	if len(seen) < 1990 {
		t.Errorf("only %d of 2000 differ", len(seen))
	}
}

// TestReferenceFindsEverySingleMistake tries every wrong character in the year
// and the code, and every swap of two neighbours.
func TestReferenceFindsEverySingleMistake(t *testing.T) {
	all := "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	for _, prefix := range []string{"PS", "ST", "VH", "TZ", "BT"} {
		for range 200 {
			ref := strings.ReplaceAll(NewReference(prefix, in2026), "-", "")
			for i := 2; i < len(ref); i++ {
				for _, r := range all {
					wrong := ref[:i] + string(r) + ref[i+1:]
					if lookalikes.Replace(string(r)) != ref[i:i+1] && NormalReference(wrong) != "" {
						t.Fatalf("%s passes for %s", wrong, ref)
					}
				}
				if i+1 < len(ref) && ref[i] != ref[i+1] {
					wrong := ref[:i] + ref[i+1:i+2] + ref[i:i+1] + ref[i+2:]
					if NormalReference(wrong) != "" {
						t.Fatalf("the swap %s passes for %s", wrong, ref)
					}
				}
			}
		}
	}
}

func TestReferenceForgives(t *testing.T) {
	code := "10V2A"
	ref := "VH-2026-10V2-A" + string(checkCharacter("VH", 2026, code))
	last := ref[14:]
	for _, c := range []struct{ name, typed string }{
		{"as it is", ref},
		{"small letters", strings.ToLower(ref)},
		{"no dashes", strings.ReplaceAll(ref, "-", "")},
		{"spaces for dashes", strings.ReplaceAll(ref, "-", " ")},
		{"spaces around it", "  " + ref + "\n"},
		{"long dashes", strings.ReplaceAll(ref, "-", "–")},
		{"I for 1, O for 0", "VH-2O26-IOV2-A" + last},
		{"l for 1", "vh-2026-l0v2-a" + last},
		{"U for V, Z for 2", "VH-Z026-10UZ-A" + last},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := NormalReference(c.typed); got != ref {
				t.Errorf("%q: got %q, want %q", c.typed, got, ref)
			}
		})
	}
}

func TestReferenceIsNotInvented(t *testing.T) {
	for _, s := range []string{"", "VH", "VH-2026", "hallo daar!!", "12-2026-10V2-A0", "VH-+026-10V2-A0", "VH-20A6-10V2-A0", "VH-0026-10V2-A0", "ÉH-202610V2A", "VH-2026-10V2-A0-1"} {
		for _, last := range referenceAlphabet { // whatever the check character is
			if s == "" {
				continue
			}
			typed := s[:len(s)-1] + string(last)
			got := NormalReference(typed)
			if got != "" && strings.ReplaceAll(got, "-", "") != strings.ReplaceAll(typed, "-", "") {
				t.Errorf("%q becomes %q", typed, got)
			}
			if got != "" && !strings.HasPrefix(typed, "VH-2026-10V2") {
				t.Errorf("%q passes", typed)
			}
		}
	}
}

func FuzzNormalReference(f *testing.F) {
	f.Add(NewReference("PS", in2026))
	f.Add("VH 2026 7k3m q9")
	f.Fuzz(func(t *testing.T, s string) {
		got := NormalReference(s)
		if got != "" && (len(got) != 15 || NormalReference(got) != got) {
			t.Errorf("%q becomes %q, which is not normal", s, got)
		}
	})
}
