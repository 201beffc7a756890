package cmd

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/request"
	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

// fieldFlag is a flag that fills one field of a request with its text.
type fieldFlag struct {
	name, path, usage string
}

// orderFlags are the fields that a payment and a session have in common.
func orderFlags() []fieldFlag {
	return []fieldFlag{
		{"method", "paymentMethod.paymentMethodType", "payment `method`, such as ALIPAY_HK"},
		{"order-id", "order.referenceOrderId", "your `id` of the order (made when absent)"},
		{"request-id", "paymentRequestId", "unique `id` of this payment request (made when absent)"},
		{"description", "order.orderDescription", "order `text` that the buyer sees"},
		{"terminal", "env.terminalType", "buyer's `terminal`: WEB, WAP, APP or MINI_APP (WEB where one is required)"},
		{"os", "env.osType", "buyer's `system`: IOS or ANDROID"},
		{"client-ip", "env.clientIp", "buyer's public IP `address`"},
		{"redirect-url", "paymentRedirectUrl", "`URL` of your result page"},
		{"notify-url", "paymentNotifyUrl", "`URL` that Antom posts the result to"},
		{"settlement-currency", "settlementStrategy.settlementCurrency", "`currency` you are settled in"},
		{"buyer-id", "order.buyer.referenceBuyerId", "your `id` of the buyer"},
	}
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
	mistakes   []mistake // of the flags
	expiryPath string    // the field that --expires-in fills
	name       string    // the file that was read, "" for none
	amounts    []string  // the fields that --amount and --currency fill
}

// add declares the flags of a payment or a session. expiryPath is the field
// that --expires-in fills.
func (f *requestFlags) add(cmd *cobra.Command, fields []fieldFlag, expiryPath string) {
	f.expiryPath = expiryPath
	f.addFields(cmd, fields)
	f.addAmount(cmd, "paymentAmount", "order.orderAmount")
	fl := cmd.Flags()
	fl.DurationVar(&f.expiresIn, "expires-in", 0, "the buyer must pay within this `time`, such as 10m")
	fl.StringArrayVar(&f.goods, "goods", nil, "one line of the order: `'id=…,name=…,price=…,quantity=…'` (repeatable; quantity is 1 when left out)")
}

// addFields declares the flags of every request: the file, --set, a flag for
// each common field, and how strict to be.
func (f *requestFlags) addFields(cmd *cobra.Command, fields []fieldFlag) {
	f.fields, f.texts = fields, map[string]*string{}
	fl := cmd.Flags()
	fl.StringVarP(&f.file, "file", "f", "", "request `file`, YAML or JSON in Antom's field names; - for standard input")
	fl.StringArrayVar(&f.set, "set", nil, "set any field: `path=value`, such as order.goods[0].goodsName=Bag (repeatable)")
	for _, field := range fields {
		f.texts[field.name] = fl.String(field.name, "", field.usage)
	}
	fl.BoolVar(&f.noValidate, "no-validate", false, "send as is, without checking the fields")
	fl.BoolVar(&f.strict, "strict", false, "treat warnings as errors; with --local, fill in nothing")
	completeFields(cmd)
}

// completeFields completes the flags for fields with known values.
func completeFields(cmd *cobra.Command) {
	for name, complete := range map[string]cobra.CompletionFunc{
		"method":              completeMethods,
		"settlement-currency": completeCurrencies,
		"terminal":            fixed("WEB", "WAP", "APP", "MINI_APP"),
		"os":                  fixed("IOS", "ANDROID"),
	} {
		if cmd.Flags().Lookup(name) != nil {
			_ = cmd.RegisterFlagCompletionFunc(name, complete)
		}
	}
}

// addAmount declares the flags of an amount, which goes to each of the paths.
func (f *requestFlags) addAmount(cmd *cobra.Command, paths ...string) {
	f.amounts = paths
	fl := cmd.Flags()
	fl.StringVar(&f.amount, "amount", "", "`amount` in the currency's major unit, such as 12.34")
	fl.StringVar(&f.minor, "minor", "", "`amount` in the currency's smallest unit, such as 1234")
	fl.StringVar(&f.currency, "currency", "", "ISO 4217 `code`, such as HKD")
	cmd.MarkFlagsMutuallyExclusive("amount", "minor")
	_ = cmd.RegisterFlagCompletionFunc("currency", completeCurrencies)
}

