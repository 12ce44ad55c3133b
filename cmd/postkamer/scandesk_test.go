package main

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"encoding/base64"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// A hand works at the scan desk with keys only, and counts them.
type hand struct {
	*browser
	keys  int
	shots string // folder for pictures of the screen; empty: none
	shot  int
}

// newHand sits down at the desk and logs in; logging in is with the mouse.
func newHand(t *testing.T, base string, width int64) *hand {
	t.Helper()
	h := &hand{browser: openBrowserFor(t, base, width, 15*time.Minute), shots: os.Getenv("SCANDESK_SHOTS")}
	h.login("Sevda")
	h.loaded(chromedp.Navigate(base + "/scan"))
	return h
}

// key presses keys, one after the other.
func (h *hand) key(keys ...string) {
	h.t.Helper()
	for _, k := range keys {
		h.keys++
		h.do(chromedp.KeyEvent(k))
	}
}

// until waits until the page says something.
func (h *hand) until(what string) {
	h.t.Helper()
	h.wait(3*time.Minute, what, func(text string) bool { return strings.Contains(text, what) })
}

func (h *hand) wait(limit time.Duration, what string, so func(text string) bool) {
	h.t.Helper()
	text := ""
	for end := time.Now().Add(limit); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if text = ask[string](h.browser, `document.querySelector("main")?.innerText ?? ""`); so(text) {
			return
		}
	}
	h.t.Fatalf("after %v the page does not show %s but:\n%s", limit, what, text)
}

// changed presses a key and waits until another page stands there.
func (h *hand) changed(key string) {
	h.t.Helper()
	const here = `location.pathname + document.querySelector("h1")?.textContent`
	h.settled()
	before := ask[string](h.browser, here)
	h.key(key)
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if ask[string](h.browser, here) != before {
			return
		}
	}
	h.t.Fatalf("key %q changes nothing:\n%s", key, h.text())
}

// settled waits until the scripts of the page run and its image is on the screen:
// before that, keys do nothing.
func (h *hand) settled() {
	h.t.Helper()
	h.wait(time.Minute, "a page that is all there", func(string) bool {
		return ask[bool](h.browser, `document.readyState === "complete" && document.getElementById("beeld")?.complete !== false`)
	})
}

// looks keeps a picture of the screen and lets axe look at it.
func (h *hand) looks(name string) {
	h.t.Helper()
	h.fitsScreen()
	h.axe(name)
	if h.shots == "" {
		return
	}
	picture, err := chromedp.Run(h.ctx, chromedp.CaptureScreenshot())
	h.must(err)
	h.shot++
	if err := os.WriteFile(filepath.Join(h.shots, fmt.Sprintf("%02d-%s.png", h.shot, name)), picture, 0o600); err != nil {
		h.t.Error(err)
	}
}

// looksNarrow looks at the page as it is on a telephone and at 400 % too.
func (h *hand) looksNarrow(name string) {
	h.t.Helper()
	for _, width := range []int64{320, 390} {
		h.do(chromedp.EmulateViewport(width, 900))
		h.looks(fmt.Sprintf("%s-%d", name, width))
	}
	h.do(chromedp.EmulateViewport(1440, 900))
	h.looks(name)
}

// axeScript is axe-core 4.14.1 of Deque Systems as it is published (MPL 2.0), packed.
//
//go:embed testdata/axe.min.js.gz
var axeScript []byte

// axe looks for what the rules of accessibility forbid.
func (h *hand) axe(name string) {
	h.t.Helper()
	unpacked, err := gzip.NewReader(bytes.NewReader(axeScript))
	h.must(err)
	script, err := io.ReadAll(unpacked)
	h.must(err)
	for range 5 {
		found, ok := h.askAxe(string(script))
		if ok && found != "[]" {
			h.t.Errorf("axe on %s: %s", name, found)
		}
		if ok {
			return
		}
	}
	h.t.Errorf("axe on %s: no answer", name)
}

