package cmd

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/preview"
	"github.com/antom-cli/antom/internal/request"
	"github.com/antom-cli/antom/internal/sandbox"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// prepare makes the session, or takes the given one, and says what the page shows.
func (s *showing) prepare(args []string) error {
	f := s.flags
	s.page = preview.Page{
		SDKURL: or(f.sdkURL, spec.SDKScript), Environment: f.environment, Locale: f.locale,
		HideLoading: !f.showLoading, ScriptOrigins: f.origins,
	}
	if s.conn != nil && s.conn.local() && f.sdkURL == "" {
		s.page.SDKURL, s.page.Simulator = s.conn.simulator.url+sandbox.SDKPath, true
	}
	if s.cmd.Flags().Changed("session-data") {
		return s.given()
	}
	return s.create(args)
}

// given shows a session that exists.
func (s *showing) given() error {
	a, f := s.app, s.flags
	data := f.sessionData
	if data == "-" {
		text, err := a.readArgument("-", preview.MaxSessionData)
		if err != nil {
			return err
		}
		data = string(text)
	}
	data = strings.TrimSpace(data)
	if err := preview.CheckSessionData(data); err != nil && !f.request.noValidate {
		return apperr.New(apperr.Usage, "--session-data", err, "pass the whole paymentSessionData: antom session … --quiet", "--no-validate shows it as it is")
	}
	s.page.SessionData = data
	if id := *f.request.texts["request-id"]; id != "" {
		s.q = inquiry{requestID: id, session: true}
	} else if s.conn != nil && s.conn.local() {
		if err := s.findLocal(data); err != nil {
			return err
		}
	}
	if s.q.requestID != "" {
		s.page.Facts = []preview.Fact{{Name: "Request ID", Value: s.q.requestID}}
	}
	return nil
}

// findLocal finds the payment of a session of the simulator.
func (s *showing) findLocal(data string) error {
	id, err := sandbox.SessionID(data)
	if err != nil && s.flags.request.noValidate {
		return nil
	}
	if err != nil {
		return apperr.New(apperr.Usage, "--session-data", err, "make a session of the simulator: antom session --local … --quiet")
	}
	p, err := s.conn.simulator.control.Get(s.cmd.Context(), id)
	if err != nil {
		return apperr.New(apperr.Usage, "--session-data: the simulator has no such session", err, "make a new one: antom session --local … --quiet")
	}
	s.q = inquiry{requestID: p.PaymentRequestID, session: true}
	return nil
}

// create makes the session that is shown.
func (s *showing) create(args []string) error {
	a, f := s.app, s.flags
	docs, err := f.request.documents(a, s.cmd, args)
	if err != nil {
		return err
	}
	if len(docs) != 1 {
		return apperr.New(apperr.Usage, fmt.Sprintf("%s has %d requests, and a page shows one session", args[0], len(docs)), nil)
	}
	d := docs[0]
	if err := s.fill(d); err != nil {
		return err
	}
	if err := a.validate(docs, opSession(), &f.request); err != nil {
		return err
	}
	x, err := a.send(s.cmd, s.conn, opSession(), d)
	if err == nil {
		err = x.err()
	}
	if err != nil {
		return a.withIDs(err, d)
	}
	s.page.SessionData = x.got("paymentSessionData")
	if s.page.SessionData == "" {
		return a.withIDs(apperr.New(apperr.NoAnswer, "the answer has no paymentSessionData", nil), d)
	}
	s.q = inquiry{requestID: x.asked("paymentRequestId"), session: true}
	s.ends = x.expiry(a.Now()).at
	s.page.Facts = []preview.Fact{
		{Name: "Request ID", Value: s.q.requestID},
		{Name: "Amount", Value: amountText(x.sent.At("paymentAmount"))},
		{Name: "Method", Value: x.asked("paymentMethod.paymentMethodType")},
		{Name: "Expires", Value: s.ends.Local().Format("2006-01-02 15:04:05 -07:00")},
	}
	s.page.Facts = slices.DeleteFunc(s.page.Facts, func(f preview.Fact) bool { return f.Value == "" })
	return nil
}

// fill completes the request, as session does for the SDK.
func (s *showing) fill(d *request.Document) error {
	a, f, op := s.app, s.flags, opSession()
	if err := a.applyProfile(d, s.conn, op); err != nil {
		return err
	}
	f.request.apply(a, s.cmd, d)
	if d.Get("productScene") != spec.SceneHosted && !d.Has("paymentMethod.paymentMethodType") {
		f.request.try("--method", errors.New("the web SDK needs a payment method; add --method, such as --method ALIPAY_HK"))
	}
	if s.conn.local() && !f.request.strict {
		// Back to this page, whose list of events then goes on.
		if _, err := setDefaults(d, "preview", []fieldDefault{{"paymentRedirectUrl", s.base + s.server.ReturnPath()}}); err != nil {
			return err
		}
	}
	if err := a.applyDefaults(d, s.conn, op, f.request.strict); err != nil {
		return err
	}
	a.tellFilled(s.conn)
	a.adviseRetries(op)
	return nil
}
