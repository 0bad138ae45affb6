// Package goldentest holds what a test has made against a file that somebody has looked at:
// whoever changes what people read sees what it has become, in the difference of that file.
//
// It is not for what a test can say by itself.
package goldentest

import (
	"flag"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the golden files anew")

// Updating says whether golden files are to be written anew, those that are no text too.
func Updating() bool { return *update }

// Compare fails at the first line that is another one than in the file; with -update it
// writes the file.
func Compare(t testing.TB, path, got string) {
	t.Helper()
	if Updating() {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	golden, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	is, want := strings.Split(got, "\n"), strings.Split(string(golden), "\n")
	for i := range max(len(is), len(want)) {
		a, b := "", ""
		if i < len(is) {
			a = is[i]
		}
		if i < len(want) {
			b = want[i]
		}
		if a != b || i >= len(is) || i >= len(want) {
			t.Fatalf("%s:%d (where it is right, run the test with -update)\ngot  %s\nwant %s", path, i+1, a, b)
		}
	}
}