// askAxe returns what axe found, as JSON; false when the page renewed itself meanwhile.
func (h *hand) askAxe(script string) (string, bool) {
	h.t.Helper()
	_, err := chromedp.Run(h.ctx, chromedp.Evaluate[bool](script+`;window.__axe="";`+
		`axe.run(document,{runOnly:["wcag2a","wcag2aa","wcag21a","wcag21aa","wcag22aa","best-practice"]})`+
		`.then(r=>{window.__axe=JSON.stringify(r.violations.map(v=>v.id+": "+v.nodes.map(n=>n.html).slice(0,3).join(" ")))});true`))
	for range 400 {
		var found string
		if err == nil {
			found, err = chromedp.Run(h.ctx, chromedp.Evaluate[string](`window.__axe??"gone"`))
		}
		if err != nil || found == "gone" {
			return "", false
		}
		if found != "" {
			return found, true
		}
		time.Sleep(50 * time.Millisecond)
	}
	return "", false
}

// separators prints a set of separator sheets at the desk.
func (h *hand) separators(n int) []side {
	h.t.Helper()
	pdf := ask[string](h.browser, fmt.Sprintf(`(() => {
		const x = new XMLHttpRequest();
		x.open("POST", "/scan/scheidingsbladen", false);
		x.overrideMimeType("text/plain; charset=x-user-defined");
		x.setRequestHeader("Content-Type", "application/x-www-form-urlencoded");
		x.send("aantal=%d");
		return btoa([...x.responseText].map(c => String.fromCharCode(c.charCodeAt(0) & 255)).join(""));
	})()`, n))
	bytes, err := base64.StdEncoding.DecodeString(pdf)
	if err != nil || len(bytes) < 1000 {
		h.t.Fatalf("no separator sheets: %v, %d bytes", err, len(bytes))
	}
	return printed(h.t, bytes)
}

// The sheets of the made-up stack by their place in it, from 1.
const (
	stackSheets    = 50
	stackLetters   = 20 // that begin behind a separator sheet
	longSheet      = 17 // two sheets that went through as one
	unreadSheet    = 24 // the separator sheet under the coffee
	upsideSheet    = 9
	colouredSheet  = 12
	pencilSheet    = 14 // its back has a note
	duplicateSheet = 33 // the same as the one before it
)

// makeStack lays the stack of the issue in the feeder: 50 sheets with blank backs.
// It returns the two letters that went through as one.
func makeStack(f *feeder, w *typist, sheets []side) (first, second side) {
	next, written := 0, 0
	separator := func(n int) {
		front, back := sheets[2*next], sheets[2*next+1]
		next++
		if n == unreadSheet {
			front, back = blotted(front), blotted(back)
		}
		f.lay(front, back)
	}
	var last side
	for n := 1; n <= stackSheets; n++ {
		if isSeparatorPlace(n) {
			separator(n)
			continue
		}
		written++
		page, back := w.letter(written, 297), empty(w.chance, 297)
		switch n {
		case longSheet:
			first, second = page, w.letter(900, 297)
			page = w.letter(written, 340)
		case upsideSheet:
			page = upsideDown(page)
		case colouredSheet:
			page = coloured(page)
		case pencilSheet:
			back = w.pencil()
		case duplicateSheet:
			page = last
		}
		last = page
		f.lay(page, back)
	}
	return first, second
}

// isSeparatorPlace tells whether a separator sheet lies at this place: before every
// letter of two or three sheets, and once two in a row.
func isSeparatorPlace(n int) bool {
	switch n {
	case 1, 4, 7, 8, 11, 13, 16, 19, unreadSheet, 27, 30, 35, 38, 41, 44, 47:
		return true
	}
	return false
}

func separatorPlaces() (n int) {
	for place := 1; place <= stackSheets; place++ {
		if isSeparatorPlace(place) {
			n++
		}
	}
	return n
}

// TestScanDesk brings in a stack of 50 sheets with keys only, from the first key to
// the paper in its box.
func TestScanDesk(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a browser")
	}
	data := filepath.Join(shortTemp(t), "var")
	f := newFeeder(t)
	service := startService(t, data, f.env())
	h := newHand(t, service.address, 1440)
	h.until("Nog geen stapel vandaag")
	first, second := makeStack(f, newTypist(t), h.separators(separatorPlaces()))
	h.until("Scantest Feeder")
	h.looksNarrow("scan")
	h.scanStack()
	good := h.lookThrough(f, first, second)
	h.closeStack()
	t.Logf("%d keys for %d sheets, of which %d for pages that were good", h.keys, stackSheets, good)
	if counts := verified(t, data); counts.Batches != 1 {
		t.Errorf("the mail-room has %+v", counts)
	}
}

