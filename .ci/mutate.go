//go:build ignore

// Command mutate changes a package at random, one place at a time, and says which changes no
// test has noticed.
//
//	go run .ci/mutate.go [-seed N] [-sample N] PACKAGE…
//
// .ci/mutants.txt says which tests count for a package beside its own, below which part of
// noticed changes it must not fall, and which changes are none to anybody. The same seed
// takes the same sample of the same source. Changes that do not compile do not count.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

const (
	list = ".ci/mutants.txt"
	tags = "-tags=migrated_fynedo"
)

// A mutant is one change of one file.
type mutant struct {
	file     string // from the top of the tree
	source   []byte // of the file
	line     int
	function string
	from, to int // in the file
	old, new string
}

// String is how the list names it: without the line, which others move.
func (m *mutant) String() string {
	return fmt.Sprintf("%s %s: %s → %s", m.file, m.function, short(m.old), short(m.new))
}

func short(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	if runes := []rune(text); len(runes) > 80 {
		text = string(runes[:79]) + "…"
	}
	if text == "" {
		return "nothing"
	}
	return text
}

// known is what the list says.
type known struct {
	floor map[string]float64  // by package
	tests map[string][]string // beside its own
	equal map[string]string   // mutant → reason
}

func read(path string) (known, error) {
	k := known{map[string]float64{}, map[string][]string{}, map[string]string{}}
	content, err := os.ReadFile(path)
	if err != nil {
		return k, err
	}
	for n, line := range strings.Split(string(content), "\n") {
		word, rest, _ := strings.Cut(line, " ")
		switch word {
		case "", "#":
		case "floor":
			fields := strings.Fields(rest)
			if len(fields) < 2 {
				return k, fmt.Errorf("%s:%d: floor PACKAGE PERCENT [TESTS…]", path, n+1)
			}
			percent, err := strconv.ParseFloat(fields[1], 64)
			if err != nil {
				return k, fmt.Errorf("%s:%d: %w", path, n+1, err)
			}
			k.floor[fields[0]], k.tests[fields[0]] = percent, fields[2:]
		case "equal":
			change, reason, found := strings.Cut(rest, " // ")
			if !found {
				return k, fmt.Errorf("%s:%d: equal CHANGE // REASON", path, n+1)
			}
			k.equal[change] = reason
		default:
			return k, fmt.Errorf("%s:%d: neither floor nor equal", path, n+1)
		}
	}
	return k, nil
}

// mutants are all that can be made of a file.
func mutants(path string) ([]*mutant, error) {
	source, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, path, source, 0)
	if err != nil {
		return nil, err
	}
	var all []*mutant
	function := ""
	put := func(from, to token.Pos, text string) {
		start, end := files.Position(from), files.Position(to)
		all = append(all, &mutant{path, source, start.Line, function, start.Offset, end.Offset, string(source[start.Offset:end.Offset]), text})
	}
	text := func(n ast.Node) string {
		return string(source[files.Position(n.Pos()).Offset:files.Position(n.End()).Offset])
	}
	visit := func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ImportSpec:
			return false
		case *ast.GenDecl:
			if n.Tok == token.CONST { // words that stand in a file or a database
				return false
			}
		case *ast.BinaryExpr:
			for _, op := range operators[n.Op] {
				put(n.Pos(), n.End(), text(n.X)+" "+op+" "+text(n.Y))
			}
		case *ast.UnaryExpr:
			if n.Op == token.NOT {
				put(n.Pos(), n.End(), text(n.X))
			}
		case *ast.IfStmt:
			put(n.Cond.Pos(), n.Cond.End(), "true || "+text(n.Cond))
			put(n.Cond.Pos(), n.Cond.End(), "false && ("+text(n.Cond)+")")
		case *ast.ExprStmt, *ast.IncDecStmt, *ast.DeferStmt:
			put(n.Pos(), n.End(), "")
		case *ast.AssignStmt:
			if n.Tok != token.DEFINE {
				put(n.Pos(), n.End(), "")
			}
		case *ast.BranchStmt:
			if n.Label == nil && n.Tok != token.FALLTHROUGH {
				put(n.Pos(), n.End(), map[token.Token]string{token.BREAK: "continue", token.CONTINUE: "break"}[n.Tok])
			}
		case *ast.Ident:
			if other := map[string]string{"true": "false", "false": "true"}[n.Name]; other != "" {
				put(n.Pos(), n.End(), other)
			}
		case *ast.BasicLit:
			switch n.Kind {
			case token.INT:
				put(n.Pos(), n.End(), n.Value+"+1")
			case token.STRING:
				put(n.Pos(), n.End(), n.Value+` + "x"`)
			}
		}
		return true
	}
	for _, d := range file.Decls {
		function = "-"
		if f, ok := d.(*ast.FuncDecl); ok {
			function = f.Name.Name
		}
		ast.Inspect(d, visit)
	}
	return all, nil
}

var operators = map[token.Token][]string{
	token.EQL: {"!="}, token.NEQ: {"=="}, token.LSS: {"<=", ">="}, token.LEQ: {"<", ">"}, token.GTR: {">=", "<="}, token.GEQ: {">", "<"},
	token.LAND: {"||"}, token.LOR: {"&&"}, token.ADD: {"-"}, token.SUB: {"+"}, token.MUL: {"/"}, token.QUO: {"*"},
}

// outcome is what became of a mutant.
type outcome int

const (
	broken outcome = iota // it does not compile
	noticed
	survived
)

// A bench runs tests over mutants of one package.
type bench struct {
	pkg     string
	tests   []string // the package's own first
	scratch string
	limit   time.Duration // for the tests of one package
}

