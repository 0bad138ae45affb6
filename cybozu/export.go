package cybozu

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
)

// placement is one row of csv/userOrganizations.csv: a login, and the codes of its
// organizations by turns with those of the titles there. Empty fields may follow.
type placement []string

func (p placement) login() string { return p[0] }

// organizations yields the codes.
func (p placement) organizations(yield func(code string) bool) {
	for i := 1; i < len(p) && p[i] != ""; i += 2 {
		if !yield(p[i]) {
			return
		}
	}
}

func (p placement) check() error {
	if p.login() == "" {
		return errors.New("a row without a login")
	}
	for i := 1; i < len(p); i += 2 {
		if p[i] == "" && strings.Join(p[i:], "") != "" {
			return errors.New("a row has a hole")
		}
	}
	for code := range p.organizations {
		if err := wireText(code).within("organization", mostOfCode); err != nil {
			return err
		}
	}
	return wireText(p.login()).within("login", mostOfCode)
}

// decodeExport reads csv/userOrganizations.csv. A last row that does not end its line
// may be cut off, and is left out: its user is asked for otherwise.
func decodeExport(r io.Reader) ([]placement, error) {
	text := bufio.NewReader(validText(r))
	if start, err := text.Peek(3); err == nil && bytes.Equal(start, []byte("\ufeff")) {
		text.Discard(len(start))
	}
	ending := &lastByte{from: text}
	rows := csv.NewReader(ending)
	rows.FieldsPerRecord = -1
	var placements []placement
	for {
		row, err := rows.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		p := placement(row)
		if err := p.check(); err != nil {
			return nil, fmt.Errorf("row %d: %w", len(placements)+1, err)
		}
		placements = append(placements, p)
	}
	if n := len(placements); n > 0 && ending.last != '\n' && ending.last != '\r' {
		placements = placements[:n-1]
	}
	return placements, nil
}

// lastByte remembers the last byte that was read.
type lastByte struct {
	from io.Reader
	last byte
}

func (l *lastByte) Read(p []byte) (n int, err error) {
	n, err = l.from.Read(p)
	if n > 0 {
		l.last = p[n-1]
	}
	return n, err
}
