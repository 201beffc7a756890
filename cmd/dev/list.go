package dev

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/cmd/simulator"
	"github.com/antom-cli/antom/cmd/webhook"
	"github.com/antom-cli/antom/internal/livelist"
	"github.com/antom-cli/antom/internal/sandbox"
	"github.com/antom-cli/antom/internal/ui"
)

// liveOptions say what the list on the terminal shows and does.
func (d *devServer) liveOptions() webhook.LiveOptions {
	lines := []string{"client ID " + d.ready.ClientID + "  notify URL " + d.ready.NotifyURL}
	for _, f := range d.ready.Forward {
		lines = append(lines, "forward "+f.Text())
	}
	if shown := d.flags.listen.Shown.Text(); shown != "" {
		lines = append(lines, "shows only notifications of "+shown)
	}
	return webhook.LiveOptions{
		Header: livelist.Header{
			Title: "antom dev", URL: d.ready.URL, Lines: lines, Facts: cli.NonEmptyPairs(d.ready.pairs(plainTheme())),
			Empty: "waiting for calls and notifications; no money moves\n\n" +
				"? shows the URLs, the keys and the client id for the configuration of your application.\n" +
				"To make a payment in another terminal: " + makePayment,
		},
		Store: d.ready.Store, Reader: d.reader, Receiver: d.options,
		Simulator: func(context.Context) (sandbox.Control, error) { return d.simulator.Sandbox.Control(), nil },
	}
}

// plainTheme styles nothing: the list styles its texts itself.
func plainTheme() *ui.Theme { return new(ui.Theme) }

// callItem returns a call of the gateway as a row of the list.
func callItem(c sandbox.Call) livelist.Item {
	kind, status := cli.CallStatus(c)
	item := livelist.Item{
		At: c.Time.Local(), Kind: kind, Status: status, Title: "call " + c.Operation, Subject: cmp.Or(c.RequestID, c.PaymentID),
		Payment: cmp.Or(c.PaymentID, c.RequestID), Amount: cli.MajorAmount(c.Currency, c.Value),
		Rest: c.Duration.Round(time.Millisecond).String(),
		Details: []ui.Pair{
			{Label: "Operation", Value: c.Operation},
			{Label: "Time", Value: cli.TimeText(c.Time)},
			{Label: "Client ID", Value: c.ClientID},
			{Label: "Request ID", Value: c.RequestID},
			{Label: "Payment ID", Value: c.PaymentID},
			{Label: "Amount", Value: cli.MajorAmount(c.Currency, c.Value)},
			{Label: "Result", Value: strings.TrimSpace(c.ResultStatus + " " + c.ResultCode)},
			{Label: "Message", Value: c.ResultMessage},
			{Label: "State", Value: c.State},
			{Label: "Answered", Value: fmt.Sprintf("HTTP %d in %v", c.HTTPStatus, c.Duration.Round(time.Millisecond))},
		},
	}
	if kind == ui.StatusFailed {
		item.Why = []ui.Pair{
			{Label: "Result", Value: status},
			{Label: "Cause", Value: c.Cause},
			{Label: "Fix", Value: c.Fix},
			{Label: "More", Value: explainCode(c.ResultCode)},
		}
	}
	return item
}

// explainCode is the command that explains a result code.
func explainCode(code string) string {
	if code == "" {
		return ""
	}
	return "antom codes " + code
}

// deliveryItem returns an attempt to deliver a notification as a row of the list.
func deliveryItem(n sandbox.Notification) livelist.Item {
	last := simulator.LatestAttempt(n)
	kind, status := simulator.AttemptStatus(n)
	item := livelist.Item{
		At: last.At.Local(), Kind: kind, Status: status, Title: "notify " + n.NotifyType, Subject: n.SubjectID(),
		Payment: n.PaymentID, Rest: n.URL,
		Details: []ui.Pair{
			{Label: "Type", Value: n.NotifyType},
			{Label: "Request ID", Value: n.SubjectID()},
			{Label: "Payment ID", Value: n.PaymentID},
			{Label: "URL", Value: n.URL},
			{Label: "Last attempt", Value: status},
			{Label: "Attempts", Value: fmt.Sprint(len(n.Attempts))},
			{Label: "ID", Value: n.ID},
		},
		Body: webhook.BodyText(n.Body),
	}
	if !last.Acknowledged {
		item.Why = []ui.Pair{{Label: "Attempt", Value: status}, {Label: "URL", Value: n.URL}, {Label: "Send now", Value: "antom sandbox notify " + n.ID}}
	}
	return item
}
