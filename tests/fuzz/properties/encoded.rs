//! What a field holds in an encoding of its own.

use super::blames_the_peer;
use mpp_wasm::encoding::base64url;
use mpp_wasm::error::{Code, Fault};
use mpp_wasm::scheme::{BodyDigest, MAX_REQUEST_BYTES, Opaque, Request};

/// The `digest` parameter: each digest has one written form, and different bodies have different digests.
pub fn digest(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    match BodyDigest::parse(&text) {
        Ok(digest) => {
            assert_eq!(BodyDigest::parse(&text), Ok(digest));
            assert_eq!(BodyDigest::parse(&digest.to_text()), Ok(digest));
        }
        Err(error) => blames_the_peer(&error, Code::InvalidHeader),
    }
    let of_body = BodyDigest::of(data);
    let written = of_body.to_text();
    assert_eq!(written.len(), "sha-256=::".len() + 44);
    assert_eq!(BodyDigest::parse(&written), Ok(of_body));
    let bare = written.replace(':', "");
    assert_eq!(BodyDigest::parse(&bare), Ok(of_body), "the peers' form");
    let mut other = data.to_vec();
    other.push(0);
    assert_ne!(BodyDigest::of(&other), of_body);
}

/// The encoded parameters `request` and `opaque`, and base64url itself: text is preserved, and encoding is a fixed
/// point.
pub fn opaque_and_request(data: &[u8]) {
    assert_eq!(base64url::decode(&base64url::encode(data)).as_deref(), Ok(data));
    assert_eq!(base64url::decode(&base64url::encode_standard(data)).as_deref(), Ok(data));
    let text = String::from_utf8_lossy(data);
    if let Ok(bytes) = base64url::decode(&text) {
        let same = text.trim_end_matches('=').replace('+', "-").replace('/', "_");
        assert_eq!(base64url::encode(bytes), same, "no two texts stand for the same bytes");
    }

    let request = Request::parse(&text);
    assert_eq!(request, Request::parse(&text));
    match request {
        Ok(request) => {
            assert_eq!(request.as_str(), text);
            assert!(text.len() <= MAX_REQUEST_BYTES);
            match Request::encode(request.json().to_doc()) {
                Ok(encoded) => {
                    let again = Request::parse(encoded.as_str()).unwrap();
                    assert_eq!(again, encoded);
                    assert_eq!(again.json().members().count(), request.json().members().count());
                }
                // 1e20 is longer in canonical form.
                Err(error) => assert_eq!(error.code(), Code::TooLarge),
            }
        }
        Err(error) => assert_eq!(error.fault(), Fault::Peer),
    }

    match Opaque::parse(&text) {
        Ok(opaque) => {
            assert_eq!(opaque.as_str(), text);
            if let Ok(map) = opaque.decode()
                && let Ok(encoded) = Opaque::encode(map.root())
            {
                let again = encoded.decode().unwrap();
                assert_eq!(again.root().members().count(), map.root().members().count());
                assert!(map.root().members().all(|(name, value)| again.root().text(name) == value.as_text()));
                assert_eq!(Opaque::encode(again.root()), Ok(encoded));
            }
        }
        Err(error) if text.len() > MAX_REQUEST_BYTES => blames_the_peer(&error, error.code()),
        Err(error) => blames_the_peer(&error, Code::InvalidEncoding),
    }
}
