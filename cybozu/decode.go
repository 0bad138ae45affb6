package cybozu

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"unicode/utf8"
)

// pageSize is the most records that an answer of the API holds.
const pageSize = 100

// decodeRecords reads {"key": [record, record …]} as it streams and hands each record
// to add. Other keys are skipped: new ones appear over time. A text that is not UTF-8
// is an error, since json would put replacement characters into people's names. An answer
// that is a complaint instead is that as an error.
func decodeRecords[T any](r io.Reader, key string, most int, add func(T) error) error {
	d := json.NewDecoder(validText(r))
	if err := expect(d, json.Delim('{')); err != nil {
		return err
	}
	found := false
	var said complaint
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return err
		}
		if name != key {
			var other json.RawMessage
			if err := d.Decode(&other); err != nil {
				return err
			}
			said.note(name, other)
			continue
		}
		if found {
			return fmt.Errorf("%q is there twice", key)
		}
		found = true
		if err := decodeArray(d, key, most, add); err != nil {
			return err
		}
	}
	if err := expect(d, json.Delim('}')); err != nil {
		return err
	}
	switch {
	case said.failed || !found && said.code != "":
		return &said
	case !found:
		return fmt.Errorf("%q is missing", key)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		if err == nil {
			err = errors.New("something follows the answer")
		}
		return err
	}
	return nil
}

func decodeArray[T any](d *json.Decoder, key string, most int, add func(T) error) error {
	if err := expect(d, json.Delim('[')); err != nil {
		return fmt.Errorf("%q: %w", key, err)
	}
	for i := 0; d.More(); i++ {
		if i == most {
			return fmt.Errorf("%q holds more than the %d asked for", key, most)
		}
		var record T
		err := d.Decode(&record)
		if err == nil {
			err = add(record)
		}
		if err != nil {
			return fmt.Errorf("%s[%d]: %w", key, i, err)
		}
	}
	return expect(d, json.Delim(']'))
}

func expect(d *json.Decoder, delimiter json.Delim) error {
	token, err := d.Token()
	if err == nil && token != delimiter {
		err = fmt.Errorf("%v where %v belongs", token, delimiter)
	}
	return err
}

// decodeUsers reads users.json.
func decodeUsers(r io.Reader) (users []User, err error) {
	err = decodeRecords(r, "users", pageSize, func(w wireUser) error {
		if w.ID == 0 || w.Code == "" || w.Valid == nil {
			return fmt.Errorf("user %d: id, code or valid is missing", w.ID)
		}
		if once := slices.IndexFunc(users, func(u User) bool { return u.ID == ID(w.ID) }); once >= 0 {
			return fmt.Errorf("user %d is there already, at %d", w.ID, once)
		}
		users = append(users, User{
			ID:               ID(w.ID),
			Code:             string(w.Code),
			Name:             string(w.Name),
			SurNameReading:   string(w.SurNameReading),
			GivenNameReading: string(w.GivenNameReading),
			Email:            string(w.Email),
			Phone:            string(w.Phone),
			MobilePhone:      string(w.MobilePhone),
			EmployeeNumber:   string(w.EmployeeNumber),
			Valid:            *w.Valid,
			primary:          ID(w.Primary),
		})
		return w.check()
	})
	return users, err
}

// decodeOrganizations reads organizations.json.
func decodeOrganizations(r io.Reader) (organizations []Organization, err error) {
	err = decodeRecords(r, "organizations", pageSize, func(w wireOrganization) error {
		if w.ID == 0 || w.Code == "" {
			return fmt.Errorf("organization %d: id or code is missing", w.ID)
		}
		if once := slices.IndexFunc(organizations, func(o Organization) bool { return o.ID == ID(w.ID) }); once >= 0 {
			return fmt.Errorf("organization %d is there already, at %d", w.ID, once)
		}
		organizations = append(organizations, Organization{ID(w.ID), string(w.Code), string(w.Name), string(w.ParentCode)})
		return w.check()
	})
	return organizations, err
}

// decodeMembers reads organization/users.json, of which the ids are enough.
func decodeMembers(r io.Reader) (users []ID, err error) {
	err = decodeRecords(r, "userTitles", pageSize, func(w wireMember) error {
		users = append(users, ID(w.User.ID))
		return w.User.check()
	})
	return users, err
}

