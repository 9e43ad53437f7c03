package app_test

import (
	"bytes"
	"encoding/csv"
	"mime/multipart"
	"net/http"
	"net/url"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/access"
	"github.com/steelyard-isms/steelyard/internal/app"
)

// sends a sheet to the page of a kind, as a browser does.
func sendSheet(t *testing.T, a *app.App, token, plural string, content []byte) answer {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	part, err := w.CreateFormFile("sheet", "changed.csv")
	if err == nil {
		_, err = part.Write(content)
	}
	if err == nil {
		err = w.WriteField("do", "check")
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return ask(t, http.MethodPost, a.Address()+"/"+plural+"/import", token, b.String(), "Content-Type", w.FormDataContentType())
}

// edited changes cells of a sheet: the field of the record with a code.
func edited(t *testing.T, content string, changes ...string) []byte {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(content)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	code := slices.Index(rows[0], "code")
	for i := 0; i+2 < len(changes); i += 3 {
		column := slices.Index(rows[0], changes[i+1])
		row := slices.IndexFunc(rows, func(r []string) bool { return r[code] == changes[i] })
		if row < 0 || column < 0 {
			t.Fatalf("the sheet has no %s of %s", changes[i+1], changes[i])
		}
		rows[row][column] = changes[i+2]
	}
	var b bytes.Buffer
	if err := csv.NewWriter(&b).WriteAll(rows); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// The sheet of every kind that nobody changes changes nothing, as CSV and as a workbook.
func TestASheetThatNobodyChangesSaysTheSame(t *testing.T) {
	a := start(t, app.Options{Database: filepath.Join(t.TempDir(), "demo.db"), Demo: true})
	token := tokenFor(t, a, access.ISMSManager)
	for _, k := range a.Service.Registry().Kinds() {
		for _, format := range []string{"sheet.csv", "sheet.xlsx"} {
			got := ask(t, http.MethodGet, a.Address()+"/"+k.Plural+"?view=table&format="+format, token, "")
			if got.status != http.StatusOK {
				t.Fatalf("the sheet of %s answers %d", k.Plural, got.status)
			}
			if sent := sendSheet(t, a, token, k.Plural, []byte(got.body)); sent.status != http.StatusOK || !strings.Contains(plainOf(sent.body), "Nothing would change.") && !strings.Contains(plainOf(sent.body), "holds no rows") {
				t.Errorf("the sheet of %s that nobody changed, %s: %d %.700s", k.Plural, format, sent.status, plainOf(sent.body))
			}
		}
	}
}

// A sheet that somebody has typed: new records have a title and no name, owners and units are called as people call them, and what is not clear is refused in each row that it is in.
func TestASheetIsWrittenAsPeopleWrite(t *testing.T) {
	a := start(t, app.Options{Database: filepath.Join(t.TempDir(), "demo.db"), Demo: true})
	token := tokenFor(t, a, access.ISMSManager)
	const columns = "code,title,spec.unit,spec.owner,spec.unit_of_measure,spec.period_days,spec.scale\n"
	const scale = `,%,31,"{""direction"":""higher"",""knots"":{""worst"":0,""red"":50,""green"":90,""target"":100}}"` + "\n"
	sent := sendSheet(t, a, token, "measures", []byte(columns+",Tested ways back,\"Finance, people and sites\",Jonas Eide"+scale+",Tested ways out,U-01,P-02 Jonas Eide"+scale))
	wants(t, "new ones without names", sent, http.StatusOK, "2 records would be new.", "Nothing is saved yet.", "Tested ways back")
	if strings.Contains(plainOf(sent.body), "would stay") {
		t.Error("it is said that none would stay")
	}
	wants(t, "saving them", formIn(t, a, token, sent.body).send("do", "save", "reason", "typed"), http.StatusSeeOther)
	if got := ask(t, http.MethodGet, a.Address()+"/api/v1/measures/tested-ways-back", token, ""); got.status != http.StatusOK {
		t.Errorf("the name is not made of the title: %d", got.status)
	}
	again := sendSheet(t, a, token, "measures", []byte(columns+",Tested ways back,\"Finance, people and sites\",Jonas Eide"+scale))
	wants(t, "the same once more", again, http.StatusOK, "1 row is refused.", "Title: This is that of M-")
	wants(t, "two of one title", sendSheet(t, a, token, "measures", []byte(columns+",Other ways,U-01,P-02"+scale+",Other ways,U-01,P-02"+scale)), http.StatusOK, "This is that of row 2, too.")
	wants(t, "two of one record", sendSheet(t, a, token, "measures", []byte("name,title\nvulnerable-packages,One\nvulnerable-packages,Two\n")), http.StatusOK, "2 rows are refused.", "M-02 stands in rows 2, 3. Keep one of them")
	wants(t, "one by its code alone", sendSheet(t, a, token, "measures", []byte("code,title\nM-02,Packages that are old\n")), http.StatusOK, "1 record would change.")
	wants(t, "nobody of that name", sendSheet(t, a, token, "measures", []byte(columns+",Third ways,U-01,Somebody"+scale)), http.StatusOK, "There is no person")
}

// Somebody changes cells of a sheet in a spreadsheet: they see what would change, and save it with a reason; what is wrong is said at its row and
// column, and what somebody else has changed meanwhile is not written over.
func TestAChangedSheetIsShownBeforeItIsSaved(t *testing.T) {
	a := start(t, app.Options{Database: filepath.Join(t.TempDir(), "demo.db"), Demo: true})
	token := tokenFor(t, a, access.ISMSManager)
	sheet := func() string {
		t.Helper()
		got := ask(t, http.MethodGet, a.Address()+"/measures?view=table&format=sheet.csv", token, "")
		if got.status != http.StatusOK {
			t.Fatal(got.status)
		}
		return got.body
	}
	was := sheet()
	wrong := sendSheet(t, a, token, "measures", edited(t, was, "M-01", "spec.period_days", "often", "M-02", "title", "Packages that are old"))
	wants(t, "a sheet with a mistake", wrong, http.StatusOK, "Nothing can be saved as it is: 1 row is refused.", "Column", "1 changed")
	if strings.Contains(wrong.body, `value="save"`) {
		t.Error("what is refused can be saved")
	}
	shown := sendSheet(t, a, token, "measures", edited(t, was, "M-01", "spec.period_days", "62", "M-02", "title", "Packages that are old"))
	wants(t, "a changed sheet", shown, http.StatusOK, "2 records would change. 63 would stay as they are.", "Packages that are old", "M-01", "M-02")
	f := formIn(t, a, token, shown.body)
	without := f.send("do", "save", "reason", "")
	wants(t, "saving without a reason", without, http.StatusUnprocessableEntity)
	if got := f.send("do", "save", "reason", "Agreed in the half-year review"); got.status != http.StatusSeeOther {
		t.Fatalf("saving answers %d: %.700s", got.status, plainOf(got.body))
	}
	wants(t, "the list", ask(t, http.MethodGet, a.Address()+"/measures?view=table&columns=spec.period_days", token, ""), http.StatusOK, "Packages that are old")
	wants(t, "the same sheet once more", f.send("do", "save", "reason", "Again"), http.StatusUnprocessableEntity)
	wants(t, "a sheet from before", sendSheet(t, a, token, "measures", edited(t, was, "M-02", "title", "Packages")), http.StatusOK, "and the record stands at", "Export again")
	wants(t, "no sheet", sendSheet(t, a, token, "measures", nil), http.StatusUnprocessableEntity, "No file is chosen")
	wants(t, "no table", sendSheet(t, a, token, "measures", []byte("\x00\x01\x02")), http.StatusOK, "the sheet cannot be read as it is.", "This is not a column of measures")
	if got := ask(t, http.MethodGet, a.Address()+"/measures/import", tokenFor(t, a, access.Auditor), ""); got.status != http.StatusForbidden {
		t.Errorf("who may only read is asked for a sheet: %d", got.status)
	}
}

// One field is changed in the records that somebody chose from a list, after they have seen what that does to scores.
func TestOneFieldIsChangedInManyRecords(t *testing.T) {
	a := start(t, app.Options{Database: filepath.Join(t.TempDir(), "demo.db"), Demo: true})
	token := tokenFor(t, a, access.ISMSManager)
	path := "/measures/bulk?" + url.Values{"row": {"M-01", "M-02", "M-05"}, "field": {"owner"}}.Encode()
	f := formAt(t, a, token, path)
	shown := f.send("do", "check", "spec.owner", "P-03")
	wants(t, "what would change", shown, http.StatusOK, "records would change", "Owner")
	g := formIn(t, a, token, shown.body)
	if got := g.send("do", "save", "reason", "She takes over the platform"); got.status != http.StatusSeeOther {
		t.Fatalf("saving answers %d: %.700s", got.status, plainOf(got.body))
	}
	owner, found := a.Store.Snapshot().Lookup("person", "P-03")
	if !found {
		t.Fatal("P-03 is not there")
	}
	list := ask(t, http.MethodGet, a.Address()+"/measures?view=table&columns=spec.owner&where="+url.QueryEscape(`spec.owner == "`+owner.Name+`"`), token, "")
	for _, code := range []string{"M-01", "M-02", "M-05"} {
		if !strings.Contains(list.body, `<span class="code">`+code+`</span>`) {
			t.Errorf("%s has not got the new owner: %.900s", code, plainOf(list.body))
		}
	}
	wants(t, "the same once more", g.send("do", "save", "reason", "Again"), http.StatusUnprocessableEntity, "Was changed since it was chosen")
	wants(t, "an owner that there is not", formAt(t, a, token, path).send("do", "check", "spec.owner", "Nobody"), http.StatusOK, "3 rows are refused")

	// a weight holds from a day on: what it was before stays, with its reason
	weights := func(name string) string {
		return first(regexp.MustCompile(`"weight":(\d+|\[.*?\])`), ask(t, http.MethodGet, a.Address()+"/api/v1/perspectives/"+name, token, "").body)
	}
	was := map[string]string{"V-01": weights("V-01"), "V-02": weights("V-02")}
	path = "/perspectives/bulk?" + url.Values{"row": {"V-01", "V-02"}, "field": {"weight"}}.Encode()
	f = formAt(t, a, token, path)
	if f.values.Get("spec.from") == "" {
		t.Error("the form does not ask from which day the weight holds")
	}
	wants(t, "no weight", f.send("do", "check", "spec.weight", ""), http.StatusUnprocessableEntity, "This is needed, and is empty. Enter the value")
	shown = f.send("do", "check", "spec.weight", "5", "spec.from", "2027-01-01")
	wants(t, "a weight from a day on", shown, http.StatusOK, "2 records would change")
	if got := formIn(t, a, token, shown.body).send("do", "save", "reason", "Agreed for the new year"); got.status != http.StatusSeeOther {
		t.Fatalf("saving answers %d: %.700s", got.status, plainOf(got.body))
	}
	for name, before := range was {
		before = strings.TrimSuffix(before, "]")
		if !strings.HasPrefix(before, "[") {
			before = `[{"value":` + before + "}"
		}
		if got, want := weights(name), before+`,{"from":"2027-01-01","reason":"Agreed for the new year","value":5}]`; got != want {
			t.Errorf("the weight of %s is %s, not %s", name, got, want)
		}
	}
	wants(t, "no field", ask(t, http.MethodGet, a.Address()+"/measures/bulk?row=M-01&field=name", token, ""), http.StatusUnprocessableEntity)
	wants(t, "no records", ask(t, http.MethodGet, a.Address()+"/measures/bulk?field=owner", token, ""), http.StatusUnprocessableEntity, "names no record")
	all := formAt(t, a, token, "/measures/bulk?"+url.Values{"all": {"1"}, "where": {"spec.period_days >= 90"}, "field": {"type"}}.Encode())
	if n := len(strings.Fields(all.values.Get("seen"))); n < 3 || n > 60 {
		t.Errorf("of all that a filter leaves %d are chosen", n)
	}
}
