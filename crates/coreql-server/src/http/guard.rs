//! Which web pages may send requests: none but the server's own.
//!
//! A page of another site can make a browser send a request to a loopback address, and by rebinding a name to that
//! address it could read the answer. The headers that browsers set and pages cannot forge tell such requests.

use std::net::{IpAddr, Ipv6Addr};

use hyper::Uri;
use hyper::header::{HOST, HeaderMap, HeaderValue, ORIGIN};

use crate::error::ApiError;

/// Refuses a request that is addressed to another name than a loopback address, or that a page of another origin sent.
pub(super) fn check(uri: &Uri, headers: &HeaderMap) -> Result<(), ApiError> {
    let mut hosts = headers.get_all(HOST).iter();
    let host = match (hosts.next().map(HeaderValue::to_str), hosts.next()) {
        // HTTP/1.0 has no such header, and no browser speaks it.
        (None, None) => None,
        (Some(Ok(host)), None) if is_loopback(host) => Some(host),
        _ => return Err(ApiError::ForeignHost),
    };
    if uri.authority().is_some_and(|authority| !is_loopback(authority.as_str())) {
        return Err(ApiError::ForeignHost);
    }
    let is_own = |origin: &HeaderValue| {
        let origin = origin.to_str().ok().and_then(|origin| origin.strip_prefix("http://"));
        origin.is_some() && origin == host
    };
    let is_cross_site =
        headers.get("sec-fetch-site").is_some_and(|site| site != "same-origin" && site != "none");
    if headers.get_all(ORIGIN).iter().any(|origin| !is_own(origin)) || is_cross_site {
        return Err(ApiError::ForeignOrigin);
    }
    Ok(())
}

/// Whether a host, with or without a port, is `localhost` or a loopback address.
fn is_loopback(host: &str) -> bool {
    let (name, port) = match host.strip_prefix('[') {
        Some(rest) => match rest.split_once(']') {
            Some((address, port)) => {
                let is_address = address.parse::<Ipv6Addr>().is_ok_and(|address| address.is_loopback());
                return is_address && (port.is_empty() || is_port(port.strip_prefix(':')));
            }
            None => return false,
        },
        None => match host.split_once(':') {
            Some((name, port)) => (name, Some(port)),
            None => (host, None),
        },
    };
    let is_name = name.eq_ignore_ascii_case("localhost")
        || name.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
    is_name && (port.is_none() || is_port(port))
}

fn is_port(port: Option<&str>) -> bool {
    port.is_some_and(|port| port.parse::<u16>().is_ok())
}

#[cfg(test)]
mod tests {
    use super::is_loopback;

    #[test]
    fn hosts() {
        for host in ["localhost", "LOCALHOST:80", "127.0.0.1", "127.1.2.3:9", "[::1]", "[::1]:8080"] {
            assert!(is_loopback(host), "{host}");
        }
        for host in [
            "",
            "example.com",
            "localhost.example.com",
            "10.0.0.1",
            "127.0.0.1.example.com",
            "[::2]",
            "[::1",
            "[::1]x",
            "localhost:x",
            "localhost:99999",
            "127.0.0.1@example.com",
            "::1",
        ] {
            assert!(!is_loopback(host), "{host}");
        }
    }
}
