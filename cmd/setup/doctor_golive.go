package setup

import (
	"fmt"
	"strings"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/doctor"
	"github.com/antom-cli/antom/internal/inbox"
	"github.com/antom-cli/antom/internal/journal"
	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// checkGoLive adds the check list for production, with what the journal and the stored
// notifications prove.
func (x *doctorRun) checkGoLive() error {
	g := doctor.GoLive{
		Profile: x.settings.Profile, Live: x.settings.Live, LiveAllow: x.settings.LiveAllow,
		KeysUsable: x.keys.Usable(), KeysMissing: len(x.settings.Missing) > 0,
	}
	for _, d := range x.config.Defaults() {
		if d.Path == "paymentNotifyUrl" {
			g.NotifyURL = d.Text
		}
	}
	x.addUnreadable("journal", readJournalEvidence(x.env, &g))
	x.addUnreadable("notifications", readInboxEvidence(x.env, &g))
	x.add(g.Check()...)
	return x.env.Ctx.Err()
}

// addUnreadable adds an error that keeps what a source proves from being known. The other
// findings are of use nevertheless.
func (x *doctorRun) addUnreadable(source string, err error) {
	if err == nil {
		return
	}
	e := apperr.Of(err)
	x.add(doctor.Finding{
		Group: doctor.GroupGoLive, Check: source, Severity: doctor.Error, Kind: doctor.KindConfig, What: e.Error(), Fix: strings.Join(e.Hints[:min(1, len(e.Hints))], ""),
	})
}

// readJournalEvidence looks for results of payments and refunds, the newest first.
func readJournalEvidence(env *cli.Env, g *doctor.GoLive) error {
	if env.StateDir() == "" {
		return nil
	}
	entries, err := env.Journal().List(journal.Filter{})
	if err != nil {
		return apperr.New(apperr.Config, "reading the journal", err)
	}
	for _, e := range entries {
		switch {
		case e.PaymentStatus == "SUCCESS", e.Operation == spec.OpPay && e.ResultStatus == string(antom.StatusSuccess):
			note(&g.Paid, e)
		case e.PaymentStatus == "FAIL", e.Operation == spec.OpPay && e.ResultStatus == string(antom.StatusFailed):
			note(&g.Failed, e)
		case e.Operation == spec.OpRefund && (e.ResultStatus == string(antom.StatusSuccess) || e.ResultCode == "REFUND_IN_PROCESS"):
			note(&g.Refunded, e)
		}
	}
	return nil
}

// note keeps the first entry that proves a point.
func note(point *string, e journal.Entry) {
	if *point == "" {
		*point = fmt.Sprintf("%s, %s", e.RequestID, environment(e.Local, e.Live))
	}
}

// environment names where something happened.
func environment(local, live bool) string {
	switch {
	case local:
		return "in the simulator"
	case live:
		return "in production"
	}
	return "in Antom's sandbox"
}

// readInboxEvidence looks for notifications that an application acknowledged.
func readInboxEvidence(env *cli.Env, g *doctor.GoLive) error {
	c, err := env.Config()
	if err != nil || c.Store() == "" && cli.InboxDir(env) == "" {
		return err // without a directory, nothing was stored
	}
	store, err := cli.OpenReader(env, "")
	if err != nil {
		return err
	}
	verified := true
	acknowledged := map[[32]byte]int{}
	filter := inbox.Filter{Verified: &verified, Reverse: true, OnDamage: func(d *inbox.Damage) { env.Warn("%v; it is skipped", d) }}
	for r, err := range store.List(env.Ctx, filter) {
		if err != nil {
			return cli.ReadingError(err)
		}
		times := acknowledgements(r)
		if times == 0 {
			continue
		}
		key := inbox.Key(r)
		acknowledged[key] += times
		proved := fmt.Sprintf("%s, %s", r.ID, strings.TrimSpace(r.PaymentRequestID))
		switch r.Meaning() {
		case antom.MeaningPaid:
			first(&g.AcknowledgedPaid, proved)
			first(&g.Paid, proved)
		case antom.MeaningFailed:
			first(&g.AcknowledgedFailed, proved)
			first(&g.Failed, proved)
		case antom.MeaningRefunded:
			first(&g.Refunded, proved)
		}
		if acknowledged[key] > 1 {
			first(&g.Duplicate, proved)
		}
	}
	return nil
}

// acknowledgements counts how often the application acknowledged a delivery.
func acknowledgements(r *inbox.Record) int {
	times := 0
	for _, a := range r.Forward {
		if a.Acknowledged {
			times++
		}
	}
	return times
}

func first(point *string, proved string) {
	if *point == "" {
		*point = proved
	}
}
