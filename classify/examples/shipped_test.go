package examples

import (
	"flag"
	"os"
	"reflect"
	"testing"
)

var update = flag.Bool("update", false, "pack the texts in classify/texts again")

// TestShippedTexts holds what is built in to be the texts of the folder.
func TestShippedTexts(t *testing.T) {
	dir := os.DirFS("../texts")
	var want parts
	var err error
	if want.Train, err = Read(dir, "train", nil); err != nil {
		t.Fatal(err)
	}
	if want.Test, err = Read(dir, "test", nil); err != nil {
		t.Fatal(err)
	}
	if *update {
		data, err := pack(want)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile("texts.gob.gz", data, 0o644); err != nil {
			t.Fatal(err)
		}
		shipped = data
	}
	train, test, err := Shipped()
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(train, want.Train) || !reflect.DeepEqual(test, want.Test) {
		t.Error("the texts that are built in are not those of classify/texts: run go test ./classify/examples -update")
	}
}

func TestUnpackRefusesWhatIsNoTexts(t *testing.T) {
	for name, data := range map[string][]byte{"nothing": nil, "something": []byte("%PDF"), "cut off": shipped[:len(shipped)/2]} {
		if _, err := unpack(data); err == nil {
			t.Errorf("%s: want an error", name)
		}
	}
}
