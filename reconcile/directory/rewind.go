package directory

import (
	"cmp"
	"slices"
)

// Rewind is d before changes that were made to it since, the newest first: those of
// departments, and those of users. d is left as it was.
func Rewind(d *Directory, departments []Change[Department], users []Change[User]) *Directory {
	then := *d
	then.Departments = rewound(d.Departments, departments)
	then.Users = rewound(d.Users, users)
	return &then
}

func rewound[T Department | User](records []T, changes []Change[T]) []T {
	was := make(map[int64]*T, len(changes))
	for _, c := range changes { // the oldest counts
		was[c.ID()] = c.Before
	}
	then := make([]T, 0, len(records)+len(was))
	for i := range records {
		if _, changed := was[id(&records[i])]; !changed {
			then = append(then, records[i])
		}
	}
	for _, before := range was {
		if before != nil {
			then = append(then, *before)
		}
	}
	slices.SortFunc(then, func(a, b T) int { return cmp.Compare(id(&a), id(&b)) })
	return then
}
