package crowd

import "strings"

// firstNames, the most frequent first.
var firstNames = strings.Fields(`
	Johanna Maria Jan Anna Cornelia Johannes Hendrik Elisabeth Wilhelmina Cornelis Peter Petra Mohammed Fatima Sophie
	Daan Emma Lucas Julia Sem Tess Levi Mila Finn Zoë Noor Saar Bram Thijs Lotte Sanne Anouk Femke Jeroen Marieke Bart
	Willemijn Joost Karin Monique Ingrid Esther Wouter Sjoerd Fenna Jelle Ayşe Mehmet Emre Elif Hasan Khadija Youssef
	Omar Samira Naima Rachid Svetlana Piotr Agnieszka Małgorzata José Inés Joëlle René André Hélène Chloé François
	Noël Loïs Björn Jürgen Søren Dürdane Nguyen Xin Mei Kwame Ama Abebe Tigist Ahmad Rima Nour Yusuf Zeynep Anton Gerda
	Roelof Geertje Harm Aaltje Berend Trijntje Klaas Grietje Willem Antje Derk Hillechien Jantje Gerrit Hendrika Egbert`)

// surnames, the most frequent first; those of more than one word with underscores.
var surnames = names(`
	de_Jong Jansen de_Vries van_den_Berg van_Dijk Bakker Janssen Visser Smit Meijer de_Boer Mulder de_Groot Bos Vos
	Peters Hendriks van_Leeuwen Dekker Brouwer de_Wit Dijkstra Smits de_Graaf van_der_Meer van_der_Linden Kok Jacobs
	de_Haan Vermeulen van_den_Heuvel van_der_Veen van_den_Broek de_Bruijn de_Bruin van_der_Heijden Schouten van_Beek
	Willems van_Vliet van_de_Ven Hoekstra Maas Verhoeven Koster van_Dam van_der_Wal Prins Blom Huisman Peeters
	de_Jonge Kuipers van_Veen Post Kuiper Veenstra Kramer van_den_Brink Scholten van_Wijk Postma Martens Vink de_Ruiter
	Timmermans Groen Gerritsen Jonker van_Loon Boer van_der_Velde Willemsen Smeets de_Lange de_Vos Bosch van_Dongen
	Schipper de_Koning van_der_Laan Koning Driessen van_der_Wal Hermans Bosman Sanders Hofman van_der_Ploeg Yılmaz Kaya
	Demir Çelik Şahin Yıldız Öztürk Aydın Özdemir Arslan Doğan Kılıç El_Amrani Ben_Ali Bouzid El_Idrissi Amrani Nguyen
	Chen Wong Singh Kumar Ramdin Ramdhani Pinas Wijdenbosch Kowalski Nowak Wiśniewski Wójcik Müller Schröder Weiß
	Sjöberg Ångström García López Fernández Gonçalves Popović Horváth Okafor Mensah Tesfaye Al-Hassan Haddad Khoury
	Jansen-de_Vries van_der_Berg-Smit 't_Hart in_'t_Veld op_den_Kamp ter_Horst ten_Cate Hoogeveen Westerhof Oosterhuis
	Boelens Nijboer Wolthuis Mulderij Kamphuis Wiersema Hofstee Boonstra Elzinga Wiebenga Hazelhoff Uneken`)

func names(list string) []string {
	words := strings.Fields(list)
	for i, w := range words {
		words[i] = strings.ReplaceAll(w, "_", " ")
	}
	return words
}

// cities of the municipality of the demonstration and around, the largest first.
var cities = []string{"Westdorp", "Oosterhout", "Zuidbroek", "Noordlaren", "Wolfheze", "Hoogersmilde", "'s-Gravenmoer", "Nieuw-Balinge", "Sint Anna", "Den Ham"}

// streets are put together of a tree, bird, trade or person and what a street is called.
var streets = join(strings.Fields(`
	Kerk School Dorps Molen Beuken Eiken Linden Kastanje Wilgen Berken Populieren Merel Lijster Zwaluw Vinken Nachtegaal
	Reiger Ooievaar Bakker Smids Wevers Timmer Visser Schippers Julianas Wilhelmina Beatrix Irene Margriet Oranje Nassau
	Willems Prinsen Konings Stations Havens Kanaal Brink Es Veld Heide Weide Akker Tuin Bosch Duin Dijk Meer Rozen Tulpen
	Anjer Lelie Narcissen Zonnebloem Vondel Hooft Cats Huygens Rembrandt Vermeer Mondriaan Mozart Beethoven Europa
	Amerika Churchill Kennedy Drees Thorbecke Troelstra Raadhuis Markt Noorder Zuider Ooster Wester`),
	strings.Fields("straat weg laan plein hof pad singel kade dreef steeg"))

// join puts every beginning before every end.
func join(beginnings, ends []string) []string {
	all := make([]string, 0, len(beginnings)*len(ends))
	for _, end := range ends {
		for _, beginning := range beginnings {
			all = append(all, beginning+end)
		}
	}
	return all
}
