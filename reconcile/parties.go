package reconcile

import (
	"slices"

	"anpisync/cybozu"
	"anpisync/reconcile/directory"
)

// parties names records for problems and warnings.
type parties struct {
	base        *base
	list        *listing
	departments *departments
}

func (p *parties) department(i int) directory.Party {
	d := &p.base.departments[i]
	return directory.Party{
		Side: directory.SideHere, Kind: directory.KindDepartment,
		ID: d.ID, CybozuID: p.base.stored.Departments[i].CybozuID,
		Code: d.Code, Name: d.Name, Path: p.departments.tree.Path(d.ParentID),
	}
}

func (p *parties) organization(o *organization) directory.Party {
	party := directory.Party{
		Side: directory.SideCybozu, Kind: directory.KindDepartment,
		CybozuID: o.id, Code: o.code, Name: o.name,
	}
	for up := o.parent; up != nil && !up.inRing; up = up.parent {
		party.Path = append(party.Path, up.name)
	}
	slices.Reverse(party.Path)
	return party
}

func (p *parties) user(i int) directory.Party {
	u := &p.base.users[i]
	party := directory.Party{
		Side: directory.SideHere, Kind: directory.KindUser,
		ID: u.ID, CybozuID: p.base.stored.Users[i].CybozuID,
		Code: u.LoginName, Name: u.Name, Email: u.Email, Suspended: u.Suspended,
	}
	for _, id := range u.Departments {
		party.Path = append(party.Path, p.base.departments[p.departments.positions[id]].Name)
	}
	return party
}

func (p *parties) account(n int) directory.Party {
	a := &p.list.accounts[n]
	party := directory.Party{
		Side: directory.SideCybozu, Kind: directory.KindUser,
		CybozuID: a.id, Code: a.login, Name: a.name, Email: a.email, Suspended: a.suspended(),
	}
	for _, id := range ascending(a.as.Organizations, func(id *cybozu.ID) int64 { return int64(*id) }) {
		if o := p.list.organizationByID[directory.CybozuID(id)]; o != nil {
			party.Path = append(party.Path, o.name)
		}
	}
	return party
}

func (p *parties) excludeOrganization(o *organization) directory.Mend {
	return directory.Mend{Kind: directory.MendExclude, Record: directory.KindDepartment, CybozuID: o.id, Name: o.name}
}

func (p *parties) excludeAccount(n int) directory.Mend {
	a := &p.list.accounts[n]
	return directory.Mend{Kind: directory.MendExclude, Record: directory.KindUser, CybozuID: a.id, Name: a.name}
}
