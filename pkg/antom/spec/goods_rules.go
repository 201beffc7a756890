package spec

import (
	"fmt"
	"strings"
	"time"
)

// The ids of the rules about goods whose names have a fixed form.
const (
	ruleFlightName = "goods-name-flight"
	ruleHotelName  = "goods-name-hotel"
	ruleFlight     = "transit-missing"
)

// How the names of such goods begin.
const (
	ticketWord = "ticket"
	stayWord   = "Accommodation Period"
)

// dayForm is a date of such a name, for package time.
const dayForm = "20060102"

// namedForm is how exactly a name has the form that it should have.
type namedForm int

const (
	misnamed namedForm = iota // it does not have the form
	nearly                    // it may have the form; the documents leave room
	named                     // it has the form
)

// goodsNames checks the names of flight tickets and of hotel stays, and asks for the
// data of the trip where tickets are sold.
func (c *checker) goodsNames(order *Node) {
	goods := order.Get("goods")
	if goods == nil {
		return
	}
	flight, stay := order.At("transit.transitType").String() == "FLIGHT", given(order.Get("lodging"))
	var best namedForm // of the tickets
	tickets := false
	for i, item := range goods.Items {
		name := item.Get("goodsName").String()
		if name == "" {
			continue
		}
		found := len(c.findings)
		for _, product := range productsIn(name) {
			ticket := beginsAs(product, ticketWord+"-")
			if ticket {
				tickets, best = true, max(best, ticketForm(product))
			}
			path := itemPath("order.goods", i) + ".goodsName"
			switch {
			case len(c.findings) > found: // one finding for a name is enough
			case beginsAs(product, stayWord):
				c.stayName(path, product, c.hostedError())
			case flight:
				c.ticketName(path, product, c.hostedError(), ticketOf(order, i))
			case stay && !ticket:
				c.stayName(path, product, Warning) // no document says that lodging makes it a hotel's payment
			}
		}
	}
	if tickets && !given(order.Get("transit")) {
		c.tripMissing(best)
	}
}

// hostedError is the severity of what the guide to the hosted page asks for: no
// document says it of other payments.
func (c *checker) hostedError() Severity {
	if c.hosted() {
		return Error
	}
	return Warning
}

// tripMissing reports tickets without the data of their trip. A name that only begins
// as a ticket's may be that of a concert.
func (c *checker) tripMissing(form namedForm) {
	severity := Warning
	switch {
	case form == named:
		severity = c.hostedError()
	case !c.hosted():
		return
	}
	c.reportAt("order.transit", ruleFlight, severity, "is missing; flight tickets need the data of the trip", "", hostedGuide)
}

func (c *checker) ticketName(path, product string, severity Severity, nearest string) {
	const form = "ticket-date-flight number-departure-arrival, such as ticket-20261127-CA111-SZX-HKG"
	switch ticketForm(product) {
	case misnamed:
		c.reportAt(path, ruleFlightName, severity, fmt.Sprintf("is %s; the name of a flight ticket is %s", quoted(product), form), nearest, hostedGuide)
	case nearly:
		c.reportAt(path, ruleFlightName, Warning,
			fmt.Sprintf("is %s; write the date as eight digits and no hyphen within a part: %s", quoted(product), form), nearest, hostedGuide)
	}
}

func (c *checker) stayName(path, product string, severity Severity) {
	switch stayForm(product) {
	case misnamed:
		c.reportAt(path, ruleHotelName, severity,
			fmt.Sprintf("is %s; the name of a hotel stay is %s (20261201-20261203), Hotel Name", quoted(product), stayWord), "", hostedGuide)
	case nearly:
		c.reportAt(path, ruleHotelName, Warning, fmt.Sprintf("is %s; the stay ends before it begins", quoted(product)), "", hostedGuide)
	}
}

// productsIn takes the name of goods apart into its products, which commas separate. The
// name of a hotel may have commas of its own, and follows one.
func productsIn(name string) []string {
	var products []string
	parts := strings.Split(name, ",")
	first, inStay := 0, false // of the product that a part belongs to
	for i, part := range parts {
		part = strings.TrimSpace(part)
		stay := beginsAs(part, stayWord)
		if i > 0 && (stay || beginsAs(part, ticketWord+"-") || !inStay) {
			products, first = append(products, strings.TrimSpace(strings.Join(parts[first:i], ","))), i
		}
		if i == first {
			inStay = stay
		}
	}
	return append(products, strings.TrimSpace(strings.Join(parts[first:], ",")))
}

// beginsAs reports whether a text begins with a word, whatever the case.
func beginsAs(text, word string) bool {
	return len(text) >= len(word) && strings.EqualFold(text[:len(word)], word)
}

// ticketForm tells how exactly a name is that of a flight ticket. The documents do not
// say how the date is written.
func ticketForm(product string) namedForm {
	const parts = 5
	found := strings.Split(product, "-")
	if len(found) < parts || found[0] != ticketWord {
		return misnamed
	}
	for _, part := range found {
		if strings.TrimSpace(part) == "" {
			return misnamed
		}
	}
	if _, err := time.Parse(dayForm, found[1]); err != nil || len(found) > parts {
		return nearly
	}
	return named
}

// stayForm tells how exactly a name is that of a hotel stay.
func stayForm(product string) namedForm {
	rest, ok := strings.CutPrefix(product, stayWord+" (")
	period, hotel, closed := strings.Cut(rest, ")")
	hotel, comma := strings.CutPrefix(hotel, ",")
	if !ok || !closed || !comma || strings.TrimSpace(hotel) == "" {
		return misnamed
	}
	from, to, _ := strings.Cut(period, "-")
	begin, err := time.Parse(dayForm, from)
	if err != nil {
		return misnamed
	}
	end, err := time.Parse(dayForm, to)
	switch {
	case err != nil:
		return misnamed
	case end.Before(begin):
		return nearly
	}
	return named
}

// ticketOf is the name that goods of an order should have, by the leg that belongs to
// them: the only one, or that of the same place. It is empty when that is not known.
func ticketOf(order *Node, i int) string {
	legs := order.At("transit.legs")
	if legs == nil || len(legs.Items) == 0 {
		return ""
	}
	if len(legs.Items) == 1 {
		i = 0
	} else if len(legs.Items) != len(order.Get("goods").Items) {
		return ""
	}
	leg := legs.Items[i]
	at, err := time.Parse(time.RFC3339, leg.Get("departureTime").String())
	if err != nil {
		return ""
	}
	name := strings.Join([]string{
		ticketWord, at.Format(dayForm), leg.Get("carrierNo").String(),
		leg.At("departureAddress.city").String(), leg.At("arrivalAddress.city").String(),
	}, "-")
	if ticketForm(name) != named {
		return ""
	}
	return name
}
