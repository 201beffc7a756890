// Package keys reads, checks, writes and compares the RSA keys that Antom's
// signatures are made and verified with.
//
// [Parse] takes a key in any form people have it: PEM, Base64 on one line or
// wrapped, DER, JWK, OpenSSH, PKCS#12, a certificate, encrypted or not, and with the
// small damage that copying does (byte order marks, quotes, "\n" written out,
// a wrong PEM label). Where a text is not the key that was wanted, the error
// says what it is instead. No error ever repeats any part of the input.
//
// The package knows files and keys only. It reads no configuration, asks
// nobody for a passphrase by itself, and keeps no state.
package keys
