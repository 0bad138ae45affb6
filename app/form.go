package app

import (
	"cmp"
	"context"
	"errors"

	"anpisync/app/credentials"
	"anpisync/cybozu"
)

// Form is what the import screen is filled with when it opens.
type Form struct {
	Host   Host // where the last import was; empty: there was none
	Saved  bool // the Secret comes from the keyring
	Secret credentials.Secret
}

// SavedForm reads the last used URL and what the keyring holds for it. A keyring that
// is silent, locked or missing is an error beside a Form that is right but for the
// Secret; a silent one may still answer (*credentials.SilentError).
func (a *App) SavedForm(ctx context.Context) (Form, error) {
	if a.sample != nil {
		return a.sample.form(), nil
	}
	host, err := a.savedHost(ctx)
	form := Form{Host: host}
	if err != nil || host == "" {
		return form, err
	}
	form.Secret, err = a.keyring.Load(ctx, host)
	if errors.Is(err, credentials.ErrNotFound) {
		return form, nil
	}
	form.Saved = err == nil
	return form, err
}

// savedHost is that of the last used URL; "": none was, or it was mistreated.
func (a *App) savedHost(ctx context.Context) (Host, error) {
	url, err := a.Setting(ctx, settingURL)
	host, _ := cybozu.ParseHost(url)
	return host, err
}

// Host is where a cybozu.com is.
type Host = cybozu.Host

// ParseHost makes the host out of what a person enters as the URL, or says what is wrong.
func ParseHost(text string) (Host, error) { return cybozu.ParseHost(text) }

// CheckTypedURL says what is wrong with a URL while it is typed: what may still become right,
// such as "https://sub.cyb", is not wrong.
func CheckTypedURL(text string) error {
	_, err := cybozu.ParseHost(text)
	for rest := "https://sub.cybozu.com"; err != nil && rest != ""; rest = rest[1:] {
		if _, wrong := cybozu.ParseHost(text + rest); wrong == nil {
			return nil
		}
	}
	return err
}

// remember keeps the URL, and the credentials or their absence, once the server has
// accepted them; and imports without a person may log in again. The keyring may take
// its time: nobody waits for it.
func (a *App) remember(ctx context.Context, r Request) error {
	ctx = context.WithoutCancel(ctx)
	before, err := a.savedHost(ctx)
	if err != nil {
		return err
	}
	a.background.Go(func() {
		if err := a.keep(r, before); err != nil {
			a.log.Error("keyring", "host", r.Host, "error", err)
			if r.SaveFailed != nil {
				r.SaveFailed(err)
			}
		}
	})
	return errors.Join(a.SetSetting(ctx, settingURL, r.Host.URL()), a.resumeLogin(ctx))
}

// keep saves the credentials, or sees to it that none are saved. The initial password is
// typed for each import that a person starts; it is saved only for those without a
// person (I3), and goes with them from the host that was used before: not before it is where it
// goes to.
func (a *App) keep(r Request, before Host) error {
	ctx := context.Background()
	secret := credentials.Secret{}
	if r.Save {
		var err error
		if secret, err = a.toSave(ctx, r, before); err != nil {
			return err
		}
		if err := a.keyring.Save(ctx, r.Host, secret); err != nil {
			return err
		}
	} else if err := a.keyring.Delete(ctx, r.Host); err != nil && !errors.Is(err, credentials.ErrMissing) {
		return err // nowhere to save is also nothing saved
	}
	if err := a.noteToken(ctx, secret.APIToken); err != nil || before == r.Host {
		return err
	}
	return a.dropInitialPassword(ctx, before)
}

// toSave is what is to be saved of what was typed.
func (a *App) toSave(ctx context.Context, r Request, before Host) (credentials.Secret, error) {
	secret := r.Secret
	auto, err := a.AutoSync(ctx)
	switch {
	case err != nil:
		return secret, err
	case auto.When.Off():
		secret.InitialPassword = ""
	case secret.InitialPassword == "":
		var here, there credentials.Secret
		if here, err = a.readable(ctx, r.Host); err == nil {
			there, err = a.readable(ctx, before)
		}
		secret.InitialPassword = cmp.Or(here.InitialPassword, there.InitialPassword)
	}
	return secret, err
}

// readable is what is saved for a host. What cannot be read is as good as not there: it may
// be written over.
func (a *App) readable(ctx context.Context, host Host) (credentials.Secret, error) {
	if host == "" {
		return credentials.Secret{}, nil
	}
	secret, err := a.keyring.Load(ctx, host)
	if errors.Is(err, credentials.ErrNotFound) || errors.Is(err, credentials.ErrUnreadable) {
		err = nil
	}
	return secret, err
}
