// Package operator has the commands of those who look after payments that were made:
// reconcile, which compares Antom's files with what was sold. The comparison is package
// reconcile; here are its flags and its printer.
package operator
