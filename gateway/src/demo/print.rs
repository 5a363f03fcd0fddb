//! The demo's words on a terminal: coloured and wrapped there, plain when piped.

use std::io::{IsTerminal as _, Write as _};

use anyhow::Result;
use router_core::money::MicroTenge;
use serde_json::Value;

use super::client::Received;
use super::stories::Story;
use crate::ledger::{Compared, Report, ReportRow};
use crate::report;
use crate::start::Addresses;

/// Longest text shown of a message, in characters.
const SHOWN: usize = 420;
const LABEL_WIDTH: usize = 26;

pub(super) struct Printer {
    colour: bool,
    width: usize,
}

impl Printer {
    pub(super) fn new() -> Self {
        let terminal = std::io::stdout().is_terminal();
        let width = if terminal { textwrap::termwidth().clamp(60, 120) } else { 110 };
        Self { colour: terminal && std::env::var_os("NO_COLOR").is_none(), width }
    }

    pub(super) fn opening(&self) -> Result<()> {
        let mut out = std::io::stdout().lock();
        writeln!(
            out,
            "{}",
            self.paint(
                "1",
                "Qaqpa demo: a real gateway on this machine, shipped policies and prices, sandbox providers."
            )
        )?;
        writeln!(
            out,
            "Nothing leaves this machine. Amounts are what the same tokens would cost at the real providers.\n"
        )?;
        Ok(())
    }

    pub(super) fn story(
        &self,
        number: usize,
        of: usize,
        story: &Story,
        seen: &[Value],
        answer: &Received,
        (before, after): (&ReportRow, &ReportRow),
    ) -> Result<()> {
        let mut out = std::io::stdout().lock();
        writeln!(out, "{}", self.paint("1;36", &format!("{number}/{of}  {}", story.title)))?;
        self.line(&mut out, "app sent", &said(&story.request))?;
        if seen.is_empty() {
            self.line(&mut out, "provider saw", "nothing: the request was refused before it left")?;
        }
        for request in seen {
            let label = format!("{} saw ", request["model"].as_str().unwrap_or("provider"));
            self.line(&mut out, if seen.len() > 1 { &label } else { "provider saw" }, &said(request))?;
        }
        if answer.status == 200 {
            let route = format!(
                "{} by rule {}, {}/{}, attempts {}, values masked {}",
                answer.header("x-qaqpa-tier"),
                answer.header("x-qaqpa-rule"),
                answer.header("x-qaqpa-provider"),
                answer.header("x-qaqpa-model"),
                answer.header("x-qaqpa-attempts"),
                answer.header("x-qaqpa-redactions"),
            );
            self.line(&mut out, "route", &route)?;
        }
        let says =
            if story.is_streamed() { format!("{} ({} frames)", answer.says(), answer.frames()) } else { answer.says() };
        let label = if answer.status == 200 { "app got".to_owned() } else { format!("app got {}", answer.status) };
        self.line(&mut out, &label, &says)?;
        self.line(&mut out, "cost", &saving(before, after))?;
        writeln!(out)?;
        Ok(())
    }

    pub(super) fn report(&self, report: &Report) -> Result<()> {
        let mut out = std::io::stdout().lock();
        writeln!(out, "{}", self.paint("1;36", "The report of today, from the ledger"))?;
        out.write_all(report::render(report, report::Format::Table).as_bytes())?;
        Ok(())
    }

    fn line(&self, out: &mut impl std::io::Write, label: &str, text: &str) -> Result<()> {
        let mut shown: String = text.chars().take(SHOWN).collect();
        let length = text.chars().count();
        if length > SHOWN {
            shown += &format!(" … ({length} characters)");
        }
        let head = format!("  {label:<LABEL_WIDTH$}");
        let indent = " ".repeat(head.chars().count());
        let options = textwrap::Options::new(self.width).initial_indent(&indent).subsequent_indent(&indent);
        let wrapped = textwrap::fill(&shown, options);
        writeln!(out, "{}{}", self.paint("2", &head), wrapped.trim_start())?;
        Ok(())
    }

    fn paint(&self, style: &str, text: &str) -> String {
        if self.colour { format!("\u{1b}[{style}m{text}\u{1b}[0m") } else { text.to_owned() }
    }
}

/// What a request cost and saved, from the totals before and after it.
fn saving(before: &ReportRow, after: &ReportRow) -> String {
    let difference = |read: fn(&ReportRow) -> MicroTenge| MicroTenge(read(after).0.saturating_sub(read(before).0));
    let row = ReportRow {
        cost: difference(|row| row.cost),
        flagship: Compared { would: difference(|row| row.flagship.would), did: difference(|row| row.flagship.did) },
        ..ReportRow::default()
    };
    let flagship = &row.flagship;
    if flagship.would == MicroTenge::ZERO {
        return "0 ₸".to_owned();
    }
    let percent = flagship.percent().map_or(String::new(), |percent| format!(" ({percent} %)"));
    let tenge = |amount: MicroTenge| format!("{:.4} ₸", amount.tenge());
    format!(
        "{}; on the flagship {}; saved {}{percent}",
        tenge(row.cost),
        tenge(flagship.would),
        tenge(flagship.saving())
    )
}

/// The last message of a request.
fn said(request: &Value) -> String {
    let last = request["messages"].as_array().and_then(|messages| messages.last());
    last.and_then(|message| message["content"].as_str()).unwrap_or_default().to_owned()
}

/// What `--keep` prints.
pub(super) fn how_to_try(addresses: Addresses, key: &str) -> Result<()> {
    let data = addresses.data;
    let mut out = std::io::stdout().lock();
    writeln!(
        out,
        r#"
Serving on http://{data}/v1 (metrics on http://{}/metrics); stop with Ctrl-C.

curl http://{data}/v1/chat/completions -H 'Authorization: Bearer {key}' -H 'Content-Type: application/json' \
  -d '{{"model":"auto","messages":[{{"role":"user","content":"Сколько стоит доставка в Астану? Мой телефон +7 701 234 56 78"}}]}}'

from openai import OpenAI
client = OpenAI(base_url="http://{data}/v1", api_key="{key}")
print(client.chat.completions.create(model="auto", messages=[{{"role": "user", "content": "Сәлем!"}}]).choices[0].message.content)
"#,
        addresses.admin
    )?;
    out.flush()?;
    Ok(())
}
