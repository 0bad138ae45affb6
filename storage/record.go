package storage

import (
	"bytes"
	"encoding/json"
	"fmt"

	"anpisync/reconcile/directory"
)

// A record in the history is JSON with the columns' names as keys, empty ones left
// out. Passwords stay out of it, and so do their hashes, which the copies have; but an
// edit by hand makes no copy, and keeps them, to be taken back.

type departmentJSON struct {
	ParentID   int64              `json:"parent_id,omitempty"`
	Code       string             `json:"code,omitempty"`
	Name       string             `json:"name,omitempty"`
	SortOrder  int64              `json:"sort_order,omitempty"`
	CybozuID   directory.CybozuID `json:"cybozu_id,omitempty"`
	FormerLink bool               `json:"former_link,omitempty"`
}

type userJSON struct {
	LoginName   string             `json:"login_name,omitempty"`
	Name        string             `json:"name,omitempty"`
	Reading     string             `json:"reading,omitempty"`
	Email       string             `json:"email,omitempty"`
	Phone       string             `json:"phone,omitempty"`
	Memo        string             `json:"memo,omitempty"`
	SortOrder   *int64             `json:"sort_order,omitempty"`
	Suspended   bool               `json:"suspended,omitempty"`
	CybozuID    directory.CybozuID `json:"cybozu_id,omitempty"`
	FormerLink  bool               `json:"former_link,omitempty"`
	Departments []int64            `json:"departments,omitempty"`

	PasswordHash *string `json:"password_hash,omitempty"` // nil: not kept
}

func encodeDepartment(d *directory.Department) any {
	if d == nil {
		return nil
	}
	return encode(departmentJSON{
		ParentID: d.ParentID, Code: d.Code, Name: d.Name,
		SortOrder: d.SortOrder, CybozuID: d.CybozuID, FormerLink: d.FormerLink,
	})
}

func encodeUser(u *directory.User) any {
	if u == nil {
		return nil
	}
	return encode(jsonOf(u))
}

// encodeUserWhole is encodeUser with the hash.
func encodeUserWhole(u *directory.User) any {
	if u == nil {
		return nil
	}
	j := jsonOf(u)
	j.PasswordHash = &u.PasswordHash
	return encode(j)
}

func jsonOf(u *directory.User) userJSON {
	j := userJSON{
		LoginName: u.LoginName, Name: u.Name, Reading: u.Reading, Email: u.Email, Phone: u.Phone, Memo: u.Memo,
		Suspended: u.Suspended, CybozuID: u.CybozuID, FormerLink: u.FormerLink, Departments: u.Departments,
	}
	if u.SortOrder.Valid {
		j.SortOrder = &u.SortOrder.Value
	}
	return j
}

func encode(record any) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(record); err != nil {
		panic(err) // strings and numbers always encode
	}
	return string(bytes.TrimSuffix(b.Bytes(), []byte("\n")))
}

func decodeDepartment(id int64, text string) (*directory.Department, error) {
	var j departmentJSON
	if err := json.Unmarshal([]byte(text), &j); err != nil {
		return nil, fmt.Errorf("%w: department %d in the history: %w", ErrDamaged, id, err)
	}
	return &directory.Department{
		ID: id, ParentID: j.ParentID, Code: j.Code, Name: j.Name,
		SortOrder: j.SortOrder, CybozuID: j.CybozuID, FormerLink: j.FormerLink,
	}, nil
}

func decodeUser(id int64, text string) (*directory.User, error) {
	u, err := decodeUserWhole(id, text)
	if err == nil {
		u.PasswordHash = ""
	}
	return u, err
}

// noHash stands for one that the history does not have.
const noHash = "\x00"

// decodeUserWhole is decodeUser with the hash, or noHash.
func decodeUserWhole(id int64, text string) (*directory.User, error) {
	var j userJSON
	if err := json.Unmarshal([]byte(text), &j); err != nil {
		return nil, fmt.Errorf("%w: user %d in the history: %w", ErrDamaged, id, err)
	}
	u := &directory.User{
		ID: id, LoginName: j.LoginName, Name: j.Name, Reading: j.Reading, Email: j.Email, Phone: j.Phone, Memo: j.Memo,
		Suspended: j.Suspended, CybozuID: j.CybozuID, FormerLink: j.FormerLink, Departments: j.Departments,
		PasswordHash: noHash,
	}
	if j.SortOrder != nil {
		u.SortOrder = directory.OptionalInt{Value: *j.SortOrder, Valid: true}
	}
	if j.PasswordHash != nil {
		u.PasswordHash = *j.PasswordHash
	}
	return u, nil
}
