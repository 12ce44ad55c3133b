package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sync/atomic"
	"syscall"
	"time"

	"postkamer/intake"
	"postkamer/intake/clamd"
	"postkamer/intake/scanner"
	"postkamer/ocr"
	"postkamer/town"
	"postkamer/web"
	"postkamer/web/devlogin"
	"postkamer/workers"
)

// serveOptions is what the command line of serve says.
type serveOptions struct {
	data      string
	listen    string
	noWeb     bool
	noWorkers bool
	samples   string // folder of post to bring in when nothing was ever taken in
}

func serveCommand(args []string) (serveOptions, error) {
	var o serveOptions
	fs := flags("serve")
	fs.StringVar(&o.data, "data", "var", "")
	fs.StringVar(&o.listen, "listen", "", "")
	fs.BoolVar(&o.noWeb, "no-web", false, "")
	fs.BoolVar(&o.noWorkers, "no-workers", false, "")
	fs.StringVar(&o.samples, "samples", "", "")
	words, err := parse(fs, args)
	if err == nil && len(words) > 0 {
		err = fmt.Errorf("%w: serve takes no files; use postkamer import", errUsage)
	}
	if err == nil && o.noWeb && o.noWorkers {
		err = fmt.Errorf("%w: with --no-web and --no-workers there is nothing to do", errUsage)
	}
	return o, err
}

// serve runs the mail-room until it is asked to stop.
func serve(ctx context.Context, args []string, out io.Writer) error {
	opts, err := serveCommand(args)
	if err != nil {
		return err
	}
	tuneMemory()
	room := &room{opts: opts, out: out, log: serveLog()}
	if err := room.open(ctx); err != nil {
		return errors.Join(err, room.close(ctx))
	}
	err = room.run(ctx)
	return errors.Join(err, room.close(ctx))
}

// serveLog is the log of the service: one line per event, on standard error.
func serveLog() *slog.Logger {
	return slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelInfo}))
}

// warnings is a log that leaves out what is only good to know: River tells every
// few seconds how many jobs it did.
func warnings(log *slog.Logger) *slog.Logger { return slog.New(atLeastWarn{log.Handler()}) }

type atLeastWarn struct{ slog.Handler }

// Enabled passes warnings and errors.
func (h atLeastWarn) Enabled(_ context.Context, level slog.Level) bool {
	return level >= slog.LevelWarn
}

// WithAttrs keeps the level.
func (h atLeastWarn) WithAttrs(attrs []slog.Attr) slog.Handler {
	return atLeastWarn{h.Handler.WithAttrs(attrs)}
}

// WithGroup keeps the level.
func (h atLeastWarn) WithGroup(name string) slog.Handler {
	return atLeastWarn{h.Handler.WithGroup(name)}
}

// room is everything that runs while the mail-room is open.
type room struct {
	opts     serveOptions
	out      io.Writer
	log      *slog.Logger
	settings settings
	town     *town.Keeper
	store    *opened
	engine   *ocr.Engine
	desk     *intake.Desk
	hot      *intake.HotFolder // nil: none
	spool    *scanner.Spool    // nil: this machine does not scan
	machine  *scanner.Machine  // nil likewise
	hub      *scanner.Hub      // nil with --no-web
	steps    *workers.Workers  // nil with --no-workers
	listener net.Listener      // nil with --no-web
	pages    *web.Server
	crowd    atomic.Pointer[web.Server] // pages, for the steps, which start before them
	server   *http.Server
	patience time.Duration // how long requests under way may take after the stop; 0: shutdownTimeout
}

