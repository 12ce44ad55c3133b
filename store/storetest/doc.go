// Package storetest gives tests a real PostgreSQL and a real S3 server.
//
// One pair of servers per test program is started by the first test that asks,
// in a temporary folder. A package whose tests use them stops them at the end:
//
//	func TestMain(m *testing.M) { os.Exit(storetest.Main(m)) }
//
// Should that be forgotten, or the test program be killed, then the kernel stops
// the servers and the next test program removes their folder.
//
// A test gets a database and a bucket that no other test knows:
//
//	s := storetest.Open(t)         // a *store.Store
//	cfg := storetest.Config(t)     // what store.Open needs
//	set := storetest.NewDatabase(t) // how to reach them
//
// The database is a copy of one that was migrated once, which takes about a
// tenth of a second. Tests of package store itself must be in package store_test.
//
// To have many test programs share one pair, run them below the program in
// store/storetest/shared:
//
//	go run ./store/storetest/shared go test ./...
//
// It tells them by POSTKAMER_TEST_SETTINGS, the JSON of an embedded.Settings.
package storetest
