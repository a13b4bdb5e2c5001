use super::*;

const NOW: &str = "2025-01-15T12:04:32Z";

#[test]
fn extensions_are_kept() {
    let text = r#"{"method":"tempo","reference":"0x1","status":"success","timestamp":"2025-01-15T12:04:32Z","chainId":42431,"x":{"y":[1.50]}}"#;
    let receipt = Receipt::parse(&base64url::encode(text)).unwrap();
    assert_eq!(base64url::decode_text(&receipt.to_header()).unwrap(), text);
}

#[test]
fn an_extension_is_no_second_status() {
    let receipt = || Receipt::new(&"a".parse().unwrap(), "b", NOW.parse().unwrap()).unwrap();
    let with = |json: &str| {
        let doc = Doc::read_within(json.into(), 2 * MAX_DEPTH).unwrap();
        receipt().with_extensions(doc.root())
    };
    for json in [r#"{"status":"failed"}"#, r#"{"x":1,"m\u0065thod":"c"}"#, "[]", "null"] {
        assert_eq!(with(json).unwrap_err().code(), Code::InvalidArgument, "{json}");
    }
    let nested = |depth: usize| ["{\"x\":", &"[".repeat(depth - 1), &"]".repeat(depth - 1), "}"].concat();
    assert_eq!(with(&nested(MAX_DEPTH + 1)).unwrap_err().code(), Code::InvalidArgument);
    for json in [&*nested(MAX_DEPTH), r#"{ "\u0078" : [ 1 ] }"#, " {} "] {
        let receipt = with(json).unwrap();
        assert_eq!(Receipt::parse(&receipt.to_header()), Ok(receipt), "{json}");
    }
    assert_eq!(with("{}").unwrap(), receipt());
}

#[test]
fn what_readers_refuse_is_not_made() {
    let made = |reference: &str| Receipt::new(&"a".parse().unwrap(), reference, NOW.parse().unwrap());
    assert_eq!(made("").unwrap_err().code(), Code::InvalidArgument);
    let most = MAX_JSON_BYTES - (made("b").unwrap().to_json().len() - 1);
    let largest = made(&"b".repeat(most)).unwrap();
    assert_eq!(largest.to_header().len(), MAX_BYTES);
    assert_eq!(Receipt::parse(&largest.to_header()), Ok(largest.clone()));
    assert_eq!(made(&"b".repeat(most + 1)).unwrap_err().code(), Code::TooLarge);
    // A control character takes six bytes.
    assert_eq!(made(&"\u{1}".repeat(most / 6 + 1)).unwrap_err().code(), Code::TooLarge);
    let one = Doc::read(r#"{"x":1}"#.into()).unwrap();
    assert_eq!(largest.with_extensions(one.root()).unwrap_err().code(), Code::TooLarge);
    let json = made(&"b".repeat(most)).unwrap().to_json();
    let longer = Doc::read(json.replace(":", ": ")).unwrap();
    assert_eq!(Receipt::from_json(longer.root()), Err(TOO_LARGE));
}

#[test]
fn the_largest_receipt_reads_back() {
    let json = |filler: usize| {
        let reference = "b".repeat(filler);
        ["{\"method\":\"a\",\"status\":\"success\",\"timestamp\":\"2025-01-15T12:04:32Z\",\"reference\":\"", &reference, "\"}"].concat()
    };
    let most = MAX_BYTES / 4 * 3 - json(0).len();
    let header = Receipt::encode(json(most)).unwrap();
    assert_eq!((header.len(), Receipt::decode(&header).unwrap().as_str()), (MAX_BYTES, &*json(most)));
    assert_eq!(Receipt::encode(json(most + 1)), Err(TOO_LARGE));
}

#[test]
fn an_absent_header_is_named() {
    for header in ["", " \t"] {
        let error = Receipt::parse(header).unwrap_err();
        assert_eq!(error.code(), Code::MalformedReceipt);
        assert!(error.message().starts_with("the response has no Payment-Receipt header"), "{error}");
    }
}

#[test]
fn a_field_that_is_missing_or_of_another_type_is_named() {
    let fields = [("method", r#""a""#), ("reference", r#""b""#), ("timestamp", r#""2025-01-15T12:04:32Z""#)];
    for (name, kind) in
        [("method", "that is not empty"), ("reference", "that is not empty"), ("timestamp", "in RFC 3339")]
    {
        let error = |value: Option<&str>| {
            let mut json = ObjectWriter::new();
            json.text("status", "success");
            for (other, good) in fields {
                if let Some(value) = if other == name { value } else { Some(good) } {
                    json.json(other, value);
                }
            }
            Receipt::encode(json.finish()).unwrap_err()
        };
        assert_eq!(error(None).message(), ["the receipt has no ", name].concat());
        for value in ["1736942672000", "null", "{}", r#""""#] {
            let message = ["the receipt's ", name, " must be a string ", kind].concat();
            assert_eq!(error(Some(value)), Error::owned(Code::MalformedReceipt, message), "{value}");
        }
    }
}

#[test]
fn what_is_no_success_is_no_receipt() {
    for text in [
        "[]",
        "{}",
        r#"{"method":"a","reference":"b","status":"failed","timestamp":"2025-01-15T12:04:32Z"}"#,
        r#"{"method":"a","reference":"b","status":"success","timestamp":"soon"}"#,
        r#"{"method":"a","reference":"","status":"success","timestamp":"2025-01-15T12:04:32Z"}"#,
        r#"{"method":1,"reference":"b","status":"success","timestamp":"2025-01-15T12:04:32Z"}"#,
    ] {
        assert_eq!(
            Receipt::parse(&base64url::encode(text)).unwrap_err().code(),
            Code::MalformedReceipt,
            "{text}"
        );
    }
    assert!(Receipt::parse("not base64!").is_err());
    let good =
        Receipt::new(&"stripe".parse().unwrap(), "pi_1", "2025-01-15T12:04:32Z".parse().unwrap()).unwrap();
    let blanks = " ".repeat(MAX_BYTES - good.to_header().len());
    assert!(Receipt::decode(&[&blanks, &*good.to_header()].concat()).is_ok());
    assert_eq!(Receipt::decode(&[&blanks, " ", &*good.to_header()].concat()).unwrap_err(), TOO_LARGE);
}
