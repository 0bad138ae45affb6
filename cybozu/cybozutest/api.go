package cybozutest

import (
	"math"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// builtIn is the account that cybozu.com makes for itself.
const builtIn = "Administrator"

// maxPage is the largest page, and the most ids or codes of one request.
const maxPage = 100

// root is where the User API is.
const root = "/v1/"

// query is one request of somebody who is in.
type query struct {
	*view
	caller caller
	values values
	ids    IDs
	unset  Unset
}

// endpoints by their path below [root].
var endpoints = map[string]func(query) answer{
	"users.json":                query.listUsers,
	"organizations.json":        query.listOrganizations,
	"organization/users.json":   query.listMembers,
	"user/organizations.json":   query.listMemberships,
	"csv/userOrganizations.csv": query.exportMemberships,
}

// answer is what cybozu.com answers when nothing is wrong with it.
func (s *Server) answer(r *http.Request) answer {
	c, refused := s.enter(r)
	if refused != nil {
		return *refused
	}
	if problem(r) != "" {
		return failure(http.StatusBadRequest, codeIllegal, c.language, nil)
	}
	endpoint, known := endpoints[relative(r.URL.Path)]
	if !known {
		return page(http.StatusNotFound, "ページが見つかりません")
	}
	if c.guest {
		return failure(http.StatusForbidden, codePermission, c.language, nil)
	}
	see := s.company.state.Load().visible
	if c.admin {
		see = s.company.state.Load().everybody
	}
	return endpoint(query{see(), c, values{r.URL.Query()}, s.options.IDs, s.options.Unset})
}

// relative is a path below [root]; others stay as they are.
func relative(path string) string { return strings.TrimPrefix(path, root) }

// problem is what a request is that cybozu.com does not take, or empty.
func problem(r *http.Request) string {
	switch {
	case r.Method != http.MethodGet:
		return "method " + r.Method
	case r.Header.Get("Content-Type") != "":
		return "Content-Type"
	case r.ContentLength != 0:
		return "body"
	}
	return ""
}

func (q query) listUsers() answer {
	return listRecords(q, "users", q.users, (*writer).user)
}

func (q query) listOrganizations() answer {
	return listRecords(q, "organizations", q.organizations, (*writer).organization)
}

// listRecords answers with a page of a list, or of those asked for.
func listRecords[T any](q query, key string, l list[T], write func(*writer, *T)) answer {
	ids, codes := q.values.several("ids"), q.values.several("codes")
	size, offset, problems := q.values.page()
	if len(ids) > 0 && len(codes) > 0 {
		problems["ids"] = notBoth
	}
	if len(ids) > maxPage {
		problems["ids"] = tooMany
	}
	if len(codes) > maxPage {
		problems["codes"] = tooMany
	}
	records := l.all
	if len(ids) > 0 || len(codes) > 0 {
		wanted := map[*T]bool{}
		for _, code := range codes {
			wanted[l.byCode[code]] = true
		}
		for _, text := range ids {
			id, err := strconv.ParseInt(text, 10, 64)
			if err != nil {
				problems["ids"] = notNumber
			}
			wanted[l.byID[id]] = true
		}
		records = l.inOrder(wanted)
	}
	if len(problems) > 0 {
		return q.badParameters(problems)
	}
	return q.respond(key, len(cut(records, size, offset)), func(w *writer, i int) { write(w, records[offset+i]) })
}

// listMembers is organization/users.json.
func (q query) listMembers() answer {
	size, offset, problems := q.values.page()
	o := q.organizations.byCode[q.code(problems)]
	if o == nil && len(problems) == 0 {
		problems["code"] = notExisting
	}
	if len(problems) > 0 {
		return q.badParameters(problems)
	}
	members := cut(q.members[o.ID], size, offset)
	return q.respond("userTitles", len(members), func(w *writer, i int) {
		w.open()
		w.key("user")
		w.user(members[i].user)
		w.key("title")
		w.title(members[i].title)
		w.close()
	})
}

// listMemberships is user/organizations.json.
func (q query) listMemberships() answer {
	problems := map[string]sentence{}
	u := q.users.byCode[q.code(problems)]
	if u == nil && len(problems) == 0 {
		problems["code"] = notExisting
	}
	if len(problems) > 0 {
		return q.badParameters(problems)
	}
	seen := slices.DeleteFunc(slices.Clone(u.Memberships), func(m Membership) bool {
		return q.named[m.Organization] == nil
	})
	slices.Reverse(seen) // the order is not known, so not the primary one first
	return q.respond("organizationTitles", len(seen), func(w *writer, i int) {
		w.open()
		w.key("organization")
		w.organization(q.named[seen[i].Organization])
		w.key("title")
		w.title(q.titles[seen[i].Title])
		w.close()
	})
}

func (q query) exportMemberships() answer {
	if !q.caller.admin {
		return failure(http.StatusForbidden, codePermission, q.caller.language, nil)
	}
	return ok(csvType, q.csv())
}

// respond writes n elements under a key.
func (q query) respond(key string, n int, element func(w *writer, i int)) answer {
	w := writer{ids: q.ids, unset: q.unset, b: make([]byte, 0, 64+1024*n)}
	w.open()
	w.raw("meta", `{"version":2,"`+key+`":[]}`) // another key of the days to come
	w.key(key)
	w.b = append(w.b, '[')
	for i := range n {
		w.next()
		element(&w, i)
	}
	w.b = append(w.b, ']')
	w.close()
	return ok(jsonType, w.b)
}

func (q query) badParameters(problems map[string]sentence) answer {
	return failure(http.StatusBadRequest, codeParameter, q.caller.language, problems)
}

// code is the one required parameter of the membership endpoints.
func (q query) code(problems map[string]sentence) string {
	code := q.values.Get("code")
	if code == "" {
		problems["code"] = required
	}
	return code
}

// values are the parameters of a request.
type values struct{ url.Values }

// page reads size and offset.
func (v values) page() (size, offset int, problems map[string]sentence) {
	problems = map[string]sentence{}
	number := func(name string, fallback, least, most int) int {
		text := v.Get(name)
		if text == "" {
			return fallback
		}
		n, err := strconv.Atoi(text)
		switch {
		case err != nil:
			problems[name] = notNumber
		case n < least || n > most:
			problems[name] = outOfRange
		}
		return n
	}
	size = number("size", maxPage, 1, maxPage)
	offset = number("offset", 0, 0, math.MaxInt64)
	return size, offset, problems
}

// several reads name[0], name[1] … in the order of their numbers.
func (v values) several(name string) []string {
	var all []string
	for i := 0; v.Has(name + "[" + strconv.Itoa(i) + "]"); i++ {
		all = append(all, v.Get(name+"["+strconv.Itoa(i)+"]"))
	}
	return all
}

func cut[T any](all []T, size, offset int) []T {
	from := min(offset, len(all))
	return all[from:min(from+size, len(all))]
}
