package ocr

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"os"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"postkamer"
)

// smallPNG and smallJPEG return an image of a grey ramp.
func smallPNG(t testing.TB, w, h int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, ramp(w, h)); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func smallJPEG(t testing.TB, w, h int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, ramp(w, h), nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func ramp(w, h int) *image.Gray {
	m := image.NewGray(image.Rect(0, 0, w, h))
	for i := range m.Pix {
		m.Pix[i] = uint8(i)
	}
	return m
}

// tiffOf returns an uncompressed grey TIFF with the directories' sizes; link is
// the offset of the directory after the last.
func tiffOf(link uint32, sizes ...[2]uint32) []byte {
	b := []byte{'I', 'I', 42, 0, 8, 0, 0, 0}
	for i, size := range sizes {
		data := uint32(len(b)) + 2 + 7*12 + 4
		pixels := min(size[0]*size[1], 100)
		b = binary.LittleEndian.AppendUint16(b, 7)
		for _, tag := range [][2]uint32{{256, size[0]}, {257, size[1]}, {258, 8}, {262, 1}, {273, data}, {278, size[1]}, {279, pixels}} {
			b = binary.LittleEndian.AppendUint16(b, uint16(tag[0]))
			b = binary.LittleEndian.AppendUint16(b, 4)
			b = binary.LittleEndian.AppendUint32(b, 1)
			b = binary.LittleEndian.AppendUint32(b, tag[1])
		}
		next := data + pixels
		if i == len(sizes)-1 {
			next = link
		}
		b = binary.LittleEndian.AppendUint32(b, next)
		b = append(b, bytes.Repeat([]byte{200}, int(pixels))...)
	}
	return b
}

// claiming returns a PNG whose header claims another size.
func claiming(b []byte, w, h uint32) []byte {
	b = slices.Clone(b)
	binary.BigEndian.PutUint32(b[16:], w)
	binary.BigEndian.PutUint32(b[20:], h)
	return b
}

func TestInspect(t *testing.T) {
	e := startEngine(t, Config{Limits: Limits{FileBytes: 1 << 20, Pages: 3, PagePixels: 1_000_000}, TessData: t.TempDir()})
	onePage := pdfOf(letterSheet(letterLines))
	many := pdfOf(sheet{}, sheet{}, sheet{}, sheet{})
	jpg, pic := smallJPEG(t, 100, 80), smallPNG(t, 100, 80)
	bigImage := sheet{content: "q 100 0 0 100 0 0 cm /Im0 Do Q", image: smallJPEG(t, 1001, 1000), width: 1001, height: 1000}
	for _, c := range []struct {
		name  string
		bytes []byte
		kind  postkamer.FileKind
		pages int
		code  postkamer.RefusalCode
	}{
		{"PDF", onePage, postkamer.PDF, 1, ""},
		{"PDF after junk", append([]byte("junk\r\n"), onePage...), postkamer.PDF, 1, ""},
		{"JPEG", jpg, postkamer.JPEG, 1, ""},
		{"JPEG with a film behind it", append(slices.Clone(jpg), "mp4"...), postkamer.JPEG, 1, ""},
		{"PNG", pic, postkamer.PNG, 1, ""},
		{"TIFF of two pages", tiffOf(0, [2]uint32{10, 10}, [2]uint32{10, 10}), postkamer.TIFF, 2, ""},
		{"TIFF with a broken second page counts both", tiffOf(0, [2]uint32{10, 10}, [2]uint32{10, 90}), postkamer.TIFF, 2, ""},
		{"TIFF whose chain of pages runs in a circle ends", tiffOf(8, [2]uint32{10, 10}, [2]uint32{10, 10}), postkamer.TIFF, 2, ""},

		{"no bytes", nil, "", 0, postkamer.RefusedEmpty},
		{"zeros, as a scanner reserves them", make([]byte, 4096), "", 0, postkamer.RefusedKind},
		{"text", []byte("Geachte heer,"), "", 0, postkamer.RefusedKind},
		{"GIF", []byte("GIF89a\x01\x00\x01\x00"), "", 0, postkamer.RefusedKind},
		{"Word", []byte("PK\x03\x04 word/document.xml"), "", 0, postkamer.RefusedKind},
		{"more bytes than the limit", bytes.Repeat([]byte("%PDF-1.4\n"), 200_000), "", 0, postkamer.RefusedTooLarge},
		{"more pages than the limit", many, postkamer.PDF, 4, postkamer.RefusedPages},
		{"TIFF with more pages than the limit", tiffOf(0, [2]uint32{1, 1}, [2]uint32{1, 1}, [2]uint32{1, 1}, [2]uint32{1, 1}), postkamer.TIFF, 0, postkamer.RefusedPages},
		{"PNG that claims more pixels than the limit", claiming(pic, 60000, 60000), postkamer.PNG, 0, postkamer.RefusedPixels},
		{"JPEG of more pixels than the limit", smallJPEG(t, 1001, 1000), postkamer.JPEG, 0, postkamer.RefusedPixels},
		{"TIFF that claims more pixels than the limit", tiffOf(0, [2]uint32{10, 10}, [2]uint32{2000, 2000}), postkamer.TIFF, 0, postkamer.RefusedPixels},
		{"PDF with an image of more pixels than the limit", pdfOf(bigImage), postkamer.PDF, 1, postkamer.RefusedPixels},
		{"JPEG that is cut off", jpg[:len(jpg)-20], postkamer.JPEG, 0, postkamer.RefusedTruncated},
		{"PNG that is cut off", pic[:len(pic)-20], postkamer.PNG, 0, postkamer.RefusedTruncated},
		{"PDF that is cut off", onePage[:300], postkamer.PDF, 0, postkamer.RefusedTruncated},
		{"TIFF that is cut off", tiffOf(0, [2]uint32{10, 10})[:150], postkamer.TIFF, 0, postkamer.RefusedTruncated},
		{"TIFF whose next page lies outside", tiffOf(99999, [2]uint32{10, 10}), postkamer.TIFF, 0, postkamer.RefusedTruncated},
		{"PNG with a wrong checksum", flipped(pic, len(pic)/2), postkamer.PNG, 0, postkamer.RefusedBroken},
		{"PDF of nonsense", []byte("%PDF-1.4\nnonsense\n%%EOF\n"), postkamer.PDF, 0, postkamer.RefusedBroken},
		{"JPEG of nonsense", []byte("\xff\xd8\xff\xe0nonsense\xff\xd9"), postkamer.JPEG, 0, postkamer.RefusedBroken},
	} {
		t.Run(c.name, func(t *testing.T) {
			// The name lies about the kind on purpose.
			f, err := e.Inspect(t.Context(), write(t, "file", c.bytes), "naam.pdf")
			if c.code == "" {
				if err != nil || f.Kind != c.kind || f.Pages != c.pages || f.Size != int64(len(c.bytes)) || f.Name != "naam.pdf" {
					t.Errorf("%+v, %v", f, err)
				}
				return
			}
			var r *postkamer.Refusal
			if !errors.As(err, &r) || r.Code != c.code || r.Name != "naam.pdf" || r.Why == "" {
				t.Errorf("%+v, %v; want %s", f, err, c.code)
			}
		})
	}
}

func flipped(b []byte, at int) []byte {
	b = slices.Clone(b)
	b[at] ^= 0xff
	return b
}

func TestInspectEncrypted(t *testing.T) {
	e := startEngine(t, Config{})
	plain := write(t, "plain.pdf", pdfOf(letterSheet(letterLines)))
	for _, c := range []struct {
		name, user string
		code       postkamer.RefusalCode
	}{
		{"password to open is refused", "geheim", postkamer.RefusedEncrypted},
		{"password against printing only opens", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := write(t, "locked.pdf", nil)
			run(t, "qpdf", "--encrypt", c.user, "eigenaar", "256", "--", plain, path)
			_, err := e.Inspect(t.Context(), path, "x")
			var r *postkamer.Refusal
			if c.code == "" && err != nil || c.code != "" && (!errors.As(err, &r) || r.Code != c.code) {
				t.Errorf("%v, want %q", err, c.code)
			}
		})
	}
}

