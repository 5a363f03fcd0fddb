//! Where a host differs from others of its dialect, as data: rows of `hosts/`, keys of a provider's table.

use crate::MessagesQuirks;

/// Members of a request that a host may be without. Model, messages, limits and streaming have quirks of their own.
pub const MEMBERS: [&str; 31] = [
    "audio",
    "frequency_penalty",
    "function_call",
    "functions",
    "logit_bias",
    "logprobs",
    "metadata",
    "modalities",
    "moderation",
    "n",
    "parallel_tool_calls",
    "prediction",
    "presence_penalty",
    "prompt_cache_key",
    "prompt_cache_options",
    "prompt_cache_retention",
    "reasoning_effort",
    "response_format",
    "safety_identifier",
    "seed",
    "service_tier",
    "stop",
    "store",
    "temperature",
    "tool_choice",
    "tools",
    "top_logprobs",
    "top_p",
    "user",
    "verbosity",
    "web_search_options",
];

/// Values of `tool_choice` beside `auto`, which every host with tools takes. `function` is a choice of one by its name.
pub const TOOL_CHOICES: [&str; 3] = ["none", "required", "function"];

/// Where a host differs.
#[derive(Debug, Clone)]
pub struct Quirks {
    /// What stands before the ids of models that are no URI: `gpt://folder/`.
    pub model_prefix: Option<String>,
    /// The one name of the completion limit that the host reads; `None`: whichever the client used.
    pub output_limit: Option<&'static str>,
    /// Whether the host takes `stream_options.include_usage`.
    pub stream_usage: bool,
    /// Members of [`MEMBERS`] that are left out: without them the answer is much the same.
    pub drop: Vec<&'static str>,
    /// Members of [`MEMBERS`] that the host cannot do, where leaving them out would give another answer than asked for.
    pub refuse: Vec<&'static str>,
    /// Members of [`MEMBERS`] under the name they have there.
    pub rename: Vec<(&'static str, String)>,
    /// Members that every request has, as JSON.
    pub set: Vec<(String, String)>,
    /// Members of a request whose answer has begun, which the host is to go on with.
    pub continued_request: Vec<(String, String)>,
    /// Members of the message that is the beginning of that answer.
    pub continued_message: Vec<(String, String)>,
    /// The values of [`TOOL_CHOICES`] that the host takes; `None`: all there are.
    pub tool_choice: Option<Vec<&'static str>>,
    /// What a JSON schema for the answer stands under.
    pub json_schema: SchemaForm,
    /// Whether the host knows the role `developer`; else it is `system`.
    pub developer_role: bool,
    /// Whether the host takes a message whose content is `null`, as it is beside tool calls; else it is empty.
    pub null_content: bool,
    /// Whether pictures and other media must stand in the request itself: a server inside the perimeter must fetch
    /// nothing for a client, neither from its network nor from its disk.
    pub data_urls_only: bool,
    /// What the ids of tool calls are worth.
    pub tool_ids: ToolIds,
    /// Finish reasons that mean that the host gave up.
    pub failed_finish: Vec<String>,
    /// Where models of a Messages host differ.
    pub messages: MessagesQuirks,
    /// Models of dialect `gemini` that think by a budget of tokens instead of a level.
    pub thinking_budget: Vec<String>,
}

/// How a host takes `response_format` of the type `json_schema`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum SchemaForm {
    /// As OpenAI does: `json_schema` holds name and schema.
    #[default]
    Named,
    /// `json_schema` is the schema.
    Bare,
    /// The type is `json_object`, and the schema is its `schema`.
    Object,
    /// Not at all.
    Refused,
}

/// What the ids of a host's tool calls are worth.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ToolIds {
    /// They tell calls apart.
    #[default]
    Kept,
    /// They are names of functions: answers get ids of ours, requests get the names back.
    Unique,
    /// Every piece of a call has id and name again, which clients would join, and once more as a `function_call`: they
    /// stay in the first piece alone.
    Repeated,
}

// === impl Quirks ===

impl Default for Quirks {
    fn default() -> Self {
        Self {
            model_prefix: None,
            output_limit: None,
            stream_usage: true,
            drop: Vec::new(),
            refuse: Vec::new(),
            rename: Vec::new(),
            set: Vec::new(),
            continued_request: Vec::new(),
            continued_message: Vec::new(),
            tool_choice: None,
            json_schema: SchemaForm::default(),
            developer_role: true,
            null_content: true,
            data_urls_only: false,
            tool_ids: ToolIds::default(),
            failed_finish: Vec::new(),
            messages: MessagesQuirks::default(),
            thinking_budget: Vec::new(),
        }
    }
}

// === impl SchemaForm ===

impl SchemaForm {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Named, Self::Bare, Self::Object, Self::Refused];

    /// The name in the configuration.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Named => "named",
            Self::Bare => "bare",
            Self::Object => "object",
            Self::Refused => "refused",
        }
    }
}

// === impl ToolIds ===

impl ToolIds {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Kept, Self::Unique, Self::Repeated];

    /// The name in the configuration.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::Unique => "unique",
            Self::Repeated => "repeated",
        }
    }
}
