package main

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestCitizenLogsInInABrowser goes through a form with DigiD as it is in the embedded
// run: there and back with the browser's own rules about redirects and cookies.
func TestCitizenLogsInInABrowser(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a browser")
	}
	service := startService(t, filepath.Join(shortTemp(t), "var"), nil)
	c := &citizen{survey: newSurvey(t, service.address, map[string]bool{})}
	t.Run("cancelling", func(t *testing.T) {
		c.t = t
		c.loaded(chromedp.Navigate(c.base + "/verhuizing"))
		c.look("-inloggen")
		c.follow(`main a[href*="met=digid"]`)
		c.follow(`button[name=cancel]`)
		c.sees("Dat geeft niet")
		if got := c.path(); got != "/verhuizing" {
			t.Errorf("is at %s", got)
		}
	})
	t.Run("logging in, sending and logging out", func(t *testing.T) {
		c.t = t
		c.follow(`main a[href*="met=digid"]`)
		c.follow(`button[value=inwoner-zoe]`)
		c.sees("Ingelogd met DigiD")
		c.look("-ingelogd")
		c.toTheLastPage()
		c.sees("999990019")
		c.look("-ingelogd")
		c.answer(aboutSomeone())
		c.next()
		c.sees("VH-")
		c.look("-ingelogd")
		c.follow(`form[action$="/uitloggen"] button`)
		c.sees("uitgelogd")
		c.loaded(chromedp.Navigate(c.base + "/verhuizing/klaar"))
		if strings.Contains(c.text(), "999990019") {
			t.Error("the receipt is still on the screen")
		}
	})
	t.Run("logging in halfway", func(t *testing.T) {
		c.t = t
		c.loaded(chromedp.Navigate(c.base + "/verhuizing"))
		c.follow(`main form[action="/verhuizing"] button`)
		c.answer(aboutSomeone())
		c.next()
		c.look("-inloggen")
		c.follow(`main a[href*="met=digid"]`)
		c.follow(`button[value=inwoner-nummer]`)
		if got := c.path(); got != "/verhuizing/wie" || strings.Contains(c.text(), "Burgerservicenummer") {
			t.Errorf("is at %s:\n%s", got, c.text())
		}
		c.look("-ingelogd")
	})
}

// follow clicks and waits for the page that comes.
func (c *citizen) follow(selector string) {
	c.t.Helper()
	c.loaded(chromedp.Click(chromedp.CSS(selector)))
}

// toTheLastPage fills in what is left of a form.
func (c *citizen) toTheLastPage() {
	c.t.Helper()
	for range mostTurns {
		at := c.path()
		if strings.HasSuffix(at, "/nakijken") {
			return
		}
		if strings.HasSuffix(at, "/wie") {
			c.t.Fatal("who it is was asked after all")
		}
		c.answer(aboutSomeone())
		c.next()
		if c.path() == at {
			c.t.Fatalf("goes no further than %s:\n%s", at, c.text())
		}
	}
	c.t.Fatal("the form never ends")
}
