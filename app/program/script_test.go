package program_test

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/base64"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"golang.org/x/net/html"

	"anpisync/app"
	"anpisync/app/credentials"
	"anpisync/app/edit"
	"anpisync/app/format"
	"anpisync/app/goldentest"
	"anpisync/app/message"
	"anpisync/app/schedule"
	"anpisync/app/stopped"
	"anpisync/app/xlsx"
	"anpisync/cybozu"
	"anpisync/cybozu/cybozutest"
	"anpisync/reconcile/directory"
)

// Each file in testdata is a story of an office: what happens at cybozu.com, what the
// program is called with, and, at the end, all that is read then, to the letter. What is
// promised stands in its comments, with the number of the rule.
//
//	anpisync ARGS…              runs the program, which must end with 0
//	ends CODE anpisync ARGS…    which must end with this code
//	keyring NAME=VALUE…         saves an account in the keyring of the system; "keyring missing": there is none
//	cybozu write LINE…          hires, or changes who has the login; a line as in testdata/office.csv
//	cybozu delete LOGIN…        people leave; organizations by their codes
//	cybozu fault NAME           each request is answered wrongly; "none": no more
//	cybozu moves SUBDOMAIN      has the same people under another name
//	faults                      an office for each fault imports once; but for the one that takes minutes
//	night                       it is night where the program runs
//	asked N                     cybozu.com was asked so often then; "asked never": no host was at all
//	window WHAT…                does something as the window would; see the method of this name
//	history                     shows the history as the window lists it
//	people                      shows the departments, and who is in them
//	show FILE                   shows a file: the texts of a page, the cells of a workbook
//	hides TEXT…                 none of it stands in what was printed, nor in any file that the program wrote
//
// All of it is put into the file transcript: lines of standard error begin with "! ", and
// where the program did not end with 0, the code is told. A story ends with
//
//	cmp transcript story
//
// and with -update that section is written anew: look at the difference. What reads cybozu.com
// needs a keyring, and Linux, where the certificates of a process can be chosen: .ci/run says
// how to have a keyring for a while.
func TestStories(t *testing.T) {
	scripts, err := filepath.Glob(filepath.Join("testdata", "*.txtar"))
	if err != nil || len(scripts) == 0 {
		t.Fatal("no story", err)
	}
	for _, script := range scripts {
		text, err := os.ReadFile(script)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Contains(text, []byte("\ncmp transcript story\n-- ")) {
			t.Errorf("%s does not end with its comparison", script)
		}
	}
	testscript.Run(t, testscript.Params{
		Dir: "testdata", Setup: begin, UpdateScripts: goldentest.Updating(), RequireUniqueNames: true,
		Condition: func(name string) (bool, error) {
			if name != "keyring" {
				return false, fmt.Errorf("%q is no condition", name)
			}
			return os.Getenv(realKeyring) == "1" && runtime.GOOS == "linux", nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"anpisync": told(func(s *story, args []string) error { return s.ends("0", args) }),
			"ends": told(func(s *story, args []string) error {
				if len(args) < 2 || args[1] != "anpisync" {
					return errors.New("usage: ends CODE anpisync ARGS…")
				}
				return s.ends(args[0], args[2:])
			}),
			"keyring": told((*story).saves),
			"cybozu":  told((*story).cybozu),
			"faults":  told((*story).eachFault),
			"asked":   told((*story).asked),
			"window":  told((*story).window),
			"night":   told((*story).night),
			"history": told((*story).tells),
			"people":  told((*story).people),
			"show":    told((*story).show),
			"hides":   told((*story).hides),
		},
	})
}

// story is a script under way.
type story struct {
	*office
	work  string // where the script's files are, and what the program works in
	ids   map[string]int64
	last  int64           // of the ids
	raw   strings.Builder // all that was printed, as it was
	usage string          // how it is used, once that was shown
	shown *os.File        // the transcript
}

