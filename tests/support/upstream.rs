//! A scripted provider on a raw socket. It records every request byte for byte, refuses what is malformed, and answers
//! as the script says: whole, in pieces, late, half, never.

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{oneshot, watch};
use tokio::task::JoinSet;

use super::dialect::Dialect;
use super::http::{Framing, Head, Wire, broken};
use super::reply::{End, Reply, Step};
use super::within;

/// A provider on a thread of its own, stopped when dropped.
pub(crate) struct Upstream {
    /// Where it listens.
    pub(crate) address: SocketAddr,
    /// What it speaks.
    pub(crate) dialect: Dialect,
    shared: Arc<Shared>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

/// A request as the provider saw it, and how its answer went.
#[derive(Debug, Clone)]
pub(crate) struct Exchange {
    /// Request line and headers.
    pub(crate) head: Head,
    /// The body, byte for byte.
    pub(crate) body: Vec<u8>,
    /// How far the answer is.
    pub(crate) outcome: Outcome,
}

/// The word that held answers wait for; may be given from anywhere.
#[derive(Clone)]
pub(crate) struct Release {
    shared: Arc<Shared>,
}

/// How far an answer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Not all of it is written.
    Open,
    /// The script ran to its end.
    Played,
    /// The gateway closed the connection before.
    Abandoned,
}

struct Shared {
    state: Mutex<State>,
    /// Counts changes of the state, so that tests can wait for one.
    changes: watch::Sender<u64>,
    /// Whether held answers may go.
    released: watch::Sender<bool>,
}

#[derive(Default)]
struct State {
    script: Vec<Reply>,
    used: Vec<usize>,
    exchanges: Vec<Exchange>,
    violations: Vec<String>,
}

// === impl Upstream ===

impl Upstream {
    /// Starts a provider with this script; an empty one answers everything well.
    pub(crate) fn start(script: Vec<Reply>) -> Self {
        Self::speaking(Dialect::OpenAi, script)
    }

    /// The same in a dialect.
    pub(crate) fn speaking(dialect: Dialect, script: Vec<Reply>) -> Self {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let address = listener.local_addr().unwrap();
        let state = State { used: vec![0; script.len()], script, ..State::default() };
        let (changes, released) = (watch::Sender::new(0), watch::Sender::new(false));
        let shared = Arc::new(Shared { state: Mutex::new(state), changes, released });
        let (stop, stopped) = oneshot::channel();
        let serving = Arc::clone(&shared);
        let thread = std::thread::spawn(move || super::block_on(serve(listener, dialect, serving, stopped)));
        Self { address, dialect, shared, stop: Some(stop), thread: Some(thread) }
    }

    /// The base URL a provider table of the configuration names.
    pub(crate) fn base_url(&self) -> String {
        format!("http://{}/v1", self.address)
    }

    /// Every request so far.
    pub(crate) fn exchanges(&self) -> Vec<Exchange> {
        self.shared.state.lock().unwrap().exchanges.clone()
    }

    /// How many requests came so far.
    pub(crate) fn count(&self) -> usize {
        self.shared.state.lock().unwrap().exchanges.len()
    }

    /// Requests that no provider would have taken, in words.
    pub(crate) fn violations(&self) -> Vec<String> {
        self.shared.state.lock().unwrap().violations.clone()
    }

    /// Lets every held answer go, now and later.
    pub(crate) fn release(&self) {
        self.releaser().give();
    }

    /// The same for whoever cannot keep a reference.
    pub(crate) fn releaser(&self) -> Release {
        Release { shared: Arc::clone(&self.shared) }
    }

    /// Waits until `count` requests have come.
    pub(crate) async fn wait_for_requests(&self, count: usize) {
        self.wait(&format!("{count} requests at the provider"), |state| state.exchanges.len() >= count).await;
    }

    /// Waits until no answer is under way.
    pub(crate) async fn wait_until_idle(&self) {
        let idle = |state: &State| state.exchanges.iter().all(|exchange| exchange.outcome != Outcome::Open);
        self.wait("the provider to be idle", idle).await;
    }

    async fn wait(&self, what: &str, reached: impl Fn(&State) -> bool) {
        let mut changes = self.shared.changes.subscribe();
        within(what, async {
            while !reached(&self.shared.state.lock().unwrap()) {
                changes.changed().await.unwrap();
            }
        })
        .await;
    }
}

impl Drop for Upstream {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // A panic of the provider's thread has been printed; a second one here would abort the test binary.
            let _ = thread.join();
        }
    }
}

// === impl Release ===

impl Release {
    pub(crate) fn give(&self) {
        self.shared.released.send_replace(true);
    }
}

// === impl Shared ===

