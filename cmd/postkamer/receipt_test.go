package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestAReceiptPrintsOnOneSheet sends a move with two people, to live with somebody, and
// prints the receipt: with all that was filled in it is one sheet of A4.
func TestAReceiptPrintsOnOneSheet(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a browser")
	}
	service := startService(t, filepath.Join(shortTemp(t), "var"), nil)
	c := &citizen{survey: newSurvey(t, service.address, nil)}
	c.fillsIn(citizenRuns()[1])
	pdf, err := chromedp.Run(c.ctx, chromedp.PrintToPDF(chromedp.PDFPaper(chromedp.PaperA4)))
	c.must(err)
	file := filepath.Join(t.TempDir(), "ontvangst.pdf")
	c.must(os.WriteFile(file, pdf, 0o600))
	if out := outputOf(t, "pdfinfo", file); !strings.Contains(out, "Pages:           1\n") {
		t.Errorf("the receipt does not print on one sheet:\n%s", out)
	}
	printed := strings.Join(strings.Fields(outputOf(t, "pdftotext", "-layout", file, "-")), " ")
	for _, want := range []string{"VH-20", "Zo leest u het voor: V H,", "Ontvangen op", "Daan de Groot", "Sam de Groot", "Karin Bakker", "uiterlijk op", "14 070"} {
		if !strings.Contains(printed, want) {
			t.Errorf("%q is not on the sheet: %s", want, printed)
		}
	}
	if strings.Contains(printed, "Download") {
		t.Error("what can only be clicked is printed")
	}
	if dir := os.Getenv("RECEIPT_SHOTS"); dir != "" {
		c.must(os.WriteFile(filepath.Join(dir, "ontvangst.pdf"), pdf, 0o600))
		shot, err := chromedp.Run(c.ctx, chromedp.FullScreenshot(90))
		c.must(err)
		c.must(os.WriteFile(filepath.Join(dir, "klaar.jpg"), shot, 0o600))
	}
}