func begin(env *testscript.Env) (err error) {
	t := env.T().(testing.TB)
	s := &story{
		office: &office{t: t, company: cybozutest.NewCompany(cybozutest.Data{}), dir: filepath.Join(env.WorkDir, "データ #1 50%")},
		work:   env.WorkDir, ids: map[string]int64{},
	}
	name := t.Name()[strings.LastIndex(t.Name(), "/")+1:]
	s.moves(name)
	s.company.Update(func(d *cybozutest.Data) {
		d.Users = append(d.Users, cybozutest.User{ID: 1 << 20, Code: "Administrator", Name: "Administrator"})
	})
	lines, err := os.ReadFile(filepath.Join("testdata", "office.csv"))
	if err != nil {
		return err
	}
	if err := s.write(string(lines)); err != nil {
		return err
	}
	if s.shown, err = os.Create(filepath.Join(env.WorkDir, "transcript")); err != nil {
		return err
	}
	env.Defer(func() { _ = s.shown.Close() })
	env.Values[storyKey{}] = s
	env.Setenv("DATA", s.dir)
	return nil
}

type storyKey struct{}

// token opens each story's cybozu.com. It ends late enough not to be told of.
var token = cybozutest.Token(time.Now().AddDate(1, 0, 0))

// told makes a command of what the story does, which is told before what comes of it.
func told(do func(s *story, args []string) error) func(*testscript.TestScript, bool, []string) {
	return func(ts *testscript.TestScript, neg bool, args []string) {
		s := ts.Value(storyKey{}).(*story)
		if neg {
			ts.Fatalf("a story knows no !; it says with which code the program ends")
		}
		ts.Check(do(s, args))
	}
}

// varying is what is another in each run, and by what it stands in a transcript. This is the
// one place for it.
var varying = []struct {
	what *regexp.Regexp
	as   string
}{
	{regexp.MustCompile(`: network: .*`), ": network: …"}, // as the connection happened to break
	{regexp.MustCompile(`127\.0\.0\.1:\d+`), "127.0.0.1:PORT"},
	{regexp.MustCompile(`\d{4}-\d\d-\d\d \d\d:\d\d(:\d\d)?`), "YYYY-MM-DD hh:mm"},
	{regexp.MustCompile(`\d{4}/\d{1,2}/\d{1,2}`), "YYYY/M/D"},
	{regexp.MustCompile(`\d{4}年\d+月\d+日( \d\d:\d\d)?`), "Y年M月D日"},
	{regexp.MustCompile(regexp.QuoteMeta(runtime.Version())), "goVERSION"},
	{regexp.MustCompile(regexp.QuoteMeta(runtime.GOOS + "/" + runtime.GOARCH)), "OS/ARCH"},
	{regexp.MustCompile(`Fyne v2\.[0-9.]+`), "Fyne v2.VERSION"},
}

// always is a text as it is in every run: with the working folder as $WORK, and so on.
func (s *story) always(text string) string {
	text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), s.work, "$WORK")
	if runtime.GOOS == "windows" {
		text = filepath.ToSlash(text)
	}
	for _, v := range varying {
		text = v.what.ReplaceAllString(text, v.as)
	}
	return text
}

// tell puts lines into the transcript, each after a mark.
func (s *story) tell(mark, text string) {
	for line := range strings.Lines(strings.TrimSuffix(s.always(text), "\n") + "\n") {
		_, err := io.WriteString(s.shown, strings.TrimRight(mark+line, " \n")+"\n")
		if err != nil {
			s.t.Error(err)
		}
	}
}

// ends runs the program, which must end with a code.
func (s *story) ends(code string, args []string) error {
	s.ForgetRequests()
	cmd := s.command(args...)
	cmd.Dir = s.work
	var out, complaint bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &complaint
	e := ending{s.codeOf(cmd.Run()), out.String(), complaint.String()}
	s.print(args, e)
	if strconv.Itoa(e.code) != code {
		return fmt.Errorf("it ends with %d, want %s\n%s%s", e.code, code, e.out, e.err)
	}
	if slices.Contains(args, "-import") && slices.Contains(args, "-json") && !json.Valid(out.Bytes()) {
		return errors.New("standard output is not one JSON object")
	}
	return nil
}

