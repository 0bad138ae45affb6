package edit

import "anpisync/reconcile/directory"

// Loss is what a user loses and no import brings back.
type Loss struct {
	User        *directory.User
	Memo        string
	Departments []*directory.Department // memberships, unless cybozu.com has them
}

// Losses are those of a plan, which was made from d: the memos of who is deleted, and
// memberships in local departments, or of local users.
func Losses(d *directory.Directory, p *directory.Plan) []Loss {
	tree := directory.NewTree(d.Departments)
	var losses []Loss
	for _, c := range p.Users {
		if c.Before == nil {
			continue
		}
		l := Loss{User: c.Before}
		var left []int64
		if c.After == nil {
			l.Memo = c.Before.Memo
		} else {
			left = c.After.Departments
		}
		_, removed := directory.DiffMemberships(c.Before.Departments, left)
		for _, id := range removed {
			if dep := tree.Department(id); dep != nil && !(dep.Linked() && c.Before.Linked()) {
				l.Departments = append(l.Departments, dep)
			}
		}
		if l.Memo != "" || len(l.Departments) > 0 {
			losses = append(losses, l)
		}
	}
	return losses
}
