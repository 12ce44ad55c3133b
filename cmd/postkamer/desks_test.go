package main

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// layoutScript looks for what a person would see as broken.
//
//go:embed testdata/layout.js
var layoutScript string

// TestEveryPageOfEveryRole logs in as each role, follows every link, and looks at each
// kind of page once: with axe, at four widths, with wide letters, with the Tab key.
func TestEveryPageOfEveryRole(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a browser")
	}
	data := filepath.Join(shortTemp(t), "var")
	service := startService(t, data, nil)
	importPost(t, data, nil, "--wait", "--received", "2026-11-20",
		filepath.Join(samplesDir, "01-verhuisformulier.tif"), filepath.Join(samplesDir, "02-verhuizing-geen-datum.pdf"))
	looked := map[string]bool{}
	for _, role := range []struct{ name, start string }{
		{"Tom", "/werk"}, {"Lekha", "/bellen"}, {"Joke", "/team"}, {"Sevda", "/scan"}, {"Anouk", "/instellingen"},
	} {
		t.Run(role.name, func(t *testing.T) {
			s := newSurvey(t, service.address, looked)
			s.login(role.name)
			s.begin(role.name)
			s.walk(role.start)
		})
	}
	for kind := range looked {
		t.Log(kind)
	}
	if len(looked) < 40 {
		t.Errorf("only %d kinds of pages were found", len(looked))
	}
}

// A survey looks at pages with a browser.
type survey struct {
	*hand
	looked map[string]bool // kinds of pages, by address without numbers
	shots  string          // folder for pictures; empty: none
}

func newSurvey(t *testing.T, base string, looked map[string]bool) *survey {
	t.Helper()
	h := &hand{browser: openBrowserFor(t, base, 1440, 15*time.Minute)}
	return &survey{hand: h, looked: looked, shots: os.Getenv("DESKS_SHOTS")}
}

// begin takes a case or a call, so that there are pages of somebody at work.
func (s *survey) begin(name string) {
	s.t.Helper()
	switch name {
	case "Tom":
		s.loaded(chromedp.Navigate(s.base + "/werk"))
		s.press("Pak de volgende")
	case "Lekha":
		s.loaded(chromedp.Navigate(s.base + "/bellen"))
		s.press("volgende")
	}
}

var (
	numbers = regexp.MustCompile(`/\d+`)
	// one of many that look the same: a kind, a queue, a text, a profile, a letter
	siblings = regexp.MustCompile(`^/(instellingen/(?:soorten|voorraden|teksten|brieven)|sturing/[a-z]+|profielen|zaak/N/brief)/[^/]+`)
	// files are no pages; the state of a login or logout is not for a survey.
	files = regexp.MustCompile(`\.(pdf|csv|yaml|json|zip)$|/(origineel|blad|beeld|pdf|scheidingsblad|inloggen|uitloggen|devlogin|static)(/|$)`)
)

// kindOfPage is an address without the numbers and names in it.
func kindOfPage(path string) string {
	path, _, _ = strings.Cut(path, "?")
	return siblings.ReplaceAllString(numbers.ReplaceAllString(path, "/N"), "/$1/N")
}

// walk looks at the page and at all that it links to.
func (s *survey) walk(start string) {
	s.t.Helper()
	todo := []string{start}
	for len(todo) > 0 {
		path := todo[0]
		todo = todo[1:]
		kind := kindOfPage(path)
		if s.looked[kind] || files.MatchString(kind) {
			continue
		}
		s.looked[kind] = true
		s.loaded(chromedp.Navigate(s.base + path))
		ask[bool](s.browser, `document.dispatchEvent(new Event("visibilitychange"))`) // what scripts ask now and then, they ask now
		s.page(strings.Trim(strings.ReplaceAll(kind, "/", "-"), "-"))
		links := ask[[]string](s.browser, `[...document.querySelectorAll("a[href]")].filter(a => a.origin === location.origin && !a.download && !a.target).map(a => a.pathname + a.search)`)
		todo = append(todo, links...)
	}
}

// Widths of a telephone, a tablet and a desk; 320 is 400 % of 1280.
var widths = []int64{320, 390, 768, 1440}

// page looks at the page that is open.
func (s *survey) page(name string) {
	s.t.Helper()
	for _, width := range widths {
		s.do(chromedp.EmulateViewport(width, 900))
		s.layout(fmt.Sprintf("%s at %d", name, width))
		s.picture(fmt.Sprintf("%s-%d", name, width))
		if width == 390 || width == 1440 {
			s.axe(fmt.Sprintf("%s at %d", name, width))
		}
		if width == 320 || width == 1440 {
			s.wideLetters(fmt.Sprintf("%s at %d with wide letters", name, width))
		}
	}
	s.light(name)
	s.tabs(name)
}

