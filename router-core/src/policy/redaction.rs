//! What is masked before a request leaves, and how it is put back: for everybody, for some tenants, for some keys.

mod custom;
mod promises;

use std::sync::Arc;

use foldhash::HashMap;
use promises::Promise;

use crate::{
    files::{Beside, Header, Key, Shape, Source, Table, Value},
    redact::{AnswerMode, CustomDetectors, DataType, Field, FieldSet, MediaKind, MediaMode, Mode, RedactionPolicy},
};

/// The redaction part of a policy: every combination of its layers, made when the file is read, so that a request only
/// picks one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redaction {
    base: Arc<RedactionScope>,
    /// Of the layers for tenants, by tenant.
    tenants: HashMap<Box<str>, usize>,
    /// Of the layers for keys, by id of the key.
    keys: HashMap<Box<str>, usize>,
    /// A row for no layer of keys and one for each, with a place for no layer of tenants and one for each.
    scopes: Vec<Vec<Arc<RedactionScope>>>,
    /// What hosts inside the perimeter are needed for, and where it is stated.
    promises: Vec<Promise>,
}

/// What applies to one caller.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RedactionScope {
    /// Id of the file, with those of the layers that apply: `redaction-2026-11`, `redaction-2026-11:clinics+bots`.
    pub id: Arc<str>,
    /// What the redactor takes.
    pub policy: RedactionPolicy,
    /// Whether a provider inside the perimeter gets the original text.
    pub unredacted_to_local: bool,
    /// What happens to personal data that a model brings into an answer by itself.
    pub answers: AnswerMode,
}

/// What a file, or a part of it for some callers, states. A part states only what differs.
#[derive(Debug, Default)]
struct Layer {
    id: String,
    types: Vec<(DataType, Mode)>,
    media: Vec<(MediaKind, MediaMode)>,
    answers: Option<AnswerMode>,
    restore_in_urls: Option<bool>,
    restore_from: Option<FieldSet>,
    unredacted_to_local: Option<bool>,
    promises: Vec<Promise>,
}

/// Which keys a layer must have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Extent {
    /// The file itself states everything.
    Whole,
    /// A part for some callers.
    Part,
}

/// Layers for tenants, or for keys, and whose they are.
#[derive(Debug, Default)]
struct Layers {
    layers: Vec<Layer>,
    places: HashMap<Box<str>, usize>,
}

/// The types that every file states, so that none of them is off by omission. Later ones may be missing from files that
/// are older than they are, and are on then.
const FIRST: [DataType; 6] =
    [DataType::Iin, DataType::Bin, DataType::Phone, DataType::Email, DataType::Card, DataType::Iban];

pub(super) const FILE_KEYS: &[Key] = &[
    Key::required("types", Shape::Named(type_names, &MODE, Beside::Nothing), "what happens to each kind of data"),
    MEDIA_KEY,
    ANSWERS_KEY,
    Key::required(URLS_KEY.name, URLS_KEY.shape, URLS_KEY.about),
    FROM_KEY,
    Key::required(LOCAL_KEY.name, LOCAL_KEY.shape, LOCAL_KEY.about),
    Key::optional("custom", Shape::List(&Shape::Table(custom::KEYS)), "detectors of the organisation's own"),
    Key::optional("for", Shape::List(&Shape::Table(PART_KEYS)), "what differs for some tenants or keys"),
];
const PART_KEYS: &[Key] = &[
    Key::required("id", Shape::Text, "the name of the part, in reports"),
    Key::optional("tenants", Shape::List(&Shape::Text), "whom it is about: tenants, by id"),
    Key::optional("keys", Shape::List(&Shape::Text), "or virtual keys, by id"),
    Key::optional("types", Shape::Named(type_names, &MODE, Beside::OwnNames), "what happens to kinds of data"),
    MEDIA_KEY,
    ANSWERS_KEY,
    URLS_KEY,
    FROM_KEY,
    LOCAL_KEY,
];
const MEDIA_KEY: Key = Key::optional(
    "media",
    Shape::Named(
        || MediaKind::ALL.map(MediaKind::name).to_vec(),
        &Shape::Name(|| MediaMode::ALL.map(MediaMode::name).to_vec()),
        Beside::Nothing,
    ),
    "what happens to content that cannot be read",
);
const ANSWERS_KEY: Key =
    Key::optional("answers", Shape::Table(ANSWER_KEYS), "personal data that models bring themselves");
const ANSWER_KEYS: &[Key] =
    &[Key::required("mode", Shape::Name(|| AnswerMode::ALL.map(AnswerMode::name).to_vec()), "what happens to it")];
const URLS_KEY: Key = Key::optional("restore_in_urls", Shape::Flag, "put values back inside URLs");
const FROM_KEY: Key = Key::optional(
    "restore_from",
    Shape::List(&Shape::Name(|| Field::ALL.map(Field::name).to_vec())),
    "parts of a request whose values come back",
);
const LOCAL_KEY: Key = Key::optional("unredacted_to_local", Shape::Flag, "hosts inside the perimeter get the original");
/// `true` and `false` are what files said before there were modes.
pub(super) const MODE: Shape = Shape::Either(&[Shape::Name(|| Mode::ALL.map(Mode::name).to_vec()), Shape::Flag]);
/// Most layers of a file: each for tenants is combined with each for keys.
const MOST_PARTS: usize = 64;

