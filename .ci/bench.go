//go:build ignore

// Command bench runs the benchmarks of all packages beside their counterparts (package
// versus), writes a table of them, and fails where one takes more than .ci/benchmarks.txt
// allows, or where that list and the benchmarks are not the same.
//
//	go run .ci/bench.go [REGEXP]
package main

import (
	"bufio"
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"anpisync/app/versus"
)

const (
	list   = ".ci/benchmarks.txt"
	table  = ".github/BENCHMARKS.md"
	tags   = "-tags=migrated_fynedo"
	rounds = "5x"
)

// limit is a line of the list.
type limit struct {
	times float64 // 0: it has no counterpart
	what  string  // or why not
	line  int
}

// result is what was measured of one benchmark.
type result struct {
	name        string // "./reconcile Import/first"
	took        time.Duration
	counterpart string
	times       [3]float64 // median, least, most
}

func readLimits() (map[string]limit, error) {
	content, err := os.ReadFile(list)
	if err != nil {
		return nil, err
	}
	limits := map[string]limit{}
	for n, line := range strings.Split(string(content), "\n") {
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		head, what, found := strings.Cut(line, " // ")
		fields := strings.Fields(head)
		if !found || len(fields) != 3 {
			return nil, fmt.Errorf("%s:%d: PACKAGE BENCHMARK TIMES // WHAT", list, n+1)
		}
		l := limit{what: what, line: n + 1}
		if fields[2] != "-" {
			if l.times, err = strconv.ParseFloat(fields[2], 64); err != nil {
				return nil, fmt.Errorf("%s:%d: %w", list, n+1, err)
			}
		}
		name := fields[0] + " " + fields[1]
		if other, twice := limits[name]; twice {
			return nil, fmt.Errorf("%s:%d: %s stands in line %d too", list, n+1, name, other.line)
		}
		limits[name] = l
	}
	return limits, nil
}

var declared = regexp.MustCompile(`(?m)^func Benchmark(\w+)\(`)

// packages are those with a benchmark that the expression finds.
func packages(expression string) ([]string, error) {
	top, _, _ := strings.Cut(expression, "/")
	wanted, err := regexp.Compile(top)
	if err != nil {
		return nil, err
	}
	var all []string
	err = filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && path != "." && strings.HasPrefix(d.Name(), "."):
			return filepath.SkipDir
		case !strings.HasSuffix(path, "_test.go"):
			return nil
		}
		source, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, match := range declared.FindAllSubmatch(source, -1) {
			if wanted.Match(match[1]) {
				all = append(all, "./"+filepath.ToSlash(filepath.Dir(path)))
				break
			}
		}
		return nil
	})
	slices.Sort(all)
	return slices.Compact(all), err
}

// run measures the benchmarks of a package.
func run(program, of, expression string) ([]result, error) {
	measure := exec.Command(program, "-test.run=^$", "-test.bench="+expression, "-test.benchtime="+rounds, "-test.timeout=1h")
	measure.Dir = of
	var said, complained bytes.Buffer
	measure.Stderr = &complained
	out, err := measure.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := measure.Start(); err != nil {
		return nil, err
	}
	var results []result
	for lines := bufio.NewScanner(out); lines.Scan(); {
		line := lines.Text()
		fmt.Fprintln(&said, line)
		if r, ok := parse(line); ok {
			r.name = of + " " + r.name
			results = append(results, r)
			fmt.Fprintln(os.Stderr, line)
		}
	}
	if err := measure.Wait(); err != nil {
		return nil, fmt.Errorf("%s: %w\n%s%s", of, err, said.String(), complained.String())
	}
	return results, nil
}

// parse reads a line of a benchmark: its name, how often it was run, and values with units.
func parse(line string) (r result, ok bool) {
	fields := strings.Fields(line)
	if len(fields) < 4 || !strings.HasPrefix(fields[0], "Benchmark") {
		return r, false
	}
	r.name = strings.TrimPrefix(fields[0], "Benchmark")
	r.name = strings.TrimSuffix(r.name, "-"+strconv.Itoa(runtime.GOMAXPROCS(0)))
	for i := 2; i+1 < len(fields); i += 2 {
		value, err := strconv.ParseFloat(fields[i], 64)
		if err != nil {
			return r, false
		}
		switch unit := fields[i+1]; {
		case unit == "ns/op":
			r.took = time.Duration(value)
		case unit == versus.Least:
			r.times[1] = value
		case unit == versus.Most:
			r.times[2] = value
		case strings.HasPrefix(unit, versus.Times):
			r.times[0] = value
			r.counterpart = strings.ReplaceAll(strings.TrimPrefix(unit, versus.Times), "-", " ")
		}
	}
	return r, true
}

