package schedule

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"golang.org/x/text/encoding/unicode"
)

// tasks is the Task Scheduler of Windows. Its root folder is shared by all users of the
// machine, so that a task carries its user's name.
type tasks struct {
	run      command
	userName string           // without its domain
	userID   string           // SID
	now      func() time.Time // local
}

// taskXML is the task (MS-TSCH 2.5, Task Scheduler Schema). It begins with the runs after a
// time: a start that is past would count as missed. The scheduler expands %NAME% where there
// is such a variable and knows no escape for it; any other % is a %.
func taskXML(j Job, userID, mark string, after time.Time) string {
	var arguments []string
	for _, arg := range j.args() {
		arguments = append(arguments, quoteArgument(arg))
	}
	return `<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo>
    <Source>` + mark + `</Source>
    <Author>` + "安否シンク" + `</Author>
    <Description>` + description + `</Description>
  </RegistrationInfo>
  <Triggers>
` + triggers(j.When, after) + `  </Triggers>
  <Principals>
    <Principal id="Author">
      <UserId>` + escapeXML(userID) + `</UserId>
      <LogonType>InteractiveToken</LogonType>
      <RunLevel>LeastPrivilege</RunLevel>
    </Principal>
  </Principals>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <StartWhenAvailable>true</StartWhenAvailable>
    <ExecutionTimeLimit>` + fmt.Sprintf("PT%dH", Limit/time.Hour) + `</ExecutionTimeLimit>
  </Settings>
  <Actions Context="Author">
    <Exec>
      <Command>` + escapeXML(j.Program) + `</Command>
      <Arguments>` + escapeXML(strings.Join(arguments, " ")) + `</Arguments>
    </Exec>
  </Actions>
</Task>
`
}

// triggers start it: one each hour, or for each time of the day one a day or a week.
func triggers(w When, after time.Time) (text string) {
	trigger := func(kind string, start time.Time, repetition, schedule string) string {
		return "    <" + kind + ">\n      <StartBoundary>" + start.Format("2006-01-02T15:04:05") + "</StartBoundary>\n" + repetition +
			fmt.Sprintf("      <RandomDelay>PT%dM</RandomDelay>\n", int(Spread.Minutes())) + schedule + "    </" + kind + ">\n"
	}
	if w.Every == Hour {
		return trigger("TimeTrigger", w.Next(after), "      <Repetition>\n        <Interval>PT1H</Interval>\n      </Repetition>\n", "")
	}
	for _, t := range w.times() {
		schedule := "      <ScheduleByDay>\n        <DaysInterval>1</DaysInterval>\n      </ScheduleByDay>\n"
		if t.weekdays {
			schedule = "      <ScheduleByWeek>\n        <WeeksInterval>1</WeeksInterval>\n        <DaysOfWeek>\n"
			for day := time.Monday; day <= time.Friday; day++ {
				schedule += "          <" + day.String() + " />\n"
			}
			schedule += "        </DaysOfWeek>\n      </ScheduleByWeek>\n"
		}
		text += trigger("CalendarTrigger", t.next(after), "", schedule)
	}
	return text
}

// quoteArgument makes one word of a command line, as CommandLineToArgvW reads it: in
// quotes, backslashes stand for themselves unless a quote follows.
func quoteArgument(arg string) string {
	if arg != "" && !strings.ContainsAny(arg, " \t\"") {
		return arg
	}
	var b strings.Builder
	slashes := 0
	b.WriteByte('"')
	for _, c := range []byte(arg) {
		switch c {
		case '\\':
			slashes++
		case '"':
			b.WriteString(strings.Repeat(`\`, slashes+1))
			slashes = 0
		default:
			slashes = 0
		}
		b.WriteByte(c)
	}
	b.WriteString(strings.Repeat(`\`, slashes))
	b.WriteByte('"')
	return b.String()
}

// mark tells whether a task is the one that a Job leads to. It is all that is read back:
// schtasks prints in the code page of the console, which may not hold the paths.
func (t tasks) mark(j Job) string {
	sum := sha256.Sum256([]byte(taskXML(j, t.userID, "", time.Time{})))
	return "AnpiSync " + hex.EncodeToString(sum[:8])
}

func (t tasks) name(j Job) string { return j.name("AnpiSync "+t.userName, " ") }

func (t tasks) Current(ctx context.Context, j Job) (State, error) {
	task, err := t.run(ctx, "schtasks", "/Query", "/TN", t.name(j), "/XML")
	task = strings.ReplaceAll(task, "\x00", "") // perhaps in UTF-16
	switch {
	case errors.Is(err, ErrRefused): // that there is none it says in a language of its own
		return None, nil
	case err != nil:
		return None, err
	case !strings.Contains(task, "<Task"): // Wine
		return None, nil
	case !strings.Contains(task, ">"+t.mark(j)+"<"):
		return Other, nil
	}
	return Same, nil
}

func (t tasks) Set(ctx context.Context, j Job) error {
	if err := j.check(); err != nil {
		return err
	}
	// The encoding in which Windows itself writes tasks, with its byte order mark.
	task, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().
		String(taskXML(j, t.userID, t.mark(j), t.now()))
	if err != nil {
		return err
	}
	file, err := os.CreateTemp("", "anpisync-*.xml")
	if err != nil {
		return err
	}
	_, err = file.WriteString(task)
	if err = errors.Join(err, file.Close()); err == nil {
		_, err = t.run(ctx, "schtasks", "/Create", "/TN", t.name(j), "/XML", file.Name(), "/F")
	}
	return errors.Join(err, os.Remove(file.Name()))
}

func (t tasks) Remove(ctx context.Context, j Job) error {
	_, err := t.run(ctx, "schtasks", "/Delete", "/TN", t.name(j), "/F")
	if err == nil {
		return nil
	}
	if state, asked := t.Current(ctx, j); state == None && asked == nil {
		return nil // there was none
	}
	return err
}
