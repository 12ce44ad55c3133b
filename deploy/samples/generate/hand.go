package main

import (
	"fmt"
	"math/rand/v2"
	"regexp"
)

var (
	betweenTags = regexp.MustCompile(`>[^<]+<`)
	oneWord     = regexp.MustCompile(`[^\s<>]+`)
)

// byHand sets every word of the HTML a little askew, as no hand writes straight.
func byHand(html, name string) string {
	r := rand.New(rand.NewPCG(seed(name), 13))
	return betweenTags.ReplaceAllStringFunc(html, func(text string) string {
		return oneWord.ReplaceAllStringFunc(text, func(word string) string {
			return fmt.Sprintf(`<span style="display:inline-block;transform:translateY(%.1fmm) rotate(%.1fdeg) scale(%.2f)">%s</span>`,
				r.NormFloat64()*0.5, r.NormFloat64()*1.6, 1+r.NormFloat64()*0.06, word)
		})
	})
}
