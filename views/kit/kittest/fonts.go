package kittest

import (
	"crypto/sha256"
	"fmt"
	"os"
	"runtime"
	"testing"

	"anpisync/views/kit"
	"anpisync/views/kit/testapp"
)

// NeedFonts leaves out a test where the fonts are not those of a file, with which what it
// compares to was made; where CI has others, it fails. The file can be written anew.
func NeedFonts(t *testing.T, path string, update bool) {
	t.Helper()
	testapp.New(t, kit.NewTheme())
	regular, bold := kit.FontFiles()
	got := fmt.Sprintf("%x\n%x\n", sha256.Sum256(regular), sha256.Sum256(bold))
	if update && runtime.GOOS == "linux" {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got == string(want) {
		return
	}
	const why = "the fonts are not Noto Sans CJK JP of Debian's fonts-noto-cjk, with which the golden files were made"
	if os.Getenv("CI") != "" && runtime.GOOS == "linux" {
		t.Fatal(why)
	}
	t.Skip(why)
}
