package reconcile_test

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"anpisync/cybozu"
	"anpisync/reconcile/directory"
)

// naive is the import once more, as slow and as plain as the rules are written: no
// index, no plan, one loop after the other. What differs from the real one is an error
// in one of them.
type naive struct {
	d          directory.Directory
	marked     map[int64]bool // departments that lose their link by I4
	listed     []organization // not left out, cleaned but for the raw codes in raw
	accounts   []account      // not left out, cleaned
	raw        map[cybozu.ID]organization
	nobody     bool
	nameless   int
	problems   []string
	department map[cybozu.ID]int64
	wants      map[int64]bool // users who are new, or take the login name of cybozu.com
	now        time.Time
	held       map[int64]bool // users who are held afterwards (U14), hidden ones aside
	hidden     func(kind directory.RecordKind, id directory.CybozuID) bool
}

// said is the answer of one kind, and about what is asked; the zero value: none.
func said(c choices, kind directory.MendKind, about ...func(directory.Mend) bool) directory.Mend {
	for _, m := range c {
		if m.Kind == kind && (len(about) == 0 || about[0](m)) {
			return m
		}
	}
	return directory.Mend{}
}

// naiveImport is the directory afterwards, or the problems in short, sorted.
func naiveImport(d *directory.Directory, s *cybozu.Snapshot, c choices) (*directory.Directory, []string) {
	n := &naive{d: *d, marked: map[int64]bool{}, raw: map[cybozu.ID]organization{}, department: map[cybozu.ID]int64{}, wants: map[int64]bool{}}
	n.d.Departments = slices.Clone(d.Departments)
	n.d.Users = slices.Clone(d.Users)
	for i := range n.d.Users {
		n.d.Users[i].Departments = slices.Clone(n.d.Users[i].Departments)
	}
	n.now = s.Read
	question := n.domain(s, said(c, directory.MendDomain).Domain)
	n.d.Remembered.Excluded = slices.Clone(n.d.Remembered.Excluded)
	for _, m := range c {
		if m.Kind == directory.MendExclude {
			n.d.Remembered.Excluded = append(n.d.Remembered.Excluded, directory.Exclusion{Kind: m.Record, CybozuID: m.CybozuID, Name: m.Name})
		}
	}
	n.d.Remembered.Excluded = directory.SortExclusions(n.d.Remembered.Excluded)
	n.hidden = func(kind directory.RecordKind, id directory.CybozuID) bool {
		ids := s.HiddenUsers
		if kind == directory.KindDepartment {
			ids = s.HiddenOrganizations
		}
		return slices.Contains(ids, cybozu.ID(id)) && !slices.ContainsFunc(n.d.Remembered.Excluded, func(e directory.Exclusion) bool {
			return e.Kind == kind && e.CybozuID == id
		})
	}
	n.leaveOut(s)
	n.listProblems(s)
	matched := n.departments(said(c, directory.MendRebuild).Kind != "")
	n.users(c, matched)
	n.d.Domain = string(s.Host)
	if len(n.problems) > 0 {
		if question {
			n.problem("I4", directory.ProblemDomain, string(s.Host))
		}
		slices.Sort(n.problems)
		return nil, n.problems
	}
	return &n.d, nil
}

func (n *naive) problem(rule directory.Rule, kind directory.ProblemKind, subject string) {
	n.problems = append(n.problems, fmt.Sprint(rule, " ", kind, " ", subject))
}

func naiveClean(s string) string {
	var out []rune
	lastBreak := false
	for _, r := range s {
		if strings.ContainsRune("\t\n\v\f\r\u0085\u2028\u2029", r) {
			if !lastBreak {
				out = append(out, ' ')
			}
			lastBreak = true
			continue
		}
		lastBreak = false
		if r < 0x20 || r >= 0x7f && r <= 0x9f {
			continue
		}
		out = append(out, r)
	}
	return strings.TrimFunc(string(out), unicode.IsSpace)
}

