package reconcile

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/antom-cli/antom/internal/reconfile"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// orderField is a field of a sale with the names that its column may have. Case, blanks,
// hyphens and underscores do not count.
type orderField struct {
	name    string
	columns []string
}

func orderFields() []orderField {
	return []orderField{
		{"request", []string{"paymentRequestId", "requestId", "transactionRequestId", "refundRequestId"}},
		{"payment", []string{"paymentId", "transactionId", "antomId"}},
		{"original", []string{"originalTransactionRequestId", "originalRequestId", "originalPaymentRequestId"}},
		{"order", []string{"orderId", "referenceOrderId", "order", "orderNumber", "referenceTransactionId"}},
		{"amount", []string{"amount", "total", "transactionAmountValue"}},
		{"minor", []string{"amountMinor", "minorAmount", "amountCents", "value"}},
		{"currency", []string{"currency", "currencyCode", "transactionCurrency"}},
		{"status", []string{"status", "paymentStatus", "state"}},
		{"type", []string{"type", "transactionType"}},
		{"time", []string{"time", "paidAt", "paymentTime", "date", "createdAt"}},
	}
}

// OrderFieldNames are the fields that a column can be mapped to.
func OrderFieldNames() []string {
	var names []string
	for _, f := range orderFields() {
		names = append(names, f.name)
	}
	return names
}

// Orders reads a list of orders: a CSV file with a header.
type Orders struct {
	csv   *csv.Reader
	bound *recordBound
	at    map[string]int
	line  int
}

// Limits of a list of orders.
const (
	maxOrderLine = 1 << 20
	maxOrders    = 50_000_000
)

// OrdersError is what is wrong with a list of orders.
type OrdersError struct {
	Line int
	Err  error
	// Columns are those of the header, where the mistake is in them, and Field is the
	// field that has no column.
	Columns []string
	Field   string
}

func (e *OrdersError) Error() string { return fmt.Sprintf("line %d: %v", e.Line, e.Err) }

func (e *OrdersError) Unwrap() error { return e.Err }

// ParseMap reads mappings such as "amount=Total", the field first. Its error names the
// fields.
func ParseMap(texts []string) (map[string]string, error) {
	columns := map[string]string{}
	for _, text := range texts {
		name, column, ok := strings.Cut(text, "=")
		switch {
		case !ok || strings.TrimSpace(column) == "":
			return nil, fmt.Errorf("%q is not FIELD=COLUMN", text)
		case !slices.Contains(OrderFieldNames(), name):
			return nil, fmt.Errorf("there is no field %q; the fields are %s", name, strings.Join(OrderFieldNames(), ", "))
		}
		columns[name] = strings.TrimSpace(column)
	}
	return columns, nil
}

// NewOrders reads the header of a list of orders. columns names the columns of fields
// that have another name than the usual ones.
func NewOrders(in io.Reader, columns map[string]string) (*Orders, error) {
	buffered := bufio.NewReaderSize(in, 1<<16)
	if mark, _ := buffered.Peek(3); bytes.Equal(mark, []byte("\xef\xbb\xbf")) {
		_, _ = buffered.Discard(3)
	}
	head, _ := buffered.Peek(1 << 14)
	if err := otherFormat(head[:min(len(head), 4)]); err != nil {
		return nil, &OrdersError{Line: 1, Err: err}
	}
	head, _, _ = bytes.Cut(head, []byte("\n"))
	o := &Orders{bound: &recordBound{in: buffered, left: maxOrderLine}, at: map[string]int{}}
	o.csv = csv.NewReader(o.bound)
	o.csv.ReuseRecord, o.csv.FieldsPerRecord = true, -1
	for _, r := range ";\t" {
		if bytes.Count(head, []byte(string(r))) > bytes.Count(head, []byte(string(o.csv.Comma))) {
			o.csv.Comma = r
		}
	}
	header, err := o.csv.Read()
	if errors.Is(err, io.EOF) {
		return nil, &OrdersError{Line: 1, Err: errors.New("it is empty")}
	}
	if err != nil {
		return nil, o.lineError(err)
	}
	header = slices.Clone(header)
	return o, o.find(header, columns)
}

// otherFormat says that a file which begins with some bytes is no CSV file.
func otherFormat(begin []byte) error {
	if bytes.HasPrefix(begin, []byte("PK")) {
		return &reconfile.FormatError{What: "it is an XLSX file", Do: "save the orders as CSV"}
	}
	return reconfile.OtherFormat(begin)
}

// squeezed is a column's name as it is compared.
func squeezed(name string) string {
	return strings.NewReplacer(" ", "", "_", "", "-", "").Replace(strings.ToLower(strings.TrimSpace(name)))
}

// ListsOrders reports whether a header may be that of a list of orders: it has the usual
// name of a column with an id.
func ListsOrders(header []string) bool {
	return slices.ContainsFunc(orderFields(), func(f orderField) bool {
		return (f.name == "request" || f.name == "payment" || f.name == "order") && slices.ContainsFunc(f.columns, func(name string) bool {
			return slices.ContainsFunc(header, func(h string) bool { return squeezed(h) == squeezed(name) })
		})
	})
}