// layout reports what a person would see as broken.
func (s *survey) layout(name string) {
	s.t.Helper()
	var wrong []string
	if err := json.Unmarshal([]byte(ask[string](s.browser, layoutScript)), &wrong); err != nil {
		s.t.Fatal(err)
	}
	for _, what := range wrong {
		s.t.Errorf("%s: %s", name, what)
	}
}

// wideLetters sets text as wide as WCAG 1.4.12 says and looks again.
func (s *survey) wideLetters(name string) {
	s.t.Helper()
	ask[bool](s.browser, `(() => { const css = new CSSStyleSheet();
		css.replaceSync("*{line-height:1.5!important;letter-spacing:.12em!important;word-spacing:.16em!important}p{margin-block-end:2em!important}");
		document.adoptedStyleSheets = [css]; return true; })()`)
	s.layout(name)
	ask[bool](s.browser, `(() => { document.adoptedStyleSheets = []; return true; })()`)
}

// light holds a page to 40 kB without images, and an image to 160 kB: a view has at
// most 80 kB in grey and twice that in colour (ocr).
func (s *survey) light(name string) {
	s.t.Helper()
	weight := ask[map[string]int](s.browser, `(() => {
		const all = [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")];
		const image = e => e.initiatorType === "img" || e.initiatorType === "image" || e.name.includes("/blad/");
		const sum = list => list.reduce((n, e) => n + e.encodedBodySize, 0);
		return { page: sum(all.filter(e => !image(e))), image: Math.max(0, ...all.filter(image).map(e => e.encodedBodySize)) };
	})()`)
	if weight["page"] > 40_000 || weight["page"] == 0 {
		s.t.Errorf("%s weighs %d bytes without images, at most 40,000", name, weight["page"])
	}
	if weight["image"] > 160_000 {
		s.t.Errorf("an image of %s weighs %d bytes, at most 160,000", name, weight["image"])
	}
}

// A stop is where the Tab key comes.
type stop struct {
	Index int    // in the order of the page
	Name  string // for the report
	Ring  bool   // it shows that it has the focus
	Seen  bool   // it is in the window
}

// stopScript describes what has the focus; null at the end.
const stopScript = `(() => {
	const el = document.activeElement;
	if (!el || el === document.body || el === document.documentElement) return null;
	const box = el.getBoundingClientRect(), style = getComputedStyle(el);
	const ringed = [el, el.nextElementSibling, el.closest("label")].filter(Boolean).some(e => { const s = getComputedStyle(e); return s.outlineStyle !== "none" || s.boxShadow !== "none"; });
	return { Index: [...document.querySelectorAll("*")].indexOf(el), Name: (el.id || el.name || el.textContent.trim()).slice(0, 40), Ring: ringed || style.outlineStyle !== "none",
		Seen: box.width > 0 && box.bottom > 0 && box.top < innerHeight };
})()`

// maxStops ends a page whose Tab key goes round.
const maxStops = 150

// tabs goes through the page with the Tab key: never backwards, every stop in sight
// and with a ring.
func (s *survey) tabs(name string) {
	s.t.Helper()
	ask[bool](s.browser, `(() => { document.activeElement?.blur(); getSelection().removeAllRanges(); document.body.tabIndex = -1; document.body.focus(); document.body.removeAttribute("tabindex"); scrollTo(0, 0); return true; })()`)
	last := -1
	for range maxStops {
		s.do(chromedp.KeyEvent(kb.Tab))
		at := s.stop()
		if at == nil || at.Index == last {
			return
		}
		if at.Index < last {
			if last > 0 && at.Index > 0 && at.Name != "Ga naar de inhoud" {
				s.t.Errorf("%s: Tab goes back to %q", name, at.Name)
			}
			return
		}
		if !at.Ring || !at.Seen {
			s.t.Errorf("%s: Tab comes to %q: in sight %v, with a ring %v", name, at.Name, at.Seen, at.Ring)
		}
		last = at.Index
	}
}

// stop returns where the focus is, once it has been scrolled into sight.
func (s *survey) stop() (at *stop) {
	s.t.Helper()
	for range 250 {
		at = ask[*stop](s.browser, stopScript)
		if at == nil || at.Seen && at.Ring {
			return at
		}
		time.Sleep(20 * time.Millisecond)
	}
	return at
}

// picture keeps the whole page when somebody wants to look.
func (s *survey) picture(name string) {
	s.t.Helper()
	if s.shots == "" {
		return
	}
	image, err := chromedp.Run(s.ctx, chromedp.CaptureScreenshot())
	s.must(err)
	if err := os.WriteFile(filepath.Join(s.shots, name+".png"), image, 0o600); err != nil {
		s.t.Error(err)
	}
}
