package cybozu_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf8"

	"golang.org/x/text/encoding"

	"anpisync/cybozu"
)

// The samples are Cybozu's own.
const (
	sampleUsers = `{"users":[{"id":"1","code":"sato-noboru","ctime":"2019-04-01T00:33:58Z","mtime":"2023-03-31T02:11:11Z","valid":true,"name":"佐藤 昇","surName":"佐藤","givenName":"昇","surNameReading":"さとう","givenNameReading":"のぼる","localName":"","localNameLocale":"ja","timezone":"Asia/Tokyo","locale":"ja","description":"","phone":"0000-000-0000","mobilePhone":"090-000-0000","extensionNumber":"","email":"sato-noboru@example.com","callto":"","url":"","employeeNumber":"n00012","birthDate":"1985-09-19","joinDate":"2010-04-01","primaryOrganization":"9","sortOrder":null,"customItemValues":[{"code":"boss","value":""}]},
{"id":1234567890123456789,"code":"Administrator","ctime":"0001-01-01T00:00:00Z","mtime":"0001-01-01T00:00:00Z","valid":false,"name":"Administrator","surName":null,"givenName":null,"surNameReading":null,"localName":null,"localNameLocale":null,"timezone":"Asia/Tokyo","locale":null,"description":"","phone":null,"mobilePhone":null,"extensionNumber":null,"email":null,"callto":null,"url":null,"employeeNumber":null,"birthDate":null,"joinDate":null,"primaryOrganization":null,"sortOrder":null,"customItemValues":[]}]}`
	sampleOrganizations = `{"organizations":[{"id":"1","code":"Sales01","name":"国内営業部","localName":"Domestic Sales Department","localNameLocale":"en","parentCode":"Sales00","description":"国内営業部"},{"id":7,"name":"org3","code":"org3","parentCode":null,"localName":"ln3","localNameLocale":"zh","description":"desc3"}]}`
	sampleMembers       = `{"userTitles":[{"user":{"id":"3","code":"sato-noboru","valid":true,"name":"佐藤 昇"},"title":{"id":"1","code":"Manager","name":"マネージャー","description":"マネージャー"}},{"user":{"id":4,"code":"kato-misaki","valid":true,"name":"加藤 美咲"},"title":null}]}`
	sampleMemberships   = `{"organizationTitles":[{"organization":{"id":"7","code":"org3","name":"org3"},"title":null},{"organization":{"id":1,"code":"Sales01","name":"国内営業部"},"title":{"id":"1","code":"Manager"}}]}`
)

func TestSamplesAreRead(t *testing.T) {
	check := func(name string, got any, err error, want any) {
		t.Helper()
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %+v, %v\nwant %+v", name, got, err, want)
		}
	}
	users, err := cybozu.DecodeUsers(strings.NewReader(sampleUsers))
	check("users", users, err, []cybozu.User{
		cybozu.WithPrimary(cybozu.User{ID: 1, Code: "sato-noboru", Name: "佐藤 昇", SurNameReading: "さとう", GivenNameReading: "のぼる", Email: "sato-noboru@example.com", Phone: "0000-000-0000", MobilePhone: "090-000-0000", EmployeeNumber: "n00012", Valid: true}, 9),
		{ID: 1234567890123456789, Code: "Administrator", Name: "Administrator"},
	})
	organizations, err := cybozu.DecodeOrganizations(strings.NewReader(sampleOrganizations))
	check("organizations", organizations, err, []cybozu.Organization{
		{ID: 1, Code: "Sales01", Name: "国内営業部", ParentCode: "Sales00"},
		{ID: 7, Code: "org3", Name: "org3"},
	})
	members, err := cybozu.DecodeMembers(strings.NewReader(sampleMembers))
	check("members", members, err, []cybozu.ID{3, 4})
	memberships, err := cybozu.DecodeMemberships(strings.NewReader(sampleMemberships))
	check("memberships", memberships, err, []cybozu.ID{7, 1})
}

func TestU12_ValidIsTrueOrFalse(t *testing.T) {
	for _, valid := range []string{`,"valid":null`, `,"valid":"true"`, `,"valid":1`, `,"valid":{}`, ``} {
		_, err := cybozu.DecodeUsers(strings.NewReader(`{"users":[{"id":"1","code":"a"` + valid + `}]}`))
		if err == nil {
			t.Errorf("%q is taken", valid)
		}
	}
}

