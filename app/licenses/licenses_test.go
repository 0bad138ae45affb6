package licenses

import (
	"slices"
	"strings"
	"testing"
)

func TestLicensesAreToldWithModuleVersionAndText(t *testing.T) {
	all := All()
	if !slices.IsSortedFunc(all, func(a, b License) int { return strings.Compare(a.Module+"@", b.Module+"@") }) {
		t.Error("not in the order of names")
	}
	for _, l := range all {
		if l.Module == "" || l.Version == "" || len(strings.Fields(l.Text)) < 20 {
			t.Errorf("%q %q: %q", l.Module, l.Version, l.Text)
		}
	}
	for _, wanted := range []string{"Go", "fyne.io/fyne/v2", "modernc.org/sqlite", "github.com/zalando/go-keyring"} {
		if !slices.ContainsFunc(all, func(l License) bool { return l.Module == wanted }) {
			t.Errorf("%s is missing", wanted)
		}
	}
}
