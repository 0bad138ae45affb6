package message

import (
	"fmt"
	"time"
)

// OverdueTitle is the title of a notice that nothing was read for days.
const OverdueTitle = "cybozu.comからの読み込みが、しばらく成功していません"

// Overdue is what to do where no import has succeeded for some days: since one did, or where
// none ever did, since it was first tried.
func Overdue(days int, since time.Time, never bool) Text {
	when := "最後の成功："
	if never {
		when = "最初の読み込み："
	}
	return Text{
		Summary: fmt.Sprintf("%s日間、cybozu.comからの読み込みが一度も成功していません（%s%s）。",
			grouped(days), when, since.Local().Format("2006-01-02 15:04")),
		Advice: "入社や異動、連絡先の変更が、一覧に反映されていないおそれがあります。安否シンクを開いて読み込み、" +
			"自動同期の設定と、その時刻にこの端末が動いているかを確かめてください。",
	}
}
