package reconfile

import "strings"

// Group is what a transaction type is to a merchant.
type Group int

// The groups of types.
const (
	OtherGroup   Group = iota // a type that no document names
	PaymentGroup              // money of a buyer
	RefundGroup               // money given back
	CancelGroup               // a payment taken back
	HoldGroup                 // an authorization, which moves no money
	DisputeGroup              // a dispute, and what ends one
	FeeGroup                  // fees, reserves and collateral, without a transaction
)

// Type is a value of transactionType.
type Type struct {
	Name  string
	Group Group
	// RequestID and OriginalID tell which ids a row of the type has: its own, and that
	// of the payment which it belongs to.
	RequestID, OriginalID bool
}

// types are the values of transactionType. Source: the table of types in
// antom-reconciliation-expert; VOID: older documents. Where the documents spell a name
// in two ways, both are here.
func types() []Type {
	return []Type{
		{"PAYMENT", PaymentGroup, true, false},
		{"REFUND", RefundGroup, true, true},
		{"CANCEL", CancelGroup, true, true},
		{"VOID", CancelGroup, true, true},
		{"AUTHORIZATION", HoldGroup, true, false},
		{"CAPTURE", PaymentGroup, true, true},
		{"PAYMENT_REVERSAL", CancelGroup, true, true},
		{"REFUND_REVERSAL", OtherGroup, true, true},
		{"DISPUTE", DisputeGroup, false, true},
		{"DISPUTE_REVERSAL", DisputeGroup, false, true},
		{"RAPID_DISPUTE_RESOLUTION", DisputeGroup, false, true},
		{"CDRN", DisputeGroup, false, true},
		{"ADJUSTMENT_FEE", FeeGroup, false, false},
		{"SETTLEMENT_FEE", FeeGroup, false, false},
		{"COLLATERAL_WITHHELD", FeeGroup, false, false},
		{"COLLATERAL_WITHHOLDING", FeeGroup, false, false},
		{"COLLATERAL_RELEASED", FeeGroup, false, false},
		{"COLLATERAL_RELEASE", FeeGroup, false, false},
		{"RESERVE", FeeGroup, false, false},
		{"RESERVE_WITHHOLDING", FeeGroup, false, false},
		{"RESERVE_RELEASED", FeeGroup, false, false},
		{"RESERVE_RELEASE", FeeGroup, false, false},
	}
}

// FindType finds a type by its name. known is false for a type that no document names;
// of it nothing is expected.
func FindType(name string) (t Type, known bool) {
	for _, t := range types() {
		if t.Name == name {
			return t, true
		}
	}
	return Type{Name: name}, false
}

// typeTable finds types quickly, for files of many rows.
type typeTable map[string]Type

func newTypeTable() typeTable {
	table := typeTable{}
	for _, t := range types() {
		table[t.Name] = t
	}
	return table
}

// find is FindType. A name that is written in small letters is the same.
func (t typeTable) find(name string) Type {
	if found, ok := t[name]; ok {
		return found
	}
	if found, ok := t[strings.ToUpper(name)]; ok {
		return found
	}
	return Type{Name: name}
}
