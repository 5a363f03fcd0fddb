use super::circuit::{FAULTS_TO_OPEN, PAUSE, PAUSE_FOR_MENDING, PROBE};
use super::{Block, Blocked, FRESH, Form, HealthBoard, MEASURING, Opening, Provider, Subject, Why};
use dialects::{FailureClass, UpstreamError};
use router_core::decide::Health;
use router_core::prices::ModelRef;
use std::time::{Duration, Instant};

/// Providers `a` in `us` and `b` in `kz`, and a folder for their blocks.
fn board(start: Instant) -> (HealthBoard, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let provider = |name: &str, region: &str| Provider { name: name.into(), region: region.into(), inside: false };
    let providers = vec![provider("a", "us"), provider("b", "kz")];
    (HealthBoard::open(providers, folder.path().join("blocks"), start).unwrap(), folder)
}

fn failure(class: FailureClass) -> UpstreamError {
    class.into()
}

fn refused(class: FailureClass, status: u16, code: Option<&str>) -> UpstreamError {
    UpstreamError { status: Some(status), code: code.map(str::to_owned), ..class.into() }
}

#[test]
fn five_failures_open_and_one_probe_may_close() {
    let start = Instant::now();
    let (board, _folder) = board(start);
    let model = ModelRef::new("a", "m");
    let error = failure(FailureClass::Server);
    let is_down = |now| board.health(now).models_down.contains(&model);
    for _ in 1..FAULTS_TO_OPEN {
        assert_eq!(board.note_failure(&model, &error, start), None);
    }
    assert!(!is_down(start), "four are not enough");
    let opening = Opening { subject: Subject::Model(model.clone()), why: Why::Failing };
    assert_eq!(board.note_failure(&model, &error, start), Some(opening));
    assert!(is_down(start));
    let later = start + PAUSE;
    assert!(board.seen().models_down.contains(&model), "looking probes nobody");
    assert!(!is_down(later), "one probe");
    assert!(is_down(later), "and only one");
    board.note_success(&model, later);
    assert!(!is_down(later));
}

#[test]
fn a_probe_that_nobody_sent_keeps_nobody_out() {
    let start = Instant::now();
    let (board, _folder) = board(start);
    let model = ModelRef::new("a", "m");
    for _ in 0..FAULTS_TO_OPEN {
        board.note_failure(&model, &failure(FailureClass::Timeout), start);
    }
    assert!(board.health(start + PAUSE).models_down.is_empty());
    assert_eq!(board.health(start + PAUSE).models_down.len(), 1);
    let later = start + PAUSE + PROBE;
    assert!(board.health(later).models_down.is_empty() && board.health(later).models_down.is_empty());
    assert!(board.note_failure(&model, &failure(FailureClass::Timeout), later).is_some(), "the first fault opens");
}

/// Who is out after so many failures of a kind, and for how long.
#[test]
fn faults_are_held_against_whose_they_are() {
    use FailureClass::{
        BadAnswer, Connect, ContextTooLong, Credentials, Invalid, ModelMissing, RateLimited, Reset, Saturated, Server,
        Timeout, Unsupported,
    };
    let limited = UpstreamError { retry_after: Some(Duration::from_secs(7)), ..RateLimited.into() };
    for (error, times, expected) in [
        (failure(Invalid), 99, None),
        (failure(Unsupported), 99, None),
        (failure(ContextTooLong), 99, None),
        (failure(Saturated), 99, None),
        (failure(Server), 5, Some(("m", Why::Failing, PAUSE))),
        (failure(Reset), 5, Some(("m", Why::Failing, PAUSE))),
        (failure(Timeout), 5, Some(("m", Why::Failing, PAUSE))),
        (failure(BadAnswer("")), 5, Some(("m", Why::Failing, PAUSE))),
        (failure(Connect), 4, None),
        (failure(Connect), 5, Some(("", Why::Unreachable, PAUSE))),
        (failure(RateLimited), 5, Some(("m", Why::Limited, PAUSE))),
        (limited, 1, Some(("m", Why::Limited, Duration::from_secs(7)))),
        (refused(Credentials, 401, None), 1, Some(("", Why::Refused, PAUSE_FOR_MENDING))),
        (refused(Credentials, 402, None), 1, Some(("", Why::Refused, PAUSE_FOR_MENDING))),
        (refused(Credentials, 429, Some("insufficient_quota")), 1, Some(("", Why::Refused, PAUSE_FOR_MENDING))),
        (refused(Credentials, 403, None), 2, None),
        (refused(Credentials, 403, None), 3, Some(("", Why::Refused, PAUSE_FOR_MENDING))),
        (
            refused(Credentials, 403, Some("unsupported_country_region_territory")),
            1,
            Some(("", Why::Refused, PAUSE_FOR_MENDING)),
        ),
        (refused(ModelMissing, 404, None), 2, None),
        (refused(ModelMissing, 404, None), 3, Some(("m", Why::Missing, PAUSE_FOR_MENDING))),
        (refused(ModelMissing, 404, Some("model_not_found")), 1, Some(("m", Why::Missing, PAUSE_FOR_MENDING))),
    ] {
        let start = Instant::now();
        let (board, _folder) = board(start);
        let model = ModelRef::new("a", "m");
        let mut opening = None;
        for _ in 0..times {
            opening = opening.or(board.note_failure(&model, &error, start));
        }
        let found = opening.as_ref().map(|opening| (opening.subject.names().1, opening.why));
        assert_eq!(found, expected.map(|(model, why, _)| (model, why)), "{error:?}");
        let Some((name, why, pause)) = expected else { continue };
        let out = |health: &Health| {
            if name.is_empty() { health.providers_down.contains("a") } else { health.models_down.contains(&model) }
        };
        assert!(out(&board.health(start + pause - Duration::from_millis(1))), "{error:?}");
        assert_eq!(out(&board.last_resort(start)), why.is_hard(), "{error:?}");
        assert!(!out(&board.health(start + pause)), "{error:?}");
    }
}

