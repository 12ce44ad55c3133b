package main

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// What SANE's own test device gives before its feeder is empty, and how often it is filled
// again for a stack of as many sheets as the other test has.
const (
	saneFeeder = 10 // sides, says the driver
	saneRuns   = stackSheets / saneFeeder
)

// saneProfile sets the scanner's profile as an overseer would for this device: one side in
// greys at 100 dpi, and of the findings only that this is coarse: so every page asks for a
// look, and none for more.
const saneProfile = `(() => {
	const form = document.querySelector("form[action^='/profielen/']");
	const said = new URLSearchParams(new FormData(form));
	for (const name of [...said.keys()]) if (name.startsWith("grens_")) said.set(name, "0");
	for (const [name, value] of Object.entries({fijnheid: "100", kleur: "gray", kanten: "nee", grens_voorkant: "nee", grens_grof: "190", waarom: "proefscanner"})) said.set(name, value);
	const post = new XMLHttpRequest();
	post.open("POST", form.getAttribute("action"), false);
	post.setRequestHeader("Content-Type", "application/x-www-form-urlencoded");
	post.send(said);
	return post.status + " " + post.responseURL;
})()`

// TestScanDeskOnSANE brings in 50 sheets from SANE's own test device with keys only, from
// the first key to the paper in its box: no page takes more than one.
func TestScanDeskOnSANE(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a browser")
	}
	if _, err := exec.LookPath("scanimage"); err != nil {
		t.Fatalf("%v: run make test, which installs it", err)
	}
	data := filepath.Join(shortTemp(t), "var")
	service := startService(t, data, nil)
	overseer := openBrowserFor(t, service.address, 1440, time.Minute)
	overseer.login("Anouk")
	overseer.loaded(chromedp.Navigate(service.address + "/profielen/scanner"))
	if said := ask[string](overseer, saneProfile); !strings.HasPrefix(said, "200") {
		t.Fatalf("the profile is not kept: %s", said)
	}
	h := newHand(t, service.address, 1440)
	began := time.Now()
	h.scanOnSANE()
	scanned, before := time.Now(), h.keys
	h.changed(" ")
	for strings.Contains(h.text(), "Goed") {
		h.changed(" ")
	}
	looked := h.keys - before
	h.until("Hoeveel bladen lagen er")
	h.settled()
	h.looks("sane-tellen")
	h.key("5", "0", kb.Tab, "1", kb.Enter)
	h.until("In welke doos gaat het papier?")
	h.key(kb.Enter)
	h.until(fmt.Sprintf("De stapel is afgesloten: %d bladen", stackSheets))
	h.looks("sane-klaar")
	t.Logf("%d keys for %d sheets, %d of them to look at pages; %v to scan, %v to look and close",
		h.keys, stackSheets, looked, scanned.Sub(began).Round(time.Second), time.Since(scanned).Round(time.Second))
	if looked != stackSheets+1 || h.keys > stackSheets+20 { // one more to begin
		t.Errorf("%d keys for %d sheets, %d of them to look", h.keys, stackSheets, looked)
	}
	verified(t, data)
}

// scanOnSANE begins a stack, fills the feeder until all sheets are in, and says that this
// was all.
func (h *hand) scanOnSANE() {
	h.t.Helper()
	h.until("Proefscanner")
	h.until("klaar om te beginnen")
	h.settled()
	for run := 1; run <= saneRuns; run++ {
		h.key(" ")
		h.until(fmt.Sprintf("%d bladzijden binnen", run*saneFeeder))
		h.until("Was dit alles?")
		h.settled()
	}
	h.looks("sane-gescand")
	h.key(kb.Enter)
	h.until("Nakijken")
}
