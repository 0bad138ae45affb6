package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"runtime/debug"
	"strings"
	"time"

	"anpisync/app/credentials"
	"anpisync/app/message"
	"anpisync/app/planjson"
	"anpisync/app/schedule"
	"anpisync/cybozu"
	"anpisync/cybozu/kept"
	"anpisync/reconcile/directory"
	"anpisync/storage"
)

// ImportIn opens the data folder, runs [App.Import] and closes it again. A panic is an
// error, so that a scheduler learns of it as of any other failure; and where it is the
// scheduler that runs it, the desktop tells of every failure at once. Who sits at a
// console, or gave a URL, reads of it there. What takes longer than the limit is a
// schedule.ErrTime: not every scheduler ends what it has started.
func ImportIn(ctx context.Context, o Options, url string, out io.Writer) error {
	r, err := importIn(ctx, o, url, out)
	if o.JSON != nil {
		err = errors.Join(err, r.object(err).Write(o.JSON))
	}
	return err
}

func importIn(ctx context.Context, o Options, url string, out io.Writer) (r ran, err error) {
	if o, err = o.complete(); err != nil {
		return r, err
	}
	alone := o.Ask == nil && url == ""
	asked := ctx // until somebody ends the program, whatever the import may take
	var overdue *Overdue
	defer func() {
		if err != nil && alone {
			o.announce(asked, overdue, err)
		}
	}()
	defer asError(&err)
	if o.Within > 0 {
		if err := o.Sleep(ctx, rand.N(o.Within)); err != nil {
			return r, err
		}
	}
	ctx, cancel := context.WithTimeoutCause(ctx, o.Limit, schedule.ErrTime)
	defer cancel()
	if o.Keep != "" {
		var finish func() error
		if finish, err = o.keepAnswers(out); err != nil {
			return r, err
		}
		defer func() { err = errors.Join(err, finish()) }()
	}
	a, err := openChecked(ctx, o)
	if err != nil {
		if alone {
			o.reportUnopened(ctx, err, out)
		}
		return r, err
	}
	if err := a.KeepCrashes(); err != nil {
		a.log.Error("crash file", "error", err)
	}
	if quiet, err := o.quiet(ctx, a, o.Now()); quiet || err != nil {
		return r, errors.Join(err, a.Close())
	}
	if alone {
		if overdue, err = a.Overdue(ctx, o.Now()); err != nil {
			a.log.Error("overdue", "error", err)
		}
	}
	func() { // what comes after it goes on after a panic too
		defer asError(&err)
		r, err = a.importAlone(ctx, url, out)
	}()
	if alone && !o.ReadOnly {
		a.reportAlone(ctx, r, overdue, err, out)
	}
	if alone { // who may wait for a click
		o.remind(asked, a, o.Now())
	}
	return r, errors.Join(err, a.Close())
}

// asError is deferred where a panic is to be an error.
func asError(err *error) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
	}
}

// quiet says whether the import is to be left for the next time.
func (o Options) quiet(ctx context.Context, a *App, now time.Time) (bool, error) {
	if !o.Quiet {
		return false, nil
	}
	auto, err := a.AutoSync(ctx)
	if err != nil || !auto.When.Quiet(now) {
		return false, err
	}
	a.log.Info("quiet", "when", auto.When.String())
	return true, nil
}

// keepAnswers has what cybozu.com answers kept, until the import is finished and it is told
// out where it is.
func (o *Options) keepAnswers(out io.Writer) (finish func() error, err error) {
	if err := kept.CheckDir(o.Keep); err != nil {
		return nil, err
	}
	keeper := new(kept.Keeper)
	o.Cybozu.Watch = keeper.Watch
	return func() error {
		n, err := keeper.Write(o.Keep)
		if err == nil && n > 0 {
			tell(out, []string{message.KeptAnswers(n, o.Keep)})
		}
		return err
	}, nil
}

// IsUsage says whether err means that the program was called wrongly, or that what it
// needs was never saved.
func IsUsage(err error) bool {
	url, ofURL := errors.AsType[*cybozu.Error](err)
	return ofURL && (url.Kind == cybozu.KindHost || url.Kind == cybozu.KindClientCert && url.Status == 0) ||
		errors.Is(err, credentials.ErrNotFound) || errors.Is(err, message.ErrRosterKind) || errors.Is(err, message.ErrNoSuchDepartment) || errors.Is(err, message.ErrNoSuchFormat) || errors.Is(err, kept.ErrNotEmpty)
}

// IsStopped says whether err means that an import waits for a person.
func IsStopped(err error) bool { return err != nil && outcomeOf(err) == directory.OutcomeStopped }

// Import runs a whole import without a person (自動同期, -import) and tells out, in
// Japanese, what it did. An empty url is the saved one; the credentials are the
// keyring's for its host; where nothing is saved, a person who is there is asked. What a
// person would have to confirm is a *directory.UnconfirmedError, and nothing is written
// then. The lock is held to the end, since nobody reads in between.
//
// On an App opened read-only it is the dry run: it tells the plan, one line a change.
func (a *App) Import(ctx context.Context, url string, out io.Writer) error {
	_, err := a.importAlone(ctx, url, out)
	return err
}

