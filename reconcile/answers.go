package reconcile

import "anpisync/reconcile/directory"

// answers are the Choices as the rules look them up.
type answers struct {
	domain  directory.DomainAnswer
	rebuild bool                          // D8
	adopts  map[int64]directory.CybozuID  // U4: user here → whose login name it takes
	keeps   map[int64]bool                // U8
	keepers map[string]directory.CybozuID // U10: address → who keeps it, 0: the user here
	exclude []directory.Exclusion         // U13
}

func answersOf(c directory.Choices) *answers {
	a := &answers{adopts: map[int64]directory.CybozuID{}, keeps: map[int64]bool{}, keepers: map[string]directory.CybozuID{}}
	for _, m := range c {
		switch m.Kind {
		case directory.MendRebuild:
			a.rebuild = true
		case directory.MendAdoptLogin:
			a.adopts[m.UserID] = m.CybozuID
		case directory.MendKeep:
			a.keeps[m.UserID] = true
		case directory.MendKeeper:
			a.keepers[directory.FoldEmail(m.Email)] = m.CybozuID
		case directory.MendExclude:
			a.exclude = append(a.exclude, directory.Exclusion{Kind: m.Record, CybozuID: m.CybozuID, Name: m.Name})
		case directory.MendDomain:
			a.domain = m.Domain
		}
	}
	return a
}
