// Prints the licences of all that is in the program, on whichever system it runs: each
// file that a module brings along, in the form that package licenses reads.
//
//	go run .ci/licenses.go >app/licenses/licenses.txt
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"

	"golang.org/x/tools/txtar"
)

// legal are the names of files that say what may be done with what they lie beside.
var legal = regexp.MustCompile(`(?i)^(licen[cs]e|copying|notice|copyright|patents|ofl)([^a-z]|$)`)

// aside are folders of a module that no program is built from.
var aside = []string{"testdata", "cmd", "examples"}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run() error {
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return fmt.Errorf("ask for Go's folder: %w", err)
	}
	goroot := string(bytes.TrimSpace(root))
	goes := regexp.MustCompile(`\d+\.\d+`).FindString(runtime.Version()) // all its patches have one licence
	folders := map[string]string{
		"Go@" + goes:     goroot,
		"Unicode@15.0.0": filepath.Join("app", "browse", "variants"),
	}
	for _, system := range []string{"darwin", "linux", "windows"} {
		if err := modules(system, folders); err != nil {
			return err
		}
	}
	var all txtar.Archive
	for _, module := range slices.Sorted(maps.Keys(folders)) {
		files, err := texts(module, folders[module], folders[module] == goroot)
		if err != nil {
			return err
		}
		if len(files) == 0 {
			return fmt.Errorf("%s has no licence", module)
		}
		all.Files = append(all.Files, files...)
	}
	_, err = os.Stdout.Write(txtar.Format(&all))
	return err
}

// modules adds the folder of each module that the program needs on a system.
func modules(system string, folders map[string]string) error {
	list := exec.Command("go", "list", "-deps", "-tags", "migrated_fynedo", "-json=Module", ".")
	list.Env = append(os.Environ(), "GOOS="+system, "CGO_ENABLED=1")
	list.Stderr = os.Stderr
	out, err := list.Output()
	if err != nil {
		return fmt.Errorf("list the packages for %s: %w", system, err)
	}
	decoder := json.NewDecoder(bytes.NewReader(out))
	for {
		var p struct {
			Module *struct {
				Path, Version, Dir string
				Main               bool
			}
		}
		switch err := decoder.Decode(&p); {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		}
		if m := p.Module; m != nil && !m.Main {
			folders[m.Path+"@"+m.Version] = m.Dir
		}
	}
}

// texts are the legal files of a module, or those alone at the top of its folder, where
// Go's own lie.
func texts(module, dir string, top bool) (files []txtar.File, err error) {
	err = filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && path != dir && (top || slices.Contains(aside, entry.Name())):
			return fs.SkipDir
		case entry.IsDir() || !legal.MatchString(entry.Name()):
			return nil
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		name, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		text = bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n"))
		files = append(files, txtar.File{Name: module + "/" + filepath.ToSlash(name), Data: append(bytes.TrimSpace(text), '\n')})
		return nil
	})
	return files, err
}
