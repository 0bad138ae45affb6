package message

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"anpisync/app/credentials"
	"anpisync/app/edit"
	"anpisync/app/format"
	"anpisync/app/release"
	"anpisync/app/schedule"
	"anpisync/cybozu"
	"anpisync/cybozu/kept"
	"anpisync/reconcile/directory"
	"anpisync/storage"
)

// saysWhatToDo are the ends of a sentence that tells a person what to do.
func saysWhatToDo(advice string) bool {
	for _, end := range []string{"ください。", "ご確認ください。", "です）。", "管理者にお伝えください。", "できます。"} {
		if strings.HasSuffix(advice, end) {
			return true
		}
	}
	return false
}

func TestI1_EveryErrorBeginsAsTheManualDoesAndEndsWithWhatToDo(t *testing.T) {
	remote := func(k cybozu.Kind) error {
		return fmt.Errorf("read: %w", &cybozu.Error{Kind: k, Asked: "GET https://sub.cybozu.com/v1/users.json", Status: 418})
	}
	cases := []struct {
		err   error
		begin string
	}{
		{remote(cybozu.KindAuth), "ユーザーのパスワード認証に失敗しました。「X-Cybozu-Authorization」ヘッダーの値が正しくありません。"},
		{remote(cybozu.KindToken), "APIトークンが正しくないか、期限が切れています。"},
		{&cybozu.Error{Kind: cybozu.KindToken, Ended: time.Date(2026, 11, 1, 12, 0, 0, 0, time.Local)}, "APIトークンの有効期限が切れています（2026-11-01まで）。"},
		{remote(cybozu.KindLocked), "cybozu.comのアカウントがロックされている"},
		{remote(cybozu.KindPassword), "cybozu.comのパスワードを変更する必要がある"},
		{remote(cybozu.KindSession), "ブラウザーでのログインを求められた"},
		{remote(cybozu.KindMoved), "cybozu.comの環境が移行された"},
		{remote(cybozu.KindCertificate), "クライアント証明書のユーザーと異なる"},
		{remote(cybozu.KindNoSuchURL), "指定したcybozu.comのURLは存在しません"},
		{remote(cybozu.KindIP), "cybozu.comでIPアドレス制限が設定されているため、読み込めませんでした。Basic認証情報を入力してください。"},
		{&cybozu.Error{Kind: cybozu.KindIP, Token: true}, "cybozu.comでIPアドレス制限が設定されているため、読み込めませんでした。"},
		{remote(cybozu.KindClientCert), "クライアント証明書を使うURLには対応していません。"},
		{&cybozu.Error{Kind: cybozu.KindHost}, "cybozu.comのURLがありません。"},
		{&cybozu.Error{Kind: cybozu.KindHost, Message: "example.com"}, "cybozu.comのURLではありません。"},
		{remote(cybozu.KindPermission), "このアカウントには"},
		{remote(cybozu.KindBusy), "cybozu.comへの同時アクセスが多すぎる"},
		{remote(cybozu.KindMaintenance), "cybozu.comがメンテナンス中か"},
		{remote(cybozu.KindServer), "cybozu.comでエラーが発生した"},
		{remote(cybozu.KindNetwork), "cybozu.comに接続できませんでした。"},
		{remote(cybozu.KindTimeout), "cybozu.comから時間内に応答がありませんでした。"},
		{remote(cybozu.KindTLS), "cybozu.comとの安全な通信"},
		{remote(cybozu.KindProxy), "プロキシサーバーに接続を拒否されました。"},
		{remote(cybozu.KindBroken), "cybozu.comからの応答を正しく読み取れませんでした。"},
		{remote(cybozu.KindShifted), "読み込んでいる間にcybozu.comの情報が変わり続けた"},
		{remote(cybozu.KindCancelled), "読み込みをキャンセルしました。"},
		{context.Canceled, "読み込みをキャンセルしました。"},
		{context.DeadlineExceeded, "cybozu.comから時間内に応答がありませんでした。"},

		{directory.Problems{{Kind: directory.ProblemEmailTwice, Subject: "a@b.jp"}}, "メールアドレス「a@b.jp」を重複させることはできません"},
		{directory.Problems{{Kind: directory.ProblemLevelOne}}, "第1階層の部署の親部署を最上位部署以外に変更することはできません"},
		{directory.Problems{{Kind: directory.ProblemSeveralToOne}}, "複数のcybozu.comのユーザーが同じユーザーに紐付きます"},
		{directory.Problems{{Kind: directory.ProblemLoginTaken, Subject: "a"}}, "複数のcybozu.comのユーザーが同じユーザーに紐付きます"},
		{&directory.UnconfirmedError{Guards: []directory.Guard{{Kind: directory.GuardUsers, Count: 41, Of: 345}}}, "確認が必要な変更があるため"},

		{fmt.Errorf("apply: %w", storage.ErrStale), "変更内容を確認している間に"},
		{fmt.Errorf("take over: %w", storage.ErrOtherFile), "内容を確認している間に、ファイルが変わりました。"},
		{fmt.Errorf("apply: %w: %w", storage.ErrRestless, storage.ErrStale), "読み込んでいる間に、部署かユーザーの情報が変わり続けた"},
		{fmt.Errorf("open: %w", storage.ErrNewer), "データが、より新しいバージョン"},
		{fmt.Errorf("open: %w", storage.ErrDamaged), "データファイルが壊れています。"},
		{fmt.Errorf("open: %w", storage.ErrMissing), "データファイル（directory.db）が見つかりません"},
		{fmt.Errorf("undo: %w", storage.ErrBackup), "控えのファイルが壊れています。"},
		{fmt.Errorf("look: %w", storage.ErrForeign), "安否シンクで保存したファイルではありません。"},
		{fmt.Errorf("look: %w: %w", storage.ErrArchive, storage.ErrDamaged), "このファイルは、壊れているか、読み取れません。"},
		{fmt.Errorf("write: %w", storage.ErrFull), "ディスクの空き容量が足りない"},
		{fmt.Errorf("write: %w", storage.ErrReadOnly), "データファイルを読み書きする権限がありません。"},
		{fmt.Errorf("write: %w", storage.ErrBusy), "データファイルが、ほかのプログラムで"},
		{fmt.Errorf("undo: %w", storage.ErrNoBackup), "この読み込みの前の控えが残っていません。"},
		{fmt.Errorf("lock: %w", &storage.HeldError{}), "ほかの安否シンクが作業中です。"},
		{fmt.Errorf("lock: %w", &storage.HeldError{PID: 7, What: "auto", Since: time.Now()}), "ほかの安否シンクが作業中です（自動、"},
		{fmt.Errorf("log: %w", syscall.ENOSPC), "ディスクの空き容量が足りない"},
		{&fs.PathError{Op: "mkdir", Path: "x", Err: fs.ErrPermission}, "「x」を読み書きする権限がありません。"},
		{fmt.Errorf("write: %w", storage.ErrMedium), "書き込みが禁止されているディスク"},
		{&os.LinkError{Op: "rename", Old: "x", New: "y", Err: syscall.ENOENT}, "「y」が見つかりません。"},
		{fmt.Errorf("open: %w", storage.ErrDevice), "ディスクかネットワークドライブに問題があるため、データファイルを"},
		{fmt.Errorf("open: %w", syscall.EMFILE), "この端末のメモリーなどが足りない"},
		{&fs.PathError{Op: "mkdir", Path: "x", Err: syscall.ENAMETOOLONG}, "フォルダーの場所（パス）が長すぎます。"},
		{&fs.PathError{Op: "open", Path: "x", Err: storage.ErrPlace}, "「x」は、ふつうのファイルやフォルダーではない"},
		{&fs.PathError{Op: "open", Path: "x", Err: storage.ErrName}, "「x」の名前に、このディスクで使えない文字"},
		{fmt.Errorf("vacuum: %w", storage.ErrTempDir), "一時ファイルを置く場所がありません。"},

		{credentials.ErrNotFound, "このURLの認証情報は、この端末に保存されていません。"},
		{credentials.ErrMissing, "この端末には、認証情報を保存する仕組み"},
		{credentials.ErrLocked, "OSの資格情報ストアがロックされています。"},
		{&credentials.SilentError{}, "OSの資格情報ストアから応答がありません。"},
		{credentials.ErrTooBig, "認証情報が長すぎる"},
		{credentials.ErrUnreadable, "OSの資格情報ストアに保存された認証情報を読み取れません。"},
		{credentials.ErrRefused, "OSの資格情報ストアを利用できませんでした。"},
		{fmt.Errorf("%w: %w", ErrMailPasswordLeft, credentials.ErrLocked), "設定は保存しましたが、メールサーバーのパスワードを"},
		{credentials.ErrNoInitialPassword, "新しいユーザーがいますが、初期パスワードが保存されていない"},
		{&credentials.PasswordError{Characters: 3}, "新規ユーザーの初期パスワードの長さが正しくありません。"},
		{&credentials.PasswordError{Characters: 9, Unseen: true}, "新規ユーザーの初期パスワードに、見えない文字が含まれています。"},

		{&edit.Error{Kind: edit.KindEmpty, Record: directory.KindUser, Field: directory.FieldLogin}, "ログイン名が入力されていません。"},
		{&edit.Error{Kind: edit.KindTaken, Record: directory.KindUser, Field: directory.FieldEmail, Value: "a@b.jp", Holder: "佐藤"}, "メールアドレス「a@b.jp」を重複させることはできません"},
		{&edit.Error{Kind: edit.KindGone}, "編集しようとしたものが、すでにありません。"},
		{&edit.Error{Kind: edit.KindLinked, Value: "営業部"}, "連携済みの部署は移動できません。"},
		{&edit.Error{Kind: edit.KindBelow, Value: "営業部"}, "部署を、それ自身やその下には移動できません。"},
		{&edit.Error{Kind: edit.KindTop}, "最上位部署は、名前だけを変更できます。"},
		{&edit.Error{Kind: edit.KindAddress, Field: directory.FieldEmail}, "メールアドレスの形ではありません。"},
		{&directory.ConflictError{Kind: directory.ConflictChanged, Name: "佐藤"}, "「佐藤」は、編集したあとに変更されたため、元に戻せません。"},
		{&directory.ConflictError{Kind: directory.ConflictTaken, Name: "佐藤", Value: "sato", Holder: "加藤"}, "「佐藤」の「sato」は、いまは「加藤」が使っている"},
		{&directory.ConflictError{Kind: directory.ConflictTaken, Record: directory.KindUser, Name: "佐藤", Holder: "佐藤 昇"}, "「佐藤」と連携していたcybozu.comのユーザーは、いまは「佐藤 昇」と連携している"},
		{&directory.ConflictError{Kind: directory.ConflictUsed, Name: "新設"}, "「新設」には、追加したあとに部署かユーザーが加わった"},
		{&directory.ConflictError{Kind: directory.ConflictPlace, Name: "営業部"}, "「営業部」の元の親部署は、"},

		{fmt.Errorf("keep: %w", kept.ErrNotEmpty), "応答を保存するフォルダーが空ではありません。"},
		{&schedule.PausedError{Cause: schedule.CauseLogin}, "cybozu.comにログインできなかったため、自動同期を一時停止"},
		{fmt.Errorf("import: %w", &schedule.PausedError{Cause: schedule.CauseUndo}), "読み込みの前の状態に戻したため、自動同期を一時停止"},
		{fmt.Errorf("set: %w", schedule.ErrMissing), "この端末では、OSのスケジューラーを利用できません。"},
		{fmt.Errorf("set: %w", schedule.ErrRefused), "OSのスケジューラーに登録できませんでした。"},
		{fmt.Errorf("%w: %w", schedule.ErrTime, &cybozu.Error{Kind: cybozu.KindTimeout}), "自動同期の読み込みが2時間以内に終わらなかった"},
		{fmt.Errorf("set: %w", schedule.ErrName), "プログラムかデータフォルダーの名前に"},

		{errors.New("anything else"), "予期しないエラーが発生しました。"},
	}
	for _, c := range cases {
		got := Of(c.err)
		if !strings.HasPrefix(got.Summary, c.begin) || !strings.HasSuffix(got.Summary, "。") {
			t.Errorf("%v: says %q, want it to begin with %q", c.err, got.Summary, c.begin)
		}
		if !saysWhatToDo(got.Advice) {
			t.Errorf("%v: does not say what to do: %q", c.err, got.Advice)
		}
		if got.Detail == "" {
			t.Errorf("%v: nothing to fold out", c.err)
		}
		if strings.Contains(got.Summary, "\n") {
			t.Errorf("%v: summary of several lines", c.err)
		}
	}
	said := map[string]error{}
	for _, c := range cases {
		text := Of(c.err).Summary + Of(c.err).Advice
		if other, ok := said[text]; ok && c.begin != "読み込みをキャンセルしました。" &&
			c.begin != "cybozu.comから時間内に応答がありませんでした。" && c.begin != "ディスクの空き容量が足りない" {
			t.Errorf("%v and %v say the same", other, c.err)
		}
		said[text] = c.err
	}
}