impl Shared {
    fn change<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        let outcome = change(&mut self.state.lock().unwrap());
        self.changes.send_modify(|count| *count += 1);
        outcome
    }

    /// Records a request and picks its answer.
    fn record(&self, head: Head, body: Vec<u8>) -> (usize, Reply) {
        self.change(|state| {
            let reply = state.pick(&body);
            state.exchanges.push(Exchange { head, body, outcome: Outcome::Open });
            (state.exchanges.len() - 1, reply)
        })
    }
}

impl State {
    /// The first reply that fits decides which `when` is meant. Of the replies with that `when`, the first one that is
    /// not used up answers, else the last. Nothing fits: a good answer.
    fn pick(&mut self, body: &[u8]) -> Reply {
        let body = String::from_utf8_lossy(body);
        let fits = |reply: &&Reply| reply.when.as_ref().is_none_or(|text| body.contains(text.as_str()));
        let Some(first) = self.script.iter().find(fits) else { return Reply::default() };
        let alike: Vec<usize> = (0..self.script.len()).filter(|&index| self.script[index].when == first.when).collect();
        let fresh = alike.iter().find(|&&index| self.used[index] < self.script[index].times);
        let Some(&index) = fresh.or(alike.last()) else { return Reply::default() };
        self.used[index] += 1;
        self.script[index].clone()
    }
}

async fn serve(
    listener: std::net::TcpListener,
    dialect: Dialect,
    shared: Arc<Shared>,
    mut stopped: oneshot::Receiver<()>,
) {
    let listener = TcpListener::from_std(listener).unwrap();
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            _ = &mut stopped => return,
            accepted = listener.accept() => {
                let (stream, _) = accepted.unwrap();
                connections.spawn_local(connection(stream, dialect, Arc::clone(&shared)));
            }
            Some(_) = connections.join_next(), if !connections.is_empty() => {}
        }
    }
}

/// Serves one connection until either side ends it. What goes wrong in between is a violation only if the gateway
/// wrote something wrong; that it may hang up at any time is its right.
async fn connection(stream: TcpStream, dialect: Dialect, shared: Arc<Shared>) {
    let Ok(mut wire) = Wire::new(stream) else { return };
    loop {
        let (head, body) = match request(&mut wire, dialect).await {
            Ok(Some(request)) => request,
            Ok(None) => return,
            Err(error) if error.kind() == io::ErrorKind::InvalidData => {
                shared.change(|state| state.violations.push(error.to_string()));
                let _ = wire.write(b"HTTP/1.1 400 Malformed\r\ncontent-length: 0\r\nconnection: close\r\n\r\n").await;
                return;
            }
            Err(_) => return,
        };
        let seen = head.clone();
        let (index, reply) = shared.record(head, body.clone());
        let outcome = play(&mut wire, reply.steps(dialect, &seen, &body), reply.end, &shared).await;
        shared.change(|state| state.exchanges[index].outcome = outcome);
        match reply.end {
            End::Keep if outcome == Outcome::Played => {}
            End::Reset => {
                let _ = wire.reset();
                return;
            }
            End::Keep | End::Close | End::Hang => return,
        }
    }
}

/// Plays the steps of an answer, and notices when the gateway hangs up meanwhile.
async fn play(wire: &mut Wire, steps: Vec<Step>, end: End, shared: &Shared) -> Outcome {
    let mut released = shared.released.subscribe();
    for step in steps {
        let waited = match step {
            Step::Write(bytes) => wire.write(&bytes).await.is_ok(),
            Step::Pause(time) => {
                tokio::select! {
                    () = tokio::time::sleep(time) => true,
                    () = gone(wire, shared) => false,
                }
            }
            Step::Hold => {
                tokio::select! {
                    result = released.wait_for(|released| *released) => result.is_ok(),
                    () = gone(wire, shared) => false,
                }
            }
        };
        if !waited {
            return Outcome::Abandoned;
        }
    }
    if end == End::Hang {
        gone(wire, shared).await;
        return Outcome::Abandoned;
    }
    Outcome::Played
}

/// Resolves when the gateway has closed the connection. Bytes that come instead are a request sent too early.
async fn gone(wire: &mut Wire, shared: &Shared) {
    while let Ok(true) = wire.fill().await {
        shared.change(|state| state.violations.push("a second request before the answer to the first".to_owned()));
    }
}

/// Reads one request, as strictly as the pickiest provider.
async fn request(wire: &mut Wire, dialect: Dialect) -> io::Result<Option<(Head, Vec<u8>)>> {
    let Some(head) = wire.head().await? else { return Ok(None) };
    let framing = check(&head)?;
    let body = wire.body(framing).await?;
    if head.start.starts_with("POST ") && serde_json::from_slice::<serde::de::IgnoredAny>(&body).is_err() {
        return Err(broken("the body is not JSON"));
    }
    if wire.has_leftover() {
        return Err(broken("bytes after the body"));
    }
    dialect.check(&head, &body)?;
    Ok(Some((head, body)))
}

