package web

import (
	"html"
	"html/template"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"text/template/parse"
	"unicode"

	"postkamer"
)

// Texts of pages can be put in a municipality's own words. A template's runs of text
// are replaced once, when a page is made ready for a municipality and a tone (see
// Server.ready); the parts say words of what a page gives them. Words looks the text
// up as it is shipped.
//
// What a template gives to words is a text of the program, or of a person: only the
// first is ever put in other words.

// wordsIn returns the function words of a tone: the municipality's own words for a
// text, or English; the text itself without.
func (s *Server) wordsIn(tone postkamer.Tone) func(string) string {
	return func(shipped string) string {
		if own, ok := s.town().Own(tone, shipped); ok {
			return own
		}
		return shipped
	}
}

// toned is a page's data that knows its tone; see Page.
type toned interface{ toneOf() postkamer.Tone }

func (p Page) toneOf() postkamer.Tone { return p.Tone }

// A shippedText is a text of the program that a municipality may put in other words.
type shippedText struct {
	Text  string
	Where []string // templates and source files, without extension
}

// A wording says what stands in the place of a run of text; nil leaves it.
type wording func(run textRun) parse.Node

// putWords puts every run of text of a template, and of those it holds, in words.
func putWords(t *template.Template, say wording) {
	for _, one := range t.Templates() {
		if one.Tree != nil {
			putInto(one.Tree.Root, say)
		}
	}
}

// putInto does so in a list of nodes and in all below it.
func putInto(list *parse.ListNode, say wording) {
	if list == nil {
		return
	}
	var nodes []parse.Node
	for _, node := range list.Nodes {
		if text, isText := node.(*parse.TextNode); isText {
			nodes = append(nodes, putText(text, say)...)
			continue
		}
		nodes = append(nodes, node)
		if branch := branchOf(node); branch != nil {
			putInto(branch.List, say)
			putInto(branch.ElseList, say)
		}
	}
	list.Nodes = nodes
}

// branchOf returns the branches of if, range and with.
func branchOf(node parse.Node) *parse.BranchNode {
	switch n := node.(type) {
	case *parse.IfNode:
		return &n.BranchNode
	case *parse.RangeNode:
		return &n.BranchNode
	case *parse.WithNode:
		return &n.BranchNode
	}
	return nil
}

// putText splits a text node at the runs that are put in other words.
func putText(node *parse.TextNode, say wording) []parse.Node {
	var nodes []parse.Node
	at := 0
	plain := func(until int) {
		if until > at {
			nodes = append(nodes, &parse.TextNode{NodeType: parse.NodeText, Pos: node.Pos, Text: node.Text[at:until]})
		}
	}
	for _, run := range textRuns(string(node.Text)) {
		if words := say(run); words != nil {
			plain(run.from)
			nodes = append(nodes, words)
			at = run.to
		}
	}
	plain(len(node.Text))
	return nodes
}

// ownWords puts a municipality's own words into a page, in one tone.
func ownWords(town postkamer.Municipality, tone postkamer.Tone) wording {
	return func(run textRun) parse.Node {
		if own, ok := town.Own(tone, run.text); ok {
			return &parse.TextNode{NodeType: parse.NodeText, Text: []byte(html.EscapeString(own))}
		}
		return nil
	}
}

// A textRun is text between tags: where it is, and the text as it is read.
type textRun struct {
	from, to int
	text     string
}

// textRuns finds what is read in a piece of HTML that may begin or end in a tag. A
// piece without a tag may lie within one and is left alone.
func textRuns(piece string) []textRun {
	var runs []textRun
	add := func(from, to int) {
		raw := piece[from:to]
		trimmed := strings.TrimSpace(raw)
		if strings.Count(trimmed, "")-1 < 2 || !strings.ContainsFunc(trimmed, unicode.IsLetter) {
			return
		}
		from += strings.Index(raw, trimmed)
		runs = append(runs, textRun{from, from + len(trimmed), readAs(trimmed)})
	}
	at, within := 0, strings.IndexAny(piece, "<>")
	if within < 0 {
		return nil
	}
	if piece[within] == '>' {
		at = within + 1
	}
	for at < len(piece) {
		open := strings.IndexByte(piece[at:], '<')
		if open < 0 {
			add(at, len(piece))
			break
		}
		add(at, at+open)
		closes := strings.IndexByte(piece[at+open:], '>')
		if closes < 0 {
			break // the tag goes on in another node
		}
		at += open + closes + 1
	}
	return runs
}

// readAs is a run of HTML as it is read: entities as signs, one space between words.
func readAs(raw string) string { return strings.Join(strings.Fields(html.UnescapeString(raw)), " ") }

// everyPage stands for the frame and the parts, which many pages have.
const everyPage = "*"

// keepTexts notes the texts of a template.
func (s *Server) keepTexts(t *template.Template, where string) {
	for _, text := range textsOf(t) {
		s.pageTexts = append(s.pageTexts, shippedText{text, []string{where}})
	}
}

// textsOf lists the texts of one template: its runs of text, and what it says in
// both tones.
func textsOf(t *template.Template) []string {
	if t.Tree == nil || t.Tree.Root == nil {
		return nil
	}
	var texts []string
	add := func(text string) {
		if !slices.Contains(texts, text) {
			texts = append(texts, text)
		}
	}
	tree := t.Tree.Root.CopyList()
	putInto(tree, func(run textRun) parse.Node {
		add(run.text)
		return nil
	})
	for _, found := range constantTexts.FindAllStringSubmatch(tree.String(), -1) {
		if text, err := strconv.Unquote(found[1]); err == nil {
			add(text)
		}
	}
	for _, found := range countedTexts.FindAllStringSubmatch(tree.String(), -1) {
		for _, quoted := range found[1:] {
			if text, err := strconv.Unquote(quoted); err == nil {
				add(countText(text))
			}
		}
	}
	return texts
}

// countedTexts finds what a template counts.
var countedTexts = regexp.MustCompile(`\bplural (?:[^\s()]+|\([^()]*\)) ("(?:[^"\\]|\\.)*") ("(?:[^"\\]|\\.)*")`)

// constantTexts finds the texts that a template gives to a function.
var constantTexts = regexp.MustCompile(`(?:\bwords|\bfilled|\.Say) ("(?:[^"\\]|\\.)*")`)
