package message

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"time"

	"anpisync/app/credentials"
	"anpisync/app/csvfile"
	"anpisync/app/display"
	"anpisync/app/edit"
	"anpisync/app/format"
	"anpisync/app/schedule"
	"anpisync/cybozu"
	"anpisync/cybozu/kept"
	"anpisync/reconcile/directory"
	"anpisync/storage"
)

// Of puts an error into words. Its Detail is the error's own text.
func Of(err error) Text {
	t := of(err)
	if t.Detail == "" {
		t.Detail = err.Error()
	}
	return t
}

func of(err error) Text {
	var (
		remote      *cybozu.Error
		problems    directory.Problems
		unconfirmed *directory.UnconfirmedError
		password    *credentials.PasswordError
		held        *storage.HeldError
		noOpenGL    *display.OpenGLError
		edited      *edit.Error
		conflict    *directory.ConflictError
		paused      *schedule.PausedError
		noFault     *NoSuchFaultError
		file        csvfile.Errors
		unencodable *csvfile.UnencodableError
		handed      *format.ProblemError
		leftOut     *format.LeftOutError
	)
	switch {
	case errors.As(err, &problems) && len(problems) > 0:
		return ofProblems(problems)
	case errors.As(err, &unconfirmed):
		return ofUnconfirmed(unconfirmed)
	case errors.As(err, &password):
		return ofPassword(password)
	case errors.As(err, &held):
		return ofHeld(held)
	case errors.As(err, &noOpenGL):
		return ofNoOpenGL(noOpenGL)
	case errors.As(err, &file) && len(file) > 0:
		return ofFile(file)
	case errors.As(err, &unencodable):
		return ofUnencodable(unencodable)
	case errors.As(err, &handed):
		return ofFormatProblems(handed)
	case errors.As(err, &leftOut):
		return ofLeftOut(leftOut)
	case errors.As(err, &edited):
		return ofEdit(edited)
	case errors.As(err, &conflict):
		return ofConflict(conflict)
	case errors.As(err, &paused):
		return ofPaused(paused)
	case errors.As(err, &noFault):
		return ofNoSuchFault(noFault)
	case errors.Is(err, schedule.ErrTime):
		return timeOver
	case errors.As(err, &remote):
		return ofCybozu(remote)
	}
	for _, s := range slices.Concat(sentinels, rosterErrors, mailErrors, releaseErrors, formatErrors) {
		if errors.Is(err, s.is) {
			return s.text
		}
	}
	if kind := storage.KindOf(err); kind != nil {
		return ofFailure(kind, err)
	}
	for _, s := range endings {
		if errors.Is(err, s.is) {
			return s.text
		}
	}
	return unexpected
}

var unexpected = Text{
	Summary: "予期しないエラーが発生しました。",
	Advice:  "もう一度お試しください。続くときは、詳細をコピーして、安否シンクの配布元にお問い合わせください。",
}

const again = "もう一度お試しください。"

// ErrMailPasswordLeft is of letters that are switched off, whose password stays in the keyring.
var ErrMailPasswordLeft = errors.New("the password of the mail server is left in the keyring")

// sentinel is an error with its words.
type sentinel struct {
	is   error
	text Text
}

