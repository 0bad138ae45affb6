package cybozu_test

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"anpisync/cybozu"
	"anpisync/cybozu/cybozutest"
	"anpisync/cybozu/kept"
)

// plantedCompany is one in which every text that tells about somebody is recognised.
func plantedCompany() *cybozutest.Company {
	company := cybozutest.Large(230, 25)
	company.Update(func(d *cybozutest.Data) {
		codes := map[string]string{"": ""}
		for i := range d.Organizations {
			o := &d.Organizations[i]
			codes[o.Code] = fmt.Sprintf("plantedcode,%03d", i)
			o.Name, o.Description, o.LocalName = fmt.Sprintf("植付第%d営業部", i), "植付の説明文", "Planted Sales"
		}
		for i := range d.Organizations {
			o := &d.Organizations[i]
			o.Code, o.ParentCode = codes[o.Code], codes[o.ParentCode]
		}
		d.Titles = slices.Clone(d.Titles)
		for i := range d.Titles {
			d.Titles[i].Code, d.Titles[i].Name = fmt.Sprintf("plantedtitle%d", i), fmt.Sprintf("植付役職%d", i)
		}
		for i := range d.Users {
			u := &d.Users[i]
			if u.Code == "Administrator" || u.Code == cybozutest.Login {
				continue
			}
			n := fmt.Sprintf("%04d", i)
			u.Code, u.Name = "planted-login"+n, "植付 太郎"+n
			u.SurName, u.GivenName, u.SurNameReading, u.GivenNameReading = "植付髙﨑", "太郎𠮷"+n, "うえつけ", "たろう"+n
			u.Email, u.Phone, u.MobilePhone = "planted-Mail"+n+"@planted.example.co.jp", "0987-65-"+n, "080-1234-"+n
			u.ExtensionNumber, u.EmployeeNumber, u.BirthDate, u.JoinDate = "内線植付"+n, "plantednumber"+n, "1985-09-19", "2010-04-01"
		}
		d.Users[40].Email, d.Users[41].Email = "PLANTED-twice@planted.jp", "planted-twice@planted.jp" // U10
		d.Users[50].Hidden, d.Organizations[20].Hidden = true, true
	})
	return company
}

// betrayed is what of a company's texts stands in one.
func betrayed(text string, company *cybozutest.Company) string {
	d := company.Data()
	words := []string{"planted", "植付", "うえつけ", "たろう0", "髙﨑", "0987-65", "080-1234", "1985-09-19", "2010-04-01", "demo:pass"}
	for _, u := range d.Users {
		if u.Code != cybozutest.Login && u.Code != "Administrator" {
			words = append(words, u.Code, u.Name, u.Email, u.Phone)
		}
	}
	lower := strings.ToLower(text)
	for _, word := range words {
		if word != "" && strings.Contains(lower, strings.ToLower(word)) {
			return word
		}
	}
	return ""
}

// What is kept of a reading betrays nobody and no secret, and reads as the cybozu.com did.
func TestKeep_AnswersBetrayNobodyAndReadTheSame(t *testing.T) {
	bothWays(t, func(t *testing.T, o cybozutest.Options) {
		for _, ids := range []cybozutest.IDs{cybozutest.IDsMixed, cybozutest.IDsAsNumbers} {
			company := plantedCompany()
			o.Subdomain, o.IDs = "planted-office", ids
			server := newServer(t, company, o)
			// A connection that breaks while it carries no other answer, a busy server, one whose page
			// repeats what it was sent, and one that is cut off.
			server.Inject(cybozutest.Fault{Path: "users.json", Nth: 1, Drop: true})
			server.Inject(cybozutest.ErrorFault(429, "GAIA_TO04").On("organizations.json", 1))
			proofs := "planted-office.cybozu.com " + proof + " demo:pass 植付 太郎0100 planted-Mail0100@planted.example.co.jp"
			server.Inject(cybozutest.PageFault(503, proofs).On("users.json", 3))
			server.Inject(cybozutest.Fault{Path: "users.json", Nth: 4, CutAfter: 5000})
			keeper := new(kept.Keeper)
			want, err := newClient(t, server, cybozu.Options{Watch: keeper.Watch}).Fetch(t.Context(), nil)
			if err != nil {
				t.Fatal(err)
			}
			dir, answers := written(t, keeper)
			var all strings.Builder
			for _, a := range answers {
				text, err := os.ReadFile(filepath.Join(dir, a.Name+".txt"))
				if err != nil {
					t.Fatal(err)
				}
				all.Write(text)
				if word := betrayed(string(text), company); word != "" {
					t.Fatalf("%s holds %q:\n%s", a.Name, word, text)
				}
			}
			if strings.Contains(all.String(), proof) {
				t.Error("the password is there")
			}
			for _, word := range []string{"GAIA_TO04", "example.cybozu.com"} {
				if !strings.Contains(all.String(), word) {
					t.Errorf("%s is in no answer", word)
				}
			}

			got, err := newClient(t, replayed(t, answers), cybozu.Options{}).Fetch(t.Context(), nil)
			if err != nil {
				t.Fatal(err)
			}
			mustBe(t, nameless(got), nameless(want))
			if !slices.Equal(got.HiddenUsers, want.HiddenUsers) || !slices.Equal(got.HiddenOrganizations, want.HiddenOrganizations) {
				t.Errorf("hidden: %v, %v, want %v, %v", got.HiddenUsers, got.HiddenOrganizations, want.HiddenUsers, want.HiddenOrganizations)
			}
			if a, b := got.Users[40].Email, got.Users[41].Email; !strings.EqualFold(a, b) || a == b {
				t.Errorf("one address for two has become %q and %q", a, b)
			}
			parents := 0
			for _, o := range got.Organizations {
				if o.ParentCode != "" && slices.ContainsFunc(got.Organizations, func(up cybozu.Organization) bool { return up.Code == o.ParentCode }) {
					parents++
				}
			}
			if parents == 0 {
				t.Error("no organization finds its parent")
			}
		}
	})
}

