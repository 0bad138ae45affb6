package credentials

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"testing"

	"golang.org/x/crypto/argon2"
)

func TestI3_InitialPasswordHas6To64Characters(t *testing.T) {
	for _, c := range []struct {
		password   string
		characters int // 0: accepted; -1: none at all
	}{
		{"", -1}, {"abc", 3}, {"abcde", 5}, {"abcdef", 0},
		{"あいうえお", 5}, {"あいうえおか", 0},
		{"か\u3099か\u3099か\u3099", 3}, // が three times, decomposed
		{"𠮷𠮷𠮷𠮷𠮷𠮷", 0},
		{strings.Repeat("髙", 64), 0}, {strings.Repeat("x", 65), 65},
	} {
		err := CheckInitialPassword(c.password)
		var wrong *PasswordError
		switch {
		case c.characters == 0 && err != nil:
			t.Errorf("%q: %v", c.password, err)
		case c.characters == 0:
		case !errors.As(err, &wrong):
			t.Errorf("%q: got %v, want a PasswordError", c.password, err)
		case wrong.Characters != max(c.characters, 0) || wrong.Unseen:
			t.Errorf("%q: got %+v, want %d characters", c.password, wrong, max(c.characters, 0))
		case c.password != "" && strings.Contains(err.Error(), c.password):
			t.Errorf("%q is quoted in %q", c.password, err)
		}
	}
}

func TestI3_InitialPasswordHasNoCharactersThatNobodySees(t *testing.T) {
	for _, password := range []string{
		"secret12\r", "secret12\r\n", "secret\t12", "\x00secret12", "secret12\x7f", "secret12\u0085", "secret12\u2028",
		"secret12\u200b", "\ufeffsecret12", "\u202esecret12",
	} {
		var wrong *PasswordError
		if err := CheckInitialPassword(password); !errors.As(err, &wrong) || !wrong.Unseen {
			t.Errorf("%q: got %v", password, err)
		}
		if hash, err := HashPassword(password); hash != "" || !errors.As(err, &wrong) {
			t.Errorf("%q is hashed (%v)", password, err)
		}
	}
	for _, password := range []string{"secret 12", "秘密　の言葉", "葛\U000e0100城の秘密"} {
		if err := CheckInitialPassword(password); err != nil {
			t.Errorf("%q: %v", password, err)
		}
	}
}

func TestI3_HashIsSaltedAndVerifies(t *testing.T) {
	const password = "しょきパスワード\u304b\u3099"
	one, err := HashPassword(password)
	if err != nil {
		t.Fatal(err)
	}
	two, err := HashPassword(password)
	if err != nil {
		t.Fatal(err)
	}
	if one == two {
		t.Error("two hashes of one password are the same")
	}
	if !strings.HasPrefix(one, "$argon2id$v=19$m=65536,t=3,p=4$") {
		t.Errorf("not a PHC string of argon2id: %s", one)
	}
	if fields := strings.Split(one, "$"); len(fields) != 6 || len(fields[4]) != 22 || len(fields[5]) != 43 { // of 16 and 32 bytes
		t.Errorf("its salt or hash is of another length: %s", one)
	}
	for _, c := range []struct {
		password string
		want     bool
	}{
		{password, true},
		{"しょきパスワード\u304c", true}, // the same, composed
		{"しょきパスワード", false},
		{"", false},
	} {
		if got, err := VerifyPassword(one, c.password); err != nil || got != c.want {
			t.Errorf("%q: got %v, %v, want %v", c.password, got, err, c.want)
		}
	}
}

func TestI3_AnythingButAHashIsAnError(t *testing.T) {
	for _, hash := range []string{
		"", "password", "$argon2id$", "$argon2i$v=19$m=65536,t=3,p=4$c2FsdA$aGFzaA",
		"$argon2id$v=16$m=65536,t=3,p=4$c2FsdA$aGFzaA",
		"$argon2id$v=19$m=65536,t=0,p=4$c2FsdA$aGFzaA",
		"$argon2id$v=19$m=65536,t=3,p=0$c2FsdA$aGFzaA",
		"$argon2id$v=19$m=4294967295,t=3,p=4$c2FsdA$aGFzaA",
		"$argon2id$v=19$m=65536,t=3,p=4$c2Fsd===$aGFzaA",
		"$argon2id$v=19$m=65536,t=3,p=4$c2FsdA$",
	} {
		if ok, err := VerifyPassword(hash, "password"); ok || err == nil {
			t.Errorf("%q: got %v, %v", hash, ok, err)
		}
	}
}

// What another version has made at another cost is read, up to what nobody would wait for.
func TestI3_AHashOfAnotherCostIsRead(t *testing.T) {
	of := func(time, memory uint32, threads uint8) string {
		b64 := base64.RawStdEncoding
		hash := argon2.IDKey([]byte("password"), []byte("salt of another"), time, memory, threads, 32)
		return fmt.Sprintf("$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s", memory, time, threads, b64.EncodeToString([]byte("salt of another")), b64.EncodeToString(hash))
	}
	for hash, want := range map[string]error{of(1, 8, 1): nil, of(100, 8, 1): nil, of(1, 16, 2): nil, of(101, 8, 1): errHash} {
		if ok, err := VerifyPassword(hash, "password"); ok != (want == nil) || !errors.Is(err, want) {
			t.Errorf("%s: %v, %v", hash, ok, err)
		}
		if ok, err := VerifyPassword(hash, "another"); ok || !errors.Is(err, want) {
			t.Errorf("%s of another password: %v, %v", hash, ok, err)
		}
	}
}
