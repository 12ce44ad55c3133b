package ocr

import (
	"bytes"
	"compress/zlib"
	"context"
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
// their objects. What is encrypted or does not inflate has no names. When ctx ends,
// its cause is the error.
func findNames(ctx context.Context, file io.ReaderAt, size int64) (map[string]bool, error) {
	s := nameSearch{file: file, size: size, found: map[string]bool{}, budget: maxInflated}
	buffer := make([]byte, nameChunk+maxDictionary)
	for at := int64(0); at < size; at += nameChunk {
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		n, err := file.ReadAt(buffer[:min(int64(len(buffer)), size-at)], at)
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, err
		}
		collect(buffer[:n], longName, s.found)
		s.collectOutside(buffer[:n])
		if err := s.collectObjects(ctx, buffer[:n], at); err != nil {
			return nil, err
		}
	}
	return s.found, nil
}

// A nameSearch goes through a PDF by chunks, each with the beginning of the next.
type nameSearch struct {
	file   io.ReaderAt
	size   int64 // bytes of file
	found  map[string]bool
	budget int64 // bytes that may still be inflated
	inData bool  // what comes next is the data of a stream
	begin  int   // bytes of the next chunk that collectOutside has had
}

// maxDictionary is how far a dictionary may reach into the next chunk.
const maxDictionary = 4 << 10

// objectStreams finds streams that hold objects, by the name of their type.
var objectStreams = regexp.MustCompile(`/ObjStm\b`)

// collectObjects collects the names in the object streams of the chunk that stands
// at offset at. Each place costs at least maxDictionary of the budget, as it is
// gone through for where the data begins; without budget there is no more looking.
func (s *nameSearch) collectObjects(ctx context.Context, chunk []byte, at int64) error {
	places := objectStreams.FindAllIndex(chunk[:min(len(chunk), nameChunk)], int(s.budget/maxDictionary))
	for _, place := range places {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if s.budget <= 0 {
			return nil
		}
		inflated := int64(0)
		if data := dataBegins.FindIndex(chunk[place[1]:min(len(chunk), place[1]+maxDictionary)]); data != nil {
			begin := at + int64(place[1]+data[1])
			inflated = inflateNames(io.NewSectionReader(s.file, begin, s.size-begin), min(s.budget, maxObjects), s.found)
		}
		s.budget -= max(inflated, maxDictionary)
	}
	return nil
}

// inflateNames collects the names of the object stream that r begins with, and
// returns how many bytes it inflated.
func inflateNames(r io.Reader, most int64, found map[string]bool) int64 {
	z, err := zlib.NewReader(r)
	if err != nil {
		return 0
	}
	objects, _ := io.ReadAll(io.LimitReader(z, most)) // half a stream has names too
	collect(objects, 0, found)
	return int64(len(objects))
}

// collectOutside collects the names that stand outside of the data of streams. It
// looks some bytes into the next chunk for what lies across its border.
func (s *nameSearch) collectOutside(chunk []byte) {
	end := min(len(chunk), nameChunk+3*maxName)
	b := chunk[min(s.begin, end):end]
	for {
		if s.inData {
			_, rest, ends := bytes.Cut(b, []byte("endstream"))
			if !ends {
				break
			}
			b, s.inData = rest, false
			continue
		}
		place := dataBegins.FindIndex(b)
		if place == nil {
			collect(b, 0, s.found)
			break
		}
		collect(b[:place[0]], 0, s.found)
		b, s.inData = b[place[1]:], true
	}
	s.begin = max(0, end-len(b)-nameChunk)
}

var dataBegins = regexp.MustCompile(`>>\s*stream\r?\n`)

// collect adds what the names in b of at least so many letters say. That a file is
// encrypted is not said by its data, in which a whole other PDF may stand.
func collect(b []byte, letters int, found map[string]bool) {
	for {
		i := bytes.IndexByte(b, '/')
		if i < 0 {
			return
		}
		b = b[i+1:]
		name := nameIn(b)
		if flag, ok := pdfNames[name]; ok && len(name) >= letters && (flag != nameEncrypt || letters == 0) {
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
