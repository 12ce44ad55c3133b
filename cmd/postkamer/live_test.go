package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// A tab is one more tab of a browser.
type tab struct {
	*browser
	close context.CancelFunc
}

// open opens a page in a new tab and waits until all of it is there.
func (b *browser) open(path string, before ...chromedp.Action[chromedp.Void]) tab {
	b.t.Helper()
	ctx, cancel := chromedp.NewContext(b.ctx)
	b.t.Cleanup(cancel)
	in := &browser{t: b.t, ctx: ctx, base: b.base}
	in.do(before...)
	ctx, stop := context.WithTimeout(ctx, 30*time.Second)
	defer stop()
	if _, err := chromedp.RunResponse(ctx, chromedp.Navigate(b.base+path)); err != nil {
		b.t.Fatalf("a tab does not load: %v", err)
	}
	return tab{in, cancel}
}

// shows is what stands in a live place of the page.
func (b *browser) shows(name string) string {
	b.t.Helper()
	return ask[string](b, fmt.Sprintf(`document.querySelector('[data-live="%s"]').textContent`, name))
}

// listeners is how many tabs of the browser hold the stream, and how many wait for it.
const listeners = `navigator.locks.query().then(q => q.held.length + " " + q.pending.length)`

// promised is what a page promises.
func promised(b *browser, expression string) string {
	b.t.Helper()
	got, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](expression, chromedp.EvalAwaitPromise))
	b.must(err)
	return got
}

// TestNineTabsShareOneStream opens nine tabs on HTTP/1.1, which has six connections
// for all of them. Every one loads and stays live; when the tab that listens closes,
// another takes over.
func TestNineTabsShareOneStream(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a browser")
	}
	data := filepath.Join(shortTemp(t), "var")
	service := startService(t, data, nil)
	b := openBrowser(t, service.address, 1440)
	b.login("Joke")
	b.loaded(chromedp.Navigate(service.address + "/aanmeldingen")) // a page without figures: not this tab is to listen
	first := b.open("/team")
	if got := ask[string](first.browser, `performance.getEntriesByType("navigation")[0].nextHopProtocol`); got != "http/1.1" {
		t.Fatalf("the protocol is %s: this shows nothing", got)
	}
	tabs := []tab{}
	for range 8 {
		tabs = append(tabs, b.open("/team"))
	}
	waitFor(t, 10*time.Second, "one tab listens and eight wait", func() bool { return promised(first.browser, listeners) == "1 8" })
	watchSpoken(tabs[0].browser)
	comesIn(t, data, 1)
	for _, in := range append(tabs, first) {
		follows(t, in, "Vandaag binnen: 1.")
	}

	first.close()
	waitFor(t, 10*time.Second, "another tab listens", func() bool { return promised(tabs[0].browser, listeners) == "1 7" })
	comesIn(t, data, 2)
	late := b.open("/team")
	for _, in := range append(tabs, late) {
		follows(t, in, "Vandaag binnen: 2.")
	}
	spokenSeldom(t, tabs[0].browser)
	notOfBefore(t, tabs[1].browser, tabs[2].browser)
	withoutLocks(t, b, data)
	growsOld(t, service, tabs[3].browser)
}

// comesIn brings in one piece of post; nth tells them apart.
func comesIn(t *testing.T, data string, nth int) {
	t.Helper()
	letter := filepath.Join(t.TempDir(), fmt.Sprintf("brief-%d.pdf", nth))
	if err := os.WriteFile(letter, manyPages(nth), 0o600); err != nil {
		t.Fatal(err)
	}
	importPost(t, data, nil, letter)
}

// follows waits until a tab shows the new figure by itself.
func follows(t *testing.T, in tab, want string) {
	t.Helper()
	waitFor(t, 30*time.Second, "a tab shows "+want, func() bool { return strings.Contains(in.shows("team-dag"), want) })
}

