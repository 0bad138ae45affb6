package app

import (
	"context"
	"encoding/csv"
	"io"
	"strconv"
	"strings"

	"anpisync/app/browse"
	"anpisync/app/csvfile"
	"anpisync/app/message"
	"anpisync/reconcile/directory"
)

// WriteChanges writes changes of a preview or of the history as CSV for a spreadsheet:
// UTF-8 with a BOM, a line a field that changes.
func WriteChanges(w io.Writer, changes []*browse.Change) error {
	lines := [][]string{changeHead}
	for _, c := range changes {
		lines = append(lines, changeLines(c)...)
	}
	return writeTable(w, lines)
}

var changeHead = []string{"操作", "種類", "対象", "項目", "変更前", "変更後", "理由"}

// changeLines are a change, a line a field.
func changeLines(c *browse.Change) (lines [][]string) {
	head := []string{message.Action(c.Action), message.RecordKind(c.Kind), c.Name}
	for _, f := range c.Fields {
		lines = append(lines, append(head[:3:3], f.Name, f.Before, f.After, c.Reason()))
	}
	if len(c.Fields) == 0 {
		lines = append(lines, append(head[:3:3], "", "", c.Note, c.Reason()))
	}
	return lines
}

// WriteEvents writes what happened to one record, each with when and by what.
func WriteEvents(w io.Writer, events []browse.Event) error {
	lines := [][]string{append([]string{"日時", "きっかけ"}, changeHead...)}
	for i := range events {
		e := &events[i]
		for _, line := range changeLines(&e.Change) {
			when := e.Line.FinishedAt.Local().Format("2006-01-02 15:04")
			lines = append(lines, append([]string{when, message.Cause(e.Line)}, line...))
		}
	}
	return writeTable(w, lines)
}

// WriteCreatedUsers writes the users that an import created, to hand out their logins.
// Their password, the initial one, is not among it.
func (a *App) WriteCreatedUsers(ctx context.Context, importID int64, w io.Writer) error {
	plan, err := a.Changes(ctx, importID)
	if err != nil {
		return err
	}
	lines := [][]string{{"ログイン名", "名前", "よみ", "メールアドレス"}}
	for _, c := range plan.Users {
		if c.Action == directory.Create {
			lines = append(lines, []string{c.After.LoginName, c.After.Name, c.After.Reading, c.After.Email})
		}
	}
	return writeTable(w, lines)
}

// WriteMemberList writes users as the screen lists them, and of each what a check has
// found; "" is no check.
func WriteMemberList(w io.Writer, list browse.List, c directory.Check) error {
	var head []string
	for _, column := range list.Columns() {
		head = append(head, column.Title)
	}
	lines := [][]string{withFinding(head, c, "点検", "理由")}
	for i := range list.Len() {
		var line []string
		for _, column := range list.Columns() {
			line = append(line, column.Whole(list, i, c))
		}
		lines = append(lines, withFinding(line, c, message.Check(c).Name, browse.Detail(c, list.Row(i).User)))
	}
	return writeTable(w, lines)
}

// WriteDepartmentList writes departments as the screen lists them, and what a check has
// found; "" is no check.
func WriteDepartmentList(w io.Writer, list browse.DepartmentList, c directory.Check) error {
	lines := [][]string{withFinding([]string{"部署名", "上の部署", "部署コード", "所属", "状態"}, c, "点検")}
	for i := range list.Len() {
		n := list.Node(i)
		lines = append(lines, withFinding([]string{
			n.Name, strings.Join(list.Path(i), " ＞ "), n.Department.Code, strconv.Itoa(n.Count), strings.Join(list.Tags(i, c), "、"),
		}, c, message.Check(c).Name))
	}
	return writeTable(w, lines)
}

func withFinding(line []string, c directory.Check, finding ...string) []string {
	if c == "" {
		return line
	}
	return append(line, finding...)
}

func writeTable(w io.Writer, lines [][]string) error {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return err
	}
	for _, line := range lines {
		for i, text := range line {
			line[i] = csvfile.Defuse(text)
		}
	}
	table := csv.NewWriter(w)
	table.UseCRLF = true
	return table.WriteAll(lines)
}
