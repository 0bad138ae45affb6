package schedule

import (
	"cmp"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // Windows has no zones

	"golang.org/x/text/encoding/unicode"

	"anpisync/app/goldentest"
)

// now is some time before 07:30.
var now = time.Date(2026, 4, 1, 6, 45, 12, 0, time.FixedZone("JST", 9*60*60))

var (
	daily    = When{Every: Day, Hour: 7, Minute: 30}
	weekdays = When{Every: Weekday, Hour: 7, Minute: 30}
	hourly   = When{Every: Hour}
	office   = When{Every: OfficeHour}
)

// The names that people give to folders, and some that they better did not.
var jobs = map[string]Job{
	"plain":    {Program: "/usr/bin/anpisync", When: daily},
	"weekdays": {Program: "/usr/bin/anpisync", When: weekdays},
	"office":   {Program: "/usr/bin/anpisync", When: office},
	"awkward":  {Program: `/opt/安否 シンク & "Co" <1>/100%n $HOME/it's\anpisync`, Data: `/home/田中/データ 'a' & <b> "c" %h $PATH ${x} \e;`, When: hourly},
}

var windowsJobs = map[string]Job{
	"plain":    {Program: `C:\Users\tanaka\AppData\Local\Programs\AnpiSync\anpisync.exe`, When: daily},
	"weekdays": {Program: `C:\Users\tanaka\AppData\Local\Programs\AnpiSync\anpisync.exe`, When: weekdays},
	"office":   {Program: `C:\Users\tanaka\AppData\Local\Programs\AnpiSync\anpisync.exe`, When: office},
	"awkward":  {Program: `C:\Users\髙橋 & 田中\It's 100% $1\anpisync.exe`, Data: `D:\共有 'a' & b\`, When: hourly},
}

const sid = "S-1-5-21-1004336348-1177238915-682003330-1001"

func TestFilesForEachSystem(t *testing.T) {
	files := map[string]string{}
	for name, j := range jobs {
		files[name+".service"] = serviceUnit(j)
		files[name+".timer"] = timerUnit(j)
		files[name+".plist"] = plist(launchd{}.label(j), j)
	}
	for name, j := range windowsJobs {
		files[name+".xml"] = taskXML(j, sid, tasks{userID: sid}.mark(j), now)
	}
	for name, got := range files {
		goldentest.Compare(t, filepath.Join("testdata", name), got)
	}
}

// What XML hands to the two systems that take it is the name itself.
func TestXMLHoldsTheNamesAsTheyAre(t *testing.T) {
	for name, j := range jobs {
		var agent struct {
			Arguments []string `xml:"dict>array>string"`
		}
		if err := xml.Unmarshal([]byte(plist("label", j)), &agent); err != nil {
			t.Fatal(err)
		}
		if want := append([]string{j.Program}, spread(j.args())...); !slices.Equal(agent.Arguments, want) {
			t.Errorf("%s: %q, want %q", name, agent.Arguments, want)
		}
	}
	for name, j := range windowsJobs {
		var task struct {
			User      string `xml:"Principals>Principal>UserId"`
			Command   string `xml:"Actions>Exec>Command"`
			Arguments string `xml:"Actions>Exec>Arguments"`
		}
		text := strings.Replace(taskXML(j, sid, "", now), `encoding="UTF-16"`, `encoding="UTF-8"`, 1)
		if err := xml.Unmarshal([]byte(text), &task); err != nil {
			t.Fatal(err)
		}
		if task.Command != j.Program || task.User != sid {
			t.Errorf("%s: starts %q as %q", name, task.Command, task.User)
		}
		if want := cmp.Or(map[string]string{"awkward": `-import -data "D:\共有 'a' & b\\"`, "weekdays": "-import -quiet", "office": "-import -quiet"}[name], "-import"); task.Arguments != want {
			t.Errorf("%s: arguments %s, want %s", name, task.Arguments, want)
		}
	}
}

func TestArgumentsAreQuotedAsWindowsReadsThem(t *testing.T) {
	for arg, want := range map[string]string{
		`a`: `a`, ``: `""`, `a b`: `"a b"`, `C:\a b\`: `"C:\a b\\"`, `C:\a\`: `C:\a\`,
		`a"b c`: `"a\"b c"`, `a\"b`: `"a\\\"b"`, `\\s\x y`: `"\\s\x y"`,
	} {
		if got := quoteArgument(arg); got != want {
			t.Errorf("%s becomes %s, want %s", arg, got, want)
		}
	}
}

func TestNext(t *testing.T) {
	at := func(day, hour, minute int) time.Time {
		return time.Date(2026, 4, day, hour, minute, 0, 0, now.Location())
	}
	for _, c := range []struct {
		when        When
		after, next time.Time
	}{
		{daily, now, at(1, 7, 30)},
		{daily, at(1, 7, 30), at(2, 7, 30)},
		{daily, at(30, 8, 0), at(31, 7, 30)}, // 1 May
		{hourly, now, at(1, 7, 0)},
		{hourly, at(1, 23, 0), at(2, 0, 0)},
		{weekdays, now, at(1, 7, 30)}, // a Wednesday
		{weekdays, at(3, 7, 30), at(6, 7, 30)},
		{weekdays, at(4, 6, 0), at(6, 7, 30)},
		{office, now, at(1, 8, 0)},
		{office, at(1, 8, 0), at(1, 9, 0)},
		{office, at(4, 19, 59), at(4, 20, 0)},
		{office, at(4, 20, 0), at(5, 8, 0)},
		{When{}, now, time.Time{}},
	} {
		if got := c.when.Next(c.after); !got.Equal(c.next) {
			t.Errorf("%q after %v: %v, want %v", c.when, c.after, got, c.next)
		}
	}
}

// zone is one whose clocks change.
func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	in, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return in
}

// Each hour is one that comes, also where the clock leaves one out or has one twice.
func TestNextIsAnHourLaterWhereTheClockChanges(t *testing.T) {
	for _, c := range []struct{ zone, after, next string }{
		{"America/New_York", "2026-03-08T01:20:30-05:00", "2026-03-08T03:00:00-04:00"},
		{"America/New_York", "2026-11-01T01:20:30-04:00", "2026-11-01T01:00:00-05:00"},
		{"America/New_York", "2026-11-01T01:00:00-05:00", "2026-11-01T02:00:00-05:00"},
		{"America/Santiago", "2026-09-05T23:59:59-04:00", "2026-09-06T01:00:00-03:00"},
		{"Europe/Berlin", "2026-03-29T01:20:30+01:00", "2026-03-29T03:00:00+02:00"},
		{"Asia/Kolkata", "2026-03-29T01:20:30+05:30", "2026-03-29T02:00:00+05:30"},
	} {
		after, err := time.Parse(time.RFC3339, c.after)
		if err != nil {
			t.Fatal(err)
		}
		if got := hourly.Next(after.In(zone(t, c.zone))).Format(time.RFC3339); got != c.next {
			t.Errorf("after %s: %s, want %s", c.after, got, c.next)
		}
	}
}

func TestWhenIsKeptAsText(t *testing.T) {
	for _, w := range []When{{}, hourly, daily, weekdays, office, {Every: Day}, {Every: Day, Hour: 23, Minute: 59}} {
		if got, err := ParseWhen(w.String()); got != w || err != nil {
			t.Errorf("%q reads as %v: %v", w, got, err)
		}
	}
	for _, text := range []string{"day", "day 24:00", "day 7:60", "week 07:30", "day -1:30", "hour 07:30", "weekday", "weekday 24:00", "office-hour 07:30"} {
		if w, err := ParseWhen(text); err == nil {
			t.Errorf("%q reads as %v", text, w)
		}
	}
}

// What was missed is made up when the machine is on again, but not at a quiet time.
func TestQuiet(t *testing.T) {
	at := func(day, hour, minute int) time.Time {
		return time.Date(2026, 4, day, hour, minute, 0, 0, now.Location())
	}
	for _, c := range []struct {
		when  When
		at    time.Time
		quiet bool
	}{
		{daily, at(4, 3, 0), false}, {hourly, at(4, 3, 0), false},
		{weekdays, at(3, 23, 59), false}, {weekdays, at(4, 0, 5), false}, {weekdays, at(4, 1, 0), true}, {weekdays, at(4, 7, 30), true}, {weekdays, at(5, 7, 30), true}, {weekdays, at(6, 0, 0), false},
		{office, at(4, 7, 59), true}, {office, at(4, 8, 0), false}, {office, at(4, 20, 10), false}, {office, at(4, 21, 0), true},
	} {
		if got := c.when.Quiet(c.at); got != c.quiet {
			t.Errorf("%q at %v: quiet %v", c.when, c.at, got)
		}
	}
}

// Who looks on a Monday does not find a list old that is of Friday, as it was to be.
func TestDaysOff(t *testing.T) {
	at := func(day int) time.Time { return time.Date(2026, 4, day, 7, 30, 0, 0, now.Location()) }
	for _, c := range []struct {
		when     When
		from, to int
		days     int
	}{
		{weekdays, 3, 6, 2}, {weekdays, 3, 4, 0}, {weekdays, 3, 5, 1}, {weekdays, 1, 3, 0}, {weekdays, 3, 13, 4}, {weekdays, 6, 3, 0}, {daily, 3, 6, 0},
	} {
		if got := c.when.DaysOff(at(c.from), at(c.to)); got != c.days {
			t.Errorf("%q has %d days off from %d to %d April, want %d", c.when, got, c.from, c.to, c.days)
		}
	}
}

// In these zones there is a Sunday that begins at one o'clock.
func TestDaysOffAreCountedWhereADayHasNoMidnight(t *testing.T) {
	for name, sunday := range map[string]time.Time{
		"America/Santiago": time.Date(2026, 9, 6, 0, 0, 0, 0, time.UTC),
		"America/Havana":   time.Date(2026, 3, 8, 0, 0, 0, 0, time.UTC),
		"Atlantic/Azores":  time.Date(2026, 3, 29, 0, 0, 0, 0, time.UTC),
	} {
		in := zone(t, name)
		at := func(days int) time.Time {
			year, month, day := sunday.Date()
			return time.Date(year, month, day+days, 7, 30, 0, 0, in)
		}
		counted := make(chan int, 3)
		go func() { // which may take for ever
			counted <- weekdays.DaysOff(at(-2), at(1))
			counted <- weekdays.DaysOff(at(-2), at(0))
			counted <- weekdays.DaysOff(at(-7), at(8))
		}()
		for _, want := range []int{2, 1, 4} {
			select {
			case got := <-counted:
				if got != want {
					t.Errorf("%s: %d days off, want %d", name, got, want)
				}
			case <-time.After(10 * time.Second):
				t.Fatalf("%s: the days are still counted", name)
			}
		}
	}
}

// What is registered with each of the systems is all times of a week that Next tells.
func TestEverySystemHasTheTimesThatNextTells(t *testing.T) {
	monday := time.Date(2026, 4, 6, 0, 0, 0, 0, now.Location())
	for _, w := range []When{daily, weekdays, office} {
		var want []string
		for next := w.Next(monday); next.Before(monday.AddDate(0, 0, 7)); next = w.Next(next) {
			want = append(want, next.Format("Mon 15:04"))
		}
		for system, times := range map[string][]string{"launchd": launchdTimes(t, w), "tasks": taskTimes(t, w, monday)} {
			if slices.Sort(times); !slices.Equal(times, slices.Sorted(slices.Values(want))) {
				t.Errorf("%q on %s runs at %q, want %q", w, system, times, want)
			}
		}
	}
}

var week = []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday, time.Saturday, time.Sunday}

func launchdTimes(t *testing.T, w When) (times []string) {
	t.Helper()
	type dict struct {
		Keys   []string `xml:"key"`
		Values []int    `xml:"integer"`
	}
	var agent struct {
		One     dict   `xml:"dict>dict"`
		Several []dict `xml:"dict>array>dict"`
	}
	if err := xml.Unmarshal([]byte(plist("label", Job{When: w})), &agent); err != nil {
		t.Fatal(err)
	}
	for _, d := range append(agent.Several, agent.One) {
		if len(d.Keys) == 0 {
			continue
		}
		named := map[string]int{}
		for i, key := range d.Keys {
			named[key] = d.Values[i]
		}
		for _, day := range week {
			if only, ok := named["Weekday"]; !ok || time.Weekday(only) == day {
				times = append(times, fmt.Sprintf("%s %02d:%02d", day.String()[:3], named["Hour"], named["Minute"]))
			}
		}
	}
	return times
}

func taskTimes(t *testing.T, w When, after time.Time) (times []string) {
	t.Helper()
	var task struct {
		Triggers []struct {
			Start string `xml:"StartBoundary"`
			Every string `xml:"ScheduleByDay>DaysInterval"`
			Week  struct {
				Days []struct{ XMLName xml.Name } `xml:",any"`
			} `xml:"ScheduleByWeek>DaysOfWeek"`
		} `xml:"Triggers>CalendarTrigger"`
	}
	text := strings.Replace(taskXML(Job{When: w}, sid, "", after), `encoding="UTF-16"`, `encoding="UTF-8"`, 1)
	if err := xml.Unmarshal([]byte(text), &task); err != nil {
		t.Fatal(err)
	}
	for _, trigger := range task.Triggers {
		start, err := time.Parse("2006-01-02T15:04:05", trigger.Start)
		if err != nil || trigger.Every == "" && len(trigger.Week.Days) == 0 {
			t.Fatalf("a trigger that is none: %+v (%v)", trigger, err)
		}
		for _, day := range week {
			named := slices.ContainsFunc(trigger.Week.Days, func(d struct{ XMLName xml.Name }) bool { return d.XMLName.Local == day.String() })
			if trigger.Every == "1" || named {
				times = append(times, day.String()[:3]+start.Format(" 15:04"))
			}
		}
	}
	return times
}

// tools stands for the commands of the system: it writes down what was asked, and
// answers or fails by the beginning of the command line.
type tools struct {
	asked   []string
	answers map[string]string
	fails   map[string]error
}

func (f *tools) run(_ context.Context, name string, args ...string) (string, error) {
	line := name + " " + strings.Join(args, " ")
	f.asked = append(f.asked, line)
	for begin, err := range f.fails {
		if strings.HasPrefix(line, begin) {
			return "", fmt.Errorf("%w: %s", err, line)
		}
	}
	for begin, answer := range f.answers {
		if strings.HasPrefix(line, begin) {
			return answer, nil
		}
	}
	return "", nil
}

func (f *tools) did(begin string) bool {
	return slices.ContainsFunc(f.asked, func(line string) bool { return strings.HasPrefix(line, begin) })
}

// left is all that is below a folder but what was there before (theThree).
func left(t *testing.T, dir string) []string {
	t.Helper()
	var found []string
	err := filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
		found = append(found, path)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	before := []string{dir, filepath.Join(dir, "LaunchAgents"), filepath.Join(dir, "config"), filepath.Join(dir, "data")}
	return slices.DeleteFunc(found, func(path string) bool { return slices.Contains(before, path) })
}

// theThree are the schedulers over tools that do nothing. Those of Windows keep what
// they were given.
func theThree(t *testing.T, f *tools, dir string) map[string]Scheduler {
	t.Helper()
	for _, there := range []string{"config", "data", "LaunchAgents"} {
		if err := os.Mkdir(filepath.Join(dir, there), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	f.answers = map[string]string{"systemctl --user is-system-running": "degraded\n"}
	win := &taskStore{t: t, tools: f, tasks: map[string]string{}}
	return map[string]Scheduler{
		"systemd": systemd{run: f.run, config: filepath.Join(dir, "config"), data: filepath.Join(dir, "data")},
		"launchd": launchd{run: f.run, agents: filepath.Join(dir, "LaunchAgents"), user: "501"},
		"tasks":   tasks{run: win.run, userName: "田中", userID: sid, now: func() time.Time { return now }},
		"memory":  Memory(),
	}
}

// taskStore is as much of schtasks as is needed: it prints a task in a code page that
// lacks its letters.
type taskStore struct {
	*tools
	t     *testing.T
	tasks map[string]string
}

func (s *taskStore) run(ctx context.Context, name string, args ...string) (string, error) {
	if out, err := s.tools.run(ctx, name, args...); err != nil {
		return out, err
	}
	option := func(name string) string { return args[slices.Index(args, name)+1] }
	task := option("/TN")
	switch args[0] {
	case "/Create":
		content, err := os.ReadFile(option("/XML"))
		if err != nil {
			s.t.Error(err)
		}
		if open := openFiles(); slices.Contains(open, option("/XML")) {
			s.t.Error("the task is still being written")
		}
		decoded, err := unicode.UTF16(unicode.BigEndian, unicode.ExpectBOM).NewDecoder().String(string(content))
		if err != nil {
			s.t.Error(err)
		}
		s.tasks[task] = decoded
	case "/Delete":
		if _, ok := s.tasks[task]; !ok {
			return "", ErrRefused
		}
		delete(s.tasks, task)
	case "/Query":
		if _, ok := s.tasks[task]; !ok {
			return "", ErrRefused
		}
		return strings.Map(func(r rune) rune {
			if r > 127 {
				return '?'
			}
			return r
		}, s.tasks[task]), nil
	}
	return "", nil
}

func TestSetRepairAndRemove(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	f := &tools{}
	for name, s := range theThree(t, f, dir) {
		t.Run(name, func(t *testing.T) {
			job := Job{Program: "/opt/a/anpisync", Data: "/data", When: daily}
			other := Job{Program: "/opt/a/anpisync", When: hourly} // of the user's own folder
			is := func(j Job, want State) {
				t.Helper()
				if got, err := s.Current(ctx, j); got != want || err != nil {
					t.Errorf("state %v, %v; want %v", got, err, want)
				}
			}
			do := func(err error) {
				t.Helper()
				if err != nil {
					t.Fatal(err)
				}
			}
			is(job, None)
			do(s.Remove(ctx, job))
			do(Repair(ctx, s, Job{Program: job.Program, Data: job.Data})) // off, and nothing there
			do(s.Set(ctx, job))
			is(job, Same)
			is(other, None)
			do(s.Set(ctx, other))
			moved := job
			moved.Program = "/opt/b/anpisync"
			is(moved, Other)
			do(Repair(ctx, s, moved))
			is(moved, Same)
			is(job, Other)
			later := moved
			later.When.Hour = 8
			is(later, Other)
			do(s.Set(ctx, later))
			is(later, Same)
			f.asked = nil
			do(Repair(ctx, s, later))
			for _, verb := range []string{"systemctl", "launchctl", "schtasks /Create"} {
				if f.did(verb) {
					t.Errorf("what is right is registered again: %q", f.asked)
				}
			}
			later.When = When{}
			do(Repair(ctx, s, later))
			is(later, None)
			is(other, Same)
			do(s.Remove(ctx, other))
			is(other, None)
		})
	}
	// What systemctl itself has made is not there: it is only asked.
	if left := left(t, dir); len(left) > 0 {
		t.Errorf("left behind: %q", left)
	}
}

// openFiles are those that this process has open, where the system tells.
func openFiles() (names []string) {
	entries, _ := os.ReadDir("/proc/self/fd")
	for _, e := range entries {
		name, _ := os.Readlink("/proc/self/fd/" + e.Name())
		names = append(names, name)
	}
	return names
}

// What the tools of each system are asked cannot be seen on the others: it is kept as it was
// when it was tried there.
func TestEverySystemIsAskedAsInTheFile(t *testing.T) {
	ctx := context.Background()
	fails := map[string]string{ // by what else there is to go wrong
		"systemd, unreachable":     "systemctl --user is-system-running",
		"systemd, not disabled":    "systemctl --user disable",
		"systemd, not reloaded":    "systemctl --user daemon-reload",
		"systemd, nothing failed":  "systemctl --user reset-failed",
		"launchd, not loaded":      "launchctl print",
		"launchd, not unloaded":    "launchctl bootout",
		"tasks, not to be read":    "schtasks /Query",
		"tasks, not to be deleted": "schtasks /Delete",
		"systemd":                  "nothing", "launchd": "nothing", "tasks": "nothing",
	}
	file := regexp.MustCompile(`\S+anpisync-\d+\.xml`) // a passing one
	var text strings.Builder
	for _, name := range slices.Sorted(maps.Keys(fails)) {
		dir := t.TempDir()
		f := &tools{}
		system, _, _ := strings.Cut(name, ",")
		s := theThree(t, f, dir)[system]
		job := Job{Program: "/opt/anpisync", Data: "/data", When: daily}
		do := func(what string, act func() error) {
			f.asked = nil
			fmt.Fprintf(&text, "%s: %s\n", name, what)
			err := act()
			for _, line := range append(f.asked, fmt.Sprint(err)) {
				line = file.ReplaceAllString(filepath.ToSlash(strings.ReplaceAll(line, dir, "DIR")), "FILE")
				text.WriteString("\t" + strings.ReplaceAll(line, "\n", "\n\t") + "\n")
			}
		}
		do("remove where there is none", func() error { return s.Remove(ctx, job) })
		do("set", func() error { return s.Set(ctx, job) })
		f.fails = map[string]error{fails[name]: fmt.Errorf("%w: exit status 1", ErrRefused)}
		do("set again", func() error { return s.Set(ctx, job) })
		do("current", func() error {
			state, err := s.Current(ctx, job)
			return errors.Join(err, fmt.Errorf("state %d", state))
		})
		do("remove", func() error { return s.Remove(ctx, job) })
		for _, path := range left(t, dir) {
			text.WriteString("\t" + filepath.ToSlash(strings.ReplaceAll(path, dir, "DIR")) + "\n")
		}
	}
	goldentest.Compare(t, filepath.Join("testdata", "asked.txt"), text.String())
}

// A log tells of each kind by itself.
func TestTheKindsOfErrorsSayWhatTheyAre(t *testing.T) {
	for err, want := range map[error]string{
		ErrMissing: "no scheduler", ErrRefused: "the scheduler did not do it", ErrPassing: "the program is on a disk that goes away",
		ErrName: "no scheduler could start a program of this name", ErrTime: "the import has taken longer than it may",
		&PausedError{Cause: CauseUndo}:                        "imports without a person are paused: undo",
		Job{Program: "a\nb"}.check():                          `no scheduler could start a program of this name: "a\nb"`,
		When{Every: "week"}.check():                           `"week" is no schedule`,
		missing{errors.New("nobody")}.Set(t.Context(), Job{}): "no scheduler: nobody",
	} {
		if err == nil || err.Error() != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
	for text, want := range map[string]string{"day 7": `"day 7" is no schedule: unexpected EOF`, "day 24:00": `"day 24:00" is no schedule`} {
		if w, err := ParseWhen(text); w != (When{}) || err == nil || err.Error() != want {
			t.Errorf("%q is %v, %v", text, w, err)
		}
	}
}

func TestFailedSetLeavesNothingBehind(t *testing.T) {
	ctx := context.Background()
	for _, c := range []struct{ system, command string }{
		{"systemd", "systemctl --user enable"},
		{"systemd", "systemctl --user restart"},
		{"launchd", "launchctl bootstrap"},
		{"tasks", "schtasks /Create"},
	} {
		dir := t.TempDir()
		t.Setenv("TMPDIR", dir)
		f := &tools{}
		s := theThree(t, f, dir)[c.system]
		f.fails = map[string]error{c.command: ErrRefused}
		job := Job{Program: "/opt/anpisync", When: daily}
		if err := s.Set(ctx, job); !errors.Is(err, ErrRefused) {
			t.Errorf("%s: error %v", c.command, err)
		}
		if state, err := s.Current(ctx, job); state != None || err != nil {
			t.Errorf("%s: state %v, %v", c.command, state, err)
		}
		if left := left(t, dir); len(left) > 0 {
			t.Errorf("%s: left %q", c.command, left)
		}
	}
}

// A program that was opened from a disk image is gone when the hour comes; the one that was
// registered before goes on.
func TestLaunchdTakesNoProgramThatGoesAway(t *testing.T) {
	ctx := context.Background()
	s := theThree(t, &tools{}, t.TempDir())["launchd"]
	stays := Job{Program: "/Applications/安否シンク.app/Contents/MacOS/anpisync", When: daily}
	if err := s.Set(ctx, stays); err != nil {
		t.Fatal(err)
	}
	for _, program := range []string{
		"/Volumes/安否シンク/安否シンク.app/Contents/MacOS/anpisync",
		"/private/var/folders/zz/x/T/AppTranslocation/0A-1B/d/安否シンク.app/Contents/MacOS/anpisync",
	} {
		job := Job{Program: program, When: daily}
		if err := s.Set(ctx, job); !errors.Is(err, ErrPassing) || err.Error() != "the program is on a disk that goes away: "+program {
			t.Errorf("%s: %v", program, err)
		}
		if err := Repair(ctx, s, job); !errors.Is(err, ErrPassing) {
			t.Errorf("%s, repaired: %v", program, err)
		}
	}
	if state, err := s.Current(ctx, stays); state != Same || err != nil {
		t.Errorf("what was registered is %v, %v", state, err)
	}
}

func TestNoSchedulerIsToldAndNothingWritten(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	f := &tools{}
	s := theThree(t, f, dir)["systemd"]
	job := Job{Program: "/opt/anpisync", When: daily}
	for name, change := range map[string]func(){
		"no manager":   func() { f.answers = map[string]string{"systemctl --user is-system-running": "offline\n"} },
		"no systemctl": func() { f.fails = map[string]error{"systemctl": ErrMissing} },
	} {
		change()
		if err := s.Set(ctx, job); !errors.Is(err, ErrMissing) {
			t.Errorf("%s: error %v", name, err)
		}
		if left := left(t, dir); len(left) > 0 {
			t.Errorf("%s: left %q", name, left)
		}
	}
	if _, err := run(ctx, "anpisync-no-such-tool"); !errors.Is(err, ErrMissing) {
		t.Errorf("error %v", err)
	}
}

// A home folder can be used where nothing runs its timers: the files go all the same.
func TestRemoveWithoutManager(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	f := &tools{}
	s := theThree(t, f, dir)["systemd"]
	job := Job{Program: "/opt/anpisync", When: daily}
	if err := s.Set(ctx, job); err != nil {
		t.Fatal(err)
	}
	f.answers = nil
	if err := s.Remove(ctx, job); err != nil {
		t.Fatal(err)
	}
	if left := left(t, dir); len(left) > 0 {
		t.Errorf("left %q", left)
	}
}

func TestNamesThatNoSchedulerCouldStart(t *testing.T) {
	for name, s := range theThree(t, &tools{}, t.TempDir()) {
		for _, j := range []Job{
			{Program: "/opt/a\nb", When: daily},
			{Program: "/opt/a", Data: "/data\x01", When: daily},
			{Program: "/opt/\xff", When: daily},
		} {
			if err := s.Set(context.Background(), j); !errors.Is(err, ErrName) {
				t.Errorf("%s takes %q: %v", name, j, err)
			}
		}
	}
}
