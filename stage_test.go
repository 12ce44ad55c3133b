package postkamer

import "testing"

func TestStageOnlyMovesForward(t *testing.T) {
	order := []Stage{Received, Read, Routed}
	for i, from := range order {
		for j, to := range order {
			if got := from.MayBecome(to); got != (j == i+1) {
				t.Errorf("%s to %s: %v", from, to, got)
			}
		}
		if from.MayBecome("") || from.MayBecome("gone") || Stage("").MayBecome(from) {
			t.Errorf("%s moves from or to a stage that is none", from)
		}
	}
}

func TestCaseMoves(t *testing.T) {
	all := []CaseState{CaseOpen, CaseClaimed, CaseCalling, CaseDone}
	may := map[[2]CaseState]bool{
		{CaseOpen, CaseClaimed}: true, {CaseClaimed, CaseOpen}: true, {CaseClaimed, CaseCalling}: true,
		{CaseClaimed, CaseDone}: true, {CaseCalling, CaseOpen}: true, {CaseCalling, CaseClaimed}: true,
	}
	for _, from := range all {
		for _, to := range all {
			if got := from.MayBecome(to); got != may[[2]CaseState{from, to}] {
				t.Errorf("%s to %s: %v", from, to, got)
			}
		}
	}
}

func TestEveryRefusalSaysWhatToDo(t *testing.T) {
	for _, code := range []RefusalCode{RefusedEmpty, RefusedKind, RefusedBroken, RefusedEncrypted, RefusedTooLarge,
		RefusedPages, RefusedPixels, RefusedSlow, RefusedTruncated} {
		r := Refuse(code, "brief.pdf")
		if len(r.Why) < 20 || r.Name != "brief.pdf" || r.Error() != "file refused: "+string(code) {
			t.Errorf("%s: %+v", code, r)
		}
	}
}