// decodeMemberships reads user/organizations.json, which has no pages.
func decodeMemberships(r io.Reader) (organizations []ID, err error) {
	err = decodeRecords(r, "organizationTitles", maxRecords, func(w wireMembership) error {
		organizations = append(organizations, ID(w.Organization.ID))
		return w.Organization.check()
	})
	return organizations, err
}

// The most characters that a text has at cybozu.com.
const (
	mostOfCode    = 128 // of organizations, and login names
	mostOfName    = 128
	mostOfReading = 64
	mostOfEmail   = 256
	mostOfPhone   = 100
)

// wireUser is a user as it is sent.
type wireUser struct {
	ID               wireID   `json:"id"`
	Code             wireText `json:"code"`
	Valid            *bool    `json:"valid"`
	Name             wireText `json:"name"`
	SurNameReading   wireText `json:"surNameReading"`
	GivenNameReading wireText `json:"givenNameReading"`
	Email            wireText `json:"email"`
	Phone            wireText `json:"phone"`
	MobilePhone      wireText `json:"mobilePhone"`
	EmployeeNumber   wireText `json:"employeeNumber"`
	Primary          wireHint `json:"primaryOrganization"`
}

func (w *wireUser) check() error {
	return errors.Join(
		w.Code.within("code", mostOfCode),
		w.Name.within("name", mostOfName),
		w.SurNameReading.within("surNameReading", mostOfReading),
		w.GivenNameReading.within("givenNameReading", mostOfReading),
		w.Email.within("email", mostOfEmail),
		w.Phone.within("phone", mostOfPhone),
	)
}

type wireOrganization struct {
	ID         wireID   `json:"id"`
	Code       wireText `json:"code"`
	Name       wireText `json:"name"`
	ParentCode wireText `json:"parentCode"`
}

func (w *wireOrganization) check() error {
	return errors.Join(
		w.Code.within("code", mostOfCode),
		w.Name.within("name", mostOfName),
		w.ParentCode.within("parentCode", mostOfCode),
	)
}

type wireMember struct {
	User wireReference `json:"user"`
}

type wireMembership struct {
	Organization wireReference `json:"organization"`
}

type wireReference struct {
	ID wireID `json:"id"`
}

func (r wireReference) check() error {
	if r.ID == 0 {
		return errors.New("the id is missing")
	}
	return nil
}

// wireText is a text; null and a missing one are "". A surrogate without its other half is
// an error, where json would put a replacement character (U12).
type wireText string

func (t *wireText) UnmarshalJSON(text []byte) error {
	switch {
	case string(text) == "null":
		*t = ""
		return nil
	case text[0] != '"':
		return fmt.Errorf("%.30q is no text", text)
	case bytes.IndexByte(text, '\\') < 0: // nearly always
		*t = wireText(text[1 : len(text)-1])
		return nil
	case loneSurrogate(text):
		return errors.New("a surrogate without its other half")
	}
	return json.Unmarshal(text, (*string)(t))
}

func (t wireText) within(name string, most int) error {
	if len(t) > most && utf8.RuneCountInString(string(t)) > most {
		return fmt.Errorf("%s has more than %d characters", name, most)
	}
	return nil
}

// loneSurrogate says whether a string of valid JSON escapes half a character.
func loneSurrogate(text []byte) bool {
	high := false
	for len(text) > 0 {
		unit, size := rune(0), 1
		if text[0] == '\\' {
			size = 2
			if text[1] == 'u' {
				size = 6
				n, _ := strconv.ParseUint(string(text[2:size]), 16, 16)
				unit = rune(n)
			}
		}
		low := 0xdc00 <= unit && unit <= 0xdfff
		if high != low {
			return true
		}
		high = 0xd800 <= unit && unit <= 0xdbff
		text = text[size:]
	}
	return high
}

// wireID is an id, a string in today's samples and a number in older ones.
type wireID ID

func (id *wireID) UnmarshalJSON(text []byte) error {
	digits := text
	if bytes.HasPrefix(text, []byte(`"`)) {
		digits = text[1 : len(text)-1]
	}
	n, err := strconv.ParseInt(string(digits), 10, 64)
	if err != nil || n <= 0 || digits[0] == '+' {
		return fmt.Errorf("%.30q is no id", text)
	}
	*id = wireID(n)
	return nil
}

// wireHint is an id that a record can do without: whatever is none is 0.
type wireHint ID

func (h *wireHint) UnmarshalJSON(text []byte) error {
	var id wireID
	_ = id.UnmarshalJSON(text) // 0 where it is none
	*h = wireHint(id)
	return nil
}
