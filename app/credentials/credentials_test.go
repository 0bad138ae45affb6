package credentials

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"reflect"
	"strings"
	"testing"
)

// full has something in every field, recognisable in any text.
func full() Secret {
	var s Secret
	for i := range reflect.TypeFor[Secret]().NumField() {
		reflect.ValueOf(&s).Elem().Field(i).SetString(fmt.Sprintf("planted-%d", i))
	}
	return s
}

func TestSecretRevealsNothing(t *testing.T) {
	s := full()
	var texts []string
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		texts = append(texts, fmt.Sprintf(verb, s), fmt.Sprintf(verb, &s), fmt.Sprintf(verb, struct{ S Secret }{s}))
	}
	var log bytes.Buffer
	for _, h := range []slog.Handler{slog.NewTextHandler(&log, nil), slog.NewJSONHandler(&log, nil)} {
		slog.New(h).Info("x", "secret", s, "pointer", &s, "within", struct{ S Secret }{s})
	}
	inJSON, err := json.Marshal(map[string]Secret{"s": s})
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range append(texts, s.String(), s.GoString(), s.LogValue().String(), log.String(), string(inJSON)) {
		if strings.Contains(text, "planted") || strings.Contains(text, fmt.Sprintf("%x", "planted")) {
			t.Errorf("secret shows in %q", text)
		}
	}
}

func TestSecretIsSavedAsTheDocumentedJSON(t *testing.T) {
	text, err := full().encode()
	if err != nil {
		t.Fatal(err)
	}
	want := `{"login":"planted-0","password":"planted-1","basic_user":"planted-2","basic_password":"planted-3",` +
		`"api_token":"planted-4","initial_password":"planted-5"}`
	if text != want {
		t.Errorf("got %s, want %s", text, want)
	}
	if text, err = (Secret{APIToken: "a<b"}).encode(); err != nil || text != `{"api_token":"a<b"}` {
		t.Errorf("got %s, %v; empty fields must be left out", text, err)
	}
	back, err := decode(want)
	if err != nil || back != full() {
		t.Errorf("decoded %+v, %v", back == full(), err)
	}
}

func TestSecretThatIsTooBigIsRefused(t *testing.T) {
	empty, err := Secret{Password: "x"}.encode()
	if err != nil {
		t.Fatal(err)
	}
	room := MaxSize - len(empty) + 1
	if _, err := (Secret{Password: strings.Repeat("x", room)}).encode(); err != nil {
		t.Errorf("%d bytes: %v", MaxSize, err)
	}
	if _, err := (Secret{Password: strings.Repeat("x", room+1)}).encode(); !errors.Is(err, ErrTooBig) {
		t.Errorf("%d bytes: got %v, want ErrTooBig", MaxSize+1, err)
	}
}

func TestUnreadableEntryIsNotQuoted(t *testing.T) {
	for _, text := range []string{"planted", `{"password":planted}`, `{"password":["planted"]}`, "", "null", "{}", `{"token":"planted"}`} {
		_, err := decode(text)
		if !errors.Is(err, ErrUnreadable) {
			t.Errorf("%q: got %v, want ErrUnreadable", text, err)
		} else if strings.Contains(err.Error(), "plant") {
			t.Errorf("%q is quoted in %q", text, err)
		}
	}
}
