package web

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"

	"postkamer"
)

// A caseFile is an original that can be downloaded.
type caseFile struct {
	ID   postkamer.FileID
	Name string
	Size string
	Note string // what to know before opening it

	Hidden bool // it is not given out
}

// ownFiles are the originals that hold this piece and nothing else. A stack that
// was scanned in one go also holds letters of other people: those originals are
// not given out, which shared tells.
func (s *Server) ownFiles(r *http.Request, p postkamer.Piece) (own []postkamer.File, shared bool, err error) {
	files, err := s.cfg.Store.Files(r.Context(), p.BatchID)
	if err != nil || p.Channel == postkamer.Form {
		isForm := func(f postkamer.File) bool { return f.Kind == postkamer.Answers }
		return slices.DeleteFunc(files, isForm), false, err
	}
	pages, err := s.cfg.Store.BatchPages(r.Context(), p.BatchID)
	if err != nil {
		return nil, false, err
	}
	ours, others := map[postkamer.FileID]bool{}, map[postkamer.FileID]bool{}
	for _, page := range pages {
		switch page.PieceID {
		case p.ID:
			ours[page.FileID] = true
		case 0: // a separator
		default:
			others[page.FileID] = true
		}
	}
	for _, f := range files {
		if ours[f.ID] && !others[f.ID] {
			own = append(own, f)
		}
		shared = shared || ours[f.ID] && others[f.ID]
	}
	return own, shared, nil
}

// addFiles adds the originals that may be downloaded.
func (s *Server) addFiles(r *http.Request, page *casePage, p postkamer.Piece) error {
	files, shared, err := s.ownFiles(r, p)
	if err != nil {
		return err
	}
	page.Shared = shared
	for _, f := range files {
		file := caseFile{ID: f.ID, Name: f.Name, Size: dutchSize(f.Size), Note: flagNote(f.Flags), Hidden: !f.Scan.Shown()}
		if file.Hidden {
			file.Note = hiddenWords[f.Scan]
		}
		page.Files = append(page.Files, file)
	}
	return nil
}

// dutchSize writes 38 kB or 2,4 MB.
func dutchSize(bytes int64) string {
	if bytes < 1_000_000 {
		return fmt.Sprintf("%d kB", max(1, bytes/1000))
	}
	return strings.Replace(fmt.Sprintf("%.1f MB", float64(bytes)/1e6), ".", ",", 1)
}

// hiddenWords say why a file is not shown.
var hiddenWords = map[postkamer.ScanState]string{
	postkamer.ScanWaiting:  "wordt nog gecontroleerd op virussen. Kijk straks nog eens.",
	postkamer.ScanInfected: "tonen wij niet. De virusscanner vond er iets in.",
}

// flagWords say what inspection saw in a file.
var flagWords = map[string]string{
	postkamer.FlagSigned: "digitaal ondertekend", postkamer.FlagXFA: "invulformulier (XFA)",
	postkamer.FlagJavaScript: "bevat programmacode", postkamer.FlagAttachment: "bevat een bijlage",
	postkamer.FlagAction: "wil iets uitvoeren of versturen", postkamer.FlagProtected: "beveiligd, maar te openen",
	postkamer.FlagDamaged: "beschadigd: misschien ontbreekt er iets", postkamer.FlagMoreImages: "bevat meer beelden: alleen het eerste is gelezen",
}

func flagNote(flags []string) string {
	var words []string
	for _, flag := range flags {
		if word, ok := flagWords[flag]; ok {
			words = append(words, word)
		}
	}
	return strings.Join(words, ", ")
}

// caseImage gives the image of a page of the case's piece. That somebody looked
// is logged before any byte of it is sent.
func (s *Server) caseImage(w http.ResponseWriter, r *http.Request) error {
	c, err := s.openCase(r)
	if err != nil {
		return err
	}
	return s.sendPieceImage(w, r, c.PieceID, c.ID)
}

// sendPieceImage sends the page of the address, if it is one of the piece.
func (s *Server) sendPieceImage(w http.ResponseWriter, r *http.Request, piece postkamer.PieceID, id postkamer.CaseID) error {
	number, err := numberIn(r, "page")
	if err != nil {
		return err
	}
	page, err := s.cfg.Store.PageOfPiece(r.Context(), piece, postkamer.PageID(number))
	if err != nil {
		return err
	}
	if page.View.Key == "" {
		return postkamer.ErrNotFound
	}
	if err := s.viewed(r, piece, id); err != nil {
		return err
	}
	return s.sendImage(w, r, page)
}

// caseOriginal gives an original as a download. It is what a stranger sent, so
// no browser may open it as part of our site.
func (s *Server) caseOriginal(w http.ResponseWriter, r *http.Request) error {
	c, err := s.openCase(r)
	if err != nil {
		return err
	}
	number, err := numberIn(r, "file")
	if err != nil {
		return err
	}
	piece, err := s.cfg.Store.Piece(r.Context(), c.PieceID)
	if err != nil {
		return err
	}
	files, _, err := s.ownFiles(r, piece)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(files, func(f postkamer.File) bool { return f.ID == postkamer.FileID(number) && f.Scan.Shown() })
	if i < 0 {
		return postkamer.ErrNotFound
	}
	taken := postkamer.Event{Kind: postkamer.EventViewed, Actor: person(r).Name, PieceID: c.PieceID, CaseID: c.ID, Detail: "origineel bestand"}
	if err := s.cfg.Store.Log(r.Context(), taken); err != nil {
		return err
	}
	return s.sendOriginal(w, r, files[i])
}

func (s *Server) sendOriginal(w http.ResponseWriter, r *http.Request, f postkamer.File) error {
	path, release, err := s.cfg.Store.Original(r.Context(), f)
	if err != nil {
		return err
	}
	defer release()
	original, err := os.Open(path)
	if err != nil {
		return err
	}
	defer original.Close()
	download(w, f.Name, "application/octet-stream", f.Size)
	if _, err := io.Copy(w, original); err != nil {
		visiting(r).err = err // the answer has begun: nothing more to show
	}
	return nil
}

// attachment makes a Content-Disposition for a sender's file name (RFC 6266): the
// name as it is for today's browsers, and in ASCII for the others.
func attachment(name string) string {
	name = displayName(name)
	if name == "" {
		name = "origineel"
	}
	plain := strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', strings.ContainsRune(" ._-", r):
			return r
		}
		return '_'
	}, name)
	exact := strings.ReplaceAll(url.QueryEscape(name), "+", "%20")
	return fmt.Sprintf(`attachment; filename="%s"; filename*=UTF-8''%s`, plain, exact)
}
