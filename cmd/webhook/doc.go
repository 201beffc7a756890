// Package webhook has the commands for notifications: verify captured ones, listen for
// them, list, show and replay received ones, send test notifications and test a handler.
package webhook
