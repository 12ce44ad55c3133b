package postkamer

// PrepareOptions say how a person wants a page to be shown. The zero value leaves it to
// what is found on the page.
type PrepareOptions struct {
	// Turned says that a person decided how the page is to be turned: by Turn degrees
	// clockwise (0, 90, 180 or 270) from how its file shows it. Nothing else is asked.
	Turned bool
	Turn   int
	// Plain asks for the page as it was scanned: turned by Turn and in no other way, not
	// straightened. There is nothing to read, measure or keep of it but the image.
	Plain bool
}

// TurnedBy returns the options after a person turned a page, shown with this view, by
// degrees clockwise.
func (v View) TurnedBy(degrees int) PrepareOptions {
	return PrepareOptions{Turned: true, Turn: ((v.Rotation+degrees)%360 + 360) % 360}
}
