package objective

import "github.com/steelyard-isms/steelyard/internal/record"

// Communication is how one audience comes to know of an objective or a plan (ISO/IEC 27001:2022, 7.4).
type Communication struct {
	Audience string     `json:"audience" field:"required,enum=executives|owners|employees|contractors|it|security|partners|regulators|everyone"`
	Channel  string     `json:"channel" field:"required,enum=email|intranet|meeting|workshop|training|poster|newsletter|report"`
	When     string     `json:"when" field:"required,len=200"`           // such as at approval, and each quarter
	Language string     `json:"language" field:"required,form=language"` // in which
	By       record.Ref `json:"by,omitempty" field:"ref=person"`         // who tells them
	Message  string     `json:"message,omitempty" field:"len=2000"`      // what it means for their daily work
}

// Touched is a business process that an objective touches, with what that does to productivity there.
type Touched struct {
	Process record.Ref `json:"process" field:"required,ref=business-process"`
	Effect  string     `json:"effect" field:"required,enum=raises|leaves|lowers"` // what becomes of productivity
	How     string     `json:"how,omitempty"`                                     // by what, and how much
}
