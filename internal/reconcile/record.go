package reconcile

import (
	"encoding/binary"
	"errors"
	"time"

	"github.com/antom-cli/antom/internal/reconfile"
)

// class is which rows and sales belong together: a payment and a refund may have the
// same request id.
type class uint8

const (
	paymentClass class = iota
	refundClass
	captureClass
	cancelClass  // a payment taken back
	disputeClass // about a payment
	otherClass   // has ids, and nothing here to compare with
)

// state is what became of a payment or a refund, as far as it matters for money.
type state uint8

const (
	unknownState state = iota // no word for it is known: not compared
	succeeded
	open
	failed
	cancelled
)

func (s state) String() string {
	return [...]string{"unknown", "SUCCESS", "PROCESSING", "FAIL", "CANCELLED"}[s]
}

// record is a row or a sale as it is joined.
type record struct {
	sale bool
	ref  bool // a capture, as far as it proves its payment
	// taken and proven are what the rows with the same merchant's id say about a
	// payment that is joined by Antom's id: it was cancelled, or captured.
	taken, proven bool
	day           bool // of the time only the day is known
	class         class
	state         state

	file int // of the row, or the source of the sale
	line int
	kind reconfile.Kind

	typ, requestID, original, id, order, batch string
	status                                     string // as it is written
	amount                                     reconfile.Money
	currency                                   string
	time                                       int64 // seconds; 0 is none
}

const (
	saleFlag = 1 << iota
	refFlag
	transactionsFlag
	takenFlag
	provenFlag
	dayFlag
)

// append writes the record.
func (r *record) append(to []byte) []byte {
	flags := byte(0)
	for _, f := range []struct {
		set  bool
		flag byte
	}{{r.sale, saleFlag}, {r.ref, refFlag}, {r.kind == reconfile.Transactions, transactionsFlag}, {r.taken, takenFlag}, {r.proven, provenFlag}, {r.day, dayFlag}} {
		if f.set {
			flags |= f.flag
		}
	}
	to = append(to, flags, byte(r.class), byte(r.state))
	to = binary.AppendUvarint(to, uint64(r.file))
	to = binary.AppendUvarint(to, uint64(r.line))
	to = binary.AppendVarint(to, int64(r.amount))
	to = binary.AppendVarint(to, r.time)
	for _, s := range r.texts() {
		to = binary.AppendUvarint(to, uint64(len(*s)))
		to = append(to, *s...)
	}
	return to
}

func (r *record) texts() [8]*string {
	return [8]*string{&r.typ, &r.requestID, &r.original, &r.id, &r.order, &r.batch, &r.status, &r.currency}
}

var errRecord = errors.New("the temporary file is damaged")

// read fills the record with what append wrote.
func (r *record) read(data []byte) error {
	if len(data) < 3 {
		return errRecord
	}
	*r = record{
		sale: data[0]&saleFlag != 0, ref: data[0]&refFlag != 0, taken: data[0]&takenFlag != 0, proven: data[0]&provenFlag != 0, day: data[0]&dayFlag != 0,
		class: class(data[1]), state: state(data[2]), kind: reconfile.Settlement,
	}
	if data[0]&transactionsFlag != 0 {
		r.kind = reconfile.Transactions
	}
	text := string(data[3:]) // one allocation for all texts
	data = data[3:]
	at := 0
	unsigned := func() uint64 {
		v, n := binary.Uvarint(data[min(at, len(data)):])
		if at += n; n <= 0 {
			at = len(data) + 1 // so that what follows fails
		}
		return v
	}
	signed := func() int64 {
		v, n := binary.Varint(data[min(at, len(data)):])
		if at += n; n <= 0 {
			at = len(data) + 1
		}
		return v
	}
	r.file, r.line = int(unsigned()), int(unsigned())
	r.amount, r.time = reconfile.Money(signed()), signed()
	for _, s := range r.texts() {
		size := unsigned()
		if at > len(data) || size > uint64(len(data)-at) {
			return errRecord
		}
		*s = text[at : at+int(size)]
		at += int(size)
	}
	return nil
}

// moment is the time of a record, zero where there is none.
func (r *record) moment() time.Time {
	if r.time == 0 {
		return time.Time{}
	}
	return time.Unix(r.time, 0)
}