func TestU12_TextsBeyondCybozusLengthsAreBroken(t *testing.T) {
	for _, c := range []struct {
		decode func(text string) error
		record string // with %s for the text
		most   int
	}{
		{decodesUsers, `{"id":1,"code":"%s","valid":true}`, 128},
		{decodesUsers, `{"id":1,"code":"a","valid":true,"name":"%s"}`, 128},
		{decodesUsers, `{"id":1,"code":"a","valid":true,"surNameReading":"%s"}`, 64},
		{decodesUsers, `{"id":1,"code":"a","valid":true,"givenNameReading":"%s"}`, 64},
		{decodesUsers, `{"id":1,"code":"a","valid":true,"email":"%s"}`, 256},
		{decodesUsers, `{"id":1,"code":"a","valid":true,"phone":"%s"}`, 100},
		{decodesOrganizations, `{"id":1,"code":"%s"}`, 128},
		{decodesOrganizations, `{"id":1,"code":"a","name":"%s"}`, 128},
		{decodesOrganizations, `{"id":1,"code":"a","parentCode":"%s"}`, 128},
		{decodesExport, `%s,Sales,`, 128},
		{decodesExport, `a,%s,`, 128},
	} {
		for _, character := range []string{"a", "髙", "𠮷"} {
			if err := c.decode(fmt.Sprintf(c.record, strings.Repeat(character, c.most))); err != nil {
				t.Errorf("%s with %d of %s: %v", c.record, c.most, character, err)
			}
			if err := c.decode(fmt.Sprintf(c.record, strings.Repeat(character, c.most+1))); err == nil {
				t.Errorf("%s with %d of %s is taken", c.record, c.most+1, character)
			}
		}
	}
}

func decodesUsers(record string) error {
	_, err := cybozu.DecodeUsers(strings.NewReader(`{"users":[` + record + `]}`))
	return err
}

func decodesOrganizations(record string) error {
	_, err := cybozu.DecodeOrganizations(strings.NewReader(`{"organizations":[` + record + `]}`))
	return err
}

func decodesExport(row string) error {
	_, err := cybozu.DecodeExport(strings.NewReader(row + "\r\n"))
	return err
}

// json makes a replacement character of it, which would go into somebody's name.
func TestU12_HalfACharacterIsBroken(t *testing.T) {
	for name, whole := range map[string]bool{
		`\ud800\udc00`: true, `\udbff\udfff`: true, `\ud7ff`: true, `\ue000`: true, `\ud800`: false, `\udbff`: false, `\udc00`: false, `\udfff`: false,
		`\ud842\udfb7`: true, `\uD842\uDFB7`: true, `a\ud842\udfb7b\ud842\udfb7`: true, `\\ud842`: true, `\\\\ud842`: true, `\ufffd`: true, `\u4f50`: true,
		`\ud842`: false, `\udfb7`: false, `\udfb7\ud842`: false, `\ud842x\udfb7`: false, `\ud842\ud842\udfb7`: false, `\ud842\n\udfb7`: false, `\\\ud842`: false, `a\uDFB7`: false, `\ud842\udfb7\udfb7`: false,
	} {
		for _, field := range []string{"code", "name", "surNameReading", "givenNameReading", "email", "phone"} {
			record := `{"id":1,"valid":true,"` + field + `":"` + name + `"}`
			if field != "code" {
				record = strings.Replace(record, `{`, `{"code":"a",`, 1)
			}
			if err := decodesUsers(record); (err == nil) != whole {
				t.Errorf("%s: %v", record, err)
			}
		}
		for _, record := range []string{`{"id":1,"code":"` + name + `"}`, `{"id":1,"code":"a","name":"` + name + `"}`, `{"id":1,"code":"a","parentCode":"` + name + `"}`} {
			if err := decodesOrganizations(record); (err == nil) != whole {
				t.Errorf("%s: %v", record, err)
			}
		}
	}
}

