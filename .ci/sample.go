// Prints what a directory holds once the sample has been imported into an empty one:
// the lines of the queries in the script beside this, sorted. It shares no code with the
// rules. Arguments: the host that was imported from, and the kind of the import; without, those
// of -demo.
package main

import (
	"cmp"
	"fmt"
	"os"
	"slices"
	"strings"

	"anpisync/cybozu/cybozutest"
)

func main() {
	domain, kind := "example.cybozu.com", "manual"
	if len(os.Args) > 1 {
		domain, kind = os.Args[1], os.Args[2]
	}
	company := cybozutest.Sample().Data()
	var lines []string
	codes := map[int64]string{}
	below := map[string]int{} // how many organizations, by the code of their parent (D7)
	slices.SortFunc(company.Organizations, func(a, b cybozutest.Organization) int { return cmp.Compare(a.ID, b.ID) })
	for _, o := range company.Organizations {
		codes[o.ID] = o.Code
		below[o.ParentCode]++
		lines = append(lines, row("department", o.ID, o.Code, o.Name, o.ParentCode, below[o.ParentCode], 0),
			row("change", 1, "department", "create", "D3", "new", o.Code, 1))
	}
	users, memberships := 0, 0
	for _, u := range company.Users {
		if u.Code == "Administrator" && !u.Valid {
			continue // U1
		}
		users++
		reading := strings.TrimSpace(u.SurNameReading + " " + u.GivenNameReading)
		suspended := 0
		if !u.Valid {
			suspended = 1
		}
		lines = append(lines, row("user", u.ID, u.Code, u.Name, reading, u.Email, u.Phone, suspended, "", "", 0, "", "", ""),
			row("change", 1, "user", "create", "U6", "new", u.Code, 1))
		for _, m := range u.Memberships {
			memberships++
			lines = append(lines, row("membership", u.Code, codes[m.Organization]))
		}
	}
	lines = append(lines,
		row("import", 1, kind, domain, "ok", "", len(company.Organizations), users, memberships, 0, 1, ""),
		row("password", "$argon2id$v=19$m=65536,t=3,p=4$", 1, 1),
		row("setting", "domain", domain),
		row("setting", "url", "https://"+domain))
	slices.Sort(lines)
	fmt.Println(strings.Join(lines, "\n"))
}

func row(columns ...any) string {
	var texts []string
	for _, c := range columns {
		texts = append(texts, fmt.Sprint(c))
	}
	return strings.Join(texts, "|")
}
