package ocr

import (
	"bytes"
	"compress/zlib"
	"encoding/hex"
	"errors"
	"io"
	"regexp"
	"strings"

	"postkamer"
)

// pdfNames are the names of a PDF that tell what it can do besides being read.
// Long ones are looked for everywhere, also where a liar says that data begins;
// short ones stand in compressed pictures by chance and count outside of data.
var pdfNames = map[string]string{
	"JavaScript": postkamer.FlagJavaScript, "JS": postkamer.FlagJavaScript,
	"Launch": postkamer.FlagAction, "SubmitForm": postkamer.FlagAction, "ImportData": postkamer.FlagAction, "AA": postkamer.FlagAction,
	"XFA":          postkamer.FlagXFA,
	"EmbeddedFile": postkamer.FlagAttachment, "FileAttachment": postkamer.FlagAttachment, "RichMedia": postkamer.FlagAttachment, "Rendition": postkamer.FlagAttachment,
	"ByteRange": postkamer.FlagSigned,
	"Encrypt":   nameEncrypt,
}

// nameEncrypt is what is found in a PDF that says it is encrypted.
const nameEncrypt = "/Encrypt"

// Bounds of the search for names.
const (
	longName    = 6        // letters from which a name is no chance
	maxName     = 24       // bytes that are looked at
	nameChunk   = 1 << 20  // bytes at a time
	maxObjects  = 8 << 20  // inflated bytes of one object stream
	maxInflated = 64 << 20 // inflated bytes of all
)

// findNames returns what the names in a PDF say: flags, and nameEncrypt. It reads
// the file once from end to end, and inflates the streams in which newer PDFs keep
// their objects. What is encrypted or does not inflate has no names.
func findNames(file io.ReaderAt, size int64) (map[string]bool, error) {
	found := map[string]bool{}
	budget := int64(maxInflated)
	inData := false
	buffer := make([]byte, nameChunk+maxDictionary)
	for at := int64(0); at < size; at += nameChunk {
		n, err := file.ReadAt(buffer[:min(int64(len(buffer)), size-at)], at)
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, err
		}
		chunk := buffer[:n]
		collect(chunk, longName, found)
		inData = collectOutside(chunk[:min(n, nameChunk)], inData, found)
		for _, place := range objectStreams.FindAllIndex(chunk[:min(n, nameChunk)], -1) {
			data := dataBegins.FindIndex(chunk[place[1]:min(n, place[1]+maxDictionary)])
			if data != nil && budget > 0 {
				begin := at + int64(place[1]+data[1])
				budget -= inflateNames(io.NewSectionReader(file, begin, size-begin), min(budget, maxObjects), found)
			}
		}
	}
	return found, nil
}

// objectStreams finds streams that hold objects, by the name of their type.
var objectStreams = regexp.MustCompile(`/ObjStm\b`)

// maxDictionary is how far a dictionary may reach into the next chunk.
const maxDictionary = 4 << 10

// inflateNames collects the names of the object stream that r begins with, and
// returns how many bytes it inflated.
func inflateNames(r io.Reader, most int64, found map[string]bool) int64 {
	z, err := zlib.NewReader(r)
	if err != nil {
		return 1
	}
	objects, _ := io.ReadAll(io.LimitReader(z, most)) // half a stream has names too
	collect(objects, 0, found)
	return int64(len(objects)) + 1
}

// collectOutside collects the names that stand outside of the data of streams, and
// tells whether b ends inside of data.
func collectOutside(b []byte, inData bool, found map[string]bool) bool {
	for len(b) > 0 {
		if inData {
			_, rest, ends := bytes.Cut(b, []byte("endstream"))
			if !ends {
				return true
			}
			b, inData = rest, false
			continue
		}
		place := dataBegins.FindIndex(b)
		if place == nil {
			collect(b, 0, found)
			return false
		}
		collect(b[:place[0]], 0, found)
		b, inData = b[place[1]:], true
	}
	return inData
}

var dataBegins = regexp.MustCompile(`>>\s*stream\r?\n`)

// collect adds what the names in b of at least so many letters say.
func collect(b []byte, letters int, found map[string]bool) {
	for {
		i := bytes.IndexByte(b, '/')
		if i < 0 {
			return
		}
		b = b[i+1:]
		name := nameIn(b)
		if flag, ok := pdfNames[name]; ok && len(name) >= letters {
			found[flag] = true
		}
	}
}

// nameIn returns the name with which b begins, written plainly: any letter may be
// written as # and two digits. A name that is longer than all of ours is empty.
func nameIn(b []byte) string {
	b = b[:min(len(b), 3*maxName)]
	if end := bytes.IndexAny(b, "\x00\t\n\f\r ()<>[]{}/%"); end >= 0 {
		b = b[:end]
	} else if len(b) == 3*maxName {
		return ""
	}
	if bytes.IndexByte(b, '#') < 0 {
		return string(b)
	}
	var name strings.Builder
	for len(b) > 0 {
		if letter, err := hex.DecodeString(string(b[min(1, len(b)):min(3, len(b))])); b[0] == '#' && err == nil && len(letter) == 1 {
			name.Write(letter)
			b = b[3:]
			continue
		}
		name.WriteByte(b[0])
		b = b[1:]
	}
	return name.String()
}
