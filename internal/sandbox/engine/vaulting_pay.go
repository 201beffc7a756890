package engine

import "github.com/antom-cli/antom/pkg/antom/spec"

// payCard checks the card token that a request pays with. p becomes a payment without
// the buyer when it is good, unless the request asks for 3-D Secure.
func (e *Engine) payCard(p *Payment, b *spec.Node) (reply Reply, refused bool, err error) {
	token := b.At("paymentMethod.paymentMethodId").String()
	if token == "" {
		return Reply{}, false, nil
	}
	v, found, err := e.vaultingOf(vaultingByToken, token)
	if err != nil {
		return Reply{}, false, err
	}
	if !found || v.ClientID != p.ClientID {
		return Refusal(p.Operation, codeInvalidToken, "paymentMethod.paymentMethodId: there is no such card token of this client id"), true, nil
	}
	if b.At("paymentMethod.paymentMethodMetaData.is3DSAuthentication").String() != "true" {
		p.VaultedCard = v.VaultingID
	}
	return Reply{}, false, nil
}
