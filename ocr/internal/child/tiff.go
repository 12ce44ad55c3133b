package child

import (
	"encoding/binary"

	"postkamer"
)

// Tags of a TIFF directory.
const (
	tagWidth       = 256
	tagHeight      = 257
	tagOffsets     = 273
	tagOrientation = 274
	tagCounts      = 279
	tagXResolution = 282
	tagYResolution = 283
	tagUnit        = 296
	tagTileWidth   = 322
	tagTileHeight  = 323
	tagTileOffsets = 324
	tagTileCounts  = 325
)

// A tiffFile is the chain of directories of a TIFF, one per page.
type tiffFile struct {
	offsets []int64 // where each directory begins
	whole   []bool  // all its strips or tiles lie within the file
	pages   []tiffPage
}

// A tiffPage is what a directory says about its page.
type tiffPage struct {
	width, height int // pixels; 0 when not given
	xPPI, yPPI    int // pixels per inch; 0 when not given
	orientation   int // 1-8
}

// walkTIFF goes through the directories without decoding a pixel and checks
// them against the limits. libtiff itself runs in circles on a looping chain and
// takes a chain that points outside of the file for its end.
func walkTIFF(data []byte, maxPages, maxPixels int) (tiffFile, error) {
	t, ok := newTIFF(data)
	if !ok {
		return tiffFile{}, refused(postkamer.RefusedBroken)
	}
	var file tiffFile
	seen := map[int64]bool{}
	for at := t.first; at != 0 && !seen[at]; {
		if len(file.offsets) == maxPages {
			return tiffFile{}, refused(postkamer.RefusedPages)
		}
		seen[at] = true
		d, ok := t.directory(at)
		if !ok {
			return tiffFile{}, refused(postkamer.RefusedTruncated)
		}
		if err := d.check(maxPixels); err != nil {
			return tiffFile{}, err
		}
		file.offsets = append(file.offsets, at)
		file.whole = append(file.whole, d.whole(int64(len(data))))
		file.pages = append(file.pages, d.page())
		at = d.next
	}
	if len(file.offsets) == 0 {
		return tiffFile{}, refused(postkamer.RefusedBroken)
	}
	return file, nil
}

// A tiff reads the structure of classic and big TIFF files.
type tiff struct {
	data  []byte
	order binary.ByteOrder
	big   bool
	first int64
}

func newTIFF(data []byte) (tiff, bool) {
	if len(data) < 16 {
		return tiff{}, false
	}
	t := tiff{data: data, order: byteOrder(data)}
	if t.order == nil {
		return tiff{}, false
	}
	t.big = t.order.Uint16(data[2:]) == 43
	t.first = int64(t.order.Uint32(data[4:]))
	if t.big {
		t.first = int64(t.order.Uint64(data[8:]))
	}
	return t, true
}

// A directory is one page of a TIFF: its tags and where the next one is.
type directory struct {
	t    tiff
	tags map[uint16]field
	next int64 // 0 after the last
}

// A field is an entry of a directory with the place of its values.
type field struct {
	kind   uint16
	size   int64 // bytes of one value
	count  int64
	offset int64
}

// directory reads the directory at offset at; false when it lies, or points
// for its successor, outside of the file.
func (t tiff) directory(at int64) (directory, bool) {
	head, entry, link := int64(2), int64(12), int64(4)
	if t.big {
		head, entry, link = 8, 20, 8
	}
	size := int64(len(t.data))
	if at < 8 || at > size-head {
		return directory{}, false
	}
	n := t.number(at, head)
	end := at + head + n*entry
	if n < 0 || n > 4096 || end > size-link {
		return directory{}, false
	}
	d := directory{t: t, tags: map[uint16]field{}, next: t.number(end, link)}
	for i := range n {
		d.read(at + head + i*entry)
	}
	return d, d.next >= 0 && d.next < size
}

