package examples

import (
	"strings"
	"testing"
	"testing/fstest"
)

func folder(files map[string]string) fstest.MapFS {
	dir := fstest.MapFS{}
	for name, text := range files {
		dir[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return dir
}

func TestReadGivesClassAndFamily(t *testing.T) {
	dir := folder(map[string]string{"train/afval/a.txt": "bak", "train/woz/b.txt": "huis", "test/woz/c.txt": "x", "groups.csv": "path,family\ntrain/afval/a.txt,afval/kort\n./train/woz/b.txt,woz/boos\n"})
	list, err := Read(dir, "train", nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(list) != 2 || list[0].Class != "afval" || list[0].Family != "afval/kort" || list[1].Family != "woz/boos" || list[1].Text != "huis" {
		t.Errorf("read %+v", list)
	}
	list, err = Read(dir, "train", Families{"train/woz/b.txt": "other"})
	if err != nil || list[0].Family != "" || list[1].Family != "other" {
		t.Errorf("the families that were given were not taken: %+v, %v", list, err)
	}
}

func TestReadSaysWhatIsWrongAndWhere(t *testing.T) {
	text := map[string]string{"train/afval/a.txt": "bak"}
	with := func(name, content string) map[string]string {
		return map[string]string{"train/afval/a.txt": text["train/afval/a.txt"], name: content}
	}
	tests := map[string]struct {
		files map[string]string
		says  []string
	}{
		"no texts":                 {map[string]string{"train/readme.md": "x"}, []string{"train/<kind>/"}},
		"three columns":            {with("groups.csv", "path,family\na,b\na,b,c\n"), []string{"groups.csv line 3", "path of a text"}},
		"a quote that is not shut": {with("groups.csv", "path,family\na,\"b\n"), []string{"groups.csv line"}},
		"no family":                {with("groups.csv", "a.txt, \n"), []string{"groups.csv line 1", "empty"}},
		"two families":             {with("groups.csv", "a,x\na,y\n"), []string{"groups.csv line 2", `"x" and "y"`}},
		"Latin-1":                  {with("train/afval/b.txt", "een\nknie\xebn"), []string{"train/afval/b.txt line 2", "UTF-8"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := Read(folder(tt.files), "train", nil)
			for _, want := range tt.says {
				if err == nil || !strings.Contains(err.Error(), want) {
					t.Errorf("error is %v, want one with %q", err, want)
				}
			}
		})
	}
}

func FuzzReadFamilies(f *testing.F) {
	f.Add("path,family\na,b\n")
	f.Add("\"a\nb\",c\r\n\xff,\x00")
	f.Fuzz(func(t *testing.T, table string) {
		families, err := ReadFamilies(strings.NewReader(table), "groups.csv")
		for file, family := range families {
			if file == "" || family == "" {
				t.Errorf("%q has family %q", file, family)
			}
		}
		if err != nil && !strings.Contains(err.Error(), "groups.csv") {
			t.Errorf("error %v does not name the file", err)
		}
	})
}
