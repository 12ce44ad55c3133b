// Package crowd fills a database with as much post as a municipality has after
// years, to measure with: pieces with Dutch texts, senders who wrote before, cases
// in every state.
//
//	c, err := crowd.Fill(ctx, s.Pool(), crowd.Options{Pieces: 30_000, Open: 30_000})
//
// Nothing in it is of a living person: names and addresses are put together by
// chance and every BSN begins with 999. The same seed and the same moment give the
// same post, but for the references.
//
// It writes with COPY and with triggers off, which asks for a superuser, and makes
// the search rows afterwards. There are no objects behind it: an image or an
// original cannot be opened, and postkamer verify counts each of them as missing.
package crowd
