package engine

import (
	"bytes"
	"encoding/base64"

	"github.com/antom-cli/antom/internal/sandbox/store"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// The values of disputeEvidenceType.
const (
	evidenceTemplate = "DISPUTE_EVIDENCE_TEMPLATE"
	evidenceFile     = "DISPUTE_EVIDENCE_FILE"
	evidenceDraft    = "DISPUTE_EVIDENCE_AI"
)

// The values of disputeEvidenceFormat that the simulator knows.
const (
	formatPDF  = "PDF"
	formatWord = "WORD"
)

// acceptDispute gives the disputed amount up.
func (e *Engine) acceptDispute(r Request) (Reply, error) {
	return e.answerDispute(r, func(w *work, d Dispute) (Dispute, refusal, error) {
		switch {
		case d.Type != Chargeback:
			return d, refuse(codeParam, "disputeId: only a chargeback can be accepted; dispute %s is a %s", d.DisputeID, d.Type), nil
		case overdue(d):
			return d, refuse(codeTooLate, "the time to accept or defend dispute %s was over at %s", d.DisputeID, stamp(d.Due).Text), nil
		case d.Status != DisputeOpen:
			return d, refuse(codeRepeated, "dispute %s is %s already", d.DisputeID, d.Status), nil
		}
		d, err := w.turnDispute(d, w.now, func(_ *work, d Dispute) (Dispute, string, error) {
			d.Status, d.AcceptReason = DisputeAccepted, acceptedByMerchant
			return d, toldAccepted, nil
		})
		return d, refusal{}, err
	})
}

// defendDispute takes a document in.
func (e *Engine) defendDispute(r Request) (Reply, error) {
	text := r.Body.Get("disputeEvidence").String()
	format, no := documentFormat(text)
	if no.code != "" {
		return Refusal(r.Operation, no.code, no.message), nil
	}
	return e.answerDispute(r, func(w *work, d Dispute) (Dispute, refusal, error) {
		switch {
		case overdue(d):
			return d, refuse(codeTooLate, "the time to defend dispute %s was over at %s", d.DisputeID, stamp(d.Due).Text), nil
		case d.Type == ComplianceRequest && d.Status == DisputeDefended:
			return d, refuse(codeNotNow, "the document of dispute %s is not validated yet", d.DisputeID), nil
		case d.Type == ComplianceRequest && d.Status == DisputeLost && d.Defences >= maxComplianceDefences:
			return d, refuse(codeDefenceLimit, "%d documents were submitted for dispute %s", d.Defences, d.DisputeID), nil
		case d.Type == ComplianceRequest && d.Status == DisputeLost && w.now.Before(d.Due):
			// The earlier document was not valid, and there is time for another.
		case d.Status != DisputeOpen:
			return d, refuse(codeRepeated, "dispute %s is %s already", d.DisputeID, d.Status), nil
		}
		if err := w.putFile(d.DisputeID, fileOfMerchant, DisputeFile{Format: format, Evidence: text}); err != nil {
			return d, refusal{}, err
		}
		d, err := w.turnDispute(d, w.now, func(_ *work, d Dispute) (Dispute, string, error) {
			d.Status = DisputeDefended
			d.Defences++
			return d, toldSupplied, nil
		})
		return d, refusal{}, err
	})
}

// overdue reports whether the time for an answer ran out without one.
func overdue(d Dispute) bool {
	return d.Status == DisputeExpired || d.AcceptReason == acceptedByTime || d.Status == DisputeLost && d.Defences == 0 && d.Type == ComplianceRequest
}

// documentFormat tells the format of a document in Base64 by its beginning.
func documentFormat(text string) (string, refusal) {
	data, err := base64.StdEncoding.Strict().DecodeString(text)
	switch {
	case err != nil:
		return "", refuse(codeParam, "disputeEvidence: it is not Base64: %v", err)
	case bytes.HasPrefix(data, []byte("%PDF-")):
		return formatPDF, refusal{}
	case bytes.HasPrefix(data, []byte("PK\x03\x04")), bytes.HasPrefix(data, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")):
		return formatWord, refusal{}
	}
	return "", refuse(codeParam, "disputeEvidence: it is neither a PDF nor a Word file")
}

// answerDispute does a merchant's call to one of its disputes, and answers.
func (e *Engine) answerDispute(r Request, do func(*work, Dispute) (Dispute, refusal, error)) (Reply, error) {
	var reply Reply
	err := e.update(func(w *work) error {
		d, found, err := ofDispute(w, r)
		if err != nil || !found {
			reply = noSuchDispute(r)
			return err
		}
		if d, err = w.currentDispute(d); err != nil {
			return err
		}
		d, no, err := do(w, d)
		if err != nil {
			return err
		}
		if no.code != "" {
			reply = Refusal(r.Operation, no.code, no.message)
			return nil
		}
		reply = Reply{Body: withResult(r.Operation, codeSuccess, "")}
		reply.Body.Set("disputeId", spec.NewString(d.DisputeID))
		reply.Body.Set("disputeResolutionTime", stamp(d.Updated))
		return nil
	})
	return reply, err
}

// ofDispute finds the dispute of a call. That of another merchant is not found.
func ofDispute(tx store.Tx, r Request) (Dispute, bool, error) {
	d, found, err := findDispute(tx, r.Body.Get("disputeId").String())
	return d, found && d.ClientID == r.ClientID, err
}

func noSuchDispute(r Request) Reply {
	return Refusal(r.Operation, codeParam, "disputeId: there is no dispute with the disputeId "+r.Body.Get("disputeId").String())
}

// downloadEvidence answers with a document of a dispute.
func (e *Engine) downloadEvidence(r Request) (Reply, error) {
	which := r.Body.Get("disputeEvidenceType").String()
	var reply Reply
	err := e.store.View(func(tx store.Tx) error {
		d, found, err := ofDispute(tx, r)
		if err != nil || !found {
			reply = noSuchDispute(r)
			return err
		}
		var f DisputeFile
		switch which {
		case evidenceTemplate:
			f, found = DisputeFile{Format: formatPDF, Evidence: base64.StdEncoding.EncodeToString(template(d))}, true
		case evidenceDraft:
			f, found, err = findFile(tx, d.DisputeID, fileOfAntom)
		case evidenceFile:
			f, found, err = findFile(tx, d.DisputeID, fileOfMerchant)
		default:
			reply = Refusal(r.Operation, codeParam, "disputeEvidenceType: there is no document "+which)
			return nil
		}
		switch {
		case err != nil:
			return err
		case !found:
			reply = Refusal(r.Operation, codeParam, "disputeEvidenceType: dispute "+d.DisputeID+" has no document of the type "+which)
			return nil
		}
		reply = Reply{Body: withResult(r.Operation, codeSuccess, "")}
		reply.Body.Set("disputeEvidence", spec.NewString(f.Evidence))
		reply.Body.Set("disputeEvidenceFormat", spec.NewString(f.Format))
		return nil
	})
	return reply, err
}

// DraftDefence drafts a document for a chargeback, as Antom does by itself, and
// notifies the merchant of it.
func (e *Engine) DraftDefence(id string) (d Dispute, err error) {
	if err := e.settleDue(); err != nil {
		return d, err
	}
	err = e.update(func(w *work) error {
		var found bool
		d, found, err = findDispute(w, id)
		switch {
		case err != nil:
			return err
		case !found:
			return noDispute(id)
		case d.Type != Chargeback || d.Status != DisputeOpen:
			return &DisputeError{Detail: "Antom drafts documents for open chargebacks only; it is a " + d.Type + " and " + string(d.Status)}
		}
		before, file := d, draft(d)
		if err := w.putFile(d.DisputeID, fileOfAntom, DisputeFile{Format: formatPDF, Evidence: base64.StdEncoding.EncodeToString(file)}); err != nil {
			return err
		}
		if d, err = w.notifyDocument(d, "defense_letter_"+d.DisputeID+".pdf", file); err != nil {
			return err
		}
		return w.saveDispute(before, d)
	})
	return d, err
}