// print tells what was called and what came of it. How the program is used is told once a
// story.
func (s *story) print(args []string, e ending) {
	fmt.Fprint(&s.raw, e.out, e.err)
	s.tell("", "\n$ "+strings.Join(append([]string{"anpisync"}, args...), " "))
	if before, usage, found := strings.Cut(e.err, "使い方："); found && usage == s.usage {
		e.err = before + "（使い方は、上と同じ）"
	} else if found {
		s.usage = usage
	}
	var object bytes.Buffer
	if json.Indent(&object, []byte(e.out), "", "  ") == nil {
		e.out = closer(object.String())
	}
	for _, printed := range []struct{ mark, text string }{{"", e.out}, {"! ", e.err}} {
		if printed.text != "" {
			s.tell(printed.mark, printed.text)
		}
	}
	if e.code != exitDone {
		s.tell("", fmt.Sprintf("（終了コード %d）", e.code))
	}
}

// closer puts what an object holds in its lists on a line each.
func closer(object string) string {
	var b bytes.Buffer
	for line := range strings.Lines(object) {
		text := strings.TrimLeft(line, " ")
		if deep := len(line) - len(text); deep > 4 || deep == 4 && strings.ContainsAny(text[:1], "]}") {
			line = " " + text
			b.Truncate(b.Len() - 1)
		}
		b.WriteString(line)
	}
	return b.String()
}

// saves puts an account into the keyring, that of the administrator where it is not said.
func (s *story) saves(args []string) error {
	if slices.Equal(args, []string{"missing"}) {
		s.env = append(s.env, "DBUS_SESSION_BUS_ADDRESS=unix:path="+filepath.Join(s.work, "nothing"))
		return nil
	}
	secret := credentials.Secret{Login: cybozutest.Login, Password: cybozutest.Password}
	fields := map[string]*string{"login": &secret.Login, "password": &secret.Password, "initial": &secret.InitialPassword}
	for _, arg := range args {
		name, value, _ := strings.Cut(arg, "=")
		switch {
		case arg == "token":
			secret = credentials.Secret{APIToken: token, InitialPassword: secret.InitialPassword}
		case fields[name] != nil:
			*fields[name] = value
		default:
			return fmt.Errorf("%q is nothing that is saved", arg)
		}
	}
	s.save(secret)
	return nil
}

// cybozu changes what is at cybozu.com, or how it answers.
func (s *story) cybozu(args []string) error {
	what, args := args[0], args[1:]
	switch what {
	case "write":
		if err := s.write(strings.Join(args, "\n")); err != nil {
			return err
		}
	case "delete":
		for _, login := range args {
			d := s.company.Data()
			switch {
			case d.User(login) != nil:
				s.company.Update(func(d *cybozutest.Data) { d.DeleteUser(login) })
				delete(s.ids, login)
			case d.Organization(login) != nil:
				s.company.Update(func(d *cybozutest.Data) { d.DeleteOrganization(login) })
				delete(s.ids, "組織"+login)
			default:
				return fmt.Errorf("nothing is %q", login)
			}
		}
	case "fault":
		s.ClearFaults()
		if args[0] == "none" {
			break
		}
		fault, known := cybozutest.NamedFault(args[0])
		if !known {
			return fmt.Errorf("there is no fault %q", args[0])
		}
		s.Inject(fault)
	case "moves":
		s.moves(args[0])
	default:
		return fmt.Errorf("cybozu.com cannot %s", what)
	}
	s.tell("", "\n# cybozu.com: "+what+" "+strings.Join(args, " "))
	return nil
}

// moves has the company under a name, and the program where it is past noon, so that no midnight
// comes between what is told, and each day has 24 hours.
func (s *story) moves(subdomain string) {
	s.serve(cybozutest.Options{Subdomain: subdomain, Tokens: []string{token}})
	s.goes(12)
}

