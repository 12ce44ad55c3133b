package main

// months, weekdays and the lists below are Dutch as written in letters.
var (
	months      = []string{"januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december"}
	shortMonths = []string{"jan.", "feb.", "mrt.", "apr.", "mei", "juni", "juli", "aug.", "sept.", "okt.", "nov.", "dec."}
	weekdays    = []string{"maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"}
)

// origin is a group of first and last names that go together.
type origin struct {
	Male, Female, Last []string
}

// origins begin with the Dutch names, which newPerson prefers.
var origins = []origin{
	{
		Male:   []string{"Henk", "Jan", "Kees", "Sander", "Bram", "Daan", "Gerrit", "Willem", "Pieter", "Ruud", "Thijs", "Lars", "Cor", "Joost", "Niels"},
		Female: []string{"Anneke", "Wilma", "Sanne", "Lotte", "Truus", "Marijke", "Femke", "Ingrid", "Nel", "Esther", "Tineke", "Roos", "Hanneke", "Linda", "Bep"},
		Last:   []string{"de Vries", "Jansen", "van den Berg", "Bakker", "Visser", "Mulder", "Hoekstra", "van Dijk", "Kuipers", "Dekker", "Brouwer", "van der Meer", "Postma", "Smit", "Verhoeven", "Peeters", "Wolters", "ter Horst", "Timmermans", "Scholten", "van Leeuwen", "Blok"},
	},
	{
		Male:   []string{"Radjesh", "Orlando", "Glenn", "Ricardo", "Soerdj"},
		Female: []string{"Shanti", "Mavis", "Chantal", "Indra", "Cynthia"},
		Last:   []string{"Ramdin", "Pinas", "Kartowidjojo", "Sewdien", "Blijd", "Kasanpawiro", "Bhagwandin", "Landveld"},
	},
	{
		Male:   []string{"Mehmet", "Emre", "Hasan", "Yusuf", "Kemal"},
		Female: []string{"Ayşe", "Elif", "Zeynep", "Fatma", "Derya"},
		Last:   []string{"Yıldız", "Kaya", "Demir", "Öztürk", "Aydın", "Şahin", "Çelik", "Arslan"},
	},
	{
		Male:   []string{"Mohamed", "Rachid", "Youssef", "Karim", "Abdelhak"},
		Female: []string{"Fatima", "Naima", "Samira", "Khadija", "Loubna"},
		Last:   []string{"El Amrani", "Bouzid", "Ait Lahcen", "Benali", "El Idrissi", "Ouali", "Haddou", "Chakir"},
	},
	{
		Male:   []string{"Piotr", "Krzysztof", "Marek", "Tomasz", "Pawel"},
		Female: []string{"Agnieszka", "Katarzyna", "Monika", "Ewa", "Magda"},
		Last:   []string{"Kowalski", "Nowak", "Lewandowski", "Zielinski", "Wojcik", "Mazur", "Krawczyk"},
	},
	{
		Male:   []string{"James", "Oliver", "Samuel", "Tesfay", "Omar", "Nguyen"},
		Female: []string{"Emily", "Grace", "Rahma", "Selam", "Olga", "Noor"},
		Last:   []string{"Walker", "Hughes", "Okafor", "Gebremariam", "Al Khatib", "Haidari", "Tran", "Petrenko"},
	},
}

