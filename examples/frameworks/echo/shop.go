// Package echo shows how an application that uses Echo receives Antom's notifications.
package echo

import (
	"context"
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"github.com/antom-cli/antom/pkg/antom"
)

// New returns the routes of the shop, with a handler of Echo's own type.
func New(verifier antom.Verifier, process func(context.Context, *antom.Notification) error) *echo.Echo {
	e := echo.New()
	e.POST("/payNotify", func(c echo.Context) error {
		notification, err := verifier.Request(c.Request())
		if refused, ok := errors.AsType[*antom.NotificationError](err); ok {
			c.Logger().Warn(refused)
			return c.String(refused.HTTPStatus(), string(refused.Reason))
		}
		if err != nil {
			return err
		}
		if err := process(c.Request().Context(), notification); err != nil {
			return err // no acknowledgement: Antom sends it again
		}
		return c.JSONBlob(http.StatusOK, antom.Acknowledgement())
	})
	return e
}
