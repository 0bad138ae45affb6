package format_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"testing"

	"anpisync/app/csvfile"
	"anpisync/app/format"
	"anpisync/app/message"
	"anpisync/app/xlsx"
	"anpisync/reconcile/directory"
)

func small() *directory.Directory {
	return &directory.Directory{
		Departments: []directory.Department{{ID: 1, Name: "最上位部署"}},
		Users:       []directory.User{{ID: 1, LoginName: "sato", Name: "佐藤 昇", Email: "sato@example.jp"}, {ID: 2, LoginName: "kato", Name: "加藤 美咲"}},

		NextDepartmentID: 2, NextUserID: 3,
	}
}

// endless goes on for ever.
type endless struct {
	beginning, again string
	read             int
}

func (e *endless) Read(p []byte) (n int, err error) {
	n = copy(p, e.beginning)
	e.beginning = e.beginning[n:]
	for n < len(p) {
		m := copy(p[n:], e.again[e.read%len(e.again):])
		n, e.read = n+m, e.read+m
	}
	return n, nil
}

func TestHostileFilesAreRefusedWithASentence(t *testing.T) {
	const mebi = 1 << 20
	head := "ログインID,氏名,メール\r\n"
	learned, err := format.Learn(t.Context(), strings.NewReader(head+"sato,佐藤 昇,sato@example.jp\r\nkato,加藤 美咲,\r\n"), small(), format.LearnOptions{Name: "x"})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		file io.Reader
		kind csvfile.ErrorKind // "": not one of these
		is   error
		line int
	}{
		{"nothing", strings.NewReader(""), csvfile.ErrorEmpty, nil, 1},
		{"empty lines", strings.NewReader("\r\n\r\n,,\r\n"), csvfile.ErrorEmpty, nil, 1},
		{"a mark alone", strings.NewReader("\xEF\xBB\xBF"), csvfile.ErrorEmpty, nil, 1},
		{"one cell", strings.NewReader(head + "x," + strings.Repeat("a", 3*mebi)), csvfile.ErrorLineLong, nil, 2},
		{"one quoted cell", strings.NewReader(head + `x,"` + strings.Repeat("a\n", 2*mebi)), csvfile.ErrorLineLong, nil, 2},
		{"cells", strings.NewReader(head + "x" + strings.Repeat(",", 900_000) + "\n"), csvfile.ErrorManyCells, nil, 2},
		{"an open quote", strings.NewReader(head + "x,\"佐藤\r\ny,加藤\r\n"), csvfile.ErrorQuote, nil, 2},
		{"a quote within", strings.NewReader(head + "x,佐\"藤,\r\n"), csvfile.ErrorQuote, nil, 2},
		{"bytes", strings.NewReader(head + "x,\xff\xfe,\r\n"), csvfile.ErrorBytes, nil, 2},
		{"NUL", strings.NewReader(head + "x,a\x00b,\r\n"), csvfile.ErrorNUL, nil, 2},
		{"lines without end", &endless{beginning: head, again: strings.Repeat("x,,\n", 1<<14)}, csvfile.ErrorFileLarge, nil, 1},
		{"five million lines", strings.NewReader(head + strings.Repeat("\n", 5*mebi)), csvfile.ErrorManyRows, nil, 0},
		{"an old workbook", strings.NewReader(xlsx.Sealed + "rest"), "", xlsx.ErrFile, 0},
		{"half a workbook", strings.NewReader(xlsx.Signature + "rest"), "", xlsx.ErrFile, 0},
		{"a picture", bytes.NewReader(append([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"), bytes.Repeat([]byte{0, 0xff, 0x81, '"', 7}, 2000)...)), "any", nil, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := format.Learn(context.Background(), c.file, small(), format.LearnOptions{})
			check(t, err, c.kind, c.is, c.line)
		})
	}
	now := small()
	for name, c := range map[string]struct {
		file string
		kind csvfile.ErrorKind
		line int
	}{
		"another file":       {"ログインID,役職,メール\r\nsato,佐藤,\r\n", csvfile.ErrorOtherColumn, 1},
		"fewer columns":      {"ログインID,氏名\r\nsato,佐藤\r\n", csvfile.ErrorOtherColumn, 1},
		"a cell too much":    {head + "sato,佐藤 昇,sato@example.jp,x\r\n", csvfile.ErrorNoColumn, 2},
		"twice":              {head + "sato,佐藤 昇,\r\nsato,佐藤 昇,\r\n", csvfile.ErrorTwice, 3},
		"new twice":          {head + "x,鈴木,\r\nx,鈴木二,\r\n", csvfile.ErrorTwice, 3},
		"no key":             {head + ",鈴木,\r\n", csvfile.ErrorRequired, 2},
		"no name":            {head + "x,,\r\n", csvfile.ErrorRequired, 2},
		"long":               {head + "x," + strings.Repeat("長", 200) + ",\r\n", csvfile.ErrorLong, 2},
		"address of another": {head + "x,鈴木,SATO@example.jp\r\nsato,佐藤 昇,sato@example.jp\r\n", "any", 0},
		"only empty":         {"\r\n", csvfile.ErrorEmpty, 1},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := format.Read(context.Background(), strings.NewReader(c.file), learned.Format, now, nil, format.ReadOptions{Password: "first-password"})
			check(t, err, c.kind, nil, c.line)
		})
	}
	if !directory.Diff(small(), now).Empty() {
		t.Error("reading has changed the directory")
	}
}

