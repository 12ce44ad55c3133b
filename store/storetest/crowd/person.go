package crowd

import (
	"fmt"
	"math/rand/v2"
	"time"
)

// A Sender is somebody who writes to the municipality.
type Sender struct {
	Name     string
	Born     string // 2006-01-02
	BSN      string // empty: not on the letter
	Street   string
	Number   string
	Postcode string // 1234 AB
	City     string
	Phone    string
	Email    string
}

// sender returns the person with a number. It is always the same one.
func sender(seed uint64, number int) Sender {
	dice := rand.New(rand.NewPCG(seed, uint64(number)))
	first, last := often(dice, firstNames), often(dice, surnames)
	street := streets[dice.IntN(len(streets))]
	house := 1 + dice.IntN(180)
	born := time.Date(1935, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, dice.IntN(72*365))
	s := Sender{
		Name:     first + " " + last,
		Born:     born.Format(time.DateOnly),
		Street:   street,
		Number:   fmt.Sprint(house),
		Postcode: postcode(street, house),
		City:     often(dice, cities),
		BSN:      bsn(number),
		Phone:    fmt.Sprintf("06%08d", dice.IntN(100_000_000)),
		Email:    fmt.Sprintf("inwoner%d@example.nl", number),
	}
	return s
}

// bsn returns the BSN of a person: 999, five digits of their number and the one
// that passes the eleven-test. There are not enough for everybody: "" for the rest.
func bsn(number int) string {
	if number > 99_999 {
		return ""
	}
	head, sum := fmt.Sprintf("999%05d", number), 0
	for i, r := range head {
		sum += (9 - i) * int(r-'0')
	}
	if sum%11 == 10 {
		return ""
	}
	return head + fmt.Sprint(sum%11)
}

// postcode is that of one side of a stretch of a street.
func postcode(street string, house int) string {
	h := uint32(2166136261)
	for _, b := range []byte(street) {
		h = (h ^ uint32(b)) * 16777619
	}
	h += uint32(house/40*2+house%2) * 7919
	const letters = "ABCDEGHJKLMNPRTVWXZ"
	n := uint32(len(letters))
	return fmt.Sprintf("%d %c%c", 9300+h%90, letters[h/90%n], letters[h/90/n%n])
}

// often draws from a list of which the first ones are the most frequent.
func often[T any](dice *rand.Rand, list []T) T {
	share := dice.Float64()
	return list[int(share*share*float64(len(list)))]
}