// ran is what an import without a person came to, beside its error.
type ran struct {
	host     Host
	started  time.Time
	proposal *Proposal // nil: it did not get so far
	result   *Result   // nil: nothing was written
}

// object puts it into the form for other programs; why is its error.
func (r ran) object(why error) planjson.Object {
	end := planjson.Ending{Outcome: directory.OutcomeOK, Domain: string(r.host)}
	if why != nil {
		end.Outcome, end.Message = outcomeOf(why), message.Of(why).Line()
	}
	if r.result != nil {
		end.Applied, end.ImportID = true, r.result.ImportID
	}
	if r.proposal == nil {
		return planjson.Of(nil, nil, nil, end)
	}
	return planjson.Of(r.proposal.Plan, r.proposal.Guards, r.proposal.Problems, end)
}

// importAlone is Import.
func (a *App) importAlone(ctx context.Context, url string, out io.Writer) (r ran, err error) {
	r.started = time.Now()
	request, err := a.unattended(ctx, url)
	asked := a.asks(err)
	if asked {
		request, err = a.asked(ctx, request.Host)
	}
	r.host = request.Host
	if err != nil {
		return r, a.failed(ctx, directory.Run{Kind: directory.ImportAuto, StartedAt: r.started, Domain: string(request.Host)}, err)
	}
	if !asked && url == "" {
		if err := a.noteToken(ctx, request.Secret.APIToken); err != nil {
			a.log.Error("token", "error", err)
		}
	}
	fmt.Fprintln(out, message.Started)
	var unsaved error
	request.SaveFailed = func(err error) { unsaved = err }
	p, unlock, err := a.prepare(ctx, request, nil, nil)
	if err != nil {
		return r, err
	}
	defer unlock()
	if asked && request.Save {
		a.background.Wait()
		tell(out, []string{message.Kept(unsaved)})
	}
	r.result, err = a.finish(ctx, p, out)
	for again := 0; IsStale(err) && again < rounds; again++ {
		var renewed *Proposal
		if renewed, err = a.revise(ctx, p, p.Choices, nil); err == nil {
			p = renewed
			r.result, err = a.finish(ctx, p, out)
		}
	}
	r.proposal = p
	if IsStale(err) {
		err = fmt.Errorf("%w: %w", storage.ErrRestless, err)
	}
	if err != nil {
		err = inTime(ctx, err)
		line, unrecorded := a.record(p.run, err)
		if err := a.keepStopped(ctx, p, line, err); err != nil { // a person can read it all anew
			a.log.Error("stopped", "error", err)
		}
		return r, errors.Join(err, unrecorded)
	}
	return r, nil
}

// inTime says of an error whether it is that the time of the whole import was over.
func inTime(ctx context.Context, why error) error {
	if over := context.Cause(ctx); errors.Is(over, schedule.ErrTime) {
		return fmt.Errorf("%w: %w", over, why)
	}
	return why
}

// finish tells or writes what was proposed. Other imports are kept away by the lock, but
// not a SQLite tool: where the directory has changed meanwhile the error is
// storage.ErrStale (I8).
func (a *App) finish(ctx context.Context, p *Proposal, out io.Writer) (*Result, error) {
	err := p.unattendable()
	if p.Plan != nil && a.readOnly {
		tell(out, message.Plan(p.Plan, p.Directory))
	}
	if err != nil || a.readOnly {
		return nil, err
	}
	result, err := a.apply(ctx, p, nil)
	if err != nil {
		return nil, err
	}
	tell(out, []string{message.Finished, message.Summary(result.Plan)})
	if hidden := message.Hidden(result.Plan); hidden != "" {
		tell(out, []string{hidden})
	}
	a.renew(ctx, out, rosterFolder, a.leaveRosters)
	a.renew(ctx, out, formatFolder, a.leaveChosenFormat)
	return result, nil
}

// unattended makes the Request from what is saved, unless such imports are paused.
func (a *App) unattended(ctx context.Context, url string) (Request, error) {
	r := Request{Kind: directory.ImportAuto}
	var err error
	if url == "" {
		r.Host, err = a.usedHost(ctx)
	} else {
		r.Host, err = cybozu.ParseHost(url)
	}
	if err == nil {
		err = a.paused(ctx)
	}
	if err == nil {
		r.Secret, err = a.keyring.Load(ctx, r.Host)
	}
	return r, err
}

// usedHost is savedHost that must be there; credentials.ErrNotFound: it is not.
func (a *App) usedHost(ctx context.Context) (Host, error) {
	host, err := a.savedHost(ctx)
	if err == nil && host == "" {
		err = fmt.Errorf("no URL: %w", credentials.ErrNotFound)
	}
	return host, err
}

// unattendable says why the proposal cannot be applied without a person; nil: it can.
func (p *Proposal) unattendable() error {
	switch {
	case len(p.Problems) > 0:
		return p.Problems
	case len(p.Guards) > 0:
		return &directory.UnconfirmedError{Guards: p.Guards}
	case p.NeedsInitialPassword() && p.request.Secret.InitialPassword == "":
		return credentials.ErrNoInitialPassword
	}
	return nil
}

func tell(out io.Writer, lines []string) {
	fmt.Fprintln(out, strings.Join(lines, "\n"))
}