// scanStack begins the stack, waits for the feeder and says that this was all.
func (h *hand) scanStack() {
	h.t.Helper()
	h.key(" ")
	h.until("bladzijden binnen")
	h.settled()
	h.looks("scannen")
	h.until("Was dit alles?")
	h.until(fmt.Sprintf("%d bladzijden binnen", 2*stackSheets))
	h.key(kb.Enter)
	h.wait(4*time.Minute, "that it can be looked at", func(text string) bool { return strings.Contains(text, "Nakijken") })
	h.looksNarrow("stapel")
	h.changed(" ")
	h.until("nakijken")
}

// lookThrough judges every page that needs eyes, and returns how many were good.
func (h *hand) lookThrough(f *feeder, first, second side) (good int) {
	h.t.Helper()
	done := map[string]bool{}
	for range 2 * stackSheets {
		text := h.text()
		kind := kindOf(text)
		if kind == "" {
			h.t.Fatalf("nothing to see here:\n%s", text)
		}
		if !done[kind] {
			h.looksNarrow("nakijken-" + kind)
		}
		switch {
		case kind == "afsluiten":
			return good
		case kind == "dubbel-doorgevoerd" && !done[kind]:
			h.scanAgain(f, first, second)
		case kind == "scheidingsblad":
			h.changed("n")
		case kind == "dubbel":
			h.changed("a")
		default:
			good++
			h.changed(" ")
		}
		done[kind] = true
	}
	h.t.Fatal("it does not end")
	return good
}

// kindOf says what the page asks.
func kindOf(text string) string {
	for _, k := range []struct{ says, kind string }{
		{"Hoeveel bladen lagen er", "afsluiten"}, {"scheidingsblad, maar het is niet te lezen", "scheidingsblad"},
		{"twee bladen tegelijk", "dubbel-doorgevoerd"}, {"lijkt dezelfde als", "dubbel"}, {"Spatie", "blad"},
	} {
		if strings.Contains(text, k.says) {
			return k.kind
		}
	}
	return ""
}

// scanAgain scans the sheet that had another stuck to it again, in its place, and
// the other behind it.
func (h *hand) scanAgain(f *feeder, first, second side) {
	h.t.Helper()
	w := newTypist(h.t)
	h.changed("r")
	h.until("opnieuw scannen")
	h.looks("opnieuw")
	f.lay(first, empty(w.chance, 297))
	h.again("Leg dit blad in de scanner")
	h.changed("i")
	h.until("invoegen")
	f.lay(second, empty(w.chance, 297))
	h.again("Leg het blad dat ontbreekt")
	h.changed(" ")
}

// again lets the scanner take the sheet and waits until its image is there.
func (h *hand) again(asks string) {
	h.t.Helper()
	h.until(asks)
	h.settled()
	h.key(" ")
	h.until("Wat de computer zag")
	h.settled()
	h.waitPrepared()
}

// waitPrepared waits until no page of the stack is being made ready.
func (h *hand) waitPrepared() {
	h.t.Helper()
	h.wait(3*time.Minute, "pages that are ready", func(string) bool {
		return !ask[bool](h.browser, `!!document.querySelector("[data-ververs]")`)
	})
}

// closeStack compares the counts, says where a difference comes from, has the pieces
// made, and puts the paper away. Two sheets went through as one: 51 were scanned.
func (h *hand) closeStack() {
	h.t.Helper()
	h.settled()
	h.key("4", "9", kb.Tab, "1", "5", kb.Enter)
	h.until("Je telde 49 bladen, er zijn 51 bladen gescand: 2 bladen te veel")
	h.looksNarrow("verschil")
	h.key("1", kb.Enter)
	h.until("In welke doos gaat het papier?")
	h.looks("doos")
	h.key(kb.Enter)
	h.until("De stapel is afgesloten: 51 bladen")
	h.sees("plek 1")
	h.looksNarrow("klaar")
}
