package reconcile_test

import (
	"testing"

	"anpisync/reconcile"
	"anpisync/reconcile/directory"
)

const bothFields = directory.FieldMobile + "," + directory.FieldEmployee

func TestU15_FurtherFieldsAreWrittenWhereTheyAreChosen(t *testing.T) {
	d := here(user{ID: 1, CybozuID: 7, MobilePhone: "old", EmployeeNumber: "old", Phone: "03"})
	s := there(account{ID: 7, Code: "user1", Phone: "03", MobilePhone: " 090\t1", EmployeeNumber: "n1"}, account{ID: 8, Code: "new", MobilePhone: "080"})
	for _, c := range []struct{ extra, mobile, number, ofNew string }{
		{"", "old", "old", ""},
		{directory.FieldMobile, "090 1", "old", "080"},
		{directory.FieldEmployee, "old", "n1", ""},
		{bothFields, "090 1", "n1", "080"},
	} {
		d.Options.Extra = c.extra
		_, then := imported(t, d, s, nil)
		u, n := userOf(t, then, 1), userFor(t, then, 8)
		same(t, c.extra, []string{u.MobilePhone, u.EmployeeNumber, n.MobilePhone}, []string{c.mobile, c.number, c.ofNew})
	}
}

func TestU15_PhoneComesFromWhereAPersonHasChosen(t *testing.T) {
	d := here(user{ID: 1, CybozuID: 7, Phone: "03"}, user{ID: 2, CybozuID: 8, Phone: "06"}, user{ID: 3, CybozuID: 9, Phone: "090"}, user{ID: 4, Phone: "06"})
	s := there(
		account{ID: 7, Code: "user1", Phone: "03", MobilePhone: "070"},
		account{ID: 8, Code: "user2", Phone: "06"},
		account{ID: 9, Code: "user3", MobilePhone: "090"},
		account{ID: 10, Code: "stranger", Phone: "04"})
	counts := reconcile.CountPhones(d, "EXAMPLE.cybozu.com", s.Users)
	for _, c := range []struct {
		from    directory.PhoneSource
		want    []string
		changes int
	}{
		{directory.PhoneStandard, []string{"03", "06", ""}, 1},
		{directory.PhoneMobile, []string{"070", "", "090"}, 2},
		{directory.PhoneMobileOrPhone, []string{"070", "06", "090"}, 1},
		{directory.PhonePhoneOrMobile, []string{"03", "06", "090"}, 0},
	} {
		d.Options.Phone = c.from
		plan, then := imported(t, d, s, nil)
		same(t, string(c.from), []string{userOf(t, then, 1).Phone, userOf(t, then, 2).Phone, userOf(t, then, 3).Phone}, c.want)
		changed := 0
		for _, change := range plan.Users {
			if change.Before != nil && change.Before.Phone != change.After.Phone {
				changed++
			}
		}
		if counts[c.from] != c.changes || changed != c.changes {
			t.Errorf("%q: counted %d, changed %d, want %d", c.from, counts[c.from], changed, c.changes)
		}
	}
	if other := reconcile.CountPhones(d, "other.cybozu.com", s.Users); len(other) > 0 {
		t.Errorf("counted by the ids of another domain: %v", other)
	}
}