func (b *bench) try(m *mutant) (outcome, error) {
	dir, err := os.MkdirTemp(b.scratch, "")
	if err != nil {
		return broken, err
	}
	changed, overlay := filepath.Join(dir, "changed.go"), filepath.Join(dir, "overlay.json")
	source := slices.Concat(m.source[:m.from], []byte(m.new), m.source[m.to:])
	from, err := filepath.Abs(m.file)
	if err != nil {
		return broken, err
	}
	replace, err := json.Marshal(map[string]map[string]string{"Replace": {from: changed}})
	if err != nil {
		return broken, err
	}
	if err := errors.Join(os.WriteFile(changed, source, 0o600), os.WriteFile(overlay, replace, 0o600)); err != nil {
		return broken, err
	}
	if b.run("build", "-overlay", overlay, "-o", os.DevNull, b.pkg) != nil {
		return broken, nil
	}
	for _, t := range b.tests {
		if b.test(t, "-overlay", overlay) != nil {
			return noticed, nil
		}
	}
	return survived, nil
}

func (b *bench) test(pkg string, flags ...string) error {
	return b.run("test", slices.Concat(flags, []string{"-vet=off", "-count=1", "-failfast", "-timeout", b.limit.String(), pkg})...)
}

func (b *bench) run(command string, args ...string) error {
	ctx, cancel := context.WithTimeout(context.Background(), b.limit+5*time.Minute) // the compiler may take some of it
	defer cancel()
	cmd := exec.CommandContext(ctx, "go", append([]string{command, tags}, args...)...)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("go %s: %w\n%s", command, err, out.String())
	}
	return nil
}

// mutate prints what no test of a package has noticed, and says whether that is too much.
func mutate(pkg string, seed uint64, sample int, k known) error {
	out, err := exec.Command("go", "list", tags, "-f", `{{.Dir}}{{range .GoFiles}} {{.}}{{end}}`, pkg).Output()
	if err != nil {
		return fmt.Errorf("go list %s: %w", pkg, err)
	}
	here, err := os.Getwd()
	if err != nil {
		return err
	}
	fields := strings.Fields(string(out))
	var all []*mutant
	for _, name := range fields[1:] {
		path, err := filepath.Rel(here, filepath.Join(fields[0], name))
		if err != nil {
			return err
		}
		of, err := mutants(path)
		if err != nil {
			return err
		}
		all = append(all, of...)
	}
	rand.New(rand.NewPCG(seed, 0)).Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })

	b := &bench{pkg: pkg, tests: append([]string{pkg}, k.tests[pkg]...), limit: 20 * time.Minute}
	if b.scratch, err = os.MkdirTemp("", "mutate-"); err != nil {
		return err
	}
	defer os.RemoveAll(b.scratch)
	slowest := time.Duration(0)
	for _, t := range b.tests {
		began := time.Now()
		if err := b.test(t); err != nil {
			return fmt.Errorf("before any change: %w", err)
		}
		slowest = max(slowest, time.Since(began))
	}
	b.limit = 10*slowest + 10*time.Second // a change may make a loop endless

	var (
		mu                             sync.Mutex
		next, alive, counted, detected int
		failure                        error
		workers                        sync.WaitGroup
	)
	// take is the next mutant to try; those under way may all count.
	take := func() *mutant {
		mu.Lock()
		defer mu.Unlock()
		for next < len(all) && counted+alive < sample && failure == nil {
			m := all[next]
			next++
			if _, equal := k.equal[m.String()]; !equal {
				alive++
				return m
			}
		}
		return nil
	}
	for range runtime.NumCPU() {
		workers.Go(func() {
			for m := take(); m != nil; m = take() {
				became, err := b.try(m)
				mu.Lock()
				alive--
				failure = errors.Join(failure, err)
				if became != broken {
					counted++
				}
				if became == noticed {
					detected++
				}
				if became == survived {
					fmt.Printf("%s:%d: %s: %s → %s\n", m.file, m.line, m.function, short(m.old), short(m.new))
				}
				mu.Unlock()
			}
		})
	}
	workers.Wait()
	if failure != nil {
		return failure
	}
	if counted == 0 {
		return errors.New("nothing to change in " + pkg)
	}
	low, high := interval(detected, counted)
	part := 100 * float64(detected) / float64(counted)
	fmt.Printf("%s: %d of %d noticed (%.0f %%, with 95 %% certainty between %.0f and %.0f), of %d, seed %d\n",
		pkg, detected, counted, part, low, high, len(all), seed)
	if part < k.floor[pkg] {
		return fmt.Errorf("%s is below its floor of %g %%", pkg, k.floor[pkg])
	}
	return nil
}

// interval is Wilson's, in percent.
func interval(hits, of int) (low, high float64) {
	const z = 1.96
	n, p := float64(of), float64(hits)/float64(of)
	middle, spread := p+z*z/(2*n), z*math.Sqrt(p*(1-p)/n+z*z/(4*n*n))
	return 100 * (middle - spread) / (1 + z*z/n), 100 * (middle + spread) / (1 + z*z/n)
}

func main() {
	seed := flag.Uint64("seed", 1, "which sample")
	sample := flag.Int("sample", 130, "how many changes a package")
	flag.Parse()
	k, err := read(list)
	if err != nil {
		fail(err)
	}
	packages := flag.Args()
	if len(packages) == 0 {
		packages = slices.Sorted(maps.Keys(k.floor))
	}
	var failed error
	for _, pkg := range packages {
		failed = errors.Join(failed, mutate(strings.TrimSuffix(pkg, "/"), *seed, *sample, k))
	}
	if failed != nil {
		fail(failed)
	}
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}
