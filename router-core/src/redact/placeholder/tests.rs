//! What is read as a placeholder, and what is not.

use super::{Cut, Extent, Form, Names, Reading, begins_with, read, scan};
use crate::redact::{CustomType, DataType};

/// What is read at the first byte that may begin a form, in short.
fn check(text: &str, ends: bool, expected: &str) {
    check_named(Names::BUILT_IN, text, ends, expected);
}

fn check_named(names: Names<'_>, text: &str, ends: bool, expected: &str) {
    let reading = if names.first_begin(text.as_bytes()) == Some(0) {
        read(names, text, 0, ' ', if ends { Extent::All } else { Extent::More })
    } else {
        Reading::Other
    };
    let shown = match reading {
        Reading::Whole(Form { data_type, number, spelling, length, .. }) => {
            format!("{data_type} {number}:{spelling} {}", &text[..length])
        }
        Reading::Cut(Cut::Name(types)) if names.types().all(|data_type| types.contains(data_type)) => "cut".to_owned(),
        Reading::Cut(Cut::Name(types)) => {
            let open: Vec<_> = names.types().filter(|&data_type| types.contains(data_type)).collect();
            format!("cut {open:?}")
        }
        Reading::Cut(Cut::Number(data_type, number)) => format!("cut {data_type} {number}"),
        Reading::Cut(Cut::Spelling(data_type, number, spelling)) => format!("cut {data_type} {number}:{spelling}"),
        Reading::Other => String::new(),
    };
    assert_eq!(shown, expected, "{text}");
}

#[test]
fn whole_forms() {
    for (text, expected) in [
        ("[PHONE_1]", "PHONE 1:1 [PHONE_1]"),
        ("[ID_DOC_12] x", "ID_DOC 12:1 [ID_DOC_12]"),
        ("[PERSON_1:2]", "PERSON 1:2 [PERSON_1:2]"),
        ("[person_1]", "PERSON 1:1 [person_1]"),
        ("[Id Doc 3]", "ID_DOC 3:1 [Id Doc 3]"),
        ("[ PERSON_1 ]", "PERSON 1:1 [ PERSON_1 ]"),
        ("[PERSON 1]", "PERSON 1:1 [PERSON 1]"),
        ("[PERSON-1]", "PERSON 1:1 [PERSON-1]"),
        ("[**PERSON_1**]", "PERSON 1:1 [**PERSON_1**]"),
        ("[PERSON\\_1]", "PERSON 1:1 [PERSON\\_1]"),
        ("\\[ID\\_DOC\\_1\\]", "ID_DOC 1:1 \\[ID\\_DOC\\_1\\]"),
        ("【PERSON_1】а", "PERSON 1:1 【PERSON_1】"),
        ("［PERSON_1:2］", "PERSON 1:2 ［PERSON_1:2］"),
        ("<PERSON_1>", "PERSON 1:1 <PERSON_1>"),
        ("{ PERSON_1 }", "PERSON 1:1 { PERSON_1 }"),
        ("PERSON_1", "PERSON 1:1 PERSON_1"),
        ("PERSON\\_1, ", "PERSON 1:1 PERSON\\_1"),
        ("PERSON_1-ға", "PERSON 1:1 PERSON_1"),
        ("PERSON_1у", "PERSON 1:1 PERSON_1"),
        ("PERSON_1: да", "PERSON 1:1 PERSON_1"),
        ("PERSON_1:2.", "PERSON 1:2 PERSON_1:2"),
        ("PERSON_1\\n", "PERSON 1:1 PERSON_1"),
        ("[PERSON_01]", "PERSON 0:1 [PERSON_01]"),
    ] {
        check(text, true, expected);
    }
    for text in [
        "[PHONE_]",
        "[1]",
        "[PHONE_12345678901]",
        "PHONE_12345678901",
        "[PHONE",
        "[PHONE_1",
        "[PHONE_1:]",
        "[PHONE1]",
        "[      PHONE_1]",
        "\\[PHONE_1]",
        "[PHONE_1\\]",
        "<phone_1>",
        "{PHONE 1}",
        "【phone_1】",
        "phone_1",
        "PHONE 1",
        "PHONE_1a",
        "PHONE_1_",
        "PHONE_1\\_x",
        "PHONE_1\\u0061",
        "PHONE_1[",
        "PHONE_1:[",
        "PHONE_1:12345678901",
        "[PHONE_1>",
        "[IPS_1]",
        "IP",
        "\\",
    ] {
        check(text, true, "");
    }
}

#[test]
fn cut_forms() {
    for (text, expected) in [
        ("[", "cut"),
        ("\\", "cut"),
        ("\\[ ", "cut"),
        ("<", "cut"),
        ("[PHO", "cut [Phone]"),
        ("P", "cut [Phone, Plate, Person]"),
        ("[id", "cut [IdDoc]"),
        ("ID\\", "cut [IdDoc]"),
        ("[ID_DOC", "cut [IdDoc]"),
        ("[IP\\", "cut [Ip]"),
        ("[PHONE_", "cut [Phone]"),
        ("[PHONE_12", "cut PHONE 12"),
        ("PHONE_12", "cut PHONE 12"),
        ("PHONE_12\\", "cut PHONE 12"),
        ("[PHONE_12 *", "cut PHONE 12"),
        ("\\[PHONE_12\\", "cut PHONE 12"),
        ("PHONE_1:", "cut PHONE 1:0"),
        ("[PHONE_1:2", "cut PHONE 1:2"),
        ("[x", ""),
        ("phone", ""),
        ("[PHONE_1x", ""),
    ] {
        check(text, false, expected);
    }
}

