package engine

import (
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"io"
	"math/big"
	"time"
)

const (
	// paymentIDLength is the number of digits of a paymentId in Antom's samples.
	paymentIDLength = 35
	// sessionIDBytes makes a session id of 48 characters; at most 64 are allowed.
	sessionIDBytes = 36
	// sessionTokenBytes is the size of the first part of paymentSessionData in Antom's samples.
	sessionTokenBytes = 64
	codeLength        = 16
)

// codeAlphabet has no letters and digits that look alike, because people type
// short codes from one screen into another.
const codeAlphabet = "23456789abcdefghijkmnpqrstuvwxyz"

// newPaymentID makes an id as Antom does: digits, beginning with the date.
func newPaymentID(random io.Reader, now time.Time) (string, error) {
	date := now.UTC().Format("20060102")
	limit := new(big.Int).Exp(big.NewInt(10), big.NewInt(paymentIDLength-int64(len(date))), nil)
	n, err := rand.Int(random, limit)
	if err != nil {
		return "", fmt.Errorf("making a payment id: %w", err)
	}
	return fmt.Sprintf("%s%0*s", date, paymentIDLength-len(date), n), nil
}

func newCode(random io.Reader) (string, error) {
	code, err := randomBytes(random, codeLength)
	if err != nil {
		return "", err
	}
	for i, b := range code {
		code[i] = codeAlphabet[int(b)%len(codeAlphabet)]
	}
	return string(code), nil
}

// newSessionID makes an id that can stand in a URL as it is.
func newSessionID(random io.Reader) (string, error) {
	b, err := randomBytes(random, sessionIDBytes)
	return base64.RawURLEncoding.EncodeToString(b), err
}

func randomBytes(random io.Reader, n int) ([]byte, error) {
	b := make([]byte, n)
	if _, err := io.ReadFull(random, b); err != nil {
		return nil, fmt.Errorf("reading random bytes: %w", err)
	}
	return b, nil
}
