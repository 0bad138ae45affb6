package xlsx

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/xuri/excelize/v2"
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
	most := usual
	most.elements = 1000
	for name, c := range map[string]struct{ part, begin, element, end string }{
		"shared strings":         {"xl/sharedStrings.xml", "<sst>", "<si/>", "</sst>"},
		"with a prefix":          {"xl/sharedStrings.xml", `<x:sst xmlns:x="y">`, "<x:si/>", "</x:sst>"},
		"another case":           {"XL/sharedstrings.xml", "<sst>", "<si></si>", "</sst>"},
		"runs of shared strings": {"xl/sharedStrings.xml", "<sst><si>", "<r/>", "</si></sst>"},
		"sheets":                 {"xl/workbook.xml", "<workbook><sheets>", "<sheet/>", "</sheets></workbook>"},
	} {
		many := strings.NewReader(c.begin + strings.Repeat(c.element, most.elements+1) + c.end)
		if _, err := most.read(t.Context(), bytes.NewReader(repacked(t, c.part, many))); !errors.Is(err, ErrBeyond) {
			t.Errorf("%s: %v", name, err)
		}
	}
	picture := strings.NewReader(strings.Repeat("<a ", most.elements+1)) // which is no XML
	if tables, err := most.read(t.Context(), bytes.NewReader(repacked(t, "XL/media/image1.png", picture))); err != nil || len(tables) != 1 {
		t.Errorf("a picture: %v", err)
	}
	few := strings.NewReader(`<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>さとう</t></si></sst>`)
	if tables, err := most.read(t.Context(), bytes.NewReader(repacked(t, "xl/sharedStrings.xml", few))); err != nil || len(tables) != 1 {
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
		if got, err := weightOf(strings.NewReader(text), want-1); got < want || err != nil {
			t.Errorf("%q weighs %d where less may be, %v", text, got, err)
		}
	}
}