func TestInspectFlags(t *testing.T) {
	e := startEngine(t, Config{})
	for _, c := range []struct{ name, catalog, want string }{
		{"nothing to tell", "", ""},
		{"script", "/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>", postkamer.FlagJavaScript},
		{"script with a name in disguise", "/OpenAction<</S/J#61vaScript/J#53(app.alert\\(1\\))>>", postkamer.FlagJavaScript},
		{"view on opening", "/OpenAction[5 0 R/Fit]", ""},
		{"program that is started", "/OpenAction<</S/Launch/F(cmd.exe)>>", postkamer.FlagAction},
		{"something on closing", "/AA<</WC<</S/GoTo/D[5 0 R/Fit]>>>>", postkamer.FlagAction},
		{"form that sends itself", "/AcroForm<</Fields[<</FT/Btn/T(s)/Rect[0 0 0 0]/A<</S/SubmitForm/F(http://x)>>>>]>>", postkamer.FlagAction},
		{"link", "/Names<</Dests<</Names[(a)<</S/URI/URI(http://x)>>]>>>>", ""},
		{"attachment", "/Names<</EmbeddedFiles<</Names[(a)<</Type/Filespec/F(a)/EF<</F 3 0 R>>>>]>>>>", postkamer.FlagAttachment},
		{"signature", "/AcroForm<</Fields[<</FT/Sig/T(s)/Rect[0 0 0 0]/V<</Type/Sig/ByteRange [0 1 2 3]/Contents<00>>>>>]/SigFlags 3>>", postkamer.FlagSigned},
	} {
		t.Run(c.name, func(t *testing.T) {
			f, err := e.Inspect(t.Context(), write(t, "x.pdf", pdfWith(c.catalog, letterSheet(letterLines))), "x")
			if err != nil || strings.Join(f.Flags, " ") != c.want {
				t.Errorf("flags %v, %v; want %q", f.Flags, err, c.want)
			}
		})
	}
}

