package engine

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/antom-cli/antom/internal/sandbox/store"
	"github.com/antom-cli/antom/pkg/antom/spec"
)

const (
	// customsCurrency is the currency of declarations.
	customsCurrency = "CNY"
	// customsProvider is the registration of the payment company at customs, by the
	// table of customs codes.
	customsProvider = "31222699S7"
	// customsPassed and customsRefused are the simulator's own answers of customs: no
	// document lists them.
	customsPassed  = "SUCCESS"
	customsRefused = "FAIL"
)

// Declaration is a payment, or a part of one, that was declared at customs.
type Declaration struct {
	Version       int       `json:"v"`
	RequestID     string    `json:"declarationRequestId"`
	ClientID      string    `json:"clientId"`
	PaymentID     string    `json:"paymentId"`
	CustomsID     string    `json:"customsPaymentId"`
	OrderID       string    `json:"customsOrderId"`
	Amount        Amount    `json:"amount"`
	Customs       string    `json:"customsCode"`
	Region        string    `json:"region"`
	MerchantCode  string    `json:"merchantCustomsCode"`
	MerchantName  string    `json:"merchantCustomsName"`
	Split         bool      `json:"splitOrder,omitempty"`
	Certified     bool      `json:"certified,omitempty"`     // the request has the buyer's certificate
	WrongIdentity bool      `json:"wrongIdentity,omitempty"` // the certificate is not that of the payer
	Refused       bool      `json:"refused,omitempty"`       // customs will refuse it
	Created       time.Time `json:"created"`
	Done          time.Time `json:"done"` // when customs answer
}

// declare declares a payment at customs.
func (e *Engine) declare(r Request) (Reply, error) {
	d, err := parseDeclarationDirective(r.Body.At("merchantCustomsInfo.merchantCustomsName").String())
	if err != nil {
		return Refusal(r.Operation, codeParam, fmt.Sprintf("merchantCustomsInfo.merchantCustomsName: the directive %q was not understood: %v", directivePrefix, err)), nil
	}
	fresh := readDeclaration(r, d)
	var reply Reply
	err = e.update(func(w *work) error {
		earlier, found, err := findDeclaration(w, fresh.ClientID, fresh.RequestID)
		switch {
		case err != nil:
			return err
		case found && !earlier.same(fresh):
			reply = Refusal(r.Operation, codeInconsistent, fmt.Sprintf(
				"declarationRequestId: the earlier request with it declared %s of payment %s; use a new one", earlier.Amount, earlier.PaymentID))
			return nil
		case found:
			reply = answerDeclaration(earlier)
			return nil
		case d.result != "" && d.result != codeSuccess:
			reply = Refusal(r.Operation, d.result, "")
			return nil
		}
		no, err := w.declarable(&fresh)
		if no.code != "" || err != nil {
			reply = Refusal(r.Operation, no.code, no.message)
			return err
		}
		if fresh.CustomsID, err = e.newID(w.now); err != nil {
			return err
		}
		after := d.after
		if after == 0 {
			after = processingTime
		}
		fresh.Created, fresh.Done = w.now, e.after(w.now, after)
		reply = answerDeclaration(fresh)
		return w.saveDeclaration(fresh)
	})
	return reply, err
}

func readDeclaration(r Request, d declarationDirective) Declaration {
	b := r.Body
	return Declaration{
		RequestID: b.Get("declarationRequestId").String(), ClientID: r.ClientID, PaymentID: b.Get("paymentId").String(),
		OrderID: b.Get("subOrderId").String(), Amount: amountOf(b.Get("declarationAmount")),
		Customs: strings.ToUpper(b.At("customs.customsCode").String()), Region: b.At("customs.region").String(),
		MerchantCode: b.At("merchantCustomsInfo.merchantCustomsCode").String(),
		MerchantName: b.At("merchantCustomsInfo.merchantCustomsName").String(),
		Split:        b.Get("splitOrder").String() == "true", Certified: b.Get("buyerCertificate") != nil,
		WrongIdentity: d.wrongIdentity, Refused: d.refused,
	}
}

// same reports whether a repeat asks for the same.
func (d Declaration) same(o Declaration) bool {
	return d.PaymentID == o.PaymentID && d.Amount == o.Amount && d.Customs == o.Customs && d.Split == o.Split
}

// declarable checks a declaration against its payment, and names the order that is
// declared: the part, or else the payment.
func (w *work) declarable(d *Declaration) (refusal, error) {
	p, found, err := findPayment(w, d.PaymentID)
	if err != nil {
		return refusal{}, err
	}
	if !found || p.ClientID != d.ClientID {
		return refuse(codeNotExist, "%s", notFound(d.PaymentID, "")), nil
	}
	if p, err = w.currentPayment(p); err != nil {
		return refusal{}, err
	}
	declared := Amount{Currency: p.Amount.Currency, Value: minorText(p.Declared + d.Amount.minor())}
	switch {
	case p.Status != Success:
		return refuse(codeProcess, "payment %s is %s: only a successful payment can be declared", p.PaymentID, p.Status), nil
	case d.Amount.Currency != customsCurrency:
		return refuse(codeParam, "declarationAmount.currency: customs take CNY, not %s", d.Amount.Currency), nil
	case p.Amount.Currency == customsCurrency && p.Declared+d.Amount.minor() > p.Amount.minor():
		return refuse(codeParam, "declarationAmount: with what is declared already it would be %s, but %s was paid", declared, p.Amount), nil
	}
	if d.OrderID == "" {
		d.OrderID = p.PaymentRequestID
	}
	if p.Amount.Currency != customsCurrency {
		return refusal{}, nil // what it is worth in CNY is not known
	}
	before := p
	p.Declared += d.Amount.minor()
	return refusal{}, w.save(before, p)
}