func (o *Orders) find(header []string, columns map[string]string) error {
	for _, f := range orderFields() {
		wanted := f.columns
		mapped, isMapped := columns[f.name]
		if isMapped {
			wanted = []string{mapped}
		}
		o.at[f.name] = -1
		for _, name := range wanted {
			i := slices.IndexFunc(header, func(h string) bool { return squeezed(h) == squeezed(name) })
			if i >= 0 {
				o.at[f.name] = i
				break
			}
		}
		if isMapped && o.at[f.name] < 0 {
			return &OrdersError{Line: 1, Err: fmt.Errorf("there is no column %q", mapped), Columns: header, Field: f.name}
		}
	}
	if o.at["request"] < 0 && o.at["payment"] < 0 {
		return &OrdersError{Line: 1, Err: errors.New("no column has the paymentRequestId or the paymentId"), Columns: header, Field: "request"}
	}
	return nil
}

// Next is the next order. The error is io.EOF after the last one.
func (o *Orders) Next() (Sale, error) {
	for {
		o.bound.left = maxOrderLine
		cells, err := o.csv.Read()
		switch {
		case errors.Is(err, io.EOF):
			return Sale{}, io.EOF
		case err != nil:
			return Sale{}, o.lineError(err)
		case o.line > maxOrders:
			return Sale{}, &OrdersError{Line: o.line, Err: reconfile.ErrLimit}
		}
		o.line, _ = o.csv.FieldPos(0)
		if !slices.ContainsFunc(cells, func(c string) bool { return strings.TrimSpace(c) != "" }) {
			continue
		}
		s, err := o.sale(cells)
		if err != nil {
			return Sale{}, &OrdersError{Line: o.line, Err: err}
		}
		return s, nil
	}
}

// lineError says which line cannot be read. Quotation marks are read strictly: one that is
// not closed would swallow the orders behind it.
func (o *Orders) lineError(err error) error {
	var parse *csv.ParseError
	if !errors.As(err, &parse) {
		return &OrdersError{Line: o.line + 1, Err: err}
	}
	return &OrdersError{Line: parse.StartLine, Err: errors.New("a quotation mark is not doubled or not closed")}
}

func (o *Orders) sale(cells []string) (Sale, error) {
	text := func(name string) string {
		if i := o.at[name]; i >= 0 && i < len(cells) {
			return strings.TrimSpace(cells[i])
		}
		return ""
	}
	s := Sale{
		Source: FromOrders, Line: o.line, Type: strings.ToUpper(text("type")), RequestID: text("request"), PaymentRequestID: text("original"),
		ID: text("payment"), OrderID: text("order"), Currency: strings.ToUpper(text("currency")), Status: text("status"),
	}
	if s.Type == "" {
		s.Type = "PAYMENT"
	}
	if _, known := saleClass(s.Type); !known {
		return s, fmt.Errorf("the type %q is none of PAYMENT, REFUND and CAPTURE", s.Type)
	}
	if s.RequestID == "" && s.ID == "" {
		return s, errors.New("the order has no paymentRequestId and no paymentId")
	}
	if s.Currency != "" {
		if _, err := spec.ParseCurrency(s.Currency); err != nil {
			return s, err
		}
	}
	var err error
	s.Time, s.Day = orderTime(text("time"))
	s.Amount, s.HasAmount, err = orderAmount(text("amount"), text("minor"), s.Currency)
	return s, err
}

// grouped is an amount whose commas separate thousands.
var grouped = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^[-+]?\d{1,3}(,\d{3})+(\.\d+)?$`) })

// orderAmount reads an amount in major units, or else one in the smallest unit.
func orderAmount(major, minor, currency string) (reconfile.Money, bool, error) {
	switch {
	case major != "":
		if strings.Contains(major, ",") && !grouped().MatchString(major) {
			return 0, false, fmt.Errorf("the amount %q has a comma that separates no thousands; write decimals after a point, such as 12.50", major)
		}
		m, err := reconfile.ParseMoney(strings.ReplaceAll(major, ",", ""))
		if err != nil {
			return 0, false, fmt.Errorf("the amount %q %w", major, err)
		}
		return m, true, nil
	case minor != "":
		m, err := reconfile.ParseMinor(minor, reconfile.Decimals(currency))
		if err != nil {
			return 0, false, fmt.Errorf("the amount %q %w", minor, err)
		}
		return m, true, nil
	}
	return 0, false, nil
}

// orderTime reads the time of an order; one without a zone is in that of this machine.
// day is true for a date, which stands for the whole day.
func orderTime(text string) (at time.Time, day bool) {
	for _, layout := range []string{time.RFC3339, "2006-01-02 15:04:05", "2006-01-02T15:04:05", "2006-01-02 15:04", time.DateOnly} {
		if t, err := time.ParseInLocation(layout, text, time.Local); err == nil {
			return t, layout == time.DateOnly
		}
	}
	return time.Time{}, false
}

// recordBound bounds what is read for one line.
type recordBound struct {
	in   io.Reader
	left int
}

func (b *recordBound) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, reconfile.ErrLimit
	}
	n, err := b.in.Read(p)
	b.left -= n
	return n, err
}
