package directory

import (
	"cmp"
	"slices"
	"strings"
)

// DomainAnswer answers the question of I4.
type DomainAnswer string

const (
	DomainUnanswered DomainAnswer = ""
	DomainRenamed    DomainAnswer = "renamed" // 「URLだけが変わった」: the links are kept
	DomainOther      DomainAnswer = "other"   // 「別の環境」: the links are dropped first
)

// Choices are the answers of a person to one import, each to another question. What of
// them outlives the import is in [Remembered].
type Choices []Mend

// With returns the choices with further answers, in the place of others to the same
// questions; the receiver is left as it was.
func (c Choices) With(ms ...Mend) Choices {
	with := c.Without(ms...)
	places := make(map[Mend]int, len(ms))
	for _, m := range ms {
		if at, twice := places[m.Question()]; twice {
			with[at] = m
			continue
		}
		places[m.Question()] = len(with)
		with = append(with, m)
	}
	return with
}

// Without returns the choices with answers taken back.
func (c Choices) Without(ms ...Mend) Choices {
	taken := make(map[Mend]bool, len(ms))
	for _, m := range ms {
		taken[m.Question()] = true
	}
	return slices.DeleteFunc(slices.Clone(c), func(given Mend) bool { return taken[given.Question()] })
}

// ByQuestion are the choices by what they answer.
func (c Choices) ByQuestion() map[Mend]Mend {
	given := make(map[Mend]Mend, len(c))
	for _, m := range c {
		given[m.Question()] = m
	}
	return given
}

// Question is what a mend answers, as a value that all answers to it share.
func (m Mend) Question() Mend {
	switch q := (Mend{Kind: m.Kind}); m.Kind {
	case MendAdoptLogin, MendKeep:
		q.UserID = m.UserID
		return q
	case MendKeeper:
		q.Email = FoldEmail(m.Email)
		return q
	case MendExclude:
		q.Record, q.CybozuID = m.Record, m.CybozuID
		return q
	default:
		return q
	}
}

// Same says whether two mends are the same answer to the same question, whatever they are
// called by.
func (m Mend) Same(other Mend) bool {
	return m.Question() == other.Question() && m.CybozuID == other.CybozuID && m.Domain == other.Domain
}

// SortExclusions puts them in the order of [Remembered], each once.
func SortExclusions(es []Exclusion) []Exclusion {
	slices.SortStableFunc(es, func(a, b Exclusion) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.CybozuID, b.CybozuID))
	})
	return slices.CompactFunc(es, func(a, b Exclusion) bool {
		return a.Kind == b.Kind && a.CybozuID == b.CybozuID
	})
}

// DiffExclusions compares two lists in the order of [Remembered]: what the later one has
// more, and what it has no more. The name does not count.
func DiffExclusions(before, after []Exclusion) (on, off []Exclusion) {
	return notAmong(after, before), notAmong(before, after)
}

// counterpart is what an exclusion is told by.
type counterpart struct {
	kind RecordKind
	id   CybozuID
}

func (e Exclusion) counterpart() counterpart { return counterpart{e.Kind, e.CybozuID} }

func notAmong(es, others []Exclusion) []Exclusion {
	among := make(map[counterpart]bool, len(others))
	for _, e := range others {
		among[e.counterpart()] = true
	}
	var not []Exclusion
	for _, e := range es {
		if !among[e.counterpart()] {
			not = append(not, e)
		}
	}
	return not
}

// FoldEmail is the form in which addresses are compared (U5): ASCII letters in lower
// case, as SQLite's NOCASE does, and nothing else.
func FoldEmail(address string) string {
	for i := range len(address) {
		if isUpper(address[i]) {
			return foldFrom(i, address)
		}
	}
	return address // nearly always
}

func foldFrom(first int, address string) string {
	var b strings.Builder
	b.Grow(len(address))
	b.WriteString(address[:first])
	for i := first; i < len(address); i++ {
		c := address[i]
		if isUpper(c) {
			c += 'a' - 'A'
		}
		b.WriteByte(c)
	}
	return b.String()
}

func isUpper(c byte) bool { return 'A' <= c && c <= 'Z' }
