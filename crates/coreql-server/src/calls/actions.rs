//! Actions on devices, and what goes with them: none is served yet.

use hyper::Method;

use super::{Call, not_served};

pub(super) const CALLS: &[Call] = &[
    not_served("check compliance", Method::PUT, "api/v2/devices/checkcompliance"),
    not_served("ActiveSync device report", Method::GET, "api/v2/activesync/devicereport"),
    not_served("action", Method::POST, "api/v2/devices/action"),
    not_served("wake up", Method::PUT, "api/v2/devices/wakeup"),
    not_served("send a message", Method::PUT, "api/v2/devices/sendmessage"),
    not_served("add labels to devices", Method::PUT, "api/v2/devices/labels/{labels}/add"),
    not_served("remove labels from devices", Method::PUT, "api/v2/devices/labels/{labels}/remove"),
    not_served("wipe", Method::PUT, "api/v2/devices/wipe"),
    not_served("lock", Method::PUT, "api/v2/devices/lock"),
    not_served("unlock", Method::PUT, "api/v2/devices/unlock"),
    not_served("retire", Method::PUT, "api/v2/devices/retire"),
    not_served("delete retired devices", Method::DELETE, "api/v2/devices"),
    not_served("TeamViewer session", Method::POST, "msa/v2/remote/create_teamviewer_session_android"),
    not_served("TeamViewer session", Method::POST, "msa/v2/remote/create_teamviewer_session_ios"),
    not_served("apps of devices", Method::GET, "api/v2/devices/appinventory"),
    not_served("devices with apps", Method::GET, "api/v2/appinventory/devices"),
    not_served("users", Method::GET, "api/v2/authorized/users"),
];
