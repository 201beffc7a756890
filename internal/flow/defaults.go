package flow

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
	"github.com/antom-cli/antom/internal/request"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// originDefault marks values that no user gave.
const originDefault = "default"

// NewID makes a unique id: a prefix, the time in UTC and 60 random bits, 29
// characters with the prefix PAY where Antom allows 64. It has letters and digits
// only, because some payment methods take nothing else. random is crypto/rand when nil.
func NewID(prefix string, now time.Time, random io.Reader) (string, error) {
	if random == nil {
		random = rand.Reader
	}
	var b [10]byte
	if _, err := io.ReadFull(random, b[:]); err != nil {
		return "", fmt.Errorf("making an id: %w", err)
	}
	return prefix + now.UTC().Format("20060102150405") + base32.HexEncoding.EncodeToString(b[:])[:12], nil
}

func (g *Gateway) newID(op spec.Operation) (string, error) {
	return NewID(op.IDPrefix, g.now(), g.Rand)
}

// applyProfile fills what the file left out with the profile's own defaults,
// before the flags are laid over.
func (g *Gateway) applyProfile(d *request.Document, op spec.Operation) error {
	for _, p := range g.Defaults {
		if !accepts(op, p.Path) {
			if err := CheckDefaultPath(p.Path); err != nil {
				g.Events.warn("defaults.%s of %s is ignored: %v", p.Path, p.Source, err)
			}
			continue
		}
		err := ignoreConflict(d.SetDefault(p.Path, p.Text, request.Origin{What: p.Source}))
		if err != nil {
			return apperr.New(apperr.Config, fmt.Sprintf("defaults.%s of %s", p.Path, p.Source), err)
		}
	}
	return nil
}

