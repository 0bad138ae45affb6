package app_test

import (
	"bytes"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"anpisync/app/browse"
	"anpisync/app/csvfile"
	"anpisync/app/edit"
	"anpisync/app/message"
	"anpisync/cybozu"
	"anpisync/cybozu/cybozutest"
	"anpisync/reconcile/directory"
	"anpisync/storage"
)

// place is where a field of a record must turn up on its way through the program.
type place string

const (
	compared   place = "compared"
	stored     place = "stored"
	updated    place = "written where it changes"
	recorded   place = "in the history"
	previewed  place = "in the preview of a change"
	introduced place = "in the preview of a new record"
	found      place = "found by the search"
	listed     place = "in the list"
	exported   place = "in a CSV file"
	readBack   place = "read from a CSV file"
	editable   place = "changed by hand"
	erased     place = "erased with a leaver"
	unsaid     place = "erased from what the history says"
	imported   place = "written by an import"
)

const (
	ofState   = "a state, which an import or 連携を解除 makes"
	ofLink    = "what a record is known by at cybozu.com is nothing to type or search for"
	noText    = "no text"
	ofFolder  = "a person can be met in many departments; what is erased is who it was"
	passwords = "a hash is for checking passwords alone"
	notListed = "it is not in the list, where a hit would not be seen"
	ofHold    = "who is held (U14) has a list of its own, and is in no file"
	ofProgram = "it stays here, whatever cybozu.com says (U7)"
)

// leftOutOfUsers are the fields that a place leaves out on purpose, and why.
var leftOutOfUsers = map[place]map[string]string{
	recorded:   {"PasswordHash": passwords},
	introduced: {"Suspended": "who is new is seldom 停止中, and has the tag", "CybozuID": "the reason says it", "FormerLink": "none is new", "HeldSince": "none is new", "PasswordHash": passwords},
	found:      {"Memo": notListed, "SortOrder": noText, "Suspended": "there is a filter", "CybozuID": ofLink, "FormerLink": "there is a filter", "HeldSince": ofHold, "PasswordHash": passwords},
	listed:     {"Memo": "too long for a line", "SortOrder": "it is for files", "PasswordHash": passwords},
	exported:   {"Suspended": ofState, "CybozuID": ofLink, "FormerLink": ofState, "PasswordHash": passwords},
	readBack:   {"LoginName": "it tells which user it is", "Suspended": ofState, "CybozuID": ofLink, "FormerLink": ofState, "HeldSince": ofHold, "PasswordHash": passwords},
	editable:   {"Suspended": ofState, "CybozuID": ofState, "FormerLink": ofState, "HeldSince": ofState, "PasswordHash": passwords},
	unsaid: {
		"Memo": "a word of it may be any word", "SortOrder": noText, "Suspended": noText, "CybozuID": noText, "FormerLink": noText,
		"HeldSince": noText, "PasswordHash": passwords, "Departments": ofFolder,
	},
	imported: {"LoginName": ofProgram, "Memo": ofProgram, "SortOrder": ofProgram, "HeldSince": ofState, "PasswordHash": ofProgram, "CybozuID": "it is what a user is matched by", "FormerLink": "a link that is made ends it"},
}

// leftOutOfDepartments likewise.
var leftOutOfDepartments = map[place]map[string]string{
	introduced: {"SortOrder": "the last place is where one looks", "CybozuID": "the reason says it", "FormerLink": "none is new"},
	found:      {"ParentID": "the tree shows it", "SortOrder": noText, "CybozuID": ofLink, "FormerLink": ofState},
	listed:     {"Code": "the head of the list has it"},
	exported:   {"CybozuID": ofLink, "FormerLink": ofState},
	readBack:   {"Code": "it tells which department it is", "CybozuID": ofLink, "FormerLink": ofState},
	editable:   {"CybozuID": ofState, "FormerLink": ofState},
}

