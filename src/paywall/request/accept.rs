//! Who is answered with a page: browsers, and not programs.

use crate::http::quality::weight_of;

/// Whether a client with this `Accept` is a browser that wants a page rather than a problem for programs. It must name
/// HTML, and rank it above any JSON it names and no lower than `*/*`. `*/*` alone does not name HTML.
///
/// ```
/// use mpp_wasm::paywall::wants_page;
/// assert!(wants_page("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"));
/// assert!(!wants_page("*/*") && !wants_page("application/json, text/html;q=0.9"));
/// ```
pub fn wants_page(accept: &str) -> bool {
    let best = |ranges: &[&str]| ranges.iter().filter_map(|range| weight_of(accept, range)).max();
    let html = weight_of(accept, "text/html").or_else(|| weight_of(accept, "text/*"));
    // Programs name no HTML: skip the rest for them.
    html.is_some_and(|html| {
        let json = best(&["application/problem+json", "application/json", "application/*"]);
        let other = weight_of(accept, "*/*");
        html > 0 && json.is_none_or(|json| html > json) && other.is_none_or(|other| html >= other)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_for_browsers() {
        for (accept, page) in [
            // Firefox, Chrome, Safari.
            ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", true),
            (
                "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8,application/signed-exchange;v=b3;q=0.7",
                true,
            ),
            ("TEXT/HTML", true),
            ("text/*", true),
            ("text/html;q=0.5", true),
            ("text/html, */*", true),
            ("text/html;level=1, application/json;q=0.9", true),
            // Programs, images, no preference.
            ("", false),
            ("*/*", false),
            ("application/json", false),
            ("application/json, text/plain, */*", false),
            ("application/problem+json, text/html", false),
            ("text/html, application/json", false),
            ("text/html;q=0.5, application/json;q=0.9", false),
            ("text/html;q=0", false),
            ("text/html;q=0.000, */*", false),
            ("text/html;q=x, */*", false),
            ("text/html;q=0.1, */*", false),
            ("text/html;q=0.8, application/*", false),
            ("text/htmlx", false),
            ("image/avif,image/webp,*/*;q=0.8", false),
            ("text/plain;x=\"text/html\"", false),
        ] {
            assert_eq!(wants_page(accept), page, "{accept:?}");
        }
    }
}
