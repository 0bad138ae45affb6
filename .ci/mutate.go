//go:build ignore

// Command mutate changes a package at random, one place at a time, and says which changes no
// test has noticed.
//
//	go run .ci/mutate.go .ci/mutants.go [-seed N] [-sample N] [-jobs N] [-at PLACE] [-unreached] PACKAGE…
//
// All changes of a package are in one binary of its tests, each with a number that switches it
// on. A first run of each test says where one would make a difference; then each change costs
// no more than the tests that come there, the quickest first, until one fails.
//
// .ci/mutants.txt says which tests count for a package beside its own, below which part of
// noticed changes it must not fall, and which changes are none to anybody. The same seed
// takes the same sample of the same source. Changes that do not compile do not count.
package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"go/importer"
	"go/token"
	"io"
	"io/fs"
	"maps"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

const (
	equals = ".ci/mutants.txt"
	tags   = "-tags=migrated_fynedo"
)

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

// A binary has the tests of a package.
type binary struct {
	pkg, path, dir string
	start          time.Duration // of no test
	flags          []string
}

// A test is one that passes without any change.
type test struct {
	of      *binary
	name    string
	took    time.Duration
	reached map[int]int64 // mutant → how often it would have made a difference
}

// A bench runs tests over the mutants of one package.
type bench struct {
	scratch string
	overlay string
	jobs    int
	tests   []*test // the quickest first
}

// list asks go list, for lines of a form.
func list(ctx context.Context, format string, args ...string) ([]string, error) {
	out, err := run(exec.CommandContext(ctx, "go", slices.Concat([]string{"list", tags, "-f", format}, args)...))
	return strings.Split(strings.TrimSpace(out), "\n"), err
}

// run gives what a command writes, and adds it to its error.
func run(cmd *exec.Cmd) (string, error) {
	var out, wrong strings.Builder
	cmd.Stdout, cmd.Stderr = &out, &wrong
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("%s: %w\n%s%s", strings.Join(cmd.Args[:2], " "), err, out.String(), wrong.String())
	}
	return out.String(), nil
}

// find gives the package with all its mutants.
func find(ctx context.Context, pkg string) (*instrumented, error) {
	found, err := list(ctx, "{{.ImportPath}}\n{{.Dir}}{{range .GoFiles}}\n{{.}}{{end}}", pkg)
	if err != nil {
		return nil, err
	}
	here, err := os.Getwd()
	if err != nil {
		return nil, err
	}
	var paths []string
	for _, name := range found[2:] {
		path, err := filepath.Rel(here, filepath.Join(found[1], name))
		if err != nil {
			return nil, err
		}
		paths = append(paths, path)
	}
	if len(paths) == 0 {
		return nil, fmt.Errorf("%s has tests alone", pkg)
	}
	// The switch has imports of its own.
	compiled, err := list(ctx, "{{.ImportPath}}\t{{.Export}}", "-export", "-deps", pkg, "fmt", "os", "strconv", "sync/atomic")
	if err != nil {
		return nil, err
	}
	exports := map[string]string{}
	for _, line := range compiled {
		name, path, _ := strings.Cut(line, "\t")
		exports[name] = path
	}
	files := token.NewFileSet()
	return instrument(found[0], paths, importer.ForCompiler(files, "gc", func(path string) (io.ReadCloser, error) {
		if exports[path] == "" {
			return nil, fmt.Errorf("no export data of %s", path)
		}
		return os.Open(exports[path])
	}), files)
}

// write puts the changed files where the compiler finds them.
func (b *bench) write(p *instrumented) error {
	replace := map[string]string{}
	put := func(path, content string) error {
		path, err := filepath.Abs(path)
		if err != nil {
			return err
		}
		replace[path] = filepath.Join(b.scratch, strconv.Itoa(len(replace))+".go")
		return os.WriteFile(replace[path], []byte(content), 0o600)
	}
	for _, s := range p.sources {
		if err := put(s.path, string(s.changed())); err != nil {
			return err
		}
	}
	if err := put(filepath.Join(filepath.Dir(p.sources[0].path), "mutant_switch.go"), switchFile(p.name, p.count)); err != nil {
		return err
	}
	content, err := json.Marshal(map[string]map[string]string{"Replace": replace})
	if err != nil {
		return err
	}
	b.overlay = filepath.Join(b.scratch, "overlay.json")
	return os.WriteFile(b.overlay, content, 0o600)
}

