package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"anpisync/app/credentials"
	"anpisync/app/message"
	"anpisync/app/notify"
	"anpisync/app/process"
	"anpisync/app/schedule"
	"anpisync/storage"
)

// AutoSync is how imports without a person (自動同期) stand.
type AutoSync struct {
	When   schedule.When
	Paused *schedule.PausedError // nil: they run

	TokenEnd time.Time // of the API token that is saved; the zero time: none is, or it does not say
}

// settingAutoSync holds When, as text.
const settingAutoSync = "autosync"

// settingPaused holds since when a Cause makes imports hold still; "": it does not.
func settingPaused(c schedule.Cause) string { return settingAutoSync + "_paused_" + string(c) }

// AutoSync reads how they stand. Where they are switched off, nothing is ever paused.
func (a *App) AutoSync(ctx context.Context) (AutoSync, error) {
	var auto AutoSync
	text, err := a.Setting(ctx, settingAutoSync)
	if err != nil {
		return auto, err
	}
	if auto.When, err = schedule.ParseWhen(text); err != nil {
		return auto, fmt.Errorf("setting %q: %w", settingAutoSync, err)
	}
	if auto.TokenEnd, err = a.savedTokenEnd(ctx); err != nil || auto.When.Off() {
		return auto, err
	}
	for _, cause := range []schedule.Cause{schedule.CauseLogin, schedule.CauseUndo} {
		since, err := a.Setting(ctx, settingPaused(cause))
		if err != nil {
			return auto, err
		}
		if since != "" {
			auto.Paused = &schedule.PausedError{Cause: cause}
			break
		}
	}
	return auto, nil
}

// paused is the *schedule.PausedError that keeps an import without a person from
// beginning; nil: nothing does.
func (a *App) paused(ctx context.Context) error {
	auto, err := a.AutoSync(ctx)
	if err == nil && auto.Paused != nil {
		err = auto.Paused
	}
	return err
}

// pauseLogin makes imports without a person hold still, once the server has refused
// their login. A dry run writes nothing.
func (a *App) pauseLogin(ctx context.Context) error {
	ctx = context.WithoutCancel(ctx)
	auto, err := a.AutoSync(ctx)
	if err != nil || auto.When.Off() || a.readOnly {
		return err
	}
	return a.SetSetting(ctx, settingPaused(schedule.CauseLogin), stamp(time.Now()))
}

// resumeLogin lets them run again, once somebody has logged in by hand.
func (a *App) resumeLogin(ctx context.Context) error {
	since, err := a.Setting(ctx, settingPaused(schedule.CauseLogin))
	if err != nil || since == "" {
		return err
	}
	return a.SetSetting(ctx, settingPaused(schedule.CauseLogin), "")
}

// SetAutoSync makes the system's scheduler import at other times, or no more.
//
// Switching on needs a URL and credentials that are saved (IsUsage otherwise), and an
// initial password for new users, which is saved beside them (*credentials.PasswordError
// otherwise); where it is "", the one that is saved stays. Switching off takes it out
// of the keyring. On an error nothing has changed, but that a keyring may have kept the
// password.
func (a *App) SetAutoSync(ctx context.Context, when schedule.When, initialPassword string) error {
	before, err := a.AutoSync(ctx)
	if err != nil {
		return err
	}
	job, err := jobOf(a.dir, when)
	if err != nil {
		return err
	}
	if when.Off() {
		return a.switchOff(ctx, job)
	}
	host, err := a.usedHost(ctx)
	if err != nil {
		return err
	}
	secret, err := a.keyring.Load(ctx, host)
	if err != nil {
		return err
	}
	if initialPassword != "" {
		secret.InitialPassword = initialPassword
	}
	if err := credentials.CheckInitialPassword(secret.InitialPassword); err != nil {
		return err
	}
	if err := a.scheduler.Set(ctx, job); err != nil {
		return err
	}
	err = a.keyring.Save(ctx, host, secret)
	if err == nil {
		err = a.SetSetting(ctx, settingAutoSync, when.String())
	}
	if err == nil {
		err = a.noteToken(ctx, secret.APIToken)
	}
	if err != nil {
		job.When = before.When
		return errors.Join(err, schedule.Repair(ctx, a.scheduler, job))
	}
	a.log.Info("autosync", "when", when.String())
	return nil
}

