package cybozu

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"

	"anpisync/cybozu/lines"
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
	if len(p) > maxFields {
		return fmt.Errorf("a row of %d fields", len(p))
	}
	if p.login() == "" {
		return errors.New("a row without a login")
	}
	end := len(p)
	for p[end-1] == "" {
		end--
	}
	for i := 1; i < end; i += 2 {
		if p[i] == "" {
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
	given := &rowLines{source: text}
	rows := csv.NewReader(given)
	rows.FieldsPerRecord = -1
	var placements []placement
	fields := 0
	for {
		given.row = 0
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
		if fields += len(p); len(placements) > maxRecords || fields > 2*maxMemberships {
			return nil, errTooMany
		}
	}
	if n := len(placements); n > 0 && given.last != '\n' && given.last != '\r' {
		placements = placements[:n-1]
	}
	return placements, nil
}

// rowLines gives a csv.Reader a line at a time, so that a row without an end is refused
// before it is in memory many times over. It remembers the last byte.
type rowLines struct {
	source *bufio.Reader
	row    int // bytes given since it was last set to 0
	last   byte
}

func (l *rowLines) Read(p []byte) (int, error) {
	n, err := lines.Read(l.source, p)
	if l.row += n; l.row > maxRow {
		return 0, fmt.Errorf("a row is longer than %d bytes", maxRow)
	}
	if n > 0 {
		l.last = p[n-1]
	}
	return n, err
}
