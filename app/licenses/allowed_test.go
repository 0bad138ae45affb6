package licenses

import (
	"crypto/sha256"
	"fmt"
	"regexp"
	"slices"
	"testing"

	"github.com/google/licensecheck"
	"golang.org/x/tools/txtar"
)

// allowed are the licences under which a part may be in a program that is given away
// without its sources: they want to be shown, and little more.
var allowed = []string{"Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "GooglePatentsFile", "ISC", "MIT", "OFL-1.1", "Unlicense", "Zlib"}

// reviewed are texts that a person has read, since no list knows them, each with the
// beginning of its SHA-256: one that has changed is to be read again.
var reviewed = map[string]bool{
	"Unicode/LICENSE 800af4c9": true, // Unicode-3.0: to be shown
	"fyne.io/fyne/v2/theme/font/LICENSE_DejaVu-Powerline.txt d6db84d4": true, // Bitstream Vera: to be shown, and not sold by itself
	"golang.org/x/tools/copyright/copyright.go 9160e93e":               true, // a program that checks notices
	"golang.org/x/tools/copyright/copyright_test.go 4496ed3a":          true, // its test
	"modernc.org/libc/LICENSE-3RD-PARTY.md f597097e":                   true, // a list of MIT and BSD
	"modernc.org/memory/LICENSE-LOGO 5ae5bee3":                         true, // of a picture that is not in the program
	"modernc.org/sqlite/LICENSE-3RD-PARTY.md f4a00ade":                 true, // a list of MIT, BSD and Apache-2.0; golang-lru, under MPL-2.0, is not in the program
	"modernc.org/sqlite/LICENSE-SQLITE 8438c9c8":                       true, // public domain
}

var version = regexp.MustCompile(`@[^/]*`)

// A part that comes under another licence is found when its text is gathered, not when
// somebody who has read it complains.
func TestLicensesAreSuchAsAskForNoSources(t *testing.T) {
	for _, file := range txtar.Parse(archive).Files {
		if name := fmt.Sprintf("%s %.4x", version.ReplaceAllString(file.Name, ""), sha256.Sum256(file.Data)); !reviewed[name] {
			if why := objection(file.Data); why != "" {
				t.Errorf("%s: %s", name, why)
			}
		}
	}
}

// objection says what is wrong with a text, if anything.
func objection(text []byte) string {
	found := licensecheck.Scan(text)
	if found.Percent < 80 {
		return fmt.Sprintf("%.0f %% of it is a licence that is known", found.Percent)
	}
	for _, match := range found.Match {
		if !slices.Contains(allowed, match.ID) {
			return match.ID
		}
	}
	return ""
}
