package web

import (
	"slices"
	"strings"
	"testing"
)

// A telephone offers its camera and its files when the field takes pictures and pdf: what
// would force the camera is not there, for a letter is often a file.
func TestAPhoneOffersItsCameraAndItsFiles(t *testing.T) {
	st := laterSite(t)
	b := st.browser(t)
	b.fill("melding", aReport()[:3])
	for _, at := range []answer{b.get("/melding/foto"), inWithCode(t, st).get("/nasturen/code")} {
		fields := at.page(t).Find("input[type=file]")
		if fields.Length() == 0 {
			t.Fatalf("%s asks no file", at.Request.URL.Path)
		}
		for _, field := range fields.EachIter() {
			takes := strings.Split(field.AttrOr("accept", ""), ",")
			for _, kind := range []string{"image/jpeg", "image/heic", ".heic", "application/pdf"} {
				if !slices.Contains(takes, kind) {
					t.Errorf("%s: %s does not take %s: %q", at.Request.URL.Path, field.AttrOr("name", ""), kind, takes)
				}
			}
			_, forced := field.Attr("capture")
			_, many := field.Attr("multiple")
			if forced || !many {
				t.Errorf("%s: %s forces the camera: %v, takes several: %v", at.Request.URL.Path, field.AttrOr("name", ""), forced, many)
			}
		}
	}
}