func naiveAddress(s string) string {
	b := []byte(naiveClean(s))
	for i := range b {
		if b[i] >= 'A' && b[i] <= 'Z' {
			b[i] += 'a' - 'A'
		}
	}
	return string(b)
}

// domain is I4; it says whether the question is open.
func (n *naive) domain(s *cybozu.Snapshot, given directory.DomainAnswer) bool {
	if n.d.Domain == "" || n.d.Domain == string(s.Host) {
		return false
	}
	linked, found := 0, 0
	for _, u := range n.d.Users {
		if u.CybozuID == 0 || u.HeldSince != "" {
			continue
		}
		linked++
		for _, a := range s.Users {
			if directory.CybozuID(a.ID) == u.CybozuID &&
				(naiveClean(a.Code) == naiveClean(u.LoginName) || naiveAddress(u.Email) != "" && naiveAddress(a.Email) == naiveAddress(u.Email)) {
				found++
			}
		}
	}
	answer := given
	if answer == "" {
		answer = directory.DomainOther
		if linked > 0 && found*2 >= linked {
			answer = directory.DomainRenamed
		}
	}
	if answer == directory.DomainOther {
		for i := range n.d.Departments {
			if dep := &n.d.Departments[i]; dep.CybozuID != 0 {
				dep.CybozuID, dep.FormerLink = 0, true
				n.marked[dep.ID] = true
			}
		}
		for i := range n.d.Users {
			if u := &n.d.Users[i]; u.CybozuID != 0 {
				u.CybozuID, u.FormerLink, u.HeldSince = 0, true, ""
			}
		}
		n.d.Remembered = directory.Remembered{}
	}
	return given == ""
}

// leaveOut is U1 and U13, and U12 for what remains.
func (n *naive) leaveOut(s *cybozu.Snapshot) {
	out := map[cybozu.ID]bool{}
	excluded := func(kind directory.RecordKind, id cybozu.ID) bool {
		return slices.ContainsFunc(n.d.Remembered.Excluded, func(e directory.Exclusion) bool {
			return e.Kind == kind && e.CybozuID == directory.CybozuID(id)
		})
	}
	all := slices.Clone(s.Organizations)
	slices.SortFunc(all, func(a, b organization) int { return int(a.ID - b.ID) })
	for range len(all) + 1 {
		for _, o := range all {
			up, ok := naiveParent(all, o)
			out[o.ID] = out[o.ID] || excluded(directory.KindDepartment, o.ID) || ok && out[up.ID]
		}
	}
	for _, o := range all {
		if !out[o.ID] {
			n.raw[o.ID] = o
			n.listed = append(n.listed, organization{ID: o.ID, Code: naiveClean(o.Code), Name: naiveClean(o.Name), ParentCode: naiveClean(o.ParentCode)})
		}
	}
	n.nobody = true
	users := slices.Clone(s.Users)
	slices.SortFunc(users, func(a, b account) int { return int(a.ID - b.ID) })
	for _, a := range users {
		a.Code = naiveClean(a.Code)
		if naiveClean(a.Name) == "" {
			n.nameless++
		}
		if a.Code == "Administrator" && !a.Valid {
			continue
		}
		n.nobody = false
		if !excluded(directory.KindUser, a.ID) {
			a.Name, a.Email, a.Phone, a.MobilePhone, a.EmployeeNumber = naiveClean(a.Name), naiveClean(a.Email), naiveClean(a.Phone), naiveClean(a.MobilePhone), naiveClean(a.EmployeeNumber)
			a.SurNameReading = strings.TrimSpace(naiveClean(a.SurNameReading) + " " + naiveClean(a.GivenNameReading))
			n.accounts = append(n.accounts, a)
		}
	}
}