// write puts lines of CSV into the company. Who was there keeps the id.
func (s *story) write(lines string) error {
	read := csv.NewReader(strings.NewReader(lines))
	read.FieldsPerRecord = -1
	records, err := read.ReadAll()
	if err != nil {
		return err
	}
	id := func(key string) int64 {
		if s.ids[key] == 0 {
			s.last++
			s.ids[key] = s.last
		}
		return s.ids[key]
	}
	for _, r := range records {
		switch {
		case r[0] == "組織" && len(r) == 4:
			o := cybozutest.Organization{ID: id(r[0] + r[1]), Code: r[1], Name: r[2], ParentCode: r[3]}
			s.company.Update(func(d *cybozutest.Data) {
				if there := d.Organization(o.Code); there != nil {
					*there = o
				} else {
					d.Organizations = append(d.Organizations, o)
				}
			})
		case r[0] == "ユーザー" && len(r) == 7:
			u := cybozutest.User{ID: id(r[1]), Code: r[1], Name: r[2], Email: r[4], Phone: r[5], Valid: true}
			u.SurName, u.GivenName, _ = strings.Cut(r[2], " ")
			u.SurNameReading, u.GivenNameReading, _ = strings.Cut(r[3], " ")
			for _, code := range strings.Fields(r[6]) {
				if s.ids["組織"+code] == 0 {
					return fmt.Errorf("%q: there is no organization %q", r, code)
				}
				u.Memberships = append(u.Memberships, cybozutest.Membership{Organization: s.ids["組織"+code]})
			}
			s.company.Update(func(d *cybozutest.Data) {
				if there := d.User(u.Code); there != nil {
					*there = u
				} else {
					d.Users = append(d.Users, u)
				}
			})
		default:
			return fmt.Errorf("%q is neither an organization nor a user", r)
		}
	}
	return nil
}

// eachFault runs one import a fault, all at once: some are tried again for a while.
func (s *story) eachFault([]string) error {
	names := slices.DeleteFunc(cybozutest.FaultNames(), func(name string) bool { return name == "hangs" })
	told := make([]ending, len(names))
	var all sync.WaitGroup
	for i, name := range names {
		of := newOffice(s.t, "fault-"+name)
		of.save(account)
		fault, _ := cybozutest.NamedFault(name)
		of.Inject(fault)
		all.Go(func() { told[i] = of.run("-import", "-url", of.Host()) })
	}
	all.Wait()
	for i, name := range names {
		if told[i].code == exitDone {
			return fmt.Errorf("with %s it ends with 0\n%s", name, told[i].out)
		}
		s.print([]string{"-import", "-url", "fault-" + name + ".cybozu.com"}, told[i])
	}
	return nil
}

// night takes the program to where it is three o'clock.
func (s *story) night([]string) error {
	s.goes(3)
	s.tell("", "\n# 夜")
	return nil
}

// goes takes the program to where it is that hour now.
func (s *story) goes(hour int) {
	west := (time.Now().UTC().Hour() + 24 - hour) % 24
	zone := fmt.Sprintf("Etc/GMT+%d", west)
	if west > 12 {
		zone = fmt.Sprintf("Etc/GMT-%d", 24-west)
	}
	s.env = append(s.env, "TZ="+zone)
}

func (s *story) asked(args []string) error {
	if args[0] == "never" {
		if hosts := s.Connects(); len(hosts) > 0 {
			return fmt.Errorf("the proxy was asked for %q", hosts)
		}
		return nil
	}
	if n := strconv.Itoa(len(s.Requests())); n != args[0] {
		return fmt.Errorf("cybozu.com was asked %s times, want %s", n, args[0])
	}
	return nil
}

