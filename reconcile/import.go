package reconcile

import (
	"slices"

	"anpisync/cybozu"
	"anpisync/reconcile/directory"
)

// Import says what an import of s would do to d, or all that keeps it from being done
// (I1). It is pure: the same input, in whatever order its lists are, gives the same
// Plan, which shares its records with d.
//
// Ids at cybozu.com are positive and unique in each list; memberships may name what is
// not listed, which is then ignored. What is hidden is in no list.
func Import(d *directory.Directory, s *cybozu.Snapshot, c directory.Choices) (*directory.Plan, directory.Problems) {
	given := answersOf(c)
	question := askDomain(d, s, given.domain)
	base := startFrom(d, question)
	excluded := directory.SortExclusions(slices.Concat(base.remembered.Excluded, given.exclude))
	list := list(s, excluded, d.Options)
	departments := placeDepartments(base, list, given.rebuild)
	users := placeUsers(base, list, departments, given)

	parties := &parties{base, list, departments}
	problems := listingProblems(list, parties, s.Login)
	problems = append(problems, departments.problems(list, parties)...)
	problems = append(problems, users.problems(parties)...)
	if len(problems) > 0 {
		if question != nil && question.Answer == directory.DomainUnanswered {
			problems = slices.Insert(problems, 0, domainProblem(question))
		}
		return nil, problems
	}

	outcome := users.outcome()
	plan := &directory.Plan{
		Base:             d.Revision,
		Departments:      departments.changes(list),
		Users:            outcome.changes,
		Domain:           string(s.Host),
		DomainChange:     question,
		DomainBefore:     d.Domain,
		Remembered:       directory.Remembered{Excluded: excluded, EmailKeepers: users.emails.keepers},
		RememberedBefore: d.Remembered,
		Read:             &list.read,
		Before:           d.Census(),
		Matched:          outcome.matched,
		Left:             outcome.left,
	}
	plan.Warnings = append(warnings(users, outcome, parties), directory.Deceptions(plan.Departments, plan.Users)...)
	plan.After = plan.Before.After(plan.Departments, plan.Users)
	departments.countLeft(list, &plan.Left)
	plan.LeftOut = departments.leftOut(list)
	return plan, nil
}

// warnings are those of the matches (U3), then those of memberships that end (M3).
func warnings(u *users, out *outcome, p *parties) []directory.Warning {
	var warnings []directory.Warning
	for _, w := range u.matches.warnings {
		warnings = append(warnings, directory.Warning{
			Kind: directory.WarningOther, Reason: w.reason,
			Parties: []directory.Party{p.account(w.account), p.user(w.chosen), p.user(w.other)},
		})
	}
	for _, d := range out.departed {
		w := directory.Warning{
			Kind:    directory.WarningDeparted,
			Parties: []directory.Party{p.user(d.user)},
		}
		for _, id := range d.from {
			w.Parties = append(w.Parties, p.department(p.departments.positions[id]))
		}
		warnings = append(warnings, w)
	}
	return warnings
}
