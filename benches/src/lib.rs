//! Load harness and micro-benchmarks.