func TestEveryKindOfCybozuErrorHasItsWords(t *testing.T) {
	for name, value := range constants(t, "../../cybozu", "Kind") {
		if _, ok := remotes[cybozu.Kind(value)]; !ok {
			t.Errorf("%s has no words", name)
		}
	}
}

func TestEdit_EveryKindOfErrorHasItsWords(t *testing.T) {
	said := map[string]string{}
	for name, value := range constants(t, "../edit", "Kind") {
		summary := Of(&edit.Error{Kind: edit.Kind(value), Field: directory.FieldName}).Summary
		if other, ok := said[summary]; ok {
			t.Errorf("%s and %s are both %q", name, other, summary)
		}
		said[summary] = name
	}
}

func TestEverySentinelHasItsWords(t *testing.T) {
	general := Of(errors.New("x")).Summary
	for _, dir := range []string{"../../storage", "../credentials", "../schedule", "../release", "../format"} {
		for _, name := range sentinelNames(t, dir) {
			err, ok := map[string]error{
				"storage.ErrStale": storage.ErrStale, "storage.ErrOtherFile": storage.ErrOtherFile, "storage.ErrRestless": storage.ErrRestless, "storage.ErrUndone": storage.ErrUndone, "storage.ErrNoRecord": storage.ErrNoRecord, "storage.ErrNewer": storage.ErrNewer, "storage.ErrDamaged": storage.ErrDamaged,
				"storage.ErrMissing": storage.ErrMissing, "storage.ErrBackup": storage.ErrBackup,
				"storage.ErrFull": storage.ErrFull, "storage.ErrReadOnly": storage.ErrReadOnly, "storage.ErrBusy": storage.ErrBusy,
				"storage.ErrMedium": storage.ErrMedium, "storage.ErrGone": storage.ErrGone, "storage.ErrDevice": storage.ErrDevice,
				"storage.ErrMemory": storage.ErrMemory, "storage.ErrLong": storage.ErrLong, "storage.ErrPlace": storage.ErrPlace,
				"storage.ErrName": storage.ErrName, "storage.ErrFormatName": storage.ErrFormatName, "storage.ErrTempDir": storage.ErrTempDir,
				"storage.ErrSealed": storage.ErrSealed, "storage.ErrPassphrase": storage.ErrPassphrase,
				"storage.ErrNoBackup": storage.ErrNoBackup, "storage.ErrForeign": storage.ErrForeign, "storage.ErrArchive": storage.ErrArchive,
				"credentials.ErrNotFound": credentials.ErrNotFound, "credentials.ErrMissing": credentials.ErrMissing,
				"credentials.ErrLocked": credentials.ErrLocked, "credentials.ErrSilent": credentials.ErrSilent,
				"credentials.ErrTooBig": credentials.ErrTooBig, "credentials.ErrUnreadable": credentials.ErrUnreadable,
				"credentials.ErrRefused": credentials.ErrRefused, "credentials.ErrNoInitialPassword": credentials.ErrNoInitialPassword,
				"schedule.ErrMissing": schedule.ErrMissing, "schedule.ErrRefused": schedule.ErrRefused,
				"schedule.ErrName": schedule.ErrName, "schedule.ErrTime": schedule.ErrTime, "schedule.ErrPassing": schedule.ErrPassing,
				"format.ErrFile": format.ErrFile, "format.ErrNewer": format.ErrNewer, "format.ErrName": format.ErrName, "format.ErrKey": format.ErrKey, "format.ErrEmpty": format.ErrEmpty,
				"release.ErrUnreachable": release.ErrUnreachable, "release.ErrUnsigned": release.ErrUnsigned, "release.ErrUnreadable": release.ErrUnreadable,
			}[filepath.Base(dir)+"."+name]
			if !ok || Of(err).Summary == general {
				t.Errorf("%s: %s has no words", dir, name)
			}
		}
	}
}

