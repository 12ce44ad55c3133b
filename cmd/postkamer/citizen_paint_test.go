package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// A line is a bad connection, as Chromium imitates it: each answer begins so much later,
// and everything together goes no faster.
type line struct {
	name    string
	latency float64 // ms
	down    float64 // bits a second
	up      float64
	slower  float64 // how many times slower the processor is; 1 is as it is
}

// paintLines are the lines that first paints are measured on. The numbers are those of
// Lighthouse's mobile preset ("slow 4G", once called regular 3G): 150 ms, 1.6 Mbit/s and
// 750 kbit/s. The last has the latency that Lighthouse itself asks of the browser, 3.75
// times as much, since the browser adds it once to a request and not to each round trip.
var paintLines = []line{
	{"no throttling", 0, -1, -1, 1},
	{"3G", 150, 1.6e6, 750e3, 1},
	{"3G, a processor 4 times slower", 150, 1.6e6, 750e3, 4},
	{"3G with the latency of Lighthouse, 4 times slower", 562.5, 1.6e6 * 0.9, 750e3 * 0.9, 4},
}

// paintRounds is how often each page is opened: the middle counts.
const paintRounds = 5

// TestFirstPaintOnABadLine prints when the first page of a form, and a question, show
// something, with nothing kept by the browser. It is a figure and no promise: milliseconds
// on a busy machine measure the others. What fails is a page that never shows anything.
func TestFirstPaintOnABadLine(t *testing.T) {
	if os.Getenv("POSTKAMER_TEST_PAINT") == "" {
		t.Skip("a measurement: make bench-paint")
	}
	service := startService(t, filepath.Join(shortTemp(t), "var"), nil)
	c := &citizen{survey: newSurvey(t, service.address, nil)}
	c.do(chromedp.EmulateViewport(390, 844))
	for _, form := range []string{"verhuizing", "tozo"} {
		c.loaded(chromedp.Navigate(c.base + "/" + form))
		c.follow(`main form[action="/` + form + `"] button`)
	}
	for _, l := range paintLines {
		c.do(l.imitate)
		for _, path := range []string{"/verhuizing", "/tozo", "/verhuizing/waarheen", "/tozo/kort"} {
			var paints, bytes []int
			for range paintRounds {
				paint, size := c.firstPaint(path)
				paints, bytes = append(paints, paint), append(bytes, size)
			}
			slices.Sort(paints)
			t.Logf("%-52s %-22s first paint %4d ms (%d to %d), %d bytes", l.name, path, paints[len(paints)/2], paints[0], paints[len(paints)-1], slices.Max(bytes))
		}
	}
}

// imitate makes a browser's line and processor like this one.
func (l line) imitate(ctx context.Context, t *chromedp.Target) (chromedp.Void, error) {
	_, err := cdp.Call(ctx, t, network.EmulateNetworkConditionsByRule, network.EmulateNetworkConditionsByRuleParams{MatchedNetworkConditions: []*network.Conditions{
		{Latency: l.latency, DownloadThroughput: l.down / 8, UploadThroughput: l.up / 8}}})
	if err != nil {
		return chromedp.Void{}, fmt.Errorf("imitate %s: %w", l.name, err)
	}
	_, err = cdp.Call(ctx, t, emulation.SetCPUThrottlingRate, emulation.SetCPUThrottlingRateParams{Rate: l.slower})
	return chromedp.Void{}, err
}

// forget empties what the browser kept, so that it asks for everything anew.
func forget(ctx context.Context, t *chromedp.Target) (chromedp.Void, error) {
	_, err := cdp.Call(ctx, t, network.ClearBrowserCache, cdp.Empty{})
	return chromedp.Void{}, err
}

// firstPaint opens a page with an empty cache, over a new connection where the browser
// wants one, and returns after how many milliseconds something was seen, and how many
// bytes came.
func (c *citizen) firstPaint(path string) (ms, bytes int) {
	c.t.Helper()
	c.loaded(chromedp.Navigate("about:blank"))
	c.do(forget)
	c.loaded(chromedp.Navigate(c.base + path))
	if !strings.HasSuffix(c.path(), path) {
		c.t.Fatalf("%s leads to %s", path, c.path())
	}
	for range 100 {
		ms = ask[int](c.browser, `Math.round(performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0)`)
		if ms > 0 {
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	if ms == 0 {
		c.t.Fatalf("%s never shows anything", path)
	}
	return ms, ask[int](c.browser, `[...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")].reduce((n, e) => n + e.transferSize, 0)`)
}
