package scanner

import (
	"strconv"
	"strings"

	"postkamer"
)

// A paper is the size of a sheet in millimetres.
type paper struct{ width, height float64 }

// papers are the sizes that a profile may name; any other is all that the scanner can.
var papers = map[postkamer.PageSize]paper{
	postkamer.SizeA4:     {210, 297},
	postkamer.SizeA5:     {148, 210},
	postkamer.SizeLetter: {215.9, 279.4},
}

// slack is how much narrower than its paper a scanner may be, in millimetres: many
// leave out a rim.
const slack = 5

// setup is what scanimage is told besides the device, and how it feeds.
type setup struct {
	args   []string
	feeder bool // takes sheet after sheet; a glass plate gives one
}

// arguments turns the settings of a profile into options of a device. What the
// device cannot do is refused: a one-sided scan of letters with a back, or one
// with less dots than asked, would be found out when the paper is gone.
func arguments(d Device, can options, s postkamer.Settings) (setup, *Refused) {
	var set setup
	for _, step := range []func(Device, options, postkamer.Settings, *setup) bool{
		chooseSource, chooseMode, chooseResolution, choosePage, chooseCare,
	} {
		if !step(d, can, s, &set) {
			return set, refuse(CannotDo)
		}
	}
	return set, nil
}

func (s *setup) add(name, value string) {
	if strings.HasPrefix(name, "--") {
		s.args = append(s.args, name+"="+value)
		return
	}
	s.args = append(s.args, name, value)
}

// chooseSource takes the feeder, on both sides when asked, else the glass plate.
// Drivers say "both sides" in the name of a source or in an option of its own.
func chooseSource(d Device, can options, s postkamer.Settings, set *setup) bool {
	source, asked := can["--source"]
	if !asked { // a scanner with one way in; sheet-fed ones say so
		set.feeder = !strings.Contains(d.Kind, "flatbed")
		return !s.Duplex || d.Test() || chooseSides(can, set)
	}
	both, hasBoth := source.choose(func(c string) bool { return strings.Contains(c, "duplex") })
	if s.Duplex && hasBoth {
		set.feeder = true
		set.add("--source", both)
		return true
	}
	one, hasFeeder := source.choose(func(c string) bool {
		return (strings.Contains(c, "adf") || strings.Contains(c, "feeder")) && !strings.Contains(c, "duplex") && !strings.Contains(c, "back")
	})
	if hasFeeder {
		set.feeder = true
		set.add("--source", one)
		return !s.Duplex || d.Test() || chooseSides(can, set)
	}
	if s.Duplex {
		return false
	}
	if plate, has := source.choose(func(c string) bool { return strings.Contains(c, "flatbed") }); has {
		set.add("--source", plate)
	}
	return true
}

// chooseSides asks for both sides through an option of its own.
func chooseSides(can options, set *setup) bool {
	if mode, has := can["--adf-mode"]; has {
		both, ok := mode.choose(func(c string) bool { return strings.Contains(c, "duplex") })
		if ok {
			set.add("--adf-mode", both)
		}
		return ok
	}
	if can["--duplex"].boolean {
		set.add("--duplex", "yes")
		return true
	}
	return false
}

// modes are the words that drivers use, best first. A scanner without lineart
// gives greys, and one without greys colours: more than asked, never less.
var modes = map[postkamer.ColourMode][]string{
	postkamer.Colour:  {"color", "colour"},
	postkamer.Grey:    {"gray", "grey", "color", "colour"},
	postkamer.Lineart: {"lineart", "binary", "black & white", "gray", "grey", "color", "colour"},
}

func chooseMode(_ Device, can options, s postkamer.Settings, set *setup) bool {
	mode, asked := can["--mode"]
	if !asked || s.Mode == "" {
		return true
	}
	for _, word := range modes[s.Mode] {
		if choice, ok := mode.choose(func(c string) bool { return strings.Contains(c, word) }); ok {
			set.add("--mode", choice)
			return true
		}
	}
	return false
}

func chooseResolution(_ Device, can options, s postkamer.Settings, set *setup) bool {
	resolution, asked := can["--resolution"]
	if !asked || s.Resolution == 0 {
		return true
	}
	dpi, ok := resolution.atLeast(float64(s.Resolution))
	if ok {
		set.add("--resolution", number(dpi))
	}
	return ok
}

// choosePage sets the size of the sheet, where the device has one.
func choosePage(d Device, can options, s postkamer.Settings, set *setup) bool {
	wide, tall := can["-x"], can["-y"]
	if !wide.ranged || !tall.ranged {
		return true
	}
	sheet, named := papers[s.Page]
	if !named {
		sheet = paper{wide.max, tall.max}
	}
	if width, height := can["--page-width"], can["--page-height"]; width.ranged && height.ranged { // these bound -x and -y
		wide, tall = width, height
		set.add("--page-width", number(min(sheet.width, wide.max)))
		set.add("--page-height", number(min(sheet.height, tall.max)))
	}
	set.add("-x", number(min(sheet.width, wide.max)))
	set.add("-y", number(min(sheet.height, tall.max)))
	return d.Test() || sheet.width <= wide.max+slack && sheet.height <= tall.max+slack
}

// chooseCare has the scanner itself stop when two sheets come at once, where it
// can feel that, and the test device draw something to look at.
func chooseCare(d Device, can options, _ postkamer.Settings, set *setup) bool {
	if stop, ok := can["--df-action"].choose(func(c string) bool { return c == "stop" }); ok {
		set.add("--df-action", stop)
	}
	if picture, ok := can["--test-picture"].choose(func(c string) bool { return c == "grid" }); ok && d.Test() {
		set.add("--test-picture", picture)
	}
	return true
}

func number(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
