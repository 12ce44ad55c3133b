package classify

// evidence is what was read that a doubt rests on, and where it stands. The zero
// value is none: a doubt about what is not there has none.
type evidence struct {
	quote string // the words as they were read
	page  int    // index in Text.Pages; without meaning when w is 0
	x, y  int    // on the page's view, pixels
	w, h  int    // 0: no place
}
