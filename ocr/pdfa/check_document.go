package pdfa

import (
	"bytes"
	"encoding/binary"
	"maps"
	"slices"
)

// trailer checks what the trailer must and must not say.
func (c *checker) trailer(t dict) {
	if _, ok := t["Encrypt"]; ok {
		c.found(RuleEncrypted, 0, "the file is encrypted")
	}
	if _, ok := t["Prev"]; ok {
		c.found(RuleXref, 0, "there is an older table")
	}
	id, _ := t["ID"].([]any)
	if len(id) != 2 {
		c.found(RuleID, 0, "no ID of two strings")
		return
	}
	for _, part := range id {
		if s, ok := part.(text); !ok || len(s) < 16 {
			c.found(RuleID, 0, "a part of the ID is not 16 bytes")
		}
	}
}

// forbidden are keys that no dictionary of ours has. Most are forbidden by the
// standard, all stand for something that we do not write and do not check.
var forbidden = map[name]Rule{
	"A": RuleAction, "AA": RuleAction, "OpenAction": RuleAction, "JS": RuleAction, "JavaScript": RuleAction,
	"AcroForm": RuleAction, "XFA": RuleAction, "Annots": RuleAction, "EF": RuleAction, "EmbeddedFiles": RuleAction,
	"AF": RuleAction, "Collection": RuleAction, "Names": RuleAction, "OCProperties": RuleAction, "Requirements": RuleAction,
	"Group": RuleClear, "SMask": RuleClear, "SMaskInData": RuleClear, "ExtGState": RuleClear, "CA": RuleClear, "ca": RuleClear, "BM": RuleClear,
	"F": RuleStream, "FFilter": RuleStream, "FDecodeParms": RuleStream,
	"Alternates": RuleImage, "OPI": RuleImage, "PS": RuleImage, "Ref": RuleImage,
}

// filters are those that we use. LZW is forbidden (6.1.7.2).
var filters = []name{"FlateDecode", "DCTDecode", "CCITTFaxDecode"}

// everywhere checks what holds for every object.
func (c *checker) everywhere() {
	for _, n := range slices.Sorted(maps.Keys(c.values)) {
		c.walk(n, c.values[n])
		d, _ := c.values[n].(dict)
		if filter, ok := d["Filter"]; ok {
			if f, ok := filter.(name); !ok || !slices.Contains(filters, f) {
				c.found(RuleFilter, n, "the filter %v", filter)
			}
		}
	}
}

// walk looks at all that lies in a value.
func (c *checker) walk(n int, v any) {
	switch v := v.(type) {
	case []any:
		for _, x := range v {
			c.walk(n, x)
		}
	case dict:
		for _, key := range slices.Sorted(maps.Keys(v)) {
			if rule, ok := forbidden[key]; ok {
				c.found(rule, n, "it has the key %s", key)
			}
			c.walk(n, v[key])
		}
	case ref:
		if _, ok := c.values[int(v)]; !ok {
			c.found(RuleObject, n, "it refers to object %d, which there is not", v)
		}
	case word:
		c.found(RuleObject, n, "%q is no value", v)
	}
}

// at returns the dictionary that v is or refers to, and its number; nil when
// there is none.
func (c *checker) at(v any) (dict, int) {
	n, ok := v.(ref)
	if !ok {
		d, _ := v.(dict)
		return d, 0
	}
	d, _ := c.values[int(n)].(dict)
	return d, int(n)
}

// data returns the inflated data of the stream that v refers to, nil when there
// is none. What it is too damaged to say is reported.
func (c *checker) data(rule Rule, v any) []byte {
	n, ok := v.(ref)
	if _, there := c.values[int(n)]; !ok || !there {
		return nil
	}
	b, err := c.read(int(n))
	if err != nil {
		return nil // found by load
	}
	data, err := b.inflated()
	if err != nil {
		c.found(rule, int(n), "it cannot be inflated: %v", err)
		return nil
	}
	return data
}

// document checks the catalog and all that it leads to.
func (c *checker) document(trailer dict) {
	catalog, n := c.at(trailer["Root"])
	if catalog["Type"] != name("Catalog") {
		c.found(RuleTrailer, n, "no catalog")
		return
	}
	if lang, ok := catalog["Lang"].(text); !ok || len(lang) == 0 {
		c.found(RuleLanguage, n, "the catalog names no language")
	}
	if _, ok := catalog["Version"]; ok {
		c.found(RuleHeader, n, "the catalog names a version too")
	}
	info, _ := c.at(trailer["Info"])
	c.metadata(catalog["Metadata"], info)
	c.intent(n, catalog["OutputIntents"])
	c.pages(catalog["Pages"])
}

// intent checks the output intent: one, of RGB, with its profile.
func (c *checker) intent(n int, v any) {
	list, _ := v.([]any)
	if len(list) != 1 {
		c.found(RuleIntent, n, "not one output intent")
		return
	}
	intent, _ := c.at(list[0])
	if intent["Type"] != name("OutputIntent") || intent["S"] != name("GTS_PDFA1") {
		c.found(RuleIntent, n, "the output intent is not one of PDF/A")
	}
	if id, ok := intent["OutputConditionIdentifier"].(text); !ok || len(id) == 0 {
		c.found(RuleIntent, n, "the output intent has no name")
	}
	stream, at := c.at(intent["DestOutputProfile"])
	if stream["N"] != 3.0 {
		c.found(RuleProfile, at, "the profile is not said to have three colours")
	}
	if problem := profileProblem(c.data(RuleProfile, intent["DestOutputProfile"])); problem != "" {
		c.found(RuleProfile, at, "%s", problem)
	}
}

// profileProblem says what is wrong with an ICC profile as one of RGB; empty:
// nothing.
func profileProblem(icc []byte) string {
	switch {
	case len(icc) < iccHead+4:
		return "there is no profile"
	case int(binary.BigEndian.Uint32(icc)) != len(icc):
		return "the profile says another size"
	case icc[8] < 2 || icc[8] > 4:
		return "the profile is not of version 2 to 4"
	case !bytes.Equal(icc[36:40], []byte("acsp")):
		return "it is not an ICC profile"
	case !bytes.Equal(icc[16:20], []byte("RGB ")):
		return "the profile is not of RGB"
	case !slices.Contains([]string{"mntr", "prtr"}, string(icc[12:16])):
		return "the profile is not of a display or printer"
	}
	count := int(binary.BigEndian.Uint32(icc[iccHead:]))
	for i := range count {
		entry := iccHead + 4 + 12*i
		if entry+12 > len(icc) {
			return "the profile's list of tags is cut off"
		}
		from, size := binary.BigEndian.Uint32(icc[entry+4:]), binary.BigEndian.Uint32(icc[entry+8:])
		if uint64(from)+uint64(size) > uint64(len(icc)) {
			return "a tag lies outside of the profile"
		}
	}
	return ""
}
