// Package learn makes a new model from what people corrected at the desk, in a
// process of its own with bounded memory, and measures whether it is better.
//
// How: two models are trained beside each other, one on the labels that the model
// at work learned from and one on all labels, both without a fifth of all families,
// the municipality's own among them. Neither has seen that fifth, which is another
// one each time, nor the families that come with the program for measuring: on
// those they are compared, kind by kind. Only if no kind gets worse by more than
// Bound the model that will work is trained on everything, and held once more
// against the one at work on the families that none of them ever learned from.
//
// The process gets the texts through a pipe and sends the model back through one.
// It knows no database, no password and no file, and ends when its parent does.
package learn
