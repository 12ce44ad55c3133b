package main

import (
	"fmt"
	"strings"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"

	"postkamer"
)

// separatorLetter is the name under which the press knows a separator sheet.
func separatorLetter(id string) string { return "separator-" + id }

// separators makes a letter of every separator sheet that is delivered.
func separators(deliveries []delivery) (map[string]letter, error) {
	sheets := map[string]letter{}
	for _, d := range deliveries {
		for _, p := range d.Pages {
			if p.Separator == "" {
				continue
			}
			code, err := qr(postkamer.SeparatorValue(p.Separator))
			if err != nil {
				return nil, fmt.Errorf("%s: separator %s: %w", d.File, p.Separator, err)
			}
			name := separatorLetter(p.Separator)
			sheets[name] = letter{ID: name, Raw: sheet(p.Separator, code)}
		}
	}
	return sheets, nil
}

// sheet is the page around the code: words for people only.
func sheet(id, code string) string {
	return `<div style="text-align:center;padding-top:30mm"><div style="font-size:34pt;font-weight:bold">SCHEIDINGSBLAD</div>` +
		`<div style="margin:18mm 0">` + code + `</div>` +
		`<div style="font-size:16pt">Leg dit blad v&oacute;&oacute;r elk volgend poststuk.<br>Haal het na het scannen uit de stapel en gebruik het opnieuw.</div>` +
		`<div style="margin-top:14mm">` + id + `</div></div>`
}

// qr draws a value as a QR code of 60 mm, level M.
func qr(value string) (string, error) {
	m, err := qrcode.NewQRCodeWriter().Encode(value, gozxing.BarcodeFormat_QR_CODE, 1, 1,
		map[gozxing.EncodeHintType]any{gozxing.EncodeHintType_MARGIN: 4, gozxing.EncodeHintType_ERROR_CORRECTION: "M"})
	if err != nil {
		return "", err
	}
	var b strings.Builder
	fmt.Fprintf(&b, `<svg width="60mm" height="60mm" viewBox="0 0 %d %d" shape-rendering="crispEdges">`, m.GetWidth(), m.GetHeight())
	for y := range m.GetHeight() {
		for x := range m.GetWidth() {
			if m.Get(x, y) {
				fmt.Fprintf(&b, `<rect x="%d" y="%d" width="1" height="1"/>`, x, y)
			}
		}
	}
	return b.String() + "</svg>", nil
}
