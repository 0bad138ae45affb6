package notify

import (
	"encoding/xml"
	"testing"

	"anpisync/app/process"
)

func TestToastHoldsTheTextsAndOpensAPlaceOfTheUsualFolderAlone(t *testing.T) {
	for data, launch := range map[string]string{"": "anpisync:home", `C:\データ`: ""} {
		var got struct {
			Launch string   `xml:"launch,attr"`
			Type   string   `xml:"activationType,attr"`
			Texts  []string `xml:"visual>binding>text"`
		}
		text := toastXML(Notice{Title: "自動同期", Text: "営業 & <開発>", Place: process.PlaceHome, Data: data})
		if err := xml.Unmarshal([]byte(text), &got); err != nil {
			t.Fatal(err)
		}
		if got.Launch != launch || launch != "" && got.Type != "protocol" || len(got.Texts) != 2 || got.Texts[0] != "自動同期" || got.Texts[1] != "営業 & <開発>" {
			t.Errorf("with the data in %q: %s", data, text)
		}
	}
}
