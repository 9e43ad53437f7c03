package xccdf

import (
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/steelyard-isms/steelyard/internal/collect"
	"github.com/steelyard-isms/steelyard/internal/fault"
)

const (
	maxDepth = 256     // elements within each other; real files reach 20
	maxToken = 4 << 20 // bytes of one tag or text; the longest remediation script is some 100 kB
)

// walker gives the tokens of a document one at a time and knows where it is. It insists on what encoding/xml lets pass:
// one root element, and nothing but blanks around it.
type walker struct {
	ctx   context.Context
	d     *xml.Decoder
	piece *collect.PieceReader
	path  []xml.Name // the open elements; for an end tag, those around it
	roots int
	arf   bool // the root is an asset report collection
}

func newWalker(ctx context.Context, r io.Reader) *walker {
	piece := collect.NewPieceReader(r, maxToken)
	d := xml.NewDecoder(piece)
	d.CharsetReader = func(charset string, r io.Reader) (io.Reader, error) {
		if strings.EqualFold(charset, "us-ascii") {
			return r, nil
		}
		return nil, fault.InvalidField("the XML is not UTF-8", fault.Field{Line: 1,
			Reason: fmt.Sprintf("its declaration says %.40q", charset), Remedy: "Convert it to UTF-8, for example with xmllint --encode UTF-8"})
	}
	return &walker{ctx: ctx, d: d, piece: piece}
}

func (w *walker) line() int {
	line, _ := w.d.InputPos()
	return line
}

// within tells whether the innermost open elements are these, all of XCCDF and of one version, outermost first.
func (w *walker) within(names ...string) bool { return w.inside(w.path, isXCCDF, names) }

// reported tells whether the open element is the content of a report in ARF.
func (w *walker) reported() bool {
	return w.arf && len(w.path) == 5 && w.inside(w.path[:4], func(space string) bool { return space == ARF },
		[]string{"asset-report-collection", "reports", "report", "content"})
}

func (w *walker) inside(path []xml.Name, of func(space string) bool, names []string) bool {
	if len(path) < len(names) {
		return false
	}
	innermost := path[len(path)-len(names):]
	for i, name := range innermost {
		if name.Local != names[i] || !of(name.Space) || name.Space != innermost[0].Space {
			return false
		}
	}
	return true
}

// next gives the next start tag, end tag or text. io.EOF is the end of a whole document.
func (w *walker) next() (xml.Token, error) {
	for {
		w.piece.Next()
		token, err := w.d.Token()
		if errors.Is(err, io.EOF) {
			return nil, w.end()
		}
		if err != nil {
			return nil, w.damaged(err)
		}
		switch t := token.(type) {
		case xml.StartElement:
			return t, w.open(t.Name)
		case xml.EndElement:
			w.path = w.path[:len(w.path)-1]
			return t, nil
		case xml.CharData:
			if len(w.path) == 0 && strings.Trim(string(t), " \t\r\n\ufeff") != "" {
				return nil, w.invalid("there is text outside the root element", "Copy the file again from where it was written")
			}
			return t, nil
		case xml.Directive:
			return nil, fault.InvalidField("the XML declares a document type", fault.Field{Line: w.line(),
				Reason: "document types and the entities they define are not accepted", Remedy: "Remove the <!DOCTYPE …> declaration; results of a scanner have none"})
		}
	}
}

func (w *walker) open(name xml.Name) error {
	if len(w.path) == 0 {
		w.roots++
		if w.roots > 1 {
			return w.invalid("a second root element starts here", "Send each document in a file of its own")
		}
		if err := supported(name, w.line()); err != nil {
			return err
		}
		w.arf = name.Space == ARF
	}
	if len(w.path) >= maxDepth {
		return &fault.Error{Code: fault.Limited, Message: "the XML is nested too deeply", Fields: []fault.Field{{Line: w.line(),
			Reason: fmt.Sprintf("more than %d elements lie within each other", maxDepth), Remedy: "See whether this is the file that the scanner wrote"}}}
	}
	w.path = append(w.path, name)
	return nil
}

// end is what the end of the input means. The decoder itself complains about elements that are still open.
func (w *walker) end() error {
	if w.roots == 0 {
		return w.invalid("there is no element in it", "Send the file that oscap wrote with --results")
	}
	return io.EOF
}

// supported refuses root elements that this version does not read, by what they are.
func supported(root xml.Name, line int) error {
	if isXCCDF(root.Space) && (root.Local == "Benchmark" || root.Local == "TestResult") || root.Space == ARF && root.Local == "asset-report-collection" {
		return nil
	}
	field := fault.Field{Line: line, Reason: fmt.Sprintf("the root element is %q of namespace %.100q", collect.Short(root.Local), root.Space),
		Remedy: "Send results in XCCDF 1.1 or 1.2 or in ARF 1.1, as oscap xccdf eval writes them with --results or --results-arf"}
	if what := family(root); what != "" {
		return fault.InvalidField(what+" ("+collect.Short(root.Local)+") is not supported in this version", field)
	}
	return fault.InvalidField("the file is not XCCDF", field)
}

func (w *walker) invalid(reason, remedy string) error {
	return fault.InvalidField("the XML is damaged", fault.Field{Line: w.line(), Reason: reason, Remedy: remedy})
}

// damaged turns what the decoder says into a fault. Faults of the readers beneath it pass.
func (w *walker) damaged(err error) error {
	if f, ok := errors.AsType[*fault.Error](err); ok {
		if len(f.Fields) > 0 && f.Fields[0].Line == 0 && f.Code == fault.Limited {
			f.Fields[0].Line = w.line()
		}
		return f
	}
	field := fault.Field{Line: w.line(), Remedy: "Copy the file again from where it was written"}
	if syntax, ok := errors.AsType[*xml.SyntaxError](err); ok {
		field.Line, field.Reason = syntax.Line, syntax.Msg
		if syntax.Msg == "unexpected EOF" {
			field.Reason = "the file ends here, within an element that is not closed"
			if len(w.path) > 0 {
				field.Reason = fmt.Sprintf("the file ends here, within <%s>", collect.Short(w.path[len(w.path)-1].Local))
			}
		}
	} else {
		field.Reason = "the XML cannot be read"
	}
	f := fault.InvalidField("the XML is damaged", field)
	f.Cause = err
	return f
}

// tail is what follows the last slash of a namespace: there the version stands.
func tail(namespace string) string {
	return collect.Short(namespace[strings.LastIndex(namespace, "/")+1:])
}
