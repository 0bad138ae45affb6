// Package locale spares the process an error of Fyne's: it looks for a language before
// main begins, and where there is none, as in the locale C.UTF-8 of servers and containers,
// it says so in English, whatever the program was started for.
//
// It is imported for that alone. Go initializes packages in the order of their import
// paths, but what they import first, so that this one, which needs the standard library
// alone, comes before Fyne.
package locale

import (
	"cmp"
	"os"
	"strings"
)

func init() {
	locale := cmp.Or(os.Getenv("LC_ALL"), os.Getenv("LC_MESSAGES"), os.Getenv("LANG"))
	if strings.HasPrefix(locale, "C.") && os.Getenv("LANGUAGE") == "" {
		_ = os.Setenv("LANGUAGE", "ja") // no language is worth another error
	}
}
