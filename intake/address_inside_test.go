package intake

import (
	"bytes"
	"testing"

	"postkamer"
)

// FuzzAddressFile reads any bytes as a file of addresses: it never panics, ends,
// and lets no row through that the table would refuse.
func FuzzAddressFile(f *testing.F) {
	f.Add([]byte("openbareruimte;huisnummer;huisletter;huisnummertoevoeging;postcode;woonplaats\nDorpsbrink;14;A;;9349 AB;Westdorp\n"))
	f.Add([]byte("\xef\xbb\xbfpostcode,woonplaats,straat,huisnummer\r\n9349AB,\"West,dorp\",Brink,1\r\n"))
	f.Add([]byte("straat;huisnummer;postcode;plaats\nH\xe4ndelstraat;1;9349 AB;Westdorp\n"))
	f.Add([]byte("straat;huisnummer;postcode;plaats\n\"\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		a := &addressFile{name: "f.csv", f: bytes.NewReader(data)}
		if a.look() != nil {
			return
		}
		for range 2 { // the file is gone through twice
			for row, err := range a.rows() {
				if err != nil {
					break
				}
				if row.Number < 1 || row.Number > 99999 || postkamer.NormalPostcode(row.Postcode) != row.Postcode || postkamer.AddressKey(row.Street) == "" || postkamer.AddressKey(row.City) == "" {
					t.Fatalf("let through: %+v", row)
				}
			}
		}
	})
}
