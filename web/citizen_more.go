package web

import (
	"postkamer"
)

// moreItems are the pages for what was sent or saved before, as the home page and the
// foot of each page for citizens list them. One shows once its page exists.
var moreItems = []NavItem{
	{Label: "Ga verder met een bewaard formulier", Path: resumePath},
	{Label: "Hoe staat het ermee?", Path: statusPath},
	{Label: "Stuur een bewijs na", Path: "/nasturen"},
	{Label: "Teken als partner", Path: "/partner"},
	{Label: "Maak, verzet of zeg {je|uw} afspraak af", Path: visitPath},
	{Label: "Trek {je|uw} formulier in", Path: withdrawPath},
	{Label: "Vraag of wij {je|u} bellen", Path: callMePath},
	{Label: "Storingen", Path: "/storingen"},
}

// more returns the pages that are there now.
func (s *Server) more() []NavItem {
	var list []NavItem
	for _, item := range moreItems {
		if item.Path == visitPath && !s.hasVisits() {
			continue
		}
		if s.mayOpen(item.Path, postkamer.Person{}) {
			list = append(list, item)
		}
	}
	return list
}

// moreFoot returns those two that most people look for, for the foot of a page.
func (s *Server) moreFoot() []NavItem {
	return moreItems[:2]
}
