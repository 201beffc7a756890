package reconfile

import (
	"errors"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// Row is one line of a file. Fields are empty, or zero, where the file has nothing.
type Row struct {
	Line int // counted from 1, the header included

	Batch             string
	Type              Type // of a summary: with the name of its summaryType only
	TransactionID     string
	RequestID         string
	OriginalRequestID string
	OrderID           string
	Method            string
	Status            string
	Time              time.Time // completed, else created; of a summary: settled

	Amount    Money
	Currency  string
	HasAmount bool

	Converted         Money // the amount in the settlement currency before fees
	ConvertedCurrency string
	HasConverted      bool

	Net         Money // what is settled
	NetCurrency string
	HasNet      bool

	Pair     string // USD/SGD
	Price    Rate
	HasPrice bool

	Fees     []Amount // those that are not zero; valid until the next row is read
	Doubtful []Amount // columns of the older layout that may or may not be fees
	Count    int      // of a summary, -1 where it is not said

	Problems []Problem
}

// Amount is money in a currency.
type Amount struct {
	Value    Money
	Currency string
}

// Problem is a value of a row that cannot be read.
type Problem struct {
	Column string
	Text   string
	Err    error
}

// rowParser turns the cells of a row into a Row.
type rowParser struct {
	layout *layout
	header []string
	minor  bool
	types  typeTable
}

// parse reads the cells of a line into row. Row keeps the cells' strings.
func (p *rowParser) parse(row *Row, cells []string, line int) {
	fees, doubtful := row.Fees[:0], row.Doubtful[:0]
	*row = Row{Line: line, Fees: fees, Doubtful: doubtful, Count: -1}
	text := func(f field) string { return p.cell(cells, p.layout.at[f]) }
	row.Batch = text(batchID)
	row.NetCurrency = text(settledCurrency)
	row.Net, row.HasNet = p.money(row, cells, p.layout.at[settledValue], row.NetCurrency)
	p.fees(row, cells)
	if p.layout.kind == Summary {
		row.Time, _ = parseTime(text(settledTime))
		p.summary(row, text)
		return
	}
	row.Type = p.types.find(text(transactionType))
	row.TransactionID = text(transactionID)
	row.RequestID = text(requestID)
	row.OriginalRequestID = text(originalRequestID)
	row.OrderID = text(orderID)
	row.Method = text(method)
	row.Status = text(status)
	row.Currency = text(amountCurrency)
	row.Amount, row.HasAmount = p.money(row, cells, p.layout.at[amountValue], row.Currency)
	row.ConvertedCurrency = text(convertedCurrency)
	row.Converted, row.HasConverted = p.money(row, cells, p.layout.at[convertedValue], row.ConvertedCurrency)
	row.Pair = text(quotePair)
	p.price(row, text(quotePrice))
	p.time(row, text)
	p.checkIDs(row)
}

func (p *rowParser) summary(row *Row, text func(field) string) {
	row.Type.Name = strings.ToUpper(text(summaryType))
	if t := text(rowCount); t != "" {
		n, err := strconv.Atoi(t)
		if err != nil {
			row.Problems = append(row.Problems, Problem{"count", t, ErrNoNumber})
			return
		}
		row.Count = n
	}
}

// cell is the text of a cell without blanks around it. A cell that is not UTF-8 is
// read as GBK, in which Antom's files may be.
func (p *rowParser) cell(cells []string, i int) string {
	if i < 0 || i >= len(cells) {
		return ""
	}
	return decoded(strings.TrimSpace(cells[i]))
}

// decoded is a text in UTF-8. No byte of a GBK character is a comma, a quotation mark
// or a line end, so files in GBK are split before they are decoded.
func decoded(text string) string {
	if utf8.ValidString(text) {
		return text
	}
	utf, err := simplifiedchinese.GBK.NewDecoder().String(text)
	if err != nil {
		return strings.ToValidUTF8(text, "\ufffd")
	}
	return utf
}

// money reads an amount. An empty cell is none.
func (p *rowParser) money(row *Row, cells []string, i int, currency string) (Money, bool) {
	if i < 0 || i >= len(cells) {
		return 0, false
	}
	text := strings.TrimSpace(cells[i])
	if text == "" {
		return 0, false
	}
	var m Money
	var err error
	if p.minor {
		m, err = ParseMinor(text, Decimals(currency))
	} else {
		m, err = ParseMoney(text)
	}
	if err != nil {
		row.Problems = append(row.Problems, Problem{p.header[i], decoded(text), err})
		return 0, false
	}
	return m, true
}

func (p *rowParser) fees(row *Row, cells []string) {
	for _, at := range p.layout.fees {
		if a, ok := p.fee(row, cells, at); ok {
			row.Fees = append(row.Fees, a)
		}
	}
	for _, at := range p.layout.doubtful {
		if a, ok := p.fee(row, cells, at); ok {
			row.Doubtful = append(row.Doubtful, a)
		}
	}
}

// fee reads a fee. One without a currency is in that of the settlement.
func (p *rowParser) fee(row *Row, cells []string, at feeAt) (Amount, bool) {
	if at.value >= len(cells) || cells[at.value] == "" {
		return Amount{}, false
	}
	currency := p.cell(cells, at.currency)
	if currency == "" {
		currency = row.NetCurrency
	}
	m, ok := p.money(row, cells, at.value, currency)
	return Amount{m, currency}, ok && m != 0
}

func (p *rowParser) price(row *Row, text string) {
	if text == "" {
		return
	}
	rate, err := ParseRate(text)
	if err != nil {
		row.Problems = append(row.Problems, Problem{"quotePrice", text, err})
		return
	}
	row.Price, row.HasPrice = rate, true
}

// checkIDs finds ids that a spreadsheet program turned into numbers: their last digits
// are lost, and nothing can be joined by them.
func (p *rowParser) checkIDs(row *Row) {
	for _, id := range []struct{ column, text string }{
		{"transactionId", row.TransactionID}, {"transactionRequestId", row.RequestID},
		{"originalTransactionRequestId", row.OriginalRequestID},
	} {
		if roundedID(id.text) {
			row.Problems = append(row.Problems, Problem{id.column, id.text, ErrSpreadsheet})
		}
	}
}

// roundedID reports whether an id has the form 2.02611E+31.
func roundedID(id string) bool {
	if len(id) < 5 || id[0] < '0' || id[0] > '9' || !strings.Contains(id, "E+") {
		return false
	}
	return noNumber(id) == ErrSpreadsheet && strings.Trim(id, "0123456789.E+") == ""
}

// Zone is the zone of Antom's days, and of times without a zone: GMT+8.
func Zone() *time.Location { return time.FixedZone("GMT+8", 8*60*60) }

var errTime = errors.New("is not a time such as 2026-11-20T10:00:00+08:00")

// time reads when a transaction was completed, or else created. Times say which sales are
// expected in a file, so one that cannot be read is a problem.
func (p *rowParser) time(row *Row, text func(field) string) {
	for _, f := range []field{completedTime, createdTime} {
		value := text(f)
		if value == "" || !row.Time.IsZero() {
			continue
		}
		var ok bool
		if row.Time, ok = parseTime(value); !ok {
			row.Problems = append(row.Problems, Problem{p.header[p.layout.at[f]], value, errTime})
		}
	}
}

// parseTime reads a time of a file: as Antom writes it, or as a spreadsheet program does.
func parseTime(text string) (time.Time, bool) {
	if t, err := time.Parse(time.RFC3339, text); err == nil {
		return t, true
	}
	for _, layout := range []string{"2006-01-02T15:04:05-0700", time.DateTime, "2006-01-02T15:04:05", time.DateOnly} {
		if t, err := time.ParseInLocation(layout, text, Zone()); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}
