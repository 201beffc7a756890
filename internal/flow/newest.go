package flow

import (
	"fmt"
	"slices"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/journal"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// Sent chooses what was sent from this machine to one gateway: to the simulator,
// or with one profile.
type Sent struct {
	Journal *journal.Journal // nil: there is no place for one
	Local   bool
	// Profile and ClientID are those of the account, unless Local. An empty one
	// chooses nothing. Both count, because a profile's name does not tell the account:
	// flags, an env file or a project file can name another one.
	Profile, ClientID string
}

// LastPayment is the newest payment or session.
func (s Sent) LastPayment() (Inquiry, error) {
	e, err := s.last("payment", spec.OperationNamed(spec.OpPay), spec.OperationNamed(spec.OpCreatePaymentSession))
	return Inquiry{RequestID: e.RequestID, Session: e.Operation == spec.OpCreatePaymentSession}, err
}

// LastSession is the paymentRequestId of the newest session.
func (s Sent) LastSession() (string, error) {
	e, err := s.last("session", spec.OperationNamed(spec.OpCreatePaymentSession))
	return e.RequestID, err
}

// LastRefund is the refundRequestId of the newest refund.
func (s Sent) LastRefund() (string, error) {
	e, err := s.last("refund", spec.OperationNamed(spec.OpRefund))
	return e.RequestID, err
}

func (g *Gateway) lastPayment() (string, error) {
	q, err := Sent{Journal: g.Journal, Local: g.Local, Profile: g.Profile, ClientID: g.Client.ClientID}.LastPayment()
	return q.RequestID, err
}

// last is the newest entry of some operations.
func (s Sent) last(noun string, operations ...spec.Operation) (journal.Entry, error) {
	if s.Journal == nil {
		return journal.Entry{}, apperr.New(apperr.Config, "there is no directory for the journal (no home directory)", nil, "choose one: ANTOM_STATE_DIR=DIR")
	}
	filter := journal.Filter{Local: &s.Local}
	if !s.Local {
		filter.Profile = s.Profile
	}
	entries, err := s.Journal.List(filter)
	if err != nil {
		return journal.Entry{}, err
	}
	i := slices.IndexFunc(entries, func(e journal.Entry) bool {
		if !s.Local && s.ClientID != "" && e.ClientID != s.ClientID {
			return false
		}
		return e.RequestID != "" && slices.ContainsFunc(operations, func(op spec.Operation) bool { return op.Name == e.Operation })
	})
	if i < 0 {
		return journal.Entry{}, s.noneYet(noun)
	}
	return entries[i], nil
}

// noneYet says that the journal has nothing of a kind.
func (s Sent) noneYet(noun string) error {
	what := fmt.Sprintf("the journal has no %s of this profile yet", noun)
	hint := noun + "s of the simulator need --local; antom history lists all"
	if s.Local {
		what, hint = fmt.Sprintf("the journal has no %s of the simulator yet", noun), "give its id; to list the payments of the simulator: antom sandbox list"
	}
	return apperr.New(apperr.Usage, what, nil, hint)
}

// isRefundID reports whether the journal knows an id as Antom's id of a refund.
func (g *Gateway) isRefundID(id string) bool {
	if g.Journal == nil {
		return false
	}
	entries, err := g.Journal.List(journal.Filter{Operation: spec.OpRefund, ID: id, Limit: 1})
	return err == nil && len(entries) > 0 && entries[0].RefundID == id && entries[0].RequestID != id
}
