package xlsx

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"path/filepath"
	"slices"
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
