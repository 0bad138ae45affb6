package views

import (
	"context"
	"errors"
	"time"

	"fyne.io/fyne/v2"

	"anpisync/app"
	"anpisync/app/message"
	"anpisync/reconcile/directory"
	"anpisync/views/kit"
)

// run is one import, from the button to its end: it is working, with a progress
// dialog in front, then a person reads the preview, perhaps several times, and at last
// it leaves its line in the history.
type run struct {
	w       *window
	home    int                // the place in the navigation where it began
	cancel  context.CancelFunc // of the work under way; nil: there is none
	asking  *kit.Dialog        // whether to end it and close the window; nil: not asked
	reading *preview           // what the person is looking at; nil: working, or leaving
	failed  string             // what is said first where the work comes to nothing
	skip    bool               // 「次回から確認せずに反映する」
	quick   bool               // the work is nothing that a person waits for
	closing bool               // the window closes when the work has ended
}

// startImport does what the form says; look shows what it would do in any case. One
// import at a time.
func (w *window) startImport(request app.Request, look bool) {
	if w.running != nil {
		return
	}
	r := w.begin()
	r.propose(nil, message.Started, func(ctx context.Context, report func(app.Progress)) (*app.Proposal, error) {
		settings, err := w.app.Settings(ctx)
		if err != nil {
			return nil, err
		}
		r.skip = settings.SkipPreview && !look
		return w.app.Prepare(ctx, request, report)
	})
}

// startUndo proposes to take something back.
func (w *window) startUndo(title string, prepare func(context.Context, func(app.Progress)) (*app.Proposal, error)) {
	if w.running == nil {
		r := w.begin()
		r.failed = message.NotUndone
		r.propose(nil, title, prepare)
	}
}

const checkingChanges = "変更内容を確かめています。"

// startStopped shows what an import without a person has stopped at.
func (w *window) startStopped() {
	if w.running != nil {
		return
	}
	r := w.begin()
	r.quick = true
	r.propose(nil, checkingChanges, func(ctx context.Context, _ func(app.Progress)) (*app.Proposal, error) {
		return w.app.PrepareStopped(ctx)
	})
}

// whyNothingStopped is why that cannot be shown; "": it can.
func (w *window) whyNothingStopped() string {
	if now := w.history.state; now == nil || now.stopped == nil {
		return "確認を待っている変更はありません。"
	}
	return w.whyBusy()
}

// startPlan proposes what a file holds.
func (w *window) startPlan(title string, prepare func(context.Context, func(app.Progress)) (*app.Proposal, error)) {
	if w.running == nil {
		w.begin().propose(nil, title, prepare)
	}
}

func (w *window) begin() *run {
	w.said.hide()
	w.running = &run{w: w, home: w.nav.Selected(), failed: message.Unread}
	return w.running
}

// skipFromNowOn makes later imports show no preview but for a guard.
func (r *run) skipFromNowOn() {
	r.w.try(func(ctx context.Context) error {
		settings, err := r.w.app.Settings(ctx)
		if err == nil {
			settings.SkipPreview = true
			err = r.w.app.SetSettings(ctx, settings)
		}
		return err
	}, nil)
}

// propose runs what makes a Proposal, and puts the preview of it in front. behind is
// the preview that shows it, and that stays as it is where it fails; nil: there is none yet.
func (r *run) propose(behind *preview, title string, work func(context.Context, func(app.Progress)) (*app.Proposal, error)) {
	var before *sight
	if behind != nil {
		before = behind.sight
	}
	quiet := time.Duration(0)
	if behind != nil || r.quick {
		quiet = soon
	}
	workingAfter(quiet, r, title, func(ctx context.Context, report func(app.Progress)) (*sight, error) {
		p, err := work(ctx, report)
		if err != nil {
			return nil, err
		}
		return prepareSight(p, before), nil
	}, func(s *sight, err error) {
		switch {
		case err != nil && r.stays(behind, err):
		case err != nil:
			r.end(err)
		case r.closing:
			r.leave(s.Proposal)
		case s.Plan != nil && s.Stopped() == nil && len(s.Guards) == 0 && (s.Plan.Empty() && !s.tells() || r.skip && behind == nil):
			r.write(nil, s.Proposal, nil) // nothing to look at
		default:
			if r.reading = behind; behind == nil {
				r.reading = newPreview(r, s)
			} else {
				behind.present(s)
			}
			r.w.setCover(r.home, r.reading)
		}
	})
}