// build makes a binary of the tests of a package, and lists them.
func (b *bench) build(ctx context.Context, pkg string, n int) (*binary, []*test, error) {
	dir, err := list(ctx, "{{.Dir}}", pkg)
	if err != nil {
		return nil, nil, err
	}
	t := &binary{pkg: pkg, dir: dir[0], path: filepath.Join(b.scratch, strconv.Itoa(n)+".test")}
	if _, err := run(exec.CommandContext(ctx, "go", "test", tags, "-c", "-vet=off", "-overlay", b.overlay, "-o", t.path, pkg)); err != nil {
		return nil, nil, err
	}
	if _, err := os.Stat(t.path); err != nil {
		return nil, nil, fmt.Errorf("%s has no tests", pkg)
	}
	// Random tests are the same each time, leave no file behind, and look for no smaller example.
	rapid := []string{"-rapid.seed=1", "-rapid.nofailfile", "-rapid.shrinktime=0s"}
	if b.try(ctx, t, nil, rapid, time.Minute) == nil {
		t.flags = rapid
	}
	began := time.Now()
	if err := b.try(ctx, t, nil, nil, time.Minute); err != nil {
		return nil, nil, err
	}
	t.start = time.Since(began)
	cmd := exec.CommandContext(ctx, t.path, "-test.list", ".")
	cmd.Dir = t.dir
	cmd.Env = b.environment()
	out, err := run(cmd)
	var tests []*test
	for _, name := range strings.Fields(out) {
		if strings.HasPrefix(name, "Test") || strings.HasPrefix(name, "Fuzz") || strings.HasPrefix(name, "Example") {
			tests = append(tests, &test{of: t, name: name})
		}
	}
	return t, tests, err
}

// environment is that of tests: what they leave behind goes with the bench, and a program that
// they build has the mutants as well.
func (b *bench) environment(more ...string) []string {
	return slices.Concat(os.Environ(), []string{"TMPDIR=" + b.scratch, "GOFLAGS=" + os.Getenv("GOFLAGS") + " -overlay=" + b.overlay}, more)
}

var folders atomic.Int64 // none of its names comes twice: what outlives a test may still write there

// makeFolder makes one that no other process has, with a name as short as can be: what a test
// shows of its folder would be cut on the screen where that is long.
func makeFolder(dir, prefix string) (string, error) {
	for {
		path := filepath.Join(dir, prefix+strconv.FormatInt(folders.Add(1), 36))
		if err := os.Mkdir(path, 0o700); !errors.Is(err, fs.ErrExist) {
			return path, err
		}
	}
}

// try runs tests of a binary, until one fails.
func (b *bench) try(ctx context.Context, t *binary, names, flags []string, limit time.Duration, variables ...string) error {
	dir, err := makeFolder(b.scratch, "")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	if err := errors.Join(os.Chmod(b.scratch, 0o755), os.Chmod(dir, 0o755)); err != nil { // some tests go on as somebody else
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, limit+5*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, t.path, slices.Concat([]string{
		"-test.run=^(" + strings.Join(names, "|") + ")$", "-test.failfast", "-test.paniconexit0", "-test.timeout=" + limit.String(),
	}, t.flags, flags)...)
	cmd.Dir = t.dir
	cmd.Env = b.environment(append(variables, "TMPDIR="+dir)...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // with what it starts
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	cmd.WaitDelay = 5 * time.Second
	_, err = run(cmd)
	return err
}

// record runs each test alone without any change, and notes where it comes to.
func (b *bench) record(ctx context.Context, all []*test) {
	var mu sync.Mutex
	b.each(len(all), func(i int) {
		t := all[i]
		reached := filepath.Join(b.scratch, fmt.Sprintf("reached%d", i))
		defer os.Remove(reached)
		if err := errors.Join(os.WriteFile(reached, nil, 0o600), os.Chmod(reached, 0o666)); err != nil { // somebody else writes as well
			fmt.Println(err)
			return
		}
		began := time.Now()
		err := b.try(ctx, t.of, []string{t.name}, nil, 10*time.Minute, "MUTANT=-1", "MUTANT_REACHED="+reached)
		t.took = max(time.Since(began)-t.of.start, time.Millisecond)
		content, failed := os.ReadFile(reached)
		mu.Lock()
		defer mu.Unlock()
		if err = errors.Join(err, failed); err != nil {
			if ctx.Err() == nil {
				fmt.Printf("%s: %s does not count, it fails without any change: %v\n", t.of.pkg, t.name, err)
			}
			return
		}
		t.reached = map[int]int64{}
		for line := range strings.Lines(string(content)) {
			var id int
			var times int64
			if _, err := fmt.Sscan(line, &id, &times); err == nil {
				t.reached[id] = max(t.reached[id], times)
			}
		}
		b.tests = append(b.tests, t)
	})
	slices.SortFunc(b.tests, func(x, y *test) int { return cmp.Compare(x.took, y.took) })
}

// each does a number of things, some at once.
func (b *bench) each(n int, do func(int)) {
	var workers sync.WaitGroup
	var next atomic.Int64
	for range b.jobs {
		workers.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				do(i)
			}
		})
	}
	workers.Wait()
}

