package csvfile_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"

	"anpisync/app/csvfile"
)

// endless is a file that begins somehow and goes on for ever.
type endless struct {
	beginning string
	again     string
	read      int
	look      func() // called each 32 MiB; may be nil
}

func (e *endless) Read(p []byte) (n int, err error) {
	n = copy(p, e.beginning)
	e.beginning = e.beginning[n:]
	for n < len(p) {
		at := e.read % len(e.again)
		m := copy(p[n:], e.again[at:])
		if e.look != nil && (e.read+m)>>25 > e.read>>25 {
			e.look()
		}
		n, e.read = n+m, e.read+m
	}
	return n, nil
}

var _ io.Reader = (*endless)(nil)

// A file without an end is refused, with the line, after the limit that it breaks.
func TestHostileFilesAreRefusedWithTheirLine(t *testing.T) {
	const mebi = 1 << 20
	users := "ログイン名,名前,メモ,削除フラグ\nsato,佐藤 昇,,\n"
	for _, c := range []struct {
		name, beginning, again string
		line                   int
		kind                   csvfile.ErrorKind
		bytes                  int // at most read
	}{
		{"one cell", users + "x,", "a", 3, csvfile.ErrorLineLong, 2 * mebi},
		{"one quoted cell", users + `x,"`, "a\n", 3, csvfile.ErrorLineLong, 2 * mebi},
		{"one cell of NUL", users + "x,", "\x00", 3, csvfile.ErrorLineLong, 2 * mebi},
		{"one header", "", "a", 1, csvfile.ErrorLineLong, 2 * mebi},
		{"cells", users + "x", ",", 3, csvfile.ErrorLineLong, 2 * mebi},
		{"quotes", users + "x,", `"`, 3, csvfile.ErrorLineLong, 2 * mebi},
		{"bytes", users, "\xff\xfe\n", 3, csvfile.ErrorBytes, 2 * mebi},
		{"wrong lines", users, "suzuki,,,2\n", 3, csvfile.ErrorFlag, 2 * mebi},
		{"UTF-16 cell", "\xff\xfe" + wide(users+"x,"), wide("a"), 3, csvfile.ErrorLineLong, 4 * mebi},
	} {
		t.Run(c.name, func(t *testing.T) {
			file := &endless{beginning: c.beginning, again: c.again}
			_, err := csvfile.Read(context.Background(), file, office(), csvfile.ReadOptions{Password: "first-password"})
			var errs csvfile.Errors
			if !errors.As(err, &errs) {
				t.Fatalf("error %v", err)
			}
			if errs[0].Line != c.line || errs[0].Kind != c.kind || len(errs) > 1001 {
				t.Errorf("%d errors, the first is %v", len(errs), errs[0])
			}
			if file.read > c.bytes {
				t.Errorf("read %d bytes, want at most %d", file.read, c.bytes)
			}
		})
	}
}

func TestMillionColumnsAreRefusedWithTheirLine(t *testing.T) {
	for line, file := range map[int]string{
		1: "ログイン名" + strings.Repeat(",", 1_000_000) + "\nsato\n",
		2: "ログイン名,部署コード\nsato" + strings.Repeat(",", 1_000_000) + "S\n",
	} {
		_, err := csvfile.Read(context.Background(), strings.NewReader(file), office(), csvfile.ReadOptions{})
		var errs csvfile.Errors
		if !errors.As(err, &errs) || errs[0].Kind != csvfile.ErrorManyCells || errs[0].Line != line {
			t.Errorf("line %d: error %v", line, err)
		}
	}
}

// Lines that are right one by one are refused where they become too many, and what was
// read of them before does not pile up.
func TestEndlessRightLinesAreRefused(t *testing.T) {
	if testing.Short() {
		t.Skip("reads 256 MiB")
	}
	for _, c := range []struct {
		again string
		want  csvfile.LineError
		bytes int
	}{
		{"x,,1\n", csvfile.LineError{Line: 1<<20 + 2, Kind: csvfile.ErrorManyRows, Limit: 1 << 20}, 6 << 20},
		{"x," + strings.Repeat("長い", 50_000) + ",1\n", csvfile.LineError{Line: 896, Kind: csvfile.ErrorFileLarge, Limit: 256 << 20}, 257 << 20},
	} {
		held := uint64(0)
		file := &endless{beginning: "ログイン名,メモ,削除フラグ\n", again: c.again, look: func() {
			var memory runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&memory)
			held = max(held, memory.HeapAlloc)
		}}
		_, err := csvfile.Read(context.Background(), file, office(), csvfile.ReadOptions{})
		var errs csvfile.Errors
		if !errors.As(err, &errs) || len(errs) != 1 || errs[0] != c.want {
			t.Errorf("error %+v, %v, want %+v", errs, err, c.want)
		}
		if file.read > c.bytes {
			t.Errorf("%s: read %d bytes, want at most %d", c.want.Kind, file.read, c.bytes)
		}
		if held > 64<<20 {
			t.Errorf("%s: %d MiB were held meanwhile", c.want.Kind, held>>20)
		}
	}
}

