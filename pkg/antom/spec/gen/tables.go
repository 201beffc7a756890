package main

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

func writeOperations(m *model, w *writer) {
	w.header("spec")
	w.line(`import "time"`)
	w.line("")
	w.line("// The names of the operations of a payment's life, and of those that the simulator has.")
	w.line("const (")
	for _, o := range m.Operations {
		if o.Core || o.Simulated {
			w.line("Op%s = %q", operationGoName(o.Name), o.Name)
		}
	}
	w.line(")")
	w.line("")
	w.line("var operations = []Operation{")
	for _, o := range m.Operations {
		w.buf.WriteString("{")
		w.text("Name", o.Name)
		w.text("Group", o.Group)
		w.text("Method", "POST")
		w.text("Path", o.Path)
		w.text("SandboxPath", o.SandboxPath)
		w.flag("Core", o.Core)
		w.flag("Reads", o.Reads)
		w.text("Transport", o.Transport)
		w.text("Summary", o.Summary)
		w.text("IdempotencyField", o.IdempotencyField)
		w.text("Accepted", o.Accepted)
		w.text("Retry", o.Retry)
		w.list("AnswerIDs", o.AnswerIDs)
		w.text("AnswerIDsWith", o.AnswerIDsWith)
		w.text("Command", o.Command)
		w.text("About", o.About)
		w.flag("Creates", o.Creates)
		w.flag("Moves", o.Moves)
		w.flag("Alters", o.Alters)
		w.text("RequestIDField", o.RequestID)
		w.text("AntomIDField", o.AntomID)
		w.text("IDPrefix", o.IDPrefix)
		w.text("AmountField", o.Amount)
		w.text("StatusField", o.Status)
		w.text("SuccessStatus", o.SuccessStatus)
		w.text("Inquiry", o.Inquiry)
		w.text("Transaction", o.Transaction)
		w.expr("DefaultClose", duration(o.DefaultClose))
		if o.AdvisedTimeout > 0 {
			w.expr("AdvisedTimeout", fmt.Sprintf("%d * time.Second", o.AdvisedTimeout))
		}
		w.flag("Simulated", o.Simulated)
		w.text("Note", o.Note)
		w.text("Source", o.Source)
		w.text("Confidence", o.Confidence)
		w.line("},")
	}
	w.line("}")
}

func writeCodes(m *model, w *writer) {
	w.header("spec")
	w.line("// codes holds the codes of the operations, then those of the gateway.")
	w.line("var codes = []Code{")
	for _, t := range m.Codes.Operations {
		for _, c := range t.Codes {
			writeCode(w, t.Operation, c)
		}
	}
	for _, c := range m.Codes.Gateway {
		writeCode(w, "", c)
	}
	w.line("}")
	w.line("")
	w.line("// sameCodes names the messages that use the codes of an operation.")
	w.line("var sameCodes = []struct{ message, operation string }{")
	for _, t := range m.Codes.Operations {
		if t.SameAs != "" {
			w.line("{%q, %q},", t.Operation, t.SameAs)
		}
	}
	w.line("}")
}

func writeCode(w *writer, operation string, c code) {
	w.buf.WriteString("{")
	w.text("Code", c.Code)
	w.text("Operation", operation)
	w.text("Status", c.Status)
	w.text("Message", c.Message)
	w.text("Next", c.Next)
	w.text("Retryable", c.Retryable)
	w.text("Source", c.Source)
	w.text("Confidence", c.Confidence)
	w.line("},")
}

func writeMethods(m *model, w *writer) {
	w.header("spec")
	w.line(`import "time"`)
	w.line("")
	w.line("var methods = []Method{")
	for _, p := range m.Methods {
		w.buf.WriteString("{")
		w.text("Code", p.Code)
		w.text("Name", p.Name)
		w.text("Kind", p.Kind)
		w.text("Flow", p.Flow)
		w.list("Regions", p.Regions)
		w.list("Currencies", p.Currencies)
		w.text("CurrencyConfidence", p.CurrencyConfidence)
		w.flag("ConvertsCurrency", p.ConvertsCurrency)
		w.flag("OrderCode", p.OrderCode)
		w.expr("DefaultClose", duration(p.DefaultClose))
		w.text("Refundable", p.Refundable)
		w.text("PartialRefund", p.PartialRefund)
		w.text("Dispute", p.Dispute)
		w.number("RefundWindowDays", p.RefundWindowDays)
		w.text("Min", p.Min)
		w.text("Max", p.Max)
		w.text("Cancel", p.Cancel)
		w.flag("ExpressCheckout", p.ExpressCheckout)
		w.flag("AgreementOnly", p.AgreementOnly)
		w.text("Note", p.Note)
		w.text("Source", p.Source)
		w.text("Confidence", p.Confidence)
		w.line("},")
	}
	w.line("}")
}

// duration turns an ISO 8601 duration of days, or of hours and minutes, into
// Go source.
func duration(iso string) string {
	if iso == "" {
		return ""
	}
	if days, ok := strings.CutSuffix(strings.TrimPrefix(iso, "P"), "D"); ok {
		return days + " * 24 * time.Hour"
	}
	d, err := time.ParseDuration(strings.ToLower(strings.TrimPrefix(iso, "PT")))
	if err != nil {
		return "bad duration " + iso // refused by gofmt, with this text
	}
	return fmt.Sprintf("%d * time.Minute", int(d.Minutes()))
}

func writeCurrencies(m *model, w *writer) {
	w.header("spec")
	w.line("// currencies holds those that Antom lists, then the other ones.")
	w.line("var currencies = []Currency{")
	for _, c := range m.Currencies.Listed {
		writeCurrency(w, c, true, moneyPage, high)
	}
	for _, c := range m.Currencies.Unlisted {
		writeCurrency(w, c, false, isoSource, low)
	}
	w.line("}")
}

func writeCurrency(w *writer, c currency, listed bool, source, confidence string) {
	w.buf.WriteString("{")
	w.text("Code", c.Code)
	w.text("Name", c.Name)
	w.text("Numeric", c.Numeric)
	w.number("Decimals", c.Decimals)
	w.flag("Listed", listed)
	w.number("MultipleOf", c.MultipleOf)
	w.list("OnlyFor", c.OnlyFor)
	w.text("Note", c.Note)
	w.text("Source", source)
	w.text("Confidence", confidence)
	w.line("},")
}

func writeRegions(m *model, w *writer) {
	codes := strings.Fields(m.Regions.Codes)
	slices.Sort(codes)
	w.header("spec")
	w.line("// regionCodes is sorted.")
	w.line("var regionCodes = %s", stringList(codes))
	w.line("")
	w.line("// mistakenRegions maps codes that people write by mistake to the right one.")
	w.line("var mistakenRegions = []struct{ wrong, right string }{")
	wrong := make([]string, 0, len(m.Regions.Mistaken))
	for k := range m.Regions.Mistaken {
		wrong = append(wrong, k)
	}
	slices.Sort(wrong)
	for _, k := range wrong {
		w.line("{%q, %q},", k, m.Regions.Mistaken[k])
	}
	w.line("}")
}
