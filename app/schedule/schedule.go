// Package schedule makes the system start imports without a person (自動同期): the Task
// Scheduler of Windows, launchd on macOS, systemd elsewhere. Nothing of ours waits for
// the hour, so that imports run whether or not the window is open, and what was missed
// while the machine slept is made up by who knows that it slept.
//
// A [Job] is the program, its data folder and a [When]. A [Scheduler] knows one job for
// each data folder, as the user's own: it runs while that user is logged on, since the
// keyring is theirs too. [System] is that of the operating system, [Memory] one that
// runs nothing. [Repair] makes the system's agree with the job after the program was
// moved or updated.
//
// What is registered is made by pure functions of the Job, for each of the three
// systems on all of them; the commands that register it are a file's width away.
//
// It is not for deciding whether imports may run without a person, nor for running
// them: what the scheduler starts is the program with -import. The reason why such an
// import holds still stands here as [PausedError].
package schedule

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// The ways in which a scheduler fails, to be asked for with errors.Is; the cause is
// wrapped beside them.
var (
	ErrMissing = errors.New("no scheduler")                // none on this system, or none that this session reaches
	ErrRefused = errors.New("the scheduler did not do it") // any other failure
	ErrName    = errors.New("no scheduler could start a program of this name")
	ErrPassing = errors.New("the program is on a disk that goes away")
)

// Limit is when a scheduler ends what it has started, where it can: launchd cannot, so
// that the program ends itself a little earlier, with ErrTime.
const Limit = 2 * time.Hour

// ErrTime is an import without a person that has taken too long.
var ErrTime = errors.New("the import has taken longer than it may")

// Job is what the system is to do.
type Job struct {
	Program string // the executable, absolute
	Data    string // its data folder, absolute and clean; empty: the user's own. It names the job
	When    When
}

// State is what a scheduler knows about a Job.
type State int

// The states of a Job.
const (
	None  State = iota // there is no job for this data folder
	Other              // there is one, but not like this: another program, another time
	Same               // it is registered just so
)

// Scheduler starts Jobs. Its methods wait for the system, some tenths of a second.
type Scheduler interface {
	Current(context.Context, Job) (State, error)
	// Set registers the Job in place of the one that there was. Where it fails, that one
	// stays or none is left.
	Set(context.Context, Job) error
	// Remove leaves nothing of the Job behind. It succeeds where there is none.
	Remove(context.Context, Job) error
}

// Repair makes a scheduler agree with a Job: after the program was moved or updated,
// when somebody else has taken the job away, or when one is left of a data folder that
// knows nothing of it.
func Repair(ctx context.Context, s Scheduler, job Job) error {
	state, err := s.Current(ctx, job)
	switch {
	case err != nil:
		return err
	case job.When.Off() && state != None:
		return s.Remove(ctx, job)
	case !job.When.Off() && state != Same:
		return s.Set(ctx, job)
	}
	return nil
}

// description is what the system's own tools show of a job.
const description = "cybozu.comの部署とユーザーを読み込みます（安否シンクの自動同期）"

// args are what the program is started with.
func (j Job) args() []string {
	args := []string{"-import"}
	if j.When.hasQuiet() {
		args = append(args, "-quiet")
	}
	if j.Data != "" {
		args = append(args, "-data", j.Data)
	}
	return args
}

// name tells the jobs of several data folders apart; for the user's own it is base.
func (j Job) name(base, separator string) string {
	if j.Data == "" {
		return base
	}
	sum := sha256.Sum256([]byte(j.Data))
	return base + separator + hex.EncodeToString(sum[:4])
}

// check finds what no scheduler can be told. XML 1.0 has no control characters, and
// systemd skips lines that are not UTF-8.
func (j Job) check() error {
	for _, text := range []string{j.Program, j.Data} {
		if !utf8.ValidString(text) || strings.ContainsFunc(text, unicode.IsControl) {
			return fmt.Errorf("%w: %q", ErrName, text)
		}
	}
	return j.When.check()
}
