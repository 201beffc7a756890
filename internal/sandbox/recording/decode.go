package recording

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/antom-cli/antom/pkg/antom/spec"
)

// Mistake is what is wrong with a file of a recording.
type Mistake struct {
	File string
	Line int // from 1; 0 when it is about the whole file
	Text string
}

// Error names the file, the line and what is wrong.
func (m *Mistake) Error() string {
	if m.Line == 0 {
		return m.File + ": " + m.Text
	}
	return fmt.Sprintf("%s:%d: %s", m.File, m.Line, m.Text)
}

// maxFileValues are those of two bodies and of what is around them.
const maxFileValues = 2*maxValues + 1000

// Decode reads an exchange from the content of a file. The error is a *Mistake.
func Decode(file string, data []byte) (*Exchange, error) {
	d := decoder{file: file, data: data, places: map[*spec.Node]int{}}
	root, err := d.parse()
	if err != nil {
		return nil, err
	}
	e := &Exchange{File: file, values: len(d.places)}
	d.root(e, root)
	if d.mistake != nil {
		return nil, d.mistake
	}
	return e, nil
}

// decoder reads one file. It keeps the first mistake.
type decoder struct {
	file    string
	data    []byte
	places  map[*spec.Node]int // offsets of the values of the outer objects
	mistake *Mistake
}

// parse parses the file and notes where its values begin.
func (d *decoder) parse() (*spec.Node, error) {
	if _, err := spec.ParseJSON(d.data); err != nil { // strict: no name twice, nothing behind
		return nil, d.syntax(err)
	}
	begin := len(d.data) - len(bytes.TrimLeft(d.data, " \t\r\n"))
	root, _, err := spec.ParseValue(d.data, begin, func(n *spec.Node, _, value int) error {
		d.places[n] = value
		if len(d.places) > maxFileValues {
			return &spec.SyntaxError{Line: 1 + bytes.Count(d.data[:value], []byte("\n")), Reason: fmt.Sprintf("it has more than %d values", maxFileValues)}
		}
		return nil
	})
	if err != nil {
		return nil, d.syntax(err)
	}
	return root, nil
}

func (d *decoder) syntax(err error) error {
	var syntax *spec.SyntaxError
	if errors.As(err, &syntax) {
		return &Mistake{File: d.file, Line: syntax.Line, Text: "it is damaged: " + syntax.Reason}
	}
	return &Mistake{File: d.file, Text: "it is damaged: " + err.Error()}
}

// fail notes a mistake at a value.
func (d *decoder) fail(n *spec.Node, format string, args ...any) {
	if d.mistake != nil {
		return
	}
	line := 1
	if at, ok := d.places[n]; ok {
		line += bytes.Count(d.data[:at], []byte("\n"))
	}
	d.mistake = &Mistake{File: d.file, Line: line, Text: fmt.Sprintf(format, args...)}
}

func (d *decoder) root(e *Exchange, root *spec.Node) {
	given := root.Get(keyVersion)
	switch {
	case given == nil:
		d.fail(root, "it is not a recorded exchange: %q is missing", keyVersion)
		return
	case given.Kind != spec.Number || given.Text != strconv.Itoa(version):
		d.fail(given, "%s: this program reads version %d, not %s", keyVersion, version, given.AppendJSON(nil))
		return
	}
	d.known(root, keyVersion, keyAt, keyOperation, keyDuration, keyRequest, keyResponse)
	at := d.text(root, keyAt)
	var err error
	if e.At, err = time.Parse(time.RFC3339Nano, at); err != nil && d.mistake == nil {
		d.fail(root.Get(keyAt), "%s: it is not a time such as 2026-01-02T15:04:05Z", keyAt)
	}
	e.Operation = d.text(root, keyOperation)
	if op := spec.OperationNamed(e.Operation); e.Operation != "" && op.Path == "" {
		d.fail(root.Get(keyOperation), "%s: Antom has no operation %q", keyOperation, e.Operation)
	}
	e.Duration = time.Duration(d.whole(root, keyDuration, int(time.Hour/time.Millisecond))) * time.Millisecond
	request, response := d.object(root, keyRequest), d.object(root, keyResponse)
	d.known(request, keyPath, keyHeaders, keySize, keyBody)
	d.known(response, keyStatus, keyHeaders, keySize, keyBody)
	if d.mistake != nil {
		return
	}
	e.Path = d.text(request, keyPath)
	e.Request = d.message(request)
	const largest = 599
	e.Status = d.whole(response, keyStatus, largest)
	e.Response = d.message(response)
}

// message reads one half of an exchange.
func (d *decoder) message(n *spec.Node) Message {
	m := Message{Header: map[string]string{}, Size: d.whole(n, keySize, MaxBody)}
	for _, h := range members(d.object(n, keyHeaders)) {
		if h.Value.Kind != spec.String {
			d.fail(h.Value, "%s: the value of a header is a text", h.Name)
			return m
		}
		m.Header[strings.ToLower(h.Name)] = h.Value.Text
	}
	switch body := n.Get(keyBody); {
	case body == nil:
		d.fail(n, "%q is missing", keyBody)
	case body.Kind == spec.Object:
		m.Body = body
	case body.Kind != spec.String:
		d.fail(body, "%s: it is neither a JSON object nor the text that stands for another body", keyBody)
	}
	return m
}

// known refuses members that a file does not have.
func (d *decoder) known(n *spec.Node, names ...string) {
	for _, m := range members(n) {
		if !slices.Contains(names, m.Name) {
			d.fail(m.Value, "%q is unknown here; the members are %s", m.Name, strings.Join(names, ", "))
		}
	}
}

func (d *decoder) object(n *spec.Node, name string) *spec.Node {
	switch value := n.Get(name); {
	case value == nil:
		d.fail(n, "%q is missing", name)
	case value.Kind != spec.Object:
		d.fail(value, "%s: it is not an object", name)
	default:
		return value
	}
	return nil
}

func (d *decoder) text(n *spec.Node, name string) string {
	switch value := n.Get(name); {
	case value == nil:
		d.fail(n, "%q is missing", name)
	case value.Kind != spec.String:
		d.fail(value, "%s: it is not a text", name)
	default:
		return value.Text
	}
	return ""
}

func (d *decoder) whole(n *spec.Node, name string, largest int) int {
	value := n.Get(name)
	if value == nil {
		d.fail(n, "%q is missing", name)
		return 0
	}
	number, err := strconv.Atoi(value.Text)
	if value.Kind != spec.Number || err != nil || number < 0 || number > largest {
		d.fail(value, "%s: it is not a whole number from 0 to %d", name, largest)
		return 0
	}
	return number
}

// members are those of an object, none for nil.
func members(n *spec.Node) []spec.Member {
	if n == nil {
		return nil
	}
	return n.Members
}
