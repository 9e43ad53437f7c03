package app_test

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"image"
	"image/png"
	"mime/multipart"
	"net/http"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/app"
)

// Whoever enters values attaches what shows where they come from: it is kept though something else is wrong, stands at the value, is viewed in place, and is seen by those
// alone who see the values.
func TestEvidenceOfEnteredValues(t *testing.T) {
	a := start(t, app.Options{Database: filepath.Join(t.TempDir(), "demo.db"), Demo: true})
	manager := tokenFor(t, a, access.ISMSManager)
	picture := func() []byte {
		var b bytes.Buffer
		if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 40, 20))); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}()
	send := func(files map[string][]byte, pairs ...string) answer {
		var body bytes.Buffer
		m := multipart.NewWriter(&body)
		for i := 0; i+1 < len(pairs); i += 2 {
			if err := m.WriteField(pairs[i], pairs[i+1]); err != nil {
				t.Fatal(err)
			}
		}
		for name, content := range files {
			w, err := m.CreateFormFile("evidence#file", name)
			if err == nil {
				_, err = w.Write(content)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		if err := m.Close(); err != nil {
			t.Fatal(err)
		}
		return ask(t, http.MethodPost, a.Address()+"/values", manager, body.String(), "Content-Type", m.FormDataContentType())
	}
	const line = "M-08\t2026-06-15\t990"
	wants(t, "what was entered", send(nil, "do", "check", "paste", line), http.StatusOK, "Where the values come from", "Drop them here, or choose them")
	odd := send(map[string][]byte{"screen.png": picture}, "do", "save", "paste", line)
	wants(t, "without a reason", odd, http.StatusUnprocessableEntity, "Say why it is so unusual.", "screen.png")
	kept := first(regexp.MustCompile(`name="evidence" value="([^"]*)"`), odd.body)
	saved := send(map[string][]byte{"minutes.txt": []byte("Agreed: 990 hours.")}, "do", "save", "paste", line, "note.0", "The storm of June", "evidence", kept)
	wants(t, "with it", saved, http.StatusSeeOther)
	points := ask(t, http.MethodGet, a.Address()+"/api/v1/measures/M-08/points?limit=50", manager, "").body
	_, mine, _ := strings.Cut(points, `"value":990`)
	files := regexp.MustCompile(`"sha256":"([0-9a-f]{64})","name":"([^"]*)"`).FindAllStringSubmatch(strings.SplitN(mine, "]", 2)[0], -1)
	if len(files) != 2 || files[0][2] != "screen.png" || files[1][2] != "minutes.txt" {
		t.Fatalf("the API tells of the evidence %v: %.500s", files, mine)
	}
	screen, minutes := "/files/"+files[0][1], "/files/"+files[1][1]
	to := first(regexp.MustCompile(`href="(/measures/M-08/points/\d+)"[^>]*>[^<]*(?:990|15 Jun)`), ask(t, http.MethodGet, a.Address()+"/measures/M-08?span=all&values=all", manager, "").body)
	if to == "" {
		to = "/measures/M-08/points/1781567999999999" // the last moment of 15 June 2026
	}
	if body := ask(t, http.MethodGet, a.Address()+to, manager, "").body; !strings.Contains(body, `href="`+screen+`/preview"`) || !strings.Contains(body, "minutes.txt") {
		t.Errorf("the page of the value %s does not name its evidence: %.900s", to, plainOf(body))
	}
	traced(t, a, manager, send)
	got := ask(t, http.MethodGet, a.Address()+screen+"/preview", manager, "")
	wants(t, "the picture", got, http.StatusOK, "screen.png", "shows where values of Hours of supply lost to security events come from", "It is an image, and shown below.")
	if !strings.Contains(got.body, `<img src="`+screen+`/view"`) {
		t.Error("the picture is not shown in place")
	}
	shown := ask(t, http.MethodGet, a.Address()+screen+"/view", manager, "")
	if shown.body != string(picture) || shown.header.Get("Content-Type") != "image/png" || !strings.Contains(shown.header.Get("Content-Security-Policy"), "default-src 'none'") {
		t.Errorf("the picture is sent as %v", shown.header)
	}
	wants(t, "the minutes", ask(t, http.MethodGet, a.Address()+minutes+"/preview", manager, ""), http.StatusOK, "Agreed: 990 hours.")
	if got := ask(t, http.MethodGet, a.Address()+minutes+"/view", manager, ""); got.status != http.StatusNotFound {
		t.Errorf("a text is sent for browsers to show: %d", got.status)
	}
	// what is no picture, whatever it is called, is not sent as one
	page := send(map[string][]byte{"evil.png": []byte("<html><script>alert(1)</script>")}, "do", "save", "paste", "M-09\t2026-06-15\t5", "note.0", "x")
	wants(t, "another file", page, http.StatusSeeOther)
	_, mine, _ = strings.Cut(ask(t, http.MethodGet, a.Address()+"/api/v1/measures/M-09/points?limit=50", manager, "").body, `"evil.png"`)
	if mine == "" {
		t.Error("the second file is not kept")
	}
	// who may not see the measure may not see what shows its values
	if got := ask(t, http.MethodGet, a.Address()+screen+"/preview", tokenFor(t, a, access.Employee), ""); got.status == http.StatusOK {
		t.Error("an employee sees the evidence of a measure that they may not see")
	}
	// as of a day before it was sent, it is not there
	if got := ask(t, http.MethodGet, a.Address()+screen+"/preview?as_of=2026-06-20", manager, ""); got.status != http.StatusNotFound {
		t.Errorf("before it was sent the file answers %d", got.status)
	}
}

// traced finds the file of the last value from each end: the status, what explains it, and the page of the measure.
func traced(t *testing.T, a *app.App, token string, send func(map[string][]byte, ...string) answer) {
	t.Helper()
	today := time.Now().UTC().Format(time.DateOnly)
	wants(t, "the value of today", send(map[string][]byte{"today.txt": []byte("Counted on paper.")}, "do", "save", "paste", "M-08\t"+today+"\t7", "note.0", "counted on paper"), http.StatusSeeOther)
	sum := fmt.Sprintf("%x", sha256.Sum256([]byte("Counted on paper.")))
	status := ask(t, http.MethodGet, a.Address()+"/api/v1/measures/M-08/status", token, "").body
	for _, want := range []string{`"evidence":[{"sha256":"` + sum + `","name":"today.txt"}]`, "was entered or sent with the file ‘today.txt’ with the SHA-256 " + sum + ", in journal entry"} {
		if !strings.Contains(status, want) {
			t.Errorf("the status does not say %s: %.3000s", want, status)
		}
	}
	got := ask(t, http.MethodGet, a.Address()+"/measures/M-08", token, "")
	if _, origin, _ := strings.Cut(got.body, "Where the value came from"); !strings.Contains(origin, `href="/files/`+sum+`/preview"`) || !strings.Contains(origin, "Attached where the value was entered") {
		t.Errorf("the page does not lead to the file that shows where the value came from: %.1500s", plainOf(got.body))
	}
	wants(t, "why", ask(t, http.MethodGet, a.Address()+"/why/measure/M-08", token, ""), http.StatusOK, "with the file ‘today.txt’ with the SHA-256 "+sum[:12])
}
