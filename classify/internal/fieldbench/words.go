package main

// A place is a town with the first two digits of its postcodes.
type place struct{ name, prefix string }

// Made-up people and addresses; not those that the classifier was trained on.
var (
	firstNames = []string{"Willemijn", "Sjoerd", "Aicha", "Thijmen", "Marloes", "Ruben", "Zeynep", "Gerrit", "Nadia", "Hendrik", "Oksana", "Bram", "Fatiha", "Joris", "Liesbeth", "Mehmet", "Annelies", "Tomasz", "Roos", "Dirk"}
	lastNames  = []string{"van Dongen", "Hoekstra", "El Idrissi", "Verbeek", "de Wit", "Postma", "Yildirim", "van der Wal", "Kuipers", "Nowak", "Brouwer", "ten Have", "Scholten", "Bouzid", "van Leeuwen", "Kowalczyk", "Terpstra", "Demir", "den Hartog", "Willems"}
	streets    = []string{"Beukenlaan", "Dorpsstraat", "Prinses Irenestraat", "Kanaalweg", "Burgemeester Patijnlaan", "Molenpad", "Wilgenhof", "Van Speijkstraat", "Oude Gracht", "Zonnebloemstraat", "Havenkade", "Graaf Willemlaan", "Kerkplein", "Vlierstraat", "Stationsweg", "Eikendreef", "Johan de Wittlaan", "Noordersingel"}
	towns      = []place{{"Leeuwarden", "89"}, {"Amersfoort", "38"}, {"Breda", "48"}, {"Zwolle", "80"}, {"Den Helder", "17"}, {"Bergen op Zoom", "46"}, {"Haarlem", "20"}, {"Oss", "53"}, {"Assen", "94"}, {"Venlo", "59"}, {"'s-Hertogenbosch", "52"}, {"Zaandam", "15"}}
	companies  = []string{"Kappersalon Knip en Zo", "Fietsenmakerij De Ketting", "Schildersbedrijf Hagenaar", "Bakkerij Het Korenveld", "Klusbedrijf Vos", "Bloemist Margriet", "Eetcafé De Sluis", "Hoveniersbedrijf Groenrijk"}
	months     = []string{"januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december"}
)