// CheckDefaultPath refuses a field that no request has.
func CheckDefaultPath(path string) error {
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
// request, then what only the simulator can supply. With Strict the simulator
// supplies nothing, so that what passes would pass with a real account.
func (r *Run) applyDefaults(d *request.Document) error {
	g, op := r.gateway, r.options.Operation
	common, err := g.commonDefaults(d, op)
	if err != nil {
		return err
	}
	if _, err := setDefaults(d, originDefault, common); err != nil {
		return err
	}
	if !g.Local || r.options.Strict {
		return nil
	}
	local := slices.Concat(simulatorDefaults(op, d, g.Client.Gateway), g.listenerDefaults(op))
	filled, err := setDefaults(d, "simulator", local)
	for _, path := range filled {
		if name := filledName(path); !slices.Contains(r.filled, name) {
			r.filled = append(r.filled, name)
		}
	}
	return err
}

// reportFilled says in one line what the simulator filled in and a merchant with
// a real account has to provide.
func (r *Run) reportFilled() {
	if op := r.options.Operation; (op.Creates || op.Alters) && len(r.filled) > 0 {
		r.gateway.Events.note("--local filled in %s; with an account you must provide %s (--strict fills in nothing)", strings.Join(r.filled, ", "), thisOrThese(len(r.filled)))
	}
}

// filledName is how a field is named that the simulator filled in: the parts of
// the goods and of the buyer are one.
func filledName(path string) string {
	for _, whole := range []string{"order.goods", "order.buyer", "periodRule", "customs", "merchantCustomsInfo"} {
		if strings.HasPrefix(path, whole) {
			return whole
		}
	}
	return path
}

// setDefaults fills fields, and returns the paths of those that were missing. A
// field that cannot be there because of another is left to the checks.
func setDefaults(d *request.Document, what string, defaults []Default) (filled []string, err error) {
	for _, f := range defaults {
		if f.Text == "" || d.Has(f.Path) {
			continue
		}
		switch err := d.SetDefault(f.Path, f.Text, request.Origin{What: what}); {
		case err == nil:
			filled = append(filled, f.Path)
		case ignoreConflict(err) != nil:
			return filled, apperr.New(apperr.Usage, f.Path, err)
		}
	}
	return filled, nil
}

// ignoreConflict drops the error that a request has something else where a value
// would go. The checks of the request report that, with everything else.
func ignoreConflict(err error) error {
	var conflict *request.SetError
	if errors.As(err, &conflict) {
		return nil
	}
	return err
}

// commonDefaults are the ids and fixed values of a request.
func (g *Gateway) commonDefaults(d *request.Document, op spec.Operation) ([]Default, error) {
	id, err := g.newID(op)
	if err != nil {
		return nil, err
	}
	switch {
	case op.Moves && op.IDPrefix != "":
		return []Default{{op.RequestIDField, id}}, nil
	case op.Name == spec.OpAuthorizationsConsult:
		return authorizationDefaults(d, id), nil
	case op.Name == spec.OpVaultsCreateVaultingSession:
		return []Default{{"paymentMethodType", "CARD"}, {op.RequestIDField, id}}, nil
	case op.Alters:
		return g.alterDefaults(d, op, id), nil
	case op.Name == spec.OpConsult:
		return []Default{{"productCode", "CASHIER_PAYMENT"}, {"env.terminalType", "WEB"}}, nil
	case !op.Creates:
		return nil, nil
	}
	fields := []Default{
		{"productCode", "CASHIER_PAYMENT"},
		{op.RequestIDField, id},
		{"order.referenceOrderId", "ORDER" + strings.TrimPrefix(id, op.IDPrefix)},
		{"order.orderAmount.currency", d.Get("paymentAmount.currency")},
		{"order.orderAmount.value", d.Get("paymentAmount.value")},
	}
	if op.Name == spec.OpPay && d.Get("paymentMethod.paymentMethodType") == "CARD" && d.Has("paymentMethod.paymentMethodId") {
		fields = append(fields, Default{"paymentFactor.isAuthorization", "true"})
	}
	if requires(op, d, "env.terminalType") {
		fields = append(fields, Default{"env.terminalType", "WEB"})
	}
	return fields, nil
}

// listenerDefaults have a running listener notified of what becomes of a request.
func (g *Gateway) listenerDefaults(op spec.Operation) []Default {
	if g.ListenerURL == nil {
		return nil
	}
	var all []Default
	for _, field := range NotifyFields(op) {
		all = append(all, Default{field, g.ListenerURL()})
	}
	return all
}

// NotifyFields are the fields of a request that say where notifications of what becomes
// of it go.
func NotifyFields(op spec.Operation) []string {
	if op.Name == spec.OpSubscriptionsCreate {
		return []string{"subscriptionNotificationUrl", "paymentNotificationUrl"}
	}
	for _, field := range []string{"paymentNotifyUrl", "refundNotifyUrl", "authNotifyUrl", "vaultingNotificationUrl"} {
		if !op.Reads && accepts(op, field) {
			return []string{field}
		}
	}
	return nil
}

// simulatorDefaults are the fields that Antom requires and that only the simulator
// can make up. url is its address.
func simulatorDefaults(op spec.Operation, d *request.Document, url string) []Default {
	if op.Name == spec.OpAuthorizationsConsult {
		return []Default{{"authRedirectUrl", url + "/checkout/result"}}
	}
	if op.Name == spec.OpVaultsCreateVaultingSession {
		return []Default{{"vaultingNotificationUrl", url + "/checkout/result"}}
	}
	if !op.Creates {
		return simulatorAlterDefaults(op, url)
	}
	fields := []Default{
		{"order.orderDescription", "Test order"},
		{"paymentRedirectUrl", url + "/checkout/result"},
	}
	if op.Name == spec.OpCreatePaymentSession && d.Get("productScene") == spec.SceneHosted {
		return append(fields, hostedDefaults(d)...)
	}
	return fields
}

// hostedDefaults are the goods and the buyer that a hosted page needs.
func hostedDefaults(d *request.Document) []Default {
	var fields []Default
	if !d.Has("order.goods") {
		fields = []Default{
			{"order.goods[0].referenceGoodsId", "GOODS1"},
			{"order.goods[0].goodsName", "Test goods"},
			{"order.goods[0].goodsUnitAmount.currency", d.Get("paymentAmount.currency")},
			{"order.goods[0].goodsUnitAmount.value", d.Get("paymentAmount.value")},
			{"order.goods[0].goodsQuantity", "1"},
		}
	}
	return append(fields,
		Default{"order.buyer.referenceBuyerId", "BUYER1"},
		Default{"order.buyer.buyerName.fullName", "Test Buyer"},
	)
}

// thisOrThese refers to n fields.
func thisOrThese(n int) string {
	if n == 1 {
		return "this"
	}
	return "these"
}
