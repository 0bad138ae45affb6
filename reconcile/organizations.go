package reconcile

import (
	"slices"

	"anpisync/cybozu"
	"anpisync/reconcile/directory"
)

type organization struct {
	id         directory.CybozuID
	code       string
	name       string
	parentCode string        // empty: at the top of cybozu.com
	parent     *organization // nil at the top, and where none has the parentCode (D10)
	leftOut    bool          // U13
	inRing     bool          // D10
}

func (o *organization) top() bool { return o.parentCode == "" }

func (l *listing) listOrganizations(s *cybozu.Snapshot, excluded map[directory.CybozuID]bool) {
	listed := ascending(s.Organizations, func(o *cybozu.Organization) int64 { return int64(o.ID) })
	all := withParents(listed)
	for _, o := range all {
		o.leftOut = excluded[o.id]
	}
	l.rings = leaveOut(all)
	l.leftOutOrganizations = map[directory.CybozuID]bool{}
	l.organizationByID = make(map[directory.CybozuID]*organization, len(all))
	for _, o := range all {
		if o.leftOut {
			l.leftOutOrganizations[o.id] = true
			if o.parent == nil || !o.parent.leftOut {
				l.excluded.organizations = append(l.excluded.organizations, o)
			}
			continue
		}
		l.organizations = append(l.organizations, o)
		l.organizationByID[o.id] = o
	}
}

// withParents cleans the organizations and finds their parents. Where codes become
// equal by that (D9), the one that was meant is told by its code as it came.
func withParents(listed []cybozu.Organization) []*organization {
	records := make([]organization, len(listed))
	all := make([]*organization, len(listed))
	byCode := make(map[string]*organization, len(listed))
	put := func(code string, o *organization) {
		if _, taken := byCode[code]; !taken {
			byCode[code] = o
		}
	}
	for i, o := range listed {
		records[i] = organization{
			id:         directory.CybozuID(o.ID),
			code:       Clean(o.Code),
			name:       Clean(o.Name),
			parentCode: Clean(o.ParentCode),
		}
		all[i] = &records[i]
		put(o.Code, all[i])
	}
	for _, o := range all {
		put(o.code, o)
	}
	for i, o := range all {
		if o.top() {
			continue
		}
		if o.parent = byCode[listed[i].ParentCode]; o.parent == nil {
			o.parent = byCode[o.parentCode]
		}
	}
	return all
}

// leaveOut leaves out what is below an organization that is left out (U13), and finds the
// rings (D10), each from the lowest id on, each followed by its parent.
func leaveOut(all []*organization) (rings [][]*organization) {
	rings = directory.Climb(all, func(o *organization) (*organization, bool) {
		return o.parent, o.parent != nil && !o.leftOut
	}, func(o *organization) {
		o.leftOut = o.leftOut || o.parent != nil && o.parent.leftOut
	})
	for i, ring := range rings {
		rings[i] = fromLowest(ring)
	}
	return rings
}

func fromLowest(ring []*organization) []*organization {
	first := 0
	for i, o := range ring {
		o.inRing = true
		if o.id < ring[first].id {
			first = i
		}
	}
	return slices.Concat(ring[first:], ring[:first])
}
