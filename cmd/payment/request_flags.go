package payment

import (
	"fmt"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/antom-cli/antom/cmd/cli"
	"github.com/antom-cli/antom/internal/apperr"
	"github.com/antom-cli/antom/internal/flow"
	"github.com/antom-cli/antom/internal/request"
)

// fieldFlag is a flag that fills one field of a request with its text.
type fieldFlag struct {
	name, path, usage string
}

// orderFlags are the fields that a payment and a session have in common.
func orderFlags() []fieldFlag {
	return []fieldFlag{
		{"method", "paymentMethod.paymentMethodType", "payment `method`, such as ALIPAY_HK"},
		{"order-id", "order.referenceOrderId", "your `id` for the order (default: a new id)"},
		{"request-id", "paymentRequestId", "unique `id` of this payment request (default: a new id)"},
		{"description", "order.orderDescription", "`text` that describes the order, shown to the buyer"},
		{"terminal", "env.terminalType", "buyer's `terminal`: WEB, WAP, APP or MINI_APP (default: WEB if one is required)"},
		{"os", "env.osType", "buyer's `system`: IOS or ANDROID"},
		{"client-ip", "env.clientIp", "buyer's public IP `address`"},
		{"redirect-url", "paymentRedirectUrl", "`URL` of the page to which the buyer returns"},
		{"notify-url", "paymentNotifyUrl", "`URL` that Antom sends the result notification to"},
		{"settlement-currency", "settlementStrategy.settlementCurrency", "`currency` in which Antom settles with you"},
		{"buyer-id", "order.buyer.referenceBuyerId", "your `id` for the buyer"},
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
	expiryPath string   // the field that --expires-in fills
	name       string   // the file that was read, "" for none
	amounts    []string // the fields that --amount and --currency fill
	flags      *pflag.FlagSet
	single     bool // a file has one request only
}

// add declares the flags of a payment or a session. expiryPath is the field
// that --expires-in fills.
func (f *requestFlags) add(cmd *cobra.Command, fields []fieldFlag, expiryPath string) {
	f.expiryPath = expiryPath
	f.addFields(cmd, fields)
	f.addAmount(cmd, "paymentAmount", "order.orderAmount")
	fl := cmd.Flags()
	fl.DurationVar(&f.expiresIn, "expires-in", 0, "the buyer must pay within this `duration`, such as 10m")
	fl.StringArrayVar(&f.goods, "goods", nil, "one `item` of the order, such as 'id=…,name=…,price=…,quantity=…' (repeatable; the default quantity is 1)")
}

// addFields declares the flags of every request: the file, --set, a flag for
// each common field, and how strict to be.
func (f *requestFlags) addFields(cmd *cobra.Command, fields []fieldFlag) {
	f.fields, f.texts, f.flags = fields, map[string]*string{}, cmd.Flags()
	fl := f.flags
	fl.StringVarP(&f.file, "file", "f", "", "request `file`, YAML or JSON with Antom's field names; - for standard input")
	fl.StringArrayVar(&f.set, "set", nil, "set a field by `path=value`, such as order.goods[0].goodsName=Bag (repeatable)")
	for _, field := range fields {
		f.texts[field.name] = fl.String(field.name, "", field.usage)
	}
	fl.BoolVar(&f.noValidate, "no-validate", false, "send the request without checking its fields")
	fl.BoolVar(&f.strict, "strict", false, "treat warnings as errors; with --local, do not fill in missing fields")
	completeFields(cmd)
}

// completeFields completes the flags for fields with known values.
func completeFields(cmd *cobra.Command) {
	for name, complete := range map[string]cobra.CompletionFunc{
		"method":              cli.CompleteMethods,
		"settlement-currency": cli.CompleteCurrencies,
		"terminal":            cli.CompleteFixed("WEB", "WAP", "APP", "MINI_APP"),
		"os":                  cli.CompleteFixed("IOS", "ANDROID"),
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
	_ = cmd.RegisterFlagCompletionFunc("currency", cli.CompleteCurrencies)
}

// given reports whether a flag was given.
func (f *requestFlags) given(name string) bool { return f.flags.Changed(name) }

// value is a flag for the flow.
func (f *requestFlags) value(name, text string) flow.Value {
	return flow.Value{Text: text, Given: f.given(name)}
}

// overlay is what the flags say about a request.
func (f *requestFlags) overlay() flow.Overlay {
	o := flow.Overlay{
		Goods: f.goods, Sets: f.set, AmountPaths: f.amounts, ExpiryPath: f.expiryPath,
		Amount: f.value("amount", f.amount), Minor: f.value("minor", f.minor), Currency: f.value("currency", f.currency),
	}
	if f.given("expires-in") {
		o.ExpiresIn = &f.expiresIn
	}
	if f.amounts == nil {
		o.Currency = flow.Value{} // the flag is about something else
	}
	for _, field := range f.fields {
		o.Fields = append(o.Fields, flow.Field{Flag: "--" + field.name, Path: field.path, Value: f.value(field.name, *f.texts[field.name])})
	}
	return o
}

// documents reads the request file; without one there is a single empty request.
func (f *requestFlags) documents(env *cli.Env, args []string) ([]*request.Document, error) {
	name, err := flow.OneFile(f.file, args)
	if err != nil {
		return nil, err
	}
	f.name = name
	docs, err := readDocuments(env, name)
	if err == nil && f.single {
		_, err = flow.OneDocument(docs, name, "this command")
	}
	if err != nil || len(docs) == 1 {
		return docs, err
	}
	for _, single := range []string{"request-id", "order-id", "qr-file"} {
		if f.given(single) {
			return nil, apperr.New(apperr.Usage, fmt.Sprintf("--%s would be the same for all %d requests of %s", single, len(docs), name), nil,
				"put an id in each document, or omit it to have one generated")
		}
	}
	return docs, nil
}
