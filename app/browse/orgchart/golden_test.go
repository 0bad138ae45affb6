package orgchart

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"anpisync/app/browse"
)

var update = flag.Bool("update", false, "write the golden charts anew")

// A chart that changes is one that somebody has looked at.
func TestOrgchart_IsDrawnAsItWasLookedAt(t *testing.T) {
	d := office(45)
	d.Departments[3].Name = "ＩＴ・DX推進（Digital Transformation）統括本部 Web・Mobile開発グループ"
	d.Departments[4].Name, d.Departments[4].CybozuID = "有志の会 @MW ijl", 0
	d.Departments[20].Name = "総務部\u202e庶務課"
	m := browse.Build(d)
	for name, o := range map[string]Options{
		"whole":  {},
		"tall":   {Ratio: 0.7},
		"folded": {Folded: map[int64]bool{2: true, 4: true}},
		"below":  {Root: 3},
	} {
		var got bytes.Buffer
		if err := Lay(m, o).WriteSVG(&got); err != nil {
			t.Fatal(err)
		}
		path := filepath.Join("testdata", name+".svg")
		if *update {
			if err := os.WriteFile(path, got.Bytes(), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got.Bytes(), want) {
			t.Errorf("%s is another chart; look at it, and write it anew with -update", path)
		}
	}
}