// === impl Redaction ===

impl Redaction {
    /// What applies to the requests of a key: what its layer states, else what its tenant's layer states, else the rest
    /// of the file.
    #[must_use]
    pub fn of(&self, tenant: &str, key: &str) -> &Arc<RedactionScope> {
        let place = |places: &HashMap<Box<str>, usize>, id: &str| places.get(id).map_or(0, |place| place + 1);
        let row = self.scopes.get(place(&self.keys, key));
        row.and_then(|row| row.get(place(&self.tenants, tenant))).unwrap_or(&self.base)
    }

    /// What applies to everybody else.
    #[must_use]
    pub fn base(&self) -> &Arc<RedactionScope> {
        &self.base
    }

    /// The names of the types that the file adds.
    pub(super) fn custom_names(&self) -> impl Iterator<Item = String> {
        self.base.policy.custom.types().map(|custom| custom.name().to_owned())
    }

    /// Whether a request may reach a provider with this type found in it, for anybody.
    pub(super) fn lets_through(&self, name: &str) -> bool {
        let own = self.base.policy.custom.types().map(DataType::Custom).find(|own| own.name() == name);
        let Some(data_type) = own.or_else(|| DataType::from_name(name)) else { return false };
        let policies = self.scopes.iter().flatten().map(|scope| &scope.policy);
        policies.into_iter().any(|policy| policy.types.contains(data_type) && !policy.blocked.contains(data_type))
    }

    fn new(base: RedactionScope, tenants: Layers, keys: Layers, mut promises: Vec<Promise>) -> Self {
        let layers = tenants.layers.iter().chain(&keys.layers);
        promises.extend(layers.flat_map(|layer| layer.promises.iter().cloned()));
        let row = |of_keys: Option<&Layer>| -> Vec<Arc<RedactionScope>> {
            let of_tenants = std::iter::once(None).chain(tenants.layers.iter().map(Some));
            of_tenants.map(|of_tenants| Arc::new(base.under([of_tenants, of_keys]))).collect()
        };
        let scopes = std::iter::once(None).chain(keys.layers.iter().map(Some)).map(row).collect();
        Self { base: Arc::new(base), tenants: tenants.places, keys: keys.places, scopes, promises }
    }
}

impl RedactionScope {
    /// With layers over it, the last one uppermost.
    fn under(&self, layers: [Option<&Layer>; 2]) -> Self {
        let mut scope = self.clone();
        let mut separator = ':';
        for layer in layers.into_iter().flatten() {
            scope.id = format!("{}{separator}{}", scope.id, layer.id).into();
            separator = '+';
            scope.lay(layer);
        }
        scope
    }

    fn lay(&mut self, layer: &Layer) {
        for &(data_type, mode) in &layer.types {
            self.policy = std::mem::take(&mut self.policy).with(data_type, mode);
        }
        for &(kind, mode) in &layer.media {
            self.policy.media = self.policy.media.with(kind, mode);
        }
        self.answers = layer.answers.unwrap_or(self.answers);
        self.policy.restore_in_urls = layer.restore_in_urls.unwrap_or(self.policy.restore_in_urls);
        self.policy.restore_from = layer.restore_from.unwrap_or(self.policy.restore_from);
        self.unredacted_to_local = layer.unredacted_to_local.unwrap_or(self.unredacted_to_local);
    }
}

/// Reads a file. A problem is reported at its place, and then what comes back is not used.
pub(super) fn read(source: &Source<'_>) -> Option<(Header, Redaction)> {
    let (header, root) = source.dated(FILE_KEYS)?;
    let custom = custom::read(&root);
    let policy = RedactionPolicy { custom: custom.detectors, ..RedactionPolicy::default() };
    let (id, answers) = (header.id.as_str().into(), AnswerMode::default());
    let mut base = RedactionScope { id, policy, unredacted_to_local: false, answers };
    for (custom_type, mode) in custom.modes {
        base.policy = base.policy.with(DataType::Custom(custom_type), mode);
    }
    let layer = read_layer(&root, &CustomDetectors::default(), Extent::Whole);
    base.lay(&layer);
    let (tenants, keys) = read_parts(&root, &base.policy.custom);
    let promises = [custom.promises, layer.promises].concat();
    Some((header, Redaction::new(base, tenants, keys, promises)))
}

