package main

import (
	"context"
	"net/http"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// TestPagesAroundAFormInABrowser looks at what a citizen, or a colleague at the counter,
// comes across besides the questions: an appointment, a partner and evidence with a code,
// the counter, an outage, and the waiting page. Each is done with scripts and looked at, and
// done again without.
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
			t.Run("a partner and evidence", func(t *testing.T) { newcomer(t).waitsForAPartner(newcomer(t), newcomer(t), newcomer(t)) })
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

// Codes on pages: of evidence and of a partner, and of a case.
var (
	shownCode = regexp.MustCompile(`\b[0-9A-Z]{4}-[0-9A-Z]{4}\b`)
	caseLinks = `[...document.querySelectorAll('a[href^="/zaak/"]')].map(a => a.pathname).filter(p => /^\/zaak\/\d+$/.test(p))[0] ?? ""`
)

// waitsForAPartner asks for Tozo with a partner and evidence that comes later: the partner
// signs with a code that a colleague reads out, and a friend opens the page for evidence
// with the code of the receipt. Who did that cannot sign there.
func (c *citizen) waitsForAPartner(friend, partner, colleague *citizen) {
	c.t.Helper()
	for _, run := range citizenRuns() {
		if run.name == "money and a loan, with a partner" {
			run.answers["p-mail"] = "06 8765 4321"
			c.hurries(run)
		}
	}
	code := ask[string](c.browser, `document.querySelector("section[aria-labelledby=later] strong.pk-nowrap")?.textContent.trim() ?? ""`)
	reference := ask[string](c.browser, `document.querySelector(".pk-tel").textContent.trim()`)
	c.do(chromedp.EmulateViewport(1440, 900))
	friend.entersCode("/nasturen/code", code, "7", "11", "1968") // somebody else's telephone: nothing is known there
	friend.look("-code")
	if code == "" || !strings.Contains(friend.text(), "bankafschrift") {
		c.t.Errorf("the code %q opens %s:\n%s", code, friend.path(), friend.text())
	}
	if ask[string](friend.browser, `[...document.querySelectorAll("main a")].find(a => a.href.includes("blad"))?.getAttribute("href") ?? ""`) == "" {
		c.t.Errorf("there is no cover sheet:\n%s", friend.text())
	}
	partner.entersCode("/partner", colleague.readsOutACode(reference), "3", "3", "1970")
	partner.sees("Je staat daarin als partner")
	partner.look("-teken")
	partner.next() // nothing chosen
	partner.look("-teken" + wrongState)
	partner.answer(map[string]string{})
	partner.next()
	if !strings.HasSuffix(partner.path(), "/klaar") {
		c.t.Fatalf("the partner is at %s:\n%s", partner.path(), partner.text())
	}
	partner.look("-partner")
}

// entersCode types a code, and says when it was born where that is asked.
func (c *citizen) entersCode(path, code, day, month, year string) {
	c.t.Helper()
	c.loaded(chromedp.Navigate(c.base + path))
	answers := map[string]string{"code": code, "geboren-dag": day, "geboren-maand": month, "geboren-jaar": year}
	c.answer(answers)
	c.next()
	if ask[bool](c.browser, `!document.getElementById("fouten") && !!document.querySelector("main #geboren-dag, main [name=geboren-dag]")`) {
		c.answer(answers)
		c.next()
	}
}

// readsOutACode is a colleague with the case before him who makes a code for a partner.
func (c *citizen) readsOutACode(reference string) string {
	c.t.Helper()
	c.login("Joke")
	waitFor(c.t, 30*time.Second, "the application has a case", func() bool {
		c.loaded(chromedp.Navigate(c.base + "/zoek"))
		ask[bool](c.browser, `(() => { document.querySelector("main form input:not([type=hidden])").value = "`+reference+`"; return true; })()`)
		c.loaded(chromedp.Click(chromedp.CSS("main form button[type=submit]")))
		if !strings.HasPrefix(c.path(), "/zaak/") {
			if to := ask[string](c.browser, caseLinks); to != "" {
				c.loaded(chromedp.Navigate(c.base + to))
			}
		}
		return strings.HasPrefix(c.path(), "/zaak/")
	})
	if !ask[bool](c.browser, `(() => { const form = document.querySelector('form[action$="/partnercode"]'); form?.closest("details").setAttribute("open", ""); return !!form; })()`) {
		c.t.Fatalf("no code can be made at %s:\n%s", c.path(), c.text())
	}
	c.follow(`form[action$="/partnercode"] button`)
	return shownCode.FindString(ask[string](c.browser, `document.querySelector(".pk-flash")?.textContent ?? ""`))
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
	if plain {
		c.follow(`main form button`)
		c.sees("te vroeg")
		return
	}
	c.do(withScripts)
	c.look("-wachten")
	c.loaded(chromedp.Navigate(c.base + "/verhuizing"))
	c.do(chromedp.Click(chromedp.CSS(`main form[action="/verhuizing"] button`)))
	waitFor(c.t, 30*time.Second, "the browser has worked and goes on by itself", func() bool { return c.path() == "/verhuizing/waarheen" })
}
