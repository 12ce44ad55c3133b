package scanner

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	"postkamer"
)

// A Config says what a Machine works with. Spool, Sender and Log are required.
type Config struct {
	Station string // name of the station; "" is the service's own machine
	Program Program
	Test    bool   // offer SANE's test device too
	Device  string // "" offers every scanner, else only this one
	Spool   *Spool
	Sender  Sender
	Log     *slog.Logger
	MinFree int64         // bytes that must stay free on the disk of the spool; 0 is minFree
	Stall   time.Duration // how long a page may take; 0 is stallTime
}

// minFree is room for some pages at 600 dpi in colour, of 100 MB each.
const minFree = 500 << 20

// listEvery is how often is looked which scanners there are.
const listEvery = 30 * time.Second

// A Machine is a computer with scanners: it scans into its spool, one run per
// device at a time, and sends what is there. It is safe for use by many goroutines.
type Machine struct {
	cfg    Config
	outbox *Outbox
	begin  chan *running
	free   func(dir string) (int64, error) // room on a disk, in bytes

	mu       sync.Mutex
	known    []Device // every one that was ever there, in the order they came
	there    map[string]bool
	can      map[string]options
	running  map[string]*running // by device
	software string
	listed   time.Time // zero: not yet
	problem  Problem   // of listing
	cutOff   time.Time // since when the service gives no orders; zero: it does
	kept     Problem   // why, when it does not let this machine in
}

// A running run holds its device.
type running struct {
	Order
	device Device
	setup  setup
	run    string
	dir    string
	stop   chan struct{}
	once   sync.Once
}

// NewMachine returns a machine. Run it.
func NewMachine(cfg Config) *Machine {
	if cfg.MinFree == 0 {
		cfg.MinFree = minFree
	}
	return &Machine{
		cfg: cfg, outbox: NewOutbox(cfg.Spool, cfg.Sender, cfg.Log), begin: make(chan *running), free: freeBytes,
		there: map[string]bool{}, can: map[string]options{}, running: map[string]*running{},
	}
}

// Run scans and sends until ctx ends. When it returns, nothing of it runs any more.
func (m *Machine) Run(ctx context.Context) error {
	var group sync.WaitGroup
	defer group.Wait()
	group.Go(func() { _ = m.outbox.Run(ctx) })
	group.Go(func() { m.lookAround(ctx) })
	for {
		select {
		case <-ctx.Done():
			return nil
		case r := <-m.begin:
			group.Go(func() { m.scan(ctx, r) })
		}
	}
}

// lookAround keeps the list of scanners. While one scans, no driver is bothered.
func (m *Machine) lookAround(ctx context.Context) {
	for {
		if !m.anyRunning() {
			m.list(ctx)
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(listEvery):
		}
	}
}

func (m *Machine) anyRunning() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.running) > 0
}

func (m *Machine) list(ctx context.Context) {
	problem := NoProblem
	if m.cfg.Program.Find() != nil {
		problem = NoProgram
	}
	var found []Device
	if problem == NoProblem {
		list, err := m.cfg.Program.Devices(ctx)
		if err != nil && ctx.Err() == nil {
			m.cfg.Log.Warn("scanners cannot be listed", "error", err)
			problem = Gone
		}
		found = list
	}
	if m.cfg.Test && !slices.ContainsFunc(found, Device.Test) {
		found = append(found, Device{Name: testDevice + ":0", Vendor: "SANE", Model: "test", Kind: "virtual device"})
	}
	found = slices.DeleteFunc(found, func(d Device) bool { return m.cfg.Device != "" && d.Name != m.cfg.Device })
	software := m.cfg.Program.version(ctx)
	m.mu.Lock()
	defer m.mu.Unlock()
	m.listed, m.problem, m.software = time.Now(), problem, software
	clear(m.there)
	for _, d := range found {
		m.there[d.Name] = true
		if !slices.ContainsFunc(m.known, func(k Device) bool { return k.Name == d.Name }) {
			m.known = append(m.known, d)
		}
	}
}

