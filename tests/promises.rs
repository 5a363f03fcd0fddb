//! What the policy promises and the configured hosts cannot keep is refused: by `check`, at the start, at a reload.

use crate::support::block_on;
use crate::support::gateway::Site;
use crate::support::upstream::Upstream;

const MEDIA: &str = "[media]\nimage = \"local-only\"\n";

#[test]
fn nothing_is_promised_that_cannot_be_kept() {
    block_on(async {
        let upstream = Upstream::start(Vec::new());
        let site = Site::new(&[&upstream], "");
        let good = site.command(&["check"]);
        assert!(good.status.success(), "{}", String::from_utf8_lossy(&good.stderr));
        let gateway = site.start();
        site.extend("policies/redaction.toml", MEDIA);
        let answer = gateway.admin("POST", "/admin/v1/reload", None).await;
        assert!(answer.status >= 400 && answer.text().contains("stays inside the perimeter"), "{}", answer.text());
        drop(gateway);
        let bad = site.command(&["check"]);
        let told = String::from_utf8_lossy(&bad.stderr).into_owned();
        assert_eq!(bad.status.code(), Some(1), "{told}");
        assert!(told.contains("redaction.toml:17:9") && told.contains("image stays inside the perimeter"), "{told}");
        let Err(log) = site.try_start() else { panic!("it started") };
        assert!(log.contains("image stays inside the perimeter") && !log.contains("error: error"), "{log}");
    });
}