// Of a field that is there twice, the last one counts, as everywhere in JSON.
func TestTheLastOfTwoTextsCounts(t *testing.T) {
	for fields, want := range map[string]string{`"name":"a","name":null`: "", `"name":null,"name":"a"`: "a", `"name":"a","name":"b"`: "b"} {
		if users, err := cybozu.DecodeUsers(strings.NewReader(`{"users":[{"id":1,"code":"a","valid":true,` + fields + `}]}`)); err != nil || users[0].Name != want {
			t.Errorf("%s: %+v, %v", fields, users, err)
		}
	}
}

func TestU12_AnIDTwiceInOnePageIsBroken(t *testing.T) {
	one, two := `{"id":1,"code":"a","valid":true},`, `{"id":"2","code":"b","valid":true},`
	for _, records := range []string{one + `{"id":"1","code":"c","valid":true}`, one + two + `{"id":1,"code":"a","valid":true}`} {
		if decodesUsers(records) == nil || decodesOrganizations(records) == nil {
			t.Errorf("%s are taken", records)
		}
	}
}

func TestIDsAreOfSixtyFourBits(t *testing.T) {
	for _, id := range []string{`1`, `"1"`, `7532782697181632513`, `"9223372036854775807"`} {
		got, err := cybozu.DecodeOrganizations(strings.NewReader(`{"organizations":[{"id":` + id + `,"code":"a"}]}`))
		if err != nil || fmt.Sprint(got[0].ID) != strings.Trim(id, `"`) {
			t.Errorf("id %s: %v, %v", id, got, err)
		}
	}
	for _, id := range []string{`0`, `-1`, `"-1"`, `"+1"`, `""`, `" 1"`, `null`, `true`, `1.5`, `1e3`, `"1e3"`, `[1]`, `{}`, `"0"`, `9223372036854775808`, `"99999999999999999999"`, strings.Repeat("9", 100_000)} {
		_, err := cybozu.DecodeOrganizations(strings.NewReader(`{"organizations":[{"id":` + id + `,"code":"a"}]}`))
		if err == nil {
			t.Errorf("id %.40s is taken", id)
		}
		if err != nil && len(err.Error()) > 500 {
			t.Errorf("the error about %.40s has %d bytes", id, len(err.Error()))
		}
	}
}

// Who belongs where is known from elsewhere, so it must not be in the way of a user.
func TestM5_AnyPrimaryOrganizationIsTaken(t *testing.T) {
	for primary, want := range map[string]cybozu.ID{
		`7`: 7, `"7"`: 7, `null`: 0, `""`: 0, `0`: 0, `"-1"`: 0, `"Sales"`: 0, `true`: 0, `1.5`: 0, `{"id":"7"}`: 0, `["7"]`: 0,
	} {
		got, err := cybozu.DecodeUsers(strings.NewReader(`{"users":[{"id":"1","code":"a","valid":true,"primaryOrganization":` + primary + `}]}`))
		if err != nil || !reflect.DeepEqual(got[0], cybozu.WithPrimary(cybozu.User{ID: 1, Code: "a", Valid: true}, want)) {
			t.Errorf("%s: %+v, %v", primary, got, err)
		}
	}
}

// A list is read whatever else is beside it, unless that may say that it failed.
func TestAListBesideAWordOfFailureIsNotRead(t *testing.T) {
	for beside, right := range map[string]bool{
		`"success":true`: true, `"success":null`: true, `"success":"false"`: false, `"success":0`: false, `"success":{}`: false, `"code":"CB_XX99"`: true, `"message":"x"`: true, `"success":false`: false,
	} {
		if users, err := cybozu.DecodeUsers(strings.NewReader(`{` + beside + `,"users":[{"id":"1","code":"a","valid":true}]}`)); (err == nil && len(users) == 1) != right {
			t.Errorf("%s: %v, %v", beside, users, err)
		}
	}
}