// TestInspectFlagsInObjectStreams: names that a newer PDF keeps in compressed
// streams are found, those in the data of pictures are not, and a damaged or
// protected file is said to be one.
func TestInspectFlagsInObjectStreams(t *testing.T) {
	e := startEngine(t, Config{})
	b := string(pdfOf(letterSheet(letterLines)))
	active := write(t, "active.pdf", pdfWith("/OpenAction<</S/JavaScript/JS(x)>>/AA<</WC<</S/Launch/F(x)>>>>", letterSheet(letterLines)))
	packed, locked := write(t, "packed.pdf", nil), write(t, "locked.pdf", nil)
	run(t, "sh", "-c", "qpdf --object-streams=generate "+active+" "+packed)
	run(t, "qpdf", "--encrypt", "", "eigenaar", "256", "--", write(t, "plain.pdf", []byte(b)), locked)
	noise := letterSheet(letterLines)
	noise.content += "% /JS /AA /XFA in the data of a page\n"
	for _, c := range []struct{ name, path, want string }{
		{"objects in a stream", packed, "javascript action"},
		{"names in data", write(t, "noise.pdf", pdfOf(noise)), ""},
		{"password of the owner only", locked, "protected"},
		{"table of objects is lost", write(t, "lost.pdf", []byte(strings.Replace(b, "xref\n0", "xxxx\n0", 1))), "damaged"},
	} {
		t.Run(c.name, func(t *testing.T) {
			f, err := e.Inspect(t.Context(), c.path, "x")
			if err != nil || strings.Join(f.Flags, " ") != c.want {
				t.Errorf("flags %v, %v; want %q", f.Flags, err, c.want)
			}
		})
	}
}

func TestInspectTakesPlainFilesOnly(t *testing.T) {
	e := startEngine(t, Config{})
	pipe := t.TempDir() + "/pipe"
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, path := range map[string]string{"pipe": pipe, "folder": t.TempDir(), "nothing": pipe + "x"} {
		_, err := e.Inspect(t.Context(), path, "x")
		var r *postkamer.Refusal
		if err == nil || errors.As(err, &r) {
			t.Errorf("%s: %v, want an error of our own", name, err)
		}
	}
	if _, err := e.Inspect(t.Context(), pipe+"x", "x"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("missing file: %v", err)
	}
}

func TestInspectSlowPDF(t *testing.T) {
	e := startEngine(t, Config{InspectTimeout: time.Second})
	_, err := e.Inspect(t.Context(), write(t, "bomb.pdf", bombPDF()), "x")
	var r *postkamer.Refusal
	if !errors.As(err, &r) || r.Code != postkamer.RefusedSlow {
		t.Errorf("%v, want SLOW", err)
	}
}

// bombPDF returns 2 kB of PDF that take longer to draw than anybody lives: each of
// 12 forms draws the next one twenty times.
func bombPDF() []byte {
	b := string(pdfOf(sheet{content: "/X0 Do"}))
	var forms, names strings.Builder
	for i := range 12 {
		body := strings.Repeat(fmt.Sprintf("/X%d Do ", i+1), 20)
		fmt.Fprintf(&forms, "%d 0 obj\n<</Type/XObject/Subtype/Form/BBox[0 0 600 800]/Resources<</XObject<</X%d %d 0 R>>>>/Length %d>>\nstream\n%s\nendstream\nendobj\n",
			10+i, i+1, 11+i, len(body), body)
	}
	fmt.Fprintf(&forms, "22 0 obj\n<</Type/XObject/Subtype/Form/BBox[0 0 600 800]/Length 14>>\nstream\n0 0 600 800 re f\nendstream\nendobj\n")
	names.WriteString("/XObject<</X0 10 0 R>>")
	b = strings.Replace(b, "/Font<</F1 3 0 R>>", "/Font<</F1 3 0 R>>"+names.String(), 1)
	// The places of objects are wrong now; poppler finds them by itself.
	return []byte(strings.Replace(b, "xref\n0", forms.String()+"xref\n0", 1))
}
