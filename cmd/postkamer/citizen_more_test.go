package main

import (
	"context"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// TestPagesAroundAFormInABrowser looks at what a citizen, or a colleague at the counter,
// comes across besides the questions: an appointment, the counter, an outage, and the waiting page. Each is done
// with scripts and looked at, and done again without.
func TestPagesAroundAFormInABrowser(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a browser")
	}
	service := startService(t, filepath.Join(shortTemp(t), "var"), []string{
		"POSTKAMER_MUNICIPALITY=" + filepath.Join("..", "..", "deploy", "gemeenten", "westdorp.yaml"), "POSTKAMER_TRUSTED_PROXIES=127.0.0.1"})
	looked := map[string]bool{}
	for _, way := range []struct {
		name   string
		looked map[string]bool
		plain  bool
	}{{"with scripts", looked, false}, {"without", nil, true}} {
		t.Run(way.name, func(t *testing.T) {
			newcomer := func(t *testing.T) *citizen {
				c := &citizen{survey: newSurvey(t, service.address, way.looked)}
				if way.plain {
					c.do(withoutScripts)
				}
				return c
			}
			t.Run("an appointment", func(t *testing.T) { newcomer(t).makesAnAppointment(newcomer(t)) })
			t.Run("the counter", func(t *testing.T) { newcomer(t).isHelpedAtTheCounter() })
			t.Run("an outage", func(t *testing.T) { newcomer(t).readsOfAnOutage(newcomer(t)) })
			t.Run("waiting", func(t *testing.T) { newcomer(t).waits(way.plain) })
		})
	}
	for kind := range looked {
		t.Log(kind)
	}
}

// at opens a page and looks at it.
func (c *citizen) at(path, state string) {
	c.t.Helper()
	c.loaded(chromedp.Navigate(c.base + path))
	c.look(state)
}

// hurries fills in a form without looking at its pages: another test does.
func (c *citizen) hurries(run citizenRun) {
	c.t.Helper()
	looked := c.looked
	c.looked = nil
	c.fillsIn(run)
	c.looked = looked
}

// proves says which piece it is about, and when its citizen was born.
func (c *citizen) proves(path, reference string) {
	c.t.Helper()
	c.loaded(chromedp.Navigate(c.base + path))
	c.answer(aboutSomeone("kenmerk", reference))
	c.next()
	c.sees(reference)
}

// makesAnAppointment makes one in the form, and moves and cancels it afterwards; a
// colleague sees it in the list of the day.
func (c *citizen) makesAnAppointment(colleague *citizen) {
	c.t.Helper()
	run := citizenRun{"alone", "verhuizing", aboutSomeone("bewijs", "later", "afspraak", "stadhuis"), "/klaar", "VH-"}
	c.hurries(run)
	c.proves("/afspraak", c.reference)
	c.look("-gemaakt")
	day := ask[string](c.browser, `document.querySelector('main a[href*="dag="]').getAttribute("href")`)
	c.at(day, "-dag")
	c.follow(`main form[action="/afspraak/verzet"] button`) // without a time
	c.sees("Kies een tijd")
	c.look("-dag" + wrongState)
	c.answer(map[string]string{})
	c.follow(`main form[action="/afspraak/verzet"] button`)
	c.sees("Je afspraak is op")
	c.look("-verzet")
	colleague.login("Lekha")
	colleague.at("/afspraken", "-leeg")
	_, on, _ := strings.Cut(day, "?")
	colleague.at("/afspraken?"+on, "")
	colleague.sees("Hónt")
	c.loaded(chromedp.Navigate(c.base + "/afspraak"))
	c.follow(`main form[action="/afspraak/afzeggen"] button`)
	c.sees("afgezegd")
	c.look("-afgezegd")
}

// isHelpedAtTheCounter is a citizen next to whom a colleague fills in a form.
func (c *citizen) isHelpedAtTheCounter() {
	c.t.Helper()
	c.login("Lekha")
	c.at("/balie", "")
	c.follow(`main form[action="/balie"] button`)
	c.look(wrongState)
	c.answer(map[string]string{})
	c.follow(`main form[action="/balie"] button`)
	c.look("-balie")
	if c.path() == "/balie" {
		c.t.Fatalf("nothing begins at the counter:\n%s", c.text())
	}
	c.loaded(chromedp.Navigate(c.base + "/balie"))
	c.look("-open")
	c.follow(`main form[action="/balie/klaar"] button`)
	c.look("-klaar")
}

// readsOfAnOutage reads what a team leader noted.
func (c *citizen) readsOfAnOutage(leader *citizen) {
	c.t.Helper()
	leader.login("Joke")
	leader.at("/instellingen/storingen", "-eerst")
	leader.follow(`main form[action="/instellingen/storingen"] button`)
	leader.look("-storing" + wrongState)
	day := time.Now().AddDate(0, 0, -1).Format(time.DateOnly)
	leader.answer(map[string]string{"wat": "Inloggen met DigiD lukte niet.", "dag": day, "tijd": "09:00", "totdag": day, "tottijd": "23:30"})
	leader.follow(`main form[action="/instellingen/storingen"] button`)
	leader.look("-genoteerd")
	c.at("/storingen", "-geweest")
	c.sees("Inloggen met DigiD lukte niet.")
}

// from lets a browser come from an address, as a proxy of ours would say it.
func from(address string) chromedp.Action[chromedp.Void] {
	return func(ctx context.Context, t *chromedp.Target) (chromedp.Void, error) {
		_, err := cdp.Call(ctx, t, network.SetExtraHTTPHeaders, network.SetExtraHTTPHeadersParams{Headers: network.Headers{"X-Forwarded-For": address}})
		return chromedp.Void{}, err
	}
}

// withScripts undoes withoutScripts; a page that is there stays as it is.
func withScripts(ctx context.Context, t *chromedp.Target) (chromedp.Void, error) {
	_, err := cdp.Call(ctx, t, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{})
	return chromedp.Void{}, err
}

// mostBegun is more than may be begun from one address at once.
const mostBegun = 60

// waits is somebody at an address from which very many forms were begun. The page is
// looked at as it is before its script has begun: that leads on within a second.
func (c *citizen) waits(plain bool) {
	c.t.Helper()
	address := "198.51.100.7"
	if plain {
		address = "198.51.100.8" // from one address no more than this is let through in a minute
	}
	for range mostBegun {
		req, err := http.NewRequestWithContext(c.t.Context(), http.MethodPost, c.base+"/verhuizing", http.NoBody)
		c.must(err)
		req.Header.Set("X-Forwarded-For", address)
		answer, err := http.DefaultTransport.RoundTrip(req)
		c.must(err)
		answer.Body.Close()
	}
	c.do(from(address), withoutScripts)
	c.loaded(chromedp.Navigate(c.base + "/verhuizing"))
	c.follow(`main form[action="/verhuizing"] button`)
	c.sees("even te wachten")
	if !plain {
		c.do(withScripts)
		c.look("-wachten")
	}
}
