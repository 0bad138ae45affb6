package app

import (
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

// CheckURL says what is wrong with a URL while it is typed; nil: nothing.
func CheckURL(text string) error {
	_, err := cybozu.ParseHost(text)
	return err
}

// CheckInitialPassword says what is wrong with an initial password (I3).
func CheckInitialPassword(text string) error { return credentials.CheckInitialPassword(text) }

// HashPassword checks an initial password and hashes it.
func HashPassword(text string) (string, error) {
	if err := credentials.CheckInitialPassword(text); err != nil {
		return "", err
	}
	return credentials.HashPassword(text)
}

// remember keeps the URL, and the credentials or their absence, once the server has
// accepted them. The keyring may take its time: nobody waits for it.
func (a *App) remember(ctx context.Context, host string, r Request) error {
	a.background.Go(func() {
		if err := a.keep(host, r); err != nil {
			a.log.Error("keyring", "host", host, "error", err)
			if r.SaveFailed != nil {
				r.SaveFailed(err)
			}
		}
	})
	return a.SetSetting(context.WithoutCancel(ctx), settingURL, "https://"+host)
}

// keep saves the credentials without the initial password, which is typed for each
// import that a person starts (I3), or sees to it that none are saved.
func (a *App) keep(host string, r Request) error {
	ctx := context.Background()
	if r.Save {
		secret := r.Secret
		secret.InitialPassword = ""
		return a.keyring.Save(ctx, host, secret)
	}
	if err := a.keyring.Delete(ctx, host); !errors.Is(err, credentials.ErrMissing) {
		return err
	}
	return nil // nowhere to save is also nothing saved
}
