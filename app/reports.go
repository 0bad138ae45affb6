package app

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"time"

	"anpisync/app/credentials"
	"anpisync/app/mail"
	"anpisync/app/message"
	"anpisync/app/process"
	"anpisync/app/report"
	"anpisync/app/schedule"
	"anpisync/cybozu"
	"anpisync/reconcile/directory"
)

// The keys of reports. None holds a secret: the mail server's password is in the keyring.
const (
	settingReports       = "reports"        // Reports as JSON
	settingReportsFailed = "reports_failed" // why the last could not be delivered; empty: it could
	settingReportsTold   = "reports_told"   // what is not told again for a while, and since when; empty: all is well
	settingReportsWeekly = "reports_weekly" // when the last weekly one was made
)

// How long it is until the same is told again, and until the next week is summed up: a
// little less than a day and a week, since imports do not begin at the same minute, and the
// clock may go forward in between: seven days of the calendar are 167 hours then.
const (
	toldFor = 20 * time.Hour
	aWeek   = 7*24*time.Hour - 2*time.Hour
)

// reportTime is what the delivery of a report may take.
const reportTime = 2 * time.Minute

// Reports say who is told what imports without a person come to, without being at the PC.
type Reports struct {
	Folder   string      `json:"folder"` // empty: none is saved
	Mail     bool        `json:"mail"`   // by Server
	Server   mail.Server `json:"server"`
	Weekly   bool        `json:"weekly"`   // also a summary of each week
	Personal bool        `json:"personal"` // names and addresses may be in them
}

// Off says whether nobody is told.
func (r Reports) Off() bool { return r.Folder == "" && !r.Mail }

// Reports reads them, and why the last could not be delivered; "": it could.
func (a *App) Reports(ctx context.Context) (r Reports, failed string, err error) {
	r.Server.Port = mail.PortSTARTTLS
	text, err := a.Setting(ctx, settingReports)
	if err != nil || text == "" {
		return r, "", err
	}
	if err := json.Unmarshal([]byte(text), &r); err != nil {
		return Reports{}, "", fmt.Errorf("setting %q: %w", settingReports, err)
	}
	if r.Off() {
		return r, "", nil
	}
	failed, err = a.Setting(ctx, settingReportsFailed)
	return r, failed, err
}

// SetReports keeps other ones. A password of "" is the one that is saved for the server
// (mail.ErrNoPassword: there is none); without letters there is none any more, but with
// message.ErrMailPasswordLeft, which comes once they are kept.
func (a *App) SetReports(ctx context.Context, r Reports, password string) error {
	before, _, err := a.Reports(ctx)
	if err != nil {
		return err
	}
	if r.Folder != "" {
		if r.Folder, err = filepath.Abs(r.Folder); err != nil {
			return err
		}
	}
	if r.Mail {
		if err := r.Server.Check(); err != nil {
			return err
		}
		if _, err := a.mailPassword(ctx, r.Server, password); err != nil {
			return err
		}
	}
	if r.Mail && r.Server.User != "" && password != "" {
		secret := credentials.Secret{Login: r.Server.User, Password: password}
		if err := a.keyring.Save(ctx, mailHost(r.Server), secret); err != nil {
			return err
		}
	}
	text, err := json.Marshal(r)
	if err != nil {
		return err
	}
	week := ""
	if r.Weekly {
		if week, err = a.Setting(ctx, settingReportsWeekly); err != nil {
			return err
		}
		week = cmp.Or(week, stamp(time.Now()))
	}
	for _, s := range [][2]string{{settingReportsFailed, ""}, {settingReportsTold, ""}, {settingReportsWeekly, week}, {settingReports, string(text)}} {
		if err := a.SetSetting(ctx, s[0], s[1]); err != nil {
			return err
		}
	}
	a.log.Info("reports", "folder", r.Folder != "", "mail", r.Mail, "weekly", r.Weekly, "personal", r.Personal)
	if !before.Mail || before.Server.User == "" || r.Mail && r.Server.User != "" && mailHost(before.Server) == mailHost(r.Server) {
		return nil
	}
	if err := a.keyring.Delete(ctx, mailHost(before.Server)); err != nil && !errors.Is(err, credentials.ErrMissing) {
		return fmt.Errorf("%w: %s: %w", message.ErrMailPasswordLeft, before.Server.Host, err)
	}
	return nil
}

