// Package reconfile reads and writes the files that Antom delivers for
// reconciliation: transaction details, settlement details and settlement summaries,
// as CSV or XLSX.
//
// Columns are found by their names, in the current layout and in the older one, and
// never by their position: Antom customizes layouts for a merchant. What kind of file
// it is follows from its columns. Amounts are exact: see Money.
//
// The package knows what one file says. Whether that is right, and whether it agrees
// with what was sold, is the business of package reconcile.
package reconfile
