package xlsx

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
)

// repacked is a workbook with one cell, and another text in one of its parts.
func repacked(t *testing.T, name string, text io.Reader) []byte {
	t.Helper()
	var whole, packed bytes.Buffer
	if err := Write(t.Context(), &whole, t.TempDir(), Sheet{Name: "a", Head: []string{"x"}, Rows: func(func([]string) bool) {}}); err != nil {
		t.Fatal(err)
	}
	from, err := zip.NewReader(bytes.NewReader(whole.Bytes()), int64(whole.Len()))
	if err != nil {
		t.Fatal(err)
	}
	to := zip.NewWriter(&packed)
	add := func(name string, r io.Reader) {
		w, err := to.Create(name)
		if err == nil {
			_, err = io.Copy(w, r)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, part := range from.File {
		if part.Name == name {
			continue
		}
		r, err := part.Open()
		if err != nil {
			t.Fatal(err)
		}
		add(part.Name, r)
	}
	add(name, text)
	if err := to.Close(); err != nil {
		t.Fatal(err)
	}
	return packed.Bytes()
}

func TestRead_AFileThatWouldFillMemoryIsRefused(t *testing.T) {
	for name, c := range map[string]struct{ part, begin, element, end string }{
		"shared strings":         {"xl/sharedStrings.xml", "<sst>", "<si/>", "</sst>"},
		"with a prefix":          {"xl/sharedStrings.xml", `<x:sst xmlns:x="y">`, "<x:si/>", "</x:sst>"},
		"another case":           {"XL/sharedstrings.xml", "<sst>", "<si></si>", "</sst>"},
		"runs of shared strings": {"xl/sharedStrings.xml", "<sst><si>", "<r/>", "</si></sst>"},
		"sheets":                 {"xl/workbook.xml", "<workbook><sheets>", "<sheet/>", "</sheets></workbook>"},
	} {
		many := strings.NewReader(c.begin + strings.Repeat(c.element, mostElements+1) + c.end)
		if _, err := Read(t.Context(), bytes.NewReader(repacked(t, c.part, many))); !errors.Is(err, ErrBeyond) {
			t.Errorf("%s: %v", name, err)
		}
	}
	few := strings.NewReader(`<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>さとう</t></si></sst>`)
	if tables, err := Read(t.Context(), bytes.NewReader(repacked(t, "xl/sharedStrings.xml", few))); err != nil || len(tables) != 1 {
		t.Errorf("few: %v", err)
	}
}

func TestRead_AnItemOfTheSharedStringsWeighsAsSeveral(t *testing.T) {
	for text, want := range map[string]int{
		"": 0, "a b": 0, "<?xml version='1.0'?><!-- x -->": 0, "<si/>": 4, "<x:si a='b'/>": 4, "<si><t>x</t></si>": 5, "<sid/>": 1, "<a\n/><b/>": 2,
	} {
		if got, err := weightOf(strings.NewReader(text), 100); got != want || err != nil {
			t.Errorf("%q weighs %d, want %d, %v", text, got, want, err)
		}
	}
}