// TryReports delivers one that says that it is a try, by what is typed and perhaps not kept.
// It gives why it could not, a sentence a way; none: it could. What kept the last report from
// getting through is over where that is by what is kept.
func (a *App) TryReports(ctx context.Context, r Reports, password string) []string {
	s, err := a.reportSource(ctx, report.Test, r, time.Now())
	if err != nil {
		return []string{message.Of(err).Line()}
	}
	_, failed := a.deliver(ctx, r, password, report.Build(s), s.At)
	kept, _, err := a.Reports(ctx)
	if err == nil && len(failed) == 0 && password == "" && reflect.DeepEqual(r, kept) {
		err = a.SetSetting(ctx, settingReportsFailed, "")
	}
	if err != nil {
		a.log.Error("report", "error", err)
	}
	return failed
}

// mailHost is where the keyring has the password of a mail server: beside the hosts of
// cybozu.com, none of which has such a name.
func mailHost(s mail.Server) cybozu.Host { return cybozu.Host("smtp:" + strings.ToLower(s.Host)) }

// mailPassword is what is typed, or else what is saved for the server and its user.
func (a *App) mailPassword(ctx context.Context, s mail.Server, typed string) (string, error) {
	if typed != "" || s.User == "" {
		return typed, nil
	}
	secret, err := a.keyring.Load(ctx, mailHost(s))
	if errors.Is(err, credentials.ErrNotFound) || err == nil && secret.Login != s.User {
		return "", fmt.Errorf("%w: %s", mail.ErrNoPassword, s.Host)
	}
	return secret.Password, err
}

// reportAlone tells what an import without a person came to, where somebody wants to know.
// What keeps it from that is told in the window and the log, and costs the import nothing.
func (a *App) reportAlone(ctx context.Context, r ran, overdue *Overdue, why error, out io.Writer) {
	if IsCancelled(why) {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), reportTime)
	defer cancel()
	reports, _, err := a.Reports(ctx)
	if err == nil && !reports.Off() {
		now := time.Now()
		err = errors.Join(a.reportRun(ctx, reports, r, overdue, why, now, out), a.reportWeek(ctx, reports, now, out))
	}
	if err != nil {
		a.log.Error("report", "error", err)
	}
}

// reportUnopened is reportAlone where the data folder cannot be used, as far as it can
// still be read whom to tell.
func (o Options) reportUnopened(ctx context.Context, why error, out io.Writer) {
	if o.ReadOnly {
		return
	}
	o.ReadOnly = true // nothing is written to what may be damaged
	a, err := Open(ctx, o)
	if err != nil {
		return // the desktop is told
	}
	a.reportAlone(ctx, ran{started: time.Now()}, nil, why, out)
	if err := a.Close(); err != nil {
		a.log.Error("report", "error", err)
	}
}

// ReportOverdue tells, once a day, that no import has succeeded for days, where somebody
// wants to know: it may be that none is begun any more.
func (a *App) ReportOverdue(ctx context.Context) error {
	now := time.Now()
	reports, _, err := a.Reports(ctx)
	if err != nil || reports.Off() || a.readOnly {
		return err
	}
	overdue, err := a.Overdue(ctx, now)
	if err != nil || overdue == nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, reportTime)
	defer cancel()
	return a.reportRun(ctx, reports, ran{}, overdue, nil, now, io.Discard)
}

