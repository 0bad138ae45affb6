package directory

import (
	"cmp"
	"maps"
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

// Choices are the answers of a person to one import. The zero value is none given.
// What of them outlives the import is in [Remembered].
type Choices struct {
	Domain       DomainAnswer
	Rebuild      bool                // D8
	AdoptLogins  map[int64]CybozuID  // U4: user here → whose login name it takes
	KeepUsers    map[int64]bool      // U8
	EmailKeepers map[string]CybozuID // U10: address in ASCII lower case → who keeps it, 0: the user here
	Exclude      []Exclusion         // U13
}

// With returns the choices with one more answer; the receiver is left as it was.
func (c Choices) With(m Mend) Choices {
	switch m.Kind {
	case MendRebuild:
		c.Rebuild = true
	case MendAdoptLogin:
		c.AdoptLogins = with(c.AdoptLogins, m.UserID, m.CybozuID)
	case MendKeep:
		c.KeepUsers = with(c.KeepUsers, m.UserID, true)
	case MendKeeper:
		c.EmailKeepers = with(c.EmailKeepers, FoldEmail(m.Email), m.CybozuID)
	case MendExclude:
		e := Exclusion{Kind: m.Record, CybozuID: m.CybozuID, Name: m.Name}
		c.Exclude = SortExclusions(append(slices.Clone(c.Exclude), e))
	case MendDomain:
		c.Domain = m.Domain
	}
	return c
}

// Without returns the choices with an answer of the preview taken back.
func (c Choices) Without(m Mend) Choices {
	switch m.Kind {
	case MendRebuild:
		c.Rebuild = false
	case MendAdoptLogin:
		c.AdoptLogins = without(c.AdoptLogins, m.UserID)
	case MendKeep:
		c.KeepUsers = without(c.KeepUsers, m.UserID)
	case MendKeeper:
		c.EmailKeepers = without(c.EmailKeepers, FoldEmail(m.Email))
	case MendExclude:
		c.Exclude = slices.DeleteFunc(slices.Clone(c.Exclude), func(e Exclusion) bool {
			return e.Kind == m.Record && e.CybozuID == m.CybozuID
		})
	case MendDomain:
		c.Domain = DomainUnanswered
	}
	return c
}

func with[K comparable, V any](m map[K]V, k K, v V) map[K]V {
	m = maps.Clone(m)
	if m == nil {
		m = map[K]V{}
	}
	m[k] = v
	return m
}

func without[K comparable, V any](m map[K]V, k K) map[K]V {
	m = maps.Clone(m)
	delete(m, k)
	return m
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
