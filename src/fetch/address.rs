//! Addresses: where releases are, where a server sends us, and what of either may be shown.

use super::error::FetchError;

/// The form of an address.
const EXPECTED: &str =
    "expected http:// or https://, a host and a path, without a name and a password";

/// Checks that a release can be asked for at `base_url`.
pub(super) fn check(base_url: &str) -> Result<(), FetchError> {
    let bad = || FetchError::BadAddress { url: public(base_url), what: EXPECTED };
    let (scheme, rest) = base_url.split_once("://").ok_or_else(bad)?;
    let host = host(rest);
    let is_known = matches!(scheme, "http" | "https");
    if is_known && !host.is_empty() && !host.contains('@') { Ok(()) } else { Err(bad()) }
}

/// The address of `name` in `base_url`; what follows a question mark stays at the end.
pub(super) fn of_file(base_url: &str, name: &str) -> String {
    let (path, query) =
        base_url.split_once('?').map_or((base_url, ""), |(path, query)| (path, query));
    let mark = if query.is_empty() { "" } else { "?" };
    format!("{}/{name}{mark}{query}", path.trim_end_matches('/'))
}

/// An address as it may be shown: without names, passwords, signatures and whatever else stands in a
/// query.
pub(super) fn public(url: &str) -> String {
    let (path, hidden) = match url.find(['?', '#']) {
        Some(at) => (&url[..at], "?…"),
        None => (url, ""),
    };
    let Some((scheme, rest)) = path.split_once("://") else { return format!("{path}{hidden}") };
    let host = host(rest);
    let shown = host.rsplit_once('@').map_or(host, |(_, host)| host);
    format!("{scheme}://{shown}{}{hidden}", &rest[host.len()..])
}

/// The address to which `location` leads from `url`.
///
/// # Errors
/// When it leads to another scheme, or says nothing that can be followed.
pub(super) fn redirected(url: &str, location: &str) -> Result<String, FetchError> {
    let refused = |what: &str| FetchError::Server {
        url: public(url),
        what: format!("the server sends us to {}, {what}", public(location)),
    };
    let (scheme, rest) = url.split_once("://").unwrap_or(("", url));
    let whole = if location.starts_with("//") {
        format!("{scheme}:{location}")
    } else if location.starts_with('/') {
        format!("{scheme}://{}{location}", host(rest))
    } else if location.contains("://") {
        location.to_owned()
    } else {
        let path = rest.split(['?', '#']).next().unwrap_or(rest);
        let folder = path.rsplit_once('/').map_or(path, |(folder, _)| folder);
        format!("{scheme}://{folder}/{location}")
    };
    if !whole.starts_with(&format!("{scheme}://")) {
        return Err(refused("which is another scheme"));
    }
    check(&whole).map_err(|_| refused("which cannot be followed"))?;
    Ok(whole)
}

/// The host of what follows `://`, with its port and whatever stands before it.
fn host(rest: &str) -> &str {
    rest.find(['/', '?', '#']).map_or(rest, |end| &rest[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_secret_is_shown() {
        for (url, shown) in [
            ("https://a.org/x.zip", "https://a.org/x.zip"),
            ("https://me:word@a.org/x.zip?X-Amz-Signature=1", "https://a.org/x.zip?…"),
            ("https://me:w@rd@a.org", "https://a.org"),
            ("https://a.org?token=1/2@3", "https://a.org?…"),
            ("no url?key=1", "no url?…"),
        ] {
            assert_eq!(public(url), shown);
        }
        assert_eq!(of_file("https://a.org/ml/?key=1", "x.zip"), "https://a.org/ml/x.zip?key=1");
    }

    #[test]
    fn redirects_stay_within_the_scheme() {
        let to = |location| redirected("https://a.org/ml/x.zip?key=1", location).ok();
        assert_eq!(to("https://b.org/y.zip").as_deref(), Some("https://b.org/y.zip"));
        assert_eq!(to("//b.org/y.zip").as_deref(), Some("https://b.org/y.zip"));
        assert_eq!(to("/y.zip").as_deref(), Some("https://a.org/y.zip"));
        assert_eq!(to("y.zip").as_deref(), Some("https://a.org/ml/y.zip"));
        for refused in ["http://a.org/x.zip", "file:///etc/passwd", "https://me:word@b.org/y.zip"] {
            assert_eq!(to(refused), None, "{refused}");
        }
    }
}
