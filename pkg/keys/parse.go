package keys

// purpose is what the caller wants a key for.
type purpose struct {
	private bool   // a private key will do
	public  bool   // a public key will do
	wanted  string // in words
}

// parser is one reading: what is wanted and how to open what is locked.
type parser struct {
	purpose
	pass   Passphrase
	nested bool // inside Base64 already; no second layer is opened
	inJSON bool // inside a JSON document already; no second one is opened
}

// Parse reads an RSA key, private or public, in any form. Where a text holds
// both halves, the private key is taken. A failure is an [*Error].
func Parse(data []byte, pass Passphrase) (*Key, error) {
	p := parser{purpose: purpose{private: true, public: true, wanted: "an RSA key"}, pass: pass}
	return p.parse(data)
}

// ParsePrivate reads an RSA private key in any form. A public key, a
// certificate and everything else is refused with an [*Error] that says what
// it is. With a nil pass an encrypted key is refused with ReasonEncrypted.
func ParsePrivate(data []byte, pass Passphrase) (*Key, error) {
	p := parser{purpose: purpose{private: true, wanted: "an RSA private key"}, pass: pass}
	return p.parse(data)
}

// ParsePublic reads an RSA public key, or the key of a certificate. A private
// key, encrypted or not, is refused with an [*Error] that says so, also when a
// public key stands beside it.
func ParsePublic(data []byte) (*Key, error) {
	p := parser{purpose: purpose{public: true, wanted: "an RSA public key"}}
	return p.parse(data)
}

// hintForms is for things about which there is nothing better to say.
const hintForms = "Give the key as PEM text, Base64 of its DER, a JWK or a DER file."

// fail makes the error for something that is not what was wanted. An empty
// hint becomes hintForms.
func (p *parser) fail(reason Reason, found, hint string, err error) *Error {
	if hint == "" {
		hint = hintForms
	}
	return &Error{Reason: reason, Found: found, Wanted: p.wanted, Hint: hint, Err: err}
}

// parse tells binary input from text and hands it on.
func (p *parser) parse(data []byte) (*Key, error) {
	if len(data) > MaxSize {
		return nil, tooLarge("a text of more than 1 MiB")
	}
	if isBinary(data) {
		return p.parseBinary(data, ContainerDER)
	}
	text, notes := cleanText(data)
	key, err := p.parseText(text)
	if err != nil {
		return nil, err
	}
	key.Notes = append(notes, key.Notes...)
	return key, nil
}