func naiveParent(all []organization, o organization) (organization, bool) {
	if naiveClean(o.ParentCode) == "" {
		return organization{}, false
	}
	for _, up := range all {
		if up.Code == o.ParentCode {
			return up, true
		}
	}
	for _, up := range all {
		if naiveClean(up.Code) == naiveClean(o.ParentCode) {
			return up, true
		}
	}
	return organization{}, false
}

func (n *naive) parent(o organization) (organization, bool) {
	var all []organization
	for _, listed := range n.listed {
		all = append(all, n.raw[listed.ID])
	}
	return naiveParent(all, n.raw[o.ID])
}

// listProblems are I7's, U12's and D10.
func (n *naive) listProblems(s *cybozu.Snapshot) {
	self := false
	for _, a := range s.Users {
		self = self || naiveClean(a.Code) == naiveClean(s.Login)
	}
	if n.nobody {
		n.problem("I7", directory.ProblemNoUsers, "")
	} else if naiveClean(s.Login) != "" && !self {
		n.problem("I7", directory.ProblemNoSelf, s.Login)
	}
	if n.nameless >= 2 && n.nameless*100 > len(s.Users) {
		n.problem("I7", directory.ProblemNoNames, fmt.Sprint(n.nameless))
	}
	for _, a := range n.accounts {
		if a.Code == "" {
			n.problem("U12", directory.ProblemNoCode, a.Name)
		}
	}
	missing := map[string]bool{}
	var inRing []cybozu.ID
	for _, o := range n.listed {
		if o.Code == "" {
			n.problem("U12", directory.ProblemNoCode, o.Name)
		}
		if _, ok := n.parent(o); !ok && o.ParentCode != "" && !missing[o.ParentCode] {
			missing[o.ParentCode] = true
			n.problem("D10", directory.ProblemParentMissing, o.ParentCode)
		}
		ring := []cybozu.ID{o.ID}
		up, ok := n.parent(o)
		for range n.listed {
			if ok && up.ID != o.ID {
				ring = append(ring, up.ID)
				up, ok = n.parent(up)
			}
		}
		if ok && up.ID == o.ID && !slices.Contains(inRing, o.ID) {
			inRing = append(inRing, ring...)
			n.problem("D10", directory.ProblemRing, o.Code)
		}
	}
}

func (n *naive) living(id directory.CybozuID) bool {
	return slices.ContainsFunc(n.listed, func(o organization) bool { return directory.CybozuID(o.ID) == id })
}

