package main

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"postkamer"
)

// TestLetterWithTwoRightDoubtsTakesThreeKeys is the measure of the case page: seven
// fields, of which two are doubtful and right. Then the approval is taken back, with
// two keys, and leaves nothing behind.
func TestLetterWithTwoRightDoubtsTakesThreeKeys(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a browser")
	}
	data := filepath.Join(shortTemp(t), "var")
	service := startService(t, data, nil)
	importPost(t, data, nil, "--wait", "--received", "2026-11-20", filepath.Join(samplesDir, "01-verhuisformulier.tif"), filepath.Join(samplesDir, "03-verhuizing-scheef.jpg"))
	o, err := openStore(t.Context(), data, settings{S3Secure: true}, quiet())
	if err != nil {
		t.Fatal(err)
	}
	defer o.Close(context.WithoutCancel(t.Context()))
	exec := func(sql string) {
		t.Helper()
		if _, err := o.Pool().Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	exec(`UPDATE cases SET state = 'open', queue = 'burgerzaken'`)
	exec(`DELETE FROM call_tasks`)
	exec(`DELETE FROM fields WHERE position >= 7`)
	exec(`UPDATE fields SET state = CASE position WHEN 2 THEN 'check' WHEN 4 THEN 'conflicting' ELSE 'ok' END`)
	exec(`UPDATE doubts SET settled_by = 'test', settled_at = now() WHERE settled_at IS NULL`)

	h := &hand{browser: openBrowser(t, service.address, 1440)}
	h.login("Tom")
	h.loaded(chromedp.Navigate(service.address + "/werk"))
	h.press("Pak de volgende")
	h.settled()
	path := ask[string](h.browser, `location.pathname`)
	var id postkamer.CaseID
	if _, err := fmt.Sscanf(path, "/zaak/%d", &id); err != nil {
		t.Fatal(path, err)
	}
	read, err := o.Case(t.Context(), id)
	if err != nil || len(read.Fields) != 7 {
		t.Fatalf("%d fields, %v", len(read.Fields), err)
	}
	h.keys = 0
	h.enter()
	if at := ask[string](h.browser, `document.activeElement.id`); at != "veld-"+string(read.Fields[4].Name) {
		t.Errorf("after one key the focus is at %q", at)
	}
	h.enter()
	h.changed(kb.Enter)
	if h.keys > 3 {
		t.Errorf("%d keys", h.keys)
	}
	done, err := o.Case(t.Context(), id)
	if err != nil || done.State != postkamer.CaseDone || done.Fields[2].SeenBy == "" || done.Fields[4].SeenBy == "" {
		t.Fatalf("the case is %s, seen by %q and %q, %v", done.State, done.Fields[2].SeenBy, done.Fields[4].SeenBy, err)
	}
	h.sees("is goedgekeurd")

	h.settled()
	h.key(kb.Escape)
	h.changed("z")
	h.until("ongedaan gemaakt (goedgekeurd)")
	if at := ask[string](h.browser, `location.pathname`); at != path {
		t.Errorf("at %s", at)
	}
	var left int
	err = o.Pool().QueryRow(t.Context(), `SELECT (SELECT count(*) FROM labels) + (SELECT count(*) FROM outcomes) + (SELECT count(*) FROM samples) + (SELECT count(*) FROM passages)`).Scan(&left)
	if back, _ := o.Case(t.Context(), id); err != nil || left != 0 || back.State != postkamer.CaseClaimed {
		t.Errorf("%d rows are left, the case is %s, %v", left, back.State, err)
	}
	keysInAField(h)
	imageByKeys(h)
	coveredNumber(t, h, path)
	exec(fmt.Sprintf(`INSERT INTO doubts (case_id, code, why) VALUES (%d, 'PARTNER_SIGNATURE', 'Er is een partner.')`, id))
	aDoubtWithoutAField(t, h, path)
}

// aDoubtWithoutAField is a stop on the way: Enter does not go past it to the approval.
func aDoubtWithoutAField(t *testing.T, h *hand, path string) {
	t.Helper()
	h.loaded(chromedp.Navigate(h.base + path))
	h.settled()
	const at = `document.activeElement.textContent`
	if got := ask[string](h.browser, at); !strings.Contains(got, "Er is een partner.") {
		t.Errorf("the page begins at %q", got)
	}
	h.enter()
	if got := ask[string](h.browser, at+`+document.activeElement.id`); strings.Contains(got, "Er is een partner.") {
		t.Errorf("Enter stays at %q", got)
	}
}