// sentinels are asked in this order: the particular before the general.
var sentinels = []sentinel{
	{credentials.ErrNoInitialPassword, Text{
		Summary: "新しいユーザーがいますが、初期パスワードが保存されていないため、中止しました。",
		Advice:  "アプリを開いて手動で読み込むか、自動同期の設定で初期パスワードを保存してください。",
	}},
	{ErrNothingStopped, Text{
		Summary: "自動同期が確認を求めた内容は、もう残っていません。",
		Advice:  "読み込み直したか、7日が過ぎました。「cybozu.comから情報を読み込む」で、もう一度読み込んでください。",
	}},
	{ErrMailPasswordLeft, Text{
		Summary: "設定は保存しましたが、メールサーバーのパスワードを、OSの資格情報ストアから消せませんでした。",
		Advice:  "OSの資格情報ストアを開き、名前に「AnpiSync」と「smtp:」を含む項目を消してください。",
	}},
	{credentials.ErrNotFound, Text{
		Summary: "このURLの認証情報は、この端末に保存されていません。",
		Advice:  "アプリを開き、「この端末に保存する」にチェックを付けて読み込んでください。",
	}},
	{credentials.ErrMissing, Text{
		Summary: "この端末には、認証情報を保存する仕組み（OSの資格情報ストア）が見つかりません。",
		Advice:  "読み込むたびに、ログイン名とパスワードを入力してください。",
	}},
	{credentials.ErrLocked, Text{
		Summary: "OSの資格情報ストアがロックされています。",
		Advice:  "ロックを解除してからもう一度お試しになるか、ログイン名とパスワードを入力してください。",
	}},
	{credentials.ErrSilent, Text{
		Summary: "OSの資格情報ストアから応答がありません。",
		Advice:  "OSがロックの解除を求めていないかを確かめるか、ログイン名とパスワードを入力してください。",
	}},
	{credentials.ErrTooBig, Text{
		Summary: "認証情報が長すぎるため、OSの資格情報ストアに保存できません。",
		Advice:  "「この端末に保存する」のチェックを外し、読み込むたびに入力してください。",
	}},
	{credentials.ErrUnreadable, Text{
		Summary: "OSの資格情報ストアに保存された認証情報を読み取れません。",
		Advice:  "もう一度入力し、「この端末に保存する」にチェックを付けて読み込んでください。",
	}},
	{credentials.ErrRefused, Text{
		Summary: "OSの資格情報ストアを利用できませんでした。",
		Advice:  "この端末にログインし直してもう一度お試しになるか、読み込むたびに入力してください。",
	}},
	{kept.ErrNotEmpty, Text{
		Summary: "応答を保存するフォルダーが空ではありません。",
		Advice:  "新しいフォルダーか、空のフォルダーを指定してください。",
	}},
	{schedule.ErrMissing, Text{
		Summary: "この端末では、OSのスケジューラーを利用できません。",
		Advice:  "手動で読み込むか、OSに普段の方法でサインインしてから、もう一度設定してください。",
	}},
	{schedule.ErrName, Text{
		Summary: "プログラムかデータフォルダーの名前に、OSのスケジューラーで使えない文字があります。",
		Advice:  "改行などの制御文字を含まないフォルダーに移してから、もう一度設定してください。",
	}},
	{schedule.ErrPassing, Text{
		Summary: "ディスクイメージ（.dmg）や外付けのディスクから起動しているため、自動同期を設定できません。",
		Advice:  "安否シンクを終了して「アプリケーション」フォルダーに移し、そこから起動して、もう一度設定してください。",
	}},
	{schedule.ErrRefused, Text{
		Summary: "OSのスケジューラーに登録できませんでした。",
		Advice:  "もう一度設定してください。続くときは、詳細をコピーして、安否シンクの配布元にお問い合わせください。",
	}},
	{storage.ErrRestless, Text{
		Summary: "読み込んでいる間に、部署かユーザーの情報が変わり続けたため、中止しました。",
		Advice:  "何も変更していません。ほかのプログラムでの変更が終わってから、もう一度読み込んでください。",
	}},
	{storage.ErrOtherFile, Text{
		Summary: "内容を確認している間に、ファイルが変わりました。",
		Advice:  "何も変更していません。ファイルをもう一度選び、新しい内容を確認してください。",
	}},
	{storage.ErrStale, Text{
		Summary: "変更内容を確認している間に、部署かユーザーの情報が変わりました。",
		Advice:  "何も変更していません。新しい変更内容を確認してください。",
	}},
	{storage.ErrUndone, Text{
		Summary: "すでに元に戻してあります。",
		Advice:  "何も変更していません。元に戻したことを取り消すには、履歴で、元に戻したときの行を選んでください。",
	}},
	{storage.ErrNoRecord, Text{
		Summary: "元に戻すための記録が残っていません。",
		Advice:  "何も変更していません。個人情報を消去したか、記録のない以前のバージョンで編集したためです。いまの内容を編集し直してください。",
	}},
	{storage.ErrNewer, Text{
		Summary: "データが、より新しいバージョンの安否シンクで作られています。",
		Advice:  "データには触れていません。安否シンクを新しいバージョンに更新してください。",
	}},
	{storage.ErrForeign, Text{
		Summary: "安否シンクで保存したファイルではありません。",
		Advice:  "「全体を保存」で保存したファイル（拡張子は.anpisync）を選んでください。",
	}},
	{storage.ErrArchive, Text{
		Summary: "このファイルは、壊れているか、読み取れません。",
		Advice:  "何も変更していません。元の端末で「全体を保存」をやり直し、そのファイルを選んでください。",
	}},
	{storage.ErrSealed, Text{
		Summary: "このファイルは、パスフレーズで保護されています。",
		Advice:  "保存したときのパスフレーズを入力してください。",
	}},
	{storage.ErrPassphrase, Text{
		Summary: "パスフレーズが違います。",
		Advice:  "保存したときのパスフレーズを確かめて、入力し直してください。",
	}},
	{storage.ErrNoBackup, Text{
		Summary: "この読み込みの前の控えが残っていません。",
		Advice:  "何も変更していません。より新しい読み込みの控えを選んでください。",
	}},
	{storage.ErrBackup, Text{
		Summary: "控えのファイルが壊れています。",
		Advice: "何も変更していません。もう一度お試しになり、続くときは、ディスクが故障していないかを確かめてください。" +
			"以前の状態に戻すときは、ほかの読み込みの控えを選んでください。",
	}},
	{storage.ErrMissing, Text{
		Summary: "データファイル（directory.db）が見つかりませんが、その控えはあります。",
		Advice:  "安否シンクを起動し直し、案内に従って控えから復元してください。",
	}},
	{display.ErrNone, Text{
		Summary: "ウィンドウを表示するデスクトップ（X11かWayland）が見つかりません。",
		Advice: "デスクトップにサインインして起動するか、ウィンドウを使わずに、「anpisync -import」で読み込み、" +
			"「anpisync -export フォルダー」で結果をCSVに書き出してください。",
	}},
}