// window does what a person does in the window, by what the window calls for it.
//
//	window import           reads cybozu.com by hand, confirms what there is to confirm, and applies it
//	window login            logs in by hand, and gives up then
//	window approve          「確認して反映する」
//	window undo             「この読み込みの前に戻す」, of the newest import
//	window autosync WHEN    自動同期, as schedule.ParseWhen reads it
//	window hold DAYS        保留
//	window add LOGIN NAME   adds a user by hand
//	window learn FILE NAME COLUMN  learns and saves a 書式 that wants the column, and reads the file by it
//	window days N           so many days go by
func (s *story) window(args []string) (err error) {
	keyring := credentials.Memory()
	if os.Getenv(realKeyring) == "1" {
		keyring = credentials.System()
	}
	a, err := app.Open(s.t.Context(), app.Options{
		Dir: s.dir, Keyring: keyring, Scheduler: schedule.Memory(), Cybozu: cybozu.Options{Transport: s.Transport()},
	})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	s.tell("", "\n# 画面: "+strings.Join(args, " "))
	ctx, what, args := s.t.Context(), args[0], args[1:]
	switch {
	case what == "import" || what == "login":
		secret, err := keyring.Load(ctx, cybozu.Host(s.Host()))
		if err != nil {
			return err
		}
		p, err := a.Prepare(ctx, app.Request{Kind: directory.ImportManual, Host: cybozu.Host(s.Host()), Secret: secret, Save: true}, nil)
		if err != nil || what == "login" {
			return err
		}
		return s.apply(ctx, a, p)
	case what == "approve":
		p, err := a.PrepareStopped(ctx)
		if err != nil {
			return err
		}
		if p, err = a.Recheck(ctx, p, nil); err != nil {
			return err
		}
		if p.Shifted != nil { // which is looked at again, and not applied
			s.tell("", message.Shifted(len(p.Shifted.Added), len(p.Shifted.Changed), len(p.Shifted.Gone)).String()+"\n"+strings.Join(p.Shifted.Lines(), "\n"))
			return nil
		}
		return s.apply(ctx, a, p)
	case what == "undo":
		history, err := a.History(ctx, 0)
		if err != nil {
			return err
		}
		newest := slices.IndexFunc(history, func(line directory.Import) bool { return line.Outcome == directory.OutcomeOK })
		p, err := a.PrepareUndo(ctx, history[newest].ID)
		if err != nil {
			return err
		}
		return s.apply(ctx, a, p)
	case what == "autosync" && len(args) == 1:
		when, err := schedule.ParseWhen(args[0])
		if err != nil {
			return err
		}
		return a.SetAutoSync(ctx, when, "")
	case what == "hold" && len(args) == 1:
		days, err := strconv.Atoi(args[0])
		if err != nil {
			return err
		}
		return a.SetOptions(ctx, directory.Options{HoldDays: days})
	case what == "add" && len(args) == 2:
		_, err := a.Edit(ctx, args[1]+"の追加", edit.AddUser(directory.User{LoginName: args[0], Name: args[1]}, ""))
		return err
	case what == "days" && len(args) == 1:
		days, err := strconv.Atoi(args[0])
		if err != nil {
			return err
		}
		return s.goBy(ctx, days)
	case what == "learn" && len(args) == 3:
		return s.learn(ctx, a, args[0], args[1], args[2])
	}
	return fmt.Errorf("the window has no %q", what)
}

