package child

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"postkamer"
	"postkamer/ocr/internal/wire"
)

// A heic is a photograph as an iPhone makes it: tiles of HEVC put together by a
// grid that is turned.
type heic struct {
	columns, rows int    // tiles of 256 by 256
	width, height int    // of the whole in the grid, before it is turned
	claim         [2]int // of the whole in the header; 0: as in the grid
	turn          byte   // quarters against the clock
	series        bool   // a second picture stands beside the first
}

// photoTiles has ImageMagick make the tiles of HEVC for a picture, with what
// their decoder must know.
func photoTiles(t testing.TB, source string, columns, rows int) (config []byte, tiles [][]byte) {
	t.Helper()
	for n := range columns * rows {
		crop := fmt.Sprintf("256x256+%d+%d!", n%columns*256, n/columns*256)
		out, err := exec.CommandContext(t.Context(), "convert", source, "-crop", crop, "+repage", "-background", "white", "-extent", "256x256", "-quality", "70", "heic:-").Output()
		if err != nil {
			t.Fatal(err)
		}
		config = boxIn(t, out, "meta", "iprp", "ipco", "hvcC")
		tiles = append(tiles, boxIn(t, out, "mdat"))
	}
	return config, tiles
}

// boxIn returns what the box of the path holds.
func boxIn(t testing.TB, b []byte, path ...string) []byte {
	t.Helper()
	for len(b) >= 8 {
		n := int(binary.BigEndian.Uint32(b))
		if string(b[4:8]) != path[0] {
			b = b[n:]
			continue
		}
		b = b[8:n]
		if path[0] == "meta" {
			b = b[4:]
		}
		if path = path[1:]; len(path) == 0 {
			return b
		}
	}
	t.Fatal("no box", path)
	return nil
}

func box(name string, parts ...[]byte) []byte {
	body := bytes.Join(parts, nil)
	return append(append(u32(8+len(body)), name...), body...)
}

func u16(n int) []byte { return binary.BigEndian.AppendUint16(nil, uint16(n)) }
func u32(n int) []byte { return binary.BigEndian.AppendUint32(nil, uint32(n)) }

// file puts the tiles and, last, the grid in a file.
func (h heic) file(config []byte, tiles [][]byte) []byte {
	items := slices.Clone(tiles)
	if h.series {
		items = append(items, tiles[0])
	}
	items = append(items, []byte{0, 0, byte(h.rows - 1), byte(h.columns - 1), byte(h.width >> 8), byte(h.width), byte(h.height >> 8), byte(h.height)})
	if h.claim == [2]int{} {
		h.claim = [2]int{h.width, h.height}
	}
	ftyp := box("ftyp", []byte("heic"), u32(0), []byte("mif1heic"))
	before := len(ftyp) + len(h.meta(config, items, 0)) + 8
	return bytes.Join([][]byte{ftyp, h.meta(config, items, before), box("mdat", items...)}, nil)
}

// meta says where the items are, of which the first is at data, and what they are.
func (h heic) meta(config []byte, items [][]byte, data int) []byte {
	count := h.columns * h.rows
	infos, places, uses, tiles := u16(len(items)), u16(len(items)), u32(len(items)), []byte(nil)
	for i, item := range items {
		id, kind, flags, properties := i+1, "hvc1", u32(2<<24), []byte{2, 0x81, 2}
		if i < count {
			flags = u32(2<<24 | 1) // hidden: part of another
			tiles = append(tiles, u16(id)...)
		}
		if i == len(items)-1 {
			kind, properties = "grid", []byte{2, 3, 0x84}
		}
		infos = append(infos, box("infe", flags, u16(id), u16(0), []byte(kind), []byte{0})...)
		places = append(places, bytes.Join([][]byte{u16(id), u16(0), u16(1), u32(data), u32(len(item))}, nil)...)
		uses = append(append(uses, u16(id)...), properties...)
		data += len(item)
	}
	zero := u32(0)
	ipco := box("ipco", box("hvcC", config), box("ispe", zero, u32(256), u32(256)),
		box("ispe", zero, u32(h.claim[0]), u32(h.claim[1])), box("irot", []byte{h.turn}))
	return box("meta", zero, box("hdlr", zero, zero, []byte("pict"), make([]byte, 13)),
		box("pitm", zero, u16(len(items))), box("iloc", zero, []byte{0x44, 0}, places),
		box("iinf", zero, infos), box("iref", zero, box("dimg", u16(len(items)), u16(count), tiles)),
		box("iprp", ipco, box("ipma", zero, uses)))
}

func TestTelephonePhoto(t *testing.T) {
	source := formatsPage(t)
	upright := grayOf(t, source)
	lying := filepath.Join(t.TempDir(), "lying.png")
	made(t, "convert", source, "-rotate", "270", lying)
	whole := heic{columns: 3, rows: 2, width: 640, height: 480, turn: 3}
	huge, lie, series, tall := whole, whole, whole, whole
	huge.width, huge.height = 65000, 65000
	lie.width, lie.height, lie.claim = 65000, 65000, [2]int{640, 480}
	tall.claim = [2]int{2000, 2000}
	series.series = true
	config, tiles := photoTiles(t, lying, 3, 2)
	photo := whole.file(config, tiles)
	for _, c := range []struct {
		name    string
		data    []byte
		refused postkamer.RefusalCode
		more    bool
	}{
		{"tiles are put together and turned once", photo, "", false},
		{"of a series the first is the page", series.file(config, tiles), "", true},
		{"more pixels than the limit", huge.file(config, tiles), postkamer.RefusedPixels, false},
		{"more pixels than its header says", lie.file(config, tiles), postkamer.RefusedPixels, false},
		{"a header of more pixels than the limit", tall.file(config, tiles), postkamer.RefusedPixels, false},
		{"cut off", photo[:len(photo)-100], postkamer.RefusedTruncated, false},
		{"of nonsense", append(bytes.Clone(photo[:28]), bytes.Repeat([]byte("nonsense"), 99)...), postkamer.RefusedTruncated, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			p, err := decode(c.data, wire.Request{Kind: postkamer.HEIC, Page: 1, MaxPixels: 1_000_000})
			if c.refused != "" {
				if !errors.Is(err, refused(c.refused)) {
					t.Errorf("%v, want %s", err, c.refused)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			defer p.free()
			g := p.gray()
			defer g.free()
			if d := difference(imageOf(t, g), upright); d > 4 || p.more != c.more || !p.clean {
				t.Errorf("differs by %.1f, more %v, clean %v", d, p.more, p.clean)
			}
		})
	}
	t.Run("a grid of more pixels than the limit, in no longer a side", func(t *testing.T) {
		flat := whole
		flat.claim = [2]int{640, 400}
		_, err := decode(flat.file(config, tiles), wire.Request{Kind: postkamer.HEIC, Page: 1, MaxPixels: 640 * 400})
		if !errors.Is(err, refused(postkamer.RefusedPixels)) {
			t.Errorf("%v, want %s", err, postkamer.RefusedPixels)
		}
	})
}