// watchSpoken notes when a page says something aloud.
func watchSpoken(b *browser) {
	b.t.Helper()
	ask[bool](b, `(() => {
		window.gesproken = [];
		const el = document.querySelector("[data-live-spreek]");
		new MutationObserver(() => gesproken.push(Date.now())).observe(el, {childList: true, characterData: true, subtree: true});
		return true;
	})()`)
}

// spokenSeldom looks that a page did say what changed, and not twice in a minute.
func spokenSeldom(t *testing.T, b *browser) {
	t.Helper()
	times := ask[[]float64](b, `gesproken`)
	if len(times) == 0 {
		t.Error("nothing was said aloud")
	}
	for i := 1; i < len(times); i++ {
		if times[i]-times[i-1] < 59_000 {
			t.Errorf("said something again after %.0f ms", times[i]-times[i-1])
		}
	}
}

// notOfBefore passes on figures that were counted before a page was made, then newer
// ones: the first never stand on the page.
func notOfBefore(t *testing.T, from, to *browser) {
	t.Helper()
	ask[bool](to, `(() => {
		window.stonden = [];
		const el = document.querySelector('[data-live="team-dag"]');
		new MutationObserver(() => stonden.push(el.textContent)).observe(el, {childList: true, characterData: true, subtree: true});
		return true;
	})()`)
	ask[bool](from, `(() => {
		const live = document.querySelector("[data-live-wie]").dataset, channel = new BroadcastChannel("pk-live-" + live.liveWie);
		channel.postMessage({van: Number(live.liveVan) - 60000, cijfers: {"team-dag": "van eerder"}});
		channel.postMessage({van: Number(live.liveVan) + 60000, cijfers: {"team-dag": "van later"}});
		return true;
	})()`)
	waitFor(t, 10*time.Second, "newer figures stand on the page", func() bool { return strings.Contains(ask[string](to, `stonden.join()`), "van later") })
	if seen := ask[string](to, `stonden.join()`); strings.Contains(seen, "van eerder") {
		t.Errorf("figures of before the page was made stood on it: %s", seen)
	}
}

// withoutLocks opens a tab in a browser that has no locks, as on plain http: it asks.
func withoutLocks(t *testing.T, b *browser, data string) {
	t.Helper()
	none := func(ctx context.Context, target *chromedp.Target) (chromedp.Void, error) {
		_, err := cdp.Call(ctx, target, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{
			Source: `Object.defineProperty(Navigator.prototype, "locks", {value: undefined})`,
		})
		return chromedp.Void{}, err
	}
	in := b.open("/team", none)
	if ask[bool](in.browser, `!!navigator.locks`) {
		t.Fatal("there are locks: this shows nothing")
	}
	comesIn(t, data, 3)
	waitFor(t, 30*time.Second, "a tab without locks shows the new figure", func() bool {
		ask[bool](in.browser, `document.dispatchEvent(new Event("visibilitychange"))`) // as when somebody comes back to it
		return strings.Contains(in.shows("team-dag"), "Vandaag binnen: 3.")
	})
	in.close()
}

// growsOld stops the service and looks two minutes later, by the clock of the page.
func growsOld(t *testing.T, s *service, b *browser) {
	t.Helper()
	clock := b.shows("tijd")
	s.kill()
	if ask[bool](b, `!document.querySelector("[data-live-oud]").hidden`) {
		t.Error("the figures are called old at once")
	}
	ask[bool](b, `(() => { const now = Date.now; Date.now = () => now() + 125000; return true })()`)
	waitFor(t, 20*time.Second, "the page says that its figures are old", func() bool {
		return ask[string](b, `document.querySelector("[data-live-oud]:not([hidden])")?.textContent ?? ""`) != ""
	})
	if got := ask[string](b, `document.querySelector("[data-live-oud]").textContent`); !strings.HasSuffix(got, ", verbinding weg.") || !strings.HasPrefix(got, "Cijfers van ") {
		t.Errorf("it says %q, with figures of %s", got, clock)
	}
}
