package web

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"math/bits"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Who begins a form while the site is busy, or from an address from which very many
// forms are begun, first works for it: the browser looks for a number of which the hash
// with our task begins with so many zero bits. That takes a person a second or two and
// somebody with a thousand forms half an hour. Without JavaScript one waits instead.
// There is nothing to read, to see or to hear, as in a captcha.
const (
	powBits       = 16               // 65,000 hashes on average
	powWait       = 20 * time.Second // without JavaScript
	powLife       = 10 * time.Minute // of a task
	powPurpose    = "bewijs"
	powField      = "bewijs"   // the task
	powAnswer     = "antwoord" // the number that was found
	longestAnswer = 20
)

// A powTask is what must be worked for.
type powTask struct {
	id   who
	made time.Time
	text string // signed, as the page holds it
}

// newTask makes a task.
func (k signer) newTask(now time.Time) powTask {
	data := make([]byte, 20)
	_, _ = rand.Read(data[:16])
	binary.BigEndian.PutUint32(data[16:], uint32(now.Unix()))
	return powTask{who(data[:16]), now, k.sign(powPurpose, data)}
}

// task reads a task that we made and that is not too old.
func (k signer) task(text string, now time.Time) (powTask, bool) {
	data, ok := k.check(powPurpose, text)
	if !ok || len(data) != 20 {
		return powTask{}, false
	}
	t := powTask{who(data[:16]), time.Unix(int64(binary.BigEndian.Uint32(data[16:])), 0), text}
	return t, now.Sub(t.made) < powLife
}

// done tells whether an answer is right, or has been waited for long enough.
func (t powTask) done(answer string, now time.Time) bool {
	if now.Sub(t.made) >= powWait {
		return true
	}
	if answer == "" || len(answer) > longestAnswer {
		return false
	}
	sum := sha256.Sum256([]byte(t.text + ":" + answer))
	return bits.LeadingZeros64(binary.BigEndian.Uint64(sum[:8])) >= powBits
}

// usedTasks are the tasks that somebody was let in for: each lets in once. It is
// bounded as limits are.
type usedTasks struct {
	mu           sync.Mutex
	newer, older map[who]struct{}
}

// first tells whether a task was not used yet, and uses it.
func (u *usedTasks) first(id who) bool {
	u.mu.Lock()
	defer u.mu.Unlock()
	_, newer := u.newer[id]
	if _, older := u.older[id]; newer || older {
		return false
	}
	if u.newer == nil || len(u.newer) >= mostBuckets {
		u.older, u.newer = u.newer, map[who]struct{}{}
	}
	u.newer[id] = struct{}{}
	return true
}

// A waitPage asks a browser to work, or a person to wait.
type waitPage struct {
	Page
	Action string
	Task   string
	Bits   int
	Wait   string // how long is left
	Early  string // that the button was pressed before that; empty: it was not
}

// letIn lets a visitor begin something at an address. When he must work or wait first
// it answers with the page for that and returns false.
func (s *Server) letIn(w http.ResponseWriter, r *http.Request, action string) (bool, error) {
	now, v := s.cfg.Now(), visiting(r).visitor
	if v.begun && s.front.limits.take(askBegin, v.id, now) {
		return true, nil
	}
	if !s.front.busy.busy(now) && s.front.limits.takeOf(askBegin, v.address, now) {
		s.giveTicket(w)
		return true, nil
	}
	task, known := s.front.tickets.task(r.PostFormValue(powField), now)
	if known && task.done(r.PostFormValue(powAnswer), now) && s.front.used.first(task.id) {
		s.giveTicket(w)
		return true, nil
	}
	early := known && now.Sub(task.made) < powWait
	if !early {
		if !s.front.limits.takeOf(askWait, v.address, now) {
			return false, errTooMany
		}
		task = s.front.tickets.newTask(now)
	}
	page := waitPage{Page: s.page(r, "Nog even wachten"), Action: action, Task: task.text, Bits: powBits}
	left := strconv.Itoa(int((powWait - now.Sub(task.made)).Seconds() + 1))
	page.Wait = strings.ReplaceAll(page.Say("Wacht nog {tellen} tellen. Kies daarna Verder."), "{tellen}", left)
	if early {
		page.Early = page.Say("Dat was iets te vroeg.")
	}
	page.Narrow, page.Scripts = true, []string{"bewijs.js"}
	w.Header().Set("Retry-After", "1")
	return false, s.render(w, r, "wachten", http.StatusTooManyRequests, page)
}