// What is broken is an error, whatever it is; a list must not become shorter by it.
var brokenUsers = []string{
	``,
	` `,
	`null`,
	`[]`,
	`"users"`,
	`{}`,
	`{"users":null}`,
	`{"users":{}}`,
	`{"users":[null]}`,
	`{"users":["1"]}`,
	`{"users":[]`,
	`{"users":[]}x`,
	`{"users":[]}{"users":[]}`,
	`{"users":[],"users":[]}`,
	`{"organizations":[]}`,
	`{"message":"","id":"","code":"CB_WA01"}`,
	`{"users":[{"id":"1","valid":true}]}`,
	`{"users":[{"id":"1","code":"","valid":true}]}`,
	`{"users":[{"id":"1","code":7,"valid":true}]}`,
	`{"users":[{"id":"1","code":"a","valid":true,"name":["a"]}]}`,
	`{"users":[{"id":"1","code":"a","valid":true,"email":false}]}`,
	`{"users":[{"id":"1","code":"a","valid":true},]}`,
	`{"users":[{"id":"1","code":"a","valid":true}`,
	"{\"users\":[{\"id\":\"1\",\"code\":\"a\xff\",\"valid\":true}]}",
	"{\"users\":[],\"other\":\"\xe3\x81\"}",
	`{"other":` + strings.Repeat("[", 100_000) + strings.Repeat("]", 100_000) + `,"users":[]}`,
	`{"users":[{"id":"1","code":"a","valid":true,"other":` + strings.Repeat(`{"a":`, 100_000) + `1` + strings.Repeat("}", 100_000) + `}]}`,
	`{"users":[` + strings.Repeat(`{"id":"1","code":"a","valid":true},`, 100) + `{"id":"1","code":"a","valid":true}]}`,
}

func TestBrokenAnswersAreErrors(t *testing.T) {
	for _, text := range brokenUsers {
		if users, err := cybozu.DecodeUsers(strings.NewReader(text)); err == nil {
			t.Errorf("%.80q is taken for %d users", text, len(users))
		}
	}
	for _, text := range []string{`{"organizations":[{"id":"1"}]}`, `{"organizations":[{"code":"a"}]}`, `{"organizations":[null]}`} {
		if organizations, err := cybozu.DecodeOrganizations(strings.NewReader(text)); err == nil {
			t.Errorf("%q is taken for %v", text, organizations)
		}
	}
	for _, text := range []string{`{"userTitles":[{"user":null,"title":null}]}`, `{"userTitles":[{"title":null}]}`, `{"userTitles":[{"user":{"code":"a"}}]}`} {
		if ids, err := cybozu.DecodeMembers(strings.NewReader(text)); err == nil {
			t.Errorf("%q is taken for %v", text, ids)
		}
	}
	for _, text := range []string{`{"organizationTitles":[{"organization":null}]}`, `{"organizationTitles":[7]}`, `{"userTitles":[]}`} {
		if ids, err := cybozu.DecodeMemberships(strings.NewReader(text)); err == nil {
			t.Errorf("%q is taken for %v", text, ids)
		}
	}
}

func TestExportIsRead(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       [][]string
	}{
		{"nothing", "", [][]string{}},
		{"alone, with empty fields, in two", "a\r\nb,,\r\nc,Sales,Manager,Dev,\r\n", [][]string{{"a"}, {"b", "", ""}, {"c", "Sales", "Manager", "Dev", ""}}},
		{"unix lines, byte order mark, blank line", "\ufeffa,Sales,\n\nb\n", [][]string{{"a", "Sales", ""}, {"b"}}},
		{"quotes", "\"a\",\"営業,\"\"国内\"\"\",\"\"\n", [][]string{{"a", `営業,"国内"`, ""}}},
		{"title left out at the end", "a,Sales\n", [][]string{{"a", "Sales"}}},
		{"last row perhaps cut off", "a,Sales,\nb,Sales,,De", [][]string{{"a", "Sales", ""}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := cybozu.DecodeExport(strings.NewReader(c.text))
			if err != nil || !slices.EqualFunc(got, c.want, slices.Equal) {
				t.Errorf("%q, %v, want %q", got, err, c.want)
			}
		})
	}
}

func TestBrokenExportsAreErrors(t *testing.T) {
	for _, text := range []string{
		"a,\"Sales\n",
		"a,Sa\"les\n",
		",Sales,\n",
		",,\n",
		"a,,Manager\n",
		"a,Sales,,,,Dev,\n",
		"\x8d\x6c\x93\xa1,Sales,\n", // Shift JIS
		"a,Sales\xff,\n",
	} {
		if rows, err := cybozu.DecodeExport(strings.NewReader(text)); err == nil {
			t.Errorf("%q is taken for %q", text, rows)
		}
	}
}

