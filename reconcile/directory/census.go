package directory

// Census counts a Directory.
type Census struct {
	Departments       int // without 最上位部署
	LinkedDepartments int
	Users             int
	LinkedUsers       int
	Memberships       int
}

// Census counts the directory.
func (d *Directory) Census() Census {
	var c Census
	for i := range d.Departments {
		c.department(&d.Departments[i], 1)
	}
	for i := range d.Users {
		c.user(&d.Users[i], 1)
	}
	return c
}

// After is the census once the changes have been made.
func (c Census) After(departments []Change[Department], users []Change[User]) Census {
	for _, change := range departments {
		c.department(change.Before, -1)
		c.department(change.After, 1)
	}
	for _, change := range users {
		c.user(change.Before, -1)
		c.user(change.After, 1)
	}
	return c
}

func (c *Census) department(d *Department, n int) {
	if d == nil || d.ID == RootID {
		return
	}
	c.Departments += n
	if d.Linked() {
		c.LinkedDepartments += n
	}
}

func (c *Census) user(u *User, n int) {
	if u == nil {
		return
	}
	c.Users += n
	if u.Linked() {
		c.LinkedUsers += n
	}
	c.Memberships += n * len(u.Departments)
}
