package postkamer

import (
	"strings"
	"testing"
)

func TestPersonalCodeIsForOneThing(t *testing.T) {
	code := SignCode.New()
	typed := strings.ToLower(strings.ReplaceAll(code, "-", " "))
	if SignCode.Normal(typed) != code {
		t.Errorf("%q typed as %q gives %q", code, typed, SignCode.Normal(typed))
	}
	if LaterCode.Normal(code) != "" {
		t.Errorf("a code to sign is good to send evidence: %q", code)
	}
	if SignCode.Hash(typed) != SignCode.Hash(code) || SignCode.Hash(code) == LaterCode.Hash(LaterCode.New()) {
		t.Error("the hash hangs on how it was typed")
	}
}

func TestPersonalCodeShowsOneMistake(t *testing.T) {
	code := strings.ReplaceAll(LaterCode.New(), "-", "")
	for at := range code {
		for _, other := range referenceAlphabet {
			wrong := code[:at] + string(other) + code[at+1:]
			if wrong != code && LaterCode.Normal(wrong) != "" {
				t.Fatalf("%q passes for %q", wrong, code)
			}
		}
	}
}
