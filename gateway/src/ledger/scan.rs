//! Reading entries back as the chain sees them, in order, with the strings they name.

use std::{collections::HashMap, ops::RangeInclusive, sync::Arc};

use rusqlite::{Connection, OptionalExtension as _, Params, Row, params};
use uuid::Uuid;

use super::{
    chain::{COLUMN_COUNT, COLUMNS, Head, Link, Seal},
    names::{OWNER, ROUTE},
};

/// Strings that an entry was written with, in the order of [`OWNER`] or [`ROUTE`].
#[derive(Debug, Clone)]
pub(super) struct Strings<const N: usize> {
    pub(super) texts: [Option<Arc<str>>; N],
    pub(super) digest: Seal,
}

pub(super) type OwnerStrings = Strings<{ OWNER.len() }>;
pub(super) type RouteStrings = Strings<{ ROUTE.len() }>;

/// A stored entry.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line<'a> {
    pub(super) link: Link<'a>,
    pub(super) owner: &'a Arc<OwnerStrings>,
    pub(super) route: Option<&'a Arc<RouteStrings>>,
    /// `None` of one that is older than the chain.
    pub(super) seal: Option<Seal>,
}

/// Where the columns of a [`Line`] that are none of [`COLUMNS`] begin.
const SEAL: usize = COLUMN_COUNT;
const OWNER_ID: usize = SEAL + 1;
const ROUTE_ID: usize = SEAL + 2;
const OWNER_AT: usize = SEAL + 3;
const ROUTE_AT: usize = OWNER_AT + OWNER.len();

/// The rows of `owner` and `route` that were looked up.
#[derive(Debug, Default)]
struct Known {
    owners: HashMap<i64, Arc<OwnerStrings>>,
    routes: HashMap<i64, Arc<RouteStrings>>,
}

