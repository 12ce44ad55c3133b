package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// A browser is one person at one screen.
type browser struct {
	t    *testing.T
	ctx  context.Context
	base string

	mu     sync.Mutex
	errors []string // what the console said: broken scripts, refused by our own policy
}

// chromium is where Debian puts it.
const chromium = "/usr/bin/chromium"

// openBrowser starts Chromium with a window of this width; what its console
// complains about fails the test.
func openBrowser(t *testing.T, base string, width int64) *browser {
	t.Helper()
	return openBrowserFor(t, base, width, 2*time.Minute)
}

// openBrowserFor is openBrowser for work that takes long.
func openBrowserFor(t *testing.T, base string, width int64, patience time.Duration) *browser {
	t.Helper()
	if _, err := os.Stat(chromium); err != nil {
		t.Fatalf("%v: run make test, which installs it", err)
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(chromium), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-quic", true))
	alloc, stop := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(stop)
	b := &browser{t: t, base: base}
	ctx, cancel := chromedp.NewContext(alloc, chromedp.WithListener(b.hear))
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(width, 900)); err != nil { // starts the browser
		t.Fatal(err)
	}
	b.ctx, cancel = context.WithTimeout(ctx, patience)
	t.Cleanup(cancel)
	t.Cleanup(func() {
		for _, said := range b.errors {
			t.Errorf("the console says: %s", said)
		}
	})
	return b
}

// hear notes errors of the console.
func (b *browser) hear(event any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch e := event.(type) {
	case *log.EventEntryAdded:
		// A page of status 422 shows what was filled in wrongly, and one of 429 asks to wait.
		if e.Entry.Level == log.EntryLevelError && !strings.Contains(e.Entry.Text, "422") && !strings.Contains(e.Entry.Text, "429") {
			b.errors = append(b.errors, e.Entry.Text)
		}
	case *runtime.EventExceptionThrown:
		b.errors = append(b.errors, e.ExceptionDetails.Text)
	}
}

func (b *browser) do(actions ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	b.must(chromedp.Do(b.ctx, actions...))
}

// must ends the test with what stands on the page when err is one.
func (b *browser) must(err error) {
	b.t.Helper()
	if err != nil {
		text, _ := chromedp.Run(b.ctx, chromedp.Text(chromedp.CSS("body")))
		b.t.Fatalf("%v\non the page:\n%s", err, text)
	}
}

// ask evaluates an expression on the page.
func ask[T any](b *browser, expression string) T {
	b.t.Helper()
	value, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](expression))
	b.must(err)
	return value
}

// loaded does something that leads to another page and waits for that page.
func (b *browser) loaded(actions ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	_, err := chromedp.RunResponse(b.ctx, actions...)
	b.must(err)
}

// press pushes the button or follows the link with this text.
func (b *browser) press(text string) {
	b.t.Helper()
	b.loaded(chromedp.Click(chromedp.Search(fmt.Sprintf(`//*[self::button or self::a][contains(normalize-space(.), %q)]`, text))))
}

func (b *browser) text() string {
	b.t.Helper()
	text, err := chromedp.Run(b.ctx, chromedp.Text(chromedp.CSS("main")))
	b.must(err)
	return text
}

// sees looks that the page says something.
func (b *browser) sees(what string) {
	b.t.Helper()
	if text := b.text(); !strings.Contains(text, what) {
		b.t.Fatalf("the page does not say %q:\n%s", what, text)
	}
}

// login logs in with the development provider.
func (b *browser) login(name string) {
	b.t.Helper()
	b.loaded(chromedp.Navigate(b.base + "/inloggen"))
	b.press(name)
}