// documents reads the request file; without one there is a single empty request.
func (f *requestFlags) documents(a *App, cmd *cobra.Command, args []string) ([]*request.Document, error) {
	name, err := oneFile(f.file, args)
	if err != nil {
		return nil, err
	}
	if name == "" {
		return []*request.Document{request.New()}, nil
	}
	f.name = name
	docs, err := a.readDocuments(name)
	if err != nil || len(docs) == 1 {
		return docs, err
	}
	for _, single := range []string{"request-id", "order-id", "qr-file"} {
		if cmd.Flags().Changed(single) {
			return nil, apperr.New(apperr.Usage, fmt.Sprintf("--%s would be the same for all %d requests of %s", single, len(docs), name), nil,
				"put ids into each document, or leave them out to have them made")
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
	if errors.Is(err, context.Canceled) {
		return nil, context.Canceled
	}
	if err != nil {
		return nil, apperr.New(apperr.Usage, "", err)
	}
	return docs, nil
}

// apply lays the flags over a document, --set last. What cannot be laid over is
// kept as a mistake, to be told together with those of the request.
func (f *requestFlags) apply(a *App, cmd *cobra.Command, d *request.Document) {
	for _, field := range f.fields {
		if cmd.Flags().Changed(field.name) {
			f.try("--"+field.name, d.Set(field.path, *f.texts[field.name], request.Origin{Flag: "--" + field.name}))
		}
	}
	f.applyExpiry(a, cmd, d)
	currency := f.finalCurrency(cmd, d)
	f.applyAmount(cmd, d, currency)
	for _, arg := range f.goods {
		item, err := request.ParseGoods(arg)
		if err == nil {
			err = d.AddGoods(item, currency, request.Origin{Flag: "--goods"})
		}
		f.try("--goods", err)
	}
	f.try("--set", f.applySets(d))
}

// try keeps an error of a flag as a mistake.
func (f *requestFlags) try(flag string, err error) {
	if err == nil {
		return
	}
	m := mistake{Problem: request.Problem{Origin: request.Origin{Flag: flag}}, about: flag}
	m.Severity, m.Rule, m.Message = spec.Error, "flag", err.Error()
	if strings.HasPrefix(m.Message, "--") {
		m.Origin = request.Origin{} // the error tells its place itself
	}
	f.mistakes = append(f.mistakes, m)
}

// applySets lays every --set over the document, later ones over earlier ones.
func (f *requestFlags) applySets(d *request.Document) error {
	for _, arg := range f.set {
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

func (f *requestFlags) applyExpiry(a *App, cmd *cobra.Command, d *request.Document) {
	if !cmd.Flags().Changed("expires-in") {
		return
	}
	if f.expiresIn <= 0 {
		f.try("--expires-in", errors.New("it must be more than zero, such as 10m"))
		return
	}
	at := a.Now().Add(f.expiresIn).Format("2006-01-02T15:04:05-07:00")
	f.try("--expires-in", d.Set(f.expiryPath, at, request.Origin{Flag: "--expires-in"}))
}

// final is what a field will be when every flag is laid over.
func (f *requestFlags) final(cmd *cobra.Command, d *request.Document, path string) string {
	for _, arg := range slices.Backward(f.set) {
		if value, ok := strings.CutPrefix(arg, path+"="); ok {
			return value
		}
	}
	for _, field := range f.fields {
		if field.path == path && cmd.Flags().Changed(field.name) {
			return *f.texts[field.name]
		}
	}
	return d.Get(path)
}

// finalCurrency is the currency that the amount will have when every flag is
// laid over: --amount and --goods count in its units.
func (f *requestFlags) finalCurrency(cmd *cobra.Command, d *request.Document) string {
	if len(f.amounts) == 0 {
		return ""
	}
	path := f.amounts[0] + ".currency"
	for _, arg := range f.set {
		if strings.HasPrefix(arg, path+"=") {
			return f.final(cmd, d, path)
		}
	}
	if cmd.Flags().Changed("currency") {
		return f.currency
	}
	return d.Get(path)
}

// applyAmount turns --amount or --minor and --currency into the amounts of the
// request.
func (f *requestFlags) applyAmount(cmd *cobra.Command, d *request.Document, currency string) {
	flag, value := "", f.minor
	switch {
	case cmd.Flags().Changed("amount"):
		flag = "--amount"
		var err error
		if value, err = minorUnits(currency, f.amount); err != nil {
			f.try(flag, err)
			return
		}
	case cmd.Flags().Changed("minor"):
		flag = "--minor"
	}
	for _, parent := range f.amounts {
		if cmd.Flags().Changed("currency") {
			f.try("--currency", d.Set(parent+".currency", f.currency, request.Origin{Flag: "--currency"}))
		}
		if flag != "" {
			f.try(flag, d.Set(parent+".value", value, request.Origin{Flag: flag}))
		}
	}
}

// minorUnits converts an amount of the major unit to the smallest one.
func minorUnits(currency, major string) (string, error) {
	amount, err := antom.NewAmount(currency, major)
	unknown, ok := errors.AsType[*spec.CurrencyError](err)
	switch {
	case ok && unknown.Code == "":
		return "", errors.New("a currency is needed; add --currency, such as --currency HKD")
	case ok && unknown.Nearest == "":
		return "", fmt.Errorf("the number of decimals of currency %q is not known; give the smallest unit with --minor", currency)
	default:
		return amount.Value, err
	}
}
