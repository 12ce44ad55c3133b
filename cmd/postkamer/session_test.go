package main

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// TestNoSessionLossLosesTypedWork ends the session of somebody who is typing, from
// another computer. After logging in again what was typed stands there: when it was
// not sent, and without scripts when it was.
func TestNoSessionLossLosesTypedWork(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a browser")
	}
	data := filepath.Join(shortTemp(t), "var")
	service := startService(t, data, nil)
	importPost(t, data, nil, "--wait", "--received", "2026-11-20", filepath.Join(samplesDir, "01-verhuisformulier.tif"))
	typing := openBrowser(t, service.address, 1440)
	typing.login("Tom")
	typing.loaded(chromedp.Navigate(service.address + "/werk"))
	typing.press("Pak de volgende")
	address := ask[string](typing, "location.pathname")

	const field = `#velden input[maxlength]`
	typing.do(chromedp.Clear(chromedp.CSS(field)), chromedp.SendKeys(chromedp.CSS(field), "half getypt"))
	endOtherSessions(t, service.address)
	typing.loaded(chromedp.Reload())
	typing.press("Tom de Boer")
	typing.loaded(chromedp.Navigate(service.address + address))
	waitFor(t, 10*time.Second, "what was typed stands there again", func() bool {
		return ask[string](typing, `document.querySelector("`+field+`")?.value ?? ""`) == "half getypt"
	})
	typing.sees("Wat je hier eerder typte")

	plain := openBrowser(t, service.address, 1440)
	plain.do(withoutScripts)
	plain.login("Tom")
	plain.loaded(chromedp.Navigate(service.address + address))
	plain.do(chromedp.Clear(chromedp.CSS(field)), chromedp.SendKeys(chromedp.CSS(field), "zonder script"))
	endOtherSessions(t, service.address)
	plain.press("Opslaan")
	plain.press("Tom de Boer")
	plain.sees("zonder script")
	plain.press("Alsnog versturen")
	plain.loaded(chromedp.Navigate(service.address + address))
	value, err := chromedp.Run(plain.ctx, chromedp.Value(chromedp.CSS(field)))
	plain.must(err)
	if value != "zonder script" {
		t.Errorf("after sending again the field holds %q", value)
	}
}

// endOtherSessions logs in on another computer and ends all sessions but that one.
func endOtherSessions(t *testing.T, base string) {
	t.Helper()
	b := openBrowser(t, base, 1440)
	b.login("Tom")
	for {
		b.loaded(chromedp.Navigate(base + "/aanmeldingen"))
		if !strings.Contains(b.text(), "Log uit") {
			return
		}
		b.press("Log uit")
	}
}
