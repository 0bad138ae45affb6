package roster

import (
	"cmp"
	"context"
	"encoding/xml"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"anpisync/reconcile/directory"
)

// tool finds a program, without which the test is left out: but not where all are installed.
func tool(t testing.TB, names ...string) string {
	t.Helper()
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	if os.Getenv("CI") == "true" {
		t.Fatalf("needs %s", names[0])
	}
	t.Skipf("needs %s", names[0])
	return ""
}

func run(t testing.TB, name string, args ...string) []byte {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	out, err := exec.CommandContext(ctx, name, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", filepath.Base(name), err, out)
	}
	return out
}

// printed is a roster as a browser prints it: a PDF.
func printed(t testing.TB, r *Roster) string {
	t.Helper()
	chromium := tool(t, "chromium", "chromium-browser", "google-chrome")
	dir := t.TempDir()
	if keep := os.Getenv("ANPISYNC_TEST_PDF"); keep != "" { // a folder for who wants to look at them
		dir = filepath.Join(keep, strings.ReplaceAll(t.Name(), "/", "-"))
		if err := os.MkdirAll(dir, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	page, pdf := filepath.Join(dir, "roster.html"), filepath.Join(dir, "roster.pdf")
	if err := os.WriteFile(page, []byte(htmlOf(t, r)), 0o600); err != nil {
		t.Fatal(err)
	}
	run(t, chromium, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--user-data-dir="+filepath.Join(dir, "profile"),
		"--no-pdf-header-footer", "--virtual-time-budget=1000", "--print-to-pdf="+pdf, "file://"+page)
	return pdf
}

// paper is what stands on the pages of a PDF, word by word.
type paper []sheet

type sheet struct {
	Width  float64 `xml:"width,attr"`
	Height float64 `xml:"height,attr"`
	Words  []word  `xml:"word"`
}

type word struct {
	XMin float64 `xml:"xMin,attr"`
	YMin float64 `xml:"yMin,attr"`
	XMax float64 `xml:"xMax,attr"`
	YMax float64 `xml:"yMax,attr"`
	Text string  `xml:",chardata"`
}

func read(t testing.TB, pdf string) paper {
	t.Helper()
	out := run(t, tool(t, "pdftotext"), "-bbox", pdf, "-")
	var doc struct {
		Pages paper `xml:"body>doc>page"`
	}
	d := xml.NewDecoder(strings.NewReader(string(out)))
	d.Strict, d.Entity = false, xml.HTMLEntity
	if err := d.Decode(&doc); err != nil {
		t.Fatal(err)
	}
	return doc.Pages
}

// text is all of a page, line by line.
func (s sheet) text() string {
	words := slices.Clone(s.Words)
	slices.SortStableFunc(words, func(a, b word) int {
		if math.Abs(a.YMax-b.YMax) > (a.YMax-a.YMin)/2 {
			return cmp.Compare(a.YMax, b.YMax)
		}
		return cmp.Compare(a.XMin, b.XMin)
	})
	var b strings.Builder
	for _, w := range words {
		b.WriteString(w.Text)
	}
	return b.String()
}

func (p paper) text() string {
	var b strings.Builder
	for _, s := range p {
		b.WriteString(s.text())
	}
	return b.String()
}

// millimetres of a PDF's points.
func mm(points float64) float64 { return points * 25.4 / 72 }

// checkPaper looks for words beyond the paper, and that each page has its number.
func checkPaper(t *testing.T, p paper) {
	t.Helper()
	for i, s := range p {
		for _, w := range s.Words {
			if w.XMin < 0 || w.YMin < 0 || w.XMax > s.Width || w.YMax > s.Height {
				t.Errorf("%q on page %d stands beyond the paper: %+v", w.Text, i+1, w)
			}
		}
		if number := fmt.Sprintf("%d/%d", i+1, len(p)); !strings.Contains(s.text(), number) {
			t.Errorf("page %d has no %q", i+1, number)
		}
	}
}

// checkRows wants every person whole on one page, as often as they are in a department:
// each character of their names is on the page where the address is.
func checkRows(t *testing.T, p paper, r *Roster) {
	t.Helper()
	want := map[string]int{}
	names := map[string]string{}
	for i := range r.Departments {
		for _, u := range r.Departments[i].Members {
			want[u.Email]++
			names[u.Email] = u.Name
		}
	}
	found := map[string]int{}
	for at, s := range p {
		there, needed := map[rune]int{}, map[rune]int{}
		for _, w := range s.Words {
			for _, c := range w.Text {
				there[c]++
			}
			if name, ok := names[w.Text]; ok {
				found[w.Text]++
				for _, c := range squeezed(name) {
					needed[c]++
				}
			}
		}
		for c, n := range needed {
			if there[c] < n {
				t.Errorf("page %d has %d %q of the %d in its people's names: a row is cut", at+1, there[c], c, n)
			}
		}
	}
	wrong := 0
	for email, n := range want {
		if found[email] != n && wrong < 10 {
			wrong++
			t.Errorf("%s stands there %d times, want %d", email, found[email], n)
		}
	}
}

func squeezed(text string) string { return strings.Join(strings.Fields(text), "") }

func TestPrinted_ListHasEveryPersonWholeOnAPage(t *testing.T) {
	for name, c := range map[string]struct {
		directory *directory.Directory
		change    func(*Choices)
		least     int
		most      int
	}{
		"nobody":    {of(0, 0), nil, 1, 1},
		"one":       {of(1, 1), nil, 1, 1},
		"office":    {of(345, 20), nil, 9, 18},
		"across":    {of(345, 20), func(c *Choices) { c.Across = true }, 12, 26},
		"apart":     {of(345, 20), func(c *Choices) { c.Apart = true }, 20, 40},
		"hard":      {hard(), nil, 15, 60},
		"thousands": {of(10_000, 300), nil, 220, 420},
	} {
		t.Run(name, func(t *testing.T) {
			if name == "thousands" && testing.Short() {
				t.Skip("takes long")
			}
			r := build(c.directory, c.change)
			p := read(t, printed(t, r))
			t.Logf("%d pages", len(p))
			if len(p) < c.least || len(p) > c.most {
				t.Errorf("%d pages, want %d to %d", len(p), c.least, c.most)
			}
			width, height := 210.0, 297.0
			if r.Across {
				width, height = height, width
			}
			if w, h := mm(p[0].Width), mm(p[0].Height); w < width-1 || w > width+1 || h < height-1 || h > height+1 {
				t.Errorf("the paper is %.0f × %.0f mm", w, h)
			}
			checkPaper(t, p)
			checkRows(t, p, r)
			for i := range p[:len(p)-1] {
				if text := p[i].text(); !strings.Contains(text, "名前よみ") {
					t.Errorf("page %d has no heads", i+1)
				}
			}
		})
	}
}

func TestPrinted_RareCharactersAreThere(t *testing.T) {
	p := read(t, printed(t, build(hard(), nil)))
	for _, want := range []string{"髙﨑", "𠮷野", "🏢", "😀"} { // a box has no character in a PDF
		if n := strings.Count(p.text(), want); n < 20 {
			t.Errorf("%s stands there %d times", want, n)
		}
	}
}

func TestPrinted_CallsHaveAPageATopDepartment(t *testing.T) {
	r := build(of(100, 20), func(c *Choices) { c.Form = Calls })
	p := read(t, printed(t, r))
	checkPaper(t, p)
	if want := len(r.tops()); len(p) != want {
		t.Errorf("%d pages, want %d", len(p), want)
	}
	large := read(t, printed(t, build(hard(), func(c *Choices) { c.Form = Calls })))
	checkPaper(t, large)
	for i := range 500 {
		if name := fmt.Sprintf("同僚%03d", i); !strings.Contains(large.text(), name) {
			t.Errorf("%s is missing", name)
		}
	}
}

func TestPrinted_CardsAreTenAPageAndTheirSize(t *testing.T) {
	r := build(of(25, 3), func(c *Choices) { c.Form = Cards })
	p := read(t, printed(t, r))
	if len(p) != 3 {
		t.Fatalf("%d pages for 25 cards", len(p))
	}
	for i, s := range p {
		var tops []float64
		cards := 0
		for _, w := range s.Words {
			if w.Text == "2026-10-03" || strings.HasSuffix(w.Text, "2026-10-03") {
				cards++
				tops = append(tops, mm(w.YMin))
			}
		}
		if want := min(10, 25-10*i); cards != want {
			t.Errorf("page %d has %d cards, want %d", i+1, cards, want)
		}
		slices.Sort(tops)
		if first, last := tops[0], tops[len(tops)-1]; i == 0 && (last-first < 219 || last-first > 221) { // four cards further down
			t.Errorf("the cards begin at %.1f and %.1f mm", first, last)
		}
	}
	checkCards := read(t, printed(t, build(hard(), func(c *Choices) { c.Form = Cards })))
	if want := (540 + 9) / 10; len(checkCards) != want {
		t.Errorf("%d pages, want %d", len(checkCards), want)
	}
}

func TestPrinted_ChartStandsOnThePageOfItsHeading(t *testing.T) {
	for name, note := range map[string]string{"as it is": DefaultNote, "long": strings.Repeat("集合場所は駐車場です。", 15) + "\n" + DefaultNote} {
		p := read(t, printed(t, build(of(345, 30), func(c *Choices) { c.Form, c.Note, c.Of.Department, c.Of.Below = Chart, note, 2, true })))
		checkPaper(t, p)
		deep := read(t, printed(t, build(hard(), func(c *Choices) { c.Form, c.Note = Chart, note })))
		checkPaper(t, deep)
		if len(p) != 1 || len(deep) != 1 {
			t.Errorf("%s: %d and %d pages", name, len(p), len(deep))
		}
	}
}

func TestPrinted_ChartHasEveryDepartment(t *testing.T) {
	for name, c := range map[string]struct{ departments, pages int }{"one page": {20, 1}, "several": {100, 7}} {
		t.Run(name, func(t *testing.T) {
			p := read(t, printed(t, build(of(345, c.departments), func(c *Choices) { c.Form = Chart })))
			checkPaper(t, p)
			if len(p) != c.pages {
				t.Errorf("%d pages, want %d", len(p), c.pages)
			}
			for id := 2; id <= c.departments+1; id++ {
				if name := fmt.Sprintf("第%d課", id); !strings.Contains(p.text(), name) {
					t.Errorf("%s is missing", name)
				}
			}
		})
	}
}
