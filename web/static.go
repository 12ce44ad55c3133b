package web

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"strings"

	"postkamer"
)

// staticFiles are the files that never change under their name: the name
// carries a hash of the content, so browsers keep them for ever.
type staticFiles struct {
	byName   map[string]staticFile // by the name in the address
	manifest map[string]string     // from pk.css to pk.0123456789.css
}

// A face is how the municipality looks at one version of its settings.
type face struct {
	version int
	files   *staticFiles
}

// A staticFile is one file as it is sent.
type staticFile struct {
	kind    string // MIME type
	bytes   []byte
	zipped  []byte // gzip of bytes; nil when that is no use
	forever bool   // the name carries a hash
}

// kinds are the MIME types of what we serve.
var kinds = map[string]string{
	".css":  "text/css; charset=utf-8",
	".js":   "text/javascript; charset=utf-8",
	".svg":  "image/svg+xml",
	".webp": "image/webp",
	".png":  "image/png",
	".txt":  "text/plain; charset=utf-8",
}

// openStatic reads the embedded files, and tries the municipality's theme and logo.
func (s *Server) openStatic() error {
	files := &staticFiles{byName: map[string]staticFile{}, manifest: map[string]string{}}
	list, err := fs.ReadFile(content, "static/manifest.json")
	if err != nil {
		return fmt.Errorf("read manifest: %w", err)
	}
	if err := json.Unmarshal(list, &files.manifest); err != nil {
		return fmt.Errorf("read manifest: %w", err)
	}
	for _, name := range files.manifest {
		if err := files.embed(name); err != nil {
			return err
		}
	}
	licence, err := fs.ReadFile(content, "static/LICENSES/EUPL-1.2.txt")
	if err != nil {
		return fmt.Errorf("read licence: %w", err)
	}
	files.byName["EUPL-1.2.txt"] = staticFile{kind: kinds[".txt"], bytes: licence, zipped: newSheet().pack(licence)}
	s.static = files
	_, err = s.face()
	return err
}

// face returns the style sheet with the municipality's colours and its logo, as they
// are now. They are made anew when the settings changed.
func (s *Server) face() (*staticFiles, error) {
	now := s.town()
	if have := s.faces.Load(); have != nil && have.version == now.Version {
		return have.files, nil
	}
	files := &staticFiles{byName: map[string]staticFile{}, manifest: map[string]string{}}
	if err := files.addFace(now.Municipality, now.Logo); err != nil {
		return nil, err
	}
	s.faces.Store(&face{now.Version, files})
	return files, nil
}

// embed takes one built file, with the .gz beside it.
func (f *staticFiles) embed(name string) error {
	data, err := fs.ReadFile(content, "static/"+name)
	if err != nil {
		return fmt.Errorf("read static file: %w", err)
	}
	zipped, _ := fs.ReadFile(content, "static/"+name+".gz") // pictures have none
	f.byName[name] = staticFile{kind: kinds[path.Ext(name)], bytes: data, zipped: zipped, forever: true}
	return nil
}

// addFace makes the style sheet with the municipality's colours, and its logo.
func (f *staticFiles) addFace(m postkamer.Municipality, logo []byte) error {
	theme, err := themeSheet(m)
	if err != nil {
		return err
	}
	f.make("thema.css", []byte(theme))
	if len(logo) == 0 {
		f.make("icoon.svg", []byte(fmt.Sprintf(plainIcon, m.Color)))
		f.manifest["icon"] = f.manifest["icoon.svg"]
		return nil
	}
	ext, err := logoKind(logo)
	if err != nil {
		return err
	}
	f.make("logo"+ext, logo)
	f.manifest["logo"] = f.manifest["logo"+ext]
	f.manifest["icon"] = f.manifest["logo"] // the same file: one request for both
	return nil
}

