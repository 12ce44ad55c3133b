package web

import (
	"errors"
	"net/http"

	"postkamer"
	"postkamer/intake"
	"postkamer/intake/cover"
	"postkamer/store"
)

// A laterView is what the receipt of a form says about what comes later.
type laterView struct {
	Code    string // with which it is sent; empty: nothing is to come
	Send    string // address to send it
	Sheet   string // address of the cover sheet
	Partner *partnerLine
}

// laterView gathers what comes later than a form, for the session that sent it: it may
// go on to send that without its reference.
func (s *Server) laterView(r *http.Request, reference string) (view laterView, err error) {
	piece, err := s.cfg.Store.PieceByReference(r.Context(), reference)
	if err != nil {
		return view, err
	}
	if view.Code, err = s.cfg.Store.LaterCodeOf(r.Context(), piece.ID); err != nil || view.Code == "" {
		return view, err
	}
	mark := s.proofNow(piece.ID)
	mark.Sent = true
	s.put(r.Context(), laterCodeKey, mark)
	view.Send, view.Sheet = laterCodePath, coverPath
	view.Partner, err = s.partnerLine(r, piece.ID)
	return view, err
}

// coverSheet prints the sheet that says to which case paper belongs.
func (s *Server) coverSheet(w http.ResponseWriter, r *http.Request, p store.Proven) error {
	promised, err := s.cfg.Store.Promises(r.Context(), p.PieceID)
	if err != nil {
		return err
	}
	c := s.laterContext()
	sheet := cover.Sheet{Town: c.Town, Tone: c.Tone, Reference: p.Reference}
	for _, x := range promised {
		if x.CameAt.IsZero() {
			sheet.Missing, sheet.Until = append(sheet.Missing, x.Label), x.Until.AddDate(0, 0, 1)
		}
	}
	return sendPDF(w, "begeleidend blad "+p.Reference, sheet.PDF)
}

// signSheet prints the page that the partner signs on paper. It holds what was answered
// about the partner: the code to send evidence is not enough for it.
func (s *Server) signSheet(w http.ResponseWriter, r *http.Request, p store.Proven) error {
	if _, err := s.cfg.Store.Signature(r.Context(), p.PieceID); err != nil {
		return err
	}
	piece, err := s.cfg.Store.Piece(r.Context(), p.PieceID)
	if err != nil {
		return err
	}
	c, view := s.laterContext(), intake.PartnerSees(piece.Answers)
	page := cover.Signing{Town: c.Town, Tone: c.Tone, Reference: p.Reference, Form: s.formTitle(r, piece.Form), Applicant: view.Applicant}
	for _, line := range view.Declared {
		page.Declared = append(page.Declared, cover.Line{Label: line.Label, Value: line.Value})
	}
	return sendPDF(w, "handtekening partner "+p.Reference, page.PDF)
}

// partnerLine says how it stands with the signature of the partner; nil when nobody else
// must sign.
func (s *Server) partnerLine(r *http.Request, id postkamer.PieceID) (*partnerLine, error) {
	sign, err := s.cfg.Store.Signature(r.Context(), id)
	if errors.Is(err, postkamer.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	line := &partnerLine{Sheet: signPath}
	var says string
	switch {
	case sign.State == postkamer.SignatureSigned:
		line.Sheet, says = "", "{Je|Uw} partner heeft getekend."
	case sign.State == postkamer.SignatureRefused:
		line.Sheet, says = "", "{Je|Uw} partner heeft niet getekend. Een collega belt hierover."
	case sign.Way == postkamer.SignByMail:
		says = "{Je|Uw} partner moet nog tekenen. Wij mailden een code. Die is 14 dagen geldig."
		if sign.SentOn.Before(postkamer.DayOf(s.cfg.Now())) {
			line.Again = signAgainPath
		}
	case sign.Way == postkamer.SignByPhone:
		says = "{Je|Uw} partner moet nog tekenen. Wij bellen {je|uw} partner met een code."
	default:
		says = "{Je|Uw} partner moet nog tekenen. Dat kan op dit blad."
	}
	line.Says = s.toCitizen(r, says)
	return line, nil
}

// signAgain mails the partner a new code, once a day.
func (s *Server) signAgain(w http.ResponseWriter, r *http.Request, p store.Proven) error {
	if _, err := postForm(r); err != nil {
		return err
	}
	sign, err := s.cfg.Store.Signature(r.Context(), p.PieceID)
	if err != nil {
		return err
	}
	if sign.Way != postkamer.SignByMail {
		return postkamer.ErrNotFound
	}
	ctx, today := r.Context(), postkamer.DayOf(s.cfg.Now())
	err = s.cfg.Store.InTx(ctx, func(tx *store.Tx) error {
		return tx.MailSignCode(ctx, p.PieceID, today, func(code string) postkamer.Mail {
			return intake.SignMail(code, today, s.base.String(), s.laterContext())
		})
	})
	switch {
	case errors.Is(err, postkamer.ErrConflict):
		s.flash(r, FlashInfo, s.toCitizen(r, "Er ging vandaag al een code naar {je|uw} partner. Of {je|uw} partner heeft al geantwoord."))
	case err != nil:
		return err
	default:
		s.flash(r, FlashOK, s.toCitizen(r, "{Je|Uw} partner krijgt een nieuwe code. De oude code werkt niet meer."))
	}
	http.Redirect(w, r, s.laterAddress(r), http.StatusSeeOther)
	return nil
}

// proofNow is the mark of somebody who may send more for a piece from now on.
func (s *Server) proofNow(id postkamer.PieceID) proofMark {
	return proofMark{Piece: id, Until: s.cfg.Now().Add(proofLife).UTC().Truncate(touchEvery)}
}