#[test]
fn look_alikes_in_requests() {
    for (text, expected) in [
        ("[PHONE_1] и [PHONE_2]", "[PHONE_1]|[PHONE_2]"),
        ("([person 1]), \\[PHONE_1\\] \\[PHONE_1]", "[person 1]|\\[PHONE_1\\]|[PHONE_1]"),
        ("<PERSON_1> {ID_DOC_1}【IP_1】", "<PERSON_1>|{ID_DOC_1}|【IP_1】"),
        ("CARD_1,CARD\\_2 (CARD_3) «CARD_4» CARD_5у", "CARD_1|CARD\\_2|CARD_3|CARD_4|CARD_5"),
        ("MY_CARD_1 CARD_1_ID xCARD_1 ]CARD_1 card_1 (card 1) CARDS_1", ""),
        ("CARD_1\\u0031 CARD_1\\_2 CARD_1:12345678901", "CARD_1|CARD_1|CARD_1"),
        ("[[CARD_1]] [CARD_1:2] {CARD_1, CARD_2}", "[CARD_1]|[CARD_1:2]|CARD_1|CARD_2"),
    ] {
        assert_eq!(scanned(Names::BUILT_IN, text), expected, "{text}");
    }
}

/// The look-alikes of a text, joined by `|`.
fn scanned(names: Names<'_>, text: &str) -> String {
    let mut found = Vec::new();
    scan(names, text, &mut found);
    let look_alikes = found.into_iter().map(|entity| {
        assert_eq!(entity.data_type, DataType::Literal);
        &text[entity.range]
    });
    look_alikes.collect::<Vec<_>>().join("|")
}

#[test]
fn names_of_a_policy() {
    let names = ["CASE", "CASE_FILE", "ID", "DOC", "W_O_R_K_E_R_S_NO"];
    let own: Vec<_> = names.iter().enumerate().map(|(place, name)| CustomType::new(place, name).unwrap()).collect();
    let begins = begins_with(&own);
    let names = Names::new(&own, &begins);
    for (text, expected) in [
        ("[CASE_1]", "CASE 1:1 [CASE_1]"),
        ("[case 1:2]", "CASE 1:2 [case 1:2]"),
        ("[Case-File 12]", "CASE_FILE 12:1 [Case-File 12]"),
        ("\\[CASE\\_FILE\\_1\\]", "CASE_FILE 1:1 \\[CASE\\_FILE\\_1\\]"),
        ("WORKERS_1", ""),
        ("W_O_R_K_E_R_S_NO_1у", "W_O_R_K_E_R_S_NO 1:1 W_O_R_K_E_R_S_NO_1"),
        ("[ID_1]", "ID 1:1 [ID_1]"),
        ("[ID_DOC_1]", "ID_DOC 1:1 [ID_DOC_1]"),
        ("[ID-DOC 1]", "ID_DOC 1:1 [ID-DOC 1]"),
        ("[ID DOCS 1]", ""),
        ("[CASES_1]", ""),
    ] {
        check_named(names, text, true, expected);
    }
    for (text, expected) in [
        ("[", "cut"),
        ("[ID", "cut [IdDoc, Custom(ID)]"),
        ("[ID_", "cut [IdDoc, Custom(ID)]"),
        ("[ID_DO", "cut [IdDoc]"),
        ("C", "cut [Card, Custom(CASE), Custom(CASE_FILE)]"),
        ("[case", "cut [Custom(CASE), Custom(CASE_FILE)]"),
        ("[CASE ", "cut [Custom(CASE), Custom(CASE_FILE)]"),
        ("[CASE_1", "cut CASE 1"),
        ("CASE\\_FILE\\", "cut [Custom(CASE_FILE)]"),
        ("CASE_FILE_1:", "cut CASE_FILE 1:0"),
    ] {
        check_named(names, text, false, expected);
    }
    for (text, expected) in [
        ("[CASE_1] CASE_2, <CASE_FILE_3> case_4", "[CASE_1]|CASE_2|<CASE_FILE_3>"),
        ("[ID-DOC_1] ID-DOC_1 [PHONE 1]", "[ID-DOC_1]|DOC_1|[PHONE 1]"),
        // The longest way to write the beginning of a form.
        ("【 ** W\\_O\\_R\\_K\\_E\\_R\\_S\\_NO\\_1】", "【 ** W\\_O\\_R\\_K\\_E\\_R\\_S\\_NO\\_1】"),
    ] {
        assert_eq!(scanned(names, text), expected, "{text}");
    }
}
