package engine

import (
	"encoding/base64"
	"strings"
	"time"

	"github.com/antom-cli/antom/internal/sandbox/store"
	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

const (
	// cardTokenPrefix begins the card tokens of Antom's samples.
	cardTokenPrefix = "ALIPAY"
	// cardTokenBytes makes a token that fits into paymentMethodId.
	cardTokenBytes = 48
	// vaultingLabel is how lists name notifyVaulting, which has no notifyType.
	vaultingLabel = "VAULTING"
)

// vaultingOf finds a vaulting by one of its keys.
func (e *Engine) vaultingOf(kind, value string) (v Vaulting, found bool, err error) {
	err = e.store.View(func(tx store.Tx) error {
		v, found, err = findVaultingBy(tx, kind, value)
		return err
	})
	return v.At(e.now()), found, err
}

// AcceptVaulting lets the buyer store the card. The error is a *NoVaultingError or a
// *VaultingError.
func (e *Engine) AcceptVaulting(id string) (Vaulting, error) {
	return e.decideVaulting(id, (*work).storeCard)
}

// DeclineVaulting lets the buyer not store the card.
func (e *Engine) DeclineVaulting(id string) (Vaulting, error) {
	return e.decideVaulting(id, (*work).dropCard)
}

// decideVaulting changes a vaulting that waits for the buyer. It returns the vaulting
// as it is also when its state forbids that.
func (e *Engine) decideVaulting(id string, f func(w *work, before, v Vaulting) (Vaulting, error)) (v Vaulting, err error) {
	if err := e.settleDue(); err != nil {
		return v, err
	}
	err = e.update(func(w *work) error {
		if v, err = e.anyVaulting(w, id); err != nil {
			return err
		}
		before := v
		if v = v.At(w.now); v.Status != VaultingProcessing {
			return &VaultingError{ID: v.RequestID, Status: v.Status}
		}
		v.Updated = w.now
		v, err = f(w, before, v)
		return err
	})
	return v, err
}

// storeCard gives the card its token, and notifies the merchant.
func (w *work) storeCard(before, v Vaulting) (Vaulting, error) {
	random, err := randomBytes(w.e.rand, cardTokenBytes)
	if err != nil {
		return v, err
	}
	v.Status, v.Card.Token = VaultingSuccess, cardTokenPrefix+base64.StdEncoding.EncodeToString(random)
	if err := w.leadToVaulting(v, vaultingByToken, v.Card.Token); err != nil {
		return v, err
	}
	if v, err = w.notifyVaulting(v, w.now); err != nil {
		return v, err
	}
	return v, w.saveVaulting(before, v)
}

// dropCard ends a vaulting without a card, and notifies the merchant.
func (w *work) dropCard(before, v Vaulting) (Vaulting, error) {
	v.Status = VaultingFail
	v, err := w.notifyVaulting(v, v.Updated)
	if err != nil {
		return v, err
	}
	return v, w.saveVaulting(before, v)
}

// ringVaulting ends a vaulting whose time is over.
func (w *work) ringVaulting(id string) error {
	before, found, err := findVaulting(w, id)
	if !found || err != nil {
		return nil
	}
	v := before.At(w.now)
	if v.Status == before.Status {
		return nil
	}
	_, err = w.dropCard(before, v)
	return err
}

// notifyVaulting queues notifyVaulting.
func (w *work) notifyVaulting(v Vaulting, at time.Time) (Vaulting, error) {
	if base := w.e.base(); IsOwnResult(v.NotifyURL) || base != "" && strings.HasPrefix(v.NotifyURL, base+"/") {
		return v, nil // the simulator's own page stands in for an address that nobody gave
	}
	n := withResult(OpVaultCard, v.resultCode(), "")
	n.Set("vaultingRequestId", spec.NewString(v.RequestID))
	n.Set("vaultingCreateTime", stamp(v.Created))
	if v.Status == VaultingSuccess {
		n.Set("paymentMethodDetail", v.detail())
	}
	setText(n, "metadata", v.Metadata)
	err := w.queue(Notification{
		Name: antom.KindVaulting, NotifyType: vaultingLabel, ClientID: v.ClientID, VaultingRequestID: v.RequestID,
		URL: v.NotifyURL, Body: bodyOf(n), Created: at,
	}, &v.Notified)
	return v, err
}

// vaultingNotification is the latest notification of a vaulting, or makes it anew.
func (w *work) vaultingNotification(id string, v Vaulting) (string, error) {
	switch {
	case w.kept(v.Notified):
		return v.Notified, nil
	case v.Status == VaultingProcessing:
		return "", &NothingToNotifyError{ID: id, Reason: "the vaulting is " + string(v.Status)}
	}
	after, err := w.notifyVaulting(v, w.now)
	if err != nil || after.Notified == v.Notified {
		return "", err
	}
	return after.Notified, w.saveVaulting(v, after)
}