// endings are what an error says of itself where nothing more particular does.
var endings = []sentinel{
	{context.Canceled, cancelled},
	{context.DeadlineExceeded, timedOut},
}

var (
	cancelled = Text{
		Summary: "読み込みをキャンセルしました。",
		Advice:  "何も変更していません。必要なときに、もう一度読み込んでください。",
	}
	timeOver = Text{
		Summary: fmt.Sprintf("自動同期の読み込みが%d時間以内に終わらなかったため、中止しました。", schedule.Limit/time.Hour),
		Advice:  "何も変更していません。インターネットの接続を確かめてから、アプリを開いて手動で読み込んでください。",
	}
	timedOut = Text{
		Summary: "cybozu.comから時間内に応答がありませんでした。",
		Advice:  "インターネットの接続を確かめ、しばらく待ってから、もう一度読み込んでください。",
	}
)

const ipRestriction = "cybozu.comでIPアドレス制限が設定されているため、読み込めませんでした。"

// remotes has every kind of failure at cybozu.com.
var remotes = map[cybozu.Kind]Text{
	cybozu.KindAuth: {
		Summary: "ユーザーのパスワード認証に失敗しました。「X-Cybozu-Authorization」ヘッダーの値が正しくありません。",
		Advice: "ログイン名とパスワード、アカウントの使用状態が「使用中」であることを確かめ、入力し直してください。" +
			"2要素認証やSAML認証を使うアカウントでは、認証方法「APIトークン」をお使いください。",
	},
	cybozu.KindToken: {
		Summary: "APIトークンが正しくないか、期限が切れています。",
		Advice:  "cybozu.com共通管理でAPIトークンを確かめるか、新しく発行して、入力し直してください。",
	},
	cybozu.KindLocked: {
		Summary: "cybozu.comのアカウントがロックされているため、読み込めませんでした。",
		Advice:  "cybozu.com共通管理者にロックの解除を依頼し、正しいパスワードを確かめてから、もう一度読み込んでください。",
	},
	cybozu.KindPassword: {
		Summary: "cybozu.comのパスワードを変更する必要があるため、読み込めませんでした。",
		Advice: "有効期限が切れているか、仮のパスワードのままです。ブラウザーでcybozu.comにログインしてパスワードを変更し、" +
			"新しいパスワードを入力してください。",
	},
	cybozu.KindSession: {
		Summary: "ブラウザーでのログインを求められたため、読み込めませんでした。",
		Advice: "ログイン名とパスワードを確かめてください。" +
			"2要素認証やSAML認証を使うアカウントでは、認証方法「APIトークン」をお使いください。",
	},
	cybozu.KindMoved: {
		Summary: "cybozu.comの環境が移行されたため、読み込めませんでした。",
		Advice:  "ブラウザーでcybozu.comにログインし、移行先のURLとログイン名を確かめて、入力し直してください。",
	},
	cybozu.KindCertificate: {
		Summary: "クライアント証明書のユーザーと異なるアカウントのため、読み込めませんでした。",
		Advice: "証明書と同じアカウントで読み込むか、cybozu.com共通管理で" +
			"「証明書のユーザーとパスワード認証のユーザーが異なるアクセスを許可する」を有効にしてください。",
	},
	cybozu.KindIP: {
		Summary: ipRestriction + "Basic認証情報を入力してください。",
		Advice: "「Basic認証を利用している」にチェックを付け、正しいユーザー名とパスワードを入力して、もう一度読み込んでください。" +
			"Basic認証は、cybozu.com共通管理の［セキュリティ］＞［アクセス制限］で設定できます。",
	},
	cybozu.KindNoSuchURL: {
		Summary: "指定したcybozu.comのURLは存在しません。",
		Advice:  "URLを確かめ、「https://サブドメイン.cybozu.com」の形に修正してください。",
	},
	cybozu.KindHost: {
		Summary: "cybozu.comのURLではありません。",
		Advice:  "「https://サブドメイン.cybozu.com」の形で入力してください。",
	},
	cybozu.KindClientCert: {
		Summary: "クライアント証明書を使うURLには対応していません。",
		Advice:  "「https://サブドメイン.cybozu.com」の形（「.s」のないURL）で入力してください。",
	},
	cybozu.KindPermission: {
		Summary: "このアカウントには、cybozu.comの情報を読み込む権限がありません。",
		Advice:  "ゲストユーザーでないアカウントか、読み取りを許可したAPIトークンで、読み込んでください。",
	},
	cybozu.KindBusy: {
		Summary: "cybozu.comへの同時アクセスが多すぎるため、読み込めませんでした。",
		Advice:  "しばらく待ってから、もう一度読み込んでください。",
	},
	cybozu.KindMaintenance: {
		Summary: "cybozu.comがメンテナンス中か、一時的な過負荷のため、読み込めませんでした。",
		Advice:  "cybozu.comの稼働状況を確かめ、しばらく待ってから、もう一度読み込んでください。",
	},
	cybozu.KindServer: {
		Summary: "cybozu.comでエラーが発生したため、読み込めませんでした。",
		Advice:  "しばらく待ってから、もう一度読み込んでください。続くときは、詳細をコピーして、安否シンクの配布元にお問い合わせください。",
	},
	cybozu.KindNetwork: {
		Summary: "cybozu.comに接続できませんでした。",
		Advice:  "インターネットの接続とプロキシの設定を確かめ、もう一度読み込んでください。",
	},
	cybozu.KindTimeout: timedOut,
	cybozu.KindTLS: {
		Summary: "cybozu.comとの安全な通信（TLS）を始められませんでした。",
		Advice:  "この端末の日時と、セキュリティソフトやプロキシの設定を確かめるか、社内ネットワークの担当者にお問い合わせください。",
	},
	cybozu.KindProxy: {
		Summary: "プロキシサーバーに接続を拒否されました。",
		Advice:  "プロキシの設定を確かめるか、社内ネットワークの担当者に、cybozu.comへの接続の許可を依頼してください。",
	},
	cybozu.KindBroken: {
		Summary: "cybozu.comからの応答を正しく読み取れませんでした。",
		Advice:  "何も変更していません。もう一度読み込んでください。続くときは、詳細をコピーして、安否シンクの配布元にお問い合わせください。",
	},
	cybozu.KindShifted: {
		Summary: "読み込んでいる間にcybozu.comの情報が変わり続けたため、中止しました。",
		Advice:  "cybozu.comでの変更が終わってから、もう一度読み込んでください。",
	},
	cybozu.KindCancelled: cancelled,
}

