package sandbox

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/antom-cli/antom/internal/sandbox/checkout"
)

const (
	// maxMerchantName is the longest name of a merchant, in characters: that of
	// order.merchant.merchantName.
	maxMerchantName = 256
	// maxLogos is the number of merchants that can have a logo. All of them are in
	// the file of the merchants.
	maxLogos = 100
)

// What a change of a merchant can remove.
const (
	RemoveName      = "name"
	RemoveLogo      = "logo"
	RemoveNotifyURL = "notifyUrl"
)

// setBrand sets the name and the logo of a merchant, as far as a change has them.
func (m *merchants) setBrand(changed *merchant, change NewMerchant) error {
	if change.Name != "" {
		if err := CheckMerchantName(change.Name); err != nil {
			return err
		}
		changed.Name = change.Name
	}
	if len(change.Logo) > 0 {
		if changed.Logo == nil && m.logos() >= maxLogos {
			return fmt.Errorf("%d merchants have a logo already, which is the limit", maxLogos)
		}
		logo, size, err := readLogo(change.Logo)
		if err != nil {
			return err
		}
		changed.Logo, changed.picture = &size, logo
	}
	return nil
}

// CheckLogo checks whether a file can be the logo of a merchant: a PNG or JPEG picture
// within the limits.
func CheckLogo(file []byte) error {
	_, _, err := readLogo(file)
	return err
}

// restoreLogo takes the logo from the file, where it is as readLogo made it.
func (changed *merchant) restoreLogo(picture []byte) error {
	if len(picture) == 0 {
		return nil
	}
	size, err := keptLogo(picture)
	if err != nil {
		return err
	}
	changed.Logo, changed.picture = &size, picture
	return nil
}

// clear removes what a change removes.
func (changed *merchant) clear(what []string) error {
	for _, name := range what {
		switch name {
		case RemoveName:
			changed.Name = ""
		case RemoveLogo:
			changed.Logo, changed.picture = nil, nil
		case RemoveNotifyURL:
			changed.NotifyURL = ""
		default:
			return fmt.Errorf("%q cannot be removed from a merchant", name)
		}
	}
	return nil
}

// logos is the number of merchants with a logo.
func (m *merchants) logos() (count int) {
	for _, entry := range m.list {
		if entry.Logo != nil {
			count++
		}
	}
	return count
}

// CheckMerchantName wants a text that a page and a terminal can show as it is.
func CheckMerchantName(name string) error {
	switch {
	case !utf8.ValidString(name):
		return errors.New("the name is not valid UTF-8")
	case utf8.RuneCountInString(name) > maxMerchantName:
		return fmt.Errorf("the name has %d characters; at most %d are possible", utf8.RuneCountInString(name), maxMerchantName)
	case strings.TrimSpace(name) != name:
		return fmt.Errorf("the name %q begins or ends with a space", name)
	case strings.ContainsFunc(name, func(r rune) bool { return !unicode.IsPrint(r) && !slices.Contains([]rune{'\u200c', '\u200d'}, r) }):
		return fmt.Errorf("the name %q contains characters that cannot be shown", name)
	}
	return nil
}

// brand is how the pages show a merchant.
func (m *merchants) brand(clientID string) checkout.Brand {
	m.mu.RLock()
	defer m.mu.RUnlock()
	entry := m.list[clientID]
	return checkout.Brand{Name: entry.Name, Logo: entry.picture} // a picture is never changed
}