func TestRead_WhatIsNoWorkbookIsTold(t *testing.T) {
	packed := func(sizes ...uint64) io.Reader {
		var b bytes.Buffer
		w := zip.NewWriter(&b)
		for i, size := range sizes {
			name := "x"
			if i > 0 {
				name = []string{"XL/Worksheets/x", "xl/media/x"}[i%2] // which are not weighed
			}
			if _, err := w.CreateRaw(&zip.FileHeader{Name: name, UncompressedSize64: size}); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		return &b
	}
	with := func(part, text string) io.Reader {
		const space = ` xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"`
		at := strings.IndexAny(text, "/>")
		return bytes.NewReader(repacked(t, part, strings.NewReader(text[:at]+space+text[at:])))
	}
	odd := func() io.Reader {
		var b bytes.Buffer
		w := zip.NewWriter(&b)
		if _, err := w.CreateRaw(&zip.FileHeader{Name: "x", Method: 99}); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		return &b
	}
	gone := errors.New("the network is gone")
	for name, c := range map[string]struct {
		file io.Reader
		want error
		says string
	}{
		"nothing":                       {strings.NewReader(""), ErrFile, "no workbook that can be read: zip: not a valid zip file"},
		"an empty archive":              {packed(), ErrFile, "no workbook that can be read: EOF"},
		"a broken part":                 {packed(1), ErrFile, "no workbook that can be read: unexpected EOF"},
		"a part packed as nobody does":  {odd(), ErrFile, "no workbook that can be read: zip: unsupported compression algorithm"},
		"parts too large":               {packed(0, mostUnpacked/2, mostUnpacked/2+1), ErrBeyond, "a workbook beyond the limits"},
		"a part far too large":          {packed(0, 1<<63, 1<<63), ErrBeyond, "a workbook beyond the limits"},
		"a large file":                  {io.LimitReader(zeros{}, mostFile), ErrFile, "no workbook that can be read: zip: not a valid zip file"},
		"a file too large":              {io.LimitReader(zeros{}, mostFile+1), ErrBeyond, "a workbook beyond the limits"},
		"a line that breaks":            {iotest.ErrReader(gone), gone, "read the file: the network is gone"},
		"no sheets":                     {with("xl/workbook.xml", `<workbook/>`), ErrFile, "no workbook that can be read: it has no sheet"},
		"no name of a sheet":            {with("xl/workbook.xml", `<workbook><sheets><sheet name="a:b"/></sheets></workbook>`), ErrFile, "no workbook that can be read: the sheet can not contain any of the characters :\\/?*[or]"},
		"no name of a cell":             {with("xl/worksheets/sheet1.xml", `<worksheet><sheetData><row><c r="A0"/></row></sheetData></worksheet>`), ErrFile, "no workbook that can be read: cannot convert cell \"A0\" to coordinates: invalid cell name \"A0\""},
		"a row too many":                {with("xl/worksheets/sheet1.xml", `<worksheet><sheetData><row r="1048577"/></sheetData></worksheet>`), ErrFile, "no workbook that can be read: row number exceeds maximum limit"},
		"a row too many behind another": {with("xl/worksheets/sheet1.xml", `<worksheet><sheetData><row r="1"/><row r="1048577"/></sheetData></worksheet>`), ErrFile, "no workbook that can be read: row number exceeds maximum limit"},
	} {
		tables, err := Read(t.Context(), c.file)
		if tables != nil || !errors.Is(err, c.want) || err.Error() != c.says {
			t.Errorf("%s: %v, want %s", name, err, c.says)
		}
	}
}

// A workbook is read that is as large as may be, and none with a byte, a cell or an element more.
func TestRead_TheLimitsAreReadTo(t *testing.T) {
	var book bytes.Buffer
	if err := Write(t.Context(), &book, t.TempDir(),
		Sheet{Name: "a", Head: []string{"x", "y"}, Count: 1, Rows: slices.Values([][]string{{"佐藤", "昇"}})},
		Sheet{Name: "b", Head: []string{"z"}, Rows: people(0)}); err != nil {
		t.Fatal(err)
	}
	parts, err := zip.NewReader(bytes.NewReader(book.Bytes()), int64(book.Len()))
	if err != nil {
		t.Fatal(err)
	}
	all := limits{file: int64(book.Len()), cells: 3 + 3 + 2, text: len("xy佐藤昇z")}
	for _, part := range parts.File {
		all.unpacked += part.UncompressedSize64
		if strings.HasPrefix(part.Name, "xl/worksheets/") { // which are not weighed
			continue
		}
		r, err := part.Open()
		if err != nil {
			t.Fatal(err)
		}
		weight, err := weightOf(r, mostElements)
		if err != nil {
			t.Fatal(err)
		}
		all.elements += weight
	}
	if tables, err := all.read(t.Context(), bytes.NewReader(book.Bytes())); err != nil || len(tables) != 2 {
		t.Errorf("%d sheets of as much as may be, %v", len(tables), err)
	}
	for name, less := range map[string]func(*limits){
		"file": func(l *limits) { l.file-- }, "unpacked": func(l *limits) { l.unpacked-- }, "cells": func(l *limits) { l.cells-- },
		"text": func(l *limits) { l.text-- }, "elements": func(l *limits) { l.elements-- },
	} {
		most := all
		less(&most)
		if tables, err := most.read(t.Context(), bytes.NewReader(book.Bytes())); tables != nil || !errors.Is(err, ErrBeyond) {
			t.Errorf("one more than the limit of %s: %v", name, err)
		}
	}
}

// What a person has in a workbook of Excel is taken as it is, however it is shown.
func TestRead_ANumberIsWhatItIsAndAFormulaWhatItCameTo(t *testing.T) {
	f := excelize.NewFile()
	percent, err := f.NewStyle(&excelize.Style{NumFmt: 10})
	err = errors.Join(err, f.SetCellValue("Sheet1", "A1", 0.5), f.SetCellStyle("Sheet1", "A1", "A1", percent),
		f.SetCellFormula("Sheet1", "C1", "A1*4"), f.SetCellValue("Sheet1", "B3", "佐藤"))
	if err != nil {
		t.Fatal(err)
	}
	var book bytes.Buffer
	if err := errors.Join(f.Write(&book), f.Close()); err != nil {
		t.Fatal(err)
	}
	got, err := Read(t.Context(), &book)
	if want := [][]string{{"0.5", "", ""}, nil, {"", "佐藤"}}; err != nil || len(got) != 1 || !slices.EqualFunc(got[0].Rows, want, slices.Equal) {
		t.Errorf("%q, want %q, %v", got, want, err)
	}
}

func TestRead_APanicIsToldAsAnError(t *testing.T) {
	tables, err := safely(func() ([]Table, error) { panic("index out of range") })
	if tables != nil || !errors.Is(err, ErrFile) || err.Error() != "no workbook that can be read: index out of range" {
		t.Error(tables, err)
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}
