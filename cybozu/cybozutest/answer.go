package cybozutest

import (
	"compress/gzip"
	"crypto/rand"
	"encoding/json"
	"html"
	"io"
	"net/http"
	"strings"
	"sync"
)

// answer is a whole answer, before it is sent.
type answer struct {
	status int
	header http.Header
	body   []byte
}

const (
	jsonType = "application/json;charset=UTF-8"
	csvType  = "text/csv;charset=UTF-8"
	htmlType = "text/html;charset=UTF-8"
)

func ok(contentType string, body []byte) answer {
	return answer{http.StatusOK, http.Header{"Content-Type": {contentType}}, body}
}

// page is what the front of cybozu.com shows to a browser.
func page(status int, text string) answer {
	text = html.EscapeString(text)
	body := "<!DOCTYPE html>\n<html lang=\"ja\"><head><meta charset=\"utf-8\"><title>" + text +
		"</title></head>\n<body><h1>" + text + "</h1></body></html>\n"
	return answer{status, http.Header{"Content-Type": {htmlType}}, []byte(body)}
}

// failure is an error of the API. The problems are the bad parameters with what is
// wrong with each.
func failure(status int, code, language string, problems map[string]sentence) answer {
	type messages struct {
		Messages []string `json:"messages"`
	}
	var body struct {
		Message string              `json:"message"`
		ID      string              `json:"id"`
		Code    string              `json:"code"`
		Errors  map[string]messages `json:"errors,omitempty"`
	}
	body.Message = sentences[code].in(language)
	body.ID = rand.Text()[:20]
	body.Code = code
	for parameter, problem := range problems {
		if body.Errors == nil {
			body.Errors = map[string]messages{}
		}
		body.Errors[parameter] = messages{[]string{problem.in(language)}}
	}
	encoded, err := json.Marshal(body)
	if err != nil {
		panic(err) // strings alone
	}
	return answer{status, http.Header{"Content-Type": {jsonType}}, encoded}
}

// sentence is a message in the languages that cybozu.com may answer in.
type sentence struct{ ja, en string }

func (s sentence) in(language string) string {
	if strings.HasPrefix(strings.ToLower(language), "ja") {
		return s.ja
	}
	return s.en
}

const (
	codeCredentials = "CB_WA01" // login unknown, suspended, or wrong password
	codeNobody      = "CB_AU01"
	codeParameter   = "CB_VA01"
	codePermission  = "CB_NO02"
	codeIllegal     = "CB_IL02"
	codeToken       = "CB_OA01" // invented: what cybozu.com says is not known
	codeBusy        = "GAIA_TO04"
)

var sentences = map[string]sentence{
	codeCredentials: {
		"ユーザーのパスワード認証に失敗しました。「X-Cybozu-Authorization」ヘッダーの値が正しくありません。",
		`Password authentication failed. The value of the "X-Cybozu-Authorization" header is not valid.`,
	},
	codeNobody:     {"ログインしてください。", "Please log in."},
	codeParameter:  {"入力内容が正しくありません。", "Missing or invalid input."},
	codePermission: {"権限がありません。", "No privilege to proceed."},
	codeIllegal:    {"不正なリクエストです。", "Illegal request."},
	codeToken:      {"認証に失敗しました。", "Authentication failed."},
	codeBusy:       {"APIの同時リクエスト数が上限を超えています。", "The number of simultaneous API requests has exceeded the limit."},
}

var (
	required    = sentence{"必須です。", "Required field."}
	notNumber   = sentence{"整数で指定してください。", "Enter an integer value."}
	outOfRange  = sentence{"指定できる範囲を超えています。", "The value is out of range."}
	tooMany     = sentence{"100個以下で指定してください。", "At most 100 can be specified."}
	notBoth     = sentence{"idsとcodesは同時に指定できません。", "ids and codes cannot be specified together."}
	notExisting = sentence{"存在しません。", "Does not exist."}
)

// compressors are kept: a new one costs more than a page.
var compressors = sync.Pool{New: func() any {
	w, err := gzip.NewWriterLevel(io.Discard, gzip.BestSpeed)
	if err != nil {
		panic(err) // the level is a valid one
	}
	return w
}}

// encoder writes a body as the client takes it. flush puts everything written so far
// on the wire.
type encoder struct {
	io.Writer
	flush func() error
	close func()
}

func newEncoder(w http.ResponseWriter, r *http.Request, size int) encoder {
	send := http.NewResponseController(w).Flush
	if size < 1024 || !strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		return encoder{w, send, func() {}}
	}
	w.Header().Set("Content-Encoding", "gzip")
	z := compressors.Get().(*gzip.Writer)
	z.Reset(w)
	return encoder{
		Writer: z,
		flush: func() error {
			if err := z.Flush(); err != nil {
				return err
			}
			return send()
		},
		close: func() {
			z.Close() // fails only where the client is gone
			compressors.Put(z)
		},
	}
}
