package web

import (
	"context"
	"net/http"
	"slices"

	"postkamer"
)

// letterAfter makes the letter that goes out when nobody answered the last attempt
// either; nil when another attempt follows, or when there is no address to write to:
// then a caseworker sees to it.
func (s *Server) letterAfter(r *http.Request, task postkamer.CallTask, c postkamer.Case) (*postkamer.Letter, error) {
	if task.Try(s.cfg.Now()) < s.town().CallAttempts || task.Priority == postkamer.SameDay {
		return nil, nil
	}
	fields, err := s.withStreets(r.Context(), c.Fields)
	if err != nil {
		return nil, err
	}
	c.Fields = fields
	return s.callMeLetter(r, c)
}

// addressFields are the parts of an address among the fields: street, number, postcode
// and city.
var addressFields = [][4]postkamer.FieldName{
	{postkamer.FieldOldStreet, postkamer.FieldOldNumber, postkamer.FieldOldPostcode, postkamer.FieldOldCity},
	{postkamer.FieldNewStreet, postkamer.FieldNewNumber, postkamer.FieldNewPostcode, postkamer.FieldNewCity},
}

// withStreets adds to fields the street and place of a postcode and number, by the table
// of addresses: forms ask no more than those. The fields of the case stay as they are.
func (s *Server) withStreets(ctx context.Context, fields []postkamer.CaseField) ([]postkamer.CaseField, error) {
	fields = slices.Clone(fields)
	for _, set := range addressFields {
		number, addition := postkamer.HouseNumber(valueOf(fields, set[1]))
		q := postkamer.AddressQuery{Number: number, Postcode: postkamer.NormalPostcode(valueOf(fields, set[2]))}
		if valueOf(fields, set[0]) != "" && valueOf(fields, set[3]) != "" || number == 0 || q.Postcode == "" {
			continue
		}
		answers, err := s.cfg.Store.FindAddresses(ctx, []postkamer.AddressQuery{q})
		if err != nil || len(answers) == 0 {
			return fields, err
		}
		for _, a := range answers[0].AtPostcode {
			if a.Number == number && postkamer.AdditionKey(a.Letter+a.Addition) == addition {
				fields = withValue(withValue(fields, set[0], a.Street), set[3], a.City)
				break
			}
		}
	}
	return fields, nil
}

// withValue puts a value in a list of fields, which is a copy.
func withValue(fields []postkamer.CaseField, name postkamer.FieldName, value string) []postkamer.CaseField {
	i := slices.IndexFunc(fields, func(f postkamer.CaseField) bool { return f.Name == name })
	if i < 0 {
		return append(fields, postkamer.CaseField{Name: name, Value: value})
	}
	fields[i].Value = value
	return fields
}
