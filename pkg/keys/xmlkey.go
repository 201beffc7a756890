package keys

import (
	"regexp"
	"strings"
)

// xmlElement is the name of the element of XML Signature that holds an RSA key,
// in small letters. The .NET Framework writes private keys with it too.
const xmlElement = "rsakeyvalue>"

// parseXML reads the RSAKeyValue element that .NET's ToXmlString writes. Its
// numbers are those of a JWK, with other names and the other alphabet of Base64.
func (p *parser) parseXML(text string) (*Key, error) {
	if strings.Count(strings.ToLower(text), xmlElement) > 2 {
		return nil, p.several(strings.Count(strings.ToLower(text), xmlElement)/2, "keys")
	}
	members := map[string]string{}
	for _, m := range regexp.MustCompile(`<(?:\w+:)?(\w+)\s*>([^<]*)</`).FindAllStringSubmatch(text, -1) {
		members[m[1]] = m[2]
	}
	j := jwk{
		Type: "RSA", N: members["Modulus"], E: members["Exponent"], D: members["D"],
		P: members["P"], Q: members["Q"], DP: members["DP"], DQ: members["DQ"], QI: members["InverseQ"],
	}
	if err := p.refuse(j.shape()); err != nil {
		return nil, err
	}
	return p.decodeJWK(&j, FormXML)
}
