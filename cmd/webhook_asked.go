package cmd

import (
	"os"

	"github.com/antom-cli/antom/internal/journal"
	"github.com/antom-cli/antom/internal/ledger"
	"github.com/antom-cli/antom/internal/receiver"
	"github.com/antom-cli/antom/pkg/antom"
)

// askedTail is how much of the end of the journal a listener reads, in bytes.
const askedTail = 1 << 20

// askedAmounts compares what notifications say with what was asked for from
// this machine. It is used by one goroutine at a time.
type askedAmounts struct {
	app     *App
	entries []journal.Entry
	size    int64 // of the journal when it was read
}

// differs says what the journal has where a verified notification has another
// amount, "" where they agree or the journal knows none.
func (k *askedAmounts) differs(e receiver.Event) string {
	amount := recordAmount(&e.Record)
	if !e.Record.Verified || amount.Value == "" || amount.Currency == "" {
		return ""
	}
	sent := k.find(e)
	if sent.Amount == "" && k.refresh() {
		sent = k.find(e)
	}
	if sent.Amount == "" || sent.Currency == amount.Currency && sent.Amount == amount.Value {
		return ""
	}
	return majorAmount(sent.Currency, sent.Amount)
}

// find finds the payment or the refund of a notification among the entries that
// were read. A notification does not say whether it is the
// simulator's, so both are looked for.
func (k *askedAmounts) find(e receiver.Event) ledger.Sent {
	find, id := ledger.SentPayment, e.Record.PaymentRequestID
	switch e.Record.Kind {
	case antom.KindPayment:
	case antom.KindRefund:
		find, id = ledger.SentRefund, e.Record.RequestID
	default:
		return ledger.Sent{}
	}
	client := headerOf(&e.Record, antom.HeaderClientID)
	for _, local := range []bool{false, true} {
		if s := find(k.entries, ledger.Scope{ClientID: client, Local: local}, id); s.Amount != "" {
			return s
		}
	}
	return ledger.Sent{}
}

// refresh reads the end of the journal again if it has grown.
func (k *askedAmounts) refresh() bool {
	j := k.app.journal()
	if j == nil {
		return false
	}
	info, err := os.Stat(j.Path())
	if err != nil || info.Size() == k.size {
		return false
	}
	entries, err := j.List(journal.Filter{Tail: askedTail})
	if err != nil {
		return false // a listener needs no journal
	}
	k.entries, k.size = entries, info.Size()
	return true
}