func TestClientCertificateNamesThePlainURL(t *testing.T) {
	_, err := cybozu.ParseHost("https://sub.s.cybozu.com/")
	if got := Of(err).Advice; got != "「https://sub.cybozu.com」を入力してください。" {
		t.Errorf("got %q", got)
	}
}

// Where the plain URL leads to the one for client certificates, naming it helps nobody.
func TestClientCertificateThatThePlainURLAsksForIsAQuestionOfWhereOneIs(t *testing.T) {
	got := Of(&cybozu.Error{Kind: cybozu.KindClientCert, Status: 302, Message: "redirected to sub.s.cybozu.com"})
	if strings.Contains(got.Advice, "redirected") || !strings.Contains(got.Advice, "IPアドレスを許可") {
		t.Errorf("it says %q", got.Advice)
	}
}

func TestI1_AllProblemsAreToldAtOnce(t *testing.T) {
	ps := directory.Problems{
		{Rule: "U10", Kind: directory.ProblemEmailTwice, Subject: "a@b.jp", Parties: []directory.Party{
			{Side: directory.SideCybozu, Kind: directory.KindUser, Code: "sato", Name: "佐藤 昇", Email: "a@b.jp", Suspended: true},
			{Side: directory.SideHere, Kind: directory.KindUser, ID: 3, Code: "suzuki", Name: "鈴木", Email: "A@b.jp", Path: []string{"営業部", "総務部"}},
		}},
		{Rule: "D8", Kind: directory.ProblemLevelOne, Parties: []directory.Party{
			{Side: directory.SideHere, Kind: directory.KindDepartment, ID: 2, Code: "dev", Name: "開発部", Path: []string{"最上位部署"}},
		}},
	}
	if got, want := Of(ps).Summary, "メールアドレス「a@b.jp」を重複させることはできません。（ほか1件）"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	got := Of(ps).Detail
	for _, want := range []string{
		"1. メールアドレス「a@b.jp」を重複させることはできません。",
		"cybozu.com：佐藤 昇（sato、a@b.jp、停止中）\n",
		"このアプリ：鈴木（suzuki、A@b.jp） 営業部、総務部\n",
		"2. 第1階層の部署の親部署を最上位部署以外に変更することはできません。",
		"このアプリ：開発部（コード dev） 最上位部署 の下\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%s\ndoes not tell %q", got, want)
		}
	}
}