// open starts all parts, lowest first.
func (r *room) open(ctx context.Context) (err error) {
	for _, part := range []func(context.Context) error{r.configure, r.openStore, r.openTown, r.stampBuild, r.startEngine, r.startSteps, r.openHotFolder, r.openScanners, r.openPages} {
		if err := part(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (r *room) configure(context.Context) (err error) {
	if r.settings, err = environment(); err != nil {
		return err
	}
	base, err := town.Read(r.settings.Municipality) // a mistake is told before anything starts
	if err != nil {
		return err
	}
	return town.InFile(r.settings.Municipality, web.CheckFace(base.Municipality, base.Logo))
}

func (r *room) openTown(ctx context.Context) (err error) {
	r.town, err = townOf(ctx, r.store, r.log.With("part", "settings"))
	return err
}

func (r *room) openStore(ctx context.Context) (err error) {
	r.store, err = openAlone(ctx, r.opts.data, r.settings, warnings(r.log.With("part", "store")))
	return err
}

// stampBuild keeps which version of this program takes in.
func (r *room) stampBuild(ctx context.Context) error { return intake.StampBuild(ctx, r.store.Store) }

func (r *room) startEngine(ctx context.Context) (err error) {
	log := r.log.With("part", "reading")
	if r.engine, err = ocr.Start(ctx, r.settings.reading(log)); err != nil {
		return err
	}
	if err := r.engine.Ready(ctx); err != nil {
		log.Error("pages cannot be read; every piece goes to a person unread", "error", err)
	}
	for _, missing := range r.engine.Isolation() {
		log.Warn("hostile letters are not fully kept from this machine", "missing", missing)
	}
	scanner, err := clamd.New(r.settings.Clamd)
	r.desk = &intake.Desk{Store: r.store.Store, Inspector: r.engine, Uploads: ocr.InCrowd{Engine: r.engine}, Log: r.log.With("part", "intake"), Scanner: scanner}
	return err
}

func (r *room) startSteps(ctx context.Context) (err error) {
	if r.opts.noWorkers {
		return nil
	}
	r.steps, err = startWorkers(ctx, r.store, r.town, r.engine, r.crowded, warnings(r.log.With("part", "workers")))
	return err
}

// crowded tells whether citizens need the machine now.
func (r *room) crowded() bool {
	pages := r.crowd.Load()
	return pages != nil && pages.Crowded()
}

// defaultListen is where the service listens unless it is told otherwise.
const defaultListen = "127.0.0.1:8080"

func (r *room) openPages(ctx context.Context) (err error) {
	if r.opts.noWeb {
		return nil
	}
	address := firstText(r.opts.listen, r.settings.Listen, defaultListen)
	if r.listener, err = net.Listen("tcp", address); err != nil {
		return notListening(err)
	}
	cfg, err := r.webConfig(ctx)
	if err != nil {
		return err
	}
	if r.pages, err = web.New(cfg); err != nil {
		return err
	}
	r.crowd.Store(r.pages)
	r.server = r.pages.HTTPServer()
	r.server.RegisterOnShutdown(r.hub.Close)
	return nil
}

// notListening says why nothing can be listened to, and what to do.
func notListening(err error) error {
	if errors.Is(err, syscall.EADDRINUSE) {
		return fmt.Errorf("%w: another program uses that address; choose one with --listen, such as 127.0.0.1:8081", err)
	}
	return fmt.Errorf("%w: write --listen as an address of this machine and a port, such as %s", err, defaultListen)
}

func (r *room) webConfig(ctx context.Context) (web.Config, error) {
	key, err := r.store.ServerKey(ctx, "front")
	if err != nil {
		return web.Config{}, err
	}
	base := firstText(r.settings.BaseURL, "http://"+r.listener.Addr().String())
	cfg := web.Config{
		Store:        r.store.Store,
		Desk:         r.desk,
		Separator:    ocr.SeparatorSheet,
		SeparatorSet: ocr.SeparatorSet,
		Plain:        r.plainImage,
		HotFolder:    r.hot,
		Log:          r.log.With("part", "web"),
		Town:         r.town,
		Pinned:       r.settings.Model != "",
		BaseURL:      base,
		Hosts:        r.settings.Hosts,
		Stations:     r.hub,
		StationToken: r.settings.StationToken,
		Secure:       len(base) > 5 && base[:5] == "https",
		Ready:        r.ready,
		Front:        web.FrontConfig{Proxies: r.settings.Proxies, Key: key},
		Login: web.LoginConfig{
			Issuer:       r.settings.OIDCIssuer,
			ClientID:     r.settings.OIDCClient,
			ClientSecret: r.settings.OIDCSecret,
			QueuesClaim:  "queues",
			AMR:          r.settings.OIDCMFA,
		},
	}
	if err := r.citizenLogin(&cfg, base); err != nil {
		return cfg, err
	}
	if r.settings.OIDCIssuer != "" {
		return cfg, nil
	}
	dev, err := devlogin.New(devlogin.Config{Embedded: r.settings.embedded(), BaseURL: base})
	if err != nil {
		return cfg, fmt.Errorf("%w (POSTKAMER_OIDC_ISSUER, POSTKAMER_OIDC_CLIENT, POSTKAMER_OIDC_SECRET)", err)
	}
	cfg.DevLogin = dev.Handler()
	cfg.Login.Issuer = dev.Issuer()
	cfg.Login.ClientID, cfg.Login.ClientSecret = dev.Client()
	return cfg, nil
}

// ready says of each part whether it works.
func (r *room) ready(ctx context.Context) map[string]error {
	parts := map[string]error{}
	parts["database"], parts["storage"] = r.store.Ready(ctx)
	alive, err := r.store.WorkersAlive(ctx)
	if err == nil && !alive {
		err = errors.New("no process works the steps")
	}
	parts["workers"] = err
	parts["reading"] = r.canRead(ctx)
	parts["model"] = r.modelWorks()
	parts["settings"] = nil
	if n := r.town.Refused(); n > 0 {
		parts["settings"] = fmt.Errorf("%w: version %d of the settings cannot be used and an earlier one holds; the log says why", web.ErrDegraded, n)
	}
	parts["mail"] = r.mailGoes(ctx)
	parts["people"] = r.peopleForAll(ctx)
	parts["isolation"] = nil
	if n := len(r.engine.Isolation()); n > 0 {
		parts["isolation"] = fmt.Errorf("%w: of what keeps hostile letters from this machine, %d parts are missing; the log of the start says which and what to do", web.ErrDegraded, n)
	}
	return parts
}

// readingTimeout is how long /readyz waits for a child that has nothing to do.
const readingTimeout = 4 * time.Second

// canRead tells whether letters are read: without Tesseract, its data or a library
// that suits the processor they reach people unread. Children that are all busy
// are reading.
func (r *room) canRead(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, readingTimeout)
	defer cancel()
	err := r.engine.Ready(ctx)
	if err == nil || errors.Is(err, context.DeadlineExceeded) {
		return nil
	}
	return fmt.Errorf("%w: letters reach people unread; the log says why", web.ErrDegraded)
}

func firstText(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}

// run serves until ctx ends or a part cannot go on.
func (r *room) run(ctx context.Context) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	parts := r.parts()
	failed := make(chan error, len(parts))
	for _, part := range parts {
		go func() { failed <- part(ctx) }()
	}
	r.announce()
	var errs []error
	for range parts {
		err := <-failed // every part ends when ctx does
		if err != nil {
			errs = append(errs, err)
			stop()
		}
	}
	return errors.Join(errs...)
}

// parts are what runs beside each other; each ends with ctx.
func (r *room) parts() []func(context.Context) error {
	parts := []func(context.Context) error{r.watchServers, r.bringSamples, r.town.Follow}
	if r.server != nil {
		parts = append(parts, r.servePages, r.pages.WatchOutages)
	}
	if r.hot != nil {
		parts = append(parts, r.hot.Watch)
	}
	if r.machine != nil {
		parts = append(parts, r.machine.Run)
	}
	return parts
}

func (r *room) openHotFolder(context.Context) error {
	if dir := r.hotFolder(); dir != "" && !r.opts.noWorkers {
		r.hot = &intake.HotFolder{Desk: r.desk, Dir: dir, Log: r.log.With("part", "hotfolder")}
	}
	return nil
}

func (r *room) hotFolder() string {
	if r.settings.HotFolder != "" || !r.settings.embedded() {
		return r.settings.HotFolder
	}
	return filepath.Join(r.store.data, "hotfolder")
}

// watchServers ends with an error when an embedded server is gone for good.
func (r *room) watchServers(ctx context.Context) error {
	var failed <-chan error // nil, and never ready, with servers of one's own
	if r.store.servers != nil {
		failed = r.store.servers.Failed()
	}
	select {
	case <-ctx.Done():
		return nil
	case err := <-failed:
		return err
	}
}

// shutdownTimeout is how long requests under way may take after the stop.
const shutdownTimeout = 10 * time.Second

func (r *room) servePages(ctx context.Context) error {
	ended := make(chan error, 1)
	go func() { ended <- r.server.Serve(r.listener) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), cmp.Or(r.patience, shutdownTimeout))
	defer cancel()
	err := r.server.Shutdown(ctx)
	if !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	r.log.Warn("requests that took too long were cut off; what was accepted is kept", "part", "web")
	return r.server.Close() // else they go on, and the store cannot be closed
}

