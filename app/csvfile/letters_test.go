package csvfile_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"golang.org/x/text/encoding/unicode"

	"anpisync/app/csvfile"
)

func TestLetters_EachEncodingIsKnownByNameAndWritesWhatItReads(t *testing.T) {
	marks := map[csvfile.Encoding]string{csvfile.UTF8: "\xEF\xBB\xBF", csvfile.UTF16LE: "\xFF\xFE", csvfile.UTF16BE: "\xFE\xFF"}
	for _, e := range csvfile.Encodings() {
		if got, ok := csvfile.ParseEncoding(e.String()); !ok || got != e {
			t.Errorf("%s is %s, %t", e, got, ok)
		}
		if got := e.Mark(); got != marks[e] {
			t.Errorf("%s: mark %q", e, got)
		}
		var file bytes.Buffer
		w := e.Encode(&file)
		if _, err := w.Write([]byte("ログイン名,髙")); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		if got := e.Decode(file.Bytes()); got != "ログイン名,髙" {
			t.Errorf("%s: %q", e, got)
		}
	}
	if names := fmt.Sprint(csvfile.Encodings()); names != "[UTF-8 CP932 UTF-16LE UTF-16BE]" { // which a person types, and a profile keeps
		t.Errorf("they are called %s", names)
	}
	if e, ok := csvfile.ParseEncoding("EUC-JP"); ok || e != csvfile.UTF8 {
		t.Errorf("an encoding that is not here is %s", e)
	}
	if got := csvfile.UTF8.Decode([]byte("a\xffb")); got != "a\xffb" {
		t.Errorf("a byte that is none is %q in UTF-8", got)
	}
	if got := csvfile.UTF16LE.Decode([]byte("a\x00\x00")); got != "a\uFFFD" {
		t.Errorf("half a character is %q", got)
	}
}

func TestLetters_WhatCP932LacksIsTold(t *testing.T) {
	for _, c := range []struct {
		text                     string
		letter, seen, form, utf8 string
	}{
		{"髙①㈱ﾊ~", "", "", "髙①㈱ﾊ~", ""},
		{"〜𠮷𠮷é", "〜𠮷é", "𠮷é", "～〓〓〓", ""},
		{"\U00010000", "\U00010000", "\U00010000", "〓", ""},
		{"〓", "", "", "〓", ""},
		{"", "", "", "", ""},
	} {
		e := csvfile.CP932
		if letter, seen, form := e.Lacking(c.text, true), e.Lacking(c.text, false), e.Form(c.text); letter != c.letter || seen != c.seen || form != c.form {
			t.Errorf("%q lacks %q, seen %q, is %q", c.text, letter, seen, form)
		}
		if u := csvfile.UTF8; u.Lacking(c.text, true) != "" || u.Form(c.text) != c.text {
			t.Errorf("%q is another in UTF-8", c.text)
		}
	}
}

// utf16 is a text of so many characters of which the first have a zero in their upper half,
// and the next in their lower.
func utf16(t *testing.T, e unicode.Endianness, of, upper, lower int) []byte {
	t.Helper()
	text := strings.Repeat("a", upper) + strings.Repeat("　", lower) + strings.Repeat("あ", of-upper-lower)
	file, err := unicode.UTF16(e, unicode.IgnoreBOM).NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	return []byte(file)
}

func TestLetters_AnEncodingIsDetected(t *testing.T) {
	type want struct {
		e    csvfile.Encoding
		mark int
	}
	cp932 := func(text string) string {
		var b bytes.Buffer
		w := csvfile.CP932.Encode(&b)
		_, _ = w.Write([]byte(text))
		_ = w.Close()
		return b.String()
	}
	for name, c := range map[string]struct {
		file string
		want want
	}{
		"nothing":                   {"", want{csvfile.UTF8, 0}},
		"UTF-8":                     {"氏名,番号\n佐藤,1\n", want{csvfile.UTF8, 0}},
		"UTF-8 with a mark":         {"\xEF\xBB\xBF氏名", want{csvfile.UTF8, 3}},
		"UTF-16LE with a mark":      {"\xFF\xFEa\x00", want{csvfile.UTF16LE, 2}},
		"UTF-16BE with a mark":      {"\xFE\xFF\x00a", want{csvfile.UTF16BE, 2}},
		"CP932":                     {cp932("氏名,番号\n佐藤,1\n"), want{csvfile.CP932, 0}},
		"CP932 with a wrong byte":   {cp932("氏名,番号\n佐藤") + "\xff", want{csvfile.CP932, 0}},
		"UTF-8 with a wrong byte":   {strings.Repeat("佐藤 昇,髙﨑 直海、開発本部\n", 9) + "\xff", want{csvfile.UTF8, 0}},
		"a wrong byte":              {"\xff", want{csvfile.CP932, 0}},
		"NUL in UTF-8":              {"\x00ab", want{csvfile.CP932, 0}},
		"UTF-16LE":                  {string(utf16(t, unicode.LittleEndian, 60, 7, 0)), want{csvfile.UTF16LE, 0}},
		"UTF-16LE, hardly":          {string(utf16(t, unicode.LittleEndian, 60, 6, 0)), want{csvfile.CP932, 0}},
		"UTF-16LE with wide spaces": {string(utf16(t, unicode.LittleEndian, 20, 8, 1)), want{csvfile.UTF16LE, 0}},
		"half of either":            {string(utf16(t, unicode.LittleEndian, 20, 8, 2)), want{csvfile.CP932, 0}},
		"UTF-16BE":                  {string(utf16(t, unicode.BigEndian, 60, 7, 0)), want{csvfile.UTF16BE, 0}},
		"UTF-16BE, hardly":          {string(utf16(t, unicode.BigEndian, 60, 6, 0)), want{csvfile.CP932, 0}},
		"UTF-16BE with wide spaces": {string(utf16(t, unicode.BigEndian, 20, 8, 1)), want{csvfile.UTF16BE, 0}},
		"half of either, swapped":   {string(utf16(t, unicode.BigEndian, 20, 8, 2)), want{csvfile.CP932, 0}},
	} {
		if e, mark := csvfile.Detect([]byte(c.file)); (want{e, mark}) != c.want {
			t.Errorf("%s: %s, %d", name, e, mark)
		}
	}
}

func TestCellIsDefusedForOthersToo(t *testing.T) {
	for text, want := range map[string]string{"=1+1": "'=1+1", "'=1": "''=1", "x": "x"} {
		if got := csvfile.Defuse(text); got != want {
			t.Errorf("%q: %q", text, got)
		}
	}
}