// read adds the entry at offset at. The first entry of a tag counts.
func (d directory) read(at int64) {
	tag := d.t.order.Uint16(d.t.data[at:])
	if _, double := d.tags[tag]; double {
		return
	}
	word := int64(4)
	if d.t.big {
		word = 8
	}
	kind := d.t.order.Uint16(d.t.data[at+2:])
	f := field{kind: kind, size: fieldSizes[kind], count: d.t.number(at+4, word), offset: at + 4 + word}
	if f.size > 0 && f.count > word/f.size {
		f.offset = d.t.number(f.offset, word)
	}
	d.tags[tag] = f
}

// fieldSizes gives the bytes of a value by field type: of RATIONAL and of all that
// libtiff takes for a whole number, of which those with a sign are read without it.
var fieldSizes = map[uint16]int64{
	1: 1, 3: 2, 4: 4, 16: 8, // BYTE, SHORT, LONG, LONG8
	6: 1, 8: 2, 9: 4, 17: 8, // SBYTE, SSHORT, SLONG, SLONG8
	13: 4, 18: 8, // IFD, IFD8
	typeRational: 8,
}

const typeRational = 5

// number reads an unsigned number of size bytes at offset at, which the caller
// has checked; -1 when it does not fit an int64.
func (t tiff) number(at, size int64) int64 {
	switch size {
	case 1:
		return int64(t.data[at])
	case 2:
		return int64(t.order.Uint16(t.data[at:]))
	case 4:
		return int64(t.order.Uint32(t.data[at:]))
	}
	return max(-1, int64(t.order.Uint64(t.data[at:])))
}

// value returns value i of a tag, 0 when the file does not hold it.
func (d directory) value(tag uint16, i int64) int64 {
	f := d.tags[tag]
	if f.size == 0 || f.kind == typeRational || i >= f.count || f.offset < 0 || f.offset > int64(len(d.t.data))-f.size*(i+1) {
		return 0
	}
	return d.t.number(f.offset+i*f.size, f.size)
}

// page returns what the directory, which has been checked, says about its page.
func (d directory) page() tiffPage {
	p := tiffPage{width: int(d.value(tagWidth, 0)), height: int(d.value(tagHeight, 0)), orientation: int(d.value(tagOrientation, 0))}
	if p.orientation < 1 || p.orientation > 8 {
		p.orientation = 1
	}
	perInch := 1.0
	if d.value(tagUnit, 0) == 3 {
		perInch = 2.54 // it counts by the centimetre
	}
	p.xPPI, p.yPPI = int(d.ratio(tagXResolution)*perInch+0.5), int(d.ratio(tagYResolution)*perInch+0.5)
	return p
}

// ratio returns the RATIONAL of a tag, 0 when it is none below 100,000.
func (d directory) ratio(tag uint16) float64 {
	f := d.tags[tag]
	if f.kind != typeRational || f.count < 1 || f.offset < 0 || f.offset > int64(len(d.t.data))-8 {
		return 0
	}
	over, under := d.t.number(f.offset, 4), d.t.number(f.offset+4, 4)
	if under == 0 || over/under > 100_000 {
		return 0
	}
	return float64(over) / float64(under)
}

// check holds the size of the page, and of one tile of it, against the limit.
func (d directory) check(maxPixels int) error {
	const side = 1 << 30
	w, h := d.value(tagWidth, 0), d.value(tagHeight, 0)
	tw, th := d.value(tagTileWidth, 0), d.value(tagTileHeight, 0)
	if w > side || h > side || tw > side || th > side {
		return refused(postkamer.RefusedPixels)
	}
	if tw > 0 && th > 0 && tw > int64(maxPixels)/th {
		return refused(postkamer.RefusedPixels)
	}
	if w < 1 || h < 1 {
		return nil // no page; decodeDirectory says so
	}
	return checkPixels(int(w), int(h), maxPixels)
}

// whole tells whether all strips or tiles of the page lie within the file.
func (d directory) whole(size int64) bool {
	offsets, counts := uint16(tagOffsets), uint16(tagCounts)
	if d.tags[tagTileOffsets].count > 0 {
		offsets, counts = tagTileOffsets, tagTileCounts
	}
	n := d.tags[offsets].count
	if n < 1 || n > size {
		return false
	}
	for i := range n {
		at, bytes := d.value(offsets, i), d.value(counts, i)
		if at < 8 || at > size || bytes > size-at {
			return false
		}
	}
	return true
}
