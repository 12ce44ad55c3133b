package web

import (
	"strings"
	"testing"

	"postkamer"
	"postkamer/intake/letters"
)

func TestALetterThatLayForDaysHasTheDateOfTheDayOnWhichItIsPrinted(t *testing.T) {
	st := newStoredSite(t, nil)
	tom, id := heldBy(t, st, addressed())
	olga, _ := st.colleague(t, "Olga", nil, postkamer.Operator)
	tom.post(casePath(id)+"/brief/aanvulling", formOf(t, tom.get(casePath(id)+"/brief/aanvulling").page(t), "main form"))
	_, err := st.cfg.Store.Pool().Exec(t.Context(), `
		UPDATE letters
		SET answer_by = answer_by - 5,
			text = jsonb_set(jsonb_set(text, '{date}', to_jsonb((text->>'date')::timestamptz - interval '5 days')), '{days,by}', to_jsonb((text->'days'->>'by')::timestamptz - interval '5 days'))`)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := st.cfg.Store.Pool().Exec(t.Context(), `UPDATE cases SET waits_until = waits_until - 5 WHERE id = $1`, id); err != nil {
		t.Fatal(err)
	}
	olga.post("/brieven/druk", nil)
	link, _ := olga.get("/brieven").page(t).Find("section.pk-card a").First().Attr("href")
	today := postkamer.DayOf(st.cfg.Now())
	until := postkamer.DefaultTermRules().TwoWorkingDays(today, 14)
	got := strings.Join(strings.Fields(olga.pdfText(link)), " ")
	for _, want := range []string{letters.Day(today), "uiterlijk op " + letters.LongDay(until)} {
		if !strings.Contains(got, want) {
			t.Errorf("the letter does not say %q: %s", want, got)
		}
	}
	if c := st.caseOf(t, id); !c.WaitsUntil.Equal(until) {
		t.Errorf("the case waits until %v, want %v", c.WaitsUntil, until)
	}
}

func TestWhoEndsACaseHearsOfItsLetters(t *testing.T) {
	for template, want := range map[string]string{
		"aanvulling": "was nog niet geprint en is teruggehaald",
		"ontvangst":  "wordt nog geprint. Mag hij niet weg?",
	} {
		t.Run(template, func(t *testing.T) {
			st := newStoredSite(t, nil)
			tom, id := heldBy(t, st, addressed())
			path := casePath(id) + "/brief/" + template
			tom.post(path, formOf(t, tom.get(path).page(t), "main form"))
			if st.caseOf(t, id).State == postkamer.CaseWaiting {
				tom.post(casePath(id)+"/verder", nil)
			}
			form := formOf(t, tom.get(casePath(id)).page(t), "#velden")
			form["gezien"] = append(form["gezien"], "bsn")
			form.Set("veld.move_date", "1-12-2026")
			got := tom.post(casePath(id)+"/goedkeuren", form)
			if c := st.caseOf(t, id); c.State != postkamer.CaseDone {
				t.Fatalf("the case is %s: %s", c.State, text(got.page(t), "#fouten"))
			}
			if !strings.Contains(got.body, want) {
				t.Errorf("nobody says %q: %s", want, text(got.page(t), "main"))
			}
		})
	}
}
