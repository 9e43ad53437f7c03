package api

import (
	"encoding/base64"
	"encoding/json"
	"strconv"
	"time"

	"github.com/steelyard-isms/steelyard/internal/fault"
	"github.com/steelyard-isms/steelyard/internal/record"
	"github.com/steelyard-isms/steelyard/internal/service"
)

// place is where a list goes on. All pages show the state of the first, so that records which come, go or are renamed
// meanwhile neither fall out nor appear twice. A cursor is no secret and grants nothing: rights are asked again.
type place struct {
	asOf      service.AsOf
	cursor    cursor
	continued bool
	at        time.Time // moment of the first page
}

type cursor struct {
	Kind    string `json:"k"`
	Asked   string `json:"a,omitempty"` // as_of of the first page
	Seq     int64  `json:"s"`
	At      int64  `json:"t"` // microseconds since 1970
	Name    string `json:"n"` // last name of the page before
	Retired bool   `json:"r,omitempty"`
	Wish    string `json:"w,omitempty"` // digest of filter and order
}

func readCursor(text string, k *record.Kind, in *listInput) (place, error) {
	if text == "" {
		at, err := service.ParseAsOf(in.AsOf)
		return place{asOf: at, cursor: cursor{Kind: k.Name, Asked: in.AsOf, Retired: in.Retired, Wish: in.wish()}}, err
	}
	var c cursor
	b, err := base64.RawURLEncoding.DecodeString(text)
	if err == nil {
		err = json.Unmarshal(b, &c)
	}
	switch {
	case err != nil || c.Seq < 1 || c.Name == "" || !shown(c.At):
		return place{}, badCursor("is not a cursor", "Send next of an earlier answer as it is, or leave it out to begin")
	case c.Kind != k.Name || c.Retired != in.Retired || c.Wish != in.wish() || in.AsOf != "" && in.AsOf != c.Asked:
		return place{}, badCursor("belongs to another list", "Send it with the parameters of the first page")
	}
	entry := "entry:" + strconv.FormatInt(c.Seq, 10)
	return place{asOf: service.AsOf{Text: entry, Seq: c.Seq}, cursor: c, continued: true, at: time.UnixMicro(c.At).UTC()}, nil
}

// lastShown is the last moment that JSON can show, in microseconds since 1970.
var lastShown = time.Date(9999, 12, 31, 23, 59, 59, 999_999_000, time.UTC).UnixMicro()

// shown tells whether an answer can have been about a moment.
func shown(at int64) bool { return at >= 0 && at <= lastShown }

func badCursor(reason, remedy string) error {
	return fault.InvalidField("the list cannot go on", fault.Field{Path: "cursor", Reason: reason, Remedy: remedy})
}

// next is the cursor behind a name.
func (p place) next(v *service.View, name string) string {
	c := p.cursor
	c.Name, c.Seq = name, v.Seq
	if !p.continued {
		c.At = v.At.UnixMicro()
	}
	b, _ := json.Marshal(c) // texts and numbers always marshal
	return base64.RawURLEncoding.EncodeToString(b)
}
