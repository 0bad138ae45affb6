package format

import (
	"anpisync/app/csvfile"
	"anpisync/reconcile/directory"
)

// Builtin are the formats that come with the program, to be copied: its own, cybozu.com's as
// it documents them, and the names of services whose file must be learned ([Format.Empty]).
func Builtin(o directory.Options) []*Format {
	return []*Format{ownUsers(o), ownDepartments(o), ownMemberships(), cybozuUsers(), cybozuOrganizations(), cybozuMemberships(), {
		Version: Version, Name: "安否確認サービス2", Kind: Users, Empty: true,
		Service: "「システム設定」＞「CSVファイルからの書き出し」のファイル",
	}}
}

// ours is the shape of package csvfile's files.
func ours(columns []Column) Shape {
	s := Shape{Encoding: csvfile.UTF8.String(), Mark: true, Separator: ",", LineEnd: "\r\n"}
	s.HeadLines = []string{s.join(headerOf(columns), nil)}
	return s
}

func headerOf(columns []Column) []string {
	var names []string
	for _, c := range columns {
		names = append(names, c.Name)
	}
	return names
}

func ownUsers(o directory.Options) *Format {
	var columns []Column
	fields := map[csvfile.Column]string{}
	for _, f := range o.UserFields() {
		fields[csvfile.Column(Of(f.Name).Label(Users))] = f.Name
	}
	for _, name := range csvfile.Users.Columns(o) {
		c := Column{Name: string(name)}
		switch name {
		case csvfile.ColumnPassword:
			c.Source = Source{What: Password}
		case csvfile.ColumnDelete:
			c.Source = Source{What: Delete, Text: "1"}
		default:
			f := userFields[fields[name]]
			c.Source, c.Longest, c.Required = Of(f.Name), f.Longest, f.Required
		}
		columns = append(columns, c)
	}
	return &Format{Version: Version, Name: "安否シンク（ユーザー）", Service: "安否シンク", Kind: Users, Shape: ours(columns), Columns: columns}
}

func ownDepartments(o directory.Options) *Format {
	var columns []Column
	for _, f := range directory.DepartmentFields {
		if f.ByHand {
			columns = append(columns, Column{Name: Of(f.Name).Label(Departments), Source: Of(f.Name), Longest: f.Longest, Required: f.Required})
		}
	}
	return &Format{Version: Version, Name: "安否シンク（部署）", Service: "安否シンク", Kind: Departments, Shape: ours(columns), Columns: columns}
}

func ownMemberships() *Format {
	columns := []Column{{Name: string(csvfile.ColumnLogin), Source: Of(directory.FieldLogin)}, {Name: string(csvfile.ColumnCode), Source: Source{What: Code, Member: 1}}}
	return &Format{Version: Version, Name: "安否シンク（所属）", Service: "安否シンク", Kind: Users, Shape: ours(columns), Columns: columns, Repeat: 1}
}

// cybozu.com's files have no header; * leaves what is there as it is. See 「ファイルの
// フォーマット」 in its help.
var cybozuShape = Shape{Encoding: csvfile.UTF8.String(), Separator: ",", LineEnd: "\r\n"}

const unchanged = "*"

func cybozuUsers() *Format {
	stays := func(name string) Column { return Column{Name: name, Source: Source{What: Keep, Stays: unchanged}} }
	name, reading := Of(directory.FieldName), Of(directory.FieldReading)
	return &Format{Version: Version, Name: "cybozu.com（ユーザー）", Service: "cybozu.com共通管理", Kind: Users, Shape: cybozuShape, Columns: []Column{
		{Name: "ログイン名", Source: Of(directory.FieldLogin), Required: true, Longest: 128},
		{Name: "表示名", Source: name, Required: true, Longest: 128},
		stays("新ログイン名"),
		{Name: "パスワード", Source: Source{What: Password, Stays: unchanged}},
		{Name: "姓", Source: name.With(Family, AsIs), Longest: 64},
		{Name: "名", Source: name.With(Given, AsIs), Longest: 64},
		{Name: "よみがな(姓)", Source: reading.With(Family, AsIs), Longest: 64},
		{Name: "よみがな(名)", Source: reading.With(Given, AsIs), Longest: 64},
		stays("別言語での表示名"), stays("別言語の名前を表示する言語"),
		{Name: "メールアドレス", Source: Of(directory.FieldEmail), Longest: 256},
		stays("使用状態"), stays("言語"), stays("タイムゾーン"),
		{Name: "電話番号", Source: Of(directory.FieldPhone), Longest: 100},
		stays("内線"), stays("携帯電話"), stays("URL"), stays("従業員ID"), stays("入社日"), stays("誕生日"), stays("コメント"), stays("表示優先度"), stays("Skype名"),
		{Name: "削除", Source: Source{What: Delete, Text: "1", Stays: "0"}},
	}}
}

func cybozuOrganizations() *Format {
	stays := func(name string) Column { return Column{Name: name, Source: Source{What: Keep, Stays: unchanged}} }
	return &Format{Version: Version, Name: "cybozu.com（組織）", Service: "cybozu.com共通管理", Kind: Departments, Shape: cybozuShape, Whole: true, Columns: []Column{
		{Name: "組織コード", Source: Of(directory.FieldCode), Required: true, Longest: 128},
		{Name: "表示名", Source: Of(directory.FieldName), Required: true, Longest: 128},
		stays("新組織コード"), stays("別言語での表示名"), stays("別言語の名前を表示する言語"),
		{Name: "親組織コード", Source: Of(directory.FieldParent)},
		stays("説明"),
	}}
}

// cybozuMemberships is documented as answered by csv/userOrganizations.csv too.
func cybozuMemberships() *Format {
	shape := cybozuShape
	shape.Ragged = true
	return &Format{Version: Version, Name: "cybozu.com（所属組織）", Service: "cybozu.com共通管理", Kind: Users, Shape: shape, Repeat: 2, Columns: []Column{
		{Name: "ログイン名", Source: Of(directory.FieldLogin), Required: true},
		{Name: "組織コード", Source: Source{What: Code, Member: 1}},
		{Name: "役職コード", Source: Source{What: Keep, Member: 1}},
	}}
}
