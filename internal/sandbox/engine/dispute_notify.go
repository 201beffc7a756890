package engine

import (
	"cmp"
	"crypto/md5" // by which notifyDefenseDocument names files
	"encoding/hex"

	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// The values of disputeNotificationType.
const (
	toldCreated   = "DISPUTE_CREATED"
	toldJudged    = "DISPUTE_JUDGED"
	toldCancelled = "DISPUTE_CANCELLED"
	toldSupplied  = "DEFENSE_SUPPLIED"
	toldAlert     = "DEFENSE_DUE_ALERT"
	toldAccepted  = "DISPUTE_ACCEPTED"
	toldRDR       = "RDR_RESOLVED"
	// toldDocument is a name of the simulator's own: notifyDefenseDocument has no type.
	toldDocument = "DEFENSE_DOCUMENT"
)

// notifyDispute queues a notification of a dispute. It goes to the address in the
// Dashboard, as Antom's do; without one to that of the payment.
func (w *work) notifyDispute(d Dispute, told string) (Dispute, error) {
	d.Told = told
	return w.queueDispute(d, antom.KindDispute, told, disputeBody(d))
}

// notifyDocument queues the notification that Antom has drafted a document.
func (w *work) notifyDocument(d Dispute, name string, file []byte) (Dispute, error) {
	sum := md5.Sum(file)
	return w.queueDispute(d, antom.KindDefenseDocument, toldDocument, object(
		"disputeId", spec.NewString(d.DisputeID),
		"notifyTime", stamp(w.now),
		"defenseFile", object(
			"fileName", spec.NewString(name), "fileMd5", spec.NewString(hex.EncodeToString(sum[:])), "fileFormat", spec.NewString(formatPDF),
		),
		"winRateLevel", spec.NewString("MEDIUM"),
		"recommendedEvidence", object("LOGISTIC_INFORMATION", spec.NewString("Proof of delivery that names the buyer")),
	))
}

func (w *work) queueDispute(d Dispute, name, told string, body *spec.Node) (Dispute, error) {
	url := w.e.notifyURL(d.ClientID)
	if url == "" {
		p, _, err := findPayment(w, d.PaymentID)
		if err != nil {
			return d, err
		}
		url = p.NotifyURL
	}
	err := w.queue(Notification{
		Name: name, NotifyType: told, ClientID: d.ClientID, PaymentID: d.PaymentID, PaymentRequestID: d.PaymentRequestID,
		DisputeID: d.DisputeID, URL: url, Body: bodyOf(body), Created: w.now,
	}, &d.Notified)
	return d, err
}

// disputeNotification finds the latest notification of a dispute, or makes it anew.
func (w *work) disputeNotification(id string, d Dispute, err error) (string, error) {
	switch {
	case err != nil:
		return "", err
	case w.kept(d.Notified):
		return d.Notified, nil
	}
	after, err := w.notifyDispute(d, cmp.Or(d.Told, toldCreated))
	if err != nil {
		return "", err
	}
	if after.Notified == "" {
		return "", &NothingToNotifyError{ID: id, Reason: "neither the payment nor the simulator has an address for notifications"}
	}
	return after.Notified, w.saveDispute(d, after)
}

// disputeBody is the body of notifyDispute for what d.Told says.
func disputeBody(d Dispute) *spec.Node {
	n := object(
		"paymentRequestId", spec.NewString(d.PaymentRequestID),
		"paymentId", spec.NewString(d.PaymentID),
		"disputeId", spec.NewString(d.DisputeID),
		"disputeType", spec.NewString(d.Type),
		"disputeNotificationType", spec.NewString(d.Told),
		"disputeAmount", d.Amount.node(),
		"disputeTime", stamp(d.Created),
		"disputeSource", text(d.Source),
		"disputeReasonCode", text(d.ReasonCode),
		"disputeReasonMsg", text(d.Reason),
	)
	switch d.Told {
	case toldCreated, toldAlert:
		n.Set("defendable", spec.NewString("true"))
		n.Set("defenseDueTime", stamp(d.Due))
	case toldSupplied:
		n.Set("defenseDueTime", stamp(d.Due))
	case toldJudged, toldRDR:
		n.Set("disputeJudgedTime", stamp(d.Updated))
		n.Set("disputeJudgedAmount", Amount{Currency: d.Amount.Currency, Value: minorText(d.Deducted)}.node())
		n.Set("disputeJudgedResult", spec.NewString(d.judgedResult()))
	case toldAccepted:
		n.Set("disputeAcceptReason", spec.NewString(d.AcceptReason))
		n.Set("disputeAcceptTime", stamp(d.Updated))
	}
	return n
}

// judgedResult is who has to bear the loss, or whether a document was valid.
func (d Dispute) judgedResult() string {
	won := d.Status == DisputeWon
	switch {
	case d.Type == ComplianceRequest && won:
		return "VALIDATE_SUCCESS"
	case d.Type == ComplianceRequest:
		return "VALIDATE_FAIL"
	case won:
		return "ACCEPT_BY_CUSTOMER"
	}
	return "ACCEPT_BY_MERCHANT"
}
