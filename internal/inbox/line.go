package inbox

import (
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"time"

	"github.com/antom-cli/antom/internal/capture"
	"github.com/antom-cli/antom/internal/printable"
	"github.com/antom-cli/antom/pkg/antom"
)

// Schema is the version of the line format that this package writes, and the
// newest that it reads.
const Schema = 1

// MaxLine is the longest line in bytes, with its line end. A record that needs
// more is refused with ErrTooLarge.
const MaxLine = 16 << 20

// fields are a record's own members behind those of the capture.
type fields struct {
	Schema           int    `json:"schema"`
	Verified         bool   `json:"verified"`
	KeyFingerprint   string `json:"keyFingerprint,omitempty"`
	Cause            string `json:"cause,omitempty"`
	Synthetic        bool   `json:"synthetic,omitempty"`
	Trimmed          bool   `json:"trimmed,omitempty"`
	DuplicateOf      string `json:"duplicateOf,omitempty"`
	NotifyType       string `json:"notifyType,omitempty"`
	ClientID         string `json:"clientId,omitempty"`
	PaymentRequestID string `json:"paymentRequestId,omitempty"`
	PaymentID        string `json:"paymentId,omitempty"`
	RequestID        string `json:"requestId,omitempty"`
	ObjectID         string `json:"objectId,omitempty"`
	ResultCode       string `json:"resultCode,omitempty"`
	ResultStatus     string `json:"resultStatus,omitempty"`
	Currency         string `json:"currency,omitempty"`
	Value            string `json:"value,omitempty"`
	ID               string `json:"id,omitempty"`
}

// attemptLine is one line of an attempts file.
type attemptLine struct {
	Schema       int       `json:"schema"`
	ID           string    `json:"id"`
	At           time.Time `json:"at"`
	URL          string    `json:"url"`
	Status       int       `json:"status,omitempty"`
	Err          string    `json:"error,omitempty"`
	DurationMS   int64     `json:"durationMs"`
	Acknowledged bool      `json:"acknowledged"`
}

const (
	crcMember = `,"crc":"`
	crcEnd    = `"}`
	crcDigits = 8
	crcLength = len(crcMember) + crcDigits + len(crcEnd)
	// tailLength is the most that sealID and seal add to a line.
	tailLength = 64 + crcLength
)

// castagnoli is the polynomial that processors have an instruction for.
func castagnoli() *crc32.Table { return crc32.MakeTable(crc32.Castagnoli) }

// encode makes a record's line up to, but without, the members that depend on
// its place.
func encode(r *Record) ([]byte, error) {
	if err := readable(r); err != nil {
		return nil, err
	}
	own, err := printable.MarshalJSON(fieldsOf(r))
	if err != nil {
		return nil, err
	}
	m := &r.Message
	c := capture.Capture{ReceivedAt: r.ReceivedAt, Method: m.Method, Path: m.Path, Headers: r.Headers, Body: m.Body}
	line := make([]byte, 0, len(m.Body)+len(m.Body)/4+len(own)+1024)
	line = c.AppendMembers(append(line, '{'))
	if len(line) > 1 {
		line = append(line, ',')
	}
	line = append(line, own[1:len(own)-1]...)
	if len(line)+tailLength > MaxLine {
		return nil, fmt.Errorf("%w: a line of %d bytes", ErrTooLarge, len(line))
	}
	return line, nil
}

// CaptureLine is a record as a capture object of package capture on one line,
// without a line end.
func CaptureLine(r *Record) ([]byte, error) {
	line, err := encode(r)
	if err != nil {
		return nil, err
	}
	return append(line, '}'), nil
}

// Check refuses a record that no store can hold.
func Check(r *Record) error { return readable(r) }

// readable refuses what package capture would not read again.
func readable(r *Record) error {
	size := 0
	for _, h := range r.Headers {
		size += len(h.Name) + len(h.Value)
	}
	switch {
	case len(r.Headers) > capture.MaxHeaders:
		return fmt.Errorf("%w: %d header fields", ErrTooLarge, len(r.Headers))
	case size > capture.MaxHeaderBytes:
		return fmt.Errorf("%w: %d bytes of header fields", ErrTooLarge, size)
	case len(r.Message.Path) > capture.MaxPath:
		return fmt.Errorf("%w: a path of %d bytes", ErrTooLarge, len(r.Message.Path))
	case len(r.Message.Body) > capture.MaxBody:
		return fmt.Errorf("%w: a body of %d bytes", ErrTooLarge, len(r.Message.Body))
	}
	return capture.CheckText(r.Message.Method, r.Message.Path, r.Headers)
}