// outcome is what became of a mutant.
type outcome int

const (
	unreached outcome = iota // no test comes to where it makes a difference
	survived
	noticed
)

// reaching are the tests that come to where a mutant makes a difference, and how often one does.
func (b *bench) reaching(m *mutant) (tests []*test, times int64) {
	for _, t := range b.tests {
		if n := t.reached[m.id]; n > 0 {
			tests = append(tests, t)
			times = max(times, n)
		}
	}
	return tests, times
}

// judge runs the tests that may notice a mutant: few quick ones in one process at first, then
// more and longer ones, until one fails.
func (b *bench) judge(ctx context.Context, m *mutant) outcome {
	left, times := b.reaching(m)
	if len(left) == 0 {
		return unreached
	}
	// Where it comes to far more often than without, it does not end.
	variables := []string{"MUTANT=" + strconv.Itoa(m.id), fmt.Sprintf("MUTANT_LIMIT=%d", 1000*times+1_000_000)}
	for budget := 500 * time.Millisecond; len(left) > 0; budget *= 2 {
		batch := map[*binary][]string{}
		took := map[*binary]time.Duration{}
		for sum := time.Duration(0); len(left) > 0 && (sum == 0 || sum+left[0].took <= budget); left = left[1:] {
			t := left[0]
			sum += t.took
			batch[t.of] = append(batch[t.of], t.name)
			took[t.of] += t.took
		}
		for t, names := range batch {
			if b.try(ctx, t, names, nil, 10*time.Second+5*(t.start+took[t]), variables...) != nil {
				return noticed
			}
		}
	}
	return survived
}

// options say which mutants are tried.
type options struct {
	seed         uint64
	sample, jobs int
	at           string
	unreached    bool
}

