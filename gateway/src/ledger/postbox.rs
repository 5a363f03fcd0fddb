//! Answers for one thread, handed over together: waking a thread is a system call, and a commit answers dozens of
//! requests of the same one.

use std::sync::{Mutex, PoisonError};

use tokio::sync::{Notify, oneshot};

use super::{Receipt, ReserveError, Reserved, SettleError};

/// An answer on its way to who waits for it.
#[derive(Debug)]
pub(super) enum Letter {
    Reserved(oneshot::Sender<Result<Reserved, ReserveError>>, Result<Reserved, ReserveError>),
    Settled(oneshot::Sender<Result<Receipt, SettleError>>, Result<Receipt, SettleError>),
}

/// The answers of one thread that were not taken yet.
#[derive(Debug, Default)]
pub(super) struct Postbox {
    letters: Mutex<Vec<Letter>>,
    arrived: Notify,
}

// === impl Postbox ===

impl Postbox {
    /// Puts an answer in. Whether it is the first since the box was emptied: then somebody must [`ring`](Self::ring).
    pub(super) fn put(&self, letter: Letter) -> bool {
        let mut letters = self.letters.lock().unwrap_or_else(PoisonError::into_inner);
        letters.push(letter);
        letters.len() == 1
    }

    /// Tells the thread that there is something for it.
    pub(super) fn ring(&self) {
        self.arrived.notify_one();
    }

    /// Hands answers on as they arrive; never ends.
    pub(super) async fn deliver(&self) {
        let mut arrived = Vec::new();
        loop {
            self.arrived.notified().await;
            std::mem::swap(&mut *self.letters.lock().unwrap_or_else(PoisonError::into_inner), &mut arrived);
            arrived.drain(..).for_each(Letter::hand_over);
        }
    }
}

// === impl Letter ===

impl Letter {
    /// Tells the caller. One that has gone is no error: a reservation's own guard releases it.
    pub(super) fn hand_over(self) {
        match self {
            Self::Reserved(reply, result) => drop(reply.send(result)),
            Self::Settled(reply, result) => drop(reply.send(result)),
        }
    }
}
