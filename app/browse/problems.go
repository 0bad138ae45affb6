package browse

import (
	"cmp"
	"hash/fnv"
	"slices"
	"strconv"
	"strings"

	"anpisync/app/message"
	"anpisync/reconcile/directory"
)

// Problems are those of an import, one group a kind, with those that a person has
// answered among them: so each answer is to be seen and changed. It never changes; an
// answer leads to others.
type Problems struct {
	Groups []*ProblemGroup
	open   int
	byKey  map[int64]*Problem
}

// ProblemGroup are the problems of one kind, in the order in which people count: dup2
// before dup10.
type ProblemGroup struct {
	Kind directory.ProblemKind
	Rows []*Problem
	Open int // how many are not answered

	Proposed []directory.Mend // an answer to each that is open and has a proposed one
}

// Problem is one of them.
type Problem struct {
	directory.Problem
	Answer directory.Mend // its Kind is "" where there is none
	Open   bool           // it still keeps the import from being planned
	key    int64
	sorted string
	loose  string // what a search looks into
}

// BuildProblems groups the problems of a plan with those of the one before, which
// answers have mended since; before may be nil.
func BuildProblems(ps directory.Problems, given directory.Choices, before *Problems) *Problems {
	v := &Problems{byKey: make(map[int64]*Problem, len(ps))}
	for _, p := range ps {
		row := newProblem(p)
		v.byKey[row.key] = row
	}
	answers := given.ByQuestion()
	if before != nil {
		for key, was := range before.byKey {
			if m, ok := was.answer(answers); ok && v.byKey[key] == nil {
				row := *was
				row.Answer, row.Open = m, false
				v.byKey[key] = &row
			}
		}
	}
	groups := map[directory.ProblemKind]*ProblemGroup{}
	for _, row := range v.byKey {
		g := groups[row.Kind]
		if g == nil {
			g = &ProblemGroup{Kind: row.Kind}
			groups[row.Kind] = g
			v.Groups = append(v.Groups, g)
		}
		g.Rows = append(g.Rows, row)
	}
	slices.SortFunc(v.Groups, func(a, b *ProblemGroup) int { return cmp.Compare(a.rank(), b.rank()) })
	for _, g := range v.Groups {
		slices.SortFunc(g.Rows, func(a, b *Problem) int {
			return cmp.Or(cmp.Compare(a.sorted, b.sorted), cmp.Compare(a.key, b.key))
		})
		for _, p := range g.Rows {
			if !p.Open {
				continue
			}
			g.Open++
			if m, ok := p.Proposed(); ok {
				g.Proposed = append(g.Proposed, m)
			}
		}
		v.open += g.Open
	}
	return v
}

func newProblem(p directory.Problem) *Problem {
	row := &Problem{Problem: p, Open: true, key: problemKey(p), sorted: natural(Fold(p.Subject))}
	texts := []string{p.Subject}
	for _, party := range p.Parties {
		texts = append(texts, party.Name, party.Code, party.Email)
	}
	row.loose = Loose(strings.Join(texts, "\x00"))
	return row
}

// rank puts first what others may be due to.
func (g *ProblemGroup) rank() int { return slices.Index(message.ProblemKinds(), g.Kind) }

// problemKey tells a problem from others, in this plan and in the next.
func problemKey(p directory.Problem) int64 {
	h := fnv.New64a()
	write := func(texts ...string) {
		for _, text := range texts {
			h.Write([]byte(text)) // which never fails
			h.Write([]byte{0})
		}
	}
	write(string(p.Kind), p.Subject)
	if (p.Subject == "" || p.Kind == directory.ProblemNoCode) && len(p.Parties) > 0 { // whose subject is a name
		of := p.Parties[0]
		write(string(of.Side), string(of.Kind), of.Code, of.Name, strconv.FormatInt(int64(of.CybozuID), 10))
	}
	return int64(h.Sum64() >> 2) // room below for groups
}

// Key tells it apart, from one plan to the next.
func (p *Problem) Key() int64 { return p.key }

// Key tells groups apart, and from problems.
func (g *ProblemGroup) Key() int64 { return -1 - int64(g.rank()) }

// Matches says whether every word of a search is in it ([Words]).
func (p *Problem) Matches(words []string) bool {
	return !slices.ContainsFunc(words, func(word string) bool { return !strings.Contains(p.loose, word) })
}

// answer is what was said to it.
func (p *Problem) answer(given map[directory.Mend]directory.Mend) (directory.Mend, bool) {
	for _, m := range p.Mends {
		if said, ok := given[m.Question()]; ok && m.Same(said) {
			return m, true
		}
	}
	return directory.Mend{}, false
}

// Proposed is the answer that is right most often; false: there is none.
func (p *Problem) Proposed() (directory.Mend, bool) {
	for _, m := range p.Mends {
		if m.Proposed {
			return m, true
		}
	}
	return directory.Mend{}, false
}

// List are those that are not answered, in the order in which they are shown.
func (v *Problems) List() directory.Problems {
	var ps directory.Problems
	for _, g := range v.Groups {
		for _, p := range g.Rows {
			if p.Open {
				ps = append(ps, p.Problem)
			}
		}
	}
	return ps
}

// Open is how many problems are not answered.
func (v *Problems) Open() int { return v.open }

// Answered is how many are.
func (v *Problems) Answered() int { return len(v.byKey) - v.open }

// Find is the problem with a key; nil: there is none.
func (v *Problems) Find(key int64) *Problem { return v.byKey[key] }

// Group is the one with a key; nil: there is none.
func (v *Problems) Group(key int64) *ProblemGroup {
	for _, g := range v.Groups {
		if g.Key() == key {
			return g
		}
	}
	return nil
}
