package intake

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"postkamer/store"
	"postkamer/store/storetest"
)

// killedEnv tells the child of this test which database and bucket it sends forms to.
const killedEnv = "POSTKAMER_TEST_SENDS_FORMS"

// TestMain's binary is started again to be killed: this is what it does then.
func TestChildSendsForms(t *testing.T) {
	if os.Getenv(killedEnv) == "" {
		t.Skip("only as a child")
	}
	st, err := store.Open(context.Background(), store.Config{
		DatabaseURL: os.Getenv("CHILD_DATABASE"), S3Endpoint: os.Getenv("CHILD_S3"), S3AccessKey: os.Getenv("CHILD_ACCESS"),
		S3SecretKey: os.Getenv("CHILD_SECRET"), S3Bucket: os.Getenv("CHILD_BUCKET"),
	})
	if err != nil {
		t.Fatal(err)
	}
	o := &office{t: t, dir: t.TempDir(), Desk: &Desk{Store: st, Inspector: &plain{}, Log: slog.New(slog.DiscardHandler)}}
	for i := 0; ; i++ {
		s := o.submission("verhuizing", move())
		for j := range 3 {
			o.upload(s.Draft.ID, "toestemming", fmt.Sprintf("foto %d.pdf", j), pdf(1, fmt.Sprintf("%d %d %d", os.Getpid(), i, j)), 5)
		}
		filed := o.submit(s)
		_, _ = fmt.Fprintln(os.Stdout, "accepted", filed.Reference) // as the citizen sees it
	}
}

// A process that is killed leaves each form accepted whole, or not at all.
func TestKilledBetweenAnyTwoStepsAFormIsWholeOrNotThere(t *testing.T) {
	cfg := storetest.Config(t)
	st, err := store.Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(st.Close)
	o := officeOn(t, st)
	shown := map[string]bool{}
	for round := range 6 {
		for _, reference := range killAfter(t, cfg, time.Duration(1200+round*170)*time.Millisecond) {
			shown[reference] = true
		}
	}
	if len(shown) == 0 {
		t.Fatal("nothing was accepted before the kills")
	}
	o.sound()
	for reference := range shown {
		if n := o.number(`SELECT count(*) FROM files f JOIN batches b ON b.id = f.batch_id WHERE b.reference = $1`, reference); n != 4 {
			t.Errorf("%s was shown and has %d files", reference, n)
		}
	}
	if n := o.number(`SELECT count(*) FROM batches b WHERE (SELECT count(*) FROM files WHERE batch_id = b.id) <> 4`); n != 0 {
		t.Errorf("%d forms are half there", n)
	}
	if n := o.number(`SELECT count(*) FROM drafts d WHERE d.reference <> '' AND NOT EXISTS (SELECT 1 FROM pieces WHERE reference = d.reference)`); n != 0 {
		t.Errorf("%d drafts are sent and have no piece", n)
	}
	cleaned, err := st.CleanUploads(t.Context(), time.Now().Add(24*time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d forms accepted; bytes of %d files were left behind and cleaned", len(shown), cleaned)
	o.sound()
}

// killAfter starts a process that sends forms and kills it after a while. It returns the
// references that it showed.
func killAfter(t *testing.T, cfg store.Config, after time.Duration) (shown []string) {
	t.Helper()
	child := exec.Command(os.Args[0], "-test.run=TestChildSendsForms$")
	child.Env = append(os.Environ(), killedEnv+"=1", "CHILD_DATABASE="+cfg.DatabaseURL, "CHILD_S3="+cfg.S3Endpoint,
		"CHILD_ACCESS="+cfg.S3AccessKey, "CHILD_SECRET="+cfg.S3SecretKey, "CHILD_BUCKET="+cfg.S3Bucket)
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	timer := time.AfterFunc(after, func() { _ = child.Process.Kill() })
	defer timer.Stop()
	said, err := io.ReadAll(out)
	_ = child.Wait()
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(said)) {
		var reference string
		if n, _ := fmt.Sscanf(line, "accepted %s", &reference); n == 1 {
			shown = append(shown, reference)
		}
	}
	return shown
}
