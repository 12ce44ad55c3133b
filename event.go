package postkamer

import "time"

// EventKind names what happened.
type EventKind string

// Kinds of event. Who did or saw what, and when, is never changed afterwards.
const (
	EventReceived   EventKind = "received"    // a batch or a form was taken in
	EventRefused    EventKind = "refused"     // a file was not taken in
	EventSplit      EventKind = "split"       // a batch was cut into pieces
	EventStuck      EventKind = "stuck"       // a batch could not be cut
	EventRetried    EventKind = "retried"     // the operator had it tried again
	EventRead       EventKind = "read"        // the text of a piece is known
	EventRouted     EventKind = "routed"      // a case was opened
	EventStepFailed EventKind = "step_failed" // a step used its last attempt
	EventViewed     EventKind = "viewed"      // a person saw the piece
	EventClaimed    EventKind = "claimed"
	EventReleased   EventKind = "released"
	EventChanged    EventKind = "changed" // a field was changed or seen
	EventMoved      EventKind = "moved"   // another queue or case type
	EventApproved   EventKind = "approved"
	EventHandedOver EventKind = "handed_over" // "laat bellen"
	EventCalled     EventKind = "called"
	EventStopped    EventKind = "stopped"   // a later letter takes the matter back
	EventMode       EventKind = "mode_set"  // how far the program goes with a kind
	EventSampled    EventKind = "sampled"   // a second person judged it blind
	EventLearned    EventKind = "learned"   // the computer learned from labels, or tried to
	EventModelSet   EventKind = "model_set" // a person let an earlier model work again
	EventLoggedIn   EventKind = "logged_in"
	EventSignedOut  EventKind = "signed_out"       // a session was ended from elsewhere
	EventAddresses  EventKind = "addresses_loaded" // the table of addresses was replaced
	EventTakenBack  EventKind = "taken_back"       // who did something to a case took it back; the detail is the kind of that
	EventNoted      EventKind = "noted"            // a note for colleagues was added; the log does not hold its text
	EventRevealed   EventKind = "revealed"         // somebody had a BSN shown; logged before it is sent
	EventSettled    EventKind = "settled"          // a person settled a doubt; the detail is its code
	EventReopened   EventKind = "reopened"         // a finished case was opened again; the detail says why
	EventFieldAdded EventKind = "field_added"      // a field that was not read
	EventPrinted    EventKind = "printed"          // the page to print was shown
	EventOutage     EventKind = "outage"           // a time in which citizens could not send anything was noted, ended or taken back
	EventSettings   EventKind = "settings"         // a version of the municipality's settings, or somebody's roles
)

// Kinds of event of the scan desk. EventSplit is the release of a stack.
const (
	EventOtherDay     EventKind = "other_day"     // the date of receipt is not the day it came in; the detail says why
	EventScanEnded    EventKind = "scan_ended"    // all pages of an open stack are in
	EventIdle         EventKind = "scan_idle"     // nobody goes on with an open stack
	EventProposed     EventKind = "proposed"      // grouped; the operator looks
	EventPageAct      EventKind = "page_act"      // the operator judged or changed a page; the detail says what
	EventUndone       EventKind = "page_undone"   // and took it back
	EventReplaced     EventKind = "page_replaced" // scanned again; the new page took its place
	EventInserted     EventKind = "page_inserted"
	EventCounted      EventKind = "counted"      // by hand, or why it differs
	EventMishap       EventKind = "mishap"       // something went wrong with a page from a scanner; the detail is its kind
	EventMishapDone   EventKind = "mishap_done"  // a person said what became of it
	EventBatchClosed  EventKind = "batch_closed" // afgesloten
	EventBoxed        EventKind = "boxed"        // its paper is in a box
	EventBoxOpened    EventKind = "box_opened"
	EventBoxClosed    EventKind = "box_closed"
	EventDestroyAsk   EventKind = "destroy_proposed"
	EventDestroyNo    EventKind = "destroy_withdrawn"
	EventDestroyYes   EventKind = "destroy_approved"
	EventDestroyed    EventKind = "destroyed" // the paper; never the digital original
	EventHandedBack   EventKind = "handed_back"
	EventLeft         EventKind = "left"           // handed over to the register
	EventRescanAsked  EventKind = "rescan_asked"   // a caseworker wants a page again
	EventRescanNo     EventKind = "rescan_refused" // it cannot be done; the detail says why
	EventRescanned    EventKind = "rescanned"
	EventDecidedAgain EventKind = "decided_again" // by rule, because a page was scanned again and nobody had worked on the case
	EventPageChecked  EventKind = "page_checked"  // by a second person
	EventProfile      EventKind = "profile"       // a new version of a profile
	EventSheets       EventKind = "sheets_printed"
)

