package cybozu_test

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"sync"
	"testing"
	"time"

	"anpisync/cybozu"
	"anpisync/cybozu/cybozutest"
)

const (
	benchUsers         = 10_000
	benchOrganizations = 1_000
	benchLatency       = 50 * time.Millisecond
)

// BenchmarkFetchWithExport reads as an administrator may. "times-faster" compares with
// known clients, which ask for one thing after the other.
func BenchmarkFetchWithExport(b *testing.B) {
	requests := benchmarkFetch(b, true)
	const most = (benchUsers+99)/100 + (benchOrganizations+99)/100 + 23
	if requests > most {
		b.Errorf("%d requests, want at most %d", requests, most)
	}
}

// BenchmarkFetchWithoutExport reads as any other account may.
func BenchmarkFetchWithoutExport(b *testing.B) { benchmarkFetch(b, false) }

func benchmarkFetch(b *testing.B, admin bool) (requests int) {
	server := newServer(b, benchCompany(), cybozutest.Options{
		Latency:  benchLatency,
		Accounts: []cybozutest.Account{{Login: cybozutest.Login, Password: cybozutest.Password, Admin: admin}},
	})
	for b.Loop() {
		server.ForgetRequests()
		client := newClient(b, server, cybozu.Options{})
		if _, err := client.Fetch(b.Context(), nil); err != nil {
			b.Fatal(err)
		}
		client.Close()
	}
	requests = len(server.Requests())
	sequential, asked := oneAfterTheOther()
	b.ReportMetric(sequential.Seconds()/(b.Elapsed().Seconds()/float64(b.N)), "times-faster")
	b.ReportMetric(float64(requests), "requests")
	b.ReportMetric(float64(asked), "requests-sequential")
	return requests
}

var benchCompany = sync.OnceValue(func() *cybozutest.Company {
	return cybozutest.Large(benchUsers, benchOrganizations)
})

// oneAfterTheOther reads the way known clients do, once a run.
var oneAfterTheOther = sync.OnceValues(func() (time.Duration, int) {
	server, err := cybozutest.NewServer(benchCompany(), cybozutest.Options{Latency: benchLatency})
	if err != nil {
		panic(err)
	}
	defer server.Close()
	transport := server.Transport()
	transport.MaxConnsPerHost = 1
	start := time.Now()
	r := naiveReader{host: server.Host(), http: &http.Client{Transport: transport}}
	users := readAll(r, "users.json", nil, cybozu.DecodeUsers)
	organizations := readAll(r, "organizations.json", nil, cybozu.DecodeOrganizations)
	memberships := 0
	for _, o := range organizations {
		memberships += len(readAll(r, "organization/users.json", url.Values{"code": {o.Code}}, cybozu.DecodeMembers))
	}
	took := time.Since(start)
	if len(users) != benchUsers || len(organizations) != benchOrganizations || memberships < benchUsers {
		panic(fmt.Sprintf("read %d users, %d organizations, %d memberships", len(users), len(organizations), memberships))
	}
	return took, len(server.Requests())
})

type naiveReader struct {
	host string
	http *http.Client
}

func readAll[T any](r naiveReader, path string, query url.Values, decode func(io.Reader) ([]T, error)) (all []T) {
	for offset := 0; ; offset += 100 {
		q := url.Values{"size": {"100"}, "offset": {strconv.Itoa(offset)}}
		for k, v := range query {
			q[k] = v
		}
		request, err := http.NewRequest(http.MethodGet, "https://"+r.host+"/v1/"+path+"?"+q.Encode(), nil)
		if err != nil {
			panic(err)
		}
		request.Header.Set("X-Cybozu-Authorization", proof)
		answer, err := r.http.Do(request)
		if err != nil {
			panic(err)
		}
		page, err := decode(answer.Body)
		answer.Body.Close()
		if err != nil {
			panic(err)
		}
		all = append(all, page...)
		if len(page) < 100 {
			return all
		}
	}
}

// BenchmarkFetchMemory reads 100,000 users in 10,000 organizations in a program of its
// own. "times-json" compares what it took from the system with the size of the answers.
func BenchmarkFetchMemory(b *testing.B) {
	server := newServer(b, cybozutest.Large(100_000, 10_000), cybozutest.Options{})
	for b.Loop() {
		r, err := runReader(b, server)
		if err != nil {
			b.Fatal(err)
		}
		ratio := float64(r.Memory) / float64(r.JSON)
		if r.Users != 100_000 || r.Organizations != 10_000 || ratio >= 6 {
			b.Errorf("%d users and %d organizations in %.1f times their size, want all in under 6", r.Users, r.Organizations, ratio)
		}
		b.ReportMetric(ratio, "times-json")
		b.ReportMetric(float64(r.JSON)/1e6, "MB-json")
		b.ReportMetric(float64(len(server.Requests())), "requests")
		server.ForgetRequests()
	}
}