func check(t *testing.T, err error, kind csvfile.ErrorKind, is error, line int) {
	t.Helper()
	var errs csvfile.Errors
	switch {
	case err == nil:
		t.Fatal("no error")
	case is != nil && !errors.Is(err, is):
		t.Errorf("error %v, want %v", err, is)
	case is == nil && !errors.As(err, &errs):
		t.Errorf("error %v", err)
	case is == nil && kind != "any" && (errs[0].Kind != kind || line != 0 && errs[0].Line != line):
		t.Errorf("got %v, want %s in line %d", errs[0], kind, line)
	}
	if text := message.Of(err); strings.Contains(text.Summary, "予期しない") || text.Advice == "" {
		t.Errorf("no clear sentence: %q", text)
	}
}

func TestHostileFormatsAreRefused(t *testing.T) {
	var good bytes.Buffer
	f := format.Builtin(directory.Options{})[0]
	if err := format.Encode(&good, f); err != nil {
		t.Fatal(err)
	}
	if _, err := format.Decode(bytes.NewReader(good.Bytes())); err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string][2]string{
		"newer":            {`"anpisync_format": 1`, `"anpisync_format": 2`},
		"no version":       {`"anpisync_format": 1`, `"anpisync_format": 0`},
		"unknown key":      {`"key"`, `"people": ["佐藤"], "key"`},
		"key outside":      {`"key": 0`, `"key": 99`},
		"key below":        {`"key": 0`, `"key": -1`},
		"encoding":         {`"encoding": "UTF-8"`, `"encoding": "EUC-JP"`},
		"separator":        {`"separator": ","`, `"separator": "\""`},
		"field":            {`"field": "login_name"`, `"field": "password_hash"`},
		"source":           {`"what": "password"`, `"what": "shell"`},
		"huge":             {`"name": "安否`, `"name": "` + strings.Repeat("長", 500_000) + `安否`},
		"no name":          {`"name": "安否シンク（ユーザー）"`, `"name": " "`},
		"longest":          {`"longest": 128`, `"longest": -5`},
		"the same marks":   {`"text": "1"`, `"text": ""`},
		"more than one":    {`{`, `{} {`},
		"key no one's own": {`"field": "login_name"`, `"what": "password"`},
	} {
		t.Run(name, func(t *testing.T) {
			bad := strings.Replace(good.String(), change[0], change[1], 1)
			if bad == good.String() {
				t.Fatal("nothing is changed")
			}
			if _, err := format.Decode(strings.NewReader(bad)); err == nil {
				t.Error("it is taken")
			} else if text := message.Of(err); strings.Contains(text.Summary, "予期しない") || text.Advice == "" {
				t.Errorf("no clear sentence: %q, %v", text, err)
			}
		})
	}
	if _, err := format.Decode(io.LimitReader(&endless{again: "[1,"}, 1<<30)); !errors.Is(err, format.ErrFile) {
		t.Error(err)
	}
}
