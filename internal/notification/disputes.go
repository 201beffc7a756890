package notification

import "github.com/antom-cli/antom/pkg/antom"

func disputeSamples() []Sample {
	dispute := func(name, summary, more string) Sample {
		return Sample{
			Name: name, Kind: antom.KindDispute, Summary: summary,
			body: `{
				"disputeAmount": "$amount",
				"disputeId": "$antomId",
				"disputeNotificationType": "` + name + `",
				"disputeReasonCode": "10.4",
				"disputeReasonMsg": "Other fraud: card-absent environment",
				"disputeSource": "VISA",
				"disputeTime": "$created",
				"disputeType": "CHARGEBACK",
				"paymentId": "$paymentId",
				"paymentRequestId": "$paymentRequestId"` + more + `}`,
		}
	}
	return []Sample{
		dispute("DISPUTE_CREATED", "a dispute was opened",
			`, "defendable": true, "defenseDueTime": "$due"`),
		dispute("DISPUTE_JUDGED", "a dispute was decided",
			`, "disputeJudgedAmount": "$amount", "disputeJudgedResult": "ACCEPT_BY_MERCHANT", "disputeJudgedTime": "$done"`),
		dispute("DISPUTE_CANCELLED", "a dispute was withdrawn", ``),
		dispute("DEFENSE_SUPPLIED", "evidence was submitted", `, "defenseDueTime": "$due"`),
		dispute("DEFENSE_DUE_ALERT", "the time for evidence is running out",
			`, "defendable": true, "defenseDueTime": "$due"`),
		dispute("DISPUTE_ACCEPTED", "a dispute was accepted",
			`, "disputeAcceptReason": "MERCHANT_ACCEPTED", "disputeAcceptTime": "$done"`),
		dispute("RDR_RESOLVED", "a dispute was settled by the scheme's rapid resolution",
			`, "disputeJudgedAmount": "$amount", "disputeJudgedTime": "$done"`),
		{
			Name: "DEFENSE_DOCUMENT", Kind: antom.KindDefenseDocument, Summary: "Antom has drafted a document for the defence",
			body: `{
				"defenseFile": {"fileFormat": "PDF", "fileMd5": "5d41402abc4b2a76b9719d911017c592", "fileName": "defense_letter.pdf"},
				"disputeId": "$antomId",
				"notifyTime": "$done",
				"recommendedEvidence": {"LOGISTIC_INFORMATION": "Proof of delivery that names the buyer"},
				"suggestionsForImprovement": "Say when the goods were delivered.",
				"winRateLevel": "HIGH"}`,
		},
	}
}