// announce says that the service is up, where, and who can log in.
func (r *room) announce() {
	if r.server == nil {
		fmt.Fprintln(r.out, "ready, without web pages")
	} else {
		fmt.Fprintf(r.out, "ready http://%s\n", r.listener.Addr())
	}
	if r.hot != nil {
		fmt.Fprintf(r.out, "hot folder: %s\n", r.hot.Dir)
	}
	if r.steps == nil {
		fmt.Fprintln(r.out, "no steps are worked here: what comes in is kept, and waits for a postkamer serve without --no-workers on the same database")
	}
	if r.server == nil || r.settings.OIDCIssuer != "" {
		return
	}
	fmt.Fprintln(r.out, "people to log in as (development login, no password):")
	for _, p := range devlogin.People() {
		fmt.Fprintf(r.out, "  %-16s %v %v\n", p.Name, p.Roles, p.Queues)
	}
}

// close stops all parts, highest first. What is under way is finished or handed back.
func (r *room) close(ctx context.Context) error {
	var errs []error
	if r.pages != nil {
		r.pages.Close()
	}
	if r.steps != nil {
		errs = append(errs, stopWorkers(ctx, r.steps))
	}
	if r.engine != nil {
		errs = append(errs, r.engine.Close())
	}
	if r.listener != nil && r.server == nil {
		errs = append(errs, r.listener.Close())
	}
	errs = append(errs, r.closeScanners())
	if r.store != nil {
		errs = append(errs, r.store.Close(ctx))
	}
	return errors.Join(errs...)
}