// departments is D1 to D9; it says which departments are matched or new.
func (n *naive) departments(rebuild bool) map[int64]bool {
	before := slices.Clone(n.d.Departments)
	matched, moved, created := map[int64]bool{}, map[int64]bool{}, map[int64]bool{}
	for _, o := range n.listed {
		found := -1
		for i, dep := range before {
			if dep.ID != directory.RootID && dep.CybozuID == directory.CybozuID(o.ID) {
				found = i
			}
		}
		for i, dep := range before {
			deeper := dep.ParentID == directory.RootID && o.ParentCode != ""
			if found < 0 && dep.ID != directory.RootID && !n.living(dep.CybozuID) && !n.hidden(directory.KindDepartment, dep.CybozuID) && o.Code != "" && naiveClean(dep.Code) == o.Code &&
				!matched[dep.ID] && !(deeper && dep.CybozuID != 0) {
				found = i
			}
		}
		if found < 0 {
			id := n.d.NextDepartmentID
			n.d.NextDepartmentID++
			n.d.Departments = append(n.d.Departments, department{ID: id})
			matched[id], created[id] = true, true
			n.department[o.ID] = id
			continue
		}
		dep := before[found]
		matched[dep.ID] = true
		n.department[o.ID] = dep.ID
		if dep.ParentID == directory.RootID && o.ParentCode != "" && !rebuild {
			n.problem("D8", directory.ProblemLevelOne, o.Code)
		}
	}
	at := func(id int64) *department {
		return &n.d.Departments[slices.IndexFunc(n.d.Departments, func(d department) bool { return d.ID == id })]
	}
	for _, o := range n.listed {
		dep := at(n.department[o.ID])
		parent := directory.RootID
		if up, ok := n.parent(o); ok {
			parent = n.department[up.ID]
		}
		moved[dep.ID] = !created[dep.ID] && dep.ParentID != parent
		*dep = department{ID: dep.ID, ParentID: parent, Code: o.Code, Name: o.Name, SortOrder: dep.SortOrder, CybozuID: directory.CybozuID(o.ID)}
	}
	deleted := func(id int64) bool {
		return slices.ContainsFunc(before, func(d department) bool {
			return d.ID == id && d.CybozuID != 0 && !matched[id] && id != directory.RootID && !n.hidden(directory.KindDepartment, d.CybozuID)
		})
	}
	for i := range n.d.Departments {
		dep := &n.d.Departments[i]
		for !matched[dep.ID] && deleted(dep.ParentID) {
			dep.ParentID = before[slices.IndexFunc(before, func(d department) bool { return d.ID == dep.ParentID })].ParentID
		}
	}
	n.d.Departments = slices.DeleteFunc(n.d.Departments, func(d department) bool { return deleted(d.ID) })
	numbered := map[int64]bool{}
	for id := range matched {
		numbered[id] = !moved[id] && !created[id]
	}
	for _, dep := range n.d.Departments {
		if n.hidden(directory.KindDepartment, dep.CybozuID) {
			numbered[dep.ID] = true
		}
	}
	for _, these := range []map[int64]bool{moved, created} {
		for _, o := range n.listed {
			dep := at(n.department[o.ID])
			if !these[dep.ID] {
				continue
			}
			var orders []int64
			for _, sibling := range n.d.Departments {
				if numbered[sibling.ID] && sibling.ParentID == dep.ParentID {
					orders = append(orders, sibling.SortOrder)
				}
			}
			dep.SortOrder = 1
			if len(orders) > 0 {
				dep.SortOrder = slices.Max(orders) + 1
			}
			numbered[dep.ID] = true
		}
	}
	n.repeatedCodes()
	return matched
}

func (n *naive) repeatedCodes() {
	seen := map[string]int{}
	for _, dep := range n.d.Departments {
		if code := naiveClean(dep.Code); code != "" {
			if seen[code]++; seen[code] == 2 {
				n.problem("D9", directory.ProblemCodeTwice, code)
			}
		}
	}
}

