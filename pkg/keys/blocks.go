package keys

import (
	"errors"
	"fmt"
	"strings"
)

// maxBlocks is the most PEM blocks that one text may have. A key with its chain
// has a handful.
const maxBlocks = 32

// parsePEM reads the one key that a PEM text is about.
func (p *parser) parsePEM(text string) (*Key, error) {
	blocks, err := splitPEM(text)
	if err != nil {
		return nil, p.malformed("damaged PEM text", err)
	}
	if len(blocks) > maxBlocks {
		return nil, p.several(len(blocks), "PEM blocks")
	}
	for _, b := range blocks {
		b.shape = b.inspect()
	}
	chosen, err := p.choose(blocks)
	if err != nil {
		return nil, err
	}
	key, err := p.parseBlock(chosen)
	if err != nil {
		return nil, err
	}
	if len(blocks) > 1 {
		key.Notes = append(key.Notes, besides(blocks, chosen))
	}
	return key, nil
}

// choose picks the block to read: the private key, else the public key, else
// the first certificate, which is the owner's in a chain. The private key is
// also picked where a public one is wanted, so that it gets refused rather
// than overlooked.
func (p *parser) choose(blocks []*pemBlock) (*pemBlock, error) {
	groups := map[kind][]*pemBlock{}
	for _, b := range blocks {
		groups[b.shape.kind] = append(groups[b.shape.kind], b)
	}
	private, public, certificates := groups[kindPrivate], groups[kindPublic], groups[kindCertificate]
	switch {
	case len(private) > 1:
		return nil, p.several(len(private), "private keys")
	case len(private) == 1:
		return private[0], nil
	case len(public) > 1:
		return nil, p.several(len(public), "public keys")
	case len(public) == 1:
		return public[0], nil
	case len(certificates) > 0:
		return certificates[0], nil
	}
	return blocks[0], nil
}

func (p *parser) several(count int, what string) error {
	return p.fail(ReasonWrongKind, fmt.Sprintf("%d %s in one text", count, what), "Give one key at a time.", nil)
}

// besides notes what stands in the text beside the key that was read.
func besides(blocks []*pemBlock, chosen *pemBlock) string {
	var others []string
	counts := map[string]int{}
	for _, b := range blocks {
		if b == chosen {
			continue
		}
		if counts[b.shape.found] == 0 {
			others = append(others, b.shape.found)
		}
		counts[b.shape.found]++
	}
	for i, found := range others {
		if n := counts[found]; n > 1 {
			others[i] = fmt.Sprintf("%s (%d times)", found, n)
		}
	}
	return "the text also has " + strings.Join(others, ", ") + "; this was left aside"
}

// inspect tells what a block is by its content, and by its label where the
// content cannot be read.
func (b *pemBlock) inspect() shape {
	data := string(b.data)
	switch {
	case b.encrypted() && b.err == nil:
		return shape{kind: kindPrivate, found: "an encrypted private key"}
	case strings.HasPrefix(data, opensshMagic):
		return shape{kind: kindPrivate, form: FormOpenSSH, found: "an OpenSSH private key"}
	case b.err == nil && checkOuter(b.data) == nil && strings.HasPrefix(data, "\x30"):
		if s := inspect(b.data); s.kind != kindOther || s.reason == ReasonWrongKind {
			return s
		}
	}
	return b.labelShape()
}

// labelShape is what the label of a block says it is.
func (b *pemBlock) labelShape() shape {
	label := b.label
	switch {
	case strings.HasPrefix(label, "PGP "):
		return notKey(pgpName(label))
	case strings.HasSuffix(label, "PRIVATE KEY"):
		return shape{kind: kindPrivate, found: "a private key"}
	case strings.HasSuffix(label, "PUBLIC KEY"):
		return shape{kind: kindPublic, found: "a public key"}
	case strings.HasSuffix(label, "CERTIFICATE"):
		return shape{kind: kindCertificate, found: "a certificate"}
	case strings.HasSuffix(label, "SIGNATURE"):
		return notKey("a signature")
	case strings.HasSuffix(label, "PARAMETERS"):
		return notKey("parameters without a key")
	case b.safeLabel() != "":
		return notKey("a PEM block " + b.safeLabel())
	}
	return notKey("a PEM block of an unknown kind")
}

func pgpName(label string) string {
	switch {
	case strings.HasSuffix(label, "KEY BLOCK"):
		return "a PGP key block"
	case strings.HasSuffix(label, "SIGNATURE"):
		return "a PGP signature"
	}
	return "a PGP message"
}

// parseBlock reads the block that was chosen.
func (p *parser) parseBlock(b *pemBlock) (*Key, error) {
	key, err := p.readBlock(b)
	if err != nil {
		return nil, err
	}
	key.Notes = append(key.Notes, b.notes...)
	if note := labelNote(b, key.Form); note != "" {
		key.Notes = append(key.Notes, note)
	}
	return key, nil
}

func (p *parser) readBlock(b *pemBlock) (*Key, error) {
	switch {
	case errors.Is(b.err, errPlaceholder):
		return nil, p.fail(ReasonNotAKey, foundPlaceholder, hintPlaceholder, nil)
	case b.err != nil:
		return nil, p.badBody(b, b.err)
	case b.encrypted():
		return p.decodeLegacy(b)
	case b.shape.kind == kindOther:
		return nil, p.refuse(b.shape)
	case !isKeyData(b.data):
		return nil, p.badBody(b, errPEMContent)
	}
	return p.parseBinary(b.data, ContainerPEM)
}

// badBody explains a block that holds no key.
func (p *parser) badBody(b *pemBlock, err error) error {
	found := "a damaged PEM block"
	if label := b.safeLabel(); label != "" {
		found += " " + label
	}
	return p.malformed(found, err)
}

// labelNote remarks on a label that does not name what the block holds, which
// several of Antom's client libraries produce and other programs refuse.
func labelNote(b *pemBlock, form Form) string {
	right := map[Form]string{
		FormPKCS8: "PRIVATE KEY", FormPKCS1: "RSA PRIVATE KEY",
		FormSPKI: "PUBLIC KEY", FormPKCS1Public: "RSA PUBLIC KEY",
		FormEncryptedPKCS8: "ENCRYPTED PRIVATE KEY",
		FormOpenSSH:        sshLabel, FormCertificate: "CERTIFICATE",
	}[form]
	name := map[Form]string{
		FormPKCS8: "a PKCS#8 private key", FormPKCS1: "a PKCS#1 private key",
		FormSPKI: "an SPKI public key", FormPKCS1Public: "a PKCS#1 public key",
		FormEncryptedPKCS8: "an encrypted PKCS#8 private key",
		FormOpenSSH:        "an OpenSSH private key", FormCertificate: "a certificate",
	}[form]
	if right == "" || b.label == right || form == FormCertificate && b.label == "X509 CERTIFICATE" {
		return ""
	}
	return fmt.Sprintf("the PEM text has %s under another label; the right one is %s", name, right)
}
