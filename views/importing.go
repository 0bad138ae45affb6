package views

import (
	"context"
	"errors"

	"anpisync/app"
	"anpisync/app/message"
	"anpisync/reconcile/directory"
	"anpisync/views/kit"
)

// run is one import, from the button to its end: it is working, with a progress
// dialog in front, or waits for a person in front of the preview.
type run struct {
	w        *window
	cancel   context.CancelFunc // of the work under way; nil: a person is reading
	progress *kit.Progress
	proposal *app.Proposal // what the person is looking at
	skip     bool          // 「次回から確認せずに反映する」
	redo     func()        // proposes anew from the start; nil: from the same snapshot
	closing  bool          // the window closes when the work has ended
}

// startImport does what the form says; look shows what it would do in any case. One
// import at a time.
func (w *window) startImport(request app.Request, look bool) {
	if w.running != nil {
		return
	}
	r := w.begin()
	r.propose(message.Started, func(ctx context.Context, report func(app.Progress)) (*app.Proposal, error) {
		settings, err := w.app.Settings(ctx)
		if err != nil {
			return nil, err
		}
		r.skip = settings.SkipPreview && !look
		return w.app.Prepare(ctx, request, report)
	})
}

// startPlan proposes what does not come from cybozu.com: an undo or a file. It is made
// anew, from the start, when the directory has changed meanwhile (I8).
func (w *window) startPlan(title string, prepare func(context.Context) (*app.Proposal, error)) {
	if w.running != nil {
		return
	}
	r := w.begin()
	r.redo = func() {
		r.propose(title, func(ctx context.Context, _ func(app.Progress)) (*app.Proposal, error) { return prepare(ctx) })
	}
	r.redo()
}

func (w *window) begin() *run {
	w.running = &run{w: w}
	return w.running
}

// skipFromNowOn makes later imports show no preview but for a guard.
func (r *run) skipFromNowOn() {
	inBackground(r.w, func(ctx context.Context) (struct{}, error) {
		settings, err := r.w.app.Settings(ctx)
		if err == nil {
			settings.SkipPreview = true
			err = r.w.app.SetSettings(ctx, settings)
		}
		return struct{}{}, err
	}, func(_ struct{}, err error) {
		if err != nil {
			r.w.fail(err)
		}
	})
}

// propose runs what makes a Proposal, and puts the preview of it in front.
func (r *run) propose(title string, work func(context.Context, func(app.Progress)) (*app.Proposal, error)) {
	working(r, title, work, func(p *app.Proposal, err error) {
		switch {
		case err != nil:
			r.end(err)
		case r.closing:
			r.abandon(p)
		case p.Plan != nil && len(p.Guards) == 0 && (p.Plan.Empty() || r.skip):
			r.apply(p, nil) // nothing to look at
		default:
			r.proposal = p
			r.w.setCover(newPreview(r, p))
		}
	})
}

// revise makes the Proposal anew from other answers of the person.
func (r *run) revise(choices directory.Choices) {
	p := r.proposal
	r.propose("変更内容を確かめています。", func(ctx context.Context, report func(app.Progress)) (*app.Proposal, error) {
		return r.w.app.Revise(ctx, p, choices, report)
	})
}

// apply writes a Proposal. A directory that has changed meanwhile leads back to the
// preview, made anew (I8).
func (r *run) apply(p *app.Proposal, confirmed []directory.Confirmation) {
	working(r, "変更内容を反映しています。", func(ctx context.Context, _ func(app.Progress)) (*app.Result, error) {
		return r.w.app.Apply(ctx, p, confirmed)
	}, func(_ *app.Result, err error) {
		if app.IsStale(err) && !r.closing {
			r.proposal = p
			r.w.layers.Tell("変更内容の確認", message.Of(err).Summary+"\n"+message.Of(err).Advice)
			if r.redo != nil {
				r.redo()
			} else {
				r.revise(p.Choices)
			}
			return
		}
		if err != nil {
			r.abandonFor(p, err)
			return
		}
		r.end(nil)
	})
}

// abandon ends the import as the person wants it: nothing is written.
func (r *run) abandon(p *app.Proposal) {
	why := error(context.Canceled)
	if len(p.Problems) > 0 {
		why = p.Problems
	}
	r.abandonFor(p, why)
}

func (r *run) abandonFor(p *app.Proposal, why error) {
	r.proposal = nil
	inBackground(r.w, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, r.w.app.Abandon(context.WithoutCancel(ctx), p, why)
	}, func(_ struct{}, err error) {
		var read directory.Problems
		if errors.As(err, &read) {
			err = nil // they were on the screen
		}
		r.end(err)
	})
}

// end gives the window back.
func (r *run) end(err error) {
	w := r.w
	w.running = nil
	if w.cover != nil {
		w.setCover(nil)
	}
	w.reload()
	if r.closing {
		w.onClose()
		return
	}
	if err == nil || app.IsCancelled(err) {
		return
	}
	text := message.Of(err)
	w.layers.TellError("読み込めませんでした", text.Summary+"\n"+text.Advice, text.Detail)
}

// onClose asks, cancels and waits; what is only being read is given up at once.
func (r *run) onClose() {
	if r.cancel == nil {
		r.closing = true
		r.abandon(r.proposal)
		return
	}
	r.w.layers.Ask(kit.Question{
		Title: "読み込みを中止して終了しますか？",
		Text:  "読み込みの途中です。中止すると、何も変更されません。",
		Yes:   "中止して終了する",
		No:    "続ける",
		Do: func() {
			r.closing = true
			if r.cancel != nil {
				r.cancel()
				return
			}
			r.w.onClose() // it ended while the question was asked
		},
	})
}

// working runs work with the progress dialog in front, and gives its result to done.
func working[T any](r *run, title string, work func(context.Context, func(app.Progress)) (T, error), done func(T, error)) {
	ctx, cancel := context.WithCancel(r.w.ctx)
	r.cancel = cancel
	progress := kit.NewProgress(r.w.layers, title, cancel)
	progress.SetPhase("しばらくお待ちください")
	progress.Show()
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
