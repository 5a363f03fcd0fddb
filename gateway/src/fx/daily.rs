//! Rates on schedule inside `serve`: at the start, then every afternoon once the bank has set those of the next day.

use std::sync::Arc;
use std::time::Duration;

use http::Uri;
use jiff::civil::{DateTime, Time, time};
use jiff::{Timestamp, ToSpan as _};

use super::update;
use crate::Gateway;
use crate::ledger::{almaty_day, almaty_time};

/// The bank sets the rates of the next day between 15:30 and 16:00 in Almaty.
const AFTERNOON: Time = time(16, 30, 0, 0);
/// Gateways of one version do not all ask in one minute.
const JITTER_SECONDS: u64 = 3600;
/// How long after a failure it is tried again, beside the jitter.
const AGAIN: Duration = Duration::from_secs(15 * 60);

/// Updates until the gateway ends. The price folder is polled, so that new rates come into force by themselves.
pub(crate) async fn run_daily(gateway: Arc<Gateway>, feed: Uri, folder: std::path::PathBuf) {
    loop {
        let now = Timestamp::now();
        let wait = match update(&feed, &folder, almaty_day(now)).await {
            Ok(added) => {
                let result = if added.is_empty() { "nothing" } else { "ok" };
                gateway.metrics.fx_updates.with_label_values(&[result]).inc();
                for rate in &added {
                    tracing::info!(currency = rate.currency.code(), kzt = %rate.kzt, from = %rate.valid_from, "a new exchange rate");
                }
                until_afternoon(almaty_time(now)) + jitter(JITTER_SECONDS)
            }
            Err(error) => {
                gateway.metrics.fx_updates.with_label_values(&["failed"]).inc();
                tracing::warn!(%error, "exchange rates were not updated, the old ones stay");
                AGAIN + jitter(AGAIN.as_secs())
            }
        };
        tokio::time::sleep(wait).await;
    }
}

/// From `now` to the next afternoon, where the clocks show `now`.
fn until_afternoon(now: DateTime) -> Duration {
    let today = now.date().to_datetime(AFTERNOON);
    let next = if now < today { Some(today) } else { today.checked_add(1.day()).ok() };
    let wait = next.and_then(|next| Duration::try_from(next.duration_since(now)).ok());
    wait.unwrap_or(AGAIN)
}

fn jitter(most_seconds: u64) -> Duration {
    let mut bytes = [0; 8];
    // Without randomness it is no jitter, and the rates are still fetched.
    let _ = getrandom::fill(&mut bytes);
    Duration::from_secs(u64::from_le_bytes(bytes) % most_seconds.max(1))
}

#[cfg(test)]
mod tests {
    use super::{jitter, until_afternoon};
    use jiff::civil::datetime;

    #[test]
    fn the_next_afternoon() {
        for (hour, minute, minutes) in [(0, 0, 990), (16, 29, 1), (16, 30, 24 * 60), (23, 59, 991)] {
            let wait = until_afternoon(datetime(2026, 12, 31, hour, minute, 0, 0));
            assert_eq!(wait.as_secs(), minutes * 60, "{hour}:{minute}");
        }
        assert!((0..100).all(|_| jitter(10).as_secs() < 10));
    }
}