// write makes the table.
func write(results []result, limits map[string]limit, head string) []byte {
	var b bytes.Buffer
	b.WriteString("# Benchmarks\n\n" + head)
	of := ""
	for _, r := range results {
		in, _, _ := strings.Cut(r.name, " ")
		if in != of {
			of = in
			fmt.Fprintf(&b, "\n## %s\n\n| What | Takes | Against | Times as much | Spread | At most |\n|---|--:|---|--:|--:|--:|\n", strings.TrimPrefix(of, "./"))
		}
		l := limits[r.name]
		if l.times == 0 {
			fmt.Fprintf(&b, "| %s | %s | | | | |\n", l.what, duration(r.took))
			continue
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s–%s | %s |\n", l.what, duration(r.took), r.counterpart,
			number(r.times[0]), number(r.times[1]), number(r.times[2]), number(l.times))
	}
	return b.Bytes()
}

// number has two digits that count, or all before the point.
func number(f float64) string {
	if f >= 10 {
		return strconv.FormatFloat(f, 'f', 0, 64)
	}
	return strconv.FormatFloat(f, 'g', 2, 64)
}

func duration(d time.Duration) string {
	switch {
	case d == 0:
		return ""
	case d >= time.Second:
		return number(d.Seconds()) + " s"
	case d >= time.Millisecond:
		return number(float64(d)/1e6) + " ms"
	}
	return number(float64(d)/1e3) + " µs"
}

// machine says where and of what the figures are.
func machine() string {
	commit := strings.TrimSpace(output("git", "describe", "--always", "--dirty=, changed", "--exclude=*"))
	head := fmt.Sprintf(`Made by `+"`bash .ci/bench`"+` of commit %s, with %s on %s/%s, %d cores. Each benchmark was run in five
rounds beside its counterpart, each first in every other round: the median of how many times as
much it takes counts, and must not be more than `+"`%s`"+` allows.
`, commit, runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), list)
	var load float64
	if content, err := os.ReadFile("/proc/loadavg"); err == nil {
		fmt.Sscan(string(content), &load)
	}
	if load > float64(runtime.NumCPU())/2 {
		head += fmt.Sprintf("\n**The machine was busy with other work (load %.0f): these figures say little.**\n", load)
	}
	return head
}

func output(name string, args ...string) string {
	out, err := exec.Command(name, args...).Output()
	if err != nil {
		return "unknown"
	}
	return string(out)
}

func bench(expression string) error {
	head := machine() // before it is busy with this
	limits, err := readLimits()
	if err != nil {
		return err
	}
	all, err := packages(expression)
	if err != nil {
		return err
	}
	programs := map[string]string{}
	for i, of := range all {
		programs[of] = filepath.Join(os.Getenv("scratch"), fmt.Sprintf("%d.test", i))
		build := exec.Command("go", "test", "-c", tags, "-o", programs[of], of)
		build.Stderr = os.Stderr
		if err := build.Run(); err != nil {
			return fmt.Errorf("%s: %w", of, err)
		}
	}
	var results []result
	for _, of := range all {
		of, err := run(programs[of], of, expression)
		if err != nil {
			return err
		}
		results = append(results, of...)
	}
	slices.SortStableFunc(results, func(a, b result) int { return cmp.Compare(limits[a.name].line, limits[b.name].line) })
	text := write(results, limits, head)
	if expression != "." {
		os.Stdout.Write(text)
	} else if err := os.WriteFile(table, text, 0o666); err != nil {
		return err
	}
	return judge(results, limits, expression == ".")
}

// judge finds what is above its limit, and what the list and the benchmarks do not share.
func judge(results []result, limits map[string]limit, whole bool) error {
	var wrong []error
	measured := map[string]bool{}
	for _, r := range results {
		l, known := limits[r.name]
		measured[r.name] = true
		switch {
		case !known:
			wrong = append(wrong, fmt.Errorf("%s is not in %s", r.name, list))
		case (l.times == 0) != (r.counterpart == ""):
			wrong = append(wrong, fmt.Errorf("%s:%d: %s has a counterpart, or has none", list, l.line, r.name))
		case r.times[0] > l.times:
			wrong = append(wrong, fmt.Errorf("%s takes %s times as much as %s, and may take %s", r.name, number(r.times[0]), r.counterpart, number(l.times)))
		}
	}
	for name, l := range limits {
		if whole && !measured[name] {
			wrong = append(wrong, fmt.Errorf("%s:%d: %s was not measured", list, l.line, name))
		}
	}
	return errors.Join(wrong...)
}

func main() {
	expression := "."
	if len(os.Args) > 1 {
		expression = os.Args[1]
	}
	if err := bench(expression); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}