// kindOfRun is why there is a report of it; "": there is nothing to report. After trouble
// was told, it is worth one that it is over.
func kindOfRun(r ran, overdue *Overdue, why error, troubled bool) report.Kind {
	var paused *schedule.PausedError
	switch {
	case why == nil && r.result != nil && len(r.result.Plan.Departments)+len(r.result.Plan.Users) > 0:
		return report.Changed
	case why == nil && r.result != nil && troubled:
		return report.Recovered
	case why == nil && r.result != nil:
		return ""
	case overdue != nil:
		return report.Overdue
	case errors.As(why, &paused):
		return report.Paused
	case IsStopped(why):
		return report.Stopped
	}
	return report.Failed
}

func (a *App) reportRun(ctx context.Context, reports Reports, r ran, overdue *Overdue, why error, now time.Time, out io.Writer) error {
	before, err := a.Setting(ctx, settingReportsTold)
	if err != nil {
		return err
	}
	kind, after := kindOfRun(r, overdue, why, before != ""), ""
	if kind == "" {
		return nil
	}
	s, err := a.reportSource(ctx, kind, reports, now)
	if err != nil {
		return err
	}
	s.Domain = cmp.Or(string(r.host), s.Domain) // the URL may be another one meanwhile
	if why != nil {
		s.Said = message.Of(why).Away()
		errors.As(why, &s.Problems)
	}
	if overdue != nil {
		s.Overdue = message.Overdue(overdue.Days, overdue.Since, overdue.Never)
	}
	if p := r.proposal; p != nil {
		s.Plan, s.Base, s.Guards = p.Plan, p.Directory, p.Guards
		stop, err := a.Stopped()
		if err != nil {
			a.log.Error("stopped", "error", err)
		}
		s.Kept = stop != nil && stop.Read.Equal(p.snapshot.Read)
	}
	if kind != report.Changed && kind != report.Recovered {
		if after = toldAgain(before, s, now); after == before {
			return nil
		}
	}
	if a.deliverNoted(ctx, reports, s, out) == 0 || after == before || a.readOnly {
		return nil // the next one tries again
	}
	return a.SetSetting(ctx, settingReportsTold, after)
}

// toldAgain is what is remembered of trouble that is told now: what it is, and when. Where
// that was told before, and not long ago, it is what was remembered.
func toldAgain(before string, s report.Source, now time.Time) string {
	digest := sha256.Sum256([]byte(fmt.Sprint(s.Kind, "\x00", s.Said.Summary, "\x00", len(s.Problems), "\x00", len(s.Guards))))
	what := hex.EncodeToString(digest[:8])
	if last, when, _ := strings.Cut(before, " "); last == what {
		if at, err := time.Parse(time.RFC3339, when); err == nil && now.Before(at.Add(toldFor)) && !now.Before(at) {
			return before
		}
	}
	return what + " " + stamp(now)
}

// reportWeek sums up a week, once it is over.
func (a *App) reportWeek(ctx context.Context, reports Reports, now time.Time, out io.Writer) error {
	if !reports.Weekly || a.readOnly {
		return nil
	}
	text, err := a.Setting(ctx, settingReportsWeekly)
	if err != nil {
		return err
	}
	from, err := time.Parse(time.RFC3339, text)
	if err != nil { // it was never kept, or is not ours: the week begins now
		return a.SetSetting(ctx, settingReportsWeekly, stamp(now))
	}
	if now.Before(from.Add(aWeek)) {
		return nil
	}
	s, err := a.reportSource(ctx, report.Weekly, reports, now)
	if err != nil {
		return err
	}
	if s.Week, err = a.weekSince(ctx, from); err != nil {
		return err
	}
	if a.deliverNoted(ctx, reports, s, out) == 0 {
		return nil
	}
	return a.SetSetting(ctx, settingReportsWeekly, stamp(now))
}

func (a *App) weekSince(ctx context.Context, from time.Time) (w report.Week, err error) {
	history, err := a.History(ctx, 0)
	if err != nil {
		return w, err
	}
	d, err := a.Directory(ctx)
	if err != nil {
		return w, err
	}
	w.From, w.Now = from, d.Census()
	for _, line := range history {
		if line.Kind != directory.ImportAuto || line.FinishedAt.Before(from) {
			continue
		}
		switch line.Outcome {
		case directory.OutcomeOK:
			w.Done++
		case directory.OutcomeStopped:
			w.Stopped++
		case directory.OutcomeFailed:
			w.Failed++
		}
		w.Users, w.Departments = sum(w.Users, line.Users), sum(w.Departments, line.Departments)
	}
	return w, nil
}

