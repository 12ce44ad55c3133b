package web

import (
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/alexedwards/scs/v2/memstore"

	"postkamer"
)

func TestEveryTokenIsDefined(t *testing.T) {
	st := newSite(t, nil)
	css := string(st.static.byName[st.static.manifest["pk.css"]].bytes)
	defined := map[string]bool{}
	for _, m := range regexp.MustCompile(`(--[\w-]+)\s*:`).FindAllStringSubmatch(css, -1) {
		defined[m[1]] = true
	}
	for _, m := range regexp.MustCompile(`var\((--[\w-]+)\)`).FindAllStringSubmatch(css, -1) {
		if !defined[m[1]] {
			t.Errorf("%s is used without fallback but not defined: add it to cssrc/postkamer-theme.css", m[1])
			defined[m[1]] = true
		}
	}
	if len(defined) < 400 {
		t.Errorf("only %d tokens: is this the right style sheet?", len(defined))
	}
}

// inline is what the Content-Security-Policy would not let through.
var inline = regexp.MustCompile(`(?i)\sstyle\s*=|<style|\son[a-z]+\s*=|javascript:|<script(?:\s[^>]*)?>[^<]`)

func TestTemplatesHaveNothingInline(t *testing.T) {
	for _, bad := range []string{`<p style="x">`, `<style>`, `<a onclick="x">`, `<script>x`, `<script type="module">x`} {
		if !inline.MatchString(bad) {
			t.Errorf("the test does not see %s", bad)
		}
	}
	err := fs.WalkDir(content, "templates", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		html, err := fs.ReadFile(content, path)
		if found := inline.Find(html); found != nil {
			t.Errorf("%s: %q", path, found)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// classNames finds the names of our own and the design system's classes.
var classNames = regexp.MustCompile(`\b(?:pk|nl|utrecht)-[\w-]*[\w]`)

func TestEveryClassIsInTheStyleSheet(t *testing.T) {
	st := newSite(t, nil)
	css := string(st.static.byName[st.static.manifest["pk.css"]].bytes)
	list, err := os.ReadFile("assets/safelist.txt")
	if err != nil {
		t.Fatal(err)
	}
	have := map[string]bool{}
	for _, name := range classNames.FindAllString(css+string(list), -1) {
		have[name] = true
	}
	attribute := regexp.MustCompile(`class="([^"]*)"`)
	err = fs.WalkDir(content, "templates", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		html, err := fs.ReadFile(content, path)
		for _, class := range attribute.FindAllStringSubmatch(string(html), -1) {
			for _, name := range strings.Fields(strings.NewReplacer("{{", " {{", "}}", "}} ").Replace(class[1])) {
				if classNames.FindString(name) == name && !have[name] && !strings.Contains(class[1], name+"-") {
					t.Errorf("%s: class %s is not in pk.css: add it to assets/safelist.txt and run npm run build, or to cssrc/app.css when it is ours", path, name)
				}
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestStaticFilesAreKeptForEverAndZipped(t *testing.T) {
	st := newSite(t, nil)
	for name, hashed := range st.static.manifest {
		r, _ := http.NewRequest("GET", st.url+"/static/"+hashed, nil)
		r.Header.Set("Accept-Encoding", "gzip")
		got := st.browser(t).do(r)
		if got.StatusCode != 200 || got.Header.Get("Content-Encoding") != "gzip" || !strings.Contains(got.Header.Get("Cache-Control"), "immutable") {
			t.Errorf("%s: %d %v", name, got.StatusCode, got.Header)
		}
		plain := st.browser(t).get("/static/" + name) // leads to the hashed name, and unzips
		if plain.StatusCode != 200 || plain.body != string(st.static.byName[hashed].bytes) {
			t.Errorf("%s: got %d and %d bytes", name, plain.StatusCode, len(plain.body))
		}
	}
	if got := st.browser(t).get("/static/manifest.json"); got.StatusCode != 404 {
		t.Errorf("a file that is not in the manifest: %d", got.StatusCode)
	}
	if got := st.browser(t).get("/static/EUPL-1.2.txt"); !strings.Contains(got.body, "EUROPEAN UNION PUBLIC LICENCE v. 1.2") {
		t.Error("the licence of the style sheet cannot be read")
	}
}

func TestThemeColorsCanBeRead(t *testing.T) {
	for _, hex := range []string{"#0a5c7a", "#0b6140", "#5115ef", "#154273", "#c8102e", "#767676", "#000000", "#7d3c00"} {
		c, err := parseColor(hex)
		if err != nil {
			t.Fatal(err)
		}
		p, err := newPalette(c)
		if err != nil {
			t.Fatal(err)
		}
		for _, pair := range []struct {
			name   string
			a, b   color
			enough float64
		}{
			{"button text", white, p.s500, 4.5}, {"link on white", p.s500, white, 4.5}, {"hover text on its tint", p.s600, p.s200, 4.5},
			{"small text on white", p.s400, white, 4.5}, {"border on white", p.s400, white, 3}, {"heading on tint", p.s700, p.s100, 7},
			{"button text on hover", white, p.s600, 4.5},
		} {
			if got := contrast(pair.a, pair.b); got < pair.enough {
				t.Errorf("%s: %s has %.2f, want %.1f", hex, pair.name, got, pair.enough)
			}
		}
	}
}

func TestThemeThatCannotBeReadStopsTheStart(t *testing.T) {
	m := postkamer.DefaultMunicipality()
	m.Color = "#ffdd00"
	_, err := New(Config{Municipality: m, BaseURL: "http://127.0.0.1:1", Sessions: memstore.NewWithCleanupInterval(0)})
	if err == nil || !strings.Contains(err.Error(), "choose a darker colour") {
		t.Errorf("got %v", err)
	}
}

func TestContrastIsThatOfWCAG(t *testing.T) {
	for _, c := range []struct {
		a, b color
		want string
	}{{black, white, "21.00"}, {white, white, "1.00"}, {color{0x76, 0x76, 0x76}, white, "4.54"}, {color{0x77, 0x77, 0x77}, white, "4.48"}} {
		if got := fmt.Sprintf("%.2f", contrast(c.a, c.b)); got != c.want {
			t.Errorf("%s on %s: got %s, want %s", c.a, c.b, got, c.want)
		}
	}
}

func TestLogoIsShown(t *testing.T) {
	st := newSite(t, func(c *Config) { c.Logo = []byte(`<svg xmlns="http://www.w3.org/2000/svg"></svg>`) })
	src, _ := st.browser(t).get("/").page(t).Find(".pk-brand img").Attr("src")
	if got := st.browser(t).get(src); got.StatusCode != 200 || got.Header.Get("Content-Type") != "image/svg+xml" {
		t.Errorf("%s: %d %s", src, got.StatusCode, got.Header.Get("Content-Type"))
	}
}
