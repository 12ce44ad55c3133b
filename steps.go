package postkamer

// The steps of the road, in order. Each is the argument of one background job;
// package workers does them. They carry numbers only: job arguments are seen by
// administrators and must hold nothing personal.
type (
	// SplitBatch makes a row for every page of a batch's files.
	SplitBatch struct {
		BatchID BatchID `json:"batch_id"`
	}
	// PreparePage makes a page's view and finds blanks and separator codes.
	PreparePage struct {
		PageID PageID `json:"page_id"`
	}
	// GroupPages cuts a batch into pieces, once all its pages are prepared.
	GroupPages struct {
		BatchID BatchID `json:"batch_id"`
	}
	// ReadPage reads the words of one page.
	ReadPage struct {
		PageID PageID `json:"page_id"`
	}
	// RoutePiece decides what a piece is and opens its case.
	RoutePiece struct {
		PieceID PieceID `json:"piece_id"`
	}
	// DecideAgain decides once more about a piece of which a page was scanned again.
	DecideAgain struct {
		PieceID PieceID `json:"piece_id"`
	}
	// MakeCopy makes the searchable copy of a piece that has been read.
	MakeCopy struct {
		PieceID PieceID `json:"piece_id"`
	}
	// MakeReceipt makes the copy of what a citizen sent by a form, and the letter that
	// confirms it to who asked for one.
	MakeReceipt struct {
		PieceID PieceID `json:"piece_id"`
	}
	// SendMail hands a mail of the outbox to the mail server.
	SendMail struct {
		MailID MailID `json:"mail_id"`
	}
	// ScanUpload has the virus scanner look at a file that a citizen sent.
	ScanUpload struct {
		ScanID ScanID `json:"scan_id"`
	}
	// Learn makes a new model from what people corrected.
	Learn struct{}
	// Sweep finds what stopped moving and sets it going again.
	Sweep struct{}
)

// Kind names the step in the queue.
func (SplitBatch) Kind() string { return "split_batch" }

// Kind names the step in the queue.
func (PreparePage) Kind() string { return "prepare_page" }

// Kind names the step in the queue.
func (GroupPages) Kind() string { return "group_pages" }

// Kind names the step in the queue.
func (ReadPage) Kind() string { return "read_page" }

// Kind names the step in the queue.
func (RoutePiece) Kind() string { return "route_piece" }

// Kind names the step in the queue.
func (DecideAgain) Kind() string { return "decide_again" }

// Kind names the step in the queue.
func (MakeCopy) Kind() string { return "make_copy" }

// Kind names the step in the queue.
func (MakeReceipt) Kind() string { return "make_receipt" }

// Kind names the step in the queue.
func (SendMail) Kind() string { return "send_mail" }

// Kind names the step in the queue.
func (ScanUpload) Kind() string { return "scan_upload" }

// Kind names the step in the queue.
func (Learn) Kind() string { return "learn" }

// Kind names the step in the queue.
func (Sweep) Kind() string { return "sweep" }