// Kinds of event of the work list.
const (
	EventSkipped   EventKind = "skipped"    // somebody wanted the case after it; the detail is the reason
	EventAssigned  EventKind = "assigned"   // somebody gave it to a colleague; the detail says to whom and why
	EventPlanned   EventKind = "planned"    // who works on what, what people know, who stands in
	EventMailing   EventKind = "mailing"    // planned post or a planned event, or it was withdrawn
	EventAlarm     EventKind = "alarm"      // open cases that nobody is offered; the detail says which
	EventAlarmOver EventKind = "alarm_over" // somebody is offered them again
)

// Kinds of event of terms and letters, and of pieces that are put together or cut.
const (
	EventWaiting    EventKind = "waiting"     // waits for the citizen; the detail says until when
	EventReturned   EventKind = "returned"    // came back from waiting by itself; the detail says why
	EventTerm       EventKind = "term"        // the term was suspended, runs again or was extended
	EventLetter     EventKind = "letter"      // a letter was made; the detail is its template
	EventLetterSent EventKind = "letter_sent" // printed, or put in the outbox
	EventLetterBack EventKind = "letter_back" // taken back before it went
	EventAttached   EventKind = "attached"    // a case goes on in another; the detail is the other reference
	EventDetached   EventKind = "detached"    // and was taken apart again
	EventSplitOff   EventKind = "split_off"   // pages of a piece became a piece of their own
	EventJoined     EventKind = "joined"      // and came back
	EventCodeUsed   EventKind = "code_used"   // somebody named the call-me code of a letter
)

// Kinds of event of calls and mail.
const (
	EventMail       EventKind = "mail"        // a mail was sent, or could not be; the detail says which
	EventMailed     EventKind = "mail_again"  // a person had it tried again, or settled it otherwise
	EventPassedOn   EventKind = "passed_on"   // a caller left the call to a colleague
	EventAnswerUsed EventKind = "answer_used" // what the citizen said on the telephone was decided with
)

// Kinds of event of times that citizens choose, of requests to be phoned and of the
// counter.
const (
	EventBooked    EventKind = "slot_booked"   // a time was chosen; the detail says which
	EventUnbooked  EventKind = "slot_released" // and given back
	EventCame      EventKind = "came"          // the citizen came
	EventAbsent    EventKind = "absent"        // and this one did not
	EventNotYet    EventKind = "not_yet"       // that was a slip
	EventCounter   EventKind = "counter"       // a colleague filled in a form for a citizen who was there; the detail says what identity was seen
	EventDraftSeen EventKind = "draft_seen"    // who phoned saw what stands in a form that was not sent
)

// Kinds of event of the partner who must sign.
const (
	EventSignAsked EventKind = "sign_asked" // a code went to the partner
	EventSigned    EventKind = "signed"     // the partner signed with it
	EventSignNo    EventKind = "sign_no"    // the partner does not sign
)

// Kinds of event of searching.
const (
	EventSearched  EventKind = "searched"  // somebody searched; the detail says by what, never for what
	EventFound     EventKind = "found"     // and a piece outside their queues was found
	EventInspected EventKind = "inspected" // a case outside their queues was opened; the detail says why
)

// An Event (logboek) says who did or saw what, and when. It holds no letter
// text, no names of citizens and no BSN.
type Event struct {
	ID      int64
	At      time.Time
	Kind    EventKind
	Actor   string // name of the member of staff, or "postkamer" for a rule
	BatchID BatchID
	PieceID PieceID
	CaseID  CaseID
	BoxID   BoxID
	Detail  string // short Dutch, for the timeline
}

// Machine is the actor of what no person did.
const Machine = "postkamer"
