package payment

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/flow"
	"github.com/antom-cli/antom/internal/output"
	"github.com/antom-cli/antom/internal/poll"
	"github.com/antom-cli/antom/internal/preview"
	"github.com/antom-cli/antom/internal/request"
	"github.com/antom-cli/antom/internal/ui"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// createVaulting creates the session in which the buyer stores a card. It is the one that
// antom vault makes, so that this command can go on with it: the page has no redirectUrl
// of its own.
func (s *pagePreview) createVaulting() error {
	f, d := s.flags, request.New()
	if id := *f.request.texts["request-id"]; id != "" {
		if err := d.Set("vaultingRequestId", id, request.Origin{What: "--request-id"}); err != nil {
			return apperr.New(apperr.Usage, "--request-id", err)
		}
	}
	run, err := flow.NewRun(s.conn.Gateway, []*request.Document{d}, flow.Options{
		Operation: spec.OperationNamed(spec.OpVaultsCreateVaultingSession), NoValidate: f.request.noValidate, Strict: f.request.strict, Batch: flow.Batch{Parallel: 1},
	})
	if err != nil {
		return err
	}
	x, err := run.SendOne(s.ctx, func(x *flow.Answer) error {
		if s.page.SessionData = x.Field("vaultingSessionData"); x.Err() != nil || s.page.SessionData != "" {
			return x.Err()
		}
		return apperr.New(apperr.NoAnswer, "the response has no vaultingSessionData", nil)
	})
	if err != nil {
		return err
	}
	s.card = x.RequestField("vaultingRequestId")
	s.page.Facts = slices.DeleteFunc([]preview.Fact{
		{Name: "Request ID", Value: s.card},
		{Name: "Expires", Value: timeText(moment(x.Field("vaultingSessionExpiryTime")))},
	}, func(f preview.Fact) bool { return f.Value == "" })
	return nil
}

// watchCard inquires until the card is stored or not. Nothing is sent on the channel if
// nobody can be asked.
func (s *pagePreview) watchCard(ctx context.Context, results chan<- result) {
	if s.conn == nil {
		return
	}
	var last *flow.Answer
	err := poll.Until(ctx, poll.Options{Interval: previewInterval, Now: s.env.Now, Sleep: s.env.Sleep}, func(ctx context.Context) (decided bool, err error) {
		if last, decided, err = inquireCard(ctx, s.conn.Gateway, "the card", s.card); passing(err) {
			return false, nil
		}
		return decided, err
	})
	if !errors.Is(err, context.Canceled) && apperr.KindOf(err) != apperr.Interrupted {
		results <- result{last, err}
	}
}

// cardLine is the last line of JSON. It has no token.
type cardLine struct {
	Event             string `json:"event"`
	VaultingRequestID string `json:"vaultingRequestId"`
	VaultingStatus    string `json:"vaultingStatus"`
	Card              string `json:"card,omitempty"` // scheme and last digits
}

// finishCard shows what became of the card, here and on the page.
func (s *pagePreview) finishCard(x *flow.Answer) error {
	status := x.Field("vaultingStatus")
	s.server.Finish(status)
	card := cardLabel(x.Body.At("paymentMethodDetail.card"))
	stored := status == vaultingStored
	err := s.env.PrintResult(s.ctx, s.output, output.Result{
		Value: cardLine{"final", s.card, status, card}, Quiet: status,
		Text: func(w io.Writer) error {
			kind, text := ui.StatusFailed, "Card not stored"
			if stored {
				kind, text = ui.StatusOK, "Card stored"
			}
			_, err := fmt.Fprintf(w, "\n%s\n", s.env.Theme().Status(kind, text+suffix(ui.Clean(card))))
			return err
		},
	})
	if err != nil {
		return err
	}
	if !stored {
		return cli.PrintedError(s.env, s.output, apperr.New(apperr.Failed, "the card was not stored", nil).WithCode("declined"))
	}
	s.env.Hint("%s", s.keepCardHint())
	return nil
}

// suffix is a text behind another, or nothing.
func suffix(text string) string {
	if text == "" {
		return ""
	}
	return ": " + text
}

// keepCardHint says how to get the token of the card.
func (s *pagePreview) keepCardHint() string {
	return "keep the token of the card: " + s.env.Commands().Line("vault --name card --request-id "+apperr.ShellQuote(s.card)+" --wait")
}
