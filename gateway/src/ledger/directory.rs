//! Virtual keys as rows of the store, and one shared copy in memory of all who may ask, which admission reads.

use std::{borrow::Cow, sync::Arc};

use foldhash::HashMap;
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Row, params, params_from_iter, types::Value};

use super::{
    Holder, Limits, Project, ProjectRecord, Tenant, TenantRecord, Wallet,
    levels::COLUMNS,
    projects,
    store::{column_error, from_micros},
    tenants,
};
use crate::keys::KeyHash;

/// What is asked for when a virtual key is made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewKey {
    /// The tenant it belongs to.
    pub tenant: Arc<str>,
    /// The project of the tenant that it is for, if any.
    pub project: Option<Arc<str>>,
    /// Its name, for people.
    pub name: String,
    /// When it stops working by itself.
    pub expires_at: Option<Timestamp>,
    /// What it may use, inside the limits of its project and tenant.
    pub limits: Limits,
}

/// A virtual key's row, without the hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyRecord {
    /// Its id, not secret.
    pub id: Arc<str>,
    /// What was asked for.
    pub key: NewKey,
    /// The beginning of the key, to tell keys apart.
    pub prefix: String,
    /// When it was made.
    pub created: Timestamp,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
}

/// A key that may be used now, and its tenant.
#[derive(Debug, Clone)]
pub struct Caller {
    /// The tenant.
    pub tenant: Arc<TenantRecord>,
    /// The key.
    pub key: Arc<KeyRecord>,
    /// The project of the key, if it is for one.
    pub project: Option<Arc<ProjectRecord>>,
    /// What was paid into the tenant's wallet, if it has one.
    pub wallet: Option<Wallet>,
}

/// Why a tenant or key was not changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DirectoryError {
    /// The id is taken.
    #[error("tenant {0} exists already")]
    TenantExists(Arc<str>),
    /// Nobody has this id.
    #[error("no tenant {0}")]
    NoTenant(Arc<str>),
    /// No key has this id.
    #[error("no key {0}")]
    NoKey(Arc<str>),
    /// The id is taken.
    #[error("project {0} exists already")]
    ProjectExists(Arc<str>),
    /// No project has this id.
    #[error("no project {0}")]
    NoProject(Arc<str>),
    /// The id breaks the rule.
    #[error("an id is 1 to 64 of a-z, 0-9 and -, not {0:?}")]
    BadId(Arc<str>),
    /// A budget is below zero.
    #[error("a budget cannot be negative")]
    NegativeBudget,
    /// A limit a minute, or at once, that lets nothing through.
    #[error("a limit of requests or tokens cannot be 0: expected 1 or more")]
    ZeroLimit,
    /// A share of more than the whole.
    #[error("a soft limit is 0 to 100 per cent")]
    BadShare,
    /// The operating system gives no random bytes for a key.
    #[error("no random bytes for a key")]
    NoRandomness,
    /// The ledger takes nothing now.
    #[error("the ledger is not available")]
    Unavailable,
}

/// A change of the directory, as the writer takes it.
#[derive(Debug)]
pub(super) enum Change {
    CreateTenant(Tenant, Timestamp),
    UpdateTenant(Tenant),
    CreateProject(Project, Timestamp),
    UpdateProject(Project),
    CreateKey(KeyRecord, KeyHash),
    RevokeKey(Arc<str>, Timestamp),
}

/// Every tenant and key.
#[derive(Debug, Default)]
pub(super) struct Directory {
    tenants: HashMap<Arc<str>, Arc<TenantRecord>>,
    /// By their paths.
    projects: HashMap<Arc<str>, Arc<ProjectRecord>>,
    keys: HashMap<Arc<str>, Arc<KeyRecord>>,
    by_hash: HashMap<KeyHash, Arc<KeyRecord>>,
}

pub(super) fn check_id(id: &Arc<str>) -> Result<(), DirectoryError> {
    let known = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    let good = !id.is_empty() && id.len() <= 64 && id.bytes().all(known);
    if good { Ok(()) } else { Err(DirectoryError::BadId(id.clone())) }
}

// === impl NewKey ===

impl NewKey {
    /// A key of `tenant` without limits of its own.
    #[must_use]
    pub fn new(tenant: &str, name: &str) -> Self {
        Self {
            tenant: tenant.into(),
            project: None,
            name: name.to_owned(),
            expires_at: None,
            limits: Limits::default(),
        }
    }
}

// === impl Caller ===

