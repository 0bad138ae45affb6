// Command anpisync keeps the departments and people of an office as they are at
// cybozu.com. README.md says how to use it, package app what it does.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	"time"

	"anpisync/app"
	"anpisync/app/display"
	_ "anpisync/app/locale" // before Fyne
	"anpisync/app/message"
	"anpisync/app/process"
	"anpisync/app/terminal"
	"anpisync/views"
	"anpisync/views/opengl"
)

// What the process ends with; schedulers and scripts rely on it.
const (
	exitDone    = 0 // done, or nothing to do
	exitFailed  = 1
	exitUsage   = 2 // wrong usage, not a host of cybozu.com, nothing saved
	exitStopped = 3 // a person must confirm, or give an initial password
)

func main() {
	process.TrustSystemLibraries()
	process.HoldMutex()
	process.Identify()
	terminal.Attach()
	os.Exit(run(os.Args[1:], stream{&os.Stdout}, stream{&os.Stderr}))
}

// stream is a standard one, which may lead to another console while the program runs.
type stream struct{ file **os.File }

func (s stream) Write(text []byte) (int, error) { return (*s.file).Write(text) }

func run(args []string, stdout, stderr io.Writer) int {
	if slices.Equal(args, []string{display.ProbeFlag}) {
		return probe(stderr)
	}
	if len(args) == 2 && args[0] == process.ShortcutFlag {
		return nameShortcut(args[1], stderr)
	}
	flags := flag.NewFlagSet("anpisync", flag.ContinueOnError)
	flags.SetOutput(io.Discard) // its errors are in English
	usage := func() {
		fmt.Fprintln(stderr, "使い方：anpisync [フラグ]")
		flags.SetOutput(stderr)
		flags.PrintDefaults()
	}
	wrong := func() int {
		fmt.Fprintf(stderr, "引数が正しくありません：%s\n", strings.Join(args, " "))
		usage()
		return exitUsage
	}
	var (
		version  = flags.Bool("version", false, "バージョンを表示します")
		demo     = flags.Bool("demo", false, "見本のcybozu.comでウィンドウを開きます")
		fault    = flags.String("fault", "", "-demo とともに：見本のcybozu.comに起こす`不具合`")
		doImport = flags.Bool("import", false, "ウィンドウを開かずに読み込みます")
		dryRun   = flags.Bool("dry-run", false, "-import とともに：変更内容だけを表示します")
		url      = flags.String("url", "", "-import とともに：保存されたものの代わりに読み込む`URL`")
		keep     = flags.String("keep-answers", "", "-import とともに：cybozu.comの応答を、名前などを架空のものに置き換えて書き出す`フォルダー`")
		within   = flags.Duration("within", 0, "-import とともに：すぐにではなく、この`時間`（10m など）のうちに始めます")
		quiet    = flags.Bool("quiet", false, "-import とともに：自動同期に設定した曜日と時間帯の外では、何もしません")
		export   = flags.String("export", "", "ウィンドウを開かずに、ユーザー・部署・所属をCSVで書き出す`フォルダー`")
		as       = flags.String("format", "", "-export とともに：他サービスの`書式`で書き出します")
		rosterTo = flags.String("roster", "", "ウィンドウを開かずに名簿を作って書き出す`ファイル`（.html か .xlsx）")
		code     = flags.String("department", "", "-roster とともに：この`部署コード`の部署とその下だけにします")
		check    = flags.Bool("check", false, "ウィンドウを開かずに点検します")
		asJSON   = flags.Bool("json", false, "-check か -import とともに：1つのJSONオブジェクトで表示します")
		open     = flags.String("open", "", "ウィンドウをこの`画面`（home、connect、history、settings）で開きます")
		dir      = flags.String("data", "", "データを置く`フォルダー`")
	)
	if err := flags.Parse(args); errors.Is(err, flag.ErrHelp) {
		usage()
		return exitDone
	} else if err != nil {
		return wrong()
	}
	modes := 0
	for _, mode := range []bool{*demo, *doImport, *export != "", *rosterTo != "", *check} {
		if mode {
			modes++
		}
	}
	if flags.NArg() > 0 || modes > 1 || (*dryRun || *url != "" || *keep != "" || *within != 0 || *quiet) && !*doImport || *asJSON && !*check && !*doImport || *code != "" && *rosterTo == "" || *as != "" && *export == "" || *fault != "" && !*demo ||
		*open != "" && (modes > 0 && !*demo || process.OpenedByURI(*open) && flags.NFlag() > 1) { // who made the URI says nothing more
		return wrong()
	}
	if err := app.KnownFault(*fault); err != nil {
		fmt.Fprintln(stderr, message.Of(err))
		return exitUsage
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	tell := func(err error) int {
		if err != nil {
			fmt.Fprintln(stderr, message.Of(err))
		}
		return exitCode(err)
	}
	var err error
	switch {
	case *version:
		_, err = fmt.Fprintln(stdout, process.Versions())
	case *doImport:
		o := app.Options{Dir: *dir, ReadOnly: *dryRun, Within: *within, Quiet: *quiet, Keep: *keep, Notify: views.Notifier()}
		if person := terminal.Open(); person != nil {
			o.Ask = person.Ask
			defer person.Close()
		}
		out := stdout
		if *asJSON {
			o.JSON, out = stdout, stderr
		}
		err = app.ImportIn(ctx, o, *url, out)
	case *as != "":
		err = app.ExportFormatIn(ctx, app.Options{Dir: *dir}, *export, *as, stderr)
	case *export != "":
		err = app.ExportIn(ctx, app.Options{Dir: *dir}, *export)
	case *rosterTo != "":
		err = app.RosterIn(ctx, app.Options{Dir: *dir}, *rosterTo, *code)
	case *check:
		err = app.CheckIn(ctx, app.Options{Dir: *dir}, *asJSON, stdout)
	default:
		err = views.Run(ctx, views.Options{
			Dir: *dir, Demo: *demo, Fault: *fault, At: process.ParsePlace(*open), Leave: func(err error) { os.Exit(tell(err)) },
		})
	}
	exit := tell(err)
	if *export != "" || *rosterTo != "" || *check { // an import tells it otherwise, and the window
		app.TellOverdue(ctx, app.Options{Dir: *dir}, time.Now(), stderr)
	}
	return exit
}

// probe is what a process of its own does for a start of the window.
func probe(stderr io.Writer) int {
	if err := opengl.Probe(); err != nil {
		fmt.Fprintln(stderr, err)
		return exitFailed
	}
	return exitDone
}

// nameShortcut is what a process of its own does for the installer.
func nameShortcut(path string, stderr io.Writer) int {
	if err := process.NameShortcut(path); err != nil {
		fmt.Fprintln(stderr, err)
		return exitFailed
	}
	return exitDone
}

func exitCode(err error) int {
	switch {
	case err == nil:
		return exitDone
	case app.IsUsage(err):
		return exitUsage
	case app.IsStopped(err):
		return exitStopped
	}
	return exitFailed
}
