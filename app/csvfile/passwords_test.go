package csvfile_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"anpisync/app/credentials"
	"anpisync/app/csvfile"
)

func TestI3_EqualPasswordsAreHashedOnceAndKnownOnesKept(t *testing.T) {
	d := office()
	known, err := credentials.HashPassword("known-password")
	if err != nil {
		t.Fatal(err)
	}
	for i := range d.Users {
		d.Users[i].PasswordHash = known
	}
	var told []string
	p := plan(t, d, "ログイン名,名前,パスワード\n"+
		"sato,佐藤 昇,known-password\n"+ // the same as before
		"suzuki,鈴木,\n"+ // left as it is
		"0012,𠮷田 ﾊﾅｺ,second-password\n"+
		"a,甲,second-password\n"+
		"b,乙,'=third-password\n"+
		"c,丙,\n", csvfile.ReadOptions{
		Password: "second-password",
		Progress: func(done, total int) { told = append(told, fmt.Sprintf("%d/%d", done, total)) },
	})
	if got, want := words(p), []string{"update 0012", "create a", "create b", "create c"}; !slices.Equal(got, want) {
		t.Fatalf("planned %q, want %q", got, want)
	}
	then := p.ApplyTo(d)
	second := user(t, then, "0012").PasswordHash
	if second == known || user(t, then, "a").PasswordHash != second || user(t, then, "c").PasswordHash != second {
		t.Error("equal passwords have several hashes")
	}
	for login, password := range map[string]string{"0012": "second-password", "b": "=third-password"} {
		if ok, err := credentials.VerifyPassword(user(t, then, login).PasswordHash, password); !ok || err != nil {
			t.Errorf("%s has another password (%v)", login, err)
		}
	}
	// Two known hashes are compared, and of three passwords two are hashed.
	if want := []string{"1/5", "2/5", "3/5", "4/5", "5/5"}; !slices.Equal(told, want) {
		t.Errorf("progress %q, want %q", told, want)
	}
}

// Passwords are in memory no longer than they are needed, and nobody waits for them again.
func TestI3_PasswordsAreHashedForTheFirstPlanAlone(t *testing.T) {
	var told []string
	edit, err := csvfile.Read(t.Context(), strings.NewReader("ログイン名,名前,パスワード\na,甲,password-1\nb,乙,password-2\n"), office(), csvfile.ReadOptions{
		Progress: func(done, total int) { told = append(told, fmt.Sprintf("%d/%d", done, total)) },
	})
	if err != nil {
		t.Fatal(err)
	}
	var hashes [2]string
	for i := range hashes {
		p, err := edit.Plan(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		hashes[i] = user(t, p.ApplyTo(office()), "b").PasswordHash
	}
	if hashes[0] == "" || hashes[0] != hashes[1] || !slices.Equal(told, []string{"1/2", "2/2"}) {
		t.Errorf("hashes %q, progress %q", hashes, told)
	}
}

func TestHashingNeedsNoMoreMemoryThanThatOfFour(t *testing.T) {
	for processors, want := range map[int]int{1: 1, 2: 2, 4: 4, 5: 4, 64: 4} {
		if got := csvfile.HashesAtOnce(processors); got != want {
			t.Errorf("%d processors: %d at once, want %d", processors, got, want)
		}
	}
}

func TestHashingEndsWhereOneFails(t *testing.T) {
	failure := errors.New("no random numbers")
	values := map[string]string{"a": "", "b": ""}
	err := csvfile.SideBySide(t.Context(), values, func(text string) (string, error) {
		if text == "b" {
			return "half", failure
		}
		return "hash", nil
	})
	if !errors.Is(err, failure) || values["b"] != "" {
		t.Errorf("%v, %q", err, values)
	}
	if err := csvfile.SideBySide(t.Context(), values, func(text string) (string, error) { return text + "!", nil }); err != nil || values["a"] != "a!" || values["b"] != "b!" {
		t.Errorf("%v, %q", err, values)
	}
}

func TestHashingEndsWhenCancelled(t *testing.T) {
	edit, err := csvfile.Read(context.Background(), strings.NewReader("ログイン名,名前,パスワード\na,甲,password-1\n"), office(), csvfile.ReadOptions{})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := edit.Plan(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}

func TestI3_PasswordsOfAFileHaveTheRightLengthAndNothingUnseen(t *testing.T) {
	_, err := csvfile.Read(context.Background(), strings.NewReader("ログイン名,名前,パスワード\n"+
		"a,甲,short\n"+
		"b,乙,\"secret12\r\n\"\n"+
		"c,丙,secret12\n"), office(), csvfile.ReadOptions{})
	var wrong csvfile.Errors
	if !errors.As(err, &wrong) || len(wrong) != 2 ||
		wrong[0].Kind != csvfile.ErrorPasswordLength || wrong[1].Kind != csvfile.ErrorPasswordUnseen {
		t.Errorf("error %v", err)
	}
}

func TestI3_InitialPasswordOfAFileHasTheRightLength(t *testing.T) {
	var wrong *credentials.PasswordError
	_, err := csvfile.Read(context.Background(), strings.NewReader("ログイン名\n"), office(), csvfile.ReadOptions{Password: "short"})
	if !errors.As(err, &wrong) {
		t.Errorf("error %v", err)
	}
}
