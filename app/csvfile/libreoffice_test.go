package csvfile_test

import (
	"context"
	"encoding/csv"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"anpisync/app/csvfile"
	"anpisync/reconcile/directory"
)

// A file that LibreOffice has opened as text, saved as a workbook and exported again says
// the same: every cell stood in its place, with its zeros, line breaks and characters.
func TestLibreOfficeOpensWhatIsExported(t *testing.T) {
	libreoffice(t)
	d := office()
	d.Users[2].Name, d.Users[2].Memo = "髙﨑①ﾊﾅｺ〜", `=HYPERLINK("x"), "引用"`
	d.Users[2].Reading, d.Users[2].Phone, d.Users[2].Email = "  前の空白", "09000000000", "@x"
	for _, c := range []struct {
		encoding csvfile.Encoding
		charset  string // LibreOffice's number of it
		name     string
	}{{csvfile.UTF8, "76", "𠮷田😀"}, {csvfile.CP932, "60", "𠮷田"}} {
		d.Users[0].Name = c.name
		for _, k := range []csvfile.Kind{csvfile.Users, csvfile.Departments, csvfile.Memberships} {
			t.Run(c.encoding.String()+" "+string(k), func(t *testing.T) {
				dir := t.TempDir()
				csv := filepath.Join(dir, "exported.csv")
				if err := os.WriteFile(csv, []byte(write(t, d, k, csvfile.WriteOptions{Encoding: c.encoding, Replace: true})), 0o600); err != nil {
					t.Fatal(err)
				}
				convert(t, dir, "xlsx", "exported.csv", "--infilter=CSV:44,34,"+c.charset+",1,"+asText())
				convert(t, dir, "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false", "exported.xlsx")
				again, err := os.ReadFile(csv)
				if err != nil {
					t.Fatal(err)
				}
				edit, err := csvfile.Read(context.Background(), strings.NewReader(string(again)), d, csvfile.ReadOptions{DeleteMissing: true})
				if err != nil {
					t.Fatalf("%v\n%s", err, again)
				}
				p, err := edit.Plan(context.Background())
				if err != nil {
					t.Fatal(err)
				}
				if edit.Encoding != csvfile.UTF8 || !p.Empty() {
					t.Errorf("plans %q\n%s", words(p), again)
				}
			})
		}
	}
}

func libreoffice(t testing.TB) string {
	t.Helper()
	path, err := exec.LookPath("libreoffice")
	if err != nil && os.Getenv("CI") == "true" {
		t.Fatal("needs libreoffice-calc")
	} else if err != nil {
		t.Skip("needs libreoffice-calc")
	}
	return path
}

// convert has LibreOffice make another file of one in dir, there.
func convert(t testing.TB, dir, to, file string, more ...string) {
	t.Helper()
	args := append([]string{"-env:UserInstallation=file://" + filepath.Join(dir, "profile"), "--headless"}, more...)
	args = append(args, "--convert-to", to, "--outdir", dir, filepath.Join(dir, file))
	convert := exec.CommandContext(t.Context(), libreoffice(t), args...)
	convert.Env = append(os.Environ(), "LC_ALL=C.UTF-8") // else it can give no file a Japanese name
	if out, err := convert.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
}

// cellsOf are those of a file, all rows equally wide.
func cellsOf(t testing.TB, file string) [][]string {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(file, "\uFEFF"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// asText has LibreOffice import each column as text, as Excel is told to as well.
func asText() string {
	var formats []string
	for i := range len(csvfile.Users.Columns(directory.Options{})) {
		formats = append(formats, fmt.Sprintf("%d/2", i+1))
	}
	return strings.Join(formats, "/")
}
