package cybozu

import (
	"context"
	"fmt"
)

// Each page begins with the last record of the one before. Offsets are no snapshot: when
// a record is deleted while pages are read, those after it move up, and one that exists
// would be skipped unseen. So it shows as a page that does not join.
const stride = pageSize - 1

// pages reads a list that is handed out by offset, several pages at once.
type pages[T any] struct {
	read  func(ctx context.Context, offset int) ([]T, error)
	id    func(T) ID
	ahead int // pages that may be asked for before it is known that they exist

	// A strict list has ascending ids, and ends with a page that is not full, followed by
	// an empty one. The members of an organization come in no order that is documented,
	// and asking for one more page of each would double the requests.
	strict bool

	// What follows may be nil.
	first    []T        // the first page, where it was read already
	expected func() int // records that there seem to be; 0: unknown
	count    func(int)  // is told how many records there are so far
}

// page is one that has arrived.
type page[T any] struct {
	index   int
	records []T
	err     error
}

// all reads every page and returns the records, each id once, in the order they came.
// Its errors are those of read, [KindShifted] when the pages do not make a whole, and
// [KindBroken] when they do not end.
func (p *pages[T]) all(ctx context.Context) ([]T, error) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	var (
		whole   = joiner[T]{pages: p, seen: map[ID]bool{}, end: -1}
		arrived = make(chan page[T])
		waiting = map[int]page[T]{} // those that came before their turn
		asked   int                 // pages asked for
		flying  int                 // those not arrived
		failed  error
	)
	for {
		for failed == nil && p.wants(asked, &whole) {
			go p.fetch(ctx, asked, arrived)
			asked++
			flying++
		}
		if flying == 0 {
			return whole.records, failed
		}
		got := <-arrived
		flying--
		if failed != nil {
			continue
		}
		failed = got.err
		waiting[got.index] = got
		whole.noteEnd(got)
		for next, here := waiting[whole.taken]; here && failed == nil; next, here = waiting[whole.taken] {
			delete(waiting, whole.taken)
			failed = whole.take(next)
		}
		if failed != nil {
			stop()
		}
	}
}

func (p *pages[T]) fetch(ctx context.Context, index int, arrived chan<- page[T]) {
	got := page[T]{index: index}
	if index == 0 && p.first != nil {
		got.records = p.first
	} else {
		got.records, got.err = p.read(ctx, index*stride)
	}
	arrived <- got
}

// wants says whether a page should be asked for now: the first one alone, then more and
// more as full ones come, and none that is known not to exist.
func (p *pages[T]) wants(index int, so *joiner[T]) bool {
	if so.end >= 0 {
		return p.strict && index == so.end+1 // that one has come, and all before it are asked for
	}
	if index == so.taken {
		return true
	}
	if p.expected != nil {
		if n := p.expected(); n > 0 && index > n/stride+1 {
			return false
		}
	}
	return index < so.taken+min(p.ahead, 4*so.taken)
}

// joiner puts pages together, in order.
type joiner[T any] struct {
	*pages[T]
	records []T
	seen    map[ID]bool
	taken   int // pages
	end     int // the first page known not to be full; -1: none yet
}

func (j *joiner[T]) noteEnd(p page[T]) {
	if p.err == nil && len(p.records) < pageSize && (j.end < 0 || p.index < j.end) {
		j.end = p.index
	}
}

func (j *joiner[T]) take(p page[T]) error {
	before := len(j.records)
	switch {
	case j.end >= 0 && p.index > j.end:
		if len(p.records) > 0 {
			return shifted("records follow a page that was not full")
		}
	case p.index > 0 && len(p.records) == 0:
		return shifted("the list became shorter")
	case p.index > 0 && !j.seen[j.id(p.records[0])]:
		return shifted("the page at offset %d does not join the one before", p.index*stride)
	}
	last := ID(0)
	for _, record := range p.records {
		id := j.id(record)
		if j.strict && id < last {
			return shifted("id %d comes after %d", id, last)
		}
		last = id
		if !j.seen[id] {
			j.seen[id] = true
			j.records = append(j.records, record)
		}
	}
	if len(p.records) == pageSize && len(j.records) == before {
		return shifted("a full page at offset %d brings nothing new", p.index*stride)
	}
	if len(j.records) > maxRecords {
		return &Error{Kind: KindBroken, Err: errTooMany}
	}
	j.taken++
	if j.count != nil && len(j.records) > before {
		j.count(len(j.records))
	}
	return nil
}

func shifted(format string, details ...any) *Error {
	return &Error{Kind: KindShifted, Message: fmt.Sprintf(format, details...)}
}
