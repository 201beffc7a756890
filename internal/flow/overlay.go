package flow

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/antom-cli/antom/internal/request"
	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// Value is the text of a flag that was given, or not. An empty text can be given.
type Value struct {
	Text  string
	Given bool
}

// Field is a flag that fills one field of a request.
type Field struct {
	Flag  string // with its dashes: --method
	Path  string // paymentMethod.paymentMethodType
	Value Value
}

// Overlay is what flags say about a request. It is laid over the document of a
// file; later parts win over earlier ones: fields, expiry, amount, goods, sets.
type Overlay struct {
	Fields    []Field // all that the command has, given or not
	ExpiresIn *time.Duration
	Amount    Value    // of the currency's major unit
	Minor     Value    // the same in its smallest unit
	Currency  Value    // ISO 4217
	Goods     []string // the arguments of --goods
	Sets      []string // the arguments of --set: path=value

	AmountPaths []string // the objects that the amount goes to, the operation's own first
	ExpiryPath  string   // the field that ExpiresIn fills
}

// amountGiven reports whether a flag sets the amount, even a wrong one.
func (o *Overlay) amountGiven() bool { return o.Amount.Given || o.Minor.Given }

// final is what a field will be when every flag is laid over.
func (o *Overlay) final(d *request.Document, path string) string {
	for _, arg := range slices.Backward(o.Sets) {
		if value, ok := strings.CutPrefix(arg, path+"="); ok {
			return value
		}
	}
	for _, f := range o.Fields {
		if f.Path == path && f.Value.Given {
			return f.Value.Text
		}
	}
	return d.Get(path)
}

// finalCurrency is the currency that the amount will have when every flag is
// laid over: --amount and --goods count in its units.
func (o *Overlay) finalCurrency(d *request.Document) string {
	if len(o.AmountPaths) == 0 {
		return ""
	}
	path := o.AmountPaths[0] + ".currency"
	for _, arg := range o.Sets {
		if strings.HasPrefix(arg, path+"=") {
			return o.final(d, path)
		}
	}
	if o.Currency.Given {
		return o.Currency.Text
	}
	return d.Get(path)
}

// Apply lays the flags over a document. What cannot be laid over comes back as
// mistakes, to be reported together with those of the request.
func (o *Overlay) Apply(d *request.Document, now time.Time) []Mistake {
	l := laying{overlay: o, document: d}
	for _, f := range o.Fields {
		if f.Value.Given {
			l.set(f.Flag, f.Path, f.Value.Text)
		}
	}
	l.setExpiry(now)
	currency := o.finalCurrency(d)
	l.setAmount(currency)
	l.addGoods(currency)
	l.try("--set", ApplySets(d, o.Sets))
	return l.mistakes
}

// ApplySets lays the arguments of --set over a document, later ones over earlier ones.
func ApplySets(d *request.Document, sets []string) error {
	for _, arg := range sets {
		path, value, err := request.ParseSet(arg)
		if err != nil {
			return err
		}
		if err := d.Set(path, value, request.Origin{Flag: "--set " + path}); err != nil {
			return err
		}
	}
	return nil
}

// laying is an overlay on its way into one document.
type laying struct {
	overlay  *Overlay
	document *request.Document
	mistakes []Mistake
}

func (l *laying) try(flag string, err error) {
	if err != nil {
		l.mistakes = append(l.mistakes, flagMistake(flag, err))
	}
}

func (l *laying) set(flag, path, value string) {
	l.try(flag, l.document.Set(path, value, request.Origin{Flag: flag}))
}

func (l *laying) setExpiry(now time.Time) {
	switch in := l.overlay.ExpiresIn; {
	case in == nil:
	case *in <= 0:
		l.try("--expires-in", errors.New("it must be more than zero, such as 10m"))
	default:
		l.set("--expires-in", l.overlay.ExpiryPath, now.Add(*in).Format("2006-01-02T15:04:05-07:00"))
	}
}

// setAmount turns --amount or --minor and --currency into the amounts of the
// request.
func (l *laying) setAmount(currency string) {
	o, flag, value := l.overlay, "", l.overlay.Minor.Text
	switch {
	case o.Amount.Given:
		flag = "--amount"
		var err error
		if value, err = MinorUnits(currency, o.Amount.Text); err != nil {
			l.try(l.amountFlag(err), err)
			return
		}
	case o.Minor.Given:
		flag = "--minor"
	}
	for _, parent := range o.AmountPaths {
		if o.Currency.Given {
			l.set("--currency", parent+".currency", o.Currency.Text)
		}
		if flag != "" {
			l.set(flag, parent+".value", value)
		}
	}
}

// amountFlag is the flag to blame for an amount that cannot be converted: the one that
// gave the currency, where that is not known.
func (l *laying) amountFlag(err error) string {
	if _, unknown := errors.AsType[*spec.CurrencyError](err); !unknown {
		return "--amount"
	}
	if l.overlay.Currency.Given {
		return "--currency"
	}
	return cmp.Or(l.document.OriginOf(l.overlay.AmountPaths[0]+".currency").Flag, "--amount")
}

func (l *laying) addGoods(currency string) {
	for _, arg := range l.overlay.Goods {
		item, err := request.ParseGoods(arg)
		if err == nil {
			err = l.document.AddGoods(item, currency, request.Origin{Flag: "--goods"})
		}
		l.try("--goods", err)
	}
}

// MinorUnits converts an amount of the currency's major unit to the smallest one.
func MinorUnits(currency, major string) (string, error) {
	amount, err := antom.NewAmount(currency, major)
	unknown, ok := errors.AsType[*spec.CurrencyError](err)
	switch {
	case ok && unknown.Code == "":
		return "", errors.New("a currency is needed; add --currency, such as --currency HKD")
	case ok && unknown.Nearest == "":
		return "", fmt.Errorf("%w, nor how many decimals it has; give the smallest unit with --minor if it exists", unknown)
	default:
		return amount.Value, err
	}
}

// majorUnits returns a suggested amount in the form of --amount.
func majorUnits(currency, minor string) string {
	major, err := antom.Amount{Currency: currency, Value: minor}.Major()
	if err != nil {
		return "" // then there is nothing to suggest
	}
	return major
}
