package ascode_test

import (
	"bytes"
	"testing"

	"github.com/steelyard-isms/steelyard/internal/ascode"
	"github.com/steelyard-isms/steelyard/internal/fault"
)

// A base is read as it was written, or refused; what is read is written in one way.
func FuzzParseBase(f *testing.F) {
	f.Add((&ascode.Base{Store: "s", Seq: 3, Records: []string{"unit/b", "unit/a"}, Behind: map[string]int64{"unit/a": 1}, Files: []string{"units/a.yaml"}}).Bytes())
	f.Add([]byte(`{"seq":-1}`))
	f.Add([]byte(`null`))
	f.Fuzz(func(t *testing.T, b []byte) {
		base, err := ascode.ParseBase(b)
		if err != nil {
			if !fault.Is(err, fault.Invalid) {
				t.Errorf("%v", err)
			}
			return
		}
		once := base.Bytes()
		again, err := ascode.ParseBase(once)
		if err != nil || !bytes.Equal(again.Bytes(), once) {
			t.Errorf("%s is read as %+v (%v)", once, again, err)
		}
	})
}