// plainIcon is the mark of a municipality without a logo, in its colour: an envelope.
const plainIcon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><path fill="%s" d="M0 4h32v15q0 9-9 9H9q-9 0-9-9z"/><path fill="none" stroke="#fff" stroke-width="3" d="M6 11l10 8 10-8"/></svg>`

// make adds a file that was made at start, under a hashed name.
func (f *staticFiles) make(name string, data []byte) {
	ext := path.Ext(name)
	sum := sha256.Sum256(data)
	hashed := fmt.Sprintf("%s.%x%s", strings.TrimSuffix(name, ext), sum[:5], ext)
	f.manifest[name] = hashed
	f.byName[hashed] = staticFile{kind: kinds[ext], bytes: data, zipped: newSheet().pack(data), forever: true}
}

// logoKind returns the extension for a logo by its content.
func logoKind(logo []byte) (string, error) {
	switch kind := http.DetectContentType(logo); {
	case kind == "image/png":
		return ".png", nil
	case kind == "image/webp":
		return ".webp", nil
	case bytes.Contains(logo[:min(len(logo), 1024)], []byte("<svg")):
		return ".svg", nil
	}
	return "", postkamer.Wrong("logo", "is not an SVG, PNG or WebP picture: name another file, or leave logo out")
}

// address returns the address of a file by its plain name.
func (f *staticFiles) address(name string) (string, error) {
	hashed, ok := f.manifest[name]
	if !ok {
		return "", fmt.Errorf("no static file %q in manifest.json: run npm run build in web/assets", name)
	}
	return "/static/" + hashed, nil
}

func (s *Server) themeAddress() (string, error) {
	files, err := s.face()
	if err != nil {
		return "", err
	}
	return files.address("thema.css")
}

// logoAddress returns the address of the municipality's logo, "" when it has none.
func (s *Server) logoAddress() (string, error) {
	files, err := s.face()
	if err != nil || files.manifest["logo"] == "" {
		return "", err
	}
	return "/static/" + files.manifest["logo"], nil
}

// iconAddress returns the address of the picture that browsers show with the page: the
// logo, or a plain mark.
func (s *Server) iconAddress() (string, error) {
	files, err := s.face()
	if err != nil {
		return "", err
	}
	return "/static/" + files.manifest["icon"], nil
}

// named returns a file by the name in its address; leads is the hashed name when it
// was asked for by its plain one. The face that another process made a moment ago
// is found as the one that holds here.
func (s *Server) named(name string) (file staticFile, leads string, err error) {
	face, err := s.face()
	if err != nil {
		return file, "", err
	}
	for _, files := range []*staticFiles{s.static, face} {
		if hashed, ok := files.manifest[name]; ok {
			return file, hashed, nil
		}
		if file, ok := files.byName[name]; ok {
			return file, "", nil
		}
	}
	if strings.HasPrefix(name, "thema.") && strings.HasSuffix(name, ".css") {
		return file, face.manifest["thema.css"], nil
	}
	return file, "", postkamer.ErrNotFound
}

func (s *Server) staticRoutes() {
	s.plain("GET /static/{file}", s.staticFile)
	s.plain("GET /favicon.ico", func(w http.ResponseWriter, r *http.Request) error {
		w.WriteHeader(http.StatusNoContent)
		return nil
	})
}

// staticFile sends one file; a plain name leads to the hashed one.
func (s *Server) staticFile(w http.ResponseWriter, r *http.Request) error {
	file, leads, err := s.named(r.PathValue("file"))
	if err != nil {
		return err
	}
	if leads != "" {
		http.Redirect(w, r, "/static/"+leads, http.StatusFound)
		return nil
	}
	return file.send(w, r)
}

// send writes the file, gzipped when the browser can read that.
func (f staticFile) send(w http.ResponseWriter, r *http.Request) error {
	h := w.Header()
	h.Set("Content-Type", f.kind)
	h.Set("Vary", "Accept-Encoding")
	if f.forever {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	body := f.bytes
	if f.zipped != nil && acceptsGzip(r) {
		h.Set("Content-Encoding", "gzip")
		body = f.zipped
	}
	h.Set("Content-Length", fmt.Sprint(len(body)))
	if r.Method != http.MethodHead {
		_, _ = w.Write(body) // an error is a visitor who left
	}
	return nil
}