// goBy makes so many days go by since the imports, since one has stopped, and since people are
// held.
func (s *story) goBy(ctx context.Context, days int) error {
	if stop, snapshot, err := stopped.Load(s.dir, time.Now()); err != nil {
		return err
	} else if stop != nil {
		ago := -time.Duration(days) * 24 * time.Hour
		stop.Read, snapshot.Read = stop.Read.Add(ago), snapshot.Read.Add(ago)
		if err := stopped.Keep(s.dir, *stop, snapshot); err != nil {
			return err
		}
	}
	db, err := sql.Open("sqlite", filepath.Join(s.dir, "directory.db"))
	if err != nil {
		return err
	}
	defer db.Close()
	for table, column := range map[string]string{"imports": "finished_at", "users": "held_since"} {
		_, err := db.ExecContext(ctx, "UPDATE "+table+" SET "+column+" = strftime('%Y-%m-%dT%H:%M:%SZ', "+column+", ?)", fmt.Sprintf("-%d days", days))
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *story) apply(ctx context.Context, a *app.App, p *app.Proposal) error {
	if len(p.Problems) > 0 {
		return p.Problems
	}
	var confirmed []directory.Confirmation
	for _, g := range p.Guards {
		s.tell("", "[x] "+message.Guard(g).Tick)
		confirmed = append(confirmed, directory.Confirmation{Kind: g.Kind, Count: g.Count})
	}
	_, err := a.Apply(ctx, p, confirmed)
	return err
}

func (s *story) learn(ctx context.Context, a *app.App, file, name, wanted string) error {
	path := filepath.Join(s.work, file)
	text, err := os.Open(path)
	if err != nil {
		return err
	}
	defer text.Close()
	learned, err := a.LearnFormat(ctx, text, format.LearnOptions{Name: name})
	if err != nil {
		return err
	}
	for i := range learned.Format.Columns {
		learned.Format.Columns[i].Required = learned.Format.Columns[i].Name == wanted
	}
	if _, err := a.SaveFormat(ctx, 0, learned.Format); err != nil {
		return err
	}
	saved, err := a.Format(ctx, name)
	if err != nil {
		return err
	}
	p, err := a.PrepareFormat(ctx, saved, func() (io.ReadCloser, error) { return os.Open(path) }, format.ReadOptions{Name: file}, nil)
	if err != nil {
		return err
	}
	return s.apply(ctx, a, p)
}

// tells shows the history, the newest first, by the words of the window.
func (s *story) tells([]string) error {
	s.tell("", "\n# 履歴")
	for _, line := range s.history() {
		s.tell("", message.Cause(&line)+"　"+message.Outcome(line.Outcome)+"　"+message.Outcomes(&line))
	}
	return nil
}

// people shows them by login, and those of the departments of others below their own.
func (s *story) people([]string) error {
	s.tell("", "\n# 部署とユーザー")
	s.read(func(a *app.App) {
		d, err := a.Directory(s.t.Context())
		if err != nil {
			s.t.Fatal(err)
		}
		of := map[int64][]string{}
		for _, u := range d.Users {
			if len(u.Departments) == 0 {
				of[0] = append(of[0], u.LoginName)
			}
			for _, id := range u.Departments {
				of[id] = append(of[id], u.LoginName)
			}
		}
		for _, department := range d.Departments {
			s.tell("", department.Name+"："+strings.Join(of[department.ID], " "))
		}
		s.tell("", "未所属："+strings.Join(of[0], " "))
	})
	return nil
}

func (s *story) show(args []string) error {
	path := filepath.Join(s.work, args[0])
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	s.tell("", "\n# "+args[0])
	switch filepath.Ext(path) {
	case ".xlsx":
		tables, err := xlsx.Read(s.t.Context(), bytes.NewReader(text))
		if err != nil {
			return err
		}
		for _, table := range tables {
			s.tell("", "［"+table.Name+"］")
			for _, row := range table.Rows {
				s.tell("", strings.Join(row, " | "))
			}
		}
	case ".html":
		page, err := html.Parse(bytes.NewReader(text))
		if err != nil {
			return err
		}
		for _, line := range texts(page) {
			s.tell("", line)
		}
	default:
		s.tell("", strings.TrimPrefix(string(text), "\ufeff"))
	}
	return nil
}

// texts are those of a page that are read, a line each.
func texts(n *html.Node) (lines []string) {
	if n.Type == html.ElementNode && (n.Data == "style" || n.Data == "title") {
		return nil
	}
	if text := strings.TrimSpace(n.Data); n.Type == html.TextNode && text != "" {
		return []string{text}
	}
	for child := range n.ChildNodes() {
		lines = append(lines, texts(child)...)
	}
	return lines
}

// hides looks for texts in all that was printed, and in all files of the program: the data
// folder and what it has written beside it.
func (s *story) hides(args []string) error {
	places := map[string][]byte{"what was printed": []byte(s.raw.String())}
	err := filepath.WalkDir(s.work, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && entry.Type().IsRegular() && path != s.shown.Name() {
			places[path], err = os.ReadFile(path)
		}
		return err
	})
	if err != nil {
		return err
	}
	for _, name := range []string{"directory.db", "anpisync.log"} { // lest it look at nothing
		if len(places[filepath.Join(s.dir, name)]) == 0 {
			return fmt.Errorf("there is no %s", name)
		}
	}
	for _, secret := range args {
		if secret == "token" {
			secret = token
		}
		for _, form := range []string{
			secret, url.QueryEscape(secret), base64.StdEncoding.EncodeToString([]byte(secret)),
			base64.StdEncoding.EncodeToString([]byte(cybozutest.Login + ":" + secret)), // as it is sent
		} {
			for place, text := range places {
				if bytes.Contains(text, []byte(form)) {
					return fmt.Errorf("%q is in %s", form, place)
				}
			}
		}
	}
	return nil
}
