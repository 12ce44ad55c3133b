package pdfa

import (
	"bytes"
	"encoding/binary"
	"encoding/xml"
	"errors"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"
	"unicode/utf8"
)

// Name spaces of the properties that are looked at.
const (
	spacePDFA = "http://www.aiim.org/pdfa/ns/id/"
	spaceDC   = "http://purl.org/dc/elements/1.1/"
	spaceXMP  = "http://ns.adobe.com/xap/1.0/"
	spacePDF  = "http://ns.adobe.com/pdf/1.3/"
)

// metadata checks the XMP packet and that the Info dictionary says the same.
func (c *checker) metadata(v any, info dict) {
	d, n := c.at(v)
	if d["Type"] != name("Metadata") || d["Subtype"] != name("XML") {
		c.found(RuleMetadata, n, "the catalog has no XMP")
		return
	}
	if _, ok := d["Filter"]; ok {
		c.found(RuleMetadata, n, "the XMP is compressed")
	}
	packet := c.data(RuleMetadata, v)
	head, _, _ := bytes.Cut(packet, []byte("?>"))
	if !bytes.HasPrefix(head, []byte("<?xpacket begin=")) || bytes.Contains(head, []byte("bytes=")) || bytes.Contains(head, []byte("encoding=")) {
		c.found(RuleMetadata, n, "the XMP does not begin as it should")
	}
	properties, err := xmpProperties(packet)
	if err != nil || !utf8.Valid(packet) {
		c.found(RuleMetadata, n, "the XMP is not well-formed XML in UTF-8")
		return
	}
	if properties[xml.Name{Space: spacePDFA, Local: "part"}] != strconv.Itoa(c.part) ||
		properties[xml.Name{Space: spacePDFA, Local: "conformance"}] != "B" {
		c.found(RuleVersion, n, "the XMP does not claim PDF/A-%dB", c.part)
	}
	c.agree(n, properties, info)
}

// agree checks that every entry of Info is in the XMP with the same value.
func (c *checker) agree(n int, xmp map[xml.Name]string, info dict) {
	twins := map[name]xml.Name{
		"Title":        {Space: spaceDC, Local: "title"},
		"Producer":     {Space: spacePDF, Local: "Producer"},
		"CreationDate": {Space: spaceXMP, Local: "CreateDate"},
		"ModDate":      {Space: spaceXMP, Local: "ModifyDate"},
	}
	for key, v := range info {
		t, ok := v.(text)
		twin, known := twins[key]
		if !ok || !known {
			c.found(RuleAgree, n, "Info has %s, which the XMP does not repeat", key)
			continue
		}
		said := textOf(t)
		if strings.HasSuffix(string(key), "Date") {
			said = dateOf(said)
		}
		if said == "" || said != xmp[twin] {
			c.found(RuleAgree, n, "Info and XMP say different things about %s", key)
		}
	}
}

// xmpProperties returns the text of each property of a packet.
func xmpProperties(packet []byte) (map[xml.Name]string, error) {
	found := map[xml.Name]string{}
	d := xml.NewDecoder(bytes.NewReader(packet))
	var open []xml.Name
	for {
		t, err := d.Token()
		if errors.Is(err, io.EOF) {
			return found, nil
		}
		if err != nil {
			return nil, err
		}
		switch t := t.(type) {
		case xml.StartElement:
			open = append(open, t.Name)
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			const property = 3 // below xmpmeta, RDF and Description
			if len(open) > property {
				found[open[property]] += string(t)
			}
		}
	}
}

// textOf returns a text string of PDF, in UTF-16 or ASCII.
func textOf(t text) string {
	b, wide := bytes.CutPrefix(t, []byte{0xFE, 0xFF})
	if !wide {
		return string(t)
	}
	var units []uint16
	for ; len(b) > 1; b = b[2:] {
		units = append(units, binary.BigEndian.Uint16(b))
	}
	return string(utf16.Decode(units))
}

// dateOf returns a date of PDF as XMP writes it, empty when it is none.
func dateOf(s string) string {
	t, err := time.Parse("D:20060102150405Z", s)
	if err != nil {
		return ""
	}
	return t.Format(time.RFC3339)
}
