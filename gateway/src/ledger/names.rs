//! What entries repeat, written once: an entry names a row of `route` and a row of `owner` by its number.
//!
//! The numbers in use are kept in memory, so that writing an entry asks the database nothing. Everything here belongs to
//! the writer's connection: when a transaction fails, both are thrown away together.

use std::{collections::HashMap, hash::BuildHasher as _, sync::Arc};

use foldhash::fast::RandomState;
use router_core::{measure::Tier, money::Currency};
use rusqlite::{Connection, OptionalExtension as _, Params, params};

use super::{Charge, Route, chain::Seal};

/// Rows of each kind kept in memory; then all are forgotten, and read again when needed.
const KEPT: usize = 4_096;

/// The columns of `owner`, in the order of their digest.
pub(super) const OWNER: [&str; 3] = ["node", "tenant", "key_id"];
/// The columns of `route`, in the order of their digest.
pub(super) const ROUTE: [&str; 9] =
    ["tier", "rule", "policy", "provider", "model", "currency", "price_id", "rate_id", "flagship_price_id"];

/// A row of `route` or `owner`: what entries name it by, and what they are sealed with in its place.
#[derive(Debug, Clone, Copy)]
pub(super) struct Named {
    pub(super) id: i64,
    pub(super) digest: Seal,
}

/// The numbers of routes and owners.
#[derive(Debug)]
pub(super) struct Names {
    node: Arc<str>,
    routes: Kept<Line>,
    owners: Kept<(Arc<str>, Arc<str>)>,
    hasher: RandomState,
}

/// Rows under a hash of what tells those in use at the same time apart. Where two share one, the later takes its place:
/// most often it is the same route at a new day's rate.
type Kept<T> = HashMap<u64, (T, Named), RandomState>;

/// A row of `route`.
#[derive(Debug)]
struct Line {
    route: Route,
    price: Option<Price>,
}

#[derive(Debug)]
struct Price {
    currency: Currency,
    price_id: Arc<str>,
    rate_id: Option<Arc<str>>,
    flagship: Option<Arc<str>>,
}

// === impl Names ===

impl Names {
    pub(super) fn new(node: Arc<str>) -> Self {
        Self { node, routes: Kept::default(), owners: Kept::default(), hasher: RandomState::default() }
    }

    /// The row of a route, at the price of `charge` if it has one.
    pub(super) fn route(&mut self, db: &Connection, route: &Route, charge: Option<&Charge>) -> rusqlite::Result<Named> {
        let hash = self.hasher.hash_one((&route.provider, &route.model, &route.rule, route.tier, charge.is_some()));
        match self.routes.get(&hash) {
            Some((line, named)) if line.is(route, charge) => Ok(*named),
            _ => {
                let line = Line::of(route, charge);
                let named = line.named(db)?;
                keep(&mut self.routes, hash, line, named);
                Ok(named)
            }
        }
    }

    /// The row of a tenant's key at this node.
    pub(super) fn owner(&mut self, db: &Connection, tenant: &Arc<str>, key_id: &Arc<str>) -> rusqlite::Result<Named> {
        let hash = self.hasher.hash_one(key_id);
        match self.owners.get(&hash) {
            Some(((known_tenant, known_key), named)) if known_key == key_id && known_tenant == tenant => Ok(*named),
            _ => {
                let id = number(
                    db,
                    "SELECT id FROM owner WHERE key_id = ?1 AND tenant = ?2 AND node = ?3",
                    "INSERT INTO owner (key_id, tenant, node) VALUES (?1, ?2, ?3)",
                    params![key_id, tenant, self.node],
                )?;
                let digest = Seal::of_names(&[&self.node, tenant, key_id].map(|name| Some(&**name)));
                let named = Named { id, digest };
                keep(&mut self.owners, hash, (tenant.clone(), key_id.clone()), named);
                Ok(named)
            }
        }
    }
}

fn keep<T>(kept: &mut Kept<T>, hash: u64, row: T, named: Named) {
    if kept.len() >= KEPT {
        kept.clear();
    }
    kept.insert(hash, (row, named));
}

/// The number of the row that `find` finds, which `make` makes if there is none.
fn number(db: &Connection, find: &str, make: &str, values: impl Params + Copy) -> rusqlite::Result<i64> {
    if let Some(id) = db.prepare_cached(find)?.query_row(values, |row| row.get(0)).optional()? {
        return Ok(id);
    }
    db.prepare_cached(make)?.insert(values)
}

// === impl Line ===

impl Line {
    fn of(route: &Route, charge: Option<&Charge>) -> Self {
        let price = charge.map(|charge| Price {
            currency: charge.native.currency,
            price_id: charge.price_id.clone(),
            rate_id: charge.rate_id.clone(),
            flagship: charge.flagship.as_ref().map(|flagship| flagship.price_id.clone()),
        });
        Self { route: route.clone(), price }
    }

    fn is(&self, route: &Route, charge: Option<&Charge>) -> bool {
        let same_price = match (&self.price, charge) {
            (None, None) => true,
            (Some(price), Some(charge)) => {
                price.price_id == charge.price_id
                    && price.rate_id == charge.rate_id
                    && price.flagship.as_ref() == charge.flagship.as_ref().map(|flagship| &flagship.price_id)
                    && price.currency == charge.native.currency
            }
            (Some(_), None) | (None, Some(_)) => false,
        };
        same_price && self.route == *route
    }

    fn named(&self, db: &Connection) -> rusqlite::Result<Named> {
        let Self { route: Route { tier, rule, policy, provider, model }, price } = self;
        let price = price.as_ref();
        let tier = tier.map(Tier::name);
        let currency = price.map(|price| price.currency.code());
        let price_id = price.map(|price| &*price.price_id);
        let rate_id = price.and_then(|price| price.rate_id.as_deref());
        let flagship = price.and_then(|price| price.flagship.as_deref());
        let id = number(
            db,
            "SELECT id FROM route WHERE rule = ?1 AND policy = ?2 AND provider = ?3 AND model = ?4
                 AND ifnull(tier, '') = ifnull(?5, '') AND ifnull(currency, '') = ifnull(?6, '')
                 AND ifnull(price_id, '') = ifnull(?7, '') AND ifnull(rate_id, '') = ifnull(?8, '')
                 AND ifnull(flagship_price_id, '') = ifnull(?9, '')",
            "INSERT INTO route (rule, policy, provider, model, tier, currency, price_id, rate_id, flagship_price_id)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            params![rule, policy, provider, model, tier, currency, price_id, rate_id, flagship],
        )?;
        let [rule, policy, provider, model] = [rule, policy, provider, model].map(|name| Some(&**name));
        let digest = Seal::of_names(&[tier, rule, policy, provider, model, currency, price_id, rate_id, flagship]);
        Ok(Named { id, digest })
    }
}
