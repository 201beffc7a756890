// Package reconcile compares Antom's reconciliation files with themselves and with what
// was sold.
//
// A Run reads files of package reconfile and sales of the journal, of received
// notifications and of a list of orders, checks each row and the sums, joins rows and
// sales by their ids, and gives findings: what differs, where, with both values and what
// to do. It sends nothing.
//
// Files and sales may have more rows than fit into memory. Both are divided by the hash
// of their ids into parts that do fit, in a temporary file once they are large, and then
// joined part by part. So every row is written and read once, in sequence, which a
// sorted merge or an index on disk could not do.
package reconcile