// journey follows the fields of one kind of record.
type journey struct {
	t       *testing.T
	leftOut map[place]map[string]string
	seen    map[place]map[string]bool
}

// reaches fails the test where a field does not come to a place, and also where the list
// of what is left out is not right any more.
func (j *journey) reaches(at place, field string, does bool) {
	j.t.Helper()
	if j.seen[at] == nil {
		j.seen[at] = map[string]bool{}
	}
	j.seen[at][field] = true
	_, leftOut := j.leftOut[at][field]
	switch {
	case !does && !leftOut:
		j.t.Errorf("%s is not %s", field, at)
	case does && leftOut:
		j.t.Errorf("%s is %s, though it is said to be left out", field, at)
	}
}

// end fails the test where something is left out that is not there at all.
func (j *journey) end() {
	j.t.Helper()
	for at, fields := range j.leftOut {
		for field, why := range fields {
			if !j.seen[at][field] || why == "" {
				j.t.Errorf("%s is said not to be %s: %q", field, at, why)
			}
		}
	}
}

// fieldsOf are the names of a record's fields but for the id, which is no field of its own.
func fieldsOf[T any]() []string {
	var names []string
	for _, f := range reflect.VisibleFields(reflect.TypeFor[T]()) {
		if f.Name != "ID" {
			names = append(names, f.Name)
		}
	}
	return names
}

func get(record any, field string) any {
	return reflect.ValueOf(record).Elem().FieldByName(field).Interface()
}

// another gives a field of a record another value than it has, and a text that stands
// nowhere else.
func another(t *testing.T, record any, field string) {
	t.Helper()
	switch v := reflect.ValueOf(record).Elem().FieldByName(field); v.Interface().(type) {
	case string:
		v.SetString(strings.ToLower(field) + "-another@example.com")
	case bool:
		v.SetBool(!v.Bool())
	case directory.CybozuID:
		v.SetInt(v.Int() + 700)
	case int64:
		v.SetInt(v.Int() + 1)
	case directory.OptionalInt:
		v.Set(reflect.ValueOf(directory.OptionalInt{Value: 42, Valid: true}))
	case []int64:
		v.Set(reflect.ValueOf([]int64{3}))
	default:
		t.Fatalf("%s is of a type that no test knows: %s", field, v.Type())
	}
}

// smallOffice has three departments and one user.
func smallOffice() *directory.Directory {
	return &directory.Directory{
		Departments: []directory.Department{
			{ID: 1, Name: "最上位部署"},
			{ID: 2, ParentID: 1, Code: "sales", Name: "営業部", SortOrder: 2},
			{ID: 3, ParentID: 1, Code: "general", Name: "総務部", SortOrder: 3},
			{ID: 4, ParentID: 1, Code: "plant", Name: "工場", SortOrder: 1},
		},
		Users:            []directory.User{{ID: 1, LoginName: "sato", Name: "佐藤 昇", Departments: []int64{2}}},
		NextDepartmentID: 5, NextUserID: 2,
		Options: allFields(),
	}
}

// allFields are the options with which every field is there.
func allFields() directory.Options {
	var names []string
	for _, f := range directory.UserFields {
		names = append(names, f.Name)
	}
	return directory.Options{Extra: directory.ExtraFields(names...)}
}

// withUser is the directory after a change of its first user.
func withUser(t *testing.T, d *directory.Directory, field string) *directory.Directory {
	then := *d
	then.Users = slices.Clone(d.Users)
	another(t, &then.Users[0], field)
	return &then
}

// withDepartment is the directory after a change of its last department.
func withDepartment(t *testing.T, d *directory.Directory, field string) *directory.Directory {
	then := *d
	then.Departments = slices.Clone(d.Departments)
	another(t, &then.Departments[3], field)
	return &then
}