// users is U2 to U11 and M1 to M3.
func (n *naive) users(c choices, linkedDepartments map[int64]bool) {
	before := slices.Clone(n.d.Users)
	here := func(id int64) *user {
		return &n.d.Users[slices.IndexFunc(n.d.Users, func(u user) bool { return u.ID == id })]
	}
	living := func(id directory.CybozuID) bool {
		return slices.ContainsFunc(n.accounts, func(a account) bool { return directory.CybozuID(a.ID) == id })
	}
	tests := []func(u user, a account) bool{
		func(u user, a account) bool { return u.CybozuID == directory.CybozuID(a.ID) },
		func(u user, a account) bool {
			return u.CybozuID != 0 && !living(u.CybozuID) && !n.hidden(directory.KindUser, u.CybozuID) && a.Code != "" && naiveClean(u.LoginName) == a.Code
		},
		func(u user, a account) bool {
			return u.CybozuID == 0 && a.Code != "" && naiveClean(u.LoginName) == a.Code
		},
		func(u user, a account) bool {
			return u.CybozuID == 0 && a.Email != "" && naiveAddress(u.Email) == naiveAddress(a.Email)
		},
		func(u user, a account) bool {
			return u.CybozuID == 0 && a.Code != "" && naiveAddress(u.Email) == naiveAddress(a.Code)
		},
		func(u user, a account) bool {
			return u.CybozuID == 0 && a.Email != "" && naiveAddress(u.LoginName) == naiveAddress(a.Email)
		},
	}
	match, choosers := map[cybozu.ID]int64{}, map[int64]int{}
	for _, a := range n.accounts {
		for _, fits := range tests {
			for _, u := range before {
				if match[a.ID] == 0 && fits(u, a) {
					match[a.ID] = u.ID
					if choosers[u.ID]++; choosers[u.ID] == 2 {
						n.problem("U4", directory.ProblemSeveralToOne, u.LoginName)
					}
				}
			}
		}
	}
	// Whom the first of several choosers takes is not asked: there is a problem then.
	account := map[int64]account{}
	for _, a := range n.accounts {
		if id := match[a.ID]; id == 0 {
			id = n.d.NextUserID
			n.d.NextUserID++
			n.d.Users = append(n.d.Users, user{ID: id, LoginName: a.Code})
			account[id] = a
			n.wants[id] = true
		} else if _, taken := account[id]; !taken {
			account[id] = a
			if said(c, directory.MendAdoptLogin, func(m directory.Mend) bool { return m.UserID == id }).CybozuID == directory.CybozuID(a.ID) {
				here(id).LoginName = a.Code
				n.wants[id] = true
			}
		}
	}
	n.hold(c, account)
	n.d.Users = slices.DeleteFunc(n.d.Users, func(u user) bool {
		if n.held[u.ID] {
			return false
		}
		_, imported := account[u.ID]
		return u.CybozuID != 0 && !imported && said(c, directory.MendKeep, func(m directory.Mend) bool { return m.UserID == u.ID }).Kind == "" && !n.hidden(directory.KindUser, u.CybozuID)
	})
	for i := range n.d.Users {
		u := &n.d.Users[i]
		var memberships []int64
		a, imported := account[u.ID]
		for _, id := range u.Departments {
			exists := slices.ContainsFunc(n.d.Departments, func(d department) bool { return d.ID == id })
			if exists && !(imported && (linkedDepartments[id] || n.marked[id])) {
				memberships = append(memberships, id)
			}
		}
		if !imported {
			u.Departments = memberships
			if !n.hidden(directory.KindUser, u.CybozuID) && !n.held[u.ID] {
				u.CybozuID, u.HeldSince = 0, ""
			}
			continue
		}
		for _, o := range a.Organizations {
			if id, ok := n.department[o]; ok && !slices.Contains(memberships, id) {
				memberships = append(memberships, id)
			}
		}
		slices.Sort(memberships)
		u.Name, u.Reading, u.Email, u.Phone = a.Name, a.SurNameReading, a.Email, a.Phone
		switch n.d.Options.Phone {
		case "mobile":
			u.Phone = a.MobilePhone
		case "mobile-or-phone":
			if a.MobilePhone != "" {
				u.Phone = a.MobilePhone
			}
		case "phone-or-mobile":
			if a.Phone == "" {
				u.Phone = a.MobilePhone
			}
		}
		if strings.Contains(n.d.Options.Extra, "mobile_phone") {
			u.MobilePhone = a.MobilePhone
		}
		if strings.Contains(n.d.Options.Extra, "employee_number") {
			u.EmployeeNumber = a.EmployeeNumber
		}
		u.HeldSince = ""
		u.Suspended, u.CybozuID, u.FormerLink, u.Departments = !a.Valid, directory.CybozuID(a.ID), false, memberships
	}
	n.logins(account)
	n.emails(c, account)
}

// hold is U14: whom U8 would delete is held, until the time is over.
func (n *naive) hold(c choices, account map[int64]account) {
	n.held = map[int64]bool{}
	for i := range n.d.Users {
		u := &n.d.Users[i]
		_, imported := account[u.ID]
		kept := said(c, directory.MendKeep, func(m directory.Mend) bool { return m.UserID == u.ID }).Kind != ""
		if n.d.Options.HoldDays == 0 || u.CybozuID == 0 || imported || kept || n.hidden(directory.KindUser, u.CybozuID) {
			continue
		}
		if u.HeldSince == "" {
			u.HeldSince = n.now.Format(time.RFC3339)
		}
		since, err := time.Parse(time.RFC3339, u.HeldSince)
		if err != nil {
			panic(err)
		}
		n.held[u.ID] = n.now.Local().Format(time.DateOnly) < since.Local().AddDate(0, 0, n.d.Options.HoldDays).Format(time.DateOnly)
	}
}

