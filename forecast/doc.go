// Package forecast says when a pile of cases will be empty. It is pure: the same
// pile and the same question give the same answer, to the day.
//
// It knows no theory of post. It takes the team's own last eight weeks, and lets
// those days happen again, thousands of times, in another order: so much came in
// on a Monday, so much got done by so many people. Of all those futures it tells the
// middle one, and the range in which 8 of 10 lie. How well that range holds is
// measured on made-up towns of which the future is known (calibration_test.go).
//
// What it counts is how much a team finished with how many people at work. It never
// sees who did what.
package forecast
