package app

import (
	"context"
	"encoding/csv"
	"io"

	"anpisync/app/browse"
	"anpisync/app/csvfile"
	"anpisync/app/message"
	"anpisync/reconcile/directory"
)

// WriteChanges writes changes of a preview or of the history as CSV for a spreadsheet:
// UTF-8 with a BOM, a line a field that changes.
func WriteChanges(w io.Writer, changes []*browse.Change) error {
	lines := [][]string{{"操作", "種類", "対象", "項目", "変更前", "変更後", "理由"}}
	for _, c := range changes {
		head := []string{message.Action(c.Action), message.RecordKind(c.Kind), c.Name}
		for _, f := range c.Fields {
			lines = append(lines, append(head[:3:3], f.Name, f.Before, f.After, c.Reason()))
		}
		if len(c.Fields) == 0 {
			lines = append(lines, append(head[:3:3], "", "", c.Note, c.Reason()))
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