// namesOf lists the origins that a heading can ask for, as in "@tr". A letter in
// the voice of a second language is signed with a name that goes with it.
var namesOf = map[string][]origin{
	"nl": origins[:1], "sr": origins[1:2], "tr": origins[2:3], "ma": origins[3:4], "pl": origins[4:5],
	"elders": origins[1:5],
	"en":     {{Male: []string{"James", "Oliver", "Samuel"}, Female: []string{"Emily", "Grace", "Sarah"}, Last: []string{"Walker", "Hughes", "Okafor", "Taylor"}}},
	"er":     {{Male: []string{"Tesfay", "Yonas", "Filmon"}, Female: []string{"Selam", "Rahel", "Winta"}, Last: []string{"Gebremariam", "Tekle", "Habte", "Kidane"}}},
	"sy":     {{Male: []string{"Omar", "Khaled", "Bilal"}, Female: []string{"Rahma", "Noor", "Hala"}, Last: []string{"Al Khatib", "Haidari", "Darwish", "Saleh"}}},
	"ua":     {{Male: []string{"Oleh", "Andriy"}, Female: []string{"Olga", "Iryna", "Natalia"}, Last: []string{"Petrenko", "Bondarenko", "Kovalenko", "Shevchuk"}}},
	"bg":     {{Male: []string{"Georgi", "Ivan", "Stoyan"}, Female: []string{"Elena", "Desislava"}, Last: []string{"Petrov", "Dimitrov", "Kolev", "Nikolov"}}},
	"zh":     {{Male: []string{"Wei", "Jun"}, Female: []string{"Mei", "Ling", "Xiu"}, Last: []string{"Chen", "Wong", "Tran", "Liu"}}},
	"pt":     {{Male: []string{"Rui", "Tiago", "Carlos"}, Female: []string{"Ana", "Beatriz", "Carmen"}, Last: []string{"Ferreira", "Morales", "Silva", "Navarro"}}},
	"so":     {{Male: []string{"Abdi", "Hassan"}, Female: []string{"Hodan", "Amina"}, Last: []string{"Warsame", "Farah", "Jama", "Yusuf"}}},
	"pk":     {{Male: []string{"Imran", "Tariq"}, Female: []string{"Ayesha", "Sadia"}, Last: []string{"Khan", "Malik", "Qureshi"}}},
	"af":     {{Male: []string{"Farid", "Najib"}, Female: []string{"Zahra", "Laila"}, Last: []string{"Rahimi", "Ahmadzai", "Karimi"}}},
	"de":     {{Male: []string{"Uwe", "Klaus"}, Female: []string{"Sabine", "Petra"}, Last: []string{"Hoffmann", "Krüger", "Vogel"}}},
}

// streets exist in many towns and point at none.
var streets = []string{
	"Dorpsstraat", "Kerkstraat", "Molenweg", "Lindelaan", "Beatrixstraat", "Schoolstraat", "Eikenlaan", "Julianastraat",
	"Wilhelminalaan", "Kastanjelaan", "Meidoornstraat", "Nieuwstraat", "Stationsweg", "Vondelstraat", "Rembrandtlaan",
	"Merelstraat", "Zwaluwstraat", "Lijsterbeslaan", "Hoofdstraat", "Oude Haven", "Kanaaldijk", "Burgemeester Smitstraat",
	"Noordersingel", "Prins Hendrikkade", "Pastoor Wijnenstraat", "Marktstraat", "Achterweg", "Oostersingel", "Zuiderkade", "Noorderweg",
	"Plataanstraat", "Hertogstraat", "Thorbeckelaan", "Troelstrastraat", "Veenweg", "Hazelaarlaan", "Korenbloemstraat", "Koperwiek",
	"Wiekslag", "Kapelstraat", "Gasthuisstraat", "Spoorlaan", "Havenstraat", "Tuinstraat", "Polderweg", "Mr. Dam Jonkerlaan",
}

// towns have the first two digits of their postcodes.
var towns = []place{
	{"Zaltveen", "53"}, {"Oosterwolde", "84"}, {"Hoornwijk", "16"}, {"Meppelen", "79"}, {"Rijswoude", "22"}, {"Waalhaven", "30"},
	{"Duinzicht", "19"}, {"Helderveen", "17"}, {"Veldhuizen", "67"}, {"Lindehout", "74"}, {"Amstelmeer", "11"}, {"Heuvelrode", "39"},
	{"Kempenbroek", "55"}, {"Maasdorp", "62"}, {"Vechtstede", "77"}, {"Goudemeer", "28"}, {"Terschouw", "37"}, {"Zeewijk", "43"},
	{"Noorderland", "99"}, {"Beekbergerveld", "73"}, {"Scheldemonde", "45"}, {"Almerhout", "13"}, {"Dommelstad", "56"}, {"IJsselwaard", "80"},
}

var companies = []string{
	"Van Buuren Groenvoorziening B.V.", "Schildersbedrijf De Kwast", "Kantoorvakhandel Noord B.V.", "Bouwbedrijf Hessels & Zn.",
	"Installatietechniek Rozema B.V.", "Drukkerij De Letter", "Catering 't Bonte Hert", "Adviesbureau Stroomlijn B.V.",
	"Loonbedrijf Wagenaar V.O.F.", "Veldkamp Infra B.V.", "Schoonmaakbedrijf Glans B.V.", "Hoveniersbedrijf Ten Cate",
	"Meubelmakerij Eik & Es", "ICT Beheer Oost B.V.", "Transportbedrijf Aydin", "Bakkerij Van der Laan", "Autobedrijf Stam",
	"Zaalverhuur De Schakel", "Taxi Centrale Zuid", "Vertaalbureau Babel", "Ingenieursbureau Delta Vier B.V.",
}

