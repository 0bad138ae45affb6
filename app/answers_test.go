package app_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"anpisync/app/credentials"
	"anpisync/app/message"
	"anpisync/app/schedule"
	"anpisync/cybozu"
	"anpisync/cybozu/cybozutest"
	"anpisync/cybozu/kept"
	"anpisync/reconcile/directory"
)

// secretOf is what an answer was asked for with.
func secretOf(a kept.Answer) credentials.Secret {
	s := secret
	if a.With == "token" {
		s = credentials.Secret{APIToken: "token"}
	}
	return s
}

// Every answer that is known, at every status that a code was seen with: what concerns the
// login costs one request, is told so, and makes imports without a person hold still, so
// that the next one asks nothing.
func TestI1_ARefusedLoginIsOneRequestItsSentenceAndThePause(t *testing.T) {
	says := map[cybozu.Kind]string{
		cybozu.KindAuth:        saysLogin,
		cybozu.KindToken:       saysToken,
		cybozu.KindLocked:      saysLocked,
		cybozu.KindPassword:    saysPassword,
		cybozu.KindSession:     saysSession,
		cybozu.KindMoved:       saysMoved,
		cybozu.KindCertificate: saysOtherUser,
		cybozu.KindPermission:  saysPermission,
		cybozu.KindBusy:        saysBusy,
		cybozu.KindIP:          saysIP,
		cybozu.KindMaintenance: saysMaintenance,
		cybozu.KindServer:      saysServer,
		cybozu.KindNoSuchURL:   saysNoSuchURL,
		cybozu.KindClientCert:  saysCertificate,
	}
	answers, err := kept.ReadDir(os.DirFS("../cybozu/testdata/answers"))
	if err != nil {
		t.Fatal(err)
	}
	of := newAutoOffice(t, cybozutest.Manual())
	for _, a := range answers {
		if a.Means == "read" {
			continue
		}
		statuses := []int{a.Status}
		if strings.Contains(string(a.Body), `"code":"`) || a.Header.Get("X-Cybozu-Error") != "" {
			statuses = []int{400, 401, 403, 502, 503, 520}
		}
		switch a.Name {
		case "coded-503", "failure-520", "token-refused-403":
			statuses = []int{a.Status} // what a code means that nobody knows, its status tells
		}
		for _, status := range statuses {
			t.Run(fmt.Sprint(a.Name, "/", status), func(t *testing.T) {
				of.t = t
				of.save(secretOf(a))
				a.Status = status
				of.server.ClearFaults()
				of.server.Inject(cybozutest.KeptFault(a).On("users.json", 0))
				of.server.ForgetRequests()
				if err := of.SetSetting(t.Context(), "autosync_paused_login", ""); err != nil {
					t.Fatal(err)
				}
				err := of.auto()
				kind := cybozu.Kind(a.Means)
				if text := message.Of(err); !strings.HasPrefix(text.Summary, says[kind]) {
					t.Errorf("a person reads %q (%v), want %q", text.Summary, err, says[kind])
				}
				if line := of.lines()[0]; line.Outcome != directory.OutcomeFailed || !strings.HasPrefix(line.Message, says[kind]) {
					t.Errorf("the history says %q", line.Message)
				}
				if n := len(of.server.Requests()); n != max(a.Tries, 1) {
					t.Errorf("%d requests, want %d", n, max(a.Tries, 1))
				}
				want := schedule.Cause("")
				if kind.OfLogin() {
					want = schedule.CauseLogin
				}
				if got := of.pausedFor(); got != want {
					t.Errorf("paused for %q, want %q", got, want)
				}
				if !kind.OfLogin() {
					return
				}
				of.server.ForgetRequests()
				if err := of.auto(); err == nil || len(of.server.Requests()) != 0 {
					t.Errorf("the next import makes %d requests, %v", len(of.server.Requests()), err)
				}
			})
		}
	}
}