func answerDeclaration(d Declaration) Reply {
	n := withResult(spec.OpCustomsDeclare, codeSuccess, "")
	n.Set("customsPaymentId", spec.NewString(d.CustomsID))
	n.Set("customsOrderId", spec.NewString(d.OrderID))
	if d.Certified {
		check := "CHECK_PASSED"
		if d.WrongIdentity {
			check = "CHECK_NOT_PASSED"
		}
		n.Set("identityCheckResult", spec.NewString(check))
	}
	n.Set("clearingChannel", spec.NewString("NUCC"))
	n.Set("clearingTransactionId", spec.NewString(d.CustomsID))
	n.Set("customsProviderRegistrationId", spec.NewString(customsProvider))
	return Reply{Body: n}
}

// inquireDeclarations tells what became of some declarations.
func (e *Engine) inquireDeclarations(r Request) (Reply, error) {
	n := withResult(r.Operation, codeSuccess, "")
	records, missing := spec.NewArray(), spec.NewArray()
	now := e.now()
	err := e.store.View(func(tx store.Tx) error {
		records.Items, missing.Items = nil, nil
		for _, id := range r.Body.Get("declarationRequestIds").Items {
			d, found, err := findDeclaration(tx, r.ClientID, id.String())
			switch {
			case err != nil:
				return err
			case found:
				records.Items = append(records.Items, d.node(now))
			default:
				missing.Items = append(missing.Items, spec.NewString(id.String()))
			}
		}
		return nil
	})
	if len(missing.Items) > 0 {
		n.Set("declarationRequestsNotFound", missing)
	}
	if len(records.Items) > 0 {
		n.Set("declarationRecords", records)
	}
	return Reply{Body: n}, err
}

// node is a declaration as it stands at a moment.
func (d Declaration) node(now time.Time) *spec.Node {
	n := object(
		"declarationRequestId", spec.NewString(d.RequestID),
		"customsPaymentId", spec.NewString(d.CustomsID),
		"customsOrderId", spec.NewString(d.OrderID),
		"customs", object("customsCode", spec.NewString(d.Customs), "region", spec.NewString(d.Region)),
		"merchantCustomsInfo", object("merchantCustomsCode", spec.NewString(d.MerchantCode), "merchantCustomsName", spec.NewString(d.MerchantName)),
		"declarationAmount", d.Amount.node(),
		"splitOrder", spec.NewString(strconv.FormatBool(d.Split)),
	)
	if d.Done.After(now) {
		n.Set("declarationRequestStatus", spec.NewString("IN_PROCESS"))
		n.Set("lastModifiedTime", stamp(d.Created))
		return n
	}
	code, text := customsPassed, "declared"
	if d.Refused {
		code, text = customsRefused, "refused by customs"
	}
	n.Set("declarationRequestStatus", spec.NewString("CUSTOMS_PROCESSING_COMPLETED"))
	n.Set("lastModifiedTime", stamp(d.Done))
	n.Set("customsDeclarationResultCode", spec.NewString(code))
	n.Set("customsDeclarationResultDesc", spec.NewString(text))
	n.Set("customsDeclarationReturnTime", stamp(d.Done))
	return n
}

func findDeclaration(tx store.Tx, clientID, requestID string) (d Declaration, found bool, err error) {
	data := tx.Get(store.Declarations, requestKey(clientID, requestID))
	if data == nil {
		return d, false, nil
	}
	if err = decode("declaration", data, &d); err == nil {
		err = known("declaration", d.RequestID, d.Version)
	}
	return d, err == nil, err
}

func (w *work) saveDeclaration(d Declaration) error {
	d.Version = recordVersion
	data, err := encode("declaration", d.RequestID, d)
	if err != nil {
		return err
	}
	return w.Put(store.Declarations, requestKey(d.ClientID, d.RequestID), data)
}

// declarationDirective is what the name of a merchant at customs asks for.
type declarationDirective struct {
	result                 string
	wrongIdentity, refused bool
	after                  time.Duration
}

func declarationWords() []word {
	return []word{{"result", "result=CODE"}, {"identity", "identity=fail"}, {"customs", "customs=fail"}, {"after", "after=DURATION"}}
}

// parseDeclarationDirective reads "sim: identity=fail", "sim: customs=fail after=10s".
func parseDeclarationDirective(name string) (d declarationDirective, err error) {
	rest, ok := strings.CutPrefix(strings.TrimSpace(name), directivePrefix)
	if !ok {
		return d, nil
	}
	words := strings.Fields(rest)
	if len(words) == 0 {
		return d, fmt.Errorf("it is empty; the words are: %s", usage(declarationWords()))
	}
	for _, text := range words {
		key, value, _ := strings.Cut(text, "=")
		switch {
		case key == "result":
			d.result, err = knownCode(value)
		case key == "after":
			d.after, err = duration(key, value, maxAfter)
		case text == "identity=fail":
			d.wrongIdentity = true
		case text == "customs=fail":
			d.refused = true
		default:
			err = fmt.Errorf("unknown word %q; the words are: %s", text, usage(declarationWords()))
		}
		if err != nil {
			return d, err
		}
	}
	return d, nil
}