// written are the answers of a keeper as they are read again from the folder.
func written(t *testing.T, keeper *kept.Keeper) (dir string, answers []kept.Answer) {
	t.Helper()
	dir = t.TempDir()
	n, err := keeper.Write(dir)
	if err != nil {
		t.Fatal(err)
	}
	if answers, err = kept.ReadDir(os.DirFS(dir)); err != nil || len(answers) != n || n == 0 {
		t.Fatalf("%d of %d answers, %v", len(answers), n, err)
	}
	return dir, answers
}

// replayed is a server that gives answers that were kept.
func replayed(t *testing.T, answers []kept.Answer) *cybozutest.Server {
	t.Helper()
	server, err := cybozutest.NewReplay(answers)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	return server
}

// nameless is a snapshot with the lengths of its texts in their place.
func nameless(s *cybozu.Snapshot) *cybozu.Snapshot {
	length := func(text string) string { return fmt.Sprint(utf8.RuneCountInString(text)) }
	n := &cybozu.Snapshot{}
	for _, o := range s.Organizations {
		n.Organizations = append(n.Organizations, cybozu.Organization{ID: o.ID, Code: length(o.Code), Name: length(o.Name), ParentCode: length(o.ParentCode)})
	}
	for _, u := range s.Users {
		u.Code, u.Name, u.Email, u.Phone = length(u.Code), length(u.Name), length(u.Email), length(u.Phone)
		u.MobilePhone, u.EmployeeNumber = length(u.MobilePhone), length(u.EmployeeNumber)
		u.SurNameReading, u.GivenNameReading = length(u.SurNameReading), length(u.GivenNameReading)
		n.Users = append(n.Users, u)
	}
	return n
}

// Every failure is kept as it came, and is the same failure when it is asked for again.
func TestKeep_AFailureIsTheSameFromTheFolder(t *testing.T) {
	for _, c := range faultCases {
		if c.fault.Hang || c.name == "no gzip" {
			continue // it would be waited for again; what cannot be unpacked is not there to be kept
		}
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			server := newServer(t, branch(), cybozutest.Options{Accounts: colleague})
			server.Inject(c.fault.On("users.json", 0))
			keeper := new(kept.Keeper)
			_, err := newClient(t, server, cybozu.Options{Watch: keeper.Watch}).Fetch(t.Context(), nil)
			failed := mustFail(t, err, c.kind)
			_, answers := written(t, keeper)
			_, err = newClient(t, replayed(t, answers), cybozu.Options{}).Fetch(t.Context(), nil)
			again := mustFail(t, err, c.kind)
			if again.Status != failed.Status || again.Code != failed.Code {
				t.Errorf("%v, from the folder %v", failed, again)
			}
		})
	}
}

func TestKeep_ATokenIsNotKept(t *testing.T) {
	server := newServer(t, branch(), cybozutest.Options{Tokens: []string{"planted-token"}})
	server.Inject(cybozutest.PageFault(http.StatusForbidden, "Bearer planted-token").On("csv/userOrganizations.csv", 1))
	keeper := new(kept.Keeper)
	if _, err := clientOf(t, server, plantedToken, cybozu.Options{Watch: keeper.Watch}).Fetch(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	_, answers := written(t, keeper)
	for _, a := range answers {
		if a.With != "token" || strings.Contains(string(a.Body), "planted") {
			t.Errorf("%s was asked with %q: %s", a.Name, a.With, a.Body)
		}
	}
}