// mutate prints what no test of a package has noticed, and says whether that is too much.
func mutate(ctx context.Context, pkg string, o options, k known) (failure error) {
	p, err := find(ctx, pkg)
	if err != nil {
		return err
	}
	names := map[string]bool{}
	var all []*mutant
	for _, m := range p.mutants {
		names[m.name] = true
		if _, equal := k.equal[m.name]; !equal && strings.HasPrefix(fmt.Sprintf("%s:%d:", m.file, m.line), o.at) {
			all = append(all, m)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(k.equal)) {
		file, _, _ := strings.Cut(name, " ")
		if !names[name] && filepath.Dir(file) == filepath.Dir(p.sources[0].path) {
			failure = errors.Join(failure, fmt.Errorf("%s: there is no %s any more", equals, name))
		}
	}
	if len(all) == 0 {
		return errors.Join(failure, errors.New("nothing to change in "+pkg))
	}
	found := len(all)
	if o.unreached {
		o.sample = found
	}
	rand.New(rand.NewPCG(o.seed, 0)).Shuffle(found, func(i, j int) { all[i], all[j] = all[j], all[i] })
	all = all[:min(o.sample, found)]

	b := &bench{jobs: o.jobs}
	if b.scratch, err = makeFolder(os.TempDir(), "mutate"); err != nil {
		return err
	}
	defer os.RemoveAll(b.scratch)
	if err := b.write(p); err != nil {
		return err
	}
	began := time.Now()
	var tests []*test
	for n, t := range append([]string{pkg}, k.tests[pkg]...) {
		_, of, err := b.build(ctx, t, n)
		if err != nil {
			return fmt.Errorf("before any change: %w", err)
		}
		tests = append(tests, of...)
	}
	built := time.Now()
	b.record(ctx, tests)
	recorded := time.Now()
	if err := ctx.Err(); err != nil { // what was not recorded says nothing
		return err
	}
	if o.unreached {
		return errors.Join(failure, b.tellUnreached(all))
	}

	var noticing, judged atomic.Int64
	b.each(len(all), func(i int) {
		m := all[i]
		became := b.judge(ctx, m)
		if ctx.Err() != nil { // it is no answer
			return
		}
		judged.Add(1)
		if became == noticed {
			noticing.Add(1)
		} else { // told at once, for who cannot wait
			tell(m, became)
		}
	})
	hits := int(noticing.Load())
	if err := ctx.Err(); err != nil { // they are in no order, so that the first are a sample too
		fmt.Printf("%s: stopped after %d, of which %d were noticed\n", pkg, judged.Load(), hits)
		return err
	}
	low, high := interval(hits, len(all))
	percent := 100 * float64(hits) / float64(len(all))
	fmt.Printf("%s: %d of %d noticed (%.0f %%, with 95 %% certainty between %.0f and %.0f), of %d, seed %d; %d do not compile; built in %.0f s, %d tests in %.0f s, then %.1f s a change\n",
		pkg, hits, len(all), percent, low, high, found, o.seed, p.broken,
		built.Sub(began).Seconds(), len(tests), recorded.Sub(built).Seconds(), time.Since(recorded).Seconds()/float64(len(all)))
	if o.at == "" && percent < k.floor[pkg] {
		failure = errors.Join(failure, fmt.Errorf("%s is below its floor of %g %%", pkg, k.floor[pkg]))
	}
	return failure
}

func tell(m *mutant, became outcome) {
	_, change, _ := strings.Cut(m.name, " ")
	fmt.Printf("%s:%d: %s%s\n", m.file, m.line, change, map[outcome]string{unreached: " (no test has such a case)"}[became])
}

// tellUnreached prints the changes that need no run: no test comes to them.
func (b *bench) tellUnreached(all []*mutant) error {
	missed := slices.DeleteFunc(slices.Clone(all), func(m *mutant) bool {
		tests, _ := b.reaching(m)
		return len(tests) > 0
	})
	slices.SortFunc(missed, func(x, y *mutant) int { return cmp.Or(cmp.Compare(x.file, y.file), cmp.Compare(x.line, y.line)) })
	for _, m := range missed {
		tell(m, unreached)
	}
	_, err := fmt.Printf("%d of %d: no test comes to them\n", len(missed), len(all))
	return err
}

// interval is Wilson's, in percent.
func interval(hits, of int) (low, high float64) {
	const z = 1.96
	n, p := float64(of), float64(hits)/float64(of)
	middle, spread := p+z*z/(2*n), z*math.Sqrt(p*(1-p)/n+z*z/(4*n*n))
	return 100 * (middle - spread) / (1 + z*z/n), 100 * (middle + spread) / (1 + z*z/n)
}

func main() {
	var o options
	flag.Uint64Var(&o.seed, "seed", 1, "which sample")
	flag.IntVar(&o.sample, "sample", 130, "how many changes a package")
	flag.IntVar(&o.jobs, "jobs", 2, "how many tests at once")
	flag.StringVar(&o.at, "at", "", "only changes at places that begin so, such as app/mail/mail.go:12:")
	flag.BoolVar(&o.unreached, "unreached", false, "of all changes, only list those that no test comes to")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := mutateAll(ctx, flag.Args(), o)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// mutateAll goes over packages, or over all that have a floor.
func mutateAll(ctx context.Context, packages []string, o options) error {
	k, err := read(equals)
	if err != nil {
		return err
	}
	if len(packages) == 0 {
		packages = slices.Sorted(maps.Keys(k.floor))
	}
	var failed error
	for _, pkg := range packages {
		failed = errors.Join(failed, mutate(ctx, strings.TrimSuffix(pkg, "/"), o, k))
	}
	return failed
}
