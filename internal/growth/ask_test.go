package growth_test

import (
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/store/pgtest"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

// databases gives the addresses of an empty database of each sort.
var databases = map[string]func(testing.TB) string{
	"sqlite":   func(tb testing.TB) string { return filepath.Join(tb.TempDir(), "steelyard.db") },
	"postgres": pgtest.DSN,
}

// ask sends a request that has to succeed, on behalf of an account, and reads the answer into a value where one is given. A
// body is JSON, or else a table.
func (w *world) ask(login, method, path, body string, into any) []byte {
	w.Helper()
	r := httptest.NewRequestWithContext(w.Context(), method, path, strings.NewReader(body))
	r.RemoteAddr = address(int(w.turn.Add(1))) // the limit of requests is for one address
	r.Header.Set("Authorization", "Bearer "+w.tokens[login])
	r.Header.Set("Content-Type", "text/csv")
	if strings.HasPrefix(body, "{") {
		r.Header.Set("Content-Type", "application/json")
	}
	answer := httptest.NewRecorder()
	w.handler.ServeHTTP(answer, r)
	if answer.Code != 200 && answer.Code != 201 {
		w.Fatalf("%s %s answers %d: %.500s", method, path, answer.Code, answer.Body)
	}
	if into != nil {
		if err := json.Unmarshal(answer.Body.Bytes(), into); err != nil {
			w.Fatalf("%s %s: %v", method, path, err)
		}
	}
	return answer.Body.Bytes()
}

func address(n int) string { return fmt.Sprintf("192.0.%d.%d:1", n/20_000%200, n/100%200) }
