// Package terminal asks the person who started the program from a console, for what a
// window would otherwise be there.
//
// On Windows a program with windows shares its parent's console with a shell that goes on
// reading from it: half of what is typed would go to that, a password perhaps. So the
// questions come in a console of the program's own.
//
// It is not for what is printed where nobody is asked anything.
package terminal

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"
)

// Terminal is a console with a person at it.
type Terminal struct {
	in, out *os.File // nil until the first question
	lines   *bufio.Reader
}

// Open gives nil where nobody would answer: where a scheduler started the program, or
// where its standard input is a file.
func Open() *Terminal {
	if !attended() {
		return nil
	}
	return new(Terminal)
}

// Ask prints a question and returns the line that is typed in answer, of which nothing is
// shown if it is hidden. io.EOF: nothing more will be typed.
func (t *Terminal) Ask(ctx context.Context, question string, hidden bool) (string, error) {
	if err := t.begin(); err != nil {
		return "", fmt.Errorf("open the console: %w", err)
	}
	if !hidden {
		fmt.Fprint(t.out, question+": ")
		return await(ctx, t.line)
	}
	// Hidden first, then asked: whoever types at once would show the beginning otherwise.
	shown, err := term.MakeRaw(int(t.in.Fd()))
	if err != nil {
		return "", fmt.Errorf("hide what is typed: %w", err)
	}
	answer, err := await(ctx, func() (string, error) {
		return term.NewTerminal(both{t.lines, t.out}, "").ReadPassword(question + ": ")
	})
	return answer, errors.Join(err, term.Restore(int(t.in.Fd()), shown))
}

// both is a console as one value.
type both struct {
	io.Reader
	io.Writer
}

func (t *Terminal) begin() (err error) {
	if t.lines != nil {
		return nil
	}
	if t.in, t.out, err = open(); err == nil {
		t.lines = bufio.NewReader(t.in)
	}
	return err
}

func (t *Terminal) line() (string, error) {
	line, err := t.lines.ReadString('\n')
	return strings.TrimRight(line, "\r\n"), err
}

// await reads until there is a line or ctx ends, which nothing else tells a read.
func await(ctx context.Context, read func() (string, error)) (string, error) {
	type answer struct {
		line string
		err  error
	}
	answers := make(chan answer, 1)
	go func() {
		line, err := read()
		answers <- answer{line, err}
	}()
	select {
	case a := <-answers:
		return a.line, a.err
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

// Close lets a person who was asked anything read how it ended, before a console of the
// program's own goes away with it.
func (t *Terminal) Close() {
	if t != nil && t.lines != nil && owned {
		fmt.Fprint(t.out, "\nEnterキーを押すと、この画面を閉じます。")
		_, _ = t.line()
	}
}
