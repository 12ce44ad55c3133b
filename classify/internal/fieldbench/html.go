package main

import (
	"context"
	"fmt"
	"html"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// style is that of all sheets: A4, one sheet a page.
const style = `<!doctype html><meta charset="utf-8"><style>
@page{size:A4;margin:0}*{box-sizing:border-box}body{margin:0}
section{width:210mm;height:296.5mm;padding:22mm 22mm;overflow:hidden;page-break-after:always;font-size:11pt;line-height:1.35}
p{margin:0 0 4.2mm}.r{margin-left:95mm}h1{font-size:15pt;margin:0 0 5mm}h2{font-size:12pt;margin:5mm 0 2mm}
table{border-collapse:collapse;width:100%;margin-bottom:4mm}td{padding:1mm 2mm 1mm 0;vertical-align:top}
.left td:first-child{width:62mm}.table td{border:.3mm solid #444;padding:1.6mm 2mm}.table td:first-child{width:62mm}
.above{display:flex;flex-wrap:wrap}.above div{width:50%;padding:0 5mm 3.5mm 0}.above small{display:block;font-size:8.5pt;color:#333}
.above b{font-weight:normal;display:block;border-bottom:.25mm solid #555}
.dots div{display:flex;margin-bottom:2.2mm}.dots b{font-weight:normal;border-bottom:.3mm dotted #333;flex:1;margin-left:3mm}
</style>`

// page returns a sheet as a section of HTML.
func (s Sheet) page() string {
	var out strings.Builder
	fmt.Fprintf(&out, `<section style="font-family:'%s'">`, s.Font)
	for _, block := range strings.Split(strings.TrimSpace(s.body), "\n\n") {
		lines := strings.Split(strings.TrimSpace(block), "\n")
		switch {
		case strings.HasPrefix(lines[0], "# "):
			fmt.Fprintf(&out, "<h1>%s</h1>", html.EscapeString(lines[0][2:]))
		case strings.HasPrefix(lines[0], "## "):
			fmt.Fprintf(&out, "<h2>%s</h2>", html.EscapeString(lines[0][3:]))
			out.WriteString(s.questions(lines[1:]))
		case strings.Contains(lines[0], " || "):
			out.WriteString(columns(lines))
		case strings.Contains(lines[0], " | "):
			out.WriteString(s.questions(lines))
		case strings.HasPrefix(lines[0], "> "):
			fmt.Fprintf(&out, `<p class="r">%s</p>`, joined(lines, "> "))
		default:
			fmt.Fprintf(&out, "<p>%s</p>", joined(lines, ""))
		}
	}
	out.WriteString("</section>")
	return out.String()
}

// joined puts lines under one another.
func joined(lines []string, mark string) string {
	var parts []string
	for _, line := range lines {
		parts = append(parts, html.EscapeString(strings.TrimPrefix(line, mark)))
	}
	return strings.Join(parts, "<br>")
}

// columns makes a table of lines with cells, as a letterhead has.
func columns(lines []string) string {
	var out strings.Builder
	out.WriteString("<table>")
	for _, line := range lines {
		out.WriteString("<tr>")
		for _, cell := range strings.Split(line, " || ") {
			fmt.Fprintf(&out, "<td>%s</td>", html.EscapeString(strings.TrimSpace(cell)))
		}
		out.WriteString("</tr>")
	}
	return out.String() + "</table>"
}

// questions lays out labels with their answers in the way of the sheet.
func (s Sheet) questions(lines []string) string {
	row := map[string]string{
		"left": "<tr><td>%s:</td><td>%s</td></tr>", "table": "<tr><td>%s</td><td>%s</td></tr>",
		"above": "<div><small>%s</small><b>%s</b></div>", "dots": "<div>%s<b>%s</b></div>",
	}[s.Layout]
	tag := map[string]string{"left": "table", "table": "table", "above": "div", "dots": "div"}[s.Layout]
	var out strings.Builder
	fmt.Fprintf(&out, `<%s class="%s">`, tag, s.Layout)
	for _, line := range lines {
		label, answer, _ := strings.Cut(line, " | ")
		fmt.Fprintf(&out, row, html.EscapeString(label), html.EscapeString(answer))
	}
	return out.String() + "</" + tag + ">"
}

// printSheets prints sheets into one PDF, a page each.
func printSheets(ctx context.Context, sheets []Sheet, dir string) (string, error) {
	var all strings.Builder
	all.WriteString(style)
	for _, s := range sheets {
		all.WriteString(s.page())
	}
	source, target := filepath.Join(dir, "sheets.html"), filepath.Join(dir, "sheets.pdf")
	if err := os.WriteFile(source, []byte(all.String()), 0o600); err != nil {
		return "", fmt.Errorf("print sheets: %w", err)
	}
	cmd := exec.CommandContext(ctx, "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
		"--user-data-dir="+filepath.Join(dir, "browser"), "--no-pdf-header-footer", "--print-to-pdf="+target, source)
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("print sheets: %w: %s", err, out)
	}
	return target, nil
}
