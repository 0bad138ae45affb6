package cybozu

import "time"

// ID is the id of an organization or a user at cybozu.com: 64 bits, positive.
type ID int64

// Snapshot is everything at one cybozu.com that an import needs, read completely.
type Snapshot struct {
	Host          Host
	Login         string         // the account that logged in; empty with an API token
	Organizations []Organization // ascending ID
	Users         []User         // ascending ID; 停止中 ones too
	Read          time.Time      // when
	SeesAll       bool           // it was read by somebody from whom nothing is hidden

	// What memberships name, and neither a list holds nor an id finds: it is hidden from
	// this account (組織間のアクセス権). Ascending.
	HiddenOrganizations []ID
	HiddenUsers         []ID
}

// Organization is one 組織.
type Organization struct {
	ID         ID
	Code       string
	Name       string
	ParentCode string // empty at the top; may name one that is not listed (rule D10)
}

// User is one account, with the texts as cybozu.com gave them.
type User struct {
	ID               ID
	Code             string // login name
	Name             string // 表示名
	SurNameReading   string
	GivenNameReading string
	Email            string
	Phone            string
	MobilePhone      string
	EmployeeNumber   string
	Valid            bool // false: 停止中
	Organizations    []ID // direct memberships, ascending; in what is listed alone

	primary ID // 優先する組織, by the list of users, until a roster takes it; 0: none
}

func userID(u User) ID                 { return u.ID }
func organizationID(o Organization) ID { return o.ID }
