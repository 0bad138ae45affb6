package cybozutest

import (
	"net/http"
	"net/url"
	"strings"
	"sync"

	"anpisync/cybozu/kept"
)

// replay gives answers that were kept, each in its turn: where the same is asked for
// again, the next one that there is, the last one for good.
type replay struct {
	mu      sync.Mutex
	answers map[string][]kept.Answer // by what was asked for
}

// NewReplay starts a server that answers as another did, whose answers were kept. It lets
// everybody in. A page that was not asked for then is one beyond the end.
func NewReplay(answers []kept.Answer) (*Server, error) {
	s, err := NewServer(NewCompany(Data{}), Options{})
	if err != nil {
		return nil, err
	}
	s.replay = &replay{answers: map[string][]kept.Answer{}}
	for _, a := range answers {
		query, err := url.ParseQuery(a.Query())
		if err != nil {
			s.Close()
			return nil, err
		}
		asked := a.Path() + "?" + query.Encode()
		s.replay.answers[asked] = append(s.replay.answers[asked], a)
	}
	return s, nil
}

// fault is the answer to a request.
func (rep *replay) fault(r *http.Request) Fault {
	rep.mu.Lock()
	defer rep.mu.Unlock()
	query := r.URL.Query()
	asked := relative(r.URL.Path) + "?" + query.Encode()
	answers := rep.answers[asked]
	switch {
	case len(answers) > 1:
		rep.answers[asked] = answers[1:]
		return KeptFault(answers[0])
	case len(answers) == 1:
		return KeptFault(answers[0])
	}
	if list := lists[relative(r.URL.Path)]; list != "" && query.Get("offset") != "0" && query.Has("offset") {
		return ok(jsonType, []byte(`{"`+list+`":[]}`)).fault()
	}
	return page(http.StatusNotFound, "この応答は保存されていません："+strings.TrimSuffix(asked, "?")).fault()
}

// lists are the keys of the lists that come in pages.
var lists = map[string]string{
	"users.json":              "users",
	"organizations.json":      "organizations",
	"organization/users.json": "userTitles",
}
