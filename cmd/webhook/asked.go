package webhook

import (
	"os"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/journal"
	"github.com/antom-cli/antom/internal/ledger"
	"github.com/antom-cli/antom/internal/receiver"
	"github.com/antom-cli/antom/pkg/antom"
)

// journalTail is how much of the end of the journal a listener reads, in bytes.
const journalTail = 1 << 20

// journalAmounts compares the amounts of notifications with those of the requests
// in the journal of this machine. It must not be used by several goroutines at once.
type journalAmounts struct {
	env     *cli.Env
	entries []journal.Entry
	size    int64 // of the journal when it was read
}

// mismatch returns the amount of the request, such as "HKD 12.34", if a verified
// notification has another amount. It returns "" if they agree, or if the journal
// has no such request.
func (k *journalAmounts) mismatch(e receiver.Event) string {
	amount := recordAmount(&e.Record)
	if !e.Record.Verified || amount.Value == "" || amount.Currency == "" {
		return ""
	}
	sent := k.find(e)
	if sent.Amount == "" && k.reload() {
		sent = k.find(e)
	}
	if sent.Amount == "" || sent.Currency == amount.Currency && sent.Amount == amount.Value {
		return ""
	}
	return cli.MajorAmount(sent.Currency, sent.Amount)
}

// find looks for the payment or the refund of a notification in the entries that
// were read. A notification does not say whether the simulator sent it, so find
// looks among the requests to the gateway and among those to the simulator.
func (k *journalAmounts) find(e receiver.Event) ledger.Sent {
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

// reload reads the end of the journal again if the file has changed. It reports
// whether it did.
func (k *journalAmounts) reload() bool {
	j := k.env.Journal()
	if j == nil {
		return false
	}
	info, err := os.Stat(j.Path())
	if err != nil || info.Size() == k.size {
		return false
	}
	entries, err := j.List(journal.Filter{Tail: journalTail})
	if err != nil {
		return false // a listener works without a journal
	}
	k.entries, k.size = entries, info.Size()
	return true
}
