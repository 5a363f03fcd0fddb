// The official Node SDK against the gateway: what an application does must work unchanged.
//
// As in ../python/client.py, what any provider must give is asked of every one; words are compared only where a script put
// them into the provider's mouth, and what only a script can make a provider do is asked of scripted ones alone.

import assert from "node:assert/strict";
import OpenAI from "openai";

const { QAQPA_BASE_URL: baseURL, QAQPA_KEY: apiKey, QAQPA_SPENT_KEY: spentKey } = process.env;
const provider = JSON.parse(process.env.QAQPA_PROVIDER);
const client = new OpenAI({ baseURL, apiKey, timeout: 20_000 });

const PERSONAL = "Клиент: ИИН 900101300126, тел. +7 701 123 45 67";
const PICTURE = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=";
const CODES = ["USD", "EUR", "RUB"];
const object = (properties) => ({
  type: "object",
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
});
const tools = [
  {
    type: "function",
    function: { name: "get_rate", parameters: object({ code: { type: "string", enum: CODES } }) },
  },
];
const thisTool = { type: "function", function: { name: "get_rate" } };
const CITIES = ["Астана", "Алматы"];
const trip = object({ city: { type: "string", enum: CITIES }, days: { type: "integer" } });
// How plain answers end: the real model goes on until it is stopped.
const PLAIN_END = provider.scripted ? "stop" : "length";

const request = (content, options = {}) => ({
  model: "auto",
  messages: [{ role: "user", content }],
  max_tokens: 120,
  ...options,
});
const ask = (content, options) => client.chat.completions.create(request(content, options));

async function refused(kind, asking) {
  const error = await asking().then(
    () => assert.fail(`${kind.name} was expected`),
    (error) => error,
  );
  assert.ok(error instanceof kind, error);
  assert.ok(error.message && error.requestID);
  return error;
}

function checkWords(said, expected) {
  if (provider.scripted) assert.equal(said, expected);
  else assert.ok(said);
}

/** The message of a whole answer that is as it should be. */
function answered(answer, finish) {
  assert.equal(answer.object, "chat.completion");
  assert.ok(answer.id && answer.created > 0 && answer.model);
  assert.equal(answer.choices.length, 1);
  const [{ index, message, finish_reason }] = answer.choices;
  assert.deepEqual([index, message.role, finish_reason], [0, "assistant", finish]);
  const { prompt_tokens, completion_tokens, total_tokens } = answer.usage;
  assert.ok(prompt_tokens > 0 && completion_tokens > 0);
  assert.equal(total_tokens, prompt_tokens + completion_tokens);
  if (provider.scripted) assert.equal(total_tokens, 15);
  return message;
}

/** The text of a stream that is as it should be. */
async function gather(stream, finish) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  assert.equal(new Set(chunks.map((chunk) => chunk.id)).size, 1);
  const choices = chunks.flatMap((chunk) => chunk.choices);
  assert.equal(choices[0].delta.role, "assistant");
  assert.deepEqual(choices.map((choice) => choice.finish_reason).filter(Boolean), [finish]);
  return choices.map((choice) => choice.delta.content ?? "").join("");
}

/** What calls of the tool ask for, each with an id of its own. */
function codes(calls) {
  const ids = calls.map((call) => call.id);
  assert.equal(new Set(ids).size, ids.length);
  if (provider.own_call_ids) assert.deepEqual(ids, calls.map((_, index) => `call_${index}`));
  return calls.map((call) => {
    assert.ok(call.id && call.type === "function" && call.function.name === "get_rate");
    const { code, ...rest } = JSON.parse(call.function.arguments);
    assert.ok(CODES.includes(code) && Object.keys(rest).length === 0);
    return code;
  });
}

/** The provider takes its own calls back, with their results. */
async function followUp(message) {
  const results = message.tool_calls.map(({ id }) => ({ role: "tool", tool_call_id: id, content: "521.4" }));
  const messages = [{ role: "user", content: "Hello" }, message, ...results];
  checkWords(answered(await ask("", { messages, tools }), PLAIN_END).content, "Hello there.");
}

/** What only a script can make a provider do. */
const scriptedOnly = {
  async personalDataComesBack() {
    const text = `say it back: ${PERSONAL}`;
    assert.equal((await ask(text)).choices[0].message.content, text);
    assert.equal(await gather(await ask(text, { stream: true }), "stop"), text);
  },

  async streamedParallelTools() {
    const stream = client.chat.completions.stream(request("use tools", { tools }));
    const completion = await stream.finalChatCompletion();
    assert.deepEqual(codes(completion.choices[0].message.tool_calls), ["USD", "RUB"]);
  },

  async retry() {
    assert.equal((await ask("come back later")).choices[0].message.content, "Now.");
  },

  async brokenStream() {
    const stream = await ask("break off", { stream: true });
    let said = "";
    await assert.rejects(
      async () => {
        for await (const chunk of stream) said += chunk.choices[0].delta.content ?? "";
      },
      (error) => error instanceof OpenAI.APIError,
    );
    // The script counts what is written, and a frame that only opens the stream counts too.
    assert.equal(said, provider.opens_streams ? "One two " : "One two thre");
  },
};

