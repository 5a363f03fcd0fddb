//! The tables of the database of all nodes, step by step, and the signs that this is it.

use tokio_postgres::Client;

use super::SharedError;

/// What makes each schema out of the one before; the first out of nothing.
const STEPS: &[&str] =
    &[include_str!("postgres-1.sql"), include_str!("postgres-2.sql"), include_str!("postgres-3.sql")];
/// "Qaqp": whoever brings the tables up to date holds this lock, and others wait.
const LOCK: i64 = 0x5161_7170;

/// Brings the tables up to date. Several nodes may start at once.
pub(super) async fn migrate(client: &mut Client) -> Result<(), SharedError> {
    let known = i64::try_from(STEPS.len()).unwrap_or(i64::MAX);
    let transaction = client.transaction().await?;
    transaction.execute("SELECT pg_advisory_xact_lock($1)", &[&LOCK]).await?;
    transaction.batch_execute("CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value BYTEA NOT NULL)").await?;
    let found =
        transaction.query_opt("SELECT convert_from(value, 'UTF8') FROM meta WHERE name = 'schema'", &[]).await?;
    let found = found.and_then(|row| row.get::<_, String>(0).parse::<i64>().ok()).unwrap_or_default();
    if found > known {
        return Err(SharedError::Newer { found, known });
    }
    for step in STEPS.iter().skip(usize::try_from(found).unwrap_or_default()) {
        transaction.batch_execute(step).await?;
    }
    if found < known {
        transaction
            .execute(
                "INSERT INTO meta (name, value) VALUES ('schema', convert_to($1, 'UTF8'))
                 ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                &[&known.to_string()],
            )
            .await?;
    }
    transaction.commit().await?;
    Ok(())
}

/// Holds that keys are hashed with one pepper on all nodes: the first one's.
pub(super) async fn pin_pepper(client: &Client, fingerprint: [u8; 16]) -> Result<(), SharedError> {
    let fingerprint = fingerprint.as_slice();
    client
        .execute("INSERT INTO meta (name, value) VALUES ('pepper', $1) ON CONFLICT DO NOTHING", &[&fingerprint])
        .await?;
    let row = client.query_one("SELECT value FROM meta WHERE name = 'pepper'", &[]).await?;
    if row.get::<_, &[u8]>(0) == fingerprint { Ok(()) } else { Err(SharedError::WrongPepper) }
}
