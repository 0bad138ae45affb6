package cybozutest

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
)

// IDs is how ids are written: today's samples have strings, older ones numbers.
type IDs int

const (
	IDsMixed IDs = iota // by turns, the same record always alike
	IDsAsStrings
	IDsAsNumbers
)

// Unset is how a text is written that is not set: today's type table says null, the
// samples show "".
type Unset int

const (
	UnsetMixed Unset = iota // by turns, the same record always alike
	UnsetNull
	UnsetEmpty
	UnsetMissing // the key is not there
)

// writer appends JSON objects. Answers are made anew each time: a page of 100 users
// costs a fraction of its compression, so that a benchmark measures the client.
type writer struct {
	b     []byte
	ids   IDs
	unset Unset
}

func (w *writer) user(u *User) {
	w.open()
	w.id("id", u.ID)
	w.text("code", u.Code, u.ID)
	w.raw("ctime", `"2019-04-01T00:33:58Z"`)
	w.raw("mtime", `"2023-03-31T02:11:11Z"`)
	w.raw("valid", strconv.FormatBool(u.Valid))
	w.text("name", u.Name, u.ID)
	w.text("surName", u.SurName, u.ID)
	w.text("givenName", u.GivenName, u.ID)
	w.text("surNameReading", u.SurNameReading, u.ID)
	w.text("givenNameReading", u.GivenNameReading, u.ID)
	w.text("localName", "", u.ID)
	w.text("localNameLocale", "", u.ID)
	w.raw("timezone", `"Asia/Tokyo"`)
	w.text("locale", u.Locale, u.ID)
	w.text("description", "", u.ID)
	w.text("phone", u.Phone, u.ID)
	w.text("mobilePhone", u.MobilePhone, u.ID)
	w.text("extensionNumber", u.ExtensionNumber, u.ID)
	w.text("email", u.Email, u.ID)
	w.text("callto", "", u.ID)
	w.text("url", "", u.ID)
	w.text("employeeNumber", u.EmployeeNumber, u.ID)
	w.text("birthDate", u.BirthDate, u.ID)
	w.text("joinDate", u.JoinDate, u.ID)
	if primary := u.primary(); primary > 0 { // the caller may not see it
		w.id("primaryOrganization", primary)
	} else {
		w.raw("primaryOrganization", "null")
	}
	if u.SortOrder != 0 {
		w.raw("sortOrder", strconv.Itoa(u.SortOrder))
	} else {
		w.raw("sortOrder", "null")
	}
	w.raw("customItemValues", `[{"code":"boss","value":""}]`)
	w.raw("pronouns", `{"users":[],"id":null,"since":[2026,4.5]}`) // one day there are keys that nobody knows
	w.close()
}

func (w *writer) organization(o *Organization) {
	w.open()
	w.id("id", o.ID)
	w.raw("mapPin", `{"code":["35.68",139.76],"parentCode":{}}`)
	w.text("code", o.Code, o.ID)
	w.text("name", o.Name, o.ID)
	w.text("localName", o.LocalName, o.ID)
	w.text("localNameLocale", o.LocalNameLocale, o.ID)
	w.text("parentCode", o.ParentCode, o.ID)
	w.text("description", o.Description, o.ID)
	w.close()
}

func (w *writer) title(t *Title) {
	if t == nil {
		w.b = append(w.b, "null"...)
		return
	}
	w.open()
	w.id("id", t.ID)
	w.text("code", t.Code, t.ID)
	w.text("name", t.Name, t.ID)
	w.text("description", t.Description, t.ID)
	w.close()
}

func (w *writer) open()  { w.b = append(w.b, '{') }
func (w *writer) close() { w.b = append(w.b, '}') }

// next separates elements.
func (w *writer) next() {
	if last := w.b[len(w.b)-1]; last != '{' && last != '[' {
		w.b = append(w.b, ',')
	}
}

func (w *writer) key(key string) {
	w.next()
	w.b = append(w.b, '"')
	w.b = append(w.b, key...)
	w.b = append(w.b, `":`...)
}

func (w *writer) raw(key, value string) {
	w.key(key)
	w.b = append(w.b, value...)
}

func (w *writer) id(key string, id int64) {
	w.key(key)
	if w.ids == IDsAsNumbers || w.ids == IDsMixed && id%2 == 0 {
		w.b = strconv.AppendInt(w.b, id, 10)
		return
	}
	w.b = append(w.b, '"')
	w.b = strconv.AppendInt(w.b, id, 10)
	w.b = append(w.b, '"')
}

// text writes a text; the id of its record decides what mixed means.
func (w *writer) text(key, value string, id int64) {
	if value != "" {
		w.key(key)
		w.b = appendString(w.b, value)
		return
	}
	unset := w.unset
	if unset == UnsetMixed {
		unset = []Unset{UnsetEmpty, UnsetNull, UnsetMissing}[id%3]
	}
	switch unset {
	case UnsetNull:
		w.raw(key, "null")
	case UnsetEmpty:
		w.raw(key, `""`)
	}
}

func appendString(b []byte, s string) []byte {
	if !strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r == '"' || r == '\\' || r == '\ufffd' }) {
		b = append(b, '"')
		b = append(b, s...)
		return append(b, '"')
	}
	quoted, err := json.Marshal(s)
	if err != nil {
		panic(err) // no string is refused
	}
	return append(b, quoted...)
}

// membershipCSV is csv/userOrganizations.csv: the rows in the order of logins, the
// organizations and titles by their codes.
func membershipCSV(v *view) []byte {
	users := slices.SortedFunc(slices.Values(v.users.all), func(a, b *User) int { return strings.Compare(a.Code, b.Code) })
	var b []byte
	for _, u := range users {
		if u.Code == builtIn {
			continue
		}
		b = appendField(b, u.Code, u.ID%4 == 0)
		organizations := 0
		for _, m := range u.Memberships {
			o := v.organizations.byID[m.Organization]
			if o == nil {
				continue
			}
			organizations++
			b = appendField(append(b, ','), o.Code, u.ID%4 == 0)
			b = append(b, ',')
			if t := v.titles[m.Title]; t != nil {
				b = appendField(b, t.Code, u.ID%4 == 0)
			}
		}
		if organizations == 0 && u.ID%2 == 0 {
			b = append(b, ",,"...)
		}
		b = append(b, "\r\n"...)
	}
	return b
}

// appendField writes a field in quotes where it must be, or where asked to.
func appendField(b []byte, field string, quoted bool) []byte {
	if !quoted && !strings.ContainsAny(field, ",\"\r\n") {
		return append(b, field...)
	}
	b = append(b, '"')
	b = append(b, strings.ReplaceAll(field, `"`, `""`)...)
	return append(b, '"')
}