fn check(head: &Head) -> io::Result<Framing> {
    let parts: Vec<&str> = head.start.split(' ').collect();
    match parts[..] {
        ["POST", path, "HTTP/1.1"] if path.starts_with("/v1/") => {}
        _ => return Err(broken(&format!("a strange request line: {}", head.start))),
    }
    for name in
        ["host", "content-type", "content-length", "transfer-encoding", "authorization", "x-api-key", "x-goog-api-key"]
    {
        if head.headers.iter().filter(|(key, _)| key == name).count() > 1 {
            return Err(broken(&format!("the header {name} twice")));
        }
    }
    if head.header("host").is_none() {
        return Err(broken("no host header"));
    }
    if head.header("content-type") != Some("application/json") {
        return Err(broken("the content type is not application/json"));
    }
    match head.answer_framing()? {
        Framing::UntilClose => Err(broken("a request body without a length")),
        framing => Ok(framing),
    }
}

/// The provider itself, without a gateway: a test is worth what its witness is worth.
mod tests {
    use super::{Outcome, Upstream};
    use crate::support::block_on;
    use crate::support::client::{Connection, Request, Response};
    use crate::support::reply::{Echo, End, Reply, UsageAt};

    async fn ask(upstream: &Upstream, body: &str) -> Response {
        let request = Request::new("POST", "/v1/chat/completions").body(body);
        Connection::open(upstream.address).await.unwrap().send(&request).await.unwrap()
    }

    const STREAMED: &str = r#"{"model":"m","stream":true,"messages":[{"role":"user","content":"Сәлем"}]}"#;

    #[test]
    fn it_answers_in_order_and_by_content() {
        block_on(async {
            let limited = Reply { status: 429, ..Reply::default() };
            let other = Reply { when: Some("other".to_owned()), text: "Other.".to_owned(), ..Reply::default() };
            let upstream = Upstream::start(vec![other, limited, Reply::default()]);
            assert_eq!(ask(&upstream, "{}").await.status, 429);
            assert_eq!(ask(&upstream, r#"{"x":"other"}"#).await.content(), "Other.");
            for _ in 0..2 {
                assert_eq!(ask(&upstream, "{}").await.content(), "Hello there.");
            }
        });
    }

    #[test]
    fn it_streams_in_the_pieces_asked_for() {
        block_on(async {
            let reply =
                Reply { echo: Some(Echo::Content), split: 1, drip: 3, usage_at: UsageAt::Missing, ..Reply::default() };
            let upstream = Upstream::start(vec![reply]);
            let response = ask(&upstream, STREAMED).await;
            let events = response.events().unwrap();
            assert_eq!((response.content().as_str(), events.data.len(), events.done), ("Сәлем", 7, true));
        });
    }

    #[test]
    fn it_cuts_where_told() {
        block_on(async {
            let cut = Reply { split: 1, cut_after: Some(4), end: End::Close, ..Reply::default() };
            let upstream = Upstream::start(vec![cut]);
            let response = ask(&upstream, STREAMED).await;
            assert_eq!((response.content().as_str(), response.complete), ("He", false));
            let hanging = Upstream::start(vec![Reply { hold: true, ..Reply::default() }]);
            let mut connection = Connection::open(hanging.address).await.unwrap();
            let request = Request::new("POST", "/v1/chat/completions").body("{}");
            connection.write(&request.bytes()).await.unwrap();
            hanging.wait_for_requests(1).await;
            drop(connection);
            hanging.wait_until_idle().await;
            assert_eq!(hanging.exchanges()[0].outcome, Outcome::Abandoned);
        });
    }

    #[test]
    fn it_refuses_what_no_provider_takes() {
        block_on(async {
            let upstream = Upstream::start(Vec::new());
            for (number, request) in [
                Request::new("POST", "/v1/chat/completions").body("{"),
                Request::new("POST", "/chat/completions").body("{}"),
                Request::new("POST", "/v1/chat/completions"),
                Request::new("POST", "/v1/chat/completions").header("content-type", "text/plain").body("{}"),
                Request::new("POST", "/v1/chat/completions").header("host", "other").body("{}"),
            ]
            .iter()
            .enumerate()
            {
                let response = Connection::open(upstream.address).await.unwrap().send(request).await.unwrap();
                assert_eq!((response.status, upstream.violations().len()), (400, number + 1));
            }
            assert_eq!(upstream.count(), 0);
        });
    }
}
