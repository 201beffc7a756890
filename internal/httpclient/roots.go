package httpclient

import (
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
)

// Errors of a file of authorities.
var (
	errNoCertificate = errors.New("it has no certificate in PEM form")
	errTrusted       = errors.New("its certificate is in the form TRUSTED CERTIFICATE, which only OpenSSL reads; openssl x509 writes it in the usual form")
	errPrivateKey    = errors.New("it has a private key and no certificate")
)

// Roots adds the certificates of a PEM file to the authorities of the system.
func Roots(file []byte) (*x509.CertPool, error) {
	pool, err := x509.SystemCertPool()
	if err != nil {
		pool = x509.NewCertPool()
	}
	count, none := 0, errNoCertificate
	for block, rest := pem.Decode(file); block != nil; block, rest = pem.Decode(rest) {
		switch block.Type {
		case "CERTIFICATE":
		case "TRUSTED CERTIFICATE":
			none = errTrusted
			continue
		case "PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY", "ENCRYPTED PRIVATE KEY":
			none = errPrivateKey
			continue
		default:
			continue
		}
		count++
		certificate, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, fmt.Errorf("its certificate %d cannot be read", count)
		}
		pool.AddCert(certificate)
	}
	if count == 0 {
		return nil, none
	}
	return pool, nil
}
