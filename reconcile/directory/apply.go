package directory

// ApplyTo is d after the Plan, which must have been made from it. d is left as it was;
// records that do not change are shared. The Revision stays that of d.
func (p *Plan) ApplyTo(d *Directory) *Directory {
	return &Directory{
		Departments:      applied(d.Departments, p.Departments),
		Users:            applied(d.Users, p.Users),
		NextDepartmentID: nextID(d.NextDepartmentID, p.Departments),
		NextUserID:       nextID(d.NextUserID, p.Users),
		Domain:           p.Domain,
		Remembered:       p.Remembered,
		Options:          d.Options,
		Revision:         d.Revision,
	}
}

// applied merges the created records, which come in the order of a Plan, with those
// that stay.
func applied[T Department | User](records []T, changes []Change[T]) []T {
	changed := make(map[int64]*T, len(changes))
	var created []*T
	for _, c := range changes {
		if c.Action == Create {
			created = append(created, c.After)
		} else {
			changed[c.ID()] = c.After
		}
	}
	then := make([]T, 0, len(records)+len(created))
	for i := range records {
		for len(created) > 0 && id(created[0]) < id(&records[i]) {
			then = append(then, *created[0])
			created = created[1:]
		}
		after, ok := changed[id(&records[i])]
		switch {
		case !ok:
			then = append(then, records[i])
		case after != nil:
			then = append(then, *after)
		}
	}
	for _, c := range created {
		then = append(then, *c)
	}
	return then
}

func nextID[T Department | User](next int64, changes []Change[T]) int64 {
	for _, c := range changes {
		next = max(next, c.ID()+1)
	}
	return next
}