// trader is a one-person business and what its owner does.
type trader struct {
	Name, Trade string
}

var traders = []trader{
	{"Kapsalon Haarfijn", "kapper"}, {"Rijschool Groen Licht", "rijinstructeur"}, {"Fotostudio Lumen", "fotograaf"},
	{"Yogastudio Adem", "yogadocent"}, {"DJ Ritmo", "dj"}, {"Schoonheidssalon Belle", "schoonheidsspecialiste"},
	{"Taxi Demir", "taxichauffeur"}, {"Klusbedrijf De Hamer", "zzp'er in de bouw"}, {"Kaas & Zo", "marktkoopman"},
	{"Pedicure Aan Huis", "pedicure"}, {"Muziekles Allegro", "muziekdocent"}, {"Eetcafé De Punt", "horecaondernemer"},
	{"Evenementenbureau Knal", "evenemententechnicus"}, {"Tolkdiensten Warsza", "tolk"}, {"Studio Vlek", "grafisch vormgever"},
	{"Massagepraktijk Rust", "masseur"}, {"Stukadoorsbedrijf Glad", "stukadoor"}, {"Catering Moksi", "cateraar"},
}

// accountants, lawyers, administrators of other people's money and valuers who
// object against the tax on houses write for their clients.
var (
	accountants    = []string{"Administratiekantoor Balans", "Van Loon & Partners Accountants", "Boekhoudburo De Cijferaar", "Adviesgroep Fiscaal Plus"}
	lawyers        = []string{"Advocatenkantoor Meester & Recht", "Rechtshulp Juridica B.V.", "Kuiper Van Velzen Advocaten", "Brink & Ouali Advocatuur"}
	administrators = []string{"Kramer Bewindvoering", "Zeker Bewind en Budget", "Bewindkantoor De Sleutel", "Van Essen Beheer en Bewind"}
	valuers        = []string{"WOZ-Adviesbureau Lager", "Taxatie en Bezwaar Nederland", "Rechtshulp Juridica B.V."}
)

var foundations = []string{
	"Stichting Buurthuis De Brug", "Muziekvereniging Concordia", "Stichting Speeltuin Kikkerland", "Toneelgroep Het Voetlicht",
	"Stichting Vrienden van de Molen", "v.v. Oranje-Zwart", "Scouting De Trekvogels", "Stichting Taalhuis Samen", "Oranjevereniging Wilhelmina",
	"Stichting Dorpsbelang Noord", "Vrouwencentrum Djemila", "Historische Kring 't Veen", "Koor Zang en Vriendschap",
}

var countries = []string{"Turkije", "Marokko", "Polen", "Duitsland", "België", "Spanje", "Suriname", "Bulgarije", "Portugal", "Curaçao"}

var contractors = []string{
	"Veldkamp Infra B.V.", "Bouwbedrijf Hessels & Zn.", "Aannemersbedrijf Van der Sluis", "Wegenbouw Terpstra B.V.",
	"Rioleringstechniek Noord B.V.", "Bouwcombinatie De Brug V.O.F.", "Gebr. Yilmaz Bouw", "Timmerbedrijf Oosterhof",
}

var careProviders = []string{
	"Thuiszorg Rondom", "Zorggroep De Vliet", "Hulp in Huis Noord", "Ambulante Begeleiding Kompas", "Zorgcoöperatie Samen Thuis",
	"Thuisdiensten De Linde",
}

// schools are primary schools.
var schools = []string{
	"Basisschool De Regenboog", "Basisschool Het Kompas", "OBS De Wilgentoren", "CBS De Ark", "Montessorischool De Vlieger",
	"Daltonschool De Beuk", "Jenaplanschool De Zwerm", "Islamitische basisschool An-Nasr",
}

// landlords are housing corporations.
var landlords = []string{
	"Woonstichting Thuisbest", "Woningcorporatie Ons Huis", "Stichting Goed Wonen", "Wooncompagnie De Horst", "Volksbelang Wonen", "Woningstichting Volkshof",
}

// districts have names without an article.
var districts = []string{
	"Noord", "De Hoven", "Oost", "Oud-Zuid", "Westeinde", "Zuidrand", "Vinkenveld", "Kerkhoven", "Ter Wijde", "Buitenhof",
}

// youthCare are offices that help children and their parents.
var youthCare = []string{
	"Stichting Jeugdzorg Perspectief", "Praktijk Groei en Bloei", "Ambulante Begeleiding Kompas", "Gezinshulp De Brug",
}