// fill types values into the fields with these names, and chooses radio buttons
// (name=value).
func (b *browser) fill(fields ...string) {
	b.t.Helper()
	for _, f := range fields {
		name, value, _ := strings.Cut(f, "=")
		choice := fmt.Sprintf(`input[name=%q][value=%q]`, name, value)
		if ask[bool](b, fmt.Sprintf(`["radio","checkbox"].includes(document.querySelector(%q)?.type)`, choice)) {
			b.do(chromedp.Click(chromedp.CSS(choice)))
			continue
		}
		field := chromedp.CSS(fmt.Sprintf(`[name=%q]`, name))
		b.do(chromedp.SendKeys(field, value))
	}
}

// fitsScreen looks that nothing is wider than the screen. A page that is just renewing
// itself has no width yet.
func (b *browser) fitsScreen() {
	b.t.Helper()
	for range 200 {
		over := ask[int](b, `document.body ? Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth) : -1`)
		if over > 0 {
			b.t.Errorf("the page is %d pixels wider than the screen", over)
		}
		if over >= 0 {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	b.t.Error("there is no page")
}

// TestWholeDay walks the main job in a browser: the operator brings in post, a
// citizen reports a move on a telephone, the caseworker and the caller work.
func TestWholeDay(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a browser")
	}
	data := filepath.Join(shortTemp(t), "var")
	service := startService(t, data, nil)
	t.Run("operator", func(t *testing.T) { operatorsMorning(t, service.address) })
	t.Run("citizen", func(t *testing.T) { citizensMove(t, service.address, data) })
	t.Run("caller", func(t *testing.T) { callersCall(t, service.address, data) })
	t.Run("caseworker", func(t *testing.T) { caseworkersCase(t, service.address) })
	verified(t, data)
}

// operatorsMorning uploads a stack of 50 pages: the tick does not wait for reading.
func operatorsMorning(t *testing.T, base string) {
	b := openBrowser(t, base, 1440)
	b.login("Sevda")
	b.sees("Nog geen stapel vandaag")
	stack := filepath.Join(t.TempDir(), "stapel.pdf")
	scan, err := filepath.Abs(filepath.Join(samplesDir, "03-verhuizing-scheef.jpg"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(stack, manyPages(50), 0o600); err != nil {
		t.Fatal(err)
	}
	b.do(chromedp.SetUploadFiles(chromedp.CSS("#bestanden"), []string{stack, scan}))
	began := time.Now()
	b.press("Stapel innemen")
	t.Logf("tick for 51 pages after %v", time.Since(began).Round(time.Millisecond))
	b.sees("2 bestanden ontvangen en veilig opgeslagen")
	if strings.Contains(b.text(), "klaar: ") {
		t.Error("the stack was read before the tick")
	}
	b.fitsScreen()
	b.do(chromedp.SetUploadFiles(chromedp.CSS("#bestanden"), []string{filepath.Join(filepath.Dir(scan), "93-wachtwoord.pdf")}))
	b.press("Stapel innemen")
	b.sees("Dit bestand heeft een wachtwoord")
	b.press("Stapel innemen")
	b.sees("Kies eerst een of meer bestanden")
}

// citizensMove files a move on a telephone without JavaScript; it is on the
// queue at once, before the stack of 51 pages.
func citizensMove(t *testing.T, base, data string) {
	b := openBrowser(t, base, 390)
	b.do(withoutScripts)
	b.loaded(chromedp.Navigate(base + "/verhuizing"))
	b.fitsScreen()
	b.press("Beginnen zonder inloggen")
	b.press("Volgende")
	b.sees("niet goed ingevuld")
	moving := time.Now().AddDate(0, 0, 7)
	for _, page := range [][]string{
		{"waarheen=hier"},
		{"voornamen=Marjan", "achternaam=de Vries", "geboren-dag=7", "geboren-maand=november", "geboren-jaar=1968", "bsn=999990019"},
		{fmt.Sprintf("datum-dag=%d", moving.Day()), fmt.Sprintf("datum-maand=%d", moving.Month()), fmt.Sprintf("datum-jaar=%d", moving.Year())},
		{"postcode=2512eb", "huisnummer=52", "toevoeging=A"},
		{"inwonen=nee"},
		{"mee=nee"},
		{"tel=06-1234 5678", "mail=marjan@voorbeeld.example"},
		{"afspraak=nee"},
	} {
		b.fill(page...)
		b.fitsScreen()
		b.press("Volgende")
	}
	b.sees("2512 EB")
	b.fill("waar=ja")
	b.press("Verhuizing doorgeven")
	filed := time.Now()
	b.sees("VH-")
	b.fitsScreen()
	waitFor(t, 10*time.Second, "the move is on a queue", func() bool { return verified(t, data).Cases > 0 })
	t.Logf("on the queue within %v of the reference", time.Since(filed).Round(time.Millisecond))
}

// withoutScripts is a browser in which no page may run JavaScript.
func withoutScripts(ctx context.Context, t *chromedp.Target) (chromedp.Void, error) {
	_, err := cdp.Call(ctx, t, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	return chromedp.Void{}, err
}

// callersCall brings in a letter without a date, phones, and gives the answer.
func callersCall(t *testing.T, base, data string) {
	lines := importPost(t, data, nil, "--wait", filepath.Join(samplesDir, "02-verhuizing-geen-datum.pdf"))
	if lines[0].Destination != "caller" {
		t.Fatalf("the letter went to %s", lines[0].Destination)
	}
	b := openBrowser(t, base, 1440)
	b.login("Lekha")
	b.press("volgende")
	b.sees("Zo kun je het zeggen")
	b.sees("Noem zelf geen burgerservicenummer")
	b.press("Opslaan en volgende")
	b.sees("niet goed ingevuld")
	b.fill("zeker=ja", "uitkomst=solved", "notitie=Zij verhuist op 1 december")
	b.press("Opslaan en volgende")
	waitFor(t, 20*time.Second, "the live figures say that nobody waits", func() bool { // their round may be that of before
		return strings.Contains(b.text(), "Niemand wacht op een telefoontje")
	})
	b.fitsScreen()
}

// caseworkersCase takes the next case and approves it.
func caseworkersCase(t *testing.T, base string) {
	b := openBrowser(t, base, 1440)
	b.login("Tom")
	b.press("Pak de volgende")
	b.sees("Verhuizing")
	if broken := ask[int](b, `[...document.images].filter(i => i.complete && !i.naturalWidth).length`); broken > 0 {
		t.Errorf("%d page images do not show", broken)
	}
	b.fitsScreen()
	b.press("Goedkeuren")
	if strings.Contains(b.text(), "niet goed ingevuld") {
		ask[int](b, `[...document.querySelectorAll("input[name=gezien]:not(:checked)")].map(box => box.click()).length`)
		b.press("Goedkeuren")
	}
	b.sees("oedgekeurd")
}

// waitFor looks again and again until something is so.
func waitFor(t *testing.T, limit time.Duration, what string, so func() bool) {
	t.Helper()
	for end := time.Now().Add(limit); time.Now().Before(end); time.Sleep(100 * time.Millisecond) {
		if so() {
			return
		}
	}
	t.Fatalf("after %v it is still not so that %s", limit, what)
}

// manyPages is a born-digital PDF of n pages.
func manyPages(n int) []byte {
	kids := make([]string, n)
	objects := []string{"<</Type/Catalog/Pages 2 0 R>>", "", "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"}
	for i := range n {
		content := fmt.Sprintf("BT /F1 12 Tf 72 740 Td (Bladzijde %d van een lang rapport over de begroting.) Tj ET", i+1)
		objects = append(objects,
			fmt.Sprintf("<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents %d 0 R/Resources<</Font<</F1 3 0 R>>>>>>", len(objects)+2),
			fmt.Sprintf("<</Length %d>>\nstream\n%s\nendstream", len(content), content))
		kids[i] = fmt.Sprintf("%d 0 R", len(objects)-1)
	}
	objects[1] = fmt.Sprintf("<</Type/Pages/Kids[%s]/Count %d>>", strings.Join(kids, " "), n)
	return makePDF(objects)
}
