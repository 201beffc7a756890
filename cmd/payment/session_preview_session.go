package payment

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/flow"
	"github.com/antom-cli/antom/internal/preview"
	"github.com/antom-cli/antom/internal/sandbox"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// prepare creates the session, or uses the given one, and sets what the page shows.
func (s *pagePreview) prepare(args []string) error {
	f := s.flags
	s.page = preview.Page{
		SDKURL: cmp.Or(f.sdkURL, spec.SDKScript), Environment: f.environment, Locale: f.locale,
		HideLoading: !f.showLoading, ScriptOrigins: f.origins,
	}
	if s.conn != nil && s.conn.Local && f.sdkURL == "" {
		s.page.SDKURL, s.page.Simulator = s.conn.Simulator.URL+sandbox.SDKPath, true
	}
	if f.request.given("session-data") {
		return s.useGivenSession()
	}
	if f.vaulting {
		return s.createVaulting()
	}
	return s.createSession(args)
}

// useGivenSession takes the session of --session-data.
func (s *pagePreview) useGivenSession() error {
	env, f := s.env, s.flags
	data := f.sessionData
	if data == "-" {
		text, err := env.ReadArgument("-", preview.MaxSessionData)
		if err != nil {
			return err
		}
		data = string(text)
	}
	data = strings.TrimSpace(data)
	if err := preview.CheckSessionData(data); err != nil && !f.request.noValidate {
		return apperr.New(apperr.Usage, "--session-data", err, "pass the whole paymentSessionData, as antom session prints it with --quiet", "--no-validate shows it as it is")
	}
	s.page.SessionData = data
	if id := *f.request.texts["request-id"]; id != "" && f.vaulting {
		s.card = id
	} else if id != "" {
		s.q = flow.Inquiry{RequestID: id, Session: true}
	} else if s.conn != nil && s.conn.Local {
		if err := s.findLocal(data); err != nil {
			return err
		}
	}
	if id := s.subject(); id != "" {
		s.page.Facts = []preview.Fact{{Name: "Request ID", Value: id}}
	}
	return nil
}

// findLocal finds the payment or the card of a session of the simulator.
func (s *pagePreview) findLocal(data string) error {
	session, err := sandbox.ReadSessionData(data)
	if err != nil && s.flags.request.noValidate {
		return nil
	}
	if err != nil {
		return apperr.New(apperr.Usage, "--session-data", err, "create a session of the simulator: antom session --local … --quiet")
	}
	control := s.conn.Simulator.Control
	if session.Vaulting() {
		v, err := control.Vaulting(s.ctx, session.VaultingSessionID)
		if err != nil {
			return apperr.New(apperr.Usage, "--session-data: the simulator has no such session", err, "create a new one: antom session preview --local --vaulting")
		}
		s.card = v.VaultingRequestID
		return nil
	}
	p, err := control.Get(s.ctx, session.PaymentSessionID)
	if err != nil {
		return apperr.New(apperr.Usage, "--session-data: the simulator has no such session", err, "create a new one: antom session --local … --quiet")
	}
	s.q = flow.Inquiry{RequestID: p.PaymentRequestID, Session: true}
	return nil
}

// createSession creates the session that is shown.
func (s *pagePreview) createSession(args []string) error {
	x, err := s.sendSession(args)
	if err != nil {
		return err
	}
	s.page.SessionData = x.Field("paymentSessionData")
	s.q = flow.Inquiry{RequestID: x.RequestField("paymentRequestId"), Session: true}
	s.ends = x.Expiry(s.env.Now()).At
	s.page.Facts = []preview.Fact{
		{Name: "Request ID", Value: s.q.RequestID},
		{Name: "Amount", Value: amountText(x.Request.At("paymentAmount"))},
		{Name: "Method", Value: x.RequestField("paymentMethod.paymentMethodType")},
		{Name: "Expires", Value: cli.TimeText(s.ends)},
	}
	s.page.Facts = slices.DeleteFunc(s.page.Facts, func(f preview.Fact) bool { return f.Value == "" })
	return nil
}

// sendSession makes the request, as session does for the SDK, and sends it.
func (s *pagePreview) sendSession(args []string) (*flow.Answer, error) {
	f := s.flags
	docs, err := f.request.documents(s.env, args)
	if err != nil {
		return nil, err
	}
	if len(docs) != 1 {
		return nil, apperr.New(apperr.Usage, fmt.Sprintf("%s has %d requests, and a page shows one session", args[0], len(docs)), nil)
	}
	run, err := flow.NewRun(s.conn.Gateway, docs, flow.Options{
		Operation: spec.OperationNamed(spec.OpCreatePaymentSession), Overlay: f.request.overlay(), NoValidate: f.request.noValidate, Strict: f.request.strict,
		Batch: flow.Batch{Parallel: 1}, PreviewURL: s.base + s.server.ReturnPath(),
	})
	if err != nil {
		return nil, err
	}
	return run.SendOne(s.ctx, func(x *flow.Answer) error {
		if err := x.Err(); err != nil || x.Field("paymentSessionData") != "" {
			return err
		}
		return apperr.New(apperr.NoAnswer, "the response has no paymentSessionData", nil)
	})
}
