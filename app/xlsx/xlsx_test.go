package xlsx

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"anpisync/app/goldentest"
)

// Every byte of a workbook is as somebody has looked at it: numbers stay texts, the head
// stays in view, the filter spans the people and not what stands below them.
func TestWrite_EveryByteOfTheWorkbookIsAsItWas(t *testing.T) {
	var book bytes.Buffer
	err := Write(t.Context(), &book, t.TempDir(),
		Sheet{
			Name: "名簿", Head: []string{"名前", "電話番号"}, Widths: []float64{22}, Count: 2,
			Rows:   slices.Values([][]string{{"佐藤 昇", "03-1234-5678"}, {" =1+1 ", "<&\">\r\n\x00\ttwo"}}),
			Remark: []string{"2026年11月26日", "社外秘"},
		},
		Sheet{Name: "空", Head: []string{"ログイン名"}, Rows: slices.Values[[][]string](nil)})
	if err != nil {
		t.Fatal(err)
	}
	parts, err := zip.NewReader(bytes.NewReader(book.Bytes()), int64(book.Len()))
	if err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(parts.File, func(a, b *zip.File) int { return strings.Compare(a.Name, b.Name) })
	var got strings.Builder
	for _, part := range parts.File {
		if strings.HasPrefix(part.Name, "xl/theme/") { // is the library's
			continue
		}
		r, err := part.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&got, "== %s\n%s\n", part.Name, strings.ReplaceAll(string(text), "><", ">\n<"))
	}
	goldentest.Compare(t, filepath.Join("testdata", "book.txt"), got.String())
}