// sealID ends a line with its id and checksum. Sum is the checksum of the line
// so far.
func sealID(line []byte, sum uint32, at time.Time, p place) []byte {
	n := len(line)
	line = append(appendID(append(line, `,"id":"`...), at, p), '"')
	return seal(line, crc32.Update(sum, castagnoli(), line[n:]))
}

// seal ends a line with its checksum.
func seal(line []byte, sum uint32) []byte {
	const digits = "0123456789abcdef"
	line = append(line, crcMember...)
	for shift := 28; shift >= 0; shift -= 4 {
		line = append(line, digits[sum>>shift&15])
	}
	return append(append(line, crcEnd...), '\n')
}

var errChecksum = errors.New("the checksum does not fit")

// intact checks the checksum of a line without its line end.
func intact(line []byte) error {
	n := len(line) - crcLength
	if n <= 0 {
		return errChecksum
	}
	want := seal(make([]byte, 0, crcLength+1), crc32.Checksum(line[:n], castagnoli()))
	if string(line[n:]) != string(want[:crcLength]) {
		return errChecksum
	}
	return nil
}

// decode reads a line without its line end.
func decode(line []byte) (*Record, error) {
	if err := intact(line); err != nil {
		return nil, err
	}
	var f fields
	if err := json.Unmarshal(line, &f); err != nil {
		return nil, err
	}
	if f.Schema > Schema {
		return nil, &SchemaError{Schema: f.Schema}
	}
	c, err := capture.ParseRecord(line)
	if err != nil {
		return nil, err
	}
	r := f.record()
	r.ReceivedAt, r.Headers = c.ReceivedAt, c.Headers
	r.Message.Method, r.Message.Path, r.Message.Body, r.Raw = c.Method, c.Path, c.Body, c.Body
	r.Message.Time = c.Header(antom.HeaderRequestTime)
	return r, nil
}

// fieldsOf are the members of a record.
func fieldsOf(r *Record) fields {
	f := fields{
		Schema: Schema, Verified: r.Verified, KeyFingerprint: r.KeyFingerprint, Cause: r.Cause, Synthetic: r.Synthetic, Trimmed: r.Trimmed, DuplicateOf: r.DuplicateOf,
		NotifyType: r.NotifyType, ClientID: r.Message.ClientID, PaymentRequestID: r.PaymentRequestID, PaymentID: r.PaymentID,
		RequestID: r.RequestID, ObjectID: r.ObjectID, ResultCode: string(r.Result.ResultCode), ResultStatus: string(r.Result.ResultStatus),
	}
	if r.Amount != nil {
		f.Currency, f.Value = r.Amount.Currency, r.Amount.Value
	}
	return f
}

// record is the record with these members.
func (f *fields) record() *Record {
	r := &Record{ID: f.ID, Verified: f.Verified, Cause: f.Cause, Synthetic: f.Synthetic, Trimmed: f.Trimmed, DuplicateOf: f.DuplicateOf}
	r.Notification = antom.Notification{
		Message: antom.Message{ClientID: f.ClientID}, KeyFingerprint: f.KeyFingerprint,
		NotifyType: f.NotifyType, PaymentRequestID: f.PaymentRequestID, PaymentID: f.PaymentID, RequestID: f.RequestID, ObjectID: f.ObjectID,
		Result: antom.Result{ResultCode: antom.ResultCode(f.ResultCode), ResultStatus: antom.ResultStatus(f.ResultStatus)},
	}
	if f.Currency != "" || f.Value != "" {
		r.Amount = &antom.Amount{Currency: f.Currency, Value: f.Value}
	}
	return r
}

// encodeAttempt makes a whole line of an attempts file.
func encodeAttempt(id string, a Attempt) ([]byte, error) {
	b, err := printable.MarshalJSON(attemptLine{
		Schema: Schema, ID: id, At: a.At, URL: a.URL, Status: a.Status, Err: a.Err, DurationMS: a.DurationMS, Acknowledged: a.Acknowledged,
	})
	if err != nil {
		return nil, err
	}
	if len(b)+tailLength > MaxLine {
		return nil, ErrTooLarge
	}
	b = b[:len(b)-1]
	return seal(b, crc32.Checksum(b, castagnoli())), nil
}

// decodeAttempt reads a line of an attempts file without its line end.
func decodeAttempt(line []byte) (id string, a Attempt, err error) {
	if err := intact(line); err != nil {
		return "", a, err
	}
	var l attemptLine
	if err := json.Unmarshal(line, &l); err != nil {
		return "", a, err
	}
	return l.ID, Attempt{At: l.At, URL: l.URL, Status: l.Status, Err: l.Err, DurationMS: l.DurationMS, Acknowledged: l.Acknowledged}, nil
}
