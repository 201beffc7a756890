package reconfile

import (
	"bufio"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// DownloadList says that a file is the list of downloads that Antom's own command line
// prints, and not one of the files in it.
type DownloadList struct{ Files int }

func (e *DownloadList) Error() string {
	if e.Files == 0 {
		return "it is a list of files to download that has none: there is no such report of these days"
	}
	return fmt.Sprintf("it is a list of %d files to download, not a reconciliation file", e.Files)
}

// maxJSONBytes bounds one value of a JSON file.
const maxJSONBytes = 16 << 20

// transactionDetail is a transaction as `report transaction-detail --json` of Antom's own
// command line prints it. Source: transaction_detail_query.py in
// antom-reconciliation-expert.
type transactionDetail struct {
	TransactionID   string `json:"transaction_id"`
	RequestID       string `json:"merchant_request_id"`
	Reference       string `json:"reference_transaction_id"`
	Status          string `json:"status"`
	TransactionType string `json:"transaction_type"`
	Amount          struct {
		Value    string `json:"value"`
		Currency string `json:"currency"`
	} `json:"amount"`
	Method struct {
		Type string `json:"type"`
	} `json:"payment_method"`
	Lifecycle []struct {
		Time string `json:"time"`
	} `json:"payment_lifecycle"`
	Downloads []json.RawMessage `json:"bill_download_urls"`
	Error     json.RawMessage   `json:"error"` // in the place of everything else
}

// jsonSource reads transactions in JSON: one value, a list, or one value after the other.
type jsonSource struct {
	json    *json.Decoder
	bound   *boundReader
	inList  bool
	closed  bool // the end of the list was seen
	line    int  // a running number: JSON has no rows
	pending *transactionDetail
}

// jsonHeader are the columns that the members of a transaction stand for.
func jsonHeader() []string {
	return []string{
		"transactionId", "transactionRequestId", "referenceTransactionId", "status", "transactionType", "transactionAmountValue",
		"transactionCurrency", "paymentMethodType", "transactionCreationTime",
	}
}

// openJSON reads the first transaction, which shows whether it is one.
func openJSON(in *bufio.Reader) (*jsonSource, error) {
	bound := &boundReader{in: in, record: maxJSONBytes, total: MaxBytes}
	s := &jsonSource{json: json.NewDecoder(bound), bound: bound}
	if first, err := in.Peek(1); err == nil && first[0] == '[' {
		s.inList = true
		if _, err := s.json.Token(); err != nil {
			return nil, err
		}
	}
	first, err := s.decode()
	switch {
	case errors.Is(err, io.EOF):
		return s, nil
	case err != nil:
		return nil, fmt.Errorf("its JSON cannot be read: %w", err)
	}
	s.pending = first
	return s, first.check()
}

// check says why a value is no transaction.
func (t *transactionDetail) check() error {
	switch {
	case t.Error != nil && t.TransactionID == "" && len(t.Downloads) == 0:
		return fmt.Errorf("it says that the query failed: %.200s", t.Error)
	case t.Downloads != nil:
		return &DownloadList{len(t.Downloads)}
	case t.TransactionID == "" || t.TransactionType == "":
		return errors.New("it is JSON, and not that of transactions")
	}
	return nil
}

func (s *jsonSource) decode() (*transactionDetail, error) {
	s.bound.record = maxJSONBytes
	if s.closed {
		return nil, io.EOF
	}
	if s.inList && !s.json.More() {
		token, err := s.json.Token()
		if s.closed = err == nil && token == json.Delim(']'); s.closed && s.json.More() {
			return nil, errors.New("something follows the list")
		}
		return nil, cmp.Or(err, io.EOF)
	}
	t := &transactionDetail{}
	return t, s.json.Decode(t)
}

// next gives the header first, then a row for each transaction.
func (s *jsonSource) next() ([]string, int, error) {
	if s.line++; s.line == 1 {
		return jsonHeader(), 0, nil
	}
	t := s.pending
	s.pending = nil
	if t == nil {
		var err error
		if t, err = s.decode(); errors.Is(err, io.EOF) {
			return nil, s.line, io.EOF
		}
		if err == nil {
			err = t.check()
		}
		if err != nil {
			return nil, s.line, &LineError{s.line - 1, err}
		}
	}
	created := ""
	if len(t.Lifecycle) > 0 {
		created = t.Lifecycle[0].Time
	}
	return []string{
		t.TransactionID, t.RequestID, t.Reference, t.Status, t.TransactionType, t.Amount.Value, t.Amount.Currency, t.Method.Type, created,
	}, s.line - 1, nil
}

// complete reports whether the list has its end. A transaction that is cut off cannot be
// read.
func (s *jsonSource) complete() bool { return !s.inList || s.closed }