func (n *naive) logins(account map[int64]account) {
	codes := map[string]int{}
	for _, a := range n.accounts {
		if codes[a.Code]++; codes[a.Code] == 2 && a.Code != "" {
			n.problem("U4", directory.ProblemLoginTwice, a.Code)
		}
	}
	told := map[string]bool{}
	for _, u := range n.d.Users {
		login := naiveClean(u.LoginName)
		count, there, wanted := 0, 0, false
		for _, v := range n.d.Users {
			if naiveClean(v.LoginName) != login {
				continue
			}
			count++
			if a, ok := account[v.ID]; ok && a.Code == login {
				there++
			}
			wanted = wanted || n.wants[v.ID]
		}
		if count < 2 || login == "" || there == count || told[login] {
			continue
		}
		told[login] = true
		if wanted {
			n.problem("U4", directory.ProblemLoginTaken, login)
		} else {
			n.problem("U4", directory.ProblemLoginTwice, login)
		}
	}
}

// emails is U10.
func (n *naive) emails(c choices, imported map[int64]account) {
	type holder struct {
		cybozu directory.CybozuID
		here   int64
	}
	holders := map[string][]holder{}
	var addresses []string
	add := func(address string, h holder) {
		if address != "" {
			holders[address] = append(holders[address], h)
			addresses = append(addresses, address)
		}
	}
	for _, a := range n.accounts {
		add(naiveAddress(a.Email), holder{cybozu: directory.CybozuID(a.ID)})
	}
	for _, u := range n.d.Users {
		if _, ok := imported[u.ID]; !ok && u.HeldSince == "" {
			add(naiveAddress(u.Email), holder{here: u.ID})
		}
	}
	slices.Sort(addresses)
	var remembered []directory.EmailKeeper
	for _, address := range slices.Compact(addresses) {
		if len(holders[address]) < 2 {
			continue
		}
		local, there := 0, 0
		for _, h := range holders[address] {
			if h.here != 0 {
				local++
			} else {
				there++
			}
		}
		keeps := func(k directory.CybozuID) bool {
			return k == 0 && local == 1 || k != 0 && slices.Contains(holders[address], holder{cybozu: k})
		}
		answer := said(c, directory.MendKeeper, func(m directory.Mend) bool { return naiveAddress(m.Email) == address })
		keeper, ok := answer.CybozuID, answer.Kind != "" && keeps(answer.CybozuID)
		for _, k := range n.d.Remembered.EmailKeepers {
			if !ok && k.Email == address && keeps(k.CybozuID) {
				keeper, ok = k.CybozuID, true
			}
		}
		if !ok {
			n.problem("U10", directory.ProblemEmailTwice, address)
			continue
		}
		for i := range n.d.Users {
			u := &n.d.Users[i]
			if _, ok := imported[u.ID]; ok && naiveAddress(u.Email) == address && u.CybozuID != keeper || !ok && u.HeldSince == "" && naiveAddress(u.Email) == address && keeper != 0 {
				u.Email = ""
			}
		}
		if keeper == 0 || there > 1 {
			remembered = append(remembered, directory.EmailKeeper{Email: address, CybozuID: keeper})
		}
	}
	n.d.Remembered.EmailKeepers = remembered
	for i := range n.d.Users { // U14: who is held gives way
		u := &n.d.Users[i]
		for _, other := range n.d.Users {
			if _, ok := imported[other.ID]; ok && u.HeldSince != "" && naiveAddress(other.Email) == naiveAddress(u.Email) {
				u.Email = ""
			}
		}
	}
}
