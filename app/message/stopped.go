package message

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// ErrNothingStopped is that no import without a person has stopped at something that could
// still be looked at.
var ErrNothingStopped = errors.New("nothing of a stopped import is kept")

// Approve is the label of the button that shows what an import without a person has stopped
// at.
const Approve = "確認して反映する"

// StoppedAt says of a preview that it is that of an import which has stopped, and when
// cybozu.com was read for it.
func StoppedAt(read time.Time) string {
	return read.Local().Format("2006-01-02 15:04") + " に読み込み、確認を待っている内容です。反映する前に、cybozu.comをもう一度読み込んで確かめます。"
}

// Rechecking is what is said while that happens.
const Rechecking = "cybozu.comをもう一度読み込んで、確かめています。"

// Shifted heads what differs, once cybozu.com was read again: so many changes are new, others,
// and gone.
func Shifted(added, changed, gone int) Text {
	t := Text{Summary: "cybozu.comが、確認した内容から変わっています。まだ何も反映していません。"}
	if added+changed+gone == 0 {
		t.Advice = "変更内容は同じですが、確認が必要なことが変わりました。もう一度確認してください。"
		return t
	}
	var counts []string
	for _, of := range []struct {
		name string
		n    int
	}{{"加わった変更", added}, {"内容が変わった変更", changed}, {"なくなった変更", gone}} {
		if of.n > 0 {
			counts = append(counts, fmt.Sprintf("%s%s件", of.name, grouped(of.n)))
		}
	}
	t.Advice = strings.Join(counts, "、") + "。下の変更内容を、もう一度確認してください。"
	return t
}

// ShiftAdded tells a change that has come since.
func ShiftAdded(d Description) string { return "＋ " + shiftLine(d) }

// ShiftChanged tells a change that is another since.
func ShiftChanged(d Description) string { return "→ " + shiftLine(d) }

// ShiftGone tells a change that is gone since.
func ShiftGone(d Description) string { return "－ " + shiftLine(d) }

func shiftLine(d Description) string {
	return join("　", Action(d.Action)+"："+d.Name, d.Text())
}
