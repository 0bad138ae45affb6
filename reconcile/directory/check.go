package directory

// Check is one question of 点検: does the list do on the evening that it is for? These
// words stand in the database, and are the keys of what the program prints.
type Check string

// The checks of users.
const (
	CheckUnreachable       Check = "unreachable" // neither address nor phone; who is 停止中 does not count
	CheckNoEmail           Check = "no_email"
	CheckNoPhone           Check = "no_phone"
	CheckWrongEmail        Check = "wrong_email"
	CheckWrongPhone        Check = "wrong_phone"
	CheckExtensionPhone    Check = "extension_phone" // reached inside a building alone
	CheckSharedPhone       Check = "shared_phone"    // three people or more have one number
	CheckSameName          Check = "same_name"       // spaces aside
	CheckNoReading         Check = "no_reading"
	CheckNoDepartment      Check = "no_department"      // 未所属
	CheckSuspendedAssigned Check = "suspended_assigned" // 停止中, and in a department
)

// The checks of departments; 最上位部署 is in none.
const (
	CheckEmptyDepartment Check = "empty_departments" // nobody is in it directly (M4)
	CheckNoCode          Check = "no_code"
)

// Checks are all of them, what matters most first.
func Checks() []Check {
	return []Check{
		CheckUnreachable, CheckNoPhone, CheckNoEmail, CheckWrongPhone, CheckWrongEmail, CheckExtensionPhone, CheckSharedPhone,
		CheckNoDepartment, CheckSuspendedAssigned, CheckSameName, CheckNoReading, CheckEmptyDepartment, CheckNoCode,
	}
}

// Of is the kind of the records that the check is about.
func (c Check) Of() RecordKind {
	if c == CheckEmptyDepartment || c == CheckNoCode {
		return KindDepartment
	}
	return KindUser
}

// Acceptance is a finding of which a person has said 「問題なし」. It ends when what the
// check looks at changes.
type Acceptance struct {
	Check  Check
	Record int64 // our id
}
