package sandbox

import (
	"cmp"
	"crypto/rsa"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/antom-cli/antom/internal/durable"
	"github.com/antom-cli/antom/internal/notification"
	"github.com/antom-cli/antom/internal/ordered"
	"github.com/antom-cli/antom/internal/sandbox/gateway"
	"github.com/antom-cli/antom/pkg/antom"
	"github.com/antom-cli/antom/pkg/keys"
)

const (
	// merchantsFile is the file in the state directory with the merchants that
	// were added.
	merchantsFile   = "merchants.json"
	merchantsSchema = 1
	// maxMerchants and maxKeyVersions bound what is kept, maxClientID the length
	// of a client id.
	maxMerchants   = 1000
	maxKeyVersions = 20
	maxClientID    = 128
	// maxMerchantsFile is the size of the largest file that is read, in bytes.
	maxMerchantsFile = 32 << 20
)

// Merchant is a client of the simulator.
type Merchant struct {
	ClientID string `json:"clientId"`
	// Keys are its public keys by key version: Base64 of the SPKI form.
	Keys map[string]string `json:"keys"`
	// NotifyURL is where its notifications go when a request names no address.
	NotifyURL string `json:"notifyUrl,omitempty"`
	// Name is what the pages call it when a request names no merchant.
	Name string `json:"name,omitempty"`
	// Logo is set when the pages show a logo.
	Logo *Logo `json:"logo,omitempty"`
	// BuiltIn is true for the one that every simulator knows.
	BuiltIn bool `json:"builtIn,omitempty"`
}

// NewMerchant is a merchant to add, or a change of one: a further key, another
// address, name or logo. What is empty stays as it is.
type NewMerchant struct {
	ClientID string `json:"clientId"`
	// PublicKey is in any form that pkg/keys reads; empty keeps the keys.
	PublicKey string `json:"publicKey,omitempty"`
	// KeyVersion is the version of the key; empty means 1.
	KeyVersion string `json:"keyVersion,omitempty"`
	// NotifyURL takes the place of the address; empty keeps it.
	NotifyURL string `json:"notifyUrl,omitempty"`
	Name      string `json:"name,omitempty"`
	// Logo is a PNG or JPEG file of at most MaxLogoFile bytes.
	Logo []byte `json:"logo,omitempty"`
	// Remove lists what the merchant shall not have any more, such as RemoveLogo.
	Remove []string `json:"remove,omitempty"`
	// MustExist refuses to add a merchant.
	MustExist bool `json:"mustExist,omitempty"`
}

// MerchantError says what is wrong with a merchant that shall be added or removed.
type MerchantError struct {
	ClientID string `json:"clientId"`
	Detail   string `json:"detail"`
}

func (e *MerchantError) Error() string { return e.Detail }

// merchants are those of one simulator. The file is written by whoever has the
// state open, and read when that is opened.
type merchants struct {
	path     string // "" keeps them in memory
	identity Identity
	fallback string // the notify URL of those that have none

	mu   sync.RWMutex
	list map[string]merchant
}

// merchant is a Merchant with its keys read and its logo, a PNG.
type merchant struct {
	Merchant
	public  map[string]*rsa.PublicKey
	picture []byte
}

func loadMerchants(path string, id Identity, fallback string) (*merchants, error) {
	m := &merchants{path: path, identity: id, fallback: fallback, list: map[string]merchant{}}
	builtIn, err := m.builtIn()
	if err != nil {
		return nil, err
	}
	m.list[id.ClientID] = builtIn
	if path == "" {
		return m, nil
	}
	if err := m.read(); err != nil {
		return nil, fmt.Errorf("the simulator's merchants: %w; correct %s, or move it away and add them again", err, path)
	}
	return m, nil
}

// builtIn is the merchant of the identity.
func (m *merchants) builtIn() (merchant, error) {
	key := keys.NewKey(m.identity.MerchantKey).PublicOnly()
	text, err := keys.Encode(key, keys.FormSPKI, keys.ContainerBase64)
	if err != nil {
		return merchant{}, fmt.Errorf("the simulator's merchant key: %w", err)
	}
	return merchant{
		Merchant: Merchant{ClientID: m.identity.ClientID, BuiltIn: true, Keys: map[string]string{antom.DefaultKeyVersion: strings.TrimSpace(string(text))}},
		public:   map[string]*rsa.PublicKey{antom.DefaultKeyVersion: key.Public},
	}, nil
}

// merchantsDocument is the content of the file.
type merchantsDocument struct {
	Schema    int              `json:"schema"`
	Merchants []storedMerchant `json:"merchants"`
}

