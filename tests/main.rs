//! End-to-end tests: the real binary, a scripted provider, plain sockets and the official SDKs as clients.
//!
//! One binary for all of them, so that the gateway is found and linked once. A scenario is a file in `scenarios/`;
//! what a file cannot say (load, signals, reloads, generated documents) is a module here.

#[cfg(test)]
mod audit;
#[cfg(test)]
mod budget;
#[cfg(test)]
mod canary;
#[cfg(test)]
mod cascade;
#[cfg(test)]
mod classify;
#[cfg(test)]
mod crash;
#[cfg(test)]
mod engine;
#[cfg(test)]
mod explain;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod faults_matrix;
#[cfg(test)]
mod feedback;
#[cfg(test)]
mod fx;
#[cfg(test)]
mod hangup;
#[cfg(test)]
mod ledger;
#[cfg(test)]
mod levels;
#[cfg(test)]
mod local;
#[cfg(test)]
mod lossless;
#[cfg(test)]
mod outage;
#[cfg(test)]
mod postgres;
#[cfg(test)]
mod prices;
#[cfg(test)]
mod promises;
#[cfg(test)]
mod providers;
#[cfg(test)]
mod reload;
#[cfg(test)]
mod replay;
#[cfg(test)]
mod scenarios;
#[cfg(test)]
mod sdk;
#[cfg(test)]
mod shared_money;
#[cfg(test)]
mod shutdown;
#[cfg(test)]
mod slow;
#[cfg(test)]
mod support;
#[cfg(test)]
mod tenants;
#[cfg(test)]
mod tokens;