impl Caller {
    /// What limits the caller as one of a holder's; `None` where the key is for no project.
    #[must_use]
    pub fn limits(&self, holder: Holder) -> Option<&Limits> {
        match holder {
            Holder::Tenant => Some(&self.tenant.tenant.limits),
            Holder::Project => self.project.as_ref().map(|record| &record.project.limits),
            Holder::Key => Some(&self.key.key.limits),
        }
    }

    /// The id of a holder that the caller belongs to.
    #[must_use]
    pub fn holder_id(&self, holder: Holder) -> Option<&Arc<str>> {
        match holder {
            Holder::Tenant => Some(&self.tenant.tenant.id),
            Holder::Project => self.project.as_ref().map(|record| &record.path),
            Holder::Key => Some(&self.key.id),
        }
    }
}

// === impl KeyRecord ===

impl KeyRecord {
    /// A key that nobody has, without limits of its own.
    pub(super) fn unlimited(tenant: &str, created: Timestamp) -> Self {
        let (id, prefix) = (Arc::default(), String::new());
        Self { id, key: NewKey::new(tenant, ""), prefix, created, revoked_at: None }
    }

    /// Whether the key may be used at `now`.
    #[must_use]
    pub fn is_live(&self, now: Timestamp) -> bool {
        self.revoked_at.is_none() && self.key.expires_at.is_none_or(|end| now < end)
    }
}

// === impl Change ===

impl Change {
    /// The table and the id of the row that it makes or changes.
    pub(super) fn subject(&self) -> (&'static str, Cow<'_, str>) {
        match self {
            Self::CreateTenant(tenant, _) | Self::UpdateTenant(tenant) => ("tenant", (&*tenant.id).into()),
            Self::CreateProject(project, _) | Self::UpdateProject(project) => {
                ("project", projects::path(&project.tenant, &project.id).to_string().into())
            }
            Self::CreateKey(record, _) => ("api_key", (&*record.id).into()),
            Self::RevokeKey(id, _) => ("api_key", (&**id).into()),
        }
    }

    /// Writes the change. The outer error is the store's and fails the whole batch, the inner one is the caller's.
    pub(super) fn apply(&self, db: &Connection) -> rusqlite::Result<Result<(), DirectoryError>> {
        match self {
            Self::CreateTenant(tenant, now) => tenant.create(db, *now),
            Self::UpdateTenant(tenant) => tenant.update(db),
            Self::CreateProject(project, now) => project.create(db, *now),
            Self::UpdateProject(project) => project.update(db),
            Self::CreateKey(record, hash) => create_key(db, record, hash),
            Self::RevokeKey(id, now) => {
                let found = db
                    .prepare_cached("UPDATE api_key SET revoked_at = coalesce(revoked_at, ?2) WHERE id = ?1")?
                    .execute(params![id, now.as_microsecond()])?;
                Ok(if found == 1 { Ok(()) } else { Err(DirectoryError::NoKey(id.clone())) })
            }
        }
    }
}

fn create_key(db: &Connection, record: &KeyRecord, hash: &KeyHash) -> rusqlite::Result<Result<(), DirectoryError>> {
    let KeyRecord { id, key, prefix, created, .. } = record;
    if let Err(error) = key.limits.check() {
        return Ok(Err(error));
    }
    if !is_known(db, &key.tenant)? {
        return Ok(Err(DirectoryError::NoTenant(key.tenant.clone())));
    }
    if let Some(project) = &key.project {
        let found = db.prepare_cached("SELECT 1 FROM project WHERE tenant = ?1 AND id = ?2")?;
        if !exists(found, params![key.tenant, project])? {
            return Ok(Err(DirectoryError::NoProject(projects::path(&key.tenant, project))));
        }
    }
    let text = |text: &str| Value::from(text.to_owned());
    let head = [
        text(id),
        text(&key.tenant),
        Value::from(key.project.as_ref().map(ToString::to_string)),
        text(&key.name),
        text(prefix),
        Value::from(hash.0.to_vec()),
        created.as_microsecond().into(),
        key.expires_at.map(Timestamp::as_microsecond).into(),
    ];
    db.prepare_cached(&format!(
        "INSERT INTO api_key (id, tenant, project, name, prefix, hash, created, expires_at, {COLUMNS})
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)"
    ))?
    .execute(params_from_iter(head.into_iter().chain(key.limits.values())))?;
    Ok(Ok(()))
}

/// Whether there is such a tenant.
pub(super) fn is_known(db: &Connection, tenant: &str) -> rusqlite::Result<bool> {
    exists(db.prepare_cached("SELECT 1 FROM tenant WHERE id = ?1")?, [tenant])
}

