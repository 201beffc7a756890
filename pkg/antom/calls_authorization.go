package antom

import (
	"context"

	"github.com/antom-cli/antom/pkg/antom/spec"
)

// ConsultAuthorization asks for the address, or the code, with which a buyer permits
// debits of an account. The rules of Pay hold for errors.
func (c *Client) ConsultAuthorization(ctx context.Context, r *AuthorizationsConsultRequest) (*AuthorizationsConsultResponse, error) {
	return do[AuthorizationsConsultResponse](ctx, c, spec.OpAuthorizationsConsult, r)
}

// ApplyToken exchanges an authCode, or a refresh token, for an access token. An authCode
// can be used once.
func (c *Client) ApplyToken(ctx context.Context, r *AuthorizationsApplyTokenRequest) (*AuthorizationsApplyTokenResponse, error) {
	return do[AuthorizationsApplyTokenResponse](ctx, c, spec.OpAuthorizationsApplyToken, r)
}

// RevokeAuthorization ends an authorization: its access token can no longer be used.
func (c *Client) RevokeAuthorization(ctx context.Context, r *AuthorizationsRevokeRequest) (*AuthorizationsRevokeResponse, error) {
	return do[AuthorizationsRevokeResponse](ctx, c, spec.OpAuthorizationsRevoke, r)
}
