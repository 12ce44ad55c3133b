package pdfa

// Metadata returns the XMP packet of a PDF/A-2b about d, for who writes the file
// itself. The Info dictionary of that file must say the same title, producer
// ("postkamer") and date.
func Metadata(d Document) []byte { return xmp(d.completed()) }

// SRGB returns an ICC profile of sRGB, for the output intent of such a file.
func SRGB() []byte { return sRGBProfile() }
