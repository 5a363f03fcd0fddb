//! What differs between the models of one Messages host, as data.

/// Where models differ. A model that no list names is taken for one of the newest, which refuse the most.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessagesQuirks {
    /// Whether breakpoints of the prompt cache are set.
    pub cache: bool,
    /// Models that take `temperature` or `top_p`, though not both.
    pub sampling: Vec<String>,
    /// Models that can be made to call a tool.
    pub forced_tools: Vec<String>,
    /// Models that think by a budget of tokens instead of an effort.
    pub thinking_budget: Vec<String>,
    /// Models that continue an answer that the request ends with.
    pub prefill: Vec<String>,
}

impl Default for MessagesQuirks {
    fn default() -> Self {
        Self {
            cache: true,
            sampling: Vec::new(),
            forced_tools: Vec::new(),
            thinking_budget: Vec::new(),
            prefill: Vec::new(),
        }
    }
}
