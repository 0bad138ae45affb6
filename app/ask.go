package app

import (
	"context"
	"errors"
	"strings"

	"anpisync/app/credentials"
	"anpisync/app/message"
	"anpisync/reconcile/directory"
)

// Ask has a person at a console answer a question with a line, which is not shown while
// it is typed if it is hidden.
type Ask func(ctx context.Context, question string, hidden bool) (string, error)

// asked makes the Request of an import for which nothing is saved from what a person
// answers. Where the host is known, it is not asked for.
func (a *App) asked(ctx context.Context, host Host) (Request, error) {
	r := Request{Kind: directory.ImportManual, Host: host, Save: !a.readOnly}
	url := host.URL()
	for _, q := range []struct {
		answer *string
		text   string
		hidden bool
		check  func(string) error
	}{
		{&url, message.AskURL, false, func(text string) (err error) {
			r.Host, err = ParseHost(text)
			return err
		}},
		{&r.Secret.Login, message.AskLogin, false, nil},
		{&r.Secret.Password, message.AskPassword, true, nil},
		{&r.Secret.InitialPassword, message.AskInitialPassword, true, checkOptionalPassword},
	} {
		if *q.answer != "" {
			continue
		}
		var err error
		if *q.answer, err = a.askUntil(ctx, q.text, q.hidden, q.check); err != nil {
			return r, err
		}
	}
	return r, nil
}

// askUntil asks again until there is nothing wrong with the answer.
func (a *App) askUntil(ctx context.Context, question string, hidden bool, check func(string) error) (string, error) {
	complaint := ""
	for {
		answer, err := a.ask(ctx, complaint+question, hidden)
		if err != nil {
			return "", err
		}
		if !hidden {
			answer = strings.TrimSpace(answer)
		}
		if check == nil {
			return answer, nil
		}
		if err = check(answer); err == nil {
			return answer, nil
		}
		complaint = message.Of(err).Line() + "\n"
	}
}

// checkOptionalPassword lets an initial password be left out: not every import has new
// users.
func checkOptionalPassword(password string) error {
	if password == "" {
		return nil
	}
	return credentials.CheckInitialPassword(password)
}

// asks says whether what keeps an import from beginning can be asked for.
func (a *App) asks(err error) bool {
	return a.ask != nil && (errors.Is(err, credentials.ErrNotFound) || errors.Is(err, credentials.ErrMissing))
}
