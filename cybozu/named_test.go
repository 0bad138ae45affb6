package cybozu_test

import (
	"slices"
	"testing"
	"testing/synctest"

	"anpisync/cybozu"
	"anpisync/cybozu/cybozutest"
)

// Whatever an office may read of its cybozu.com can be seen at the sample: each fault that
// can be asked for by name is one of another kind, and no kind is without.
func TestFaults_EachThatCanBeAskedForIsOfItsKind(t *testing.T) {
	kinds := map[string]cybozu.Kind{
		"wrong-password": cybozu.KindAuth, "locked": cybozu.KindLocked, "expired-password": cybozu.KindPassword,
		"temporary-password": cybozu.KindPassword, "browser-login": cybozu.KindSession, "moved": cybozu.KindMoved,
		"other-certificate": cybozu.KindCertificate, "address": cybozu.KindIP, "no-such-url": cybozu.KindNoSuchURL,
		"client-certificate": cybozu.KindClientCert, "no-permission": cybozu.KindPermission, "busy": cybozu.KindBusy,
		"maintenance": cybozu.KindMaintenance, "failure": cybozu.KindServer, "proxy": cybozu.KindProxy,
		"untrusted-certificate": cybozu.KindTLS, "dropped": cybozu.KindNetwork, "cut-off": cybozu.KindNetwork, "half": cybozu.KindBroken, "garbage": cybozu.KindBroken,
		"hangs": cybozu.KindTimeout, "shifted": cybozu.KindShifted,
		"same-address": "", "missing-parent": "", "no-names": "", // can be read
	}
	names := cybozutest.FaultNames()
	for name := range kinds {
		if !slices.Contains(names, name) {
			t.Errorf("none is called %s", name)
		}
	}
	for _, name := range names {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			fault, ok := cybozutest.NamedFault(name)
			if !ok {
				t.Fatal("it is not found")
			}
			// A certificate is refused while the server writes on, and a pipe holds nothing back.
			run, pipes := synctest.Test, name != "untrusted-certificate"
			if !pipes {
				run = func(t *testing.T, f func(*testing.T)) { f(t) }
			}
			run(t, func(t *testing.T) {
				server := newServer(t, branch(), cybozutest.Options{Accounts: colleague, Pipes: pipes})
				server.Inject(fault)
				_, err := newClient(t, server, cybozu.Options{Stall: stall}).Fetch(t.Context(), nil)
				switch kind := kinds[name]; {
				case kind != "":
					mustFail(t, err, kind)
				case err != nil:
					t.Error(err)
				}
			})
		})
	}
	if _, ok := cybozutest.NamedFault("none such"); ok {
		t.Error("there is a fault of any name")
	}
}
