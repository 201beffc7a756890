package cmd

import (
	"crypto/rand"
	"encoding/base32"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/config"
	"github.com/antom-cli/antom/internal/request"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// newID makes a unique id: a prefix, the time in UTC and 60 random bits, 29
// characters with the prefix PAY where Antom allows 64. Letters and digits
// only, since some payment methods take nothing else.
func newID(prefix string, now time.Time, random io.Reader) (string, error) {
	var b [10]byte
	if _, err := io.ReadFull(random, b[:]); err != nil {
		return "", fmt.Errorf("making an id: %w", err)
	}
	return prefix + now.UTC().Format("20060102150405") + base32.HexEncoding.EncodeToString(b[:])[:12], nil
}

// originDefault marks values that no user gave.
const originDefault = "default"

// fieldDefault is a field that is filled when nothing else gave it.
type fieldDefault struct{ path, text string }

// applyProfile fills what the file left out with the profile's own defaults,
// before the flags are laid over.
func (a *App) applyProfile(d *request.Document, conn *connection, op operation) error {
	for _, p := range conn.defaults {
		origin := request.Origin{What: "profile " + conn.profile}
		if p.Origin.Kind == config.FromProject {
			origin.What = p.Origin.String()
		}
		if !op.accepts(p.Path) {
			a.warnUnknownDefault(origin.What, p.Path)
			continue
		}
		if err := d.SetDefault(p.Path, p.Text, origin); err != nil && !inTheWay(err) {
			return apperr.New(apperr.Config, fmt.Sprintf("defaults.%s of %s", p.Path, origin.What), err)
		}
	}
	return nil
}

// warnUnknownDefault tells about a default that no operation has a field for.
func (a *App) warnUnknownDefault(of, path string) {
	if err := checkDefaultPath(path); err != nil {
		a.warn("defaults.%s of %s is left out: %v", path, of, err)
	}
}

// checkDefaultPath refuses a field that no request has.
func checkDefaultPath(path string) error {
	var fields []string
	for _, op := range spec.Operations() {
		t := spec.Request(op.Name)
		if t == nil {
			continue
		}
		if t.At(path) != nil || strings.Contains(path, "etaData.") {
			return nil
		}
		for _, f := range t.Fields {
			fields = append(fields, f.Name)
		}
	}
	first, _, _ := strings.Cut(path, ".")
	if near := spec.Nearest(first, fields); near != "" && near != first {
		return fmt.Errorf("no request has a field %s (did you mean %s?)", path, near)
	}
	return fmt.Errorf("no request has a field %s", path)
}

// applyDefaults fills what is still missing: the ids and values of every
// request, then what only the simulator can supply. With --strict the simulator
// supplies nothing, so that what passes would pass with a real account.
func (a *App) applyDefaults(d *request.Document, conn *connection, op operation, strict bool) error {
	common, err := a.commonDefaults(d, op)
	if err != nil {
		return err
	}
	if _, err := setDefaults(d, originDefault, common); err != nil {
		return err
	}
	if !conn.local() || strict {
		return nil
	}
	local := append(op.localDefaults(d, conn.simulator.url), listenerDefaults(op, conn.simulator)...)
	filled, err := setDefaults(d, "simulator", local)
	for _, path := range filled {
		if name := filledName(path); !slices.Contains(conn.filled, name) {
			conn.filled = append(conn.filled, name)
		}
	}
	return err
}

// filledName is how a field is named that the simulator filled in: the parts of
// the goods and of the buyer are one.
func filledName(path string) string {
	for _, whole := range []string{"order.goods", "order.buyer"} {
		if strings.HasPrefix(path, whole) {
			return whole
		}
	}
	return path
}

// tellFilled says in one line what the simulator filled in, which is the
// merchant's to give with a real account.
func (a *App) tellFilled(conn *connection) {
	if len(conn.filled) > 0 {
		a.note("--local filled in %s; with an account this is yours to give (--strict fills in nothing)", strings.Join(conn.filled, ", "))
	}
}

// listenerDefaults have a running listener told of what becomes of a request.
func listenerDefaults(op operation, s *simulator) []fieldDefault {
	for _, field := range []string{"paymentNotifyUrl", "refundNotifyUrl"} {
		if op.changes() && op.accepts(field) {
			return []fieldDefault{{field, s.listener()}}
		}
	}
	return nil
}

// inTheWay tells whether the request has something else where a default would
// go. The checks of the request tell that, with everything else.
func inTheWay(err error) bool {
	var conflict *request.SetError
	return errors.As(err, &conflict)
}

// setDefaults fills fields, and returns the paths of those that were missing.
func setDefaults(d *request.Document, what string, defaults []fieldDefault) (filled []string, err error) {
	for _, f := range defaults {
		if f.text == "" || d.Has(f.path) {
			continue
		}
		switch err := d.SetDefault(f.path, f.text, request.Origin{What: what}); {
		case err == nil:
			filled = append(filled, f.path)
		case !inTheWay(err):
			return filled, apperr.New(apperr.Usage, f.path, err)
		}
	}
	return filled, nil
}

// idPrefix is how the ids begin that are made for an operation.
func idPrefix(op operation) string {
	switch op.name {
	case opRefund().name:
		return "REFUND"
	case opCapture().name:
		return "CAPTURE"
	default:
		return "PAY"
	}
}

// freshID makes an id for a request.
func (a *App) freshID(op operation) (string, error) {
	random := a.Rand
	if random == nil {
		random = rand.Reader
	}
	return newID(idPrefix(op), a.Now(), random)
}

// commonDefaults are the ids and fixed values of a request.
func (a *App) commonDefaults(d *request.Document, op operation) ([]fieldDefault, error) {
	requestID, err := a.freshID(op)
	if err != nil {
		return nil, err
	}
	switch {
	case op.name == opRefund().name, op.name == opCapture().name:
		return []fieldDefault{{requestIDField(op.name), requestID}}, nil
	case op.name == opConsult().name:
		return []fieldDefault{{"productCode", "CASHIER_PAYMENT"}, {"env.terminalType", "WEB"}}, nil
	case !op.creates:
		return nil, nil
	}
	orderID := strings.Replace(requestID, "PAY", "ORDER", 1)
	fields := []fieldDefault{
		{"productCode", "CASHIER_PAYMENT"},
		{"paymentRequestId", requestID},
		{"order.referenceOrderId", orderID},
		{"order.orderAmount.currency", d.Get("paymentAmount.currency")},
		{"order.orderAmount.value", d.Get("paymentAmount.value")},
	}
	if op.requires(d, "env.terminalType") {
		fields = append(fields, fieldDefault{"env.terminalType", "WEB"})
	}
	return fields, nil
}
