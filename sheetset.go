package postkamer

import "time"

// A SheetSet (set scheidingsbladen) is a pile of separator sheets that was printed at
// once and numbered. While a stack in which one of them was read is open, all of them
// belong to that stack.
type SheetSet struct {
	Set       string // as it stands on every sheet
	Of        int    // how many sheets
	PrintedBy string
	PrintedAt time.Time
	BatchID   BatchID // the stack that they are in now; 0: free
	BoundAt   time.Time
}