func (a *App) switchOff(ctx context.Context, job schedule.Job) error {
	if err := a.scheduler.Remove(ctx, job); err != nil {
		return err
	}
	if err := a.SetSetting(ctx, settingAutoSync, job.When.String()); err != nil {
		return err
	}
	a.log.Info("autosync", "when", "never")
	host, err := a.savedHost(ctx)
	if err != nil {
		return err
	}
	return a.dropInitialPassword(ctx, host)
}

// dropInitialPassword takes the initial password out of the keyring's entry for a host, where
// there is one.
func (a *App) dropInitialPassword(ctx context.Context, host Host) error {
	secret, err := a.readable(ctx, host)
	switch {
	case errors.Is(err, credentials.ErrMissing):
		return nil
	case err != nil || secret.InitialPassword == "":
		return err
	}
	secret.InitialPassword = ""
	return a.keyring.Save(ctx, host, secret)
}

// RepairAutoSync makes the system's scheduler agree with what is set: after the program
// was moved or updated, or the data folder was. A folder that came from another machine
// without its keyring is switched off: there is nothing to log in with.
func (a *App) RepairAutoSync(ctx context.Context) error {
	auto, err := a.AutoSync(ctx)
	if err != nil {
		return err
	}
	job, err := jobOf(a.dir, auto.When)
	if err != nil {
		return err
	}
	if !auto.When.Off() {
		state, err := a.scheduler.Current(ctx, job)
		if err != nil {
			return err
		}
		if _, err := a.unattended(ctx, ""); state == schedule.None && errors.Is(err, credentials.ErrNotFound) {
			return a.SetSetting(ctx, settingAutoSync, schedule.When{}.String())
		}
	}
	err = schedule.Repair(ctx, a.scheduler, job)
	switch {
	case auto.When.Off() && errors.Is(err, schedule.ErrMissing):
		return nil // nothing runs them
	case errors.Is(err, schedule.ErrPassing):
		return nil // it goes on starting the program that stays
	}
	return err
}

// jobOf is what the scheduler runs for a data folder: this program.
func jobOf(dir string, when schedule.When) (schedule.Job, error) {
	program, err := os.Executable()
	if err != nil {
		return schedule.Job{}, fmt.Errorf("find the program: %w", err)
	}
	data, err := filepath.Abs(dir)
	if err != nil {
		return schedule.Job{}, fmt.Errorf("find the data folder: %w", err)
	}
	// Variables that name another folder are not there when the scheduler runs it.
	if usual, err := process.UsualDir(); err == nil && data == usual {
		data = ""
	}
	return schedule.Job{Program: program, Data: data, When: when}, nil
}

// announce tells the desktop of an import without a person that did not succeed. Where that
// is not possible, the history tells it. That none has succeeded for days comes first.
func (o Options) announce(ctx context.Context, overdue *Overdue, why error) {
	if IsCancelled(why) {
		return
	}
	title := message.NotImported
	if overdue != nil {
		title = message.OverdueTitle
	}
	if err := o.tellDesktop(ctx, notify.Notice{Title: title, Text: message.Of(why).Line(), Place: process.PlaceHome}); err != nil && storage.CheckFolder(o.Dir) == nil {
		log := openLog(o.Dir)
		log.Error("notify", "error", errors.Join(err, log.Close()))
	}
}

// tellDesktop shows a notice where it is the scheduler who runs imports: nobody is there to
// read what they print.
func (o Options) tellDesktop(ctx context.Context, n notify.Notice) error {
	if o.ReadOnly {
		return nil
	}
	job, err := jobOf(o.Dir, schedule.When{})
	if err != nil {
		return err
	}
	state, err := o.Scheduler.Current(ctx, job)
	if err != nil || state == schedule.None {
		return err
	}
	n.Data = job.Data
	return o.Notify(ctx, n)
}
