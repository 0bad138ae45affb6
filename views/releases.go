package views

import (
	"context"
	"net/url"
	"time"

	"fyne.io/fyne/v2"

	"anpisync/app"
	"anpisync/app/message"
	"anpisync/app/release"
	"anpisync/views/kit"
)

// lookOften is how often it is seen whether the feed of releases is to be read: the window
// may be open for weeks.
const lookOften = time.Hour

// leastNews is the width that what is new cannot do without beside the buttons of 設定.
const leastNews = 360

// offerReleases asks once whether to look for newer releases, when the program is of use
// already.
func (w *window) offerReleases() {
	feed := w.app.Feed()
	if !feed.Exists() || w.app.Empty(w.ctx) {
		return
	}
	tryInBackground(w, w.app.Releases, func(known app.Releases) {
		if known.Asked {
			return
		}
		w.layers.Ask(kit.Question{
			Title: message.ReleaseQuestion, Text: message.ReleaseOffer(feed.Host()), Width: 560,
			Yes: "週に一度確かめる", No: "確かめない",
			Do:   func() { w.watchReleases(true) },
			Else: func() { w.watchReleases(false) },
		})
	})
}

// watchReleases keeps whether to look for newer releases, and does at once where it is wanted.
func (w *window) watchReleases(on bool) {
	w.try(func(ctx context.Context) error {
		if err := w.app.WatchReleases(ctx, on); err != nil {
			return err
		}
		w.app.LookWeekly(ctx, time.Now())
		return nil
	}, w.reload)
}

// followReleases looks for newer releases as long as the window is open, where that is wanted.
func (w *window) followReleases() {
	if !w.app.Feed().Exists() {
		return
	}
	for wait := repairAfter; ; wait = lookOften {
		select {
		case <-w.ctx.Done():
			return
		case <-time.After(wait):
		}
		if w.app.LookWeekly(w.ctx, time.Now()) && w.ctx.Err() == nil {
			fyne.Do(w.reload)
		}
	}
}

// openPage shows where a release is to be had.
func (w *window) openPage(r release.Release) {
	page, err := url.Parse(r.Page)
	if err == nil {
		err = w.fyne.OpenURL(page)
	}
	if err != nil {
		w.fail(err)
	}
}

// newRelease is the line of ホーム that tells of a newer release.
type newRelease struct {
	card *kit.Card
	text *kit.Paragraph
	of   release.Release
}

func newNewRelease(w *window) *newRelease {
	n := &newRelease{text: kit.NewParagraph()}
	leave := func() {
		w.try(func(ctx context.Context) error { return w.app.LeaveRelease(ctx, n.of.Version) }, w.reload)
	}
	n.card = kit.NewCard(kit.Quiet, kit.Wrap(kit.Gap, kit.Grow(kit.Width(leastSentence, n.text)),
		kit.NewButton("ページを開く", func() { w.openPage(n.of) }), kit.NewLink("閉じる", leave)))
	n.card.Hide()
	return n
}

func (n *newRelease) show(known app.Releases) {
	told := false
	n.of, told = known.Told()
	n.card.Hidden = !told
	text := message.Newer(n.of)
	n.text.SetSpans(kit.Bold(text.Summary), kit.Plain(text.Advice))
}

// releases is the part of 設定 about newer releases.
type releases struct {
	w       *window
	part    fyne.CanvasObject
	watch   *kit.Check
	filling bool // the tick is being set, not by a person
	look    *kit.Button
	open    *kit.Button
	text    *kit.Paragraph
	of      release.Release
}

func newReleases(w *window) *releases {
	r := &releases{w: w, text: kit.NewParagraph()}
	r.watch = kit.NewCheck("新しいバージョンがあるかを、週に一度確かめる", func(on bool) {
		if !r.filling {
			w.watchReleases(on)
		}
	})
	r.look = kit.NewButton("今すぐ確かめる", r.onLook)
	r.open = kit.NewButton("ページを開く", func() { w.openPage(r.of) })
	r.open.Hide()
	r.part = kit.Column(kit.Gap, r.watch, kit.Wrap(kit.Gap, r.look, r.open, kit.Grow(kit.Width(leastNews, r.text))))
	return r
}

// onLook reads the feed now, whether or not that is done once a week.
func (r *releases) onLook() {
	r.look.Off("確かめています")
	inBackground(r.w, r.w.app.LookForRelease, func(known app.Releases, err error) {
		r.look.Off("")
		if err != nil {
			r.w.fail(err)
			return
		}
		r.show(known)
		r.w.reload()
	})
}

func (r *releases) show(known app.Releases) {
	r.filling = true
	defer func() { r.filling = false }()
	r.watch.SetChecked(known.On)
	newer := false
	r.of, newer = known.Newer()
	r.open.Hidden = !newer
	switch {
	case newer:
		text := message.Newer(r.of)
		r.text.SetSpans(kit.Bold(text.Summary), kit.Plain(text.Advice))
	case known.Looked.IsZero():
		r.text.SetText("")
	default:
		r.text.SetSpans(kit.Plain(message.NothingNewer), kit.Dim("（"+known.Looked.Local().Format(timeFormat)+" に確認）"))
	}
}
