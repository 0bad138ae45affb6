package storage

import (
	"errors"
	"testing"

	"anpisync/reconcile/directory"
)

func TestU15_OptionsAreKeptAndMakeAPlanStale(t *testing.T) {
	s, dir := openNew(t)
	edit(t, s, directory.ImportCSV, office)
	if now := mustLoad(t, s); now.Options != (directory.Options{}) {
		t.Fatalf("at first %+v", now.Options)
	}
	plan := planned(mustLoad(t, s), func(d *directory.Directory) { d.Users[0].Memo = "x" })
	chosen := directory.Options{Extra: "mobile_phone,employee_number", Phone: directory.PhoneMobileOrPhone}
	if err := s.SetOptions(t.Context(), chosen); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Apply(t.Context(), plan, directory.Run{Kind: directory.ImportManual}); !errors.Is(err, ErrStale) {
		t.Errorf("a plan by other rules: %v", err)
	}
	if now := mustLoad(t, s); now.Options != chosen {
		t.Errorf("got %+v", now.Options)
	}
	again := openIn(t, dir)
	for key, want := range map[string]string{"extra_fields": "mobile_phone,employee_number", "phone_source": "mobile-or-phone"} {
		if value, _, err := again.Setting(t.Context(), key); value != want || err != nil {
			t.Errorf("%s is %q, %v", key, value, err)
		}
	}
	for _, c := range []struct{ extra, phone, is string }{{"employee_number, mobile_phone", "phone", "mobile_phone,employee_number"}, {"memo,x", "x", ""}} {
		for key, value := range map[string]string{"extra_fields": c.extra, "phone_source": c.phone} {
			if err := again.SetSetting(t.Context(), key, value); err != nil {
				t.Fatal(err)
			}
		}
		if now := mustLoad(t, again).Options; now != (directory.Options{Extra: c.is}) {
			t.Errorf("%+v is read as %+v", c, now)
		}
	}
}

func TestU14_HoldDaysAreReadAsWritten(t *testing.T) {
	s, _ := openNew(t)
	for text, want := range map[string]int{"": 0, "90": 90, "1": 1, "0": 0, "-3": 0, "x": 0} {
		if err := s.SetSetting(t.Context(), "hold_days", text); err != nil {
			t.Fatal(err)
		}
		if got := mustLoad(t, s).Options.HoldDays; got != want {
			t.Errorf("%q is %d days, want %d", text, got, want)
		}
	}
	if err := s.SetOptions(t.Context(), directory.Options{HoldDays: 365}); err != nil {
		t.Fatal(err)
	}
	for key, want := range map[string]string{"hold_days": "365", "phone_source": "phone", "extra_fields": ""} {
		if value, found, err := s.Setting(t.Context(), key); value != want || !found || err != nil {
			t.Errorf("%s is kept as %q, %v", key, value, err)
		}
	}
}