// stays leads back to the preview when a person has cancelled, or another import is in
// the way: nothing of what was answered and ticked is lost.
func (r *run) stays(behind *preview, err error) bool {
	if behind == nil || r.closing || !app.IsCancelled(err) && !app.IsHeld(err) {
		return false
	}
	r.reading = behind
	if app.IsHeld(err) {
		text := message.Of(err)
		r.w.layers.Tell(text.Summary, text.Advice)
	}
	return true
}

// revise makes the Proposal anew from other answers of the person.
func (r *run) revise(choices directory.Choices) {
	if v := r.take(); v != nil {
		r.renew(v, v.p, choices)
	}
}

// take ends the reading, once: a second press finds nothing to do any more.
func (r *run) take() *preview {
	v := r.reading
	r.reading = nil
	return v
}

func (r *run) renew(behind *preview, p *app.Proposal, choices directory.Choices) {
	r.propose(behind, checkingChanges, func(ctx context.Context, report func(app.Progress)) (*app.Proposal, error) {
		return r.w.app.Revise(ctx, p, choices, report)
	})
}

// apply writes what the person has read.
func (r *run) apply(confirmed []directory.Confirmation) {
	switch v := r.take(); {
	case v == nil:
	case v.p.Stopped() != nil:
		r.recheck(v, confirmed)
	default:
		r.complete(v, v.p, confirmed)
	}
}

// recheck asks cybozu.com whether what the person has read is still so, and goes on; or shows
// what differs.
func (r *run) recheck(v *preview, confirmed []directory.Confirmation) {
	working(r, message.Rechecking, func(ctx context.Context, report func(app.Progress)) (*sight, error) {
		p, err := r.w.app.Recheck(ctx, v.p, report)
		if err != nil {
			return nil, err
		}
		return prepareSight(p, v.sight), nil
	}, func(s *sight, err error) {
		switch {
		case err != nil && r.closing:
			r.end(err)
		case err != nil: // nothing of what was answered and ticked is lost
			r.reading = v
			if !app.IsCancelled(err) {
				r.w.tellFailure(r.failed, err)
			}
		case r.closing:
			r.leave(s.Proposal)
		case s.Shifted == nil:
			r.complete(v, s.Proposal, confirmed)
		default:
			r.reading = v
			v.present(s)
			r.w.setCover(r.home, v)
		}
	})
}

// complete writes what the person has read, once there is a password for those who are new:
// an import without a person may have stopped for want of one.
func (r *run) complete(v *preview, p *app.Proposal, confirmed []directory.Confirmation) {
	if !p.LacksInitialPassword() {
		r.write(v, p, confirmed)
		return
	}
	r.reading = v
	var d *kit.Dialog
	var field *kit.Field
	field = kit.NewField("新規ユーザーの初期パスワード", kit.NewPasswordEntry("", func(text string) { field.SetError(optionalPasswordProblem(text)) }))
	apply := func() {
		given, err := p.WithInitialPassword(field.Text())
		if err != nil {
			field.SetError(message.Of(err).Advice)
			field.Focus()
			return
		}
		d.Close()
		if r.take() != nil {
			r.write(v, given, confirmed)
		}
	}
	d = kit.NewInputDialog(r.w.layers, "初期パスワードの入力", kit.Column(12,
		kit.NewParagraph(kit.Plain("新しいユーザーがいます。初期パスワードは、この読み込みだけに使います。")),
		kit.Form(field),
	), "反映する", apply).Wide(620)
	d.Show(field.Entry)
}