// storedMerchant is a merchant in the file, with its logo.
type storedMerchant struct {
	Merchant
	Picture []byte `json:"logoPng,omitempty"`
}

func (m *merchants) read() error {
	data, err := durable.ReadState(m.path, maxMerchantsFile)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	var document merchantsDocument
	if err := json.Unmarshal(data, &document); err != nil {
		return fmt.Errorf("it is not the expected JSON: %w", err)
	}
	if document.Schema != merchantsSchema {
		return fmt.Errorf("it has schema %d, but this program knows %d", document.Schema, merchantsSchema)
	}
	for _, entry := range document.Merchants {
		if err := m.restore(entry); err != nil {
			return err
		}
	}
	return nil
}

// restore takes a merchant from the file, with the checks of a new one.
func (m *merchants) restore(entry storedMerchant) error {
	change := NewMerchant{ClientID: entry.ClientID, NotifyURL: entry.NotifyURL, Name: entry.Name}
	changes := []NewMerchant{}
	for _, version := range slices.Sorted(maps.Keys(entry.Keys)) {
		change.KeyVersion, change.PublicKey = version, entry.Keys[version]
		changes = append(changes, change)
	}
	if len(changes) == 0 {
		changes = append(changes, change) // right for the built-in one only
	}
	for _, change := range changes {
		changed, err := m.changed(change)
		if err != nil {
			return fmt.Errorf("merchant %q: %w", entry.ClientID, err)
		}
		if err := changed.restoreLogo(entry.Picture); err != nil {
			return fmt.Errorf("merchant %q: %w", entry.ClientID, err)
		}
		m.list[changed.ClientID] = changed
	}
	return nil
}

// write makes the file that of these merchants.
func (m *merchants) write(list map[string]merchant) error {
	if m.path == "" {
		return nil
	}
	document := merchantsDocument{Schema: merchantsSchema, Merchants: []storedMerchant{}}
	for _, entry := range sorted(list) {
		if entry.BuiltIn { // its first key has a file of its own
			entry.Keys = maps.Clone(entry.Keys)
			delete(entry.Keys, antom.DefaultKeyVersion)
			if entry.BuiltIn = false; len(entry.Keys) == 0 && entry.NotifyURL == "" && entry.Name == "" && entry.Logo == nil {
				continue
			}
		}
		document.Merchants = append(document.Merchants, storedMerchant{Merchant: entry, Picture: list[entry.ClientID].picture})
	}
	data, err := json.MarshalIndent(document, "", "  ")
	if err != nil {
		return fmt.Errorf("writing the simulator's merchants: %w", err)
	}
	if err := durable.WriteFile(m.path, append(data, '\n'), durable.WriteOptions{Mode: 0o600, Overwrite: true}); err != nil {
		return fmt.Errorf("writing the simulator's merchants: %w", err)
	}
	return nil
}

// sorted lists merchants, the built-in one first.
func sorted(list map[string]merchant) []Merchant {
	out := make([]Merchant, 0, len(list))
	for _, entry := range list {
		out = append(out, entry.Merchant)
	}
	ordered.Sort(out, func(a, b Merchant) int {
		if a.BuiltIn != b.BuiltIn {
			if a.BuiltIn {
				return -1
			}
			return 1
		}
		return cmp.Compare(a.ClientID, b.ClientID)
	})
	return out
}

// all lists the merchants.
func (m *merchants) all() []Merchant {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return sorted(m.list)
}

// ids lists the client ids, the built-in one first.
func (m *merchants) ids() []string {
	var ids []string
	for _, entry := range m.all() {
		ids = append(ids, entry.ClientID)
	}
	return ids
}

// find is the gateway's view of a client id.
func (m *merchants) find(clientID string) (gateway.Merchant, bool) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	entry, ok := m.list[clientID]
	return gateway.Merchant{Keys: entry.public}, ok // the maps are never changed
}

// everyone is the gateway's view of all of them.
func (m *merchants) everyone() map[string]gateway.Merchant {
	m.mu.RLock()
	defer m.mu.RUnlock()
	all := make(map[string]gateway.Merchant, len(m.list))
	for id, entry := range m.list {
		all[id] = gateway.Merchant{Keys: entry.public}
	}
	return all
}

// notifyURL stands for the address in the Dashboard.
func (m *merchants) notifyURL(clientID string) string {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return cmp.Or(m.list[clientID].NotifyURL, m.fallback)
}