#[test]
fn new_credentials_are_tried_at_once() {
    let start = Instant::now();
    let (board, _folder) = board(start);
    board.note_failure(&ModelRef::new("a", "m"), &refused(FailureClass::Credentials, 401, None), start);
    board.forget_refusal(&"b".into(), start);
    assert_eq!(board.health(start).providers_down.len(), 1);
    board.forget_refusal(&"a".into(), start);
    assert!(board.health(start).providers_down.is_empty());
}

#[test]
fn blocks_are_seen_by_the_next_request_and_after_a_restart() {
    let start = Instant::now();
    let (first, folder) = board(start);
    let (a, us) = (Blocked::Provider("a".into()), Blocked::Region("us".into()));
    assert!(first.names_like(&a).contains("a") && !first.names_like(&a).contains("us"));
    assert!(first.names_like(&us).contains("us") && !first.names_like(&us).contains("a"));
    first.set_block(&us, Some(Block { whom: us.clone(), until: None }), start).unwrap();
    let blocked = |board: &HealthBoard, now| {
        let mut names: Vec<String> = board.health(now).blocked.iter().map(ToString::to_string).collect();
        names.sort();
        names.join(" ")
    };
    assert_eq!(blocked(&first, start), "a");
    let providers = vec![Provider { name: "c".into(), region: "us".into(), inside: false }];
    let second = HealthBoard::open(providers, folder.path().join("blocks"), start).unwrap();
    assert_eq!(blocked(&second, start), "c");
    assert_eq!(second.report(start)[0]["state"], "blocked");
    assert!(second.set_block(&us, None, start).unwrap());
    assert_eq!((blocked(&second, start).as_str(), second.report(start)[0]["state"].as_str()), ("", Some("well")));
    let until = jiff::Timestamp::now() + jiff::SignedDuration::from_millis(1);
    second.set_block(&us, Some(Block { whom: us.clone(), until: Some(until) }), start).unwrap();
    while jiff::Timestamp::now() < until {}
    assert_eq!(blocked(&second, start + Duration::from_millis(2)), "", "its time is over");
}

#[test]
fn what_is_usual_is_known_after_a_while() {
    let start = Instant::now();
    let (board, _folder) = board(start);
    let model = ModelRef::new("a", "m");
    let note = |millis| board.note_pace(&model, Form::Whole, Duration::from_millis(millis), start);
    (1..20).for_each(note);
    assert_eq!(board.usual(&model, Form::Whole), None);
    note(1_000);
    assert_eq!(board.usual(&model, Form::Whole), Some(Duration::from_millis(1_000)));
    (0..100).for_each(|_| note(7));
    assert_eq!(board.usual(&model, Form::Whole), Some(Duration::from_millis(7)), "what is old is forgotten");
    assert_eq!(board.usual(&model, Form::Stream), None);
}

#[test]
fn an_old_pace_is_measured_anew_by_one() {
    let start = Instant::now();
    let (board, _folder) = board(start);
    let model = ModelRef::new("a", "m");
    let pace = |form, now| board.with_pace(board.health(now), now, form).latency.get(&model).map(Duration::as_millis);
    assert_eq!(pace(Form::Stream, start), None);
    board.note_pace(&model, Form::Stream, Duration::from_millis(800), start);
    board.note_pace(&model, Form::Stream, Duration::from_millis(1_600), start);
    assert_eq!((pace(Form::Stream, start), pace(Form::Whole, start)), (Some(900), None));
    let later = start + FRESH;
    assert_eq!((pace(Form::Stream, later), pace(Form::Stream, later)), (None, Some(900)));
    assert_eq!(pace(Form::Stream, later + MEASURING), None, "nobody measured, so the next may");
}