const tests = {
  async chat() {
    const answer = await ask("Hello");
    checkWords(answered(answer, PLAIN_END).content, "Hello there.");
    assert.ok(answer._request_id);
  },

  async stream() {
    checkWords(await gather(await ask("Hello", { stream: true }), PLAIN_END), "Hello there.");
  },

  async tool() {
    const message = answered(await ask("use one tool", { tools, tool_choice: thisTool }), "tool_calls");
    const called = codes(message.tool_calls);
    assert.equal(called.length, 1);
    if (provider.scripted) assert.equal(called[0], "EUR");
    await followUp(message);
  },

  async streamedTool() {
    const stream = client.chat.completions.stream(request("use one tool", { tools, tool_choice: thisTool }));
    const completion = await stream.finalChatCompletion();
    assert.equal(completion.choices[0].finish_reason, "tool_calls");
    assert.equal(codes(completion.choices[0].message.tool_calls).length, 1);
  },

  async parallelTools() {
    if (!provider.parallel_tools) {
      // It makes one call, of a function that is named. It must not be asked for more and then say something else.
      const error = await refused(OpenAI.BadRequestError, () => ask("use tools", { tools, tool_choice: "required" }));
      assert.equal(error.param, "tool_choice");
      return;
    }
    const message = answered(await ask("use tools", { tools }), "tool_calls");
    assert.deepEqual(codes(message.tool_calls), ["USD", "RUB"]);
    await followUp(message);
  },

  async structuredOutput() {
    const response_format = { type: "json_schema", json_schema: { name: "trip", schema: trip, strict: true } };
    const answer = await client.chat.completions.parse(request("structured", { response_format }));
    const { city, days } = JSON.parse(answered(answer, "stop").content);
    assert.ok(CITIES.includes(city) && Number.isInteger(days));
    if (provider.scripted) assert.deepEqual([city, days], ["Астана", 3]);
  },

  async vision() {
    const parts = [
      { type: "text", text: "What is this?" },
      { type: "image_url", image_url: { url: PICTURE } },
    ];
    if (provider.vision) {
      checkWords(answered(await ask(parts), PLAIN_END).content, "Hello there.");
      return;
    }
    const error = await refused(OpenAI.BadRequestError, () => ask(parts));
    assert.match(error.message, provider.scripted ? /reads text only/ : /lacks vision/);
  },

  async errors() {
    const wrong = new OpenAI({ baseURL, apiKey: "sk-qaqpa-wrong", maxRetries: 0 });
    const unknown = await refused(OpenAI.AuthenticationError, () => wrong.chat.completions.create(request("Hello")));
    assert.equal(unknown.code, "invalid_api_key");
    const missing = await refused(OpenAI.NotFoundError, () => ask("Hello", { model: "gpt-99" }));
    assert.equal(missing.code, "model_not_found");
    if (!provider.scripted) {
      const tooLong = await refused(OpenAI.BadRequestError, () => ask("word ".repeat(200)));
      assert.equal(tooLong.code, "context_length_exceeded");
      return;
    }
    const bad = await refused(OpenAI.BadRequestError, () => ask("bad parameter"));
    assert.match(bad.message, /temperature/);
    // Other providers than OpenAI's kind name no parameter.
    if (provider.names_parameters) assert.equal(bad.param, "temperature");
  },

  async spentBudgetIsNotRetried() {
    let attempts = 0;
    const counting = (...args) => {
      attempts += 1;
      return fetch(...args);
    };
    const spent = new OpenAI({ baseURL, apiKey: spentKey, fetch: counting });
    const error = await refused(OpenAI.RateLimitError, () => spent.chat.completions.create(request("Hello")));
    assert.deepEqual([error.code, attempts], ["insufficient_quota", 1]);
  },

  async cancel() {
    const stream = await ask("go on for ever", { stream: true });
    for await (const chunk of stream) {
      if (chunk.choices[0].delta.content) break;
    }
  },

  async models() {
    const names = [];
    for await (const model of client.models.list()) names.push(model.id);
    assert.ok(names.includes("auto") && names.includes("a-small"));
    assert.equal((await client.models.retrieve("auto")).id, "auto");
  },

  async rawHeaders() {
    const { data, response } = await client.chat.completions.create(request("Hello")).withResponse();
    assert.equal(response.headers.get("x-qaqpa-tier"), "L0");
    checkWords(data.choices[0].message.content, "Hello there.");
  },
};

const asked = provider.scripted ? { ...tests, ...scriptedOnly } : tests;
for (const [name, test] of Object.entries(asked)) {
  await test();
  console.log(`ok ${name}`);
}
for (const name of Object.keys(scriptedOnly)) {
  if (!(name in asked)) console.log(`not asked of a real server: ${name}`);
}
