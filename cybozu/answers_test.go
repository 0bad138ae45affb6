package cybozu_test

import (
	"net/http"
	"os"
	"strings"
	"testing"

	"anpisync/cybozu"
	"anpisync/cybozu/cybozutest"
	"anpisync/cybozu/kept"
)

// keptAnswers are the answers of cybozu.com that are known, documented or seen.
func keptAnswers(t *testing.T) []kept.Answer {
	t.Helper()
	answers, err := kept.ReadDir(os.DirFS("testdata/answers"))
	if err != nil {
		t.Fatal(err)
	}
	if len(answers) < 40 {
		t.Fatalf("%d answers are kept", len(answers))
	}
	return answers
}

// askKept asks for what an answer that is kept was asked for, of a server that gives it
// for good.
func askKept(t *testing.T, a kept.Answer) (read string, server *cybozutest.Server, err error) {
	t.Helper()
	server = newServer(t, branch(), cybozutest.Options{})
	fault := cybozutest.KeptFault(a).On(a.Path(), 0)
	server.Inject(fault)
	c := credentials
	if strings.HasPrefix(a.With, "token") {
		c = plantedToken
	}
	read, err = clientOf(t, server, c, cybozu.Options{}).Ask(t.Context(), a.Path(), a.Query())
	return read, server, err
}

// Whoever has seen another answer adds a file, and this says what it is taken for.
func TestEveryAnswerThatIsKnownMeansWhatIsSaid(t *testing.T) {
	for _, a := range keptAnswers(t) {
		t.Run(a.Name, func(t *testing.T) {
			t.Parallel()
			read, server, err := askKept(t, a)
			if n := len(server.Requests()); n != max(a.Tries, 1) {
				t.Errorf("%d requests, want %d", n, max(a.Tries, 1))
			}
			if a.Source == "" || a.Sure == "" {
				t.Error("it does not say where it is known from, and how sure that is")
			}
			if a.Means == "read" {
				if err != nil || read != a.Read {
					t.Errorf("read\n%s, %v, want\n%s", read, err, a.Read)
				}
				return
			}
			mustFail(t, err, cybozu.Kind(a.Means))
		})
	}
}

// The status of the same error has changed over the years, and whether all of these codes
// are met here is unknown. A login is never tried twice, wherever the code stands.
func TestACodeSaysWhatItIsWhateverTheStatus(t *testing.T) {
	for _, a := range keptAnswers(t) {
		if !cybozu.HasMeaning(codeOf(a)) {
			continue
		}
		for _, status := range []int{200, 400, 401, 403, 429, 500, 502, 503, 504, 520} {
			t.Run(a.Name+"/"+http.StatusText(status), func(t *testing.T) {
				t.Parallel()
				a := a
				a.Status = status
				_, server, err := askKept(t, a)
				failed := mustFail(t, err, cybozu.Kind(a.Means))
				if failed.Status != status || failed.Code != codeOf(a) {
					t.Errorf("%v does not say what came", err)
				}
				if n := len(server.Requests()); n != max(a.Tries, 1) {
					t.Errorf("%d requests, want %d", n, max(a.Tries, 1))
				}
			})
		}
	}
}

// codeOf is the code of an answer, in its body or beside it.
func codeOf(a kept.Answer) string {
	if _, code, found := strings.Cut(string(a.Body), `"code":"`); found && a.Means != "read" {
		code, _, _ = strings.Cut(code, `"`)
		return code
	}
	return a.Header.Get("X-Cybozu-Error")
}

func TestEveryCodeThatIsKnownIsKept(t *testing.T) {
	there := map[string]bool{}
	for _, a := range keptAnswers(t) {
		there[codeOf(a)] = true
	}
	for _, code := range cybozu.Codes() {
		if !there[code] {
			t.Errorf("no answer with %s is kept", code)
		}
	}
}