// reportSource is what all reports say.
func (a *App) reportSource(ctx context.Context, kind report.Kind, reports Reports, now time.Time) (report.Source, error) {
	s := report.Source{Kind: kind, Personal: reports.Personal, Version: process.Version(), At: now}
	s.Machine, _ = os.Hostname() // without it there is one line less
	host, err := a.savedHost(ctx)
	if err != nil {
		return s, err
	}
	s.Domain = string(host)
	success, _, err := a.store.LastSuccess(ctx)
	if err != nil {
		return s, err
	}
	s.Success = success.FinishedAt
	auto, err := a.AutoSync(ctx)
	if auto.Paused == nil {
		s.Next = auto.When.Next(now)
	}
	return s, err
}

// deliverNoted delivers a report, and notes what kept it from that where the window looks.
func (a *App) deliverNoted(ctx context.Context, reports Reports, s report.Source, out io.Writer) (delivered int) {
	delivered, failed := a.deliver(ctx, reports, "", report.Build(s), s.At)
	if len(failed) > 0 {
		tell(out, failed)
	}
	if a.readOnly {
		return delivered
	}
	if err := a.SetSetting(ctx, settingReportsFailed, strings.Join(failed, "\n")); err != nil {
		a.log.Error("report", "error", err)
	}
	return delivered
}

// deliver saves and sends a report, each whether or not the other can be done. It counts
// the ways by which the report got through, and says of the others why not.
func (a *App) deliver(ctx context.Context, to Reports, password string, r *report.Report, at time.Time) (delivered int, failed []string) {
	for _, way := range []struct {
		wanted bool
		do     func() error
		failed func(error) string
	}{
		{to.Folder != "", func() error { return a.leaveReport(ctx, to.Folder, r, at) }, func(err error) string { return message.ReportNotLeft(to.Folder, err) }},
		{to.Mail, func() error { return a.mailReport(ctx, to.Server, password, r) }, message.ReportNotSent},
	} {
		if !way.wanted {
			continue
		}
		if err := way.do(); err != nil {
			a.log.Error("report", "kind", r.Kind, "error", err)
			failed = append(failed, way.failed(err))
			continue
		}
		delivered++
	}
	a.log.Info("report", "kind", r.Kind, "delivered", delivered)
	return delivered, failed
}

// leaveReport saves a report in a folder, beside those of other days and other PCs.
func (a *App) leaveReport(ctx context.Context, dir string, r *report.Report, at time.Time) error {
	html, err := r.HTML()
	if err != nil {
		return err
	}
	for _, file := range []struct{ extension, text string }{{".html", html}, {".txt", "\ufeff" + strings.ReplaceAll(r.PlainText(), "\n", "\r\n")}} {
		err := a.WriteFile(ctx, filepath.Join(dir, r.FileName(at)+file.extension), func(_ context.Context, w io.Writer) error {
			_, err := io.WriteString(w, file.text)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (a *App) mailReport(ctx context.Context, server mail.Server, typed string, r *report.Report) error {
	html, err := r.HTML()
	if err != nil {
		return err
	}
	password, err := a.mailPassword(ctx, server, typed)
	if err != nil {
		return err
	}
	return mail.Send(ctx, server, password, mail.Letter{Subject: r.Subject(), Text: r.PlainText(), HTML: html}, a.mailTrust)
}

// stamp is a time as settings have it.
func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }

func sum(a, b directory.Tally) directory.Tally {
	return directory.Tally{
		Created: a.Created + b.Created, Updated: a.Updated + b.Updated, Linked: a.Linked + b.Linked,
		Unlinked: a.Unlinked + b.Unlinked, Deleted: a.Deleted + b.Deleted,
	}
}