fn read_parts(root: &Table<'_>, custom: &CustomDetectors) -> (Layers, Layers) {
    let (mut tenants, mut keys) = (Layers::default(), Layers::default());
    for table in root.tables("for", PART_KEYS) {
        let layer = read_layer(&table, custom, Extent::Part);
        let all = || tenants.layers.iter().chain(&keys.layers);
        if all().any(|other| other.id == layer.id) {
            table.error(format!("a second part `{}`", layer.id), "one part of an id");
        }
        if all().count() == MOST_PARTS {
            table.error(format!("more than {MOST_PARTS} parts `[[for]]`"), "tenants with the same rules in one part");
            break;
        }
        match (table.optional("tenants"), table.optional("keys")) {
            (Some(ids), None) => tenants.add(layer, &ids),
            (None, Some(ids)) => keys.add(layer, &ids),
            _ => table.error("both or neither of `tenants` and `keys`", "exactly one of them"),
        }
    }
    (tenants, keys)
}

impl Layers {
    fn add(&mut self, layer: Layer, ids: &Value<'_>) {
        let list = ids.list();
        if list.is_empty() {
            ids.error("nobody", "at least one id");
        }
        for id in list {
            let Some(name) = id.string() else { continue };
            if self.places.insert(name.into(), self.layers.len()).is_some() {
                id.error(format!("`{name}` a second time"), "each tenant and each key in one part");
            }
        }
        self.layers.push(layer);
    }
}

fn read_layer(table: &Table<'_>, custom: &CustomDetectors, extent: Extent) -> Layer {
    let value = |key| if extent == Extent::Whole { table.required(key) } else { table.optional(key) };
    let mut promises = Vec::new();
    let types = value("types").map(|types| read_types(&types, custom, extent, &mut promises)).unwrap_or_default();
    let media = table.optional("media").map(|media| read_media(&media, &mut promises)).unwrap_or_default();
    let answers = table.optional("answers").and_then(|answers| answers.table(ANSWER_KEYS)?.required("mode"));
    let unredacted_to_local = value("unredacted_to_local").and_then(|value| {
        let wanted = value.boolean()?;
        promises.extend(wanted.then(|| Promise::original(&value)));
        Some(wanted)
    });
    let id = (extent == Extent::Part).then(|| table.required("id")).flatten().and_then(|id| id.string());
    Layer {
        id: id.unwrap_or_default().to_owned(),
        types,
        media,
        answers: answers.and_then(|mode| mode.named(&AnswerMode::ALL, AnswerMode::name)),
        restore_in_urls: value("restore_in_urls").and_then(|value| value.boolean()),
        restore_from: table
            .optional("restore_from")
            .and_then(|parts| parts.list().iter().map(|part| part.named(&Field::ALL, Field::name)).collect()),
        unredacted_to_local,
        promises,
    }
}

/// The modes stated for types; those of the file's own are stated with their detectors, and may differ in a part.
fn read_types(
    value: &Value<'_>,
    custom: &CustomDetectors,
    extent: Extent,
    promises: &mut Vec<Promise>,
) -> Vec<(DataType, Mode)> {
    let types: Vec<DataType> = DataType::SWITCHED.into_iter().chain(custom.types().map(DataType::Custom)).collect();
    let Some(table) = value.table(&types.iter().map(DataType::name).collect::<Vec<_>>()) else { return Vec::new() };
    let mode = |data_type: &DataType| {
        let is_required = extent == Extent::Whole && FIRST.contains(data_type);
        let name = data_type.name();
        let value = if is_required { table.required(name) } else { table.optional(name) }?;
        let mode = read_mode(&value, Some(*data_type))?;
        promises.extend((mode == Mode::LocalOnly).then(|| Promise::stays_inside(name, None, &value)));
        Some((*data_type, mode))
    };
    types.iter().filter_map(mode).collect()
}

/// The modes stated for content that cannot be read.
fn read_media(value: &Value<'_>, promises: &mut Vec<Promise>) -> Vec<(MediaKind, MediaMode)> {
    let Some(table) = value.table(&MediaKind::ALL.map(MediaKind::name)) else { return Vec::new() };
    let mode = |kind: MediaKind| {
        let value = table.optional(kind.name())?;
        let mode = value.named(&MediaMode::ALL, MediaMode::name)?;
        promises.extend((mode == MediaMode::LocalOnly).then(|| Promise::stays_inside(kind.name(), Some(kind), &value)));
        Some((kind, mode))
    };
    MediaKind::ALL.into_iter().filter_map(mode).collect()
}

fn type_names() -> Vec<&'static str> {
    DataType::SWITCHED.map(DataType::label).to_vec()
}

/// A mode that suits the type. `true` and `false` are what files said before there were modes.
fn read_mode(value: &Value<'_>, data_type: Option<DataType>) -> Option<Mode> {
    if !value.is_string() {
        return value.boolean().map(|replaced| if replaced { Mode::Placeholder } else { Mode::Allow });
    }
    let mode = value.named(&Mode::ALL, Mode::name)?;
    if let Some(data_type) = data_type.filter(|&data_type| !mode.suits(data_type)) {
        let suited = Mode::ALL.into_iter().filter(|mode| mode.suits(data_type)).map(Mode::name);
        let expected = format!("one of {}", suited.collect::<Vec<_>>().join(", "));
        value.error(format!("`{}` for {data_type}: nothing can be made up in its form", mode.name()), expected);
        return None;
    }
    Some(mode)
}
