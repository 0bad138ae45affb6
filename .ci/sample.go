// Prints what a directory holds once the sample has been imported into an empty one:
// a line a department, user and membership, sorted, in the columns of the query in
// the script beside this. It shares no code with the rules.
package main

import (
	"fmt"
	"slices"
	"strings"

	"anpisync/cybozu/cybozutest"
)

func main() {
	company := cybozutest.Sample().Data()
	var lines []string
	codes := map[int64]string{}
	for _, o := range company.Organizations {
		codes[o.ID] = o.Code
		lines = append(lines, row("department", o.ID, o.Code, o.Name, o.ParentCode))
	}
	for _, u := range company.Users {
		if u.Code == "Administrator" && !u.Valid {
			continue // U1
		}
		reading := strings.TrimSpace(u.SurNameReading + " " + u.GivenNameReading)
		suspended := 0
		if !u.Valid {
			suspended = 1
		}
		lines = append(lines, row("user", u.ID, u.Code, u.Name, reading, u.Email, u.Phone, suspended))
		for _, m := range u.Memberships {
			lines = append(lines, row("membership", u.Code, codes[m.Organization]))
		}
	}
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
