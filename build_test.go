package postkamer

import "testing"

func TestSoftwareNamesOneBuildOfOurs(t *testing.T) {
	for before, want := range map[string]string{
		"":                                Build(),
		"postkamer":                       Build(),
		"postkamer v0.1":                  Build(),
		"PaperStream 2.1":                 "PaperStream 2.1, " + Build(),
		"PaperStream 2.1, postkamer v0.1": "PaperStream 2.1, " + Build(),
		"postkamerscan 2, sane 1":         "postkamerscan 2, sane 1, " + Build(),
	} {
		if got := WithBuild(before); got != want {
			t.Errorf("%q: got %q, want %q", before, got, want)
		}
		if again := WithBuild(WithBuild(before)); again != WithBuild(before) {
			t.Errorf("%q grows: %q", before, again)
		}
	}
}
