//! Load harness and micro-benchmarks.
//!
//! | module | what |
//! |---|---|
//! | [`alone`] | the ledger without a gateway around it, asked at a fixed rate |
//! | [`bodies`] | the requests of the load runs and of the micro-benchmarks |
//! | [`cases`] | what is asked in a load run, and what the answer must be |
//! | [`flush`] | how fast the disk makes a write durable |
//! | [`http1`] | the little of HTTP/1.1 that mock and load generator share |
//! | [`load`] | connections that ask, check and time |
//! | [`metering`] | what the ledger costs those who ask, beside what the disk costs it |
//! | [`mock`] | a provider that answers at once |
//! | [`pace`] | requests at moments that were fixed before |
//! | [`process`] | a server process, pinned and watched |
//! | [`requests`] | requests as the shipped policy decides them, for a ledger without a gateway |
//! | [`servers`] | mock, nginx and gateway, configured alike |
//! | [`table`] | from samples to the table |

#[cfg(feature = "gateway")]
pub mod alone;
pub mod bodies;
pub mod cases;
pub mod flush;
pub mod http1;
pub mod load;
#[cfg(feature = "gateway")]
pub mod metering;
pub mod mock;
pub mod pace;
pub mod process;
#[cfg(feature = "gateway")]
pub mod requests;
pub mod servers;
pub mod table;