// Whoever helps an office reads these in the part of a message that can be copied.
func TestBrokenAnswersSayWhatIsWrong(t *testing.T) {
	users, organizations := decoder(cybozu.DecodeUsers), decoder(cybozu.DecodeOrganizations)
	export := decoder(cybozu.DecodeExport)
	var many []string
	for i := range 101 {
		many = append(many, fmt.Sprintf(`{"id":%d,"code":"a","valid":true}`, i+1))
	}
	for _, c := range []struct {
		decode     func(text string) error
		text, want string
	}{
		{users, `{"users":[` + strings.Join(many, ",") + `]}`, `"users" holds more than the 100 asked for`},
		{users, `{"users":[` + many[0] + "," + many[0] + `]}`, `users[1]: user 1 is there already, at 0`},
		{users, `{"users":[{"id":7,"code":"a"}]}`, `users[0]: user 7: id, code or valid is missing`},
		{users, `{"users":[{"id":7,"code":"` + strings.Repeat("a", 129) + `","valid":true}]}`, `users[0]: code has more than 128 characters`},
		{users, `{"users":[],"users":[]}`, `"users" is there twice`},
		{users, `{"users":{}}`, `"users": { where [ belongs`},
		{users, `[]`, `[ where { belongs`},
		{users, `{}`, `"users" is missing`},
		{users, `{"users":[]}{}`, `something follows the answer`},
		{users, `{"success":false,"code":"CB_XX01","message":"だめ","users":[]}`, `a failure: CB_XX01 だめ`},
		{users, `{"users":[{"id":"x","code":"a","valid":true}]}`, `users[0]: "\"x\"" is no id`},
		{users, `{"users":[{"id":1,"code":7,"valid":true}]}`, `users[0]: "7" is no text`},
		{users, `{"users":[{"id":1,"code":"\ud842","valid":true}]}`, `users[0]: a surrogate without its other half`},
		{organizations, `{"organizations":[{"id":7}]}`, `organizations[0]: organization 7: id or code is missing`},
		{organizations, `{"organizations":[{"id":7,"code":"a"},{"id":7,"code":"b"}]}`, `organizations[1]: organization 7 is there already, at 0`},
		{organizations, `{"organizations":[{"id":7,"code":"a","parentCode":"` + strings.Repeat("a", 129) + `"}]}`, `organizations[0]: parentCode has more than 128 characters`},
		{decoder(cybozu.DecodeMembers), `{"userTitles":[{"user":{}}]}`, `userTitles[0]: the id is missing`},
		{export, "a\n,Sales\n", `row 2: a row without a login`},
		{export, "a,,x\n", `row 1: a row has a hole`},
		{export, "a\nb" + strings.Repeat(",", 16_384) + "\n", `row 2: a row of 16385 fields`},
		{export, strings.Repeat("a", 1<<20+1), `a row is longer than 1048576 bytes`},
		{export, "a," + strings.Repeat("a", 129) + "\n", `row 1: organization has more than 128 characters`},
		{export, strings.Repeat("a", 129) + "\n", `row 1: login has more than 128 characters`},
		{organizations, `{"organizations":[{"id":7,"code":"a","name":"` + strings.Repeat("a", 129) + `"}]}`, `organizations[0]: name has more than 128 characters`},
		{organizations, `{"organizations":[{"id":7,"code":"` + strings.Repeat("a", 129) + `"}]}`, `organizations[0]: code has more than 128 characters`},
		{users, `{"users":[{"id":7,"code":"a","valid":true,"name":"` + strings.Repeat("a", 129) + `","surNameReading":"` + strings.Repeat("a", 65) + `","givenNameReading":"` +
			strings.Repeat("a", 65) + `","email":"` + strings.Repeat("a", 257) + `","phone":"` + strings.Repeat("a", 101) + `"}]}`, "users[0]: name has more than 128 characters\n" +
			"surNameReading has more than 64 characters\ngivenNameReading has more than 64 characters\nemail has more than 256 characters\nphone has more than 100 characters"},
	} {
		if err := c.decode(c.text); err == nil || err.Error() != c.want {
			t.Errorf("%.60s: %v, want %s", c.text, err, c.want)
		}
	}
}

func decoder[T any](decode func(io.Reader) ([]T, error)) func(text string) error {
	return func(text string) error {
		_, err := decode(strings.NewReader(text))
		return err
	}
}

