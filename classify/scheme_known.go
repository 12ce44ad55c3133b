package classify

import "postkamer"

// knownFields are the fields that a scheme may name: all of the root (a test
// reads them from the source).
var knownFields = []postkamer.FieldName{
	postkamer.FieldFullName, postkamer.FieldBSN, postkamer.FieldBirthDate, postkamer.FieldPhone, postkamer.FieldEmail,
	postkamer.FieldOldStreet, postkamer.FieldOldNumber, postkamer.FieldOldPostcode, postkamer.FieldOldCity,
	postkamer.FieldNewStreet, postkamer.FieldNewNumber, postkamer.FieldNewPostcode, postkamer.FieldNewCity, postkamer.FieldMoveDate,
	postkamer.FieldCoMovers, postkamer.FieldHost, postkamer.FieldIBAN, postkamer.FieldIBANName, postkamer.FieldKvK,
	postkamer.FieldCompany, postkamer.FieldMonths, postkamer.FieldIncome, postkamer.FieldLoan, postkamer.FieldPartner,
	postkamer.FieldLetterDate, postkamer.FieldCaseNumber, postkamer.FieldAmount, postkamer.FieldPlate, postkamer.FieldStreet,
	postkamer.FieldNumber, postkamer.FieldPostcode, postkamer.FieldCity, postkamer.FieldRSIN, postkamer.FieldBranch,
	postkamer.FieldReference, postkamer.FieldInvoice, postkamer.FieldFine, postkamer.FieldWOZ, postkamer.FieldAssessment,
}

// knownCodes are the doubts that a scheme may raise: all of the root (likewise).
var knownCodes = []postkamer.DoubtCode{
	postkamer.KindUnsure, postkamer.StepFailed, postkamer.CannotRead, postkamer.NothingToRead, postkamer.Handwritten,
	postkamer.Language, postkamer.Urgent, postkamer.LegalClock, postkamer.BSNInvalid, postkamer.BSNMissing, postkamer.PhoneMissing,
	postkamer.SignatureMissing, postkamer.ActiveContent, postkamer.IdentityUnproven, postkamer.ValueUnsure, postkamer.AskedToCall,
	postkamer.HandedOver, postkamer.SeveralKinds, postkamer.Maatwerk, postkamer.Angry, postkamer.Withdrawn, postkamer.Duplicate,
	postkamer.BelongsTo, postkamer.MailNotSent, postkamer.NewScan, postkamer.FileInfected, postkamer.FilledByMachine, postkamer.MoveDateMissing, postkamer.DateLate, postkamer.DateTooEarly, postkamer.AddressIncomplete,
	postkamer.AddressNotFound, postkamer.AddressAmbiguous, postkamer.ConsentMissing, postkamer.CoMoverNotAllowed,
	postkamer.WrongMunicipality, postkamer.Emigration, postkamer.EvidencePromised, postkamer.FromAbroad, postkamer.LetterAddress,
	postkamer.Institution, postkamer.Minor, postkamer.Guarded, postkamer.AuthorityMissing, postkamer.Secrecy,
	postkamer.NonResidential, postkamer.ConsentContradicts, postkamer.IDCopyMissing, postkamer.IBANInvalid, postkamer.IBANMissing,
	postkamer.IBANOtherName, postkamer.KvKMissing, postkamer.KvKInvalid, postkamer.HoursUnsure, postkamer.ConditionsUnsure,
	postkamer.IncomeMissing, postkamer.PartnerSignature, postkamer.PartnerRefuses, postkamer.LoanTooHigh, postkamer.OutsidePeriod, postkamer.NoMoneyForFood,
	postkamer.AgeOutside,
}