// Start begins a run, or says with a *Refused why it cannot.
func (m *Machine) Start(ctx context.Context, o Order) error {
	if !ValidKey(o.Stack) {
		return fmt.Errorf("start scanner: bad key %q", o.Stack)
	}
	r := &running{Order: o, stop: make(chan struct{})}
	if err := m.claim(r); err != nil {
		return err
	}
	err := m.prepare(ctx, r)
	if err == nil {
		select {
		case m.begin <- r:
			return nil
		case <-ctx.Done():
			err = errors.Join(ctx.Err(), m.cfg.Spool.EndRun(o.Stack, r.run, Interrupted))
		}
	}
	m.release(r)
	return err
}

// claim takes the device for one run.
func (m *Machine) claim(r *running) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	i := slices.IndexFunc(m.known, func(d Device) bool { return m.id(d) == r.Scanner })
	if i < 0 {
		return refuse(Gone)
	}
	r.device = m.known[i]
	if m.running[r.device.Name] != nil {
		return &Refused{Busy, "Deze scanner is al bezig. Wacht tot hij klaar is en start opnieuw."}
	}
	for _, other := range m.running {
		if other.Stack == r.Stack {
			return &Refused{Busy, "Een andere scanner werkt al aan deze stapel. Wacht tot die klaar is en start opnieuw."}
		}
	}
	m.running[r.device.Name] = r
	return nil
}

func (m *Machine) release(r *running) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.running, r.device.Name)
}

// prepare looks that the device can do what is asked and the disk has room, and
// makes the run's place in the spool.
func (m *Machine) prepare(ctx context.Context, r *running) error {
	free, err := m.free(m.cfg.Spool.dir)
	if err != nil {
		return err
	}
	if free < m.cfg.MinFree {
		return refuse(Disk)
	}
	can, err := m.options(ctx, r.device)
	if err != nil {
		m.cfg.Log.Warn("scanner does not answer", "error", err)
		return refuse(Gone)
	}
	set, refused := arguments(r.device, can, r.Settings)
	if refused != nil {
		m.forgetOptions(r.device)
		return refused
	}
	if r.setup = set; !set.feeder && r.Pages == 0 {
		r.Pages = 1 // a glass plate never gets empty
	}
	return m.makePlace(r)
}

func (m *Machine) makePlace(r *running) (err error) {
	err = m.cfg.Spool.Begin(Stack{
		Key: r.Stack, Origin: r.Origin, ReceivedOn: r.ReceivedOn, ReceivedWhy: r.ReceivedWhy,
		By: r.By, Device: r.Scanner, Profile: r.Profile, Here: r.Here,
	})
	if err != nil {
		return err
	}
	r.run, r.dir, err = m.cfg.Spool.BeginRun(r.Stack, Run{By: r.By, Settings: r.Settings, Profile: r.Profile, Pages: r.Pages, Replaces: r.Replaces, After: r.After})
	return err
}

// options returns what a device can, and asks it once.
func (m *Machine) options(ctx context.Context, d Device) (options, error) {
	m.mu.Lock()
	can := m.can[d.Name]
	m.mu.Unlock()
	if can != nil {
		return can, nil
	}
	can, err := m.cfg.Program.options(ctx, d.Name)
	if err != nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.can[d.Name] = can
	return can, nil
}

func (m *Machine) forgetOptions(d Device) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.can, d.Name)
}

// scan does one run to its end.
func (m *Machine) scan(ctx context.Context, r *running) {
	defer m.release(r)
	log := m.cfg.Log.With("run", r.run)
	log.Info("scanning begins")
	pages := 0
	j := job{device: r.device.Name, dir: r.dir, args: r.setup.args, pages: r.Pages, stall: m.cfg.Stall}
	why := m.cfg.Program.run(ctx, j, r.stop, func(number int) error {
		if err := m.cfg.Spool.Keep(r.Stack, r.run, number); err != nil {
			log.Error("page not kept", "page", number, "error", err)
			return err
		}
		pages++
		return m.roomLeft()
	})
	if free, err := m.free(r.dir); why == Cut && (err != nil || free < m.cfg.MinFree) {
		why = Disk
	}
	if why == CannotDo || why == Gone {
		m.forgetOptions(r.device)
	}
	log.Info("scanning ended", "pages", pages, "why", string(why))
	err := m.cfg.Spool.EndRun(r.Stack, r.run, why)
	if err == nil && r.Ends && why == Empty {
		err = m.cfg.Spool.End(r.Stack)
	}
	if err != nil {
		log.Error("the end of a run is not noted", "error", err)
	}
}

