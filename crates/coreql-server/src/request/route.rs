//! From a method and a path to a call.

use hyper::Method;

use super::form::decoded;
use crate::calls::{CHAPTERS, Call};
use crate::error::ApiError;

/// What is before the path of a call in an address: clients send all of them.
const PREFIXES: [&[&str]; 3] = [&["admin", "rest"], &["rest"], &[]];

/// A call, with what its path has in place of `{…}`.
#[derive(Debug)]
pub(crate) struct Route {
    pub(crate) call: &'static Call,
    /// The part of the path in place of its `{…}`; empty if it has none.
    pub(crate) subject: String,
}

/// The call of a request. The path may have a prefix, `V2`, `device` for `devices`, and a slash at its end.
pub(crate) fn find(method: &Method, path: &str) -> Result<Route, ApiError> {
    let unknown = || ApiError::Path { path: path.to_owned() };
    let segments: Vec<String> = path
        .split('/')
        .filter(|segment| !segment.is_empty())
        .map(|segment| String::from_utf8(decoded(segment.as_bytes(), false)).map_err(|_| unknown()))
        .collect::<Result<_, _>>()?;
    let segments = normal(&segments);
    let mut allowed: Vec<&str> = Vec::new();
    for call in CHAPTERS.iter().copied().flatten() {
        let Some(subject) = call.matches(&segments) else { continue };
        // A client that asks for the head alone gets that; the body is left out on the way.
        if call.method == method || (method == Method::HEAD && call.method == Method::GET) {
            return Ok(Route { call, subject });
        }
        let head = (call.method == Method::GET).then_some("HEAD");
        for name in std::iter::once(call.method.as_str()).chain(head) {
            if !allowed.contains(&name) {
                allowed.push(name);
            }
        }
    }
    if allowed.is_empty() { Err(unknown()) } else { Err(ApiError::Method { allowed: allowed.join(", ") }) }
}

/// The segments as the tables of the calls have them.
fn normal(segments: &[String]) -> Vec<&str> {
    let names: Vec<&str> = segments.iter().map(String::as_str).collect();
    let is_prefix = |prefix: &&&[&str]| {
        prefix.len() <= names.len()
            && prefix.iter().zip(&names).all(|(part, name)| name.eq_ignore_ascii_case(part))
    };
    let length = PREFIXES.iter().find(is_prefix).map_or(0, |prefix| prefix.len());
    let mut names: Vec<&str> = names.into_iter().skip(length).collect();
    if let Some(version) = names.get_mut(1)
        && *version == "V2"
    {
        *version = "v2";
    }
    if let [_, "v2", device @ "device", ..] = names.as_mut_slice() {
        *device = "devices";
    }
    names
}

impl Call {
    /// The part of the path in place of `{…}` if the path is this call's.
    fn matches(&self, segments: &[&str]) -> Option<String> {
        let mut subject = String::new();
        let mut rest = segments.iter();
        for part in self.path.split('/').filter(|part| !part.is_empty()) {
            let segment = rest.next()?;
            if part.starts_with('{') {
                (*segment).clone_into(&mut subject);
            } else if part != *segment {
                return None;
            }
        }
        rest.next().is_none().then_some(subject)
    }
}

#[cfg(test)]
mod tests {
    use hyper::Method;

    use super::find;

    #[test]
    fn paths() {
        for (method, path, expected) in [
            ("GET", "/api/v2/devices", "search"),
            ("GET", "/api/V2/devices/", "search"),
            ("HEAD", "//rest/api/v2//devices", "search"),
            ("GET", "/admin/rest/api/v2/devices", "search"),
            ("POST", "/api/v2/devices", "export"),
            ("GET", "/api/v2/device/query_test", "query_test"),
            ("GET", "/api/v2/devices/query%5Ftest", "query_test"),
            ("GET", "/api/v2/devices/c5/details", "details c5"),
            ("GET", "/api/v2/devices/simdetails/c5", "simdetails c5"),
            ("GET", "/api/v2/device_spaces/mine", "spaces of the administrator"),
            ("GET", "/api/V2/ping", "ping"),
            ("PUT", "/api/v2/devices/lock", "lock"),
            ("POST", "/msa/v2/remote/create_teamviewer_session_ios", "TeamViewer session"),
            ("GET", "/", "home"),
        ] {
            let route = find(&method.parse().unwrap(), path).unwrap();
            assert_eq!(format!("{} {}", route.call.name, route.subject).trim(), expected, "{method} {path}");
        }
        for (path, status) in
            [("/api/v1/devices", 404), ("/api/v2/devices/c5/details/x", 404), ("/api/v2/%FF", 404)]
        {
            assert_eq!(find(&Method::GET, path).unwrap_err().status().as_u16(), status, "{path}");
        }
        let error = find(&Method::PATCH, "/api/v2/devices").unwrap_err();
        assert_eq!((error.status().as_u16(), error.allowed()), (405, Some("GET, HEAD, POST, DELETE")));
    }
}