/// Hands every entry of `range` to `each`, in order.
pub(super) fn scan<E: From<rusqlite::Error>>(
    db: &Connection,
    range: RangeInclusive<i64>,
    each: impl FnMut(&Line<'_>) -> Result<(), E>,
) -> Result<(), E> {
    read(db, "seq BETWEEN ?1 AND ?2 ORDER BY seq", params![range.start(), range.end()], each)
}

/// Hands one step of a request to `then`, if it is there.
pub(super) fn step<E: From<rusqlite::Error>>(
    db: &Connection,
    request_id: &Uuid,
    step: i64,
    then: impl FnMut(&Line<'_>) -> Result<(), E>,
) -> Result<(), E> {
    read(db, "request_id = ?1 AND step = ?2", params![request_id.as_bytes(), step], then)
}

/// Seals all entries of a ledger that had no chain, and remembers up to where and with what.
pub(super) fn seal_older(db: &Connection) -> rusqlite::Result<()> {
    let mut head = Head { seq: 0, seal: Seal::beginning() };
    let mut bytes = Vec::new();
    scan(db, 0..=i64::MAX, |line| {
        head = Head { seq: line.link.seq, seal: line.link.seal(&head.seal, &mut bytes) };
        Ok::<_, rusqlite::Error>(())
    })?;
    let mut remember = db.prepare("INSERT INTO meta (name, value) VALUES (?1, ?2)")?;
    remember.execute(params!["anchor_seq", head.seq])?;
    remember.execute(params!["anchor_seal", head.seal.bytes()])?;
    Ok(())
}

fn read<E: From<rusqlite::Error>>(
    db: &Connection,
    condition: &str,
    values: impl Params,
    mut each: impl FnMut(&Line<'_>) -> Result<(), E>,
) -> Result<(), E> {
    let (owner, route) = (OWNER.join(", "), ROUTE.join(", "));
    let select = format!("SELECT {COLUMNS}, hash, owner, route, {owner}, {route} FROM entry WHERE {condition}");
    let mut statement = db.prepare_cached(&select)?;
    let mut rows = statement.query(values)?;
    let mut known = Known::default();
    while let Some(row) = rows.next()? {
        let owner = known.owner(db, row)?;
        let route = known.route(db, row)?;
        let seal = row.get::<_, Option<[u8; 32]>>(SEAL)?.map(Seal::from_bytes);
        let link = Link::read(row, &owner.digest, route.as_ref().map(|route| &route.digest))?;
        each(&Line { link, owner: &owner, route: route.as_ref(), seal })?;
    }
    Ok(())
}

// === impl Strings ===

impl<const N: usize> Strings<N> {
    pub(super) fn new(texts: [Option<Arc<str>>; N]) -> Self {
        let digest = Seal::of_names(&texts.each_ref().map(Option::as_deref));
        Self { texts, digest }
    }

    fn read(row: &Row<'_>, from: usize) -> rusqlite::Result<Self> {
        let mut texts = [const { None }; N];
        for (at, text) in (from..).zip(&mut texts) {
            *text = row.get(at)?;
        }
        Ok(Self::new(texts))
    }

    /// The row of `select` with this number; nothing in it where there is none, which no entry was sealed with.
    fn look_up(db: &Connection, table: &str, columns: &[&str; N], id: i64) -> rusqlite::Result<Self> {
        let select = format!("SELECT {} FROM {table} WHERE id = ?1", columns.join(", "));
        let found = db.prepare_cached(&select)?.query_row([id], |row| Self::read(row, 0)).optional()?;
        Ok(found.unwrap_or_else(|| Self::new([const { None }; N])))
    }
}

impl OwnerStrings {
    pub(super) fn tenant(&self) -> Option<&Arc<str>> {
        let [_, tenant, _] = &self.texts;
        tenant.as_ref()
    }

    pub(super) fn key_id(&self) -> Option<&Arc<str>> {
        let [_, _, key_id] = &self.texts;
        key_id.as_ref()
    }
}

impl RouteStrings {
    pub(super) fn provider(&self) -> Option<&Arc<str>> {
        let [_, _, _, provider, ..] = &self.texts;
        provider.as_ref()
    }

    pub(super) fn model(&self) -> Option<&Arc<str>> {
        let [_, _, _, _, model, ..] = &self.texts;
        model.as_ref()
    }

    pub(super) fn currency(&self) -> Option<&Arc<str>> {
        let [.., currency, _, _, _] = &self.texts;
        currency.as_ref()
    }

    pub(super) fn price_id(&self) -> Option<&Arc<str>> {
        let [.., price_id, _, _] = &self.texts;
        price_id.as_ref()
    }

    pub(super) fn rate_id(&self) -> Option<&Arc<str>> {
        let [.., rate_id, _] = &self.texts;
        rate_id.as_ref()
    }

    pub(super) fn flagship_price_id(&self) -> Option<&Arc<str>> {
        let [.., flagship_price_id] = &self.texts;
        flagship_price_id.as_ref()
    }
}

// === impl Known ===

impl Known {
    fn owner(&mut self, db: &Connection, row: &Row<'_>) -> rusqlite::Result<Arc<OwnerStrings>> {
        let Some(id) = row.get(OWNER_ID)? else { return Strings::read(row, OWNER_AT).map(Arc::new) };
        if let Some(known) = self.owners.get(&id) {
            return Ok(Arc::clone(known));
        }
        let found = Arc::new(Strings::look_up(db, "owner", &OWNER, id)?);
        self.owners.insert(id, Arc::clone(&found));
        Ok(found)
    }

    /// `None` of an entry that went nowhere.
    fn route(&mut self, db: &Connection, row: &Row<'_>) -> rusqlite::Result<Option<Arc<RouteStrings>>> {
        let Some(id) = row.get(ROUTE_ID)? else {
            let own: RouteStrings = Strings::read(row, ROUTE_AT)?;
            return Ok(own.texts.iter().any(Option::is_some).then(|| Arc::new(own)));
        };
        if let Some(known) = self.routes.get(&id) {
            return Ok(Some(Arc::clone(known)));
        }
        let found = Arc::new(Strings::look_up(db, "route", &ROUTE, id)?);
        self.routes.insert(id, Arc::clone(&found));
        Ok(Some(found))
    }
}