// errFull says that the page is kept and there is no room for another.
var errFull = errors.New("no room left in the spool")

func (m *Machine) roomLeft() error {
	free, err := m.free(m.cfg.Spool.dir)
	if err != nil {
		return err
	}
	if free < m.cfg.MinFree {
		return errFull
	}
	return nil
}

// Stop ends the run that works on a stack; the stack stays open.
func (m *Machine) Stop(stack string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, r := range m.running {
		if r.Stack == stack {
			r.once.Do(func() { close(r.stop) })
			return nil
		}
	}
	return fmt.Errorf("stop scanner: %w", postkamer.ErrNotFound)
}

// End says that a stack gets no more pages.
func (m *Machine) End(stack string) error { return m.cfg.Spool.End(stack) }

// Progress says how far a stack is; false when it is not here.
func (m *Machine) Progress(stack string) (Progress, bool) {
	look, here := m.cfg.Spool.Look(stack)
	return look.progress(), here
}

// hears notes whether the service gives orders, err says why not, and tells whether that
// changed.
func (m *Machine) hears(err error) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	was, why := m.kept, keptOut(err)
	m.kept = why
	if (err == nil) == m.cutOff.IsZero() {
		return was != why
	}
	m.cutOff = time.Time{}
	if err != nil {
		m.cutOff = time.Now()
	}
	return true
}

// deaf tells whether the service gave no orders the last time.
func (m *Machine) deaf() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return !m.cutOff.IsZero()
}

// id is the name of a device for the service and its pages.
func (m *Machine) id(d Device) string { return firstText(m.cfg.Station, LocalStation) + "/" + d.Name }

// LocalStation is the station of the service's own machine in the ids of scanners; no
// other may be called so.
const LocalStation = "lokaal"

// Status says how the machine is.
func (m *Machine) Status() Status {
	all := m.cfg.Spool.Waiting()
	s := Status{Waiting: all.Waiting, Refused: all.Refused, Aside: m.cfg.Spool.aside(), Since: all.Since, Away: m.outbox.Away()}
	for _, l := range m.cfg.Spool.Looks() {
		s.Stacks = append(s.Stacks, l.progress())
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if s.Code = m.outbox.keptOut(); s.Code == NoProblem {
		s.Code = m.kept
	}
	if s.Away.IsZero() || !m.cutOff.IsZero() && m.cutOff.Before(s.Away) {
		s.Away = m.cutOff
	}
	for _, d := range m.known {
		state := m.state(d)
		state.Waiting, state.Since = all.Waiting, all.Since
		s.Scanners = append(s.Scanners, state)
	}
	return s
}

// state says how a device is. The lock is held.
func (m *Machine) state(d Device) State {
	s := State{ID: m.id(d), Station: m.cfg.Station, Name: d.Title(), Software: m.software, Test: d.Test()}
	if m.cfg.Station != "" {
		s.Name += " (" + m.cfg.Station + ")"
	}
	r := m.running[d.Name]
	switch {
	case r != nil:
		s.Busy, s.Stack, s.Words = true, r.Stack, "De scanner is bezig."
	case m.problem != NoProblem:
		s.Code, s.Words = m.problem, m.problem.Words(0)
	case !m.there[d.Name]:
		s.Code, s.Words = Gone, Gone.Words(0)
	default:
		s.Ready, s.Words = true, "De scanner is klaar om te beginnen."
	}
	return s
}

// version says which scanimage works, for the profile; empty when it does not say.
func (p Program) version(ctx context.Context) string {
	ctx, cancel := context.WithTimeout(ctx, optionsTime)
	defer cancel()
	out, err := p.output(ctx, "--version")
	if err != nil {
		return ""
	}
	return shown(string(out))
}