// add adds a merchant, or changes one.
func (m *merchants) add(change NewMerchant) (Merchant, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	changed, err := m.changed(change)
	if err != nil {
		return Merchant{}, &MerchantError{ClientID: change.ClientID, Detail: err.Error()}
	}
	list := maps.Clone(m.list)
	list[changed.ClientID] = changed
	if err := m.write(list); err != nil {
		return Merchant{}, err
	}
	m.list = list
	return changed.Merchant, nil
}

// changed is a merchant as it will be.
func (m *merchants) changed(change NewMerchant) (merchant, error) {
	if err := checkClientID(change.ClientID); err != nil {
		return merchant{}, err
	}
	old, exists := m.list[change.ClientID]
	changed := merchant{Merchant: old.Merchant, public: maps.Clone(old.public), picture: old.picture}
	changed.ClientID, changed.Keys = change.ClientID, maps.Clone(old.Keys)
	switch {
	case !exists && change.MustExist:
		return merchant{}, fmt.Errorf("the simulator has no merchant %q", change.ClientID)
	case !exists && change.PublicKey == "":
		return merchant{}, errors.New("a new merchant needs a public key")
	case !exists && len(m.list) >= maxMerchants:
		return merchant{}, fmt.Errorf("the simulator accepts at most %d merchants", maxMerchants)
	case !exists:
		changed.Keys, changed.public = map[string]string{}, map[string]*rsa.PublicKey{}
	}
	if change.NotifyURL != "" {
		if _, err := notification.ParseTarget(change.NotifyURL); err != nil {
			return merchant{}, fmt.Errorf("the notify URL cannot be called: %w", err)
		}
		changed.NotifyURL = change.NotifyURL
	}
	if err := changed.clear(change.Remove); err != nil {
		return merchant{}, err
	}
	if err := m.setBrand(&changed, change); err != nil {
		return merchant{}, err
	}
	if change.PublicKey == "" {
		return changed, nil
	}
	return changed, m.addKey(&changed, change)
}

func (m *merchants) addKey(changed *merchant, change NewMerchant) error {
	version := cmp.Or(change.KeyVersion, antom.DefaultKeyVersion)
	if len(version) > 9 || strings.Trim(version, "0123456789") != "" || version[0] == '0' {
		return fmt.Errorf("the key version is %q, it must be a whole number such as 1", version)
	}
	key, err := keys.ParsePublic([]byte(change.PublicKey))
	if err != nil {
		return fmt.Errorf("the public key: %w", err)
	}
	if key.Public.Equal(&m.identity.AntomKey.PublicKey) {
		return errors.New("this is the simulator's own public key, which stands for Antom's; use that of the merchant")
	}
	switch old := changed.public[version]; {
	case old != nil && !old.Equal(key.Public):
		return fmt.Errorf("%s already has another public key of version %s (%s); give the new key another version, or remove the merchant first",
			change.ClientID, version, keys.Fingerprint(old))
	case len(changed.public) >= maxKeyVersions:
		return fmt.Errorf("%s already has %d keys, which is the limit", change.ClientID, maxKeyVersions)
	}
	text, err := keys.Encode(key, keys.FormSPKI, keys.ContainerBase64)
	if err != nil {
		return fmt.Errorf("the public key: %w", err)
	}
	changed.Keys[version], changed.public[version] = strings.TrimSpace(string(text)), key.Public
	return nil
}

// remove forgets a merchant. Its payments stay.
func (m *merchants) remove(clientID string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	entry, ok := m.list[clientID]
	switch {
	case !ok:
		return &MerchantError{ClientID: clientID, Detail: fmt.Sprintf("the simulator has no merchant %q", clientID)}
	case entry.BuiltIn:
		return &MerchantError{ClientID: clientID, Detail: clientID + " is built in and cannot be removed"}
	}
	list := maps.Clone(m.list)
	delete(list, clientID)
	if err := m.write(list); err != nil {
		return err
	}
	m.list = list
	return nil
}

// checkClientID wants what can be a header and a word.
func checkClientID(id string) error {
	switch {
	case id == "":
		return errors.New("the client id is empty")
	case len(id) > maxClientID:
		return fmt.Errorf("the client id has %d characters; at most %d are possible", len(id), maxClientID)
	case strings.ContainsFunc(id, func(r rune) bool { return r <= ' ' || r > '~' }):
		return fmt.Errorf("the client id %q must consist of letters, digits and punctuation, without spaces", id)
	}
	return nil
}

// merchantsPath is the file of a state directory, "" of none.
func merchantsPath(dir string) string {
	if dir == "" {
		return ""
	}
	return filepath.Join(dir, merchantsFile)
}
