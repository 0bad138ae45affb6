// Package csvfile writes the directory as CSV files and reads such files back as an
// edit of the directory. There are three kinds, with these columns:
//
//	users        ログイン名, パスワード, 名前, よみ, メールアドレス, 電話番号, (携帯電話, 従業員番号,) メモ, 並び順, 削除フラグ
//	departments  部署コード, 部署名, 親部署コード, 並び順
//	memberships  ログイン名, 部署コード, 部署コード …
//
// # Writing
//
// [Write] makes UTF-8 with a byte order mark, which Excel needs, or CP932, Microsoft's
// Shift_JIS; lines end with CRLF. [Inspect] tells beforehand what will not be in the
// file: departments without a code (最上位部署 is one), and characters that CP932 does
// not have. With consent 〓 is written for these, but never in a login name, a code or a
// password, which would be another one's. Text that a spreadsheet would run as a formula
// gets a tick (') in front, also a number such as +81…; reading takes it off again. The
// password column is empty unless a password is given. An empty 親部署コード is
// 最上位部署 or a department without a code.
//
// # Reading
//
// [Read] takes UTF-8 with or without a byte order mark, CP932 and UTF-16, with commas
// or tabs, the columns in any order. The header, which is Japanese, tells the encoding,
// the separator and the kind apart. What comes out is an [Edit], or [Errors] with every
// line that is wrong. What a file says is additive:
//
//   - A record is found by its ログイン名 or 部署コード, and made where it is not there.
//     One that no line names stays as it is. 削除フラグ 1 deletes a user; departments
//     that no line names are deleted if [ReadOptions] says so, but for those without a
//     code. Sub-departments without a code are lifted as D6 has it.
//   - A column that the file lacks leaves the field as it is; an empty cell empties it,
//     but for passwords and the order of a department, which stay, and names, which no
//     record is without. An unknown column is an error: it may be one with a slip in it.
//   - A line of memberships is all that a user belongs to, as far as a file can say it:
//     memberships in departments without a code stay (M5).
//   - A cell that says what is there already changes nothing, even where it cannot say
//     it to the letter: other line breaks, or 〓 for what CP932 lacks. What is new is
//     cleaned as in an import (U12); a memo may have lines.
//   - A new user has the password of the line, else the one of [ReadOptions] (I3). A
//     password that is the user's already changes nothing.
//
// Linked records are treated as by hand. Their fields, and memberships in linked
// departments, may be edited, with a warning that the next import overwrites them (U7,
// M1, D3). A linked department cannot be moved (D8). It can be deleted, as a linked user
// can: with its id on the list 「読み込みから除外」, or with a warning that the next import
// brings it back (U13).
//
// # Workbooks
//
// [WriteBook] makes a workbook (.xlsx) with a sheet a kind, whose cells are text: nothing is
// lost of them, and nothing in them is run. Read takes one too, whatever its name, and all
// its sheets of these kinds as one edit: departments before users before memberships.
//
// # Hostile files
//
// Memory is bounded by the limits on a line, a file and the list of errors, whatever is
// read. Splitting into cells is encoding/csv's; it is given one line at a time, so that
// a line's number and length are known before its end is.
//
// The package is not for files or screens: it knows an [io.Reader] and an [io.Writer],
// and values in place of sentences, whose words are in package message.
package csvfile

import (
	"slices"

	"anpisync/app/message/label"
	"anpisync/reconcile/directory"
)

// Kind is what the lines of a file are about.
type Kind string

// The kinds of file.
const (
	Users       Kind = "users"
	Departments Kind = "departments"
	Memberships Kind = "memberships"
)

// Column is the header of a column: the label of the field that it holds, or one of these.
type Column string

// The columns that are more than a field, or that are looked for.
var (
	ColumnLogin     = Column(label.Of(directory.KindUser, directory.FieldLogin))
	ColumnEmail     = Column(label.Of(directory.KindUser, directory.FieldEmail))
	ColumnSortOrder = Column(label.Of(directory.KindUser, directory.FieldSortOrder))
	ColumnCode      = Column(label.Of(directory.KindDepartment, directory.FieldCode))
)

const (
	ColumnPassword   Column = "パスワード"
	ColumnDelete     Column = "削除フラグ"
	ColumnParentCode Column = "親部署コード"
)

// column is one of users or departments; field is nil where it holds none.
type column[T directory.Department | directory.User] struct {
	name  Column
	field *directory.Field[T]
}

var departmentColumns = fieldColumns(directory.DepartmentFields, directory.KindDepartment)

// fieldColumns are those of the fields that a person may write, in their order;
// memberships have files of their own, and a parent is named by its code.
func fieldColumns[T directory.Department | directory.User](fields []directory.Field[T], kind directory.RecordKind) []column[T] {
	var all []column[T]
	for i := range fields {
		switch f := &fields[i]; {
		case f.Name == directory.FieldParent:
			all = append(all, column[T]{ColumnParentCode, nil})
		case f.ByHand:
			all = append(all, column[T]{Column(label.Of(kind, f.Name)), f})
		}
	}
	return all
}

// userColumns have a password right of the login name, and the flag at the end.
func userColumns(o directory.Options) []column[directory.User] {
	all := slices.Insert(fieldColumns(o.UserFields(), directory.KindUser), 1, column[directory.User]{ColumnPassword, nil})
	return append(all, column[directory.User]{ColumnDelete, nil})
}

func names[T directory.Department | directory.User](columns []column[T]) []Column {
	all := make([]Column, len(columns))
	for i, c := range columns {
		all[i] = c.name
	}
	return all
}

// Columns are the columns of a kind, in the order in which they are written.
func (k Kind) Columns(o directory.Options) []Column {
	switch k {
	case Users:
		return names(userColumns(o))
	case Departments:
		return names(departmentColumns)
	}
	return []Column{ColumnLogin, ColumnCode} // the latter as often as needed
}
