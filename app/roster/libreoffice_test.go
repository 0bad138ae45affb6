package roster

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"anpisync/reconcile/directory"
)

// LibreOffice shows the sheet 名簿 as the roster has it: no zero is lost, nothing runs.
func TestXLSX_LibreOfficeShowsEveryCell(t *testing.T) {
	libreoffice := tool(t, "libreoffice", "soffice")
	t.Setenv("LC_ALL", "C.UTF-8") // else it can give no file a Japanese name
	d := small()
	d.Users[0].Name, d.Users[0].Phone = `=HYPERLINK("http://x","y")`, "00312345678"
	d.Users[1].Name, d.Users[1].Memo = "+1+1", "=1+1\n-2"
	r := build(d, func(c *Choices) { c.Fields = append(c.Fields, directory.FieldMemo) })
	dir := t.TempDir()
	file, err := os.OpenFile(filepath.Join(dir, "roster.xlsx"), os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.WriteXLSX(t.Context(), file, dir); err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	run(t, libreoffice, "-env:UserInstallation=file://"+filepath.Join(dir, "profile"), "--headless",
		"--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1", "--outdir", dir, file.Name())
	text, err := os.ReadFile(filepath.Join(dir, "roster-名簿.csv"))
	if err != nil {
		t.Fatal(err)
	}
	lines := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(text), "\uFEFF")))
	lines.FieldsPerRecord = -1
	got, err := lines.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	want := r.table()
	if len(got) < len(want) {
		t.Fatalf("%d rows, want at least %d", len(got), len(want))
	}
	for i := range want {
		for j := range want[i] {
			if got[i][j] != want[i][j] {
				t.Errorf("row %d: %q, want %q", i+1, got[i][j], want[i][j])
			}
		}
	}
	if foot := got[len(got)-1][0]; foot != r.Foot() {
		t.Errorf("the foot is %q", foot)
	}
}
