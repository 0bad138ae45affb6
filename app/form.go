package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"anpisync/app/credentials"
	"anpisync/cybozu"
)

// Form is what the import screen is filled with when it opens.
type Form struct {
	URL    string
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
	url, err := a.Setting(ctx, settingURL)
	form := Form{URL: url}
	if err != nil || url == "" {
		return form, err
	}
	host, err := cybozu.ParseHost(url)
	if err != nil {
		return form, fmt.Errorf("setting %q: %w", settingURL, err)
	}
	form.Secret, err = a.keyring.Load(ctx, host)
	if errors.Is(err, credentials.ErrNotFound) {
		return form, nil
	}
	form.Saved = err == nil
	return form, err
}

// CheckURL says what is wrong with a URL; nil: nothing.
func CheckURL(text string) error {
	_, err := cybozu.ParseHost(text)
	return err
}

// CheckTypedURL is CheckURL while the URL is typed: what may still become right, such as
// "https://sub.cyb", is not wrong.
func CheckTypedURL(text string) error {
	err := CheckURL(text)
	for rest := "https://sub.cybozu.com"; err != nil && rest != ""; rest = rest[1:] {
		if CheckURL(text+rest) == nil {
			return nil
		}
	}
	return err
}

// SameHost says whether two URLs, in whatever form, are of one cybozu.com.
func SameHost(a, b string) bool {
	host, err := cybozu.ParseHost(a)
	other, otherErr := cybozu.ParseHost(b)
	return err == nil && otherErr == nil && host == other
}

// remember keeps the URL, and the credentials or their absence, once the server has
// accepted them; and imports without a person may log in again. The keyring may take
// its time: nobody waits for it.
func (a *App) remember(ctx context.Context, host string, r Request) error {
	ctx = context.WithoutCancel(ctx)
	before, err := a.Setting(ctx, settingURL)
	if err != nil {
		return err
	}
	a.background.Go(func() {
		if err := a.keep(host, hostOf(before), r); err != nil {
			a.log.Error("keyring", "host", host, "error", err)
			if r.SaveFailed != nil {
				r.SaveFailed(err)
			}
		}
	})
	return errors.Join(a.SetSetting(ctx, settingURL, "https://"+host), a.resumeLogin(ctx))
}

// keep saves the credentials, or sees to it that none are saved. The initial password is
// typed for each import that a person starts; it is saved only for those without a
// person (I3), and goes with them from the host that was used before.
func (a *App) keep(host, before string, r Request) error {
	ctx := context.Background()
	moved := ""
	if before != host {
		var err error
		if moved, err = a.takeInitialPassword(ctx, before); err != nil {
			return err
		}
	}
	if !r.Save {
		err := a.keyring.Delete(ctx, host)
		if err == nil || errors.Is(err, credentials.ErrMissing) { // nowhere to save is also nothing saved
			err = a.noteToken(ctx, "")
		}
		return err
	}
	auto, err := a.AutoSync(ctx)
	if err != nil {
		return err
	}
	secret := r.Secret
	switch {
	case auto.When.Off():
		secret.InitialPassword = ""
	case secret.InitialPassword == "":
		saved, err := a.keyring.Load(ctx, host)
		if err != nil && !errors.Is(err, credentials.ErrNotFound) {
			return err
		}
		secret.InitialPassword = cmp.Or(saved.InitialPassword, moved)
	}
	if err := a.keyring.Save(ctx, host, secret); err != nil {
		return err
	}
	return a.noteToken(ctx, secret.APIToken)
}
