//! Projects: parts of a tenant with limits of their own. A key is made for one, or for none, and stays there, so that
//! what a past month says of a project never changes.

use std::sync::Arc;

use jiff::Timestamp;
use rusqlite::{Connection, Row, params_from_iter, types::Value};

use super::{
    Limits,
    directory::{DirectoryError, check_id, is_known},
    levels::COLUMNS,
    store::from_micros,
};

/// What may be set of a project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Project {
    /// The tenant it belongs to.
    pub tenant: Arc<str>,
    /// Its id among the projects of its tenant: `a-z`, `0-9` and `-`, at most 64 characters.
    pub id: Arc<str>,
    /// Its name, for people.
    pub name: String,
    /// What all its keys together may use, inside their tenant's limits.
    pub limits: Limits,
}

/// A project's row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProjectRecord {
    /// What may be set.
    pub project: Project,
    /// Its id among the projects of all tenants.
    pub path: Arc<str>,
    /// When it was made.
    pub created: Timestamp,
}

/// The id of a tenant's project among the projects of all tenants.
pub(super) fn path(tenant: &str, project: &str) -> Arc<str> {
    format!("{tenant}/{project}").into()
}

// === impl Project ===

impl Project {
    /// A project without limits.
    #[must_use]
    pub fn new(tenant: &str, id: &str, name: &str) -> Self {
        Self { tenant: tenant.into(), id: id.into(), name: name.to_owned(), limits: Limits::default() }
    }

    fn check(&self) -> Result<(), DirectoryError> {
        check_id(&self.id)?;
        self.limits.check()
    }

    pub(super) fn create(&self, db: &Connection, now: Timestamp) -> rusqlite::Result<Result<(), DirectoryError>> {
        if let Err(error) = self.check() {
            return Ok(Err(error));
        }
        if !is_known(db, &self.tenant)? {
            return Ok(Err(DirectoryError::NoTenant(self.tenant.clone())));
        }
        let made = self.write(
            db,
            &format!(
                "INSERT INTO project (tenant, id, name, {COLUMNS}, created) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
                 ON CONFLICT DO NOTHING"
            ),
            Some(now),
        )?;
        Ok(if made == 1 { Ok(()) } else { Err(DirectoryError::ProjectExists(path(&self.tenant, &self.id))) })
    }

    pub(super) fn update(&self, db: &Connection) -> rusqlite::Result<Result<(), DirectoryError>> {
        if let Err(error) = self.check() {
            return Ok(Err(error));
        }
        let limits = Limits::assignments(4);
        let sql = format!("UPDATE project SET name = ?3, {limits} WHERE tenant = ?1 AND id = ?2");
        let changed = self.write(db, &sql, None)?;
        Ok(if changed == 1 { Ok(()) } else { Err(DirectoryError::NoProject(path(&self.tenant, &self.id))) })
    }

    fn write(&self, db: &Connection, sql: &str, created: Option<Timestamp>) -> rusqlite::Result<usize> {
        let names = [&*self.tenant, &*self.id, &*self.name].map(|name| Value::from(name.to_owned()));
        let created = created.map(|at| Value::from(at.as_microsecond()));
        db.prepare_cached(sql)?.execute(params_from_iter(names.into_iter().chain(self.limits.values()).chain(created)))
    }
}

/// Every project.
pub(super) fn load(db: &Connection) -> rusqlite::Result<Vec<ProjectRecord>> {
    let mut projects = db.prepare(&format!("SELECT tenant, id, name, created, {COLUMNS} FROM project"))?;
    projects.query_map([], read)?.collect()
}

fn read(row: &Row<'_>) -> rusqlite::Result<ProjectRecord> {
    let project = Project { tenant: row.get(0)?, id: row.get(1)?, name: row.get(2)?, limits: Limits::read(row, 4)? };
    let path = path(&project.tenant, &project.id);
    Ok(ProjectRecord { project, path, created: from_micros(row.get(3)?, 3)? })
}