func ofCybozu(e *cybozu.Error) Text {
	t, ok := remotes[e.Kind]
	switch {
	case !ok:
		t = remotes[cybozu.KindServer]
	case e.Kind == cybozu.KindToken && !e.Ended.IsZero():
		t = Text{
			Summary: "APIトークンの有効期限が切れています（" + e.Ended.Local().Format("2006-01-02") + "まで）。",
			Advice:  "cybozu.com共通管理で新しいAPIトークンを発行して、入力し直してください。",
		}
	case e.Kind == cybozu.KindIP && e.Token:
		t = Text{
			Summary: ipRestriction,
			Advice: "cybozu.com共通管理の［セキュリティ］＞［アクセス制限］でこの端末のIPアドレスを許可するか、" +
				"認証方法「パスワード」とBasic認証で読み込んでください。",
		}
	case e.Kind == cybozu.KindHost && strings.TrimSpace(e.Message) == "":
		t.Summary = "cybozu.comのURLがありません。"
	case e.Kind == cybozu.KindClientCert && e.Status != 0: // the plain URL led to the other
		t.Advice = "社内ネットワークなど、cybozu.comへのアクセスが許可された場所から読み込むか、" +
			"cybozu.com共通管理の［セキュリティ］＞［アクセス制限］でこの端末のIPアドレスを許可してください。"
	case e.Kind == cybozu.KindClientCert && e.Message != "":
		t.Advice = "「https://" + e.Message + "」を入力してください。"
	}
	return t
}

