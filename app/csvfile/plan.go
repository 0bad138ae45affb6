package csvfile

import (
	"context"
	"slices"

	"anpisync/reconcile/directory"
)

// Plan hashes the passwords of the file, side by side and equal ones once, and says what
// is to be changed, with what the next import will do to it as warnings.
func (e *Edit) Plan(ctx context.Context) (*directory.Plan, error) {
	if err := e.hashPasswords(ctx); err != nil {
		return nil, err
	}
	p := directory.Diff(e.now, e.then).Because("", directory.ReasonFile)
	e.explainDeparted(p)
	e.countUnchanged(p)
	e.warn(p)
	return p, nil
}

// explainDeparted gives what follows from a deleted department its own reason (D6, M3).
func (e *Edit) explainDeparted(p *directory.Plan) {
	if !e.of(Departments) {
		return
	}
	for i := range p.Departments {
		c := &p.Departments[i]
		switch {
		case c.After == nil || !e.lifted[c.After.ID]:
		case e.named[c.After.ID] && c.Before.Name != c.After.Name:
			c.Also = []directory.Reason{directory.ReasonLifted}
		default:
			c.Rule, c.Reason = "D6", directory.ReasonLifted
		}
	}
	if len(e.parts) > 0 {
		return // another sheet may say it too
	}
	for i := range p.Users {
		p.Users[i].Rule, p.Users[i].Reason = "M3", directory.ReasonDeparted
	}
}

// countUnchanged counts what the file says and is there already.
func (e *Edit) countUnchanged(p *directory.Plan) {
	for _, part := range append(e.parts[:len(e.parts):len(e.parts)], e) {
		if part.Kind == Departments {
			p.Left.UnchangedDepartments = part.Rows
			for _, c := range p.Departments {
				if e.named[c.ID()] {
					p.Left.UnchangedDepartments--
				}
			}
			continue
		}
		p.Left.UnchangedUsers = max(part.Rows-len(p.Users)-len(e.strangers), 0)
	}
}

// warn says what the next import will overwrite or bring back, and which users that the
// file deletes are not here, and of what deceives. Each warning has all who are concerned.
func (e *Edit) warn(p *directory.Plan) {
	linked := map[int64]bool{}
	for _, d := range e.now.Departments {
		linked[d.ID] = d.Linked()
	}
	overwritten := directory.Warning{Kind: directory.WarningOverwritten, Options: e.now.Options}
	left := directory.Warning{Kind: directory.WarningMemberships}
	renamed := directory.Warning{Kind: directory.WarningRenamed}
	back := directory.Warning{Kind: directory.WarningComesBack}
	for _, c := range p.Departments {
		switch {
		case c.Before == nil || !c.Before.Linked():
		case c.After == nil:
			back.Parties = append(back.Parties, c.Before.Party())
		case c.Before.Name != c.After.Name:
			renamed.Parties = append(renamed.Parties, c.After.Party())
		}
	}
	for _, c := range p.Users {
		switch b, a := c.Before, c.After; {
		case b == nil || !b.Linked():
		case a == nil:
			back.Parties = append(back.Parties, b.Party())
		default:
			if slices.ContainsFunc(directory.UserFields, func(f directory.Field[directory.User]) bool {
				return f.Imported && f.ByHand && !f.Same(b, a)
			}) {
				overwritten.Parties = append(overwritten.Parties, a.Party())
			}
			added, removed := directory.DiffMemberships(b.Departments, a.Departments)
			for _, id := range append(added, removed...) {
				if linked[id] && c.Reason == directory.ReasonFile {
					left.Parties = append(left.Parties, a.Party())
					break
				}
			}
		}
	}
	if e.options.Exclude {
		back.Parties = nil
	}
	strange := directory.Warning{Kind: directory.WarningNobody}
	for _, login := range e.strangers {
		strange.Parties = append(strange.Parties, directory.Party{Side: directory.SideHere, Kind: directory.KindUser, Code: login})
	}
	for _, w := range []directory.Warning{overwritten, left, renamed, back, strange} {
		if len(w.Parties) > 0 {
			p.Warnings = append(p.Warnings, w)
		}
	}
	p.Warnings = append(p.Warnings, directory.Deceptions(p.Departments, p.Users)...)
}