func TestErrorsAreCutOffWithAWord(t *testing.T) {
	wrong := func(n int) string {
		var file strings.Builder
		file.WriteString("ログイン名,削除フラグ,名前,パスワード\n")
		for i := range n {
			fmt.Fprintf(&file, "u%d,x,新人,long-enough\n", i)
		}
		return file.String()
	}
	for n, last := range map[int]csvfile.LineError{
		999:  {Line: 1000, Column: csvfile.ColumnDelete, Kind: csvfile.ErrorFlag, Value: "x"},
		1000: {Line: 1001, Column: csvfile.ColumnDelete, Kind: csvfile.ErrorFlag, Value: "x"},
		1001: {Line: 1002, Kind: csvfile.ErrorManyErrors, Limit: 1000},
		5000: {Line: 1002, Kind: csvfile.ErrorManyErrors, Limit: 1000},
	} {
		_, err := csvfile.Read(context.Background(), strings.NewReader(wrong(n)), office(), csvfile.ReadOptions{})
		var errs csvfile.Errors
		if !errors.As(err, &errs) || len(errs) != min(n, 1001) || errs[len(errs)-1] != last {
			t.Errorf("%d: error %v", n, err)
		}
	}
	// What is found at the end stands in its place among the others, and the word that there are more at the end.
	addresses := "ログイン名,名前,メールアドレス,パスワード\n"
	for i := range 1001 {
		addresses += fmt.Sprintf("u%d,新人,a@example.jp,long-enough\n", i)
	}
	_, err := csvfile.Read(context.Background(), strings.NewReader(addresses+"sato,,,\n"), office(), csvfile.ReadOptions{})
	var errs csvfile.Errors
	if !errors.As(err, &errs) || len(errs) != 1001 || errs[0].Line != 2 || errs[999].Kind != csvfile.ErrorRequired || errs[1000].Kind != csvfile.ErrorManyErrors {
		t.Errorf("%d errors: %v", len(errs), err)
	}
}

// Of several tables there are no more errors than of one.
func TestErrorsOfTablesAreCutOff(t *testing.T) {
	table := func(k csvfile.Kind, columns ...csvfile.Column) csvfile.Table {
		w := csvfile.Table{Kind: k, Columns: columns}
		for i := range 800 {
			w.Rows, w.Lines = append(w.Rows, []string{fmt.Sprint("x", i), ""}), append(w.Lines, 2+i)
		}
		return w
	}
	_, err := csvfile.ReadTables(t.Context(), office(), csvfile.ReadOptions{Password: "long-enough"},
		table(csvfile.Users, "ログイン名", "名前"), table(csvfile.Departments, "部署コード", "部署名"), table(csvfile.Memberships, "ログイン名", "部署コード"))
	var errs csvfile.Errors
	if !errors.As(err, &errs) || len(errs) != 1000 || errs[0].Column != "部署名" || errs[799].Column != "部署名" || errs[999].Column != "名前" {
		t.Errorf("%d errors: %v", len(errs), err)
	}
	_, err = csvfile.ReadTables(t.Context(), office(), csvfile.ReadOptions{Password: "long-enough"}, table(csvfile.Users, "ログイン名", "名前"), table(csvfile.Memberships, "ログイン名", "部署コード"))
	if !errors.As(err, &errs) || len(errs) != 800 { // who could not be added is not told again as unknown
		t.Errorf("%d errors: %v", len(errs), err)
	}
}

// FuzzRead looks for files that end in a panic, or in a directory that is none.
func FuzzRead(f *testing.F) {
	d := office()
	for _, k := range []csvfile.Kind{csvfile.Users, csvfile.Departments, csvfile.Memberships} {
		for _, e := range []csvfile.Encoding{csvfile.UTF8, csvfile.CP932} {
			f.Add([]byte(write(f, d, k, csvfile.WriteOptions{Encoding: e, Replace: true})), true)
		}
	}
	f.Add([]byte("\xff\xfe"+wide("ログイン名\tメモ\nx\t\"a\nb\"\n")), false)
	f.Add([]byte("部署コード,部署名,親部署コード\nA,a,B\nB,b,A\nG,g,S\n"), true)
	f.Add([]byte("ログイン名,名前,メールアドレス,削除フラグ\na,b,c,1\nsato,b,c,\n0012,d,C,0\n"), false)
	f.Fuzz(func(t *testing.T, file []byte, deleteMissing bool) {
		o := csvfile.ReadOptions{Password: "first-password", DeleteMissing: deleteMissing, Exclude: deleteMissing}
		edit, err := csvfile.Read(context.Background(), strings.NewReader(string(file)), d, o)
		if err != nil {
			var errs csvfile.Errors
			if !errors.As(err, &errs) || len(errs) == 0 {
				t.Fatalf("error %v", err)
			}
			return
		}
		then := csvfile.Result(edit)
		if err := then.Validate(); err != nil {
			t.Fatal(err)
		}
		again := write(t, then, edit.Kind, csvfile.WriteOptions{})
		edit, err = csvfile.Read(context.Background(), strings.NewReader(again), then, csvfile.ReadOptions{DeleteMissing: deleteMissing})
		if err != nil {
			t.Fatalf("what was read cannot be read again: %v\n%q", err, again)
		}
		if p, err := edit.Plan(context.Background()); err != nil || !p.Empty() {
			t.Fatalf("what was read plans %q when it is read again (%v)", words(p), err)
		}
	})
}