// write writes a Proposal. A directory that has changed meanwhile leads back to the
// preview, made anew (I8); what nobody has looked at is planned again without a word.
func (r *run) write(v *preview, p *app.Proposal, confirmed []directory.Confirmation) {
	working(r, "変更内容を反映しています。", func(ctx context.Context, _ func(app.Progress)) (*app.Result, error) {
		return r.w.app.Apply(ctx, p, confirmed)
	}, func(result *app.Result, err error) {
		switch {
		case err == nil:
			r.w.said.tell(result.ImportID)
			r.end(nil)
		case app.IsStale(err) && !r.closing:
			if v != nil {
				text := message.Of(err)
				r.w.layers.Tell(text.Summary, text.Advice)
			}
			r.renew(v, p, p.Choices)
		case r.stays(v, err):
		default:
			r.record(p, err)
		}
	})
}

// abandon ends the import as the person who reads it wants: nothing is written.
func (r *run) abandon() {
	if v := r.take(); v != nil {
		r.leave(v.p)
	}
}

func (r *run) leave(p *app.Proposal) {
	why := error(context.Canceled)
	if len(p.Problems) > 0 {
		why = p.Problems
	}
	r.record(p, why)
}

// record leaves the line in the history. Problems that were on the screen are not told
// again.
func (r *run) record(p *app.Proposal, why error) {
	r.w.inBackground(func(context.Context) error { return r.w.app.Abandon(p, why) }, func(err error) {
		if len(p.Problems) == 0 {
			err = errors.Join(why, err)
		}
		r.end(err)
	})
}

// end gives the window back.
func (r *run) end(err error) {
	w := r.w
	w.running = nil
	if w.cover != nil {
		w.setCover(r.home, nil)
	}
	w.reload()
	if r.closing {
		w.onClose()
		return
	}
	if err == nil || app.IsCancelled(err) || w.damaged(err) {
		return
	}
	w.tellFailure(r.failed, err)
}

// onClose asks, cancels and waits; what is only being read, and was not answered, is given
// up at once.
func (r *run) onClose() {
	switch {
	case r.reading != nil:
		r.reading.discard("破棄して終了する", func() {
			r.closing = true
			r.abandon()
		})
	case r.cancel == nil:
		r.closing = true // it is leaving its line in the history
	case r.asking == nil:
		r.asking = r.w.layers.Ask(kit.Question{
			Title: "読み込みを中止して終了しますか？",
			Text:  "読み込みの途中です。中止すると、何も変更されません。",
			Yes:   "中止して終了する",
			No:    "続ける",
			Do: func() {
				r.closing = true
				r.cancel()
			},
		})
		r.asking.Closed = func() { r.asking = nil }
	}
}

// soon is how long work may take that a person need not be told of.
const soon = 200 * time.Millisecond

// working runs work with the progress dialog in front, and gives its result to done.
func working[T any](r *run, title string, work func(context.Context, func(app.Progress)) (T, error), done func(T, error)) {
	workingAfter(0, r, title, work, done)
}

// workingAfter is working that shows the dialog only where it takes longer than quiet.
func workingAfter[T any](quiet time.Duration, r *run, title string, work func(context.Context, func(app.Progress)) (T, error), done func(T, error)) {
	ctx, cancel := context.WithCancel(r.w.ctx)
	r.cancel = cancel
	progress := kit.NewProgress(r.w.layers, title, cancel)
	progress.SetPhase("しばらくお待ちください")
	if quiet == 0 {
		progress.Show()
	} else {
		r.w.jobs.Go(func() {
			select {
			case <-ctx.Done():
			case <-time.After(quiet):
				fyne.Do(func() {
					if ctx.Err() == nil {
						progress.Show()
					}
				})
			}
		})
	}
	shown := latest[app.Progress]{show: func(p app.Progress) {
		progress.SetPhase(message.Phase(p.Phase))
		if p.Total == 1 {
			p.Done, p.Total = 0, 0 // a bar that stands still would say less
		}
		progress.SetCount(p.Done, p.Total)
	}}
	inBackground(r.w, func(context.Context) (T, error) { return work(ctx, shown.put) }, func(result T, err error) {
		cancel()
		r.cancel = nil
		progress.Close()
		done(result, err)
	})
}
