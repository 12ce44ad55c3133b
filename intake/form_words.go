package intake

import "slices"

// Texts returns every text of the form that a citizen may read on a screen, as it is
// shipped, in the order of the form. A municipality may have its own words for each;
// see postkamer.Municipality.Text.
func (f *Form) Texts() []string {
	var texts []string
	for _, p := range f.def.phrases() {
		if p.text != "" && !slices.Contains(texts, p.text) {
			texts = append(texts, p.text)
		}
	}
	return texts
}

// phrases are the texts of a definition that a citizen may read on a screen, in its order.
func (d *definition) phrases() []phrase {
	list := slices.Concat([]phrase{d.Title, d.About, d.Button}, d.Intro)
	for _, p := range d.Pages {
		list = append(list, p.texts()...)
	}
	return slices.Concat(list, []phrase{d.DoneTitle}, d.donePhrases(), sortedPhrases(d.Errors))
}

// texts are those of one page.
func (p pageDef) texts() []phrase {
	list := slices.Concat([]phrase{p.Section, p.Heading}, p.Intro)
	if valueWords.ReplaceAllString(p.Item.text, "") != "" {
		list = append(list, p.Item)
	}
	for _, q := range p.Questions {
		list = append(list, q.Label, q.Hint)
		for _, o := range q.Options {
			list = append(list, o.Label, o.Hint)
			if o.Stop != nil {
				list = slices.Concat(list, []phrase{o.Stop.Heading}, o.Stop.Text)
			}
		}
		list = append(list, sortedPhrases(q.Errors)...)
	}
	for _, r := range p.Rules {
		list = append(list, r.Text)
	}
	for _, n := range p.Notices {
		list = append(list, n.Text)
	}
	return list
}

// sortedPhrases are the texts of a table, in the order of its keys.
func sortedPhrases(table map[string]phrase) []phrase {
	var keys []string
	for key := range table {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	list := make([]phrase, len(keys))
	for i, key := range keys {
		list[i] = table[key]
	}
	return list
}
