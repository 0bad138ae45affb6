package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"time"

	"anpisync/app/credentials"
	"anpisync/app/message"
	"anpisync/app/release"
	"anpisync/app/schedule"
	"anpisync/cybozu"
	"anpisync/cybozu/cybozutest"
)

// sample is the cybozu.com that runs inside the program for -demo.
type sample struct {
	company *cybozutest.Company
	server  *cybozutest.Server
	dir     string // thrown away at the end; empty: the user named one
}

// The account of the sample, with an initial password, so that one key starts an import.
var sampleSecret = credentials.Secret{
	Login: cybozutest.Login, Password: cybozutest.Password, InitialPassword: "anpi-2026",
}

// KnownFault fails where the sample cannot misbehave in the way of that name; "" is not at
// all.
func KnownFault(name string) error {
	if _, known := cybozutest.NamedFault(name); name != "" && !known {
		return &message.NoSuchFaultError{Name: name, Known: cybozutest.FaultNames()}
	}
	return nil
}

// OpenDemo opens the program on a sample cybozu.com. It never touches the user's own
// data, keyring or network; an empty dir is a folder that Close throws away. With the
// name of a fault, the sample answers each request wrongly (see [KnownFault]).
func OpenDemo(ctx context.Context, dir, fault string) (*App, error) {
	if err := KnownFault(fault); err != nil {
		return nil, err
	}
	s := &sample{company: cybozutest.Sample()}
	var err error
	if dir == "" {
		if s.dir, err = os.MkdirTemp("", "anpisync-demo-"); err != nil {
			return nil, err
		}
		dir = s.dir
	}
	// The latency is what an office sees, and enough to see the progress.
	s.server, err = cybozutest.NewServer(s.company, cybozutest.Options{Latency: 150 * time.Millisecond})
	if err != nil {
		return nil, errors.Join(err, s.close())
	}
	if f, ok := cybozutest.NamedFault(fault); ok {
		s.server.Inject(f)
	}
	a, err := Open(ctx, Options{
		Dir: dir, Keyring: credentials.Memory(), Scheduler: schedule.Memory(),
		Cybozu: cybozu.Options{Transport: s.server.Transport()}, Feed: &release.Feed{},
	})
	if err != nil {
		return nil, errors.Join(err, s.close())
	}
	a.sample = s
	return a, nil
}

// StartDemo opens the sample in a process, and so in a window, of its own, which goes on
// when this one ends.
func StartDemo() error {
	program, err := os.Executable()
	if err != nil {
		return fmt.Errorf("find the program: %w", err)
	}
	demo := exec.Command(program, "-demo")
	if err := demo.Start(); err != nil {
		return fmt.Errorf("open the sample: %w", err)
	}
	go func() { _ = demo.Wait() }() // how it ends is its own affair
	return nil
}

// Demo says whether the program runs on the sample.
func (a *App) Demo() bool { return a.sample != nil }

func (s *sample) form() Form {
	return Form{Host: cybozu.Host(s.server.Host()), Secret: sampleSecret}
}

// nextDay changes the company, so that the next import has something to show.
func (s *sample) nextDay() { cybozutest.NextDay(s.company) }

func (s *sample) close() error {
	if s.server != nil {
		s.server.Close()
	}
	return os.RemoveAll(s.dir) // of "" nothing
}
