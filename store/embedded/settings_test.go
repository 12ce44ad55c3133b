package embedded_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"postkamer/store/embedded"
)

func TestSettingsShowNoSecret(t *testing.T) {
	set := embedded.Settings{S3Endpoint: "127.0.0.1:9000", S3SecretKey: "geheim"}
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("open", "settings", set)
	for _, shown := range []string{fmt.Sprint(set), fmt.Sprintf("%+v", embedded.Run{Settings: set}), log.String()} {
		if strings.Contains(shown, "geheim") || !strings.Contains(shown, "127.0.0.1:9000") {
			t.Errorf("shown as %q", shown)
		}
	}
}