func ofNoOpenGL(e *display.OpenGLError) Text {
	where := ""
	if runtime.GOOS == "windows" {
		where = "・Microsoft Storeから「OpenCL、OpenGL、Vulkanの互換機能パック」（OpenCL, OpenGL, and Vulkan Compatibility Pack）をインストールする。\n"
	}
	return Text{
		Summary: "この画面では、安否シンクのウィンドウを表示できません。表示に必要なOpenGL 2.1が見つかりません。",
		Advice: "次のどれかをお試しください。\n" + where +
			"・グラフィックスドライバーを、PCのメーカーが配布するものに更新する。仮想マシンでは、3D表示を有効にする。\n" +
			"・別のPCで使う。リモートデスクトップのときは、PCの前で直接サインインして使う。\n" +
			"・ウィンドウを使わずに、コマンド プロンプトで次のコマンドを実行して読み込む。URLと認証情報は、最初に入力できます。\n" +
			fmt.Sprintf("　\"%s\" -import\n", e.Program) +
			"　結果は、「-import」の代わりに「-export フォルダー」を付けて、CSVに書き出せます。",
	}
}

func ofHeld(e *storage.HeldError) Text {
	if e.What == storage.WhatWindow {
		return Text{
			Summary: "このデータのウィンドウは、すでに開いています。",
			Advice:  "開いているウィンドウをお使いになるか、閉じてから、もう一度お試しください。",
		}
	}
	t := Text{
		Summary: "ほかの安否シンクが作業中です。",
		Advice:  "その作業が終わってから、もう一度お試しください。",
	}
	if e.PID != 0 {
		t.Summary = fmt.Sprintf("ほかの安否シンクが作業中です（%s、%sから）。",
			ImportKind(directory.ImportKind(e.What)), e.Since.Local().Format("15:04"))
	}
	return t
}

func ofPaused(e *schedule.PausedError) Text {
	if e.Cause == schedule.CauseUndo {
		return Text{
			Summary: "読み込みの前の状態に戻したため、自動同期を一時停止しています。",
			Advice:  "再開するには、アプリを開いて手動で読み込み、変更内容を確認して反映してください。",
		}
	}
	return Text{
		Summary: "cybozu.comにログインできなかったため、自動同期を一時停止しています。",
		Advice: "再開するには、アプリを開いて正しい認証情報を入力し、「この端末に保存する」にチェックを付けて、" +
			"手動で読み込んでください。",
	}
}

func ofPassword(e *credentials.PasswordError) Text {
	if e.Unseen {
		return Text{
			Summary: "新規ユーザーの初期パスワードに、見えない文字が含まれています。",
			Advice:  "改行、タブ、幅のない空白などは使えません。貼り付けずに、入力し直してください。",
		}
	}
	if e.Characters == 0 {
		return Text{
			Summary: "新規ユーザーの初期パスワードが入力されていません。",
			Advice:  fmt.Sprintf("入力してください（%d〜%d文字）。", credentials.MinPassword, credentials.MaxPassword),
		}
	}
	return Text{
		Summary: "新規ユーザーの初期パスワードの長さが正しくありません。",
		Advice: fmt.Sprintf("%d〜%d文字で入力してください（いまは%d文字です）。",
			credentials.MinPassword, credentials.MaxPassword, e.Characters),
	}
}

func ofUnconfirmed(e *directory.UnconfirmedError) Text {
	headlines := make([]string, len(e.Guards))
	for i, g := range e.Guards {
		headlines[i] = Guard(g).Headline
	}
	return Text{
		Summary: "確認が必要な変更があるため、反映していません。",
		Advice:  "アプリを開いて読み込み、変更内容を確認してください。",
		Detail:  strings.Join(headlines, "\n"),
	}
}

func ofProblems(ps directory.Problems) Text {
	first := Problem(ps[0])
	t := Text{Summary: first.Headline, Advice: first.Advice, Detail: strings.Join(Problems(ps), "\n")}
	if len(ps) > 1 {
		t.Summary += fmt.Sprintf("（ほか%s件）", grouped(len(ps)-1))
		t.Advice = fmt.Sprintf("問題は全部で%s件あります。すべて確かめ、解消してから、もう一度読み込んでください。", grouped(len(ps)))
	}
	return t
}
