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

// With returns the choices with one more answer, in the place of another one to the same
// question; the receiver is left as it was.
func (c Choices) With(m Mend) Choices { return append(c.Without(m), m) }

// Without returns the choices with an answer taken back.
func (c Choices) Without(m Mend) Choices {
	return slices.DeleteFunc(slices.Clone(c), func(given Mend) bool { return given.question() == m.question() })
}

// question is what a mend answers.
func (m Mend) question() Mend {
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
	if !strings.ContainsFunc(address, isUpper) { // nearly always
		return address
	}
	return strings.Map(func(r rune) rune {
		if isUpper(r) {
			return r + ('a' - 'A')
		}
		return r
	}, address)
}

func isUpper(r rune) bool { return 'A' <= r && r <= 'Z' }