func TestText_LosesWhatXMLKnowsNot(t *testing.T) {
	for text, want := range map[string]string{
		"": "", " 葛󠄀城 髙橋\U0001F600~\x7f": " 葛󠄀城 髙橋\U0001F600~\x7f", "a\tb\nc": "a\tb\nc",
		"a\r\nb\rc\n\rd": "a\nb\nc\n\nd", "a\x00\x08\x0b\x1fb": "ab",
		"\ufffd\ufffe\uffff\U00010000": "\ufffd\U00010000", "a\xff\xfeb": "a\ufffdb",
	} {
		if got := Text(text); got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
}

// people are some rows, each with its number.
func people(n int) iter.Seq[[]string] {
	return func(yield func([]string) bool) {
		for i := range n {
			if !yield([]string{strconv.Itoa(i), "佐藤"}) {
				return
			}
		}
	}
}

func TestWrite_EveryRowOfEverySheetIsReadBack(t *testing.T) {
	const n = 2000
	var book bytes.Buffer
	if err := Write(t.Context(), &book, t.TempDir(),
		Sheet{Name: "名簿", Head: []string{"番号", "名前"}, Count: n, Rows: people(n), Remark: []string{"社外秘", "以上"}},
		Sheet{Name: "空", Head: []string{"名前"}, Rows: people(0)}, Sheet{Name: "見出しなし", Count: 2, Rows: people(2)}); err != nil {
		t.Fatal(err)
	}
	want := []Table{{Name: "名簿", Rows: slices.Concat([][]string{{"番号", "名前"}}, slices.Collect(people(n)), [][]string{nil, {"社外秘"}, {"以上"}})}, {Name: "空", Rows: [][]string{{"名前"}}}, {Name: "見出しなし", Rows: slices.Collect(people(2))}}
	got, err := Read(t.Context(), bytes.NewReader(book.Bytes()))
	if err != nil || len(got) != len(want) {
		t.Fatalf("%d sheets, %v", len(got), err)
	}
	for i, sheet := range got {
		if sheet.Name != want[i].Name || !slices.EqualFunc(sheet.Rows, want[i].Rows, slices.Equal) {
			t.Errorf("sheet %q has %d rows: %q", sheet.Name, len(sheet.Rows), sheet.Rows[:1])
		}
	}
}

// Somebody who takes an export back waits for no row more, wherever it is.
func TestWriteAndRead_StopWhenNobodyWantsIt(t *testing.T) {
	var book bytes.Buffer
	if err := Write(t.Context(), &book, t.TempDir(), Sheet{Name: "a", Head: []string{"x"}, Rows: people(0)}); err != nil {
		t.Fatal(err)
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if tables, err := Read(gone, &book); tables != nil || !errors.Is(err, context.Canceled) {
		t.Errorf("it is read: %v", err)
	}
	for name, at := range map[string]int{"at the head": 0, "in the rows": 2, "at the remark": 4} {
		ctx, cancel := context.WithCancel(t.Context())
		if at == 0 {
			cancel()
		}
		seen := 0
		err := Write(ctx, io.Discard, t.TempDir(), Sheet{Name: "a", Head: []string{"x"}, Count: 4, Rows: func(yield func([]string) bool) {
			for range 4 {
				if seen++; seen == at && at < 4 {
					cancel()
				}
				if !yield([]string{"佐藤"}) {
					return
				}
			}
			cancel()
		}, Remark: []string{"社外秘"}})
		if seen != at || !errors.Is(err, context.Canceled) || err.Error() != "write the sheet a: context canceled" {
			t.Errorf("%s, behind %d rows: %v", name, seen, err)
		}
	}
}

func TestWrite_WhatHasNoRoomIsTold(t *testing.T) {
	for name, c := range map[string]struct {
		sheet Sheet
		says  string
	}{
		"as many as there may be":               {Sheet{Name: "a", Head: []string{"x"}, Count: mostRows - 1}, ""},
		"a row too many":                        {Sheet{Name: "a", Head: []string{"x"}, Count: mostRows}, "write the sheet a: more than a worksheet has room for: 1048576 rows, 1 columns"},
		"with remarks, as many as there may be": {Sheet{Name: "a", Head: []string{"x"}, Count: mostRows - 4, Remark: []string{"1", "2"}}, ""},
		"a remark too many":                     {Sheet{Name: "a", Head: []string{"x"}, Count: mostRows - 3, Remark: []string{"1", "2"}}, "write the sheet a: more than a worksheet has room for: 1048573 rows, 1 columns"},
		"the only remark too many":              {Sheet{Name: "a", Head: []string{"x"}, Count: mostRows - 2, Remark: []string{"1"}}, "write the sheet a: more than a worksheet has room for: 1048574 rows, 1 columns"},
		"a column too wide":                     {Sheet{Name: "a", Head: []string{"x"}, Widths: []float64{256}}, "write the sheet a: the width of the column must be less than or equal to 255 characters"},
		"a column too many":                     {Sheet{Name: "a", Head: make([]string, mostColumns+1)}, "write the sheet a: more than a worksheet has room for: 0 rows, 16385 columns"},
		"rows alone, as many as there may be":   {Sheet{Name: "a", Count: mostRows}, ""},
		"rows alone, one too many":              {Sheet{Name: "a", Count: mostRows + 1}, "write the sheet a: more than a worksheet has room for: 1048577 rows, 0 columns"},
		"a name of no sheet":                    {Sheet{Name: "a:b", Head: []string{"x"}}, "write the sheet a:b: the sheet can not contain any of the characters :\\/?*[or]"},
	} {
		c.sheet.Rows = people(0)
		for i, before := range [][]Sheet{nil, {{Name: "first", Head: []string{"x"}, Rows: people(0)}}} {
			err := Write(t.Context(), io.Discard, t.TempDir(), append(before, c.sheet)...)
			if (err != nil) != (c.says != "") || err != nil && err.Error() != c.says {
				t.Errorf("%s, behind %d: %v", name, i, err)
			}
		}
	}
	if err := Write(t.Context(), full{}, t.TempDir(), Sheet{Name: "a", Head: []string{"x"}, Rows: people(1), Count: 1}); !errors.Is(err, errFull) {
		t.Errorf("onto a full disk: %v", err)
	}
}

var errFull = errors.New("no space left on device")

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errFull }

// What waits in a folder while a long list is written has people's names in it.
func TestWrite_NothingStaysInTheFolder(t *testing.T) {
	dir := t.TempDir()
	long := strings.Repeat("x", 32000)
	seen := 0
	rows := func(yield func([]string) bool) {
		for i := 0; i < 600 && yield([]string{long}); i++ {
			files, _ := os.ReadDir(dir)
			seen = max(seen, len(files))
		}
	}
	if err := Write(t.Context(), io.Discard, dir, Sheet{Name: "a", Head: []string{"x"}, Count: 600, Rows: rows}); err != nil {
		t.Fatal(err)
	}
	if files, err := os.ReadDir(dir); err != nil || len(files) > 0 || seen == 0 {
		t.Errorf("%d files were there, %d are: %v", seen, len(files), err)
	}
}
