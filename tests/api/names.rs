//! What has a name as text is found by it, so that a program can store the name.

use mpp_wasm::detect::{CredentialType, Protocol, WarningCode, X402Part};
use mpp_wasm::error::{Code, Result};
use mpp_wasm::paywall::{Capture, ServerFault};
use mpp_wasm::problem;
use std::fmt::{Debug, Display};
use std::str::FromStr;

fn are_found<T: Copy + Debug + Display + FromStr<Err = mpp_wasm::error::Error> + PartialEq>(all: &[T]) {
    for one in all {
        let name = one.to_string();
        assert_eq!(name.parse().as_ref(), Ok(one));
        let found: Result<T> = name.to_uppercase().parse();
        assert_eq!(found.unwrap_err().code(), Code::InvalidArgument, "{name} in capitals");
    }
    assert_eq!("".parse::<T>().unwrap_err().code(), Code::InvalidArgument);
}

#[test]
fn what_has_a_name_is_found_by_it() {
    are_found(Code::ALL);
    are_found(WarningCode::ALL);
    are_found(ServerFault::ALL);
    are_found(&[Capture::AfterDelivery, Capture::BeforeDelivery]);
    are_found(&[Protocol::Mpp, Protocol::X402, Protocol::L402]);
    let (card, token) = (CredentialType::Card, CredentialType::SharedPaymentToken);
    are_found(&[
        card,
        token,
        CredentialType::LinkPayToken,
        CredentialType::Unsupported,
        CredentialType::Unknown,
    ]);
}

#[test]
fn a_problems_type_gives_its_code_unless_it_stands_for_several() {
    for code in Code::ALL {
        let Some(row) = problem::of(*code) else { continue };
        let several = matches!(row.slug, "" | "bad-request");
        assert_eq!(problem::code(&row.type_uri()), (!several).then_some(*code), "{code}");
    }
    for unknown in ["", "payment-expired", problem::BASE, "https://paymentauth.org/problems/payment-expired/"]
    {
        assert_eq!(problem::code(unknown), None, "{unknown}");
    }
}

#[test]
fn a_name_is_padded_like_other_text() {
    assert_eq!(format!("{:>7}|{:<6}", X402Part::Header, X402Part::Body), " header|body  ");
}

/// A program may import whole modules that a payment takes.
mod whole {
    use mpp_wasm::rail::stripe::*;
    use mpp_wasm::scheme::*;

    #[test]
    fn there_is_one_payload() {
        assert_eq!((METHOD, Payload::default().expose().raw()), ("stripe", "{}"));
    }
}
