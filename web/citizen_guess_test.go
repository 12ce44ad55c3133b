package web

import (
	"net/http"
	"strings"
	"testing"

	"postkamer"
)

// proofFrom tries a reference from an address and tells what the page says of it.
func proofFrom(t *testing.T, st *site, address, reference, year string) string {
	t.Helper()
	form := aProof(reference, "7", "11", year)
	return text(st.browser(t).from(address, http.MethodPost, "/status/wie", form).page(t), ".pk-err li")
}

// TestOneWhoIsWrongShutsOutNobodyElse holds that a library works: one person there with
// typing errors and one who is often wrong leave the others their tries.
func TestOneWhoIsWrongShutsOutNobodyElse(t *testing.T) {
	st := frontSite(t, nil)
	const library = "192.0.2.10"
	mine, theirs := st.sentMove(t), st.sentMove(t)
	for range 40 { // check character wrong
		proofFrom(t, st, library, mine[:len(mine)-1]+"?", "1968")
	}
	for range 2 * triesHere.Short {
		proofFrom(t, st, library, mine, "1967")
	}
	if got := proofFrom(t, st, library, mine, "1968"); !strings.Contains(got, "te vaak") {
		t.Errorf("who was wrong five times goes on: %q", got)
	}
	if got := proofFrom(t, st, library, theirs, "1968"); got != "" {
		t.Errorf("the next one in the library reads %q", got)
	}
}

// TestOthersElsewhereDoNotShutOutTheCitizenAtOnce: five tries elsewhere leave some here.
func TestOthersElsewhereDoNotShutOutTheCitizenAtOnce(t *testing.T) {
	st := frontSite(t, nil)
	mine := st.sentMove(t)
	for range triesHere.Short {
		proofFrom(t, st, "192.0.2.66", mine, "1967")
	}
	if got := proofFrom(t, st, "192.0.2.10", mine, "1968"); got != "" {
		t.Errorf("the citizen reads %q", got)
	}
	for range 2 * triesOfOne.Short { // from ever other addresses
		for _, from := range []string{"192.0.2.71", "192.0.2.72", "192.0.2.73"} {
			proofFrom(t, st, from, mine, "1967")
		}
	}
	if got := proofFrom(t, st, "192.0.2.10", mine, "1968"); !strings.Contains(got, "te vaak") {
		t.Errorf("guessing from many addresses goes on: %q", got)
	}
}

// TestWhileManyGuessEachAddressHasFewerTries: a lid over all, which shuts out nobody by itself.
func TestWhileManyGuessEachAddressHasFewerTries(t *testing.T) {
	st := frontSite(t, nil)
	mine := st.sentMove(t)
	proofFrom(t, st, "192.0.2.10", mine, "1967")
	if _, err := st.cfg.Store.Pool().Exec(t.Context(), `UPDATE tries SET tried = $1 WHERE key = keyed_hash('"all" ')`, triesOfAll.Short); err != nil {
		t.Fatal(err)
	}
	if got := proofFrom(t, st, "192.0.2.10", mine, "1968"); got != "" {
		t.Errorf("a citizen reads %q", got)
	}
	for range triesStrict.Short {
		proofFrom(t, st, "192.0.2.66", postkamer.NewReference("VH", st.now), "1967")
	}
	if got := proofFrom(t, st, "192.0.2.66", postkamer.NewReference("VH", st.now), "1967"); !strings.Contains(got, "te vaak") {
		t.Errorf("an address has as many tries as ever: %q", got)
	}
}
