//! Several nodes with one set of books in PostgreSQL: real binaries, a real database.

use std::time::Duration;

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;

use crate::budget::{BODY, PAID_FOR, REQUESTS, budget_for};
use crate::support::client::{Request, send};
use crate::support::gateway::{Gateway, Site, Tenant};
use crate::support::postgres::{Postgres, SKIPPED};
use crate::support::reply::Reply;
use crate::support::upstream::Upstream;
use crate::support::{block_on, within};

const NODES: [&str; 3] = ["almaty", "astana", "aktau"];
const MORE: &str = "[limits]\nconnections_per_address = 4096\nconnections = 4096\n";

/// Sites of three nodes, in the order of [`NODES`].
fn sites(database: &Postgres, upstream: &Upstream) -> Vec<Site> {
    let site = |node: &&str| {
        let site = Site::new(&[upstream], MORE);
        database.adopt(&site, node);
        site
    };
    NODES.iter().map(site).collect()
}

/// Waits until all nodes know a tenant.
async fn known(gateways: &[Gateway], key: &str) {
    for gateway in gateways {
        let models = Request::new("GET", "/v1/models").bearer(key);
        within("the key on every node", async {
            while gateway.send(&models).await.status != 200 {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        })
        .await;
    }
}

#[test]
fn a_budget_for_ten_lets_ten_through_on_three_nodes() {
    block_on(async {
        let Some(database) = Postgres::start().await else { return println!("{SKIPPED}") };
        let held = Reply { hold: true, ..Reply::default() };
        let upstream = Upstream::start(vec![Reply::default(), held]);
        let sites = sites(&database, &upstream);
        let gateways: Vec<Gateway> = sites.iter().map(Site::start).collect();
        let rich = gateways[0].tenant("rich", &Tenant::default()).await;
        known(&gateways, &rich).await;
        assert_eq!(gateways[0].send(&Request::chat(&rich, BODY)).await.status, 200);
        let budget = budget_for(PAID_FOR, &sites[0]);
        let poor = gateways[1].tenant("poor", &Tenant { budget_month: Some(budget), ..Tenant::default() }).await;
        known(&gateways, &poor).await;

        let request = Request::chat(&poor, BODY);
        let addresses = gateways.iter().cycle().map(|gateway| gateway.address);
        let mut pending: FuturesUnordered<_> =
            addresses.take(REQUESTS).map(|address| send(address, &request)).collect();
        let (mut answered, mut refused) = (0, 0);
        while let Some(response) = within("all answers", pending.next()).await {
            if response.status == 200 {
                answered += 1;
                continue;
            }
            assert_eq!(response.status, 429, "{}", response.text());
            refused += 1;
            if refused == REQUESTS - PAID_FOR {
                upstream.wait_for_requests(1 + PAID_FOR).await;
                upstream.release();
            }
        }
        assert_eq!((answered, refused), (PAID_FOR, REQUESTS - PAID_FOR));
        assert_eq!(upstream.count(), 1 + PAID_FOR, "requests that reached the provider");
        let settled = "SELECT count(*) FROM entry WHERE kind = 'settle'";
        database.until("the settlements in the database", settled, 1 + PAID_FOR as i64).await;
        let over = "SELECT count(*) FROM (SELECT sum(granted) AS held FROM slice WHERE id = 'poor'
                        GROUP BY level, period) AS all_nodes
                    WHERE held > (SELECT (line ->> 'budget_month_ukzt')::bigint FROM directory WHERE id = 'poor')";
        assert_eq!(database.number(over), 0, "slices beyond the budget");
    });
}
