package cybozu_test

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"slices"
	"testing"
	"time"

	"go.uber.org/goleak"

	"anpisync/cybozu"
	"anpisync/cybozu/cybozutest"
)

func TestMain(m *testing.M) {
	if host := os.Getenv(readerVariable); host != "" {
		if err := readAsProgram(host); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	goleak.VerifyTestMain(m)
}

var credentials = cybozu.Credentials{Login: cybozutest.Login, Password: cybozutest.Password}

// proof is what credentials are on the wire.
var proof = base64.StdEncoding.EncodeToString([]byte(cybozutest.Login + ":" + cybozutest.Password))

func newServer(t testing.TB, company *cybozutest.Company, o cybozutest.Options) *cybozutest.Server {
	t.Helper()
	server, err := cybozutest.NewServer(company, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Close)
	return server
}

// newClient makes a client of the administrator that does not wait between tries.
func newClient(t testing.TB, server *cybozutest.Server, o cybozu.Options) *cybozu.Client {
	t.Helper()
	return clientOf(t, server, credentials, o)
}

func clientOf(t testing.TB, server *cybozutest.Server, c cybozu.Credentials, o cybozu.Options) *cybozu.Client {
	t.Helper()
	if o.Transport == nil {
		o.Transport = server.Transport()
	}
	if o.Wait == nil {
		o.Wait = func(ctx context.Context, _ time.Duration) error { return ctx.Err() }
	}
	client, err := cybozu.NewClient(cybozu.Host(server.Host()), c, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	return client
}

// colleague is an account that is no administrator.
var colleague = []cybozutest.Account{{Login: cybozutest.Login, Password: cybozutest.Password}}

// office has several pages of everything: of users, of organizations, and of members of
// its first organization.
func office() *cybozutest.Company {
	company := cybozutest.Large(220, 101)
	company.Update(func(d *cybozutest.Data) {
		for i := 100; i < 210; i++ {
			d.Users[i].Memberships = append(d.Users[i].Memberships, cybozutest.Membership{Organization: 1})
		}
	})
	return company
}

// snapshotOf is what there is to read of a company.
func snapshotOf(company *cybozutest.Company, host string) *cybozu.Snapshot {
	d := company.Data()
	s := &cybozu.Snapshot{Host: cybozu.Host(host), Login: cybozutest.Login}
	for _, o := range d.Organizations {
		s.Organizations = append(s.Organizations, cybozu.Organization{ID: cybozu.ID(o.ID), Code: o.Code, Name: o.Name, ParentCode: o.ParentCode})
	}
	for _, u := range d.Users {
		user := cybozu.User{
			ID:               cybozu.ID(u.ID),
			Code:             u.Code,
			Name:             u.Name,
			SurNameReading:   u.SurNameReading,
			GivenNameReading: u.GivenNameReading,
			Email:            u.Email,
			Phone:            u.Phone,
			MobilePhone:      u.MobilePhone,
			EmployeeNumber:   u.EmployeeNumber,
			Valid:            u.Valid,
		}
		for _, m := range u.Memberships {
			user.Organizations = append(user.Organizations, cybozu.ID(m.Organization))
		}
		slices.Sort(user.Organizations)
		user.Organizations = slices.Compact(user.Organizations)
		s.Users = append(s.Users, user)
	}
	return s
}

// mustBe fails the test unless a snapshot is the wanted one, and names the first
// difference.
func mustBe(t *testing.T, got, want *cybozu.Snapshot) {
	t.Helper()
	if got.Host != want.Host || got.Login != want.Login {
		t.Errorf("host %q, login %q, want %q, %q", got.Host, got.Login, want.Host, want.Login)
	}
	if len(got.Users) != len(want.Users) || len(got.Organizations) != len(want.Organizations) {
		t.Fatalf("%d users and %d organizations, want %d and %d", len(got.Users), len(got.Organizations), len(want.Users), len(want.Organizations))
	}
	for i, o := range want.Organizations {
		if got.Organizations[i] != o {
			t.Fatalf("organization %+v, want %+v", got.Organizations[i], o)
		}
	}
	for i, u := range want.Users {
		if g := got.Users[i]; !slices.Equal(g.Organizations, u.Organizations) || fmt.Sprint(g) != fmt.Sprint(u) {
			t.Fatalf("user %+v, want %+v", g, u)
		}
	}
}

// mustFail fails the test unless an error is of a kind, and returns it.
func mustFail(t *testing.T, err error, kind cybozu.Kind) *cybozu.Error {
	t.Helper()
	var failed *cybozu.Error
	if !errors.As(err, &failed) || failed.Kind != kind {
		t.Fatalf("error %v, want one of kind %q", err, kind)
	}
	return failed
}

// branch is as small as can be with several pages of users, for tests that read it often.
func branch() *cybozutest.Company { return cybozutest.Large(150, 12) }