// fuzz feeds a decoder the seeds whole, cut and broken. What it returns must make sense.
func fuzz[T any](f *testing.F, decode func(io.Reader) ([]T, error), check func(*testing.T, T), seeds ...string) {
	for _, seed := range seeds {
		f.Add([]byte(seed))
		f.Add([]byte(seed[:len(seed)/2]))
		f.Add([]byte(strings.ReplaceAll(seed, `"`, `\u0022`)))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		records, err := decode(strings.NewReader(string(data)))
		if err != nil {
			return
		}
		if !utf8.Valid(data) {
			t.Error("invalid UTF-8 is taken")
		}
		for _, r := range records {
			check(t, r)
		}
	})
}

func checkID(t *testing.T, id cybozu.ID) {
	if id < 1 {
		t.Errorf("id %d", id)
	}
}

func FuzzUsers(f *testing.F) {
	fuzz(f, cybozu.DecodeUsers, func(t *testing.T, u cybozu.User) {
		checkID(t, u.ID)
		if u.Code == "" {
			t.Error("no code")
		}
	}, append(slices.Clone(brokenUsers), sampleUsers)...)
}

func FuzzOrganizations(f *testing.F) {
	fuzz(f, cybozu.DecodeOrganizations, func(t *testing.T, o cybozu.Organization) {
		checkID(t, o.ID)
		if o.Code == "" {
			t.Error("no code")
		}
	}, sampleOrganizations, `{"organizations":[{"id":1,"code":"\ud800"}]}`)
}

func FuzzMembers(f *testing.F) {
	fuzz(f, cybozu.DecodeMembers, checkID, sampleMembers)
}

func FuzzMemberships(f *testing.F) {
	fuzz(f, cybozu.DecodeMemberships, checkID, sampleMemberships)
}

func FuzzErrors(f *testing.F) {
	for _, c := range faultCases {
		f.Add(c.fault.Status, c.fault.Header.Get("Content-Type"), []byte(c.fault.Body))
	}
	f.Add(500, "text/html", []byte("<script>a</script><p>&amp;\x00<!--"))
	client, err := cybozu.NewClient("example.cybozu.com", planted, cybozu.Options{})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, status int, contentType string, body []byte) {
		if status < 0 || 999 < status { // net/http reads three digits
			t.Skip()
		}
		failed := client.JudgeAnswer(status, http.Header{"Content-Type": {contentType}}, append(body, "planted-password"...))
		if failed.Kind == "" || failed.Status != status {
			t.Errorf("status %d is %+v", status, failed)
		}
		for _, text := range []string{failed.Message, failed.Code} {
			if !utf8.ValidString(text) || len([]rune(text)) > 201 || strings.ContainsAny(text, "\r\n") {
				t.Errorf("text %q", text)
			}
		}
		if leak(failed.Error()) != "" && !strings.Contains(string(body), "planted") {
			t.Errorf("%v shows a secret", failed)
		}
	})
}

func FuzzExport(f *testing.F) {
	fuzz(f, cybozu.DecodeExport, func(t *testing.T, row []string) {
		if len(row) == 0 || row[0] == "" {
			t.Errorf("row %q has no login", row)
		}
	}, "a\r\nb,,\r\nc,Sales,Manager,Dev,\r\n", "\ufeffa,\"S,\"\"\",\n")
}

func TestTextCutWithinACharacterIsCutOff(t *testing.T) {
	whole := []byte(`{"users":"髙﨑𠮷"}`)
	for n := range whole {
		_, err := io.ReadAll(cybozu.ValidText(iotest.OneByteReader(bytes.NewReader(whole[:n]))))
		if errors.Is(err, encoding.ErrInvalidUTF8) {
			t.Errorf("the first %d bytes: %v", n, err)
		}
	}
	if _, err := io.ReadAll(cybozu.ValidText(strings.NewReader("\xe3"))); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("the first byte alone: %v", err)
	}
	for _, text := range []string{"a\xffb", "\x80\x80\x80\x80\x80"} {
		if _, err := io.ReadAll(cybozu.ValidText(strings.NewReader(text))); !errors.Is(err, encoding.ErrInvalidUTF8) {
			t.Errorf("%q, which is none: %v", text, err)
		}
	}
}
