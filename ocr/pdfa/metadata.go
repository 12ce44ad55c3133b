package pdfa

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"strings"
	"time"
)

// producer names the program that made the file.
const producer = "postkamer"

// metadata writes the XMP packet, as it is (6.6.2.1), and the Info dictionary,
// which says the same (6.6.3): many programs still look there.
func (f *file) metadata(d Document) {
	f.stream(metadataObject, "/Type/Metadata/Subtype/XML", xmp(d))
	date := d.Created.Format("D:20060102150405Z")
	f.object(infoObject, fmt.Sprintf("<</Title%s/Producer(%s)/CreationDate(%s)/ModDate(%s)>>",
		textString(d.Title), producer, date, date))
}

// catalog writes the root of the document and the intended colours.
func (f *file) catalog(d Document) {
	f.flate(profileObject, "/N 3", sRGBProfile())
	f.object(catalogObject, fmt.Sprintf("<</Type/Catalog/Pages %d 0 R/Metadata %d 0 R/Lang%s"+
		"/ViewerPreferences<</DisplayDocTitle true>>/OutputIntents[<</Type/OutputIntent/S/GTS_PDFA1"+
		"/OutputConditionIdentifier(sRGB)/Info(sRGB IEC61966-2.1)/DestOutputProfile %d 0 R>>]>>",
		pagesObject, metadataObject, textString(d.Language), profileObject))
}

// textString returns s as a string of PDF: as it is when it is plain ASCII, else
// in UTF-16.
func textString(s string) string {
	for _, r := range s {
		if r < ' ' || r > '~' || strings.ContainsRune(`()\`, r) {
			return "<FEFF" + utf16Hex([]rune(s)...) + ">"
		}
	}
	return "(" + s + ")"
}

// xmp returns the packet. Properties are of the schemas that PDF/A knows, so no
// extension schema has to be described (6.6.2.3).
func xmp(d Document) []byte {
	var b bytes.Buffer
	b.WriteString("<?xpacket begin=\"\ufeff\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n" +
		`<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">` + "\n")
	description(&b, "pdfaid", "http://www.aiim.org/pdfa/ns/id/",
		fmt.Sprintf("<pdfaid:part>%d</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>", d.part))
	identifier := ""
	if d.Reference != "" {
		identifier = "<dc:identifier>" + escaped(d.Reference) + "</dc:identifier>"
	}
	description(&b, "dc", "http://purl.org/dc/elements/1.1/",
		"<dc:format>application/pdf</dc:format>"+identifier+
			`<dc:title><rdf:Alt><rdf:li xml:lang="x-default">`+escaped(d.Title)+"</rdf:li></rdf:Alt></dc:title>"+
			"<dc:language><rdf:Bag><rdf:li>"+escaped(d.Language)+"</rdf:li></rdf:Bag></dc:language>")
	date := d.Created.Format(time.RFC3339)
	description(&b, "xmp", "http://ns.adobe.com/xap/1.0/",
		"<xmp:CreateDate>"+date+"</xmp:CreateDate><xmp:ModifyDate>"+date+"</xmp:ModifyDate><xmp:MetadataDate>"+date+"</xmp:MetadataDate>")
	description(&b, "pdf", "http://ns.adobe.com/pdf/1.3/", "<pdf:Producer>"+producer+"</pdf:Producer>")
	b.WriteString("</rdf:RDF></x:xmpmeta>\n<?xpacket end=\"w\"?>")
	return b.Bytes()
}

// description writes the properties of one schema.
func description(b *bytes.Buffer, prefix, space, properties string) {
	fmt.Fprintf(b, "<rdf:Description rdf:about=\"\" xmlns:%s=\"%s\">%s</rdf:Description>\n", prefix, space, properties)
}

// escaped returns s as text of XML.
func escaped(s string) string {
	var b bytes.Buffer
	_ = xml.EscapeText(&b, []byte(s)) // a Buffer takes everything
	return b.String()
}