fn exists(mut found: rusqlite::CachedStatement<'_>, values: impl rusqlite::Params) -> rusqlite::Result<bool> {
    Ok(found.query_row(values, |_| Ok(())).optional()?.is_some())
}

// === impl Directory ===

impl Directory {
    /// Reads the whole directory. Thousands of rows at most, and only when it changed.
    pub(super) fn load(db: &Connection) -> rusqlite::Result<Self> {
        let mut directory = Self::default();
        for record in tenants::load(db)? {
            directory.tenants.insert(record.tenant.id.clone(), Arc::new(record));
        }
        for record in projects::load(db)? {
            directory.projects.insert(record.path.clone(), Arc::new(record));
        }
        let mut keys = db.prepare(&format!(
            "SELECT id, tenant, project, name, prefix, created, revoked_at, expires_at, hash, {COLUMNS} FROM api_key"
        ))?;
        for found in keys.query_map([], |row| Ok((read_key(row)?, KeyHash(row.get(8)?))))? {
            let (record, hash) = found?;
            let record = Arc::new(record);
            directory.keys.insert(record.id.clone(), record.clone());
            directory.by_hash.insert(hash, record);
        }
        Ok(directory)
    }

    pub(super) fn tenant(&self, id: &str) -> Option<&Arc<TenantRecord>> {
        self.tenants.get(id)
    }

    pub(super) fn key(&self, id: &str) -> Option<&Arc<KeyRecord>> {
        self.keys.get(id)
    }

    pub(super) fn key_of_hash(&self, hash: &KeyHash) -> Option<&Arc<KeyRecord>> {
        self.by_hash.get(hash)
    }

    /// The key and its tenant, if both may be used.
    pub(super) fn live(&self, key: &Arc<KeyRecord>, now: Timestamp) -> Option<Caller> {
        let tenant = self.tenants.get(&key.key.tenant)?;
        (key.is_live(now) && !tenant.tenant.disabled).then(|| self.caller(tenant.clone(), key.clone()))
    }

    /// A key of a tenant with its project.
    pub(super) fn caller(&self, tenant: Arc<TenantRecord>, key: Arc<KeyRecord>) -> Caller {
        let project = key.key.project.as_deref();
        let project = project.and_then(|project| self.project(&tenant.tenant.id, project)).cloned();
        let wallet = tenant.wallet;
        Caller { tenant, key, project, wallet }
    }

    pub(super) fn project(&self, tenant: &str, id: &str) -> Option<&Arc<ProjectRecord>> {
        self.projects.get(&projects::path(tenant, id))
    }

    /// The projects of a tenant or of all, by their paths.
    pub(super) fn projects(&self, tenant: Option<&str>) -> Vec<Arc<ProjectRecord>> {
        let of_tenant = |record: &&Arc<ProjectRecord>| tenant.is_none_or(|tenant| *record.project.tenant == *tenant);
        let mut projects: Vec<_> = self.projects.values().filter(of_tenant).cloned().collect();
        projects.sort_by(|one, other| one.path.cmp(&other.path));
        projects
    }

    /// Every tenant, by id.
    pub(super) fn tenants(&self) -> Vec<Arc<TenantRecord>> {
        let mut tenants: Vec<_> = self.tenants.values().cloned().collect();
        tenants.sort_by(|one, other| one.tenant.id.cmp(&other.tenant.id));
        tenants
    }

    /// The keys of a tenant or of all, by id, which is by age.
    pub(super) fn keys(&self, tenant: Option<&str>) -> Vec<Arc<KeyRecord>> {
        let of_tenant = |key: &&Arc<KeyRecord>| tenant.is_none_or(|tenant| *key.key.tenant == *tenant);
        let mut keys: Vec<_> = self.keys.values().filter(of_tenant).cloned().collect();
        keys.sort_by(|one, other| one.id.cmp(&other.id));
        keys
    }
}

fn read_key(row: &Row<'_>) -> rusqlite::Result<KeyRecord> {
    let instant = |at: usize| -> rusqlite::Result<Option<Timestamp>> {
        row.get::<_, Option<i64>>(at)?.map(|micros| from_micros(micros, at)).transpose()
    };
    let key = NewKey {
        tenant: row.get(1)?,
        project: row.get(2)?,
        name: row.get(3)?,
        expires_at: instant(7)?,
        limits: Limits::read(row, 9)?,
    };
    let created = instant(5)?.ok_or_else(|| column_error(5, "no time of creation"))?;
    Ok(KeyRecord { id: row.get(0)?, key, prefix: row.get(4)?, created, revoked_at: instant(6)? })
}