// enter presses Enter as a keyboard does: what a page refuses at the press types nothing.
func (h *hand) enter() {
	h.t.Helper()
	h.keys++
	h.do(func(ctx context.Context, t *chromedp.Target) (chromedp.Void, error) {
		for _, kind := range []input.DispatchKeyEventType{input.DispatchKeyEventTypeKeyDown, input.DispatchKeyEventTypeKeyUp} {
			event := input.DispatchKeyEventParams{Type: kind, Key: "Enter", Code: "Enter", WindowsVirtualKeyCode: 13}
			if kind == input.DispatchKeyEventTypeKeyDown {
				event.Text = "\r"
			}
			if _, err := cdp.Call(ctx, t, input.DispatchKeyEvent, event); err != nil {
				return chromedp.Void{}, err
			}
		}
		return chromedp.Void{}, nil
	})
}

// keysInAField types letters that are keys elsewhere; what is saved can be taken back.
func keysInAField(h *hand) {
	h.t.Helper()
	h.settled()
	const value = `document.getElementById("veld-name").value`
	before := ask[string](h.browser, value)
	h.do(chromedp.Focus(chromedp.CSS("#veld-name")))
	h.key(kb.End, "b", "t", "z", "+")
	if got := ask[string](h.browser, value); got != before+"btz+" {
		h.t.Errorf("typed %q", got)
	}
	h.key(kb.Escape)
	h.waitFor(`!document.getElementById("terugdraaien").hidden`)
	h.loaded(chromedp.KeyEvent("z"))
	h.settled()
	if got := ask[string](h.browser, value); got != before {
		h.t.Errorf("taken back it is %q, was %q", got, before)
	}
}

// imageByKeys makes the image larger and turns it; the boxes go with it.
func imageByKeys(h *hand) {
	h.t.Helper()
	h.key(kb.Escape, "+")
	const wide = `document.getElementById("bladen").clientWidth / document.getElementById("beeld").clientWidth`
	if got := ask[float64](h.browser, wide); got < 1.2 || got > 1.3 {
		h.t.Errorf("the image is %f times as wide", got)
	}
	h.key("-", "d")
	shape := ask[float64](h.browser, `(b => b.width / b.height)(document.querySelector(".pk-blad img").getBoundingClientRect())`)
	if shape < 1.3 || shape > 1.5 {
		h.t.Errorf("turned it is %f times as wide as high", shape)
	}
	if out := ask[int](h.browser, `(p => [...document.querySelectorAll(".pk-blad:first-child rect")].slice(0, 3).filter(r => { const b = r.getBoundingClientRect(); return b.left < p.left || b.right > p.right || b.top < p.top || b.bottom > p.bottom }).length)(document.querySelector(".pk-page").getBoundingClientRect())`); out > 0 {
		h.t.Errorf("%d boxes are not on the turned page", out)
	}
	h.key("d", "d", "d")
}

// coveredNumber has the burgerservicenummer shown, which is in the log, and types another.
func coveredNumber(t *testing.T, h *hand, path string) {
	t.Helper()
	const value = `document.getElementById("veld-bsn").value`
	if got := ask[string](h.browser, value); !strings.HasPrefix(got, "*****") {
		t.Errorf("shown without asking: %q", got)
	}
	h.do(chromedp.Click(chromedp.CSS("[data-toon]")))
	h.waitFor(`document.getElementById("veld-bsn").value.length === 9 && !document.getElementById("veld-bsn").value.includes("*")`)
	h.do(chromedp.Focus(chromedp.CSS("#veld-bsn")), chromedp.KeyEvent("999990019"))
	h.key(kb.Escape)
	h.waitFor(`!document.getElementById("terugdraaien").hidden`)
	h.loaded(chromedp.Navigate(h.base + path))
	h.settled()
	if got := ask[string](h.browser, value); got != "999990019" {
		t.Errorf("after typing it is %q", got)
	}
	if log := ask[string](h.browser, `document.querySelector("main").textContent`); !strings.Contains(log, "Burgerservicenummer getoond, door Tom") {
		t.Error("the log does not say that it was shown")
	}
}

// waitFor waits until an expression holds on the page.
func (h *hand) waitFor(expression string) {
	h.t.Helper()
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(30 * time.Millisecond) {
		if ask[bool](h.browser, expression) {
			return
		}
	}
	h.t.Fatalf("%s never holds:\n%s", expression, h.text())
}
