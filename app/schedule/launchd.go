package schedule

import (
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// launchd is the user's own session of launchd: an agent.
type launchd struct {
	run    command
	agents string // ~/Library/LaunchAgents
	user   string // the user's number
}

// plist is the agent (launchd.plist(5)). What falls into the machine's sleep is made up
// when it wakes, once.
func plist(label string, j Job) string {
	var arguments strings.Builder
	for _, arg := range append([]string{j.Program}, spread(j.args())...) {
		arguments.WriteString("\t\t<string>" + escapeXML(arg) + "</string>\n")
	}
	return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
	<key>Label</key>
	<string>` + escapeXML(label) + `</string>
	<key>AssociatedBundleIdentifiers</key>
	<string>jp.anpisync.app</string>
	<key>ProgramArguments</key>
	<array>
` + arguments.String() + `	</array>
	<key>StartCalendarInterval</key>
` + calendar(j.When) + `</dict>
</plist>
`
}

// calendar is when it starts: one dictionary, or an array of them where there are several
// times. What a dictionary does not name is any.
func calendar(w When) string {
	dict := func(indent string, pairs ...any) string {
		text := indent + "<dict>\n"
		for i := 0; i < len(pairs); i += 2 {
			text += fmt.Sprintf("%s\t<key>%s</key>\n%s\t<integer>%d</integer>\n", indent, pairs[i], indent, pairs[i+1])
		}
		return text + indent + "</dict>\n"
	}
	switch w.Every {
	case Day:
		return dict("\t", "Hour", w.Hour, "Minute", w.Minute)
	case Hour:
		return dict("\t", "Minute", 0)
	}
	array := "\t<array>\n"
	for _, t := range w.times() {
		if !t.weekdays {
			array += dict("\t\t", "Hour", t.hour, "Minute", t.minute)
			continue
		}
		for day := time.Monday; day <= time.Friday; day++ {
			array += dict("\t\t", "Weekday", int(day), "Hour", t.hour, "Minute", t.minute)
		}
	}
	return array + "\t</array>\n"
}

// spread makes the program wait itself, as launchd cannot.
func spread(args []string) []string {
	return append(args, "-within", fmt.Sprintf("%dm", int(Spread.Minutes())))
}

// passing says whether a program is where it won't be for long: in a disk image or on another
// disk, or where macOS shows a program that was opened without having been moved.
func passing(program string) bool {
	return strings.HasPrefix(program, "/Volumes/") || strings.Contains(program, "/AppTranslocation/")
}

func escapeXML(text string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(text)) // a Builder takes everything
	return b.String()
}

func (l launchd) label(j Job) string  { return j.name("jp.anpisync.import", ".") }
func (l launchd) file(j Job) string   { return filepath.Join(l.agents, l.label(j)+".plist") }
func (l launchd) domain() string      { return "gui/" + l.user }
func (l launchd) target(j Job) string { return l.domain() + "/" + l.label(j) }

func (l launchd) Current(_ context.Context, j Job) (State, error) {
	return compare(map[string]string{l.file(j): plist(l.label(j), j)})
}

func (l launchd) Set(ctx context.Context, j Job) error {
	if err := j.check(); err != nil {
		return err
	}
	if passing(j.Program) {
		return fmt.Errorf("%w: %s", ErrPassing, j.Program)
	}
	if err := l.Remove(ctx, j); err != nil { // an agent that is loaded does not read its file again
		return err
	}
	if err := os.MkdirAll(l.agents, 0o755); err != nil {
		return err
	}
	err := os.WriteFile(l.file(j), []byte(plist(l.label(j), j)), 0o644)
	if err == nil {
		_, err = l.run(ctx, "launchctl", "bootstrap", l.domain(), l.file(j))
	}
	if err != nil {
		return errors.Join(err, remove(l.file(j)))
	}
	return nil
}

func (l launchd) Remove(ctx context.Context, j Job) error {
	if state, err := l.Current(ctx, j); err != nil || state == None {
		return err
	}
	if _, err := l.run(ctx, "launchctl", "print", l.target(j)); err == nil { // it is loaded
		if _, err := l.run(ctx, "launchctl", "bootout", l.target(j)); err != nil {
			return err
		}
	}
	return remove(l.file(j))
}
