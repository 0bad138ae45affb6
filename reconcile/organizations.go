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
	climbed    climbed
}

// climbed is how far the way up from an organization has been looked at.
type climbed int

const (
	notYet climbed = iota
	under          // it is on the way being walked
	done
)

func (o *organization) top() bool { return o.parentCode == "" }

func (l *listing) listOrganizations(s *cybozu.Snapshot, excluded map[directory.CybozuID]bool) {
	listed := ascending(s.Organizations, func(o *cybozu.Organization) int64 { return int64(o.ID) })
	all := withParents(listed)
	for i := range all {
		if excluded[all[i].id] {
			all[i].leftOut, all[i].climbed = true, done
		}
	}
	for i := range all {
		if ring := climb(&all[i]); ring != nil {
			l.rings = append(l.rings, ring)
		}
	}
	l.leftOutOrganizations = map[directory.CybozuID]bool{}
	l.organizationByID = make(map[directory.CybozuID]*organization, len(all))
	for i := range all {
		o := &all[i]
		if o.leftOut {
			l.leftOutOrganizations[o.id] = true
			continue
		}
		l.organizations = append(l.organizations, o)
		l.organizationByID[o.id] = o
	}
}

// withParents cleans the organizations and finds their parents. Where codes become
// equal by that (D9), the one that was meant is told by its code as it came.
func withParents(listed []cybozu.Organization) []organization {
	all := make([]organization, len(listed))
	byCode := make(map[string]*organization, len(listed))
	put := func(code string, o *organization) {
		if _, taken := byCode[code]; !taken {
			byCode[code] = o
		}
	}
	for i, o := range listed {
		all[i] = organization{
			id:         directory.CybozuID(o.ID),
			code:       Clean(o.Code),
			name:       Clean(o.Name),
			parentCode: Clean(o.ParentCode),
		}
		put(o.Code, &all[i])
	}
	for i := range all {
		put(all[i].code, &all[i])
	}
	for i := range all {
		o := &all[i]
		if o.top() {
			continue
		}
		if o.parent = byCode[listed[i].ParentCode]; o.parent == nil {
			o.parent = byCode[o.parentCode]
		}
	}
	return all
}

// climb walks up from an organization, to learn whether one above is left out, and
// then it is too (U13). Where the way comes back to itself, it gives the ring (D10),
// the lowest id first, each followed by its parent.
func climb(o *organization) (ring []*organization) {
	var way []*organization
	for o != nil && o.climbed == notYet {
		o.climbed = under
		way = append(way, o)
		o = o.parent
	}
	if o != nil && o.climbed == under {
		ring = fromLowest(way[slices.Index(way, o):])
	}
	for _, below := range way {
		below.climbed = done
		below.leftOut = o != nil && o.leftOut
	}
	return ring
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
