//! The ledger without a gateway around it, asked at a fixed rate: what metering alone adds to a request.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use gateway::ledger::{Durability, Ledger};
use jiff::Timestamp;
use tokio::sync::mpsc::unbounded_channel;
use tokio::task::JoinSet;

use crate::load::{Sample, nanoseconds};
use crate::pace::{moments, tick};
use crate::requests::Router;

/// A ledger of its own, whose commits wait for the disk.
#[derive(Debug)]
pub struct Alone {
    ledger: Ledger,
    router: Router,
}

impl Alone {
    /// Lays a ledger out in `folder`, with the shipped policy of `repository` to decide the requests by.
    ///
    /// # Errors
    /// When the files cannot be read or written.
    pub async fn open(folder: &Path, repository: &Path) -> Result<Self> {
        let (ledger, router) = Router::open(folder, repository, Durability::Power, 1).await?;
        Ok(Self { ledger, router })
    }

    /// Reserves and settles at the moments of `seed`: what each request waited for both, from the moment at which it was
    /// due. Its first byte is the reservation.
    ///
    /// # Errors
    /// When the ledger refuses anything.
    pub async fn paced(&self, rate: u32, duration: Duration, seed: u64) -> Result<Sample> {
        let moments = moments(rate, duration, seed);
        let now = Timestamp::now();
        let requests =
            (0..moments.len() as u64).map(|number| self.router.request(number, now)).collect::<Result<Vec<_>>>()?;
        let ledger = self.ledger.for_thread();
        let (queue, mut due) = unbounded_channel();
        let start = Instant::now();
        let clock =
            std::thread::Builder::new().name("clock".to_owned()).spawn(move || tick(start, &moments, &[queue]))?;
        let asked = async {
            let mut under_way = JoinSet::new();
            for (reserve, settlement) in requests {
                let due = due.recv().await.context("the clock stopped")?;
                let ledger = ledger.clone();
                under_way.spawn(async move {
                    ledger.reserve(reserve).await?;
                    let reserved = due.elapsed();
                    ledger.settle(settlement).await?;
                    anyhow::Ok((reserved, due.elapsed()))
                });
            }
            let mut sample = Sample::default();
            while let Some(request) = under_way.join_next().await {
                let (reserved, settled) = request??;
                sample.first_bytes.push(nanoseconds(reserved));
                sample.latencies.push(nanoseconds(settled));
            }
            sample.elapsed = start.elapsed();
            anyhow::Ok(sample)
        };
        // As each serving thread does: answers are handed over while others wait for them.
        let sample = tokio::select! {
            asked = asked => asked?,
            () = ledger.deliver() => unreachable!("it never ends"),
        };
        ensure!(clock.join().is_ok(), "the clock stopped");
        Ok(sample)
    }

    /// Closes the ledger.
    ///
    /// # Errors
    /// When its balances are not those of what was asked, or a reservation is open.
    pub async fn close(self) -> Result<()> {
        let check = self.ledger.check().await.context("the ledger is closed")?;
        ensure!(check.is_balanced() && check.open == 0, "the ledger does not agree with itself: {check:?}");
        self.ledger.close();
        Ok(())
    }
}
