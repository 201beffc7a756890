package antom

import (
	"context"

	"github.com/antom-cli/antom/pkg/antom/spec"
)

// CreateVaultingSession makes a session in which a buyer stores a card for later
// payments.
func (c *Client) CreateVaultingSession(ctx context.Context, r *VaultsCreateVaultingSessionRequest) (*VaultsCreateVaultingSessionResponse, error) {
	return do[VaultsCreateVaultingSessionResponse](ctx, c, spec.OpVaultsCreateVaultingSession, r)
}

// VaultPaymentMethod stores a card whose data the merchant has. Where the response is
// VERIFICATION_IN_PROCESS, the buyer confirms the card on a page of it first.
func (c *Client) VaultPaymentMethod(ctx context.Context, r *VaultsVaultPaymentMethodRequest) (*VaultsVaultPaymentMethodResponse, error) {
	return do[VaultsVaultPaymentMethodResponse](ctx, c, spec.OpVaultsVaultPaymentMethod, r)
}

// InquireVaulting asks for the state of a vaulting, and for the token of the stored
// card.
func (c *Client) InquireVaulting(ctx context.Context, r *VaultsInquireVaultingRequest) (*VaultsInquireVaultingResponse, error) {
	return do[VaultsInquireVaultingResponse](ctx, c, spec.OpVaultsInquireVaulting, r)
}
