package client

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"
	"time"
)

func framesOf(from io.Reader, most int64) (all []frame, err error) {
	for f := newFrames(from, most); ; {
		x, err := f.next()
		if err != nil {
			return all, err
		}
		all = append(all, x)
	}
}

// What follows the journal must understand every stream that the HTML standard (9.2.6) allows, and not only today's.
func TestFrames(t *testing.T) {
	data := func(id, event, text string) frame { return frame{id: id, event: event, data: []byte(text)} }
	for _, x := range []struct {
		title, stream string
		want          []frame
	}{
		{"as our server writes it", "retry: 3000\n: begins\n\nid: 7\nevent: entry\ndata: {}\n\nid: 9\n\n", []frame{{retry: 3 * time.Second}, data("7", "entry", "{}"), {id: "9"}}},
		{"ends of lines of all three kinds", "id: 1\r\ndata: a\r\n\r\nid: 2\rdata: b\r\rid: 3\ndata: c\n\n", []frame{data("1", "", "a"), data("2", "", "b"), data("3", "", "c")}},
		{"several lines of data, and empty ones", "data: a\ndata:\ndata: b\n\n", []frame{data("", "", "a\n\nb")}},
		{"an empty text is data", "data\n\n", []frame{data("", "", "")}},
		{"one blank belongs to the colon, a second to the value", "data:  a\ndata:b\n\n", []frame{data("", "", " a\nb")}},
		{"a mark of byte order", "\ufeffdata: a\n\n", []frame{data("", "", "a")}},
		{"comments only", ": still here\n\n:\n\n", nil},
		{"what nobody knows", "colour: red\ndata: a\n\nnothing\n\n", []frame{data("", "", "a")}},
		{"what is cut off tells nothing", "data: a\n\ndata: b\n", []frame{data("", "", "a")}},
		{"an identifier with a zero is none", "id: 1\x002\ndata: a\n\n", []frame{data("", "", "a")}},
		{"a pause that is none", "retry: soon\nretry: -1\ndata: a\n\n", []frame{data("", "", "a")}},
	} {
		got, err := framesOf(strings.NewReader(x.stream), 1<<20)
		if !errors.Is(err, io.EOF) || !reflect.DeepEqual(got, x.want) {
			t.Errorf("%s: %+v, not %+v (%v)", x.title, got, x.want, err)
		}
	}
}

// A server that never ends an event must not fill the memory of those who follow.
func TestLongFrame(t *testing.T) {
	for title, stream := range map[string]string{"one line": strings.Repeat("x", 200), "many lines": strings.Repeat("data: x\n", 20), "empty lines of data": strings.Repeat("data\n", 30)} {
		if _, err := framesOf(strings.NewReader(stream+"\n\n"), 100); !errors.Is(err, errLongFrame) {
			t.Errorf("%s of more than 100 bytes ends with %v", title, err)
		}
	}
	if got, err := framesOf(strings.NewReader(strings.Repeat("data: x\n\n", 100)), 100); len(got) != 100 || !errors.Is(err, io.EOF) {
		t.Errorf("of 100 short events come %d: %v", len(got), err)
	}
}

// Whatever comes, it is read without a panic and within bounds, the same however it is parted on its way, and what it says can
// be said again.
func FuzzFrames(f *testing.F) {
	f.Add([]byte("retry: 3000\n: begins\n\nid: 7\nevent: entry\ndata: {\"seq\":7}\n\nid: 9\n\n"))
	f.Add([]byte("\ufeffid: 1\r\ndata: a\r\n\r\nid: 2\rdata\r\rdata:\ndata: c\n\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		const most = 1 << 10
		got, ended := framesOf(bytes.NewReader(b), most)
		parted, ended2 := framesOf(iotest.OneByteReader(bytes.NewReader(b)), most)
		if !reflect.DeepEqual(got, parted) || !errors.Is(ended2, ended) {
			t.Fatalf("whole it says %+v, in parts %+v", got, parted)
		}
		var again strings.Builder
		for _, x := range got {
			if len(x.data)+len(x.id)+len(x.event) > most {
				t.Fatalf("%d bytes of data pass a bound of %d", len(x.data), most)
			}
			if x.id != "" {
				fmt.Fprintf(&again, "id: %s\n", x.id)
			}
			if x.event != "" {
				fmt.Fprintf(&again, "event: %s\n", x.event)
			}
			if x.retry != 0 {
				fmt.Fprintf(&again, "retry: %d\n", x.retry.Milliseconds())
			}
			if x.data != nil {
				fmt.Fprintf(&again, "data: %s\n", strings.ReplaceAll(string(x.data), "\n", "\ndata: "))
			}
			again.WriteString("\n")
		}
		if said, _ := framesOf(strings.NewReader(again.String()), 2<<10); !reflect.DeepEqual(said, got) {
			t.Fatalf("said again, %+v is %+v", got, said)
		}
	})
}
