// Package licenses has the licences of all that others wrote and that is in the
// program: to be shown, and to go along with each copy of it, as they want.
//
// The texts are those that the modules bring along, gathered by .ci/licenses.go for all
// systems together. It is not for the program's own licence, nor for judging others'.
package licenses

import (
	_ "embed"
	"strings"

	"golang.org/x/tools/txtar"
)

//go:generate sh -c "cd ../.. && go run .ci/licenses.go >app/licenses/licenses.txt"
//go:embed licenses.txt
var archive []byte

// A License is what a module is used under.
type License struct {
	Module, Version string // Version is without v for Go itself, as Go writes it
	Text            string // of all its files, one after the other
}

// All are the licences, in the order of their modules' names.
func All() []License {
	var all []License
	for _, file := range txtar.Parse(archive).Files {
		module, rest, _ := strings.Cut(file.Name, "@")
		version, _, _ := strings.Cut(rest, "/")
		text := string(file.Data)
		if last := len(all) - 1; last >= 0 && all[last].Module == module {
			all[last].Text += "\n" + text
			continue
		}
		all = append(all, License{module, version, text})
	}
	return all
}
