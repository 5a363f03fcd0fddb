//! Values of many tenants through one gateway at once: every answer holds its own request's values and nobody else's.

use futures_util::future::join_all;

use crate::support::block_on;
use crate::support::client::{Connection, Request};
use crate::support::gateway::{Gateway, Site, Tenant};
use crate::support::reply::{Echo, Reply};
use crate::support::upstream::Upstream;

const TENANTS: usize = 50;
/// Requests of all tenants together; `QAQPA_TENANT_REQUESTS` asks for more.
const REQUESTS: usize = 10_000;
/// Most phones of one request.
const PHONES: usize = 3;

/// What one request holds; no other request holds any of it.
struct Own {
    iin: Option<String>,
    phones: Vec<String>,
    email: String,
}

#[test]
fn nobody_gets_a_value_of_another() {
    let requests = std::env::var("QAQPA_TENANT_REQUESTS").map_or(REQUESTS, |count| count.parse().unwrap());
    block_on(async {
        // The provider repeats what it was sent, and then asks for whatever numbers there may be.
        let more = " [IIN_1] [IIN_2] [PHONE_1] [PHONE_2] [PHONE_3] [EMAIL_1] [EMAIL_2] [PERSON_1]";
        let echo = Reply { echo: Some(Echo::Content), more: more.to_owned(), split: 11, ..Reply::default() };
        let upstream = Upstream::start(vec![echo]);
        let site = Site::new(&[&upstream], "");
        let gateway = site.start();
        let mut keys = Vec::new();
        for tenant in 0..TENANTS {
            keys.push(gateway.tenant(&format!("tenant-{tenant}"), &Tenant::default()).await);
        }
        let each = requests.div_ceil(TENANTS);
        let runs =
            keys.iter().enumerate().map(|(tenant, key)| run(&gateway, key, tenant * each..(tenant + 1) * each, more));
        let seen: usize = join_all(runs).await.iter().sum();
        println!(
            "{} interleaved requests of {TENANTS} tenants: {seen} values came back, none to another",
            each * TENANTS
        );
        assert_eq!((upstream.count(), upstream.violations()), (each * TENANTS, Vec::new()));
        for exchange in upstream.exchanges() {
            let body = String::from_utf8_lossy(&exchange.body).into_owned();
            assert!(!body.contains("@canary.") && !body.contains("+7 70") && !body.contains("900101"), "{body}");
        }
    });
}

/// Sends one tenant's requests, one after the other; how many values were put back.
async fn run(gateway: &Gateway, key: &str, numbers: std::ops::Range<usize>, more: &str) -> usize {
    let mut connection = Connection::open(gateway.address).await.unwrap();
    let mut values = 0;
    for number in numbers {
        let own = Own::new(number);
        let text = own.text();
        let stream = number % 2 == 1;
        let body =
            serde_json::json!({"model": "auto", "stream": stream, "messages": [{"role": "user", "content": text}]});
        let response = connection.send(&Request::chat(key, body.to_string())).await.unwrap();
        assert_eq!(response.status, 200, "{}", response.text());
        assert_eq!(response.content(), text + &own.fill(more), "request {number}");
        values += own.values().count();
    }
    values
}

impl Own {
    fn new(number: usize) -> Self {
        let phone = |place: usize| {
            let digits = number * PHONES + place;
            format!(
                "+7 70{} {:03} {:02} {:02}",
                1 + digits / 10_000_000,
                digits / 10_000 % 1_000,
                digits / 100 % 100,
                digits % 100
            )
        };
        Self {
            iin: iin(number % 10_000),
            phones: (0..=number % PHONES).map(phone).collect(),
            email: format!("r{number}@canary.kz"),
        }
    }

    fn values(&self) -> impl Iterator<Item = &str> {
        self.iin.iter().chain(&self.phones).chain([&self.email]).map(String::as_str)
    }

    fn text(&self) -> String {
        let iin = self.iin.as_deref().unwrap_or("неизвестен");
        format!("ИИН {iin}, тел. {}; почта {}.", self.phones.join(", "), self.email)
    }

    /// What the numbers of a provider's text mean in this request.
    fn fill(&self, more: &str) -> String {
        let fill = |text: String, (name, values): (&str, Vec<&str>)| {
            values
                .iter()
                .enumerate()
                .fold(text, |text, (place, value)| text.replace(&format!("[{name}_{}]", place + 1), value))
        };
        [
            ("IIN", self.iin.iter().map(String::as_str).collect()),
            ("PHONE", self.phones.iter().map(String::as_str).collect()),
            ("EMAIL", vec![self.email.as_str()]),
        ]
        .into_iter()
        .fold(more.to_owned(), fill)
    }
}

/// The number of the `order`-th man born on one day, where a check digit exists for it.
fn iin(order: usize) -> Option<String> {
    let digits: Vec<usize> = format!("9001013{order:04}").bytes().map(|digit| usize::from(digit - b'0')).collect();
    let sum = |first: usize| {
        digits.iter().enumerate().map(|(place, digit)| digit * ((place + first) % 11 + 1)).sum::<usize>() % 11
    };
    let check = [sum(0), sum(2)].into_iter().find(|check| *check < 10)?;
    Some(format!("9001013{order:04}{check}"))
}
