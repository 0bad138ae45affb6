package app

import (
	"context"
	"fmt"
	"slices"
	"time"

	"anpisync/app/message"
	"anpisync/app/notify"
	"anpisync/app/process"
	"anpisync/cybozu"
)

const (
	settingTokenEnd  = "token_end"      // when the saved API token ends, RFC 3339; "": there is none, or it does not say
	settingTokenTold = "token_end_told" // of which end the desktop was told, and how many days before
)

// How many days before its end a token is told of, the later first.
var tokenReminders = []int{3, 14}

// TokenEndsSoon says whether there are so few days left that it should be told, or none.
func (s AutoSync) TokenEndsSoon(now time.Time) bool {
	return !s.TokenEnd.IsZero() && cybozu.DaysLeft(s.TokenEnd, now) <= slices.Max(tokenReminders)
}

// CheckToken says what is wrong with an API token that is typed; nil: nothing that it
// shows by itself. One that has ended is a *cybozu.Error that says so.
func CheckToken(token string, now time.Time) error {
	if end := cybozu.TokenEnd(token); !end.IsZero() && !now.Before(end) {
		return &cybozu.Error{Kind: cybozu.KindToken, Token: true, Ended: end}
	}
	return nil
}

// TokenEnd is when an API token ends, the zero time where it does not say.
func TokenEnd(token string) time.Time { return cybozu.TokenEnd(token) }

// savedTokenEnd is when the API token that is saved ends; the zero time: none is, or it
// does not say.
func (a *App) savedTokenEnd(ctx context.Context) (time.Time, error) {
	text, err := a.Setting(ctx, settingTokenEnd)
	if err != nil || text == "" {
		return time.Time{}, err
	}
	end, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return time.Time{}, fmt.Errorf("setting %q: %w", settingTokenEnd, err)
	}
	return end, nil
}

// noteToken keeps when a token ends that is saved in the keyring, which would have to be
// asked otherwise; "": none is.
func (a *App) noteToken(ctx context.Context, token string) error {
	text := ""
	if end := cybozu.TokenEnd(token); !end.IsZero() {
		text = stamp(end)
	}
	before, err := a.Setting(ctx, settingTokenEnd)
	if err != nil || before == text || a.readOnly {
		return err
	}
	return a.SetSetting(ctx, settingTokenEnd, text)
}

// remind tells the desktop that the saved token ends soon: once each time that a number of
// days is reached, where the scheduler runs the imports.
func (o Options) remind(ctx context.Context, a *App, now time.Time) {
	if err := o.remindOf(ctx, a, now); err != nil {
		a.log.Error("remind", "error", err)
	}
}

func (o Options) remindOf(ctx context.Context, a *App, now time.Time) error {
	auto, err := a.AutoSync(ctx)
	if err != nil || auto.When.Off() || auto.TokenEnd.IsZero() {
		return err
	}
	left := cybozu.DaysLeft(auto.TokenEnd, now)
	for _, days := range tokenReminders {
		if left < 0 || left > days {
			continue
		}
		told := fmt.Sprint(stamp(auto.TokenEnd), " ", days)
		before, err := a.Setting(ctx, settingTokenTold)
		if err != nil || before == told {
			return err
		}
		err = o.tellDesktop(ctx, notify.Notice{
			Title: message.TokenEndsSoon, Text: message.TokenEnding(auto.TokenEnd, now).Line(), Place: process.PlaceConnect,
		})
		if err == nil && !a.readOnly {
			err = a.SetSetting(context.WithoutCancel(ctx), settingTokenTold, told)
		}
		return err
	}
	return nil
}
