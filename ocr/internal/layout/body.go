package layout

import (
	"strings"

	"postkamer/ocr/internal/wire"
)

// Body joins words with spaces, lines with line breaks and paragraphs with an
// empty line.
func Body(words []wire.Word) string {
	var b strings.Builder
	for i, w := range words {
		switch {
		case i == 0:
		case w.Paragraph != words[i-1].Paragraph:
			b.WriteString("\n\n")
		case w.Line != words[i-1].Line:
			b.WriteByte('\n')
		default:
			b.WriteByte(' ')
		}
		b.WriteString(w.Text)
	}
	return b.String()
}
