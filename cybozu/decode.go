package cybozu

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
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
	case said.failure() || !found && said.code != "":
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
			return fmt.Errorf("user %d %q: id, code or valid is missing", w.ID, w.Code)
		}
		users = append(users, User{
			ID:               ID(w.ID),
			Code:             w.Code,
			Name:             w.Name,
			SurNameReading:   w.SurNameReading,
			GivenNameReading: w.GivenNameReading,
			Email:            w.Email,
			Phone:            w.Phone,
			Valid:            *w.Valid,
			primary:          ID(w.Primary),
		})
		return nil
	})
	return users, err
}

// decodeOrganizations reads organizations.json.
func decodeOrganizations(r io.Reader) (organizations []Organization, err error) {
	err = decodeRecords(r, "organizations", pageSize, func(w wireOrganization) error {
		if w.ID == 0 || w.Code == "" {
			return fmt.Errorf("organization %d %q: id or code is missing", w.ID, w.Code)
		}
		organizations = append(organizations, Organization{ID(w.ID), w.Code, w.Name, w.ParentCode})
		return nil
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
	err = decodeRecords(r, "organizationTitles", math.MaxInt, func(w wireMembership) error {
		organizations = append(organizations, ID(w.Organization.ID))
		return w.Organization.check()
	})
	return organizations, err
}

// wireUser is a user as it is sent. null, a missing text and "" are all "".
type wireUser struct {
	ID               wireID   `json:"id"`
	Code             string   `json:"code"`
	Valid            *bool    `json:"valid"`
	Name             string   `json:"name"`
	SurNameReading   string   `json:"surNameReading"`
	GivenNameReading string   `json:"givenNameReading"`
	Email            string   `json:"email"`
	Phone            string   `json:"phone"`
	Primary          wireHint `json:"primaryOrganization"`
}

type wireOrganization struct {
	ID         wireID `json:"id"`
	Code       string `json:"code"`
	Name       string `json:"name"`
	ParentCode string `json:"parentCode"`
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
	if id.UnmarshalJSON(text) != nil {
		id = 0
	}
	*h = wireHint(id)
	return nil
}