// written applies what leads from nothing to now and then on, and gives what is stored
// after each with the history's record of the latter.
func written(t *testing.T, now, then *directory.Directory) (first, second *directory.Directory, record []directory.Recorded) {
	t.Helper()
	store, err := storage.Open(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	for _, state := range []*directory.Directory{now, then} {
		d, err := store.Load(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		id, err := store.Apply(t.Context(), directory.Diff(d, state), directory.Run{Kind: directory.ImportEdit, Whole: true})
		if err != nil {
			t.Fatal(err)
		}
		if record, err = store.Changes(t.Context(), id); err != nil {
			t.Fatal(err)
		}
		if d, err = store.Load(t.Context()); err != nil {
			t.Fatal(err)
		}
		first, second = second, d
	}
	return first, second, record
}

// file is what CSV files of some kinds say, one after the other.
func file(t *testing.T, d *directory.Directory, kinds ...csvfile.Kind) string {
	t.Helper()
	var all bytes.Buffer
	for _, k := range kinds {
		if err := csvfile.Write(t.Context(), &all, d, k, csvfile.WriteOptions{}); err != nil {
			t.Fatal(err)
		}
	}
	return all.String()
}

// readInto reads files of a directory into another one.
func readInto(t *testing.T, d, from *directory.Directory, kinds ...csvfile.Kind) *directory.Directory {
	t.Helper()
	for _, k := range kinds {
		e, err := csvfile.Read(t.Context(), strings.NewReader(file(t, from, k)), d, csvfile.ReadOptions{Password: "first-password"})
		if err != nil {
			t.Fatal(err)
		}
		p, err := e.Plan(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		d = p.ApplyTo(d)
	}
	return d
}

// said is whether a description names a field in Japanese, with another value, or the
// change itself says it.
func said(d message.Description) bool {
	return d.Action == directory.Link || len(d.Fields) > 0 && d.Fields[0].Before != d.Fields[0].After && utf8.RuneCountInString(d.Fields[0].Name) < len(d.Fields[0].Name)
}

func TestEveryFieldOfAUserGoesAllTheWay(t *testing.T) {
	j := &journey{t, leftOutOfUsers, map[place]map[string]bool{}}
	now := smallOffice()
	userFiles := []csvfile.Kind{csvfile.Users, csvfile.Memberships}
	for _, field := range fieldsOf[directory.User]() {
		then := withUser(t, now, field)
		value := get(&then.Users[0], field)
		j.reaches(compared, field, !now.Users[0].Equal(&then.Users[0]))

		_, changed, record := written(t, now, then)
		j.reaches(updated, field, reflect.DeepEqual(get(&changed.Users[0], field), value))
		inHistory := len(record) == 1 && record[0].User != nil && reflect.DeepEqual(get(record[0].User.After, field), value) &&
			reflect.DeepEqual(get(record[0].User.Before, field), get(&now.Users[0], field))
		j.reaches(recorded, field, inHistory)
		_, created, _ := written(t, &directory.Directory{Departments: now.Departments, NextDepartmentID: 5, NextUserID: 1}, then)
		j.reaches(stored, field, reflect.DeepEqual(get(&created.Users[0], field), value))

		change := directory.NewChange(&now.Users[0], &then.Users[0], "", directory.ReasonByHand)
		describer := message.NewDescriber(new(directory.Plan), now)
		j.reaches(previewed, field, said(describer.User(&change)))
		change = directory.NewChange(nil, &then.Users[0], "U6", directory.ReasonNew)
		text := fmt.Sprint(value)
		if order, ok := value.(directory.OptionalInt); ok {
			text = fmt.Sprint(order.Value)
		}
		if field == "Departments" {
			text = "総務部"
		}
		whole := describer.User(&change)
		j.reaches(introduced, field, strings.Contains(whole.Name+whole.Text(), text))

		model, node := browse.Build(then), browse.AllUsers
		if field == "HeldSince" {
			node = browse.Held
		}
		j.reaches(found, field, model.List(browse.Query{Node: node, Search: text}).Len() == 1)
		before, after := browse.Build(now).List(browse.Query{Node: browse.AllUsers}).Row(0), model.List(browse.Query{Node: node}).Row(0)
		j.reaches(listed, field, slices.ContainsFunc(model.Columns(), func(c browse.Column) bool { return c.Text(before) != c.Text(after) }))

		j.reaches(exported, field, file(t, now, userFiles...) != file(t, then, userFiles...))
		read := readInto(t, now, then, userFiles...)
		j.reaches(readBack, field, reflect.DeepEqual(get(&read.Users[0], field), value))

		person := now.Users[0]
		typed := reflect.ValueOf(&person).Elem().FieldByName(field)
		if typed.IsValid() {
			typed.Set(reflect.ValueOf(value))
		}
		edited, err := edit.ChangeUser(now.Users[0], person).Apply(now)
		if err != nil {
			t.Fatal(err)
		}
		j.reaches(editable, field, reflect.DeepEqual(get(&edited.Users[0], field), value))

		if text, isText := value.(string); isText {
			of, _ := leaves(t, then, "")
			j.reaches(erased, field, len(of.grepFolder(text)) == 0)
		}
		_, says := leaves(t, then, "«"+text+"»")
		j.reaches(unsaid, field, !strings.Contains(says, text))
	}
	j.imports()
	j.end()
}

// leaves lets a user go whom the history has said something of, erases what is left, and
// gives the folder afterwards, and what the history says then.
func leaves(t *testing.T, then *directory.Directory, said string) (of *office, says string) {
	t.Helper()
	of = &office{t: t, dir: t.TempDir()}
	store, err := storage.Open(t.Context(), of.dir)
	if err != nil {
		t.Fatal(err)
	}
	gone := *then
	gone.Users = nil
	for _, state := range []*directory.Directory{then, &gone} {
		d, err := store.Load(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := store.Apply(t.Context(), directory.Diff(d, state), directory.Run{Kind: directory.ImportCSV}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := store.Record(t.Context(), directory.Run{Kind: directory.ImportCSV}, directory.OutcomeFailed, said); err != nil {
		t.Fatal(err)
	}
	if _, err := store.EraseLeavers(t.Context()); err != nil {
		t.Fatal(err)
	}
	lines, err := store.Imports(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	return of, lines[0].Message
}

// imports reads a user at cybozu.com, and again after everything there has changed.
func (j *journey) imports() {
	j.t.Helper()
	company := cybozutest.NewCompany(cybozutest.Data{})
	change := func(suffix string, valid bool, in int64) {
		u := cybozutest.User{ID: 20, Valid: valid, Memberships: []cybozutest.Membership{{Organization: in}}}
		v := reflect.ValueOf(&u).Elem()
		for i := range v.NumField() {
			if v.Field(i).Kind() == reflect.String {
				v.Field(i).SetString(v.Type().Field(i).Name + suffix)
			}
		}
		company.Update(func(d *cybozutest.Data) {
			d.Organizations = []cybozutest.Organization{{ID: 10, Code: "sales", Name: "営業部"}, {ID: 11, Code: "general", Name: "総務部"}}
			d.Users = []cybozutest.User{{ID: 19, Code: cybozutest.Login, Name: "管理者", Valid: true}, u}
		})
	}
	change("-1", true, 10)
	of := newOffice(j.t, company, cybozutest.Options{})
	client, err := cybozu.NewClient(cybozu.Host(of.server.Host()), cybozu.Credentials{Login: cybozutest.Login, Password: cybozutest.Password},
		cybozu.Options{Transport: of.server.Transport()})
	if err != nil {
		j.t.Fatal(err)
	}
	defer client.Close()
	snapshot, err := client.Fetch(j.t.Context(), nil)
	if err != nil {
		j.t.Fatal(err)
	}
	for _, f := range reflect.VisibleFields(reflect.TypeFor[cybozu.User]()) {
		if f.IsExported() && reflect.ValueOf(snapshot.Users[1]).FieldByIndex(f.Index).IsZero() {
			j.t.Errorf("%s of a cybozu user is not read from the answer", f.Name)
		}
	}
	of.choose(allFields())
	of.runImport()
	first := of.stored().Users[1]
	change("-2", false, 11)
	of.runImport()
	second := of.stored().Users[1]
	for _, field := range fieldsOf[directory.User]() {
		j.reaches(imported, field, !reflect.DeepEqual(get(&first, field), get(&second, field)))
	}
}

func TestEveryFieldOfADepartmentGoesAllTheWay(t *testing.T) {
	j := &journey{t, leftOutOfDepartments, map[place]map[string]bool{}}
	now := smallOffice()
	last := len(now.Departments) - 1
	for _, field := range fieldsOf[directory.Department]() {
		then := withDepartment(t, now, field)
		value := get(&then.Departments[last], field)
		j.reaches(compared, field, !now.Departments[last].Equal(&then.Departments[last]))

		_, changed, record := written(t, now, then)
		j.reaches(updated, field, reflect.DeepEqual(get(&changed.Departments[last], field), value))
		inHistory := len(record) == 1 && record[0].Department != nil && reflect.DeepEqual(get(record[0].Department.After, field), value) &&
			reflect.DeepEqual(get(record[0].Department.Before, field), get(&now.Departments[last], field))
		j.reaches(recorded, field, inHistory)
		_, created, _ := written(t, &directory.Directory{Departments: now.Departments[:last], NextDepartmentID: 4, NextUserID: 1}, then)
		j.reaches(stored, field, reflect.DeepEqual(get(&created.Departments[last], field), value))

		change := directory.NewChange(&now.Departments[last], &then.Departments[last], "", directory.ReasonByHand)
		describer := message.NewDescriber(new(directory.Plan), now)
		j.reaches(previewed, field, said(describer.Department(&change)))
		change = directory.NewChange(nil, &then.Departments[last], "", directory.ReasonFile)
		whole, text := describer.Department(&change), fmt.Sprint(value)
		model := browse.Build(then)
		j.reaches(found, field, len(model.FindDepartments(text)) == 1)
		if field == "ParentID" {
			text = "営業部"
		}
		j.reaches(introduced, field, strings.Contains(whole.Name+whole.Text(), text))
		before, after := browse.Build(now).Node(4), model.Node(4)
		told := func(n *browse.Node, m *browse.Model) string {
			return fmt.Sprint(n.Name, n.Mark, n.Tag, m.Path(4), m.Children(1))
		}
		j.reaches(listed, field, told(before, browse.Build(now)) != told(after, model))

		lines := func(d *directory.Directory) []string {
			return slices.Sorted(strings.SplitSeq(file(t, d, csvfile.Departments), "\r\n"))
		}
		j.reaches(exported, field, !slices.Equal(lines(now), lines(then)))
		read := readInto(t, now, then, csvfile.Departments)
		at := slices.IndexFunc(read.Departments, func(d directory.Department) bool { return d.ID == 4 })
		j.reaches(readBack, field, at >= 0 && reflect.DeepEqual(get(&read.Departments[at], field), value))

		d := then.Departments[last]
		for _, e := range []edit.Edit{
			edit.RenameDepartment(now.Departments[last], d.Name, d.Code), edit.MoveDepartment(4, d.ParentID), edit.ShiftDepartment(4, 1),
		} {
			edited, err := e.Apply(now)
			if err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(get(&edited.Departments[last], field), get(&now.Departments[last], field)) {
				j.reaches(editable, field, true)
			}
		}
		j.reaches(editable, field, j.seen[editable][field])
	}
	j.end()
}

// choose keeps options of the rules, as 設定 does.
func (of *office) choose(o directory.Options) {
	of.t.Helper()
	if err := of.SetOptions(of.t.Context(), o); err != nil {
		of.t.Fatal(err)
	}
}
