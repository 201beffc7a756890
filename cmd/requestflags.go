package cmd

import (
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/request"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// fieldFlag is a flag that fills one field of a request with its text.
type fieldFlag struct {
	name, path, usage string
}

// orderFlags are the fields that a payment and a session have in common.
var orderFlags = []fieldFlag{
	{"method", "paymentMethod.paymentMethodType", "payment `method`, such as ALIPAY_HK"},
	{"order-id", "order.referenceOrderId", "your `id` of the order (made when absent)"},
	{"request-id", "paymentRequestId", "unique `id` of this payment request (made when absent)"},
	{"description", "order.orderDescription", "order `text` that the buyer sees"},
	{"terminal", "env.terminalType", "buyer's `terminal`: WEB, WAP, APP or MINI_APP (default WEB)"},
	{"os", "env.osType", "buyer's `system`: IOS or ANDROID"},
	{"client-ip", "env.clientIp", "buyer's public IP `address`"},
	{"redirect-url", "paymentRedirectUrl", "`URL` of your result page"},
	{"notify-url", "paymentNotifyUrl", "`URL` that Antom posts the result to"},
	{"settlement-currency", "settlementStrategy.settlementCurrency", "`currency` you are settled in"},
	{"buyer-id", "order.buyer.referenceBuyerId", "your `id` of the buyer"},
}

// requestFlags build a request from a file and flags.
type requestFlags struct {
	file       string
	set        []string
	goods      []string
	amount     string
	minor      string
	currency   string
	expiresIn  time.Duration
	noValidate bool
	strict     bool
	example    string
	schema     bool
	fields     []fieldFlag
	texts      map[string]*string
	expiryPath string // the field that --expires-in fills
}

// add declares the flags. expiryPath is the field that --expires-in fills.
func (f *requestFlags) add(cmd *cobra.Command, fields []fieldFlag, expiryPath string) {
	f.fields, f.expiryPath, f.texts = fields, expiryPath, map[string]*string{}
	fl := cmd.Flags()
	fl.StringVarP(&f.file, "file", "f", "", "request `file`, YAML or JSON in Antom's field names; - for standard input")
	fl.StringArrayVar(&f.set, "set", nil, "set any field: `path=value`, such as order.goods[0].goodsName=Bag (repeatable)")
	fl.StringVar(&f.amount, "amount", "", "`amount` in the currency's major unit, such as 12.34")
	fl.StringVar(&f.minor, "minor", "", "`amount` in the currency's smallest unit, such as 1234")
	fl.StringVar(&f.currency, "currency", "", "ISO 4217 `code`, such as HKD")
	fl.DurationVar(&f.expiresIn, "expires-in", 0, "the buyer must pay within this `time`, such as 10m")
	fl.StringArrayVar(&f.goods, "goods", nil, "one line of the order: `'id=…,name=…,price=…,quantity=…'` (repeatable)")
	for _, field := range fields {
		f.texts[field.name] = fl.String(field.name, "", field.usage)
	}
	fl.BoolVar(&f.noValidate, "no-validate", false, "send as is, without checking the fields")
	fl.BoolVar(&f.strict, "strict", false, "treat warnings as errors")
	cmd.MarkFlagsMutuallyExclusive("amount", "minor")
	_ = cmd.RegisterFlagCompletionFunc("method", completeMethods)
	_ = cmd.RegisterFlagCompletionFunc("currency", completeCurrencies)
	_ = cmd.RegisterFlagCompletionFunc("settlement-currency", completeCurrencies)
	_ = cmd.RegisterFlagCompletionFunc("terminal", fixed("WEB", "WAP", "APP", "MINI_APP"))
	_ = cmd.RegisterFlagCompletionFunc("os", fixed("IOS", "ANDROID"))
}

// documents reads the file, if any, and lays the flags over each document in it.
func (f *requestFlags) documents(a *App, cmd *cobra.Command, args []string) ([]*request.Document, error) {
	name, err := oneFile(f.file, args)
	if err != nil {
		return nil, err
	}
	docs := []*request.Document{request.New()}
	if name != "" {
		if docs, err = a.readDocuments(name); err != nil {
			return nil, err
		}
	}
	if len(docs) > 1 && cmd.Flags().Changed("request-id") {
		return nil, apperr.New(apperr.Usage, fmt.Sprintf("--request-id would give all %d requests of %s the same id", len(docs), name), nil,
			"put paymentRequestId into each document, or leave it out to have ids made")
	}
	for _, d := range docs {
		if err := f.apply(a, cmd, d); err != nil {
			return nil, err
		}
	}
	return docs, nil
}

// oneFile is the request file named by -f or by the argument, not both.
func oneFile(flag string, args []string) (string, error) {
	switch {
	case len(args) == 0:
		return flag, nil
	case flag != "":
		return "", apperr.New(apperr.Usage, fmt.Sprintf("two request files are given: --file %s and %s", flag, args[0]), nil,
			"put both into one file, as YAML documents separated by ---")
	default:
		return args[0], nil
	}
}

func (a *App) readDocuments(name string) ([]*request.Document, error) {
	r, closeFile, err := a.openArgument(name)
	if err != nil {
		return nil, err
	}
	defer closeFile()
	shown := name
	if name == "-" {
		shown = "standard input"
	}
	docs, err := request.Read(shown, r)
	if err != nil {
		return nil, apperr.New(apperr.Usage, "", err)
	}
	return docs, nil
}

// apply lays the flags over a document, --set last.
func (f *requestFlags) apply(a *App, cmd *cobra.Command, d *request.Document) error {
	for _, field := range f.fields {
		if !cmd.Flags().Changed(field.name) {
			continue
		}
		if err := d.Set(field.path, *f.texts[field.name], request.Origin{Flag: "--" + field.name}); err != nil {
			return usage("--"+field.name, err)
		}
	}
	if err := f.applyExpiry(a, cmd, d); err != nil {
		return err
	}
	if err := f.applyAmount(cmd, d); err != nil {
		return err
	}
	if err := f.applyGoods(d); err != nil {
		return err
	}
	return f.applySets(d)
}

// applySets lays every --set over the document, later ones over earlier ones.
func (f *requestFlags) applySets(d *request.Document) error {
	for _, arg := range f.set {
		path, value, err := request.ParseSet(arg)
		if err != nil {
			return usage("--set", err, "write it as --set order.goods[0].goodsName=Bag")
		}
		if err := d.Set(path, value, request.Origin{Flag: "--set " + path}); err != nil {
			return usage("--set "+path, err)
		}
	}
	return nil
}

func usage(what string, err error, hints ...string) error {
	return apperr.New(apperr.Usage, what, err, hints...)
}

func (f *requestFlags) applyExpiry(a *App, cmd *cobra.Command, d *request.Document) error {
	if !cmd.Flags().Changed("expires-in") {
		return nil
	}
	if f.expiresIn <= 0 {
		return apperr.New(apperr.Usage, "--expires-in must be more than zero, such as 10m", nil)
	}
	at := a.Now().Add(f.expiresIn).Format("2006-01-02T15:04:05-07:00")
	return d.Set(f.expiryPath, at, request.Origin{Flag: "--expires-in"})
}

// applyAmount turns --amount or --minor and --currency into paymentAmount and
// order.orderAmount. The currency may come from the file.
func (f *requestFlags) applyAmount(cmd *cobra.Command, d *request.Document) error {
	currency := f.currency
	if !cmd.Flags().Changed("currency") {
		currency = d.Get("paymentAmount.currency")
	}
	value, origin := f.minor, "--minor"
	if cmd.Flags().Changed("amount") {
		origin = "--amount"
		if currency == "" {
			return apperr.New(apperr.Usage, "--amount needs a currency", nil, "add --currency, such as --currency HKD")
		}
		minor, err := minorUnits(currency, f.amount)
		if err != nil {
			return usage("--amount", err, "give the smallest unit directly with --minor")
		}
		value = minor
	}
	for _, parent := range []string{"paymentAmount", "order.orderAmount"} {
		if cmd.Flags().Changed("currency") {
			if err := d.Set(parent+".currency", currency, request.Origin{Flag: "--currency"}); err != nil {
				return usage("--currency", err)
			}
		}
		if cmd.Flags().Changed("amount") || cmd.Flags().Changed("minor") {
			if err := d.Set(parent+".value", value, request.Origin{Flag: origin}); err != nil {
				return usage(origin, err)
			}
		}
	}
	return nil
}

// minorUnits converts an amount of the major unit to the smallest one.
func minorUnits(currency, major string) (string, error) {
	c, ok := spec.FindCurrency(currency)
	if !ok {
		hint := ""
		if near := spec.Nearest(strings.ToUpper(currency), currencyCodes()); near != "" {
			hint = fmt.Sprintf(" (did you mean %s?)", near)
		}
		return "", fmt.Errorf("the number of decimals of currency %q is not known%s", currency, hint)
	}
	return c.Minor(major)
}

func currencyCodes() []string {
	var codes []string
	for _, c := range spec.Currencies() {
		codes = append(codes, c.Code)
	}
	return codes
}

// applyGoods appends one entry to order.goods for each --goods, priced in the
// payment's currency.
func (f *requestFlags) applyGoods(d *request.Document) error {
	for _, arg := range f.goods {
		item, err := request.ParseGoods(arg)
		if err != nil {
			return usage("--goods", err, "write it as --goods 'id=1,name=Bag,price=12.34,quantity=1'")
		}
		if err := d.AddGoods(item, d.Get("paymentAmount.currency"), request.Origin{Flag: "--goods"}); err != nil {
			return usage("--goods", err)
		}
	}
	return nil
}
