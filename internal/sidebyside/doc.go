// Package sidebyside compares the content that was signed with the content that was
// captured and lays the two out beside each other, with what differs marked and long
// unchanged stretches left out. It knows nothing of signatures, colours or terminals.
package sidebyside
